"""Splits plain text into sentences and says which of them lean on the one before."""

import re

_END = re.compile(r"[.!?…][\"”’)]*\s+")
_ABBREVIATIONS = frozenset(
    "art arts no nos e.g i.e u.s vs approx para paras sec inc ltd co corp st dr mr ms mrs cf fed cir vol ed etc tp ths ts".split()
)
_LEANING = re.compile(
    r"""(?: it|its|this|that|these|those|they|their|them|he|she|such|however|but|otherwise|then|instead|both|neither|likewise|also
      |similarly|in\ (?:that|this|such)\ (?:case|event)|only\ then|the\ (?:same|latter|former|rest|other|others)|if\ (?:so|not|it|they|this|that)
      |when\ (?:it|they)|unless\ (?:it|they)|after\ (?:that|this)|until\ then|for\ (?:this|that)\ reason|so(?!\ với\b)|and|or|nor
      |điều\ (?:này|đó)|việc\ (?:này|đó)|quy\ định\ (?:này|đó)|tuy\ nhiên|nhưng|nếu\ không|khi\ đó|do\ (?:đó|vậy)|vì\ (?:vậy|thế)
      |trong\ trường\ hợp\ (?:này|đó)|ngoài\ ra|sau\ đó|những\ (?:điều|việc)\ (?:này|đó)|nó|họ|cả\ hai|và|hoặc|mức\ này|thời\ hạn\ này
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`, in order; joined by single spaces they give the text back."""
    text = " ".join(text.split())
    sentences, start = [], 0
    for match in _END.finditer(text):
        if _ends_here(text[start : match.start()], text[match.start()], text[match.end() :]):
            sentences.append(text[start : match.end()].strip())
            start = match.end()
    if text[start:].strip():
        sentences.append(text[start:].strip())
    return sentences


def leans_on_previous(sentence: str) -> bool:
    """True when the sentence cannot be quoted alone because its subject stands in the sentence before."""
    return _LEANING.match(sentence) is not None


def _ends_here(before: str, mark: str, after: str) -> bool:
    if not after or not (after[0].isupper() or after[0].isdigit() or after[0] in '"“‘('):
        return False
    if mark != ".":
        return True
    word = before.rsplit(" ", 1)[-1].lower().lstrip('("“')
    if after[0].isdigit() and "." in word:
        return False
    return word not in _ABBREVIATIONS and not re.fullmatch(r"[a-z]", word)
