"""Killed in the middle of an undo, or of the receipt of a return package: as before, or done."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk, locking
from tests.exchange.test_bars import HERE, KILLS, export
from tests.exchange.world import COMMUNE, OPINION, SESSION, World, step_on

PASSPHRASE = "mật khẩu chỉ để thử"


def up_packages(world: World, box: Path) -> str:
    """Packages of a commune that add and change records; the desk that gets them."""
    commune = world.desks["commune"]
    shared = commune.records.save("session", SESSION)
    for i in range(8):
        for j in range(8):
            commune.records.save("session", {**SESSION, "title": f"Cuộc {i}.{j}", "notes": "ngõ " * 100})
        commune.records.change("session", shared.id, {"place": f"Nơi {i}"})
        commune.sending.send(box / f"k{i}.ddpkg")
    return "district"


def down_packages(world: World, box: Path) -> str:
    """Return packages with answers, and with what a second laptop changed; the desk that gets them."""
    commune, district = world.desks["commune"], world.desks["district"]
    cases = [commune.records.save("opinion", {**OPINION, "text": f"Ngập {i}"}).id for i in range(8)]
    for case in cases:
        commune.records.save("action", step_on(case, "forward_up", "2023-05-01"))
    shared = commune.records.save("session", SESSION)
    world.up("commune", "district")
    second = world.join("second", "district", COMMUNE)
    world.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    world.down("district", "second")
    for i, case in enumerate(cases):
        for j in range(6):
            second.records.save("session", {**SESSION, "title": f"Cuộc {i}.{j}", "notes": "ngõ " * 100})
        second.records.change("session", shared.id, {"place": f"Nơi {i}"})
        world.up("second", "district")
        district.records.save("action", step_on(case, "answer", "2023-06-01", text=f"Trả lời {i}"))
        district.sending.send_back(COMMUNE, box / f"k{i}.ddpkg")
    return "commune"


@pytest.mark.parametrize(
    ("packages", "passphrase"), [(up_packages, None), (down_packages, None), (up_packages, PASSPHRASE)]
)
def test_killed_while_taking_back_and_merging_again_each_package_is_whole(
    chain: World, packages: object, passphrase: str | None
) -> None:
    box = chain.root / "box"
    box.mkdir()
    name = packages(chain, box)  # type: ignore[operator]
    chain.desks[name].close()
    if passphrase:
        locking.lock(chain.root / name, passphrase)
    files = sorted(box.glob("*.ddpkg"))
    states = told_states(chain, name, files, passphrase)
    desk = Desk.open(chain.root / name, passphrase)
    desk.receiving.receive(files)
    told = {b.package: "merged" for b in desk.receiving.batches() if b.file.startswith("k")}
    desk.close()
    dice = random.Random(13)
    for _round in range(max(2, KILLS // 3)):
        told |= killed(chain.root / name, box, passphrase, dice.uniform(0.0, 0.25))
        desk = Desk.open(chain.root / name, passphrase)
        held = {b.package: b.status for b in desk.receiving.batches() if b.file.startswith("k")}
        # What was said is so, but for the one package that was in the works.
        assert sum(held[p] != status for p, status in told.items()) <= 1
        count = list(held.values()).count("merged")
        assert export(desk, chain.root) == states[count]
        assert desk.keeping.check() == []
        desk.close()
        told = held
    desk = Desk.open(chain.root / name, passphrase)
    assert {r.status for r in desk.receiving.receive(files, again=True)} <= {"merged", "already"}
    assert export(desk, chain.root) == states[len(files)]
    desk.close()


def told_states(world: World, name: str, files: list[Path], passphrase: str | None) -> list[bytes]:
    """What a desk shows with none, one, two, … of the packages."""
    shutil.copytree(world.root / name, world.root / "twin")
    desk = Desk.open(world.root / "twin", passphrase)
    states = [export(desk, world.root)]
    for file in files:
        assert desk.receiving.receive([file])[0].status == "merged"
        states.append(export(desk, world.root))
    desk.close()
    assert len(set(states)) == len(states)
    return states


def killed(folder: Path, box: Path, passphrase: str | None, after: float) -> dict[str, str]:
    """Let the packages be taken back and merged, and kill it; what it said of each package last."""
    run = subprocess.Popen(
        [sys.executable, str(HERE / "undoer.py"), str(folder), str(box), *([passphrase] if passphrase else [])],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
    )  # fmt: skip
    assert run.stdout is not None
    assert run.stdout.readline() == "ready\n"
    first = run.stdout.readline()
    time.sleep(after)
    run.kill()
    rest, _none = run.communicate(timeout=30)
    lines = [line.split() for line in (first + rest).split("\n")[:-1]]
    assert {status for status, _package in lines} <= {"merged", "undone", "already"}
    return {package: "merged" if status == "already" else status for status, package in lines}
