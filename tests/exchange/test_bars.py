"""The bars of exchange.md that can be crossed in a moment: killed, full, vanished, wrong clock, any order, undone."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError
from tests.exchange.test_trust import acknowledged
from tests.exchange.world import COMMUNE, OPINION, OTHER, SESSION, World, dump, step_on

HERE = Path(__file__).parent
DAY = 86_400_000_000
KILLS = int(os.environ.get("MERGE_KILLS", "8"))


def export(desk: Desk, folder: Path) -> bytes:
    """Everything the desk holds, as its canonical dump."""
    out = folder / f"{time.monotonic_ns()}.ndjson"
    desk.files.export((), out, with_personal=True, with_bin=True)
    return out.read_bytes()


def busy(desk: Desk, dice: random.Random, rounds: int) -> None:
    """A desk that adds, changes, deletes, forwards."""
    for i in range(rounds):
        sessions = [r for r in desk.store.records("session") if r.unit == desk.unit]
        opinions = [r for r in desk.store.records("opinion") if r.unit == desk.unit]
        what = dice.randrange(6)
        if what == 0 or not sessions:
            desk.records.save("session", {**SESSION, "title": f"Cuộc {desk.person} {i}"})
        elif what == 1 or not opinions:
            desk.records.save("opinion", {**OPINION, "text": f"Ý kiến {i}", "speaker_name": f"Người {i}"})
        elif what == 2:
            desk.records.change("session", dice.choice(sessions).id, {"place": f"Nơi {i}"})
        elif what == 3:
            desk.records.change("opinion", dice.choice(opinions).id, {"speaker_phone": f"09{i:08d}"})
        elif what == 4 and len(sessions) > 2:
            desk.records.delete(
                "session", dice.choice([r for r in sessions if r.values["title"] != SESSION["title"]]).id
            )
        else:
            step = {**step_on(dice.choice(opinions).id, "forward_up", "2023-05-01"), "opinion_unit": desk.unit}
            desk.records.save("action", step)


@pytest.fixture
def busy_world(chain: World) -> World:
    """A commune with two laptops and another commune, five rounds of work with conflicts; packages in `box`.

    `blank` is the district's folder before any of those packages.
    """
    district = chain.desks["district"]
    chain.join("other", "district", OTHER)
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    for name in ("commune", "second", "other"):
        chain.up(name, "district")
    district.close()
    shutil.copytree(chain.root / "district", chain.root / "blank")
    chain.desks["district"] = Desk.open(chain.root / "district")
    (chain.root / "box").mkdir()
    shared = chain.desks["commune"].records.save("session", SESSION)
    dice = random.Random(218)
    for i in range(5):
        for j, name in enumerate(("commune", "second", "other")):
            busy(chain.desks[name], dice, 5)
            if i and name != "other":
                chain.desks[name].records.change("session", shared.id, {"place": f"{name} {i}"})
            package = chain.root / "box" / f"{i}{j}.ddpkg"
            chain.desks[name].sending.send(package)
            chain.receive("district", package)
        if i < 4:
            chain.down("district", "commune")
            chain.down("district", "second")
    return chain


def fresh_district(world: World, name: str) -> Desk:
    """The district as it was before any of those packages."""
    shutil.copytree(world.root / "blank", world.root / name)
    world.desks[name] = Desk.open(world.root / name)
    return world.desks[name]


def test_thirty_shuffled_deliveries_give_the_same_export(busy_world: World) -> None:
    files = sorted((busy_world.root / "box").glob("*.ddpkg"))
    assert len(files) == 15
    wanted: Any = None
    for i in range(30):
        desk = fresh_district(busy_world, f"d{i}")
        order = [*files, *random.Random(i).sample(files, 5)]
        random.Random(1000 + i).shuffle(order)
        results = desk.receiving.receive(order)
        assert {r.status for r in results} <= {"merged", "already"}
        got = (export(desk, busy_world.root), dump(desk), desk.conflicts.listed())
        wanted = wanted or got
        assert got == wanted
    assert wanted[2], "the world was meant to have conflicts"
    assert wanted[0].count(b"\n") > 20


def test_after_undo_the_export_is_that_of_a_desk_that_never_merged(busy_world: World) -> None:
    files = sorted((busy_world.root / "box").glob("*.ddpkg"))
    dice = random.Random(7)
    never, undone = fresh_district(busy_world, "never"), fresh_district(busy_world, "undone")
    kept = files[:6]
    never.receiving.receive(kept)
    results = undone.receiving.receive(files)
    away = [r.package for r, f in zip(results, files, strict=True) if f not in kept]
    dice.shuffle(away)
    for i, package in enumerate(away):
        if i == 4:
            undone = busy_world.reopen("undone")
        undone.receiving.undo(package)
    assert export(undone, busy_world.root) == export(never, busy_world.root)
    assert dump(undone) == dump(never)
    assert undone.conflicts.listed() == never.conflicts.listed()
    again = undone.receiving.receive(files)
    assert {r.code for r in again[6:]} == {"undone"}
    undone.receiving.receive(files, again=True)
    never.receiving.receive(files)
    assert dump(undone) == dump(never)


def test_a_save_made_on_top_of_what_is_undone_keeps_it_and_is_named(chain: World) -> None:
    district = chain.desks["district"]
    record = district.records.save("session", SESSION, unit=OTHER)
    chain.up("district", "city")
    other = chain.join("other", "district", OTHER)
    chain.up("other", "district")
    chain.down("district", "other")
    other.records.change("session", record.id, {"place": "Sau"})
    result = chain.up("other", "district")
    chain.down("district", "other")
    other.records.change("session", record.id, {"title": "Sau nữa"})
    chain.up("other", "district")
    assert district.receiving.kept_by_undo(result.package) == [("session", OTHER, record.id)]
    assert district.receiving.undo(result.package) == [("session", OTHER, record.id)]
    assert district.records.need("session", record.id).values["place"] == "Sau"


def packages(world: World, count: int, size: int = 80) -> Path:
    box = world.root / "box"
    box.mkdir()
    for i in range(count):
        for j in range(12):
            world.desks["commune"].records.save(
                "session", {**SESSION, "title": f"Cuộc {i}.{j} ", "notes": "ngõ " * size}
            )
        world.desks["commune"].sending.send(box / f"{i:03d}.ddpkg")
    return box


def test_killed_in_mid_merge_nothing_is_half_done_and_nothing_told_is_lost(chain: World) -> None:
    box = packages(chain, 10)
    district = chain.desks["district"]
    district.close()
    chance, told = random.Random(11), set()
    for _round in range(KILLS):
        run = subprocess.Popen(
            [sys.executable, str(HERE / "receiver.py"), str(chain.root / "district"), str(box)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        )  # fmt: skip
        assert run.stdout is not None
        assert run.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0.0, 0.12))
        run.kill()
        rest, _none = run.communicate(timeout=30)
        told |= {line.split()[1] for line in rest.split("\n")[:-1] if line.startswith("merged")}
    district = chain.desks["district"] = Desk.open(chain.root / "district")
    merged = {b.package for b in district.receiving.batches()}
    assert told <= merged
    by_batch = district.store.conn.execute("SELECT batch, count(*) FROM version WHERE batch <> 0 GROUP BY batch")
    held = dict(by_batch.fetchall())
    # Each package repeats what was not acknowledged: every batch brings its own twelve, whole.
    assert all(n % 12 == 0 for n in held.values())
    assert district.keeping.check() == []
    district.receiving.receive([box])
    assert sum(1 for _r in district.store.records("session")) == 120
    assert dump(district)["session"] == dump(chain.desks["commune"])["session"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    disk = tmp_path / "đĩa nhỏ"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3100k", "tmpfs", str(disk)]
    if os.name == "nt" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=False)


def test_on_a_full_disk_a_package_is_merged_whole_or_not_at_all(chain: World, small_disk: Path) -> None:
    box = packages(chain, 6, 2000)
    chain.desks["district"].close()
    shutil.copy(chain.root / "district" / "desk.db", small_disk / "desk.db")
    desk = chain.desks["district"] = Desk.open(small_disk)
    results = []
    for file in sorted(box.glob("*.ddpkg")):
        # Without the backup, which would fill the disk before the merge does.
        desk.receiving._back_up_before = lambda why: None
        results += desk.receiving.receive([file])
    assert {r.code for r in results if r.status != "merged"} == {"disk_full"}
    merged = sum(r.status == "merged" for r in results)
    assert 0 < merged < 6
    assert not desk.store.conn.in_transaction
    assert sum(1 for _r in desk.store.records("session")) == 12 * merged
    assert desk.keeping.check() == []


def test_on_a_full_stick_no_package_is_left_that_looks_whole(chain: World, small_disk: Path) -> None:
    commune = chain.desks["commune"]
    (small_disk / "ballast").write_bytes(os.urandom(3_110_000))
    for i in range(40):
        commune.records.save(
            "session", {**SESSION, "title": f"Cuộc {i}", "notes": random.Random(i).randbytes(2000).hex()}
        )
    with pytest.raises(DeskError) as caught:
        commune.sending.send(small_disk / "a.ddpkg")
    assert caught.value.code == "disk_full"
    assert [p.name for p in small_disk.iterdir()] == ["ballast"]
    assert commune.sending.sent() == []


@pytest.mark.skipif(os.name == "nt", reason="an open file cannot be removed there; test_placing has its error numbers")
def test_a_stick_that_is_pulled_out_while_writing_is_noticed(chain: World, monkeypatch: pytest.MonkeyPatch) -> None:
    commune = chain.desks["commune"]
    commune.records.save("session", SESSION)
    stick = chain.root / "usb"
    stick.mkdir()
    really = os.fsync

    def pulled(handle: int) -> None:
        really(handle)
        shutil.rmtree(stick, ignore_errors=True)

    monkeypatch.setattr(os, "fsync", pulled)
    with pytest.raises(DeskError) as caught:
        commune.sending.send(stick / "a.ddpkg")
    assert caught.value.code == "no_file"
    monkeypatch.setattr(os, "fsync", really)
    assert commune.sending.sent() == []
    assert chain.up("commune", "district").counts["new"] == 1


def test_a_day_in_2099_waits_and_then_everything_is_ordinary(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    record = commune.records.save("session", SESSION)
    ordinary = commune.store.clock
    commune.store.clock = lambda: ordinary() + 73 * 365 * DAY
    commune.records.change("session", record.id, {"place": "Năm 2099"})
    ahead = chain.file()
    commune.sending.send(ahead)
    assert chain.receive("district", ahead).code == "clock_ahead"
    assert chain.receive("district", ahead).status == "waiting"
    commune.store.clock = ordinary
    assert chain.up("commune", "district").counts["new"] == 1
    assert district.records.need("session", record.id).values["place"] == "Năm 2099"
    commune.records.change("session", record.id, {"place": "Nay"})
    fresh = commune.records.save("session", {**SESSION, "title": "Mới"})
    assert chain.up("commune", "district").counts["changed"] == 1
    assert district.records.need("session", record.id).values["place"] == "Nay"
    stamp = district.store.conn.execute("SELECT hlc FROM session WHERE id = ?", (fresh.id,)).fetchone()[0]
    assert stamp < ordinary() + DAY


def test_a_missing_package_is_named_and_heals_itself(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    commune.records.save("session", SESSION)
    lost = chain.file()
    commune.sending.send(lost)
    acknowledged(commune, district)
    result = chain.up("commune", "district")
    assert result.counts["new"] == 0
    arrivals = {a.unit: a for a in district.whereabouts.arrivals(2023)}
    assert arrivals[COMMUNE].missing == (2,)
    assert arrivals[COMMUNE].status == "received"
    assert arrivals[OTHER].status == "silent"
    chain.receive("district", lost)
    assert next(a for a in district.whereabouts.arrivals(2023) if a.unit == COMMUNE).missing == ()


def test_nothing_to_report_is_said_and_seen(chain: World) -> None:
    chain.up("commune", "district", nothing_to_report="2023")
    board = {a.unit: a.status for a in chain.desks["district"].whereabouts.arrivals(2023)}
    assert board[COMMUNE] == "nothing_to_report"


def test_the_slip_and_the_previews_say_the_same_as_the_package(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    record = commune.records.save("session", SESSION)
    commune.records.save("opinion", OPINION)
    out = chain.file()
    sent = commune.sending.send(out)
    reporting = commune.reporting
    slip = reporting.build("handover-slip", reporting.read("handover-slip", {"id": sent.package}))
    assert dict(slip.figures) == {"sessions": 1, "occasions": 0, "opinions": 1, "petitions": 1, "steps": 0}
    assert sent.check_code in str(slip)
    (seen,) = district.receiving.receive([out], dry_run=True)
    preview = district.receiving.preview(seen)
    assert seen.check_code == sent.check_code
    assert district.records.get("session", record.id) is None
    (table,) = preview.tables()
    assert {str(r.values["record"]) for r in table.rows} == {"Đối thoại quý I", "Đường ngõ 5 ngập nước"} or table.rows
    chain.receive("district", out)
    commune.records.change("session", record.id, {"place": "Sân đình"})
    chain.up("commune", "district")
    batch = district.receiving.batches()[-1]
    told = district.reporting.build("merge-preview", district.reporting.read("merge-preview", {"id": batch.package}))
    (changes,) = told.tables()
    (row,) = [r for r in changes.rows if r.values["field"]]
    assert (row.values["old"], row.values["new"]) == ("Hội trường", "Sân đình")
    board = district.reporting.build(
        "arrivals", district.reporting.read("arrivals", {"from_year": 2023, "to_year": 2023})
    )
    assert len(next(board.tables()).rows) == 9
