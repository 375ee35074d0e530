"""Moments as they are kept: whole microseconds since 1970, in UTC, as SQLite drops time zones."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(value: int) -> datetime:
    """The moment of so many microseconds."""
    return _EPOCH + timedelta(microseconds=value)
