from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from bot.conversation.card import Card, Press, Told
from bot.conversation.catalogue import day
from bot.conversation.message import ConversationRef, Message, Person
from bot.store.supplier_record import Assessment, RememberedSuppliers
from bot.suppliers.register import SupplierRegister
from bot.suppliers.supplier_desk import SupplierDesk
from tests.bot.store_contract import NOON

HERE = ConversationRef("slack", "C1", "1.0")
STAFF = frozenset({"public", "employees"})
LINH = Person("slack:T1:LINH", STAFF, frozenset({"employee", "supplier_manager"}))
BOB = Person("slack:T1:BOB", STAFF, frozenset({"employee"}))
GUEST = Person("slack:T1:GUEST")


class House:
    """A desk over a memory, with a clock that goes on by a minute a look."""

    def __init__(self) -> None:
        ids, ticks = count(), count()
        self.records = RememberedSuppliers()
        clock: Callable[[], datetime] = lambda: NOON + timedelta(minutes=next(ticks))  # noqa: E731
        self.desk = SupplierDesk(SupplierRegister(self.records, clock, lambda: f"s{next(ids)}"))

    def say(self, text: str, person: Person = LINH) -> Told | None:
        return self.desk.said(Message(text, person, HERE))

    def press(self, verb: str, value: str = "", fields: Mapping[str, str] | None = None, person: Person = LINH) -> Told:
        filled = {name: (text,) for name, text in (fields or {}).items()}
        return self.desk.pressed(Press(f"supplier.{verb}", value, person, HERE, "k", filled, "en"))


@pytest.fixture
def house() -> House:
    return House()


def only(told: Told | None) -> Card:
    assert told is not None
    (card,) = told.cards
    return card


def facts(card: Card) -> dict[str, str]:
    return {fact.label: fact.text for fact in card.facts}


def test_a_supplier_is_added_in_one_sentence_and_shown_by_name(house: House) -> None:
    added = only(house.say("supplier add Sông Hồng Plastics, Vietnam, holds our moulds"))
    shown = only(house.say("supplier song hong", BOB))
    assert (added.title, facts(added)["Country"], facts(added)["Holds our tooling"]) == ("Sông Hồng Plastics", "Vietnam", "yes")
    assert facts(shown) == facts(added)
    assert [button.verb for button in added.buttons] == ["supplier.form", "supplier.site_form"]
    assert shown.buttons == ()


def test_adding_the_same_supplier_twice_has_one_effect(house: House) -> None:
    house.say("supplier add Acme, US")
    assert only(house.say("supplier add ACME, China")).title == "Acme"
    assert [known.country for known in house.records.every()] == ["US"]


def test_what_was_not_said_is_asked_for_in_a_form_that_holds_the_rest(house: House) -> None:
    form = only(house.say("supplier add Acme, high risk"))
    assert {field.name: field.filled for field in form.fields if field.filled} == {"name": ("Acme",), "tier": ("high",)}
    assert house.records.every() == []
    saved = only(house.press("save", "", {"name": "Acme", "country": "vietnam", "tier": "high", "audits": "no", "ref": "MSA-1"}))
    assert facts(saved)["Contract lets us audit"] == "no"
    assert only(house.press("save", "", {"name": "Acme", "country": "VN"})).title == "Acme"
    assert len(house.records.every()) == 1


def test_a_country_that_is_none_changes_nothing_and_keeps_what_was_filled_in(house: House) -> None:
    again = only(house.press("save", "", {"name": "Acme", "country": "Atlantis"}))
    assert "country" in again.text
    assert again.fields[0].filled == ("Acme",)
    assert house.records.every() == []


def test_a_change_comes_once_however_often_it_is_pressed(house: House) -> None:
    house.say("supplier add Acme, US")
    form = only(house.press("form", "s0"))
    filled = {field.name: field.filled[0] for field in form.fields if field.filled} | {"name": "Acme Tools", "country": "Vietnam"}
    for _ in range(3):
        assert only(house.press("save", form.buttons[0].value, filled)).title == "Acme Tools"
    (known,) = house.records.every()
    assert (known.version, known.time_zone, known.key) == (1, "Asia/Ho_Chi_Minh", "acme tools")


def test_a_form_that_is_older_than_the_supplier_changes_nothing(house: House) -> None:
    house.say("supplier add Acme, US")
    house.press("save", "s0:0", {"name": "Acme", "country": "US", "tier": "low"})
    again = only(house.press("save", "s0:0", {"name": "Acme", "country": "US", "tier": "high"}))
    assert "meanwhile" in again.text
    assert house.records.get("s0").tier == "low"


