"""The RunDesk starts runs and takes answers: by whom, in which state, and what counts as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.checklists.answer import Facts, Standing
from bot.checklists.answer_reading import read, readable, says_not_applicable
from bot.checklists.prefill import previous_of, proposals
from bot.checklists.rights import ANSWERABLE, NOT_CLOSED, Act, only_as_seen, only_in
from bot.checklists.run import ChecklistRun, Side
from bot.checklists.run_book import Changed, Decided, RunBook, definition_of
from bot.checklists.trouble import StaleStep, UnreadableAnswer
from bot.store.change_record import sha256
from indexer.checklist import Checklist, ChecklistItem
from indexer.condition import Value
from indexer.text import unseen

_MAX_PERSON = 200


@dataclass(frozen=True)
class Beginning:
    """What a run is on: ids of a supplier and a site, where there is one, and what is known of them."""

    checklist: Checklist
    facts: Facts
    supplier: str | None = None
    site: str | None = None


@dataclass(frozen=True)
class Asked:
    """An item of a run, and whose answer to it is given; `times` is how often it was answered when it was asked, where known."""

    run: str
    item: str
    side: Side = "evaluator"
    times: int | None = None


class RunDesk:
    """Over the book. Every method raises UnknownRun, NotAllowed, StaleStep, StoreUnavailable."""

    def __init__(self, book: RunBook) -> None:
        self._book = book

    def start(self, beginning: Beginning, act: Act) -> Changed:
        """A run that is pinned to the checklist's present wording."""
        self._book.rights.only_starters(act.actor)
        checklist = beginning.checklist
        body = {
            "checklist": checklist.id,
            "digest": checklist.digest,
            "definition": sha256(definition_of(checklist).text),
            "supplier": beginning.supplier,
            "site": beginning.site,
            "facts": dict(beginning.facts),
            "previous": previous_of(self._book.records, checklist.id, beginning.supplier),
        }
        return self._book.begin(checklist, body, act)

    def answer(self, asked: Asked, said: Sequence[str], act: Act) -> Changed:
        """What was typed or chosen becomes the answer; raises UnreadableAnswer."""

        def decide(run: ChecklistRun) -> Decided:
            item = self._open_item(run, asked, act)
            if item.kind != "text" and len(said) == 1 and says_not_applicable(said[0]):
                return self._inapplicable(run, asked, item, "")
            return self._unless_so(run, asked, "answered", read(item, said, act.language))

        return self._book.change(asked.run, act, decide)

    def skip(self, asked: Asked, reason: str, act: Act) -> Changed:
        """Left without an answer, for a reason; it counts as none. Raises UnreadableAnswer."""

        def decide(run: ChecklistRun) -> Decided:
            self._open_item(run, asked, act)
            return self._unless_so(run, asked, "skipped", None, readable(reason))

        return self._book.change(asked.run, act, decide)

    def not_applicable(self, asked: Asked, reason: str, act: Act) -> Changed:
        """Does not apply, where the item allows that, with a reason where it asks for one. Raises UnreadableAnswer."""

        def decide(run: ChecklistRun) -> Decided:
            return self._inapplicable(run, asked, self._open_item(run, asked, act), reason)

        return self._book.change(asked.run, act, decide)

    def confirm(self, asked: Asked, act: Act) -> Changed:
        """The answer of the previous run still holds: a person says so. Raises UnreadableAnswer where there is none."""

        def decide(run: ChecklistRun) -> Decided:
            self._open_item(run, asked, act)
            proposed = proposals(self._book, run).get(asked.item)
            if proposed is None:
                raise UnreadableAnswer("nothing_proposed")
            return "answered", _answer(asked, "answered", proposed.value, "", run.previous)

        return self._book.change(asked.run, act, decide)

    def comment(self, asked: Asked, text: str, act: Act) -> Changed:
        """A remark on an item, at any time until the run is closed. Raises UnreadableAnswer."""

        def decide(run: ChecklistRun) -> Decided:
            self._book.rights.only_readers(run, act.actor)
            if run.state not in NOT_CLOSED:
                raise StaleStep(run.state)
            self._item(run, asked.item)
            return "commented", {"item": asked.item, "text": readable(text)}

        return self._book.change(asked.run, act, decide)

    def assign(self, run: str, section: str, person: str, act: Act) -> Changed:
        """Gives a section to a colleague, who takes part from now on."""

        def decide(found: ChecklistRun) -> Decided:
            self._book.rights.only_lead(found, act.actor)
            only_in(found, *ANSWERABLE)
            if section not in {one.id for one in self._book.checklist_of(found).sections}:
                raise UnreadableAnswer("no_section")
            if found.assigned.get(section) == person:
                return None
            return "assigned", {"section": section, "person": _person(person)}

        return self._book.change(run, act, decide)

    def hand_over(self, run: str, person: str, act: Act) -> Changed:
        """Another leads the run from now on."""

        def decide(found: ChecklistRun) -> Decided:
            self._book.rights.only_lead(found, act.actor)
            if found.state not in NOT_CLOSED:
                raise StaleStep(found.state)
            return None if found.lead == person else ("handed_over", {"person": _person(person)})

        return self._book.change(run, act, decide)

    def pause(self, run: str, act: Act) -> Changed:
        """Nobody is asked or reminded until it is resumed."""
        return self._rest(run, act, paused=True)

    def resume(self, run: str, act: Act) -> Changed:
        """Goes on where it was paused."""
        return self._rest(run, act, paused=False)

    def _rest(self, run: str, act: Act, *, paused: bool) -> Changed:
        def decide(found: ChecklistRun) -> Decided:
            self._book.rights.only_members(found, act.actor)
            if found.state not in ANSWERABLE:
                raise StaleStep(found.state)
            return None if found.paused == paused else ("paused" if paused else "resumed", {})

        return self._book.change(run, act, decide)

    def _open_item(self, run: ChecklistRun, asked: Asked, act: Act) -> ChecklistItem:
        self._book.rights.only_members(run, act.actor)
        only_in(run, *ANSWERABLE)
        only_as_seen(run, asked.item, asked.times)
        return self._item(run, asked.item)

    def _item(self, run: ChecklistRun, item: str) -> ChecklistItem:
        try:
            return self._book.checklist_of(run).item(item)
        except KeyError:
            raise UnreadableAnswer("no_item") from None

    def _inapplicable(self, run: ChecklistRun, asked: Asked, item: ChecklistItem, reason: str) -> Decided:
        if item.not_applicable == "never":
            raise UnreadableAnswer("must_apply")
        if item.not_applicable == "with_reason" and not reason.strip():
            raise UnreadableAnswer("reason_needed")
        return self._unless_so(run, asked, "not_applicable", None, readable(reason) if reason.strip() else "")

    def _unless_so(self, run: ChecklistRun, asked: Asked, standing: Standing, value: Value | None, reason: str = "") -> Decided:
        stands = run.responses.get((asked.item, asked.side))
        if stands is not None and (stands.standing, stands.value, stands.reason) == (standing, value, reason):
            return None
        return "answered", _answer(asked, standing, value, reason)


def _answer(asked: Asked, standing: Standing, value: Value | None, reason: str, source: str | None = None) -> dict[str, Any]:
    said = {"item": asked.item, "side": asked.side, "standing": standing}
    return said | {"value": value, "reason": reason, "confirmed_from": source}


def _person(person: str) -> str:
    if not 0 < len(person) <= _MAX_PERSON or unseen(person):
        raise UnreadableAnswer("no_person")
    return person
