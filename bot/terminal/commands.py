"""The commands of `ipdesk`."""

import logging
from typing import Any

import click

from bot.errors import BadConfiguration, StoreUnavailable
from bot.terminal.audit_commands import audits
from bot.terminal.channel_commands import slack, teams
from bot.terminal.checklist_commands import checklist, log
from bot.terminal.environment import configured
from bot.terminal.privacy_commands import export, forget, tidy
from bot.terminal.question_commands import ask, preview, questions, why

FIRST_STEPS = """\
IP Desk answers questions about protecting intellectual property in overseas manufacturing. To begin with:

  ipdesk doctor                                                 what is missing on this machine, and the mend
  ipdesk ask "Can we record our patent with US customs?"        an answer with its sources (tiếng Việt cũng được)
  ipdesk serve                                                  the page to ask on, and Slack and Teams once they are set up

Then: ipdesk checklist, ipdesk audits next. All commands: ipdesk --help
"""


class _Desk(click.Group):
    """Whatever a command finds to be wrong with the configuration is bad usage; without the store it fails."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadConfiguration as error:
            raise click.UsageError(str(error)) from None
        except StoreUnavailable as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=_Desk, invoke_without_command=True)
@click.pass_context
def ipdesk(context: click.Context) -> None:
    """Answers questions about protecting intellectual property in overseas manufacturing."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # its steps are of no interest to who starts a server
    if context.invoked_subcommand is None:
        click.echo(FIRST_STEPS, nl=False)


for command in (ask, why, questions, preview, checklist, log, audits, forget, export, tidy, slack, teams):
    ipdesk.add_command(command)


@ipdesk.command()
def serve() -> int:
    """Serve the assistant over HTTP."""
    from bot.web.server import serve as serve_http

    logging.getLogger().setLevel(logging.INFO)
    serve_http(configured(), lambda line: click.echo(line, err=True))
    return 0


@ipdesk.command()
def worker() -> int:
    """Remind people of audits, until SIGTERM; any number may run over one database."""
    import asyncio

    from bot.assembly import audit_worker

    logging.getLogger().setLevel(logging.INFO)
    asyncio.run(audit_worker(configured()).until_stopped())
    return 0


@ipdesk.command()
def migrate() -> int:
    """Bring the database's schema up to date."""
    from bot.store.database import migrate as apply
    from bot.store.database import open_database

    try:
        changed = apply(open_database(configured().database_url))
    except StoreUnavailable as error:
        raise click.ClickException(str(error)) from None
    click.echo("schema brought up to date" if changed else "schema is up to date", err=True)
    return 0


@ipdesk.command()
def doctor() -> int:
    """Check this installation and say what to mend."""
    from bot.terminal.examining import examine

    findings = examine(configured())
    for finding in findings:
        click.echo(f"{'ok  ' if finding.well else 'FAIL'} {finding.subject}: {finding.words}")
    return 0 if all(finding.well for finding in findings) else 1
