"""Every text a person sees: in both languages, used by the code, with the same placeholders."""

import ast
import json
import re
from datetime import date
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import bot
from bot.answering.places import COVERED, NEUTRAL
from bot.audits.cards import ACTIONS
from bot.audits.chat.draft_fields import MODES
from bot.audits.chat.ending import ENTRY
from bot.audits.chat.listing import SECTIONS
from bot.audits.commitments import Verdict
from bot.audits.kind import Evidence as AuditEvidence
from bot.checklists.questionnaire.writing import HEADS
from bot.checklists.score import PARTS
from bot.conversation.beginning import THINGS
from bot.conversation.catalogue import day, keys, say, texts_of
from bot.conversation.feedback import REASONS
from bot.conversation.shelf import Review
from bot.conversation.ticket_wording import Label
from bot.store.audit_record import PlanState
from bot.store.log_check import Fault
from bot.store.run_record import RunState
from bot.store.supplier_record import Tier
from bot.store.ticket_record import TicketState
from bot.teams.package import COMMANDS
from bot.web.guidance_pages import FILTERS
from indexer.checklist import AREAS
from indexer.condition import FACTS
from indexer.guide import BOTH

CODE = Path(bot.__file__).parent
SCHEMA = CODE.parent / "knowledge" / "schema" / "sources.schema.json"
GUIDE = json.loads(SCHEMA.with_name("guide.schema.json").read_text(encoding="utf-8"))["properties"]
KINDS = set(json.loads(SCHEMA.read_text(encoding="utf-8"))["additionalProperties"]["properties"]["kind"]["enum"])
LANGUAGES = ("en", "vi")
PREFIXES = {key.partition(".")[0] for key in keys()}

LABELS = (
    "action answer ask_review assign attach back begin close close_finding comment confirm country due find finding hand_over "
    "link more not_applicable note owner pause person progress prove question reason remind report request_changes "
    "resume review rights save section sign_off since skip start subcontracting submit submit_anyway supplier "
    "tooling_held until why date evidence questionnaire report_csv report_md report_pdf"
)
AUDIT_LABELS = (
    "access arrived auditor channel country days entry every expires file first held_on kind ladder leads mode on owner "
    "person place readers reason run supplier tell what window"
)
CHECKLISTS = "".join(path.read_text(encoding="utf-8") for path in (CODE / "checklists").rglob("*.py"))

# Keys that the filter of the guidance puts together from the names of its properties.
BY_FILTER = {"place.", "right.", "stage.", "review."}
# What the reports of checklist runs name by their columns.
_REPORTED = Path(bot.__file__).parent / "checklists" / "reporting"
REPORTED = {key.removeprefix("report.") for key in keys() if key.startswith("report.")} & set(
    re.findall(r"\w+", "".join(path.read_text(encoding="utf-8") for path in _REPORTED.glob("*.py")))
)
# Families whose keys the code puts together, and what their second half ranges over.
FAMILIES = {
    "kind.": KINDS,
    "place.": {*COVERED, NEUTRAL, BOTH},
    "talk.": {"greeting", "thanks", "farewell", "acknowledged", "about"},
    "none.": {"not_covered", "unsure", "not_understood", "empty", "no_words", "too_long", "other_language"},
    "right.": set(FILTERS["right"]),
    "stage.": set(FILTERS["stage"]),
    "review.": set(FILTERS["review"]),
    "reason.": set(REASONS),
    "run_right.": set(FACTS["rights"] or ()),
    "run_evidence.": {"note", "link", "file"},
    "run_form.": {"skip", "not_applicable", "comment", "attach"},
    "run_label.": set(LABELS.split()),
    "questionnaire_column.": set(HEADS),
    "questionnaire_rule.": {"list", "decimal", "date", "textLength"},
    "unreadable.": set(re.findall(r'UnreadableAnswer\("([a-z_]+)"', CHECKLISTS)),
    "web.filter_": set(FILTERS),
    "area.": set(AREAS),
    "command.": set(COMMANDS),
    "report.": set(REPORTED),
    "report_place.": {"slack", "teams", "web", "terminal"},
    "run_standing.": {"skipped", "not_applicable"},
    "run_state.": set(get_args(RunState)),
    "run_tier.": set(get_args(Tier)),
    "score_part.": set(PARTS),
    "supplier_label.": {"name", "country", "zone", "tier", "tooling", "ref", "owner", "site"},
    "supplier_contract.": {"exists", "audits", "unannounced"},
    "supplier_tier.": {*get_args(Tier), "none"},
    "supplier_said.": {"yes", "no", "nothing"},
    "log_fault.": set(get_args(Fault)),
    "ticket_label.": set(get_args(Label)),
    "audit_button.": {*ACTIONS, "quiet", "hand_over", "call_off"},
    "audit_label.": set(AUDIT_LABELS.split()),
    "audit_hint.": {"auditor", "owner", "ladder", "channel", "window", "leads", "readers", "arrived", "access", "file"},
    "audit_mode.": set(MODES),
    "audit_every.": {"day", "days", "week", "weeks", "month", "months", "year", "years"},
    "audit_weekday.": {str(number) for number in range(7)},
    "audit_entry.": set(ENTRY),
    "audit_need.": set(get_args(AuditEvidence)),
    "audit_section.": set(SECTIONS),
    "audit_verdict.": set(get_args(Verdict)),
    "audit_which.": {"done", "snooze"},
    "audit_nothing.": {"none", "none_ask", "unplanned_for", "unplanned_for_ask"},
    "calendar_of.": {"person", "channel"},
    "programme_standing.": {"new", "changed", "unchanged"},
    "programme_state.": set(get_args(PlanState)),
    "programme_day.": set("0123456"),
    "begin_label.": set(THINGS),
    "begin_said.": set(THINGS),
    "begin_note.": set(THINGS),
    "ticket_state.": set(get_args(TicketState)),
}
# Only Vietnamese readers are told about English text.
VIETNAMESE_ONLY = {"answer.english_only", "answer.terms"}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def literal_keys() -> set[str]:
    """Keys that stand whole in the code."""
    found = set()
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                prefix, _, rest = node.value.partition(".")
                if prefix in PREFIXES and re.fullmatch(r"[A-Za-z_]+", rest):
                    found.add(node.value)
    return found


