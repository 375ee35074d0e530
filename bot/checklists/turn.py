"""A Turn is one thing said or pressed about a run, with all that answering it takes."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.checklists.rights import Act
from bot.checklists.run import ChecklistRun
from bot.checklists.trouble import UnreadableAnswer
from bot.conversation.card import Card, Press, Sending, Told, private_with
from bot.conversation.mention import mentions_in
from bot.conversation.message import Company, ConversationRef, Message, Person
from indexer.text import unseen

# Where something can be posted later on; a page and a terminal show what is said back, and that is all.
POSTED = ("slack", "teams")
_PLATFORMS = (*POSTED, "web", "terminal")


@dataclass(frozen=True)
class Turn:
    """Who, where, in which language, in whose company; `key` is the same when it is delivered twice."""

    person: Person
    conversation: ConversationRef
    key: str
    language: str
    company: Company = "alone"

    @property
    def act(self) -> Act:
        """As the engine wants it."""
        return Act(self.person.actor, self.key, self.language)

    @property
    def talks(self) -> tuple[str, ...]:
        """The keys of the conversations in which a plain sentence answers what is asked now, the nearest first.

        In private a person has one talk with us, whichever message they reply to; what others read is asked there, too.
        """
        private = private_with(self.person.id).key
        if self.company != "alone":
            return (private,)
        return (self.conversation.key, private) if self.conversation.channel in POSTED else (self.conversation.key,)

    def send(self, person: str, card: Card) -> Sending:
        """A card for the private talk with somebody."""
        return Sending(private_with(person), card, f"{self.key}/{person}/{card.name}")


# What a button does to a whole run.
Step = Callable[[ChecklistRun, Press, Turn], Told]


def of_press(press: Press) -> Turn:
    """The turn of a button."""
    return Turn(press.person, press.conversation, press.key, press.language or "en", press.company)


def of_message(message: Message, language: str) -> Turn:
    """The turn of something said."""
    return Turn(message.person, message.conversation, message.key, message.language or language, message.company)


def person_in(text: str) -> str:
    """The one person who is mentioned, or whose id was typed; raises UnreadableAnswer."""
    mentioned = {mention.id for mention in mentions_in(text) if mention.kind == "person"}
    typed = text.strip()
    if not mentioned and typed.partition(":")[0] in _PLATFORMS and typed.partition(":")[2] and not unseen(typed):
        mentioned = {typed} if " " not in typed else set()
    if len(mentioned) != 1:
        raise UnreadableAnswer("no_person")
    return mentioned.pop()


def told(card: Card, *elsewhere: Sending, in_place: bool = False) -> Told:
    """One card here, others elsewhere."""
    return Told((card,), in_place=in_place, elsewhere=elsewhere)
