"""The commands of `ipdesk`, run as `ipdesk` runs them, over a small index with a tiny model."""

import contextlib
import json
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.assembly import assemble
from bot.config import read_config
from bot.conversation.catalogue import say
from bot.conversation.feedback import Feedback
from bot.conversation.message import ConversationRef, Message, Person
from bot.conversation.reply import Choice, Related, Reply
from bot.terminal.commands import ipdesk
from bot.terminal.rendering import rendered
from indexer.build import build_knowledge
from indexer.command_line import run
from indexer.snapshot import SnapshotStore
from tests.bot.tiny_model import tiny_embedder

ROOT = Path(__file__).parents[2]
OWN = (
    "IPDESK_DATA_DIR",
    "DATABASE_URL",
    "DATABASE_URL_FILE",
    "HOST",
    "PORT",
    "IPDESK_ENV",
    "IPDESK_PLAYGROUND",
    "IPDESK_SETTINGS",
)
DOSSIER = "What goes into the dossier for a customs recordal in Vietnam?"
# The small model of these tests finds everything alike; a name is never given, whatever the model.
NONSENSE = "Who is the director of the weather station on the moon?"


@dataclass
class Typed:
    """A command line as `run` takes it."""

    arguments: list[str]

    def main(self, **options: Any) -> Any:
        return ipdesk.main(args=self.arguments, **options)


@dataclass
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    def assert_one_line(self, status: int, words: str) -> None:
        """Nothing but one plain line on stderr."""
        assert (self.status, self.out) == (status, ""), self
        assert len(self.err.splitlines()) == 1, self.err
        assert re.search(words, self.err), self.err
        assert "Traceback" not in self.err


Command = Callable[..., Ended]


