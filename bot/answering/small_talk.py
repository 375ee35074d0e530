"""Recognises greetings, thanks and questions about the assistant itself."""

import re

from indexer.text import fold, words

_KINDS: dict[str, re.Pattern[str]] = {
    "thanks": re.compile(
        r"(?:many |ok |okay |great |perfect |super )*(?:thanks?|thank you|thx|ty(?: so| very| a lot| all| team| nhe| nha|$)|cheers|cam on|camon|cam on nhieu|tks)\b.*"
    ),
    "farewell": re.compile(
        r"(?:good ?bye|bye|bye bye|see you|see ya|have a (?:nice|good|great) .*|good night|tam biet|hen gap lai)\b.*"
    ),
    "about": re.compile(
        r"(?:.{0,20}\b)?(?:who are you|what are you|what can you do|what do you do|how do you work|(?:are|r) (?:you|u) (?:a |an )?(?:bot|human|robot|ai|real|chatgpt|gpt|lawyer|person|machine)|introduce yourself"
        r"|who (?:made|built|created|wrote) (?:you|this)|can (?:i|we) trust (?:you|this|your answers?)|is this legal advice|are you (?:reliable|safe)|co tin (?:ban|em) duoc khong|ai (?:tao ra|lam ra|viet) (?:ban|em)"
        r"|what can i ask(?: you)?|ban la ai|ban co the lam gi|ban lam duoc gi|ban giup duoc gi|em la ai|huong dan su dung)\b.{0,25}|help(?: me)?(?: please)?|tro giup"
    ),
    "greeting": re.compile(
        r"(?:hi+|hello+|hey+|heya?|howdy|good (?:morning|afternoon|evening|day)|greetings|xin chao|chao|alo|xin kinh chao|how are you.*|ban khoe khong)"
        r"(?: (?:there|all|team|everyone|ip desk|ipdesk|bot|desk|ban|anh|chi|em|moi nguoi|buoi sang|ca nha|nhe|nha|oi|ad|admin|sep|a|how are you.*|khoe khong.*))*"
    ),
    "acknowledged": re.compile(
        r"(?:ok|okay|okie|got it|great|perfect|nice|cool|understood|noted|vang|da|duoc roi|hieu roi|tuyet voi|tot qua)(?: .{0,20})?"
    ),
}
_MAX_WORDS = {"thanks": 14, "farewell": 10, "about": 10, "greeting": 8, "acknowledged": 4}
_REQUEST = re.compile(r"\b(what|how|which|when|who|where|why|can|bao|nao|gi|sao|khi|may|ai)\b")


def small_talk_kind(text: str) -> str | None:
    """thanks, farewell, about, greeting, acknowledged; None when the message asks for something."""
    plain = " ".join(words(fold(text)))
    asking = "?" in text
    count = len(plain.split())
    for kind, pattern in _KINDS.items():
        if asking and kind not in ("about", "greeting"):
            continue
        if count <= _MAX_WORDS[kind] and pattern.fullmatch(plain) and not _asks(kind, plain):
            return kind
    return None


def _asks(kind: str, plain: str) -> bool:
    """'Thanks, and how long does it last?' is a question."""
    return kind not in ("about", "greeting") and _REQUEST.search(plain) is not None
