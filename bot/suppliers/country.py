"""Countries as people write them in English and Vietnamese (from CLDR), and the time zone that most of each keeps."""

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from indexer.text import fold, words

_LANGUAGES = ("en", "vi")


def country_of(text: str) -> str | None:
    """The ISO 3166 code of a country: "Vietnam", "việt nam", "VN", "UK"; None for what is none."""
    return _codes().get(_plain(text))


def country_name(code: str, language: str) -> str:
    """The name of a country in a language, its code where it has none."""
    return str(Locale(language if language in _LANGUAGES else "en").territories.get(code, code))


def zone_of(country: str) -> str:
    """The IANA time zone that most people of a country live in; UTC for one that has none."""
    return _zones().get(country, "UTC")


def is_zone(text: str) -> bool:
    """True for the IANA name of a time zone."""
    return text in available_timezones()


@cache
def _codes() -> dict[str, str]:
    known = {code: code for code in _zones()}
    codes = {_plain(Locale(language).territories[code]): code for language in _LANGUAGES for code in known}
    aliases = {_plain(alias): to[0] for alias, to in get_global("territory_aliases").items() if len(to) == 1 and to[0] in known}
    return aliases | {_plain(code): code for code in known} | codes | {"viet nam": "VN", "usa": "US", "america": "US"}


@cache
def _zones() -> dict[str, str]:
    """zone.tab lists the zones of a country in the order of their people, most first."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[0]: row[2] for row in reversed(rows)}


def _plain(text: str) -> str:
    return " ".join(words(fold(text)))
