"""What a Supplier and a Site must be like before they are kept; `key_of` is how their names are compared."""

from bot.store.supplier_record import Contract, Site, Supplier, SupplierRecords, Tier
from indexer.text import fold, unseen, words

__all__ = ["Contract", "Site", "Supplier", "SupplierRecords", "Tier", "UnreadableName", "key_of", "readable_name"]

MAX_NAME = 120


class UnreadableName(ValueError):
    """Tell the person: a name has 1 to 120 characters that can be seen, a letter or a digit among them."""


def readable_name(text: str) -> str:
    """The name with its spaces in order; raises UnreadableName."""
    name = " ".join(text.split())
    if not 0 < len(name) <= MAX_NAME or unseen(name) or not key_of(name):
        raise UnreadableName("a name has 1 to 120 characters that can be seen")
    return name


def key_of(name: str) -> str:
    """Names that differ in case, diacritics or punctuation alone are one: "Sông Hồng Plastics" and "song hong plastics"."""
    return " ".join(words(fold(name)))
