"""Reads what somebody says they did or want to be quiet about: "audit of Sông Hồng done", "snooze until next Monday"."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.audits.chat.days import WRITTEN
from bot.audits.chat.relative_days import ALONE
from bot.conversation.mention import unnamed
from indexer.text import fold

Verb = Literal["done", "snooze"]
_LONGEST = 200
_WHEN = rf"(?P<when>{WRITTEN}|{ALONE})"
_AUDIT = r"(?:the\s+|this\s+)?(?:facility\s+)?(?:audit|access\s+review|review|training|renewal)"
_DANH_GIA = r"(?:cuoc\s+|lan\s+)?(?:danh\s+gia(?:\s+nha\s+may)?|audit|ra\s+soat(?:\s+quyen\s+truy\s+cap)?|dao\s+tao|gia\s+han)"
_OF, _CUA = r"(?:\s+(?:of|at|for|with)\s+(?P<of>.+?))??", r"(?:\s+(?:cua|tai|o|voi)\s+(?P<of>.+?))??"
_ON, _VAO = rf"(?:[\s,]+(?:on\s+)?{_WHEN})?", rf"(?:[\s,]+(?:vao\s+)?(?:ngay\s+)?{_WHEN})?"
_UNTIL = rf"(?:\s+(?:until|till|for|to|by)?\s*{_WHEN})?"
_DEN = rf"(?:\s+(?:den|toi|cho\s+den|them)?\s*(?:ngay\s+)?{_WHEN})?"
_PATTERNS: tuple[tuple[Verb, str, str], ...] = (
    ("done", "en", rf"(?:mark\s+)?{_AUDIT}{_OF}\s+(?:is\s+|was\s+|as\s+)?(?:now\s+)?(?:done|finished|completed?){_ON}"),
    ("done", "en", rf"(?:done|finished|completed)(?:[\s:,-]+(?:with\s+)?{_AUDIT}{_OF})?{_ON}"),
    ("done", "vi", rf"{_DANH_GIA}{_CUA}\s+(?:da\s+)?(?:xong|hoan\s+thanh|hoan\s+tat){_VAO}"),
    ("done", "vi", rf"(?:da\s+)?(?:xong|hoan\s+thanh|hoan\s+tat)(?:[\s:,-]+{_DANH_GIA}{_CUA})?{_VAO}"),
    ("snooze", "en", rf"(?:please\s+)?snooze(?:\s+(?:{_AUDIT}|(?:the\s+|this\s+)?reminders?|it))?{_OF}{_UNTIL}"),
    ("snooze", "vi", rf"(?:xin\s+)?(?:hoan\s+nhac|tam\s+ngung\s+nhac|nhac\s+lai)(?:\s+{_DANH_GIA})?{_CUA}{_DEN}"),
)
_DEEDS = tuple((verb, language, re.compile(pattern)) for verb, language, pattern in _PATTERNS)


@dataclass(frozen=True)
class Deed:
    """`words` name a supplier or a plan, `when` is a day as it was said, folded; `named` where an audit is spoken of."""

    verb: Verb
    language: str
    words: str = ""
    when: str = ""
    named: bool = True


def deed(text: str) -> Deed | None:
    """None for what tells no deed, questions among them."""
    written = " ".join(unnamed(text).split()).rstrip("!. ")
    folded = fold(written)
    if not folded or len(folded) > _LONGEST or written.endswith("?"):
        return None
    for verb, language, pattern in _DEEDS:
        if match := pattern.fullmatch(folded):
            start, end = match.span("of")
            words = (written if len(written) == len(folded) else folded)[start:end].strip() if start >= 0 else ""
            bare = verb == "done" and not words and not re.search(rf"\b(?:{_AUDIT}|{_DANH_GIA})\b", folded)
            return Deed(verb, language, words, (match["when"] or "").strip(), not bare)
    return None
