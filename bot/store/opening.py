"""The Store over a database."""

import secrets

from sqlalchemy import Engine

from bot.store.scrubbing import scrub
from bot.store.store import Store
from bot.store.stored_answers import StoredAnswers
from bot.store.stored_audits import StoredAudits
from bot.store.stored_boards import StoredBoards
from bot.store.stored_calendars import StoredCalendars
from bot.store.stored_conversations import StoredConversations
from bot.store.stored_feedback import StoredFeedback
from bot.store.stored_focuses import StoredFocuses
from bot.store.stored_links import StoredLinks
from bot.store.stored_names import StoredNames
from bot.store.stored_runs import StoredRuns
from bot.store.stored_suppliers import StoredSuppliers
from bot.store.stored_tickets import StoredTickets
from bot.store.stored_waiting import StoredWaiting


def stored(engine: Engine) -> Store:
    """Everything that is kept, in the database of an engine."""
    return Store(
        answers=StoredAnswers(engine),
        feedback=StoredFeedback(engine),
        tickets=StoredTickets(engine),
        links=StoredLinks(engine),
        suppliers=StoredSuppliers(engine),
        runs=StoredRuns(engine, StoredNames(engine, lambda: secrets.token_hex(8))),
        audits=StoredAudits(engine),
        focuses=StoredFocuses(engine),
        calendars=StoredCalendars(engine),
        boards=StoredBoards(engine),
        scrub=lambda *, thorough: scrub(engine, thorough),
        conversations=StoredConversations(engine),
        waiting=StoredWaiting(engine),
    )
