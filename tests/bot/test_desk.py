"""The desk over the small index: what it answers, how it words it, what it keeps."""

import json
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answering.guidance import LiveGuidance
from bot.conversation.catalogue import keys, say
from bot.conversation.message import ConversationRef, Message, Person
from bot.conversation.reply import Reply
from indexer.build import build_knowledge
from indexer.snapshot import SnapshotStore
from tests.bot.asking import EMPLOYEE, GENEROUS, STRANGER, Asker, BrokenRecords, sections_of
from tests.fakes.embedder import WordEmbedder

TERM = "How long does a customs recordal last in Vietnam?"
TERM_VI = "Ghi nhận hải quan tại Việt Nam có hiệu lực bao lâu?"
US_TERM = "How long does a customs recordation last in the United States?"
US_TERM_VI = "Ghi nhận với hải quan Hoa Kỳ có hiệu lực bao lâu?"
FEE = "What does a customs recordation cost in the United States?"
DOSSIER = "What goes into the dossier for a customs recordal in Vietnam?"
MOULD = "Who owns a mould that we paid for?"
MOULD_VI = "Khuôn mà chúng tôi đã trả tiền thuộc về ai?"
RETURN = "What happens to a mould when the contract ends?"
OLD = "How long did a customs recordal last in Vietnam before 2020?"
OLD_VI = "Trước năm 2020 ghi nhận hải quan có hiệu lực bao lâu?"
NONSENSE = "What is the weather tomorrow on the moon?"
ANSWERED = (TERM, TERM_VI, US_TERM, US_TERM_VI, FEE, DOSSIER, MOULD, MOULD_VI, RETURN, OLD)


def fixed_texts() -> re.Pattern[str]:
    """Matches one text of the catalogue, whatever its placeholders were filled with."""
    texts = {say(key, language) for key in keys() for language in ("en", "vi")} - {""}
    patterns = [re.sub(r"\\{\w+\\}", "(?:.+)", re.escape(text)) for text in texts]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.DOTALL)


def blocks_without_citation(reply: Reply) -> list[str]:
    """Paragraphs of an answer that neither end in a citation nor are a fixed text."""
    fixed = fixed_texts()
    blocks = reply.answer.split("\n\n")
    followed = [*blocks[1:], ""]
    cited = [
        re.search(r"\[\d+\]$", block) or (block.startswith("|") and re.fullmatch(r"(\[\d+\])+", after))
        for block, after in zip(blocks, followed, strict=True)
    ]
    bare = [block for block, yes in zip(blocks, cited, strict=True) if not yes]
    return [block for block in bare if not fixed.fullmatch(block) and not fixed.fullmatch(block.strip("*"))]


# --- answers and citations --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "section"),
    [
        (TERM, "vn-customs-recordal#recordal-term"),
        (TERM_VI, "vn-customs-recordal#recordal-term"),
        (US_TERM, "us-customs-recordation#recordation-term"),
        (FEE, "us-customs-recordation#recordation-fee"),
        (DOSSIER, "vn-customs-recordal#recordal-dossier"),
        (MOULD, "contract-tooling#mould-ownership"),
        (MOULD_VI, "contract-tooling#mould-ownership"),
        (RETURN, "contract-tooling#mould-return"),
    ],
)
def test_a_question_is_answered_from_its_section(asker: Asker, question: str, section: str) -> None:
    reply = asker.ask(question)
    assert reply.status == "answered"
    assert sections_of(reply)[0] == section


@pytest.mark.parametrize("question", ANSWERED)
def test_every_quote_is_the_guide_s_own_words_at_the_stated_place(asker: Asker, served: LiveGuidance, question: str) -> None:
    reply = asker.ask(question)
    assert reply.citations
    for citation in reply.citations:
        _, section, language = served.current().index.content.section(f"{citation.guide}#{citation.anchor}", citation.language)
        assert language == citation.language
        assert section.heading == citation.section
        assert section.text[citation.start : citation.end] == citation.quote
        assert citation.quote.strip() == citation.quote != ""
        assert [section.text[passage.start : passage.end] for passage in citation.passages] == [
            p.quote for p in citation.passages
        ]
        assert citation.passages[0].quote == citation.quote


@pytest.mark.parametrize("question", ANSWERED)
def test_every_paragraph_carries_a_citation_or_is_a_fixed_text(asker: Asker, question: str) -> None:
    assert blocks_without_citation(asker.ask(question)) == []


