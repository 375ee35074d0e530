"""What erasing makes of answers: which words go, what stays, and where else in a thread the same words are held."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from rapidfuzz.distance import OSA

from bot.answering.reading import MAX_CHARACTERS, clean, plainly
from bot.store.answer_record import AnswerRecord
from indexer.language import language_of

# An answer remembers this many questions that were asked before it in its thread.
TURNS_REMEMBERED = 4
MAX_TURN = 400
# From how many letters on a word is mended, and with two slips in it.
_MENDED = 4
_LONG = 9


# <@U0BOB>, <@U0BOB|bob>, <at>Bob</at>, bob@example.com
_NAMES = re.compile(r"<@[^>\s]{1,100}>|<at>[^<]{0,200}</at>|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")


def without_names(text: str) -> str:
    """A question without the mentions and addresses of people in it."""
    return _NAMES.sub("@…", text)


def erased(record: AnswerRecord, now: datetime) -> AnswerRecord:
    """Only id, day, status, language and the cited sections: no text, no person, no conversation."""
    day = record.asked_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return replace(
        record,
        asked_at=day,
        conversation="",
        person="",
        question="",
        turn={},
        trace={"cited": list(record.turn.get("sections", ()))},
        reply="",
        erased_at=now,
    )


def severed(record: AnswerRecord) -> AnswerRecord:
    """Without the words of earlier questions that it was understood by; its own stay, but it cannot be replayed."""
    turn = {**record.turn, "question": record.question[:MAX_TURN]}
    asked = {**record.trace.get("asked", {}), "turns": None}
    parts = [{**part, "text": "…"} for part in record.trace.get("parts", ())]
    return replace(record, turn=turn, trace={**record.trace, "understood": "…", "parts": parts, "asked": asked})


def is_severed(record: AnswerRecord) -> bool:
    """True when the questions before it were erased."""
    return record.trace.get("asked", {}).get("turns", ()) is None


def cleansed(thread: Sequence[AnswerRecord], gone: Callable[[AnswerRecord], bool], now: datetime) -> Iterator[AnswerRecord]:
    """The records of a thread, oldest first, that change when some are erased: those, and later ones that hold their words."""
    held = -TURNS_REMEMBERED - 1
    for number, record in enumerate(thread):
        if gone(record):
            held = number
            yield erased(record, now)
        elif number - held <= TURNS_REMEMBERED and not is_severed(record):
            held = number if _carries(record) else held
            yield severed(record)


def _carries(record: AnswerRecord) -> bool:
    """True when the next question is understood by more than this one's own words."""
    spoken = "vi" if language_of(record.question) == "vi" else "en"
    own = {_plain(record.question), _plain(plainly(clean(record.question)[:MAX_CHARACTERS], spoken))}
    kept = _plain(str(record.turn.get("question", "")))
    return kept not in own and not any(_respelt(kept, text) for text in own)


def _respelt(kept: str, typed: str) -> bool:
    """True when a text is another but for slips of the pen such as are mended (indexer/spelling.py)."""
    return len(kept.split()) == len(typed.split()) and all(map(_slip, kept.lower().split(), typed.lower().split()))


def _slip(kept: str, typed: str) -> bool:
    if kept == typed:
        return True
    alike = kept.isascii() and typed.isascii() and min(len(kept), len(typed)) >= _MENDED and kept[0] == typed[0]
    return alike and OSA.distance(kept, typed) <= (1 if len(typed) < _LONG else 2)


def _plain(text: str) -> str:
    return " ".join(text.split())[:MAX_TURN]
