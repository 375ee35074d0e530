"""The store on PostgreSQL keeps the same contracts as on SQLite, from the first schema on."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert

from bot.answering.guidance import LiveGuidance
from bot.delivery.outbox import Outbox
from bot.delivery.pace import Pace
from bot.delivery.post import Post
from bot.store import tables
from bot.store.answer_record import AnswerRecords
from bot.store.database import migrate
from bot.store.opening import stored
from bot.store.rows import microseconds
from bot.store.store import Store
from bot.store.stored_answers import StoredAnswers
from tests.bot.audit_contract import AuditRecordsContract
from tests.bot.calendar_contract import CalendarRecordsContract
from tests.bot.conversation_contract import ConversationRecordsContract
from tests.bot.feedback_contract import FeedbackRecordsContract, given
from tests.bot.link_contract import LinkRecordsContract
from tests.bot.postgresql import emptied, postgresql, unmigrated  # noqa: F401
from tests.bot.store_contract import NOON, AnswerRecordsContract, record
from tests.bot.test_migrations import MIGRATIONS
from tests.bot.test_privacy import ALICE, CANARY, MONTH, House, lived_in
from tests.bot.ticket_contract import TicketRecordsContract, ticket


class TestStoredAnswersOnPostgresql(AnswerRecordsContract):
    @pytest.fixture
    def records(self, emptied: Engine) -> AnswerRecords:  # noqa: F811
        return StoredAnswers(emptied)


class TestStoredFeedbackOnPostgresql(FeedbackRecordsContract):
    @pytest.fixture
    def store(self, emptied: Engine) -> Store:  # noqa: F811
        return stored(emptied)


class TestStoredTicketsOnPostgresql(TicketRecordsContract):
    @pytest.fixture
    def store(self, emptied: Engine) -> Store:  # noqa: F811
        return stored(emptied)


class TestStoredLinksOnPostgresql(LinkRecordsContract):
    @pytest.fixture
    def store(self, emptied: Engine) -> Store:  # noqa: F811
        return stored(emptied)


def revisions() -> list[str]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]


class TestStoredAuditsOnPostgresql(AuditRecordsContract):
    @pytest.fixture
    def store(self, emptied: Engine) -> Store:  # noqa: F811
        return stored(emptied)


class TestStoredCalendarsOnPostgresql(CalendarRecordsContract):
    @pytest.fixture
    def store(self, emptied: Engine) -> Store:  # noqa: F811
        return stored(emptied)


class TestStoredConversationsOnPostgresql(ConversationRecordsContract):
    @pytest.fixture
    def store(self, emptied: Engine) -> Store:  # noqa: F811
        return stored(emptied)


def test_two_processes_on_postgresql_share_one_pace(emptied: Engine) -> None:  # noqa: F811
    paces = [Pace(emptied, ((5, timedelta(hours=1)),)) for _ in range(4)]
    with ThreadPoolExecutor(4) as executor:
        taken = list(executor.map(lambda number: paces[number % 4].take("c", NOON) is None, range(40)))
    assert taken.count(True) == 5


def upgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_an_empty_database_becomes_what_the_tables_say_one_migration_after_another(unmigrated: Engine) -> None:  # noqa: F811
    for revision in revisions():
        upgrade(unmigrated, revision)
    with unmigrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), tables.metadata) == []
    assert migrate(unmigrated) is False


def test_answers_of_the_first_schema_outlive_all_later_ones(unmigrated: Engine) -> None:  # noqa: F811
    upgrade(unmigrated, "0001")
    row = asdict(record("a")) | {"asked_at": microseconds(record("a").asked_at)}
    first = [column for column in tables.answers.c if column.name != "erased_at"]
    with unmigrated.begin() as connection:
        connection.execute(insert(tables.answers).values({column: row[column.name] for column in first}))
    assert migrate(unmigrated) is True
    store = stored(unmigrated)
    assert store.answers.get("a") == record("a")
    assert store.feedback.put(given("a"))
    assert store.tickets.add(ticket()) == ticket()


@pytest.mark.parametrize("way", ["forget", "tidy"])
def test_an_erased_question_is_in_no_table(served: LiveGuidance, emptied: Engine, way: str) -> None:  # noqa: F811
    house = House(served, stored(emptied))
    lived_in(house)
    if way == "tidy":
        house.now += MONTH * 2
        house.privacy.tidy(MONTH)
    else:
        house.privacy.forget(ALICE.id)
    with emptied.connect() as connection:
        rows = [tuple(row) for table in tables.metadata.tables.values() for row in connection.execute(table.select())]
    assert len(rows) > 200
    assert CANARY not in repr(rows)
    assert ALICE.id not in repr(rows)


def test_a_sender_leaves_to_others_what_it_cannot_send(emptied: Engine) -> None:  # noqa: F811
    outbox = Outbox(emptied, "slack", "one")
    file = Post("c/file0", "slack", "D1", None, {"file": {"name": "a.pdf"}})
    outbox.add([file, Post("c/1", "slack", "C1", None, {"card": {}})], NOON)
    later = NOON + timedelta(seconds=1)
    claimed = [outbox.claim(later, without="file"), outbox.claim(later, without="file"), outbox.claim(later)]
    assert [post and post.key for post in claimed] == ["c/1", None, "c/file0"]
