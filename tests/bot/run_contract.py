"""What every RunRecords must do; the tests of each implementation inherit it and bring their own `store`."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.store.change_record import START, Change, Head, seal
from bot.store.log_check import check_log
from bot.store.run_record import Definition, OpenAction, RunSummary
from bot.store.store import Store
from tests.bot.store_contract import NOON

DEFINITION = Definition("d" * 64, '{"title":"Kiểm tra"}')


def change(step: int = 1, run: str = "r", **changes: object) -> Change:
    """The change of a step, so many minutes after noon."""
    at = NOON + timedelta(minutes=step)
    return replace(Change(run, step, "answered", "slack:T1:LINH", at, None, {"item": "staff", "value": "Đủ người"}), **changes)


def summary(run: str = "r", **changes: object) -> RunSummary:
    people = frozenset({"slack:T1:LINH"})
    plain = RunSummary(run, "small", DEFINITION.digest, "s1", None, "slack:T1:LINH", "draft", False, 1, NOON, NOON, people)
    return replace(plain, **changes)


class RunRecordsContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_a_change_is_logged_with_its_summary_and_definition(self, store: Store) -> None:
        assert store.runs.append(change(), summary(), DEFINITION) == "kept"
        (row,) = store.runs.changes_of("r")
        assert (row.number, row.run, row.step, row.kind, row.actor) == (1, "r", 1, "answered", "slack:T1:LINH")
        assert row.body == '{"item":"staff","value":"Đủ người"}'
        assert row.hash == seal(row)
        assert store.runs.summary("r") == summary()
        assert store.runs.definition(DEFINITION.digest) == DEFINITION
        assert store.runs.head() == Head(1, row.hash)

    def test_nothing_is_known_of_what_was_never_kept(self, store: Store) -> None:
        assert store.runs.changes_of("r") == []
        assert (store.runs.summary("r"), store.runs.definition("d"), store.runs.run_with("k")) == (None, None, None)
        assert (store.runs.every(), store.runs.open_actions(), store.runs.log(0, 10)) == ([], [], [])
        assert store.runs.head() == START

    def test_the_version_is_the_number_of_changes(self, store: Store) -> None:
        for step in (1, 2, 3):
            assert store.runs.append(change(step), summary(version=99), DEFINITION) == "kept"
        assert store.runs.summary("r").version == 3

    @pytest.mark.parametrize("step", [1, 2, 4, 0])
    def test_a_change_decided_on_an_older_or_unknown_state_is_stale(self, store: Store, step: int) -> None:
        for kept in (1, 2):
            store.runs.append(change(kept), summary(), DEFINITION)
        assert store.runs.append(change(step), summary(state="closed"), DEFINITION) == "stale"
        assert len(store.runs.changes_of("r")) == 2
        assert store.runs.summary("r").state == "draft"

    def test_a_key_is_kept_once_whatever_the_run(self, store: Store) -> None:
        assert store.runs.append(change(key="k"), summary(), DEFINITION) == "kept"
        for again in (change(2, key="k"), change(1, "other", key="k")):
            assert store.runs.append(again, summary(again.run), DEFINITION) == "known"
        assert store.runs.run_with("k") == "r"
        assert store.runs.summary("other") is None
        assert len(store.runs.log(0, 10)) == 1

    def test_changes_without_a_key_do_not_hinder_each_other(self, store: Store) -> None:
        assert [store.runs.append(change(step), summary(), DEFINITION) for step in (1, 2)] == ["kept", "kept"]

    def test_a_definition_is_kept_once_and_never_replaced(self, store: Store) -> None:
        store.runs.append(change(), summary(), DEFINITION)
        store.runs.append(change(1, "r2"), summary("r2"), replace(DEFINITION, text="{}"))
        assert store.runs.definition(DEFINITION.digest) == DEFINITION

    def test_runs_are_found_by_supplier_newest_first(self, store: Store) -> None:
        for number, supplier in enumerate(("s1", "s2", "s1")):
            run = f"r{number}"
            started = NOON + timedelta(hours=number)
            store.runs.append(change(1, run), summary(run, supplier=supplier, started_at=started), DEFINITION)
        assert [found.id for found in store.runs.of_supplier("s1")] == ["r2", "r0"]
        assert [found.id for found in store.runs.every()] == ["r2", "r1", "r0"]

    def test_runs_are_found_by_those_who_take_part_latest_changed_first(self, store: Store) -> None:
        people = (frozenset({"a", "b"}), frozenset({"b"}), frozenset({"c"}))
        for number, who in enumerate(people):
            run = f"r{number}"
            changed = NOON + timedelta(hours=number)
            store.runs.append(change(1, run), summary(run, people=who, changed_at=changed), DEFINITION)
        assert [found.id for found in store.runs.of_person("b")] == ["r1", "r0"]
        store.runs.append(change(2, "r0"), summary("r0", people=frozenset({"a"})), DEFINITION)
        assert [found.id for found in store.runs.of_person("b")] == ["r1"]

    def test_open_actions_are_listed_by_the_day_they_are_due(self, store: Store) -> None:
        late, soon = OpenAction("r", "f1", "bob", date(2027, 1, 5)), OpenAction("r", "f2", "bob", date(2026, 12, 5))
        store.runs.append(change(), summary(actions=(late, soon)), DEFINITION)
        assert store.runs.open_actions() == [soon, late]
        assert store.runs.summary("r").actions == (late, soon)
        store.runs.append(change(2), summary(actions=(late,)), DEFINITION)
        assert store.runs.open_actions() == [late]

    def test_the_log_is_one_chain_over_all_runs(self, store: Store) -> None:
        for run in ("a", "b"):
            for step in (1, 2, 3):
                store.runs.append(change(step, run), summary(run), DEFINITION)
        rows = store.runs.log(0, 100)
        assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
        assert [row.previous for row in rows[1:]] == [row.hash for row in rows[:-1]]
        assert [row.number for row in store.runs.log(2, 2)] == [3, 4]
        report = check_log(store.runs)
        assert (report.rows, report.head, report.faults) == (6, store.runs.head(), ())

    def test_a_name_is_given_once_and_leads_to_a_person_until_they_are_forgotten(self, store: Store) -> None:
        names = store.runs.names.given(["ann", "bob"])
        assert store.runs.names.given(["bob", "ann"]) == names
        assert len(set(names.values())) == 2
        assert store.runs.names.of(["ann", "eve"]) == {"ann": names["ann"]}
        assert store.runs.names.behind(names.values()) == {name: person for person, name in names.items()}
        assert (store.runs.forget("ann"), store.runs.forget("ann"), store.runs.forget("eve")) == (1, 0, 0)
        assert store.runs.names.behind(names.values()) == {names["bob"]: "bob"}
        assert store.runs.names.given(["ann"]) != {"ann": names["ann"]}

    def test_who_is_forgotten_stands_in_the_summaries_under_the_log_s_name(self, store: Store) -> None:
        name = store.runs.names.given(["ann"])["ann"]
        action = OpenAction("r", "f1", "ann", date(2027, 1, 5))
        store.runs.append(change(), summary(lead="ann", people=frozenset({"ann", "bob"}), actions=(action,)), DEFINITION)
        assert store.runs.forget("ann") == 1
        left = store.runs.summary("r")
        assert left is not None
        assert (left.lead, left.people, left.actions[0].owner) == (name, {name, "bob"}, name)
        assert store.runs.of_person("ann") == []

    def test_a_change_decided_before_somebody_in_the_run_was_forgotten_is_stale(self, store: Store) -> None:
        names = store.runs.names.given(["ann", "bob"])
        store.runs.append(change(), summary(), DEFINITION, names)
        store.runs.forget("bob")
        assert store.runs.append(change(2), summary(), names=names) == "stale"
        assert store.runs.append(change(2), summary(), names={"ann": names["ann"]}) == "kept"
