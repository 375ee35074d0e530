"""Measures indexing, search, memory and cold start of the engines, in turn, so that a busy machine burdens all alike."""

from dataclasses import dataclass, field
from statistics import median

from tests.bench.passages import passages, questions
from tests.bench.processes import Worker, Workshop, cold_start, workers

INDEX_THREADS = 2
QUERY_THREADS = 1
PORTION = 20


@dataclass(frozen=True)
class Effort:
    """How much is measured."""

    passages: int = 1_000
    slices: int = 4
    queries: int = 200
    rounds: int = 5
    cold_starts: int = 5


@dataclass
class Measured:
    """What was measured of one engine, in rounds: seconds, MB."""

    index_rates: list[float] = field(default_factory=list)
    searched: list[list[float]] = field(default_factory=list)
    embedded: list[list[float]] = field(default_factory=list)
    cold: list[float] = field(default_factory=list)
    memory: float = 0.0

    @property
    def rate(self) -> float:
        """Passages a second."""
        return median(self.index_rates)

    @property
    def overhead(self) -> float:
        """A search less the embedding in it."""
        return median(median(s) - median(e) for s, e in zip(self.searched, self.embedded, strict=True))


def typical(rounds: list[list[float]], share: float) -> float:
    """The percentile of the middle round: one that something else disturbed does not count."""
    return median(percentile(values, share) for values in rounds)


def percentile(values: list[float], share: float) -> float:
    """The value that so large a share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(workshop: Workshop, names: list[str], effort: Effort) -> dict[str, Measured]:
    """Every engine's figures, by its name."""
    found = {name: Measured() for name in names}
    _index(workshop, found, effort)
    _search(workshop, found, effort)
    query = questions(1)[0]
    for _ in range(effort.cold_starts):
        for name, measured in found.items():
            measured.cold.append(cold_start(workshop, name, query)[0])
    return found


def _index(workshop: Workshop, found: dict[str, Measured], effort: Effort) -> None:
    texts = passages(effort.passages)
    size = effort.passages // effort.slices
    with workers(workshop, list(found), INDEX_THREADS) as started:
        for first in range(0, effort.passages, size):
            for one in started:
                done = one.order("index", passages=texts[first : first + size])
                found[one.name].index_rates.append(size / done["seconds"])


def _search(workshop: Workshop, found: dict[str, Measured], effort: Effort) -> None:
    queries = questions(effort.queries)
    with workers(workshop, list(found), QUERY_THREADS) as started:
        for one in started:
            one.order("open", query=queries[0])
        for _ in range(effort.rounds):
            _round(started, queries, found)
        for one in started:
            found[one.name].memory = one.order("memory")["peak_mb"]


def _round(started: list[Worker], queries: list[str], found: dict[str, Measured]) -> None:
    """Every query once, in portions, so that no engine has a quiet minute to itself."""
    for measured in found.values():
        measured.searched.append([])
        measured.embedded.append([])
    for first in range(0, len(queries), PORTION):
        for one in started:
            done = one.order("search", queries=queries[first : first + PORTION])
            found[one.name].searched[-1] += done["searched"]
            found[one.name].embedded[-1] += done["embedded"]
