"""Buttons pressed on cards (Action.Execute): done at once, once, and shown to everyone who has the card."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.access.settings import Settings
from bot.answering.guidance import LiveGuidance
from bot.conversation.assistant import Assistant
from bot.conversation.card import Press, Told
from bot.conversation.catalogue import say
from bot.conversation.desk import Desk
from bot.conversation.expert_desk import ExpertDesk
from bot.conversation.feedback import MAX_COMMENT, REASONS, Feedback, FeedbackDesk, UnknownAnswer
from bot.conversation.given import given, offered
from bot.conversation.message import Company, Person
from bot.conversation.opening import opened
from bot.conversation.reply import Reply
from bot.delivery.aside import Aside
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post
from bot.errors import StoreUnavailable
from bot.teams.asked import Asked
from bot.teams.cards import VERB, card_activity, language_of_press, read_press
from bot.teams.elements import ADAPTIVE
from bot.teams.heard import Heard
from bot.teams.intake import Intake, hashed
from bot.teams.people import People
from bot.teams.replies import Activity, reply_activities, reply_card, section_card
from bot.teams.telling import to, told_posts

CARD, MESSAGE = ADAPTIVE, "application/vnd.microsoft.activity.message"
OK = 200
PAUSES = (0.2, 1.0, 3.0)  # seconds

Answer = dict[str, Any]


@dataclass(frozen=True)
class Answered:
    """`body` is what Teams is answered; `unsaid` says the same in posts, for when Teams has given up waiting."""

    body: Answer
    unsaid: tuple[Post, ...] = ()


@dataclass(frozen=True)
class Presses:
    """`experts` is None where there are none; raises StoreUnavailable, TimeoutError, BrokenSnapshot."""

    assistant: Assistant
    experts: ExpertDesk | None
    desk: Desk
    guidance: LiveGuidance
    feedback: FeedbackDesk
    people: People
    settings: Settings
    intake: Intake
    outbox: Outbox
    aside: Aside
    clock: Callable[[], datetime]
    wake: Callable[[], None]

    async def pressed(self, heard: Heard) -> "Answer | Answered":
        """The card in place of the one pressed, or a sentence to who pressed it."""
        await self.intake.heard(heard)
        read = read_press(heard.value, heard.tenant)
        if read is None:
            return _sentence(say("error.bad_request", "en"))
        verb, value, fields = read
        if verb in ("choose", "related"):
            return await self._chosen(heard, verb, value)
        if verb in ("helpful", "not_helpful"):
            return await self._judged(heard, verb, value, fields)
        if verb in ("open", "back"):
            return await self._turned(heard, verb, value)
        verb = "expert.ask" if verb == "ask_expert" else verb.removeprefix(VERB)
        desk = self._desk_of(verb)
        if desk is None:
            return _sentence(say("error.bad_request", "en"))
        person = await self.people.person(heard.sender, heard.tenant, heard.place.conversation)
        key = hashed("press", f"{heard.conversation}\n{heard.id}")
        company: Company = "alone" if heard.kind == "personal" else "others"
        press = Press(verb, value, person, heard.place, key, fields, language_of_press(heard.value), company)
        return await self._told(heard, press, await self.aside(lambda: desk(press)))

    def _desk_of(self, verb: str) -> Callable[[Press], Told] | None:
        if self.experts is not None and verb.startswith(f"{self.experts.name}."):
            return self.experts.pressed
        return self.assistant.pressed if self.assistant.knows(verb) else None

    async def _told(self, heard: Heard, press: Press, told: Told) -> Answered:
        """What takes the card's place comes back at once and replaces everybody's copy; a private word comes back alone."""
        unsaid: list[Post] = []
        if told.in_place and told.cards:
            first, *rest = told.cards
            shown = card_activity(first)
            told = replace(told, cards=tuple(rest), private=False)
            posts = [
                *_everywhere(heard, f"{press.key}#0", {"card": first.as_json()}),
                *told_posts(told, f"{press.key}+", heard.place, press.person),
            ]
            answer = _card(shown)
            if not heard.reply_to:
                unsaid = told_posts(Told((first,)), f"{press.key}-", heard.place, press.person)
        elif told.private and told.cards and not told.cards[0].files:  # what comes back at once brings no files
            first, *rest = told.cards
            posts = told_posts(replace(told, cards=tuple(rest)), press.key, heard.place, press.person)
            answer = _sentence(first.text) if not first.buttons and not first.fields else _card(card_activity(first))
            unsaid = told_posts(Told((first,), private=True), f"{press.key}-", heard.place, press.person)
        else:
            posts, answer = told_posts(told, press.key, heard.place, press.person), _sentence("")
        await self.post(posts)
        return Answered(answer, tuple(unsaid))

    async def _chosen(self, heard: Heard, verb: str, value: str) -> Answer:
        """A choice is answered like a question; the card then shows what was chosen, and by nobody else again."""
        answer, _, number = value.partition("|")
        reply = await self.aside(lambda: given(self.desk, answer))
        text = None if reply is None else offered(reply, verb, number)
        if reply is None or text is None:
            return _sentence(say("slack.stale", "en"))
        asked = Asked.of(heard, "choice", verb, value[:200])
        # A clarification is decided once for all; a related topic may be opened by anybody, each once.
        who = "" if verb == "choose" else f"{heard.person}\n{value}"
        place = hashed(verb, f"{heard.conversation}\n{heard.reply_to}\n{answer}\n{who}")
        if not await self.intake.keep(heard, asked, hashed("activity", f"{heard.conversation}\n{heard.id}"), place):
            return _sentence(say("slack.already", reply.language))
        if verb == "related":
            return _sentence(say("web.thinking", reply.language))
        shown = reply_activities(_decided(reply, number), sharable=False, experts=False)[0]
        await self.post(_everywhere(heard, f"{place}@", {"activity": shown}))
        return _card(shown) if "attachments" in shown else _sentence(say("web.thinking", reply.language))

    async def _turned(self, heard: Heard, verb: str, value: str) -> Answer:
        """The cited section in place of the card, for who pressed alone, and back again."""
        answer, _, number = value.partition("|")
        reply = await self.aside(lambda: given(self.desk, answer))
        if reply is None:
            return _sentence(say("slack.stale", "en"))
        if verb == "back":
            return _content(reply_card(reply, experts=self.experts is not None))
        person = await self.people.person(heard.sender, heard.tenant, heard.place.conversation)
        found = await self.aside(lambda: opened(self.guidance, reply, number, person.audiences))
        if found is None:
            return _sentence(say("slack.not_yours", reply.language))
        citation, section = found
        return _content(section_card(citation, section.text, reply.id, reply.language))

    async def _judged(self, heard: Heard, verb: str, value: str, fields: dict[str, tuple[str, ...]]) -> Answer:
        reason, comment = (fields.get(name, ("",))[0] for name in ("reason", "comment"))
        return _sentence(await self.verdict(heard, value, verb == "helpful", reason, comment))

    async def verdict(self, heard: Heard, answer: str, helpful: bool, reason: str, comment: str) -> str:
        """Keeps what somebody thinks of an answer; what they are told."""
        known = reason if reason in REASONS else None
        opinion = Feedback(answer, Person(heard.person), helpful, known, comment[:MAX_COMMENT])
        try:
            await self.aside(lambda: self.feedback.take(opinion))
        except UnknownAnswer:
            return say("error.unknown_answer", "en")
        reply = await self.aside(lambda: given(self.desk, answer))
        return say("feedback.thanks", reply.language if reply is not None else "en")

    async def post(self, posts: list[Post]) -> None:
        """Makes posts due, each once; what was pressed is done already, so a store that is busy is asked again."""
        for post in posts:
            await self._kept(post)
        self.wake()

    async def _kept(self, post: Post) -> None:
        for pause in PAUSES:
            try:
                await self.aside(lambda: self.outbox.add_once(post, self.clock()))
            except (StoreUnavailable, TimeoutError):
                await asyncio.sleep(pause)
            else:
                return
        await self.aside(lambda: self.outbox.add_once(post, self.clock()))


def _everywhere(heard: Heard, key: str, payload: dict[str, Any]) -> list[Post]:
    """The message with the card, as everybody is to see it from now on."""
    if not heard.reply_to:
        return []
    return [to(heard.place, key, {**payload, "update": heard.reply_to}, heard.person)]


def _decided(reply: Reply, number: str) -> Reply:
    chosen = reply.choices[int(number)].label
    return replace(reply, answer=f"{reply.answer}\n\n**{chosen}**", choices=())


def _card(activity: Activity) -> Answer:
    return _content(activity["attachments"][0]["content"])


def _content(card: dict[str, Any]) -> Answer:
    return {"statusCode": OK, "type": CARD, "value": card}


def _sentence(text: str) -> Answer:
    return {"statusCode": OK, "type": MESSAGE, "value": text}


def refused(text: str, status: int) -> Answer:
    """Told to who pressed, as an error where it is one."""
    if status == OK:
        return _sentence(text)
    kind = "application/vnd.microsoft.error"
    return {"statusCode": status, "type": kind, "value": {"code": str(status), "message": text}}
