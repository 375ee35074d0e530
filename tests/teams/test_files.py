"""Files that people send reach the desks; nothing is ever fetched from elsewhere than Microsoft."""

from typing import Any

import pytest

from bot.config import TeamsCredentials
from bot.conversation.message import UnusableAttachment
from bot.teams.bearer import FixedBearer
from bot.teams.files import DOWNLOAD, MAX_FILES, Files, files_in
from bot.teams.heard import read_heard
from bot.teams.services import Services
from tests.fakes.teams_activities import said
from tests.fakes.teams_server import OUTGOING
from tests.slack.tally import TallyDesk
from tests.teams.conftest import House, Open

HTML = {"contentType": "text/html", "content": "<p>tally</p>"}


@pytest.fixture
async def house(open_house: Open) -> House:
    return await open_house(None, (TallyDesk(),))


def download(url: object, name: object = "photo.png") -> dict[str, Any]:
    return {"contentType": DOWNLOAD, "name": name, "content": {"downloadUrl": url, "fileType": "png"}}


def picture(url: object) -> dict[str, Any]:
    return {"contentType": "image/*", "contentUrl": url}


async def answer(house: House, *attachments: Any) -> str:
    shown = await house.answer_to(said(house.service, "tally", attachments=[HTML, *attachments]))
    return str(shown)


async def test_a_file_is_fetched_by_its_own_address_without_our_token(house: House) -> None:
    house.teams.files["f1"] = b"hello there"
    assert "photo.png: hello there" in await answer(house, download(f"{house.teams.address}/download/f1?tempauth=x"))
    assert house.teams.fetched == [("f1", "")]


async def test_a_pasted_picture_is_fetched_from_the_bot_framework_with_our_token(house: House) -> None:
    house.teams.files["p1"] = b"hello there"
    assert "image: hello there" in await answer(house, picture(f"{house.service}v3/attachments/p1/views/original"))
    assert house.teams.fetched == [("p1", f"Bearer {OUTGOING}")]


@pytest.mark.parametrize("name", ["large", "moved"])
async def test_what_is_too_large_or_lies_behind_a_redirect_is_not_taken(house: House, name: str) -> None:
    house.teams.files["large"] = b"x" * 1_001
    assert "Reference" in await answer(house, download(f"{house.teams.address}/download/{name}"))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/f1",
        "https://sharepoint.com.evil.test/f1",
        "https://evilsharepoint.com/f1",
        "http://corp.sharepoint.com/f1",
        "https://corp.sharepoint.com:8443/f1",
        "https://x@corp.sharepoint.com/f1",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:9/f1",
        "file:///etc/passwd",
        "https://[::1",
    ],
)
@pytest.mark.parametrize("ours", [True, False])
async def test_nothing_else_is_fetched(url: str, ours: bool) -> None:
    known = read_heard(said("https://x", "tally", attachments=[picture(url) if ours else download(url)]))
    assert known is not None
    (one,) = _abroad().attachments(files_in(known))
    with pytest.raises(UnusableAttachment, match="does not lie with Microsoft"):
        await one.fetch(10)


def test_microsoft_s_own_stores_may_be_asked_with_a_query() -> None:
    assert _abroad().allows("https://corp-my.sharepoint.com/personal/a/_layouts/15/download.aspx?tempauth=x", ours=False)
    assert _abroad().allows("https://smba.trafficmanager.net/emea/v3/attachments/1/views/original", ours=True)
    assert not _abroad().allows("https://corp-my.sharepoint.com/f", ours=True)  # our token is not for them


@pytest.mark.parametrize("listed", [None, 7, [None, 1, "x", {}], [download(3)], [picture(None)], [download("x" * 5_000)]])
def test_nonsense_in_place_of_files_is_none(listed: Any) -> None:
    known = read_heard(said("https://x", "hello", attachments=listed))
    assert known is not None
    assert files_in(known) == []


def test_no_more_than_ten_files_are_noted() -> None:
    known = read_heard(said("https://x", "hello", attachments=[download(f"https://x/{n}", None) for n in range(40)]))
    assert known is not None
    assert [file["name"] for file in files_in(known)] == ["file"] * MAX_FILES


def _abroad() -> Files:
    """As in production: nothing of this machine is reachable."""
    services = Services(TeamsCredentials("a", "b"))
    return Files(services, FixedBearer("secret"), services.local)
