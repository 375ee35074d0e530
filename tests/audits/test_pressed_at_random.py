"""Whatever comes back from a card, by whomever: an answer, never an error, and nothing kept that nobody may keep."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audits.chat.draft import Draft, draft_of
from bot.audits.kind import KINDS
from bot.conversation.card import Button
from bot.conversation.mention import of_person
from bot.conversation.message import Person
from tests.audits.talk import BOB, GUEST, LINH, MAI, Talk
from tests.scale import SCALE

VERBS = (
    "draft change keep drop show occurrence edit end end_now acknowledge snooze quiet done record reassign hand_over cancel "
    "call_off nonsense"
).split()
NAMES = (
    "kind supplier what country readers mode every first on window tell auditor owner channel leads ladder days person run file "
    "held_on entry arrived access reason other"
).split()
ONE_DAY = ("", "2027-03-15", "2020-01-01", "31/12/2026", "never")
ONE_RULE = ("", "once", "FREQ=MONTHLY", "FREQ=SECONDLY", "FREQ=MONTHLY;INTERVAL=0", "x=y", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")
ONE_TEXT = ("", "a", "slack:T1:LINH", "slack:CVN", "3-12", "12-3", "0", "-1", "999", "30,7,1", "VN", "|", "{}", "é" * 300)
DAYS, RULES = st.sampled_from(ONE_DAY), st.sampled_from(ONE_RULE)
TEXTS = st.sampled_from((*ONE_TEXT, of_person("slack:T1:LINH")))
WORDS = st.sampled_from([*KINDS, "unannounced", "refused", "let_in", "s1", "9:05"])
FIELDS = st.dictionaries(st.sampled_from(NAMES), st.one_of(TEXTS, RULES, DAYS, WORDS, st.text(max_size=30)), max_size=8)
DRAFTS = st.fixed_dictionaries(
    {"id": st.sampled_from(["p4", "new", "a/b", ""])},
    optional={
        "kind": st.sampled_from([*KINDS, "x"]),
        "supplier": st.sampled_from(["s1", "s3", "zz"]),
        "site": st.sampled_from(["s2", "zz"]),
        "mode": st.sampled_from(["announced", "semi_announced", "unannounced", "x"]),
        "every": RULES,
        "first": DAYS,
        "on": DAYS,
        "window": TEXTS,
        "tell": TEXTS,
        "leads": TEXTS,
        "auditor": TEXTS,
        "owner": TEXTS,
        "channel": TEXTS,
        "country": TEXTS,
        "readers": TEXTS,
        "ladder": TEXTS,
        "language": st.sampled_from(["en", "vi", "xx"]),
        "version": st.sampled_from(["", "1", "x"]),
    },
)
VALUES = st.one_of(
    DRAFTS.map(json.dumps), st.sampled_from(["p4", "p4/2027-03-01", "", "{", "[]", '{"id":1}', "null"]), st.text(max_size=40)
)
PEOPLE = st.sampled_from([MAI, LINH, BOB, GUEST])


def with_a_plan() -> Talk:
    talk = Talk()
    talk.say("access review at Sông Hồng every quarter, from 1 March 2027, channel slack:CVN")
    talk.press("keep")
    return talk


@settings(max_examples=150 * SCALE, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(VERBS), VALUES, FIELDS, PEOPLE), min_size=1, max_size=4))
def test_no_press_breaks_it_and_only_planners_keep(presses: list[tuple[str, str, dict[str, Any], Person]]) -> None:
    talk = with_a_plan()
    for verb, value, fields, who in presses:
        before = talk.records.plans()
        talk.press(Button("x", f"audits.{verb}", value), who, fill=fields)
        assert talk.told is not None
        assert talk.told.cards
        if who in (BOB, GUEST):
            assert talk.records.plans() == before


SAID = st.text(max_size=40)
KIND = st.sampled_from(["", *KINDS])


@settings(max_examples=100, deadline=None)
@given(st.builds(Draft, id=st.text("abc123", min_size=1), what=SAID, every=SAID, kind=KIND))
def test_a_draft_comes_back_from_its_button_as_it_was(draft: Draft) -> None:
    assert draft_of(draft.text) == draft
