"""A Reply as the plain text that a person pastes into a mail or a memo."""

import re

from bot.conversation.catalogue import say
from bot.conversation.reply import Reply
from bot.conversation.sources import source_lines

_EMPHASIS = re.compile(r"\*\*(.+?)\*\*|(?:^|(?<=\s))_(.+)_$", re.MULTILINE)


def copied_text(reply: Reply) -> str:
    """The question, the answer without its Markdown, and its numbered sources."""
    blocks = [reply.question.strip(), _EMPHASIS.sub(lambda found: found[1] or found[2], reply.answer)]
    if reply.citations:
        lines = [line for citation in reply.citations for line in source_lines(citation, reply.language)]
        blocks.append("\n".join([f"{say('terminal.sources', reply.language)}:", *lines]))
    return "\n\n".join(blocks)
