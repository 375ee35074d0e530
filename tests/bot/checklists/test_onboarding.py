"""One sentence about a supplier is read for what it says, and for no more."""

import pytest

from bot.checklists.onboarding import Onboarded, onboarded
from bot.checklists.saying import command
from bot.suppliers.place import country_at
from tests.bot.checklists.talk import Talk

BAC_NINH = "start supplier onboarding for Sông Hồng in Bắc Ninh, they make moulds and subcontract plating"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (
            "Sông Hồng in Bắc Ninh, they make moulds and subcontract plating",
            Onboarded("Sông Hồng", "VN", "Bắc Ninh", None, True, ("make moulds",)),
        ),
        ("Sông Hồng Plastics, Vietnam, holds our moulds", Onboarded("Sông Hồng Plastics", "VN", "", True)),
        ("Sông Hồng Plastics, Vietnam, holds our moulds and subcontracts", Onboarded("Sông Hồng Plastics", "VN", "", True, True)),
        ("Alpha and subcontracts", Onboarded("Alpha", subcontracting=True)),
        ("Smith and Sons, USA, no tooling", Onboarded("Smith and Sons", "US", "", False)),
        ("Made in Asia Ltd, Việt Nam", Onboarded("Made in Asia Ltd", "VN")),
        ("Alpha Tools, Dongguan, does not subcontract", Onboarded("Alpha Tools", "CN", "Dongguan", None, False)),
        ("Alpha in Springfield, they keep our dies", Onboarded("Alpha", None, "Springfield", True)),
        ("the supplier Alpha from Germany", Onboarded("Alpha", "DE")),
        (
            "a supplier called Alpha (Hải Phòng) which stores our tooling but doesn't outsource",
            Onboarded("Alpha", "VN", "Hải Phòng", True, False),
        ),
        (
            "Sông Hồng ở Bắc Ninh, họ làm khuôn và giao thầu lại khâu mạ",
            Onboarded("Sông Hồng", "VN", "Bắc Ninh", None, True, ("làm khuôn",)),
        ),
        ("Sông Hồng, Việt Nam, giữ khuôn của chúng ta, không giao thầu lại", Onboarded("Sông Hồng", "VN", "", True, False)),
        ("Alpha, Vietnam, makes parts with our moulds", Onboarded("Alpha", "VN", "", True, None, ("makes parts",))),
        ("Alpha, Vietnam, paints toys", Onboarded("Alpha", "VN", other=("paints toys",))),
        ("Bắc Ninh Plastics", Onboarded("Bắc Ninh Plastics")),
        ("Alpha in the north of nowhere", Onboarded("Alpha in the north of nowhere")),
        ("", Onboarded()),
        (" , , ", Onboarded()),
    ],
)
def test_what_is_said_of_a_supplier(said: str, read: Onboarded) -> None:
    assert onboarded(said) == read


@pytest.mark.parametrize(
    ("place", "country"),
    [
        *(("Bắc Ninh", "VN"), ("bac ninh", "VN"), ("Guangdong", "CN"), ("Hong Kong", "HK"), ("Taiwan", "TW"), ("Texas", "US")),
        *(("Shenzhen", "CN"), ("Nowhere", None), ("Sông Hồng", None), ("", None)),
    ],
)
def test_a_place_has_its_country(place: str, country: str | None) -> None:
    assert country_at(place) == country


@pytest.mark.parametrize(
    "said",
    [
        BAC_NINH,
        f"checklist {BAC_NINH}",
        "onboard Sông Hồng in Bắc Ninh",
        "please onboard Sông Hồng in Bắc Ninh",
        "checklist onboard Sông Hồng",
        "start onboarding Sông Hồng",
        "begin a new supplier onboarding: Sông Hồng",
        "bắt đầu tiếp nhận nhà cung cấp Sông Hồng",
        "bắt đầu đánh giá nhà cung cấp Sông Hồng ở Bắc Ninh",
        "thẩm định nhà cung cấp Sông Hồng",
    ],
)
def test_onboarding_is_asked_for_in_many_words(said: str) -> None:
    found = command(said)
    assert found is not None
    assert found.verb == "onboard"
    assert onboarded(found.words).name == "Sông Hồng"


@pytest.mark.parametrize(
    "said",
    [
        "How do I start supplier onboarding?",
        "What is onboarding for suppliers?",
        "start supplier onboarding for whom?",
        "onboard",
    ],
)
def test_a_question_about_onboarding_starts_none(said: str) -> None:
    assert command(said) is None


def test_what_was_understood_is_said_before_anything_is_kept() -> None:
    talk = Talk()
    talk.say(BAC_NINH)
    assert talk.card.title == "Start: Vietnam supplier IP due diligence"
    for line in ("Supplier: Sông Hồng", "Country: Vietnam (Bắc Ninh)", "Sub-contracts: yes", "Holds our tooling: not said"):
        assert f"- {line}" in talk.card.text
    assert "Also said, and not used: “make moulds”" in talk.card.text
    assert talk.house.store.suppliers.every() == []
    assert talk.house.store.runs.every() == []
    filled = {field.name: field.filled for field in talk.card.fields}
    assert filled == {
        "supplier": ("Sông Hồng",),
        "country": ("Vietnam",),
        "tooling_held": (),
        "subcontracting": ("yes",),
        "rights": (),
    }
    talk.press(talk.button("begin"), **filled)
    (run,) = talk.house.store.runs.every()
    assert talk.desks.book.get(run.id).facts["subcontracting"] == "yes"
    assert [supplier.name for supplier in talk.house.store.suppliers.every()] == ["Sông Hồng"]


def test_a_supplier_that_is_known_is_said_to_be_and_in_vietnamese() -> None:
    talk = Talk("vi")
    talk.say("thẩm định nhà cung cấp Sông Hồng ở Bắc Ninh")
    assert "- Nhà cung cấp: Sông Hồng" in talk.card.text
    assert "- Có giao thầu lại: chưa nói" in talk.card.text
    talk.press(talk.button("begin"), **{field.name: field.filled for field in talk.card.fields})
    talk.say("thẩm định nhà cung cấp Sông Hồng")
    assert "- Nhà cung cấp: Sông Hồng (đã có trong danh sách)" in talk.card.text
    assert "- Quốc gia: Việt Nam" in talk.card.text
