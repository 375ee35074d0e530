"""Reads the commands of the audit programme: "audits", "audits of Sông Hồng", "cancel audit …", "end audit plan …", "verify audit …"."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.conversation.mention import unnamed
from indexer.text import fold

Verb = Literal["list", "mine", "of", "cancel", "end", "verify", "calendars", "my_calendar", "channel_calendar", "revoke_calendar"]
CALENDARS = frozenset({"calendars", "my_calendar", "channel_calendar", "revoke_calendar"})
_NOUN = (
    r"(?:audits?|audit\s+plans?|(?:cac\s+|nhung\s+)?(?:cuoc\s+)?(?:danh\s+gia|audit)|(?:lich|ke\s+hoach)\s+(?:danh\s+gia|audit))"
)
_PATTERNS: tuple[tuple[Verb, str], ...] = (
    ("mine", r"my\s+(?:audits|audit\s+plans|audit\s+tasks)"),
    ("mine", r"(?:which|what)\s+audits\s+(?:are\s+mine|do\s+i\s+have(?:\s+to\s+do)?|am\s+i\s+on)"),
    ("mine", rf"{_NOUN}\s+cua\s+(?:toi|minh|em|anh|chi)"),
    (
        "list",
        r"(?:list\s+|show\s+|show\s+me\s+)?(?:the\s+|all\s+)?(?:due\s+|overdue\s+|upcoming\s+|coming\s+)?audits(?:\s+(?:due|overdue|list|plans?))?",
    ),
    ("list", r"(?:list\s+|show\s+)?(?:the\s+|all\s+)?audit\s+(?:plans|programme|program|calendar|schedule)"),
    (
        "list",
        r"(?:what|which)\s+audits?\s+(?:is|are)\s+(?:due|overdue|open|coming(?:\s+up)?|planned|next)"
        r"(?:\s+(?:now|today|soon|here|next|(?:this|next)\s+(?:week|month|quarter|year)))?",
    ),
    (
        "list",
        r"(?:danh\s+sach\s+|xem\s+)?(?:(?:cac|nhung)\s+(?:cuoc\s+)?(?:danh\s+gia|audit)|(?:lich|ke\s+hoach|chuong\s+trinh)\s+(?:danh\s+gia|audit))"
        r"(?:\s+(?:den\s+han|qua\s+han|sap\s+toi))?",
    ),
    (
        "list",
        r"(?:(?:co\s+)?(?:cac\s+|nhung\s+)?(?:cuoc\s+)?(?:danh\s+gia|audit)\s+nao\s+(?:sap\s+|da\s+|dang\s+)?(?:den\s+han|qua\s+han|toi\s+han)|audit\s+(?:den\s+han|qua\s+han))"
        r"(?:\s+(?:tuan|thang|quy|nam)\s+nay)?",
    ),
    (
        "my_calendar",
        r"(?:(?:make|create|show|give)\s+(?:me\s+)?)?(?:my|a\s+personal)\s+(?:audit\s+)?calendar(?:\s+(?:feed|link))?",
    ),
    ("my_calendar", r"(?:(?:tao|lay|xem|cho\s+toi)\s+)?lich\s+(?:ca\s+nhan|(?:cua|cho)\s+(?:toi|minh|em|anh|chi))"),
    (
        "channel_calendar",
        r"(?:(?:make|create|show|give)\s+(?:us\s+)?)?(?:a\s+|the\s+)?(?:audit\s+)?(?:channel\s+calendar|calendar\s+(?:for|of)\s+(?:this|the|our)\s+channel)",
    ),
    ("channel_calendar", r"(?:(?:tao|lay|xem)\s+)?lich\s+(?:(?:cua|cho)\s+)?kenh(?:\s+nay)?"),
    (
        "revoke_calendar",
        r"(?:revoke|remove|delete|cancel)\s+(?:my\s+|the\s+|this\s+|our\s+|a\s+)?(?:audit\s+)?calendars?(?:\s+(?:feed|link)s?)?",
    ),
    (
        "revoke_calendar",
        r"(?:thu\s+hoi|huy|huy\s+bo|bo|xoa)\s+lich(?:\s+(?:ca\s+nhan|cua\s+(?:toi|minh|em|kenh)|kenh))?(?:\s+nay)?",
    ),
    ("calendars", r"(?:my\s+|the\s+)?calendars?|(?:list\s+|show\s+)(?:my\s+|the\s+)?calendars|(?:cac\s+|xem\s+)?lich"),
    ("cancel", r"cancel\s+(?:the\s+|an\s+)?audit\b\s*(?:of|at|for)?\s*(?P<of>.*)"),
    ("cancel", r"(?:huy|huy\s+bo)\s+(?:cuoc\s+)?(?:danh\s+gia|audit)\b\s*(?:cua|tai|o)?\s*(?P<of>.*)"),
    ("end", r"(?:end|stop)\s+(?:the\s+)?audit\s+plans?\b\s*(?:of|at|for)?\s*(?P<of>.*)"),
    ("end", r"(?:ket\s+thuc|dung|cham\s+dut)\s+(?:ke\s+hoach|lich)\s+(?:danh\s+gia|audit)\b\s*(?:cua|tai|o)?\s*(?P<of>.*)"),
    ("verify", r"verify\s+(?:the\s+)?audits?\b\s*(?:of|at|for)?\s*(?P<of>.*)"),
    ("verify", r"(?:xac\s+minh|kiem\s+chung)\s+(?:cuoc\s+)?(?:danh\s+gia|audit)\b\s*(?:cua|tai|o)?\s*(?P<of>.*)"),
    ("of", r"(?:list\s+|show\s+|show\s+me\s+)?audits\s+(?:of|at|for|with)\s+(?P<of>.+)"),
    (
        "of",
        r"(?:(?:lich|ke\s+hoach)\s+(?:danh\s+gia|audit)|audit|(?:cac\s+)?cuoc\s+(?:danh\s+gia|audit))\s+(?:cua|tai|o)\s+(?P<of>.+)",
    ),
)
_COMMANDS = tuple((verb, re.compile(pattern)) for verb, pattern in _PATTERNS)
_LONGEST = 200
_VIETNAMESE = re.compile(
    r"\b(?:danh\s+gia|cua|kenh|ca\s+nhan|den\s+han|qua\s+han|ke\s+hoach|huy|ket\s+thuc|xac\s+minh|kiem\s+chung|lich|nhung|cac|nao)\b"
)


@dataclass(frozen=True)
class Command:
    """`words` name a supplier, a site or a plan."""

    verb: Verb
    words: str = ""
    language: str = "en"


def command(text: str) -> Command | None:
    """The command of a text; None for one that is none: "what audits are due" is one, "how often should we audit?" is not."""
    written = " ".join(unnamed(text).split()).rstrip("?!. ")
    folded = fold(written)
    if not folded or len(folded) > _LONGEST:
        return None
    for verb, pattern in _COMMANDS:
        if match := pattern.fullmatch(folded):
            words = _words(written, folded, match)
            if words and text.rstrip().endswith("?"):
                return None
            language = "vi" if _VIETNAMESE.search(folded.removesuffix(fold(words))) else "en"
            return Command(verb, words, language)
    return None


def _words(written: str, folded: str, match: re.Match[str]) -> str:
    """As they were written: folding keeps the number of words."""
    said = (match.groupdict().get("of") or "").split()
    return " ".join(written.split()[len(folded.split()) - len(said) :]) if said else ""
