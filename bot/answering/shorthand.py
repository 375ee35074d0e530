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
    "shcn": "sở hữu công nghiệp",
    "cgcn": "chuyển giao công nghệ",
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
    "hw": "how",
    "hrs": "hours",
    "b4": "before",
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
    "cos": "companies",
    "ur": "your",
    "wtf": "what",
    "u": "you",
    "r": "are",
}
_WORDS = {"en": _ENGLISH, "vi": _VIETNAMESE}
# Not after a number: "50 k" is fifty thousand; nor as a letter among others: "R&D", "Schedule U".
_SHORT = {
    language: re.compile(rf"(?<![\w&/])(?<!\d )(?:{'|'.join(sorted(known, key=len, reverse=True))})(?![\w&/])", re.IGNORECASE)
    for language, known in _WORDS.items()
}


def written_out(text: str, language: str) -> str:
    """The text with its shorthand in whole words, without diacritics where it has none itself."""
    plain = fold(text) == text.lower()
    return _SHORT[language].sub(lambda match: _whole(match[0], _WORDS[language], plain), text)


def _whole(short: str, known: dict[str, str], plain: bool) -> str:
    if len(short) == 1 and short.isupper():
        return short
    word = known[short.lower()]
    return fold(word) if plain else word
