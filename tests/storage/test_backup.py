"""Backups by age, whole or not there; unsafe folders."""

import os
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.errors import DamagedError, DeskError
from dialogue_desk.storage import backup, safe_folder, schema

SESSION = {"held_on": "2024-05-06", "title": "Đối thoại", "place": "Nhà văn hóa", "count_for": "party"}


def test_rotation_keeps_days_weeks_and_months(tmp_path: Path) -> None:
    start = datetime(2026, 11, 20, 17, 0)
    for days in range(500):
        (tmp_path / f"desk-{start - timedelta(days=days):%Y%m%d-%H%M%S}-daily.db").touch()
    (tmp_path / "của tôi.db").touch()
    backup.rotate(tmp_path)
    kept = {b.at.date().isoformat() for b in backup.listed(tmp_path)}
    days = {(start - timedelta(days=d)).date().isoformat() for d in range(7)}
    sundays = {"2026-11-20", "2026-11-15", "2026-11-08", "2026-11-01"}
    months = {"2026-11-20", "2026-10-31", "2026-09-30", "2026-08-31", "2026-07-31", "2026-06-30", "2026-05-31",
              "2026-04-30", "2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31"}  # fmt: skip
    assert kept == days | sundays | months
    assert (tmp_path / "của tôi.db").exists()


def test_of_one_second_the_last_stands_first(tmp_path: Path) -> None:
    names = ["desk-20261130-172816-restore.db", *(f"desk-20261130-172816-restore-{n}.db" for n in (2, 3, 10))]
    for name in (*names, "desk-20261130-172815-manual-9.db"):
        (tmp_path / name).touch()
    assert [b.path.name for b in backup.listed(tmp_path)] == [*reversed(names), "desk-20261130-172815-manual-9.db"]


