"""The files of a run: report, questionnaire for the supplier, evidence; each made for somebody who may read the run."""

from dataclasses import dataclass

from bot.access.actor import Actor, NotAllowed
from bot.checklists.desks import RunDesks
from bot.checklists.questionnaire.writing import XLSX
from bot.checklists.reporting.making import FORMATS, Reporter
from bot.checklists.run import ChecklistRun
from bot.checklists.trouble import UnknownRun
from bot.conversation.card import CardFile, MadeFile
from indexer.text import fold, words

VERB = "checklist.file"
LANGUAGES = ("en", "vi")
_MOST_NAME = 60


@dataclass(frozen=True)
class RunFiles:
    """A file is named by what it is, its run, and the rest: "report|RUN|pdf|en", "form|RUN|vi", "evidence|RUN|ID"."""

    desks: RunDesks
    reporter: Reporter

    def report(self, run: ChecklistRun, kind: str, language: str) -> CardFile:
        """The report in one of FORMATS."""
        return CardFile(f"{self._stem(run)}.{kind}", FORMATS[kind], VERB, f"report|{run.id}|{kind}|{language}")

    def form(self, run: ChecklistRun, language: str) -> CardFile:
        """The questionnaire for the supplier."""
        return CardFile(f"{self._stem(run)}-{language}.xlsx", XLSX, VERB, f"form|{run.id}|{language}")

    def evidence(self, run: ChecklistRun) -> tuple[CardFile, ...]:
        """Every file that stands as evidence."""
        kept = [one for one in run.evidence if one.kind == "file" and not one.withdrawn]
        return tuple(CardFile(one.name, one.media_type, VERB, f"evidence|{run.id}|{one.id}") for one in kept)

    def made(self, value: str, actor: Actor) -> MadeFile | None:
        """The file for somebody; None for whoever may not read the run, and for what there is not. Raises StoreUnavailable."""
        kind, identity, *rest = [*value.split("|"), "", ""]
        try:
            run = self.desks.book.seen_by(identity, actor)
        except (UnknownRun, NotAllowed):
            return None
        if kind == "evidence":
            found = self.desks.evidence.content(run.id, rest[0], actor)
            return MadeFile(found[0].name, found[0].media_type, found[1]) if found else None
        if kind == "form" and rest[0] in LANGUAGES:
            return _made(self.form(run, rest[0]), self.desks.forms.write(run.id, rest[0], actor))
        if kind == "report" and rest[0] in FORMATS and rest[1] in LANGUAGES:
            return _made(self.report(run, rest[0], rest[1]), self.reporter.written(run, rest[0], rest[1]))
        return None

    def _stem(self, run: ChecklistRun) -> str:
        """Which checklist, on whom, which run, in letters that every system takes."""
        subject = "-".join(words(fold(self.desks.forms.subject(run))))[:_MOST_NAME]
        ascii_only = subject.encode("ascii", "ignore").decode()
        return "-".join(part for part in (run.checklist, ascii_only, run.id) if part)


def _made(file: CardFile, content: bytes) -> MadeFile:
    return MadeFile(file.name, file.media_type, content)
