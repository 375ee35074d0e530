import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checklists.evidence_desk import Shown, Validity, readable_link
from bot.checklists.rights import Act
from bot.checklists.trouble import NotAllowed, StaleStep, UnreadableAnswer
from bot.checklists.upload import MAX_BYTES, Upload, accept
from bot.errors import StoreUnavailable
from bot.store.evidence_files import StoredFiles
from tests.bot.checklists.small_checklist import BOB, CAROL, GUEST, LINH, RITA, House

PDF = Upload("policy.pdf", b"%PDF-1.7 policy")
PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"


def office(*names: str, size: int = 10) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name in ("[Content_Types].xml", *names):
            package.writestr(name, b"0" * size)
    return kept.getvalue()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(files=StoredFiles(tmp_path / "evidence"))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("policy.pdf", PDF.content, "application/pdf"),
        ("Ảnh xưởng.PNG", PNG, "image/png"),
        ("photo.jpeg", b"\xff\xd8\xff\xe0 pixels", "image/jpeg"),
        ("photo.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic", "image/heic"),
        ("list.docx", office("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("list.xlsx", office("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("ghi chú.txt", "Đã kiểm tra".encode(), "text/plain"),
        ("list.csv", b"mould,where\n1,Bac Ninh\n", "text/csv"),
    ],
)
def test_documents_pictures_and_lists_are_taken_for_what_they_are(name: str, content: bytes, media_type: str) -> None:
    found = accept(Upload(name, content))
    assert (found.name, found.media_type) == (name, media_type)


def test_a_pasted_picture_without_a_kind_in_its_name_is_called_by_what_it_is() -> None:
    assert accept(Upload("image", b"\xff\xd8\xff\xe0")).name == "image.jpg"
    with pytest.raises(UnreadableAnswer):
        accept(Upload("image", b"<svg onload='alert(1)'/>"))


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("empty.pdf", b"", "empty_file"),
        ("large.pdf", b"%PDF-" + b"0" * MAX_BYTES, "large_file"),
        ("drawing.svg", b"<svg onload='alert(1)'/>", "file_kind"),
        ("page.html", b"<html><script>alert(1)</script>", "file_kind"),
        ("run.exe", b"MZ", "file_kind"),
        ("run.sh", b"#!/bin/sh\n", "file_kind"),
        ("all.zip", office("word/document.xml"), "file_kind"),
        ("all.7z", b"7z\xbc\xaf\x27\x1c", "file_kind"),
        ("noextension", PDF.content, "file_kind"),
        ("macros.docm", office("word/document.xml"), "file_kind"),
        ("drawing.png", b"<svg onload='alert(1)'/>", "file_differs"),
        ("page.pdf", b"<html>%PDF-1.7", "file_differs"),
        ("script.pdf", b"%PDF-1.7 << /S /JavaScript >>", "file_differs"),
        ("page.txt", b"\xef\xbb\xbf  <html>", "file_differs"),
        ("binary.txt", b"\x00\x01\x02", "file_differs"),
        ("run.csv", b"#!/bin/sh\n", "file_differs"),
        ("list.docx", office("xl/workbook.xml"), "file_differs"),
        ("list.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin"), "file_differs"),
        ("list.docx", office("word/document.xml", "word/embeddings/all.zip"), "file_differs"),
        ("list.docx", b"PK\x03\x04 and no list of parts", "file_differs"),
        ("list.docx", b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18, "file_differs"),
    ],
)
def test_what_can_run_or_is_not_what_it_says_is_refused(name: str, content: bytes, why: str) -> None:
    with pytest.raises(UnreadableAnswer) as error:
        accept(Upload(name, content))
    assert error.value.why == why


def test_a_zip_bomb_is_known_by_its_list_and_never_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("unpacked")

    bomb = office(*(f"word/{number}.xml" for number in range(40)), size=10_000_000)
    assert len(bomb) < 1_000_000
    many = office(*(f"word/{number}.xml" for number in range(6_000)))
    monkeypatch.setattr(zipfile.ZipFile, "open", never)
    for content in (bomb, many):
        with pytest.raises(UnreadableAnswer, match="file_differs"):
            accept(Upload("bomb.docx", content))


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "C:\\temp\\passwd.pdf", "/etc/passwd.pdf", "\u202epasswd.pdf\x00"])
def test_of_a_path_only_the_name_is_kept(name: str) -> None:
    assert accept(Upload(name, PDF.content)).name == "passwd.pdf"


@given(st.text(max_size=300), st.binary(max_size=200))
def test_whatever_is_handed_in_is_taken_or_refused(name: str, content: bytes) -> None:
    for named in (name, f"{name}.pdf", f"{name}.docx", f"{name}.txt"):
        for signature in (b"", b"%PDF-", b"PK\x03\x04"):
            try:
                assert 0 < len(accept(Upload(named, signature + content)).name) <= 170
            except UnreadableAnswer:
                continue


