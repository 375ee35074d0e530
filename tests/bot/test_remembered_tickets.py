import pytest

from bot.store.store import Store, remembering
from tests.bot.ticket_contract import TicketRecordsContract


class TestRememberedTickets(TicketRecordsContract):
    @pytest.fixture
    def store(self) -> Store:
        return remembering()
