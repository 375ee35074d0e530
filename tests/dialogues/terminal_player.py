"""People at a terminal: one command a step, and what it prints."""

import asyncio
import re
from pathlib import Path

from click.testing import CliRunner

from bot.terminal.commands import ipdesk
from tests.dialogues.screen import Screen, Shown
from tests.dialogues.town import ROLES

_FIELD = re.compile(r"  (\w+)=(.*?)  (.+)")
_BUTTON = re.compile(r"  (\[checklist\.\S+ [^\]]*\])  (.+)")


class TerminalPlayer:
    channel = "terminal"

    def __init__(self, folder: Path, language: str) -> None:
        self._folder, self._language = folder, language
        self._reply: dict[str, Screen] = {}

    def screen(self, who: str) -> Screen:
        return self._reply[who]

    async def says(self, who: str, text: str) -> None:
        await self._does(who, text.removeprefix("checklist ") if text != "checklist" else "list")

    async def presses(self, who: str, screen: Screen, label: str, filled: dict[str, tuple[Shown, tuple[str, ...]]]) -> None:
        fill = [part for name, (_, given) in filled.items() for value in given for part in ("--fill", f"{name}={value}")]
        await self._does(who, "--press", screen.button(label), *fill)

    async def _does(self, who: str, *arguments: str) -> None:
        roles = [part for role in ("employee", *ROLES[who]) for part in ("--role", role)]
        command = ["checklist", *arguments, "--as", f"terminal:{who}", *roles, "--language", self._language]
        done = await asyncio.to_thread(CliRunner().invoke, ipdesk, command, env={"IPDESK_DATA_DIR": str(self._folder)})
        assert done.exit_code == 0, done.output
        self._reply[who] = screen_of(done.output)


def screen_of(text: str) -> Screen:
    fields, buttons, lines = {}, [], []
    for line in text.splitlines():
        if found := _BUTTON.fullmatch(line):
            buttons.append((found[2], found[1]))
        elif found := _FIELD.fullmatch(line):
            label, *rest = found[3].split(": ")
            values = dict(re.findall(r"(\w+) \(([^)]*)\)", rest[0] if rest else ""))
            fields[label] = Shown(found[1], "text", {name: value for value, name in values.items()}, _held(found[2]))
        else:
            lines.append(line)
    return Screen("\n".join(lines), tuple(buttons), fields)


def _held(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(", ") if part)
