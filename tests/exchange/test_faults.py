"""A disk that refuses at any step of a merge, an undo, a return package: as before, or done; and the next try works.

Every step of SQLite's own reading and writing is tried with MERGE_FAULTS=1: failing once, for good, as on a full
disk, and in a locked file; without it every few steps.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk, locking
from dialogue_desk.errors import DeskError
from tests.exchange.faulty import Disk, faulty_disk
from tests.exchange.test_bars import export
from tests.exchange.world import COMMUNE, OPINION, SESSION, World, step_on

STRIDE = 1 if os.environ.get("MERGE_FAULTS") else 37
PASSPHRASE = "mật khẩu chỉ để thử"
KNOWN = {"disk_full", "io", "read_only"}

Work = Callable[[Desk], None]
Look = Callable[[Desk, World], Any]


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A disk whose steps are counted."""
    with faulty_disk(monkeypatch) as made:
        yield made


@pytest.fixture
def rich(chain: World) -> World:
    """A district that holds something, and a package (`up.ddpkg`) with everything a package can do to it.

    New records, changes, deletes, parallel edits, a forwarded case with a name, an erased one, an attachment.
    """
    commune, district = chain.desks["commune"], chain.desks["district"]
    sessions = [commune.records.save("session", {**SESSION, "title": f"Cuộc {i}"}).id for i in range(4)]
    opinion = commune.records.save("opinion", {**OPINION, "speaker_name": "Phạm Thị Hạnh"}).id
    commune.records.save("action", step_on(opinion, "forward_up", "2023-05-01"))
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    chain.down("district", "second")
    chain.down("district", "commune")
    second.records.change("session", sessions[0], {"place": "Ở máy hai"})
    chain.up("second", "district")
    commune.records.change("session", sessions[0], {"place": "Ở máy một"})
    commune.records.change("session", sessions[1], {"title": "Tên mới", "notes": "ngõ " * 3000})
    commune.records.delete("session", sessions[2])
    photo = chain.root / "biên bản.pdf"
    photo.write_bytes(b"%PDF-1.4\n" + b"x" * 30_000)
    commune.attachments.attach("session", sessions[3], photo)
    commune.erasure.erase("opinion", opinion, ["speaker_name"], "theo đơn")
    fresh = commune.records.save("opinion", {**OPINION, "text": "Mất nước", "speaker_name": "Vũ Văn Nam"}).id
    commune.records.save("action", step_on(fresh, "forward_up", "2023-06-01"))
    commune.sending.send(chain.root / "up.ddpkg", with_attachments=True)
    for desk in chain.desks.values():
        desk.close()
    return chain


def tried(world: World, disk: Disk, name: str, work: Work, how: str, look: Look) -> set[str]:
    """Let every step of some work fail, in desks copied from `name`; what came of it, by code."""
    if how == "locked":
        locking.lock(world.root / name, PASSPHRASE)
    before, after = whole(world, name, None, look), whole(world, name, work, look)
    assert before != after
    outcomes: set[str] = set()
    # Opening a locked desk takes its time.
    stride = STRIDE * 3 if how == "locked" and STRIDE > 1 else STRIDE
    at, desk = 1 + HOW.index(how) * STRIDE // 4, fresh(world, name)
    while True:
        disk.arm(at, stays_broken=how == "for good", is_full=how == "full")
        code = outcome(desk, work)
        failed = disk.failed
        if how == "for good":
            desk.close()
            disk.disarm()
            desk = reopened(desk)
        disk.disarm()
        outcomes.add(code)
        assert code in {"done", *KNOWN}, f"step {at} ({failed}) of {name}: {code}"
        assert not desk.store.conn.in_transaction
        assert not list(desk.folder.rglob("*.part*"))
        shown = look(desk, world)
        assert shown == after if code == "done" else shown in (before, after), f"step {at} ({failed}) is half done"
        if not failed:
            desk.close()
            return outcomes
        if shown == before and at // stride % 5 == 1:
            # The same desk goes on; that the next try works is looked at now and then, and at the end.
            assert outcome(desk, work) == "done"
            assert look(desk, world) == after
        if look(desk, world) == after:
            assert desk.keeping.check() == []
            desk.close()
            desk = fresh(world, name)
        at += stride


