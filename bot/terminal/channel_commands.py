"""`ipdesk slack` and `ipdesk teams`: what an admin needs to connect a platform."""

import json
from pathlib import Path

import click

from bot.terminal.environment import configured


@click.group()
def slack() -> None:
    """What an admin needs to connect a Slack workspace."""


@slack.command()
@click.option("--address", help="The public address of this server, https://…; left out for Socket Mode.")
def manifest(address: str | None) -> int:
    """Write the app manifest, with exactly the scopes that are used."""
    from bot.setting_up import slack_manifest

    if address is not None and not address.startswith("https://"):
        raise click.UsageError("--address must begin with https://: Slack calls nothing else")
    click.echo(json.dumps(slack_manifest(address), ensure_ascii=False, indent=2))
    return 0


@click.group()
def teams() -> None:
    """What an admin needs to connect Microsoft Teams."""


@teams.command()
@click.option("--address", required=True, help="The public address of this server, https://…")
@click.option("--company", required=True, help="The company that users see as the developer of the app.")
@click.option("--website", required=True, help="Its website, https://…")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default="ipdesk-teams.zip", show_default=True)
def package(address: str, company: str, website: str, out: Path) -> int:
    """Write the app package to be uploaded to Teams."""
    from bot.setting_up import teams_package

    out.write_bytes(teams_package(configured(), address, company, website))
    click.echo(f"{out} written; upload it in the Teams admin center", err=True)
    return 0
