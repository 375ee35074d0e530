"""From nothing to a connected workspace: the manifest, the configuration, the doctor."""

import asyncio
import re
from pathlib import Path

import pytest

import bot.slack
from bot.config import read_config
from bot.errors import BadConfiguration
from bot.slack.examining import examine
from bot.slack.manifest import EVENTS, SCOPES, manifest
from tests.fakes.slack_server import APP_TOKEN, TOKEN
from tests.slack.conftest import House

CODE = "".join(path.read_text(encoding="utf-8") for path in Path(bot.slack.__file__).parent.glob("*.py"))
SLACK = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": "secret"}


def test_the_manifest_asks_for_no_address_under_socket_mode() -> None:
    found = manifest(None)
    assert found["settings"]["socket_mode_enabled"] is True
    assert "https" not in str(found)


def test_the_manifest_names_one_address_for_everything() -> None:
    found = str(manifest("https://desk.example.com/"))
    assert found.count("https://desk.example.com/slack/events") == 3


def test_every_method_that_is_called_has_a_scope_and_every_scope_a_use() -> None:
    used = " ".join(SCOPES.values())
    called = {f"{family}.{method}" for family, method in re.findall(r"client\.(conversations|users|usergroups)_(\w+)\(", CODE)}
    assert {method for method in called if method not in used and method != "conversations.history"} == set()
    assert all(event.partition(".")[0] in CODE or event in used for event in EVENTS)


def test_slack_is_off_when_nothing_of_it_is_set() -> None:
    assert read_config({}).slack is None
    assert read_config({"SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": ""}).slack is None


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": TOKEN}, "SLACK_SIGNING_SECRET"),
        (SLACK | {"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        (SLACK | {"SLACK_API_URL": "https://slack.com"}, "SLACK_API_URL"),
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str], named: str) -> None:
    with pytest.raises(BadConfiguration, match=named):
        read_config(environ)


def test_secrets_may_come_as_files_and_are_never_shown(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("xoxb-canary\n", encoding="utf-8")
    config = read_config({"SLACK_BOT_TOKEN_FILE": str(tmp_path / "token"), "SLACK_SIGNING_SECRET": "canary"})
    assert config.slack is not None
    assert config.slack.bot_token == "xoxb-canary"
    assert "canary" not in repr(config.slack)


async def test_the_doctor_names_missing_scopes_and_a_refused_token(house: House) -> None:
    address = f"{house.slack.address}/api/"
    good = read_config(SLACK | {"SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": address}).slack
    bad = read_config(SLACK | {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_API_URL": address}).slack
    assert good is not None
    assert bad is not None
    found = await asyncio.to_thread(lambda: list(examine(good)))
    assert [well for well, _ in found] == [True, False, True]
    assert "app_mentions:read" in found[1][1]
    ((well, words),) = await asyncio.to_thread(lambda: list(examine(bad)))
    assert not well
    assert "invalid_auth" in words
