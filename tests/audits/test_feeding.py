"""What nobody plans by hand: corrective actions, evidence that expires, suppliers to be assessed again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.access.settings import AuditSettings
from bot.audits.feeding import Feeder
from bot.audits.programme import Programme
from bot.checklists.evidence_desk import Shown, Validity
from bot.checklists.finding_desk import CorrectiveAction
from bot.checklists.rights import Act
from bot.checklists.run import ChecklistRun
from bot.conversation.privacy import PrivacyDesk
from bot.store.audit_record import Change, OccurrenceRecord, PlanRecord
from bot.store.supplier_record import Assessment, Supplier
from tests.audits.house import MANAGER, plan
from tests.audits.house import House as Audits
from tests.bot.checklists.small_checklist import BOB, LINH, House

THEN = datetime(2026, 11, 27, 3, tzinfo=UTC)
HOUSE = AuditSettings("slack:C0AUDITS", "Asia/Ho_Chi_Minh", "VN", "vi")


class Fed:
    """Checklists and audits over one store and one clock."""

    def __init__(self) -> None:
        self.checklists = House()
        self.checklists.now = THEN
        self.audits = Audits(now=THEN, records=self.checklists.store.audits)
        supplier = Supplier("s1", "Sông Hồng", "song hong", "VN", "Asia/Ho_Chi_Minh", LINH.id, THEN, THEN)
        self.checklists.store.suppliers.add(supplier)
        self.feeder = Feeder(
            Programme(self.audits.records, None, lambda: self.audits.now),
            HOUSE,
            self.checklists.store.suppliers,
            self.checklists.book,
        )

    def risk(self, tier: str | None, assessed: Assessment | None = None) -> None:
        suppliers = self.checklists.store.suppliers
        suppliers.replace(replace(suppliers.get("s1"), tier=tier, assessed=assessed))  # type: ignore[type-var]

    def on(self, day: date) -> None:
        """Goes on to a day; the programme's rounds are made."""
        self.audits.until(day, timedelta(hours=6))
        self.checklists.now = max(self.checklists.now, self.audits.now)

    def plans(self) -> dict[str, PlanRecord]:
        return {record.id: record for record in self.audits.records.plans()}

    def occurrences(self, plan: str) -> list[OccurrenceRecord]:
        return self.audits.records.occurrences(plan)

    def finding(self, run: str, due_on: date) -> str:
        """Of a run that has begun; its action is Bob's."""
        self.checklists.answer(run, "has_policy", "no")
        findings = self.checklists.findings
        findings.find(run, "has_policy", "The tool room was open at night", Act(LINH))
        finding = self.checklists.run(run).findings[-1].id
        findings.set_action(run, finding, CorrectiveAction("Fit a lock", BOB.id, due_on), Act(LINH))
        return finding


@pytest.fixture
def fed() -> Fed:
    return Fed()


def test_a_corrective_action_is_reminded_of_and_done_when_its_finding_is_closed(fed: Fed) -> None:
    run = fed.checklists.start()
    finding = fed.finding(run, date(2026, 12, 18))
    assert fed.feeder.step()
    plan = f"auto.action.{run}.{finding}"
    body = fed.plans()[plan].body
    assert (body["kind"], body["due_on"], body["owner"], body["channel"]) == (
        "corrective_action",
        "2026-12-18",
        BOB.id,
        "slack:C0AUDITS",
    )
    assert body["escalation"]["ladder"] == [LINH.id]
    assert body["title"] == f"Hành động khắc phục, Sông Hồng (bảng kiểm {run})"
    fed.on(date(2026, 12, 12))
    (open_one,) = fed.occurrences(plan)
    assert open_one.state == "open"
    shown = Shown(run, "has_policy", finding=finding)
    evidence = fed.checklists.evidence.attach_link(shown, "https://intranet.example/lock", Act(BOB)).run.evidence[-1].id
    fed.checklists.findings.close(run, finding, Act(LINH))
    assert fed.feeder.step()
    (closed,) = fed.occurrences(plan)
    assert (closed.state, closed.outcome["file"], fed.plans()[plan].state) == ("done", evidence, "ended")
    assert not fed.feeder.step()


