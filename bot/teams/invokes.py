"""What Teams waits for: pressed buttons, verdicts, the search of the message extension; each is answered or refused in words."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from bot.conversation.card import private_with
from bot.conversation.catalogue import say
from bot.conversation.finding import Finder
from bot.conversation.given import given
from bot.delivery.aside import Aside
from bot.delivery.outbox import Outbox
from bot.errors import StoreUnavailable
from bot.teams.answering import language_in, reference_of
from bot.teams.cards import language_of_press, search_result
from bot.teams.consents import Consents
from bot.teams.heard import Heard, part
from bot.teams.people import People
from bot.teams.presses import Answered, Presses, refused
from bot.teams.replies import sentence_activity
from bot.teams.telling import answer_in, to
from bot.teams.verdict_form import read_verdict, verdict_form
from indexer.errors import BrokenSnapshot

log = logging.getLogger(__name__)

_T = TypeVar("_T")

OK, FAILED, LATER, UNKNOWN = 200, 500, 503, 501
CONSENT = "fileConsent/invoke"
RESULTS = 8
TRIES, PAUSE = 5, 0.2
PATIENCE = 9.0  # seconds for all the steps together: Teams gives up after ten


class Later(Protocol):
    """Runs something beside what is waited for."""

    def __call__(self, work: Coroutine[Any, Any, _T], /) -> asyncio.Task[_T]:
        """The work as it runs; it is let come to its end."""


@dataclass(frozen=True)
class Invoked:
    """The HTTP answer to an invoke."""

    status: int
    body: dict[str, Any]


@dataclass(frozen=True)
class Invokes:
    """Whatever fails here is told to the person who waits, never raised; `later` keeps what runs on beyond an answer."""

    presses: Presses
    consents: Consents
    finder: Finder
    people: People
    outbox: Outbox
    aside: Aside
    later: Later

    async def answer(self, heard: Heard) -> Invoked:
        """The answer to any invoke; one that nobody knows is said to be so."""
        found = self._by_name().get(heard.name)
        if found is None:
            return Invoked(UNKNOWN, {})
        work, failed = found
        try:
            return Invoked(OK, await self._in_time(work, heard))
        except _Late:
            return Invoked(OK, failed(say("teams.late", _language(heard)), OK))
        except (StoreUnavailable, TimeoutError) as error:
            log.error("invoke failed: %s", error, extra={"action": "invoke_unstored"})
            text, status = say("error.store", _language(heard)), LATER
        except BrokenSnapshot as error:
            log.error("no guidance: %s", error, extra={"action": "no_index"})
            text, status = say("error.unavailable", _language(heard)), LATER
        except Exception:
            reference = _reference(heard)
            log.exception("invoke failed, reference %s", reference, extra={"action": "invoke_failed", "reference": reference})
            text, status = say("error.reference", _language(heard), reference=reference), FAILED
        # To a consent nothing can be answered in words: its status has Teams say that it failed.
        return Invoked(status if heard.name == CONSENT else OK, failed(text, status))

    async def _in_time(self, work: "_Work", heard: Heard) -> dict[str, Any]:
        """Raises _Late when Teams would give up; the work goes on to its end all the same, and says then what is to be said."""
        working = self.later(work(heard))
        done, _ = await asyncio.wait({working}, timeout=PATIENCE)
        if not done:
            self.later(self._late(working, heard))
            raise _Late
        found = working.result()
        return found.body if isinstance(found, Answered) else found

    async def _late(self, working: "asyncio.Task[dict[str, Any] | Answered]", heard: Heard) -> None:
        """Nobody reads the answer any more: what only it would have said is posted."""
        try:
            found = await working
            await self.presses.post(list(found.unsaid) if isinstance(found, Answered) else [])
        except Exception:
            reference = _reference(heard)
            log.exception(
                "late invoke failed, reference %s", reference, extra={"action": "invoke_failed", "reference": reference}
            )
            told = sentence_activity(say("error.reference", _language(heard), reference=reference))
            post = to(private_with(heard.person), f"late/{reference}/{heard.id}", {"activity": told}, heard.person)
            await self.presses.post([post])

    def _by_name(self) -> "dict[str, tuple[_Work, Callable[[str, int], dict[str, Any]]]]":
        return {
            "adaptiveCard/action": (self.presses.pressed, refused),
            CONSENT: (self.consents.answered, _nothing),
            "message/fetchTask": (self._asked_why, _told_in_dialog),
            "message/submitAction": (self._judged, _nothing),
            "composeExtension/query": (self._searched, _told_in_list),
            "composeExtension/fetchTask": (self._asked_about, _told_in_dialog),
        }

    async def _searched(self, heard: Heard) -> dict[str, Any]:
        """Sections that everyone in the conversation may see: what is inserted there is read by all."""
        words = _words(heard)
        person = await self.people.person(heard.sender, heard.tenant, heard.place.conversation)
        reviewed = self.presses.settings.channel(heard.conversation).verified_only
        found = await self.aside(lambda: self.finder.find(words, person.audiences, RESULTS, reviewed_only=reviewed))
        if not found:
            return _told_in_list(say("none.not_covered" if words else "none.empty", language_in(words)), OK)
        results = [search_result(each) for each in found]
        return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": results}}

    async def _asked_about(self, heard: Heard) -> dict[str, Any]:
        """The entry in the menu of a message: answered to the asker alone, in their turn."""
        text = heard.pointed_at
        taken = await self.presses.intake.asked_about(heard, text)
        return _told_in_dialog(say("teams.in_private" if taken else "teams.no_private", language_in(text)), OK)

    async def _asked_why(self, heard: Heard) -> dict[str, Any]:
        answer = await self._answer(heard)
        reply = await self.aside(lambda: given(self.presses.desk, answer))
        return verdict_form(reply.language if reply is not None else "en")

    async def _judged(self, heard: Heard) -> dict[str, Any]:
        verdict = read_verdict(heard)
        answer = await self._answer(heard)
        if verdict is not None and answer:
            await self.presses.verdict(heard, answer, *verdict)
        return {}

    async def _answer(self, heard: Heard) -> str:
        """The id of the answer in the message that was judged."""
        place = heard.place.conversation
        for _ in range(TRIES):
            keys = await self.aside(lambda: self.outbox.keys_of(place, heard.reply_to))
            if keys:
                return next((found for found in map(answer_in, keys) if found), "")
            await asyncio.sleep(PAUSE)  # whoever is quick may judge an answer before it is noted that Teams has it
        return ""


class _Late(Exception):
    """Tell the person that it takes longer: it is still being done."""


_Work = Callable[[Heard], Coroutine[Any, Any, "dict[str, Any] | Answered"]]


def _language(heard: Heard) -> str:
    """That of the card that was pressed."""
    return language_of_press(heard.value) or "en"


def _reference(heard: Heard) -> str:
    return reference_of(f"{heard.conversation}\n{heard.id}")


def _words(heard: Heard) -> str:
    """What was typed into the search box; nothing yet when it was only opened."""
    found = heard.value.get("parameters")
    listed = found if isinstance(found, list) else []
    if any(part(each, "name") == "initialRun" for each in listed):
        return ""
    values = (part(each, "value") for each in listed)
    return next((value.strip() for value in values if isinstance(value, str)), "")


def _told_in_list(text: str, _status: int) -> dict[str, Any]:
    return {"composeExtension": {"type": "message", "text": text}}


def _told_in_dialog(text: str, _status: int) -> dict[str, Any]:
    return {"task": {"type": "message", "value": text}}


def _nothing(_text: str, _status: int) -> dict[str, Any]:
    return {}
