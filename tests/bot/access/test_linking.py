"""Two accounts become one person by a code, and by nothing else."""

import itertools
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.access.linking import ALPHABET, CODE_LASTS, MAX_TRIES, BadCode, LinkingDesk, TooManyTries
from bot.conversation.link_wording import joined, refused, shown, too_often
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.store import Store
from tests.bot.store_contract import NOON

SLACK, TEAMS, MALLORY = "slack:T1:U0ALICE", "teams:X:8f1c", "slack:T1:U0MALLORY"


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    yield stored(engine)
    engine.dispose()


@pytest.fixture
def desk(store: Store, clock: Clock) -> LinkingDesk:
    ids = itertools.count(1)
    return LinkingDesk(store.links, clock, lambda: f"p{next(ids)}", random.Random(2026).choice)


def test_a_code_of_one_account_typed_on_the_other_makes_them_one_person(desk: LinkingDesk) -> None:
    assert desk.redeem(TEAMS, desk.issue(SLACK)) == {SLACK, TEAMS}
    assert desk.accounts_with(SLACK) == {SLACK, TEAMS}


@pytest.mark.parametrize("typed", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} ".replace("0", "o")])
def test_a_code_may_be_typed_as_people_type(desk: LinkingDesk, typed: object) -> None:
    assert desk.redeem(TEAMS, typed(desk.issue(SLACK))) == {SLACK, TEAMS}


def test_a_code_is_taken_once(desk: LinkingDesk) -> None:
    code = desk.issue(SLACK)
    desk.redeem(TEAMS, code)
    with pytest.raises(BadCode):
        desk.redeem(MALLORY, code)
    assert desk.accounts_with(MALLORY) == {MALLORY}


def test_a_code_is_void_after_ten_minutes(desk: LinkingDesk, clock: Clock) -> None:
    code = desk.issue(SLACK)
    clock.now += CODE_LASTS
    with pytest.raises(BadCode):
        desk.redeem(TEAMS, code)


def test_a_newer_code_makes_the_older_void(desk: LinkingDesk) -> None:
    older, newer = desk.issue(SLACK), desk.issue(SLACK)
    with pytest.raises(BadCode):
        desk.redeem(TEAMS, older)
    assert desk.redeem(TEAMS, newer)


def test_a_code_is_of_no_use_to_the_account_that_it_was_given_to(desk: LinkingDesk) -> None:
    with pytest.raises(BadCode):
        desk.redeem(SLACK, desk.issue(SLACK))


@pytest.mark.parametrize("code", ["", "-", "🔧", "\ud800", "' or 1=1", "0" * 12, "A" * 100_000])
def test_what_is_no_code_is_refused(desk: LinkingDesk, code: str) -> None:
    desk.issue(SLACK)
    with pytest.raises(BadCode):
        desk.redeem(TEAMS, code)


def test_after_five_tries_even_a_right_code_has_to_wait(desk: LinkingDesk, clock: Clock) -> None:
    code = desk.issue(SLACK)
    for _ in range(MAX_TRIES):
        with pytest.raises(BadCode):
            desk.redeem(MALLORY, "wrong")
    with pytest.raises(TooManyTries):
        desk.redeem(MALLORY, code)
    assert desk.redeem(TEAMS, code) == {SLACK, TEAMS}
    clock.now += CODE_LASTS + timedelta(seconds=1)
    with pytest.raises(BadCode):
        desk.redeem(MALLORY, "wrong")


def test_many_guesses_at_once_are_counted_one_by_one(desk: LinkingDesk) -> None:
    def guess(number: int) -> str:
        try:
            desk.redeem(MALLORY, f"guess {number}")
        except (BadCode, TooManyTries) as error:
            return type(error).__name__
        return "joined"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(40)))
    assert (told.count("BadCode"), told.count("TooManyTries")) == (MAX_TRIES, 40 - MAX_TRIES)


def test_of_many_who_type_the_same_code_at_once_one_is_joined(desk: LinkingDesk) -> None:
    code = desk.issue(SLACK)

    def type_it(number: int) -> bool:
        try:
            return bool(desk.redeem(f"teams:X:{number}", code))
        except BadCode:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(type_it, range(24))) == 1
    assert len(desk.accounts_with(SLACK)) == 2


def test_a_code_does_not_stand_in_the_database(desk: LinkingDesk, tmp_path: Path) -> None:
    code = desk.issue(SLACK)
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert SLACK.encode() in files
    assert code.encode() not in files
    assert code.replace("-", "").encode() not in files


def test_codes_have_sixty_bits(desk: LinkingDesk) -> None:
    codes = {desk.issue(f"slack:T1:U{number}") for number in range(200)}
    assert len(codes) == 200
    assert all(len(code.replace("-", "")) == 12 and set(code) <= {*ALPHABET, "-"} for code in codes)
    assert len(ALPHABET) == 32


@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_outcome_is_told_in_its_own_words(language: str) -> None:
    assert "ABCD-EFGH-JKMN" in shown("ABCD-EFGH-JKMN", language)
    assert len({joined(language), refused(language), too_often(language)}) == 3
