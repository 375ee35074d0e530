"""What the lead of a run asks of colleagues: a section, the lead itself, a review; each is told in private, in their language."""

from dataclasses import dataclass

from bot.checklists.desks import RunDesks
from bot.checklists.rights import only_in
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import note
from bot.checklists.talks import Talks
from bot.checklists.trouble import UnreadableAnswer
from bot.checklists.turn import Step, Turn, told
from bot.conversation.card import Button, Card, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.mention import of_person
from indexer.checklist import Text


@dataclass(frozen=True)
class ColleagueSteps:
    """Over the desks of runs and the talks about them."""

    desks: RunDesks
    talks: Talks

    def by_name(self) -> dict[str, Step]:
        """The steps by their verbs."""
        return {"assign": self._assign, "hand_over": self._hand_over, "remind": self._remind, "ask_review": self._ask_review}

    def _assign(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        person, section = self.talks.colleague_in(press.field("person")), press.field("section")
        after = self.desks.running.assign(run.id, section, person, turn.act).run
        title = next(s.title for s in self.desks.book.checklist_of(run).sections if s.id == section)
        return self._tell(after, person, "run_text.yours", turn, section=title)

    def _hand_over(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        person = self.talks.colleague_in(press.field("person"))
        return self._tell(self.desks.running.hand_over(run.id, person, turn.act).run, person, "run_text.led", turn)

    def _remind(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        self.desks.book.rights.only_lead(run, turn.person.actor)
        person = self.talks.colleague_in(press.field("person"))
        if person not in run.people:
            raise UnreadableAnswer("no_person")
        return self._tell(run, person, "run_text.remind", turn)

    def _ask_review(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        self.desks.book.rights.only_lead(run, turn.person.actor)
        only_in(run, "submitted")
        return self._tell(run, self.talks.colleague_in(press.field("person")), "run_text.please_review", turn)

    def _tell(self, run: ChecklistRun, person: str, key: str, turn: Turn, **values: Text) -> Told:
        """The colleague in private and in their own language, with the reason and a button to begin."""
        language = self.talks.language_of(person) or turn.language
        title = self.desks.book.checklist_of(run).title.said(language)
        named = {name: value.said(language) for name, value in values.items()}
        text = say(key, language, person=of_person(turn.person.id), title=title, **named)
        name = "review" if run.state == "submitted" else "begin"
        begin = Button(say(f"run_label.{name}", language), "checklist.show", run.id, "primary")
        card = Card(title, text, buttons=(begin, other_language(run, language)), language=language)
        account = self.talks.reached(person)
        if account is None:
            words = f"checklist {'review ' if name == 'review' else ''}{run.id}"
            return told(note("run_text.tell_them", turn.language, person=of_person(person), words=words))
        return told(note("run_text.sent", turn.language, person=of_person(person)), turn.send(account, card))


def other_language(run: ChecklistRun, language: str) -> Button:
    """The same in the other language."""
    return Button(say("run_label.speak", language), "checklist.speak", f"{run.id}|{'en' if language == 'vi' else 'vi'}")