def test_a_file_is_kept_once_by_its_hash_with_who_handed_it_in_and_when(house: House, tmp_path: Path) -> None:
    run = house.start()
    validity = Validity(date(2025, 1, 1), date(2030, 1, 1))
    for _ in range(2):
        house.evidence.attach_file(Shown(run, "has_policy"), PDF, Act(LINH), validity)
    first, second = house.run(run).evidence
    assert first.sha256 == second.sha256
    assert (first.by, first.size, first.media_type) == (LINH.id, len(PDF.content), "application/pdf")
    assert (first.effective_on, first.expires_on) == (date(2025, 1, 1), date(2030, 1, 1))
    assert first.received_at < second.received_at
    kept = [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [first.sha256]
    assert (kept[0].stat().st_mode & 0o777, kept[0].parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_file_that_is_delivered_again_after_submission_is_no_error(house: House) -> None:
    run = house.start()
    act = Act(LINH, "press")
    house.evidence.attach_file(Shown(run, "has_policy"), PDF, act)
    house.answer_all(run)
    house.review.submit(run, Act(LINH))
    assert not house.evidence.attach_file(Shown(run, "has_policy"), PDF, act).changed


def test_a_file_is_shown_to_those_who_may_read_the_run_only(house: House) -> None:
    run = house.start()
    evidence = house.evidence.attach_file(Shown(run, "has_policy"), PDF, Act(LINH)).run.evidence[0]
    for who in (LINH, RITA):
        assert house.evidence.content(run, evidence.id, who) == (evidence, PDF.content)
    for who in (BOB, GUEST):
        with pytest.raises(NotAllowed):
            house.evidence.content(run, evidence.id, who)
    assert house.evidence.content(run, "nothing", LINH) is None


def test_a_file_that_was_altered_on_the_disk_is_not_shown(house: House, tmp_path: Path) -> None:
    run = house.start()
    evidence = house.evidence.attach_file(Shown(run, "has_policy"), PDF, Act(LINH)).run.evidence[0]
    path = tmp_path / "evidence" / evidence.sha256[:2] / evidence.sha256
    path.write_bytes(PDF.content + b"!")
    assert house.evidence.content(run, evidence.id, LINH) is None
    house.evidence.attach_file(Shown(run, "has_policy"), PDF, Act(LINH))
    assert house.evidence.content(run, evidence.id, LINH) == (evidence, PDF.content)
    path.unlink()
    assert house.evidence.content(run, evidence.id, LINH) is None


def test_no_path_is_read_that_is_no_hash(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    files = StoredFiles(tmp_path / "evidence")
    assert [files.get(name) for name in ("../secret", "", "a" * 63, "A" * 64, "/etc/passwd")] == [None] * 5


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("not a folder")
    with pytest.raises(StoreUnavailable):
        StoredFiles(tmp_path / "evidence").put(b"x")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.com",
        "https://",
        "https://user:password@example.com/",
        "intranet/policy",
        "https://example.com/a b",
        "https://example.com/\u202e",
        "https://[bad",
        "https://example.com/" + "x" * 2_000,
    ],
)
def test_an_address_that_is_none_or_carries_a_password_is_refused(house: House, address: str) -> None:
    run = house.start()
    with pytest.raises(UnreadableAnswer, match="no_link"):
        house.evidence.attach_link(Shown(run, "has_policy"), address, Act(LINH))
    assert house.run(run).version == 1


def test_an_address_is_kept_as_it_is() -> None:
    assert readable_link(" <https://example.com/a?b=c#d> ") == "https://example.com/a?b=c#d"


@pytest.mark.parametrize(
    ("validity", "why"),
    [
        (Validity(effective_on=date(2100, 1, 1)), "not_yet"),
        (Validity(expires_on=date(2020, 1, 1)), "expired"),
    ],
)
def test_evidence_holds_today(house: House, validity: Validity, why: str) -> None:
    run = house.start()
    with pytest.raises(UnreadableAnswer, match=why):
        house.evidence.attach_link(Shown(run, "has_policy"), "https://example.com", Act(LINH), validity)


def test_only_members_attach_and_only_who_attached_or_leads_withdraws(house: House) -> None:
    run = house.start()
    with pytest.raises(NotAllowed):
        house.evidence.attach_note(Shown(run, "has_policy"), "seen", Act(BOB))
    with pytest.raises(NotAllowed):
        house.evidence.attach_file(Shown(run, "has_policy"), PDF, Act(BOB))
    house.running.assign(run, "policies", BOB.id, Act(LINH))
    house.running.assign(run, "chain", CAROL.id, Act(LINH))
    evidence = house.evidence.attach_note(Shown(run, "has_policy"), "seen", Act(BOB)).run.evidence[0]
    with pytest.raises(NotAllowed):
        house.evidence.withdraw(run, evidence.id, Act(CAROL))
    with pytest.raises(UnreadableAnswer, match="no_evidence"):
        house.evidence.withdraw(run, "nothing", Act(BOB))
    assert house.evidence.withdraw(run, evidence.id, Act(BOB)).run.evidence_of("has_policy") == ()
    assert not house.evidence.withdraw(run, evidence.id, Act(LINH)).changed


def test_nothing_is_attached_to_an_unknown_item_or_after_submission(house: House) -> None:
    run = house.submitted()
    with pytest.raises(StaleStep):
        house.evidence.attach_note(Shown(run, "has_policy"), "seen", Act(LINH))
    with pytest.raises(UnreadableAnswer, match="no_item"):
        house.evidence.attach_note(Shown(run, "nothing"), "seen", Act(LINH))
    with pytest.raises(UnreadableAnswer, match="no_finding"):
        house.evidence.attach_note(Shown(run, "has_policy", "nothing"), "seen", Act(LINH))
