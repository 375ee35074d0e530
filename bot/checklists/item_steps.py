"""What is done to one item of a run: answered, skipped, remarked on, shown by evidence, gone back from."""

from dataclasses import dataclass, replace

from bot.answering.guidance import LiveGuidance
from bot.checklists.answer_reading import read_day
from bot.checklists.attaching import Attached, Attaching, dates_card
from bot.checklists.boards import Boards
from bot.checklists.desks import RunDesks
from bot.checklists.evidence_desk import Shown, Validity
from bot.checklists.item_card import item_card, times_answered
from bot.checklists.item_forms import form_for, item_form
from bot.checklists.progress import item_before, next_item
from bot.checklists.rights import ANSWERABLE
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import missing_card, note, progress_card, report_card, review_card, waiting_card
from bot.checklists.run_desk import Asked
from bot.checklists.saying import Moved
from bot.checklists.talks import Talks
from bot.checklists.turn import Turn, told
from bot.checklists.why_card import why_card
from bot.checklists.withdrawing import Withdrawing
from bot.conversation.card import Card, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.message import Attachment
from bot.store.focus_record import Focus
from indexer.checklist import ChecklistItem


@dataclass(frozen=True)
class ItemSteps:
    """Over the desks of runs, the talks about them, where their progress is shown, and the guidance."""

    desks: RunDesks
    talks: Talks
    boards: Boards
    guidance: LiveGuidance

    def moved(self, moved: Moved, asked: Asked, turn: Turn) -> Told:
        """What a plain sentence asked for."""
        run = self.desks.book.seen_by(asked.run, turn.person.actor)
        item = self.desks.book.checklist_of(run).item(asked.item)
        if moved.move == "why":
            return told(why_card(self.guidance, item, turn.person.audiences, turn.language))
        if moved.move == "back":
            return self.back(run, item, turn)
        if moved.move == "withdraw":
            return told(Withdrawing(self.desks).form(run, item, moved.words, turn))
        if not moved.words and (form := form_for(moved.move, item)):
            return told(item_form(run, item, form, turn.language))
        words = {"reason": moved.words, "comment": moved.words, "note": moved.words, "link": moved.words}
        return self.do(moved.move if moved.move not in ("note", "link") else "attach", asked, _only(moved, words), turn)

    def do(self, name: str, asked: Asked, filled: dict[str, str], turn: Turn) -> Told:
        """One change by its name: skip, not_applicable, comment, attach, confirm."""
        running, act = self.desks.running, turn.act
        if name == "skip":
            return self.after(running.skip(asked, filled.get("reason", ""), act).run, turn)
        if name == "not_applicable":
            return self.after(running.not_applicable(asked, filled.get("reason", ""), act).run, turn)
        if name == "confirm":
            return self.after(running.confirm(asked, act).run, turn)
        if name == "comment":
            run = running.comment(asked, filled.get("comment", ""), act).run
        else:
            return self._attach(asked, filled, turn)
        return self.ask(run, self.desks.book.checklist_of(run).item(asked.item), turn)

    def pressed(self, press: Press, turn: Turn) -> Told:
        """A button of a question; a stale one says where things stand and changes nothing."""
        identity, item_id, times, said = press.value.split("|", 3)
        run, asked = self.desks.book.seen_by(identity, turn.person.actor), Asked(identity, item_id, times=int(times))
        name = press.verb.partition(".")[2]
        item = self.desks.book.checklist_of(run).item(item_id)
        if name == "why":
            return told(why_card(self.guidance, item, turn.person.audiences, turn.language))
        if name == "back":
            return self.back(run, item, turn)
        if name == "withdraw_form":
            return told(Withdrawing(self.desks).form(run, item, "", turn), in_place=True)
        if name.endswith("_form"):
            return told(item_form(run, item, name.removesuffix("_form"), turn.language), in_place=True)
        if self._came_before(turn):
            return self.after(self.desks.book.get(identity), turn)
        if name == "withdraw":
            return self._withdrawn(run, item, press.field("evidence"), turn)
        if times != str(times_answered(run, item_id)) and name != "comment":
            return self.standing(run, turn, say("run_text.moved_on", turn.language))
        if name == "answer":
            return self.answer(asked, (said,) if said else press.fields.get("answer", ()), turn)
        return self.do(name, asked, {field: values[0] for field, values in press.fields.items() if values}, turn)

    def answer(self, asked: Asked, said: tuple[str, ...], turn: Turn) -> Told:
        """Raises UnreadableAnswer."""
        return self.after(self.desks.running.answer(asked, said, turn.act).run, turn)

    def attach(self, asked: Asked, attachments: tuple[Attachment, ...], turn: Turn) -> Told:
        """Files that came with a message; their dates are asked for beside what is asked next. Raises UnreadableAnswer."""
        attached = Attaching(self.desks).files(asked, attachments, turn)
        run, item = attached.run, self.desks.book.checklist_of(attached.run).item(asked.item)
        asks = self.after(run, turn) if item.kind == "file" else self.ask(run, item, turn)
        if not attached.evidence:
            return asks
        return replace(asks, cards=(dates_card(run, attached, turn.language), *asks.cards), in_place=False)

    def after(self, run: ChecklistRun, turn: Turn) -> Told:
        """What is asked next; the lead sees how far the others have come."""
        standing = self.standing(run, turn)
        if self.desks.book.rights.leads(run, turn.person.actor):
            return standing
        news = self.boards.for_lead(run, self.talks.language_of(run.lead) or turn.language)
        return Told(standing.cards, in_place=True, elsewhere=news)

    def standing(self, run: ChecklistRun, turn: Turn, problem: str = "") -> Told:
        """The next question, or what is next to be done with the run."""
        book, language = self.desks.book, turn.language
        if run.paused:
            return told(progress_card(self.desks, run, language), in_place=True)
        if run.state not in ANSWERABLE:
            self.talks.end(run.id, turn)
            return told(
                self.review(run, turn) if run.state == "submitted" else report_card(self.desks, run, language), in_place=True
            )
        item = next_item(run, book.checklist_of(run), turn.person.actor, book.rights)
        if item is not None:
            return self.ask(run, item, turn, problem)
        self.talks.end(run.id, turn)
        if not book.rights.leads(run, turn.person.actor):
            return told(note("run_text.done", language), in_place=True)
        return told(missing_card(self.desks, run, self.desks.review.check(run), language), in_place=True)

    def review(self, run: ChecklistRun, turn: Turn) -> Card:
        """What a reviewer decides on; for those who took part, whom they may ask."""
        decides = self.desks.book.rights.reviews(run, turn.person.actor)
        return (review_card if decides else waiting_card)(self.desks, run, turn.language)

    def is_late(self, focus: Focus, turn: Turn) -> bool:
        """True where the question was answered since it was asked: a plain sentence was meant for it as it stood then."""
        return focus.times != times_answered(self.desks.book.get(focus.run), focus.item) and not self._came_before(turn)

    def ask(self, run: ChecklistRun, item: ChecklistItem, turn: Turn, problem: str = "") -> Told:
        """One question; a plain sentence in this conversation is now the answer to it."""
        self.talks.ask(run.id, item.id, times_answered(run, item.id), turn)
        return told(item_card(self.desks.book, run, item, turn.language, problem), in_place=True)

    def back(self, run: ChecklistRun, item: ChecklistItem, turn: Turn) -> Told:
        """The question before this one; the first stays where it is."""
        before = item_before(run, self.desks.book.checklist_of(run), item.id)
        return self.ask(run, before or item, turn)

    def _came_before(self, turn: Turn) -> bool:
        return bool(turn.key) and self.desks.book.came_before(turn.act)

    def _withdrawn(self, run: ChecklistRun, item: ChecklistItem, evidence: str, turn: Turn) -> Told:
        after, said = Withdrawing(self.desks).done(run, item, evidence, turn)
        return self.ask(after, item, turn, said)

    def _attach(self, asked: Asked, filled: dict[str, str], turn: Turn) -> Told:
        shown, evidence = Shown(asked.run, asked.item, times=asked.times), self.desks.evidence
        if not filled.get("link"):
            run = evidence.attach_note(shown, filled.get("note", ""), turn.act).run
            return self.ask(run, self.desks.book.checklist_of(run).item(asked.item), turn)
        days = [read_day(filled[name], turn.language) if filled.get(name) else None for name in ("since", "until")]
        changed = evidence.attach_link(shown, filled["link"], turn.act, Validity(*days))
        asks = self.ask(changed.run, self.desks.book.checklist_of(changed.run).item(asked.item), turn)
        if any(days) or not changed.changed:
            return asks
        attached = Attached(changed.run, changed.run.evidence[-1:], ())
        return replace(asks, cards=(dates_card(changed.run, attached, turn.language), *asks.cards), in_place=False)


def _only(moved: Moved, words: dict[str, str]) -> dict[str, str]:
    names = {"skip": "reason", "not_applicable": "reason"}
    name = names.get(moved.move, moved.move)
    return {name: words[name]} if name in words else {}
