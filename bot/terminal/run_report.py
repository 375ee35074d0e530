"""`ipdesk checklist report ID --format …`: the whole report of a run as Markdown, PDF or CSV."""

import click

from bot.answering.guidance import LiveGuidance
from bot.assembly import assemble, open_runs, open_store
from bot.checklists.content import content_hash
from bot.checklists.reporting.markdown import as_markdown
from bot.checklists.reporting.pdf import as_pdf
from bot.checklists.reporting.report import Cite, Rated, Told
from bot.checklists.reporting.table import as_csv
from bot.checklists.reporting.writing import report
from bot.checklists.run import ChecklistRun
from bot.checklists.run_book import RunBook
from bot.checklists.score import supplier_score
from bot.checklists.trouble import NotAllowed, UnknownRun
from bot.config import Config
from bot.conversation.catalogue import day
from bot.conversation.message import Person
from bot.store.store import Store

FORMATS = ("md", "pdf", "csv")


def run_report(config: Config, identity: str, who: Person, kind: str, language: str) -> bytes:
    """The file; raises ClickException where there is no such run, or it is not for `who`."""
    store = open_store(config)
    book = open_runs(config, store).book
    try:
        run = book.seen_by(identity, who.actor)
    except UnknownRun:
        raise click.ClickException(f"there is no run {identity}") from None
    except NotAllowed:
        raise click.ClickException("that run is not yours to read; --as and --role say who asks") from None
    told = _told(book, run, store, assemble(config, store).guidance, language)
    if kind == "csv":
        return as_csv(told).encode()
    return as_pdf(report(told)) if kind == "pdf" else as_markdown(report(told)).encode()


def _told(book: RunBook, run: ChecklistRun, store: Store, guidance: LiveGuidance, language: str) -> Told:
    checklist = book.checklist_of(run)
    score = supplier_score(checklist, run.facts, run.answers()) if checklist.rates_supplier else None
    supplier = store.suppliers.get(run.supplier) if run.supplier else None
    subject = supplier.name if supplier else ""
    return Told(run, checklist, score, subject, content_hash(run), _cite(guidance), str, _earlier(book, run), language)


def _earlier(book: RunBook, run: ChecklistRun) -> list[Rated]:
    """The scores of the runs before it on the same supplier, oldest first."""
    found: list[Rated] = []
    before = run.previous
    while before is not None:
        earlier = book.get(before)
        checklist = book.checklist_of(earlier)
        score = supplier_score(checklist, earlier.facts, earlier.answers()).score if checklist.rates_supplier else None
        found += [Rated(earlier.changed_at, score)] if score is not None else []
        before = earlier.previous
    return found[::-1]


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
