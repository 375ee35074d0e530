"""Reads the body of a guide, token by token, into sections whose statements know their offsets and sources."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.errors import ContentProblem
from indexer.guide import Mark, Part, Phrasing, Section, Sentence, Statement
from indexer.safe_yaml import YamlProblem, load_plain_yaml
from indexer.sentences import leans_on_previous, split_sentences

Report = Callable[[int, str, str], None]

_MARK = re.compile(r"\s*\[@([^\]\[]+)\]")
_ANCHOR = re.compile(r"^(?P<heading>.*?)\s*\{#(?P<anchor>[^}]*)\}$")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PARTS: dict[str, Part | None] = {
    "caveat": "caveat",
    "lưu ý": "caveat",
    "outdated": "outdated",
    "đã lỗi thời": "outdated",
    "conflict": "conflict",
    "mâu thuẫn": "conflict",
    "asked as": None,
}
_PHRASING = re.compile(r"^(en|vi):\s*(.+)$")
_COMMENT = re.compile(r"^<!--\s*\n(?P<yaml>.*?)\n?\s*-->\s*$", re.DOTALL)
_PLAIN = {"text", "softbreak"}
_LINE_END = re.compile(r"\r\n?|\n")  # the ones markdown-it counts by, unlike str.splitlines()
_ENDED = re.compile(r"[.!?…:;][\"”’)]*$")


@dataclass
class _Draft:
    """A section while its tokens are still being read."""

    heading: str
    anchor: str
    line: int
    text: str = ""
    blocks: int = 0
    statements: list[Statement] = field(default_factory=list)
    phrasings: list[Phrasing] = field(default_factory=list)
    facts: tuple[str, ...] = ()
    counsel: bool = False
    compares: tuple[str, ...] = ()
    part: Part | None = "lead"
    opening: tuple[int, str] | None = None  # line and words of a last "…:" that has no source yet

    def finished(self) -> Section:
        return Section(
            self.anchor,
            self.heading,
            self.text,
            tuple(self.statements),
            self.line,
            tuple(self.phrasings),
            self.facts,
            self.counsel,
            self.compares,
        )


class SectionReader:
    """Walks markdown-it tokens once; every deviation from the format goes to `report(line, rule, message)`."""

    def __init__(self, report: Report, first_line: int) -> None:
        self._report = report
        self._first_line = first_line
        self._sections: list[Section] = []
        self._draft: _Draft | None = None

    def read(self, body: str) -> tuple[Section, ...]:
        """The sections of a guide's body (the Markdown after its front matter)."""
        # Without reference definitions, which are text that nobody would see.
        tokens = MarkdownIt("commonmark").enable("table").disable("reference").parse(body)
        lines = _LINE_END.split(body)
        at = 0
        while at < len(tokens):
            after = _block_end(tokens, at)
            self._block(tokens[at:after], lines)
            at = after
        self._close()
        return tuple(self._sections)

    def _block(self, tokens: list[Token], lines: list[str]) -> None:
        first = tokens[0]
        line = self._first_line + (first.map[0] if first.map else 0)
        if first.type == "heading_open":
            self._heading(first.tag, tokens[1], line)
        elif self._draft is None:
            self._report(line, "structure", "text stands before the first '## ' heading")
        elif first.type == "html_block":
            self._comment(self._draft, first.content, line)
        elif self._draft.part is None:
            self._asked_as(self._draft, tokens, line)
        elif first.type == "paragraph_open":
            self._paragraph(self._draft, tokens, line)
        elif first.type in ("bullet_list_open", "ordered_list_open"):
            self._list(self._draft, tokens, line)
        elif first.type == "table_open":
            self._table(self._draft, tokens, lines, line)
        else:
            self._report(line, "structure", f"a {first.type.removesuffix('_open')} has no place in a guide")

    def _heading(self, tag: str, inline: Token, line: int) -> None:
        content = inline.content
        if tag == "h2":
            self._close()
            self._refuse_markup(inline, line)
            match = _ANCHOR.match(content)
            heading, anchor = (match["heading"], match["anchor"]) if match else (content, "")
            if not SLUG.fullmatch(anchor):
                self._report(line, "anchor", "end the heading with {#anchor}: small letters, digits and hyphens")
            self._draft = _Draft(heading, anchor, line)
        elif tag == "h3" and self._draft is not None and content.strip().lower() in _PARTS:
            self._settle_opening(self._draft, introduces=False)
            self._draft.part = _PARTS[content.strip().lower()]
        else:
            self._report(line, "structure", "only '## question {#anchor}' and ### Caveat, Outdated, Conflict, Asked as are known")

    def _paragraph(self, draft: _Draft, tokens: list[Token], line: int) -> None:
        pieces = self._marked_sentences(tokens[1], line)
        self._add_block(draft, [text for text, _ in pieces], [marks for _, marks in pieces], " ", line)

    def _list(self, draft: _Draft, tokens: list[Token], line: int) -> None:
        items: list[str] = []
        marks: list[Mark] = []
        bare: list[tuple[int, str]] = []
        ordered = tokens[0].type == "ordered_list_open"
        for token in tokens:
            if token.type == "inline":
                at = self._line(token, line)
                pieces = self._marked_sentences(token, at)
                bullet = f"{len(items) + 1}." if ordered else "-"
                items.append(f"{bullet} " + " ".join(text for text, _ in pieces))
                marks.extend(mark for _, found in pieces for mark in found)
                bare.extend((at, text) for text, found in pieces if not found)
        for at, text in bare if marks else ():
            self._report_bare(at, text)
        self._add_block(draft, ["\n".join(items)], [tuple(dict.fromkeys(marks))], "\n", line, whole=True)

    def _table(self, draft: _Draft, tokens: list[Token], lines: list[str], line: int) -> None:
        for token in tokens:
            if token.type == "inline":
                self._refuse_markup(token, self._line(token, line))
        first, last = tokens[0].map or [0, 0]
        source = "\n".join(row.strip() for row in lines[first:last])
        marks = tuple(dict.fromkeys(mark for found in _MARK.findall(source) for mark in self._marks(found, line)))
        self._add_block(draft, [_MARK.sub("", source)], [marks], "\n", line, whole=True)

    def _add_block(
        self, draft: _Draft, texts: list[str], marks: list[tuple[Mark, ...]], glue: str, line: int, whole: bool = False
    ) -> None:
        self._settle_opening(draft, introduces=whole)
        if draft.text:
            draft.text += "\n\n"
        part: Part = draft.part or "detail"
        sentences = []
        for number, text in enumerate(texts):
            draft.text += glue if number else ""
            start = len(draft.text)
            draft.text += text
            sentences.append(Sentence(start, len(draft.text), marks[number], line))
            if not marks[number] and text.endswith(":") and number == len(texts) - 1 and not whole:
                draft.opening = (line, text)
            elif not marks[number]:
                self._report_bare(line, text)
        for sentence in sentences:
            self._add_sentence(draft, part, sentence, whole)
        draft.blocks += 1
        if draft.part == "lead":
            draft.part = "detail"

    def _settle_opening(self, draft: _Draft, introduces: bool) -> None:
        """An opening takes the sources of the list or table that it introduces; one that introduces nothing needs its own."""
        if draft.opening is not None and not introduces:
            self._report_bare(*draft.opening)
        draft.opening = None

    def _report_bare(self, line: int, text: str) -> None:
        self._report(line, "source", f"no source covers: {text[:60]!r}; end it with [@key]")

    def _add_sentence(self, draft: _Draft, part: Part, sentence: Sentence, whole: bool) -> None:
        previous = draft.statements[-1] if draft.statements else None
        together = previous is not None and (previous.part == part or (previous.part, part) == ("lead", "detail"))
        if previous is not None and together and whole and draft.text[: previous.end].endswith(":"):
            opening = replace(previous.sentences[-1], marks=previous.sentences[-1].marks or sentence.marks)
            draft.statements[-1] = replace(previous, sentences=(*previous.sentences[:-1], opening, sentence))
        elif previous is not None and previous.part == part and leans_on_previous(draft.text[sentence.start : sentence.end]):
            draft.statements[-1] = replace(previous, sentences=(*previous.sentences, sentence))
        else:
            draft.statements.append(Statement(part, draft.blocks, (sentence,)))

    def _marked_sentences(self, inline: Token, line: int) -> list[tuple[str, tuple[Mark, ...]]]:
        """Sentences of one paragraph or item, each with the marks that stand after it or after a later one."""
        self._refuse_markup(inline, line)
        pieces = _MARK.split(inline.content.replace("\n", " "))
        sentences: list[tuple[str, tuple[Mark, ...]]] = []
        for number in range(0, len(pieces), 2):
            marks = self._marks(pieces[number + 1], line) if number + 1 < len(pieces) else ()
            found = split_sentences(pieces[number])
            if found and sentences and not _ENDED.search(sentences[-1][0]):
                self._report(line, "source", f"the mark after {sentences[-1][0][-40:]!r} stands inside a sentence; end it first")
            if not found and marks and sentences:
                text, earlier = sentences[-1]
                sentences[-1] = (text, (*earlier, *marks))
            elif not found and marks:
                self._report(line, "source", "a mark stands before the first sentence; put it after the sentence that it covers")
            sentences.extend((text, marks) for text in found)
        return sentences

    def _marks(self, content: str, line: int) -> tuple[Mark, ...]:
        marks = []
        for piece in content.split(";"):
            key, _, authority = piece.strip().removeprefix("@").partition(",")
            if not SLUG.fullmatch(key.strip()):
                self._report(line, "source", f"{key.strip()!r} is not a key; write [@key] or [@key, law and article]")
            marks.append(Mark(key.strip(), authority.strip() or None))
        return tuple(marks)

    def _refuse_markup(self, inline: Token, line: int) -> None:
        for child in inline.children or []:
            if child.type not in _PLAIN:
                self._report(line, "markup", f"plain sentences only, no {child.type.removesuffix('_open')}")
                return
        read = "".join(child.content or " " for child in inline.children or [])
        if read.split() != inline.content.split():
            self._report(line, "markup", "write each sign as itself: no HTML entities such as &amp; and no backslashes")

    def _asked_as(self, draft: _Draft, tokens: list[Token], line: int) -> None:
        for token in tokens:
            if token.type != "inline":
                continue
            at = self._line(token, line)
            self._refuse_markup(token, at)
            match = _PHRASING.match(token.content.replace("\n", " "))
            if match:
                draft.phrasings.append(Phrasing(match[1], match[2].strip(), at))
            else:
                self._report(at, "phrasing", "write '- en: …' or '- vi: …'")

    def _line(self, token: Token, otherwise: int) -> int:
        return self._first_line + token.map[0] if token.map else otherwise

    def _comment(self, draft: _Draft, content: str, line: int) -> None:
        match = _COMMENT.match(content)
        if match is None:
            self._report(line, "markup", "HTML has no place in a guide, except the comment that ends a section")
            return
        try:
            draft.facts, draft.counsel, draft.compares = _section_facts(load_plain_yaml(match["yaml"]))
        except YamlProblem as problem:
            self._report(line + 1 + problem.line, "section comment", str(problem))
        except ContentProblem as problem:
            self._report(line, "section comment", str(problem))

    def _close(self) -> None:
        if self._draft is not None:
            self._settle_opening(self._draft, introduces=False)
            self._sections.append(self._draft.finished())
        self._draft = None


def _block_end(tokens: list[Token], at: int) -> int:
    """The index after the top-level block that begins at `at`."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index + 1
    return len(tokens)


def _section_facts(value: object) -> tuple[tuple[str, ...], bool, tuple[str, ...]]:
    if not isinstance(value, dict) or set(value) - {"facts", "counsel", "compares"}:
        raise ContentProblem("give facts: [A1.01, …], counsel: yes or no, and for a comparison compares: [guide#anchor, …]")
    facts, counsel, compares = value.get("facts", []), value.get("counsel", False), value.get("compares", [])
    if not _texts(facts) or not isinstance(counsel, bool):
        raise ContentProblem("facts is a list such as [A1.01, A1.02]; counsel is yes or no")
    if not _texts(compares):
        raise ContentProblem(
            "compares is a list such as [vn-customs-recordal#recordal-term, us-customs-recordation#trademark-term]"
        )
    return tuple(facts), counsel, tuple(compares)


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
