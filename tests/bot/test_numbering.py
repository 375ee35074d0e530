"""Every number stands for one unbroken quote that holds each sentence which carries it, in the order of first mention."""

import re
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.guidance import LiveGuidance
from bot.answering.outcome import Quote
from bot.conversation.numbering import Numbering
from bot.conversation.reply import Reply
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
def test_a_number_names_a_verbatim_quote_that_holds_what_it_marks_from_one_source(
    served: LiveGuidance, data: st.DataObject
) -> None:
    content = served.current().index.content
    said = data.draw(st.lists(st.sampled_from(_sentences(content)), max_size=25))
    numbering = Numbering(content)
    markers = [numbering.markers(quote, sentence) for quote, sentence in said]

    numbers = [int(number) for marked in markers for number in re.findall(r"\[(\d+)\]", marked)]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(numbering.citations) + 1))
    for (quote, sentence), marked in zip(said, markers, strict=True):
        for number, mark in zip(re.findall(r"\[(\d+)\]", marked), sentence.marks, strict=True):
            citation = numbering.citations[int(number) - 1]
            assert quote.section.text[sentence.start : sentence.end] in citation.quote
            assert quote.section.text[citation.start : citation.end] == citation.quote
            assert citation.source.title == content.sources[mark.key].title


def test_sentences_that_follow_each_other_share_a_number_and_others_do_not(served: LiveGuidance) -> None:
    content = served.current().index.content
    found = [(q, s) for q, s in _sentences(content) if q.section_id == "us-customs-recordation#recordation-fee"]
    numbering = Numbering(content)
    for quote, sentence in (found[0], found[0], found[-1]):
        numbering.markers(quote, sentence)
    assert found[0][1].end + 2 < found[-1][1].start
    assert len({(one.start, one.end) for one in numbering.citations}) == 2


def test_a_reply_comes_back_from_its_json(asker: Asker) -> None:
    reply = asker.ask("What goes into the dossier for a customs recordal in Vietnam?")
    assert Reply.from_json(reply.as_json()) == reply
