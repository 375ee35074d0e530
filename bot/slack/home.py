"""The Home tab, the prompts of the Messages tab and the text of /ipdesk help."""

from collections.abc import Sequence
from typing import Any

from bot.conversation.beginning import choices
from bot.conversation.card import Card
from bot.conversation.catalogue import say
from bot.conversation.reply import Reply
from bot.slack.blocks import Block, context, section
from bot.slack.mrkdwn import calling, escaped, mrkdwn, pieces, plain

MAX_RECENT, MOST_PARTS = 10, 5
# Slack shows four: in each language a question, and a checklist.
PROMPTS = [{"title": one.label, "message": one.text} for language in ("en", "vi") for one in choices(language)[:2]]


def help_text() -> str:
    """In both languages: a command does not say which one its author speaks."""
    return "\n\n".join(say("slack.help", language) for language in ("en", "vi"))


def home_view(replies: Sequence[Reply], waiting: Sequence[Card] = ()) -> dict[str, Any]:
    """What the desk is for, how to ask, what waits for the viewer, and the last answers, newest first."""
    blocks: list[Block] = [section(escaped(say("talk.about", "en"))), section(escaped(say("talk.about", "vi")))]
    blocks += [section(mrkdwn(help_text())), {"type": "divider"}]
    blocks += [block for card in waiting for block in _waiting(card)]
    blocks.append(section(f"*{escaped(say('slack.recent', 'en'))} / {escaped(say('slack.recent', 'vi'))}*"))
    blocks += [_recent(reply) for reply in replies[:MAX_RECENT]] or [_nothing_yet(language) for language in ("en", "vi")]
    return {"type": "home", "blocks": blocks}


def _nothing_yet(language: str) -> Block:
    return context(escaped(say("slack.nothing_yet", language)))


def _waiting(card: Card) -> list[Block]:
    """Without its buttons: what is pressed here has no conversation to be answered in."""
    texts = pieces(card.text, escape=calling)[:MOST_PARTS]
    return [section(f"*{escaped(plain(card.title, 300))}*"), *(section(text) for text in texts), {"type": "divider"}]


def _recent(reply: Reply) -> Block:
    first = reply.answer.split("\n\n")[0]
    return section(f"*{escaped(plain(reply.question, 300))}*\n{mrkdwn(plain(first, 600))}")