def test_what_was_found_is_not_told_to_the_channel(fed: Fed) -> None:
    run = fed.checklists.start()
    fed.finding(run, date(2026, 12, 18))
    fed.feeder.step()
    fed.on(date(2026, 12, 21))
    said = repr(fed.checklists.store.audits.posts)  # type: ignore[attr-defined]
    assert "Sông Hồng" in said
    assert "tool room" not in said
    assert "lock" not in said


def test_a_day_that_is_moved_moves_the_reminders(fed: Fed) -> None:
    run = fed.checklists.start()
    finding = fed.finding(run, date(2026, 12, 18))
    fed.feeder.step()
    fed.on(date(2026, 12, 12))
    later = CorrectiveAction("Fit a lock", BOB.id, date(2027, 2, 26))
    fed.checklists.findings.set_action(run, finding, later, Act(LINH))
    fed.feeder.step()
    fed.on(date(2027, 2, 20))
    assert [(one.due_on, one.state) for one in fed.occurrences(f"auto.action.{run}.{finding}")] == [
        ("2026-12-18", "cancelled"),
        ("2027-02-26", "open"),
    ]


def test_evidence_is_reminded_of_before_it_expires_until_newer_takes_its_place(fed: Fed) -> None:
    run = fed.checklists.start()
    attach = fed.checklists.evidence.attach_link
    validity = Validity(date(2026, 1, 1), date(2027, 1, 29))
    first = attach(Shown(run, "has_policy"), "https://intranet.example/1", Act(LINH), validity).run.evidence[-1].id
    fed.feeder.step()
    plan = f"auto.evidence.{run}.{first}"
    assert fed.plans()[plan].body["expires_on"] == "2027-01-29"
    fed.on(date(2027, 1, 5))
    newer = Validity(date(2027, 1, 5), date(2028, 1, 28))
    second = attach(Shown(run, "has_policy"), "https://intranet.example/2", Act(LINH), newer).run.evidence[-1].id
    fed.feeder.step()
    assert fed.plans()[plan].state == "ended"
    assert [(one.state, one.outcome["file"]) for one in fed.occurrences(plan)] == [("done", second)]
    assert fed.plans()[f"auto.evidence.{run}.{second}"].state == "active"


def test_evidence_that_was_withdrawn_expires_no_more(fed: Fed) -> None:
    run = fed.checklists.start()
    validity = Validity(None, date(2027, 1, 29))
    link = fed.checklists.evidence.attach_link(Shown(run, "has_policy"), "https://intranet.example/1", Act(LINH), validity)
    fed.feeder.step()
    fed.checklists.evidence.withdraw(run, link.run.evidence[0].id, Act(LINH))
    fed.feeder.step()
    assert {record.state for record in fed.plans().values()} == {"ended"}


def test_evidence_of_a_run_that_a_later_one_replaced_is_left_alone(fed: Fed) -> None:
    old = fed.checklists.start()
    validity = Validity(None, date(2027, 1, 29))
    fed.checklists.evidence.attach_link(Shown(old, "has_policy"), "https://intranet.example/1", Act(LINH), validity)
    fed.checklists.signed_off()
    fed.feeder.step()
    assert fed.plans() == {}


@pytest.mark.parametrize(("tier", "due"), [("high", "2027-05-27"), ("medium", "2027-11-27"), ("low", "2028-11-27")])
def test_a_supplier_is_assessed_again_by_its_risk(fed: Fed, tier: str, due: str) -> None:
    fed.risk(tier)
    fed.feeder.step()
    plan = fed.plans()["auto.reassess.s1"]
    assert (plan.body["due_on"], plan.body["owner"]) == (due, LINH.id)
    assert not fed.feeder.step()


