"""Which items are asked."""

import pytest

from bot.checklists.answer import Answer, Answers, Facts
from bot.checklists.conditions import applicable, next_item
from indexer.condition import Comparison, Condition, Value
from tests.checklist_sheets import shipped

FULL = {"sensitivity": Answer("full_know_how")}


def asked(facts: Facts, answers: Answers) -> set[str]:
    return {item.id for _, item in applicable(shipped()["supplier_dd"], facts, answers)}


def test_tooling_is_asked_about_unless_it_is_known_that_none_is_held() -> None:
    assert "tool_kind" in asked({"tooling_held": "yes"}, {})
    assert "tool_kind" in asked({}, {})
    assert "tool_kind" not in asked({"tooling_held": "no"}, {})


def test_an_answer_opens_what_hangs_on_it_and_a_changed_answer_closes_it_again() -> None:
    assert "encryption" in asked({}, FULL)
    assert "encryption" not in asked({}, {"sensitivity": Answer("nothing_secret")})


def test_an_item_that_has_not_been_answered_yet_opens_nothing() -> None:
    assert "encryption" not in asked({}, {})
    assert "secrets_known" not in asked({}, {})


def test_a_skipped_answer_is_no_value_so_only_what_excludes_a_value_is_asked() -> None:
    found = asked({}, {"sensitivity": Answer(standing="skipped")})
    assert "secrets_known" in found
    assert "encryption" not in found


def test_an_answer_to_an_item_that_is_no_longer_asked_decides_nothing() -> None:
    answers = {"sensitivity": Answer("full_know_how"), "named_owner": Answer("yes"), "tool_kind": Answer("product_tools")}
    assert {"tooling_room", "owner_power"} <= asked({"tooling_held": "yes"}, answers)
    assert "tooling_room" not in asked({"tooling_held": "no"}, answers)


def test_the_next_item_is_the_first_without_an_answer_and_none_is_left_at_the_end() -> None:
    checklist = shipped()["supplier_dd"]
    first = next_item(checklist, {}, {})
    assert first is not None
    assert first.id == "sensitivity"
    everything = {item.id: Answer(standing="skipped") for item in checklist.items}
    assert next_item(checklist, {}, everything) is None


@pytest.mark.parametrize(
    ("check", "value", "met"),
    [
        ("is", "trademark", True),
        ("is", ("patent", "trademark"), True),
        ("is", ("patent",), False),
        ("is", (), False),
        ("is", None, False),
        ("not", ("patent", "trademark"), False),
        ("not", ("patent",), True),
        ("not", None, True),
    ],
)
def test_of_several_values_one_is_enough_for_is_and_none_may_be_there_for_not(check: str, value: Value | None, met: bool) -> None:
    test = Comparison("fact", "rights", "is" if check == "is" else "not", ("trademark", "design"))
    assert Condition("all", (test,)).met({"rights": value} if value is not None else {}, {}) is met


@pytest.mark.parametrize(("value", "met"), [(3, True), (5, True), (2, False), (None, False), ("many", False)])
def test_at_least_compares_numbers_only(value: Value | None, met: bool) -> None:
    assert Comparison("item", "power", "at_least", least=3).met(value) is met


def test_any_needs_one_test_and_all_needs_each() -> None:
    tests = (Comparison("fact", "country", "is", ("VN",)), Comparison("fact", "tier", "is", ("high",)))
    assert Condition("any", tests).met({"country": "VN"}, {})
    assert not Condition("all", tests).met({"country": "VN"}, {})


def test_not_applicable_is_a_value_that_conditions_may_name() -> None:
    test = Condition("all", (Comparison("item", "agent", "is", ("not_applicable",)),))
    assert test.met({}, {"agent": Answer(standing="not_applicable").seen})
