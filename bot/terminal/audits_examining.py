"""What `ipdesk doctor` says of the audit programme."""

from collections.abc import Iterator

from bot.assembly import open_store
from bot.audits.draw import opened
from bot.audits.sealing import Seal, WrongKey
from bot.config import Config
from bot.errors import StoreUnavailable
from bot.store.audit_record import DrawRecord


def examine_audits(config: Config) -> Iterator[tuple[bool, str]]:
    """Whether it is well, and the words; nothing without a plan, or without a database, which is said elsewhere."""
    try:
        audits = open_store(config).audits
        records, sealed = audits.plans(), audits.sealed_draws()
    except StoreUnavailable:
        return
    aside = [record.id for record in records if record.state == "set_aside"]
    if aside:
        yield False, f"set aside, they could not be handled: {', '.join(aside[:10])}; see the worker's log, then keep them again"
    if sealed and not config.secret_key:
        yield (
            False,
            f"IPDESK_SECRET_KEY is not set: the auditors of {len(sealed)} unannounced audits will not be told their dates",
        )
    elif sealed and not _opens(sealed[0], str(config.secret_key)):
        yield False, "IPDESK_SECRET_KEY is not the one with which dates were sealed: set the earlier one again"
    if records and not aside:
        yield True, f"{sum(record.state == 'active' for record in records)} plans"


def _opens(draw: DrawRecord, key: str) -> bool:
    try:
        opened(draw.sealed, Seal(key), draw.occurrence)
    except WrongKey:
        return False
    return True
