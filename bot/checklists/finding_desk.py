"""The FindingDesk follows a finding to its end: an owner and a day, evidence that it was mended, another person who saw it."""

from dataclasses import dataclass
from datetime import date

from bot.checklists.answer_reading import readable
from bot.checklists.rights import Act
from bot.checklists.run import ChecklistRun, Finding
from bot.checklists.run_book import Changed, Decided, RunBook
from bot.checklists.trouble import Incomplete, NotAllowed, StaleStep, UnreadableAnswer
from bot.store.run_record import RunState
from indexer.text import unseen

MAX_PERSON = 200
_FINDABLE: tuple[RunState, ...] = ("in_progress", "submitted", "changes_requested", "signed_off")


@dataclass(frozen=True)
class CorrectiveAction:
    """What is to be done about a finding, by whom, by when."""

    text: str
    owner: str
    due_on: date


class FindingDesk:
    """Over the book. Methods raise UnknownRun, NotAllowed, StaleStep, UnreadableAnswer, StoreUnavailable."""

    def __init__(self, book: RunBook) -> None:
        self._book = book

    def find(self, run: str, item: str, text: str, act: Act) -> Changed:
        """Notes what is wanting at an item."""

        def decide(found: ChecklistRun) -> Decided:
            self._may_follow(found, act)
            if item not in {one.id for one in self._book.checklist_of(found).items}:
                raise UnreadableAnswer("no_item")
            return "found", {"finding": self._book.new_id(), "item": item, "text": readable(text)}

        return self._book.change(run, act, decide)

    def set_action(self, run: str, finding: str, action: CorrectiveAction, act: Act) -> Changed:
        """Who mends it by when; a later one takes its place."""

        def decide(found: ChecklistRun) -> Decided:
            self._may_follow(found, act)
            known = _open(found, finding)
            if action.due_on < self._book.clock().date():
                raise UnreadableAnswer("past_day")
            if not 0 < len(action.owner) <= MAX_PERSON or unseen(action.owner):
                raise UnreadableAnswer("no_person")
            text = readable(action.text)
            if (known.action, known.owner, known.due_on) == (text, action.owner, action.due_on):
                return None
            return "action_set", {
                "finding": finding,
                "action": text,
                "owner": action.owner,
                "due_on": action.due_on.isoformat(),
            }

        return self._book.change(run, act, decide)

    def close(self, run: str, finding: str, act: Act) -> Changed:
        """By a person who neither owned the action nor handed in what shows it done. Raises Incomplete without evidence."""

        def decide(found: ChecklistRun) -> Decided:
            self._may_follow(found, act)
            known = _open(found, finding)
            shown = [one for one in found.evidence if one.finding == finding and not one.withdrawn]
            if known.owner is None or not shown:
                raise Incomplete(findings=(finding,))
            if self._book.rights.is_one_of(act.actor, frozenset({known.owner, *(one.by for one in shown)})):
                raise NotAllowed("a finding is closed by another person")
            return "finding_closed", {"finding": finding, "evidence": [one.id for one in shown]}

        return self._book.change(run, act, decide)

    def reopen(self, run: str, finding: str, reason: str, act: Act) -> Changed:
        """A second look showed that it was not mended."""

        def decide(found: ChecklistRun) -> Decided:
            self._may_follow(found, act)
            known = found.finding(finding)
            if known is None:
                raise UnreadableAnswer("no_finding")
            if known.closed_at is None:
                return None
            return "finding_reopened", {"finding": finding, "reason": readable(reason)}

        return self._book.change(run, act, decide)

    def _may_follow(self, run: ChecklistRun, act: Act) -> None:
        self._book.rights.only_readers(run, act.actor)
        if run.state not in _FINDABLE:
            raise StaleStep(run.state)


def _open(run: ChecklistRun, identity: str) -> Finding:
    finding = run.finding(identity)
    if finding is None:
        raise UnreadableAnswer("no_finding")
    if finding.closed_at is not None:
        raise StaleStep("finding_closed")
    return finding
