"""What the log of checklist runs holds of one person: each change that they made, or are named in."""

import json
from collections.abc import Iterator
from typing import Any

from bot.store.change_record import Logged
from bot.store.log_check import rows_of
from bot.store.moments import moment
from bot.store.run_record import RunRecords


def changes_of(records: RunRecords, person: str) -> Iterator[dict[str, Any]]:
    """Oldest first; other people stand in them under the log's names. Reads the whole log. Raises StoreUnavailable."""
    name = records.names.of([person]).get(person)
    if name is not None:
        yield from (_told(row, name, person) for row in rows_of(records) if row.actor == name or name in row.body)


def _told(row: Logged, name: str, person: str) -> dict[str, Any]:
    body = json.loads(row.body.replace(name, json.dumps(person)[1:-1]))
    return {"run": row.run, "step": row.step, "at": moment(row.at).isoformat(), "what": row.kind, "own": row.actor == name} | {
        "body": body
    }
