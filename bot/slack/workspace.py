"""The workspace that the bot token belongs to, asked for once."""

import asyncio
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.access.settings import Settings


@dataclass(frozen=True)
class Own:
    """The team and the user that the bot is."""

    team: str
    user: str

    def person(self, user: str) -> str:
        """The stable id of a user; the same user is the same person in whichever channel."""
        return f"slack:{self.team}:{user}"


class Workspace:
    """Knows which deliveries are for this app; raises what the client raises until Slack has said who we are."""

    def __init__(self, client: AsyncWebClient, settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self._own: Own | None = None
        self._asking = asyncio.Lock()

    async def own(self) -> Own:
        """Who the bot is."""
        async with self._asking:
            if self._own is None:
                answer = await self._client.auth_test()
                self._own = Own(answer["team_id"], answer["user_id"])
        return self._own

    @property
    def team(self) -> str:
        """The team, empty as long as Slack has not said it."""
        return self._own.team if self._own is not None else ""

    async def serves(self, team: object) -> bool:
        """True for a team whose people may ask."""
        return isinstance(team, str) and self._settings.allows_slack_team(team, (await self.own()).team)
