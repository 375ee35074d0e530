"""The phrases of which plans are spoken, in English and Vietnamese without diacritics."""

import re

from bot.audits.chat.sentence import CHANNEL, PERSON, UNKNOWN

_P, _C, _U = PERSON, CHANNEL, UNKNOWN
_IS = r"\s*(?:is|are|:|=|la)?\s*"
_WHO = rf"((?:{_P}|{_U}))"
# Anybody may send us anything: a space can be matched in one way only, lest a long line of them takes for ever.
_THEN = r"\s*(?:(?:,|>|→|/|then|and|sau\s+do|roi|va|den)\s*)+"
AUDITOR = re.compile(
    rf"\b(?:lead\s+)?(?:auditor|audited\s+by|nguoi\s+danh\s+gia|danh\s+gia\s+vien|kiem\s+toan\s+vien|nguoi\s+kiem\s+tra){_IS}{_WHO}"
)
OWNER = re.compile(
    rf"\b(?:owner|owned\s+by|responsible|in\s+charge|nguoi\s+phu\s+trach|phu\s+trach|chu\s+tri|nguoi\s+chiu\s+trach\s+nhiem){_IS}{_WHO}"
    rf"|\bdo\s+{_WHO}\s+phu\s+trach\b"
)
LADDER = re.compile(
    rf"\b(?:escalat(?:e|es|ed|ion)(?:\s+ladder)?(?:\s+to)?|bao\s+(?:cao\s+)?len|chuyen\s+cap\s+len){_IS}({_WHO}(?:{_THEN}{_WHO})*)"
)
PLACE = re.compile(
    rf"\b(?:in\s+)?(?:the\s+)?(?:channel|kenh|post(?:ed)?\s+in|trong\s+kenh){_IS}((?:{_C}|{_U}))|(?:\b(?:in|trong|o)\s+)?({_C})"
)
BARE = re.compile(rf"(?:\b(?:with|by|for|voi|cho|boi)\s+)?({_P})")
STRAY = re.compile(rf"{_U}")
_NUMBERS = r"(?:t-)?\d{1,3}(?:\s*(?:(?:,|/|and|va)\s*)+(?:t-)?\d{1,3})*"
LEADS = re.compile(
    rf"\bremind(?:ers?|ed)?(?:\s+(?:me|us|him|her|them|people|everyone))?(?:\s+at)?{_IS}({_NUMBERS})\s*days?(?:\s+(?:before|ahead|earlier|in\s+advance))?\b"
    rf"|\b(?:nhac|nhac\s+nho)(?:\s+truoc)?\s*:?\s*({_NUMBERS})\s*ngay(?:\s+truoc)?\b"
)
TELL = re.compile(
    r"\b(?:tell(?:\s+the\s+auditor)?\s+|bao\s+(?:cho\s+nguoi\s+danh\s+gia\s+)?(?:truoc\s+)?)(\d{1,3})\s*(?:hours?|h|gio|tieng)(?:\s+(?:before|ahead|truoc))?\b"
)
WINDOW = re.compile(
    r"\b(?:(?:within|between|in|after|window(?:\s+of)?|trong|cua\s+so|sau|khoang|tu)(?:\s*:)?\s*)*(?:(?:the\s+)?months?\s+|thang(?:\s+thu)?\s+)?"
    r"(\d{1,2})\s*(?:-|–|to|and|den)\s*(?:(?:month\s+|thang(?:\s+thu)?\s+))?(\d{1,2})(?:\s*(?:months?|thang)\b|(?<=\d)\b)"
)
MODES = {
    "semi_announced": re.compile(r"\b(?:semi[\s-]?announced|bao\s+truoc\s+mot\s+phan|ban\s+bao\s+truoc)\b"),
    "unannounced": re.compile(
        r"\b(?:un-?announced|surprise|(?:without|no)\s+(?:prior\s+)?notice|(?:khong|ko)\s+bao\s+truoc|dot\s+xuat|bat\s+ngo)\b"
    ),
    "announced": re.compile(r"\b(?:announced|(?:co\s+)?bao\s+truoc)\b"),
}
BARE_KINDS = {
    "facility_audit": (r"\baudits?\b", r"\bdanh +gia\b", r"\bkiem +tra\b"),
    "nda_renewal": (r"\bndas?\b",),
    "certificate_expiry": (r"\bcertificates?\b", r"\bchung +nhan\b"),
}
BARE_WORDS = frozenset(word for words in BARE_KINDS.values() for word in words)
HEAD = re.compile(
    r"^\s*(?:(?:please|xin|hay)\s+)?(?:(?P<named>(?:new\s+)?audits?\s+plan(?!s)(?:\s+for)?|plan(?:\s+an?)?\s+audits?\s*:|ke\s+hoach\s+(?:danh\s+gia|audit)\s+moi)"
    r"|plan|schedule|set\s+up|(?:lap|len|tao)\s+ke\s+hoach(?:\s+cho)?|dat\s+lich|len\s+lich|lap\s+lich)\b\s*:?"
)
# A sentence with a verb says something about audits; it does not ask for one.
VERBS = re.compile(
    r"\b(?:was|were|is|are|has|have|had|should|must|can|could|will|would|need|needs|does|did|said|says|failed|happened|been|shall"
    r"|nen|phai|duoc|da|dang|se|bi|neu|khi|vi|co\s+the)\b"
)
_EDGES = (
    "plan schedule new create add please a an the to at of with for in on by and from that it our we once every due"
    " nha may co so xuong mot cuoc lan cho tai o cua voi va vao do la xin hay ve dinh ky lich ke hoach ngay"
)
_WORD_OR_SIGN = rf"(?:\b(?:{'|'.join(_EDGES.split())})\b|[\s.:()!“”\"'·–-])"
EDGE = re.compile(rf"^{_WORD_OR_SIGN}+|{_WORD_OR_SIGN}+$")
