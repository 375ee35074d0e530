"""A Reply as Slack messages of Block Kit, within Slack's limits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bot.conversation.catalogue import say
from bot.conversation.citing import CitedLine, cited_lines, cited_sections
from bot.conversation.facts import nearest
from bot.conversation.reply import Reply
from bot.conversation.ticket_wording import label
from bot.slack.mrkdwn import escaped, pieces, plain

Block = dict[str, Any]

# Slack: 50 blocks and about 13,200 characters of text in a message (bolt-js issue 2509); some room is left.
MAX_BLOCKS = 45
MAX_TEXT = 12_000
MAX_FALLBACK = 3_000
MAX_BUTTON = 75
BUTTONS_A_ROW = 5
MAX_BUTTONS = 25
MAX_CITATION = 900


@dataclass(frozen=True)
class SlackMessage:
    """Blocks with the text that notifications show."""

    text: str
    blocks: list[Block]


def messages(reply: Reply, sharable: bool = False, experts: bool = False) -> list[SlackMessage]:
    """The reply as one message or, when it is long, as several that belong into one thread."""
    blocks = [*_body(reply), *_citations(reply), *_buttons(reply, sharable, experts)]
    return [SlackMessage(_fallback(reply, part), part) for part in divided(blocks)]


def sentence(text: str) -> SlackMessage:
    """One plain sentence."""
    return SlackMessage(escaped(plain(text, MAX_FALLBACK)), [section(escaped(text)[:2_900])])


def section(text: str) -> Block:
    """A block of mrkdwn text; `verbatim` keeps Slack from finding links and mentions in it."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def context(text: str) -> Block:
    """A block of small mrkdwn text."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def button(label: str, action: str, value: str, style: str | None = None) -> Block:
    """A button; what it is worth is looked up again on the server when it is pressed."""
    found: Block = {
        "type": "button",
        "text": {"type": "plain_text", "text": plain(label, MAX_BUTTON) or "…"},
        "action_id": action,
        "value": value[:2_000],
    }
    return {**found, "style": style} if style else found


def _body(reply: Reply) -> Iterator[Block]:
    text = reply.answer
    if reply.related and reply.status == "no_answer":
        text = text.replace(f"\n\n{nearest(reply.related, reply.language)}", "")  # the topics are shown as buttons
    yield from (section(piece) for piece in pieces(text) or ["…"])


def _citations(reply: Reply) -> Iterator[Block]:
    if not reply.citations:
        return
    yield {"type": "divider"}
    yield from (context(_citation_line(line)) for line in cited_lines(reply))
    opens = (
        button(say("slack.open", reply.language, number=str(c.number)), f"open:{c.number}", f"{reply.id}|{c.number}")
        for c in cited_sections(reply)[: 4 * MAX_BUTTONS]
    )
    yield from rows(opens, MAX_BUTTONS)


def _citation_line(line: CitedLine) -> str:
    """[1][3] guide › section · place · as of · kind: publisher, authority."""
    where, facts = plain(line.where, MAX_CITATION // 2), plain(line.facts, MAX_CITATION // 2)
    return f"{line.marks} *{escaped(where)}* · {escaped(facts)}"


def _buttons(reply: Reply, sharable: bool, experts: bool) -> Iterator[Block]:
    if reply.choices:
        choices = (button(c.label, f"choose:{n}", f"{reply.id}|{n}") for n, c in enumerate(reply.choices[:MAX_BUTTONS]))
        yield from rows(choices, BUTTONS_A_ROW)
    if reply.related:
        key = "web.related" if reply.status == "answered" else "web.nearest"
        yield context(escaped(say(key, reply.language)))
        topics = (button(r.title, f"related:{n}", f"{reply.id}|{n}") for n, r in enumerate(reply.related[:MAX_BUTTONS]))
        yield from rows(topics, BUTTONS_A_ROW)
    if reply.status in ("answered", "no_answer"):
        yield {"type": "actions", "elements": list(_verdicts(reply, sharable, experts))}


def _verdicts(reply: Reply, sharable: bool, experts: bool) -> Iterator[Block]:
    yield button(say("slack.helpful", reply.language), "helpful", reply.id)
    yield button(say("slack.not_helpful", reply.language), "not_helpful", reply.id)
    if sharable and reply.status == "answered":
        yield button(say("slack.share", reply.language), "share", reply.id)
    if experts:
        yield button(label("ask", reply.language), "ask_expert", reply.id)


def rows(buttons: Iterable[Block], width: int) -> Iterator[Block]:
    """Buttons side by side, so many a row."""
    left = iter(buttons)
    while row := list(islice(left, width)):
        yield {"type": "actions", "elements": row}


def divided(blocks: Iterable[Block]) -> list[list[Block]]:
    """Blocks in messages that Slack takes; blocks themselves are never cut."""
    parts: list[list[Block]] = [[]]
    size = 0
    for block in blocks:
        weight = text_of(block)
        if parts[-1] and (len(parts[-1]) == MAX_BLOCKS or size + weight > MAX_TEXT):
            parts.append([])
            size = 0
        parts[-1].append(block)
        size += weight
    return parts


def text_of(block: Any) -> int:
    """How many characters of text a block shows."""
    if isinstance(block, dict):
        own = len(block["text"]) if isinstance(block.get("text"), str) else 0
        return own + sum(text_of(value) for value in block.values())
    return sum(text_of(item) for item in block) if isinstance(block, list) else 0


def _fallback(reply: Reply, part: list[Block]) -> str:
    first = next((block["text"]["text"] for block in part if block["type"] == "section"), escaped(reply.question))
    return str(first)[:MAX_FALLBACK] or "…"
