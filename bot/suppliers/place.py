"""Places by which people say where a supplier is: a country, one of its provinces or states, or a big manufacturing city."""

from functools import cache

from bot.suppliers.country import country_of
from indexer.text import fold, words

# House list: cities that the lists of provinces do not have and buyers name often.
_CITIES = {
    "CN": "Shenzhen, Dongguan, Guangzhou, Foshan, Zhongshan, Huizhou, Ningbo, Suzhou, Wuxi, Hangzhou, Yiwu, Wenzhou, Xiamen",
    "VN": "Saigon, Sài Gòn, Thành phố Hồ Chí Minh, TP HCM, HCMC, Biên Hòa, Thủ Đức, Vũng Tàu, Nha Trang",
    "HK": "Hong Kong, Hongkong, Hồng Kông",
    "IN": "Bangalore, Bengaluru, Mumbai, Pune, Chennai, Ahmedabad, Surat, Noida",
    "MX": "Monterrey, Tijuana, Juárez, Ciudad Juárez",
    "TR": "Bursa, Istanbul, Izmir",
}
# The generic word after the name of a Chinese province, and the two that are countries of their own to us.
_CHINESE = ("Sheng", "Shi", "Zhuangzu Zizhiqu", "Huizu Zizhiqu", "Uygur Zizhiqu", "Zizhiqu")
_ELSEWHERE = ("CN-TW", "CN-HK", "CN-MO")


def country_at(text: str) -> str | None:
    """The ISO 3166 code of the country that a place is, or lies in; None for a place that is not known, or lies in several."""
    return country_of(text) or _places().get(_plain(text))


@cache
def _places() -> dict[str, str]:
    """Without the names that several countries have."""
    from pycountry import subdivisions  # its list takes a moment to read, and is needed when a supplier is described

    found: dict[str, set[str]] = {}
    for one in subdivisions:
        if one.code not in _ELSEWHERE:
            found.setdefault(_plain(_short(one.name)), set()).add(one.country_code)
    known = {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
    return known | {_plain(city): code for code, cities in _CITIES.items() for city in cities.split(",")}


def _short(name: str) -> str:
    return next((name.removesuffix(f" {word}") for word in _CHINESE if name.endswith(f" {word}")), name)


def _plain(text: str) -> str:
    return " ".join(words(fold(text)))
