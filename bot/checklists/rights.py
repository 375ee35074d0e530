"""Who may do what to a run: by role to start and to sign off, by taking part to answer."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.access.actor import Actor
from bot.access.settings import Role
from bot.checklists.run import ChecklistRun
from bot.checklists.trouble import NotAllowed, StaleStep
from bot.store.run_record import RunState

Accounts = Callable[[str], frozenset[str]]
ANSWERABLE: tuple[RunState, ...] = ("draft", "in_progress", "changes_requested")
NOT_CLOSED: tuple[RunState, ...] = (*ANSWERABLE, "submitted", "signed_off")
_STARTERS: frozenset[Role] = frozenset({"supplier_manager", "auditor", "admin"})
_SEE_ALL: frozenset[Role] = frozenset({"reviewer", "admin"})


@dataclass(frozen=True)
class Act:
    """Who does something, and the delivery that brought it (empty where it cannot come twice)."""

    actor: Actor
    key: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Rights:
    """`accounts` gives all accounts of the person behind one: who answered in Slack is the same person in Teams."""

    accounts: Accounts

    def only_staff(self, actor: Actor) -> None:
        """Whoever has a role; guests and strangers have none. Raises NotAllowed."""
        _only(bool(actor.roles))

    def only_starters(self, actor: Actor) -> None:
        """Supplier managers, auditors and admins start a run. Raises NotAllowed."""
        _only(not actor.roles.isdisjoint(_STARTERS))

    def only_readers(self, run: ChecklistRun, actor: Actor) -> None:
        """Whoever takes part, reviewers and admins. Raises NotAllowed."""
        _only(self.takes_part(run, actor) or not actor.roles.isdisjoint(_SEE_ALL))

    def only_members(self, run: ChecklistRun, actor: Actor) -> None:
        """Whoever takes part. Raises NotAllowed."""
        _only(self.takes_part(run, actor))

    def only_lead(self, run: ChecklistRun, actor: Actor) -> None:
        """Whoever leads the run, and admins. Raises NotAllowed."""
        _only(self.leads(run, actor) or "admin" in actor.roles)

    def only_reviewers(self, actor: Actor) -> None:
        """Raises NotAllowed."""
        _only("reviewer" in actor.roles)

    def takes_part(self, run: ChecklistRun, actor: Actor) -> bool:
        """True for members of the run who still belong to the company."""
        return bool(actor.roles) and not self.accounts(actor.id).isdisjoint(run.people)

    def leads(self, run: ChecklistRun, actor: Actor) -> bool:
        """True for the one who leads it, on any of their accounts."""
        return bool(actor.roles) and run.lead in self.accounts(actor.id)

    def reviews(self, run: ChecklistRun, actor: Actor) -> bool:
        """True for reviewers who took no part."""
        return "reviewer" in actor.roles and not self.is_one_of(actor, run.took_part)

    def is_one_of(self, actor: Actor, people: frozenset[str]) -> bool:
        """True when the person behind the actor is among some people."""
        return not self.accounts(actor.id).isdisjoint(people)


def only_in(run: ChecklistRun, *states: RunState) -> None:
    """Raises StaleStep for a run in any other state, or one that is paused."""
    if run.state not in states:
        raise StaleStep(run.state)
    if run.paused:
        raise StaleStep("paused")


def only_as_seen(run: ChecklistRun, item: str, times: int | None) -> None:
    """Raises StaleStep when somebody has answered the item since a person saw it answered so many times (None: never looked)."""
    if times is not None and run.times_answered(item) != times:
        raise StaleStep("answered")


def _only(allowed: bool) -> None:
    if not allowed:
        raise NotAllowed("your role or your part in this run does not allow that")
