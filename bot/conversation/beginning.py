"""What somebody can begin with: questions as examples, and what IP Desk does besides answering them."""

from dataclasses import dataclass

from bot.conversation.catalogue import say
from bot.conversation.reply import Choice

EXAMPLES = ("example.first", "example.second", "example.third")
THINGS = ("checklist", "supplier", "audit")


@dataclass(frozen=True)
class Beginning:
    """Something to do: `said` are the words that begin it, wherever they are typed, `note` says what it is good for."""

    label: str
    said: str
    note: str


def examples(language: str) -> tuple[str, ...]:
    """Questions that the guidance answers."""
    return tuple(say(key, language) for key in EXAMPLES)


def beginnings(language: str) -> tuple[Beginning, ...]:
    """What there is besides questions."""
    return tuple(_beginning(thing, language) for thing in THINGS)


def choices(language: str) -> tuple[Choice, ...]:
    """One question to try, then everything else that can be begun."""
    first = examples(language)[0]
    return (Choice(first, first), *(Choice(one.label, one.said) for one in beginnings(language)))


def example_choices(language: str) -> tuple[Choice, ...]:
    """The questions, to be pressed."""
    return tuple(Choice(question, question) for question in examples(language))


def introduction(language: str) -> str:
    """Who speaks, and all that can be done."""
    lines = [f"- **{one.label}**: {one.note}" for one in beginnings(language)]
    return "\n\n".join([say("talk.about", language), "\n".join([say("talk.besides", language), "", *lines])])


def _beginning(thing: str, language: str) -> Beginning:
    label, said, note = f"begin_label.{thing}", f"begin_said.{thing}", f"begin_note.{thing}"
    return Beginning(say(label, language), say(said, language), say(note, language))
