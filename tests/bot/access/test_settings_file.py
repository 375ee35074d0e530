"""The settings file: what it gives, and how each mistake in it is told."""

import json
import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access.rights import audiences_of, roles_of
from bot.access.settings import AuditSettings, Settings
from bot.access.settings_file import read_settings
from bot.errors import BadConfiguration
from tests.bot.access.readers import ALICE

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "docs" / "settings.example.yaml"


def refused(tmp_path: Path, text: str) -> list[str]:
    """The lines of the refusal, without the path before them."""
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadConfiguration) as caught:
        read_settings(path)
    return [line.removeprefix(f"{path}:") for line in str(caught.value).splitlines()]


def test_without_a_file_nobody_has_a_role_but_that_of_an_employee() -> None:
    settings = read_settings(None)
    assert settings == Settings()
    assert roles_of(ALICE, settings) == {"employee"}
    assert settings.retention == timedelta(days=30)


def test_the_example_gives_what_it_says() -> None:
    settings = read_settings(EXAMPLE)
    assert roles_of(ALICE, settings) == {"employee", "expert", "reviewer", "admin"}
    assert audiences_of(ALICE, settings) == {"public", "employees", "legal"}
    assert settings.channel("C0SOURCING").auto_reply
    assert settings.channel("C0SOURCING").audiences == {"public"}
    assert not settings.channel("C0LEGAL").follow_ups
    assert settings.channel("C0LEGAL").verified_only
    assert settings.experts_channel == "C0EXPERTS"
    assert settings.audits == AuditSettings("slack:C0AUDITS", "Asia/Ho_Chi_Minh", "VN", "en")


def test_the_readme_shows_the_example_as_it_is() -> None:
    shown = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert EXAMPLE.read_text(encoding="utf-8") in shown


def test_an_empty_file_is_the_same_as_none(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("# nothing yet\n")
    assert read_settings(tmp_path / "settings.yaml") == Settings()


def test_a_channel_that_is_not_named_has_the_defaults() -> None:
    channel = read_settings(EXAMPLE).channel("C0OTHER")
    assert (channel.auto_reply, channel.follow_ups, channel.audiences, channel.verified_only) == (False, True, None, False)


def test_without_a_list_of_workspaces_only_the_own_one_is_allowed() -> None:
    assert Settings().allows_slack_team("T1", own="T1")
    assert not Settings().allows_slack_team("T2", own="T1")
    assert Settings(slack_teams=frozenset({"T2"})).allows_slack_team("T2", own="T1")


def test_questions_that_are_not_kept_last_as_long_as_their_thread() -> None:
    assert Settings(keep_questions=False).retention == timedelta(hours=1)


BAD = {
    "a misspelt key": ("retention_day: 3\n", "1: settings: unknown key 'retention_day' (did you mean retention_days?)"),
    "an unknown role": ("roles:\n  expret: {}\n", "2: settings: unknown key 'expret' (did you mean expert?)"),
    "a handle in place of an id": (
        "roles:\n  expert:\n    slack:\n      groups:\n        - S0A\n        - '@legal'\n",
        "6: settings: '@legal' must be the id of a Slack user group",
    ),
    "a channel's name in place of its id": (
        "experts_channel: '#experts'\n",
        "1: settings: '#experts' must be the id of a channel",
    ),
    "a named channel": ("channels:\n  '#ip': {}\n", "2: settings: '#ip' must be the id of a channel"),
    "a word for a number": ("\nretention_days: soon\n", "2: settings: retention_days must be a whole number"),
    "a number for a switch": ("keep_questions: 1\n", "1: settings: keep_questions must be true or false"),
    "no days": ("retention_days: 0\n", "1: settings: 0 is less than the minimum of 1"),
    "a list for a mapping": ("roles: [expert]\n", "1: settings: roles must be a mapping"),
    "an empty list": ("slack:\n  teams: []\n", "2: settings: teams is empty"),
    "an audience nobody defined": (
        "audiences:\n  legal: {slack: {users: [U1]}}\nchannels:\n  C1:\n    audiences: [legall]\n",
        "5: settings: no audience is called 'legall' (did you mean legal?)",
    ),
    "a reserved audience": ("audiences:\n  public: {slack: {users: [U1]}}\n", "2: settings: 'public' must be a name"),
    "a key twice": ("slack: {teams: [T1]}\nslack: {teams: [T2]}\n", "2: settings: key 'slack' stands twice"),
    "a channel without its platform": (
        "audits:\n  channel: C0AUDITS\n  zone: UTC\n  country: VN\n",
        "2: settings: 'C0AUDITS' must be the id of a channel with its platform",
    ),
    "a time zone that there is not": (
        "audits:\n  channel: slack:C0AUDITS\n  zone: Hanoi\n  country: VN\n",
        "3: settings: there is no time zone 'Hanoi'; write one such as Asia/Ho_Chi_Minh",
    ),
    "an alias": ("roles: &all {}\naudiences: *all\n", "2: settings: aliases are not allowed"),
    "text that is no YAML": ("roles: {\n", "1: settings: "),
    "a list for the file": ("- roles\n", "1: settings: the file must be a mapping"),
    "a number for a channel": ("channels: {12: {}}\n", "1: settings: 12 must be the id of a channel"),
}


@pytest.mark.parametrize(("text", "told"), BAD.values(), ids=BAD.keys())
def test_a_mistake_is_told_with_its_line_and_the_mend(tmp_path: Path, text: str, told: str) -> None:
    assert any(line.startswith(told) for line in refused(tmp_path, text)), refused(tmp_path, text)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    told = refused(tmp_path, "keep_questions: maybe\nretention_days: -1\nslakc: 1\n")
    assert [line.partition(":")[0] for line in told] == ["1", "2", "3"]


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"IPDESK_SETTINGS.*absent"):
        read_settings(tmp_path / "absent.yaml")


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"\x00", b"a: " * 400_000, b"[" * 10_000])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "settings.yaml").write_bytes(raw)
    with pytest.raises(BadConfiguration):
        read_settings(tmp_path / "settings.yaml")


KEYS = st.sampled_from(["slack", "teams", "roles", "audiences", "channels", "retention_days", "groups", "users", "expert", "C1"])
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.integers(), inner, max_size=4)
)


@given(VALUES)
def test_whatever_stands_in_the_file_gives_settings_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "any-settings.yaml"
    path.write_text(json.dumps(value), encoding="utf-8")
    with suppress(BadConfiguration):
        assert read_settings(path)
