"""The environment, read once into typed values; a bad one names the variable and what was expected."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, cast

from bot.errors import BadConfiguration

_DATABASE = re.compile(r"(?:sqlite|postgresql)(?:\+[a-z0-9]+)?://")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LEAST_SECRET = 32
Environment = Literal["development", "production"]


@dataclass(frozen=True)
class SlackCredentials:
    """Over HTTP Slack signs what it sends, over the socket the app token opens the connection; either is enough."""

    bot_token: str = field(repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    app_token: str | None = field(default=None, repr=False)
    api_url: str = "https://slack.com/api/"


@dataclass(frozen=True)
class TeamsCredentials:
    """`outgoing_token` is a fixed bearer in place of a fetched one; `insecure` takes whatever comes, on loopback only."""

    app_id: str
    tenant: str
    password: str | None = field(default=None, repr=False)
    single_tenant: bool = True
    metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    issuer: str = "https://api.botframework.com"
    outgoing_token: str | None = field(default=None, repr=False)
    insecure: bool = False


@dataclass(frozen=True)
class Config:
    """Everything that comes from the environment."""

    data_dir: Path
    database_url: str
    host: str
    port: int
    environment: Environment
    playground: bool
    settings_file: Path | None
    slack: SlackCredentials | None = None
    teams: TeamsCredentials | None = None
    secret_key: str | None = field(default=None, repr=False)
    public_address: str = ""

    @property
    def address(self) -> str:
        """The beginning of addresses that are given to people."""
        return self.public_address or f"http://{self.host}:{self.port}"

    @property
    def index_dir(self) -> Path:
        """Where the index lies."""
        return self.data_dir / "index"

    @property
    def on_loopback(self) -> bool:
        """True when only this machine can reach the server."""
        return is_loopback(self.host)


def read_config(environ: Mapping[str, str]) -> Config:
    """The configuration of an environment; raises BadConfiguration."""
    data_dir = Path(environ.get("IPDESK_DATA_DIR") or "var")
    database_url = _secret(environ, "DATABASE_URL") or f"sqlite:///{data_dir / 'ipdesk.sqlite3'}"
    if not _DATABASE.match(database_url):
        raise BadConfiguration("DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://")
    environment = _environment(environ)
    host = environ.get("HOST") or "127.0.0.1"
    return Config(
        data_dir=data_dir,
        database_url=database_url,
        host=host,
        port=_port(environ),
        environment=environment,
        playground=_switch(environ, "IPDESK_PLAYGROUND", environment == "development" and is_loopback(host)),
        settings_file=Path(environ["IPDESK_SETTINGS"]) if environ.get("IPDESK_SETTINGS") else None,
        slack=_slack(environ),
        teams=_teams(environ, is_loopback(host) and environment == "development"),
        secret_key=_secret_key(environ),
        public_address=_address(environ),
    )


def is_loopback(host: str) -> bool:
    """True for localhost, 127.0.0.0/8 and ::1."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _environment(environ: Mapping[str, str]) -> Environment:
    value = environ.get("IPDESK_ENV") or "development"
    if value not in ("development", "production"):
        raise BadConfiguration(f"IPDESK_ENV is {value!r}; it must be development or production")
    return cast(Environment, value)


def _port(environ: Mapping[str, str]) -> int:
    value = environ.get("PORT") or "8080"
    if not re.fullmatch(r"[0-9]{1,5}", value) or int(value) > 65535:
        raise BadConfiguration(f"PORT is {value!r}; it must be a number from 0 to 65535")
    return int(value)


def _address(environ: Mapping[str, str]) -> str:
    """Where people reach this server, without a slash at its end."""
    value = environ.get("IPDESK_ADDRESS", "")
    if value and not re.fullmatch(r"https?://[^/\s]+/?", value):
        raise BadConfiguration(f"IPDESK_ADDRESS is {value!r}; it must be like https://ipdesk.example.com")
    return value.rstrip("/")


def _switch(environ: Mapping[str, str], name: str, default: bool) -> bool:
    value = environ.get(name, "")
    if value not in ("", "0", "1"):
        raise BadConfiguration(f"{name} is {value!r}; it must be 0 or 1")
    return default if value == "" else value == "1"


def _secret_key(environ: Mapping[str, str]) -> str | None:
    """None where nothing needs to stay secret at rest."""
    key = _secret(environ, "IPDESK_SECRET_KEY")
    if key is not None and len(key) < LEAST_SECRET:
        raise BadConfiguration(f"IPDESK_SECRET_KEY is too short; make one of {LEAST_SECRET} random characters or more")
    return key


