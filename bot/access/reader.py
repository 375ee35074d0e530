"""A Reader is somebody who can read a message on a platform, as far as the platform says who that is."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["member", "guest", "external", "unknown"]


@dataclass(frozen=True)
class Reader:
    """A user of a platform ("slack", "teams"); `groups` are the ids of the platform's user groups that they belong to."""

    platform: str
    user: str
    kind: Kind
    groups: frozenset[str] = frozenset()

    @property
    def is_member(self) -> bool:
        """True for a full member of the company's own workspace or tenant; everybody else sees public guidance only."""
        return self.kind == "member"