@pytest.mark.parametrize("question", ANSWERED)
def test_every_sentence_of_the_guide_in_an_answer_is_followed_by_its_number(
    asker: Asker, served: LiveGuidance, question: str
) -> None:
    reply = asker.ask(question)
    content = served.current().index.content
    for citation in reply.citations:
        _, section, _ = content.section(f"{citation.guide}#{citation.anchor}", citation.language)
        inside = [
            section.text[sentence.start : sentence.end]
            for statement in section.statements
            for sentence in statement.sentences
            if any(start <= sentence.start and sentence.end <= end for start, end in citation.spans)
        ]
        assert inside
        for sentence in inside:
            after = reply.answer.partition(sentence)[2]
            assert re.match(rf"\s*(?:\[\d+\])*\[{citation.number}\]", after), sentence


@pytest.mark.parametrize("question", ANSWERED)
def test_the_numbers_in_the_text_are_those_of_the_citations(asker: Asker, question: str) -> None:
    reply = asker.ask(question)
    numbers = {int(number) for number in re.findall(r"\[(\d+)\]", reply.answer)}
    assert numbers == {citation.number for citation in reply.citations} == set(range(1, len(reply.citations) + 1))


def test_a_citation_names_source_law_date_and_country(asker: Asker) -> None:
    citation = asker.ask(FEE).citations[0]
    assert (citation.guide_title, citation.jurisdiction) == ("Customs recordation in the United States (test content)", "US")
    assert (citation.as_of, citation.reviewed) == ("2026-11-20", None)
    assert citation.source.title == "Recordation of trademarks and copyrights (test page)"
    assert (citation.source.publisher, citation.source.kind) == ("Test Border Agency", "agency")
    assert (citation.source.authority, citation.source.date) == ("Test Code § 133.3", "2026-05")
    assert citation.source.url == "https://example.org/us/recordation"


def test_the_law_of_a_source_stands_where_a_mark_names_none(asker: Asker) -> None:
    last = asker.ask("Cơ quan hải quan trả lời hồ sơ ghi nhận hải quan tại Việt Nam trong bao nhiêu ngày làm việc?")
    assert "Test Circular 1" in {citation.source.authority for citation in last.citations}


def test_sentences_in_a_row_under_one_source_share_a_number(asker: Asker) -> None:
    reply = asker.ask(MOULD)
    assert [citation.number for citation in reply.citations] == sorted({c.number for c in reply.citations})
    assert len(reply.citations) < len(re.findall(r"\[\d+\]", reply.answer))


def test_a_statement_with_two_sources_carries_both_numbers(asker: Asker) -> None:
    reply = asker.ask(FEE)
    pair = re.search(r"collects the fee\. \[(\d+)\]\[(\d+)\]", reply.answer)
    assert pair is not None
    by_number = {citation.number: citation.source.publisher for citation in reply.citations}
    assert [by_number[int(pair[1])], by_number[int(pair[2])]] == ["Test Attorneys", "Test Border Agency"]


def test_a_list_is_quoted_whole(asker: Asker) -> None:
    answer = asker.ask(RETURN).answer
    positions = [answer.find(line) for line in ("1. The buyer sends", "2. The factory packs", "3. A forwarder")]
    assert -1 not in positions
    assert positions == sorted(positions)


def test_a_table_is_quoted_whole_with_its_number_below_it(asker: Asker) -> None:
    answer = asker.ask(FEE).answer
    assert re.search(r"\| Right \| First recordation \| Renewal \|\n.*\n\| Trademark .*\n\| Copyright .*\|\n\n\[\d+\]", answer)


# --- labels, footer and frame ----------------------------------------------------------------------------------------


def test_the_caveat_is_always_said_and_labelled(asker: Asker) -> None:
    assert "**Note:** The two-year term rests on one test page" in asker.ask(TERM).answer
    assert "**Lưu ý:** Thời hạn hai năm dựa trên một trang thử" in asker.ask(TERM_VI).answer


def test_an_older_figure_is_labelled_as_outdated(asker: Asker) -> None:
    assert "**Outdated:** Some readers may have met a term of one year" in asker.ask(TERM).answer
    assert "**Đã lỗi thời:** Một số người đọc có thể đã gặp" in asker.ask(TERM_VI).answer


def test_sources_that_differ_are_labelled(asker: Asker) -> None:
    assert "**Sources differ:** One law firm page names 150 dollars" in asker.ask(FEE).answer


