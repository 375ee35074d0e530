"""Adds records to a database, printing each id once `add` has returned: python -m tests.bot.store_writer URL PREFIX COUNT."""

import sys

from bot.store.database import migrate, open_database
from bot.store.stored_answers import StoredAnswers
from tests.bot.store_contract import record


def main(url: str, prefix: str, count: int) -> None:
    engine = open_database(url)
    migrate(engine)
    records = StoredAnswers(engine)
    for number in range(count):
        records.add(record(f"{prefix}-{number}", number))
        print(f"{prefix}-{number}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
