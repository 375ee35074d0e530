"""A Round looks once at everything whose moment may have come; any number of workers may go round at the same time."""

import logging
import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.audits.cards import undelivered
from bot.audits.confiding import TO_AUDITOR_ALONE, confiding
from bot.audits.contract_right import warnings
from bot.audits.digest import SupplierLines, Waiting, digest, next_digest
from bot.audits.draw import opened as opened_draw
from bot.audits.plan import AuditPlan, plan_of
from bot.audits.posting import PREFIX, Outgoing, rows, timed, told_nobody
from bot.audits.reminding import advanced, opened
from bot.audits.sampling_round import Sampler, Suppliers
from bot.audits.sealing import Seal, WrongKey
from bot.audits.working_time import day_at, in_office_hours, next_office_moment
from bot.conversation.catalogue import say
from bot.store.audit_record import AuditRecords, Change, DigestRecord, DrawRecord, Due, LogRecord, OccurrenceRecord, PlanRecord
from bot.store.supplier_record import RememberedSuppliers

log = logging.getLogger(__name__)

BATCH = 200
_AT_ONCE = 20  # kept in one transaction: each waits for the disk
_MOST_TRIES = 5
_PUSHED = timedelta(minutes=1)
_SOON = timedelta(days=1)


@dataclass(frozen=True)
class Surroundings:
    """What the programme asks of others: suppliers, and the guidance that its owners should have read again by a day."""

    suppliers: Suppliers = field(default_factory=RememberedSuppliers)
    guidance_due: Callable[[str, date], Sequence[str]] = lambda _owners, _today: ()
    new_seed: Callable[[], str] = lambda: secrets.token_hex(32)


