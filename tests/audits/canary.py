"""Canaries: secret dates of which everything is searched that anybody without the key can read."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from bot.audits.digest import next_digest
from bot.audits.draw import Draw
from bot.audits.sealing import Seal
from bot.audits.timetable import confided_steps, days_of_window, window
from bot.store.audit_record import Change
from bot.store.database import migrate, open_database
from bot.store.rows import microseconds
from bot.store.stored_audits import StoredAudits
from bot.store.tables import metadata
from tests.audits.house import KEY, MANAGER, House, unannounced

PLANNED = datetime(2026, 11, 27, 3, tzinfo=UTC)


class Canary:
    """A programme over a real database whose date is known to the test: `pick` (0 to 1) says where in the window it lies."""

    def __init__(self, engine: Engine, pick: float) -> None:
        migrate(engine)
        self.engine = engine
        self.house = House(now=PLANNED, records=StoredAudits(engine))
        self.house.programme.keep(unannounced(), MANAGER)
        plan = unannounced()
        days = days_of_window(plan, *window(plan, plan.starts, PLANNED.date()))
        record = self.house.records.sealed_draws()[0]
        self.draw = Draw(days[int(pick * len(days))], "ab" * 32)
        sealed = self.draw.sealed(Seal(KEY), record.occurrence)
        self.house.records.commit(Change(draws=(replace(record, sealed=sealed),)))

    @property
    def told_at(self) -> datetime:
        """The lead time, until which nobody may know."""
        return confided_steps(unannounced(), self.draw.day)[0].at

    def until(self, moment: datetime, step: timedelta = timedelta(days=1)) -> None:
        """Goes round at every step, by default each morning at ten."""
        while self.house.now + step < moment:
            self.house.now += step
            self.house.rounds()

    def forms(self) -> list[str]:
        """The date and all moments that follow from it, in every form in which we write any, and the nonce.

        A moment at which the weekly digest is due anyway is none: it stands there whatever the date.
        """
        day = self.draw.day
        written = [day.isoformat(), day.strftime("%d/%m/%Y"), f"{day.day}/{day.month}/{day.year}", day.strftime("%Y%m%d")]
        words = [f"{day.day} {day:%B} {day.year}", f"ngày {day.day} tháng {day.month} năm {day.year}", "ab" * 32]
        place, week = unannounced().reader, timedelta(days=7)
        followed = [step.at for step in confided_steps(unannounced(), day)]
        moments = [at for at in followed if at != next_digest(at - week, place)]
        return [*written, *words, *(str(microseconds(at)) for at in moments), *(at.isoformat() for at in moments)]

    def readable(self) -> Iterator[tuple[str, str]]:
        """Everything that can be read without the key, by what it is: tables (messages too), log, plans, checks."""
        yield "tables", json.dumps(self.tables(), ensure_ascii=False, default=str)
        programme = self.house.programme
        yield "exports", repr([programme.verify(), programme.records.log(), programme.records.plans()])
        yield "occurrences", repr(programme.records.occurrences("song-hong"))

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """All rows of all tables."""
        with self.engine.connect() as connection:
            found = {name: connection.execute(select(table)).mappings().all() for name, table in metadata.tables.items()}
        return {name: [dict(row) for row in rows] for name, rows in found.items()}

    def found_in(self, texts: list[tuple[str, str]]) -> list[str]:
        """Where which form was found."""
        return [f"{form} in {where}" for where, text in texts for form in self.forms() if form in text]


def blurred(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what is random by design: the sealed text and the commitment."""
    known = json.dumps({key: value for key, value in row.items() if key not in ("sealed", "commitment")}, default=str)
    for text in {str(row.get("commitment", ""))} - {""}:
        known = known.replace(text, "")
    found: dict[str, Any] = json.loads(known)
    if found.get("details"):
        found["details"] = {key: value for key, value in found["details"].items() if key != "commitment"}
    if found.get("payload"):
        found["payload"]["card"]["text"] = found["payload"]["card"]["text"].partition("`")[0]
    return found


def indistinct(canary: Canary) -> str:
    """The whole database as it would be with any other date."""
    return json.dumps({name: [blurred(row) for row in rows] for name, rows in canary.tables().items()}, sort_keys=True)


def files_of(folder: Path) -> list[tuple[str, str]]:
    """The bytes of the database's files, as text."""
    return [(path.name, path.read_bytes().decode("latin-1")) for path in folder.iterdir() if path.is_file()]


def on_sqlite(folder: Path, pick: float) -> Canary:
    """In a database file of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    return Canary(open_database(f"sqlite:///{folder / 'ipdesk.sqlite3'}"), pick)


def dumped(url: str, program: Path) -> str:
    """What pg_dump writes."""
    address = url.replace("postgresql+psycopg://", "postgresql://")
    return subprocess.run([program, address], check=True, capture_output=True, text=True, timeout=120).stdout
