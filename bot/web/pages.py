"""The pages of the playground, filled in by templates."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.answering.guidance import Guidance
from bot.conversation.catalogue import day, say, texts_of
from bot.web.rendering import section_html
from indexer.guide import Guide, Section

EXAMPLES = {
    "en": (
        "Can we record our patent with US customs?",
        "How long does a customs recordal last in Vietnam?",
        "supplier wants to sub-contract the tooling, what now?",
    ),
    "vi": (
        "Ghi nhận hải quan có hiệu lực bao lâu?",
        "Mức phạt vi phạm hợp đồng tối đa là bao nhiêu?",
        "bi mat kinh doanh co can dang ky khong",
    ),
}


@cache
def _templates() -> Environment:
    return Environment(loader=PackageLoader("bot.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def playground_page(language: str) -> str:
    """The chat page."""
    other = "vi" if language == "en" else "en"
    template = _templates().get_template("playground.html")
    return template.render(texts=texts_of("web.", language), language=language, other=other, examples=EXAMPLES[language])


def section_page(guidance: Guidance, identity: str, language: str, start: int, end: int, fragment: bool) -> str:
    """A section with a span marked; raises KeyError or StopIteration when there is none."""
    guide, section, spoken = guidance.index.content.section(identity, language)
    template = _templates().get_template("section.html" if not fragment else "section_body.html")
    title = guide.translations[spoken].title if spoken in guide.translations else guide.title
    return template.render(
        texts=texts_of("web.", language),
        language=language,
        spoken=spoken,
        title=title,
        heading=section.heading,
        text=section_html(section, language, start, end),
        facts=_facts(guide, language),
        sources=_sources(guidance, section, language),
    )


def _facts(guide: Guide, language: str) -> str:
    review = say("answer.not_reviewed", language)
    if guide.last_reviewed_on:
        review = say("answer.reviewed", language, day=day(guide.last_reviewed_on, language))
    as_of = say("terminal.as_of", language, day=day(guide.as_of, language))
    return " · ".join((say(f"place.{guide.jurisdiction}", language), as_of, review))


def _sources(guidance: Guidance, section: Section, language: str) -> list[dict[str, str | None]]:
    marks = dict.fromkeys(mark for s in section.statements for sentence in s.sentences for mark in sentence.marks)
    rows = []
    for mark in marks:
        source = guidance.index.content.sources[mark.key]
        rows.append(
            {
                "title": source.title,
                "publisher": source.publisher,
                "kind": say(f"kind.{source.kind}", language),
                "date": source.date,
                "url": source.url,
                "authority": mark.authority or source.authority,
            }
        )
    return rows
