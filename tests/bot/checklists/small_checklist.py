"""A small checklist with an item of every kind, and a house in which it is run."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.access.actor import Actor
from bot.access.settings import Role
from bot.checklists.desks import run_desks
from bot.checklists.evidence_desk import Shown
from bot.checklists.rights import Act
from bot.checklists.run import ChecklistRun, Side
from bot.checklists.run_book import Changed
from bot.checklists.run_desk import Asked, Beginning
from bot.store.evidence_files import EvidenceFiles, RememberedFiles
from bot.store.store import Store, remembering
from indexer.checklist import Checklist, ChecklistItem, ChecklistSection, Option, Text
from indexer.checklist_file import signed
from indexer.condition import Comparison, Condition
from tests.bot.store_contract import NOON

YES_NO = (Option("yes", Text("Yes", "Có"), 1), Option("no", Text("No", "Không"), 0))
RIGHTS = (Option("patent", Text("Patents", "Sáng chế"), None), Option("design", Text("Designs", "Kiểu dáng"), None))
WHO = (Option("own", Text("Own staff", "Nhân viên"), 1), Option("agency", Text("An agency", "Công ty dịch vụ"), 0.5))
HOLDS_TOOLING = Condition("all", (Comparison("fact", "tooling_held", "is", ("yes",)),))
SUBCONTRACTS = Condition("all", (Comparison("item", "subcontracts", "is", ("yes",)),))


def item(identity: str, kind: str, **changes: object) -> ChecklistItem:
    text = Text(f"{identity}?", f"{identity} thế nào?")
    options = {"yes_no_na": YES_NO, "multi": RIGHTS, "single": WHO}.get(kind, ())
    plain = ChecklistItem(
        id=identity,
        ask=text,
        why=text,
        good=text,
        kind=kind,
        options=options,
        unit=None,
        level="must",
        weight=3,
        gate=None,
        evidence="none",
        not_applicable="never",
        guide=None,
        basis=("house rule",),
        when=None,
        risk=None,
        ask_supplier=False,
    )
    return replace(plain, **changes)


def section(identity: str, *items: ChecklistItem, when: Condition | None = None) -> ChecklistSection:
    return ChecklistSection(identity, Text(identity, identity), "policies_records", items, when)


def checklist(**changes: object) -> Checklist:
    sections = (
        section("policies", item("has_policy", "yes_no_na", evidence="link"), item("staff", "number", unit="people")),
        section("tooling", item("tooling_list", "file"), when=HOLDS_TOOLING),
        section(
            "chain",
            item("subcontracts", "yes_no_na", not_applicable="with_reason"),
            item("sub_names", "text", when=SUBCONTRACTS),
            item("rights", "multi"),
            item("who", "single", not_applicable="allowed"),
            item("trained", "scale"),
            item("since", "date"),
        ),
    )
    text = Text("Small", "Nhỏ")
    plain = Checklist("small", text, text, ("supplier",), "legal", date(2026, 11, 1), 180, sections, (), "")
    return signed(replace(plain, **changes))


def actor(name: str, *roles: Role) -> Actor:
    return Actor(f"slack:T1:{name}", frozenset({"employee", *roles}))


LINH = actor("LINH", "supplier_manager")
BOB = actor("BOB")
RITA = actor("RITA", "reviewer")
RAY = actor("RAY", "reviewer")
CAROL = actor("CAROL")
GUEST = Actor("slack:T1:GUEST")
FACTS: Mapping[str, str] = {"country": "VN", "tooling_held": "no"}
# What answers every item of a run with FACTS; the last is asked only because of an earlier one.
ALL = {
    "has_policy": "yes",
    "staff": "120 people",
    "subcontracts": "no",
    "rights": "patent, design",
    "who": "own",
    "trained": "4",
    "since": "2025-03-01",
}


class House:
    """The desks over a store, with a clock that goes on by a second a look and ids that count."""

    def __init__(self, store: Store | None = None, files: EvidenceFiles | None = None, prefix: str = "id") -> None:
        self.store = store if store is not None else remembering()
        self.files = files if files is not None else RememberedFiles()
        self.now: datetime = NOON
        self._prefix = prefix
        self._ids = 0
        desks = run_desks(self.store, self.files, self.tick, self.new_id)
        self.book, self.running, self.evidence = desks.book, desks.running, desks.evidence
        self.review, self.findings = desks.review, desks.findings
        self.checklist = checklist()

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def new_id(self) -> str:
        self._ids += 1
        return f"{self._prefix}{self._ids:04}"

    def start(self, **changes: object) -> str:
        values = {"checklist": self.checklist, "facts": FACTS, "supplier": "s1"} | changes
        return self.running.start(Beginning(**values), Act(LINH)).run.id

    def answer(self, run: str, item_id: str, said: str, who: Actor = LINH, side: Side = "evaluator") -> Changed:
        return self.running.answer(Asked(run, item_id, side), (said,), Act(who))

    def answer_all(self, run: str) -> None:
        for item_id, said in ALL.items():
            self.answer(run, item_id, said)
        self.evidence.attach_link(Shown(run, "has_policy"), "https://intranet.example/policy", Act(LINH))

    def submitted(self, **changes: object) -> str:
        run = self.start(**changes)
        self.answer_all(run)
        self.review.submit(run, Act(LINH))
        return run

    def signed_off(self, **changes: object) -> str:
        run = self.submitted(**changes)
        self.review.sign_off(run, Act(RITA))
        return run

    def run(self, identity: str) -> ChecklistRun:
        return self.book.get(identity)
