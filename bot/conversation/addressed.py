"""Whether something said where the desk listens is meant for it: a follow-up without mention, a question in an open channel."""

import re
from collections.abc import Iterable

from bot.answering.small_talk import small_talk_kind
from indexer.text import fold, words

_ASKS = re.compile(
    r"^(?:and |so |ok |okay |but |then |also |hi |hello |please |thanks )*"
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|does|do|did|can|could|should|must|may|will|would|has|have|was|were"
    r"|what s|whats|who s|how s|tell me|explain|show me|give me|list|compare|translate|say that|repeat|define"
    r"|any (?:difference|exceptions?|time limit|deadline))\b"
)
_ASKS_VI = re.compile(
    r"\b(?:bao lau|bao nhieu|the nao|nhu the nao|ra sao|thi sao|lam sao|tai sao|vi sao|khi nao|o dau|la gi|gi|ai|nao|may"
    r"|(?:duoc|phai|dung|co|can|roi|chua) khong|co (?:phai|can|duoc|the|nen) .{1,60} khong|khong a|chua|hay khong|giai thich|cho (?:toi|minh|em) (?:biet|hoi)|so sanh|dich)\b"
)
_CARRIES_ON = re.compile(
    r"^(?:and|or|what about|how about|what if|same (?:for|in|question)|con|the con|vay con|vay|neu|va) (?:\w+ ?){1,10}$"
)
_LANGUAGE = re.compile(
    r"^(?:and |now |please |can you )*(?:in|bang) (?:vietnamese|english|tieng viet|tieng anh)(?: please| nhe)?$"
)
_PLACE = re.compile(
    r"^(?:in |for |the |o |tai )*(?:vietnam|viet nam|vn|us|usa|united states|america|hoa ky|my|both|ca hai)(?: please| nhe| a)?$"
)
# People who talk among themselves: they speak of the answer, to each other, or about what they will do.
_AMONG_PEOPLE = re.compile(
    r"^(?:i ll|i will|i m|i am|i ve|i think|i guess|i asked|i sent|i can|let s|lets|we ll|we will|we should|we can|we need to|you should|you can"
    r"|can you (?:send|ask|check with|forward|call|join|review|look|have|take|please (?:send|check|ask))"
    r"|could you (?:send|ask|check with|forward|call|join|review|look|take)|will you|would you|do you (?:think|want|have|mind|agree|remember)"
    r"|are you|did you|have you|shall we|should we (?:meet|call|talk|discuss|ask)|who (?:will|wants|can|is going)|when (?:can|shall|do) we (?:meet|talk|call)"
    r"|fyi|cc|lgtm|agreed|makes sense|sounds good|good point|interesting|lol|haha|hmm|yes|yeah|yep|no|nope|ok|okay|sure|done|great|nice|perfect"
    r"|de (?:toi|em|minh|anh|chi)|(?:toi|em|minh|anh|chi) (?:se|da|nghi|vua)|chung ta|minh nen|dong y|duoc roi|anh (?:oi|gui|xem)|chi (?:oi|gui|xem)"
    r"|em (?:oi|gui|xem)|ban (?:gui|xem|nghi))\b"
)
_AUDIT = "audit/"  # how the keys of the audit programme's posts begin
_OPENING = re.compile(r"^(?:ok|okay|great|nice|yes|no|sure|thanks|thank you) (?:and|but|so|then) (?=\w)")
_MENTION = re.compile(r"<[@!#][^>]*>|(?:^|\s)@\w+")


def meant_for_desk(text: str) -> bool:
    """True for a question, a request or a continuation; False for talk among people and whatever names somebody else."""
    if _MENTION.search(text):
        return False
    plain = " ".join(words(fold(text)))
    if not plain or small_talk_kind(text) is not None:
        return False  # "thanks" and "ok" may go to anybody: silence is the politer mistake
    if _LANGUAGE.match(plain) or _PLACE.match(plain):
        return True
    asked = _OPENING.sub("", plain)
    return _AMONG_PEOPLE.match(asked) is None and _reads_as_question(text, asked)


def takes_files(keys: Iterable[str]) -> bool:
    """True for a thread that begins with a post of one of these keys when files in it are meant for the desk: an audit's."""
    return any(key.startswith(_AUDIT) for key in keys)


def _reads_as_question(text: str, plain: str) -> bool:
    if text.rstrip().endswith("?") or _ASKS.match(plain) or _CARRIES_ON.match(plain):
        return True
    return _ASKS_VI.search(plain) is not None and not text.isascii()
