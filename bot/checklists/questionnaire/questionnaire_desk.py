"""The QuestionnaireDesk sends a run's questions out to the supplier and takes its answers in, beside the evaluator's."""

from dataclasses import asdict, dataclass

from bot.access.actor import Actor
from bot.checklists.questionnaire.asking import supplier_items
from bot.checklists.questionnaire.opening import opened
from bot.checklists.questionnaire.reading import Said, Sheet, Unread, read_sheet
from bot.checklists.questionnaire.writing import questionnaire
from bot.checklists.rights import ANSWERABLE, Act, only_in
from bot.checklists.run import ChecklistRun
from bot.checklists.run_book import Decided, RunBook
from bot.checklists.upload import Upload
from bot.store.change_record import sha256_of
from bot.store.supplier_record import SupplierRecords


@dataclass(frozen=True)
class Imported:
    """The run as it stands now, and what became of each row: `taken` are new, `same` said nothing new."""

    run: ChecklistRun
    taken: int
    same: int
    blank: int
    unread: tuple[Unread, ...]


class QuestionnaireDesk:
    """Over the book. Methods raise UnknownRun, NotAllowed, StoreUnavailable."""

    def __init__(self, book: RunBook, suppliers: SupplierRecords) -> None:
        self._book = book
        self._suppliers = suppliers

    def asks(self, run: ChecklistRun) -> bool:
        """Whether there is anything to ask the supplier."""
        return next(supplier_items(self._book.checklist_of(run), run), None) is not None

    def subject(self, run: ChecklistRun) -> str:
        """The supplier's name; empty where the run is on none."""
        supplier = self._suppliers.get(run.supplier) if run.supplier else None
        return supplier.name if supplier else ""

    def write(self, run: str, language: str, actor: Actor) -> bytes:
        """The spreadsheet, for whoever may read the run."""
        found = self._book.seen_by(run, actor)
        return questionnaire(found, self._book.checklist_of(found), self.subject(found), language)

    def take(self, run: str, upload: Upload, act: Act) -> Imported:
        """All that can be read, in one change; the same file again changes nothing. Raises StaleStep, UnreadableAnswer."""
        found = self._book.get(run)
        self._book.rights.only_members(found, act.actor)
        form = opened(upload)
        sheet = read_sheet(form, found, self._book.checklist_of(found))
        new = _new(found, sheet)

        def decide(now: ChecklistRun) -> Decided:
            self._book.rights.only_members(now, act.actor)
            only_in(now, *ANSWERABLE)
            answers = [asdict(said) for said in _new(now, sheet)]
            named = {"file": form.name, "sha256": sha256_of(upload.content)}
            unread = [one.item for one in sheet.unread]
            return ("imported", {"answers": answers, "unread": unread} | named) if answers else None

        after = self._book.change(run, act, decide).run
        return Imported(after, len(new), len(sheet.said) - len(new), sheet.blank, sheet.unread)


def _new(run: ChecklistRun, sheet: Sheet) -> list[Said]:
    """What the supplier has not said before."""
    stands = {item: (r.standing, r.value, r.reason) for (item, side), r in run.responses.items() if side == "supplier"}
    return [one for one in sheet.said if stands.get(one.item) != (one.standing, one.value, one.reason)]
