"""Who sees what: a reader's own rights, and the least of everybody who reads a channel."""

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access.reader import Reader
from bot.access.rights import audiences_in, audiences_of, least, roles_of
from bot.access.settings import ROLES, Belonging, ChannelSettings, Settings
from tests.bot.access.readers import ALICE, BOB, CAROL, DAN, NOBODY

LEGAL = Belonging(groups=frozenset({("slack", "S0LEGAL")}))
EXPERTS = Belonging(groups=frozenset({("slack", "S0EXPERTS")}), users=frozenset({("slack", "U0ERIN")}))
SETTINGS = Settings(roles={"expert": EXPERTS, "reviewer": LEGAL}, audiences={"legal": LEGAL})


def test_a_member_sees_what_is_for_employees() -> None:
    assert audiences_of(BOB, SETTINGS) == {"public", "employees"}


def test_a_member_of_a_named_group_sees_what_is_for_that_group_too() -> None:
    assert audiences_of(ALICE, SETTINGS) == {"public", "employees", "legal"}


@pytest.mark.parametrize("reader", [CAROL, DAN, NOBODY], ids=["a guest", "somebody of another company", "somebody unknown"])
def test_everybody_else_sees_what_is_public_whatever_group_they_are_in(reader: Reader) -> None:
    assert audiences_of(reader, SETTINGS) == {"public"}
    assert roles_of(reader, SETTINGS) == frozenset()


def test_every_member_is_an_employee_and_no_more_without_settings() -> None:
    assert roles_of(ALICE, Settings()) == {"employee"}


def test_roles_come_from_groups_and_from_users() -> None:
    assert roles_of(ALICE, SETTINGS) == {"employee", "expert", "reviewer"}
    assert roles_of(Reader("slack", "U0ERIN", "member"), SETTINGS) == {"employee", "expert"}


def test_the_same_id_on_another_platform_is_somebody_else() -> None:
    assert roles_of(Reader("teams", "U0ERIN", "member", frozenset({"S0LEGAL"})), SETTINGS) == {"employee"}


def test_where_the_settings_list_the_employees_other_members_see_what_is_public() -> None:
    listed = Settings(roles={"employee": LEGAL})
    assert audiences_of(ALICE, listed) == {"public", "employees"}
    assert audiences_of(BOB, listed) == {"public"}
    assert roles_of(BOB, listed) == frozenset()


def test_a_channel_sees_what_all_of_its_readers_may_see() -> None:
    assert least([ALICE], SETTINGS) == {"public", "employees", "legal"}
    assert least([ALICE, BOB], SETTINGS) == {"public", "employees"}


def test_a_channel_whose_readers_are_not_known_sees_what_is_public() -> None:
    assert least([], SETTINGS) == {"public"}


def test_a_cap_takes_from_a_channel_what_its_readers_may_see_and_gives_nothing() -> None:
    capped = Settings(audiences={"legal": LEGAL}, channels={"C1": ChannelSettings(audiences=frozenset({"legal"}))})
    assert audiences_in("C1", [ALICE], capped) == {"public", "legal"}
    assert audiences_in("C1", [ALICE, BOB], capped) == {"public"}
    assert audiences_in("C2", [ALICE, BOB], capped) == {"public", "employees"}


# --- for all channels: fifty audiences, any readers ----------------------------------------------------------------------------
NAMES = [f"group-{number}" for number in range(50)]
MANY = Settings(
    roles=MappingProxyType({"expert": EXPERTS}),
    audiences=MappingProxyType({name: Belonging(groups=frozenset({("slack", f"S{name}")})) for name in NAMES}),
)
GROUPS = st.frozensets(st.sampled_from([f"S{name}" for name in NAMES]))
KINDS = st.sampled_from(["member", "guest", "external", "unknown"])
READERS = st.builds(Reader, st.sampled_from(["slack", "teams"]), st.text("UW0123", min_size=1, max_size=6), KINDS, GROUPS)
CHANNELS = st.lists(READERS, min_size=1, max_size=40)


@given(CHANNELS, READERS)
def test_one_more_reader_never_widens_what_a_channel_sees(readers: list[Reader], newcomer: Reader) -> None:
    assert least([*readers, newcomer], MANY) <= least(readers, MANY)


@given(CHANNELS)
def test_no_channel_sees_what_one_of_its_readers_may_not(readers: list[Reader]) -> None:
    seen = least(readers, MANY)
    for reader in readers:
        for name in seen - {"public", "employees"}:
            assert reader.is_member
            assert f"S{name}" in reader.groups
            assert reader.platform == "slack"


@given(CHANNELS, READERS.filter(lambda reader: not reader.is_member), st.randoms())
def test_one_who_is_no_member_leaves_a_channel_with_what_is_public(readers: list[Reader], guest: Reader, random: object) -> None:
    mixed = [*readers, guest]
    random.shuffle(mixed)
    assert least(mixed, MANY) == {"public"}


@given(CHANNELS)
def test_everybody_may_see_what_is_public(readers: list[Reader]) -> None:
    assert "public" in least(readers, MANY)


@given(CHANNELS, st.frozensets(st.sampled_from(["public", "employees", *NAMES])))
def test_a_cap_never_widens_what_a_channel_sees(readers: list[Reader], cap: frozenset[str]) -> None:
    capped = Settings(audiences=MANY.audiences, channels={"C1": ChannelSettings(audiences=cap)})
    assert audiences_in("C1", readers, capped) <= least(readers, capped)


@given(READERS)
def test_roles_are_those_of_the_product_and_only_for_members(reader: Reader) -> None:
    roles = roles_of(reader, MANY)
    assert roles <= set(ROLES)
    assert reader.is_member or not roles
