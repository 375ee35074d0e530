"""What was filled in on a card about a plan, read into its draft; what cannot be read is named and leaves the rest as it is."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.audits.chat.draft import Draft
from bot.audits.chat.draft_fields import MODES, ONCE
from bot.audits.chat.placing import Placing
from bot.audits.chat.relative_days import day_in
from bot.audits.kind import KINDS
from bot.checklists.trouble import UnreadableAnswer
from bot.checklists.turn import person_in
from bot.conversation.card import Press
from bot.conversation.catalogue import say
from bot.conversation.mention import mentions_in
from bot.suppliers.country import country_of

_CHANNEL = re.compile(r"(?:slack|teams|web|terminal):\S{1,200}")
_PLAIN = ("what", "window", "tell", "leads")
_MOST_TEXT, _MOST_PLAIN = 1_000, 120


class _Unread(ValueError):
    """One field cannot be read: its argument is a key of the catalogue."""


class Unfilled(ValueError):
    """Show the card again with a sentence: `key` is a text of the catalogue; `draft` is what could be read."""

    def __init__(self, key: str, draft: Draft) -> None:
        super().__init__(key)
        self.key, self.draft = key, draft

    @property
    def text(self) -> str:
        """The sentence."""
        return say(self.key, self.draft.language)


@dataclass(frozen=True)
class Around:
    """What a field is read with: the names that are known, and today."""

    placing: Placing
    today: date


def filled(draft: Draft, press: Press, around: Around) -> Draft:
    """The draft with what was filled in; raises Unfilled, NotAllowed. A field that is not on the card changes nothing."""
    problem = ""
    for name, read in _READ.items():
        try:
            if name in press.fields:
                draft = read(draft, name, ",".join(press.fields[name]).strip()[:_MOST_TEXT], press, around)
        except UnreadableAnswer as error:
            problem = problem or f"unreadable.{error.why}"
        except _Unread as error:
            problem = problem or str(error)
    if problem:
        raise Unfilled(problem, draft)
    return draft


_Reader = Callable[[Draft, str, str, Press, Around], Draft]


def _plain(draft: Draft, name: str, text: str, _: Press, __: Around) -> Draft:
    numbers = {"window": r"\s*(?:-|–|to|đến)\s*", "leads": r"\s*[,;/ ]\s*"}
    cleaned = re.sub(numbers[name], "-" if name == "window" else ",", text) if name in numbers else text
    return replace(draft, **{name: cleaned.removesuffix(".0")[:_MOST_PLAIN]})


def _choice(draft: Draft, name: str, text: str, _: Press, __: Around) -> Draft:
    if text and text not in (KINDS if name == "kind" else MODES):
        raise _Unread("audit_flaw.choice")
    return replace(draft, **{name: text or getattr(draft, name)})


def _every(draft: Draft, _: str, text: str, __: Press, ___: Around) -> Draft:
    return replace(draft, every="" if text in ("", ONCE) else text, on="" if text not in ("", ONCE) else draft.on)


def _day(draft: Draft, name: str, text: str, _: Press, around: Around) -> Draft:
    if name == "on" and draft.every:
        return replace(draft, on="")
    return replace(draft, **{name: day_in(text, draft.language, around.today).isoformat() if text else ""})


def _person(draft: Draft, name: str, text: str, press: Press, _: Around) -> Draft:
    known: str = getattr(draft, name)
    if not text:
        return replace(draft, **{name: known if name == "owner" or _elsewhere(known, press) else ""})
    return replace(draft, **{name: person_in(text)})


def _people(draft: Draft, name: str, text: str, press: Press, _: Around) -> Draft:
    mentioned = [mention.id for mention in mentions_in(text) if mention.kind == "person"]
    typed = [] if mentioned else [person_in(one) for one in text.split(",") if one.strip()]
    kept = [one for one in draft.ladder.split(",") if one and _elsewhere(one, press)]
    return replace(draft, **{name: ",".join(dict.fromkeys([*kept, *mentioned, *typed]))})


def _elsewhere(person: str, press: Press) -> bool:
    """True for an account on another platform, which the list of this one does not show."""
    return bool(person) and person.partition(":")[0] != press.conversation.channel


def _channel(draft: Draft, _: str, text: str, __: Press, ___: Around) -> Draft:
    mentioned = [mention.id for mention in mentions_in(text) if mention.kind == "channel"]
    if not mentioned and text and not _CHANNEL.fullmatch(text):
        raise _Unread("audit_flaw.channel")
    return replace(draft, channel=mentioned[0] if mentioned else text or draft.channel)


def _country(draft: Draft, name: str, text: str, _: Press, __: Around) -> Draft:
    code = country_of(text) if text else ""
    if code is None:
        raise _Unread("audit_flaw.country")
    return replace(draft, **{name: code})


def _supplier(draft: Draft, _: str, text: str, press: Press, around: Around) -> Draft:
    actor, placing = press.person.actor, around.placing
    if not text or text == draft.supplier:
        return draft
    known = placing.register.get(text, actor)
    if known is not None:
        return placing.named(replace(draft, site=""), known.name, actor)
    return placing.named(replace(draft, supplier="", site=""), text, actor)


# In this order: a day counts only where there is no rhythm.
_READ: dict[str, _Reader] = {
    **dict.fromkeys(("kind", "mode"), _choice),
    "supplier": _supplier,
    **dict.fromkeys(("country", "readers"), _country),
    "every": _every,
    **dict.fromkeys(("first", "on"), _day),
    **dict.fromkeys(_PLAIN, _plain),
    **dict.fromkeys(("auditor", "owner"), _person),
    "ladder": _people,
    "channel": _channel,
}
