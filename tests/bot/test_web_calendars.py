"""Calendars through the whole server: its safe headers, a caching of their own, and names that a tunnel brings."""

from datetime import UTC, datetime

from bot.assembly import calendar_desk
from bot.audits.calendar import Wished
from bot.audits.programme import Programme
from bot.store.store import remembering
from tests.audits.house import MANAGER, plan
from tests.bot.conftest import Serve


async def test_a_calendar_is_served_with_safe_headers_to_whoever_has_its_address(serve: Serve) -> None:
    store = remembering()
    Programme(store.audits, None, lambda: datetime(2027, 1, 4, tzinfo=UTC)).keep(plan(), MANAGER)
    desk = calendar_desk(store)
    made = desk.make(Wished("channel", "slack:C1"), MANAGER)
    client = await serve(calendars=desk)
    found = await client.get(made.path, headers={"Host": "ipdesk.example.com"})
    assert found.status == 200
    assert (await found.text()).startswith("BEGIN:VCALENDAR")
    assert found.headers["Cache-Control"] == "private, max-age=900"
    assert "default-src 'none'" in found.headers["Content-Security-Policy"]
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    desk.revoke(made.calendar.id, MANAGER)
    gone = await client.get(made.path)
    assert (gone.status, gone.headers["Cache-Control"]) == (404, "no-store")


async def test_without_calendars_there_is_no_such_address(serve: Serve) -> None:
    assert (await (await serve()).get(f"/calendar/{'x' * 43}.ics")).status == 404
