"""The SupplierDesk lets people look up, add and change suppliers in chat; it never takes a question for a command."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.access.actor import NotAllowed
from bot.access.audience import EMPLOYEES
from bot.conversation.card import Card, Press, Told
from bot.conversation.catalogue import say
from bot.conversation.message import Message, Person
from bot.store.supplier_record import Supplier
from bot.suppliers import saying
from bot.suppliers.country import country_of
from bot.suppliers.filled import changed_by, described_in, held_by, held_in
from bot.suppliers.register import (
    StaleSupplier,
    SupplierRegister,
    UnreadableCountry,
    UnreadableZone,
    may_change,
    may_see_scores,
    only_those_who_may_change,
)
from bot.suppliers.saying import Described
from bot.suppliers.supplier import UnreadableName
from bot.suppliers.supplier_card import card_of, form, list_of, note, site_form

_PROBLEMS = {
    UnreadableName: "supplier_text.bad_name",
    UnreadableCountry: "supplier_text.bad_country",
    UnreadableZone: "supplier_text.bad_zone",
    StaleSupplier: "supplier_text.stale",
}


# By the id of a supplier: its risk scores, each with the moment of its sign-off, oldest first.
Scores = Callable[[str], Sequence[tuple[datetime, int]]]


def no_scores(_supplier: str) -> Sequence[tuple[datetime, int]]:
    """Where nobody is assessed."""
    return ()


class SupplierDesk:
    """A GuidedDesk over the register; `scores` gives the risk scores of a supplier by day, oldest first."""

    name = "supplier"

    def __init__(self, register: SupplierRegister, scores: Scores = no_scores) -> None:
        self._register = register
        self._scores = scores

    def said(self, message: Message) -> Told | None:
        """None for whatever is no command, among it "supplier wants to sub-contract"."""
        language = message.language or saying.language_of_command(message.text)
        try:
            card = self._answer(message, language)
        except NotAllowed:
            return _refused(language)
        return None if card is None else Told((card,), private=_in_private(message.person))

    def pressed(self, press: Press) -> Told:
        """What a button does; one that this desk never made leads nowhere."""
        language = press.language or "en"
        verbs = {
            "show": self._show,
            "form": self._form,
            "save": self._save,
            "site_form": self._site_form,
            "save_site": self._save_site,
        }
        work = verbs.get(press.verb.partition(".")[2])
        if work is None:
            return Told((note("supplier_text.gone", language),), private=True)
        try:
            return Told((work(press, language),), private=_in_private(press.person))
        except NotAllowed:
            return _refused(language)

    def _answer(self, message: Message, language: str) -> Card | None:
        actor = message.person.actor
        described = saying.to_add(message.text)
        if described is not None:
            return self._added(described, message.person, language)
        if saying.asks_for_all(message.text):
            return list_of(self._register.every(actor), language, may_change(actor))
        name = saying.name_asked_for(message.text)
        if not name or not actor.roles:  # whoever may not look learns not even whether there is such a supplier
            return None
        likely = self._register.find(name, actor)
        if len(likely) > 1:
            return list_of(likely, language, changeable=False)
        return self._card(likely[0], message.person, language) if likely else None

    def _added(self, described: Described, person: Person, language: str) -> Card:
        only_those_who_may_change(person.actor)
        if described.name and described.country:
            try:
                return self._card(self._register.add(described, person.actor), person, language)
            except UnreadableName:
                return form(None, held_in(described, language), language, say("supplier_text.bad_name", language))
        return form(None, held_in(described, language), language)

    def _show(self, press: Press, language: str) -> Card:
        supplier = self._register.get(press.value, press.person.actor)
        return self._card(supplier, press.person, language) if supplier else note("supplier_text.gone", language)

    def _form(self, press: Press, language: str) -> Card:
        only_those_who_may_change(press.person.actor)
        if not press.value:
            return form(None, {}, language)
        supplier = self._register.get(press.value, press.person.actor)
        return form(supplier, held_by(supplier, language), language) if supplier else note("supplier_text.gone", language)

    def _save(self, press: Press, language: str) -> Card:
        identity, _, version = press.value.partition(":")
        known = self._register.get(identity, press.person.actor) if identity else None
        if identity and known is None:
            return note("supplier_text.gone", language)
        filled = {name: values[0] for name, values in press.fields.items() if values}
        try:
            return self._card(self._saved(known, version, press), press.person, language)
        except tuple(_PROBLEMS) as error:
            return form(known, filled, language, say(_PROBLEMS[type(error)], language))

    def _saved(self, known: Supplier | None, version: str, press: Press) -> Supplier:
        described = described_in(press)
        if known is None:
            return self._register.add(described, press.person.actor)
        changed = changed_by(press, described, known)
        if changed == known:
            return known  # a form that comes twice has one effect
        return self._register.change(replace(changed, version=int(version)), press.person.actor)

    def _site_form(self, press: Press, language: str) -> Card:
        only_those_who_may_change(press.person.actor)
        supplier = self._register.get(press.value, press.person.actor)
        return site_form(supplier, language) if supplier else note("supplier_text.gone", language)

    def _save_site(self, press: Press, language: str) -> Card:
        actor = press.person.actor
        supplier = self._register.get(press.value, actor)
        if supplier is None:
            return note("supplier_text.gone", language)
        country = press.field("country").strip()
        if country and country_of(country) is None:
            return site_form(supplier, language, say("supplier_text.bad_country", language))
        try:
            self._register.add_site(supplier, press.field("name"), country_of(country), actor)
        except UnreadableName:
            return site_form(supplier, language, say("supplier_text.bad_name", language))
        return self._card(supplier, press.person, language)

    def _card(self, supplier: Supplier, person: Person, language: str) -> Card:
        sites = self._register.sites_of(supplier.id, person.actor)
        seen = self._scores(supplier.id) if may_see_scores(person.actor) else []
        return card_of(supplier, sites, seen, language, may_change(person.actor))


def _in_private(person: Person) -> bool:
    """Where guests read along, suppliers are shown to the one who asks."""
    return EMPLOYEES not in person.audiences


def _refused(language: str) -> Told:
    return Told((note("supplier_text.refused", language),), private=True)
