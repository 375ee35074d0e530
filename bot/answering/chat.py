"""Sentences as people type them in chat, where a small letter may begin one."""

import re

from indexer.sentences import split_sentences

# A question mark, or a full stop after a word, before a small letter.
_STOP = re.compile(r"(?:[?!]|(?<=[^\W\d_]{2})\.)\s+(?=[^\W\d_])")
_ABBREVIATED = frozenset(
    "reg regs max min approx dept fig figs sec sect incl excl est govt cert certs appl circ art arts no nos vs co corp inc ltd "
    "mr mrs ms dr prof st tp ths ts eg ie etc cf vol ed nr tel ext dec jan feb mar apr jun jul aug sep sept oct nov".split()
)


def chat_sentences(text: str) -> list[str]:
    """The sentences of `text`, in order, as they were typed."""
    chunks, start = [], 0
    for match in _STOP.finditer(text):
        word = re.split(r"[\s.(]", text[: match.start()])[-1].lower()
        if match[0][0] != "." or word not in _ABBREVIATED:
            chunks.append(text[start : match.end()].strip())
            start = match.end()
    chunks.append(text[start:].strip())
    return [sentence for chunk in chunks for sentence in split_sentences(chunk)]
