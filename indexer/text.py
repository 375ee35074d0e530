"""Words as search sees them: case and diacritics folded, English stemmed, synonyms joined into concepts."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import Stemmer

_WORD = re.compile(r"[^\W_]+(?:[.,][0-9]+)*")
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
_STEMMER = Stemmer.Stemmer("english")

_ENGLISH_STOP = (
    "a about after all also am an and any are as at be because been before being both but by can could did do does doing "
    "done for from get gets getting got had has have having he hello her here hi him his how i ll if in into is isn aren "
    "wasn don doesn didn won couldn wouldn ve re m d it its just know let like may me might my need needs no not now of "
    "ok on one or our ours out over please pls s she should so some still t tell than thanks that the their them then "
    "there these they thing things this those to too u up us very want wants was we were what when where whether which "
    "while who whom whose why will with without would y you your yours"
).split()
_VIETNAMESE_STOP = (
    "a ạ à ai anh bạn bao bị bởi các cái cần cho chị chúng có còn của cũng đã đang đây để đến đi điều đó được gì "
    "hay hãy hoặc khi không là lại "
    "làm lâu mà mình một muốn nào này nếu như nhưng những nhé nhiêu ở phải ra rằng rồi sao sẽ ta tại thế thì thì "
    "thôi tôi trong từ và vậy về vì "
    "với xin ơi nha em"
).split()


class _Diacritics(dict[int, int | None]):
    """For str.translate: combining marks fall away; each character is looked up once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_DIACRITICS = _Diacritics()


def fold(text: str) -> str:
    """Lower case without diacritics: 'Nhãn hiệu' and 'nhan hieu' become one."""
    lowered = text.lower()
    return lowered if lowered.isascii() else unicodedata.normalize("NFD", lowered.replace("đ", "d")).translate(_DIACRITICS)


def words(text: str) -> list[str]:
    """The words and numbers of a text, in order, as written."""
    return _WORD.findall(text)


def unseen(text: str) -> list[tuple[int, str]]:
    """(line, code point) of each character that steers a display or hides in it, such as escapes and bidi overrides."""
    lines = enumerate(text.split("\n"), start=1)
    return [
        (number, f"U+{ord(c):04X}") for number, line in lines for c in line if c != "\t" and unicodedata.category(c) in _UNSEEN
    ]


STOP_WORDS = {"en": frozenset(_ENGLISH_STOP), "vi": frozenset(fold(word) for word in _VIETNAMESE_STOP)}


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The English stem of a folded word."""
    return str(_STEMMER.stemWord(word))


class Glossary:
    """Finds glossary terms in folded words, longest first, whatever the language they are written in."""

    def __init__(self, concepts: Iterable[dict[str, object]]) -> None:
        self._concepts: dict[str, dict[tuple[str, ...], str]] = {"en": {}, "vi": {}}
        self._first: dict[str, set[str]] = {"en": set(), "vi": set()}
        self._longest = 1
        self.display: dict[str, dict[str, str]] = {}
        for concept in concepts:
            self._add(concept)

    def _add(self, concept: dict[str, object]) -> None:
        identity = str(concept["id"])
        self.display[identity] = {}
        for language in ("en", "vi"):
            forms = concept[language]
            assert isinstance(forms, list)
            self.display[identity][language] = str(forms[0])
            for form in forms:
                key = tuple(_normal(word, language) for word in words(fold(str(form))))
                self._concepts[language][key] = identity
                self._first[language].update(key[:1])
                self._longest = max(self._longest, len(key))

    def concepts(self, folded: Sequence[str], language: str) -> list[tuple[str, int, int]]:
        """(concept id, first word, word after) for each term found in a list of folded words."""
        found, at = [], 0
        normal = [_normal(word, language) for word in folded]
        while at < len(normal):
            term = self._longest_at(normal, at, language)
            if term is not None:
                found.append(term)
            at = term[2] if term is not None else at + 1
        return found

    def _longest_at(self, normal: list[str], at: int, language: str) -> tuple[str, int, int] | None:
        if normal[at] not in self._first[language]:
            return None
        for length in range(min(self._longest, len(normal) - at), 0, -1):
            identity = self._concepts[language].get(tuple(normal[at : at + length]))
            if identity is not None:
                return identity, at, at + length
        return None


def _normal(word: str, language: str) -> str:
    return stem(word) if language == "en" else word


def terms(text: str, language: str, glossary: Glossary) -> list[str]:
    """Index terms of a text: stems (English) or folded syllables and their pairs (Vietnamese), and `§concepts`."""
    folded = words(fold(text))
    stop = STOP_WORDS[language]
    concepts = ["§" + identity for identity, _, _ in glossary.concepts(folded, language)]
    if language == "en":
        return [stem(word) for word in folded if word not in stop] + concepts
    pairs = [f"{a}_{b}" for a, b in pairwise(folded) if a not in stop or b not in stop]
    return [word for word in folded if word not in stop] + pairs + concepts
