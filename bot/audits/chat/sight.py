"""Who sees which plan and may act on it: those who plan, its people on any of their accounts, and its channel its own plans."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.access.actor import Actor
from bot.audits.chat.said import Said, place_of
from bot.audits.plan import AuditPlan
from bot.audits.programme import PLANNERS
from bot.store.audit_record import OccurrenceRecord

Accounts = Callable[[str], frozenset[str]]


@dataclass(frozen=True)
class Sight:
    """`accounts` gives all accounts of the person behind one: who owns a plan in Slack owns it in Teams."""

    accounts: Accounts

    def acting(self, actor: Actor, people: Iterable[str]) -> Actor:
        """The actor under the account by which the plan knows them, where it does."""
        if not actor.roles:
            return replace(actor, id="")  # whoever has left the company acts in nothing
        known = self.accounts(actor.id) & set(people)
        return actor if actor.id in known or not known else replace(actor, id=min(known))

    def takes_part(self, actor: Actor, plan: AuditPlan, found: Iterable[OccurrenceRecord] = ()) -> bool:
        """True for its owner, its auditor, those on its ladder, and those to whom something of it was handed."""
        return bool(actor.roles) and not self.accounts(actor.id).isdisjoint(people_of(plan, found))

    def may_see(self, said: Said, plan: AuditPlan, found: Iterable[OccurrenceRecord] = ()) -> bool:
        """In a channel its own plans only, whoever asks: everybody there reads the answer."""
        if not said.private:
            return bool(said.person.roles) and plan.channel == place_of(said)
        return not said.person.roles.isdisjoint(PLANNERS) or self.takes_part(said.person.actor, plan, found)


def people_of(plan: AuditPlan, found: Iterable[OccurrenceRecord] = ()) -> frozenset[str]:
    """All whom a plan names."""
    return frozenset({plan.owner, plan.auditor, *plan.escalation.ladder, *(one.assignee for one in found)} - {""})
