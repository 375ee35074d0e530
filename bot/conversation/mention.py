"""A mention of a person or a channel in a text; its delimiters are stripped from what people type, so nobody can forge one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

_OPEN, _CLOSE = "\ue000", "\ue001"  # private use: no keyboard has them
_MENTION = re.compile(f"{_OPEN}([@#])([^{_OPEN}{_CLOSE}]{{1,300}}){_CLOSE}")
_SIGNS: dict[str, Literal["person", "channel"]] = {"@": "person", "#": "channel"}


@dataclass(frozen=True)
class Mention:
    """`id` is the id of a Person ("slack:T1:U2") or of a conversation with its platform ("slack:C3")."""

    kind: Literal["person", "channel"]
    id: str

    @property
    def platform(self) -> str:
        """The platform whose person or channel it is."""
        return self.id.partition(":")[0]


def of_person(identity: str) -> str:
    """The mention of a person, as it stands in a text."""
    return f"{_OPEN}@{identity}{_CLOSE}"


def of_channel(identity: str) -> str:
    """The mention of a channel, as it stands in a text."""
    return f"{_OPEN}#{identity}{_CLOSE}"


def mentions_in(text: str) -> list[Mention]:
    """All mentions of a text, in order."""
    return [Mention(_SIGNS[found[1]], found[2]) for found in _MENTION.finditer(text)]


def shown(text: str, show: Callable[[Mention], str], escape: Callable[[str], str] = str) -> str:
    """The text with each mention as a platform shows it, and all between them escaped."""
    parts: list[str] = []
    end = 0
    for found in _MENTION.finditer(text):
        parts += [escape(text[end : found.start()]), show(Mention(_SIGNS[found[1]], found[2]))]
        end = found.end()
    return "".join([*parts, escape(text[end:])])


def unnamed(text: str) -> str:
    """The text without whom or what it mentions: what is asked, and what is shown where nobody is to be called."""
    return without_mentions(shown(text, lambda mention: "@…" if mention.kind == "person" else "#…"))


def without_mentions(text: str) -> str:
    """What a person typed, before a channel puts the platform's own mentions into it."""
    return text.replace(_OPEN, "").replace(_CLOSE, "")
