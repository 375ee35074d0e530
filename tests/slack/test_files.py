"""Files of cards in Slack: made for their reader when they are sent, only in private talks, each sent once."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.access.settings import Belonging, Settings
from bot.assembly import new_id, now
from bot.checklists.checklist_desk import ChecklistDesk
from bot.checklists.desks import run_desks
from bot.checklists.talks import talks_in
from bot.conversation.card import Card, CardFile, MadeFile, Press, Sending, Told, private_with
from bot.conversation.message import Message, Person
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post
from bot.store.database import migrate, open_database
from bot.store.evidence_files import RememberedFiles
from bot.store.opening import stored
from bot.suppliers.register import SupplierRegister
from indexer.content import Content
from tests.bot.checklists.forms import asking, filled
from tests.bot.checklists.talk import Shelf
from tests.bot.checklists.test_questionnaire import EVERYTHING
from tests.fakes.slack_requests import said
from tests.fakes.slack_server import BROKEN, LOST, RATE_LIMITED
from tests.slack.conftest import House, Open
from tests.slack.test_guided import pressed

MANAGERS = Settings(roles={"supplier_manager": Belonging(users=frozenset({("slack", "U1")}))})
FILE = CardFile("Báo cáo.pdf", "application/pdf", "paper.file", "1")


@dataclass
class PaperDesk:
    """Hands out one file, to U1 as long as it may be read."""

    name: str = "paper"
    readable: bool = True
    asked: list[Person] = field(default_factory=list)

    def said(self, message: Message) -> Told | None:
        card = Card("Paper", "Here it is.", files=(FILE,))
        if message.text == "paper":
            return Told((card,))
        if message.text == "paper away":
            return Told((Card("", "Sent."),), elsewhere=(Sending(private_with(message.person.id), card, "away"),))
        return None

    def pressed(self, press: Press) -> Told:
        raise AssertionError("it has no button")

    def made(self, value: str, person: Person) -> MadeFile | None:
        self.asked.append(person)
        ok = self.readable and person.id == "slack:T0OWN:U1" and value == "1"
        return MadeFile(FILE.name, FILE.media_type, b"%PDF-1.7 made") if ok else None


@pytest.fixture
def paper() -> PaperDesk:
    return PaperDesk()


@pytest.fixture
async def house(open_house: Open, paper: PaperDesk) -> House:
    return await open_house(MANAGERS, (paper,))


def files(house: House) -> list[dict[str, Any]]:
    return [posted for posted in house.slack.posted if posted.get("files")]


async def test_a_file_follows_its_card_in_a_private_talk(house: House, paper: PaperDesk) -> None:
    await house.deliver(said("paper", channel="D1", ts="1700000001.000001"))
    await house.until(lambda: files(house))
    (shown,) = files(house)
    assert (shown["channel"], shown["thread_ts"]) == ("D1", "1700000001.000001")
    assert shown["files"][0]["title"].startswith("Báo cáo.pdf (")
    assert list(house.slack.uploads.values()) == [("Báo cáo.pdf", 13, b"%PDF-1.7 made")]
    assert paper.asked[0].roles == {"supplier_manager", "employee"}
    assert house.slack.posted[0]["text"].startswith("Paper")


async def test_a_file_that_is_sent_elsewhere_stands_under_its_card_in_the_person_s_talk(house: House) -> None:
    await house.deliver(said("<@U0BOT> paper away", type="app_mention", channel="C1"))
    await house.until(lambda: files(house))
    card = next(posted for posted in house.slack.posted if posted["channel"] == "U1")
    (shown,) = files(house)
    assert (shown["channel"], shown["thread_ts"]) == ("DU1", card["ts"])


async def test_no_file_goes_to_a_channel_or_a_thread_that_others_read(house: House, paper: PaperDesk) -> None:
    await house.deliver(said("<@U0BOT> paper", type="app_mention", channel="C1"))
    await house.posted()
    post = Post("c/1", "slack", "C1", None, {"card": Card("Paper", files=(FILE,)).as_json(), "replaces": None})
    _outbox(house).add([post], now())
    await house.posted(2)
    await house.quiet()
    assert (files(house), house.slack.uploads, paper.asked) == ([], {}, [])


async def test_whoever_may_not_read_it_any_more_when_it_is_sent_is_told_so(house: House, paper: PaperDesk) -> None:
    paper.readable = False
    await house.deliver(said("paper", channel="D1"))
    await house.posted(2)
    assert "not for you" in json.dumps(house.slack.posted[1]["blocks"])
    assert house.slack.uploads == {}


async def test_a_stranger_gets_no_file(house: House, paper: PaperDesk) -> None:
    await house.deliver(said("paper", user="U2", channel="D2"))
    await house.posted(2)
    assert "not for you" in json.dumps(house.slack.posted[1]["blocks"])
    assert paper.asked[0].id == "slack:T0OWN:U2"


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.getUploadURLExternal", RATE_LIMITED),
        ("files.getUploadURLExternal", BROKEN),
        ("files.completeUploadExternal", BROKEN),
        ("files.completeUploadExternal", LOST),
        ("files.completeUploadExternal", "internal_error"),
    ],
)
async def test_an_upload_that_fails_for_a_while_is_tried_again_and_shown_once(house: House, method: str, fault: str) -> None:
    house.slack.fail(method, fault)
    await house.deliver(said("paper", channel="D1"))
    await house.until(lambda: files(house))
    outbox = _outbox(house)
    await house.until(lambda: not outbox.waiting(), 12)
    assert len(files(house)) == 1


async def test_an_upload_that_is_refused_for_good_is_told_with_a_reference(house: House) -> None:
    house.slack.fail("files.getUploadURLExternal", "file_uploads_disabled")
    await house.deliver(said("paper", channel="D1"))
    await house.posted(2)
    assert "Reference" in json.dumps(house.slack.posted[1]["blocks"])


# --- with the checklists themselves ---------------------------------------------------------------------------------------------


@pytest.fixture
async def checklists(open_house: Open, tmp_path: Any) -> House:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    store = stored(engine)
    desks = run_desks(store, RememberedFiles(), now, new_id)
    shelf = Shelf({"small": asking()}, Content())
    desk = ChecklistDesk(desks, talks_in(store), SupplierRegister(store.suppliers, now, new_id), shelf)
    return await open_house(MANAGERS, (desk,))


async def talk(house: House, text: str, user: str = "U1", attached: bytes | None = None) -> dict[str, Any]:
    """What is said back last to a direct message."""
    before = len(house.slack.posted)
    more: dict[str, Any] = {}
    if attached is not None:
        house.slack.files["f1"] = attached
        url = f"{house.slack.address}/files/f1"
        more["files"] = [{"name": "form.xlsx", "mimetype": "x", "size": len(attached), "url_private_download": url}]
    await house.deliver(said(text, user=user, channel=f"D{user}", ts=f"17{before:08d}.{len(text):06d}", **more))
    await house.posted(before + 1)
    await house.until(lambda: not _outbox(house).waiting(), 12)
    return house.slack.posted[-1]


async def test_the_questionnaire_goes_out_and_comes_back_and_the_report_is_a_file_for_those_who_may_read_it(
    checklists: House,
) -> None:
    house = checklists
    card = await talk(house, "checklist start small")
    before = len(house.slack.posted)
    state = {
        f"field:{name}": {f"field:{name}": {"type": "plain_text_input", "value": value}}
        for name, value in {"supplier": "Sông Hồng", "country": "Vietnam"}.items()
    }
    await house.send(pressed(card, "checklist.begin", state), form=True)
    await house.until(lambda: house.slack.called("chat.update") or len(house.slack.posted) > before)
    question = json.dumps(house.slack.posted)
    run = question.split('"value": "')[-1].split("|")[0]
    await talk(house, f"checklist questionnaire {run}")
    await house.until(lambda: len(files(house)) == 2)
    forms = {name: body for name, _, body in house.slack.uploads.values()}
    assert sorted(forms) == [f"small-song-hong-{run}-en.xlsx", f"small-song-hong-{run}-vi.xlsx"]

    form = filled(forms[f"small-song-hong-{run}-en.xlsx"], EVERYTHING)
    told = await talk(house, "", attached=form.content)
    assert "8 taken, 0 as before" in json.dumps(told["blocks"])
    told = await talk(house, f"checklist import {run}", attached=form.content)
    assert "0 taken, 8 as before" in json.dumps(told["blocks"])

    await talk(house, f"checklist report csv {run}")
    await house.until(lambda: len(files(house)) == 3)
    name, _, body = list(house.slack.uploads.values())[-1]
    assert (name, b"all made here" in body) == (f"small-song-hong-{run}.csv", True)

    refused = await talk(house, f"checklist report csv {run}", user="U2")
    assert "does not allow" in json.dumps(refused["blocks"])
    refused = await talk(house, f"checklist import {run}", user="U2", attached=form.content)
    assert "does not allow" in json.dumps(refused["blocks"])
    assert len(files(house)) == 3


def _outbox(house: House) -> Outbox:
    return Outbox(open_database(house.config.database_url), "slack", "test", pace=timedelta(0))
