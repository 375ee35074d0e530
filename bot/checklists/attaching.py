"""Files attached in chat, each on its own: one that cannot be taken keeps out no other; then their dates are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.checklists.answer_reading import read_day
from bot.checklists.desks import RunDesks
from bot.checklists.evidence_desk import Shown, Validity
from bot.checklists.form_steps import fetched
from bot.checklists.run import ChecklistRun, Evidence
from bot.checklists.run_cards import button
from bot.checklists.run_desk import Asked
from bot.checklists.trouble import UnreadableAnswer
from bot.checklists.turn import Turn, told
from bot.checklists.upload import MAX_BYTES, Upload
from bot.conversation.card import Card, Field, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.message import Attachment

MOST_AT_ONCE = 10


@dataclass(frozen=True)
class Attached:
    """What was attached now, and a sentence for each file that was not."""

    run: ChecklistRun
    evidence: tuple[Evidence, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True)
class Attaching:
    """Over the desks of runs."""

    desks: RunDesks

    def files(self, asked: Asked, attachments: Sequence[Attachment], turn: Turn) -> Attached:
        """Raises UnreadableAnswer where not one could be taken, and what the engine raises."""
        if len(attachments) > MOST_AT_ONCE:
            raise UnreadableAnswer("too_many_files", most=str(MOST_AT_ONCE))
        new, refused, errors = [], [], []
        for number, one in enumerate(attachments):
            try:
                new += self._one(asked, one, number, turn)
            except UnreadableAnswer as error:
                errors.append(error)
                why = say(f"unreadable.{error.why}", turn.language, **error.values)
                refused.append(say("run_text.not_attached", turn.language, name=one.name, why=why))
        if len(errors) == len(attachments):
            raise errors[0]
        return Attached(self.desks.book.get(asked.run), tuple(new), tuple(refused))

    def _one(self, asked: Asked, one: Attachment, number: int, turn: Turn) -> list[Evidence]:
        key = f"{turn.key}/{number}" if turn.key else ""
        act = Turn(turn.person, turn.conversation, key, turn.language).act
        upload = Upload(one.name, fetched(one, MAX_BYTES))
        changed = self.desks.evidence.attach_file(Shown(asked.run, asked.item), upload, act)
        return [changed.run.evidence[-1]] if changed.changed else []

    def date(self, run: ChecklistRun, press: Press, turn: Turn) -> Told:
        """What was filled in on the card that asks for dates."""
        start, end = (read_day(press.field(n), turn.language) if press.field(n) else None for n in ("since", "until"))
        ids = press.value.split("|")[1].split(",")
        after = self.desks.evidence.date(run.id, ids, Validity(start, end), turn.act).run
        names = ", ".join(one.name or one.text for one in after.evidence if one.id in ids)
        return told(Card("", say("run_text.attached", turn.language, names=names), language=turn.language), in_place=True)


def dates_card(run: ChecklistRun, attached: Attached, language: str) -> Card:
    """What was attached, what was not, and since when and until when it holds."""
    names = ", ".join(one.name or one.text for one in attached.evidence)
    lines = [say("run_text.attached", language, names=names), *attached.refused, say("run_text.dates", language)]
    fields = tuple(Field(name, say(f"run_label.{name}", language), "date") for name in ("since", "until"))
    value = f"{run.id}|{','.join(one.id for one in attached.evidence)}"
    return Card(
        "", "\n\n".join(lines), fields=fields, buttons=(button("date", value, language, primary=True),), language=language
    )
