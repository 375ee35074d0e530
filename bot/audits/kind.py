"""The kinds of things that come due, and what the house does about each unless a plan says otherwise."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

KindName = Literal[
    "facility_audit",
    "access_review",
    "training",
    "nda_renewal",
    "evidence_expiry",
    "certificate_expiry",
    "customs_recordation",
    "corrective_action",
    "listing_watch",
    "guidance_review",
    "supplier_reassessment",
    "audit_sampling",
]
KINDS: tuple[KindName, ...] = get_args(KindName)
Evidence = Literal["run", "file", "either"]


@dataclass(frozen=True)
class Kind:
    """`rule` is an RRULE, None where a day must be given; `tiers` the months by risk tier; `words` the names by language."""

    name: KindName
    rule: str | None
    leads: tuple[int, ...]
    shift: Literal["before", "after"]
    evidence: Evidence
    tiers: dict[str, int]
    words: dict[str, tuple[str, ...]]

    def called(self, language: str) -> str:
        """Its name."""
        return self.words.get(language, self.words["en"])[0]


def kind(name: str) -> Kind:
    """The kind of a name; raises KeyError."""
    return kinds()[name]


@cache
def kinds() -> dict[str, Kind]:
    """All kinds, by name."""
    raw = files("bot.audits").joinpath("kinds.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(raw)
    return {name: _kind(name, values) for name, values in found.items()}


def _kind(name: Any, values: dict[str, Any]) -> Kind:
    words = {language: tuple(names) for language, names in values["words"].items()}
    leads, tiers = tuple(values["leads"]), values.get("tiers", {})
    return Kind(name, values.get("rule"), leads, values["shift"], values["evidence"], tiers, words)
