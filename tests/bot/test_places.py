from pathlib import Path

import pytest
import yaml

from bot.answering.places import PlaceNames, Places
from indexer.text import words
from tests.conftest import FIXTURES

NAMES = PlaceNames(yaml.safe_load((FIXTURES / "knowledge" / "jurisdictions.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("text", "covered", "others"),
    [
        ("How long in Vietnam?", ("VN",), ()),
        ("a vietnamese supplier", ("VN",), ()),
        ("ở việt nam", ("VN",), ()),
        ("o viet nam thi sao", ("VN",), ()),
        ("our factory in Hai Phong", ("VN",), ()),
        ("recordation with CBP", ("US",), ()),
        ("the United States of America", ("US",), ()),
        ("in the U.S. today", ("US",), ()),
        ("Vietnam or the US?", ("VN", "US"), ()),
        ("the US or Vietnam?", ("VN", "US"), ()),
        ("in China", (), ("CN",)),
        ("Thailand, then Germany", (), ("TH", "DE")),
        ("China and Vietnam", ("VN",), ("CN",)),
        ("nothing named here", (), ()),
        ("", (), ()),
    ],
)
def test_countries_are_found_by_their_names(text: str, covered: tuple[str, ...], others: tuple[str, ...]) -> None:
    assert NAMES.find(text) == Places(covered, others)


@pytest.mark.parametrize(
    "text",
    [
        "our Chinese boss wants it",
        "a German customer complains",
        "Somebody bought the machine from Germany and it broke",
        "We bought a press from China, may the factory copy it?",
        "sếp người Trung Quốc hỏi",
        "khách Mỹ hỏi",
        "giấy ủy quyền ký ở công ty mẹ bên Mỹ",
        "cty me o Trung Quoc",
    ],
)
def test_a_country_that_says_whose_or_which_is_not_the_place_asked_about(text: str) -> None:
    assert NAMES.find(text) == Places()


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a supplier from China copies us", Places((), ("CN",))),
        ("Chinese law", Places((), ("CN",))),
        ("our Chinese boss moves the plant to Vietnam", Places(("VN",))),
        ("nhà máy ở Trung Quốc", Places((), ("CN",))),
        ("người ở xưởng bên Trung Quốc", Places((), ("CN",))),
        ("đối tác ở Trung Quốc sao chép mẫu", Places((), ("CN",))),
        ("khách hàng ở Mỹ kiện chúng tôi", Places(("US",))),
        ("In China buyers copy us", Places((), ("CN",))),
        ("It is out in Vietnam. Customers complain", Places(("VN",))),
        ("Can a Vietnamese owner file?", Places(("VN",))),
        ("our product line from China is copied", Places((), ("CN",))),
        ("USPTO customer number", Places(("US",))),
    ],
)
def test_a_place_where_something_happens_is_asked_about(text: str, places: Places) -> None:
    assert NAMES.find(text) == places


@pytest.mark.parametrize(
    "text",
    ["tell us more", "help us design a box", "can you help us?", "Thais, germane matters", "Chinaware", "chuột và mỹ thuật"],
)
def test_everyday_words_are_no_countries(text: str) -> None:
    assert NAMES.find(text) == Places()


def test_small_letters_do_not_make_an_abbreviation_a_country() -> None:
    assert NAMES.find("US") == Places(("US",))
    assert NAMES.find("us") == Places()
    assert NAMES.find("vn") == Places()


def test_a_city_of_an_uncovered_country_counts_where_no_country_is_named() -> None:
    assert NAMES.find("our plant in Shenzhen") == Places((), ("CN",))


def test_a_city_of_an_uncovered_country_does_not_add_to_a_named_country() -> None:
    assert NAMES.find("goods from Shenzhen enter Vietnam") == Places(("VN",))


def test_a_country_named_twice_counts_once() -> None:
    assert NAMES.find("Vietnam, VN, Hanoi and the Vietnamese") == Places(("VN",))


def test_a_longer_name_is_one_name() -> None:
    text = "the United States of America today"
    assert [word for number, word in enumerate(words(text)) if number in NAMES.spans(text)] == [
        "United",
        "States",
        "of",
        "America",
    ]


def test_spans_may_leave_out_cities_and_authorities() -> None:
    text = "customs in Hanoi, Vietnam"
    assert NAMES.spans(text) == {2, 3}
    assert NAMES.spans(text, cues=False) == {3}


def test_countries_are_called_by_their_first_name_in_either_language() -> None:
    assert (NAMES.name("CN", "en"), NAMES.name("CN", "vi")) == ("China", "Trung Quốc")


def test_an_unknown_code_stands_for_itself() -> None:
    assert NAMES.name("XX", "vi") == "XX"


def test_an_index_without_place_names_finds_none() -> None:
    assert PlaceNames({}).find("Vietnam or China") == Places()


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [
        ("What does German law say about that?", True),
        ("Can the courts of China order the moulds back?", True),
        ("Theo luật Trung Quốc thì phạt bao nhiêu?", True),
        ("Our lawyer in China says so.", False),
        ("A factory in Thailand keeps our moulds.", False),
        ("What does Vietnamese law say about that?", False),
    ],
)
def test_the_law_of_a_country_without_guidance_is_told_from_a_place_of_work(text: str, elsewhere: bool) -> None:
    assert NAMES.law_elsewhere(text) is elsewhere


REAL = PlaceNames(yaml.safe_load((Path(__file__).parents[2] / "knowledge" / "jurisdictions.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("our mould is in cu chi", ("VN",)),
        ("hai phong nay ai giu chia khoa", ()),
        ("trademark cost vn", ("VN",)),
        ("bản án mỹ có thi hành được không", ("US",)),
        ("nhãn hiệu của mỹ phẩm", ()),
        ("nhà máy tại Mỹ Phước, Bình Dương", ("VN",)),
        ("đăng ký bản quyền mỹ thuật ứng dụng", ()),
        ("thieu nu cua minh", ()),
    ],
)
def test_places_are_found_in_small_letters_as_well(text: str, covered: tuple[str, ...]) -> None:
    assert REAL.find(text) == Places(covered)


def test_a_city_may_be_thought_of_as_its_country() -> None:
    assert REAL.countrywide("our mould in cu chi, then Ohio", "en") == "our mould in Vietnam, then United States"
    assert REAL.countrywide("the court in Vietnam", "en") == "the court in Vietnam"
