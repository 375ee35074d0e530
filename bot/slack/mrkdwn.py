"""Markdown as our answers use it, as Slack's mrkdwn; whatever Slack would take for a mention or a link is escaped."""

import re
from collections.abc import Callable

from bot.conversation.mention import Mention, shown, unnamed

MAX_PIECE = 2_900  # Slack refuses a section's text over 3,000
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_TABLE_RULE = re.compile(r"\|?[\s:|-]*-[\s:|-]*\|?")
_LIST = re.compile(r"^(\s*)[-*] ", re.MULTILINE)
# A space may end a piece unless the citations of the sentence follow it.
_BREAK = re.compile(r"\n|(?<=\]) (?!\[)|(?<=[.;!?]) (?!\[)| (?!\[\d)")


def escaped(text: str) -> str:
    """Text in which nothing is a mention, a link or a date to Slack."""
    return unnamed(text).replace("\x00", "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def called(mention: Mention) -> str:
    """A mention as Slack shows it, which calls a person; people and channels of other platforms have no name here."""
    if mention.platform != "slack":
        return "@…" if mention.kind == "person" else "#…"
    return f"<{'@' if mention.kind == 'person' else '#'}{mention.id.rpartition(':')[2]}>"


def plain(text: str, most: int) -> str:
    """Text for a place without markup, shortened."""
    text = " ".join(unnamed(text).replace("\x00", "").split())
    return text if len(text) <= most else text[: most - 1] + "…"


def mrkdwn(markdown: str, escape: Callable[[str], str] = escaped) -> str:
    """Bold, lists and tables as Slack shows them."""
    lines = [_table_row(line) if line.startswith("|") else line for line in markdown.splitlines() if not _is_rule(line)]
    return _BOLD.sub(r"*\1*", _LIST.sub(r"\1• ", escape("\n".join(lines))))


def calling(text: str) -> str:
    """Escaped text in which our own mentions call people."""
    return shown(text, called, escaped)


def pieces(markdown: str, most: int = MAX_PIECE, escape: Callable[[str], str] = escaped) -> list[str]:
    """The paragraphs as mrkdwn, each piece at most `most` long and never cut within a citation or an escape."""
    found = [piece for paragraph in markdown.split("\n\n") for piece in _cut(mrkdwn(paragraph, escape).strip(), most)]
    return [piece for piece in found if piece.strip()]


def _is_rule(line: str) -> bool:
    return line.startswith("|") and _TABLE_RULE.fullmatch(line.strip()) is not None


def _table_row(line: str) -> str:
    return " · ".join(cell.strip() for cell in line.strip().strip("|").split("|"))


def _cut(text: str, most: int) -> list[str]:
    found = []
    while len(text) > most:
        at = _last_break(text, most)
        found.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*found, text]


def _last_break(text: str, most: int) -> int:
    """The best place to cut: after a citation, then after a sentence, then between words, then anywhere but in an escape."""
    breaks = [found.start() for found in _BREAK.finditer(text, most // 2, most)]
    ranked = [at for at in breaks if text[at - 1] in "]\n" or text[at] == "\n"]
    ranked = ranked or [at for at in breaks if text[at - 1] in ".;!?"] or breaks
    if ranked:
        return ranked[-1]
    escape = text.rfind("&", most - 5, most)
    marker = text.rfind("[", most - 5, most)
    return max(1, escape if escape > 0 and ";" not in text[escape:most] else marker if marker > 0 else most)
