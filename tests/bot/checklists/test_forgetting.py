"""A person is forgotten and the log stays whole: it never held who they are, only a name that leads to nobody any more."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access.actor import Actor
from bot.checklists.content import content_hash
from bot.checklists.evidence_desk import Shown
from bot.checklists.finding_desk import CorrectiveAction
from bot.checklists.log_examining import examined
from bot.checklists.naming import hidden, names_in, revealed
from bot.checklists.rights import Act
from bot.checklists.run_desk import Asked
from bot.checklists.trouble import NotAllowed
from bot.checklists.upload import Upload
from bot.conversation.mention import of_person, without_mentions
from bot.conversation.privacy import PrivacyDesk
from bot.errors import StoreUnavailable
from bot.store.change_record import START, Change, canonical, sealed
from bot.store.database import migrate, open_database
from bot.store.name_record import PREFIX, RememberedNames
from bot.store.opening import stored
from bot.store.run_record import Kept
from bot.store.store import Store, remembering
from tests.bot.checklists.small_checklist import BOB, CAROL, LINH, RITA, House
from tests.bot.postgresql import emptied, postgresql  # noqa: F401
from tests.bot.store_contract import NOON


@pytest.fixture(params=["memory", "sqlite", "emptied"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """In memory, on SQLite, on PostgreSQL."""
    if request.param == "memory":
        yield remembering()
    elif request.param == "emptied":
        yield stored(request.getfixturevalue("emptied"))
    else:
        engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
        migrate(engine)
        yield stored(engine)
        engine.dispose()


class Signed:
    """A run in which Linh leads, Bob answers and is mentioned, and Rita signs off."""

    def __init__(self, store: Store) -> None:
        self.house = House(store)
        house, self.run = self.house, self.house.start()
        house.running.assign(self.run, "chain", BOB.id, Act(LINH))
        house.answer(self.run, "who", "own", BOB)
        house.running.comment(Asked(self.run, "who"), f"ask {of_person(BOB.id)} and {of_person(CAROL.id)}", Act(LINH))
        house.evidence.attach_file(Shown(self.run, "who"), Upload("a.pdf", b"%PDF-1.7"), Act(BOB))
        house.evidence.attach_note(Shown(self.run, "who"), f"seen with {of_person(BOB.id)}", Act(LINH))
        house.answer_all(self.run)
        found = house.findings.find(self.run, "who", "Agency unclear", Act(LINH)).run.findings[0].id
        later = house.now.date() + timedelta(days=30)
        house.findings.set_action(self.run, found, CorrectiveAction("Ask", BOB.id, later), Act(LINH))
        house.review.submit(self.run, Act(LINH))
        house.review.sign_off(self.run, Act(RITA))
        self.privacy = PrivacyDesk(store, house.tick)


@pytest.fixture
def signed(store: Store) -> Signed:
    return Signed(store)


def logged(store: Store) -> str:
    return repr(store.runs.log(0, 1_000))


def test_the_log_holds_nobody_s_own_id_from_the_beginning(signed: Signed) -> None:
    for person in (LINH, BOB, CAROL, RITA):
        assert person.id not in logged(signed.house.store)
    run = signed.house.run(signed.run)
    assert (run.lead, run.assigned["chain"], run.findings[0].owner) == (LINH.id, BOB.id, BOB.id)
    assert of_person(CAROL.id) in run.comments[0].text


def test_forgetting_leaves_log_summary_content_and_sign_off_as_they_were(signed: Signed) -> None:
    store, house = signed.house.store, signed.house
    before, content = logged(store), content_hash(house.run(signed.run))
    erased = signed.privacy.forget(BOB.id)
    assert (erased.runs, bool(erased)) == (1, True)
    assert logged(store) == before
    assert examined(store.runs, house.files).faults == ()
    run = house.run(signed.run)
    assert content_hash(run) == content
    assert run.state == "signed_off"
    assert not run.sign_offs[0].void
    assert BOB.id not in repr(run)
    assert BOB.id not in repr(store.runs.every())
    assert store.runs.open_actions()[0].owner.startswith(PREFIX)
    assert run.findings[0].owner == store.runs.open_actions()[0].owner
    assert run.assigned["chain"].startswith(PREFIX)


def test_whoever_was_forgotten_has_no_part_in_the_run_any_more_and_comes_back_as_somebody_new(signed: Signed) -> None:
    house = signed.house
    assert [one.id for one in house.book.runs_of(BOB)] == [signed.run]
    signed.privacy.forget(BOB.id)
    assert house.book.runs_of(BOB) == []
    with pytest.raises(NotAllowed):
        house.book.seen_by(signed.run, BOB)
    house.review.reopen(signed.run, "again", Act(LINH))
    house.running.assign(signed.run, "chain", BOB.id, Act(LINH))
    house.answer(signed.run, "who", "agency", BOB)
    run = house.run(signed.run)
    assert run.responses[("who", "evaluator")].by == BOB.id
    assert run.history[0].by.startswith(PREFIX)
    assert examined(house.store.runs, house.files).faults == ()


def test_everybody_can_be_forgotten_and_the_run_can_still_be_read(signed: Signed) -> None:
    for person in (LINH, BOB, CAROL, RITA):
        signed.privacy.forget(person.id)
    run = signed.house.run(signed.run)
    assert not [person.id for person in (LINH, BOB, CAROL, RITA) if person.id in repr(run)]
    assert examined(signed.house.store.runs, signed.house.files).faults == ()
    assert not signed.privacy.forget(BOB.id)


def test_an_export_holds_what_a_person_did_or_is_named_in_and_nobody_else_s_id(signed: Signed) -> None:
    found = signed.privacy.export(BOB.id)["checklists"]
    assert [(change["what"], change["own"]) for change in found] == [
        ("assigned", False),
        ("answered", True),
        ("commented", False),
        ("attached", True),
        ("attached", False),
        ("action_set", False),
    ]
    assert found[0]["body"]["person"] == BOB.id
    assert found[1]["body"] | {"value": "own"} == found[1]["body"]
    for other in (LINH, CAROL, RITA):
        assert other.id not in json.dumps(found)
    assert signed.privacy.export("slack:T1:NOBODY")["checklists"] == []


def test_mentioned_only_is_forgotten_too(signed: Signed) -> None:
    assert signed.privacy.export(CAROL.id)["checklists"][0]["what"] == "commented"
    assert signed.privacy.forget(CAROL.id)
    assert CAROL.id not in repr(signed.house.run(signed.run))


def test_nothing_of_whose_a_name_was_is_left_in_the_files(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    signed = Signed(stored(engine))
    signed.privacy.forget(BOB.id)
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert BOB.id.encode() not in left
    assert LINH.id.encode() in left
    engine.dispose()


def test_a_supplier_loses_who_looks_after_it_and_an_export_names_it(store: Store) -> None:
    from tests.bot.supplier_contract import supplier

    store.suppliers.add(supplier(owner=BOB.id))
    privacy = PrivacyDesk(store, House().tick)
    assert [one["name"] for one in privacy.export(BOB.id)["suppliers"]] == ["Sông Hồng Plastics"]
    assert privacy.forget(BOB.id).suppliers == 1
    assert store.suppliers.get("s") == supplier(owner="")


@pytest.mark.parametrize("gone", [BOB, CAROL, LINH])
def test_who_is_forgotten_in_the_midst_of_a_change_is_not_written_down_again(
    signed: Signed, gone: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the run and the writing of the change, another process forgets somebody."""
    house, records = signed.house, signed.house.store.runs
    house.review.reopen(signed.run, "again", Act(LINH))
    append, forgotten = records.append, []

    def late(*arguments: Any, **more: Any) -> Kept:
        if not forgotten:
            forgotten.append(signed.privacy.forget(gone.id))
        return append(*arguments, **more)

    monkeypatch.setattr(records, "append", late)
    with suppress(NotAllowed):  # whoever acts and is forgotten meanwhile takes no part any more
        house.running.comment(Asked(signed.run, "who"), "once more", Act(LINH if gone is not LINH else BOB))
    assert forgotten[0].runs
    assert gone.id not in repr(records.every())
    assert gone.id not in repr(house.run(signed.run))
    assert examined(records, house.files).faults == ()


