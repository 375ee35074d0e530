"""The files of a run from a terminal: its report, the questionnaire for the supplier, and the one that came back."""

from pathlib import Path

import click

from bot.assembly import assemble, open_runs, open_store
from bot.checklists.form_steps import imported_card
from bot.checklists.rights import Act
from bot.checklists.trouble import NotAllowed, StaleStep, UnknownRun, UnreadableAnswer
from bot.checklists.upload import MAX_BYTES, Upload
from bot.config import Config
from bot.conversation.catalogue import say
from bot.conversation.message import Person
from bot.terminal.cards import rendered_card


def run_report(config: Config, identity: str, who: Person, kind: str, language: str) -> bytes:
    """The file; raises ClickException where there is no such run, or it is not for `who`."""
    return _file(config, f"report|{identity}|{kind}|{language}", who)


def run_questionnaire(config: Config, identity: str, who: Person, language: str) -> bytes:
    """The spreadsheet; raises ClickException where there is no such run, or it is not for `who`."""
    return _file(config, f"form|{identity}|{language}", who)


def take_questionnaire(config: Config, identity: str, path: Path, who: Person, language: str) -> str:
    """What became of each row; raises ClickException with one sentence where nothing was taken."""
    desks = open_runs(config, open_store(config))
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else b"0" * (MAX_BYTES + 1)
        imported = desks.forms.take(identity, Upload(path.name, content), Act(who.actor, "", language))
    except UnknownRun:
        raise click.ClickException(f"there is no run {identity}") from None
    except NotAllowed:
        raise click.ClickException(say("run_text.refused", language)) from None
    except StaleStep as stale:
        raise click.ClickException(f"the run is {say(f'run_state.{stale.state}', language)}") from None
    except UnreadableAnswer as error:
        raise click.ClickException(say(f"unreadable.{error.why}", language, **error.values)) from None
    return rendered_card(imported_card(desks, imported, language))


def _file(config: Config, value: str, who: Person) -> bytes:
    store = open_store(config)
    if store.runs.summary(value.split("|")[1]) is None:
        raise click.ClickException(f"there is no run {value.split('|')[1]}")
    made = assemble(config, store).assistant.made("checklist.file", value, who)
    if made is None:
        raise click.ClickException("that run is not yours to read; --as and --role say who asks")
    return made.content
