"""The board tells the truth: who owes, what came and waits, what was fetched, who never sent."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.desk.returning import PartlyWrittenError
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange import package
from dialogue_desk.gui.pages.exchange.words import plan_words
from dialogue_desk.reports.upward.arrivals import answer_told, word_of
from dialogue_desk.storage import parcels
from tests.exchange.world import CITY, COMMUNE, OPINION, OTHER, SESSION, World

DAY = 24 * 3600 * 1_000_000
YEAR = 2023


PERIODS = {"2025-Q4": 114, "2025-Q2": 182, "2025": 114, "2025-10": 114, "2023-Q1": 232}
"""Units below the city on the last day, at every level."""


def test_who_owes_a_period_are_the_units_valid_then(tmp_path: Path) -> None:
    """A whole year leaves out who ended within it and left nothing: who continues it owes its figures."""
    desk = Desk.init(tmp_path, CITY, "2025", person="C")
    boards = {period: desk.whereabouts.arrivals(int(period[:4]), period=period) for period in PERIODS}
    assert {period: len(board) for period, board in boards.items()} == PERIODS
    assert {a.status for board in boards.values() for a in board} == {"silent"}
    assert len(desk.whereabouts.arrivals(2025)) == 114
    old = next(u for u in desk.units.subtree(CITY) if u.level == "commune" and u.valid_to == "2025-06-30")
    desk.records.save("session", {**SESSION, "held_on": "2025-03-01"}, unit=old.key)
    board = {a.unit: a for a in desk.whereabouts.arrivals(2025)}
    desk.close()
    assert len(board) == 115
    assert board[old.key].is_entered


@pytest.fixture
def pair(chain: World) -> World:
    """The chain with a second commune beside the first."""
    chain.join("other", "district", OTHER)
    return chain


def test_a_package_whose_clock_is_ahead_waits_and_its_unit_is_not_silent(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    commune.records.save("session", SESSION)
    ordinary = commune.store.clock
    commune.store.clock = lambda: ordinary() + 3 * DAY
    commune.records.save("session", {**SESSION, "title": "Ba ngày sau"})
    ahead = chain.file()
    commune.sending.send(ahead)
    (looked,) = district.receiving.receive([ahead], dry_run=True)
    assert (looked.code, looked.unit) == ("clock_ahead", COMMUNE)
    board = {a.unit: a for a in district.whereabouts.arrivals(YEAR)}
    assert board[COMMUNE].status == "silent", "what was only looked at came nowhere"
    told = chain.receive("district", ahead)
    assert (told.status, told.code, told.unit) == ("waiting", "clock_ahead", COMMUNE)
    board = {a.unit: a for a in district.whereabouts.arrivals(YEAR)}
    assert board[COMMUNE].status == "waiting"
    assert board[COMMUNE].on
    assert word_of(board[COMMUNE]) == "Đã đến, chờ xem"
    assert not board[COMMUNE].why_call
    assert chain.receive("district", ahead, again=True).status == "merged"
    assert {a.unit: a.status for a in district.whereabouts.arrivals(YEAR)}[COMMUNE] == "received"
    assert parcels.waiting(district.store) == {}


def test_a_district_whose_clock_is_ahead_tells_of_its_communes_all_the_same(chain: World) -> None:
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    commune.records.save("session", SESSION)
    chain.up("commune", "district")
    (batch,) = [b for b in district.receiving.batches() if b.unit == COMMUNE]
    district.store.conn.execute("UPDATE batch SET at = '2031' || substr(at, 5) WHERE number = ?", (batch.number,))
    chain.up("district", "city")
    board = {a.unit: a for a in city.whereabouts.arrivals(YEAR)}
    assert board[COMMUNE].status == "received"
    assert board[COMMUNE].on < "2031"
    period = {a.unit: a.status for a in city.whereabouts.arrivals(YEAR, period="2023-Q1")}
    assert period[COMMUNE] != "silent"


def test_fetched_is_said_by_the_receipt_of_the_return_package(pair: World) -> None:
    commune, district = pair.desks["commune"], pair.desks["district"]

    def board() -> tuple[str, str, str]:
        arrival = next(a for a in district.whereabouts.arrivals(YEAR) if a.unit == COMMUNE)
        return arrival.answer.written, arrival.answer.fetched, answer_told(arrival)

    commune.records.save("session", SESSION)
    pair.up("commune", "district")
    assert board() == ("", "", "")
    pair.down("district", "commune")
    written, fetched, told = board()
    assert (bool(written), fetched) == (True, "")
    assert told.endswith("chưa lấy")
    pair.up("commune", "district")
    written, fetched, told = board()
    assert fetched == written
    assert told.startswith("đã lấy")
    district.sending.send_back(COMMUNE, pair.file())
    written, fetched, told = board()
    assert (bool(written), fetched) == (True, "")
    assert "mới lấy gói" in told
    pair.up("other", "district")
    assert next(a for a in district.whereabouts.arrivals(YEAR) if a.unit == OTHER).answer == parcels.NO_ANSWER


def test_a_unit_speaks_only_of_return_packages_that_went_to_it(chain: World) -> None:
    district = chain.desks["district"]
    chain.up("commune", "district")
    sent = district.sending.send_back(COMMUNE, chain.file())
    parcels.add_fetched(district.store, OTHER, {sent.package: "2026-01-05"})
    assert district.sending.sent()[-1].receipt == ""
    up = district.sending.send(chain.file())
    parcels.add_fetched(district.store, CITY, {up.package: "2026-01-05"})
    assert {s.package: s.receipt for s in district.sending.sent()}[up.package] == ""
    parcels.add_fetched(district.store, COMMUNE, {sent.package: "2026-01-09"})
    parcels.add_fetched(district.store, COMMUNE, {sent.package: "2026-01-05"})
    parcels.add_fetched(district.store, COMMUNE, {sent.package: "2026-01-07"})
    assert {s.package: s.receipt for s in district.sending.sent()}[sent.package] == "2026-01-05"


def test_a_desk_that_never_sent_is_not_held_above(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    assert "giữ đủ" not in plan_words(commune.sending.plan(), "Quận")
    arrival = next(a for a in district.whereabouts.arrivals(YEAR) if a.unit == COMMUNE)
    assert (arrival.desks, arrival.unsent) == (0, 0)
    commune.records.save("session", SESSION)
    chain.up("commune", "district")
    chain.down("district", "commune")
    assert "giữ đủ" in plan_words(commune.sending.plan(), "Quận")
    arrival = next(a for a in district.whereabouts.arrivals(YEAR) if a.unit == COMMUNE)
    assert (arrival.desks, arrival.unsent) == (1, 0)
    invitation = chain.file("ddinvite")
    district.joining.invite(COMMUNE, invitation)
    second = chain.join("second", "district", COMMUNE, invitation)
    chain.receive("district", _first(chain, second))
    district.joining.trust(second.joining.fingerprint)
    arrival = next(a for a in district.whereabouts.arrivals(YEAR) if a.unit == COMMUNE)
    assert arrival.desks == 2
    assert "giữ đủ" not in plan_words(second.sending.plan(), "Quận")


def _first(chain: World, desk: Desk) -> Path:
    out = chain.file()
    desk.sending.send(out)
    return out


# -- batches ----------------------------------------------------------------------------------


def test_a_preview_of_many_packages_is_one_run_in_order(pair: World) -> None:
    """Each file is judged upon those before it; what is told adds up to what a receive then does."""
    commune, other, district = (pair.desks[n] for n in ("commune", "other", "district"))
    record = commune.records.save("session", SESSION)
    pair.up("commune", "district")
    pair.down("district", "commune")
    commune.records.change("session", record.id, {"place": "Nhà văn hóa"})
    district_copy = pair.file()
    first = pair.file()
    commune.sending.send(first)
    commune.records.change("session", record.id, {"place": "Trường học"})
    commune.records.save("opinion", OPINION)
    second = pair.file()
    commune.sending.send(second)
    other.records.save("session", SESSION)
    third = pair.file()
    other.sending.send(third)
    district_copy.write_bytes(first.read_bytes())
    broken = pair.file()
    broken.write_bytes(first.read_bytes()[:400])
    files = [first, broken, second, district_copy, third]
    before = list(district.store.conn.execute("SELECT count(*), max(vid) FROM version"))
    told = district.receiving.receive(files, dry_run=True)
    assert list(district.store.conn.execute("SELECT count(*), max(vid) FROM version")) == before
    assert district.receiving.batches()[-1].unit == COMMUNE
    assert len(district.receiving.batches()) == 1
    assert [r.status for r in told] == ["merged", "refused", "merged", "already", "merged"]
    assert told[3].copy_of == str(first)
    assert first.name in told[3].message
    changes = [(c.old, c.new) for r in told for c in r.details.changes if c.field == "place"]
    assert changes == [("Hội trường", "Nhà văn hóa"), ("Nhà văn hóa", "Trường học")]
    real = district.receiving.receive(files)
    assert [(r.status, dict(r.counts)) for r in real] == [(r.status, dict(r.counts)) for r in told]
    assert real[3].copy_of == str(first)


def test_conflicts_and_lookalikes_among_the_packages_are_seen_before(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    record = commune.records.save("session", SESSION)
    chain.up("commune", "district")
    chain.down("district", "commune")
    invitation = chain.file("ddinvite")
    district.joining.invite(COMMUNE, invitation)
    second = chain.join("second", "district", COMMUNE, invitation)
    chain.receive("district", _first(chain, second))
    district.joining.trust(second.joining.fingerprint)
    chain.down("district", "second")
    chain.down("district", "commune")
    for desk, place in ((commune, "Nhà văn hóa"), (second, "Trường học")):
        desk.records.change("session", record.id, {"place": place})
        desk.records.save("session", {**SESSION, "held_on": "2023-05-05", "title": "Đối thoại với thanh niên"})
    files = [_first(chain, commune), _first(chain, second)]
    alone = [district.receiving.receive([file], dry_run=True)[0] for file in files]
    assert [r.counts["conflicts"] for r in alone] == [0, 0]
    assert [len(r.details.alike) for r in alone] == [0, 0]
    told = district.receiving.receive(files, dry_run=True)
    assert [r.counts["conflicts"] for r in told] == [0, 1]
    assert [len(r.details.alike) for r in told] == [0, 1]
    assert district.conflicts.count() == 0


def test_the_command_tells_the_total_the_copies_and_whose_package_is_undone(
    chain: World, capsys: pytest.CaptureFixture[str]
) -> None:
    commune = chain.desks["commune"]
    commune.records.save("session", SESSION)
    one = _first(chain, commune)
    copy = chain.file()
    copy.write_bytes(one.read_bytes())
    commune.records.save("opinion", OPINION)
    two = _first(chain, commune)
    data = str(chain.root / "district")
    chain.desks["district"].close()

    def run(*given: str) -> dict[str, object]:
        capsys.readouterr()
        assert main([*given, "--data", data, "--json"]) == 0
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    looked = run("receive", str(one), str(copy), str(two), "--dry-run")
    taken = run("receive", str(one), str(copy), str(two))
    assert looked["total"] == taken["total"]
    assert taken["total"]["new"] == 2  # type: ignore[index]
    assert taken["files"][1]["copy_of"] == str(one)  # type: ignore[index]
    package_id = taken["files"][0]["package"]  # type: ignore[index]
    undone = run("undo", package_id)
    assert (undone["unit"], undone["machine"], undone["people"]) == (COMMUNE, 1, ["commune"])
    assert undone["file"] == one.name
    assert undone["at"]
    chain.desks["district"] = Desk.open(Path(data))


# -- return packages for all ------------------------------------------------------------------


def test_a_stick_that_fills_says_which_return_packages_are_written(
    pair: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    district = pair.desks["district"]
    for name in ("commune", "other"):
        pair.desks[name].records.save("session", SESSION)
        pair.up(name, "district")
    really = package.seal
    written: list[str] = []

    def full_after_one(*given: object, **named: object) -> object:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append("")
        return really(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(package, "seal", full_after_one)
    folder = pair.root / "usb"
    with pytest.raises(PartlyWrittenError) as stopped:
        district.sending.send_back_all(folder)
    assert [s.unit for s in stopped.value.written] == [COMMUNE]
    assert stopped.value.missing == (OTHER,)
    names = district.units
    assert names.name(COMMUNE) in stopped.value.message
    assert names.name(OTHER) in stopped.value.message.split("Chưa viết")[1]
    assert [f.name for f in folder.iterdir()] == [stopped.value.written[0].file]
    data = str(pair.root / "district")
    district.close()
    written.clear()
    capsys.readouterr()
    assert main(["return", "--all", "--out", str(folder), "--data", data, "--json"]) == 1
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert [p["unit"] for p in told["packages"]] == [COMMUNE]
    assert told["missing"] == [OTHER]
    assert names.name(OTHER) in said.err
    written.append("")
    assert main(["return", "--all", "--out", str(folder), "--data", data, "--json"]) == 1
    pair.desks["district"] = Desk.open(Path(data))
    with pytest.raises(DeskError) as none:
        pair.desks["district"].sending.send_back_all(folder)
    assert not isinstance(none.value, PartlyWrittenError), "nothing was written: plainly the trouble"
