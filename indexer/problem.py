"""A Problem is something in the content that its author must mend."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """Where, which rule, and what to do; printed as `path:line: rule: message`."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        """One line, whatever a file is called."""
        text = f"{self.path}:{self.line}: {self.rule}: {self.message}"
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
