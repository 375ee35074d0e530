"""One line of what was held at length: a value and the most that it may be."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Held:
    """`value` in the unit that the name ends with."""

    name: str
    value: float
    at_most: float

    @property
    def met(self) -> bool:
        """True when the bar is reached."""
        return self.value <= self.at_most

    def cells(self) -> tuple[str, ...]:
        """Name, value, bar, met or not."""
        return self.name, _number(self.value), _number(self.at_most), "met" if self.met else "MISSED"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:.3g}"
