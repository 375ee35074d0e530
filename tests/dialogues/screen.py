"""What a person sees of a card on whichever channel, and nothing else: its words, its buttons by their labels, its fields."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Shown:
    """A field as it is shown: the name it is sent back under, its kind, its values by their labels, what it holds."""

    name: str
    kind: str
    options: dict[str, str] = field(default_factory=dict)
    filled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Screen:
    """`buttons` are what the channel sends back for each label; `origin` is the message, where there is one."""

    text: str
    buttons: tuple[tuple[str, Any], ...] = ()
    fields: dict[str, Shown] = field(default_factory=dict)
    origin: Any = None

    def button(self, label: str) -> Any:
        """The one whose label begins so; of several the one that is nothing else."""
        found = [(name, button) for name, button in self.buttons if name.startswith(label)]
        assert found, f"no button {label!r} under: {self.text}\n{[name for name, _ in self.buttons]}"
        return next((button for name, button in found if name == label), found[0][1])

    def offers(self, label: str) -> bool:
        return any(name.startswith(label) for name, _ in self.buttons)

    def filled(self, fills: dict[str, Any], people: dict[str, str]) -> dict[str, tuple[Shown, tuple[str, ...]]]:
        """What is in each field once somebody has chosen and typed, by its name."""
        values = {shown.name: (shown, shown.filled) for shown in self.fields.values()}
        for label, said in fills.items():
            assert label in self.fields, f"no field {label!r}: {sorted(self.fields)}"
            shown = self.fields[label]
            values[shown.name] = (shown, _chosen(shown, said, people))
        return values


def _chosen(shown: Shown, said: Any, people: dict[str, str]) -> tuple[str, ...]:
    if isinstance(said, int):
        return (list(shown.options.values())[said],)
    wanted = said if isinstance(said, list) else [said]
    if shown.options:
        assert set(wanted) <= set(shown.options), f"no option {wanted}: {sorted(shown.options)}"
    return tuple(shown.options.get(one, people.get(one, one)) for one in wanted)
