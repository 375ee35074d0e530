"""Asks Slack whether the tokens work and carry the scopes that are used."""

from collections.abc import Iterator

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.config import SlackCredentials
from bot.slack.manifest import SCOPES

TIMEOUT = 10


def examine(credentials: SlackCredentials) -> Iterator[tuple[bool, str]]:
    """(well, what is so or what to do) of each thing that was examined."""
    client = WebClient(credentials.bot_token, credentials.api_url, timeout=TIMEOUT, retry_handlers=[])
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        yield False, f"SLACK_BOT_TOKEN is refused ({error.response.get('error')}); copy it again from OAuth & Permissions"
        return
    except OSError as error:
        yield False, f"{credentials.api_url} cannot be reached ({error}); check the network and SLACK_API_URL"
        return
    yield True, f"workspace {answer.get('team', answer['team_id'])}, bot user {answer['user_id']}"
    yield from _scopes(str(answer.headers.get("x-oauth-scopes", "")))
    if credentials.app_token is not None:
        yield _socket(client, credentials.app_token)


def _scopes(granted: str) -> Iterator[tuple[bool, str]]:
    missing = sorted(set(SCOPES) - {scope.strip() for scope in granted.split(",")})
    if missing:
        yield False, f"scopes missing: {', '.join(missing)}; update the manifest (ipdesk slack manifest) and reinstall the app"
    else:
        yield True, "all scopes are granted"


def _socket(client: WebClient, app_token: str) -> tuple[bool, str]:
    try:
        client.apps_connections_open(app_token=app_token)
    except (SlackApiError, OSError) as error:
        return False, f"SLACK_APP_TOKEN does not open a connection ({error}); it needs connections:write, and Socket Mode on"
    return True, "Socket Mode opens"
