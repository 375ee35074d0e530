import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.safe_yaml import MAX_BYTES, YamlProblem, load_plain_yaml

BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


def refused(text: str) -> YamlProblem:
    start = time.process_time()
    with pytest.raises(YamlProblem) as caught:
        load_plain_yaml(text)
    assert time.process_time() - start < 1
    assert "\n" not in str(caught.value)
    return caught.value


def test_plain_values_are_read() -> None:
    assert load_plain_yaml("a: 1\nb: [x, yes, null]\nc: {d: text}\n") == {"a": 1, "b": ["x", True, None], "c": {"d": "text"}}


@pytest.mark.parametrize("day", ["2026-11-23", "2026-13-45", "2026-11-23 10:00:00"])
def test_a_day_stays_text(day: str) -> None:
    assert load_plain_yaml(f"as_of: {day}") == {"as_of": day}


def test_an_alias_is_refused_with_its_line() -> None:
    problem = refused("a: &x [1]\nb: 2\nc: *x\n")
    assert (problem.line, str(problem)) == (2, "aliases are not allowed")


def test_an_alias_bomb_is_refused_at_its_first_alias() -> None:
    assert refused(BOMB).line == 1


def test_a_merged_alias_is_refused() -> None:
    assert str(refused("a: &x {b: 1}\nc:\n  <<: *x\n")) == "aliases are not allowed"


def test_a_key_that_stands_twice_is_refused_with_its_line() -> None:
    problem = refused("a: 1\nb: 2\na: 3\n")
    assert (problem.line, str(problem)) == (2, "key 'a' stands twice")


def test_a_key_that_stands_twice_in_an_inner_mapping_is_refused() -> None:
    assert refused("a:\n  b: 1\n  b: 2\n").line == 2


def test_the_same_key_may_stand_in_two_mappings() -> None:
    assert load_plain_yaml("a: {b: 1}\nc: {b: 1}\n") == {"a": {"b": 1}, "c": {"b": 1}}


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system ['true']", "!!python/name:os.system", "!own x", "!!python/none"]
)
def test_a_tag_that_makes_objects_is_refused(tag: str) -> None:
    refused(f"a: {tag}")


@pytest.mark.parametrize("tagged", ["a: !!binary aGk=", "a: !!timestamp 2020-01-01", "!!set {a, b}", "a: !!bool x", "!!map [1]"])
def test_a_standard_tag_is_refused(tagged: str) -> None:
    refused(tagged)


@pytest.mark.parametrize("text", ["? [a]\n: b", "{[a]: b}", "{{a: 1}: b}"])
def test_a_list_or_mapping_as_a_key_is_refused(text: str) -> None:
    refused(text)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "[{a: ["])
def test_deep_nesting_is_refused(opening: str) -> None:
    refused(opening * (90_000 // len(opening)))


def test_a_text_that_is_too_long_is_refused_unread() -> None:
    assert "longer than" in str(refused("a: [" + "x," * MAX_BYTES + "]"))


@pytest.mark.parametrize("number", ["9" * 10_000, "1:00:00", "1e9"], ids=["long", "base sixty", "exponent"])
def test_an_odd_number_stays_text(number: str) -> None:
    assert load_plain_yaml(f"a: {number}") == {"a": number}


def test_a_number_in_base_sixty_costs_no_time() -> None:
    start = time.process_time()
    load_plain_yaml("a: 1" + ":00" * 150_000)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    "text", ["a: 1\n---\nb: 2\n", "%YAML 3.0\n---\na: 1", "a: \x00", "a: 'open", "a: [1", "a: b: c", "\ta: 1", "a: @x"]
)
def test_what_is_no_single_yaml_document_is_refused(text: str) -> None:
    refused(text)


def test_a_syntax_error_is_reported_with_its_line() -> None:
    assert refused("a: 1\nb: 2\nc: d: e\n").line == 2


PIECES = st.sampled_from(
    ["a", ":", " ", "\n", "-", "[", "]", "{", "}", "&x", "*x", "!!", "!", "?", "|", ">", "'", '"', "#", "1", "%", ",", "<<", "é"]
)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_text_is_either_read_or_refused_with_a_yaml_problem(text: str) -> None:
    with contextlib.suppress(YamlProblem):
        load_plain_yaml(text)
