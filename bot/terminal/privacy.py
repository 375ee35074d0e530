"""Erases and exports what is kept of people."""

import json

import click

from bot.assembly import assemble
from bot.config import Config
from bot.conversation.privacy import Erased


def forget_person(config: Config, person: str) -> str:
    """What was erased, in one line."""
    erased = assemble(config).privacy.forget(person)
    if not erased:
        raise click.ClickException(f"nothing is kept about {person!r}; is the id complete?")
    return f"erased: {_counted(erased)}"


def export_person(config: Config, person: str) -> str:
    """All that is kept of a person, as JSON."""
    return json.dumps(assemble(config).privacy.export(person), ensure_ascii=False, indent=2)


def tidy_up(config: Config) -> str:
    """What had been kept for long enough, in one line."""
    assembly = assemble(config)
    kept = assembly.settings.retention
    return f"erased what is older than {kept.total_seconds() / 3600:.0f} hours: {_counted(assembly.privacy.tidy(kept))}"


def _counted(erased: Erased) -> str:
    kept = f"{erased.answers} questions, {erased.feedback} verdicts, {erased.tickets} tickets"
    more = {
        "not yet answered or sent": erased.waiting,
        "checklist runs": erased.runs,
        "suppliers looked after": erased.suppliers,
        "records of audits, unnamed": erased.audits,
    }
    return ", ".join([kept, *(f"{count} {what}" for what, count in more.items() if count)])
