import pytest

from bot.suppliers.country import country_name, country_of, is_zone, zone_of
from bot.suppliers.finding import found
from bot.suppliers.saying import Described, asks_for_all, name_asked_for, to_add
from bot.suppliers.supplier import UnreadableName, readable_name
from tests.bot.supplier_contract import supplier

KNOWN = [
    supplier("s", "Sông Hồng Plastics"),
    supplier("h", "Sông Hương Electronics"),
    supplier("d", "Đại Đồng Tooling Co., Ltd"),
    supplier("m", "Mekong"),
    supplier("mm", "Mekong Metals"),
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Sông Hồng Plastics", ["s"]),
        ("song hong plastics", ["s"]),
        ("Song Hong Plstics", ["s"]),
        ("plastics song hong", ["s"]),
        ("Sông Hồng", ["s"]),
        ("dai dong", ["d"]),
        ("Đại Đồng Tooling Co Ltd.", ["d"]),
        ("mekong", ["m"]),
        ("Mekong Metal", ["mm"]),
        ("song", ["h", "s"]),
        ("Hanoi Castings", []),
        ("wants to sub-contract the tooling, what now?", []),
        ("", []),
        ("?!", []),
    ],
)
def test_a_supplier_is_found_by_what_people_type(text: str, ids: list[str]) -> None:
    assert sorted(named.id for named in found(text, KNOWN)) == ids


@pytest.mark.parametrize("text", ["Vietnam", "việt nam", "viet nam", "VN", " vn ", "Viet Nam"])
def test_vietnam_is_known_by_its_names(text: str) -> None:
    assert country_of(text) == "VN"


def test_countries_are_known_in_both_languages_and_by_their_codes() -> None:
    assert [country_of(text) for text in ("Trung Quốc", "china", "UK", "Hoa Kỳ", "USA", "Đức")] == [
        "CN",
        "CN",
        "GB",
        "US",
        "US",
        "DE",
    ]
    assert [country_of(text) for text in ("", "Atlantis", "Europe", "419")] == [None] * 4
    assert (country_name("VN", "vi"), country_name("VN", "en"), country_name("XX", "en")) == ("Việt Nam", "Vietnam", "XX")


def test_the_zone_of_a_country_is_that_of_most_of_its_people() -> None:
    assert [zone_of(code) for code in ("VN", "CN", "US", "XX")] == [
        "Asia/Ho_Chi_Minh",
        "Asia/Shanghai",
        "America/New_York",
        "UTC",
    ]
    assert is_zone("Asia/Ho_Chi_Minh")
    assert not is_zone("GMT+7 or so")


@pytest.mark.parametrize(
    ("text", "described"),
    [
        ("supplier add Sông Hồng Plastics, Vietnam, holds our moulds", Described("Sông Hồng Plastics", "VN", None, True)),
        ("Supplier add: Acme, high risk, China", Described("Acme", "CN", "high", None)),
        ("add supplier Acme, US, no tooling, tier low", Described("Acme", "US", "low", False)),
        ("add a supplier Acme", Described("Acme")),
        ("thêm nhà cung cấp Đại Đồng, Việt Nam, giữ khuôn, rủi ro cao", Described("Đại Đồng", "VN", "high", True)),
        ("them nha cung cap Dai Dong, VN, khong giu khuon", Described("Dai Dong", "VN", None, False)),
        ("supplier add", Described("")),
        ("supplier addresses", None),
        ("supplier wants to add a line", None),
    ],
)
def test_a_supplier_is_described_in_one_sentence(text: str, described: Described | None) -> None:
    assert to_add(text) == described


def test_the_list_is_asked_for_in_both_languages() -> None:
    assert all(map(asks_for_all, ("suppliers", "Suppliers?", "list suppliers", "nhà cung cấp", "danh sách nhà cung cấp")))
    assert all(
        map(asks_for_all, ("show me the suppliers", "see all our suppliers", "xem các nhà cung cấp", "liet ke nha cung cap"))
    )
    assert not any(map(asks_for_all, ("show me suppliers who leak", "see the supplier", "xem nhà cung cấp Sông Hồng")))
    assert not any(map(asks_for_all, ("suppliers who leak designs", "supplier", "nhà cung cấp Sông Hồng")))


def test_the_name_asked_for_is_what_follows_the_word() -> None:
    assert name_asked_for("supplier Sông Hồng") == "Sông Hồng"
    assert name_asked_for("nha cung cap Song Hong") == "Song Hong"
    assert name_asked_for("suppliers") is None
    assert name_asked_for("our supplier Acme") is None


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "Acme\u202egnp", "!!!"])
def test_a_name_that_cannot_be_read_is_refused(name: str) -> None:
    with pytest.raises(UnreadableName):
        readable_name(name)
