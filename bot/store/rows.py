"""What the readers and writers of every table share: moments as whole microseconds, failures as StoreUnavailable."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from bot.errors import StoreUnavailable
from bot.store.moments import microseconds, moment

__all__ = ["microseconds", "moment", "or_unavailable"]
_T = TypeVar("_T")


def or_unavailable(work: Callable[[], _T]) -> _T:
    """What `work` gives; whatever the database refuses is raised as StoreUnavailable."""
    try:
        return work()
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error