def fresh(world: World, name: str) -> Desk:
    """A desk as `name` is."""
    world.count += 1
    folder = world.root / f"{name}-{world.count}"
    shutil.copytree(world.root / name, folder)
    return opened(folder)


def reopened(desk: Desk) -> Desk:
    """The same folder, opened again."""
    desk.close()
    return opened(desk.folder)


def opened(folder: Path) -> Desk:
    """A desk whose every commit also goes into the file itself."""
    again = Desk.open(folder, PASSPHRASE if (folder / "desk.key").exists() else None)
    again.store.conn.execute("PRAGMA wal_autocheckpoint = 1")
    return again


def whole(world: World, name: str, work: Work | None, look: Look) -> Any:
    """Everything a desk holds before, or after the work."""
    desk = fresh(world, name)
    if work is not None:
        assert outcome(desk, work) == "done"
    shown = look(desk, world)
    desk.close()
    return shown


def exported(desk: Desk, world: World) -> bytes:
    """Every record a desk has, byte for byte."""
    return export(desk, world.root)


def without_names(desk: Desk, world: World) -> list[dict[str, Any]]:
    """The same but for the names of versions, which differ with the moment of a save."""
    lines = export(desk, world.root).decode().splitlines()
    return [{k: v for k, v in json.loads(line).items() if not k.endswith("rev")} for line in lines]


def outcome(desk: Desk, work: Work) -> str:
    """The code of the refusal, said in a sentence; "done"."""
    trouble = DeskError("", "", "done")
    try:
        work(desk)
    except DeskError as error:
        trouble = error
    assert trouble.code == "done" or (trouble.message.endswith(".") and trouble.hint.endswith("."))
    return trouble.code


def receiving(file: Path) -> Work:
    def work(desk: Desk) -> None:
        (result,) = desk.receiving.receive([file])
        if result.status not in ("merged", "already"):
            raise DeskError(result.message.split(".")[0] + ".", "Có câu.", result.code)

    return work


HOW = ["once", "for good", "full", "locked"]


@pytest.mark.parametrize("how", HOW)
def test_a_disk_that_refuses_at_any_step_of_a_save(rich: World, disk: Disk, how: str) -> None:
    def work(desk: Desk) -> None:
        record = next(r for r in desk.store.records("opinion") if r.values["text"] == "Mất nước")
        desk.records.change("opinion", record.id, {"place": "Tổ 5", "speaker_name": "Vũ Văn Tên", "text": "Mất nước"})

    outcomes = tried(rich, disk, "commune", work, how, without_names)
    assert "done" in outcomes


@pytest.mark.parametrize("how", HOW)
def test_a_disk_that_refuses_at_any_step_of_a_merge(rich: World, disk: Disk, how: str) -> None:
    outcomes = tried(rich, disk, "district", receiving(rich.root / "up.ddpkg"), how, exported)
    assert "done" in outcomes
    assert outcomes & KNOWN


@pytest.mark.parametrize("how", HOW)
def test_a_disk_that_refuses_at_any_step_of_an_undo(rich: World, disk: Disk, how: str) -> None:
    district = rich.desks["district"] = Desk.open(rich.root / "district")
    result = rich.receive("district", rich.root / "up.ddpkg")
    assert result.counts["conflicts"] == 1
    district.close()

    def work(desk: Desk) -> None:
        try:
            desk.receiving.undo(result.package)
        except DeskError as error:
            if error.code != "undone":
                raise

    outcomes = tried(rich, disk, "district", work, how, exported)
    assert "done" in outcomes
    assert outcomes & KNOWN


def test_a_disk_that_refuses_at_any_step_of_a_return_package(rich: World, disk: Disk) -> None:
    rich.desks["district"] = Desk.open(rich.root / "district")
    rich.receive("district", rich.root / "up.ddpkg")
    back = rich.root / "down.ddpkg"
    rich.desks["district"].sending.send_back(COMMUNE, back)
    outcomes = tried(rich, disk, "commune", receiving(back), "once", exported)
    assert "done" in outcomes
    assert outcomes & KNOWN
