"""The pages on which the guidance is read, over HTTP and without JavaScript."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient

from bot.answering.guidance import LiveGuidance
from bot.conversation.catalogue import say
from indexer.snapshot import SnapshotStore
from tests.bot.asking import GENEROUS
from tests.bot.conftest import NOW, Serve


async def page(client: TestClient, path: str, **query: str) -> str:
    response = await client.get(path, params=query)
    assert response.status == 200
    return await response.text()


def guides_on(text: str) -> list[str]:
    """The guides listed on the page, in order."""
    return re.findall(r'<h3><a href="/guidance/([a-z0-9-]+)\?', text)


async def test_all_guides_that_the_visitor_may_see_are_listed_by_country(serve: Serve) -> None:
    text = await page(await serve(), "/guidance")
    assert set(guides_on(text)) == {"contract-tooling", "us-customs-recordation", "vn-customs-recordal", "vn-old-rules"}
    assert text.index('id="place-VN"') < text.index('id="place-US"') < text.index('id="place-INT"')
    assert "settlement" not in text


async def test_a_form_without_script_filters_and_keeps_what_was_chosen(serve: Serve) -> None:
    text = await page(await serve(), "/guidance", text="mould", place="INT", right="contract", stage="", review="")
    assert guides_on(text) == ["contract-tooling"]
    assert 'name="text" value="mould"' in text
    assert '<option value="INT" selected>' in text
    assert '<option value="contract" selected>' in text


async def test_each_choice_says_how_many_guides_it_leaves(serve: Serve) -> None:
    text = await page(await serve(), "/guidance")
    assert re.search(r'<option value="US">United States \(1\)</option>', text)


async def test_sections_that_a_text_finds_are_linked(serve: Serve) -> None:
    text = await page(await serve(), "/guidance", text="forwarder")
    assert 'href="/guidance/contract-tooling?language=en#mould-return"' in text
    assert "#mould-ownership" not in text


async def test_nothing_found_says_so_and_offers_a_way_back(serve: Serve) -> None:
    text = await page(await serve(), "/guidance", text="zebra")
    assert say("web.nothing", "en") in text
    assert guides_on(text) == []


async def test_the_oldest_date_may_come_first(serve: Serve) -> None:
    client = await serve()
    dates = re.findall(r"as of (\d+) \w+ (\d+)", await page(client, "/guidance", place="VN", sort="oldest"))
    assert [year for _, year in dates] == sorted(year for _, year in dates)


@pytest.mark.parametrize(("days", "due"), [(0, 0), (400, 4)])
async def test_what_is_due_for_review_is_marked_by_the_clock(serve: Serve, days: int, due: int) -> None:
    client = await serve(clock=lambda: later(days))
    text = await page(client, "/guidance", review="due")
    assert text.count('class="badge late"') == len(guides_on(text)) >= due


def later(days: int) -> datetime:
    return NOW + timedelta(days=days)


@pytest.mark.parametrize("value", ["<script>canary</script>", '"><b>canary', "{{ canary }}", "x" * 5_000])
async def test_whatever_is_typed_into_the_filter_is_escaped(serve: Serve, value: str) -> None:
    client = await serve()
    for name in ("text", "place", "right", "stage", "review", "sort", "language"):
        response = await client.get("/guidance", params={name: value})
        text = await response.text()
        assert response.status in (200, 400)
        assert "<script>canary" not in text
        assert "<b>canary" not in text


async def test_the_list_speaks_vietnamese(serve: Serve) -> None:
    text = await page(await serve(), "/guidance", language="vi")
    assert say("web.guidance_lead", "vi") in text
    assert "Bí mật kinh doanh" in text


# --- a guide ---------------------------------------------------------------------------------------------------------


async def test_a_guide_shows_all_its_sections_sources_and_dates(serve: Serve) -> None:
    text = await page(await serve(), "/guidance/us-customs-recordation")
    for anchor in ("recordation-term", "recordation-fee"):
        assert f'id="{anchor}"' in text
        assert f'href="#{anchor}"' in text
    assert "https://example.org/us/recordation" in text
    assert "20 November 2026" in text
    assert "19 May 2027" in text
    assert say("answer.not_reviewed", "en") in text


async def test_a_guide_is_read_in_either_language_or_side_by_side(serve: Serve) -> None:
    client = await serve()
    path, english, vietnamese = "/guidance/vn-customs-recordal", "lasts two years", "có hiệu lực hai năm"
    shown = {chosen: await page(client, path, language="en", text_language=chosen) for chosen in ("en", "vi", "both", "nonsense")}
    assert [(english in text, vietnamese in text) for text in shown.values()] == [
        (True, False),
        (False, True),
        (True, True),
        (True, False),
    ]
    assert '<article lang="vi">' in shown["both"]


async def test_a_guide_without_translation_says_so_to_a_vietnamese_reader(serve: Serve) -> None:
    text = await page(await serve(), "/guidance/us-customs-recordation", language="vi")
    assert say("web.untranslated", "vi") in text
    assert '<article lang="en">' in text


async def test_the_other_language_is_the_same_page(serve: Serve) -> None:
    text = await page(await serve(), "/guidance/vn-customs-recordal", language="en", text_language="both")
    assert re.search(r'id="switch" href="/guidance/vn-customs-recordal\?language=vi&amp;text_language=both"', text)


@pytest.mark.parametrize("path", ["/guidance/settlement-ceilings", "/guidance/absent-guide", "/guidance/contract-tooling/absent"])
async def test_what_may_not_be_seen_answers_like_what_does_not_exist(serve: Serve, path: str) -> None:
    client = await serve()
    response = await client.get(path)
    absent = await client.get("/guidance/nothing")
    assert (response.status, await response.text()) == (404, await absent.text())


@pytest.mark.parametrize("path", ["/guidance", "/guidance/contract-tooling", "/guidance/contract-tooling/mould-return"])
async def test_without_an_index_a_reader_gets_a_page_with_one_sentence(serve: Serve, tmp_path: Path, path: str) -> None:
    client = await serve(guidance=LiveGuidance(SnapshotStore(tmp_path / "nothing"), GENEROUS))
    response = await client.get(path, headers={"Accept": "text/html"})
    assert (response.status, response.content_type) == (503, "text/html")
    assert say("error.unavailable", "en") in await response.text()


@pytest.mark.parametrize("path", ["/guidance", "/guidance/contract-tooling", "/guidance/nothing", "/threads/c1"])
async def test_the_pages_keep_to_their_policy(serve: Serve, path: str) -> None:
    response = await (await serve()).get(path)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|<script>|\son[a-z]+=", await response.text())
