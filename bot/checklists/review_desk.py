"""The ReviewDesk takes a run to sign-off: complete, by a reviewer who took no part, by two where the risk is high."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.checklists.answer import Answers, Facts
from bot.checklists.answer_reading import readable
from bot.checklists.conditions import applicable
from bot.checklists.content import content_hash
from bot.checklists.rights import ANSWERABLE, Act, only_in
from bot.checklists.run import ChecklistRun, SignOff
from bot.checklists.run_book import Changed, Decided, RunBook
from bot.checklists.trouble import Incomplete, NotAllowed, StaleStep
from bot.checklists.unproven import unproven
from bot.store.supplier_record import Tier
from indexer.checklist import Checklist

# The risk tier of a sheet; None where the checklist does not rate suppliers.
Rating = Callable[[Checklist, Facts, Answers], Tier | None]


@dataclass(frozen=True)
class Findable:
    """What would be found wanting at submission: ids of items without a response, and of claims that nothing shows."""

    unanswered: tuple[str, ...]
    unproven: tuple[str, ...]


class ReviewDesk:
    """Over the book; `settle` tells the supplier's record of a run that is signed off, again when the press comes again.

    Methods raise UnknownRun, NotAllowed, StaleStep, StoreUnavailable.
    """

    def __init__(self, book: RunBook, rating: Rating, settle: Callable[[ChecklistRun], None]) -> None:
        self._book = book
        self._rating = rating
        self._settle = settle

    def check(self, run: ChecklistRun) -> Findable:
        """What is missing, before anybody presses "submit"."""
        checklist, answers = self._book.checklist_of(run), run.answers()
        asked = [item.id for _, item in applicable(checklist, run.facts, answers)]
        claims = tuple(item.id for item in unproven(checklist, run.facts, answers))
        return Findable(tuple(item for item in asked if item not in answers), claims)

    def submit(self, run: str, act: Act, *, despite_unproven: bool = False) -> Changed:
        """To the reviewers, who see what is claimed without evidence. Raises Incomplete."""

        def decide(found: ChecklistRun) -> Decided:
            self._book.rights.only_lead(found, act.actor)
            only_in(found, *ANSWERABLE)
            missing = self.check(found)
            if missing.unanswered or (missing.unproven and not despite_unproven):
                raise Incomplete(missing.unanswered, missing.unproven)
            return "submitted", {"unproven": list(missing.unproven)}

        return self._book.change(run, act, decide)

    def request_changes(self, run: str, reason: str, act: Act) -> Changed:
        """Back to those who answered. Raises UnreadableAnswer without a reason."""

        def decide(found: ChecklistRun) -> Decided:
            self._book.rights.only_reviewers(act.actor)
            only_in(found, "submitted")
            return "changes_requested", {"reason": readable(reason)}

        return self._book.change(run, act, decide)

    def sign_off(self, run: str, act: Act) -> Changed:
        """Binds a reviewer who took no part to exactly this content; the run is signed off with the last one needed."""

        def decide(found: ChecklistRun) -> Decided:
            self._book.rights.only_reviewers(act.actor)
            only_in(found, "submitted")
            if self._book.rights.is_one_of(act.actor, found.took_part):
                raise NotAllowed("whoever took part does not sign off")
            standing = valid_sign_offs(found)
            if self._book.rights.is_one_of(act.actor, frozenset(one.by for one in standing)):
                return None
            complete = len(standing) + 1 >= self.needed(found)
            return "signed", {"content": content_hash(found), "complete": complete}

        changed = self._book.change(run, act, decide)
        self._settle(changed.run)
        return changed

    def needed(self, run: ChecklistRun) -> int:
        """How many people must sign off: two where the risk is high, by this run or by what was known before it."""
        rated = self._rating(self._book.checklist_of(run), run.facts, run.answers())
        return 2 if "high" in (rated, run.facts.get("tier")) else 1

    def reopen(self, run: str, reason: str, act: Act) -> Changed:
        """To be answered again; its sign-offs are void from now on. Raises UnreadableAnswer without a reason."""

        def decide(found: ChecklistRun) -> Decided:
            if "reviewer" not in act.actor.roles:
                self._book.rights.only_lead(found, act.actor)
            only_in(found, "submitted", "signed_off")
            return "reopened", {"reason": readable(reason)}

        return self._book.change(run, act, decide)

    def close(self, run: str, act: Act) -> Changed:
        """The end, after sign-off and when every finding is closed. Raises Incomplete."""

        def decide(found: ChecklistRun) -> Decided:
            if "reviewer" not in act.actor.roles:
                self._book.rights.only_lead(found, act.actor)
            only_in(found, "signed_off")
            if not holds(found, self.needed(found)):
                raise StaleStep("void")
            waiting = tuple(one.id for one in found.findings if one.closed_at is None)
            if waiting:
                raise Incomplete(findings=waiting)
            return "closed", {}

        return self._book.change(run, act, decide)


def valid_sign_offs(run: ChecklistRun) -> tuple[SignOff, ...]:
    """Those that vouch for the content as it is now."""
    content = content_hash(run)
    return tuple(one for one in run.sign_offs if not one.void and one.content == content)


def holds(run: ChecklistRun, needed: int) -> bool:
    """True for a run whose present content enough people signed off."""
    return run.state in ("signed_off", "closed") and len(valid_sign_offs(run)) >= needed
