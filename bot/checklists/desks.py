"""The desks of checklist runs, put together over one book."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.checklists.answer import Answers, Facts
from bot.checklists.assessing import Assessing
from bot.checklists.evidence_desk import EvidenceDesk
from bot.checklists.finding_desk import FindingDesk
from bot.checklists.questionnaire.questionnaire_desk import QuestionnaireDesk
from bot.checklists.review_desk import ReviewDesk
from bot.checklists.rights import Rights
from bot.checklists.run_book import RunBook
from bot.checklists.run_desk import RunDesk
from bot.checklists.score import supplier_score
from bot.store.evidence_files import EvidenceFiles
from bot.store.store import Store
from bot.store.supplier_record import Supplier, Tier
from indexer.checklist import Checklist
from indexer.condition import Value


@dataclass(frozen=True)
class RunDesks:
    """All that is done to runs, by kind."""

    book: RunBook
    running: RunDesk
    evidence: EvidenceDesk
    review: ReviewDesk
    findings: FindingDesk
    assessing: Assessing
    forms: QuestionnaireDesk


def run_desks(store: Store, files: EvidenceFiles, clock: Callable[[], datetime], new_id: Callable[[], str]) -> RunDesks:
    """Over a store and the files of evidence."""
    book = RunBook(store.runs, Rights(store.links.accounts_with), clock, new_id)
    assessing = Assessing(book, store.suppliers)
    return RunDesks(
        book=book,
        running=RunDesk(book),
        evidence=EvidenceDesk(book, files),
        review=ReviewDesk(book, tier_of, assessing.settle),
        findings=FindingDesk(book),
        assessing=assessing,
        forms=QuestionnaireDesk(book, store.suppliers),
    )


def tier_of(checklist: Checklist, facts: Facts, answers: Answers) -> Tier | None:
    """The risk that a sheet shows; None where the checklist does not rate suppliers."""
    return supplier_score(checklist, facts, answers).tier if checklist.rates_supplier else None


def facts_of(supplier: Supplier, more: Facts) -> dict[str, Value | None]:
    """What is known of a supplier, as conditions read it, and what is said of this run; what is not known is left out."""
    held = {True: "yes", False: "no", None: None}[supplier.tooling_held]
    known: dict[str, Value | None] = {"country": supplier.country, "tier": supplier.tier, "tooling_held": held}
    return {name: value for name, value in (known | dict(more)).items() if value is not None}