def _slack(environ: Mapping[str, str]) -> SlackCredentials | None:
    """None leaves Slack off: nothing of it is set."""
    token, secret = _secret(environ, "SLACK_BOT_TOKEN"), _secret(environ, "SLACK_SIGNING_SECRET")
    app_token = _secret(environ, "SLACK_APP_TOKEN")
    if token is None and secret is None and app_token is None:
        return None
    if token is None or not token.startswith("xoxb-"):
        raise BadConfiguration("SLACK_BOT_TOKEN must be the bot user's token, which begins with xoxb-")
    if secret is None and app_token is None:
        raise BadConfiguration(
            "set SLACK_SIGNING_SECRET (Slack calls us) or SLACK_APP_TOKEN (Socket Mode) beside SLACK_BOT_TOKEN"
        )
    if app_token is not None and not app_token.startswith("xapp-"):
        raise BadConfiguration("SLACK_APP_TOKEN must be an app-level token, which begins with xapp-")
    address = environ.get("SLACK_API_URL") or SlackCredentials.api_url
    if not re.fullmatch(r"https?://\S+/api/", address):
        raise BadConfiguration(f"SLACK_API_URL is {address!r}; it must be an address that ends in /api/")
    return SlackCredentials(token, secret, app_token, address)


def _teams(environ: Mapping[str, str], trusted: bool) -> TeamsCredentials | None:
    """None leaves Teams off: there is no app id, and nobody asked to do without."""
    app_id, insecure = environ.get("MICROSOFT_APP_ID", ""), _switch(environ, "IPDESK_INSECURE_TEAMS", default=False)
    if insecure:
        return _insecure_teams(environ, app_id, trusted)
    if not app_id:
        return None
    tenant, password = environ.get("MICROSOFT_APP_TENANT_ID", "").lower(), _secret(environ, "MICROSOFT_APP_PASSWORD")
    token = _secret(environ, "TEAMS_OUTGOING_TOKEN")
    for name, value in (("MICROSOFT_APP_ID", app_id.lower()), ("MICROSOFT_APP_TENANT_ID", tenant)):
        if not _GUID.fullmatch(value):
            raise BadConfiguration(f"{name} is {value!r}; it must be a GUID such as 8f1c2d3e-0000-4000-8000-0123456789ab")
    if password is None and token is None:
        raise BadConfiguration("set MICROSOFT_APP_PASSWORD, the client secret of the app, beside MICROSOFT_APP_ID")
    kind = environ.get("MICROSOFT_APP_TYPE") or "SingleTenant"
    if kind not in ("SingleTenant", "MultiTenant"):
        raise BadConfiguration(f"MICROSOFT_APP_TYPE is {kind!r}; it must be SingleTenant or MultiTenant")
    return TeamsCredentials(app_id.lower(), tenant, password, kind == "SingleTenant", outgoing_token=token, **_platform(environ))


def _insecure_teams(environ: Mapping[str, str], app_id: str, trusted: bool) -> TeamsCredentials:
    if app_id:
        raise BadConfiguration("IPDESK_INSECURE_TEAMS=1 is for an emulator without credentials; it goes with no MICROSOFT_APP_ID")
    if not trusted:
        raise BadConfiguration("IPDESK_INSECURE_TEAMS=1 takes a HOST on loopback and IPDESK_ENV=development")
    return TeamsCredentials("", environ.get("MICROSOFT_APP_TENANT_ID", ""), outgoing_token="none", insecure=True)  # noqa: S106


def _platform(environ: Mapping[str, str]) -> dict[str, Any]:
    """Another Bot Framework in place of Microsoft's."""
    found = {"metadata_url": environ.get("TEAMS_OPENID_METADATA_URL", ""), "issuer": environ.get("TEAMS_TOKEN_ISSUER", "")}
    address = found["metadata_url"]
    if address and not re.fullmatch(r"https://\S+|http://(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?/\S*", address):
        raise BadConfiguration(f"TEAMS_OPENID_METADATA_URL is {address!r}; it must begin with https:// (http:// on loopback)")
    return {name: value for name, value in found.items() if value}


def _secret(environ: Mapping[str, str], name: str) -> str | None:
    """NAME, or the contents of the file that NAME_FILE points to."""
    if environ.get(name):
        return environ[name]
    path = environ.get(f"{name}_FILE")
    if not path:
        return None
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise BadConfiguration(f"{name}_FILE points to {path!r}, which cannot be read: {error}") from None
    if not value:
        raise BadConfiguration(f"{name}_FILE points to {path!r}, which is empty")
    return value
