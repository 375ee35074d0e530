"""Writes the Report of a run: where it stands, its score with every point, answers with evidence, findings, sign-offs."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from bot.checklists.conditions import applicable
from bot.checklists.fulfilment import fulfilment
from bot.checklists.gap import gaps
from bot.checklists.points import rounded
from bot.checklists.progress import provisional
from bot.checklists.reporting.items import ITEM_COLUMNS, item_row
from bot.checklists.reporting.pictures import radar, trend
from bot.checklists.reporting.report import Block, Heading, Paragraph, Picture, Rated, Report, Table, Told
from bot.checklists.score import PARTS, SupplierScore
from bot.checklists.unproven import unproven
from bot.conversation.catalogue import day, say
from indexer.checklist import AREAS

CORNERS = 3  # fewer make no picture


def report(told: Told) -> Report:
    """The whole report, in the language of `told`."""
    title = (
        f"{told.checklist.title.said(told.language)}: {told.subject}"
        if told.subject
        else told.checklist.title.said(told.language)
    )
    blocks = (
        Heading(1, title),
        *_standing(told),
        *_scored(told),
        *_fulfilled(told),
        *_answers(told),
        *_findings(told),
        *_signed(told),
    )
    return Report(title, told.language, blocks)


def number(value: Fraction | None, language: str, digits: int = 1) -> str:
    """A number as it is shown: half up, with a comma in Vietnamese; "not scored" where there is none."""
    if value is None:
        return say("report.not_scored", language)
    text = f"{float(rounded(value, digits)):.{digits}f}"
    return text.replace(".", ",") if language == "vi" else text


def _standing(told: Told) -> Iterator[Block]:
    run, language = told.run, told.language
    facts = [
        (say("report.run", language), run.id),
        (say("report.state", language), say(f"run_state.{run.state}", language)),
        (say("report.lead", language), told.named(run.lead)),
        (say("report.started", language), day(run.started_at.date(), language)),
        (say("report.changed", language), day(run.changed_at.date(), language)),
        (say("report.wording", language), f"{day(told.checklist.as_of, language)} · {run.digest[:16]}"),
        (say("report.content", language), told.content),
    ]
    yield Table((say("report.fact", language), say("report.value", language)), tuple(facts))


def _scored(told: Told) -> Iterator[Block]:
    score, language = told.score, told.language
    if score is None or score.score is None or score.tier is None:
        return
    yield Heading(2, say("report.score", language))
    for line in provisional(told.run, told.checklist, language):
        yield Paragraph(line)
    tier = say(f"run_tier.{score.tier}", language)
    yield Paragraph(say("report.result", language, score=str(score.score), tier=tier, months=str(score.months)))
    yield Paragraph(say("report.formula", language, parts=_parts(language)))
    yield from _gates(score, language)
    yield from _areas(told, score)
    yield from _traced(score, language)
    known = [*told.earlier, Rated(told.run.changed_at, score.score)]
    if len(known) > 1:
        yield Picture(trend(known, language), ", ".join(f"{day(one.at.date(), language)}: {one.score}" for one in known))


def _gates(score: SupplierScore, language: str) -> Iterator[Block]:
    if score.gates:
        yield Heading(3, say("report.gates", language))
        rows = tuple((one.item.ask.said(language), one.gate.reason.said(language)) for one in score.gates)
        yield Table((say("report.question", language), say("report.reason", language)), rows)


def _parts(language: str) -> str:
    return ", ".join(f"{say(f'score_part.{part}', language)} {most}" for part, most in PARTS.items())


def _areas(told: Told, score: SupplierScore) -> Iterator[Block]:
    language = told.language
    found = {one.area: one for one in gaps(told.checklist, told.run.facts, told.run.answers("supplier"), told.run.answers())}
    rows = []
    for area in AREAS:
        gap = found.get(area)
        own = number(gap.own, language) if gap else say("report.no_own", language)
        apart = say("report.no_gap", language)
        if gap:
            apart = number(gap.gap, language) + (f" ({say('report.notable', language)})" if gap.notable else "")
        rows.append((say(f"area.{area}", language), number(score.levels[area], language), own, apart))
    names = ("area", "level", "own", "gap")
    yield Heading(3, say("report.areas", language))
    yield Table(tuple(say(f"report.{name}", language) for name in names), tuple(rows))
    shown = {say(f"area.{area}", language): float(level) for area, level in score.levels.items() if level is not None}
    if len(shown) >= CORNERS:
        yield Picture(radar(shown), ", ".join(f"{name} {number(Fraction(level), language)}" for name, level in shown.items()))


def _traced(score: SupplierScore, language: str) -> Iterator[Block]:
    """Every point of the score by the item that it comes from, the largest first."""
    lines = sorted((line for line in score.lines if line.adds), key=lambda line: -line.adds)
    rows = tuple(
        (line.marked.item.ask.said(language), say(f"score_part.{line.part}", language), number(line.adds, language, 2))
        for line in lines
    )
    total = number(sum((line.adds for line in lines), Fraction(0)), language, 2)
    yield Heading(3, say("report.points", language))
    header = tuple(say(f"report.{name}", language) for name in ("question", "part", "adds"))
    yield Table(header, (*rows, (say("report.sum", language), "", total)))


def _fulfilled(told: Told) -> Iterator[Block]:
    language = told.language
    found = fulfilment(told.checklist, told.run.facts, told.run.answers())
    shown = [(one.title.said(language), found.sections[one.id]) for one in told.checklist.sections if one.id in found.sections]
    rows = [(title, _percent(value, language)) for title, value in [*shown, (say("report.total", language), found.total)]]
    yield Heading(2, say("report.fulfilment", language))
    yield Table((say("report.section", language), "%"), tuple(rows))


def _percent(value: int | None, language: str) -> str:
    return say("report.not_scored", language) if value is None else str(value)


def _answers(told: Told) -> Iterator[Block]:
    run, language = told.run, told.language
    yield Heading(2, say("report.answers", language))
    claimed = unproven(told.checklist, run.facts, run.answers())
    if claimed:
        yield Table((say("report.unproven", language),), tuple((item.ask.said(language),) for item in claimed))
    header = tuple(say(f"report.{name}", language) for name in ITEM_COLUMNS)
    asked = applicable(told.checklist, run.facts, run.answers())
    for section, found in groupby(asked, key=lambda pair: pair[0]):
        yield Heading(3, section.title.said(language))
        yield Table(header, tuple(item_row(told, item) for _, item in found))


def _findings(told: Told) -> Iterator[Block]:
    language = told.language
    if not told.run.findings:
        return
    yield Heading(2, say("report.findings", language))
    unset = say("report.unset", language)
    rows = tuple(
        (
            one.text,
            one.action or unset,
            told.named(one.owner) if one.owner else unset,
            day(one.due_on, language) if one.due_on else unset,
            f"{day(one.closed_at.date(), language)}, {told.named(str(one.closed_by))}"
            if one.closed_at
            else say("report.open", language),
        )
        for one in told.run.findings
    )
    yield Table(tuple(say(f"report.{name}", language) for name in ("finding", "action", "owner", "due", "closed")), rows)


def _signed(told: Told) -> Iterator[Block]:
    language = told.language
    yield Heading(2, say("report.sign_offs", language))
    if not told.run.sign_offs:
        yield Paragraph(say("report.unsigned", language))
        return
    rows = tuple(
        (
            told.named(one.by),
            day(one.at.date(), language),
            one.content,
            say("report.void" if one.void else "report.stands", language),
        )
        for one in told.run.sign_offs
    )
    yield Table(tuple(say(f"report.{name}", language) for name in ("by", "on", "content", "standing")), rows)
