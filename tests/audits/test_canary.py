"""Whatever date was drawn, the desk says the same: to the channel, the owner, the planner, even to the auditor."""

import re
from collections.abc import Iterator
from datetime import timedelta

from bot.audits.draw import opened
from bot.audits.sealing import Seal
from bot.conversation.card import Button
from bot.conversation.message import Person
from tests.audits.house import KEY
from tests.audits.talk import BOB, LINH, MAI, MINH, Talk
from tests.scale import SCALE

SENTENCE = "unannounced facility audit at Sông Hồng every 6 months, auditor slack:T1:LINH, owner slack:T1:MINH, channel slack:CVN"
SAID = ("audits", "my audits", "audits of song hong", "verify audit", "cancel audit song hong", "end audit plan song hong")
SAID += ("audit of song hong done", "snooze", "snooze until next Monday", "calendar")
PLACES: tuple[tuple[Person, str], ...] = ((MAI, ""), (MINH, ""), (LINH, ""), (BOB, "CVN"), (MAI, "CVN"))
OCCURRENCE = "p4/2027-02-27"
FORMS = ("snooze", "done", "reassign", "cancel", "occurrence")


def heard(talk: Talk) -> Iterator[str]:
    """Everything that anybody can be told by the desk now."""
    for who, channel in PLACES:
        for text in SAID:
            yield repr(talk.say(text, who, channel))
        yield repr(talk.press(Button("", "audits.show", "p4"), who, channel))
        yield repr(talk.press(Button("", "audits.edit", "p4"), who, channel))
        for verb in FORMS:
            yield repr(talk.press(Button("", f"audits.{verb}", OCCURRENCE), who, channel))
        yield repr(talk.desk.at_home(who))


def transcript() -> tuple[str, str]:
    """All that is said from planning to the end of the window and beyond, and the day that was drawn."""
    talk = Talk()
    talk.say(SENTENCE)
    lines = [repr(talk.card), repr(talk.press("keep"))]
    while talk.now.isoformat() < "2027-06-10":
        talk.rounds()
        lines += heard(talk)
        for who in (MINH, LINH):  # what the auditor presses last must not tell whether they know
            lines.append(repr(talk.press(Button("", "audits.acknowledge", OCCURRENCE), who)))
        lines.append(repr(talk.press(Button("", "audits.quiet", OCCURRENCE), MINH, fill={"days": "2"})))
        talk.now += timedelta(days=17, hours=5)
    day = talk.programme.records.draw(OCCURRENCE)
    assert day is not None
    drawn = opened(day.sealed, Seal(KEY), OCCURRENCE).day.isoformat()  # only this test opens it
    return re.sub("[0-9a-f]{64}", "COMMITMENT", "\n".join(lines)), drawn


def test_nothing_that_the_desk_says_depends_on_the_date() -> None:
    found = [transcript() for _ in range(6 * SCALE)]
    assert len({day for _, day in found}) > 3
    assert len({text for text, _ in found}) == 1


def test_the_transcript_says_something_of_the_period() -> None:
    text, day = transcript()
    assert "An unannounced audit is due this period" in text
    assert text.count("still sealed") > 5
    assert day in ("2027-05-27", "2027-05-26") or day not in text
