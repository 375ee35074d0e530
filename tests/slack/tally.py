"""A tiny guided desk: it counts what is pressed, shows its own card again in place, and tells others elsewhere."""

import asyncio

from bot.conversation.card import Button, Card, Fact, Field, Option, Press, Sending, Told, private_with
from bot.conversation.mention import mentions_in, of_person
from bot.conversation.message import ConversationRef, Message

COLOURS = (Option("r", "Red"), Option("g", "Green & <!here>"))


class TallyDesk:
    """`said` and `presses` are what has reached it."""

    name = "tally"

    def __init__(self) -> None:
        self.said_to: list[Message] = []
        self.presses: dict[str, Press] = {}

    def said(self, message: Message) -> Told | None:
        if not message.text.startswith("tally"):
            return None
        self.said_to.append(message)
        if "secret" in message.text:
            return Told((Card("Secret", "for you alone"),), private=True)
        if message.attachments:
            body = asyncio.run(message.attachments[0].fetch(1_000))
            return Told((Card("File", f"{message.attachments[0].name}: {body.decode()}"),))
        called = "".join(of_person(mention.id) for mention in mentions_in(message.text))
        return Told((self._card(f"Begun <!channel> {called}"),))

    def pressed(self, press: Press) -> Told:
        self.presses.setdefault(press.key, press)
        if press.verb == "tally.tell":
            there = ConversationRef("slack", "C2")
            news = (Sending(there, Card("News", press.value), f"tally/{press.key}"),)
            return Told(
                elsewhere=(*news, Sending(private_with(press.person.id), Card("To you", "done"), f"tally/dm/{press.key}"))
            )
        return Told((self._card(f"Counted: {len(self.presses)}"),), in_place=True)

    def _card(self, text: str) -> Card:
        fields = (
            Field("note", "Note", "long_text"),
            Field("colour", "Colour", "menu", COLOURS, ("g",)),
            Field("sizes", "Sizes", "several", COLOURS),
            Field("due", "Due", "date", filled=("2026-12-01",)),
            Field("count", "Count", "number"),
        )
        buttons = (Button("Count", "tally.up", "1", "primary"), Button("Tell", "tally.tell", "C1 has counted"))
        return Card("Tally", text, (Fact("By", "hand"),), fields, buttons, "tally")
