"""Names and places as Windows has them; told here by the numbers Windows gives, for it is not at hand."""

import contextlib
import os
from pathlib import Path, PureWindowsPath

import platformdirs
import pytest
from platformdirs.windows import Windows

from dialogue_desk import paths
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import placing, safe_folder
from dialogue_desk.storage.driver import os_trouble


def refusing(number: int, times: int) -> list[tuple[str, str]]:
    """Tries of os.replace, of which the first `times` end as on Windows."""
    tried: list[tuple[str, str]] = []
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        tried.append((str(source), str(target)))
        if len(tried) <= times:
            error = PermissionError(13, "Access is denied", str(source))
            error.winerror = number  # type: ignore[attr-defined]
            raise error
        replace(source, target)

    pytest.MonkeyPatch().setattr(os, "replace", refuse)
    return tried


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", os.replace)
    monkeypatch.setattr(placing, "PAUSES", (0.0, 0.0, 0.0))


@pytest.mark.parametrize("number", [5, 32])
def test_a_file_somebody_holds_is_named(tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    part, target = tmp_path / "a.part", tmp_path / "Báo cáo.xlsx"
    part.write_bytes(b"new")
    target.write_bytes(b"old")
    original = os.replace
    tried = refusing(number, times=99)
    try:
        with pytest.raises(placing.HeldError) as held:
            placing.put(part, target)
    finally:
        monkeypatch.setattr(os, "replace", original)
    told = os_trouble(held.value)
    assert told.code == "held"
    assert "Báo cáo.xlsx" in told.message
    assert "a.part" not in str(told)
    assert "đang mở trong chương trình khác" in told.message
    assert len(tried) == 4
    assert target.read_bytes() == b"old"


def test_an_antivirus_program_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part, target = tmp_path / "a.part", tmp_path / "a.pdf"
    part.write_bytes(b"new")
    target.write_bytes(b"old")
    original = os.replace
    refusing(5, times=2)
    try:
        placing.put(part, target)
    finally:
        monkeypatch.setattr(os, "replace", original)
    assert target.read_bytes() == b"new"


def test_what_nobody_holds_is_refused_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = tmp_path / "a.part"
    part.write_bytes(b"new")
    original = os.replace
    tried = refusing(5, times=99)
    try:
        with pytest.raises(PermissionError) as refused:
            placing.put(part, tmp_path / "none yet.pdf")
    finally:
        monkeypatch.setattr(os, "replace", original)
    assert not isinstance(refused.value, placing.HeldError)
    assert os_trouble(refused.value).code == "read_only"
    assert len(tried) == 1


@pytest.mark.parametrize(
    "name",
    ["CON", "con.pdf", "Lpt1.xlsx", "nul .txt", "a:b.pdf", "gói?.ddpkg", "a|b", 'a"b', "x.", "y ", "\t.pdf"],
)
def test_names_windows_cannot_hold_are_refused_by_name(name: str) -> None:
    with pytest.raises(DeskError) as refused:
        placing.refuse_name(Path("thư mục") / name, on_windows=True)
    assert refused.value.code == "bad_name"
    assert name.strip("\t") in refused.value.message
    placing.refuse_name(Path("thư mục") / name, on_windows=False)


@pytest.mark.parametrize("name", ["Báo cáo.pdf", "console.pdf", "com10.pdf", ".ẩn", "a.b.c", "..", "."])
def test_other_names_are_taken(name: str) -> None:
    placing.refuse_name(Path("thư mục") / name, on_windows=True)


@pytest.mark.parametrize(("path", "is_taken"), [
    ("a:b.pdf", False), ("E:", True), ("E:\\sao lưu\\b.pdf", True), ("\\\\máy\\chung\\b.pdf", True),
    ("\\\\máy\\chung\\aux.pdf", False), ("E:\\con\\b.pdf", False),
])  # fmt: skip
def test_a_colon_is_a_disk_only_before_a_root(path: str, is_taken: bool) -> None:
    with contextlib.nullcontext() if is_taken else pytest.raises(DeskError) as refused:
        placing.refuse_name(PureWindowsPath(path), on_windows=True)
    assert refused is None or refused.value.code == "bad_name"


def test_a_path_windows_cannot_hold_is_refused_before_anything_is_written() -> None:
    path = PureWindowsPath("C:\\" + "thư mục dài\\" * 20 + "b.pdf")
    length = len(str(path))
    placing.refuse_length(path, most=length)
    placing.refuse_length(path, inside=10, most=length + 10)
    for inside, most in ((0, length - 1), (10, length + 9)):
        with pytest.raises(DeskError) as refused:
            placing.refuse_length(path, inside=inside, most=most)
        assert refused.value.code == "long_path"
        assert f"{most - inside} ký tự" in refused.value.message


@pytest.mark.parametrize(("path", "kind", "told"), [
    ("C:\\Dữ liệu", 3, ""), ("E:\\Dữ liệu", 2, safe_folder.REMOVABLE), ("Z:\\Dữ liệu", 4, safe_folder.NETWORK),
    ("\\\\máy chủ\\chung\\Dữ liệu", 1, safe_folder.NETWORK), ("\\\\?\\UNC\\máy\\chung\\x", 1, safe_folder.NETWORK),
    ("\\\\?\\C:\\Dữ liệu", 3, ""),
])  # fmt: skip
def test_a_share_is_told_from_a_stick_and_from_a_disk(path: str, kind: int, told: str) -> None:
    assert safe_folder.of_drive(PureWindowsPath(path), lambda _root: kind) == told


@pytest.mark.parametrize("number", [21, 53, 1167])
def test_a_stick_that_was_pulled_is_told(number: int) -> None:
    error = FileNotFoundError(2, "gone", "E:\\sao lưu\\desk.db")
    error.winerror = number  # type: ignore[attr-defined]
    told = os_trouble(error)
    assert told.code == "out_of_reach"
    assert "E:\\sao lưu\\desk.db" in told.message


def test_marks_and_what_can_be_made_again_lie_outside_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr("platformdirs.windows.get_win_folder", lambda _name: str(tmp_path))
    windows = Windows("DialogueDesk", False)
    for name in ("data", "state", "cache"):
        place = getattr(windows, f"user_{name}_dir")
        monkeypatch.setattr(platformdirs, f"user_{name}_dir", lambda *_given, place=place, **_named: place)
    data = paths.default_data_dir()
    assert data == tmp_path / "DialogueDesk"
    assert paths.marks_dir() == tmp_path / "DialogueDeskState" / "marks"
    assert not paths.cache_dir().is_relative_to(data)
