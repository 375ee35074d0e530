"""What is done with files in chat: the report, the questionnaire out and in again, the evidence that was attached."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.checklists.desks import RunDesks
from bot.checklists.questionnaire.opening import MAX_BYTES, form_in
from bot.checklists.questionnaire.questionnaire_desk import Imported
from bot.checklists.questionnaire.reading import unread_lines
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import button
from bot.checklists.run_files import LANGUAGES, RunFiles
from bot.checklists.trouble import UnreadableAnswer
from bot.checklists.turn import Turn, told
from bot.checklists.upload import MAX_BYTES as MAX_EVIDENCE
from bot.checklists.upload import Upload
from bot.conversation.card import Card, Told
from bot.conversation.catalogue import say
from bot.conversation.message import Attachment, UnusableAttachment

_SHOWN = 20
_MOST_FILES = 10


@dataclass(frozen=True)
class FormSteps:
    """Over the desks of runs and their files."""

    desks: RunDesks
    files: RunFiles

    def report(self, run: ChecklistRun, kind: str, turn: Turn) -> Told:
        """The report as a file, for the one who asks."""
        title = self.desks.book.checklist_of(run).title.said(turn.language)
        text = say("run_text.file", turn.language, title=title, kind=kind.upper())
        return told(Card(title, text, language=turn.language, files=(self.files.report(run, kind, turn.language),)))

    def questionnaire(self, run: ChecklistRun, turn: Turn) -> Told:
        """In both languages: only the person knows which one the supplier reads."""
        language = turn.language
        if not self.desks.forms.asks(run):
            return told(Card("", say("questionnaire.nothing_asked", language), language=language))
        supplier = self.desks.forms.subject(run) or say("questionnaire.the_supplier", language)
        text = say("questionnaire.sent", language, supplier=supplier)
        files = tuple(self.files.form(run, spoken) for spoken in LANGUAGES)
        return told(Card(say("questionnaire.title", language), text, language=language, files=files))

    def evidence(self, run: ChecklistRun, turn: Turn) -> Told:
        """The files that were attached."""
        files = self.files.evidence(run)
        if not files:
            return told(Card("", say("run_text.no_files", turn.language), language=turn.language))
        title = self.desks.book.checklist_of(run).title.said(turn.language)
        text = say("run_text.evidence_files", turn.language)
        parts = [files[start : start + _MOST_FILES] for start in range(0, len(files), _MOST_FILES)]
        return Told(tuple(Card(title, text, language=turn.language, files=part) for part in parts))

    def returned(self, run: str, attachments: Sequence[Attachment], turn: Turn) -> Told | None:
        """The first attachment that is a questionnaire, taken into the run it belongs to; None where there is none."""
        for one in attachments:
            if one.name.lower().endswith(".xlsx") and one.size <= MAX_BYTES:
                upload = Upload(one.name, fetched(one, MAX_EVIDENCE))  # Teams does not say how large it is: it may be evidence
                form = form_in(upload)
                if form is not None:
                    return self.take(run or form.run, upload, turn)
        return None

    def take(self, run: str, upload: Upload, turn: Turn) -> Told:
        """The supplier's answers beside the evaluator's, and what could not be read. Raises what the engine raises."""
        imported = self.desks.forms.take(run, upload, turn.act)
        return told(imported_card(self.desks, imported, turn.language))


def imported_card(desks: RunDesks, imported: Imported, language: str) -> Card:
    """How many rows were taken, and each that could not be read with the reason."""
    counts = {name: str(getattr(imported, name)) for name in ("taken", "same", "blank")} | {"unread": str(len(imported.unread))}
    checklist = desks.book.checklist_of(imported.run)
    lines = [say("questionnaire.taken", language, **counts)]
    if imported.unread:
        rows = list(unread_lines(imported.unread[:_SHOWN], checklist, language))
        lines += ["", say("questionnaire.not_read", language), *(f"- {row}" for row in rows)]
    if len(imported.unread) > _SHOWN:
        lines.append(say("questionnaire.more", language, count=str(len(imported.unread) - _SHOWN)))
    buttons = tuple(button(name, imported.run.id, language) for name in ("report", "resume"))
    return Card(checklist.title.said(language), "\n".join(lines), buttons=buttons, language=language)


def fetched(one: Attachment, most: int) -> bytes:
    """The bytes of an attachment; raises UnreadableAnswer for one that is too large or cannot be fetched."""
    if one.size > most:
        raise UnreadableAnswer("large_file", most=str(most // 1024 // 1024))
    try:
        return asyncio.run(_read(one, most))
    except UnusableAttachment:
        raise UnreadableAnswer("unfetched") from None


async def _read(one: Attachment, most: int) -> bytes:
    return await one.fetch(most + 1)
