"""Grades replies to the golden questions: the fact early, no forbidden figure, the right country, a supporting citation."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FILES = (
    "vietnam.jsonl",
    "us_contracts.jsonl",
    "unanswerable.jsonl",
    "rights_and_filing.jsonl",
    "us_and_wipo.jsonl",
    "playbooks.jsonl",
)
# Later examiners' questions, each author's in one file: whose failures were read, and whose are left to report on.
EXAMS = {
    "counsel.jsonl": "tuning",
    "operations_manager.jsonl": "tuning",
    "sourcing_lead.jsonl": "tuning",
    "engineer_and_security_officer.jsonl": "tuning",
    "software_buyer.jsonl": "tuning",
    "customs_and_arbitration.jsonl": "tuning",
    "brand_protection_head.jsonl": "tuning",
    "compliance_officer.jsonl": "tuning",
    "founder_and_attorney.jsonl": "tuning",
    "trading_house_manager.jsonl": "tuning",
    "furniture_exporter.jsonl": "tuning",
    "machine_builder.jsonl": "tuning",
    "quality_manager.jsonl": "tuning",
    "licensing_manager.jsonl": "tuning",
    "legal_head.jsonl": "tuning",
    "research_head.jsonl": "tuning",
    "supplier_auditor.jsonl": "tuning",
    "lighting_product_head.jsonl": "reporting",
    "trademark_paralegal.jsonl": "reporting",
    "mould_engineer.jsonl": "reporting",
    "security_and_hr_lead.jsonl": "reporting",
    "kitchenware_owner.jsonl": "reporting",
}
FIRST_WORDS = 120
MARKER = re.compile(r"\s*\[\d+\]")
_OUTDATED = re.compile(r"^\*\*(?:Outdated|Đã lỗi thời):\*\*.*$", re.MULTILINE)
_COUNTRIES = {"VN", "US"}


@dataclass(frozen=True)
class Verdict:
    """How one reply fared; `faults` is empty when it is right."""

    question: dict[str, Any]
    reply: dict[str, Any]
    faults: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not self.faults


def load_questions(half: str | None = None) -> list[dict[str, Any]]:
    """The frozen questions; `half` is tuning (even lines) or reporting (odd lines) of each file; an examiner has a side."""
    found = []
    for name in FILES:
        for number, question in enumerate(_lines(FOLDER / name)):
            found.append({**question, "half": ("tuning", "reporting")[number % 2], "set": "first"})
    for name, side in EXAMS.items():
        found += [{**question, "half": side, "set": "examiners"} for question in _lines(FOLDER / "exam" / name)]
    return [question for question in found if half is None or question["half"] == half]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def load_practice() -> list[dict[str, Any]]:
    """Questions for tuning alone, graded by the section that they lead to; they have no required words."""
    found = [question for path in sorted((FOLDER / "practice").glob("*.jsonl")) for question in _lines(path)]
    return [{"required": [], "forbidden": [], "jurisdiction": [], "facts": [], **question} for question in found]


def thread_of(question: dict[str, Any]) -> list[str]:
    return list(question["thread"]) if "thread" in question else [question["text"]]


def grade(question: dict[str, Any], reply: dict[str, Any], facts_of: Callable[[str, str], set[str]]) -> Verdict:
    """`facts_of(guide, anchor)` gives the register lines that a section rests on."""
    expected = question["expect"]
    if reply["status"] != expected:
        return Verdict(question, reply, (f"{reply['status']} instead of {expected}",))
    return Verdict(question, reply, tuple(_faults(question, reply, facts_of)))


def _faults(question: dict[str, Any], reply: dict[str, Any], facts_of: Callable[[str, str], set[str]]) -> Iterable[str]:
    current = _OUTDATED.sub("", reply["answer"])
    for forbidden in question["forbidden"]:
        if holds(current, forbidden):
            yield f"says {forbidden!r}"
    if question["expect"] == "answered" and question["required"]:
        yield from _wrong_answer(question, reply, facts_of)
    elif question["expect"] == "answered" and not any(
        facts_of(c["guide"], c["anchor"]) & set(question["facts"]) for c in reply["citations"]
    ):
        yield "no citation on point"


def _wrong_answer(question: dict[str, Any], reply: dict[str, Any], facts_of: Callable[[str, str], set[str]]) -> Iterable[str]:
    counted = [word for word in MARKER.sub("", reply["answer"]).split() if any(c.isalnum() for c in word)]
    early = " ".join(counted[:FIRST_WORDS])
    for group in question["required"]:
        if not any(holds(early, alternative) for alternative in group):
            yield f"lacks {group[0]!r}"
    cited = [citation["jurisdiction"] for citation in reply["citations"]]
    if cited[0] not in question["jurisdiction"] or (_COUNTRIES & set(cited)) - set(question["jurisdiction"]):
        yield f"cites {cited}"
    if not any(_supports(citation, question, facts_of) for citation in reply["citations"]):
        yield "no citation supports it"


def _supports(citation: dict[str, Any], question: dict[str, Any], facts_of: Callable[[str, str], set[str]]) -> bool:
    on_point = facts_of(citation["guide"], citation["anchor"]) & set(question["facts"])
    return bool(on_point) and any(holds(citation["quote"], word) for group in question["required"] for word in group)


def holds(text: str, wanted: str) -> bool:
    """Plain, case-insensitive search that does not find '2 years' in '12 years' nor '8' in '80'."""
    text, wanted = _plain(text), _plain(wanted)
    start = r"(?<!\w)" if wanted[0].isalnum() else ""
    end = r"(?!\d)" if wanted[-1].isdigit() else ""
    return re.search(start + re.escape(wanted) + end, text) is not None


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text).casefold().replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r"\s+%", "%", re.sub(r"\s+", " ", text))


def figures(verdicts: list[Verdict]) -> dict[str, float]:
    """The headline figures of a set of verdicts, as shares."""
    answerable = [v for v in verdicts if v.question["kind"] != "unanswerable"]
    unanswerable = [v for v in verdicts if v.question["kind"] == "unanswerable"]
    wanted = [v for v in answerable if v.question["expect"] == "answered"]
    return {
        "right": _share(v.right for v in answerable),
        "right in Vietnamese": _share(v.right for v in answerable if v.question["language"] == "vi"),
        "refusals right": _share(v.right for v in unanswerable),
        "wrong refusals": _share(v.reply["status"] == "no_answer" for v in wanted),
    }


def _share(values: Iterable[bool]) -> float:
    counted = list(values)
    return sum(counted) / len(counted) if counted else 0.0
