"""`ipdesk audits` as people type it, over a database of its own."""

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.assembly import open_store
from bot.audits.draw import opened
from bot.audits.sealing import Seal
from bot.config import Config, read_config
from bot.store.audit_record import Change
from bot.store.audit_tables import audit_log
from bot.store.database import open_database
from bot.store.store import Store
from bot.store.supplier_record import Contract, Supplier
from bot.terminal.audits_examining import examine_audits
from bot.terminal.commands import ipdesk
from indexer.command_line import run

KEY = "a key that only this test knows, 0123456789"


@dataclass(frozen=True)
class Ended:
    exit_code: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class _Command:
    arguments: list[str]

    def main(self, **options: Any) -> Any:
        first = [] if self.arguments[0] == "preview" else ["audits"]
        return ipdesk.main(args=[*first, *self.arguments], **options)


Typed = Callable[..., Ended]
START = date.today() + timedelta(days=40)  # noqa: DTZ011
PLANS = f"""\
shared:
  channel: slack:C0AUDITS
  owner: slack:T1:UMAI
  starts: {START}
plans:
  - id: song-hong
    kind: facility_audit
    title: Đánh giá Sông Hồng
    supplier: song hong
    auditor: slack:T1:ULINH
    mode: unannounced
  - id: access
    kind: access_review
    title: Access at Sông Hồng
    supplier: Sông Hồng
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plans.yaml"
    path.write_text(PLANS, encoding="utf-8")
    return path


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return read_config({"IPDESK_DATA_DIR": str(tmp_path), "IPDESK_SECRET_KEY": KEY})


@pytest.fixture
def store(config: Config) -> Store:
    store = open_store(config)
    then = datetime(2026, 11, 27, tzinfo=UTC)
    contract = Contract(exists=True, grants_audits=False)
    supplier = Supplier("s1", "Sông Hồng", "song hong", "VN", "Asia/Ho_Chi_Minh", "slack:T1:UMAI", then, then, contract=contract)
    store.suppliers.add(supplier)
    return store


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: Store) -> Typed:
    for name in ("DATABASE_URL", "IPDESK_SETTINGS", "SLACK_BOT_TOKEN", "MICROSOFT_APP_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("IPDESK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("IPDESK_SECRET_KEY", KEY)

    def typed(*words: str) -> Ended:
        """With the exit status that `ipdesk` ends with."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run(_Command(list(words)), "ipdesk")
        return Ended(status, out.getvalue(), err.getvalue())

    return typed


def test_a_file_is_previewed_and_nothing_is_kept(typed: Typed, file: Path, store: Store) -> None:
    ended = typed("plan", str(file))
    assert ended.exit_code == 0
    assert "song-hong: Đánh giá Sông Hồng (new)" in ended.stdout
    assert "On a secret day between" in ended.stdout
    assert ended.stdout.count("The contract on file gives us no audit right") == 2
    assert len([line for line in ended.stdout.splitlines() if line.startswith("  ") and line[2:5] in _DAYS]) == 10
    assert store.audits.plans() == []


def test_preview_of_a_plan_file_shows_the_next_dates_and_of_a_secret_one_the_window(
    typed: Typed, file: Path, store: Store
) -> None:
    ended = typed("preview", str(file))
    assert ended.exit_code == 0
    assert "On a secret day between" in ended.stdout
    lines = ended.stdout.splitlines()
    assert len([line for line in lines if line.startswith("  ") and line[2:5] in _DAYS]) == 10
    first = lines.index("song-hong: Đánh giá Sông Hồng (new)")
    assert not [line for line in lines[first + 1 : first + 3] if line[2:5] in _DAYS]
    assert store.audits.plans() == []
    assert typed("preview", str(file), "a question").exit_code == 2


_DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri"}


def test_kept_again_it_changes_nothing_and_a_change_is_told(typed: Typed, file: Path, store: Store) -> None:
    assert typed("plan", str(file), "--keep").exit_code == 0
    log, drawn = store.audits.log(), store.audits.sealed_draws()
    again = typed("plan", str(file), "--keep", "--json")
    assert [json.loads(line)["standing"] for line in again.stdout.splitlines()] == ["unchanged", "unchanged"]
    assert store.audits.log() == log
    file.write_text(PLANS.replace("Access at", "Access review at"), encoding="utf-8")
    assert "access: Access review at Sông Hồng (changed)" in typed("plan", str(file), "--keep").stdout
    assert store.audits.plan("access").body["title"] == "Access review at Sông Hồng"
    assert store.audits.sealed_draws() == drawn


def test_what_is_wrong_is_named_with_path_and_line_and_nothing_is_kept(typed: Typed, file: Path, store: Store) -> None:
    file.write_text(PLANS.replace("supplier: Sông Hồng", "supplier: Sông Xanh"), encoding="utf-8")
    ended = typed("plan", str(file), "--keep")
    assert (ended.exit_code, ended.stdout) == (
        1,
        f"{file}:12: audits: there is no supplier 'Sông Xanh'; add it first, or correct the name\n",
    )
    file.write_text(PLANS.replace("slack:T1:ULINH", '"@linh"'), encoding="utf-8")
    assert typed("plan", str(file), "--keep").stdout.startswith(f"{file}:10: audits: '@linh' must be the id of a person")
    assert store.audits.plans() == []


def test_the_template_is_shown_and_never_kept(typed: Typed, store: Store) -> None:
    assert typed("plan", "knowledge/audits/template.yaml").exit_code == 0
    refused = typed("plan", "knowledge/audits/template.yaml", "--keep")
    assert refused.exit_code == 1
    assert "copy it and delete the line" in refused.stderr
    assert store.audits.plans() == []


