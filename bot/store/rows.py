"""What the readers and writers of every table share: moments as whole microseconds, failures as StoreUnavailable."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from bot.errors import StoreUnavailable

_T = TypeVar("_T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Since 1970, in UTC: SQLite drops time zones."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(value: int) -> datetime:
    """The moment of so many microseconds."""
    return _EPOCH + timedelta(microseconds=value)


def or_unavailable(work: Callable[[], _T]) -> _T:
    """What `work` gives; whatever the database refuses is raised as StoreUnavailable."""
    try:
        return work()
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error
