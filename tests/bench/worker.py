"""A process with one engine: `worker.py ENGINE FOLDER MODEL THREADS`, a JSON line in, a JSON line out."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.engines import ENGINES, Engine, timed_searches
from tests.bench.memory import peak_mb


def answer(engine: Engine, order: dict[str, Any]) -> dict[str, Any]:
    """Does what an order says; times are in seconds."""
    started = time.perf_counter()
    if order["do"] == "index":
        engine.index(order["passages"])
    elif order["do"] == "open":
        engine.open()
        engine.search(order["query"])
    elif order["do"] == "search":
        searched, embedded = timed_searches(engine, order["queries"])
        return {"searched": searched, "embedded": embedded}
    return {"seconds": time.perf_counter() - started, "peak_mb": peak_mb()}


def main(name: str, folder: str, model: str, threads: str) -> None:
    """Serves orders until stdin ends; what libraries print goes to stderr."""
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    engine = ENGINES[name](Path(folder), Path(model), int(threads))
    for line in sys.stdin:
        replies.write(json.dumps(answer(engine, json.loads(line))) + "\n")
        replies.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
