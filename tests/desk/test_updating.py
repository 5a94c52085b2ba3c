"""Updates brought as files: only what the publisher signed, laid beside what runs, back when it does not start."""

import hashlib
import os
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QCoreApplication

from dialogue_desk import __version__
from dialogue_desk.cli import main
from dialogue_desk.desk import updating
from dialogue_desk.errors import DeskError
from dialogue_desk.gui import updates
from tests.conformance.sources import ROOT

sys.path.insert(0, str(ROOT / "packaging"))

from windows import update as maker

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
TRUSTED = [b"another key, of thirty-two bytes"[:32], KEY.public_key().public_bytes_raw()]
MARK = "0123456789"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path, "9.0.0")


def made(tmp_path: Path, version: str, key: Ed25519PrivateKey = KEY) -> Path:
    tree = tmp_path / "tree"
    (tree / "app").mkdir(parents=True, exist_ok=True)
    (tree / "python311.dll").write_bytes(b"library")
    (tree / "app" / "main.pyc").write_bytes(b"program")
    target = tmp_path / f"BanDoiThoai-{version}.ddupdate"
    maker.write(tree, version, MARK, key, target)
    return target


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "Programs" / "DialogueDesk"
    (place / "versions" / "0.1.0-aaaaaaaaaa").mkdir(parents=True)
    (place / updating.CURRENT).write_text("0.1.0-aaaaaaaaaa", encoding="ascii")
    monkeypatch.setattr(sys, "executable", str(place / "BanDoiThoai.exe"))
    monkeypatch.setattr(updating, "trusted_keys", lambda: TRUSTED)
    return place


def test_a_signed_file_is_laid_beside_and_tried_next(file: Path, installed: Path) -> None:
    found = updating.read(file, TRUSTED)
    assert (found.version, found.build) == ("9.0.0", MARK)
    updating.stage(found, updating.home())
    laid = installed / "versions" / f"9.0.0-{MARK}"
    assert (laid / "app" / "main.pyc").read_bytes() == b"program"
    assert (installed / updating.NEXT).read_text(encoding="ascii") == laid.name
    assert (installed / updating.CURRENT).read_text(encoding="ascii") == "0.1.0-aaaaaaaaaa"
    assert {path.name for path in (installed / "versions").iterdir()} == {"0.1.0-aaaaaaaaaa", laid.name}
    updating.stage(found, installed)  # brought once more


def test_what_was_tried_is_kept_once_its_window_is_there(installed: Path) -> None:
    assert not updating.confirm(installed)
    (installed / updating.TRYING).write_text("9.0.0-b", encoding="ascii")
    (installed / updating.FAILED).write_text("8.0.0-a", encoding="ascii")
    assert updating.confirm(installed)
    assert (installed / updating.CURRENT).read_text(encoding="ascii") == "9.0.0-b"
    assert updating.went_back(installed) == ""


def test_a_version_that_did_not_start_is_told_once(installed: Path) -> None:
    (installed / updating.FAILED).write_text("9.0.0-b", encoding="ascii")
    assert updating.went_back(installed) == "9.0.0-b"
    assert updating.went_back(installed) == ""
    (installed / updating.FAILED).write_text("<script>", encoding="ascii")
    assert updating.went_back(installed) == ""


def test_who_gave_its_files_to_an_open_window_has_tried_nothing(installed: Path) -> None:
    """A double click while the version before is open: the new one did not fail, it comes next time."""
    updates.put_off()
    assert not (installed / updating.NEXT).exists()
    (installed / updating.TRYING).write_text("9.0.0-b", encoding="ascii")
    updates.put_off()
    assert (installed / updating.NEXT).read_text(encoding="ascii") == "9.0.0-b"
    assert not (installed / updating.TRYING).exists()


def test_what_was_cut_off_goes_once_nobody_works_on_it(installed: Path) -> None:
    old = time.time() - updating.STALE_SECONDS - 60
    laid(installed, "9.0.0-cut", "9.0.1-whole", "9.0.2-named", "9.0.3-writing", "9.1.0-b.part", "9.1.1-b.part")
    for name in ("9.0.0-cut", "9.0.2-named", "9.0.3-writing", "0.1.0-aaaaaaaaaa"):
        (installed / "versions" / name / updating.UNFINISHED).touch()
    (installed / updating.NEXT).write_text("9.0.2-named", encoding="ascii")
    archives = [installed / "versions" / f"9.1.{n}-b.part.zip" for n in (0, 1)]
    notes = [installed / f"{name}.part" for name in (updating.NEXT, updating.TRYING)]
    for path in (*archives, *notes):
        path.touch()
    for name in ("9.0.0-cut", "9.0.2-named", "0.1.0-aaaaaaaaaa"):
        os.utime(installed / "versions" / name / updating.UNFINISHED, (old, old))
    for path in (installed / "versions" / "9.1.0-b.part", archives[0], notes[0]):
        os.utime(path, (old, old))
    updating.sweep(installed)
    whole = {"0.1.0-aaaaaaaaaa", "9.0.1-whole", "9.0.2-named", "9.0.3-writing"}
    assert standing(installed) == whole | {"9.1.1-b.part", "9.1.1-b.part.zip"}
    assert [path.exists() for path in notes] == [False, True]


