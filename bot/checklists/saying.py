"""Reads what people say of checklists: commands, and the words by which they move about in a run."""

import re
from dataclasses import dataclass
from typing import Literal

from indexer.text import fold

Verb = Literal[
    "list",
    "start",
    "onboard",
    "show",
    "progress",
    "report",
    "report_pdf",
    "report_csv",
    "report_md",
    "questionnaire",
    "import",
    "evidence",
    "review",
    "submit",
    "sign_off",
    "pause",
    "resume",
    "close",
    "more",
]
Move = Literal[
    "skip",
    "not_applicable",
    "back",
    "why",
    "pause",
    "resume",
    "comment",
    "note",
    "link",
    "withdraw",
    "submit",
    "progress",
    "more",
]

_HEAD = re.compile(r"^\s*(?:checklists?|danh\s+mục(?:\s+kiểm\s+tra)?|danh\s+muc(?:\s+kiem\s+tra)?)\b[\s:]*", re.I)
_ONBOARD = re.compile(
    r"^\s*(?:please\s+|xin\s+|hãy\s+)?(?:onboard"
    r"|(?:start|begin)\s+(?:(?:a|the|new)\s+)*(?:supplier\s+)?onboarding(?:\s+(?:for|of|with))?:?"
    r"|(?:(?:bắt\s+đầu|bat\s+dau)\s+)?(?:đánh\s+giá|danh\s+gia|thẩm\s+định|tham\s+dinh|tiếp\s+nhận|tiep\s+nhan)"
    r"\s+(?:nhà\s+cung\s+cấp|nha\s+cung\s+cap))\s+(?=\S)",
    re.I,
)
_ENGLISH = re.compile(r"^\s*(?:please\s+)?(?:onboard|start|begin)\b", re.I)
_FOR = re.compile(r"\s+(?:for|cho)\s+", re.I)
_IDENTITY = re.compile(r"[0-9a-z]{4,32}")
_VERBS: dict[str, Verb] = {
    "start": "start",
    "bat dau": "start",
    "progress": "progress",
    "tien do": "progress",
    "report pdf": "report_pdf",
    "report csv": "report_csv",
    "report md": "report_md",
    "report": "report",
    "bao cao pdf": "report_pdf",
    "bao cao csv": "report_csv",
    "bao cao md": "report_md",
    "bao cao": "report",
    "questionnaire": "questionnaire",
    "bang hoi": "questionnaire",
    "import": "import",
    "nhap bang hoi": "import",
    "evidence": "evidence",
    "bang chung": "evidence",
    "review": "review",
    "duyet": "review",
    "submit": "submit",
    "nop": "submit",
    "sign off": "sign_off",
    "sign-off": "sign_off",
    "phe duyet": "sign_off",
    "pause": "pause",
    "tam dung": "pause",
    "resume": "resume",
    "tiep tuc": "resume",
    "close": "close",
    "dong": "close",
    "more": "more",
}
_MOVES: dict[str, Move] = {
    "skip": "skip",
    "bo qua": "skip",
    "not applicable": "not_applicable",
    "n/a": "not_applicable",
    "does not apply": "not_applicable",
    "khong ap dung": "not_applicable",
    "back": "back",
    "go back": "back",
    "quay lai": "back",
    "why": "why",
    "vi sao": "why",
    "tai sao": "why",
    "pause": "pause",
    "tam dung": "pause",
    "resume": "resume",
    "go on": "resume",
    "tiep tuc": "resume",
    "comment": "comment",
    "nhan xet": "comment",
    "note": "note",
    "ghi chu": "note",
    "link": "link",
    "lien ket": "link",
    "withdraw": "withdraw",
    "withdraw evidence": "withdraw",
    "rut": "withdraw",
    "rut bang chung": "withdraw",
    "submit": "submit",
    "nop": "submit",
    "progress": "progress",
    "tien do": "progress",
    "more": "more",
}
_WITH_WORDS = ("skip", "not_applicable", "comment", "note", "link", "withdraw")
_QUESTION = re.compile(
    r"^(?:what|which|who|when|where|why|how|can|could|does|do|is|are|should|may|must|neu|lam sao|co phai|the nao|ai|khi nao)\b"
)


@dataclass(frozen=True)
class Command:
    """What to do, to which run ("" for the one being asked about), or with which words."""

    verb: Verb
    run: str = ""
    words: str = ""
    supplier: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Moved:
    """A move within a run, with the words that go with it."""

    move: Move
    words: str = ""


def command(text: str) -> Command | None:
    """The command of a text; None for one that is none, questions among them."""
    head = _HEAD.match(text)
    asked = text[head.end() :] if head else text
    if onboard := _ONBOARD.match(asked):
        language = "en" if _ENGLISH.match(asked) else "vi"
        return (
            None if text.rstrip().endswith("?") else Command("onboard", words=asked[onboard.end() :].strip(), language=language)
        )
    if head is None:
        return None
    language, rest = "vi" if text.strip().lower().startswith("danh") else "en", text[head.end() :].strip()
    if not rest:
        return Command("list", language=language)
    return _verb(rest, language) or (Command("show", rest, language=language) if _IDENTITY.fullmatch(rest) else None)


def move(text: str) -> Moved | None:
    """The move that a plain sentence asks for: "skip: the agency left", "back", "why?"; None for an answer."""
    if text.lower().startswith(("https://", "http://")):
        return Moved("link", text)
    first, colon, words = text.partition(":")
    found = _MOVES.get(fold(first).strip().rstrip("?.! "))
    if found is None or (colon and found not in _WITH_WORDS):
        return None
    return Moved(found, words.strip())


def is_question(text: str) -> bool:
    """True for what ends with a question mark, or begins as questions do."""
    return text.rstrip().endswith("?") or _QUESTION.match(fold(text.strip())) is not None


def _verb(rest: str, language: str) -> Command | None:
    folded = fold(rest)
    for said, verb in _VERBS.items():
        if folded == said or folded.startswith(f"{said} "):
            # Folding keeps the number of words, so the rest is counted off in words.
            after = " ".join(rest.split()[len(said.split()) :])
            if verb == "start":
                name, *supplier = _FOR.split(after, maxsplit=1)
                return Command("start", words=name.strip(), supplier=supplier[0].strip() if supplier else "", language=language)
            return Command(verb, after, language=language) if not after or _IDENTITY.fullmatch(after) else None
    return None
