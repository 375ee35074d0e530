"""The app package that an admin uploads to Teams: manifest, Vietnamese texts and icons, checked against Microsoft's schema."""

import io
import json
import zipfile
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from bot.conversation.catalogue import say

SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.17/MicrosoftTeams.schema.json"
SEARCH, ASK = "search_guidance", "ask_about_message"
_SCOPES = ["personal", "team", "groupChat"]
COMMANDS = ("checklist", "audits", "suppliers", "link")
_COLOR = "#0B5C55"


class BadPackage(ValueError):
    """Tell the admin: with these facts Teams would refuse the package."""


@dataclass(frozen=True)
class App:
    """`bot_id` is the Microsoft app id; `address` the server's own, https://…; `company` and `website` are shown to users."""

    bot_id: str
    address: str
    company: str
    website: str
    version: str


def package(app: App) -> bytes:
    """The zip to be uploaded; raises BadPackage."""
    found = manifest(app)
    written = io.BytesIO()
    parts = files("bot.teams").joinpath("app")
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(found, ensure_ascii=False, indent=2))
        archive.writestr("vi.json", json.dumps(_vietnamese(found), ensure_ascii=False, indent=2))
        for icon in ("color.png", "outline.png"):
            archive.writestr(icon, parts.joinpath(icon).read_bytes())
    return written.getvalue()


def manifest(app: App) -> dict[str, Any]:
    """The manifest, of the schema; raises BadPackage."""
    host = urlsplit(app.address).hostname
    if not app.address.startswith("https://") or not host:
        raise BadPackage("the address must begin with https:// and name a host: Teams calls nothing else")
    if not app.website.startswith("https://"):
        raise BadPackage("the website must begin with https://")
    website = app.website.rstrip("/")
    found = {
        "$schema": SCHEMA,
        "manifestVersion": "1.17",
        "version": app.version,
        "id": str(uuid5(NAMESPACE_URL, f"ipdesk/{app.bot_id}")),
        "localizationInfo": {
            "defaultLanguageTag": "en-us",
            "additionalLanguages": [{"languageTag": "vi-vn", "file": "vi.json"}],
        },
        "developer": {"name": app.company, "websiteUrl": website, "privacyUrl": website, "termsOfUseUrl": website},
        "name": {"short": "IP Desk", "full": say("teams.app_name", "en")},
        "description": {"short": say("teams.app_short", "en"), "full": say("teams.app_full", "en")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": _COLOR,
        "bots": [_bot(app)],
        "composeExtensions": [_search(app)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host],
    }
    _check(found)
    return found


def _bot(app: App) -> dict[str, Any]:
    commands = [{"title": command, "description": say(f"command.{command}", "en")} for command in COMMANDS]
    return {
        "botId": app.bot_id,
        "scopes": _SCOPES,
        "supportsFiles": True,
        "isNotificationOnly": False,
        "commandLists": [{"scopes": _SCOPES, "commands": commands}],
    }


def _search(app: App) -> dict[str, Any]:
    what = {"name": "query", "title": say("teams.search_title", "en"), "description": say("teams.search_what", "en")}
    command = {
        "id": SEARCH,
        "type": "query",
        "title": say("teams.search_title", "en"),
        "description": say("teams.search_what", "en"),
        "context": ["compose", "commandBox"],
        "initialRun": True,
        "parameters": [{**what, "inputType": "text"}],
    }
    about = {
        "id": ASK,
        "type": "action",
        "title": say("teams.ask_title", "en"),
        "description": say("teams.ask_what", "en"),
        "context": ["message"],
        "fetchTask": True,
    }
    return {"botId": app.bot_id, "commands": [command, about]}


def _vietnamese(found: dict[str, Any]) -> dict[str, str]:
    """The texts of the manifest by their places in it."""
    texts = {
        "$schema": SCHEMA.replace("MicrosoftTeams.schema", "MicrosoftTeams.Localization.schema"),
        "name.short": "IP Desk",
        "name.full": say("teams.app_name", "vi"),
        "description.short": say("teams.app_short", "vi"),
        "description.full": say("teams.app_full", "vi"),
        "composeExtensions[0].commands[0].title": say("teams.search_title", "vi"),
        "composeExtensions[0].commands[0].description": say("teams.search_what", "vi"),
        "composeExtensions[0].commands[1].title": say("teams.ask_title", "vi"),
        "composeExtensions[0].commands[1].description": say("teams.ask_what", "vi"),
    }
    for number, command in enumerate(found["bots"][0]["commandLists"][0]["commands"]):
        where = f"bots[0].commandLists[0].commands[{number}]"
        texts |= {f"{where}.title": command["title"], f"{where}.description": say(f"command.{command['title']}", "vi")}
    return texts


def _check(found: dict[str, Any]) -> None:
    try:
        UUID(found["bots"][0]["botId"])
    except ValueError:
        raise BadPackage("MICROSOFT_APP_ID is no id as Microsoft gives them, such as 1b2c3d4e-…") from None
    from jsonschema import Draft4Validator

    schema = json.loads(files("bot.teams").joinpath("app", "manifest.schema.json").read_text(encoding="utf-8"))
    error = next(iter(sorted(Draft4Validator(schema).iter_errors(found), key=str)), None)
    if error is not None:
        where = ".".join(str(part) for part in error.absolute_path)
        raise BadPackage(f"manifest {where}: {error.message[:200]}")
