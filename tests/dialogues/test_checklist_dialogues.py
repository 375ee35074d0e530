"""Plays the runs of fixtures/checklist_dialogues.yaml: people finish them with nothing but what their screens show."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import FIXTURES
from tests.dialogues.conftest import Open
from tests.dialogues.town import PEOPLE, Town, account, entra, number_of

FOUND: dict[str, Any] = yaml.safe_load((Path(FIXTURES) / "checklist_dialogues.yaml").read_text(encoding="utf-8"))
KNOWN = set("who moves_to links says presses fills sees offers misses answers finishes board told only".split())
PLAYED = [(dialogue, channel) for dialogue in FOUND["dialogues"] for channel in dialogue["channels"]]
MOST = 80


class Play:
    """One dialogue on one channel, or on several one after another."""

    def __init__(self, town: Town, open_channel: Open, language: str) -> None:
        self._town, self._open, self._language = town, open_channel, language
        self._players: dict[str, Any] = {}
        self._on = ""
        self._cards: dict[str, Any] = {}

    async def on(self, channel: str) -> None:
        self._on = channel
        await self._player(channel)

    async def turn(self, turn: dict[str, Any]) -> None:
        who, player = turn["who"], await self._of(turn["who"])
        if "links" in turn:
            self._town.store.links.join(account(who, turn["links"]), account(who, self._on), "one")
        if "says" in turn:
            await player.says(who, self._filled(turn["says"]))
            self._card(player, who)
        if "presses" in turn:
            await self._press(player, who, turn["presses"], turn.get("fills", {}))
        for answer in FOUND["answers"][turn["answers"]] if "answers" in turn else ():
            assert answer["asked"] in self._card(player, who).text
            await self.turn({"who": who, **{name: answer[name] for name in ("says", "presses") if name in answer}})
        if turn.get("told") or turn.get("board"):
            await self._town.settled(self._on)
        if turn.get("finishes"):
            await self._finish(player, who)
        self._check(turn, self._looked_at(player, turn))

    def _card(self, player: Any, who: str) -> Any:
        """The last card with something to press: a plain sentence under it does not take it away."""
        screen = player.screen(who)
        if screen.buttons or who not in self._cards:
            self._cards[who] = screen
        return self._cards[who]

    async def _press(self, player: Any, who: str, label: str, fills: dict[str, Any]) -> None:
        screen = self._card(player, who)
        await player.presses(who, screen, label, screen.filled(fills, self._people()))
        self._card(player, who)

    async def _finish(self, player: Any, who: str) -> None:
        """The first button of each question, which is the first answer, or Save with something filled in."""
        screen = self._card(player, who)
        for _ in range(MOST):
            if not (screen.offers("Why?") or screen.offers("Vì sao?")):
                return
            fills = {label: _anything(shown) for label, shown in screen.fields.items()}
            await self._press(player, who, screen.buttons[0][0], fills)
            screen = player.screen(who)
        raise AssertionError("the questions do not end")

    def _looked_at(self, player: Any, turn: dict[str, Any]) -> Any:
        if turn.get("board"):
            return player.board(turn["who"])
        return player.told(turn["who"]) if turn.get("told") else player.screen(turn["who"]) if _shows(turn) else None

    def _check(self, turn: dict[str, Any], screen: Any) -> None:
        for words in turn.get("sees", ()):
            assert self._filled(words) in screen.text, turn
        if "misses" in turn:
            assert not any(self._filled(words) in screen.text for words in turn["misses"]), turn
        if "offers" in turn:
            assert screen.offers(turn["offers"]), (turn, screen)

    def _filled(self, text: str) -> str:
        score = str(self._town.score()) if "{score}" in text else ""
        return text.replace("{run}", self._town.run()).replace("{score}", score)

    def _people(self) -> dict[str, str]:
        """How a person is chosen: from Slack's list, from the one of Microsoft Entra, or by typing the id."""
        names = {"slack": lambda name: f"U{number_of(name)}", "teams": entra}
        return {name: names.get(self._on, lambda name: f"terminal:{name}")(name) for name in PEOPLE}

    async def _of(self, who: str) -> Any:
        return await self._player("terminal" if self._on == "web" and who != "lina" else self._on)

    async def _player(self, channel: str) -> Any:
        if channel not in self._players:
            self._players[channel] = await self._open(channel, self._language)
        return self._players[channel]


def _shows(turn: dict[str, Any]) -> bool:
    return any(name in turn for name in ("sees", "offers", "misses"))


def _anything(shown: Any) -> Any:
    if shown.options:
        return (
            [next(iter(shown.options))]
            if "multi" in shown.kind or shown.name.startswith("several")
            else next(iter(shown.options))
        )
    return {"number_input": "12", "Input.Number": "12", "datepicker": "2025-03-01", "Input.Date": "2025-03-01"}.get(
        shown.kind, "Hải Phòng"
    )


@pytest.mark.parametrize(("dialogue", "channel"), PLAYED, ids=[f"{dialogue['title']}, {channel}" for dialogue, channel in PLAYED])
async def test_people_get_to_the_end(town: Town, open_channel: Open, dialogue: dict[str, Any], channel: str) -> None:
    play = Play(town, open_channel, dialogue["language"])
    await play.on(channel)
    for turn in dialogue["turns"]:
        if "moves_to" in turn:
            await play.on(turn["moves_to"])
        elif channel in turn.get("only", [channel]):
            await play.turn(turn)


def test_the_dialogues_use_known_words_only() -> None:
    assert {name for dialogue in FOUND["dialogues"] for turn in dialogue["turns"] for name in turn} <= KNOWN
