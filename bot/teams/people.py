"""Who can read a message in Teams: the members of its conversation, cached and bounded in time."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.access.looking_up import LookUps
from bot.access.membership import Standing, standing_of
from bot.access.reader import Kind, Reader
from bot.access.rights import EVERYONE, audiences_in, audiences_of, roles_of
from bot.access.settings import Settings
from bot.conversation.message import Person
from bot.delivery.aside import Aside
from bot.errors import StoreUnavailable
from bot.store.conversation_record import ConversationRecord, name_of
from bot.teams.connector import FAILURES, Connector
from bot.teams.heard import Account
from bot.teams.references import References

PATIENCE = 1.5  # seconds
KEPT = 60.0  # seconds: the news of who has joined reaches one process only
_FOREIGN_NAME = "#ext#"

Roster = dict[str, Reader]
Groups = dict[str, frozenset[str]]
Serves = Callable[[str], bool]


class People:
    """Guests, people of other tenants and whoever cannot be looked up count as outsiders: they see public guidance only.

    Roles and audiences name people by their object ids in Microsoft Entra, and groups by the id of a channel or chat that the
    desk is in: its members belong. Groups of Entra itself could be read through Graph only, which is not asked.
    """

    def __init__(
        self,
        connector: Connector,
        references: References,
        settings: Settings,
        serves: Serves,
        clock: Callable[[], float],
    ) -> None:
        self._connector = connector
        self._references = references
        self._named = groups_named(settings)
        self._settings = settings
        self._serves = serves
        self._aside = Aside(1, "rosters")
        failures = (*FAILURES, StoreUnavailable, KeyError)
        self._rosters: LookUps[Roster] = LookUps(self._roster, failures, clock, patience=PATIENCE, kept_for=KEPT)

    async def person(self, account: Account, tenant: str, name: str) -> Person:
        """Somebody in a conversation: what all who read there may see, and what they themselves may do."""
        identity = account.person(tenant)
        roster, record, groups = await self._rosters.get(name), await self._record(name), await self._members_of_groups()
        reader = grouped(await self._reader(account, identity, roster), groups)
        roles = roles_of(reader, self._settings)
        if record is None:
            return Person(identity, EVERYONE, roles)
        if record.kind == "personal":
            return Person(identity, audiences_of(reader, self._settings) if record.person == identity else EVERYONE, roles)
        if roster is None:
            return Person(identity, EVERYONE, roles)
        readers = [reader, *(grouped(each, groups) for each in roster.values())]
        return Person(identity, audiences_in(record.id, readers, self._settings), roles)

    async def someone(self, identity: str) -> Person:
        """Somebody by their id alone, as they are in their private talk; whoever has none counts as an outsider."""
        private = await self._private(identity)
        roster = await self._rosters.get(private.name) if private is not None else None
        user = identity.split(":", 2)[-1]
        known = next((reader for reader in (roster or {}).values() if reader.user == user), Reader("teams", user, "unknown"))
        reader = grouped(known, await self._members_of_groups())
        return Person(identity, audiences_of(reader, self._settings), roles_of(reader, self._settings))

    async def _reader(self, account: Account, identity: str, roster: Roster | None) -> Reader:
        """Who somebody is, by the conversation or else by their private talk with the bot."""
        known = (roster or {}).get(account.id)
        if known is None:
            private = await self._private(identity)
            roster = await self._rosters.get(private.name) if private is not None else None
            known = (roster or {}).get(account.id)
        return known or Reader("teams", account.object_id or account.id, "unknown")

    async def standing(self, account: str) -> Standing:
        """Whether an account ("teams:TENANT:AAD-ID") belongs to the company now, by any conversation that was looked up."""
        _, tenant, user = [*account.split(":", 2), "", ""][:3]
        if not self._serves(tenant):
            return "outsider"
        private = await self._private(account)
        rosters = [roster] if private and (roster := await self._rosters.get(private.name)) else self._rosters.known()
        known = next((reader for roster in rosters for reader in roster.values() if reader.user == user.lower()), None)
        if known is None:
            return "unknown"
        return standing_of(grouped(known, await self._members_of_groups()), self._settings)

    def changed(self) -> None:
        """Forgets who was where: a team has many channels, and each of them the same members."""
        self._rosters.forget()

    def close(self) -> None:
        """No more questions."""
        self._aside.close()

    async def _roster(self, name: str) -> Roster:
        record = await self._aside(lambda: self._references.get(name))
        if record is None:
            raise KeyError(name)
        found: Roster = {}
        async for page in self._connector.members(record):
            found |= {str(member["id"]): self._read(member) for member in page if member.get("id")}
        return found

    async def _members_of_groups(self) -> Groups:
        """Whoever cannot be looked up belongs to none."""
        found = await asyncio.gather(*(self._rosters.get(name_of(group)) for group in self._named))
        members = (frozenset(reader.user for reader in (roster or {}).values()) for roster in found)
        return dict(zip(self._named, members, strict=True))

    def _read(self, member: dict[str, Any]) -> Reader:
        user = str(member.get("aadObjectId") or member.get("objectId") or "").lower()
        return Reader("teams", user or str(member["id"]), kind_of(member, self._serves) if user else "unknown")

    async def _record(self, name: str) -> ConversationRecord | None:
        return await self._read_store(lambda: self._references.known(name))

    async def _private(self, identity: str) -> ConversationRecord | None:
        return await self._read_store(lambda: self._references.private_with(identity))

    async def _read_store(self, work: Callable[[], ConversationRecord | None]) -> ConversationRecord | None:
        try:
            return await self._aside(work)
        except (StoreUnavailable, TimeoutError):
            return None


def groups_named(settings: Settings) -> tuple[str, ...]:
    """The channels and chats of Teams by which roles and audiences name people."""
    named = (*settings.roles.values(), *settings.audiences.values())
    return tuple(sorted({group for each in named for platform, group in each.groups if platform == "teams"}))


def grouped(reader: Reader, groups: Groups) -> Reader:
    """A reader with the groups to which they belong."""
    return replace(reader, groups=frozenset(group for group, users in groups.items() if reader.user in users))


def kind_of(member: dict[str, Any], serves: Serves) -> Kind:
    """How Teams describes a member: by tenant, by role, and by the name that Entra gives to people from elsewhere."""
    role, name = str(member.get("userRole") or "").lower(), str(member.get("userPrincipalName") or "").lower()
    tenant = str(member.get("tenantId") or "").lower()
    if not tenant:
        return "unknown"
    if not serves(tenant):
        return "external"
    if _FOREIGN_NAME in name or (role and role != "user"):
        return "guest"
    return "member" if role or name else "unknown"