def test_a_guide_nobody_has_reviewed_says_so(asker: Asker) -> None:
    assert "_United States · as of 20 November 2026 · agency page · not yet reviewed by counsel_" in asker.ask(US_TERM).answer


def test_guidance_that_is_overdue_for_review_is_labelled_in_both_languages(served: LiveGuidance) -> None:
    late = Asker(served, started=datetime(2027, 2, 21, tzinfo=UTC))
    assert "**Review overdue:** this guidance was to be checked again by 20 February 2027" in late.ask(TERM).answer
    assert "**Quá hạn rà soát:**" in late.ask(TERM, language="vi").answer


def test_guidance_is_not_overdue_on_the_very_day(served: LiveGuidance) -> None:
    assert "Review overdue" not in Asker(served, started=datetime(2027, 2, 20, tzinfo=UTC)).ask(TERM).answer


def test_a_replay_is_worded_for_the_day_of_the_answer(served: LiveGuidance) -> None:
    asker = Asker(served, started=datetime(2027, 2, 20, 23, 59, tzinfo=UTC))
    reply = asker.ask(TERM)
    record = asker.desk.record(reply.id)
    assert record is not None
    assert asker.desk.replay(record) == reply


def test_a_reviewed_guide_names_the_day(asker: Asker) -> None:
    reply = asker.ask(DOSSIER)
    assert sections_of(reply) == ["vn-customs-recordal#recordal-dossier"]
    assert "· reviewed on 22 November 2026_" in reply.answer
    assert "not yet reviewed" not in reply.answer
    assert {citation.reviewed for citation in reply.citations} == {"2026-11-22"}


def test_an_answer_from_a_reviewed_and_another_guide_counts_as_not_reviewed(asker: Asker) -> None:
    reply = asker.ask(f"{DOSSIER} {MOULD}")
    assert {citation.reviewed for citation in reply.citations} == {"2026-11-22", None}
    assert "· not yet reviewed by counsel_" in reply.answer
    assert "_Vietnam, country-neutral · as of 20 November 2026 · agency page, house rule ·" in reply.answer


def test_two_questions_are_both_answered_and_numbered_through(asker: Asker) -> None:
    reply = asker.ask(f"{DOSSIER} {RETURN}")
    assert sections_of(reply) == ["vn-customs-recordal#recordal-dossier", "contract-tooling#mould-return"]
    assert [citation.number for citation in reply.citations] == list(range(1, len(reply.citations) + 1))


def test_the_part_that_the_guidance_does_not_cover_is_named(asker: Asker) -> None:
    reply = asker.ask(f"{RETURN} {NONSENSE}")
    assert sections_of(reply) == ["contract-tooling#mould-return"]
    assert say("answer.part_missing", "en", number="2") in reply.answer


def test_side_by_side_says_which_country_the_guidance_does_not_cover(small_store: SnapshotStore) -> None:
    strict = replace(GENEROUS, threshold={"en": 0.75, "vi": 0.75})
    asker = Asker(LiveGuidance(small_store, strict, lambda _models, _fingerprint: WordEmbedder()))
    reply = asker.ask("What goes into the dossier for a customs recordal in Vietnam versus the United States?")
    blocks = reply.answer.split("\n\n")
    assert sections_of(reply) == ["vn-customs-recordal#recordal-dossier"]
    assert blocks[blocks.index("**United States**") + 1] == say("answer.place_missing", "en")
    assert blocks.index("**Vietnam**") < blocks.index("**United States**")


def test_the_footer_names_the_kinds_of_source(asker: Asker) -> None:
    footer = next(block for block in asker.ask(FEE).answer.split("\n\n") if block.startswith("_United States"))
    assert "agency page, practitioner's note" in footer


def test_counsel_is_recommended_where_the_section_says_so_and_only_there(asker: Asker) -> None:
    line = say("answer.counsel", "en")
    assert asker.ask(US_TERM).answer.endswith(line)
    asker.new_thread()
    assert line not in asker.ask(MOULD).answer


def test_a_vietnamese_reader_of_an_english_section_is_told_so_and_gets_the_terms(asker: Asker) -> None:
    reply = asker.ask(US_TERM_VI)
    blocks = reply.answer.split("\n\n")
    assert reply.language == "vi"
    assert blocks[0] == say("answer.english_only", "vi")
    assert blocks[1].startswith("Thuật ngữ: ")
    assert "nhãn hiệu (trademark)" in blocks[1]
    assert "ghi nhận hải quan (customs recordal)" in blocks[1]
    assert {citation.language for citation in reply.citations} == {"en"}


