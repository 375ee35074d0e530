"""`ipdesk audits`: the commands about audit plans and reminders."""

import json
from pathlib import Path

import click

from bot.access.actor import Actor
from bot.terminal.environment import configured

_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of text.")
_language = click.option("--language", type=click.Choice(["en", "vi"]), default="en", show_default=True)


@click.group()
def audits() -> None:
    """Plan audits, see what comes due, prove that secret dates were kept, publish calendars."""


@audits.command("list")
@_json
@_language
def list_(as_json: bool, language: str) -> int:
    """List all plans, with what comes due next of each."""
    from bot.conversation.catalogue import say
    from bot.terminal.audits import listed, listed_json, listing, plans

    found = plans(configured())
    if as_json:
        _lines(*(listed_json(record, following) for record, following in found))
    else:
        click.echo(listing(found, lambda pair: listed(pair, language), say("programme_none.plans", language)))
    return 0


@audits.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--keep", is_flag=True, help="Keep the plans; one with a known id is changed. Otherwise nothing is kept.")
@click.option("--as", "person", default="terminal:local", show_default=True, help="Who keeps them, for the log.")
@click.option("--knowledge", type=click.Path(path_type=Path), default=Path("knowledge"), help="The content folder.")
@_json
@_language
def plan(files: tuple[Path, ...], keep: bool, person: str, knowledge: Path, as_json: bool, language: str) -> int:
    """Show when the plans of FILES come due; of unannounced audits only the window."""
    from bot.conversation.catalogue import say
    from bot.terminal.audits import plan_files, shown_plan

    keeper = Actor(person, frozenset({"admin"})) if keep else None
    found = plan_files(configured(), files, knowledge, keeper)
    if as_json:
        _lines(*({**one.as_json(), "kept": keep} for one in found))
        return 0
    for one in found:
        click.echo("\n".join(shown_plan(one, language)))
    click.echo(say("programme.kept" if keep else "programme.not_kept", language), err=True)
    return 0


@audits.command("next")
@click.option("--count", default=20, type=click.IntRange(1, 10_000), show_default=True)
@_json
@_language
def next_(count: int, as_json: bool, language: str) -> int:
    """List what comes due next, what is overdue first; of unannounced audits only the end of the period."""
    from bot.conversation.catalogue import say
    from bot.terminal.audits import due_next, listing, next_json, next_line

    found = due_next(configured(), count)
    if as_json:
        _lines(*map(next_json, found))
    else:
        click.echo(listing(found, lambda one: next_line(one, language), say("programme_none.due", language)))
    return 0


@audits.command()
@click.argument("plan", required=False)
@_json
@_language
def verify(plan: str | None, as_json: bool, language: str) -> int:
    """Prove from the log that no secret date was moved and no sample changed; exit 1 when one was."""
    from bot.conversation.catalogue import say
    from bot.terminal.audits import checked_line, listing, sampled_line, verified

    dates, samples = verified(configured(), plan)
    if as_json:
        _lines(*map(vars, dates), *map(vars, samples))
    else:
        lines = [checked_line(one, language) for one in dates] + [sampled_line(one, language) for one in samples]
        click.echo(listing(lines, str, say("programme_none.proofs", language)))
    return 0 if all(one.verdict != "moved" for one in dates) and all(one.sound for one in samples) else 1


@audits.command()
@click.argument("identity", metavar="PLAN")
@click.option("--as", "person", default="terminal:local", show_default=True, help="Who ends it, for the log.")
@_language
def end(identity: str, person: str, language: str) -> int:
    """End a plan: what is open of it is cancelled, a secret date is opened in the log."""
    from bot.terminal.audits import end_plan

    click.echo(end_plan(configured(), identity, Actor(person, frozenset({"admin"})), language), err=True)
    return 0


@audits.group()
def calendar() -> None:
    """Calendars to subscribe to, in Outlook and Google Calendar; no unannounced audit is ever in one."""


@calendar.command()
@click.option("--channel", help="Of what a channel is told: slack:C0123ABCD.")
@click.option("--person", help="Of what a person owns, audits or was given: slack:WORKSPACE:USER.")
@click.option("--name", default="", help="How it is called in people's calendars.")
@click.option("--address", default="", help="The public address of this server, https://…; IPDESK_ADDRESS if left out.")
@_json
@_language
def make(channel: str | None, person: str | None, name: str, address: str, as_json: bool, language: str) -> int:
    """Make a calendar, and write its address, which is shown only once."""
    from bot.audits.calendar import Wished
    from bot.conversation.catalogue import say
    from bot.terminal.audit_calendars import made

    if (channel is None) == (person is None):
        raise click.UsageError("give --channel or --person")
    wished = Wished("channel", channel, name, language) if channel else Wished("person", person or "", name, language)
    identity, found = made(configured(), wished, address)
    if as_json:
        _lines({"id": identity, "address": found})
    else:
        click.echo(say("calendar.made", language), err=True)
        click.echo(found)
    return 0


@calendar.command("list")
@_json
@_language
def list_calendars(as_json: bool, language: str) -> int:
    """List all calendars, without their addresses."""
    from bot.conversation.catalogue import say
    from bot.terminal.audit_calendars import every
    from bot.terminal.audits import listing

    found = list(every(configured()))
    if as_json:
        _lines(*found)
    else:
        empty = say("programme_none.calendars", language)
        click.echo(listing(found, lambda one: " | ".join(map(str, one.values())), empty))
    return 0


@calendar.command()
@click.argument("identity", metavar="ID")
@_language
def revoke(identity: str, language: str) -> int:
    """Let the address of a calendar lead nowhere."""
    from bot.terminal.audit_calendars import revoked

    click.echo(revoked(configured(), identity, language), err=True)
    return 0


def _lines(*found: object) -> None:
    for one in found:
        click.echo(json.dumps(one, ensure_ascii=False))
