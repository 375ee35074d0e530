"""People with rights, for the tests: Alice of the legal team, Bob an employee, Carol a guest, Dan of another company."""

from bot.access.reader import Reader

ALICE = Reader("slack", "U0ALICE", "member", frozenset({"S0LEGAL", "S0EXPERTS"}))
BOB = Reader("slack", "U0BOB", "member")
CAROL = Reader("slack", "U0CAROL", "guest", frozenset({"S0LEGAL"}))
DAN = Reader("slack", "U0DAN", "external", frozenset({"S0EXPERTS"}))
NOBODY = Reader("slack", "U0NOBODY", "unknown")
