"""What somebody asked of the desk in Teams, as the inbox keeps it until it has been worked off."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.conversation.message import ConversationRef
from bot.teams.heard import Account, Heard

Surface = Literal["message", "choice", "welcome"]


@dataclass(frozen=True)
class Asked:
    """`text` is what was said, or which kind of button was pressed; `answer` the id of its answer and its number."""

    surface: Surface
    user: str
    object_id: str
    tenant: str
    conversation: str
    thread: str | None
    text: str
    answer: str = ""

    @classmethod
    def of(cls, heard: Heard, surface: Surface, text: str, answer: str = "") -> "Asked":
        """What an activity asks."""
        place = heard.place
        user, account = heard.sender.id, heard.sender.object_id
        return cls(surface, user, account, heard.tenant, place.conversation, place.thread, text, answer)

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Asked":
        """What was kept."""
        return cls(**found)

    def as_json(self) -> dict[str, Any]:
        """What is kept."""
        return asdict(self)

    @property
    def account(self) -> Account:
        """Who asked."""
        return Account(self.user, self.object_id)

    @property
    def place(self) -> ConversationRef:
        """Where it was asked."""
        return ConversationRef("teams", self.conversation, self.thread)
