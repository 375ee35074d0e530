"""Vietnamese as it is typed on a phone, written out: "cgcn can dky k" is "chuyen giao cong nghe can dang ky khong"."""

import re

from indexer.text import fold

# What has two meanings where people work with suppliers ("kh" is a customer, too) is left as it is.
_WORDS = {
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
# Not after a number: "50 k" is fifty thousand.
_SHORT = re.compile(rf"(?<!\w)(?<!\d )(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?!\w)", re.IGNORECASE)


def written_out(text: str) -> str:
    """The text with its shorthand in whole words, without diacritics where it has none itself."""
    plain = fold(text) == text.lower()
    return _SHORT.sub(lambda match: _whole(match[0], plain), text)


def _whole(short: str, plain: bool) -> str:
    word = _WORDS[short.lower()]
    return fold(word) if plain else word
