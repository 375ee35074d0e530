"""The Store over a database."""

from sqlalchemy import Engine

from bot.store.scrubbing import scrub
from bot.store.store import Store
from bot.store.stored_answers import StoredAnswers
from bot.store.stored_feedback import StoredFeedback
from bot.store.stored_tickets import StoredTickets


def stored(engine: Engine) -> Store:
    """Everything that is kept, in the database of an engine."""
    return Store(
        StoredAnswers(engine), StoredFeedback(engine), StoredTickets(engine), lambda *, thorough: scrub(engine, thorough)
    )
