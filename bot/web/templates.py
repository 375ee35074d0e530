"""The templates of the pages, with the texts of one language at hand."""

from functools import cache, partial
from types import SimpleNamespace

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.conversation.catalogue import day, say, texts_of


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("bot.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def other_language(language: str) -> str:
    """The language to switch to."""
    return "vi" if language == "en" else "en"


def render(name: str, language: str, **values: object) -> str:
    """A template filled in; `texts` holds the page's texts, `say` fills placeholders, `label` begins with a capital."""
    return (
        _templates()
        .get_template(name)
        .render(
            texts=SimpleNamespace(**texts_of("web.", language)),  # not a dict: `texts.clear` must be a text
            say=lambda key, **values: say(key, language, **values),
            label=lambda key: _begun(say(key, language)),
            day=partial(day, language=language),
            language=language,
            other=other_language(language),
            **values,
        )
    )


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
