"""Who can read a message in Slack: a directory of the workspace and the members of channels, cached and bounded in time."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.access.looking_up import LookUps
from bot.access.membership import Standing, standing_of
from bot.access.reader import Kind, Reader
from bot.access.rights import EVERYONE, audiences_in, audiences_of, roles_of
from bot.access.settings import Role, Settings

PATIENCE = 0.3  # seconds; who is not known by then is unknown
KEPT = 300.0  # seconds
PAGE = 200
FAILURES = (SlackClientError, aiohttp.ClientError, ValueError)


class People:
    """Guests, people of other workspaces and whoever cannot be looked up count as outsiders: they see public guidance only."""

    def __init__(self, client: AsyncWebClient, settings: Settings, team: Callable[[], str], clock: Callable[[], float]) -> None:
        self._client = client
        self._settings = settings
        self._team = team
        self._directory = LookUps(self._everybody, FAILURES, clock, patience=PATIENCE, kept_for=KEPT)
        self._groups = LookUps(self._group_members, FAILURES, clock, patience=PATIENCE, kept_for=KEPT)
        self._members = LookUps(self._members_of, FAILURES, clock, patience=PATIENCE, kept_for=KEPT)

    async def of_person(self, user: str) -> frozenset[str]:
        """What somebody may see where nobody else reads along."""
        return audiences_of(await self.reader(user), self._settings)

    async def roles(self, user: str) -> frozenset[Role]:
        """The roles by which somebody acts."""
        return roles_of(await self.reader(user), self._settings)

    async def of_channel(self, channel: str, asker: str) -> frozenset[str]:
        """What everybody may see who can read a channel; public guidance only when it is not known who that is."""
        members = await self._members.get(channel)
        if members is None or await self._directory.get("") is None:
            return EVERYONE
        readers = [await self.reader(user) for user in {*members, asker}]
        return audiences_in(channel, [reader for reader in readers if reader is not None], self._settings)

    async def reader(self, user: str) -> Reader:
        """Who a user is, as far as Slack says so."""
        directory = await self._directory.get("")
        groups = await self._groups.get("") if self._groups_matter() else {}
        if directory is None or groups is None:
            return Reader("slack", user, "unknown")
        return Reader("slack", user, directory.get(user, "external"), groups.get(user, frozenset()))

    async def standing(self, account: str) -> Standing:
        """Whether an account ("slack:T1:U2") belongs to the company now."""
        _, team, user = [*account.split(":", 2), "", ""][:3]
        if self._team() and team != self._team():
            return "outsider"
        return standing_of(await self.reader(user), self._settings)

    async def warm_up(self) -> None:
        """Looks the workspace up before the first question."""
        await self._directory.get("")

    def changed(self, event: dict[str, Any]) -> None:
        """Forgets what an event says has changed."""
        kind, channel = event.get("type"), event.get("channel")
        if kind in ("member_joined_channel", "member_left_channel") and isinstance(channel, str):
            self._members.forget(channel)
        if kind in ("team_join", "user_change", "member_joined_channel"):
            self._directory.forget()
        if isinstance(kind, str) and kind.startswith("subteam_"):
            self._groups.forget()

    def _groups_matter(self) -> bool:
        named = [*self._settings.roles.values(), *self._settings.audiences.values()]
        return any(belonging.groups for belonging in named)

    async def _everybody(self, _key: str) -> dict[str, Kind]:
        found: dict[str, Kind] = {}
        async for page in _pages(lambda cursor: self._client.users_list(limit=PAGE, cursor=cursor)):
            found |= {user["id"]: kind_of(user, self._team()) for user in page["members"]}
        return found

    async def _members_of(self, channel: str) -> list[str]:
        found: list[str] = []
        async for page in _pages(lambda cursor: self._client.conversations_members(channel=channel, limit=PAGE, cursor=cursor)):
            found += page["members"]
        return found

    async def _group_members(self, _key: str) -> dict[str, frozenset[str]]:
        answer = await self._client.usergroups_list(include_users=True)
        found: dict[str, set[str]] = {}
        for group in answer["usergroups"]:
            for user in group.get("users", ()):
                found.setdefault(user, set()).add(group["id"])
        return {user: frozenset(groups) for user, groups in found.items()}


def kind_of(user: dict[str, Any], team: str) -> Kind:
    """How Slack describes a user of the directory."""
    if user.get("is_stranger") or user.get("team_id", team) != team:
        return "external"
    return "guest" if user.get("is_restricted") or user.get("is_ultra_restricted") or user.get("deleted") else "member"


async def _pages(call: Callable[[str | None], Awaitable[Any]]) -> AsyncIterator[Any]:
    cursor: str | None = None
    while True:
        page = await call(cursor)
        yield page
        cursor = page.get("response_metadata", {}).get("next_cursor")
        if not cursor:
            return