def test_a_folder_an_antivirus_program_reads_gets_its_name_a_little_later(
    file: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, tries = Path.rename, []

    def held(path: Path, target: Path) -> Path:
        tries.append(path)
        if len(tries) < 3:
            raise PermissionError(13, "somebody reads a file in it", str(path))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", held)
    updating.stage(updating.read(file, TRUSTED), installed)
    assert f"9.0.0-{MARK}" in standing(installed)


def test_a_name_that_another_start_just_reads_is_moved_a_little_later(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(installed, "9.0.0-b")
    (installed / updating.TRYING).write_text("9.0.0-b", encoding="ascii")
    replace, tries = os.replace, []

    def read_by_another(part: Path, target: Path) -> None:
        tries.append(part)
        if len(tries) < 3:
            refused = PermissionError(13, "read by another", str(part))
            refused.winerror = 32  # type: ignore[misc, unused-ignore]  # only Windows has it
            raise refused
        replace(part, target)

    monkeypatch.setattr(os, "replace", read_by_another)
    assert updating.confirm(installed)
    assert (installed / updating.CURRENT).read_text(encoding="ascii") == "9.0.0-b"


def test_leftovers_are_looked_for_after_it_is_decided(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reads the names meanwhile would keep Windows from moving them."""
    laid(installed, "9.0.0-b")
    (installed / updating.TRYING).write_text("9.0.0-b", encoding="ascii")
    seen, done = [], threading.Event()

    def sweep(place: Path) -> None:
        seen.append((place / updating.CURRENT).read_text(encoding="ascii"))
        done.set()

    monkeypatch.setattr(updating, "sweep", sweep)
    assert updates.decide() == "Đã chuyển sang bản mới."
    assert done.wait(10)
    assert seen == ["9.0.0-b"]


def test_a_start_that_comes_to_no_page_ends_only_on_trial(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(QCoreApplication, "exit", ended.append)
    monkeypatch.setattr(updating, "__file__", str(installed / "versions" / "9.0.0-b" / "app" / "updating.pyc"))
    updates.give_up()
    (installed / updating.TRYING).write_text("9.0.1-c", encoding="ascii")
    updates.give_up()
    assert ended == [], "another process tries another version"
    (installed / updating.TRYING).write_text("9.0.0-b", encoding="ascii")
    updates.give_up()
    assert ended == [1]


def laid(place: Path, *names: str) -> None:
    for name in names:
        folder = place / "versions" / name
        folder.mkdir(parents=True)
        (folder / "python311.dll").write_bytes(b"library")


def standing(place: Path) -> set[str]:
    return {path.name for path in (place / "versions").iterdir()}


def test_of_old_versions_only_the_last_stays_and_none_that_runs(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(installed, "0.0.1-a", "0.0.2-runs", "9.0.0-b", "9.1.0-c")
    (installed / updating.TRYING).write_text("9.0.0-b", encoding="ascii")
    (installed / updating.NEXT).write_text("9.1.0-c", encoding="ascii")
    opened = Path.open

    def held(path: Path, *how: str, **more: str) -> object:
        if path.parent.name == "0.0.2-runs":
            raise PermissionError(13, "a library that is loaded", str(path))
        return opened(path, *how, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", held)
    assert updating.confirm(installed)
    assert standing(installed) == {"0.1.0-aaaaaaaaaa", "0.0.2-runs", "9.0.0-b", "9.1.0-c"}
    (installed / updating.TRYING).write_text("9.1.0-c", encoding="ascii")
    (installed / updating.NEXT).unlink()
    assert updating.confirm(installed)
    assert standing(installed) == {"0.0.2-runs", "9.0.0-b", "9.1.0-c"}


def test_a_version_that_did_not_start_is_removed_unless_it_is_brought_again(installed: Path) -> None:
    laid(installed, "9.0.0-b")
    (installed / updating.FAILED).write_text("9.0.0-b", encoding="ascii")
    (installed / updating.NEXT).write_text("9.0.0-b", encoding="ascii")
    assert updating.went_back(installed) == "9.0.0-b"
    assert "9.0.0-b" in standing(installed)
    (installed / updating.NEXT).unlink()
    (installed / updating.FAILED).write_text("9.0.0-b", encoding="ascii")
    assert updating.went_back(installed) == "9.0.0-b"
    assert standing(installed) == {"0.1.0-aaaaaaaaaa"}


@pytest.mark.parametrize("at", [3, 12, 80, 90, -1])
def test_one_altered_byte_anywhere_is_refused(file: Path, at: int) -> None:
    whole = bytearray(file.read_bytes())
    whole[at] ^= 1
    file.write_bytes(bytes(whole))
    with pytest.raises(DeskError) as refused:
        updating.read(file, TRUSTED)
    assert refused.value.code in ("not_signed", "damaged")
    assert file.name in refused.value.message


def test_a_stranger_and_a_program_without_a_key_take_nothing(tmp_path: Path, file: Path) -> None:
    stranger = made(tmp_path, "9.1.0", Ed25519PrivateKey.from_private_bytes(b"x" * 32))
    for one, keys in ((stranger, TRUSTED), (file, [])):
        with pytest.raises(DeskError) as refused:
            updating.read(one, keys)
        assert refused.value.code == "not_signed"
    assert updating.trusted_keys() == [], "no key is shipped in the sources"


def test_an_older_version_is_refused_and_the_same_is_taken(tmp_path: Path) -> None:
    with pytest.raises(DeskError) as refused:
        updating.read(made(tmp_path, "0.0.9"), TRUSTED)
    assert refused.value.code == "older"
    assert __version__ in refused.value.message
    assert updating.read(made(tmp_path, __version__), TRUSTED).version == __version__


def test_a_cut_file_and_no_file(tmp_path: Path, file: Path) -> None:
    whole = file.read_bytes()
    for length in (0, 5, len(updating.MAGIC), 40, 75, 77):
        file.write_bytes(whole[:length])
        with pytest.raises(DeskError):
            updating.read(file, TRUSTED)
    with pytest.raises(DeskError) as gone:
        updating.read(tmp_path / "gone.ddupdate", TRUSTED)
    assert gone.value.code == "no_file"


@pytest.mark.parametrize("keeps_size", [True, False])
def test_what_is_unpacked_is_what_was_signed(tmp_path: Path, file: Path, installed: Path, keeps_size: bool) -> None:
    """Between the look and the press somebody changed the file on the stick."""
    found = updating.read(file, TRUSTED)
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("app/main.pyc", "other")
    whole = bytearray(file.read_bytes())
    if keeps_size:
        whole[found.begins + 60] ^= 1
    else:
        whole[found.begins :] = (tmp_path / "evil.zip").read_bytes()
    file.write_bytes(bytes(whole))
    with pytest.raises(DeskError) as refused:
        updating.stage(found, installed)
    assert refused.value.code == "damaged"
    assert standing(installed) == {"0.1.0-aaaaaaaaaa"}
    assert not (installed / updating.NEXT).exists()


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "a\\..\\..\\out.txt", "c:out.txt"])
def test_a_signed_archive_cannot_leave_its_folder(tmp_path: Path, file: Path, installed: Path, name: str) -> None:
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("app/main.pyc", "in")
        archive.writestr(name, "out")
    head = file.read_bytes()[len(updating.MAGIC) + 64 : updating.read(file, TRUSTED).begins]
    body = head + (tmp_path / "evil.zip").read_bytes()
    file.write_bytes(updating.MAGIC + KEY.sign(updating.SIGNED + hashlib.sha512(body).digest()) + body)
    found = updating.read(file, TRUSTED)
    with pytest.raises(DeskError) as refused:
        updating.stage(found, installed)
    assert refused.value.code == "damaged"
    assert not (installed / updating.NEXT).exists()
    assert [path.name for path in (installed / "versions").iterdir()] == ["0.1.0-aaaaaaaaaa"]


def test_the_command(file: Path, installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["update", str(file), "--check", "--json"]) == 0
    assert not (installed / updating.NEXT).exists()
    assert '"staged": false' in capsys.readouterr().out
    assert main(["update", str(file)]) == 0
    assert (installed / updating.NEXT).exists()
    assert "9.0.0" in capsys.readouterr().out
    (installed / updating.CURRENT).unlink()
    assert main(["update", str(file)]) == 1
    assert "bộ cài" in capsys.readouterr().err


def test_the_same_tree_and_key_make_the_same_file(tmp_path: Path) -> None:
    assert made(tmp_path, "9.0.0").read_bytes() == made(tmp_path, "9.0.0").read_bytes()


def test_a_publishers_key_is_made_once_and_closed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = tmp_path / "publisher.key"
    first = maker.secret_key(key)
    assert maker.secret_key(key).private_bytes_raw() == first.private_bytes_raw()
    assert "keep it apart" in capsys.readouterr().out


def test_a_newer_version_beside_packages_is_seen_and_nothing_else(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    package = here / "gói.ddpkg"
    assert updating.newer_beside([package]) is None
    (here / "hỏng.ddupdate").write_bytes(b"DDUPDATE1\n" + b"x" * 200)
    (here / "khác.ddupdate").write_bytes(b"nothing of ours")
    (made(here, __version__)).rename(here / "as now.ddupdate")
    assert updating.newer_beside([package]) is None
    newer, newest = made(here, "9.0.0"), made(there, "10.0.0")
    assert updating.newer_beside([package, here / "gói 2.ddpkg"]) == newer
    assert updating.newer_beside([package, there / "gói.ddpkg"]) == newest
    assert updating.claimed(newer) == "9.0.0"
