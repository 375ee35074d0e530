"""Starting a run: what was understood as a card to correct, then the supplier and the run."""

from dataclasses import dataclass

from bot.access.actor import Actor
from bot.checklists.desks import RunDesks, facts_of
from bot.checklists.run import ChecklistRun
from bot.checklists.run_desk import Beginning
from bot.checklists.trouble import UnreadableAnswer
from bot.checklists.turn import Turn
from bot.conversation.card import Button, Card, Field, Option, Press
from bot.conversation.catalogue import say
from bot.store.supplier_record import Supplier
from bot.suppliers.country import country_name, country_of
from bot.suppliers.register import SupplierRegister
from bot.suppliers.saying import Described
from bot.suppliers.supplier import UnreadableName
from bot.suppliers.supplier_card import word_of
from indexer.checklist import Checklist
from indexer.condition import FACTS, Value

_YES_NO = ("tooling_held", "subcontracting")


@dataclass(frozen=True)
class Starting:
    """Over the register of suppliers and the desks of runs."""

    desks: RunDesks
    register: SupplierRegister

    def card(self, checklist: Checklist, described: Described, actor: Actor, turn: Turn) -> Card:
        """The fields that matter, filled in with what is known."""
        language = turn.language
        fields = self._supplier_fields(described, actor, language) if "supplier" in checklist.applies_to else ()
        rights = tuple(Option(right, say(f"run_right.{right}", language)) for right in FACTS["rights"] or ())
        asked = (*fields, Field("rights", say("run_label.rights", language), "several", rights))
        start = Button(say("run_label.start", language), "checklist.begin", checklist.id, "primary")
        title = say("run_text.start", language, title=checklist.title.said(language))
        return Card(title, say("run_text.understood", language), fields=asked, buttons=(start,), language=language)

    def begin(self, checklist: Checklist, press: Press, turn: Turn) -> ChecklistRun:
        """Raises UnreadableAnswer, NotAllowed."""
        self.desks.book.rights.only_starters(turn.person.actor)
        said: dict[str, Value | None] = {name: press.field(name) for name in _YES_NO if press.field(name) in ("yes", "no")}
        rights = tuple(right for right in press.fields.get("rights", ()) if right in (FACTS["rights"] or ()))
        said |= {"rights": rights} if rights else {}
        if not press.field("supplier").strip() and not press.field("country").strip():
            return self.desks.running.start(Beginning(checklist, said), turn.act).run
        supplier = self._supplier(press, turn.person.actor)
        facts = facts_of(supplier, said)
        return self.desks.running.start(Beginning(checklist, facts, supplier.id), turn.act).run

    def _supplier(self, press: Press, actor: Actor) -> Supplier:
        name, country = press.field("supplier"), country_of(press.field("country"))
        likely = self.register.find(name, actor)
        if likely:
            return likely[0]
        if country is None:
            raise UnreadableAnswer("bad_supplier")
        held = {"yes": True, "no": False}.get(press.field("tooling_held"))
        try:
            return self.register.add(Described(name, country, tooling_held=held), actor)
        except UnreadableName:
            raise UnreadableAnswer("bad_supplier") from None

    def _supplier_fields(self, described: Described, actor: Actor, language: str) -> tuple[Field, ...]:
        known = next(iter(self.register.find(described.name, actor)), None) if described.name else None
        name, country = (known.name, known.country) if known else (described.name, described.country)
        held = described.tooling_held if described.tooling_held is not None or known is None else known.tooling_held
        yes_no = tuple(Option(word, say(f"supplier_said.{word}", language)) for word in ("yes", "no"))
        shown = (country_name(country, language),) if country else ()
        return (
            Field("supplier", say("run_label.supplier", language), filled=(name,) if name else ()),
            Field("country", say("run_label.country", language), filled=shown),
            *(Field(one, say(f"run_label.{one}", language), "menu", yes_no, _held(one, held)) for one in _YES_NO),
        )


def _held(name: str, held: bool | None) -> tuple[str, ...]:
    return (word_of(held),) if name == "tooling_held" and held is not None else ()
