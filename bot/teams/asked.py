"""What somebody asked of the desk in Teams, as the inbox keeps it until it has been worked off."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.conversation.message import ConversationRef
from bot.store.conversation_record import ConversationKind, ConversationRecord
from bot.teams.files import files_in
from bot.teams.heard import Account, Heard

Surface = Literal["message", "choice", "welcome"]


@dataclass(frozen=True)
class Asked:
    """`text` is what was said, or which kind of button was pressed; `answer` the id of its answer and its number.

    How the conversation is reached travels along, so that the acknowledgement waits for one write only.
    """

    surface: Surface
    user: str
    object_id: str
    tenant: str
    conversation: str
    thread: str | None
    text: str
    answer: str = ""
    identity: str = ""
    kind: ConversationKind = "personal"
    service: str = ""
    bot: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, heard: Heard, surface: Surface, text: str, answer: str = "") -> "Asked":
        """What an activity asks."""
        place = heard.place
        return cls(
            surface=surface,
            user=heard.sender.id,
            object_id=heard.sender.object_id,
            tenant=heard.tenant,
            conversation=place.conversation,
            thread=place.thread,
            text=text,
            answer=answer,
            identity=heard.conversation,
            kind=heard.kind,
            service=heard.service,
            bot=heard.bot,
            files=files_in(heard) if surface == "message" else [],
        )

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
    def person(self) -> str:
        """The stable id of who asked."""
        return self.account.person(self.tenant)

    def reached(self, at: datetime) -> ConversationRecord:
        """How the conversation is spoken to."""
        return ConversationRecord(
            channel="teams",
            name=self.conversation,
            id=self.identity,
            kind=self.kind,
            tenant=self.tenant,
            service=self.service,
            bot=self.bot,
            person=self.person if self.kind == "personal" else None,
            seen_at=at,
        )

    @property
    def place(self) -> ConversationRef:
        """Where it was asked."""
        return ConversationRef("teams", self.conversation, self.thread)
