"""Reads what people say of suppliers: "supplier add Sông Hồng Plastics, Vietnam, holds our moulds", "suppliers"."""

import re
from dataclasses import dataclass

from bot.store.supplier_record import Contract, Tier
from bot.suppliers.country import country_of
from indexer.text import fold

_ADD = re.compile(
    r"^\s*(?:supplier\s+add|add\s+(?:a\s+)?supplier|nhà\s+cung\s+cấp\s+thêm|thêm\s+nhà\s+cung\s+cấp)\b[\s:,]*", re.I
)
_LIST = re.compile(
    r"^(?:(?:list|show(?: me)?|see)\s+)?(?:(?:all|the|our|my)\s+)*suppliers$"
    r"|^(?:(?:danh sach|liet ke|xem|cho (?:toi|em|minh) xem)\s+)?(?:(?:cac|tat ca|nhung)\s+)*nha cung cap$"
)
_SHOW = re.compile(r"^\s*(?:supplier|nhà\s+cung\s+cấp)\s+(?=\S)", re.I)
_TIERS: dict[str, Tier] = {"high": "high", "cao": "high", "medium": "medium", "trung binh": "medium", "low": "low", "thap": "low"}
_TIER = re.compile(rf"\b(?:(?:tier|rui ro|risk)\s+({'|'.join(_TIERS)})|(high|medium|low)(?:\s+(?:tier|risk)))\b")
_TOOLING = re.compile(r"\b(?:tooling|tools|mou?lds?|dies|khuon)\b")
_NOT = re.compile(r"\b(?:no|not|none|without|khong|chua)\b|n't\b")
_NOTHING_SIGNED = Contract()
_WITHOUT_DIACRITICS = {"them nha cung cap": "thêm nhà cung cấp", "nha cung cap": "nhà cung cấp"}


@dataclass(frozen=True)
class Described:
    """A supplier as somebody described it; None where they did not say."""

    name: str
    country: str | None = None
    tier: Tier | None = None
    tooling_held: bool | None = None
    contract: Contract = _NOTHING_SIGNED


def to_add(text: str) -> Described | None:
    """What is to be added, its name empty where it was not said; None for a text that asks for something else."""
    plain = _marked(text)
    start = _ADD.match(plain)
    if start is None:
        return None
    return described(plain[start.end() :])


def described(text: str) -> Described:
    """A name, and after commas a country, a tier and whether our tooling is held there, in any order."""
    name, *rest = [part.strip() for part in text.split(",")]
    country = next((code for code in map(country_of, rest) if code), None)
    folded = [fold(part) for part in rest]
    tier = next((found for found in map(_tier, folded) if found), None)
    tooling = next((_NOT.search(part) is None for part in folded if _TOOLING.search(part)), None)
    return Described(name, country, tier, tooling)


def asks_for_all(text: str) -> bool:
    """True for "suppliers"."""
    return _LIST.match(" ".join(fold(text).split()).rstrip("?.! ")) is not None


def language_of_command(text: str) -> str:
    """By the command's own words, as the name after them may be Vietnamese in an English sentence."""
    return "vi" if re.match(r"(?:danh sach|cac|them|nha cung cap)\b", fold(text.strip())) else "en"


def name_asked_for(text: str) -> str | None:
    """The rest of "supplier X"; None for a text that does not begin so."""
    plain = _marked(text)
    start = _SHOW.match(plain)
    return plain[start.end() :].strip() if start is not None else None


def _tier(part: str) -> Tier | None:
    match = _TIER.search(part)
    return _TIERS[match[1] or match[2]] if match else None


def _marked(text: str) -> str:
    """With the diacritics of the command's own words, where they were typed without."""
    plain = text.strip()
    for bare, marked in _WITHOUT_DIACRITICS.items():
        if plain.lower().startswith(bare):
            return marked + plain[len(bare) :]
    return plain