def test_a_supplier_whose_risk_nobody_knows_is_not_assessed_again(fed: Fed) -> None:
    fed.risk(None)
    assert not fed.feeder.step()
    assert fed.plans() == {}


def test_a_new_assessment_is_what_was_waited_for(fed: Fed) -> None:
    fed.risk("high", Assessment(THEN, "r1", date(2027, 5, 27)))
    fed.feeder.step()
    fed.on(date(2027, 5, 10))
    fed.risk("medium", Assessment(fed.audits.now, "r2", date(2028, 5, 10)))
    fed.feeder.step()
    fed.on(date(2028, 4, 20))
    found = [(one.due_on, one.state, one.outcome.get("run")) for one in fed.occurrences("auto.reassess.s1")]
    assert found == [("2027-05-27", "done", "r2"), ("2028-05-10", "open", None)]


def test_a_supplier_whom_nobody_looks_after_is_the_channels(fed: Fed) -> None:
    fed.risk("high")
    fed.checklists.store.suppliers.forget(LINH.id)
    fed.feeder.step()
    fed.on(date(2027, 5, 28))
    assert {str(row["conversation"]) for row in fed.audits.posts if "reassess" in str(row["key"])} == {"C0AUDITS"}


def test_what_was_due_long_ago_comes_due_now_and_only_once(fed: Fed) -> None:
    fed.risk("high")
    fed.audits.now = datetime(2028, 1, 10, 2, tzinfo=UTC)
    assert fed.feeder.step()
    fed.audits.now += timedelta(days=30)
    assert not fed.feeder.step()
    assert fed.plans()["auto.reassess.s1"].body["due_on"] == "2028-01-10"
    fed.audits.rounds()
    assert [one.due_on for one in fed.occurrences("auto.reassess.s1")] == ["2028-01-10"]


def test_an_audit_that_a_sample_planned_is_not_ended(fed: Fed) -> None:
    fed.audits.programme.keep(plan("auto.sample.2027.s1", due_on="2027-03-01", every=""), MANAGER)
    assert not fed.feeder.step()
    assert fed.plans()["auto.sample.2027.s1"].state == "active"


def test_whoever_was_forgotten_does_not_come_back_into_the_plans(fed: Fed) -> None:
    run = fed.checklists.start()
    finding = fed.finding(run, date(2026, 12, 18))
    fed.feeder.step()
    PrivacyDesk(fed.checklists.store, lambda: THEN).forget(BOB.id)
    fed.feeder.step()
    assert fed.plans()[f"auto.action.{run}.{finding}"].body["owner"].startswith("someone:")
    assert BOB.id not in repr(fed.plans())


def test_two_feeders_at_once_keep_each_plan_once(fed: Fed) -> None:
    run = fed.checklists.start()
    fed.finding(run, date(2026, 12, 18))
    other = replace(fed.feeder)
    assert fed.feeder.step()
    assert not other.step()
    assert [line.action for line in fed.audits.records.log()] == ["planned"]


def test_what_somebody_ended_stays_ended_until_there_is_a_new_reason(fed: Fed) -> None:
    run = fed.checklists.start()
    finding = fed.finding(run, date(2026, 12, 18))
    fed.feeder.step()
    plan = f"auto.action.{run}.{finding}"
    fed.audits.programme.end(plan, MANAGER)
    assert not fed.feeder.step()
    findings = fed.checklists.findings
    findings.set_action(run, finding, CorrectiveAction("Fit a lock", BOB.id, date(2027, 2, 26)), Act(LINH))
    assert not fed.feeder.step()
    assert fed.plans()[plan].state == "ended"
    another = fed.finding(run, date(2026, 12, 21))
    assert fed.feeder.step()
    assert fed.plans()[f"auto.action.{run}.{another}"].state == "active"
    assert fed.plans()[plan].state == "ended"


