"""The audit programme in a terminal: what is planned, what comes next, whether secret dates were kept."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from bot.access.actor import Actor
from bot.assembly import audit_programme, now, open_store
from bot.audits.chat.verifying import sample_verdict, verdict
from bot.audits.coming import Coming, by_plan, coming
from bot.audits.commitments import Checked
from bot.audits.kind import kind
from bot.audits.programme import UnknownAudit
from bot.audits.sampling_log import Sampled, sampled
from bot.audits.sealing import NoKey
from bot.config import Config
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.conversation.mention import unnamed
from bot.store.audit_record import PlanRecord
from bot.terminal.audit_files import BadPlanFile, Proposed, proposed, read_files

_Json = dict[str, Any]


def plan_files(config: Config, paths: Sequence[Path], knowledge: Path, keeper: Actor | None) -> list[Proposed]:
    """What the plans of files come to; with a keeper they are kept, all or none that is wrong. Raises ClickException."""
    try:
        files = read_files(paths, knowledge)
        example = next((file.path for file in files if file.example), None)
        if keeper is not None and example is not None:
            raise click.ClickException(say("programme.example", "en", path=example))
        found = proposed(files, open_store(config), now())
        _keep(config, found, keeper)
    except BadPlanFile as error:
        click.echo(str(error))
        raise click.ClickException(say("programme.nothing_kept", "en")) from None
    return found


def _keep(config: Config, found: Sequence[Proposed], keeper: Actor | None) -> None:
    changed = [one.plan for one in found if one.standing != "unchanged"]
    if keeper is None or not changed:
        return
    programme = audit_programme(config)
    if programme.seal is None and any(plan.unannounced for plan in changed):
        raise click.ClickException(say("audit.no_key", "en"))
    try:
        for plan in changed:
            programme.keep(plan, keeper)
    except NoKey:
        raise click.ClickException(say("audit.no_key", "en")) from None


def end_plan(config: Config, identity: str, actor: Actor, language: str) -> str:
    """One sentence; raises ClickException for an unknown plan, and where a secret date needs the key."""
    try:
        audit_programme(config).end(identity, actor)
    except UnknownAudit:
        raise click.ClickException(say("programme.unknown", language, plan=identity)) from None
    except NoKey:
        raise click.ClickException(say("audit.no_key", language)) from None
    return say("programme.ended", language, plan=identity)


def shown_plan(one: Proposed, language: str) -> Iterator[str]:
    """A plan of a file, for people."""
    yield f"{one.plan.id}: {unnamed(one.plan.title)} ({say(f'programme_standing.{one.standing}', language)})"
    if one.preview.window:
        first, last = (written(day, language) for day in one.preview.window)
        yield "  " + say("programme.window", language, first=first, last=last)
    for day, holiday in one.preview.dates:
        yield f"  {_weekday(day, language)}" + (" " + say("programme.moved", language, holiday=holiday) if holiday else "")
    if not one.preview.window and not one.preview.dates:
        yield "  " + say("programme.no_date", language)
    if one.plan.proposal is not None:
        proposal = one.plan.proposal
        as_of = written(proposal.as_of, language)
        yield "  " + say("audit.unconfirmed", language, rule=proposal.rule, source=proposal.source, as_of=as_of).replace("**", "")
    yield from (f"  {say(warning, language)}" for warning in one.warnings)


def previewed_plans(config: Config, path: Path, knowledge: Path = Path("knowledge")) -> Iterator[str]:
    """The plans of a file with their next dates, of unannounced ones the window; nothing is kept. Raises ClickException."""
    for one in plan_files(config, [path], knowledge, None):
        yield from shown_plan(one, one.plan.language)
    yield say("programme.not_kept", "en")


def plans(config: Config) -> list[tuple[PlanRecord, Coming | None]]:
    """All plans, with what comes due next of each."""
    found = by_plan(open_store(config).audits)
    return [(record, min(each, key=lambda one: one.day, default=None)) for record, each in found]


def listed(found: tuple[PlanRecord, Coming | None], language: str) -> str:
    """A plan in one line."""
    record, following = found
    state = say(f"programme_state.{record.state}", language)
    ahead = _when(following, language) if following and record.state == "active" else "-"
    called = kind(record.body["kind"]).called(language)
    return f"{record.id}: {unnamed(record.body['title'])} | {called} | {record.channel} | {state} | {ahead}"


def listed_json(record: PlanRecord, following: Coming | None) -> _Json:
    """The same for programs."""
    body = record.body
    known = {name: body.get(name) for name in ("title", "kind", "mode", "supplier", "owner", "auditor")}
    return {
        "id": record.id,
        **known,
        "channel": record.channel,
        "state": record.state,
        "next": _when_json(following) if following else None,
    }


def due_next(config: Config, count: int) -> list[Coming]:
    """The first so many of what comes due, what is overdue first."""
    return coming(open_store(config).audits)[:count]


def next_line(one: Coming, language: str) -> str:
    """What comes due, in one line."""
    overdue = one.day < now().date()
    late = f" ({say('programme.overdue', language)})" if overdue else ""
    return f"{_when(one, language)}{late}: {unnamed(one.plan.title)} [{one.plan.id}]"


def next_json(one: Coming) -> _Json:
    """The same for programs."""
    return {"plan": one.plan.id, "title": one.plan.title, **_when_json(one)}


def verified(config: Config, plan: str | None) -> tuple[list[Checked], list[Sampled]]:
    """What the log says of secret dates and of samples."""
    programme = audit_programme(config)
    return programme.verify(plan), [one for one in sampled(programme.records) if plan in (None, one.plan)]


def checked_line(one: Checked, language: str) -> str:
    """One date, in one line."""
    return f"{one.occurrence}: {verdict(one, language)}"


def sampled_line(one: Sampled, language: str) -> str:
    """One sample, in one line."""
    return f"{one.plan}: {sample_verdict(one, language)}"


def listing(items: Sequence[Any], line: Callable[[Any], str], empty: str) -> str:
    """One line each, or the sentence that says what is empty and what to do next."""
    return "\n".join(map(line, items)) or empty


def _when(one: Coming, language: str) -> str:
    if one.plan.unannounced:
        return say("programme.period", language, day=written(one.day, language))
    return _weekday(one.day, language)


def _weekday(day: date, language: str) -> str:
    return f"{say(f'programme_day.{day.weekday()}', language)} {written(day, language)}"


def _when_json(one: Coming) -> _Json:
    return {
        "day": None if one.plan.unannounced else one.day.isoformat(),
        "by": one.day.isoformat() if one.plan.unannounced else None,
        "occurrence": one.occurrence or None,
        "acknowledged": bool(one.acknowledged_by),
    }
