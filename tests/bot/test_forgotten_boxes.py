"""Forgetting a person reaches what still waits in the boxes, on all their accounts; tidying takes old keys away."""

from datetime import timedelta
from pathlib import Path

from bot.conversation.privacy import KEYS_KEPT, PrivacyDesk
from bot.delivery.inbox import Arrival, Inbox
from bot.store.database import migrate, open_database
from bot.store.opening import stored
from bot.store.tables import inbox as rows
from tests.bot.store_contract import NOON


def test_what_waits_of_a_person_is_forgotten_and_old_keys_go(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'ipdesk.sqlite3'}")
    migrate(engine)
    store, inbox = stored(engine), Inbox(engine, "slack", "one")
    privacy = PrivacyDesk(store, lambda: NOON + KEYS_KEPT + timedelta(days=1))
    store.links.join("slack:T1:UA", "teams:X:1", "p1")
    for account in ("slack:T1:UA", "teams:X:1", "slack:T1:UB"):
        inbox.accept(Arrival(f"key of {account[-2:]}", "slack", {"text": "canary"}, NOON, person=account))
    erased = privacy.forget("teams:X:1")
    assert (erased.waiting, bool(erased)) == (2, True)
    with engine.connect() as connection:
        assert connection.execute(rows.select().where(rows.c.payload.is_not(None))).mappings().one()["person"] == "slack:T1:UB"
    privacy.tidy(timedelta(days=30))
    with engine.connect() as connection:
        assert len(connection.execute(rows.select()).all()) == 1  # what waits stays, however old
    assert b"canary" in b"".join(path.read_bytes() for path in tmp_path.glob("ipdesk*"))
    privacy.forget("slack:T1:UB")
    engine.dispose()
    assert b"canary" not in b"".join(path.read_bytes() for path in tmp_path.glob("ipdesk*"))
