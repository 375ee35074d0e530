"""An Actor is somebody who wants to do something, with the roles by which they may."""

from dataclasses import dataclass

from bot.access.settings import Role


@dataclass(frozen=True)
class Actor:
    """`id` is the id of the Person that they are in a conversation."""

    id: str
    roles: frozenset[Role] = frozenset()

    @property
    def is_expert(self) -> bool:
        """True for those who may take and answer what colleagues ask experts."""
        return not self.roles.isdisjoint({"expert", "admin"})


class NotAllowed(PermissionError):
    """Tell the person, in private: their roles do not allow that."""
