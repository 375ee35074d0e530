"""The curve as a picture for docs/benchmarks.md."""

from pathlib import Path

from tests.bench.curve import Point

NAMES = {"flat": "exact", "graph": "HNSW", "lists": "IVF"}


def plot(points: list[Point], path: Path) -> None:
    """Writes an SVG that is the same for the same points."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "ipdesk", "font.size": 9})
    from matplotlib import pyplot

    figure, (time, memory) = pyplot.subplots(1, 2, figsize=(8.4, 3.2), layout="constrained")
    counts = [point.count for point in points]
    time.plot(counts, [point.p50 * 1000 for point in points], "o-", label="p50")
    time.plot(counts, [point.p95 * 1000 for point in points], "s--", label="p95")
    memory.plot(counts, [point.memory for point in points], "o-", color="tab:green")
    for axes, title in ((time, "one query, ms (one thread)"), (memory, "memory, MB")):
        axes.set(xscale="log", yscale="log", xlabel="vectors of 384 dimensions", title=title)
        axes.grid(alpha=0.3)
    for point in points:
        time.annotate(NAMES[point.kind], (point.count, point.p95 * 1000), (0, 6), textcoords="offset points", ha="center")
    time.margins(y=0.2)
    time.legend()
    figure.savefig(path, format="svg", metadata={"Date": None})
    pyplot.close(figure)
