"""Whether a message was understood at all: letters among which there is no word that anybody would know were not."""

from typing import Any

from bot.answering.outcome import NoAnswer, Outcome, Result
from indexer.text import STOP_WORDS, fold, words

_EVERYDAY = STOP_WORDS["en"] | STOP_WORDS["vi"]


def as_understood(outcome: Outcome) -> Result:
    """The result; of what was not understood nothing lies near, so no topics are offered for it."""
    result, parts = outcome.result, outcome.trace.get("parts", ())
    if isinstance(result, NoAnswer) and result.reason == "not_covered" and not result.uncovered and parts:
        return result if any(map(_understood, parts)) else NoAnswer("not_understood")
    return result


def _understood(part: dict[str, Any]) -> bool:
    """True for a word that the guidance knows, or an everyday one: "who is Beyoncé?" is a question, if not one for us."""
    weighed = part["evidence"]
    if not weighed or weighed[0]["unknown"] < 1.0:
        return True
    return any(fold(word) in _EVERYDAY for word in words(part["text"]))
