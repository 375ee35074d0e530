"""Tells English, Vietnamese (with or without diacritics) and other languages apart in short chat messages."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from indexer.text import fold, words

Detected = Literal["en", "vi", "other"]

# Letters that among the languages in question only Vietnamese writes.
_VIETNAMESE_LETTERS = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)

_ENGLISH = frozenset(
    "a about after all an and any are as at be been but by can could do does did for from get has have he her him "
    "his how i if in into is it its "
    "just know long many me much my need not of off on or our out shall should so some than that the their them "
    "then there they this to under us "
    "was we were what when where which who whom whose why will with would you your hi hello thanks thank please "
    "help customs patent trademark "
    "supplier factory contract nda secret court law import export goods mold mould "
    # words that Vietnamese might have as syllables
    "no up say got true run tech let set man sit yet sue guy top cut sum quiet buy due net min quit hit ceo via ran tip bit map "
    "trip try hot boat rep mop gut gun bet rim sam out our now song chip chat tin bid hat hut mat men met pen sun ten".split()
)
_VIETNAMESE = frozenset(
    "ai anh bao bang bi bien bo cac cach can cho chi chua chung co con cong cua cung da dang dau day de den di dieu "
    "doi don duoc gi gia giai hai han "
    "hang hay hieu hoac hoi hop huong khi khong khuon kien kinh ky lai lam lau loi luat ma may mau minh moi mot muc "
    "nam nao nay neu ngay nghiep ngoai "
    "nguoi nha nhan nhap nhieu nhu nhung no nuoc phai phat phi pham quan quyen ra rang sang sao se so tai tau te "
    "thang thanh the thi thoi thong thue "
    "ti toi tien tra tren tri trong truoc tu tue va van vay ve vi viec viet voi vu xac xin xu y yeu toa tai tham "
    "hop dong "
    "ko dky cgcn shtt bmkd kdcn shcn cty ntn nhiu trc hok".split()  # as typed on a phone
)
_OTHER = frozenset(
    "le la les des une est pour dans avec comment quel quelle combien der die das und ist wie viel nicht ein eine "
    "einen mit wir unser el los las que "
    "como por para una cuanto cuanta donde il gli che per quanto come sono della o os uma como quanto nao voce apa "
    "berapa bagaimana untuk dan yang di "
    "het een van wij onze hoeveel ka kung ang mga paano".split()
)

# Every Vietnamese syllable, without its diacritics, is one of these onsets with one of these rimes; few English words are.
_ONSETS = "b c ch d g gh gi h k kh l m n ng ngh nh ph qu r s t th tr v x".split()
_RIMES = (
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet ieu im "
    "in inh ip it iu o oa oac oach oai oam oan oang oanh oao oat oay oc oe oen oet oi om on ong op ot u ua uan uang uat uay "
    "uc ue uech uenh ui um un ung uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uynh uyt y yem yen yet yeu"
).split()
_SYLLABLE = re.compile(rf"(?:{'|'.join(_ONSETS)})?(?:{'|'.join(_RIMES)})")
# What both languages write alike says nothing.
_ALIKE = frozenset(
    "viet nam vn ha noi hanoi da nang ho chi minh hai phong binh duong dong nai can tho ip eu itc cap cu thu duc "
    "bien hoa hoc mon go vap tan binh nha trang quy nhon lang son mong cai nam dinh thanh hoa nghe an quang lao bac ninh "
    "vung".split()
)
# Log-odds of Vietnamese, fitted to the guidance's 23,000 phrasings and near misses, the Vietnamese ones without diacritics.
_ODDS = {"none": -0.57, "syllable": 1.57, "other word": -0.95, "English word": -0.92, "English syllable": -1.25}
_FEWEST = 2
_KEPT = 400
_ODDS |= {"word of both": 0.22, "Vietnamese word": 0.83}


def language_of(text: str) -> Detected:
    """The language of a message; a text without a hint counts as English."""
    return _known(text) if len(text) <= _KEPT else _told(text)


@lru_cache(maxsize=1_000)
def _known(text: str) -> Detected:
    """Parts of one message are asked about many times; long ones would only fill the memory."""
    return _told(text)


def _told(text: str) -> Detected:
    text = unicodedata.normalize("NFC", text.lower() if text.isupper() else text)
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return "en"
    latin = sum(1 for c in letters if unicodedata.name(c, "").startswith("LATIN"))
    if latin < 0.6 * len(letters):
        return "other"
    tokens = words(text)
    marked = sum(1 for token in tokens if _VIETNAMESE_LETTERS.search(token))
    if (marked >= 2 or (marked and marked >= 0.2 * len(tokens))) and not _is_english_around_names(tokens):
        return "vi"
    folded = [fold(token) for token in tokens]
    foreign = sum(token in _OTHER and token not in _VIETNAMESE for token in folded)
    known = sum(token in _ENGLISH for token in folded)
    if foreign >= 2 and foreign >= max(known + 1, sum(token not in _OTHER and _fits(token) for token in folded)):
        return "other"
    # A name in the middle of a sentence says nothing: "Is Tran Van Anh bound by an NDA".
    named = [fold(token) for at, token in enumerate(tokens) if at == 0 or not token[:1].isupper()]
    return "vi" if _reads_as_vietnamese(named if len(named) > 1 else folded) else "en"


def _is_english_around_names(tokens: list[str]) -> bool:
    """True for "Which court in Đà Nẵng …": beside words with capitals, which may be names, hardly a letter is Vietnamese."""
    english = sum(token.lower() in _ENGLISH for token in tokens)
    foreign = sum(not token.isascii() for at, token in enumerate(tokens) if at == 0 or not token[0].isupper())
    return english > 2 * foreign


def _reads_as_vietnamese(folded: list[str]) -> bool:
    """By the log-odds of words without diacritics; one syllable that is no known word is not enough."""
    telling = [token for token in folded if token.isalpha() and token not in _ALIKE]
    known = sum(token in _VIETNAMESE for token in telling)
    if not known and sum(_fits(token) and token not in _ENGLISH for token in telling) < _FEWEST:
        return False
    return _ODDS["none"] + sum(_ODDS[kind] for token in telling for kind in _kinds(token)) > 0


def _kinds(token: str) -> Iterator[str]:
    vietnamese, fits = token in _VIETNAMESE, _fits(token)
    if token in _ENGLISH:
        yield "word of both" if vietnamese else ("English syllable" if fits else "English word")
    else:
        yield from ["Vietnamese word"] * vietnamese + ["syllable"] * fits + ["other word"] * (not fits and not vietnamese)


def _fits(token: str) -> bool:
    return _SYLLABLE.fullmatch(token) is not None