def test_without_a_key_an_unannounced_audit_is_not_planned(
    typed: Typed, file: Path, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    monkeypatch.delenv("IPDESK_SECRET_KEY")
    ended = typed("plan", str(file), "--keep")
    assert ended.exit_code == 1
    assert "IPDESK_SECRET_KEY" in ended.stderr
    assert store.audits.plans() == []


def test_lists_tell_what_comes_next_and_of_a_secret_date_nothing(typed: Typed, file: Path, store: Store) -> None:
    typed("plan", str(file), "--keep")
    (draw,) = store.audits.sealed_draws()
    secret = opened(draw.sealed, Seal(KEY), draw.occurrence)
    said = [
        typed(*words).stdout
        for words in (
            ("list",),
            ("list", "--json"),
            ("next",),
            ("next", "--json"),
            ("next", "--language", "vi"),
            ("verify",),
            ("verify", "--json"),
            ("plan", str(file), "--json"),
        )
    ]
    for day in (secret.day.isoformat(), secret.day.strftime("%d/%m/%Y"), secret.day.strftime("%-d %B %Y")):
        last = date.fromisoformat(store.audits.occurrence(draw.occurrence).due_on)
        if secret.day not in (last, date.fromisoformat(draw.occurrence[-10:])):
            assert all(day not in one for one in said)
    assert "an unannounced audit, by" in said[0]
    (first, second) = map(json.loads, said[3].splitlines())
    assert (first["plan"], first["by"], second["plan"]) == ("access", None, "song-hong")
    assert second["day"] is None
    assert "đánh giá không báo trước, chậm nhất" in said[4]
    assert "the date is still sealed" in said[5]


def test_a_date_that_was_moved_is_found(typed: Typed, file: Path, store: Store, config: Config) -> None:
    typed("plan", str(file), "--keep")
    (draw,) = store.audits.sealed_draws()
    typed_away = file.read_text(encoding="utf-8").replace("mode: unannounced", "mode: announced")
    file.write_text(typed_away, encoding="utf-8")
    typed("plan", str(file), "--keep")
    kept = typed("verify")
    assert kept.exit_code == 0
    assert f"{draw.occurrence}: the date was" in kept.stdout
    opening = next(line for line in store.audits.log("song-hong") if line.action == "date_opened")
    with open_database(config.database_url).begin() as connection:
        changed = audit_log.update().where(audit_log.c.action == "date_opened")
        connection.execute(changed.values(details={**opening.details, "day": "2020-01-01"}))
    moved = typed("verify")
    assert moved.exit_code == 1
    assert "THE DATE WAS MOVED" in moved.stdout


def test_with_nothing_planned_it_says_so(typed: Typed) -> None:
    said = {word: typed(word).stdout for word in ("list", "next", "verify")}

    assert said["list"].startswith("No audit is planned yet. ")
    assert said["next"].startswith("No audit is due: ")
    assert said["verify"].startswith("There is no secret date and no sample to prove yet")
    assert all("ipdesk audits plan" in words and words.count("\n") == 1 for words in said.values())
    assert typed("calendar", "list").stdout.startswith("No calendar is published yet.")
    assert typed("list", "--language", "vi").stdout.startswith("Chưa có kế hoạch đánh giá nào.")


def test_a_calendar_is_made_listed_without_its_address_and_revoked(typed: Typed, store: Store) -> None:
    made = typed("calendar", "make", "--channel", "slack:C0AUDITS", "--address", "https://ipdesk.example.com")
    assert made.stdout.startswith("https://ipdesk.example.com/calendar/")
    secret = made.stdout.strip().rpartition("/")[2].removesuffix(".ics")
    assert len(secret) == 43
    (found,) = store.calendars.every()
    listed = typed("calendar", "list", "--json").stdout
    assert json.loads(listed)["whose"] == "slack:C0AUDITS"
    assert secret not in listed
    assert "leads nowhere now" in typed("calendar", "revoke", found.id).stderr
    assert store.calendars.every() == []
    assert typed("calendar", "revoke", found.id).exit_code == 1


def test_a_calendar_is_of_an_id_not_of_a_name(typed: Typed) -> None:
    for words in (["--channel", "#audit-vn"], ["--person", "@linh"], [], ["--person", "slack:T1:U1", "--address", "x"]):
        ended = typed("calendar", "make", *words)
        assert (ended.exit_code, ended.stderr.count("\n")) == (2, 1)


def test_a_plan_is_ended_and_its_secret_date_opened(typed: Typed, file: Path, store: Store) -> None:
    typed("plan", str(file), "--keep")
    assert "has ended" in typed("end", "song-hong").stderr
    assert store.audits.plan("song-hong").state == "ended"
    assert "the date was" in typed("verify").stdout
    assert typed("end", "nothing").exit_code == 1


def test_doctor_says_when_secret_dates_cannot_be_opened(typed: Typed, file: Path, config: Config, store: Store) -> None:
    assert list(examine_audits(config)) == []
    typed("plan", str(file), "--keep")
    assert list(examine_audits(config)) == [(True, "2 plans")]
    without = list(examine_audits(replace(config, secret_key=None)))
    assert without[0][0] is False
    assert "IPDESK_SECRET_KEY is not set" in without[0][1]
    assert next(examine_audits(replace(config, secret_key="x" * 40)))[0] is False
    record = store.audits.plan("access")
    store.audits.commit(Change(plans=(replace(record, state="set_aside"),)))
    assert "set aside, they could not be handled: access" in next(examine_audits(config))[1]
