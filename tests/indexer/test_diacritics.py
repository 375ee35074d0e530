"""Vietnamese typed without diacritics gets them back, by what the guidance writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.diacritics import Diacritics
from indexer.text import fold

WRITTEN = [
    "Thời hạn bảo hộ sáng chế là hai mươi năm.",
    "Nhà máy giữ khuôn của bên mua thì phải trả lại khuôn.",
    "Hải quan tạm dừng lô hàng giả trong thời hạn mười ngày.",
    "Bảo hộ bí mật kinh doanh không cần đăng ký.",
    "The English text says nothing about it: bao, ho, han.",
]
DIACRITICS = Diacritics(WRITTEN)


@pytest.mark.parametrize(
    ("typed", "restored"),
    [
        ("thoi han bao ho sang che", "thời hạn bảo hộ sáng chế"),
        ("Thoi han bao ho?", "Thời hạn bảo hộ?"),
        ("THOI HAN CBP", "THOI HAN CBP"),
        ("bi mat kinh doanh, khong can dang ky", "bí mật kinh doanh, không cần đăng ký"),
        ("khuon XYZ123 quux", "khuôn XYZ123 quux"),
        ("", ""),
        ("123 …", "123 …"),
    ],
)
def test_the_likeliest_diacritics_come_back(typed: str, restored: str) -> None:
    assert DIACRITICS.restored(typed) == restored


def test_a_pair_that_is_written_beats_the_more_frequent_syllable() -> None:
    known = Diacritics(["bảo bảo bảo bảo hộ", "báo cáo được gửi đi"])
    assert known.restored("bao cao") == "báo cáo"
    assert known.restored("bao ho") == "bảo hộ"


def test_what_has_diacritics_already_is_left_alone() -> None:
    assert DIACRITICS.restored("khuôn cua ben mua") == "khuôn cua ben mua"


def test_an_empty_guidance_restores_nothing() -> None:
    assert Diacritics([]).restored("thoi han bao ho") == "thoi han bao ho"


@given(st.text(max_size=60))
def test_only_diacritics_change(text: str) -> None:
    assert fold(DIACRITICS.restored(text)) == fold(text)
