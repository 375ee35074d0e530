"""Reads a message: cleans it, tells its language, splits it into parts and finds the countries it names."""

import re
import unicodedata

from bot.answering.chat import chat_sentences
from bot.answering.courtesies import without_courtesies
from bot.answering.places import PlaceNames, Places
from bot.answering.question import Part, Question, Unreadable
from bot.answering.shorthand import written_out
from bot.answering.wants import wants_of
from indexer.language import language_of
from indexer.text import STOP_WORDS, fold, words

MAX_CHARACTERS = 2_000
MAX_PARTS = 3

_TAG = re.compile(r"<[^<>]{0,200}>")
_LINK = re.compile(r"\[([^\]]{0,200})\]\([^)]{0,500}\)")
_NOISE = re.compile(r"[*_`~#|\\]+")
_QUESTION_WORD = (
    r"(?:how|what|which|who|whom|when|where|why|(?:what|how|who|where|when)'?s|can|could|do|does|did|is|are|must|may|should|will"
    r"|has (?:the|it|our|this|that|any)|have (?:we|you|they|i|the|any)"
    r"|bao|the nao|ai|khi nao|lam sao|co phai|co duoc|co can|thoi han|muc)"
)
_AND_QUESTION = re.compile(rf"(?:,|;|\band\b|\bva\b|\bcon\b)\s+(?:also\s+|then\s+)?(?={_QUESTION_WORD}\b)", re.IGNORECASE)
# "max prison for theft, and what's the fine" asks two things; where somebody tells of himself, the first half is a story.
_TELLING = re.compile(
    r"^(?:under|for|in|on|with|at)\b|\b(?:heard|asks?|says?|i|we|our|my|us|me|they|their|he|she|his|her|you|someone|somebody"
    r"|if|because|since|after|before|although|as|toi|em|minh|ben|chung|ho|neu|vi|khi|sau|truoc|ong|anh|chi)\b"
)
_JOINING = ("and ", "va ", "con ")
# How a Vietnamese sentence ends that asks without a mark; typed with diacritics, "máy" and "nhiều" do not ask.
_PARTICLES = r"(?: (?:ạ|a|vậy|vay|thế|the|nhỉ|nhi|hả|ha|nhé|nhe|đây|day|ta|rồi|roi))*\W*$"
_ENDS_ASKING = re.compile(rf"(?:\b(?:không|chưa|gì|nào|sao|đâu|lâu|nhiêu)|\b(?:mấy|bao nhiêu) \w+){_PARTICLES}")
_ENDS_ASKING_BARE = re.compile(
    rf"(?:\b(?:khong|chua|gi|nao|(?<!ban )sao|dau|bao lau|bao nhieu|the nao)|\bbao nhieu \w+){_PARTICLES}"
)
_BEGINS_ASKING = re.compile(
    r"(?:how|what|which|who|whom|whose|why|(?:when|where) (?:did|do|does|is|are|must|can|will|should)"
    r"|(?:can|could|do|does|did|is|are|must|may|should|will|would|has|have)"
    r" (?:we|i|you|they|he|she|it|the|our|my|their|this|that|these|a|an|there|any\w*|somebody|someone|vietnam\w*|us|customs))\b"
)
_ALSO = re.compile(r"^(?:and|also|plus|then|so|but|va|con)\b[\s,]*", re.IGNORECASE)
# "When customs stops a shipment, how fast …" asks one thing; "when did …" asks another.
_WHENEVER = re.compile(r"(?:when|where)\b(?! (?:did|do|does|is|are|was|were|must|can|could|will|would|should|may)\b)")
_BOTH_SIDES = re.compile(r"\b(compare|comparison|versus|vs|difference|differ\w*|side by side|so sanh|khac nhau|khac biet)\b")


def clean(text: str) -> str:
    """Plain words: no control characters, markup, mentions or runs of blanks."""
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") else c for c in text)
    text = _LINK.sub(r"\1", _TAG.sub(" ", text))
    return " ".join(_NOISE.sub(" ", text).split())


