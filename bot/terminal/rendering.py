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
        blocks.append(_choices(reply))
    if reply.citations:
        lines = [line for citation in reply.citations for line in source_lines(citation, reply.language)]
        blocks.append("\n".join([f"{say('terminal.sources', reply.language)}:", *lines]))
    if reply.related and reply.status == "answered":
        topics = "; ".join(related.title for related in reply.related)
        blocks.append(f"{say('terminal.related', reply.language)}: {topics}")
    return printable("\n\n".join(blocks))


def _choices(reply: Reply) -> str:
    """Nothing can be pressed here: a country is to be named, a question to be asked, and the rest are commands."""
    if reply.status == "clarify":
        labels = ", ".join(choice.label for choice in reply.choices)
        return say("terminal.choose", reply.language, choices=labels)
    questions = "\n".join(f"- {choice.text}" for choice in reply.choices if choice.text == choice.label)
    besides = [say("terminal.besides", reply.language)] if reply.status == "small_talk" else []
    return "\n\n".join([f"{say('terminal.examples', reply.language)}\n{questions}", *besides])
