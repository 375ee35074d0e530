"""A Sentence is what somebody said, from which phrases are taken one after another; what is left has not been understood."""

import re
import unicodedata
from collections.abc import Callable

from bot.conversation.mention import shown
from indexer.text import fold

CUT = "|"  # where something was taken
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_PERSON, _CHANNEL, _UNKNOWN = 0xE100, 0xE200, 0xE300
_MOST = 100
PERSON, CHANNEL, UNKNOWN = "[\ue100-\ue1ff]", "[\ue200-\ue2ff]", "[\ue300-\ue3ff]"
# Ids are typed where a platform has no mentions; a bare @name is nobody that we know.
_TYPED = re.compile(r"(?<![\w:@])((?:slack|teams|web|terminal):[^\s,;|]{1,200})|(?<![\w:])([@#][\w.-]{1,80})")


class Sentence:
    """`folded` is the text without case and diacritics, letter by letter; mentions are single signs in it."""

    def __init__(self, text: str) -> None:
        self._ids: dict[str, str] = {}
        self._signs: dict[str, str] = {}
        marked = shown(text, lambda m: self._sign(_PERSON if m.kind == "person" else _CHANNEL, m.id), _plain)
        self.text = _TYPED.sub(self._typed, marked)
        self.folded = "".join(_letter(character) for character in self.text)

    def take(self, pattern: re.Pattern[str], wanted: Callable[[re.Match[str]], bool] = lambda _: True) -> list[re.Match[str]]:
        """All matches that are wanted, in order; their places are empty from now on."""
        found = [match for match in pattern.finditer(self.folded) if wanted(match)]
        for match in found:
            self._cut(match.start(), match.end())
        return found

    def has(self, pattern: re.Pattern[str]) -> bool:
        """True when something of the kind is there."""
        return pattern.search(self.folded) is not None

    def ids(self, text: str) -> list[str]:
        """The ids behind the signs of a piece of text."""
        return [self._ids[sign] for sign in text if sign in self._ids]

    def left(self) -> list[tuple[str, str]]:
        """The pieces that nobody took, folded and as they were written."""
        bounds = [m.span() for m in re.finditer(r"[^|,;\n]+", self.folded)]
        return [(self.folded[start:end], self.text[start:end]) for start, end in bounds if self.folded[start:end].strip(" .:!-")]

    def _cut(self, start: int, end: int) -> None:
        gap = CUT * (end - start)
        self.text, self.folded = self.text[:start] + gap + self.text[end:], self.folded[:start] + gap + self.folded[end:]

    def _sign(self, base: int, identity: str) -> str:
        """One sign for one id, however often it is said."""
        if identity not in self._signs:
            sign = chr(base + len(self._signs) % _MOST)
            self._signs[identity], self._ids[sign] = sign, identity
        return self._signs[identity]

    def _typed(self, match: re.Match[str]) -> str:
        if match[2]:
            return self._sign(_UNKNOWN, match[2])
        return self._sign(_PERSON if match[1].count(":") > 1 or match[1] == "web:local" else _CHANNEL, match[1])


def _plain(text: str) -> str:
    return _PRIVATE.sub("", unicodedata.normalize("NFC", text)).replace(CUT, ",")


def _letter(character: str) -> str:
    """One character for one, whatever the script."""
    found = fold(character)
    return found if len(found) == 1 else (found[:1] or " ")
