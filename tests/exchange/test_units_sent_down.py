"""Changes of the unit list: imported with a version, sent down in every return package, taken back with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.domain.units import UnitTree
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import manifest
from dialogue_desk.storage import follow, unit_changes
from tests.exchange.world import CITY, World, dump

NEW = "11311@2025"
HEAD = "key,code,name,type,level,parent,valid_from,valid_to,successors,source\n"
CHANGE = HEAD + (
    f"{NEW},11311,Phường Hồng Bàng,Phường,commune,31,2025-07-01,2026-10-31,99311@2026,NQ 1\n"
    "99311@2026,99311,Phường Cửa Biển,Phường,commune,31,2026-11-01,,,NQ 1\n"
)


@pytest.fixture
def world(tmp_path: Path) -> Any:
    made = World(tmp_path)
    made.desks["city"] = Desk.init(tmp_path / "city", CITY, "2025", person="city")
    made.join("commune", "city", "11602@2025")
    made.up("commune", "city")
    yield made
    made.close()


def changed(world: World, text: str = CHANGE, version: str = "2026-11-01") -> None:
    file = world.root / "thay-doi.csv"
    file.write_text(text, encoding="utf-8")
    assert world.desks["city"].import_units(file, version) == text.count("\n") - 1


def listed(desk: Desk) -> dict[str, str]:
    return {key: desk.units[key].name for key in (NEW, "99311@2026") if key in desk.units}


def test_a_change_goes_down_once_and_back_with_its_package(world: World) -> None:
    city, commune = world.desks["city"], world.desks["commune"]
    before, units = dump(commune), dict(commune.units.units)
    changed(world)
    out = world.file()
    city.sending.send_back(commune.unit, out)
    (looked,) = commune.receiving.receive([out], dry_run=True)
    assert looked.status == "merged"
    assert listed(commune) == {NEW: "Phường Hồng Bàng"}
    told = world.receive("commune", out)
    assert (told.status, told.alarms) == ("merged", ())
    assert listed(commune) == {NEW: "Phường Hồng Bàng", "99311@2026": "Phường Cửa Biển"}
    assert [u.key for u in commune.units.heirs_on("11311@2023", "2026-11-30")] == ["99311@2026"]
    assert unit_changes.held(commune.store).version == "2026-11-01"
    again = world.reopen("commune")
    assert listed(again)["99311@2026"] == "Phường Cửa Biển"

    again.receiving.undo(told.package)
    assert dict(again.units.units) == units
    assert unit_changes.held(again.store).version == ""
    assert dump(again) == before
    assert follow.astray(again.store) == []


def test_an_older_version_changes_nothing_and_is_refused_as_a_file(world: World) -> None:
    city, commune = world.desks["city"], world.desks["commune"]
    changed(world)
    old = world.file()
    city.sending.send_back(commune.unit, old)
    changed(world, CHANGE.replace("Cửa Biển", "Cửa Sông"), "2026-11-02")
    world.down("city", "commune")
    world.receive("commune", old)
    assert listed(commune)["99311@2026"] == "Phường Cửa Sông"
    with pytest.raises(DeskError, match="cũ hơn"):
        changed(world)
    with pytest.raises(DeskError, match="sau hôm nay"):
        changed(world, CHANGE, "2999-01-01")
    assert listed(city)["99311@2026"] == "Phường Cửa Sông"


def test_a_newer_shipped_list_does_not_undo_a_newer_change(world: World) -> None:
    changed(world)
    city = world.desks["city"]
    city.store.set_meta("units_version", "2025-01-01")
    again = world.reopen("city")
    assert listed(again)["99311@2026"] == "Phường Cửa Biển"
    assert again.units[NEW].valid_to == "2026-10-31"


def test_a_district_passes_on_what_the_city_said(tmp_path: Path) -> None:
    made = World(tmp_path)
    made.desks["city"] = Desk.init(tmp_path / "city", CITY, "2025", person="city")
    made.join("district", "city", "303@2023")
    made.join("old", "district", "11311@2023")
    for sender, receiver in (("old", "district"), ("district", "city")):
        made.up(sender, receiver)
    changed(made)
    made.down("city", "district")
    made.down("district", "old")
    assert listed(made.desks["old"])["99311@2026"] == "Phường Cửa Biển"
    assert unit_changes.held(made.desks["old"].store).unit == CITY
    made.close()


@pytest.mark.parametrize(
    "rows",
    [
        "x", [["a"]], [["a", "1", "A", "Xã", "planet"]], [[1, "1", "A", "Xã", "commune"]], [["a"] * 30],
        [["a", "1", "A", "Xã", "commune", "nobody"]], [["a", "1", "A" * 3_000, "Xã", "commune"]],
    ],
)  # fmt: skip
def test_what_is_no_list_is_malformed(world: World, rows: Any) -> None:
    tree = world.desks["commune"].units
    with pytest.raises(manifest.BROKEN):
        manifest._changes({"version": "2026-11-01", "rows": rows}, CITY, tree, "11602@2025")


def test_nobody_moves_this_desk_elsewhere_and_nobody_below_says_how_units_are(world: World) -> None:
    tree: UnitTree = world.desks["commune"].units
    own = tree["11602@2025"]
    for moved in (own._replace(parent="30@2023"), own._replace(level="district")):
        told = {"version": "2026-11-01", "rows": [list(moved)]}
        assert manifest._changes(told, CITY, tree, own.key).units == ()
    good = {"version": "2026-11-01", "rows": [list(own._replace(name="Phường Khác"))]}
    assert manifest._changes(good, own.key, tree, CITY).units == ()
    assert len(manifest._changes(good, CITY, tree, own.key).units) == 1


def test_the_command_tells_the_version(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    file = world.root / "thay-doi.csv"
    file.write_text(CHANGE, encoding="utf-8")
    data = str(world.desks["city"].folder)
    assert main(["units", "import", str(file), "--version", "1/11/2026", "--json", "--data", data]) == 0
    assert json.loads(capsys.readouterr().out) == {"units": 2, "version": "2026-11-01"}
    assert main(["units", "import", str(file), "--version", "1/10/2026", "--data", data]) == 1
