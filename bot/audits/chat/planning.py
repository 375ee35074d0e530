"""From a sentence to a kept plan: what is missing is asked for, what it would mean is shown, and only then it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.access.actor import Actor
from bot.audits.chat.draft import MOST, Draft, draft_of
from bot.audits.chat.draft_cards import ask, change, facts, shown
from bot.audits.chat.drafting import Drafted, Drafting
from bot.audits.chat.filled import Around, Unfilled, filled
from bot.audits.chat.flaws import Flaw
from bot.audits.chat.plan_sentence import Phrases
from bot.audits.chat.revising import draft_from, revised
from bot.audits.chat.said import Said
from bot.audits.chat.telling import alone, in_place, sentence
from bot.audits.contract_right import warnings
from bot.audits.plan import AuditPlan, BadPlan
from bot.audits.posting import REACHED
from bot.audits.preview import preview
from bot.audits.programme import PLANNERS, NotYours, Programme
from bot.audits.recurrence import BadRecurrence
from bot.audits.sealing import NoKey
from bot.audits.working_time import UnknownPlace, day_at
from bot.conversation.card import Card, Press, Told
from bot.conversation.catalogue import day as written
from bot.conversation.catalogue import say
from bot.store.supplier_record import Supplier

_MOST_OPTIONS = 100


@dataclass(frozen=True)
class Planning:
    """Over the programme; methods raise NotYours, NoKey, Busy, BrokenDraft, NotAllowed, StoreUnavailable."""

    programme: Programme
    drafting: Drafting

    def said(self, phrases: Phrases, said: Said) -> Told:
        """A sentence that asks for a plan."""
        actor = said.person.actor
        self._only_planners(actor)
        drafted = self.drafting.draft(phrases, said)
        if drafted.flaw is not None:
            return Told((_flawed(drafted.flaw, drafted.draft.language),))
        return Told((self._next(drafted, actor),), private=_is_told_alone(drafted.draft))

    def drafted(self, press: Press) -> Told:
        """What was filled in."""
        actor = press.person.actor
        self._only_planners(actor)
        draft = draft_of(press.value)
        try:
            draft = filled(draft, press, Around(self.drafting.placing, self.drafting.clock().date()))
        except Unfilled as error:
            return _here(error.draft, self._again(error.draft, press, error.text), press)
        flaw = self.drafting.flaw(draft)
        if flaw is not None:
            return _here(draft, self._again(draft, press, say(flaw.key, draft.language, **flaw.values)), press)
        return _here(draft, self._next(Drafted(draft), actor), press)

    def change(self, press: Press) -> Told:
        """All fields of a draft."""
        self._only_planners(press.person.actor)
        draft = draft_of(press.value)
        return _here(draft, change(draft, self._suppliers(press.person.actor)), press)

    def keep(self, press: Press) -> Told:
        """Keeps it, once, however often it is pressed."""
        actor = press.person.actor
        self._only_planners(actor)
        draft = draft_of(press.value)
        flaw = self.drafting.flaw(draft)
        if self.drafting.missing(draft) or flaw is not None:
            found = flaw or Flaw("audit_plan.changed_meanwhile")
            return _here(draft, self._again(draft, press, say(found.key, draft.language, **found.values)), press)
        plan = self._plan(draft, actor)
        known = self.programme.records.plan(draft.id)
        if known is None and draft.version:
            return sentence(say("audit_text.gone", draft.language), draft.language)
        if known is not None and str(known.version) != draft.version:
            return self._kept_before(known.body, plan)
        self.programme.keep(plan, actor)
        return in_place(self._kept(plan))

    def drop(self, press: Press) -> Told:
        """Nothing is kept; the value is the language."""
        language = "vi" if press.value == "vi" else "en"
        return in_place(Card("", say("audit_plan.dropped", language), language=language))

    def edit(self, plan: AuditPlan, version: int, actor: Actor) -> Card:
        """All fields of a plan that is kept."""
        return change(draft_from(plan, version), self._suppliers(actor))

    def _next(self, drafted: Drafted, actor: Actor) -> Card:
        """The card that asks for what is missing, or the preview."""
        draft, suppliers = drafted.draft, self._suppliers(actor)
        if draft.mode == "unannounced" and self.programme.seal is None:
            raise NoKey("unannounced audits need IPDESK_SECRET_KEY")
        names = list(self.drafting.missing(draft))
        day = "first" if draft.every else "on"
        names += [day] if drafted.unsure and day not in names else []
        names += [name for name in drafted.unsaid if name not in names]
        problem = _problem(drafted)
        if len(draft.text) > MOST:
            return Card(
                say("audit_plan.new", draft.language), say("audit_plan.too_long", draft.language), language=draft.language
            )
        if names:
            return ask(draft, names, suppliers, problem)
        try:
            plan = self._plan(draft, actor)
        except (BadPlan, BadRecurrence, UnknownPlace):
            return change(draft, suppliers, say("audit_flaw.other", draft.language))
        return self._preview(plan, draft, problem, actor)

    def _preview(self, plan: AuditPlan, draft: Draft, problem: str, actor: Actor) -> Card:
        supplier = self.drafting.placing.supplier(draft, actor)
        flaws = [*warnings(plan, supplier.contract if supplier else None), *([] if _posted(plan) else ["audit_plan.unsent"])]
        said = [say(key, plan.language) for key in flaws]
        house = [] if plan.unannounced or draft.every or draft.on else [say("audit_plan.house_rule", plan.language)]
        found = preview(plan, day_at(self.programme.clock(), plan.plant))
        return shown(plan, draft, found, [line for line in (problem, *(f"**!** {one}" for one in said), *house) if line])

    def _plan(self, draft: Draft, actor: Actor) -> AuditPlan:
        """What a draft does not say of a plan that is being changed stays as it is. Raises UnknownAudit too."""
        plan = self.drafting.plan(draft, actor)
        if not draft.version:
            return plan
        return revised(self.programme.plan(draft.id), plan)

    def _again(self, draft: Draft, press: Press, problem: str) -> Card:
        """The same card with what was wrong: the fields that were on it."""
        suppliers = self._suppliers(press.person.actor)
        names = tuple(dict.fromkeys((*press.fields, *self.drafting.missing(draft))))
        return change(draft, suppliers, problem) if len(names) > 8 or not press.fields else ask(draft, names, suppliers, problem)

    def _kept(self, plan: AuditPlan) -> Card:
        days = preview(plan, day_at(self.programme.clock(), plan.plant), 1)
        lines = [say(_kept_as(plan), plan.language)]
        if days.dates and plan.mode == "announced":
            lines.append(say("audit_plan.next", plan.language, day=written(days.dates[0][0], plan.language)))
        return Card(plan.title, "\n".join(lines), facts(plan), language=plan.language)

    def _kept_before(self, body: dict[str, object], plan: AuditPlan) -> Told:
        """Pressed twice: the same answer; another content: it has changed since."""
        before = {name: value for name, value in body.items() if name not in ("saved_at", "starts")}
        wanted = {name: value for name, value in plan.as_json().items() if name != "starts"}
        if before == wanted:
            return in_place(self._kept(plan))
        return sentence(say("audit_plan.stale", plan.language), plan.language)

    def _suppliers(self, actor: Actor) -> Sequence[Supplier]:
        found = self.drafting.placing.register.every(actor)
        return found if len(found) <= _MOST_OPTIONS else ()

    def _only_planners(self, actor: Actor) -> None:
        if actor.roles.isdisjoint(PLANNERS):
            raise NotYours("plans are made by supplier managers, auditors, reviewers and admins")


def _is_told_alone(draft: Draft) -> bool:
    """A channel does not hear the days of a semi-announced audit."""
    return draft.mode == "semi_announced"


def _here(draft: Draft, card: Card, press: Press) -> Told:
    return alone(card, press) if _is_told_alone(draft) else in_place(card)


def _flawed(flaw: Flaw, language: str) -> Card:
    return Card("", say(flaw.key, language, **flaw.values), language=language)


def _problem(drafted: Drafted) -> str:
    """What nobody understood is said, so that nobody believes it was."""
    language = drafted.draft.language
    unread = ", ".join(f"“{words}”" for words in drafted.unread)
    lines = [say(f"unreadable.{drafted.unsure}", language)] if drafted.unsure else []
    return "\n".join([*lines, *([say("audit_plan.unread", language, words=unread)] if unread else [])])


def _posted(plan: AuditPlan) -> bool:
    return plan.channel.partition(":")[0] in REACHED


def _kept_as(plan: AuditPlan) -> str:
    if not _posted(plan):
        return "audit_plan.kept_unsent"
    return "audit_plan.kept_unannounced" if plan.unannounced else "audit_plan.kept"
