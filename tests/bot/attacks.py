"""Two hundred attacks, and what a page or a terminal must be like whatever it was given."""

import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import yaml

# Our own pages and the sources of the fixtures.
ADDRESSES = ("/", "https://example.org/", "https://example.com/", "#")


def payloads() -> list[str]:
    """The fifty texts of the fixture."""
    kinds = yaml.safe_load((Path(__file__).parent / "fixtures" / "attacks.yaml").read_text(encoding="utf-8"))
    return [text for texts in kinds.values() for text in texts]


class Shape(HTMLParser):
    """The elements of HTML with their attributes, and every address in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[tuple[str, str]] = set()
        self.addresses: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src", "action", "formaction", "srcset")}

    def handle_comment(self, data: str) -> None:
        self.elements.add(("comment", data))

    def unknown_decl(self, data: str) -> None:
        self.elements.add(("declaration", data))

    @property
    def foreign_addresses(self) -> set[str]:
        """Addresses that lead neither to our own pages nor to a cited source."""
        return {address for address in self.addresses if not address.startswith(ADDRESSES) or address.startswith("//")}


def steering(text: str) -> list[str]:
    """Characters that a terminal would obey instead of showing them."""
    return [repr(character) for character in text if character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cf")]