def test_a_finding_that_was_closed_and_is_opened_again_is_a_new_reason(fed: Fed) -> None:
    run = fed.checklists.start()
    finding = fed.finding(run, date(2026, 12, 18))
    fed.feeder.step()
    plan = f"auto.action.{run}.{finding}"
    fed.audits.programme.end(plan, MANAGER)
    findings = fed.checklists.findings
    fed.checklists.evidence.attach_link(Shown(run, "has_policy", finding=finding), "https://intranet.example/lock", Act(BOB))
    findings.close(run, finding, Act(LINH))
    assert fed.feeder.step()  # its reason has gone
    assert not fed.feeder.step()
    findings.reopen(run, finding, "The lock is broken", Act(LINH))
    assert fed.feeder.step()
    assert fed.plans()[plan].state == "active"


def test_an_assessment_that_somebody_ended_comes_back_with_the_next_one(fed: Fed) -> None:
    fed.risk("high", Assessment(THEN, "r1", date(2027, 5, 27)))
    fed.feeder.step()
    fed.audits.programme.end("auto.reassess.s1", LINH)
    assert not fed.feeder.step()
    fed.risk("high", Assessment(THEN, "r2", date(2027, 9, 27)))
    assert fed.feeder.step()
    assert (fed.plans()["auto.reassess.s1"].state, fed.plans()["auto.reassess.s1"].body["due_on"]) == ("active", "2027-09-27")


def test_one_plan_that_cannot_be_made_stops_no_other_and_is_told_once(fed: Fed, caplog: pytest.LogCaptureFixture) -> None:
    suppliers = fed.checklists.store.suppliers
    suppliers.add(Supplier("s0", "Nowhere", "nowhere", "VN", "Mars/Olympus", LINH.id, THEN, THEN, tier="high"))
    fed.risk("high")
    assert fed.feeder.step()
    assert list(fed.plans()) == ["auto.reassess.s1"]
    assert not fed.feeder.step()
    (told,) = fed.audits.posts
    assert (told["conversation"], told["payload"]["card"]["text"][-16:]) == ("C0AUDITS", "auto.reassess.s0")
    assert {record.action for record in caplog.records if hasattr(record, "action")} == {"audit_not_fed"}


def test_a_plan_that_cannot_be_kept_stops_no_other(fed: Fed) -> None:
    fed.risk("high")
    fed.checklists.store.suppliers.add(Supplier("s2", "Acme", "acme", "US", "UTC", LINH.id, THEN, THEN, tier="high"))
    fed.feeder.step()
    strange = OccurrenceRecord("auto.reassess.s1/some-day", "auto.reassess.s1", "2027-05-27", THEN, THEN, "open", None)
    fed.audits.records.commit(Change(occurrences=(strange,)))
    fed.risk("low")
    suppliers = fed.checklists.store.suppliers
    suppliers.replace(replace(suppliers.get("s2"), tier="low"))  # type: ignore[type-var]
    assert fed.feeder.step()
    assert [record.body["due_on"] for record in fed.plans().values()] == ["2027-05-27", "2028-11-27"]
    assert [row["key"] for row in fed.audits.posts] == ["audit/auto.reassess.s1/unplanned"]


def test_the_plans_of_a_run_that_cannot_be_read_stay_as_they_are(fed: Fed) -> None:
    run = fed.checklists.start()
    fed.finding(run, date(2026, 12, 18))
    fed.risk("high")
    fed.feeder.step()

    def unreadable(identity: str) -> ChecklistRun:
        raise KeyError(identity)

    fed.feeder._unfolded.clear()
    fed.checklists.book.get = unreadable  # type: ignore[method-assign]
    fed.risk("low")
    assert fed.feeder.step()
    assert {record.state for record in fed.plans().values()} == {"active"}
    assert fed.plans()["auto.reassess.s1"].body["due_on"] == "2028-11-27"
