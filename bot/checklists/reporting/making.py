"""The Reporter makes the report of a run as a file, as the store has it at that moment."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bot.answering.guidance import LiveGuidance
from bot.checklists.content import content_hash
from bot.checklists.reporting.markdown import as_markdown
from bot.checklists.reporting.naming import person_named
from bot.checklists.reporting.pdf import as_pdf
from bot.checklists.reporting.report import Cite, Rated, Told
from bot.checklists.reporting.table import as_csv
from bot.checklists.reporting.writing import report
from bot.checklists.run import ChecklistRun
from bot.checklists.run_book import RunBook
from bot.checklists.score import supplier_score
from bot.conversation.catalogue import day

# Each kind of file with its media type.
FORMATS = {"pdf": "application/pdf", "csv": "text/csv", "md": "text/markdown"}


@dataclass(frozen=True)
class Reporter:
    """`subject` names the supplier of a run."""

    book: RunBook
    subject: Callable[[ChecklistRun], str]
    guidance: LiveGuidance

    def written(self, run: ChecklistRun, kind: str, language: str) -> bytes:
        """The file in one of FORMATS. Raises BrokenSnapshot, StoreUnavailable."""
        told = self.told(run, language)
        if kind == "csv":
            return as_csv(told).encode()
        return as_pdf(report(told)) if kind == "pdf" else as_markdown(report(told)).encode()

    def told(self, run: ChecklistRun, language: str) -> Told:
        """All that a report says."""
        checklist = self.book.checklist_of(run)
        score = supplier_score(checklist, run.facts, run.answers()) if checklist.rates_supplier else None
        cite = _cite(self.guidance)
        subject, content = self.subject(run), content_hash(run)
        return Told(run, checklist, score, subject, content, cite, partial(_named, language), self._earlier(run), language)

    def _earlier(self, run: ChecklistRun) -> list[Rated]:
        """The scores of the runs before it on the same supplier, oldest first."""
        found: list[Rated] = []
        before = run.previous
        while before is not None:
            earlier = self.book.get(before)
            checklist = self.book.checklist_of(earlier)
            score = supplier_score(checklist, earlier.facts, earlier.answers()).score if checklist.rates_supplier else None
            found += [Rated(earlier.changed_at, score)] if score is not None else []
            before = earlier.previous
        return found[::-1]


def _named(language: str, identity: str) -> str:
    return person_named(identity, language)


def _cite(guidance: LiveGuidance) -> Cite:
    content = guidance.current().index.content

    def cite(where: str, language: str) -> str | None:
        try:
            guide, section, spoken = content.section(where, language)
        except (KeyError, StopIteration):
            return None
        title = guide.translations[spoken].title if spoken in guide.translations else guide.title
        return f"{title} › {section.heading} ({day(guide.as_of, language)})"

    return cite
