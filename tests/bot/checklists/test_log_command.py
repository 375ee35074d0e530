from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from bot.assembly import open_store
from bot.config import read_config
from bot.store.database import open_database
from bot.terminal.commands import ipdesk
from tests.bot.checklists.small_checklist import House


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    found = {"IPDESK_DATA_DIR": str(tmp_path)}
    House(open_store(read_config(found))).signed_off()
    return found


def said(environ: dict[str, str], *words: str) -> Result:
    return CliRunner().invoke(ipdesk, ["log", *words], env=environ, standalone_mode=False)


def test_an_untouched_log_is_well_and_ends_at_its_head(environ: dict[str, str]) -> None:
    head = said(environ, "head").output.strip()
    report = said(environ, "verify", "--head", head)
    assert (report.return_value, report.output.strip()) == (0, f"11 changes read, 0 faults; the log ends at {head}")


def test_a_fault_is_named_and_fails_the_check(environ: dict[str, str]) -> None:
    with open_database(read_config(environ).database_url).begin() as connection:
        connection.execute(text("DROP TRIGGER change_log_no_update"))
        connection.execute(text("UPDATE change_log SET actor = 'eve' WHERE number = 3"))
    report = said(environ, "verify")
    assert (report.return_value, report.output.splitlines()[0]) == (1, "altered: 3")


def test_a_log_that_never_had_the_noted_end_fails_the_check(environ: dict[str, str]) -> None:
    report = said(environ, "verify", "--head", "11:" + "0" * 64)
    assert (report.return_value, report.output.splitlines()[0]) == (1, "the log does not end where it should: 11")


def test_a_head_that_cannot_be_read_is_bad_usage(environ: dict[str, str]) -> None:
    result = CliRunner().invoke(ipdesk, ["log", "verify", "--head", "yesterday"], env=environ)
    assert result.exit_code == 2
    assert "NUMBER:HASH" in result.output
