"""A Refusal is the Connector's answer to something that it would not do: what it was, and whether to try again."""

import json
from collections.abc import Mapping
from typing import Any

CERTAIN = frozenset({412, 429})  # it was not done
PASSING = frozenset({408, 412, 429, 500, 502, 503, 504})
GONE = frozenset({"MessageWritesBlocked", "BotNotInConversationRoster", "ConversationBlockedByUser", "ConversationNotFound"})
TOO_BIG = 413
FORBIDDEN, NOT_FOUND = 403, 404
MAX_WAIT = 3_600.0


class Refusal(Exception):
    """`code` is Teams' own word for it; `retry_after` the seconds that it asks to wait."""

    def __init__(self, status: int, code: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{status} {code}".strip())
        self.status = status
        self.code = code
        self.retry_after = retry_after

    @property
    def is_passing(self) -> bool:
        """True when trying again may help."""
        return self.status in PASSING

    @property
    def is_certain(self) -> bool:
        """True when nothing was done; else it may have been all the same."""
        return self.status in CERTAIN or not self.is_passing

    @property
    def is_gone(self) -> bool:
        """True when we may not speak there any longer."""
        return self.code in GONE


def refusal(status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """The refusal of an HTTP answer."""
    return Refusal(status, _code(body), _seconds(headers.get("Retry-After", "")))


def _code(body: bytes) -> str:
    """The innermost code: {"error": {"code", "innerHttpError": ...}}, {"subCode"}; empty when there is none."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    error = found.get("error", found) if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return ""
    code = error.get("subCode") or error.get("errorSubCode") or error.get("code") or ""
    return str(code)[:100]


def _seconds(value: str) -> float | None:
    return min(MAX_WAIT, float(value)) if value.isascii() and value.isdecimal() else None
