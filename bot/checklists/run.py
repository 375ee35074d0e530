"""A ChecklistRun is a checklist being gone through, as the changes to it have left it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal

from bot.checklists.answer import Answer, Facts, Standing
from bot.store.run_record import RunState
from indexer.condition import Value

Side = Literal["supplier", "evaluator"]
EvidenceKind = Literal["note", "link", "file"]


@dataclass(frozen=True)
class Response:
    """What one side says to an item; `confirmed_from` is the earlier run whose answer was taken over."""

    item: str
    side: Side
    standing: Standing
    value: Value | None
    reason: str
    by: str
    at: datetime
    confirmed_from: str | None = None


@dataclass(frozen=True)
class Comment:
    """What somebody remarks on an item."""

    item: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Evidence:
    """What shows that an answer is true: a note (`text`), a link (`text` is its address) or a file (name, type, size, hash).

    `received_at` is when the system got it, `effective_on` since when it holds; `finding` is set where it shows a finding closed.
    """

    id: str
    item: str
    kind: EvidenceKind
    by: str
    received_at: datetime
    text: str = ""
    name: str = ""
    media_type: str = ""
    size: int = 0
    sha256: str = ""
    effective_on: date | None = None
    expires_on: date | None = None
    finding: str | None = None
    withdrawn: bool = False
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Finding:
    """What was found wanting, and the CorrectiveAction against it: who does what by when, and who saw that it was done."""

    id: str
    item: str
    text: str
    by: str
    at: datetime
    action: str = ""
    owner: str | None = None
    due_on: date | None = None
    closed_by: str | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class SignOff:
    """A reviewer's word that the content with this hash is right; `void` once the run was opened again."""

    by: str
    at: datetime
    content: str
    void: bool = False


@dataclass(frozen=True)
class ChecklistRun:
    """`digest` pins the wording, `assigned` gives sections to people, `history` keeps every response that ever stood.

    `unproven` lists the items that were submitted as compliant without evidence; `version` counts the changes; `names` are those
    by which people stand in the log, for the content's hash, which must outlast their being forgotten.
    """

    id: str
    checklist: str
    digest: str
    supplier: str | None
    site: str | None
    facts: Facts
    lead: str
    previous: str | None
    started_at: datetime
    changed_at: datetime
    state: RunState = "draft"
    paused: bool = False
    version: int = 1
    people: frozenset[str] = frozenset()
    assigned: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    responses: Mapping[tuple[str, Side], Response] = field(default_factory=lambda: MappingProxyType({}))
    history: tuple[Response, ...] = ()
    comments: tuple[Comment, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    findings: tuple[Finding, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    submitted_by: str | None = None
    unproven: tuple[str, ...] = ()
    requested: str = ""
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def answers(self, side: Side = "evaluator") -> dict[str, Answer]:
        """The sheet of one side, as conditions and score read it."""
        mine = [response for (_, whose), response in self.responses.items() if whose == side]
        return {r.item: Answer(r.value, r.standing, self._kinds(r.item)) for r in mine}

    def evidence_of(self, item: str) -> tuple[Evidence, ...]:
        """What stands for an item, without what was withdrawn."""
        return tuple(one for one in self.evidence if one.item == item and not one.withdrawn and one.finding is None)

    def times_answered(self, item: str) -> int:
        """How often the evaluator's side answered an item."""
        return sum(response.item == item and response.side == "evaluator" for response in self.history)

    def finding(self, identity: str) -> Finding | None:
        """The finding of an id."""
        return next((one for one in self.findings if one.id == identity), None)

    @property
    def took_part(self) -> frozenset[str]:
        """Who answered, attached, led or submitted: whoever may not sign it off."""
        answered = {response.by for response in self.history}
        attached = {one.by for one in self.evidence if one.finding is None}
        return frozenset({self.lead, *answered, *attached, *({self.submitted_by} if self.submitted_by else ())})

    def _kinds(self, item: str) -> frozenset[str]:
        return frozenset(one.kind for one in self.evidence_of(item))
