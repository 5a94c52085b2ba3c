"""What was acknowledged is there: after kill -9, on a full disk, in a read-only folder, after damage."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk, locking
from dialogue_desk.errors import DamagedError, DeskError

HERE = Path(__file__).parent
SESSION = {"held_on": "2024-05-06", "title": "Đối thoại với nông dân", "place": "Nhà văn hóa", "count_for": "party"}


def new_desk(folder: Path, count: int = 3) -> list[str]:
    """A desk with `count` sessions; their ids."""
    desk = Desk.init(folder, "11311@2023", "2023", "Lan")
    ids = [desk.records.save("session", {**SESSION, "title": f"Cuộc {i}"}).id for i in range(count)]
    desk.close()
    return ids


def one_sentence(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must refuse: exit 1, a sentence on stderr, no traceback."""
    assert main(list(arguments)) == 1
    said = capsys.readouterr()
    assert said.err.strip()
    assert "Traceback" not in said.err
    assert len(said.err.strip().splitlines()) == 1
    return said.err


@pytest.mark.parametrize("passphrase", [None, "mật khẩu chỉ để thử"])
def test_kill_while_saving_loses_nothing_acknowledged(data_dir: Path, passphrase: str | None) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023", "Lan")
    desk.close()
    if passphrase:
        locking.lock(data_dir, passphrase)
    chance, acknowledged = random.Random(7), set()
    for _round in range(6):
        run = subprocess.Popen(
            [sys.executable, str(HERE / "saver.py"), str(data_dir), *([passphrase] if passphrase else [])],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
            text=True,
        )
        assert run.stdout is not None
        first = run.stdout.readline().strip()
        time.sleep(chance.uniform(0.0, 0.15))
        run.kill()
        rest, _err = run.communicate(timeout=30)
        acknowledged |= {first, *(line for line in rest.split("\n")[:-1])}
        assert first
    desk = Desk.open(data_dir, passphrase)
    held = {record.id for record in desk.store.records("session")}
    assert acknowledged <= held
    assert len(acknowledged) > 12
    assert desk.keeping.check() == []
    desk.close()


