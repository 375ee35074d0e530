"""What was measured against what is wanted: one Figure a bar."""

from dataclasses import dataclass
from statistics import median

from tests.bench.answers import Answered
from tests.bench.retrieval import Measured, typical


@dataclass(frozen=True)
class Figure:
    """One line of the table; `value` is what the bar is about, which is a ratio when there is a peer in it."""

    name: str
    unit: str
    ours: float
    value: float
    bar: float
    at_least: bool = False
    peer: float | None = None
    bare: float | None = None

    @property
    def met(self) -> bool:
        """True when the bar is reached."""
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    @property
    def is_ratio(self) -> bool:
        """True when the bar is about ours to the peer's."""
        return self.value != self.ours

    def cells(self) -> tuple[str, ...]:
        """The line as text: name, ours, peer, bare model, ratio, bar, met or not."""
        bound = f"{'at least' if self.at_least else 'at most'} {self.bar:.2g}"
        return (
            f"{self.name}, {self.unit}",
            _number(self.ours),
            _number(self.peer),
            _number(self.bare),
            f"{self.value:.2f}" if self.is_ratio else "–",
            f"{bound}, ratio" if self.is_ratio else f"at most {self.bar:g}",
            "met" if self.met else "MISSED",
        )


HEADER = ("figure", "IP Desk", "txtai", "bare model", "ratio to txtai", "bar", "")


def retrieval_figures(found: dict[str, Measured]) -> list[Figure]:
    """Indexing, search, overhead, cold start and memory."""
    ours, peer, bare = found["ours"], found["txtai"], found["bare"]

    p50, p95 = ([1000 * typical(one.searched, share) for one in (ours, peer, bare)] for share in (0.5, 0.95))
    cold = [median(one.cold) for one in (ours, peer, bare)]
    overhead = [1000 * one.overhead for one in (ours, peer)]
    return [
        Figure("indexing", "passages/s", ours.rate, ours.rate / peer.rate, 1.4, at_least=True, peer=peer.rate, bare=bare.rate),
        Figure("search p50", "ms", p50[0], p50[0] / p50[1], 1 / 3, peer=p50[1], bare=p50[2]),
        Figure("search p95", "ms", p95[0], p95[0], 8, peer=p95[1], bare=p95[2]),
        Figure("search beyond the embedder, median", "ms", overhead[0], overhead[0], 1, peer=overhead[1]),
        Figure("cold start to the first result", "s", cold[0], cold[0], 1, peer=cold[1], bare=cold[2]),
        Figure("memory while searching", "MB", ours.memory, ours.memory / peer.memory, 0.7, peer=peer.memory, bare=bare.memory),
    ]


def answer_figures(answered: Answered) -> list[Figure]:
    """Whole answers over the real guidance."""
    alone, crowded = (1000 * typical(rounds, 0.95) for rounds in (answered.alone, answered.crowded))
    cold = median(answered.cold)
    return [
        Figure("whole answer over HTTP, one asker, p95", "ms", alone, alone, 60),
        Figure("whole answer over HTTP, 20 askers, p95", "ms", crowded, crowded, 1000),
        Figure("`ipdesk ask`, cold, whole process, median", "s", cold, cold, 1.5),
        Figure("serving process, most memory", "MB", answered.memory, answered.memory, 400),
    ]


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"
