"""From nothing to a connected tenant: the configuration, the switch for emulators, the doctor."""

import asyncio
import json
import logging
from pathlib import Path

import pytest

from bot.config import read_config
from bot.errors import BadConfiguration
from bot.teams.bearer import NoBearer
from bot.teams.examining import examine
from tests.fakes.teams_activities import said
from tests.fakes.teams_server import TENANT, TeamsServer
from tests.fakes.teams_tokens import APP_ID
from tests.teams.conftest import RECORDAL, House, Open

TEAMS = {"MICROSOFT_APP_ID": APP_ID, "MICROSOFT_APP_TENANT_ID": TENANT, "MICROSOFT_APP_PASSWORD": "secret"}
INSECURE = {"MICROSOFT_APP_ID": "", "IPDESK_INSECURE_TEAMS": "1"}


def test_teams_is_off_without_an_app_id() -> None:
    assert read_config({}).teams is None
    assert read_config({"MICROSOFT_APP_ID": "", "MICROSOFT_APP_PASSWORD": "x"}).teams is None


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"MICROSOFT_APP_ID": "my-bot"}, "MICROSOFT_APP_ID"),
        ({"MICROSOFT_APP_TENANT_ID": ""}, "MICROSOFT_APP_TENANT_ID"),
        ({"MICROSOFT_APP_PASSWORD": ""}, "MICROSOFT_APP_PASSWORD"),
        ({"MICROSOFT_APP_TYPE": "Other"}, "MICROSOFT_APP_TYPE"),
        ({"TEAMS_OPENID_METADATA_URL": "http://evil.test/openid"}, "TEAMS_OPENID_METADATA_URL"),
        ({"IPDESK_INSECURE_TEAMS": "1"}, "IPDESK_INSECURE_TEAMS"),
        ({"IPDESK_INSECURE_TEAMS": "yes"}, "IPDESK_INSECURE_TEAMS"),
        (INSECURE | {"HOST": "0.0.0.0"}, "IPDESK_INSECURE_TEAMS"),
        (INSECURE | {"IPDESK_ENV": "production"}, "IPDESK_INSECURE_TEAMS"),
    ],
)
def test_a_wrong_setting_is_named(changes: dict[str, str], named: str) -> None:
    with pytest.raises(BadConfiguration, match=named):
        read_config(TEAMS | changes)


def test_secrets_may_come_as_files_and_are_never_shown(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("canary\n", encoding="utf-8")
    environ = TEAMS | {"MICROSOFT_APP_PASSWORD": "", "MICROSOFT_APP_PASSWORD_FILE": str(tmp_path / "secret")}
    teams = read_config(environ | {"TEAMS_OUTGOING_TOKEN": "canary"}).teams
    assert teams is not None
    assert teams.password == "canary"
    assert "canary" not in repr(teams)


async def test_without_authentication_everybody_on_this_machine_is_believed_and_it_is_said_loudly(
    open_house: Open, caplog: pytest.LogCaptureFixture
) -> None:
    house = await open_house(**INSECURE)
    assert any("TEAMS WITHOUT AUTHENTICATION" in record.message for record in caplog.records if record.levelno >= logging.WARNING)
    status, _ = await house.deliver(said(house.service, RECORDAL), "")
    assert status == 202


async def test_without_authentication_no_name_of_another_machine_is_served(open_house: Open) -> None:
    house = await open_house(**INSECURE)
    body = json.dumps(said(house.service, RECORDAL))
    headers = {"Content-Type": "application/json", "Host": "desk.example.com"}
    assert (await house.client.post("/api/messages", data=body, headers=headers)).status == 421


async def test_with_authentication_a_tunnel_may_bring_its_own_name(house: House) -> None:
    response = await house.client.post("/api/messages", data="{}", headers={"Host": "desk.example.com"})
    assert response.status == 415


async def test_the_doctor_says_what_is_well_and_what_to_do(teams: TeamsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    local = TEAMS | {"TEAMS_OPENID_METADATA_URL": f"{teams.address}/openid"}
    good = read_config(local | {"TEAMS_OUTGOING_TOKEN": "x"}).teams
    bad = read_config(local).teams
    assert good is not None
    assert bad is not None
    assert [well for well, _ in await asyncio.to_thread(lambda: list(examine(good)))] == [True, True]
    monkeypatch.setattr("bot.teams.examining.fetched", lambda _credentials: {"error": "invalid_client"})
    teams.metadata_down = True
    (secret, words), (keys, _) = await asyncio.to_thread(lambda: list(examine(bad)))
    assert (secret, keys) == (False, False)
    assert "invalid_client" in words

    def unreachable(_credentials: object) -> None:
        raise NoBearer("no network")

    monkeypatch.setattr("bot.teams.examining.fetched", unreachable)
    (first, _), _ = await asyncio.to_thread(lambda: list(examine(bad)))
    assert first is False
