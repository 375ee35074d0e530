"""Links between accounts kept in the database."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine, func, select

from bot.store.link_record import LinkCode
from bot.store.rows import microseconds, or_unavailable
from bot.store.tables import accounts, link_codes, link_tries

_T = TypeVar("_T")


class StoredLinks:
    """LinkRecords over SQLAlchemy."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add_code(self, code: LinkCode) -> None:
        values = {"digest": code.digest, "account": code.account, "expires_at": microseconds(code.expires_at)}

        def write(connection: Connection) -> None:
            connection.execute(link_codes.delete().where(link_codes.c.account == code.account))
            connection.execute(link_codes.insert().values(**values))

        self._in_one(write)

    def claim_code(self, digest: str, now: datetime) -> str | None:
        mine = link_codes.c.digest == digest

        def write(connection: Connection) -> str | None:
            found = connection.execute(select(link_codes.c.account, link_codes.c.expires_at).where(mine)).first()
            won = connection.execute(link_codes.delete().where(mine)).rowcount == 1
            return str(found.account) if found and won and microseconds(now) < found.expires_at else None

        return self._in_one(write)

    def count_try(self, account: str, now: datetime, since: datetime) -> int:
        def write(connection: Connection) -> int:
            connection.execute(link_tries.delete().where(link_tries.c.tried_at < microseconds(since)))
            connection.execute(link_tries.insert().values(account=account, tried_at=microseconds(now)))
            mine = select(func.count()).select_from(link_tries).where(link_tries.c.account == account)
            return int(connection.execute(mine).scalar_one())

        return self._in_one(write)

    def join(self, account: str, other: str, person: str) -> None:
        def write(connection: Connection) -> None:
            joined = _accounts_with(connection, account) | _accounts_with(connection, other)
            connection.execute(accounts.delete().where(accounts.c.account.in_(joined)))
            connection.execute(accounts.insert(), [{"account": name, "person": person} for name in sorted(joined)])

        self._in_one(write)

    def accounts_with(self, account: str) -> frozenset[str]:
        return self._in_one(lambda connection: _accounts_with(connection, account))

    def forget(self, account: str) -> None:
        def write(connection: Connection) -> None:
            for table in (link_codes, link_tries, accounts):
                connection.execute(table.delete().where(table.c.account == account))

        self._in_one(write)

    def _in_one(self, work: Callable[[Connection], _T]) -> _T:
        def run() -> _T:
            with self._engine.begin() as connection:
                return work(connection)

        return or_unavailable(run)


def _accounts_with(connection: Connection, account: str) -> frozenset[str]:
    person = select(accounts.c.person).where(accounts.c.account == account).scalar_subquery()
    found = connection.execute(select(accounts.c.account).where(accounts.c.person == person)).scalars()
    return frozenset({account, *found})
