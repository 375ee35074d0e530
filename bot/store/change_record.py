"""A Change is one thing that somebody did; the log chains all of them, so that none can be altered, left out or moved unseen."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store.moments import microseconds

FIRST = "0" * 64  # stands where a first change has nothing before it


@dataclass(frozen=True)
class Change:
    """`step` is its number within its run, `key` the delivery that brought it (None: cannot come twice), `body` JSON values."""

    run: str
    step: int
    kind: str
    actor: str
    at: datetime
    key: str | None
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Logged:
    """A row of the log as it is kept: `at` in microseconds since 1970, `body` as canonical JSON, `hash` over everything else."""

    number: int
    run: str
    step: int
    kind: str
    actor: str
    at: int
    key: str | None
    body: str
    previous: str
    hash: str = ""


@dataclass(frozen=True)
class Head:
    """Where the log ends."""

    number: int
    hash: str


START = Head(0, FIRST)


def canonical(value: Any) -> str:
    """The one way to write a JSON value: keys sorted, no spaces, composed letters."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return unicodedata.normalize("NFC", text)


def sha256(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sealed(change: Change, head: Head) -> Logged:
    """The change as the next row after `head`."""
    row = Logged(
        number=head.number + 1,
        run=change.run,
        step=change.step,
        kind=change.kind,
        actor=change.actor,
        at=microseconds(change.at),
        key=change.key,
        body=canonical(change.body),
        previous=head.hash,
    )
    return Logged(**{**row.__dict__, "hash": seal(row)})


def seal(row: Logged) -> str:
    """The hash that belongs to a row."""
    fields = [row.number, row.run, row.step, row.kind, row.actor, row.at, row.key, row.body, row.previous]
    return sha256(json.dumps(fields, ensure_ascii=True))


def sha256_of(content: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
