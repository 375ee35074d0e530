"""`ipdesk checklist` and `ipdesk log`: the commands about checklist runs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.terminal.environment import configured

if TYPE_CHECKING:
    from bot.conversation.message import Person


@click.group()
def log() -> None:
    """The log of all changes to checklist runs."""


@log.command()
@click.option("--head", "noted", metavar="NUMBER:HASH", help="An end of the log that was noted earlier outside the database.")
def verify(noted: str | None) -> int:
    """Find any change, gap or cut in the log; exit 1 when there is one."""
    from bot.terminal.log_verifying import noted_head
    from bot.terminal.log_verifying import verify as verified

    head = noted_head(noted) if noted is not None else None
    if noted is not None and head is None:
        raise click.UsageError("--head must be what `ipdesk log head` wrote: NUMBER:HASH")
    findings = list(verified(configured(), head))
    for _, words in findings:
        click.echo(words)
    return 0 if all(well for well, _ in findings) else 1


@log.command()
def head() -> int:
    """Write where the log ends; keep it outside the database to find a log that was cut off or rewritten whole."""
    from bot.terminal.log_verifying import head_of

    click.echo(head_of(configured()))
    return 0


@click.command()
@click.argument("words", nargs=-1)
@click.option("--press", help='A button as it was shown: "checklist.begin small".')
@click.option("--fill", multiple=True, help="A field of the card: name=value; again for several values.")
@click.option("--as", "person", default="terminal:local", show_default=True, help="Who speaks; a sign-off is another person's.")
@click.option("--role", "roles", multiple=True, default=("employee", "supplier_manager"), show_default=True)
@click.option("--language", type=click.Choice(["en", "vi"]))
@click.option(
    "--save", type=click.Path(path_type=Path, file_okay=False), help="A folder in which the files of the cards are written."
)
@click.option("--format", "kind", type=click.Choice(["md", "pdf", "csv"]), help="With `report ID`: the whole report as a file.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where the report or questionnaire goes.")
def checklist(
    words: tuple[str, ...],
    press: str | None,
    fill: tuple[str, ...],
    person: str,
    roles: tuple[str, ...],
    language: str | None,
    save: Path | None,
    kind: str | None,
    out: Path | None,
) -> int:
    """Go through checklists: WORDS as in chat, or --press a button.

    \b
    list | start NAME for SUPPLIER | show ID | report ID [--format md|pdf|csv]
    questionnaire ID [--language en|vi] --out FILE   the questions to the supplier as XLSX
    import ID FILE                                   its answers, from the XLSX that came back
    then the answers: "yes", "12 people", "skip: the agency left", "back", "why?", "withdraw"
    """
    from bot.terminal.checklists import Terminal, pressed_in_checklists, said_to_checklists, speaker

    who, said = speaker(person, roles), " ".join(words)
    terminal = Terminal(configured(), who, save)
    if words[:1] == ("import",) and len(words) == 3:
        from bot.terminal.run_report import take_questionnaire

        click.echo(take_questionnaire(configured(), words[1], Path(words[2]), who, language or "en"))
        return 0
    if words[:1] == ("questionnaire",) and out is not None:
        _write_questionnaire(words, who, language or "en", out)
        return 0
    if kind is not None:
        _write_report(words, who, kind, language or "en", out)
        return 0
    if press is not None:
        click.echo(pressed_in_checklists(terminal, press, fill, language))
    else:
        click.echo(said_to_checklists(terminal, said, language))
    return 0


def _write_report(words: tuple[str, ...], who: "Person", kind: str, language: str, out: Path | None) -> None:
    from bot.terminal.run_report import run_report

    if len(words) != 2 or words[0] != "report":
        raise click.UsageError("--format goes with `report ID`")
    _write(run_report(configured(), words[1], who, kind, language), out)


def _write_questionnaire(words: tuple[str, ...], who: "Person", language: str, out: Path) -> None:
    from bot.terminal.run_report import run_questionnaire

    if len(words) != 2:
        raise click.UsageError("--out goes with `questionnaire ID`")
    _write(run_questionnaire(configured(), words[1], who, language), out)


def _write(written: bytes, out: Path | None) -> None:
    if out is not None:
        out.write_bytes(written)
        click.echo(f"{out} written", err=True)
    else:
        sys.stdout.buffer.write(written)