def test_a_backup_is_a_plain_whole_file(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023")
    saved = desk.records.save("session", SESSION)
    made = desk.keeping.back_up()
    desk.close()
    conn = sqlite3.connect(made)
    assert conn.execute("SELECT id FROM session").fetchall() == [(saved.id,)]
    assert conn.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    conn.close()
    assert [p.name for p in made.parent.iterdir()] == [made.name]


def test_two_backups_in_one_second_keep_out_of_each_others_way(data_dir: Path, tmp_path: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023")
    desk.records.save("session", SESSION)
    now = datetime(2026, 11, 20, 17, 0)
    other = tmp_path / "desk-20261120-170000-merge.db.part"
    other.write_bytes(b"half of what another process writes")
    made = [backup.make(desk.store, tmp_path, "merge", now) for _turn in range(2)]
    assert [path.name for path in made] == ["desk-20261120-170000-merge-2.db", "desk-20261120-170000-merge-3.db"]
    assert other.read_bytes() == b"half of what another process writes"
    assert sorted(p.name for p in tmp_path.glob("desk-*")) == sorted([other.name, *(path.name for path in made)])
    desk.close()


def test_once_a_day_on_closing_and_not_of_nothing(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023")
    assert desk.keeping.daily() is None
    desk.records.save("session", SESSION)
    assert desk.keeping.daily() is not None
    assert desk.keeping.daily() is None
    desk.close()


def test_second_folder_gets_the_same_bytes_and_its_absence_is_said(data_dir: Path, tmp_path: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023")
    desk.records.save("session", SESSION)
    desk.prefer("backup_folder", str(tmp_path / "ổ ngoài"))
    made = desk.keeping.back_up()
    assert (tmp_path / "ổ ngoài" / made.name).read_bytes() == made.read_bytes()
    (tmp_path / "tệp").write_text("", encoding="utf-8")
    desk.prefer("backup_folder", str(tmp_path / "tệp" / "con"))
    with pytest.raises(DeskError) as refused:
        desk.keeping.back_up()
    assert refused.value.code == "second_folder"
    assert len(desk.keeping.backups()) == 2
    desk.close()


def test_newest_good_passes_over_a_spoiled_one(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023")
    desk.records.save("session", SESSION)
    old = backup.make(desk.store, data_dir / "backups", "manual", datetime(2026, 1, 1))
    new = backup.make(desk.store, data_dir / "backups", "manual", datetime(2026, 1, 2))
    desk.close()
    new.write_bytes(new.read_bytes()[:20_000])
    found = backup.newest_good(data_dir / "backups", lambda _file: None)
    assert found is not None
    assert found.path == old
    with pytest.raises(DamagedError):
        backup.verify(new, None)


def test_an_older_file_is_backed_up_before_it_is_brought_up_to_date(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "11311@2023", "2023")
    desk.records.save("session", {**SESSION, "notes": "ghi chú cũ"})
    desk.close()
    conn = sqlite3.connect(data_dir / "desk.db")
    conn.execute("ALTER TABLE session DROP COLUMN notes")
    conn.execute("UPDATE meta SET value = 'cũ' WHERE key = 'columns'")
    conn.commit()
    conn.close()
    desk = Desk.open(data_dir)
    (made,) = (data_dir / "backups").glob("*-upgrade.db")
    conn = sqlite3.connect(made)
    assert "notes" not in {row[1] for row in conn.execute("PRAGMA table_info(session)")}
    conn.close()
    assert desk.store.meta("columns") == schema.fingerprint()
    assert [r.values["notes"] for r in desk.store.records("session")] == ["ghi chú cũ"]
    desk.close()


BY_MOUNTS = pytest.mark.skipif(os.name == "nt", reason="Windows has no table of mounts: it is asked for each disk")


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("/nhà/lan/bàn", ""),
        pytest.param("/mnt/văn phòng/bàn", safe_folder.NETWORK, marks=BY_MOUNTS),
        pytest.param("/media/lan/USB STICK/bàn", safe_folder.REMOVABLE, marks=BY_MOUNTS),
        pytest.param("/mnt/thẻ", safe_folder.REMOVABLE, marks=BY_MOUNTS),
        ("/nhà/lan/Dropbox/bàn", safe_folder.CLOUD),
        ("/nhà/lan/OneDrive - UBND xã/bàn", safe_folder.CLOUD),
        ("/nhà/lan/onedriver-notes/bàn", ""),
    ],
)
def test_places(folder: str, expected: str) -> None:
    mounts = (
        "/dev/sda2 / ext4 rw 0 0\n"
        "//server/share /mnt/văn\\040phòng cifs rw 0 0\n"
        "/dev/sdz1 /media/lan/USB\\040STICK ext4 rw 0 0\n"
        "/dev/sdz2 /mnt/thẻ exfat rw 0 0\n"
    )
    assert safe_folder.trouble(Path(folder), mounts) == expected


def test_a_desk_in_a_synchronised_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DeskError) as refused:
        Desk.init(tmp_path / "Google Drive" / "bàn", "11311@2023", "2023")
    assert refused.value.code == "unsafe_place"
    assert not (tmp_path / "Google Drive").exists()


def test_a_file_from_before_invitations_ended_keeps_them_and_what_is_in_quarantine(data_dir: Path) -> None:
    desk = Desk.init(data_dir, "303@2023", "2023")
    code = desk.joining.invite("11296@2023", data_dir / "a.ddinvite")
    desk.close()
    conn = sqlite3.connect(data_dir / "desk.db")
    for column in ("until", "withdrawn_at", "decided"):
        conn.execute(f"ALTER TABLE invitation DROP COLUMN {column}")
    conn.execute("ALTER TABLE quarantine DROP COLUMN hash")
    conn.execute("INSERT INTO quarantine VALUES (1, 'session', '11296@2023', 'x', 'a/0', 1, 'foreign_unit', '[]')")
    for table in ("seal", "sealed", "alarm", "refusal"):
        conn.execute(f"DROP TABLE {table}")
    conn.execute("DROP TABLE IF EXISTS _sqlite_migrations")
    conn.execute("UPDATE meta SET value = 'cũ' WHERE key = 'columns'")
    conn.commit()
    conn.close()
    desk = Desk.open(data_dir)
    (given,) = desk.joining.inviting.listed()
    assert (given.invitation.code, given.invitation.until, given.status) == (code, "", "open")
    assert [q.reason for q in desk.whereabouts.quarantine()] == ["foreign_unit"]
    desk.joining.inviting.withdraw(code)
    assert desk.receiving.alarms.listed() == []
    desk.close()
