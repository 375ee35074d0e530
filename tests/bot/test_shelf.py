"""The shelf: who sees which guides, what filters leave, what is due."""

from dataclasses import replace
from datetime import date

import pytest

from bot.answering.guidance import LiveGuidance
from bot.conversation.shelf import Filter, Shelf, View, is_due
from indexer.content import Content

EVERYONE, STAFF, LEGAL = frozenset({"public"}), frozenset({"public", "employees"}), frozenset({"legal"})
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def content(served: LiveGuidance) -> Content:
    return served.current().index.content


@pytest.fixture(scope="module")
def shelf(content: Content) -> Shelf:
    return Shelf(content)


def ids(view: View) -> set[str]:
    return {shelved.guide.id for shelved in view.guides}


def test_a_person_sees_the_guides_of_their_audiences_only(shelf: Shelf) -> None:
    public, staff = (shelf.view(audiences, Filter(), TODAY) for audiences in (EVERYONE, STAFF))
    assert "contract-tooling" not in ids(public)
    assert "contract-tooling" in ids(staff)
    assert "settlement-ceilings" not in ids(staff)
    assert (public.total, staff.total) == (len(public.guides), len(staff.guides))


def test_what_a_person_may_not_see_is_not_counted_either(shelf: Shelf) -> None:
    view = shelf.view(EVERYONE, Filter(), TODAY)
    assert sum(view.counts["place"].values()) == view.total


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(place="US"), {"us-customs-recordation"}),
        (Filter(right="contract"), {"contract-tooling"}),
        (Filter(stage="border", place="VN"), {"vn-customs-recordal", "vn-old-rules"}),
        (Filter(right="nonsense"), set()),
        (Filter(text="MOULD return"), {"contract-tooling"}),
        (Filter(text="ghi nhan HAI QUAN tai viet nam"), {"vn-customs-recordal"}),
        (Filter(text="mould", place="US"), set()),
    ],
)
def test_a_filter_leaves_what_fits(shelf: Shelf, wanted: Filter, found: set[str]) -> None:
    assert ids(shelf.view(STAFF, wanted, TODAY)) == found


def test_a_text_names_the_sections_in_which_all_its_words_stand(shelf: Shelf) -> None:
    (shelved,) = shelf.view(STAFF, Filter(text="forwarder inventory"), TODAY).guides
    assert shelved.found == {"mould-return"}


def test_words_of_a_hidden_guide_find_nothing(shelf: Shelf) -> None:
    assert shelf.view(STAFF, Filter(text="settlement ceiling"), TODAY).guides == ()


def test_each_count_says_what_that_choice_would_leave(shelf: Shelf) -> None:
    wanted = Filter(place="US", text="customs")
    counts = shelf.view(STAFF, wanted, TODAY).counts
    for place, count in counts["place"].items():
        assert len(shelf.view(STAFF, replace(wanted, place=place), TODAY).guides) == count
    for right, count in counts["right"].items():
        assert len(shelf.view(STAFF, replace(wanted, right=right), TODAY).guides) == count


def test_a_guide_is_due_the_day_after_its_review_interval_has_passed(content: Content) -> None:
    guide = content.guides["contract-tooling"]  # as of 20 November 2026, never reviewed, every 180 days
    assert guide.due_on == date(2027, 5, 19)
    assert not is_due(guide, date(2027, 5, 19))
    assert is_due(guide, date(2027, 5, 20))


def test_a_review_begins_the_interval_anew(content: Content) -> None:
    guide = replace(content.guides["contract-tooling"], last_reviewed_on=date(2027, 1, 1))
    assert guide.due_on == date(2027, 6, 30)


def test_reviewed_and_due_can_be_filtered_by(content: Content) -> None:
    reviewed = replace(content.guides["contract-tooling"], last_reviewed_on=date(2027, 5, 1))
    shelf = Shelf(replace(content, guides={**content.guides, reviewed.id: reviewed}))
    later = date(2027, 7, 1)
    assert "contract-tooling" in ids(shelf.view(STAFF, Filter(review="reviewed"), later))
    assert "contract-tooling" not in ids(shelf.view(STAFF, Filter(review="due"), later))
    assert "us-customs-recordation" in ids(shelf.view(STAFF, Filter(review="due"), later))
    assert "contract-tooling" not in ids(shelf.view(STAFF, Filter(review="not_reviewed"), later))
