"""The app package for Teams: of Microsoft's schema, in both languages, with icons of the right size."""

import io
import json
import struct
import zipfile
from dataclasses import replace

import pytest

from bot.teams.package import App, BadPackage, manifest, package

APP = App("11111111-2222-3333-4444-555555555555", "https://ip.example.com", "Example Co.", "https://example.com/", "0.1.0")


def test_the_package_holds_a_manifest_its_vietnamese_texts_and_both_icons() -> None:
    archive = zipfile.ZipFile(io.BytesIO(package(APP)))
    found = json.loads(archive.read("manifest.json"))

    assert sorted(archive.namelist()) == ["color.png", "manifest.json", "outline.png", "vi.json"]
    assert found["bots"][0]["botId"] == APP.bot_id
    assert found["validDomains"] == ["ip.example.com"]
    assert "nhà cung cấp" in json.loads(archive.read("vi.json"))["name.full"]


@pytest.mark.parametrize(("icon", "size"), [("color.png", 192), ("outline.png", 32)])
def test_the_icons_have_the_sizes_that_teams_wants(icon: str, size: int) -> None:
    png = zipfile.ZipFile(io.BytesIO(package(APP))).read(icon)

    assert struct.unpack(">II", png[16:24]) == (size, size)


def test_the_same_bot_has_the_same_app_id_in_every_package() -> None:
    assert manifest(APP)["id"] == manifest(replace(APP, version="0.2.0"))["id"]
    assert manifest(APP)["id"] != APP.bot_id


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"bot_id": "my-bot"}, "MICROSOFT_APP_ID"),
        ({"address": "http://ip.example.com"}, "https://"),
        ({"address": "https://"}, "https://"),
        ({"website": "example.com"}, "https://"),
        ({"company": "x" * 40}, "developer.name"),
    ],
)
def test_a_package_that_teams_would_refuse_is_not_written(change: dict[str, str], told: str) -> None:
    with pytest.raises(BadPackage, match=told):
        manifest(replace(APP, **change))
