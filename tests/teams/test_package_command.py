"""`ipdesk teams package` writes what an admin uploads, or says what to mend."""

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.terminal.commands import ipdesk

ASKED = [
    "teams",
    "package",
    "--address",
    "https://ip.example.com",
    "--company",
    "Example Co.",
    "--website",
    "https://example.com",
]
TEAMS = {
    "MICROSOFT_APP_ID": "11111111-1111-4111-8111-111111111111",
    "MICROSOFT_APP_PASSWORD": "secret",
    "MICROSOFT_APP_TENANT_ID": "22222222-2222-4222-8222-222222222222",
}


def run(tmp_path: Path, environ: dict[str, str], *arguments: str) -> tuple[int, str]:
    asked = [*ASKED, "--out", str(tmp_path / "app.zip"), *arguments]
    done = CliRunner().invoke(ipdesk, asked, env={"IPDESK_DATA_DIR": str(tmp_path), **environ})
    return done.exit_code, done.output


def test_the_package_is_written(tmp_path: Path) -> None:
    code, said = run(tmp_path, TEAMS)

    assert (code, "Teams admin center" in said) == (0, True)
    assert "manifest.json" in zipfile.ZipFile(tmp_path / "app.zip").namelist()


@pytest.mark.parametrize(
    ("environ", "arguments", "told"),
    [
        ({}, (), "MICROSOFT_APP_ID is not set"),
        (TEAMS, ("--website", "example.com"), "website must begin with https://"),
    ],
)
def test_what_is_missing_is_told_in_one_line(
    tmp_path: Path, environ: dict[str, str], arguments: tuple[str, ...], told: str
) -> None:
    code, said = run(tmp_path, environ, *arguments)

    assert code == 2
    assert told in said
    assert not (tmp_path / "app.zip").exists()