@dataclass(frozen=True)
class Round:
    """`step` is one round; `seal` is None where there is no key: unannounced audits then wait."""

    records: AuditRecords
    seal: Seal | None
    clock: Callable[[], datetime] = field(repr=False)
    surroundings: Surroundings = Surroundings()

    def step(self) -> bool:
        """True when something was done, and more may be waiting; raises StoreUnavailable."""
        now = self.clock()
        due = self.records.due(now, BATCH)
        random.shuffle(due)  # two workers seldom want the same one at the same time
        acted = [self._handled(due[first : first + _AT_ONCE], now) for first in range(0, len(due), _AT_ONCE)]
        confided = self._confided(now)
        return any([*acted, confided, self._told_of_failures(now)])

    def _handled(self, due: Sequence[Due], now: datetime) -> bool:
        """True when any of it was not done by another worker meanwhile."""
        in_order = sorted(due, key=lambda one: (type(one).__name__, _name(one)))  # or two workers would wait for each other
        return any(self.records.commit_each([self._change_or_push(one, now) for one in in_order]))

    def _change_or_push(self, due: Due, now: datetime) -> Change:
        """What cannot be handled is pushed forward, and set aside in the end, so that it never stops the others."""
        try:
            return self._change(due, now)
        except (ValueError, TypeError, KeyError, LookupError, AttributeError, OverflowError):
            log.exception("an audit cannot be handled", extra={"action": "audit_set_back", "audit": _name(due)})
            return _pushed(due, now)

    def _change(self, due: Due, now: datetime) -> Change:
        if isinstance(due, DigestRecord):
            return self._digested(due, now)
        record = due if isinstance(due, PlanRecord) else self.records.plan(due.plan)
        if record is None:
            raise LookupError(f"no plan {_name(due)!r}")
        plan = plan_of(record.body)
        if isinstance(due, PlanRecord):
            return opened(plan, due, now)
        if plan.kind == "guidance_review":
            return self._guidance(plan, due, now)
        if plan.kind == "audit_sampling":
            return Sampler(self.records, self.surroundings.suppliers, self.surroundings.new_seed).drawn(plan, due, now)
        return advanced(plan, due, now)

    def _guidance(self, plan: AuditPlan, due: OccurrenceRecord, now: datetime) -> Change:
        """One message lists all guidance of an owner; a week without any is over without a word."""
        found = self.surroundings.guidance_due(plan.guidance_owner, day_at(now, plan.reader))
        if not found:
            line = LogRecord(now, plan.id, due.id, "nothing_due")
            return Change(occurrences=(replace(due, state="done", next_at=None),), log=(line,))
        return advanced(plan, due, now, (say("audit.guidance_due", plan.language), *(f"- {title}" for title in found)))

    def _confided(self, now: datetime) -> bool:
        """Opens every sealed date in memory, each in each round, so that neither the work nor its timing depends on a date."""
        if self.seal is None:
            return False
        sealed = self.records.sealed_draws()
        plans = {record.id: record for record in self.records.plans()} if sealed else {}
        changes = [self._confiding(draw, plans[draw.plan], now) for draw in sealed if draw.plan in plans]
        return sum(self.records.commit(change) for change in changes if change is not None) > 0

    def _confiding(self, draw: DrawRecord, record: PlanRecord, now: datetime) -> Change | None:
        assert self.seal is not None
        try:
            plan = plan_of(record.body)
            return confiding(plan, draw, opened_draw(draw.sealed, self.seal, draw.occurrence), now)
        except (WrongKey, ValueError, KeyError) as error:
            log.error("%s", error, extra={"action": "audit_unreadable", "audit": draw.occurrence})
            return None

    def _digested(self, due: DigestRecord, now: datetime) -> Change:
        records = [record for record in self.records.plans(due.channel) if record.state == "active"]
        if not records:
            return Change(digests=(replace(due, next_at=now + timedelta(days=7)),))
        first = plan_of(records[0].body)
        if not in_office_hours(now, first.reader):  # it was missed
            return Change(digests=(replace(due, next_at=next_office_moment(now, first.reader)),))
        waiting = [self._waiting(record) for record in records]
        today = day_at(now, first.reader)
        card = digest(waiting, self._suppliers(waiting, first.language), today, first.language)
        after = replace(due, next_at=next_digest(now, first.reader), tries=0)
        key = f"{PREFIX}digest/{due.channel}/{today.isoformat()}"
        posts = [Outgoing(key, due.channel, card, owner=first.owner)] if card else []
        line = LogRecord(now, "", "", "digest", details={"channel": due.channel})
        return Change(digests=(after,), posts=rows(timed(posts, first, now), now), log=(line,))

    def _waiting(self, record: PlanRecord) -> Waiting:
        plan = plan_of(record.body)
        still = tuple(one for one in self.records.occurrences(record.id) if one.state == "open")
        return Waiting(plan, still, date.fromisoformat(record.cursor) if record.cursor else None)

    def _suppliers(self, waiting: Sequence[Waiting], language: str) -> SupplierLines:
        """Suppliers of whom no finished facility audit is known, and those whose contract may keep our auditors out."""
        every = self.surroundings.suppliers.every()
        if not every:
            return SupplierLines([], [])
        done = self.records.audited("facility_audit")
        by_id = {supplier.id: supplier for supplier in every}
        planned = [(by_id[each.plan.supplier], each.plan) for each in waiting if each.plan.supplier in by_id]
        warned = [(one.name, key) for one, plan in planned for key in warnings(plan, one.contract) if key != "audit.warn_unknown"]
        denied = [f"{name}: {say(key, language)}" for name, key in dict.fromkeys(warned)]
        return SupplierLines([one.name for one in every if one.id not in done], denied)

    def _told_of_failures(self, now: datetime) -> bool:
        """The owner hears of what a channel did not take; of what an auditor was to be told in secret once the date is open.

        That it failed would tell that the date is near. If the auditor never heard of it, no result comes, and that is told.
        """
        secret = {draw.occurrence for draw in self.records.sealed_draws()}
        found = self.records.undelivered(PREFIX, BATCH)
        open_to_all = [each for each in found if not (each[0].endswith(TO_AUDITOR_ALONE) and _occurrence_of(each[0]) in secret)]
        changes = [self._failure(key, where, now) for key, where in open_to_all]
        return sum(self.records.commit(change) for change in changes if change is not None) > 0

    def _failure(self, key: str, conversation: str, now: datetime) -> Change | None:
        record = self.records.plan(key.removeprefix(PREFIX).split("/")[0])
        if record is None:  # a digest, or what was said of a plan that never was: the sender's log has it
            return Change(posts=(told_nobody(key, now),))
        plan = plan_of(record.body)
        told = Outgoing(f"{key}/undelivered", plan.owner, undelivered(plan, conversation), plan.owner, private=True)
        line = LogRecord(now, plan.id, "", "undelivered", details={"conversation": conversation})
        posts = rows([told], now) if conversation else ()
        if posts and not in_office_hours(now, plan.reader) and not self._pressing(key, now):
            return None  # told in the morning: it stays undelivered until then
        return Change(posts=posts or (told_nobody(key, now),), log=(line,))

    def _pressing(self, key: str, now: datetime) -> bool:
        """What comes due within a day, or is overdue, waits for no office hours."""
        occurrence = self.records.occurrence(_occurrence_of(key))
        return occurrence is not None and occurrence.state == "open" and occurrence.due_at <= now + _SOON


def _occurrence_of(key: str) -> str:
    return "/".join(key.removeprefix(PREFIX).split("/")[:2])


def _name(due: Due) -> str:
    return due.channel if isinstance(due, DigestRecord) else due.id


def _pushed(due: Due, now: datetime) -> Change:
    tries = due.tries + 1
    later = now + _PUSHED * 2**tries
    if isinstance(due, DigestRecord):
        return Change(digests=(replace(due, tries=tries % _MOST_TRIES, next_at=later),))
    given_up = tries >= _MOST_TRIES
    plan, occurrence = (due.id, "") if isinstance(due, PlanRecord) else (due.plan, due.id)
    lines = (LogRecord(now, plan, occurrence, "set_aside"),) if given_up else ()
    if isinstance(due, PlanRecord):
        return Change(plans=(replace(due, tries=tries, wake_at=later, state="set_aside" if given_up else due.state),), log=lines)
    return Change(
        occurrences=(replace(due, tries=tries, next_at=later, state="set_aside" if given_up else due.state),), log=lines
    )
