"""Files are handed out in the private talk alone, to the one who asked, and sent nowhere but to Microsoft's stores."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.conversation.card import Card, CardFile, MadeFile, Press, Told
from bot.conversation.message import Message, Person
from bot.teams.files import is_store
from bot.teams.offer import CONSENT, INFO, Offer, offer_of
from tests.fakes.teams_activities import CHANNEL, consent, mentioned, personal, room, said
from tests.fakes.teams_server import TENANT
from tests.teams.conftest import House, Open

BODY = b"%PDF-1.7 what was found"


@dataclass
class ShelfDesk:
    """A guided desk that has one file, for whoever `may` have it."""

    name: str = "shelf"
    may: set[str] = field(default_factory=lambda: {_person(1), _person(2)})
    content: bytes = BODY
    readers: list[Person] = field(default_factory=list)

    def said(self, message: Message) -> Told | None:
        if not message.text.startswith("shelf"):
            return None
        language = "vi" if "vi" in message.text else "en"
        file = CardFile("report.pdf", "application/pdf", "shelf.file", "report|r1")
        return Told((Card("Report", "Here it is", language=language, files=(file,)),))

    def pressed(self, press: Press) -> Told:
        raise KeyError(press.verb)

    def made(self, value: str, person: Person) -> MadeFile | None:
        self.readers.append(person)
        return MadeFile("report.pdf", "application/pdf", self.content) if value == "report|r1" and person.id in self.may else None


def _person(number: int) -> str:
    return f"teams:{TENANT}:00000000-0000-4000-8000-{number:012d}"


@pytest.fixture
def shelf() -> ShelfDesk:
    return ShelfDesk()


@pytest.fixture
async def house(open_house: Open, shelf: ShelfDesk) -> House:
    return await open_house(None, (shelf,))


def attached(message: dict[str, Any]) -> dict[str, Any]:
    (found,) = message["attachments"]
    return dict(found)


async def offered(house: House, text: str = "shelf", user: int = 1) -> dict[str, Any]:
    """The consent card that comes after the card with the file."""
    before = len(house.teams.sent)
    await house.deliver(said(house.service, text, user))
    message = (await house.sent(before + 2))[before + 1]
    return attached(message) | {"_id": message["_id"], "_to": message["_to"]}


async def accepted(house: House, asked: dict[str, Any], name: str = "f1", user: int = 1, **changes: Any) -> None:
    where = room(house.teams.address, name, **changes)
    status, _ = await house.deliver(consent(house.service, asked["content"]["acceptContext"], user=user, room=where))
    assert status == 200


async def said_last(house: House, words: str) -> None:
    """Waits until the card that asked, or a new message, says so."""
    await house.until(lambda: any(words in str(found.get("text")) for found in [*house.teams.updated, *house.teams.sent]))


async def test_a_file_is_offered_with_its_size_and_accepted_it_lies_in_one_go_where_teams_wants_it(house: House) -> None:
    asked = await offered(house)
    assert (asked["contentType"], asked["name"], asked["content"]["sizeInBytes"]) == (CONSENT, "report.pdf", len(BODY))
    assert "OneDrive" in asked["content"]["description"]

    await accepted(house, asked)
    info = attached((await house.sent(3))[2])

    ((name, headers, body),) = house.teams.uploads
    assert (name, body, headers["Content-Range"]) == ("f1", BODY, f"bytes 0-{len(BODY) - 1}/{len(BODY)}")
    assert "Authorization" not in headers  # our token is not for the store
    assert (info["contentType"], info["name"], info["contentUrl"]) == (INFO, "report.pdf", f"{house.teams.address}/docs/f1")
    assert info["content"] == {"uniqueId": "f1", "fileType": "pdf"}
    await house.until(lambda: house.teams.updated)
    assert house.teams.updated[0]["_id"] == asked["_id"]  # the card that asked can be pressed no more
    assert house.teams.updated[0]["text"] == "report.pdf is in your OneDrive."


async def test_in_vietnamese(house: House) -> None:
    asked = await offered(house, "shelf vi")
    assert "Bấm chấp nhận" in asked["content"]["description"]
    await accepted(house, asked)
    await said_last(house, "đã có trong OneDrive")


async def test_who_declines_gets_nothing_and_may_ask_again(house: House) -> None:
    asked = await offered(house)
    assert (await house.deliver(consent(house.service, asked["content"]["declineContext"], "decline")))[0] == 200
    await said_last(house, "Not sent: report.pdf")
    await accepted(house, asked)  # from another device, which still shows the card
    await house.quiet()
    assert house.teams.uploads == []
    await accepted(house, await offered(house), "f2")
    await house.until(lambda: house.teams.uploads)


async def test_accepting_twice_uploads_once(house: House) -> None:
    asked = await offered(house)
    await asyncio.gather(*(accepted(house, asked, f"f{number}") for number in range(20)))
    await said_last(house, "is in your OneDrive")
    await house.quiet()
    assert len(house.teams.uploads) == 1
    assert len(house.teams.sent) == 3


@pytest.mark.parametrize("status", [404, 410, 403, 302, 416, 202])
async def test_an_upload_whose_address_has_expired_is_told_and_offered_once_more(house: House, status: int) -> None:
    asked = await offered(house)
    house.teams.upload_faults.append(status)
    await accepted(house, asked)
    await said_last(house, "OneDrive did not take report.pdf")
    again = attached((await house.sent(3))[2])
    assert again["contentType"] == CONSENT
    assert house.teams.uploads == []  # no redirect was followed
    await accepted(house, again, "f2")
    await house.until(lambda: [name for name, _, _ in house.teams.uploads] == ["f2"])


async def test_a_store_that_is_busy_is_tried_again(house: House) -> None:
    house.teams.upload_faults.extend([503, 429])
    await accepted(house, await offered(house))
    await said_last(house, "is in your OneDrive")
    assert len(house.teams.uploads) == 1


async def test_who_may_no_longer_have_the_file_when_they_accept_gets_it_not(house: House, shelf: ShelfDesk) -> None:
    asked = await offered(house)
    shelf.may.clear()
    await accepted(house, asked)
    await said_last(house, "not there any more")
    assert house.teams.uploads == []
    assert shelf.readers[-1].id == _person(1)
    assert "employee" in shelf.readers[-1].roles


async def test_who_may_not_have_it_is_not_even_asked(house: House, shelf: ShelfDesk) -> None:
    shelf.may.clear()
    await house.deliver(said(house.service, "shelf"))
    assert "not there any more" in (await house.sent(2))[1]["text"]


async def test_an_offer_is_nobody_else_s(house: House) -> None:
    """Person 2 may have the very file, and would be given it on asking: an offer of person 1 gives nothing all the same."""
    asked = await offered(house)
    await house.answer_to(said(house.service, "hello", user=2))
    await accepted(house, asked, user=2)
    await said_last(house, "not there any more")
    assert house.teams.uploads == []


@pytest.mark.parametrize(
    "change",
    [
        {"file": {"name": "report.pdf", "media_type": "application/pdf", "verb": "shelf.file", "value": "report|r2"}},
        {"file": {"name": "report.pdf", "media_type": "application/pdf", "verb": "other.file", "value": "report|r1"}},
        {"of": "made up"},
        {"file": None},
        {"file": {"name": 1}},
        {"of": "x" * 5_000},
    ],
)
async def test_a_context_that_was_tampered_with_gives_nothing(house: House, change: dict[str, Any]) -> None:
    asked = await offered(house)
    asked["content"]["acceptContext"] |= change
    await accepted(house, asked)
    await said_last(house, "not there any more")
    assert house.teams.uploads == []


@pytest.mark.parametrize("brought", [None, 7, {}, {"uploadUrl": 3}, {"uploadUrl": "https://x.sharepoint.com/" + "x" * 5_000}])
async def test_an_accepted_file_without_a_place_goes_nowhere(house: House, brought: Any) -> None:
    asked = await offered(house)
    await house.deliver(consent(house.service, asked["content"]["acceptContext"], room=brought))
    await said_last(house, "not there any more")


@pytest.mark.parametrize("which", ["uploadUrl", "contentUrl"])
@pytest.mark.parametrize("url", ["https://evil.test/f1", "http://corp.sharepoint.com/f1", "https://x@corp.sharepoint.com/f1"])
async def test_a_file_is_sent_to_no_store_but_microsoft_s(house: House, url: str, which: str) -> None:
    asked = await offered(house)
    await accepted(house, asked, **{which: url})
    await said_last(house, "not one of Microsoft's stores")
    assert house.teams.uploads == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/f1",
        "https://sharepoint.com.evil.test/f1",
        "https://evilsharepoint.com/f1",
        "https://sharepoint.com/f1",
        "http://corp-my.sharepoint.com/f1",
        "https://corp-my.sharepoint.com:8443/f1",
        "https://a@corp-my.sharepoint.com/f1",
        "https://169.254.169.254/latest",
        "http://127.0.0.1:9/f1",
        "https://localhost/f1",
        "https://[::1",
        "file:///etc/passwd",
        "",
    ],
)
def test_what_is_no_store(url: str) -> None:
    assert not is_store(url, local=False)


def test_a_store_of_microsoft_s_is_one() -> None:
    assert is_store("https://corp-my.sharepoint.com/personal/a/_api/v2.0/drive/items/1/uploadSession?guid=1", local=False)


async def test_in_a_channel_the_card_says_so_and_the_file_is_offered_in_the_private_talk(house: House) -> None:
    await house.answer_to(said(house.service, "hello"))
    await house.deliver(mentioned(house.service, "shelf"))
    card, asked = (await house.sent(3))[1:]
    assert card["_to"].startswith(CHANNEL)
    assert "accept it in our private chat" in str(card)
    assert asked["_to"] == personal(1)
    assert attached(asked)["contentType"] == CONSENT


async def test_whoever_has_no_private_talk_is_told_in_the_channel_how_to_begin_one(house: House) -> None:
    house.teams.private_refused = True
    await house.deliver(mentioned(house.service, "shelf"))
    _, told = await house.sent(2)
    assert told["_to"].startswith(CHANNEL)
    assert "Please write to me in a private chat once" in told["text"]


def test_an_offer_comes_back_as_it_was_made() -> None:
    offer = Offer(CardFile("a.pdf", "application/pdf", "shelf.file", "report|r1"), "k#0/1", "vi")
    assert offer_of(offer.as_json()) == offer
    assert offer.key("teams:t:1") != offer.key("teams:t:2")
