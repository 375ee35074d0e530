"""One file of content: plain, inside its folder, UTF-8, of bearable length, nothing invisible in it; YAML of a given form."""

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from indexer.safe_yaml import MAX_BYTES, Lines, YamlProblem, load_plain_yaml
from indexer.text import unseen

Report = Callable[[int, str], None]  # is given the line and the mend


def plain_text(path: Path, root: Path, report: Report) -> str | None:
    """The text, composed (NFC); None when it cannot be used."""
    if path.is_symlink() or not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
        report(1, "it must be a plain file inside the knowledge folder")
        return None
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8").replace("\r\n", "\n")
    except OSError as error:
        report(1, f"cannot be read: {error.strerror}")
        return None
    except UnicodeDecodeError as error:
        report(error.object[: error.start].count(b"\n") + 1, "not UTF-8; save the file as UTF-8")
        return None
    if len(raw) > MAX_BYTES:
        report(1, f"longer than {MAX_BYTES} bytes; split the file")
        return None
    for line, code in unseen(text):
        report(line, f"delete the invisible character {code}")
    return unicodedata.normalize("NFC", text)


def formed(
    text: str, schema: Draft202012Validator, worded: Callable[[ValidationError], str], report: Report
) -> dict[str, Any] | None:
    """The value of a YAML text; None where it does not have the form, each fault reported in the words of `worded`."""
    try:
        value: dict[str, Any] = load_plain_yaml(text)
    except YamlProblem as problem:
        report(problem.line + 1, str(problem))
        return None
    errors = list(schema.iter_errors(value))
    if not errors:
        return value
    lines = Lines(text)
    for error in errors:
        report(lines.at(list(error.absolute_path)), worded(error))
    return None
