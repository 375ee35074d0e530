import pytest

from bot.conversation.assistant import Assistant
from bot.conversation.card import Button, Card, Fact, Field, Option, Press, Told, private_with
from bot.conversation.message import ConversationRef, Message, Person

HERE = ConversationRef("slack", "C1", "1.0")
LINH = Person("slack:T1:U2", roles=frozenset({"auditor"}))


class _Counting:
    """A desk that takes what begins with its name."""

    name = "count"

    def said(self, message: Message) -> Told | None:
        return Told((Card("one"),)) if message.text.startswith("count") else None

    def pressed(self, press: Press) -> Told:
        return Told((Card(press.value),))


class _Answering:
    def reply(self, message: Message) -> str:
        return f"asked: {message.text}"


def _assistant() -> Assistant:
    return Assistant(_Answering(), [_Counting()])  # type: ignore[arg-type]


def test_a_message_goes_to_the_desk_that_takes_it_and_to_the_question_desk_otherwise() -> None:
    assert _assistant().said(Message("count", LINH, HERE)) == Told((Card("one"),))
    assert _assistant().said(Message("how long?", LINH, HERE)) == "asked: how long?"


def test_a_press_goes_to_the_desk_whose_verb_it_is() -> None:
    press = Press("count.up", "2", LINH, HERE, "k")

    assert _assistant().knows("count.up")
    assert not _assistant().knows("other.up")
    assert _assistant().pressed(press) == Told((Card("2"),))
    with pytest.raises(KeyError):
        _assistant().pressed(Press("other.up", "2", LINH, HERE, "k"))


def test_a_card_survives_the_outbox() -> None:
    menu = Field("country", "Country", "menu", (Option("VN", "Vietnam"),), ("VN",), "where it stands")
    card = Card(
        "Supplier",
        "**Sông Hồng**",
        (Fact("Tier", "2"),),
        (menu,),
        (Button("Next", "supplier.next", "1", "primary"),),
        "s/1",
        "vi",
    )

    assert Card.from_json(card.as_json()) == card


def test_a_press_gives_its_fields_by_name() -> None:
    press = Press("count.up", "2", LINH, HERE, "k", {"when": ("2026-11-27",)})

    assert press.field("when") == "2026-11-27"
    assert press.field("missing") == ""


def test_a_person_acts_by_their_roles_and_has_a_private_talk_on_their_platform() -> None:
    assert LINH.actor.roles == {"auditor"}
    assert private_with(LINH.id) == ConversationRef("slack", "@slack:T1:U2")
