"""What is typed on a phone, written out: "cgcn can dky k" is "chuyen giao cong nghe can dang ky khong"."""

import re

from indexer.text import fold

# What has two meanings where people work with suppliers ("kh" is a customer, too) is left as it is.
_VIETNAMESE = {
    "ko": "không",
    "k": "không",
    "hok": "không",
    "đc": "được",
    "dc": "được",
    "đky": "đăng ký",
    "dky": "đăng ký",
    "đk": "đăng ký",
    "dk": "đăng ký",
    "bmkd": "bí mật kinh doanh",
    "kdcn": "kiểu dáng công nghiệp",
    "kd": "kinh doanh",
    "shtt": "sở hữu trí tuệ",
    "đăng ký nh": "đăng ký nhãn hiệu",
    "đk nh": "đăng ký nhãn hiệu",
    "hq việt nam": "hải quan Việt Nam",
    "hq viet nam": "hai quan Viet Nam",
    "hq vn": "hải quan VN",
    "shcn": "sở hữu công nghiệp",
    "cgcn": "chuyển giao công nghệ",
    "qtg": "quyền tác giả",
    "gphi": "giải pháp hữu ích",
    "cty": "công ty",
    "hđ": "hợp đồng",
    "ncc": "nhà cung cấp",
    "nv": "nhân viên",
    "sp": "sản phẩm",
    "sx": "sản xuất",
    "bn": "bao nhiêu",
    "nhiu": "nhiêu",
    "ntn": "như thế nào",
    "trc": "trước",
    "j": "gì",
}
_ENGLISH = {
    "reg": "registration",
    "regs": "registrations",
    "yr": "year",
    "yrs": "years",
    "mth": "month",
    "mths": "months",
    "hrs": "hours",
    "w/o": "without",
    "abt": "about",
    "govt": "government",
    "cert": "certificate",
    "certs": "certificates",
    "docs": "documents",
    "appl": "application",
    "circ": "circular",
    "ppl": "people",
    "thru": "through",
    "mfr": "manufacturer",
    "mfg": "manufacturing",
    "tm": "trademark",
    "tms": "trademarks",
    "wtf": "what",
}
_WORDS = {"en": _ENGLISH, "vi": _VIETNAMESE}
# Not after a number, where "50 k" is fifty thousand; but "5 yrs" are years.
_BEFORE = {"en": "", "vi": r"(?<!\d )"}
# Not beside signs that make a name or a code of it: "section 2(r)", "Reg. 608/2013", "tm@example.com".
_APART = (r"(?<![\w&/.'@(-])", r"(?![\w&/'@)-]|\.\w|\.? \d)")


def _pattern(language: str) -> re.Pattern[str]:
    known = "|".join(re.escape(short) for short in sorted(_WORDS[language], key=len, reverse=True))
    return re.compile(rf"{_APART[0]}{_BEFORE[language]}(?:{known})(?:\.(?=\s[a-z])|{_APART[1]})", re.IGNORECASE)


_SHORT = {language: _pattern(language) for language in _WORDS}


def written_out(text: str, language: str) -> str:
    """The text with its shorthand in whole words, without diacritics where it has none itself."""
    plain = fold(text) == text.lower()
    return _SHORT[language].sub(lambda match: _whole(match[0], _WORDS[language], plain), text)


def _whole(short: str, known: dict[str, str], plain: bool) -> str:
    word = known[short.lower().rstrip(".")]
    return fold(word) if plain else word
