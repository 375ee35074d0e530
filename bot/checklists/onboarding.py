"""Reads how a supplier to be onboarded is described in one sentence; what it does not say stays open, and nothing is guessed."""

import re
from dataclasses import dataclass

from bot.suppliers.country import country_of
from bot.suppliers.place import country_at
from indexer.text import fold

_VERB = (
    r"(?:hold|keep|has|have|store|make|making|produce|manufacture|build|mou?ld|suppl|sub-?contract|outsourc|do|did|is|are|will|use|"
    r"works?|paint|plat|no\b|not\b|giữ|làm|sản xuất|chế tạo|giao|thuê|có|không|chưa|đang)"
)
# Between the things that are said one after another; "and" only before something that is done, as a name may hold one.
_BREAK = re.compile(
    rf"\s*[,;()]\s*|\.\s+|\s+(?:(?:and|but|và|nhưng)\s+)?(?:which|who|that|they|it|họ|bên đó)\s+(?={_VERB})"
    rf"|\s+(?:and|but|và|nhưng)\s+(?=(?:also\s+|then\s+|cũng\s+)?{_VERB})|\s+with(?=\s+(?:our|no|sub))",
    re.I,
)
_SUBJECT = re.compile(r"^(?:and|but|they|it|which|who|that|also|và|họ|cũng)\s+", re.I)
_CALLED = re.compile(
    r"^(?:(?:the|a|an|our|new)\s+)*(?:supplier|vendor|nhà cung cấp)\s+(?:(?:called|named|tên là|tên)\s+)?(?=\S)", re.I
)
_AT = re.compile(r"^(.+?),?\s+(?:based in|located in|in|at|from|near|ở|tại)\s+(\S.*)$", re.I)
_AT_ALONE = re.compile(r"^(?:based in|located in|in|at|from|near|ở|tại)\s+", re.I)
_COMPANY = re.compile(r"\b(?:ltd|co|inc|corp|company|jsc|llc|gmbh|plc|limited|group|jv)\b")
_TOOLING = re.compile(r"\b(?:tooling|tools?|mou?lds?|dies|khuon)\b")
_OURS = re.compile(r"\b(?:our|ours|us|hold|holds|holding|keep|keeps|store|stores|giu|cua (?:chung|ta|minh|toi))\b")
_MAKES = re.compile(r"\b(?:make|makes|making|produce|produces|manufacture|manufactures|build|builds|lam|san xuat|che tao)\b")
_SUBCONTRACTS = re.compile(r"\b(?:sub-?\s?contract\w*|outsourc\w*|giao thau|thau phu|thue ngoai|gia cong ngoai|giao lai)\b")
_NOT = re.compile(r"\b(?:no|not|none|never|without|khong|chua)\b|n't\b")


@dataclass(frozen=True)
class Onboarded:
    """`place` as it was said, where that is no country; `other` is what was said and answers nothing that is asked."""

    name: str = ""
    country: str | None = None
    place: str = ""
    tooling_held: bool | None = None
    subcontracting: bool | None = None
    other: tuple[str, ...] = ()


def onboarded(text: str) -> Onboarded:
    """A name first, then where it is and what it does, in any order and in either language."""
    first, *rest = [part.strip(" .!") for part in _BREAK.split(_CALLED.sub("", text.strip())) if part and part.strip(" .!")] or [
        ""
    ]
    name, place = _name_and_place(first)
    clauses = [_SUBJECT.sub("", part) for part in rest]
    places = [place, *(_AT_ALONE.sub("", clause) for clause in clauses)]
    where = next((one for one in places if one and country_at(one)), place)
    tooling, subcontracting = (
        next((v for c in clauses if (v := told(c)) is not None), None) for told in (_tooling, _subcontracts)
    )
    return Onboarded(
        name=name.strip("\"“”'"),
        country=country_at(where) if where else None,
        place="" if not where or country_of(where) else where,
        tooling_held=tooling,
        subcontracting=subcontracting,
        other=tuple(c for c in clauses if not _is_read(c, where)),
    )


def _name_and_place(first: str) -> tuple[str, str]:
    """A place is known, or written like one; in "Made in Asia Ltd" there is none."""
    found = _AT.match(first)
    if found is None:
        return first, ""
    name, place = found[1].strip(), found[2].strip()
    like_one = all(word[:1].isupper() for word in place.split()) and _COMPANY.search(fold(place)) is None
    return (name, place) if country_at(place) or like_one else (first, "")


def _tooling(clause: str) -> bool | None:
    """Whether ours is held there; who makes moulds need not hold any of ours."""
    plain = fold(clause)
    if _TOOLING.search(plain) is None or (_MAKES.search(plain) and not _OURS.search(plain)):
        return None
    return _NOT.search(plain) is None


def _subcontracts(clause: str) -> bool | None:
    plain = fold(clause)
    return None if _SUBCONTRACTS.search(plain) is None else _NOT.search(plain) is None


def _is_read(clause: str, where: str) -> bool:
    at = _AT_ALONE.sub("", clause)
    return at == where or country_at(at) is not None or _tooling(clause) is not None or _subcontracts(clause) is not None
