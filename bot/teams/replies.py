"""A Reply as Teams activities: the answer as text with citations shown on hover, and a card with sources and buttons."""

from collections.abc import Iterator
from typing import Any

from bot.conversation.catalogue import say
from bot.conversation.citing import cited_lines, cited_sections
from bot.conversation.facts import nearest
from bot.conversation.feedback import MAX_COMMENT, REASONS
from bot.conversation.reply import Citation, Reply
from bot.conversation.ticket_wording import label
from bot.teams.elements import Element, adaptive_card, attachment, execute, rows, small, text_block
from bot.teams.markdown import literal, markdown, parted, plain

# A message is refused over 100 KB as UTF-16, a card over 28 KB; both leave room here.
MAX_TEXT = 10_000
MAX_LINES, MAX_LINE = 25, 450
MAX_OPENED, MAX_RELATED = 6, 6
# More citations than ten were refused in the stored documentation of the preview.
MAX_ENTITIES = 10
MAX_NAME, MAX_ABSTRACT = 80, 160
FIELD = "field."

Activity = dict[str, Any]


def reply_activities(reply: Reply, sharable: bool = False, experts: bool = False) -> list[Activity]:
    """One message or, when the answer is long, several in a row; the last one has the card."""
    parts = parted(markdown(_text(reply)), MAX_TEXT)
    found = [_message(part, reply, last=number == len(parts)) for number, part in enumerate(parts, start=1)]
    body = list(_body(reply, sharable, experts))
    if body:
        found[-1]["attachments"] = [attachment(adaptive_card(body))]
    return found


def sentence_activity(text: str) -> Activity:
    """One plain sentence."""
    return {"type": "message", "textFormat": "markdown", "text": markdown(text)[:MAX_TEXT] or "…"}


def section_card(citation: Citation, text: str, back_to: str, language: str) -> Element:
    """A cited section in place of the answer's card, for the person who opened it; `back_to` is the id of the reply."""
    source = citation.source
    key = "terminal.house" if source.kind == "house_rule" else "terminal.as_reported"
    told = say(key, language, publisher=source.publisher, title=source.title)
    body = [
        text_block(literal(citation.section), weight="Bolder", size="Medium"),
        small(literal(citation.guide_title)),
        *(text_block(part) for part in parted(markdown(text), MAX_TEXT)[:2]),
        small(literal(f"[{citation.number}] {told}" + (f": {source.authority}" if source.authority else "")), separator=True),
    ]
    actions = [execute(say("teams.back", language), "back", back_to)]
    if source.url and source.url.startswith("https://"):
        actions.append({"type": "Action.OpenUrl", "title": say("teams.source", language), "url": source.url})
    return adaptive_card([*body, *rows(actions)])


def reply_card(reply: Reply, sharable: bool = False, experts: bool = False) -> Element:
    """The card under an answer, by itself: what "back" leads to."""
    return adaptive_card(list(_body(reply, sharable, experts)))


def _text(reply: Reply) -> str:
    if reply.related and reply.status == "no_answer":
        return reply.answer.replace(f"\n\n{nearest(reply.related, reply.language)}", "")  # shown as buttons
    return reply.answer


def _message(text: str, reply: Reply, last: bool) -> Activity:
    entity = _entity(reply, text)
    found: Activity = {"type": "message", "textFormat": "markdown", "text": text or "…", "entities": [entity]}
    if last and reply.status in ("answered", "no_answer"):
        found["channelData"] = {"feedbackLoop": {"type": "custom"}}  # Teams then asks us for the form with the reasons
    return found


def _entity(reply: Reply, text: str) -> Element:
    """Teams' own citations; each needs its mark in the text."""
    cited = [_claim(c) for c in reply.citations if f"[{c.number}]" in text][:MAX_ENTITIES]
    entity: Element = {
        "type": "https://schema.org/Message",
        "@type": "Message",
        "@context": "https://schema.org",
        "@id": "",
        "additionalType": ["AIGeneratedContent"],
    }
    return {**entity, "citation": cited} if cited else entity


def _claim(citation: Citation) -> Element:
    appearance: Element = {
        "@type": "DigitalDocument",
        "name": plain(f"{citation.guide_title} › {citation.section}", MAX_NAME),
        "abstract": plain(citation.quote, MAX_ABSTRACT),
    }
    if citation.source.url and citation.source.url.startswith("https://"):
        appearance["url"] = citation.source.url
    return {"@type": "Claim", "position": citation.number, "appearance": appearance}


def _body(reply: Reply, sharable: bool, experts: bool) -> Iterator[Element]:
    for line in cited_lines(reply)[:MAX_LINES]:
        where, facts = literal(plain(line.where, MAX_LINE // 2)), literal(plain(line.facts, MAX_LINE // 2))
        yield small(f"{literal(line.marks)} **{where}** · {facts}", spacing="Small")
    opens = (
        execute(say("slack.open", reply.language, number=str(c.number)), "open", f"{reply.id}|{c.number}")
        for c in cited_sections(reply)[:MAX_OPENED]
    )
    yield from rows(opens)
    choices = (execute(c.label, "choose", f"{reply.id}|{n}", "positive") for n, c in enumerate(reply.choices))
    yield from rows(choices)
    if reply.related:
        yield small(say("web.related" if reply.status == "answered" else "web.nearest", reply.language))
        topics = (execute(r.title, "related", f"{reply.id}|{n}") for n, r in enumerate(reply.related[:MAX_RELATED]))
        yield from rows(topics, 1)
    if reply.status in ("answered", "no_answer"):
        yield from rows(_verdicts(reply, sharable, experts))


def _verdicts(reply: Reply, sharable: bool, experts: bool) -> Iterator[Element]:
    yield execute(say("slack.helpful", reply.language), "helpful", reply.id)
    yield {
        "type": "Action.ShowCard",
        "title": say("slack.not_helpful", reply.language),
        "card": {"type": "AdaptiveCard", "body": list(_why(reply))},
    }
    if sharable and reply.status == "answered":
        yield execute(say("slack.share", reply.language), "share", reply.id)
    if experts:
        yield execute(label("ask", reply.language), "ask_expert", reply.id)


def _why(reply: Reply) -> Iterator[Element]:
    """What is wrong with it: a reason and words of one's own."""
    reasons = [{"title": say(f"reason.{reason}", reply.language), "value": reason} for reason in REASONS]
    yield {
        "type": "Input.ChoiceSet",
        "id": f"{FIELD}reason",
        "label": say("feedback.why", reply.language),
        "style": "expanded",
        "choices": reasons,
    }
    comment = {"type": "Input.Text", "id": f"{FIELD}comment", "label": say("feedback.comment", reply.language)}
    yield {**comment, "isMultiline": True, "maxLength": MAX_COMMENT}
    yield from rows([execute(say("feedback.send", reply.language), "not_helpful", reply.id, "positive")])
