"""What is filled in a supplier's form, both ways: a supplier's values as they are shown, and what was filled in as a supplier."""

from dataclasses import replace
from typing import cast, get_args

from bot.conversation.card import Press
from bot.store.supplier_record import Contract, Supplier, Tier
from bot.suppliers.country import country_name, country_of, zone_of
from bot.suppliers.register import UnreadableCountry
from bot.suppliers.saying import Described
from bot.suppliers.supplier_card import word_of

_SAID = {"yes": True, "no": False}
_MAX_REF = 200


def described_in(press: Press) -> Described:
    """The supplier that a form describes; raises UnreadableCountry."""
    country, tier = country_of(press.field("country")), press.field("tier")
    if country is None:
        raise UnreadableCountry(press.field("country"))
    known = cast(Tier, tier) if tier in get_args(Tier) else None
    contract = Contract(
        exists=_SAID.get(press.field("exists")),
        grants_audits=_SAID.get(press.field("audits")),
        grants_unannounced=_SAID.get(press.field("unannounced")),
        ref=" ".join(press.field("ref").split())[:_MAX_REF],
    )
    return Described(press.field("name"), country, known, _SAID.get(press.field("tooling")), contract)


def changed_by(press: Press, described: Described, known: Supplier) -> Supplier:
    """The supplier as the form leaves it; another country brings its own time zone unless one is given."""
    country = described.country or known.country
    zone = press.field("zone").strip() or known.time_zone
    moved = country != known.country and zone == known.time_zone
    return replace(
        known,
        name=" ".join(described.name.split()),
        country=country,
        time_zone=zone_of(country) if moved else zone,
        tier=described.tier,
        tooling_held=described.tooling_held,
        contract=described.contract,
    )


def held_in(described: Described, language: str) -> dict[str, str]:
    """The form's values of what somebody said."""
    return {
        "name": described.name,
        "country": country_name(described.country, language) if described.country else "",
        "tier": described.tier or "",
        "tooling": word_of(described.tooling_held),
    }


def held_by(supplier: Supplier, language: str) -> dict[str, str]:
    """The form's values of a supplier."""
    contract = supplier.contract
    return {
        "name": supplier.name,
        "country": country_name(supplier.country, language),
        "zone": supplier.time_zone,
        "tier": supplier.tier or "",
        "tooling": word_of(supplier.tooling_held),
        "exists": word_of(contract.exists),
        "audits": word_of(contract.grants_audits),
        "unannounced": word_of(contract.grants_unannounced),
        "ref": contract.ref,
    }
