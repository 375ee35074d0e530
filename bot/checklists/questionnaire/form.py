"""A Form names a questionnaire: of which run, wording and language, with which questions. Its code stands in the sheet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.store.change_record import sha256

SHEET = "IPDESK"
# Where things stand in the sheet, counted from 1.
CODE_ROW, HEAD_ROW, FIRST_ROW = 4, 6, 7
ID, SECTION, QUESTION, ANSWER, REMARK, UNIT, OPTIONS = range(1, 8)
MOST_ROWS = 200
_CODE = re.compile(r"IPDESK-1 (en|vi) ([0-9a-zA-Z-]{1,40}) ([0-9a-f]{16}) ([0-9a-f]{16})")
_SHOWN = 16


@dataclass(frozen=True)
class Form:
    """`digest` is the beginning of the checklist's, `items` a hash over the ids of the questions."""

    language: str
    run: str
    digest: str
    items: str

    @property
    def code(self) -> str:
        """One line that a supplier leaves as it is."""
        return f"IPDESK-1 {self.language} {self.run} {self.digest} {self.items}"


def form_of(run: str, digest: str, items: Iterable[str], language: str) -> Form:
    """The form with these questions."""
    return Form("vi" if language == "vi" else "en", run, digest[:_SHOWN], hash_of(items))


def read_code(text: object) -> Form | None:
    """The form that a cell names; None for anything else."""
    found = _CODE.fullmatch(text.strip()) if isinstance(text, str) else None
    return Form(*found.groups()) if found else None


def hash_of(items: Iterable[str]) -> str:
    """Over the ids, in whichever order they stand: a sheet may be sorted."""
    return sha256("\n".join(sorted(items)))[:_SHOWN]
