"""A Reply as text in a terminal."""

import unicodedata
from datetime import date

from bot.conversation.catalogue import day, say
from bot.conversation.reply import Citation, Reply


def printable(text: str) -> str:
    """Without control characters: what a person typed must not steer the terminal."""
    return "".join(c if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf") else "\N{REPLACEMENT CHARACTER}" for c in text)


def rendered(reply: Reply) -> str:
    """The answer, then its sources, then what lies near."""
    blocks = [reply.answer]
    if reply.choices:
        choices = ", ".join(choice.label for choice in reply.choices)
        blocks.append(say("terminal.choose", reply.language, choices=choices))
    if reply.citations:
        lines = [_citation(citation, reply.language) for citation in reply.citations]
        blocks.append("\n".join([f"{say('terminal.sources', reply.language)}:", *lines]))
    if reply.related and reply.status == "answered":
        topics = "; ".join(related.title for related in reply.related)
        blocks.append(f"{say('terminal.related', reply.language)}: {topics}")
    return "\n\n".join(blocks)


def _citation(citation: Citation, language: str) -> str:
    source = citation.source
    key = "terminal.house" if source.kind == "house_rule" else "terminal.as_reported"
    where = say(key, language, publisher=source.publisher, title=source.title)
    kind = say(f"kind.{source.kind}", language)
    dated = f", {source.date}" if source.date else ""
    as_of = say("terminal.as_of", language, day=day(date.fromisoformat(citation.as_of), language))
    place = say(f"place.{citation.jurisdiction}", language)
    lines = [
        f"[{citation.number}] {citation.guide_title} › {citation.section} ({place}, {as_of})",
        f"    {where} ({kind}{dated})" + (f": {source.authority}" if source.authority else ""),
    ]
    if source.url:
        lines.append(f"    {source.url}")
    return "\n".join(lines)
