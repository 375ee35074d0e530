"""What is asked of the database does not grow with the number of plans."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.access.membership import Colleagues
from bot.audits.calendar import CalendarDesk, Wished
from bot.audits.coming import coming
from bot.audits.programme import Programme
from bot.audits.round import Round
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.store import Store
from tests.audits.house import MANAGER, plan

NOW = datetime(2027, 1, 4, 3, tzinfo=UTC)


def asked(path: Path, plans: int, work: Callable[[Store], object]) -> int:
    """How many statements some work takes with so many plans, each of which has something open."""
    engine = open_database(f"sqlite:///{path / f'{plans}.sqlite3'}")
    migrate(engine)
    store = stored(engine)
    for number in range(plans):
        Programme(store.audits, None, lambda: NOW).keep(plan(f"p{number}", starts="2027-01-20"), MANAGER)
    while Round(store.audits, None, lambda: NOW + timedelta(days=1)).step():
        pass
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: statements.append(statement))
    work(store)
    return sum(statement.startswith("SELECT") for statement in statements)


def read(store: Store) -> int:
    """A calendar, from its address on."""
    people = Colleagues(lambda account: frozenset({account}), lambda _accounts: "member")
    desk = CalendarDesk(store.calendars, store.audits, people, lambda: NOW, lambda: "c1", lambda: "x" * 43)
    made = desk.make(Wished("channel", "slack:C1"), MANAGER)
    feed = desk.feed(made.path.removeprefix("/calendar/").removesuffix(".ics"))
    assert feed is not None
    return feed.body.count(b"BEGIN:VEVENT")


@pytest.mark.parametrize("work", [read, lambda store: coming(store.audits)], ids=["a calendar", "what comes"])
def test_thirty_plans_take_as_many_queries_as_two(tmp_path: Path, work: Callable[[Store], object]) -> None:
    assert asked(tmp_path, 30, work) == asked(tmp_path, 2, work) <= 6
