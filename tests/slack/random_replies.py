"""Replies as no guidance would give them: long, full of markup, mentions, tables and citations."""

import random

from bot.conversation.reply import Choice, Citation, CitedSource, Related, Reply

_WORDS = [
    "mould",
    "<!channel>",
    "<@U1>",
    "&",
    "khuôn",
    "**bold**",
    "_x_",
    "`code`",
    "a" * 90,
    "@here",
    "🔧",
    "|",
    "[x]",
    "http://x.example",
]


def random_reply(rng: random.Random) -> Reply:
    """A reply that Slack has to take."""
    count = rng.choice([0, 1, 3, 12, 40, 120])
    status = rng.choice(["answered", "clarify", "no_answer", "small_talk"])
    related = tuple(Related("guide", f"s{n}", _text(rng, 12)) for n in range(rng.choice([0, 3, 30])))
    return Reply(
        id="0123456789ab",
        question=_text(rng, 40),
        status=status,
        language=rng.choice(["en", "vi"]),
        answer=_answer(rng, count),
        citations=tuple(_citation(rng, n + 1) for n in range(count)),
        choices=tuple(Choice(_text(rng, 30), _text(rng, 30)) for _ in range(rng.choice([0, 2, 40]))),
        related=related,
    )


def _answer(rng: random.Random, citations: int) -> str:
    paragraphs = []
    for _ in range(rng.choice([0, 1, 4, 20, 70])):
        sentences = [_text(rng, rng.choice([3, 20, 120])) + _markers(rng, citations) for _ in range(rng.choice([1, 2, 15]))]
        paragraphs.append(rng.choice([" ".join, "\n- ".join, _table])(sentences))
    return "\n\n".join(paragraphs)


def _table(cells: list[str]) -> str:
    return "\n".join(["| a | b |", "| --- | --- |", *(f"| {cell} | x |" for cell in cells)])


def _markers(rng: random.Random, citations: int) -> str:
    return ". " + "".join(f"[{rng.randint(1, citations)}]" for _ in range(rng.randint(1, 3))) if citations else "."


def _text(rng: random.Random, words: int) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(rng.randint(1, words)))


def _citation(rng: random.Random, number: int) -> Citation:
    url = rng.choice([None, "https://example.com/" + "a" * 300])
    source = CitedSource(_text(rng, 60), _text(rng, 60), url, "agency", rng.choice([None, _text(rng, 60)]), None)
    return Citation(number, "guide", _text(rng, 60), _text(rng, 60), "s1", "quote", 0, 5, "en", "VN", "2026-11-23", None, source)
