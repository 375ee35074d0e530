"""One house with all four channels over one database, in which the people of the dialogues have their accounts and roles."""

import asyncio
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from bot.access.settings import Belonging, Role, Settings
from bot.answering.guidance import LiveGuidance
from bot.assembly import new_id, now
from bot.checklists.score import supplier_score
from bot.checklists.unfolding import unfolded
from bot.config import Config, SlackCredentials, TeamsCredentials
from bot.conversation.assistant import Assistant
from bot.conversation.desk import Desk
from bot.conversation.feedback import FeedbackDesk
from bot.conversation.ticket import TicketDesk
from bot.guided_desks import Outside, guided_desks
from bot.slack import channel as slack
from bot.store.store import Store
from bot.store.tables import inbox, outbox
from bot.teams import channel as teams
from indexer.checklist_file import from_json
from indexer.content import Content
from tests.bot.checklists.small_checklist import checklist
from tests.bot.checklists.talk import Shelf
from tests.checklist_sheets import shipped
from tests.fakes.slack_requests import SECRET
from tests.fakes.slack_server import TEAM, TOKEN
from tests.fakes.teams_server import OUTGOING, TENANT
from tests.fakes.teams_tokens import APP_ID, ISSUER

PEOPLE = ("lina", "bob", "rita", "ray")
ROLES: dict[str, tuple[Role, ...]] = {"lina": ("supplier_manager",), "bob": (), "rita": ("reviewer",), "ray": ("reviewer",)}
DONE = ("sent", "failed", "ambiguous")


def number_of(name: str) -> int:
    return PEOPLE.index(name) + 1


def entra(name: str) -> str:
    return f"00000000-0000-4000-8000-{number_of(name):012d}"


def account(name: str, channel: str) -> str:
    """The id of a person on a channel."""
    known = {"slack": f"slack:{TEAM}:U{number_of(name)}", "teams": f"teams:{TENANT}:{entra(name)}", "web": "web:local"}
    return known.get(channel, f"terminal:{name}")


def settings() -> Settings:
    """The roles, by the accounts on both platforms."""
    roles: dict[Role, set[tuple[str, str]]] = {}
    for name, held in ROLES.items():
        for role in held:
            roles.setdefault(role, set()).update({("slack", f"U{number_of(name)}"), ("teams", entra(name))})
    belonging = {role: Belonging(users=frozenset(users)) for role, users in roles.items()}
    return Settings(roles=belonging, questions_a_minute=6_000, questions_at_once=1_000)


@dataclass
class Town:
    """Everything that the channels share."""

    config: Config
    engine: Engine
    store: Store
    served: LiveGuidance
    folder: Path

    @property
    def assistant(self) -> Assistant:
        shelf: Any = Shelf(shipped() | {"small": checklist()}, Content())
        return Assistant(self.desk, guided_desks(self.config, self.store, shelf, Outside(now, new_id)))

    @property
    def desk(self) -> Desk:
        return Desk(self.served, self.store.answers, now, new_id, "test")

    @property
    def _common(self) -> tuple[Assistant, Desk, FeedbackDesk, TicketDesk]:
        tickets = TicketDesk(self.store.tickets, self.store.answers, now, new_id)
        return self.assistant, self.desk, FeedbackDesk(self.store.feedback, now), tickets

    def slack_channel(self, address: str, timing: slack.Timing) -> slack.SlackChannel:
        credentials = SlackCredentials(TOKEN, SECRET, None, f"{address}/api/")
        return slack.SlackChannel(slack.Parts(credentials, settings(), self.served, *self._common, self.engine, now, timing))

    def teams_channel(self, address: str, timing: teams.Timing) -> teams.TeamsChannel:
        known = TeamsCredentials(APP_ID, TENANT, metadata_url=f"{address}/openid", issuer=ISSUER, outgoing_token=OUTGOING)
        conversations = self.store.conversations
        parts = teams.Parts(known, settings(), self.served, *self._common, conversations, self.engine, now, timing)
        return teams.TeamsChannel(parts)

    def run(self) -> str:
        """The id of the run that was begun last; empty before there is one."""
        return next((summary.id for summary in self.store.runs.every()), "")

    def score(self) -> int | None:
        """Of that run, by the answers that are kept."""
        found = unfolded(self.store.runs.changes_of(self.run()))
        assert found is not None
        definition = self.store.runs.definition(found.digest)
        assert definition is not None
        return supplier_score(from_json(json.loads(definition.text)), found.facts, found.answers()).score

    def busy(self, channel: str) -> bool:
        """True while something asked on a channel is not answered, or not posted."""
        asked = select(func.count()).select_from(inbox).where(inbox.c.channel == channel, inbox.c.state != "done")
        due = select(func.count()).select_from(outbox).where(outbox.c.channel == channel, outbox.c.state.not_in(DONE))
        with self.engine.connect() as connection:
            return any(connection.execute(query).scalar() for query in (asked, due))

    async def settled(self, channel: str, seconds: float = 30.0) -> None:
        """Waits until everything is answered and posted."""
        deadline = time.monotonic() + seconds
        while await asyncio.to_thread(self.busy, channel):
            assert time.monotonic() < deadline, "it is never done"
            await asyncio.sleep(0.02)
