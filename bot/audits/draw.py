"""A Draw is the secret date of an unannounced audit, and the commitment by which anyone can check later that it was not moved."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.audits.sealing import Seal, WrongKey

_NONCE = 32  # bytes: a bare hash of some 190 dates would be tried through at once
_ISO = 10  # characters of an ISO date, always


@dataclass(frozen=True)
class Draw:
    """`nonce` is 64 hexadecimal digits."""

    day: date
    nonce: str

    def commitment(self, occurrence: str) -> str:
        """SHA-256 of occurrence, day and nonce, each on a line of its own; published when the date is drawn."""
        return commitment(occurrence, self.day.isoformat(), self.nonce)

    def sealed(self, seal: Seal, occurrence: str) -> str:
        """Of the same length whatever the date."""
        return seal.close(self.day.isoformat().encode() + bytes.fromhex(self.nonce), occurrence)


def commitment(occurrence: str, day: str, nonce: str) -> str:
    """As `printf 'OCCURRENCE\\nDAY\\nNONCE\\n' | sha256sum` computes it."""
    return hashlib.sha256(f"{occurrence}\n{day}\n{nonce}\n".encode()).hexdigest()


def draw(days: Sequence[date], below: Callable[[int], int] = secrets.randbelow) -> Draw:
    """One of the days, each as likely as any other, from a cryptographic generator; `days` is not empty."""
    return Draw(days[below(len(days))], secrets.token_hex(_NONCE))


def opened(sealed: str, seal: Seal, occurrence: str) -> Draw:
    """Raises WrongKey."""
    content = seal.open(sealed, occurrence)
    try:
        return Draw(date.fromisoformat(content[:_ISO].decode()), content[_ISO:].hex())
    except ValueError:
        raise WrongKey("what is sealed is no date") from None