@given(st.lists(st.sampled_from(["slack:T1:A", "slack:T1:AB", 'teams:x:"q"']) | st.text(max_size=20), max_size=6))
def test_what_is_hidden_comes_back_as_it_was(parts: list[str]) -> None:
    texts = [of_person(part) if part.startswith(("slack", "teams")) else without_mentions(part) for part in parts]
    names, body = (
        RememberedNames(),
        {"person": "slack:T1:A", "text": "".join(texts), "answers": [{"reason": text} for text in texts]},
    )
    change = Change("r", 1, "answered", "slack:T1:AB", NOON, None, body)
    row = sealed(hidden(change, names), START)
    assert not [part for part in parts if part.startswith(("slack", "teams")) and of_person(part) in row.body]
    back = revealed(row, names.behind(names_in([row])))
    assert (back.actor, json.loads(back.body)) == (change.actor, json.loads(canonical(body)))


class Forgetful(RememberedNames):
    """Somebody is forgotten between getting a name and its being read, so many times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def given(self, people: Iterable[str]) -> dict[str, str]:
        found = super().given(set(people))
        self.times -= 1
        if self.times >= 0:
            self.drop(BOB.id)
            found.pop(BOB.id)
        return found


def test_who_is_forgotten_while_a_change_is_logged_gets_a_name_of_their_own_again() -> None:
    change = Change("r1", 2, "assigned", LINH.id, NOON, None, {"section": "chain", "person": BOB.id})
    names = Forgetful(3)
    logged = hidden(change, names)
    assert logged.body["person"] == names.of([BOB.id])[BOB.id]
    with pytest.raises(StoreUnavailable):
        hidden(change, Forgetful(1_000))
