"""Head to head (exchange.md): what the rivals lose, between real desks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.exchange.test_bars import DAY, export
from tests.exchange.world import COMMUNE, OPINION, SESSION, World, dump


@pytest.fixture
def laptops(chain: World) -> World:
    """A commune with two laptops that hold the same."""
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    chain.desks["district"].joining.trust(second.joining.fingerprint)
    for name in ("second", "commune"):
        chain.down("district", name)
    return chain


def around(world: World) -> None:
    """Both laptops send up and get the return package, twice."""
    for _round in range(2):
        for name in ("commune", "second"):
            assert world.up(name, "district").status == "merged"
        for name in ("commune", "second"):
            assert world.down("district", name).status == "merged"


def test_an_older_package_after_a_newer_one_takes_nothing_back(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    record = commune.records.save("session", SESSION)
    older, newer = chain.file(), chain.file()
    commune.sending.send(older)
    commune.records.change("session", record.id, {"place": "Mới"})
    commune.sending.send(newer)
    assert chain.receive("district", newer).counts["new"] == 1
    shown = export(district, chain.root)
    result = chain.receive("district", older)
    assert (result.counts["same"], result.counts["changed"], result.counts["new"]) == (1, 0, 0)
    assert export(district, chain.root) == shown
    # Taking the newer one back shows the older state, and the other way round.
    district.receiving.undo(chain.receive("district", newer).package)
    assert district.records.need("session", record.id).values["place"] == SESSION["place"]


def test_the_same_package_twice_changes_nothing_and_tells_when_it_was_merged(chain: World) -> None:
    chain.desks["commune"].records.save("session", SESSION)
    package = chain.file()
    chain.desks["commune"].sending.send(package)
    first = chain.receive("district", package)
    before = dump(chain.desks["district"])
    again = chain.receive("district", package)
    assert (again.status, again.at, again.counts["same"]) == ("already", first.at, 1)
    assert "/20" in again.message
    assert dump(chain.desks["district"]) == before


def test_deletes_travel_and_a_delete_beside_an_edit_is_shown(laptops: World) -> None:
    commune, second, district = (laptops.desks[n] for n in ("commune", "second", "district"))
    gone, torn = (commune.records.save("session", {**SESSION, "title": t}) for t in ("Xóa", "Xóa và sửa"))
    laptops.up("commune", "district")
    laptops.down("district", "second")
    commune.records.delete("session", gone.id)
    commune.records.delete("session", torn.id)
    second.records.change("session", torn.id, {"place": "Sân đình"})
    laptops.up("commune", "district")
    assert {r.id for r in district.store.records("session")} == set()
    assert laptops.up("second", "district").counts["conflicts"] == 1
    assert {r.id for r in district.store.records("session")} == {torn.id}
    assert district.records.need("session", torn.id).values["place"] == "Sân đình"
    assert [c.id for c in district.conflicts.listed()] == [torn.id]


def test_a_flipped_byte_is_refused_and_the_desk_is_as_it_was(chain: World) -> None:
    district, commune = chain.desks["district"], chain.desks["commune"]
    commune.records.save("session", SESSION)
    package = chain.file()
    commune.sending.send(package)
    before, good = dump(district), package.read_bytes()
    for at in range(0, len(good), 97):
        package.write_bytes(good[:at] + bytes([good[at] ^ 4]) + good[at + 1 :])
        result = chain.receive("district", package)
        assert result.status in ("refused", "waiting")
        assert result.message.strip()
    assert dump(district) == before
    package.write_bytes(good)
    assert chain.receive("district", package).status == "merged"


def test_undone_after_the_receipt_what_is_not_held_travels_again_by_itself(laptops: World) -> None:
    commune, district, second = (laptops.desks[n] for n in ("commune", "district", "second"))
    record = commune.records.save("session", SESSION)
    result = laptops.up("commune", "district")
    laptops.down("district", "commune")
    assert commune.whereabouts.where("session", record.id)[1]
    district = laptops.reopen("district")
    district.receiving.undo(result.package)
    laptops.down("district", "commune")
    # The receipt is history; what is held is said anew.
    assert commune.whereabouts.where("session", record.id)[1] == []
    assert commune.whereabouts.unheld() == 1
    second.records.save("opinion", OPINION)
    around(laptops)
    for form in ("session", "opinion"):
        assert dump(commune)[form] == dump(second)[form] == dump(district)[form] != []
    assert commune.whereabouts.unheld() == 0
    assert district.conflicts.listed() == []


def test_a_clock_at_2099_for_a_day_and_three_desks_that_edit_the_same_record(laptops: World) -> None:
    commune, second, district = (laptops.desks[n] for n in ("commune", "second", "district"))
    third = laptops.join("third", "district", COMMUNE)
    laptops.up("third", "district")
    district.joining.trust(third.joining.fingerprint)
    record = commune.records.save("session", SESSION)
    laptops.up("commune", "district")
    names = ("commune", "second", "third")
    for name in names:
        laptops.down("district", name)
    right = commune.store.clock
    commune.store.clock = lambda: right() + 73 * 365 * DAY
    commune.records.change("session", record.id, {"place": "Năm 2099"})
    commune.store.clock = right
    second.records.change("session", record.id, {"title": "Của máy hai"})
    third.records.change("session", record.id, {"notes": "Của máy ba"})
    for _round in range(2):
        for name in names:
            assert laptops.up(name, "district").status == "merged"
        for name in names:
            assert laptops.down("district", name).status == "merged"
    wanted = ("Năm 2099", "Của máy hai", "Của máy ba", ())
    for name in (*names, "district"):
        r = laptops.desks[name].records.need("session", record.id)
        assert (r.values["place"], r.values["title"], r.values["notes"], r.conflicts) == wanted
    # Whoever edits next, with the right clock, is simply newer; nobody else's clock was dragged along.
    third.records.change("session", record.id, {"place": "Hôm nay"})
    fresh = second.records.save("session", {**SESSION, "title": "Ngày thường"})
    for name in ("third", "second"):
        laptops.up(name, "district")
    shown = district.records.need("session", record.id)
    assert (shown.values["place"], shown.conflicts) == ("Hôm nay", ())
    (stamp,) = district.store.conn.execute("SELECT hlc FROM session WHERE id = ?", (fresh.id,)).fetchone()
    assert stamp < right() + DAY


def test_a_receipt_is_kept_record_by_record(chain: World) -> None:
    commune = chain.desks["commune"]
    sent = [commune.records.save("session", {**SESSION, "title": f"Cuộc {i}"}).id for i in range(3)]
    chain.up("commune", "district")
    late = commune.records.save("session", {**SESSION, "title": "Sau"}).id
    commune.records.change("session", sent[0], {"place": "Sửa sau khi gửi"})
    chain.down("district", "commune")
    held = {i: bool(commune.whereabouts.where("session", i)[1]) for i in (*sent, late)}
    assert held == {sent[0]: False, sent[1]: True, sent[2]: True, late: False}
    assert commune.whereabouts.unheld() == 2


def test_a_folder_of_packages_with_one_bad_file_merges_the_others(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    box: Path = chain.root / "box"
    box.mkdir()
    for i in range(3):
        commune.records.save("session", {**SESSION, "title": f"Cuộc {i}"})
        commune.sending.send(box / f"{i}.ddpkg")
    (box / "1.ddpkg").write_bytes((box / "1.ddpkg").read_bytes()[:-9])
    results = district.receiving.receive([box])
    assert [r.status for r in results] == ["merged", "refused", "merged"]
    assert len(list(district.store.records("session"))) == 3
