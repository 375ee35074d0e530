"""The citations of a reply as lines under it: what is cited twice from one source stands there once, under both numbers."""

from dataclasses import dataclass
from datetime import date

from bot.conversation.catalogue import day, say
from bot.conversation.reply import Citation, Reply


@dataclass(frozen=True)
class CitedLine:
    """`numbers` as in the text; `where` is guide and section, `facts` place, date, kind, publisher and authority."""

    numbers: tuple[int, ...]
    where: str
    facts: str
    citation: Citation

    @property
    def marks(self) -> str:
        """The numbers as they stand in the text: [1][3]."""
        return "".join(f"[{number}]" for number in self.numbers)


def cited_lines(reply: Reply) -> list[CitedLine]:
    """A line for each source of each cited section, in the order of their first numbers."""
    alike: dict[tuple[str, str], list[Citation]] = {}
    for citation in reply.citations:
        alike.setdefault((_where(citation), _facts(citation, reply.language)), []).append(citation)
    return [
        CitedLine(tuple(citation.number for citation in found), where, facts, found[0]) for (where, facts), found in alike.items()
    ]


def cited_sections(reply: Reply) -> list[Citation]:
    """The first citation of each section: what there is to open."""
    found: dict[tuple[str, str], Citation] = {}
    for citation in reply.citations:
        found.setdefault((citation.guide, citation.anchor), citation)
    return list(found.values())


def _where(citation: Citation) -> str:
    return f"{citation.guide_title} › {citation.section}"


def _facts(citation: Citation, language: str) -> str:
    source = citation.source
    kind = f"{say(f'kind.{source.kind}', language)}: {source.publisher}"
    as_of = say("terminal.as_of", language, day=day(date.fromisoformat(citation.as_of), language))
    return " · ".join(
        [say(f"place.{citation.jurisdiction}", language), as_of, kind + (f", {source.authority}" if source.authority else "")]
    )
