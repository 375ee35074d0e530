"""The few errors of checklist runs, named for what the caller does next."""

from bot.access.actor import NotAllowed

__all__ = ["Incomplete", "NotAllowed", "StaleStep", "UnknownRun", "UnreadableAnswer"]


class UnknownRun(LookupError):
    """Tell the person: there is no such run."""


class StaleStep(ValueError):
    """Show the run as it stands now: it is not in a state for this; `state` is the one that it is in."""

    def __init__(self, state: str) -> None:
        super().__init__(f"the run is {state}")
        self.state = state


class UnreadableAnswer(ValueError):
    """Ask again, saying why: `why` is a key of the catalogue's "unreadable." texts, `values` fill it in."""

    def __init__(self, why: str, **values: str) -> None:
        super().__init__(why)
        self.why = why
        self.values = values


class Incomplete(ValueError):
    """Show what is missing: items without an answer, claims of compliance without evidence, findings still open."""

    def __init__(self, unanswered: tuple[str, ...] = (), unproven: tuple[str, ...] = (), findings: tuple[str, ...] = ()) -> None:
        super().__init__("something is missing")
        self.unanswered = unanswered
        self.unproven = unproven
        self.findings = findings
