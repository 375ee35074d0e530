"""The rules of who sees and does what: pure functions from readers and settings to audiences and roles."""

from collections.abc import Iterable

from bot.access.audience import EMPLOYEES, PUBLIC
from bot.access.reader import Reader
from bot.access.settings import Role, Settings

EVERYONE = frozenset({PUBLIC})


def roles_of(reader: Reader, settings: Settings) -> frozenset[Role]:
    """The roles of a reader: none unless they are a full member; every member is an employee unless the settings list those."""
    if not reader.is_member:
        return frozenset()
    given = {role for role, belonging in settings.roles.items() if belonging.includes(reader)}
    return frozenset(given if "employee" in settings.roles else {*given, "employee"})


def audiences_of(reader: Reader, settings: Settings) -> frozenset[str]:
    """The audiences whose guidance a reader may see."""
    if not reader.is_member:
        return EVERYONE
    named = {name for name, belonging in settings.audiences.items() if belonging.includes(reader)}
    own = {EMPLOYEES} if "employee" in roles_of(reader, settings) else set()
    return frozenset({PUBLIC, *own, *named})


def least(readers: Iterable[Reader], settings: Settings) -> frozenset[str]:
    """What everyone who can read a channel may see; `public` when it is not known who that is."""
    seen = [audiences_of(reader, settings) for reader in readers]
    return frozenset.intersection(*seen) if seen else EVERYONE


def audiences_in(channel: str, readers: Iterable[Reader], settings: Settings) -> frozenset[str]:
    """The least of all readers, within what the settings allow in that channel."""
    cap = settings.channel(channel).audiences
    rights = least(readers, settings)
    return rights if cap is None else rights & (cap | EVERYONE)
