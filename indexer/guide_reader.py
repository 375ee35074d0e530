"""Reads one Markdown file into a Guide or a Translation, and reports what does not fit the format."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from indexer.guide import Guide, Section, Translation
from indexer.problem import Problem
from indexer.safe_yaml import MAX_BYTES, YamlProblem, load_plain_yaml
from indexer.section_reader import SectionReader
from indexer.text import unseen

_FRONT_MATTER = re.compile(r"\A---\n(?P<yaml>.*?\n)---\n(?P<body>.*)\Z", re.DOTALL)


class GuideReader:
    """Reads files of a knowledge folder; `problems` collects what its authors must mend."""

    def __init__(self, root: Path, guide_schema: dict[str, Any], translation_schema: dict[str, Any]) -> None:
        self._root = root
        self._guide_schema = Draft202012Validator(guide_schema)
        self._translation_schema = Draft202012Validator(translation_schema)
        self.problems: list[Problem] = []

    def read(self, path: Path) -> Guide | Translation | None:
        """The guide or translation in `path`; None when its front matter cannot be used."""
        name = path.relative_to(self._root).as_posix()
        text = self._text(path, name)
        if text is None:
            return None
        match = _FRONT_MATTER.match(text)
        if match is None:
            self._report(name)(1, "front matter", "the file must begin with '---', its front matter and '---'")
            return None
        front = self._front_matter(name, match["yaml"])
        body_line = match["yaml"].count("\n") + 3
        sections = SectionReader(self._report(name), body_line).read(match["body"])
        if front is None:
            return None
        if "language" in front:
            self._check_name(path, name, front)
            return _translation(front, name, sections)
        return _guide(front, name, sections)

    def _text(self, path: Path, name: str) -> str | None:
        report = self._report(name)
        inside = path.resolve().is_relative_to(self._root.resolve())
        if path.is_symlink() or not path.is_file() or not inside:
            report(1, "path", "a guide must be a plain file inside the knowledge folder")
            return None
        try:
            raw = path.read_bytes()
        except OSError as error:
            report(1, "path", f"cannot be read: {error.strerror}")
            return None
        if len(raw) > MAX_BYTES:
            report(1, "size", f"longer than {MAX_BYTES} bytes; split the guide")
            return None
        try:
            text = raw.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError as error:
            report(raw[: error.start].count(b"\n") + 1, "encoding", "not UTF-8; save the file as UTF-8")
            return None
        for line, code in unseen(text):
            report(line, "character", f"delete the invisible character {code}")
        return unicodedata.normalize("NFC", text)

    def _check_name(self, path: Path, name: str, front: dict[str, Any]) -> None:
        wanted = f"{front['id']}.{front['language']}.md"
        if path.name != wanted:
            self._report(name)(2, "id", f"the file is called {path.name}; call it {wanted} or mend the id")

    def _front_matter(self, name: str, text: str) -> dict[str, Any] | None:
        report = self._report(name)
        try:
            front = load_plain_yaml(text)
        except YamlProblem as problem:
            report(problem.line + 2, "front matter", str(problem))
            return None
        if not isinstance(front, dict):
            report(2, "front matter", "write one 'key: value' a line")
            return None
        schema = self._translation_schema if "language" in front else self._guide_schema
        errors = sorted(schema.iter_errors(front), key=lambda error: list(error.absolute_path))
        for error in errors:
            report(_line_of(text, error.absolute_path), "front matter", error.message)
        return None if errors or not _dates_valid(front, text, report) else front

    def _report(self, name: str) -> Callable[[int, str, str], None]:
        def report(line: int, rule: str, message: str) -> None:
            self.problems.append(Problem(name, line, rule, message))

        return report


def _line_of(text: str, path: Any) -> int:
    key = next(iter(path), None)
    for number, line in enumerate(text.split("\n"), start=2):
        if line.startswith(f"{key}:"):
            return number
    return 2


def _dates_valid(front: dict[str, Any], text: str, report: Callable[[int, str, str], None]) -> bool:
    valid = True
    for key in ("as_of", "compiled_on", "last_reviewed_on"):
        try:
            date.fromisoformat(front.get(key) or "2000-01-01")
        except ValueError:
            report(_line_of(text, [key]), "front matter", f"{front[key]} is no day of the calendar")
            valid = False
    return valid


def _guide(front: dict[str, Any], path: str, sections: tuple[Section, ...]) -> Guide:
    reviewed = front["last_reviewed_on"]
    return Guide(
        id=front["id"],
        title=front["title"],
        path=path,
        jurisdiction=front["jurisdiction"],
        rights=tuple(front["rights"]),
        stage=tuple(front["stage"]),
        audience=tuple(front.get("audience", ["employees"])),
        owner=front["owner"],
        as_of=date.fromisoformat(front["as_of"]),
        compiled_on=date.fromisoformat(front["compiled_on"]),
        last_reviewed_on=date.fromisoformat(reviewed) if reviewed else None,
        review_every_days=int(front["review_every"].removesuffix("d")),
        supersedes=tuple(front.get("supersedes", [])),
        counterparts=tuple(front.get("counterparts", [])),
        sections=sections,
    )


def _translation(front: dict[str, Any], path: str, sections: tuple[Section, ...]) -> Translation:
    return Translation(
        language=front["language"],
        title=front["title"],
        path=path,
        compiled_on=date.fromisoformat(front["compiled_on"]),
        sections=sections,
    )
