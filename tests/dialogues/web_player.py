"""The visitor of the playground: what they see is its HTML."""

import itertools
from html.parser import HTMLParser
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.dialogues.screen import Screen, Shown

_keys = itertools.count()


class WebPlayer:
    channel = "web"

    def __init__(self, client: TestClient[web.Request, web.Application]) -> None:
        self._client = client
        self._reply: Screen | None = None
        self._language = "en"

    def screen(self, _who: str) -> Screen:
        assert self._reply is not None
        return self._reply

    async def says(self, _who: str, text: str) -> None:
        await self._does("/ask", {"text": text})

    async def presses(self, who: str, screen: Screen, label: str, filled: dict[str, tuple[Shown, tuple[str, ...]]]) -> None:
        verb, value = screen.button(label)
        fields = {name: list(given) for name, (_, given) in filled.items()}
        await self._does("/press", {"verb": verb, "value": value, "fields": fields, "key": f"k{next(_keys)}"})

    async def _does(self, path: str, body: dict[str, Any]) -> None:
        known = {"language": self._language} if path == "/press" else {}
        response = await self._client.post(path, json={**body, **known, "conversation": "c1"})
        told = await response.json()
        assert response.status == 200, told
        reader = _Reader()
        reader.feed(told["card"])
        self._language = reader.language
        self._reply = Screen(" ".join(" ".join(reader.texts).split()), tuple(reader.buttons), reader.fields)


class _Reader(HTMLParser):
    """The last card of the answer, as a browser would show it."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.buttons: list[tuple[str, tuple[str, str]]] = []
        self.fields: dict[str, Shown] = {}
        self.language = "en"
        self._pressed: tuple[str, str] | None = None
        self._label, self._field = "", False
        self._option: tuple[str, bool] | None = None

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in found}
        if tag == "article":
            self.language = given["lang"]
        elif tag == "button":
            self._pressed = (given["data-verb"], given["data-value"])
        elif tag in ("label", "legend") and (tag == "legend" or given.get("class") == "field"):
            self._label, self._field = "", True
        elif tag == "input" and given["type"] == "checkbox":
            self._option = (given["value"], "checked" in given)
            self._put(given["name"], "several")
        elif tag in ("input", "select", "textarea"):
            self._put(given["name"], tag, (given["value"],) if given.get("value") else ())
        elif tag == "option":
            self._option = (given["value"], "selected" in given)

    def handle_data(self, data: str) -> None:
        text = data.strip()
        if self._pressed is not None:
            self.buttons.append((text, self._pressed))
            self._pressed = None
        elif self._option is not None and text:
            self._choose(text)
        elif self._field and text:
            self._label, self._field = text, False
        elif text:
            self.texts.append(text)

    def _put(self, name: str, kind: str, filled: tuple[str, ...] = ()) -> None:
        self.fields.setdefault(self._label, Shown(name, kind, {}, filled))

    def _choose(self, label: str) -> None:
        assert self._option is not None
        value, chosen = self._option
        shown = self.fields[self._label]
        shown.options[label] = value
        if chosen:
            self.fields[self._label] = Shown(shown.name, shown.kind, shown.options, (*shown.filled, value))
        self._option = None
