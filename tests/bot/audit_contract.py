"""What every AuditRecords must do; the tests of each implementation inherit it and bring their own `store`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.post import Post, row_of
from bot.store.audit_record import Change, DigestRecord, DrawRecord, LogRecord, OccurrenceRecord, PlanRecord
from bot.store.store import Store
from tests.bot.store_contract import NOON

HOUR = timedelta(hours=1)


def plan(identity: str = "p1", **changes: object) -> PlanRecord:
    plain = PlanRecord(identity, "active", "slack:C1", {"title": "Sông Hồng", "leads": [30]}, "2027-01-05", NOON)
    return replace(plain, **changes)


def occurrence(identity: str = "p1/2027-01-05", **changes: object) -> OccurrenceRecord:
    plain = OccurrenceRecord(identity, "p1", "2027-01-05", NOON + 24 * HOUR, NOON, "open", NOON)
    return replace(plain, **changes)


def post(key: str) -> dict[str, object]:
    return row_of(Post(key, "slack", "C1", None, {"card": {}}), NOON)


class AuditRecordsContract:
    @pytest.fixture
    def store(self) -> Store:
        raise NotImplementedError

    def test_what_is_committed_comes_back_under_its_first_version(self, store: Store) -> None:
        draw = DrawRecord("p1/2027-01-05", "p1", "c0ffee", "sealed text")
        line = LogRecord(NOON, "p1", "", "planned", "slack:T1:U1", {"first": "2027-01-05"})
        change = Change((plan(),), (occurrence(outcome={"run": "r1"}),), (draw,), (DigestRecord("slack:C1", NOON),), log=(line,))
        assert store.audits.commit(change)
        assert store.audits.plan("p1") == plan(version=1)
        assert store.audits.plans() == [plan(version=1)]
        assert store.audits.occurrence("p1/2027-01-05") == occurrence(outcome={"run": "r1"}, version=1)
        assert store.audits.draw("p1/2027-01-05") == replace(draw, version=1)
        assert store.audits.digest("slack:C1") == DigestRecord("slack:C1", NOON, version=1)
        assert store.audits.log() == [line]

    def test_nothing_unknown_is_found(self, store: Store) -> None:
        assert store.audits.plan("p1") is None
        assert store.audits.occurrence("p1/2027-01-05") is None
        assert store.audits.draw("p1") is None
        assert store.audits.digest("slack:C1") is None
        assert store.audits.due(NOON, 10) == []

    def test_a_day_comes_due_once(self, store: Store) -> None:
        store.audits.commit(Change((plan(),), (occurrence(),)))
        assert not store.audits.commit(Change(occurrences=(occurrence(due_on="2027-01-06"),)))
        assert store.audits.occurrence("p1/2027-01-05").due_on == "2027-01-05"

    def test_a_record_that_changed_meanwhile_is_not_overwritten_and_nothing_else_is_kept(self, store: Store) -> None:
        store.audits.commit(Change((plan(),), (occurrence(),)))
        assert store.audits.commit(Change(occurrences=(occurrence(step=1, version=1),)))
        late = Change((plan("p2"),), (occurrence(step=9, version=1),), posts=(post("a"),), log=(LogRecord(NOON, "p2", "", "x"),))
        assert not store.audits.commit(late)
        assert store.audits.occurrence("p1/2027-01-05").step == 1
        assert store.audits.plan("p2") is None
        assert store.audits.log() == []

    def test_a_post_of_a_known_key_undoes_the_change(self, store: Store) -> None:
        assert store.audits.commit(Change((plan(),), posts=(post("a"),)))
        assert not store.audits.commit(Change((plan("p2"),), posts=(post("b"), post("a"))))
        assert store.audits.plan("p2") is None
        assert store.audits.commit(Change((plan("p2"),), posts=(post("b"),)))

    def test_due_is_what_is_active_or_open_and_whose_moment_has_come(self, store: Store) -> None:
        plans = (plan(), plan("p2", wake_at=NOON + HOUR), plan("p3", wake_at=None), plan("p4", state="ended"))
        ones = (
            occurrence("p1/1", next_at=NOON - HOUR),
            occurrence("p1/2", next_at=NOON + HOUR),
            occurrence("p1/3", state="done"),
            occurrence("p1/4", next_at=None),
            occurrence("p1/5", next_at=NOON - 2 * HOUR),
        )
        store.audits.commit(Change(plans, ones, digests=(DigestRecord("slack:C1", NOON), DigestRecord("slack:C2", NOON + HOUR))))
        due = store.audits.due(NOON, 10)
        assert [getattr(one, "id", None) or one.channel for one in due] == ["p1", "p1/5", "p1/1", "slack:C1"]
        assert len(store.audits.due(NOON + 2 * HOUR, 1)) == 3

    def test_open_occurrences_come_by_their_moment_and_those_of_a_plan_in_any_state(self, store: Store) -> None:
        ones = (occurrence("p1/1", due_at=NOON + HOUR), occurrence("p1/2"), occurrence("p1/3", state="done", due_at=NOON))
        store.audits.commit(Change((plan(),), ones))
        assert [one.id for one in store.audits.occurrences()] == ["p1/1", "p1/2"]
        assert [one.id for one in store.audits.occurrences("p1")] == ["p1/3", "p1/1", "p1/2"]

    def test_the_plans_of_a_channel_are_its_own_by_id(self, store: Store) -> None:
        store.audits.commit(Change((plan("p2"), plan("p1", state="ended"), plan("p3", channel="slack:C1%"))))
        assert [one.id for one in store.audits.plans("slack:C1")] == ["p1", "p2"]
        assert [one.id for one in store.audits.plans()] == ["p1", "p2", "p3"]
        assert store.audits.plans("slack:C9") == []

    def test_audited_is_a_supplier_of_whom_an_audit_of_the_kind_is_done(self, store: Store) -> None:
        bodies = [("facility_audit", "Sông Hồng"), ("facility_audit", "s2"), ("training", "s3"), ("facility_audit", "")]
        plans = [plan(f"p{number}", body={"kind": kind, "supplier": name}) for number, (kind, name) in enumerate(bodies, 1)]
        done = [occurrence(f"{one.id}/{day}", plan=one.id, state="done") for one in plans for day in (1, 2)]
        still = [replace(one, state="open") if one.plan == "p2" else one for one in done]
        store.audits.commit(Change((*plans, plan("p5")), (*still, occurrence("p5/1", plan="p5", state="done"))))
        assert store.audits.audited("facility_audit") == {"Sông Hồng"}
        assert store.audits.audited("training") == {"s3"}
        assert store.audits.audited("certificate") == set()

    def test_an_opened_draw_is_not_sealed_any_more(self, store: Store) -> None:
        draw = DrawRecord("p1/2027-01-05", "p1", "c0ffee", "sealed text")
        store.audits.commit(Change((plan(),), (occurrence(),), (draw,)))
        assert store.audits.sealed_draws() == [replace(draw, version=1)]
        store.audits.commit(Change(draws=(replace(draw, state="opened", sealed="", version=1),)))
        assert store.audits.sealed_draws() == []

    def test_the_log_of_a_plan_is_its_own_in_order(self, store: Store) -> None:
        lines = [LogRecord(NOON, name, "", f"action{number}") for number, name in enumerate(("p1", "p2", "p1"))]
        for line in lines:
            store.audits.commit(Change(log=(line,)))
        assert store.audits.log() == lines
        assert store.audits.log("p1") == [lines[0], lines[2]]

    def test_what_no_platform_takes_is_undelivered_until_somebody_is_told(self, store: Store) -> None:
        failed = [{**post(key), "state": "failed"} for key in ("audit/p1/T-7", "audit/p2/T-7", "other", "audit/p3/undelivered")]
        store.audits.commit(Change(posts=(*failed, post("audit/p4"), post("audit/p2/T-7/undelivered"))))
        assert store.audits.undelivered("audit/", 10) == [("audit/p1/T-7", "C1")]

    def test_a_person_stands_nowhere_any_more_and_the_pseudonym_wherever_they_stood(self, store: Store) -> None:
        body = {"title": "Audit with \ue000@slack:T1:U1\ue001", "owner": "slack:T1:U1", "auditor": "slack:T1:U12"}
        found = plan(body={**body, "escalation": {"ladder": ["slack:T1:U2", "slack:T1:U1"]}})
        one = occurrence(assignee="slack:T1:U1", acknowledged_by="slack:T1:U2")
        lines = (
            LogRecord(NOON, "p1", "", "planned", "slack:T1:U1"),
            LogRecord(NOON, "p1", "", "reassigned", "slack:T1:U2", {"to": "slack:T1:U1"}),
            LogRecord(NOON, "p1", "", "changed", "slack:T1:U12"),
        )
        store.audits.commit(Change((found, plan("p2")), (one,), log=lines))
        assert [len(each) for each in store.audits.naming("slack:T1:U1")] == [1, 1, 2]
        assert store.audits.forget("slack:T1:U1", "someone:1") == 4
        kept = store.audits.plan("p1")
        assert kept.body == {
            "title": "Audit with \ue000@someone:1\ue001",
            "owner": "someone:1",
            "auditor": "slack:T1:U12",
            "escalation": {"ladder": ["slack:T1:U2", "someone:1"]},
        }
        assert store.audits.occurrence(one.id).assignee == "someone:1"
        assert [(line.actor, line.details) for line in store.audits.log()] == [
            ("someone:1", {}),
            ("slack:T1:U2", {"to": "someone:1"}),
            ("slack:T1:U12", {}),
        ]
        assert store.audits.naming("slack:T1:U1") == ([], [], [])
        assert store.audits.forget("slack:T1:U1", "someone:2") == 0

    def test_nobody_sums_up_a_private_talk_with_somebody_who_was_forgotten(self, store: Store) -> None:
        own, other = "slack:@slack:T1:U1", "slack:@slack:T1:U12"
        store.audits.commit(Change(digests=(DigestRecord(own, NOON), DigestRecord(other, NOON))))
        store.audits.forget("slack:T1:U1", "someone:1")
        assert store.audits.digest(own) is None
        assert store.audits.digest(other) is not None

    def test_whoever_is_at_work_on_a_record_when_somebody_is_forgotten_begins_anew(self, store: Store) -> None:
        store.audits.commit(Change((plan(body={"owner": "slack:T1:U1"}),)))
        read = store.audits.plan("p1")
        store.audits.forget("slack:T1:U1", "someone:1")
        assert not store.audits.commit(Change((read,)))
        assert store.audits.plan("p1").body == {"owner": "someone:1"}

    def test_what_came_due_since_a_day_says_of_each_whether_its_date_was_drawn(self, store: Store) -> None:
        early, drawn = occurrence("p1/2026-12-01", due_on="2026-12-01"), occurrence("p1/2027-02-01", due_on="2027-02-01")
        late = occurrence(due_on="2027-01-05", state="done")
        store.audits.commit(Change((plan(),), (early, late, drawn), (DrawRecord(drawn.id, "p1", "c0ffee", "sealed"),)))
        found = [(one.id, is_drawn) for one, is_drawn in store.audits.since("2027-01-05")]
        assert found == [(late.id, False), (drawn.id, True)]
        assert store.audits.since("2027-02-02") == []

    def test_a_thread_is_known_by_the_post_with_which_it_begins(self, store: Store) -> None:
        posts = {"audit/p1/2027-01-05/T-1/channel": ("C1", "1.5"), "audit/p1/2027-01-05/T-1/0": ("@slack:T1:U1", "D1:1.7")}
        rows = [{**post(key), "conversation": where, "posted_as": name} for key, (where, name) in posts.items()]
        store.audits.commit(Change((plan(),), posts=(*rows, {**post("reply/1"), "posted_as": "1.9"})))
        assert store.audits.began("C1", "1.5") == ["audit/p1/2027-01-05/T-1/channel"]
        assert store.audits.began("D1", "1.7") == ["audit/p1/2027-01-05/T-1/0"]
        assert store.audits.began("C2", "1.5") == store.audits.began("C1", "1.9") == []
