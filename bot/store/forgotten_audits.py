"""A person taken out of the tables of the audit programme, and out of what it is still to say."""

from sqlalchemy import JSON, ColumnElement, Connection, String, Table, cast, or_, select

from bot.store.audit_people import renamed, talk_with
from bot.store.audit_tables import audit_digests, audit_log, audit_occurrences, audit_plans
from bot.store.tables import outbox

_LIKE = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def like(text: str) -> str:
    """A text as a pattern that means itself."""
    return text.translate(_LIKE)


def forget(connection: Connection, person: str, pseudonym: str) -> int:
    """Puts the pseudonym wherever a person stood; in how many plans, occurrences and lines of the log."""
    _unnamed_posts(connection, person, pseudonym)
    connection.execute(audit_digests.delete().where(audit_digests.c.channel == talk_with(person)))
    return sum(_forgotten(connection, table, person, pseudonym) for table in (audit_plans, audit_occurrences, audit_log))


def may_name(table: Table, person: str) -> ColumnElement[bool]:
    """True of every row that names a person, and of few others: which they are is seen in the record."""
    texts = [cast(column, String) for column in table.c if isinstance(column.type, String | JSON)]
    return or_(*(text.like(f"%{like(person)}%", escape="\\") for text in texts))


def _forgotten(connection: Connection, table: Table, person: str, pseudonym: str) -> int:
    """A record that is changed has another version: whoever is at work on it begins anew."""
    changed = 0
    for row in connection.execute(select(table).where(may_name(table, person))).mappings().all():
        values = {name: renamed(value, person, pseudonym) for name, value in row.items() if isinstance(value, str | dict)}
        if all(row[name] == value for name, value in values.items()):
            continue
        values |= {"version": row["version"] + 1} if "version" in row else {}
        connection.execute(table.update().where(table.c.id == row["id"]).values(**values))
        changed += 1
    return changed


def _unnamed_posts(connection: Connection, person: str, pseudonym: str) -> None:
    """What is still to be said to channels says it without them."""
    waiting = outbox.c.key.like("audit/%") & outbox.c.payload.is_not(None)
    named = cast(outbox.c.payload, String).like(f"%{like(person)}%", escape="\\")
    for row in connection.execute(select(outbox.c.key, outbox.c.payload).where(waiting, named)).all():
        payload = renamed(row.payload, person, pseudonym)
        connection.execute(outbox.update().where(outbox.c.key == row.key).values(payload=payload))