def assembled_prefixes() -> set[str]:
    """Beginnings of keys that the code completes: say(f"kind.{…}")."""
    found = set()
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefix = str(node.values[0].value)
                if prefix.removesuffix(".") in PREFIXES:
                    found.add(prefix)
    return found


TEMPLATES = "".join(path.read_text(encoding="utf-8") for path in (CODE / "web" / "templates").iterdir())


def template_keys() -> set[str]:
    said = re.findall(r'\b(?:say|label)\("([a-z_.]+)"[,)]', TEMPLATES)
    return {f"web.{name}" for name in re.findall(r"\btexts\.(\w+)", TEMPLATES)} | set(said)


def template_prefixes() -> set[str]:
    return set(re.findall(r'\b(?:say|label)\("([a-z_.]+)" ~', TEMPLATES))


def used_keys() -> set[str]:
    assembled = {prefix + rest for prefix, rests in FAMILIES.items() for rest in rests}
    return literal_keys() | template_keys() | assembled


@pytest.mark.parametrize("key", sorted(keys()))
def test_every_key_has_a_text_in_both_languages(key: str) -> None:
    texts = {language: say(key, language) for language in LANGUAGES}
    if key not in VIETNAMESE_ONLY:
        assert texts["en"].strip()
    assert texts["vi"].strip()


@pytest.mark.parametrize("key", sorted(keys() - VIETNAMESE_ONLY))
def test_placeholders_are_the_same_in_both_languages(key: str) -> None:
    assert placeholders(say(key, "en")) == placeholders(say(key, "vi"))


def test_sentences_are_really_translated() -> None:
    same = {key for key in keys() if say(key, "en") == say(key, "vi") and " " in say(key, "en").strip("{}")}
    assert same - {"terminal.house", "web.title"} == set()


def test_every_key_used_in_the_code_exists() -> None:
    assert used_keys() - keys() == set()


def test_no_key_is_unused() -> None:
    assert keys() - used_keys() == set()


def test_the_families_listed_here_are_those_that_the_code_puts_together() -> None:
    assert assembled_prefixes() | template_prefixes() | BY_FILTER == set(FAMILIES)


def test_every_right_and_stage_of_the_schema_can_be_filtered_by_and_no_other() -> None:
    assert {name: set(values) for name, values in FILTERS.items()} == {
        "place": set(GUIDE["jurisdiction"]["enum"]),
        "right": set(GUIDE["rights"]["items"]["enum"]),
        "stage": set(GUIDE["stage"]["items"]["enum"]),
        "review": set(get_args(Review)),
    }


def test_every_kind_of_source_in_the_schema_has_a_name_and_no_other() -> None:
    assert {key.removeprefix("kind.") for key in keys() if key.startswith("kind.")} == KINDS


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("answer.nonsense", "en")


def test_placeholders_are_filled_in() -> None:
    assert say("terminal.as_of", "vi", day="1/2/2026") == "tính đến 1/2/2026"


def test_braces_in_a_value_stay_as_they_are() -> None:
    assert "{day}" in say("terminal.as_of", "en", day="{day}")


def test_texts_of_a_prefix_are_named_by_the_rest_of_their_key() -> None:
    assert texts_of("place.", "vi") == {
        "VN": "Việt Nam",
        "US": "Hoa Kỳ",
        "INT": say("place.INT", "vi"),
        "VN-US": "Việt Nam và Hoa Kỳ",
    }


def test_days_are_written_as_people_write_them() -> None:
    assert day(date(2026, 3, 1), "en") == "1 March 2026"
    assert day(date(2026, 3, 1), "vi") == "01/03/2026"
