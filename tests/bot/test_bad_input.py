"""Whatever is typed, the desk gives one clear line or an answer, and never an exception."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.guidance import LiveGuidance
from bot.conversation.catalogue import say
from bot.store.database import migrate, open_database
from bot.store.stored_answers import StoredAnswers
from tests.bot.asking import Asker

STATUSES = {"answered", "clarify", "no_answer", "small_talk"}
BAD = {
    "nothing": ("", "empty"),
    "blanks": (" \t\r\n\u00a0\u2003", "empty"),
    "control characters": ("\x01\x07\x1b\x7f\x85", "empty"),
    "null bytes alone": ("\x00\x00\x00", "empty"),
    "invisible characters": ("\u200b\u200d\ufeff\u202e\u2066", "empty"),
    "emoji alone": ("🔧🔧😀👩‍🔧🇻🇳", "no_words"),
    "punctuation alone": ("?!... ¿?", "no_words"),
    "figures alone": ("12345 67", "no_words"),
    "markup alone": ("<script></script><b></b>", "empty"),
    "lone surrogates alone": ("\ud800\udfff", "no_words"),
    "100 kB of letters": ("a" * 100_000, "too_long"),
    "100 kB of words": ("customs recordal " * 6_000, "too_long"),
    "100 kB of blanks": (" " * 100_000, "too_long"),
    "100 kB of brackets": ("<[(" * 33_000, "too_long"),
    "more than the limit": ("customs " * 300, "too_long"),
    "right to left": ("ما هي مدة حماية العلامة التجارية؟", "other_language"),
    "another script": ("商标注册有效期多长？", "other_language"),
}
WITHIN = {
    "null bytes": "How long\x00 does a customs\x00 recordal last in Vietnam?",
    "lone surrogates": "How long does a customs recordal last in Vietnam? \ud83d",
    "markup": "<b>How long</b> does a <script>alert(1)</script> customs recordal last in [Vietnam](javascript:x)?",
    "right-to-left marks": "\u202eHow long does a customs recordal last in Vietnam?\u202c",
    "emoji": "🔧 How long does a customs recordal last in Vietnam? 😀😀",
    "decomposed letters": unicodedata.normalize("NFD", "Ghi nhận hải quan tại Việt Nam có hiệu lực bao lâu?"),
}


@pytest.fixture
def stored(served: LiveGuidance, tmp_path: Path) -> Iterator[Asker]:
    """An asker whose answers go into a real database."""
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    yield Asker(served, StoredAnswers(engine))
    engine.dispose()


@pytest.mark.parametrize(("text", "reason"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_a_question_gets_one_clear_line_and_is_recorded(stored: Asker, text: str, reason: str) -> None:
    reply = stored.ask(text)
    assert (reply.status, reply.answer) == ("no_answer", say(f"none.{reason}", reply.language))
    assert "\n" not in reply.answer
    assert stored.desk.record(reply.id) is not None


@pytest.mark.parametrize("text", WITHIN.values(), ids=WITHIN.keys())
def test_a_question_is_found_among_odd_characters_and_recorded(stored: Asker, text: str) -> None:
    reply = stored.ask(text)
    assert reply.status == "answered"
    assert {citation.jurisdiction for citation in reply.citations} == {"VN"}
    assert stored.desk.record(reply.id) is not None


@pytest.mark.parametrize("text", [pair[0] for pair in BAD.values()] + list(WITHIN.values()), ids=[*BAD, *WITHIN])
def test_every_reply_can_be_sent_as_utf_8(served: LiveGuidance, text: str) -> None:
    reply = Asker(served).ask(text)
    assert json.dumps(reply.as_json(), ensure_ascii=False).encode("utf-8")


@pytest.mark.parametrize("text", [pair[0] for pair in BAD.values()], ids=BAD.keys())
def test_what_cannot_be_a_question_does_not_disturb_a_thread(served: LiveGuidance, text: str) -> None:
    asker = Asker(served)
    reply = asker.thread(["How long does a customs recordal last in Vietnam?", text, "and in the United States?"])
    assert {citation.jurisdiction for citation in reply.citations} == {"US"}


def test_a_reply_keeps_no_more_of_a_long_question_than_the_limit(served: LiveGuidance) -> None:
    assert len(Asker(served).ask("a" * 100_000).question) <= 2_000


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(), max_size=300))
def test_any_text_gets_a_reply(served: LiveGuidance, text: str) -> None:
    reply = Asker(served).ask(text)
    assert reply.status in STATUSES
    assert reply.answer.strip()


WORDS = [
    "and",
    "in",
    "Vietnam",
    "China",
    "it",
    "that",
    "cost?",
    "which",
    "khuôn",
    "bao lâu?",
    "?",
    ",",
    "<b>",
    "\x00",
    "vs",
    "[1]",
    "customs",
]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), min_size=2, max_size=4))
def test_any_thread_gets_replies_and_replays_to_the_same_bytes(served: LiveGuidance, texts: list[str]) -> None:
    asker = Asker(served)
    reply = asker.thread(texts)
    record = asker.desk.record(reply.id)
    assert record is not None
    assert reply.status in STATUSES
    assert json.dumps(asker.desk.replay(record).as_json(), ensure_ascii=False) == record.reply
