"""Suppliers as cards: one, the list, the form to fill in."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import get_args

from bot.conversation.card import Button, Card, Fact, Field, Option
from bot.conversation.catalogue import day, say
from bot.conversation.mention import of_person
from bot.store.supplier_record import Site, Supplier, Tier
from bot.suppliers.country import country_name

_SHOWN = 20  # of a list, in one card
_BUTTONS = 5
YES_NO = ("yes", "no")


def card_of(
    supplier: Supplier, sites: Sequence[Site], scores: Sequence[tuple[datetime, int]], language: str, changeable: bool
) -> Card:
    """One supplier, with its risk scores for those who may see them, and the buttons of those who may change it."""
    contract = supplier.contract
    granted = {"exists": contract.exists, "audits": contract.grants_audits, "unannounced": contract.grants_unannounced}
    facts = [
        Fact(say("supplier_label.country", language), country_name(supplier.country, language)),
        Fact(say("supplier_label.zone", language), supplier.time_zone),
        Fact(say("supplier_label.tier", language), tier_text(supplier.tier, language)),
        *_assessed(supplier, scores, language),
        Fact(say("supplier_label.tooling", language), answer_text(supplier.tooling_held, language)),
        *(Fact(say(f"supplier_contract.{name}", language), answer_text(value, language)) for name, value in granted.items()),
        Fact(say("supplier_label.ref", language), contract.ref or "–"),
        Fact(say("supplier_label.owner", language), of_person(supplier.owner) if supplier.owner else "–"),
    ]
    facts += [Fact(say("supplier_label.site", language), _place(site, language)) for site in sites]
    edit = Button(say("supplier_text.edit", language), "supplier.form", supplier.id)
    site = Button(say("supplier_text.add_site", language), "supplier.site_form", supplier.id)
    return Card(supplier.name, facts=tuple(facts), buttons=(edit, site) if changeable else (), language=language)


def _assessed(supplier: Supplier, scores: Sequence[tuple[datetime, int]], language: str) -> Iterator[Fact]:
    """When it was assessed, when it will be again, and how its scores went."""
    found = supplier.assessed
    if found is not None:
        yield Fact(say("supplier_label.assessed", language), day(found.at.date(), language))
        yield Fact(say("supplier_label.again", language), day(found.again_on, language))
    if scores:
        told = " → ".join(f"{score} ({day(at.date(), language)})" for at, score in scores)
        yield Fact(say("supplier_label.scores", language), told)


def list_of(suppliers: Sequence[Supplier], language: str, changeable: bool) -> Card:
    """Names with country and tier; the first have a button."""
    lines = [f"- **{s.name}** · {country_name(s.country, language)} · {tier_text(s.tier, language)}" for s in suppliers[:_SHOWN]]
    if len(suppliers) > _SHOWN:
        lines.append(say("supplier_text.more", language, count=str(len(suppliers) - _SHOWN)))
    add = (Button(say("supplier_text.add", language), "supplier.form", "", "primary"),) if changeable else ()
    show = tuple(Button(s.name, "supplier.show", s.id) for s in suppliers[:_BUTTONS])
    text = "\n".join(lines) or say("supplier_text.none", language)
    return Card(say("supplier_text.list", language), text, buttons=(*show, *add), language=language)


def form(supplier: Supplier | None, filled: dict[str, str], language: str, problem: str = "") -> Card:
    """What is to be filled in; `problem` says what could not be read."""
    tiers = tuple(Option(tier, tier_text(tier, language)) for tier in get_args(Tier))
    menus = {"tier": tiers} | {name: _yes_no(language) for name in ("tooling", "exists", "audits", "unannounced")}
    fields = [_field(name, filled, menus, language) for name in _names(supplier)]
    value = f"{supplier.id}:{supplier.version}" if supplier else ""
    save = Button(say("supplier_text.save", language), "supplier.save", value, "primary")
    title = supplier.name if supplier else say("supplier_text.add", language)
    return Card(title, problem, fields=tuple(fields), buttons=(save,), language=language)


def site_form(supplier: Supplier, language: str, problem: str = "") -> Card:
    """Name and country of a new site."""
    country = country_name(supplier.country, language)
    fields = (Field("name", _label("name", language)), Field("country", _label("country", language), filled=(country,)))
    save = Button(say("supplier_text.save", language), "supplier.save_site", supplier.id, "primary")
    title = say("supplier_text.new_site", language, supplier=supplier.name)
    return Card(title, problem, fields=fields, buttons=(save,), language=language)


def note(key: str, language: str, **values: str) -> Card:
    """A plain sentence."""
    return Card("", say(key, language, **values), language=language)


def tier_text(tier: Tier | None, language: str) -> str:
    """A tier in words."""
    return say(f"supplier_tier.{tier or 'none'}", language)


def answer_text(value: bool | None, language: str) -> str:
    """Yes, no, or not said."""
    return say(f"supplier_said.{word_of(value) or 'nothing'}", language)


def word_of(value: bool | None) -> str:
    """The value of the menu for an answer, empty for none."""
    return {True: "yes", False: "no", None: ""}[value]


def _names(supplier: Supplier | None) -> tuple[str, ...]:
    asked = ("name", "country", "tier", "tooling", "exists", "audits", "unannounced", "ref")
    return (*asked, "zone") if supplier else asked


def _field(name: str, filled: dict[str, str], menus: dict[str, tuple[Option, ...]], language: str) -> Field:
    value = (filled[name],) if filled.get(name) else ()
    options = menus.get(name, ())
    return Field(name, _label(name, language), "menu" if options else "text", options, value)


def _label(name: str, language: str) -> str:
    granted = name in ("exists", "audits", "unannounced")
    return say(f"supplier_contract.{name}" if granted else f"supplier_label.{name}", language)


def _yes_no(language: str) -> tuple[Option, ...]:
    return tuple(Option(word, say(f"supplier_said.{word}", language)) for word in YES_NO)


def _place(site: Site, language: str) -> str:
    return f"{site.name} · {country_name(site.country, language)}"
