"""The commands of `ipdesk`."""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from tqdm import tqdm

from bot.config import Config, read_config
from bot.errors import BadConfiguration, StoreUnavailable
from bot.terminal.audit_commands import audits
from bot.terminal.checklist_commands import checklist, log
from indexer.errors import ContentProblem

_AUDIENCES = "public,employees"


class _Desk(click.Group):
    """Whatever a command finds to be wrong with the configuration is bad usage; without the store it fails."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadConfiguration as error:
            raise click.UsageError(str(error)) from None
        except StoreUnavailable as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=_Desk)
def ipdesk() -> None:
    """Answers questions about protecting intellectual property in overseas manufacturing."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


ipdesk.add_command(audits)
ipdesk.add_command(checklist)
ipdesk.add_command(log)


@ipdesk.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@click.option("--language", type=click.Choice(["en", "vi"]), help="Answer in this language; the question's own if left out.")
@click.option("--audience", default=_AUDIENCES, show_default=True, help="Comma-separated audiences whose guidance may be used.")
@click.option(
    "--batch", type=click.Path(path_type=Path, exists=True, dir_okay=False), help='Lines {"id","text"} or {"id","thread":[…]}.'
)
def ask(question: str | None, as_json: bool, language: str | None, audience: str, batch: Path | None) -> int:
    """Answer a question, or each line of a file."""
    from bot.terminal.asking import ask_batch, ask_once

    audiences = frozenset(name.strip() for name in audience.split(",") if name.strip())
    if (question is None) == (batch is None):
        raise click.UsageError("give a question, or --batch FILE instead")
    if question is not None and not question.strip():
        raise click.UsageError("the question is empty")
    if not audiences:
        raise click.UsageError("--audience names nobody")
    config = _config()
    if batch is not None:
        lines = list(_batch_lines(batch))
        for answer in tqdm(ask_batch(config, lines, audiences, language), total=len(lines), delay=2, unit="question"):
            click.echo(json.dumps(answer, ensure_ascii=False))
        return 0
    click.echo(ask_once(config, str(question), audiences, language, as_json))
    return 0


@ipdesk.command()
@click.argument("identity", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="The reply as it was given, byte for byte.")
def why(identity: str, as_json: bool) -> int:
    """Show an answer again, with what was weighed for it, and replay it."""
    from bot.terminal.explaining import explain
    from bot.terminal.rendering import printable

    text, same = explain(_config(), identity, as_json)
    click.echo(text if as_json else printable(text))
    return 0 if same else 1


@ipdesk.command()
@click.option("--unanswered", is_flag=True, required=True, expose_value=False, help="Those the guidance did not cover.")
@click.option("--count", default=50, type=click.IntRange(1, 10_000), show_default=True)
@click.option("--json", "as_json", is_flag=True)
def questions(count: int, as_json: bool) -> int:
    """List questions that were asked."""
    from bot.terminal.explaining import list_unanswered
    from bot.terminal.rendering import printable

    for line in list_unanswered(_config(), count, as_json):
        click.echo(line if as_json else printable(line))
    return 0


@ipdesk.command()
@click.argument("guide", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("questions", nargs=-1)
def preview(guide: Path, questions: tuple[str, ...]) -> int:
    """Show what would be answered with GUIDE as it stands on the disk, or when the plans of an audit file come due.

    Nothing that is served or kept changes.
    """
    from bot.terminal.audit_files import is_plan_file
    from bot.terminal.previewing import preview as previewed
    from bot.terminal.rendering import printable

    if is_plan_file(guide):
        from bot.terminal.audits import previewed_plans

        if questions:
            raise click.UsageError(f"{guide} holds audit plans, which answer no question")
        for line in previewed_plans(_config(), guide):
            click.echo(printable(line))
        return 0
    for line in previewed(_config(), guide, questions):
        click.echo(printable(line))
    return 0


@ipdesk.command()
@click.argument("person")
def forget(person: str) -> int:
    """Erase what one person asked and said, and every copy of it."""
    from bot.terminal.privacy import forget_person

    click.echo(forget_person(_config(), person), err=True)
    return 0


@ipdesk.command()
@click.argument("person")
def export(person: str) -> int:
    """Write all that is kept of one person, as JSON."""
    from bot.terminal.privacy import export_person

    click.echo(export_person(_config(), person))
    return 0


@ipdesk.command()
def tidy() -> int:
    """Erase what the settings no longer allow to be kept; the server does so by itself."""
    from bot.terminal.privacy import tidy_up

    click.echo(tidy_up(_config()), err=True)
    return 0


@ipdesk.command()
def serve() -> int:
    """Serve the assistant over HTTP."""
    from bot.web.server import serve as serve_http

    logging.getLogger().setLevel(logging.INFO)
    serve_http(_config())
    return 0


@ipdesk.command()
def worker() -> int:
    """Remind people of audits, until SIGTERM; any number may run over one database."""
    import asyncio

    from bot.assembly import audit_worker

    logging.getLogger().setLevel(logging.INFO)
    asyncio.run(audit_worker(_config()).until_stopped())
    return 0


@ipdesk.group()
def slack() -> None:
    """What an admin needs to connect a Slack workspace."""


@slack.command()
@click.option("--address", help="The public address of this server, https://…; left out for Socket Mode.")
def manifest(address: str | None) -> int:
    """Write the app manifest, with exactly the scopes that are used."""
    from bot.assembly import slack_manifest

    if address is not None and not address.startswith("https://"):
        raise click.UsageError("--address must begin with https://: Slack calls nothing else")
    click.echo(json.dumps(slack_manifest(address), ensure_ascii=False, indent=2))
    return 0


@ipdesk.group()
def teams() -> None:
    """What an admin needs to connect Microsoft Teams."""


@teams.command()
@click.option("--address", required=True, help="The public address of this server, https://…")
@click.option("--company", required=True, help="The company that users see as the developer of the app.")
@click.option("--website", required=True, help="Its website, https://…")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default="ipdesk-teams.zip", show_default=True)
def package(address: str, company: str, website: str, out: Path) -> int:
    """Write the app package to be uploaded to Teams."""
    from bot.assembly import teams_package

    out.write_bytes(teams_package(_config(), address, company, website))
    click.echo(f"{out} written; upload it in the Teams admin center", err=True)
    return 0


@ipdesk.command()
def migrate() -> int:
    """Bring the database's schema up to date."""
    from bot.store.database import migrate as apply
    from bot.store.database import open_database

    try:
        changed = apply(open_database(_config().database_url))
    except StoreUnavailable as error:
        raise click.ClickException(str(error)) from None
    click.echo("schema brought up to date" if changed else "schema is up to date", err=True)
    return 0


@ipdesk.command()
def doctor() -> int:
    """Check this installation and say what to mend."""
    from bot.terminal.examining import examine

    findings = examine(_config())
    for finding in findings:
        click.echo(f"{'ok  ' if finding.well else 'FAIL'} {finding.subject}: {finding.words}")
    return 0 if all(finding.well for finding in findings) else 1


def _config() -> Config:
    return read_config(os.environ)


def _batch_lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
            thread = found["thread"] if "thread" in found else [found["text"]]
            if not isinstance(thread, list) or not thread or not all(isinstance(text, str) for text in thread):
                raise ValueError
            yield {"id": found["id"], "thread": thread}
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ContentProblem(f'{path}:{number}: not a line {{"id": …, "text": …}} or {{"id": …, "thread": […]}}') from None
