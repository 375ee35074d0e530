"""Every text that a person sees, by key and language."""

from datetime import date
from functools import cache
from importlib.resources import files

import yaml

# Each area of the product brings its own file.
_AREAS = (
    "bot.conversation",
    "bot.suppliers",
    "bot.checklists",
    "bot.checklists.reporting",
    "bot.checklists.questionnaire",
    "bot.audits",
)
_MONTHS = ("January February March April May June July August September October November December").split()


@cache
def _texts() -> dict[str, dict[str, str]]:
    return {key: texts for area in _AREAS for key, texts in _texts_of(area).items()}


def _texts_of(area: str) -> dict[str, dict[str, str]]:
    raw = files(area).joinpath("catalogue.yaml").read_text(encoding="utf-8")
    texts: dict[str, dict[str, str]] = yaml.load(raw, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - our own file
    return texts


def say(key: str, language: str, **values: str) -> str:
    """The text of a key; raises KeyError for an unknown key."""
    texts = _texts()[key]
    return texts.get(language, texts["en"]).format(**values) if values else texts.get(language, texts["en"])


def texts_of(prefix: str, language: str) -> dict[str, str]:
    """All texts whose keys begin with `prefix`, by the rest of their key."""
    return {key.removeprefix(prefix): say(key, language) for key in _texts() if key.startswith(prefix)}


def keys() -> frozenset[str]:
    """All keys."""
    return frozenset(_texts())


def day(value: date, language: str) -> str:
    """A day as people write it: 23 November 2026, 23/11/2026."""
    if language == "vi":
        return value.strftime("%d/%m/%Y")
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"
