"""One number for each source of a section, in the order of first mention, whatever is quoted and how often."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.guidance import LiveGuidance
from bot.answering.outcome import Quote
from bot.conversation.numbering import Numbering
from bot.conversation.reply import Passage, Reply
from indexer.content import Content
from tests.bot.asking import Asker


def _sentences(content: Content) -> list[tuple[Quote, Any]]:
    return [
        (Quote(guide, section, "en", statement), sentence)
        for guide in content.guides.values()
        for section in guide.sections
        for statement in section.statements
        for sentence in statement.sentences
    ]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_source_of_a_section_has_one_number_and_numbers_come_in_the_order_of_first_mention(
    served: LiveGuidance, data: st.DataObject
) -> None:
    content = served.current().index.content
    said = data.draw(st.lists(st.sampled_from(_sentences(content)), max_size=25))
    numbering = Numbering(content)
    markers = [numbering.markers(quote, sentence) for quote, sentence in said]

    numbers = [int(number) for marked in markers for number in re.findall(r"\[(\d+)\]", marked)]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(numbering.citations) + 1))
    places = [(one.guide, one.anchor, one.language, one.source) for one in numbering.citations]
    assert len(places) == len(set(places))
    for (quote, sentence), marked in zip(said, markers, strict=True):
        for number in re.findall(r"\[(\d+)\]", marked):
            citation = numbering.citations[int(number) - 1]
            assert any(start <= sentence.start and sentence.end <= end for start, end in citation.spans)
            assert all(quote.section.text[p.start : p.end] == p.quote for p in citation.passages)


def test_what_is_cited_again_later_keeps_its_number_and_becomes_another_passage(served: LiveGuidance) -> None:
    content = served.current().index.content
    found = [(q, s) for q, s in _sentences(content) if q.section_id == "us-customs-recordation#recordation-fee"]
    first, last = found[0], found[-1]
    assert first[1].end + 2 < last[1].start
    numbering = Numbering(content)
    same = replace(last[1], marks=first[1].marks)
    assert numbering.markers(*first) == numbering.markers(last[0], same)
    citation = numbering.citations[0]
    assert citation.quote == citation.passages[0].quote
    assert [passage.start for passage in citation.passages] == [first[1].start, last[1].start]


def test_a_reply_comes_back_from_its_json_with_its_passages_and_an_older_one_without(asker: Asker) -> None:
    reply = asker.ask("What goes into the dossier for a customs recordal in Vietnam?")
    assert Reply.from_json(reply.as_json()) == reply
    older = reply.as_json()
    for citation in older["citations"]:
        del citation["passages"]
    kept = Reply.from_json(older).citations[0]
    assert (kept.passages, kept.spans) == ((), ((kept.start, kept.end),))
    assert isinstance(reply.citations[0].passages[0], Passage)


@pytest.mark.parametrize("question", ["Which goods can be recorded with customs in Vietnam?", "Who owns the mould we paid for?"])
def test_no_source_of_a_section_stands_twice_under_an_answer(asker: Asker, question: str) -> None:
    cited = [(one.guide, one.anchor, one.source) for one in asker.ask(question).citations]
    assert cited
    assert len(cited) == len(set(cited))
