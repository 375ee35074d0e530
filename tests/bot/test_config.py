from pathlib import Path

import pytest

from bot.config import is_loopback, read_config
from bot.errors import BadConfiguration
from bot.store.database import open_database


def test_an_empty_environment_gives_a_developer_s_defaults() -> None:
    config = read_config({})
    assert config.data_dir == Path("var")
    assert config.database_url == "sqlite:///var/ipdesk.sqlite3"
    assert (config.host, config.port) == ("127.0.0.1", 8080)
    assert config.environment == "development"
    assert config.playground is True


@pytest.mark.parametrize(
    "name",
    "IPDESK_DATA_DIR DATABASE_URL DATABASE_URL_FILE HOST PORT IPDESK_ENV IPDESK_PLAYGROUND IPDESK_SETTINGS".split(),
)
def test_an_empty_variable_counts_as_left_out(name: str) -> None:
    assert read_config({name: ""}) == read_config({})


def test_database_and_index_lie_in_the_data_directory(tmp_path: Path) -> None:
    config = read_config({"IPDESK_DATA_DIR": str(tmp_path)})
    assert config.database_url == f"sqlite:///{tmp_path}/ipdesk.sqlite3"
    assert config.index_dir == tmp_path / "index"


def test_the_database_url_is_taken_as_it_is() -> None:
    url = "postgresql+psycopg://desk:pw@db/ipdesk"
    assert read_config({"DATABASE_URL": url}).database_url == url


def test_host_and_port_are_taken() -> None:
    config = read_config({"HOST": "0.0.0.0", "PORT": "80"})
    assert (config.host, config.port) == ("0.0.0.0", 80)


def test_the_settings_file_is_taken_and_none_is_the_default() -> None:
    assert read_config({"IPDESK_SETTINGS": "settings.yaml"}).settings_file == Path("settings.yaml")
    assert read_config({}).settings_file is None


@pytest.mark.parametrize("port", ["-1", "65536", "80a", "8 0", "٨٠", "1e3", "²", "0x50", "9" * 5_000])
def test_a_bad_port_is_named_with_what_was_expected(port: str) -> None:
    with pytest.raises(BadConfiguration, match=r"(?s)PORT.*0 to 65535"):
        read_config({"PORT": port})


@pytest.mark.parametrize("port", ["0", "1", "65535"])
def test_ports_at_the_limits_are_taken(port: str) -> None:
    assert read_config({"PORT": port}).port == int(port)


@pytest.mark.parametrize("value", ["prod", "Production", "development ", "test"])
def test_a_bad_environment_is_named_with_what_was_expected(value: str) -> None:
    with pytest.raises(BadConfiguration, match=r"IPDESK_ENV.*development or production"):
        read_config({"IPDESK_ENV": value})


@pytest.mark.parametrize("value", ["yes", "true", "2", "on", " 1"])
def test_a_bad_playground_switch_is_named_with_what_was_expected(value: str) -> None:
    with pytest.raises(BadConfiguration, match=r"IPDESK_PLAYGROUND.*0 or 1"):
        read_config({"IPDESK_PLAYGROUND": value})


@pytest.mark.parametrize("url", ["nonsense", "mystery://host/base", "sqlite:/one-slash"])
def test_a_bad_database_url_is_named_before_anything_is_opened(url: str) -> None:
    with pytest.raises(BadConfiguration, match="DATABASE_URL"):
        open_database(read_config({"DATABASE_URL": url}).database_url)


def test_a_password_in_a_bad_database_url_is_not_repeated() -> None:
    with pytest.raises(BadConfiguration) as caught:
        open_database(read_config({"DATABASE_URL": "mystery://desk:canary-password@host/base"}).database_url)
    assert "canary-password" not in str(caught.value)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("sqlite:///mounted.sqlite3\n")
    assert read_config({"DATABASE_URL_FILE": str(tmp_path / "url")}).database_url == "sqlite:///mounted.sqlite3"


def test_a_variable_prevails_over_its_file(tmp_path: Path) -> None:
    environ = {"DATABASE_URL": "sqlite:///direct.sqlite3", "DATABASE_URL_FILE": str(tmp_path / "absent")}
    assert read_config(environ).database_url == "sqlite:///direct.sqlite3"


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"DATABASE_URL_FILE.*absent"):
        read_config({"DATABASE_URL_FILE": str(tmp_path / "absent")})


def test_a_file_that_is_a_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="DATABASE_URL_FILE"):
        read_config({"DATABASE_URL_FILE": str(tmp_path)})


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "url").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadConfiguration, match="DATABASE_URL_FILE"):
        read_config({"DATABASE_URL_FILE": str(tmp_path / "url")})


def test_an_empty_file_is_named_instead_of_falling_back_to_another_database(tmp_path: Path) -> None:
    (tmp_path / "url").write_text("\n")
    with pytest.raises(BadConfiguration, match="DATABASE_URL_FILE"):
        read_config({"DATABASE_URL_FILE": str(tmp_path / "url")})


@pytest.mark.parametrize(
    ("environ", "shown"),
    [
        ({}, True),
        ({"IPDESK_ENV": "production"}, False),
        ({"HOST": "0.0.0.0"}, False),
        ({"HOST": "192.168.1.5"}, False),
        ({"HOST": "::1"}, True),
        ({"IPDESK_PLAYGROUND": "0"}, False),
        ({"IPDESK_ENV": "production", "IPDESK_PLAYGROUND": "1"}, True),
    ],
)
def test_the_playground_is_on_for_a_developer_on_loopback_only_unless_it_is_set(environ: dict[str, str], shown: bool) -> None:
    assert read_config(environ).playground is shown


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.9.10", "::1"])
def test_loopback_names_are_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "0.0.0.0", "::", "example.com", "localhost.example.com", "127.0.0.1.example.com", "10.0.0.1"]
)
def test_other_names_are_no_loopback(host: str) -> None:
    assert not is_loopback(host)


def test_addresses_begin_as_people_reach_this_server() -> None:
    assert read_config({"HOST": "127.0.0.1", "PORT": "9000"}).address == "http://127.0.0.1:9000"
    assert read_config({"IPDESK_ADDRESS": "https://ipdesk.example.com/"}).address == "https://ipdesk.example.com"
    with pytest.raises(BadConfiguration, match="IPDESK_ADDRESS"):
        read_config({"IPDESK_ADDRESS": "ipdesk.example.com/calendars"})
