"""Linking joins accounts of several platforms into one person, by a code shown on one and typed on the other; never by a name."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.store.link_record import LinkCode, LinkRecords

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are read or typed as others
CODE_LENGTH = 12
CODE_LASTS = timedelta(minutes=10)
MAX_TRIES = 5
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


class BadCode(ValueError):
    """Tell the person: this code is wrong, used or too old; they may get another."""


class TooManyTries(ValueError):
    """Tell the person: wait before trying again."""


class LinkingDesk:
    """Gives out codes and takes them; the clock, the ids and the random letters are given from outside."""

    def __init__(
        self, links: LinkRecords, clock: Callable[[], datetime], new_id: Callable[[], str], letter: Callable[[str], str]
    ) -> None:
        self._links = links
        self._clock = clock
        self._new_id = new_id
        self._letter = letter

    def issue(self, account: str) -> str:
        """A new code for an account, to be shown to its owner alone; earlier ones are void."""
        code = "".join(self._letter(ALPHABET) for _ in range(CODE_LENGTH))
        self._links.add_code(LinkCode(_digest(code), account, self._clock() + CODE_LASTS))
        return "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4))

    def redeem(self, account: str, code: str) -> frozenset[str]:
        """Joins the account to the one that the code was given to; all that are one person now. Raises BadCode, TooManyTries."""
        now = self._clock()
        if self._links.count_try(account, now, now - CODE_LASTS) > MAX_TRIES:
            raise TooManyTries(f"more than {MAX_TRIES} codes were tried")
        other = self._links.claim_code(_digest(code), now)
        if other is None or other == account:
            raise BadCode("the code is wrong, used or too old")
        self._links.join(account, other, self._new_id())
        return self._links.accounts_with(account)

    def accounts_with(self, account: str) -> frozenset[str]:
        """All accounts of the person that an account belongs to."""
        return self._links.accounts_with(account)


def _digest(code: str) -> str:
    """However it was typed."""
    plain = code[:100].upper().translate(_MISREAD)
    return hashlib.sha256(plain.encode("utf-8", "replace")).hexdigest()
