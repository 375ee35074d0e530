"""A Draft is a plan as far as it has been said: it stands in the buttons of its cards, so that nothing is kept before Keep."""

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from bot.audits.kind import KINDS

VISITS = frozenset({"facility_audit", "access_review", "supplier_reassessment"})
EXPIRING = frozenset({"nda_renewal", "evidence_expiry", "certificate_expiry", "customs_recordation"})
MOST = 2_000  # characters that a button can hold
_MOST_WORDS = 120


@dataclass(frozen=True)
class Draft:
    """All texts, empty where nothing was said: `every` an RRULE, `first` and `on` ISO days, `window` months "3-12".

    `named` is a supplier that nobody knows, `what` the words that a title needs, `readers` the country of those who are
    reminded, `ladder` people with commas; `version` is that of the plan which is being changed, empty for a new one.
    """

    id: str
    language: str = "en"
    kind: str = ""
    supplier: str = ""
    site: str = ""
    named: str = ""
    what: str = ""
    country: str = ""
    readers: str = ""
    mode: str = ""
    every: str = ""
    first: str = ""
    on: str = ""
    window: str = ""
    tell: str = ""
    auditor: str = ""
    owner: str = ""
    channel: str = ""
    leads: str = ""
    ladder: str = ""
    version: str = ""

    @property
    def visit(self) -> bool:
        """True for what happens at a supplier."""
        return self.kind in VISITS

    @property
    def text(self) -> str:
        """As a button holds it."""
        found = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


class BrokenDraft(ValueError):
    """Tell the person: the button does not hold a draft of ours; they say their sentence again."""


def draft_of(text: str) -> Draft:
    """The draft of a button; raises BrokenDraft for whatever we never wrote."""
    try:
        found: Any = json.loads(text)
    except ValueError:
        raise BrokenDraft("no JSON") from None
    known = {field.name for field in fields(Draft)}
    if not isinstance(found, dict) or not found.get("id") or not set(found) <= known:
        raise BrokenDraft("no draft")
    if not all(isinstance(value, str) and len(value) <= MOST for value in found.values()) or "/" in found["id"]:
        raise BrokenDraft("no draft")
    if found.get("kind") and found["kind"] not in KINDS:
        raise BrokenDraft("no such kind")
    return Draft(**found)


def shortened(draft: Draft) -> Draft:
    """With words that a title can hold."""
    return replace(draft, named=draft.named[:_MOST_WORDS].strip(), what=draft.what[:_MOST_WORDS].strip())
