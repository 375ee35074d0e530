"""The Drawing of unannounced audits: dates are drawn anew, opened when they are over, and never moved."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.access.actor import Actor
from bot.audits.draw import Draw
from bot.audits.draw import opened as opened_draw
from bot.audits.plan import AuditPlan
from bot.audits.sealing import NoKey, Seal
from bot.audits.unannounced import laid_open, newly_drawn, together
from bot.store.audit_record import AuditRecords, Change, LogRecord, OccurrenceRecord, PlanRecord


@dataclass(frozen=True)
class Drawing:
    """Over the store and the key, None where there is none; methods raise NoKey, WrongKey."""

    records: AuditRecords
    seal: Seal | None

    @property
    def key(self) -> Seal:
        """The key."""
        if self.seal is None:
            raise NoKey("unannounced audits need IPDESK_SECRET_KEY")
        return self.seal

    def anew(self, plan: AuditPlan, since: date, now: datetime) -> Change:
        """The next period, counted from a day, with its sealed date."""
        return newly_drawn(self.records, self.key, plan, since, now)

    def after(self, found: OccurrenceRecord, record: PlanRecord, plan: AuditPlan, held_on: date | None, now: datetime) -> Change:
        """The date of one that is done is opened; the next window counts from the day on which the audit was held."""
        since = held_on or self._draw(found.id).day
        moved = Change(plans=(replace(record, body={**record.body, "starts": since.isoformat()}),))
        return together(self._opened(found.id, "done", now), moved, self.anew(plan, since, now))

    def stopped(self, found: OccurrenceRecord, actor: Actor, now: datetime) -> Change:
        """One that does not take place, announced or not; a date that was drawn for it is opened."""
        line = LogRecord(now, found.plan, found.id, "cancelled", actor.id)
        stopped = Change(occurrences=(replace(found, state="cancelled", next_at=None),), log=(line,))
        return together(stopped, self._opened(found.id, "cancelled", now)) if self.records.draw(found.id) else stopped

    def all_stopped(self, plan: str, actor: Actor, now: datetime, drawn_only: bool = False) -> Iterator[Change]:
        """All that is open of a plan; or of it those only for which a date was drawn."""
        for one in self.records.occurrences(plan):
            if one.state == "open" and (not drawn_only or self.records.draw(one.id)):
                yield self.stopped(one, actor, now)

    def _opened(self, occurrence: str, reason: str, now: datetime) -> Change:
        record = self.records.draw(occurrence)
        assert record is not None
        return laid_open(record, self._draw(occurrence), now, reason)

    def _draw(self, occurrence: str) -> Draw:
        record = self.records.draw(occurrence)
        assert record is not None
        return opened_draw(record.sealed, self.key, occurrence)
