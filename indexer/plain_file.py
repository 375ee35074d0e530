"""The text of one file of content: plain, inside its folder, UTF-8, of bearable length, with nothing invisible in it."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

from indexer.safe_yaml import MAX_BYTES
from indexer.text import unseen


def plain_text(path: Path, root: Path, report: Callable[[int, str], None]) -> str | None:
    """The text, composed (NFC); None when it cannot be used. `report` is given the line and the mend."""
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