@pytest.fixture(scope="module")
def built(small_knowledge: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with an index."""
    folder = tmp_path_factory.mktemp("built") / "var"
    store = SnapshotStore(folder / "index")
    embedder = tiny_embedder(small_knowledge, store.models)
    build_knowledge(small_knowledge, store, lambda: embedder)
    return folder


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """The same, for a test to fill and to damage."""
    return Path(shutil.copytree(built, tmp_path / "var"))


@pytest.fixture
def desk(data: Path, tmp_path: Path) -> Command:
    """Runs `ipdesk` in an empty folder."""

    def command(*arguments: str, **environment: str) -> Ended:
        env = dict.fromkeys(OWN) | {"IPDESK_DATA_DIR": str(data)} | environment
        with contextlib.chdir(tmp_path), CliRunner().isolation(env=env) as (out, err, _):
            status = run(Typed(list(arguments)), "ipdesk")
            return Ended(status, out.getvalue().decode(), err.getvalue().decode())

    return command


def lines_of(path: Path, *lines: Any) -> str:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return str(path)


# --- ask -------------------------------------------------------------------------------------------------------------


def test_ask_prints_the_answer_and_its_sources(desk: Command) -> None:
    ended = desk("ask", DOSSIER)
    assert (ended.status, ended.err) == (0, "")
    assert "holds three papers" in ended.out
    sources = ended.out.partition("Sources:\n")[2]
    assert "[1] Customs recordal in Vietnam (test content) › What goes into the dossier" in sources
    assert "as reported by Test Customs Authority, “Customs supervision of IP goods (test page)”" in sources
    assert "Test Circular 1, art. 5" in sources
    assert "https://example.org/vn/customs" in sources


def test_ask_names_a_house_rule_as_our_own(desk: Command) -> None:
    out = desk("ask", "What happens to a mould when the contract ends?").out
    assert "House rules for supplier contracts (test page) (Test playbook)" in out
    assert "as reported by" not in out


def test_the_choices_of_a_clarification_are_named() -> None:
    choices = (Choice("Việt Nam", "Việt Nam"), Choice("Hoa Kỳ", "Hoa Kỳ"))
    shown = rendered(Reply("id1", "bao lâu?", "clarify", "vi", say("clarify.place", "vi"), choices=choices))
    assert shown == f"{say('clarify.place', 'vi')}\n\n{say('terminal.choose', 'vi', choices='Việt Nam, Hoa Kỳ')}"


def test_what_a_guide_says_does_not_steer_the_terminal() -> None:
    shown = rendered(Reply("id1", "q", "answered", "en", "Red \x1b[31mtext\u202e and a\ttab."))
    assert shown == "Red \ufffd[31mtext\ufffd and a\ttab."


def test_related_topics_are_named_after_an_answer_and_not_twice_without_one() -> None:
    related = (Related("a", "b", "Who owns it?"), Related("a", "c", "What does it cost?"))
    answered = rendered(Reply("id1", "q", "answered", "en", "Text.", related=related))
    assert answered == "Text.\n\nRelated topics: Who owns it?; What does it cost?"
    assert rendered(Reply("id1", "q", "no_answer", "en", "I don't know.", related=related)) == "I don't know."


def test_ask_json_gives_one_line_with_the_keys_of_the_contract(desk: Command) -> None:
    ended = desk("ask", DOSSIER, "--json")
    assert (ended.status, ended.err, len(ended.out.splitlines())) == (0, "", 1)
    found = ended.json
    assert list(found) == ["id", "question", "status", "language", "answer", "citations", "choices", "related", "seconds"]
    assert (found["question"], found["status"], found["language"]) == (DOSSIER, "answered", "en")
    assert isinstance(found["seconds"], float)
    citation = found["citations"][0]
    assert {"number", "guide", "section", "anchor", "quote", "jurisdiction", "as_of", "reviewed", "source"} <= set(citation)
    assert {"title", "publisher", "url", "kind", "authority"} <= set(citation["source"])
    assert (citation["guide"], citation["anchor"]) == ("vn-customs-recordal", "recordal-dossier")


def test_ask_json_of_no_answer_has_the_same_keys(desk: Command) -> None:
    answered, unanswered = desk("ask", DOSSIER, "--json").json, desk("ask", NONSENSE, "--json").json
    assert list(answered) == list(unanswered)
    assert (unanswered["status"], unanswered["citations"]) == ("no_answer", [])


def test_ask_keeps_letters_as_they_are(desk: Command) -> None:
    out = desk("ask", "Hồ sơ ghi nhận hải quan tại Việt Nam gồm những gì?", "--json").out
    assert "Hồ sơ ghi nhận hải quan" in out
    assert "\\u" not in out


def test_ask_answers_in_the_language_asked_for(desk: Command) -> None:
    assert desk("ask", DOSSIER, "--json", "--language", "vi").json["language"] == "vi"


def test_ask_uses_the_guidance_of_the_named_audiences_only(desk: Command) -> None:
    question = "Up to which settlement ceiling may we offer?"
    assert "12345" in desk("ask", question, "--audience", "public, legal-team").out
    assert "12345" not in desk("ask", question).out
    assert (
        "contract-tooling"
        not in desk("ask", "What happens to a mould when the contract ends?", "--json", "--audience", "public").out
    )


def test_ask_without_an_index_says_what_to_run(desk: Command, tmp_path: Path) -> None:
    desk("ask", DOSSIER, IPDESK_DATA_DIR=str(tmp_path / "empty")).assert_one_line(1, "run: python -m indexer build")


def test_ask_with_a_damaged_index_says_what_to_run(desk: Command, data: Path) -> None:
    for path in (data / "index").rglob("entries.jsonl"):
        path.write_bytes(path.read_bytes()[:-1])
    ended = desk("ask", DOSSIER)
    assert (ended.status, ended.out) == (1, "")
    assert "entries.jsonl is not the file that was published" in ended.err.splitlines()[-1]


def test_ask_without_a_database_answers_and_says_that_it_is_not_recorded(desk: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    ended = desk("ask", DOSSIER, DATABASE_URL=f"sqlite:///{tmp_path / 'file' / 'ipdesk.sqlite3'}")
    assert ended.status == 0
    assert "holds three papers" in ended.out
    assert re.fullmatch(r"this answer is not recorded: .+\n", ended.err)


@pytest.mark.parametrize("question", ["🔧", "\x01", "a" * 100_000, "how long \udcff\udcfe", "<script>alert(1)</script>"])
def test_ask_replies_to_odd_questions(desk: Command, question: str) -> None:
    ended = desk("ask", question, "--json")
    assert ended.status == 0
    assert ended.json["status"] == "no_answer"


# --- ask --batch -----------------------------------------------------------------------------------------------------


def test_a_batch_gives_one_line_each_in_order_under_the_ids_given(desk: Command, tmp_path: Path) -> None:
    path = lines_of(tmp_path / "q.jsonl", {"id": "b", "text": DOSSIER}, {"id": "a", "text": "hello"}, {"id": 7, "text": NONSENSE})
    ended = desk("ask", "--batch", path)
    found = [json.loads(line) for line in ended.out.splitlines()]
    assert ended.status == 0
    assert [(line["id"], line["status"]) for line in found] == [("b", "answered"), ("a", "small_talk"), (7, "no_answer")]


def test_a_thread_in_a_batch_gives_the_reply_to_its_last_message(desk: Command, tmp_path: Path) -> None:
    thread = ["What happens to a mould when the contract ends?", "hello", DOSSIER]
    path = lines_of(tmp_path / "q.jsonl", {"id": "t", "thread": thread})
    (line,) = desk("ask", "--batch", path).out.splitlines()
    assert json.loads(line)["question"] == DOSSIER


def test_a_thread_in_a_batch_is_remembered_and_the_next_line_begins_anew(desk: Command, tmp_path: Path) -> None:
    path = lines_of(
        tmp_path / "q.jsonl", {"id": 1, "thread": [DOSSIER, "in Vietnamese please"]}, {"id": 2, "text": "in Vietnamese please"}
    )
    first, second = [json.loads(line) for line in desk("ask", "--batch", path).out.splitlines()]
    assert first["language"] == "vi"
    assert second["status"] != "answered"


def test_a_batch_is_not_recorded(desk: Command, tmp_path: Path) -> None:
    desk("ask", "--batch", lines_of(tmp_path / "q.jsonl", {"id": "a", "text": NONSENSE}))
    assert desk("questions", "--unanswered").out == ""


def test_blank_lines_in_a_batch_are_passed_over(desk: Command, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('\n{"id": "a", "text": "hello"}\n  \n')
    assert len(desk("ask", "--batch", str(tmp_path / "q.jsonl")).out.splitlines()) == 1


def test_an_empty_batch_gives_nothing(desk: Command, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text("")
    assert desk("ask", "--batch", str(tmp_path / "q.jsonl")) == Ended(0, "", "")


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"text"',
        "7",
        '{"text": "hello"}',
        '{"id": "a"}',
        '{"id": "a", "text": 7}',
        '{"id": "a", "text": null}',
        '{"id": "a", "thread": []}',
        '{"id": "a", "thread": ["hello", 7]}',
        '{"id": "a", "thread": "hello"}',
        '{"id": "a", "thread": {"hello": 1}}',
        "[" * 20_000,
    ],
    ids=lambda line: line[:30],
)
def test_a_bad_line_in_a_batch_is_named_before_anything_is_answered(desk: Command, tmp_path: Path, line: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "good", "text": "hello"}\n' + line + "\n")
    desk("ask", "--batch", str(path)).assert_one_line(1, r"q\.jsonl:2: ")


# --- why, questions --------------------------------------------------------------------------------------------------


def test_why_shows_an_answer_again_with_what_was_weighed_and_replays_it(desk: Command) -> None:
    asked = desk("ask", DOSSIER, "--json").json
    ended = desk("why", asked["id"])
    assert ended.status == 0
    assert f"question: {DOSSIER}" in ended.out
    assert re.search(r"\n  -?\d+\.\d{3}  vn-customs-recordal#recordal-dossier  \(", ended.out)
    assert asked["answer"] in ended.out
    assert "vn-customs-recordal#recordal-dossier[0:" in ended.out
    assert ended.out.rstrip().endswith("replay: the same answer, byte for byte")


def test_why_json_gives_the_reply_byte_for_byte(desk: Command) -> None:
    asked = desk("ask", "Hồ sơ ghi nhận hải quan tại Việt Nam gồm những gì?", "--json")
    assert desk("why", asked.json["id"], "--json").out == asked.out


def test_why_says_when_the_index_of_an_answer_is_gone(desk: Command, data: Path) -> None:
    identity = desk("ask", DOSSIER, "--json").json["id"]
    shutil.rmtree(data / "index" / "versions")
    ended = desk("why", identity)
    assert ended.status == 0
    assert "holds three papers" in ended.out
    assert "replay: not possible" in ended.out


def test_why_shows_the_feedback_that_was_given(desk: Command, data: Path) -> None:
    identity = desk("ask", DOSSIER, "--json").json["id"]
    taken = assemble(read_config({"IPDESK_DATA_DIR": str(data)})).feedback
    taken.take(Feedback(identity, Person("alice"), False, "outdated", "see\nDecree 65"))
    taken.take(Feedback(identity, Person("bob"), True))
    shown = desk("why", identity).out
    assert re.search(r"\nfeedback: not helpful \(outdated\), alice, 2\S+ \S+ UTC: see Decree 65\n", shown)
    assert "\nfeedback: helpful, bob, " in shown


def test_why_of_small_talk_is_explained_too(desk: Command) -> None:
    ended = desk("why", desk("ask", "hello", "--json").json["id"])
    assert (ended.status, "status: small_talk" in ended.out) == (0, True)


@pytest.mark.parametrize("identity", ["nothing", "", "' or 1=1 --", "a" * 5_000])
def test_why_of_an_unknown_id_fails_with_one_line(desk: Command, identity: str) -> None:
    desk("why", identity).assert_one_line(1, "there is no answer")


def test_unanswered_questions_are_listed_newest_first(desk: Command) -> None:
    for text in (NONSENSE, DOSSIER, "Which train goes to the opera house tonight?"):
        desk("ask", text)
    lines = desk("questions", "--unanswered").out.splitlines()
    assert [line.split("  ", 2)[2] for line in lines] == ["Which train goes to the opera house tonight?", NONSENSE]
    assert desk("questions", "--unanswered", "--count", "1").out.splitlines() == lines[:1]


def test_unanswered_questions_as_json_name_id_and_moment(desk: Command) -> None:
    identity = desk("ask", NONSENSE, "--json").json["id"]
    found = desk("questions", "--unanswered", "--json").json
    assert (found["id"], found["question"]) == (identity, NONSENSE)
    assert datetime.fromisoformat(found["asked_at"]).tzinfo is not None


def test_a_question_of_many_lines_is_listed_in_one(desk: Command) -> None:
    desk("ask", "Who is the director\n\nof the weather station\r\non the moon?")
    assert len(desk("questions", "--unanswered").out.splitlines()) == 1


def test_control_characters_of_a_question_do_not_reach_the_terminal(desk: Command) -> None:
    identity = desk("ask", "Who is the director of the \x1b[31mweather\x07 station on the moon?", "--json").json["id"]
    shown = desk("questions", "--unanswered").out + desk("why", identity).out
    assert "\x1b" not in shown
    assert "\x07" not in shown


# --- migrate, doctor -------------------------------------------------------------------------------------------------


def test_unanswered_questions_are_listed_without_names(desk: Command) -> None:
    desk("ask", "Who is the director of the weather station, <@U0BOB> or bob@example.com?", "--json")
    listed = desk("questions", "--unanswered").out + desk("questions", "--unanswered", "--json").out
    assert "weather" in listed
    assert "U0BOB" not in listed
    assert "example.com" not in listed


def test_messages_without_a_question_are_not_listed_as_unanswered(desk: Command) -> None:
    for text in ("🔧🔧🔧", "???"):
        assert desk("ask", text, "--json").json["status"] == "no_answer"
    assert desk("questions", "--unanswered").out == ""


# --- privacy ---------------------------------------------------------------------------------------------------------


def test_forget_erases_what_a_person_asked_and_why_says_so_plainly(desk: Command) -> None:
    asked = desk("ask", DOSSIER, "--json").json
    ended = desk("forget", "terminal")
    assert (ended.status, ended.out, ended.err) == (0, "", "erased: 1 questions, 0 verdicts, 0 tickets\n")
    told = desk("why", asked["id"])
    assert told.status == 0
    assert re.search(r"^erased: the question and its answer were erased on \d{4}-\d\d-\d\d; no text and no person", told.out)
    assert "cited: vn-customs-recordal#" in told.out
    assert DOSSIER not in told.out
    left = desk("why", asked["id"], "--json").json
    assert (left["status"], left["language"]) == ("answered", "en")


def test_forget_of_somebody_unknown_fails_with_one_line(desk: Command) -> None:
    desk("forget", "nobody").assert_one_line(1, "nothing is kept about 'nobody'")


def test_export_gives_all_that_is_kept_of_a_person_as_json(desk: Command) -> None:
    desk("ask", DOSSIER)
    found = desk("export", "terminal").json
    assert [question["question"] for question in found["questions"]] == [DOSSIER]
    assert desk("export", "nobody").json["questions"] == []


def test_tidy_erases_what_the_settings_no_longer_allow_to_be_kept(desk: Command, data: Path) -> None:
    asked = desk("ask", DOSSIER, "--json").json
    assert desk("tidy").err == "erased what is older than 720 hours: 0 questions, 0 verdicts, 0 tickets\n"
    with sqlite3.connect(data / "ipdesk.sqlite3") as connection:
        connection.execute("update answers set asked_at = asked_at - 31 * 86400000000")
    connection.close()
    assert desk("tidy").err == "erased what is older than 720 hours: 1 questions, 0 verdicts, 0 tickets\n"
    assert desk("why", asked["id"]).out.startswith("erased: ")


def test_why_says_that_a_question_before_it_was_erased(desk: Command, data: Path) -> None:
    config = read_config({"IPDESK_DATA_DIR": str(data)})
    assembly = assemble(config)
    where = ConversationRef("slack", "C1", "1")
    assembly.desk.reply(Message(DOSSIER, Person("alice"), where))
    follow_up = assembly.desk.reply(Message("and in English, please?", Person("bob"), where))
    assembly.privacy.forget("alice")
    assert desk("why", follow_up.id).out.endswith("replay: not possible, a question before this one in its thread was erased\n")


@pytest.mark.parametrize("command", [["forget", "x"], ["export", "x"], ["tidy"], ["why", "x"], ["questions", "--unanswered"]])
def test_without_a_store_a_command_that_needs_it_fails_with_one_line(desk: Command, tmp_path: Path, command: list[str]) -> None:
    desk(*command, DATABASE_URL=f"sqlite:///{tmp_path}").assert_one_line(1, "cannot be used")


def test_migrate_says_on_stderr_what_it_did(desk: Command) -> None:
    assert desk("migrate") == Ended(0, "", "schema brought up to date\n")
    assert desk("migrate") == Ended(0, "", "schema is up to date\n")


def test_migrate_of_a_database_that_cannot_be_opened_fails_with_one_line(desk: Command, tmp_path: Path) -> None:
    desk("migrate", DATABASE_URL=f"sqlite:///{tmp_path}").assert_one_line(1, "cannot be used")


def test_without_a_command_it_says_what_to_do_first(desk: Command) -> None:
    ended = desk()
    assert (ended.status, ended.err) == (0, "")
    first = [line.split("  ")[1] for line in ended.out.splitlines() if line.startswith("  ipdesk ")]
    assert first == ["ipdesk doctor", 'ipdesk ask "Can we record our patent with US customs?"', "ipdesk serve"]


def test_doctor_says_what_the_secret_key_is_for_and_how_to_make_one(desk: Command) -> None:
    unset = desk("doctor")
    assert unset.status == 0
    assert re.search(r"ok   secret key: IPDESK_SECRET_KEY is not set; unannounced audits need it.*token_hex\(32\)", unset.out)
    assert "ok   secret key: set" in desk("doctor", IPDESK_SECRET_KEY="x" * 32).out


def test_doctor_finds_a_good_installation_well(desk: Command) -> None:
    ended = desk("doctor")
    assert ended.err == ""
    assert [line.split(":")[0] for line in ended.out.splitlines()] == [
        "ok   data directory",
        "ok   settings",
        "ok   secret key",
        "ok   database",
        "ok   SQLite",
        "ok   index",
    ]
    assert ended.status == 0


def test_doctor_names_each_mistake_of_the_settings_file_with_its_line(desk: Command, tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("keep_questions: perhaps\nretention_day: 3\n")
    ended = desk("doctor", IPDESK_SETTINGS="settings.yaml")
    assert ended.status == 1
    assert re.search(r"FAIL settings: settings\.yaml:1: .*true or false", ended.out)
    assert re.search(r"FAIL settings: settings\.yaml:2: .*did you mean retention_days", ended.out)


def test_doctor_finds_a_good_settings_file_well(desk: Command) -> None:
    ended = desk("doctor", IPDESK_SETTINGS=str(ROOT / "docs" / "settings.example.yaml"))
    assert re.search(r"ok   settings: .*: 3 roles, 1 audiences, 2 channels", ended.out)


@pytest.mark.parametrize("command", [["ask", "hello"], ["serve"], ["questions", "--unanswered"]])
def test_a_bad_settings_file_is_refused_at_start_with_its_line(desk: Command, tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "settings.yaml").write_text("\nretention_days: soon\n")
    desk(*command, IPDESK_SETTINGS="settings.yaml").assert_one_line(
        2, r"settings\.yaml:2: settings: retention_days must be a whole"
    )


def test_doctor_says_how_to_get_an_index(desk: Command, tmp_path: Path) -> None:
    ended = desk("doctor", IPDESK_DATA_DIR=str(tmp_path / "empty"))
    assert ended.status == 1
    assert re.search(r"FAIL index: none in .*; run: python -m indexer build", ended.out)


def test_doctor_finds_a_single_flipped_bit(desk: Command, data: Path) -> None:
    (path,) = (data / "index" / "versions").rglob("vectors.faiss")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    ended = desk("doctor")
    assert ended.status == 1
    assert "FAIL index" in ended.out
    assert "vectors.faiss" in ended.out


def test_doctor_names_the_variable_of_a_data_directory_that_cannot_be_written(desk: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    ended = desk("doctor", IPDESK_DATA_DIR=str(tmp_path / "file" / "var"))
    assert ended.status == 1
    assert re.search("FAIL data directory: .* set IPDESK_DATA_DIR", ended.out)
    assert "FAIL database" in ended.out


def test_doctor_says_when_the_content_is_newer_than_the_index(desk: Command, tmp_path: Path) -> None:
    (tmp_path / "knowledge").mkdir()
    path = tmp_path / "knowledge" / "guide.md"
    path.write_text("changed")
    os.utime(path, (4_000_000_000, 4_000_000_000))
    ended = desk("doctor")
    assert ended.status == 1
    assert "FAIL content: knowledge has changed since the build" in ended.out


# --- bad usage -------------------------------------------------------------------------------------------------------

BAD_USAGE = {
    "unknown command": (["askk"], "No such command"),
    "unknown option": (["ask", "hello", "--jsn"], "No such option"),
    "no question": (["ask"], "give a question, or --batch"),
    "an empty question": (["ask", "  "], "the question is empty"),
    "two questions": (["ask", "one", "two"], "unexpected extra argument"),
    "an unknown language": (["ask", "hello", "--language", "fr"], "--language"),
    "no audience": (["ask", "hello", "--audience", " , "], "--audience names nobody"),
    "a batch that is not there": (["ask", "--batch", "absent.jsonl"], r"absent\.jsonl"),
    "a batch that is a folder": (["ask", "--batch", "."], "--batch"),
    "why without an id": (["why"], "ID"),
    "questions without a choice": (["questions"], "--unanswered"),
    "a count of nothing": (["questions", "--unanswered", "--count", "0"], "--count"),
    "a count of words": (["questions", "--unanswered", "--count", "many"], "--count"),
    "an option of serve": (["serve", "--port", "1"], "--port"),
}


@pytest.mark.parametrize(("arguments", "words"), BAD_USAGE.values(), ids=BAD_USAGE.keys())
def test_bad_usage_ends_with_2_and_one_line(desk: Command, arguments: list[str], words: str) -> None:
    desk(*arguments).assert_one_line(2, words)


def test_a_question_and_a_batch_exclude_each_other(desk: Command, tmp_path: Path) -> None:
    path = lines_of(tmp_path / "q.jsonl", {"id": 1, "text": "hello"})
    desk("ask", "hello", "--batch", path).assert_one_line(2, "instead")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("IPDESK_ENV", "prod"),
        ("IPDESK_PLAYGROUND", "yes"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL_FILE", "absent"),
    ],
)
@pytest.mark.parametrize("command", [["ask", "hello"], ["doctor"], ["migrate"], ["questions", "--unanswered"], ["serve"]])
def test_a_bad_variable_ends_with_2_and_one_line_that_names_it(desk: Command, command: list[str], name: str, value: str) -> None:
    desk(*command, **{name: value}).assert_one_line(2, name)


# --- in processes of their own ---------------------------------------------------------------------------------------


def python_m_bot(data: Path, *arguments: str, options: tuple[str, ...] = ("-W", "error")) -> subprocess.CompletedProcess[bytes]:
    environ = {name: value for name, value in os.environ.items() if name not in OWN} | {"IPDESK_DATA_DIR": str(data)}
    command = [sys.executable, *options, "-m", "bot", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, timeout=60, check=False)


def test_an_answer_outlives_its_process(data: Path) -> None:
    asked = python_m_bot(data, "ask", DOSSIER, "--json")
    assert (asked.returncode, asked.stderr) == (0, b"")
    again = python_m_bot(data, "why", json.loads(asked.stdout)["id"], "--json")
    assert again.stdout == asked.stdout


def test_a_server_says_where_to_look_once_it_listens_there(data: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {name: value for name, value in os.environ.items() if name not in OWN}
    environ |= {"IPDESK_DATA_DIR": str(data), "PORT": str(port)}
    command = [sys.executable, "-m", "bot", "serve"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        said = next(line for line in server.stderr if "ready" in line)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=30) as answer:
            status = answer.status
        server.terminate()
    assert said == f"IP Desk is ready: open http://127.0.0.1:{port} (no sign-in). Ctrl-C ends it.\n"
    assert status == 200


BUILDING = set("torch transformers sentence_transformers onnx scipy bm25s jsonschema".split())
CHANNELS = set("aiohttp slack_bolt slack_sdk botbuilder botframework".split())


def test_a_question_in_the_terminal_imports_no_channel_and_nothing_that_only_a_build_needs(data: Path) -> None:
    asked = python_m_bot(data, "ask", DOSSIER, options=("-X", "importtime"))
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in asked.stderr.decode().splitlines()}
    assert asked.returncode == 0
    assert {"onnxruntime", "tokenizers", "faiss", "sqlalchemy"} <= imported
    assert imported & (BUILDING | CHANNELS) == set()


def test_bad_usage_of_the_real_program_ends_with_2_and_one_line(data: Path) -> None:
    ended = python_m_bot(data, "ask", "hello", "--nonsense")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.count(b"\n") == 1


def test_help_goes_to_stdout(data: Path) -> None:
    ended = python_m_bot(data, "--help")
    assert (ended.returncode, ended.stderr) == (0, b"")
    for command in (b"ask", b"why", b"questions", b"serve", b"migrate", b"doctor"):
        assert command in ended.stdout
