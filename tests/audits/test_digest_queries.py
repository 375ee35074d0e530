"""A Monday morning on which every channel has its digest asks the database as often for each, however many plans there are."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event

from bot.audits.round import Surroundings
from bot.store.audit_record import Change, OccurrenceRecord
from bot.store.database import migrate, open_database
from bot.store.stored_audits import StoredAudits
from bot.store.supplier_record import RememberedSuppliers, Supplier
from tests.audits.house import HANOI, MANAGER, House, plan

MONDAY = datetime(2027, 1, 11, 2, 30, tzinfo=UTC)


def statements_of(folder: Path, count: int) -> list[str]:
    """The statements of that morning: as many channels, plans, and suppliers of whom each was audited once."""
    engine, known = open_database(f"sqlite:///{folder / str(count)}"), RememberedSuppliers()
    migrate(engine)
    house = House(records=StoredAudits(engine), surroundings=Surroundings(known))
    for number in range(count):
        name = f"s{number}"
        known.add(Supplier(name, name, name, "VN", HANOI["zone"], MANAGER.id, house.now, house.now))
        house.programme.keep(plan(f"p{number}", channel=f"slack:C{number}", supplier=name), MANAGER)
        one = OccurrenceRecord(f"p{number}/1", f"p{number}", "2026-12-01", house.now, house.now, "done", None)
        assert house.records.commit(Change(occurrences=(one,)))
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    house.now = MONDAY
    house.rounds()
    assert sum(line.action == "digest" for line in house.records.log()) == count
    engine.dispose()
    return statements


def test_twice_as_many_digests_ask_twice_as_often_and_no_more(tmp_path: Path) -> None:
    few, many = (len(statements_of(tmp_path, count)) for count in (10, 20))
    assert many <= 2 * few


def test_no_digest_reads_all_plans_nor_does_a_round_without_any_sealed_date(tmp_path: Path) -> None:
    statements = [" ".join(one.split()) for one in statements_of(tmp_path, 5)]
    assert any("FROM audit_plans WHERE audit_plans.channel = ?" in one for one in statements)
    assert not any("FROM audit_plans ORDER BY" in one for one in statements)