def test_an_unknown_time_zone_is_asked_for_again(house: House) -> None:
    house.say("supplier add Acme, US")
    assert "time zone" in only(house.press("save", "s0:0", {"name": "Acme", "country": "US", "zone": "Texas"})).text
    assert house.records.get("s0").version == 0


def test_a_site_is_added_once_and_shown_with_its_supplier(house: House) -> None:
    house.say("supplier add Acme, US")
    for _ in range(2):
        shown = only(house.press("save_site", "s0", {"name": "Bắc Ninh", "country": "Vietnam"}))
    assert facts(shown)["Site"] == "Bắc Ninh · Vietnam"
    assert [site.time_zone for site in house.records.sites_of("s0")] == ["Asia/Ho_Chi_Minh"]
    assert "country" in only(house.press("save_site", "s0", {"name": "X", "country": "Nowhere"})).text
    assert "name" in only(house.press("save_site", "s0", {"name": ""})).text


def test_a_name_that_fits_several_lists_them(house: House) -> None:
    house.say("supplier add Mekong Metals, VN")
    house.say("supplier add Mekong Tools, VN")
    listed = only(house.say("supplier mekong"))
    assert [button.value for button in listed.buttons] == ["s0", "s1"]
    assert only(house.press("show", "s1")).title == "Mekong Tools"


def test_a_question_about_suppliers_is_left_to_the_question_desk(house: House) -> None:
    house.say("supplier add Acme, US")
    assert house.say("supplier wants to sub-contract the tooling, what now?") is None
    assert house.say("How do I vet suppliers?") is None


def test_the_list_is_in_the_language_of_the_command(house: House) -> None:
    assert only(house.say("nhà cung cấp")).title == "Nhà cung cấp"
    house.say("supplier add Acme, Vietnam")
    assert "**Acme** · Việt Nam · chưa đánh giá" in only(house.say("danh sach nha cung cap")).text


def test_long_lists_say_how_many_are_left_out(house: House) -> None:
    for number in range(25):
        house.say(f"supplier add Supplier {number}, VN")
    assert "5 more" in only(house.say("suppliers")).text


@pytest.mark.parametrize("verb", ["form", "save", "site_form", "save_site"])
def test_an_employee_may_look_and_not_change(house: House, verb: str) -> None:
    house.say("supplier add Acme, US")
    told = house.press(verb, "s0:0" if verb == "save" else "s0", {"name": "X", "country": "VN", "tier": "low"}, BOB)
    assert (told.private, "supplier managers" in only(told).text) == (True, True)
    assert [known.name for known in house.records.every()] == ["Acme"]
    assert house.records.sites_of("s0") == []


def test_a_guest_is_refused_in_private_and_learns_of_no_supplier(house: House) -> None:
    house.say("supplier add Acme, US")
    assert house.say("supplier Acme", GUEST) is None
    for told in (house.say("suppliers", GUEST), house.say("supplier add X, VN", GUEST), house.press("show", "s0", person=GUEST)):
        assert told is not None
        assert (told.private, "Acme" in repr(told)) == (True, False)


def test_where_guests_read_along_a_supplier_is_shown_in_private(house: House) -> None:
    house.say("supplier add Acme, US")
    among_guests = Person(LINH.id, frozenset({"public"}), LINH.roles)
    told = house.say("supplier Acme", among_guests)
    assert told is not None
    assert told.private


def test_a_supplier_that_is_gone_is_said_to_be(house: House) -> None:
    for verb, value in (("show", "x"), ("form", "x"), ("save", "x:0"), ("site_form", "x"), ("save_site", "x")):
        assert only(house.press(verb, value, {"name": "A", "country": "VN"})).text == "I don't know that supplier."


def test_the_card_tells_when_it_was_assessed_and_will_be_again_and_the_scores_to_those_who_may_see_them() -> None:
    house = House()
    register = SupplierRegister(house.records, lambda: NOON, lambda: "s1")
    seen = [(NOON - timedelta(days=200), 71), (NOON, 55)]
    house.desk = SupplierDesk(register, lambda supplier: seen if supplier == "s1" else [])
    house.say("supplier add Sông Hồng Plastics, Vietnam")
    assessed = Assessment(NOON, "run1", NOON.date() + timedelta(days=365))
    known = house.records.get("s1")
    assert known is not None
    house.records.replace(replace(known, tier="medium", assessed=assessed))
    shown = facts(only(house.say("supplier song hong")))
    assert shown["Risk"] == "medium"
    assert shown["Assessed on"] == day(NOON.date(), "en")
    assert shown["Assess again by"] == day(assessed.again_on, "en")
    assert shown["Risk scores (0 is best)"].startswith("71 (")
    assert " → 55 (" in shown["Risk scores (0 is best)"]
    assert "Risk scores (0 is best)" not in facts(only(house.say("supplier song hong", BOB)))
