"""The plans that somebody may see, found by supplier, by site, by the words of their title."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.audits.chat.listing import Seen
from bot.audits.chat.said import Said
from bot.audits.chat.sight import Sight
from bot.audits.plan import plan_of
from bot.audits.programme import PLANNERS, Programme
from bot.store.audit_record import OccurrenceRecord, PlanRecord
from bot.suppliers.finding import found
from bot.suppliers.register import SupplierRegister
from bot.suppliers.supplier import key_of


@dataclass(frozen=True)
class _Named:
    key: str
    seen: Seen


@dataclass(frozen=True)
class PlanShelf:
    """Over programme and register; methods raise StoreUnavailable."""

    programme: Programme
    sight: Sight
    register: SupplierRegister

    def visible(self, said: Said, mine: bool = False, ended: bool = False) -> list[Seen]:
        """Active plans that may be seen there, by title; `mine` those in which the person takes part, `ended` those as well."""
        still: dict[str, list[OccurrenceRecord]] = {}
        for one in self.programme.records.occurrences():
            still.setdefault(one.plan, []).append(one)
        active = [record for record in self.programme.records.plans() if ended or record.state == "active"]
        seen = [self._seen(record, still.get(record.id, ()), said, mine) for record in active]
        return sorted((one for one in seen if one is not None), key=lambda one: one.plan.title)

    def one(self, identity: str, said: Said) -> Seen | None:
        """A plan by its id; None where there is none, or it may not be seen there."""
        record = self.programme.records.plan(identity)
        if record is None:
            return None
        still = [one for one in self.programme.records.occurrences(identity) if one.state == "open"]
        return self._seen(record, still, said, mine=False)

    def called(self, words: str, among: Iterable[Seen], said: Said) -> list[Seen]:
        """Those of a supplier or a site, or with those words in their title; all where nothing is named."""
        every = list(among)
        if not words:
            return every
        if not said.person.roles:
            return []
        suppliers = {one.id for one in self.register.find(words, said.person.actor)}
        of_supplier = [one for one in every if one.plan.supplier in suppliers]
        titled = found(words, [_Named(key_of(one.plan.title), one) for one in every])
        by_id = [one for one in every if one.plan.id == words]
        return by_id or of_supplier or [named.seen for named in titled]

    def _seen(self, record: PlanRecord, still: Iterable[OccurrenceRecord], said: Said, mine: bool) -> Seen | None:
        plan, opened, actor = plan_of(record.body), tuple(still), said.person.actor
        takes_part = self.sight.takes_part(actor, plan, opened)
        if not self.sight.may_see(said, plan, opened) or (mine and not takes_part):
            return None
        exact = said.private and (takes_part or not actor.roles.isdisjoint(PLANNERS))
        return Seen(record, plan, opened, exact)
