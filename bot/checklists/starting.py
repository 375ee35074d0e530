"""Starting a run: what was understood as a card to correct, then the supplier and the run."""

from dataclasses import dataclass

from bot.access.actor import Actor
from bot.answering.guidance import LiveGuidance
from bot.checklists.card_names import START
from bot.checklists.desks import RunDesks, facts_of
from bot.checklists.onboarding import Onboarded, onboarded
from bot.checklists.run import ChecklistRun
from bot.checklists.run_cards import list_card
from bot.checklists.run_desk import Beginning
from bot.checklists.saying import Command
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
from indexer.text import fold

_GENERIC, _BY_COUNTRY = "supplier_dd", {"VN": "supplier_dd_vietnam"}
_YES_NO = ("tooling_held", "subcontracting")


@dataclass(frozen=True)
class Starting:
    """Over the register of suppliers, the desks of runs and the checklists that there are."""

    desks: RunDesks
    register: SupplierRegister
    guidance: LiveGuidance

    def list(self, turn: Turn) -> Card:
        """What can be started, and what is open of a person. Raises NotAllowed."""
        self.desks.book.rights.only_staff(turn.person.actor)
        mine = [one for one in self.desks.book.runs_of(turn.person.actor) if one.state != "closed"]
        titles = [self._titled(self.desks.book.get(one.id), turn.language) for one in mine]
        return list_card(self._checklists().values(), zip(mine, titles, strict=True), turn.language)

    def _titled(self, run: ChecklistRun, language: str) -> str:
        """The checklist, and whom the run is on."""
        title, subject = self.desks.book.checklist_of(run).title.said(language), self.desks.forms.subject(run)
        return f"{title}: {subject}" if subject else title

    def asked_for(self, found: Command, turn: Turn) -> Card:
        """The card to start what a sentence names. Raises NotAllowed."""
        self.desks.book.rights.only_starters(turn.person.actor)
        if found.verb == "onboard":
            supplier = onboarded(found.words)
            return self.card(_BY_COUNTRY.get(supplier.country or "", _GENERIC), supplier, turn)
        named = self._named(found.words)
        if named is None:
            names = "\n".join(f"- `{one.id}` · {one.title.said(turn.language)}" for one in self._checklists().values())
            return Card("", f"{say('run_text.which', turn.language)}\n{names}", language=turn.language)
        return self.card(named.id, onboarded(found.supplier), turn)

    def card(self, identity: str, said: Onboarded, turn: Turn) -> Card:
        """The fields that matter, filled in with what is known, and what was understood in words. Raises KeyError."""
        language, checklist = turn.language, self._checklists()[identity]
        on_supplier = "supplier" in checklist.applies_to
        known = next(iter(self.register.find(said.name, turn.person.actor)), None) if said.name and on_supplier else None
        fields = _supplier_fields(said, known, language) if on_supplier else ()
        rights = tuple(Option(right, say(f"run_right.{right}", language)) for right in FACTS["rights"] or ())
        asked = (*fields, Field("rights", say("run_label.rights", language), "several", rights))
        start = Button(say("run_label.start", language), "checklist.begin", checklist.id, "primary")
        title = say("run_text.start", language, title=checklist.title.said(language))
        lines = [say("run_text.understood", language), *(understood_lines(said, known, language) if on_supplier else ())]
        return Card(title, "\n".join(lines), (), asked, (start,), START, language)

    def begin(self, press: Press, turn: Turn) -> ChecklistRun:
        """The value of the press names the checklist. Raises KeyError, UnreadableAnswer, NotAllowed."""
        checklist = self._checklists()[press.value]
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

    def _named(self, words: str) -> Checklist | None:
        """By its id, or by words of its title that only one has."""
        wanted, every = fold(words), self._checklists()
        if wanted.replace(" ", "_") in every:
            return every[wanted.replace(" ", "_")]
        said = set(wanted.split())
        likely = [
            one for one in every.values() if said and any(said <= set(fold(t).split()) for t in (one.title.en, one.title.vi))
        ]
        return likely[0] if len(likely) == 1 else None

    def _checklists(self) -> dict[str, Checklist]:
        return self.guidance.current().index.checklists


def _supplier_fields(said: Onboarded, known: Supplier | None, language: str) -> tuple[Field, ...]:
    name, country = (known.name, known.country) if known else (said.name, said.country)
    yes_no = tuple(Option(word, say(f"supplier_said.{word}", language).capitalize()) for word in ("yes", "no"))
    shown = (country_name(country, language),) if country else ()
    return (
        Field("supplier", say("run_label.supplier", language), filled=(name,) if name else ()),
        Field("country", say("run_label.country", language), filled=shown),
        *(Field(one, say(f"run_label.{one}", language), "menu", yes_no, _held(one, said, known)) for one in _YES_NO),
    )


def _held(name: str, said: Onboarded, known: Supplier | None) -> tuple[str, ...]:
    told = said.subcontracting if name == "subcontracting" else said.tooling_held
    if told is None and known is not None and name == "tooling_held":
        told = known.tooling_held
    return (word_of(told),) if told is not None else ()


def understood_lines(said: Onboarded, known: Supplier | None, language: str) -> list[str]:
    """What a sentence was taken to say, for its author to see before anything is kept; nothing where nobody was named."""
    if not said.name:
        return []
    country = known.country if known else said.country
    where = country_name(country, language) if country else say("run_text.not_said", language)
    told = {"supplier": known.name if known else said.name, "country": f"{where} ({said.place})" if said.place else where}
    if known is not None:
        told["supplier"] = say("run_text.known_supplier", language, name=known.name)
    for one in _YES_NO:
        held = _held(one, said, known)
        told[one] = say(f"supplier_said.{held[0]}", language) if held else say("run_text.not_said", language)
    lines = [f"- {say(f'run_label.{name}', language)}: {text}" for name, text in told.items()]
    other = "; ".join(f"“{clause}”" for clause in said.other)
    return [*lines, *(["", say("run_text.not_used", language, text=other)] if other else [])]  # a paragraph of its own
