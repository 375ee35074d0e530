"""What an admin needs to connect a platform: what is uploaded there, and what is well with it."""

from collections.abc import Iterator
from typing import Any

from bot.config import Config
from bot.errors import BadConfiguration
from bot.version import released


def slack_manifest(address: str | None) -> dict[str, Any]:
    """The app manifest for an admin to paste into Slack."""
    from bot.slack.manifest import manifest

    return manifest(address)


def teams_package(config: Config, address: str, company: str, website: str) -> bytes:
    """The app package for an admin to upload to Teams; raises BadConfiguration."""
    from bot.teams.package import App, BadPackage, package

    if config.teams is None or not config.teams.app_id:
        raise BadConfiguration("MICROSOFT_APP_ID is not set: the package names the bot by it")
    try:
        return package(App(config.teams.app_id, address, company, website, released()))
    except BadPackage as error:
        raise BadConfiguration(str(error)) from None


def examine_slack(config: Config) -> Iterator[tuple[bool, str]]:
    """What is well and what is not with the configured tokens; nothing where Slack is off."""
    if config.slack is not None:
        from bot.slack.examining import examine

        yield from examine(config.slack)


def examine_teams(config: Config) -> Iterator[tuple[bool, str]]:
    """What is well and what is not with the configured app; nothing where Teams is off."""
    if config.teams is not None:
        from bot.teams.examining import examine

        yield from examine(config.teams)
