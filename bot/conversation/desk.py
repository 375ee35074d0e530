"""The desk takes a Message and gives a Reply, and keeps a record by which the reply can be shown and explained again."""

import hashlib
import json
import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from bot.answering.guidance import Guidance, LiveGuidance
from bot.answering.outcome import Outcome
from bot.answering.places import Places
from bot.answering.reading import MAX_CHARACTERS
from bot.answering.thread import Turn
from bot.conversation.erasing import TURNS_REMEMBERED, is_severed
from bot.conversation.message import ConversationRef, Message
from bot.conversation.reply import Reply
from bot.conversation.wording import Wording
from bot.errors import StoreUnavailable
from bot.store.answer_record import AnswerRecord, AnswerRecords

log = logging.getLogger(__name__)

KEPT_CHARACTERS = 2_000
# The record keeps enough that whatever was too long stays too long: a replay must come to the same.
RECORDED_CHARACTERS = 10 * MAX_CHARACTERS + 1
MAX_KEY = 300


class QuestionErased(LookupError):
    """Tell the person: what was asked is no longer kept."""


@dataclass(frozen=True)
class _Exchange:
    """A message with the turns before it, what it came to, and when."""

    message: Message
    earlier: tuple[Turn, ...]
    outcome: Outcome
    turn: Turn
    now: datetime


class Desk:
    """Answers messages; `code_version`, the clock and the ids are given from outside."""

    def __init__(
        self,
        guidance: LiveGuidance,
        records: AnswerRecords,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        code_version: str,
    ) -> None:
        self._guidance = guidance
        self._records = records
        self._clock = clock
        self._new_id = new_id
        self._code_version = code_version

    def reply(self, message: Message) -> Reply:
        """The reply to a message; raises BrokenSnapshot when there is no index to answer from."""
        message = replace(message, text=message.text.encode("utf-8", "replace").decode())  # no lone surrogates
        guidance = self._guidance.current()
        turns = self._turns(message)
        started = time.perf_counter()
        answerer = guidance.answering(message.reviewed_only)
        outcome, turn = answerer.answer(message.text, message.person.audiences, turns, message.language)
        identity, now = self._new_id(), self._clock()
        question = message.text[:KEPT_CHARACTERS]
        reply = _wording(guidance, now).reply(outcome, identity, question, 0.0)
        reply = _timed(reply, time.perf_counter() - started)
        self._keep(_Exchange(message, turns, outcome, turn, now), reply, guidance)
        return reply

    def record(self, identity: str) -> AnswerRecord | None:
        """What was kept of an answer."""
        return self._records.get(identity)

    def thread(self, conversation: ConversationRef, count: int) -> list[Reply]:
        """The last replies of a conversation as they were given, oldest first; raises StoreUnavailable."""
        records = self._records.latest(_stored_key(conversation), count)
        return [Reply.from_json(json.loads(record.reply)) for record in records]

    def unanswered(self, count: int) -> list[AnswerRecord]:
        """The last questions that got no answer."""
        return self._records.unanswered(count)

    def replay(self, record: AnswerRecord) -> Reply:
        """The same question to the same version of the index; raises BrokenSnapshot when that is gone, QuestionErased."""
        if record.erased_at is not None or is_severed(record):
            raise QuestionErased("the question, or one before it in its thread, was erased")
        guidance = self._guidance.version(record.index_version)
        asked = record.trace["asked"]
        turns = tuple(_turn(found) for found in asked["turns"])
        answerer = guidance.answering(asked.get("reviewed_only", False))
        outcome, _ = answerer.answer(record.question, frozenset(asked["audiences"]), turns, asked["language"])
        given = json.loads(record.reply)
        reply = _wording(guidance, record.asked_at).reply(outcome, record.id, given["question"], 0.0)
        return _timed(reply, given["seconds"])

    def _turns(self, message: Message) -> tuple[Turn, ...]:
        """A thread that cannot be read is answered as if it were new: better than not at all."""
        try:
            records = self._records.latest(_stored_key(message.conversation), TURNS_REMEMBERED)
        except StoreUnavailable as error:
            log.warning("thread not read: %s", error, extra={"action": "thread_unread"})
            return ()
        return tuple(_turn(record.turn) for record in records)

    def _keep(self, exchange: _Exchange, reply: Reply, guidance: Guidance) -> None:
        message = exchange.message
        asked = {
            "audiences": sorted(message.person.audiences),
            "language": message.language,
            "turns": [asdict(earlier) for earlier in exchange.earlier],
            "reviewed_only": message.reviewed_only,
        }
        record = AnswerRecord(
            id=reply.id,
            asked_at=exchange.now,
            conversation=_stored_key(message.conversation),
            person=message.person.id[:200],
            question=message.text[:RECORDED_CHARACTERS],
            language=reply.language,
            status=_recorded_status(reply.status, exchange.turn),
            index_version=guidance.index.version,
            code_version=self._code_version,
            turn=asdict(exchange.turn),
            trace={**exchange.outcome.trace, "asked": asked},
            reply=json.dumps(reply.as_json(), ensure_ascii=False),
        )
        try:
            self._records.add(record)
        except StoreUnavailable as error:
            log.error("answer %s not recorded: %s", reply.id, error, extra={"action": "answer_unrecorded"})


def _stored_key(conversation: ConversationRef) -> str:
    """The conversation's key, shortened by its hash where a platform's ids are too long for the column."""
    key = conversation.key
    if len(key) <= MAX_KEY:
        return key
    return f"{conversation.channel}/{hashlib.sha256(key.encode()).hexdigest()}"


def _recorded_status(status: str, turn: Turn) -> str:
    """A message without a question in it is no question that the guidance should have answered."""
    return "unreadable" if status == "no_answer" and turn.status == "small_talk" else status


def _wording(guidance: Guidance, at: datetime) -> Wording:
    """Names and terms are those that the guidance was read with: to make them anew took longer than to answer."""
    return Wording(guidance.index.content, guidance.answerer.names, guidance.index.glossary, at.date())


def _timed(reply: Reply, seconds: float) -> Reply:
    return Reply(**{**reply.__dict__, "seconds": round(seconds, 4)})


def _turn(found: dict[str, object]) -> Turn:
    places = found["places"]
    assert isinstance(places, dict)
    sections = found["sections"]
    assert isinstance(sections, list | tuple)
    return Turn(
        question=str(found["question"]),
        language=str(found["language"]),
        places=Places(tuple(places["covered"]), tuple(places["others"])),
        sections=tuple(sections),
        status=str(found["status"]),
    )