def read_message(text: str, names: PlaceNames, language: str | None = None) -> Question | Unreadable:
    """The question in a message; `language` overrides the detected one."""
    if len(text) > 10 * MAX_CHARACTERS:
        return Unreadable("too_long")
    cleaned = clean(text)
    if len(cleaned) > MAX_CHARACTERS:
        return Unreadable("too_long")
    if not cleaned:
        return Unreadable("empty")
    if not any(character.isalpha() for character in cleaned):
        return Unreadable("no_words")
    spoken = language_of(cleaned)
    if spoken == "other":
        return Unreadable("other_language")
    places = names.find(cleaned)
    cleaned = plainly(cleaned, spoken)
    parts = tuple(_part(piece, context, places, names) for piece, context in _pieces(cleaned))
    compared = _BOTH_SIDES.search(fold(cleaned)) is not None or names.beside_each_other(cleaned)
    both = len(places.covered) == 2 and compared
    return Question(cleaned, spoken, language or spoken, parts, places, both)


def plainly(cleaned: str, spoken: str) -> str:
    """A clean text without courtesies and shorthand."""
    return written_out(without_courtesies(cleaned), spoken)


def content_words(text: str) -> list[str]:
    """The folded words of a text that carry meaning in either language."""
    return [word for word in (fold(w) for w in words(text)) if word not in STOP_WORDS["en"] and word not in STOP_WORDS["vi"]]


def _part(text: str, context: str, everywhere: Places, names: PlaceNames) -> Part:
    own = names.find(text)
    places = own if own.covered or own.others else everywhere
    return Part(text, context, places, wants_of(text))


def _pieces(text: str) -> list[tuple[str, str]]:
    """(part, context) for each question in the text; a text that asks nothing in so many words is one part."""
    sentences = chat_sentences(text)
    asked = [s for s in sentences if s.rstrip().endswith("?")] or [s for s in sentences if _asks(s)]
    told = " ".join(s for s in sentences if s not in asked) if asked else ""
    asked = asked or [text]
    pieces = [piece for sentence in asked for piece in _split_joined(sentence)]
    strong = [piece for piece in pieces if content_words(piece)]
    if len(strong) < 2 or (not told and len(content_words(strong[0])) < 2):
        return [(" ".join(asked), told)]
    return [(piece, told or _subject_of(pieces, piece)) for piece in strong[:MAX_PARTS]]


def _asks(sentence: str) -> bool:
    """True for a sentence that is a question but for its mark."""
    typed = _ALSO.sub("", sentence).lower()
    if language_of(sentence) != "vi":
        return _BEGINS_ASKING.match(typed) is not None
    return (_ENDS_ASKING_BARE if typed.isascii() else _ENDS_ASKING).search(typed) is not None


def _split_joined(sentence: str) -> list[str]:
    """'How long does it last and what does it cost?' asks two things."""
    folded = fold(sentence)
    if len(folded) != len(sentence):
        return [sentence]
    cuts = [match.start() for match in _AND_QUESTION.finditer(folded)]
    pieces, start = [], 0
    for cut in [*cuts, len(sentence)]:
        piece = _ALSO.sub("", sentence[start:cut].strip(" ,;"))
        if piece:
            pieces.append(piece)
        start = cut
    if len(pieces) < 2 or not all(_interrogative(piece) for piece in pieces[1:]):
        return [sentence]
    named = folded[cuts[0] :].startswith(_JOINING) and _names_a_thing(pieces[0])
    return pieces if named or _interrogative(pieces[0]) else [sentence]


def _names_a_thing(piece: str) -> bool:
    """'max prison for theft of a secret': asked by its bare name, as into a search box."""
    folded = fold(piece)
    return len(content_words(piece)) > 2 and not _WHENEVER.match(folded) and _TELLING.search(folded) is None


def _interrogative(piece: str) -> bool:
    """'If our logo is recorded, what can they do?' asks one thing: its first half asks nothing."""
    folded = fold(piece)
    if not content_words(piece) or _WHENEVER.match(folded):
        return False
    return re.match(rf"{_QUESTION_WORD}\b", folded) is not None


def _subject_of(pieces: list[str], piece: str) -> str:
    """A later part leans on the first ('and what does it cost?'): the first is its context."""
    return "" if piece == pieces[0] else pieces[0]
