"""Placing finds the supplier, the site and the country that the words of a sentence name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.access.actor import Actor
from bot.audits.chat.draft import Draft, shortened
from bot.audits.chat.plan_sentence import Known, Phrases
from bot.store.supplier_record import Site, Supplier
from bot.suppliers.country import country_of
from bot.suppliers.finding import found
from bot.suppliers.register import SupplierRegister

_LEAST = 3  # letters of a name


@dataclass(frozen=True)
class Placing:
    """Over the register of suppliers; methods raise NotAllowed."""

    register: SupplierRegister

    def known(self, actor: Actor) -> list[Known]:
        """All suppliers by their names; none for whoever may not look."""
        return [Known(one.key, one.id) for one in self.register.every(actor)] if actor.roles else []

    def supplier(self, draft: Draft, actor: Actor) -> Supplier | None:
        """The supplier of a draft; raises NotAllowed."""
        return self.register.get(draft.supplier, actor) if draft.supplier else None

    def site(self, draft: Draft, actor: Actor) -> Site | None:
        """The site of a draft; raises NotAllowed."""
        sites = self.register.sites_of(draft.supplier, actor) if draft.site else []
        return next((one for one in sites if one.id == draft.site), None)

    def named(self, draft: Draft, text: str, actor: Actor) -> Draft:
        """With the supplier that a name means, its site with it; `named` where nobody is called so. Raises NotAllowed."""
        words = text.split()
        for count in range(len(words), 0, -1):
            likely = self.register.find(" ".join(words[:count]), actor)
            if len(likely) == 1 or (likely and likely[0].key == " ".join(words[:count]).lower()):
                return self._at(replace(draft, supplier=likely[0].id, named=""), [" ".join(words[count:])], actor)[0]
        return shortened(replace(draft, named=text))

    def is_other(self, draft: Draft, words: str, actor: Actor) -> bool:
        """True for words that name another supplier than the draft's."""
        named = self.named(draft, words, actor).supplier if draft.supplier and len(words) >= _LEAST else draft.supplier
        return named != draft.supplier

    def placed(self, draft: Draft, phrases: Phrases, actor: Actor) -> tuple[Draft, tuple[str, ...]]:
        """With supplier, site and country, and the words that are none of them."""
        rest = [part for piece in phrases.rest for part in _parts(piece)]
        countries = [code for part in rest if (code := country_of(part))]
        rest = [part for part in rest if not country_of(part)]
        if countries:
            draft = replace(draft, country=countries[0])
        if phrases.places:
            return self._at(replace(draft, supplier=phrases.places[0].supplier), rest, actor)
        named: list[str] = []
        for number, part in enumerate(rest):
            tried = self.named(draft, part, actor)
            if tried.supplier:
                return tried, tuple(one for other, one in enumerate(rest) if other != number)
            named.append(part)
        if draft.visit or not draft.kind:
            return shortened(replace(draft, named=", ".join(named))), ()
        return shortened(replace(draft, what=", ".join(named))), ()

    def _at(self, draft: Draft, rest: Sequence[str], actor: Actor) -> tuple[Draft, tuple[str, ...]]:
        """With the site that is named, or the supplier's only one; other words are what it is about, where a title needs them."""
        sites = self.register.sites_of(draft.supplier, actor)
        for number, part in enumerate(rest):
            likely = found(part, sites)
            if len(likely) == 1:
                return replace(draft, site=likely[0].id), tuple(one for other, one in enumerate(rest) if other != number and one)
        left = tuple(one for one in rest if one)
        draft = replace(draft, site=sites[0].id) if len(sites) == 1 and draft.visit else draft
        return (draft, left) if draft.visit or not left else (shortened(replace(draft, what=", ".join(left))), ())


def _parts(piece: str) -> list[str]:
    """Where a country follows with "in", it is a part of its own."""
    words = piece.split()
    for number in range(1, len(words) - 1):
        if words[number].lower() in ("in", "ở", "tại", "o", "tai") and country_of(" ".join(words[number + 1 :])):
            return [" ".join(words[:number]), " ".join(words[number + 1 :])]
    return [piece]
