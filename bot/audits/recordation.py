"""When a customs recordation would expire by the published rules: a proposal, which a person confirms from the certificate."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from dateutil.relativedelta import relativedelta

from bot.audits.plan import Proposal
from bot.conversation.catalogue import day as written


@dataclass(frozen=True)
class Term:
    """How long a recordation of one of the `rights` runs; its renewal is filed `file_days` before the end. `guide` tells more."""

    authority: str
    rights: tuple[str, ...]
    years: int
    file_days: int
    as_of: date
    guide: str
    source: str
    rule: dict[str, str]

    def proposal(self, since: date, language: str) -> Proposal:
        """The day on which it would expire."""
        expires_on = since + relativedelta(years=self.years)
        days = {"since": written(since, language), "expires": written(expires_on, language)}
        return Proposal(expires_on, self.rule[language].format(**days), self.source, self.as_of)

    def file_by(self, expires_on: date) -> date:
        """The last day for the renewal."""
        return expires_on - timedelta(days=self.file_days)


def term_of(authority: str, right: str) -> Term | None:
    """The term of a right at an authority; None where no published page tells it."""
    return next((term for term in terms() if term.authority == authority and right in term.rights), None)


@cache
def terms() -> tuple[Term, ...]:
    """All that is known."""
    raw = files("bot.audits").joinpath("recordation_terms.yaml").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = yaml.safe_load(raw)
    return tuple(Term(**{**one, "rights": tuple(one["rights"])}) for one in found)
