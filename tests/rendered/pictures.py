"""Takes the pictures of chat messages for the README, as Slack and Teams show them (`make pictures`).

Each picture carries what it was made of, so that a test can say when the messages have moved on.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from bot.answering.guidance import LiveGuidance
from bot.assembly import assemble
from bot.config import read_config
from bot.conversation.desk import Desk
from bot.conversation.message import ConversationRef, Message, Person
from bot.conversation.reply import Reply
from bot.slack.blocks import messages
from bot.store.store import remembering
from bot.teams.replies import reply_activities
from tests.bot.conftest import NOW
from tests.browser.chromium import MISSING, chromium, launched
from tests.browser.pictures import DOCS, QUESTIONS
from tests.browser.png_text import with_text
from tests.rendered import slack, teams

ASKER = Person("pictures", frozenset({"public", "employees"}))
WIDTH = 700
Shown = list[Any]
PICTURES: dict[str, tuple[Callable[[Reply], Shown], Callable[[Shown], str]]] = {
    "slack": (lambda reply: [message.blocks for message in messages(reply, experts=True)], slack.page),
    "teams": (lambda reply: reply_activities(reply, experts=True), teams.page),
}


def path_of(channel: str) -> Path:
    """Where the picture of a channel lies."""
    return DOCS / f"{channel}-answer.png"


def desk_for(guidance: LiveGuidance) -> Desk:
    """A desk whose answers have the same id and date every time."""
    return Desk(guidance, remembering().answers, lambda: NOW, lambda: "0" * 12, "pictures")


def shown_in(channel: str, desk: Desk) -> Shown:
    """What the channel shows for the questions of the README, in both languages."""
    make, _ = PICTURES[channel]
    where = ConversationRef("pictures", channel)
    return [part for question in QUESTIONS.values() for part in make(desk.reply(Message(question, ASKER, where)))]


def made_of(shown: Shown) -> str:
    """The messages as text."""
    return json.dumps(shown, ensure_ascii=False, indent=0)


def _taken(browser: Browser, html: str) -> bytes:
    page = browser.new_page(viewport={"width": WIDTH, "height": 300}, device_scale_factor=1.25)
    page.set_content(html)
    return page.screenshot(full_page=True)


def main() -> int:
    """Takes both pictures from the index in the data directory."""
    executable = chromium()
    if executable is None or not slack.installed():
        sys.stderr.write(f"{MISSING}; and node with npm for {slack.HERE}\n")
        return 1
    assembly = assemble(read_config(os.environ), remembering())
    desk = desk_for(assembly.guidance)
    with launched(executable) as browser:
        for channel, (_, page) in PICTURES.items():
            shown = shown_in(channel, desk)
            path_of(channel).write_bytes(with_text(_taken(browser, page(shown)), made_of(shown)))
            sys.stderr.write(f"{path_of(channel)}: {path_of(channel).stat().st_size // 1000} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
