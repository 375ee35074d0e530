"""What the audit programme holds over simulated years: reminders, downtime, a wrong clock, drawn dates, secrets."""

import logging
from collections import Counter
from datetime import timedelta
from io import StringIO
from pathlib import Path
from statistics import median

from bot.audits.draw import draw
from bot.audits.timetable import days_of_window, window
from tests.audits.canary import PLANNED, Canary, dumped, files_of, indistinct, on_sqlite
from tests.audits.house import unannounced
from tests.audits.uniform import chi_square, chi_square_limit
from tests.audits.years import Outcome, Shown, Years, down, wrong
from tests.audits.years_digests import digests_astray
from tests.bot.postgresql import serving
from tests.soak.audit_soak import opened
from tests.soak.held import Held

QUARTER = timedelta(hours=6)


async def years(_folder: Path, count: int = 200) -> list[Held]:
    """Three years over the store in memory."""
    simulated = Years(count)
    found = _outcome(simulated)
    return three_years("3 simulated years", simulated, found)


def three_years(title: str, simulated: Years, found: Outcome) -> list[Held]:
    """The figures of years in which everything had to come in its time."""
    title = f"{title}, {len(simulated.expected)} audits, 20 time zones, {found.wanted:,} reminders"
    digests, astray = digests_astray(simulated)
    return [
        Held(f"{title}: missed", found.missed, 0),
        Held("the same: doubled, or that nobody asked for", found.doubled + found.unasked, 0),
        Held("the same: on another day, or outside office hours", found.early + found.late + found.outside, 0),
        Held(f"the same: weekly digests ({digests:,}) missed, doubled or on another day", astray, 0),
    ]


def _outcome(simulated: Years, shown: Shown = lambda at: at) -> Outcome:
    simulated.pass_by(shown)
    return simulated.outcome(simulated.house.posts)


async def downtime(_folder: Path, count: int = 200, times: int = 12) -> list[Held]:
    """Seven days down, now and then in three years."""
    found = _outcome(Years(count), down(times))
    title = f"{times} times 7 days down in 3 years, {found.wanted:,} reminders, {found.late} of them late"
    return [
        Held(f"{title}: missed, nor stood for by a later one", found.missed, 0),
        Held("the same: doubled, or that nobody asked for", found.doubled + found.unasked, 0),
        Held("the same: late without saying so", found.silently_late, 0),
        Held("the same: outside office hours", found.outside, 0),
    ]


async def clock(_folder: Path, count: int = 200, times: int = 120) -> list[Held]:
    """A clock that is a day ahead or behind for some hours, now and then in three years."""
    found = _outcome(Years(count), wrong(times))
    title = f"clock set a day forward or back {times} times in 3 years, {found.wanted:,} reminders"
    return [
        Held(f"{title}: missed, nor stood for by a later one", found.missed, 0),
        Held("the same: doubled, or that nobody asked for", found.doubled + found.unasked, 0),
        Held("the same: outside office hours by the clock", found.outside, 0),
    ]


async def drawn(_folder: Path, count: int = 10_000) -> list[Held]:
    """Chi-square of the dates over the working days of a window; the middle one of three series."""
    plan = unannounced()
    days = days_of_window(plan, *window(plan, plan.starts, PLANNED.date()))
    series = [chi_square(Counter(draw(days).day for _ in range(count)), days) for _ in range(3)]
    limit = chi_square_limit(len(days) - 1)
    return [
        Held(
            f"{count:,} dates over {len(days)} working days, chi-square (p > .01 below the bar), middle of 3",
            median(series),
            limit,
        )
    ]


async def canary(folder: Path, count: int = 30) -> list[Held]:
    """As many databases, each with a date of its own, followed to the eve of its lead time; one of PostgreSQL, dumped."""
    log, found = StringIO(), []
    listening = logging.StreamHandler(log)
    logging.getLogger().addHandler(listening)
    logging.getLogger().setLevel(logging.DEBUG)
    canaries = [on_sqlite(folder / str(number), 0.3 + 0.7 * number / count) for number in range(count)]
    for number, one in enumerate(canaries):
        one.until(one.told_at, QUARTER)
        found += one.found_in([*one.readable(), *files_of(folder / str(number)), ("log", log.getvalue())])
        one.engine.dispose()
    logging.getLogger().removeHandler(listening)
    found += _dump_of_postgresql()
    for line in found:
        print(line)
    return [
        Held(f"{count + 1} secret dates searched in messages, tables, files, logs, exports, a pg_dump: found", len(found), 0),
        Held("databases that can be told apart by their date before any lead time", _told_apart(folder / "pairs", count), 0),
    ]


def _dump_of_postgresql() -> list[str]:
    with serving() as server:
        one = Canary(opened(server.url), 0.6)
        one.until(one.told_at)
        found = one.found_in([*one.readable(), ("pg_dump", dumped(server.url, server.program("pg_dump")))])
        one.engine.dispose()
    return found


def _told_apart(folder: Path, count: int) -> int:
    """Of databases that differ in nothing but the date, after the same weeks: how many differ from the first."""
    canaries = [on_sqlite(folder / str(number), 0.3 + 0.7 * number / count) for number in range(min(count, 10))]
    eve = min(one.told_at for one in canaries)
    seen = []
    for one in canaries:
        one.until(eve)
        seen.append(indistinct(one))
        one.engine.dispose()
    return sum(other != seen[0] for other in seen)