def test_a_vietnamese_reader_of_a_translated_section_is_told_nothing_about_english(asker: Asker) -> None:
    reply = asker.ask(TERM_VI)
    assert say("answer.english_only", "vi") not in reply.answer
    assert {citation.language for citation in reply.citations} == {"vi"}
    assert "_Việt Nam · tính đến 20/11/2026 ·" in reply.answer


def test_an_english_reader_sees_no_frame(asker: Asker) -> None:
    assert asker.ask(US_TERM).answer.startswith("A trademark recordation with United States customs lasts ten years")


def test_a_superseded_section_is_labelled_with_what_replaced_it(asker: Asker) -> None:
    reply = asker.ask(OLD)
    assert "vn-old-rules#old-recordal-term" in sections_of(reply)
    assert say("answer.superseded", "en", title="Customs recordal in Vietnam (test content)") in reply.answer


def test_the_title_of_a_guide_that_the_asker_may_not_see_is_not_told(knowledge: Path, store: SnapshotStore) -> None:
    guide = knowledge / "guides/vietnam/vn-customs-recordal.md"
    guide.write_text(guide.read_text(encoding="utf-8").replace("audience: [public]", "audience: [legal]"), encoding="utf-8")
    build_knowledge(knowledge, store, WordEmbedder)
    guidance = LiveGuidance(store, GENEROUS, lambda _models, _fingerprint: WordEmbedder())
    answer = Asker(guidance, person=STRANGER).ask(OLD).answer
    assert say("answer.superseded_unseen", "en") in answer
    assert "Customs recordal in Vietnam" not in answer


def test_a_vietnamese_reader_gets_the_vietnamese_title_of_what_replaced_a_section(asker: Asker) -> None:
    reply = asker.ask(OLD_VI)
    assert "vn-old-rules#old-recordal-term" in sections_of(reply)
    assert say("answer.superseded", "vi", title="Ghi nhận hải quan tại Việt Nam (nội dung thử)") in reply.answer


def test_a_current_section_carries_no_superseded_label(asker: Asker) -> None:
    assert "Superseded" not in asker.ask(DOSSIER).answer


# --- countries and audiences -----------------------------------------------------------------------------------------


def test_the_law_of_an_uncovered_country_is_not_known(asker: Asker) -> None:
    reply = asker.ask("How long does a customs recordal last in Thailand?")
    assert reply.status == "no_answer"
    assert reply.answer.startswith(say("none.place", "en", places="Thailand"))
    assert reply.citations == ()


def test_country_neutral_guidance_answers_for_an_uncovered_country_and_says_so(asker: Asker) -> None:
    reply = asker.ask("Who owns a mould that we paid for in China?")
    assert sections_of(reply) == ["contract-tooling#mould-ownership"]
    assert say("answer.neutral", "en", places="China") in reply.answer


def test_an_uncovered_country_is_named_in_the_reader_s_language(asker: Asker) -> None:
    reply = asker.ask("Ghi nhận hải quan tại Trung Quốc có hiệu lực bao lâu?")
    assert reply.status == "no_answer"
    assert say("none.place", "vi", places="Trung Quốc") in reply.answer


def test_the_country_is_asked_for_when_the_answer_depends_on_it(asker: Asker) -> None:
    reply = asker.ask("How long does a customs recordation last?")
    assert reply.status == "clarify"
    assert reply.answer == say("clarify.place", "en")
    assert [(choice.label, choice.text) for choice in reply.choices] == [("Vietnam",) * 2, ("United States",) * 2]
    assert reply.citations == ()


@pytest.mark.parametrize(
    ("choice", "section"),
    [("Vietnam", "vn-customs-recordal#recordal-term"), ("United States", "us-customs-recordation#recordation-term")],
)
def test_choosing_a_country_answers_the_question_that_was_asked(asker: Asker, choice: str, section: str) -> None:
    asker.ask("How long does a customs recordation last?")
    reply = asker.ask(choice)
    assert reply.status == "answered"
    assert sections_of(reply)[0] == section


def test_a_named_country_is_answered_from_its_own_guides_only(asker: Asker) -> None:
    assert {citation.jurisdiction for citation in asker.ask(TERM).citations} == {"VN"}
    asker.new_thread()
    assert {citation.jurisdiction for citation in asker.ask(US_TERM).citations} == {"US"}


def test_a_stranger_gets_no_guidance_for_employees(served: LiveGuidance) -> None:
    reply = Asker(served, person=STRANGER).ask(MOULD)
    assert reply.status == "no_answer"
    assert "contract-tooling" not in json.dumps(reply.as_json())


