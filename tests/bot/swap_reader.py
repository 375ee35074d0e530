"""A process that asks one question again and again, taking up new builds: `swap_reader.py INDEX STOP`.

It prints "ready" when it has its first answer, asks until the file STOP exists, and ends with a line of JSON on what it saw.
"""

import json
import sys
from pathlib import Path

from bot.answering.guidance import LiveGuidance
from indexer.snapshot import SnapshotStore
from tests.bot.asking import GENEROUS
from tests.fakes.embedder import WordEmbedder


def main(index: str, stop: str) -> None:
    live = LiveGuidance(SnapshotStore(Path(index)), GENEROUS, lambda _models, _fingerprint: WordEmbedder())
    words: dict[str, set[str]] = {}
    answers, errors = 0, []
    while not Path(stop).exists():
        try:
            live.refresh()
            serving = live.current().index
            found = {hit.id.rpartition("-")[0] for hit in serving.search("the mould is returned")}
        except Exception as error:  # noqa: BLE001 - whatever it is, the test wants to read of it
            errors.append(repr(error))
            continue
        words.setdefault(serving.version, set()).update(found)
        answers += 1
        if answers == 1:
            print("ready", flush=True)
    live.refresh()
    mixed = [version for version, found in words.items() if len(found) != 1]
    seen = {"answers": answers, "errors": errors, "versions": len(words), "mixed": mixed}
    print(json.dumps({**seen, "last": live.current().index.version}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
