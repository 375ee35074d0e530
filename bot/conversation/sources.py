"""The sources of an answer as lines of plain text, for every channel that shows or copies text."""

from datetime import date

from bot.conversation.catalogue import day, say
from bot.conversation.reply import Citation


def source_lines(citation: Citation, language: str) -> list[str]:
    """'[1] guide › section (place, date)', then who reports which law, then the address."""
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
    return [*lines, f"    {source.url}"] if source.url else lines
