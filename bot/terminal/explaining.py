"""Explains an answer from its record, and lists what was not answered."""

import json
from collections.abc import Iterator

import click

from bot.assembly import assemble
from bot.config import Config
from bot.conversation.desk import QuestionErased
from bot.conversation.erasing import without_names
from bot.store.answer_record import AnswerRecord
from bot.store.feedback_record import FeedbackRecord
from indexer.errors import BrokenSnapshot, UnusableModel


def explain(config: Config, identity: str, as_json: bool) -> tuple[str, bool]:
    """(what was answered and why, whether a replay gave the same bytes or could not be made)."""
    assembly = assemble(config)
    desk = assembly.desk
    record, given = desk.record(identity), assembly.feedback.of_answer(identity)
    if record is None:
        raise click.ClickException(f"there is no answer {identity!r}")
    if record.erased_at is not None:
        return (_left_as_json(record) if as_json else "\n".join([*_left(record), *map(_feedback, given)])), True
    if as_json:
        return record.reply, True
    try:
        same = json.dumps(desk.replay(record).as_json(), ensure_ascii=False) == record.reply
        verdict = "replay: the same answer, byte for byte" if same else "replay: THE ANSWER DIFFERS from the record"
    except (BrokenSnapshot, UnusableModel) as error:
        same, verdict = True, f"replay: not possible, that version of the index is gone ({error})"
    except QuestionErased:
        same, verdict = True, "replay: not possible, a question before this one in its thread was erased"
    return "\n".join([*_told(record), *map(_feedback, given), verdict]), same


def list_unanswered(config: Config, count: int, as_json: bool) -> Iterator[str]:
    """One line a question, newest first."""
    for record in assemble(config).desk.unanswered(count):
        question = without_names(record.question)
        if as_json:
            line = {"id": record.id, "asked_at": record.asked_at.isoformat(), "question": question}
            yield json.dumps(line, ensure_ascii=False)
        else:
            yield f"{record.asked_at:%Y-%m-%d %H:%M}  {record.id}  {' '.join(question.split())[:160]}"


def _left(record: AnswerRecord) -> Iterator[str]:
    yield f"erased: the question and its answer were erased on {record.erased_at:%Y-%m-%d}; no text and no person is kept"
    yield f"asked: {record.asked_at:%Y-%m-%d}, index {record.index_version}, code {record.code_version}"
    yield f"status: {record.status}, language {record.language}"
    yield f"cited: {', '.join(record.trace['cited']) or 'nothing'}"


def _left_as_json(record: AnswerRecord) -> str:
    assert record.erased_at is not None
    left = {"id": record.id, "status": record.status, "language": record.language, "cited": record.trace["cited"]}
    return json.dumps({**left, "erased_at": record.erased_at.isoformat()}, ensure_ascii=False)


def _told(record: AnswerRecord) -> Iterator[str]:
    reply = json.loads(record.reply)
    yield f"question: {record.question}"
    yield f"asked: {record.asked_at:%Y-%m-%d %H:%M:%S} UTC, index {record.index_version}, code {record.code_version}"
    yield f"status: {record.status}, language {record.language}, places {record.trace.get('places', [])}"
    for part in record.trace.get("parts", []):
        yield f"part: {part['text']}" + (f" (wants {', '.join(part['wants'])})" if part["wants"] else "")
        for evidence in part["evidence"]:
            weighed = ", ".join(f"{name} {value}" for name, value in evidence.items() if name not in ("section", "order"))
            yield f"  {evidence['order']:.3f}  {evidence['section']}  ({weighed})"
    yield f"answer:\n{reply['answer']}"
    for citation in reply["citations"]:
        where = f"{citation['guide']}#{citation['anchor']}[{citation['start']}:{citation['end']}]"
        yield f"  [{citation['number']}] {where} {citation['quote']!r}"


def _feedback(given: FeedbackRecord) -> str:
    verdict = "helpful" if given.helpful else "not helpful" + (f" ({given.reason})" if given.reason else "")
    comment = f": {' '.join(given.comment.split())}" if given.comment else ""
    return f"feedback: {verdict}, {given.person}, {given.given_at:%Y-%m-%d %H:%M} UTC{comment}"