def test_two_programs_saving_at_once_both_keep_theirs(data_dir: Path) -> None:
    Desk.init(data_dir, "11311@2023", "2023", "Lan").close()
    runs = [
        subprocess.Popen(
            [sys.executable, str(HERE / "saver.py"), str(data_dir)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
            text=True,
        )
        for _i in range(2)
    ]
    acknowledged = set()
    for run in runs:
        assert run.stdout is not None
        acknowledged |= {run.stdout.readline().strip() for _i in range(12)}
    for run in runs:
        run.kill()
        run.communicate(timeout=30)
    desk = Desk.open(data_dir)
    held = {record.id for record in desk.store.records("session")}
    assert len(acknowledged) == 24
    assert acknowledged <= held
    assert desk.keeping.check() == []
    desk.close()


@contextlib.contextmanager
def mounted(*arguments: str) -> Iterator[Path]:
    """A mount of its own outside pytest's folders (their cleaning would stumble over it); skips without the right."""
    point = Path(tempfile.mkdtemp(prefix="đĩa thử "))
    try:
        if (
            os.name == "nt"
            or os.geteuid()
            or subprocess.run(["mount", *arguments, str(point)], capture_output=True, check=False).returncode
        ):
            pytest.skip("needs the right to mount")
        try:
            yield point
        finally:
            subprocess.run(["umount", "-l", str(point)], check=True)
    finally:
        point.rmdir()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of two megabytes."""
    with mounted("-t", "tmpfs", "-o", "size=2m", "tmpfs") as disk:
        yield disk


def save_until_refused(desk: Desk, saved: list[str]) -> None:
    """Save large sessions until the desk refuses; their ids go into `saved`."""
    for number in range(2000):
        saved.append(desk.records.save("session", {**SESSION, "notes": f"{number} " + "đất " * 4000}).id)


def test_full_disk_is_said_and_nothing_is_lost(
    small_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_disk / "bàn"
    new_desk(folder)
    desk = Desk.open(folder)
    saved = [record.id for record in desk.store.records("session")]
    with pytest.raises(DeskError) as refused:
        save_until_refused(desk, saved)
    assert refused.value.code == "disk_full"
    with pytest.raises(DeskError) as refused:
        desk.keeping.back_up()
    assert refused.value.code == "disk_full"
    assert not list((folder / "backups").glob("*.part"))
    assert not desk.store.conn.in_transaction
    desk.close()
    assert main(["check", "--data", str(folder)]) in (0, 1)
    capsys.readouterr()
    shutil.copytree(folder, tmp_path / "chép")
    again = Desk.open(tmp_path / "chép")
    assert {record.id for record in again.store.records("session")} == set(saved)
    assert again.keeping.check() == []
    again.close()


@contextlib.contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Writes behind this place of any file fail, as on a disk that fills or breaks."""
    resource = pytest.importorskip("resource", reason="no limit for the size of a file there")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_write_that_fails_at_any_step_of_saving(data_dir: Path, tmp_path: Path) -> None:
    """Each further write of a save fails once; what was acknowledged is there and nothing is half done."""
    new_desk(data_dir)
    outcomes = set()
    for step in range(25):
        folder = tmp_path / f"lần {step}"
        shutil.copytree(data_dir, folder)
        desk = Desk.open(folder)
        saved = {record.id for record in desk.store.records("session")}
        size = (folder / "desk.db-wal").stat().st_size
        try:
            with no_file_beyond(size + 2_000 + step * 12_000):
                for number in range(3):
                    saved.add(desk.records.save("session", {**SESSION, "notes": f"{number} " + "đất " * 2000}).id)
            outcomes.add("saved")
        except DeskError as error:
            outcomes.add(error.code)
        assert not desk.store.conn.in_transaction
        assert {record.id for record in desk.store.records("session")} == saved
        desk.close()
        again = Desk.open(folder)
        assert {record.id for record in again.store.records("session")} == saved
        assert again.keeping.check() == []
        again.close()
    assert "saved" in outcomes
    assert outcomes & {"disk_full", "io"}
    assert outcomes <= {"saved", "disk_full", "io"}


@pytest.fixture
def read_only_folder(data_dir: Path) -> Iterator[Path]:
    """A desk whose folder cannot be written, also not by root."""
    new_desk(data_dir)
    if os.name == "nt":
        pytest.skip("mode bits close no folder there")
    if os.geteuid() == 0:
        with mounted("--bind", str(data_dir)) as folder:
            subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
            yield folder
    else:
        data_dir.chmod(0o500)
        (data_dir / "desk.db").chmod(0o400)
        yield data_dir
        data_dir.chmod(0o700)


def test_read_only_folder(read_only_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = one_sentence(capsys, "add", "session", *(f"{k}={v}" for k, v in SESSION.items()),
                        "--data", str(read_only_folder))  # fmt: skip
    assert "ghi" in said
    one_sentence(capsys, "backup", "--data", str(read_only_folder))


def damaged_by(kind: str, path: Path) -> None:
    """Spoil a desk file in one way."""
    whole = path.read_bytes()
    spoiled = {
        "empty": b"",
        "truncated": whole[: len(whole) // 2],
        "foreign": "đây không phải tệp dữ liệu\n".encode() * 500,
        "header": b"\0" * 100 + whole[100:],
        "page": whole[: 4096 * 12] + b"\0" * 4096 + whole[4096 * 13 :],
    }[kind]
    path.write_bytes(spoiled)


def is_open(file: Path) -> bool:
    """Whether this process has a file open, so that Windows would let nobody put another in its place."""
    if os.name == "nt":
        aside = file.with_name("aside")
        try:
            file.rename(aside)
        except PermissionError:
            return True
        aside.rename(file)
        return False
    return any(os.path.realpath(f"/proc/self/fd/{n}").startswith(str(file)) for n in os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("kind", ["empty", "truncated", "foreign", "header", "page"])
def test_damage_is_noticed_and_the_backup_named(kind: str, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ids = new_desk(data_dir)
    assert main(["backup", "--data", str(data_dir)]) == 0
    (kept,) = (data_dir / "backups").glob("*.db")
    damaged_by(kind, data_dir / "desk.db")
    capsys.readouterr()
    with pytest.raises(DamagedError) as noticed:
        Desk.open(data_dir)
    assert str(kept) in str(noticed.value)
    assert not is_open(data_dir / "desk.db"), "who noticed it may still be told of: it holds nothing"
    said = one_sentence(capsys, "get", "session", ids[0], "--data", str(data_dir))
    assert kept.name in said
    assert main(["check", "--json", "--data", str(data_dir)]) == 1
    assert '"ok": false' in capsys.readouterr().out
    assert main(["restore", str(kept), "--data", str(data_dir)]) == 0
    assert main(["get", "session", ids[0], "--data", str(data_dir)]) == 0
    assert main(["check", "--data", str(data_dir)]) == 0


def test_a_foreign_database_and_a_newer_one(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import sqlite3

    new_desk(data_dir)
    conn = sqlite3.connect(data_dir / "desk.db")
    conn.execute("PRAGMA user_version = 99")
    conn.close()
    before = (data_dir / "desk.db").read_bytes()
    assert "mới hơn" in one_sentence(capsys, "check", "--data", str(data_dir))
    assert (data_dir / "desk.db").read_bytes() == before
    with pytest.raises(DeskError) as newer:
        Desk.open(data_dir)
    assert newer.value.code
    assert not is_open(data_dir / "desk.db")
    (data_dir / "desk.db").unlink()
    conn = sqlite3.connect(data_dir / "desk.db")
    conn.execute("CREATE TABLE t (a)")
    conn.commit()
    conn.close()
    assert "không phải tệp dữ liệu" in one_sentence(capsys, "search", "x", "--data", str(data_dir))