@pytest.mark.parametrize("question", ["What is our settlement ceiling?", "how high may a settlement offer go"])
def test_guidance_for_a_named_group_reaches_that_group_and_nobody_else(served: LiveGuidance, question: str) -> None:
    legal = Person("bob", frozenset({"public", "employees", "legal-team"}))
    assert "12345" in Asker(served, person=legal).ask(question).answer
    for person in (EMPLOYEE, STRANGER):
        reply = Asker(served, person=person).ask(question)
        shown = json.dumps(reply.as_json())
        assert "12345" not in shown
        assert "settlement-ceilings" not in shown


# --- no answer, related topics, languages ----------------------------------------------------------------------------


def test_what_the_guidance_does_not_cover_is_not_answered(asker: Asker) -> None:
    reply = asker.ask(NONSENSE)
    assert reply.status == "no_answer"
    assert reply.answer.startswith(say("none.not_covered", "en"))
    assert reply.citations == ()


def test_nearest_topics_are_offered_as_topics_and_not_as_sources(asker: Asker) -> None:
    reply = asker.ask("How do I ship a customs dossier by post?")
    assert reply.status == "no_answer"
    assert reply.related
    assert say("none.nearest", "en") in reply.answer
    for topic in reply.related:
        assert f"- {topic.title}" in reply.answer
    assert "[1]" not in reply.answer


def test_related_topics_leave_out_what_was_quoted(asker: Asker) -> None:
    reply = asker.ask(FEE)
    assert not {f"{topic.guide}#{topic.anchor}" for topic in reply.related} & set(sections_of(reply))


@pytest.mark.parametrize(
    ("question", "language"), [(TERM, "en"), (TERM_VI, "vi"), ("ghi nhan hai quan co hieu luc bao lau", "vi")]
)
def test_the_reply_speaks_the_language_of_the_question(asker: Asker, question: str, language: str) -> None:
    assert asker.ask(question).language == language


def test_the_language_asked_for_prevails_over_that_of_the_question(asker: Asker) -> None:
    reply = asker.ask(TERM_VI, language="en")
    assert reply.language == "en"
    assert say("answer.english_only", "vi") not in reply.answer


def test_another_language_is_told_in_both_that_we_do_not_speak_it(asker: Asker) -> None:
    reply = asker.ask("Combien de temps dure une marque dans le pays et comment est-elle pour les douanes?")
    assert (reply.status, reply.answer) == ("no_answer", say("none.other_language", "en"))


@pytest.mark.parametrize(
    ("text", "key"),
    [("Hello there!", "greeting"), ("thanks a lot", "thanks"), ("Xin chào", "greeting"), ("what can you do?", "about")],
)
def test_small_talk_gets_its_fixed_text(asker: Asker, text: str, key: str) -> None:
    reply = asker.ask(text)
    assert (reply.status, reply.answer.split("\n\n")[0]) == ("small_talk", say(f"talk.{key}", reply.language))


# --- threads ---------------------------------------------------------------------------------------------------------


def test_a_thread_is_remembered_between_messages(asker: Asker) -> None:
    asker.ask(TERM)
    assert sections_of(asker.ask("and in the United States?")) == ["us-customs-recordation#recordation-term"]


def test_another_thread_knows_nothing_of_the_first(asker: Asker) -> None:
    asker.ask(TERM)
    asker.new_thread()
    assert asker.ask("and in the United States?").status != "answered"


def test_a_thread_is_remembered_in_a_conversation_with_a_very_long_name(asker: Asker) -> None:
    place = ConversationRef("teams", "19:" + "x" * 400)
    asker.desk.reply(Message(TERM, EMPLOYEE, place))
    reply = asker.desk.reply(Message("and in the United States?", EMPLOYEE, place))
    assert sections_of(reply) == ["us-customs-recordation#recordation-term"]


def test_two_conversations_with_very_long_names_do_not_share_a_thread(asker: Asker) -> None:
    asker.desk.reply(Message(TERM, EMPLOYEE, ConversationRef("teams", "19:" + "x" * 400 + "a")))
    other = asker.desk.reply(Message("and in the United States?", EMPLOYEE, ConversationRef("teams", "19:" + "x" * 400 + "b")))
    assert other.status != "answered"


def test_small_talk_does_not_end_a_thread(asker: Asker) -> None:
    reply = asker.thread([TERM, "thanks!", "and in the United States?"])
    assert sections_of(reply) == ["us-customs-recordation#recordation-term"]


