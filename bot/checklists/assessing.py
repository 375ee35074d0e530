"""What a signed-off run says of its supplier: the tier, when it is to be assessed again, and how its scores went over time."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from dateutil.relativedelta import relativedelta

from bot.checklists.reporting.report import Rated
from bot.checklists.run import ChecklistRun
from bot.checklists.run_book import RunBook
from bot.checklists.score import SupplierScore, supplier_score
from bot.errors import StoreUnavailable
from bot.store.run_record import RunSummary
from bot.store.supplier_record import Assessment, SupplierRecords

_TRIES = 20
_FINISHED = ("signed_off", "closed")
_MOST_SCORES = 8


@dataclass(frozen=True)
class Assessing:
    """Over the book and the suppliers. Methods raise StoreUnavailable."""

    book: RunBook
    suppliers: SupplierRecords

    def settle(self, run: ChecklistRun) -> None:
        """Writes tier and day to the supplier of a run that is signed off; again and again it has one effect.

        A run that was signed off before the one that the supplier was last assessed by changes nothing.
        """
        score = self._score(run)
        if run.state not in _FINISHED or run.supplier is None or score is None or score.tier is None or not run.sign_offs:
            return
        signed = run.sign_offs[-1].at
        said = Assessment(signed, run.id, due(signed, score.months or 0))
        for _ in range(_TRIES):
            supplier = self.suppliers.get(run.supplier)
            if supplier is None or (supplier.assessed is not None and supplier.assessed.at >= signed):
                return
            if self.suppliers.replace(replace(supplier, tier=score.tier, assessed=said, changed_at=signed)):
                return
        raise StoreUnavailable(f"supplier {run.supplier} changes too fast")

    def scores(self, supplier: str) -> list[Rated]:
        """The scores of the finished runs on a supplier, oldest first."""
        finished = [found for found in self.book.records.of_supplier(supplier) if found.state in _FINISHED]
        rated = [self._rated(found) for found in finished[:_MOST_SCORES]]
        return sorted((one for one in rated if one is not None), key=lambda one: one.at)

    def _rated(self, summary: RunSummary) -> Rated | None:
        run = self.book.get(summary.id)
        score = self._score(run)
        return Rated(run.sign_offs[-1].at, score.score) if score and score.score is not None and run.sign_offs else None

    def _score(self, run: ChecklistRun) -> SupplierScore | None:
        checklist = self.book.checklist_of(run)
        return supplier_score(checklist, run.facts, run.answers()) if checklist.rates_supplier else None


def due(signed: datetime, months: int) -> date:
    """The day by which a supplier is assessed again: so many months later, at the end of a month that has no such day."""
    return signed.date() + relativedelta(months=months)
