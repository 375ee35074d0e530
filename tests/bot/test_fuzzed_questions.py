"""Ten thousand odd messages (`make soak`; a thousand in `make test`): each gets a reply, and memory does not grow with them."""

import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.guidance import LiveGuidance
from bot.conversation.message import Person
from tests.bench.memory import held_mb
from tests.bot.asking import EMPLOYEE, STRANGER, Asker
from tests.scale import SCALE

BATCH = 1_000
GROWTH_MB = 50
STATUSES = {"answered", "clarify", "no_answer", "small_talk"}
WORDS = st.sampled_from(
    "how long does a customs recordal last in vietnam and the united states who owns our mould khuôn thuộc về ai "
    "bao lâu tại Việt Nam nhan hieu fee phí ? ! "
    ", . -- [1] ** | # <b> {{x}} \u202e \u200b \x00 \x1b[31m 😀 商标 9999999999 20%".split()
)
MESSAGES = (
    st.lists(WORDS, max_size=40).map(" ".join)
    | st.text(max_size=300)
    | st.text(st.characters(codec=None), max_size=80)
    | st.builds(lambda word, times: f"{word} " * times, WORDS, st.integers(1, 400))
    | st.from_regex(r"(what|how|gì|sao)( [a-zà-ỹ]{1,12}){0,30}\?{0,3}", fullmatch=True)
)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read where Linux shows it")
def test_ten_thousand_odd_messages_get_a_reply_each_and_leave_nothing_in_memory(served: LiveGuidance) -> None:
    ask_a_batch(served)  # fills the caches, which have bounds
    before = held_mb()
    for _ in range(SCALE):
        ask_a_batch(served)
        gc.collect()
    assert held_mb() - before < GROWTH_MB


def ask_a_batch(served: LiveGuidance) -> None:
    """A batch of its own each time: hypothesis remembers what it tried for as long as a batch runs."""

    @settings(max_examples=BATCH, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(texts=st.lists(MESSAGES, min_size=1, max_size=2), person=st.sampled_from([EMPLOYEE, STRANGER]))
    def batch(texts: list[str], person: Person) -> None:
        reply = Asker(served, person=person).thread(texts)
        assert reply.status in STATUSES
        assert reply.answer.strip()
        assert "canary ceiling" not in reply.answer  # which is for the legal team

    batch()