# --- records ---------------------------------------------------------------------------------------------------------


def test_a_record_keeps_the_reply_byte_for_byte_with_what_it_was_made_from(asker: Asker, served: LiveGuidance) -> None:
    reply = asker.ask(TERM_VI)
    record = asker.desk.record(reply.id)
    assert record is not None
    assert json.loads(record.reply) == reply.as_json()
    assert (record.question, record.language, record.status, record.person) == (TERM_VI, "vi", "answered", "alice")
    assert (record.index_version, record.code_version) == (served.current().index.version, "test")
    weighed = [evidence["section"] for part in record.trace["parts"] for evidence in part["evidence"]]
    assert "vn-customs-recordal#recordal-term" in weighed


def test_every_reply_has_an_id_of_its_own(asker: Asker) -> None:
    assert len({asker.ask(question).id for question in ANSWERED}) == len(ANSWERED)


def test_unanswered_questions_are_listed_and_answered_ones_are_not(asker: Asker) -> None:
    asker.ask(TERM)
    asker.new_thread()
    asker.ask(NONSENSE)
    assert [record.question for record in asker.desk.unanswered(10)] == [NONSENSE]


@pytest.mark.parametrize("question", [*ANSWERED, NONSENSE, "hello", "", "How long does a customs recordation last?"])
def test_a_replay_gives_the_same_bytes(asker: Asker, question: str) -> None:
    record = asker.desk.record(asker.ask(question).id)
    assert record is not None
    assert json.dumps(asker.desk.replay(record).as_json(), ensure_ascii=False) == record.reply


@pytest.mark.parametrize("text", [f"{TERM} " * 60, "customs " * 5_000, f"{TERM} {' ' * 3_000} please"])
def test_a_message_of_any_length_replays_to_the_same_bytes(asker: Asker, text: str) -> None:
    record = asker.desk.record(asker.ask(text).id)
    assert record is not None
    assert json.dumps(asker.desk.replay(record).as_json(), ensure_ascii=False) == record.reply


def test_a_follow_up_replays_to_the_same_bytes_without_its_thread(asker: Asker) -> None:
    asker.ask(TERM)
    asked = [asker.ask("and in the United States?"), asker.ask("and what does it cost?"), asker.ask("thanks")]
    asker.ask(MOULD)
    for reply in asked:
        record = asker.desk.record(reply.id)
        assert record is not None
        assert json.dumps(asker.desk.replay(record).as_json(), ensure_ascii=False) == record.reply


def test_an_answer_is_given_and_logged_when_it_cannot_be_recorded(served: LiveGuidance, caplog: pytest.LogCaptureFixture) -> None:
    asker = Asker(served, BrokenRecords(reading=False, writing=True))
    with caplog.at_level(logging.ERROR):
        reply = asker.ask(TERM)
    assert reply.status == "answered"
    assert [entry.action for entry in caplog.records] == ["answer_unrecorded"]
    assert reply.id in caplog.text


def test_a_thread_that_cannot_be_read_is_answered_as_new_and_logged(
    served: LiveGuidance, caplog: pytest.LogCaptureFixture
) -> None:
    asker = Asker(served, BrokenRecords(reading=True, writing=False))
    with caplog.at_level(logging.WARNING):
        reply = asker.ask(TERM)
    assert reply.status == "answered"
    assert [entry.action for entry in caplog.records] == ["thread_unread"]


def test_logs_do_not_repeat_the_question(served: LiveGuidance, caplog: pytest.LogCaptureFixture) -> None:
    asker = Asker(served, BrokenRecords(reading=True, writing=True))
    with caplog.at_level(logging.DEBUG):
        asker.ask("How long does our canaryword recordal last in Vietnam?")
    assert caplog.records
    assert "canaryword" not in caplog.text


def test_a_thread_gives_back_its_replies_as_they_were_given(asker: Asker) -> None:
    conversation = ConversationRef("web", "c1")
    texts = (TERM, "hello", "and in the United States?", "What is the weather?")
    given = [asker.desk.reply(Message(text, EMPLOYEE, conversation)) for text in texts]
    asker.desk.reply(Message(TERM, EMPLOYEE, ConversationRef("web", "c2")))
    assert asker.desk.thread(conversation, 10) == given
    assert asker.desk.thread(conversation, 2) == given[-2:]
    assert asker.desk.thread(ConversationRef("web", "nowhere"), 10) == []
