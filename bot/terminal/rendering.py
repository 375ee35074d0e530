"""A Reply as text in a terminal."""

import unicodedata

from bot.conversation.catalogue import say
from bot.conversation.reply import Reply
from bot.conversation.sources import source_lines


def printable(text: str) -> str:
    """Without control characters: neither what a person typed nor what a guide says may steer the terminal."""
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf") else "\N{REPLACEMENT CHARACTER}" for c in text)


def rendered(reply: Reply) -> str:
    """The answer, then its sources, then what lies near."""
    blocks = [reply.answer]
    if reply.choices:
        choices = ", ".join(choice.label for choice in reply.choices)
        blocks.append(say("terminal.choose", reply.language, choices=choices))
    if reply.citations:
        lines = [line for citation in reply.citations for line in source_lines(citation, reply.language)]
        blocks.append("\n".join([f"{say('terminal.sources', reply.language)}:", *lines]))
    if reply.related and reply.status == "answered":
        topics = "; ".join(related.title for related in reply.related)
        blocks.append(f"{say('terminal.related', reply.language)}: {topics}")
    return printable("\n\n".join(blocks))
