"""A process that publishes one tiny collection after another: `publisher.py INDEX NAME COUNT PAUSE`.

It prints "ready" and begins when it is sent a line.
"""

import sys
import time
from pathlib import Path

from indexer.snapshot import SnapshotStore
from tests.fakes.embedder import WordEmbedder
from tests.indexer.conftest import publish_corpus


def main(index: str, name: str, count: str, pause: str) -> None:
    store = SnapshotStore(Path(index))
    folder = Path(index).parent / name
    folder.mkdir(exist_ok=True)
    assert WordEmbedder().dimension
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(count)):
        publish_corpus(store, folder, f"{name}{number}")
        time.sleep(float(pause))


if __name__ == "__main__":
    main(*sys.argv[1:])
