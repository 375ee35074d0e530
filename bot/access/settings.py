"""Settings are what an admin decides in one file: who has which role, who sees what, what a channel may be told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Literal, get_args

from bot.access.reader import Reader

Role = Literal["employee", "expert", "supplier_manager", "auditor", "reviewer", "curator", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
RETENTION_DAYS = 30
# Of one person; more are answered in their turn.
QUESTIONS_A_MINUTE, QUESTIONS_AT_ONCE = 20, 10
# Where questions are not kept, a thread is still understood as long as it is being talked in.
THREAD_LASTS = timedelta(hours=1)


@dataclass(frozen=True)
class Belonging:
    """Who belongs to a role or an audience: groups and users, each by (platform, id)."""

    groups: frozenset[tuple[str, str]] = frozenset()
    users: frozenset[tuple[str, str]] = frozenset()

    def includes(self, reader: Reader) -> bool:
        """True when the reader is named, or belongs to a group that is."""
        return (reader.platform, reader.user) in self.users or any((reader.platform, g) in self.groups for g in reader.groups)


@dataclass(frozen=True)
class ChannelSettings:
    """How the desk behaves in a channel; `audiences` caps what may be quoted there, None sets no cap."""

    auto_reply: bool = False
    follow_ups: bool = True
    audiences: frozenset[str] | None = None
    verified_only: bool = False


@dataclass(frozen=True)
class AuditSettings:
    """Where reminders go that nobody planned by hand: they follow from findings, evidence and suppliers.

    `channel` is "slack:C3"; `zone` (IANA) and `country` (ISO) are where the people work whom they reach.
    """

    channel: str
    zone: str
    country: str
    language: str = "en"


@dataclass(frozen=True)
class Settings:
    """Everything from the settings file; the defaults are those of an installation without one."""

    slack_teams: frozenset[str] = frozenset()
    teams_tenants: frozenset[str] = frozenset()
    roles: Mapping[Role, Belonging] = field(default_factory=lambda: MappingProxyType({}))
    audiences: Mapping[str, Belonging] = field(default_factory=lambda: MappingProxyType({}))
    channels: Mapping[str, ChannelSettings] = field(default_factory=lambda: MappingProxyType({}))
    experts_channel: str | None = None
    teams_experts_channel: str | None = None
    audits: AuditSettings | None = None
    retention_days: int = RETENTION_DAYS
    keep_questions: bool = True
    questions_a_minute: int = QUESTIONS_A_MINUTE
    questions_at_once: int = QUESTIONS_AT_ONCE

    def channel(self, identity: str) -> ChannelSettings:
        """The settings of a channel, the defaults for one that is not named."""
        return self.channels.get(identity, ChannelSettings())

    def allows_slack_team(self, team: str, own: str) -> bool:
        """True for a workspace that is listed; without a list, for the `own` one that the token belongs to."""
        return team in (self.slack_teams or {own})

    def allows_teams_tenant(self, tenant: str, own: str) -> bool:
        """True for a tenant that is listed; without a list, for the `own` one of the app."""
        return tenant in (self.teams_tenants or {own})

    @property
    def retention(self) -> timedelta:
        """How long the text of a question is kept."""
        return timedelta(days=self.retention_days) if self.keep_questions else THREAD_LASTS
