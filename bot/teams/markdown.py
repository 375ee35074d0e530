"""Markdown as our answers use it, as Teams shows it: no headings, no tables; nothing in it is a tag or a mention to Teams."""

import re

_TABLE_RULE = re.compile(r"\|?[\s:|-]*-[\s:|-]*\|?")
_LINK = re.compile(r"\]\(")


def escaped(text: str) -> str:
    """Text in which nothing is a tag, an entity or a link to Teams."""
    text = text.replace("\x00", "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINK.sub("]\u200b(", text)


def literal(text: str) -> str:
    """Text without any markup of its own."""
    return re.sub(r"([\\*_`~#|\[\]])", r"\\\1", escaped(" ".join(text.split())))


def markdown(text: str) -> str:
    """Bold, italics and lists are the same; a table becomes lines, a heading becomes bold."""
    lines = [_line(line) for line in text.splitlines() if not _is_rule(line)]
    return escaped("\n".join(lines))


def plain(text: str, most: int) -> str:
    """Text for a place without markup, shortened."""
    text = " ".join(text.replace("\x00", "").split())
    return text if len(text) <= most else text[: most - 1] + "…"


def parted(text: str, most: int) -> list[str]:
    """Whole paragraphs, in parts of at most `most` characters; a longer paragraph is cut after a sentence."""
    parts = [""]
    for paragraph in (piece for found in text.split("\n\n") for piece in _cut(found, most)):
        if parts[-1] and len(parts[-1]) + len(paragraph) + 2 > most:
            parts.append("")
        parts[-1] = f"{parts[-1]}\n\n{paragraph}" if parts[-1] else paragraph
    return parts


def _line(line: str) -> str:
    if line.startswith("|"):
        return " · ".join(cell.strip() for cell in line.strip().strip("|").split("|"))
    return f"**{line.lstrip('# ')}**" if line.startswith("#") else line


def _is_rule(line: str) -> bool:
    return line.startswith("|") and _TABLE_RULE.fullmatch(line.strip()) is not None


def _cut(text: str, most: int) -> list[str]:
    found = []
    while len(text) > most:
        breaks = [at.end() for at in re.finditer(r"(?<=[\].;!?]) (?!\[)", text[:most])]
        at = breaks[-1] if breaks and breaks[-1] > most // 2 else _unbroken(text, most)
        found.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*found, text]


def _unbroken(text: str, most: int) -> int:
    """Between words, else anywhere; never within a citation."""
    at = text.rfind(" ", most // 2, most)
    at = at if at > 0 else most
    marker = text.rfind("[", max(0, at - 5), at)
    return marker if marker > 0 and "]" not in text[marker:at] else at
