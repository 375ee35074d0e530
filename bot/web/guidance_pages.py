"""The pages on which the guidance is read: all guides, one guide, one section."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.answering.guidance import Guidance
from bot.conversation.shelf import Filter, Shelved, View, is_due, may_see
from bot.web.rendering import Spans, section_html
from bot.web.requests import VISITOR
from bot.web.templates import other_language, render
from indexer.content import Content
from indexer.guide import Guide, Mark, Section, Source

# The values of each choice in the order of a project: from the first talk to the last dispute.
FILTERS = {
    "place": ("VN", "US", "INT", "VN-US"),
    "right": ("trade_secret", "trademark", "patent", "design", "copyright", "geographical_indication", "contract", "any"),
    "stage": ("before_sharing", "contracting", "production", "registration", "border", "enforcement", "dispute", "exit"),
    "review": ("reviewed", "not_reviewed", "due"),
}


@dataclass(frozen=True)
class Shown:
    """Where a page lies and how it is spoken: the page's language, that of the text, the address in the other language."""

    language: str
    other_href: str
    text: str = "en"


def guidance_page(view: View, wanted: Filter, oldest_first: bool, shown: Shown) -> str:
    """All guides that a filter leaves, by country."""
    guides = sorted(view.guides, key=lambda shelved: _order(shelved, oldest_first, shown.language))
    groups = groupby(guides, key=lambda shelved: shelved.guide.jurisdiction)
    return render(
        "guidance.html",
        shown.language,
        other_href=shown.other_href,
        groups=[(place, list(group)) for place, group in groups],
        view=view,
        wanted=wanted,
        oldest_first=oldest_first,
        filters=[(name, values, getattr(wanted, name)) for name, values in FILTERS.items()],
        titled=lambda guide: title_in(guide, shown.language),
        sections=lambda guide: sections_in(guide, shown.language),
    )


def guide_page(guidance: Guidance, guide: Guide, today: date, shown: Shown) -> str:
    """A guide with all its sections, in one language or side by side; `shown.text` is "en", "vi" or "both"."""
    content = guidance.index.content
    spoken = [shown.language, other_language(shown.language)] if shown.text == "both" else [shown.text]
    spoken = [language for language in spoken if language == "en" or language in guide.translations] or ["en"]
    columns = [(language, sections_in(guide, language)) for language in spoken]
    newer = content.superseded_by(guide.id)
    return render(
        "guide.html",
        shown.language,
        other_href=shown.other_href,
        guide=guide,
        title=title_in(guide, spoken[0]),
        columns=columns,
        chosen="both" if len(columns) > 1 else spoken[0],
        due=is_due(guide, today),
        due_on=guide.due_on,
        newer=newer if newer is not None and may_see(newer, VISITOR.audiences) else None,
        titled=lambda other: title_in(other, spoken[0]),
        html=lambda section: section_html(section, shown.language),
        sources=lambda section: cited_sources(content, section),
    )


def section_page(guidance: Guidance, identity: str, spans: Spans, fragment: bool, shown: Shown) -> str:
    """A section with spans marked, as a page or as what a panel shows."""
    content = guidance.index.content
    guide, section, spoken = content.section(identity, shown.text)
    return render(
        "section_body.html" if fragment else "section.html",
        shown.language,
        other_href=shown.other_href,
        guide=guide,
        spoken=spoken,
        title=title_in(guide, spoken),
        section=section,
        text=section_html(section, shown.language, spans),
        sources=cited_sources(content, section, spans),
    )


def title_in(guide: Guide, language: str) -> str:
    """A guide's title, in English where there is no translation."""
    return guide.translations[language].title if language in guide.translations else guide.title


def sections_in(guide: Guide, language: str) -> Sequence[Section]:
    """A guide's sections, in English where there is no translation."""
    return guide.translations[language].sections if language in guide.translations else guide.sections


def cited_sources(content: Content, section: Section, spans: Spans = ()) -> list[tuple[Source, str | None, bool]]:
    """(source, law it reports, whether a text[start:end] rests on it), those first on which one does."""
    sentences = [sentence for statement in section.statements for sentence in statement.sentences]
    quoted = {mark for one in sentences if any(one.start < end and start < one.end for start, end in spans) for mark in one.marks}
    marks = _unique(mark for sentence in sentences for mark in sentence.marks)
    rows = [(content.sources[mark.key], mark.authority or content.sources[mark.key].authority, mark in quoted) for mark in marks]
    return sorted(rows, key=lambda row: not row[2])


def _unique(marks: Iterable[Mark]) -> list[Mark]:
    return list(dict.fromkeys(marks))


def _order(shelved: Shelved, oldest_first: bool, language: str) -> tuple[int, str, str]:
    guide = shelved.guide
    places = FILTERS["place"]
    place = places.index(guide.jurisdiction) if guide.jurisdiction in places else len(places)
    return place, guide.as_of.isoformat() if oldest_first else "", title_in(guide, language)
