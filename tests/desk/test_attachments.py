"""Files beside records: kinds by their bytes, photos scaled, content stored once, withdrawn for good."""

import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError

SESSION = {"held_on": "2024-05-06", "title": "Đối thoại", "place": "Nhà văn hóa", "count_for": "party"}


@pytest.fixture
def desk(data_dir: Path) -> Desk:
    """A desk with one session, called `parent` by tests."""
    return Desk.init(data_dir, "11311@2023", "2023", "Lan")


def photo(kind: str, size: tuple[int, int]) -> bytes:
    """A photo that says where it was taken."""
    from PIL import Image

    made, out = Image.effect_noise(size, 40).convert("RGB"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh của Lan".encode().decode("latin-1")
    exif[0x0112] = 6
    made.save(out, kind, exif=exif)
    return out.getvalue()


def office(*parts: str) -> bytes:
    """A zip with parts of these names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for part in parts:
            made.writestr(part, "<x/>")
    return out.getvalue()


def test_a_photo_is_scaled_turned_and_says_nothing_of_its_maker(desk: Desk, tmp_path: Path) -> None:
    from PIL import Image

    parent = desk.records.save("session", SESSION)
    (tmp_path / "Bà Tĩnh.jpg").write_bytes(photo("JPEG", (3000, 1500)))
    held = desk.attachments.attach("session", parent.id, tmp_path / "Bà Tĩnh.jpg")
    content = desk.attachments.content(held.id)
    with Image.open(io.BytesIO(content)) as shown:
        assert shown.size == (1000, 2000)
        assert not shown.getexif()
    assert held.values["size"] == len(content)
    assert held.values["mime"] == "image/jpeg"
    assert held.values["file_name"] == "Bà Tĩnh.jpg"
    assert "Tĩnh" not in "".join(
        row[0] for row in desk.store.conn.execute("SELECT text FROM version WHERE de NOT LIKE '%p'")
    )
    assert [r.id for r in desk.attachments.of("session", desk.unit, parent.id)] == [held.id]
    desk.close()


def test_the_same_content_is_stored_once_and_goes_with_the_last_line(desk: Desk, tmp_path: Path) -> None:
    parent = desk.records.save("session", SESSION)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 x")
    first = desk.attachments.attach("session", parent.id, tmp_path / "a.pdf")
    second = desk.attachments.attach("session", parent.id, tmp_path / "a.pdf")
    count = "SELECT count(*) FROM blob"
    assert desk.store.conn.execute(count).fetchone() == (1,)
    desk.attachments.withdraw(first.id)
    assert desk.attachments.content(second.id) == b"%PDF-1.7 x"
    desk.attachments.withdraw(second.id)
    assert desk.store.conn.execute(count).fetchone() == (0,)
    assert desk.records.need("attachment", second.id).values["mime"] == "application/pdf"
    for again in (desk.attachments.withdraw, desk.attachments.content):
        with pytest.raises(DeskError):
            again(second.id)
    desk.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ảnh.jpg", b"MZ\x90\x00 chuong trinh"),
        ("bảng.xlsx", office("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")),
        ("gói.docx", office("thư.txt")),
        ("hỏng.docx", b"PK\x03\x04 hong"),
        ("hỏng.png", b"\x89PNG\r\n\x1a\n hong"),
        ("trang.pdf", b"<html>"),
        ("lớn.pdf", b"%PDF-1.7" + b"0" * (20 << 20)),
    ],
)
def test_other_files_are_refused_and_nothing_is_kept(desk: Desk, tmp_path: Path, name: str, content: bytes) -> None:
    parent = desk.records.save("session", SESSION)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DeskError):
        desk.attachments.attach("session", parent.id, tmp_path / name)
    assert desk.store.conn.execute(
        "SELECT (SELECT count(*) FROM blob) + (SELECT count(*) FROM attachment)"
    ).fetchone() == (0,)
    desk.close()


def test_commands(desk: Desk, data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parent = desk.records.save("session", SESSION)
    desk.close()
    (tmp_path / "Biên bản.docx").write_bytes(office("[Content_Types].xml", "word/document.xml"))
    assert main(["attach", "session", parent.id, str(tmp_path / "Biên bản.docx"), "--data", str(data_dir)]) == 0
    held = capsys.readouterr().out.strip()
    assert main(["withdraw", held, "--json", "--data", str(data_dir)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sha256"] is None
    assert told["mime"].endswith("wordprocessingml.document")
    assert main(["attach", "session", parent.id, str(tmp_path / "không có.pdf"), "--data", str(data_dir)]) == 1


def test_an_older_file_gains_the_table(desk: Desk, data_dir: Path, tmp_path: Path) -> None:
    parent = desk.records.save("session", SESSION)
    desk.close()
    conn = sqlite3.connect(data_dir / "desk.db")
    conn.execute("DROP TABLE blob")
    conn.execute("UPDATE meta SET value = 'cũ' WHERE key = 'columns'")
    conn.commit()
    conn.close()
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 x")
    again = Desk.open(data_dir)
    again.attachments.attach("session", parent.id, tmp_path / "a.pdf")
    again.close()


def big_png(path: Path, mode: str) -> Path:
    """A picture that packs to nothing and unpacks to much."""
    from PIL import Image

    Image.new(mode, (8000, 7900)).save(path, compress_level=1)
    return path


def test_what_a_file_unpacks_to_is_what_counts(desk: Desk, tmp_path: Path) -> None:
    parent = desk.records.save("session", SESSION)

    def refused(file: Path) -> str:
        with pytest.raises(DeskError) as trouble:
            desk.attachments.attach("session", parent.id, file)
        return trouble.value.code

    assert refused(big_png(tmp_path / "màu.png", "RGB")) == "too_large"
    with zipfile.ZipFile(tmp_path / "bom.docx", "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "x")
        parts.writestr("word/document.xml", bytes(201 << 20))
    assert (tmp_path / "bom.docx").stat().st_size < 1 << 20
    assert refused(tmp_path / "bom.docx") == "too_large"
    with zipfile.ZipFile(tmp_path / "vụn.docx", "w") as parts:
        for i in range(10_001):
            parts.writestr("word/document.xml" if i == 0 else f"[Content_Types].xml{i if i > 1 else ''}", b"")
    assert refused(tmp_path / "vụn.docx") == "file_kind"
    desk.close()


def test_a_large_photo_of_a_telephone_is_unpacked_at_the_size_it_is_kept_in(desk: Desk, tmp_path: Path) -> None:
    """Turned as the camera says, with its longer side as stored; its own size is never in memory."""
    from PIL import Image

    parent = desk.records.save("session", SESSION)
    photo = Image.new("RGB", (6000, 4000), "white")
    photo.paste("black", (0, 0, 600, 400))
    exif = Image.Exif()
    exif[0x0112] = 6
    photo.save(tmp_path / "ảnh.jpg", exif=exif)
    held = desk.attachments.attach("session", parent.id, tmp_path / "ảnh.jpg")
    with Image.open(io.BytesIO(desk.attachments.content(held.id))) as kept:
        assert kept.size == (1333, 2000)
        assert kept.getpixel((1300, 30)) < (40, 40, 40)
        assert kept.getpixel((30, 30)) > (200, 200, 200)
    desk.close()
