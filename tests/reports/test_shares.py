"""Shares a person sets for a split commune: in series and comparisons, never elsewhere, against a count of our own."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.domain.shares import Shares, Told, part_of, read_shares, written
from dialogue_desk.domain.sheet import Note, Sheet, Table
from dialogue_desk.domain.units import Unit, UnitTree
from dialogue_desk.errors import DeskError, RecordError

Put = Callable[[Desk, list[dict[str, Any]]], None]
OLD, BIG, SMALL = "11350@2023", "11359@2025", "11329@2025"
SPAN = {"from_year": 2024, "to_year": 2026}


def rows(sheet: Sheet, key: str = "") -> dict[str, dict[str, Any]]:
    table = next(b for b in sheet.blocks if isinstance(b, Table) and key in ("", b.key))
    return {str(row.extra.get("key") or row.values.get("period")): dict(row.values) for row in table.rows}


def notes(sheet: Sheet) -> str:
    return " ".join(block.text for block in sheet.blocks if isinstance(block, Note))


def session(unit: str, day: str, head: str = "party") -> dict[str, Any]:
    return {
        "form": "session", "unit": unit, "held_on": day, "status": "held", "title": "Đối thoại", "kind": "periodic",
        "mode": "in_person", "place": "Hội trường", "count_for": head,
    }  # fmt: skip


@pytest.fixture
def split(city: Desk, put: Put) -> Desk:
    """Ten dialogues of an old commune, two and three of those it was split among, one of another old one."""
    told = [session(OLD, f"2024-0{n}-10") for n in range(1, 8)] + [session(OLD, f"2025-0{n}-10") for n in range(1, 4)]
    told += [session(BIG, f"2025-0{n}-10") for n in (8, 9)] + [session(SMALL, f"2026-0{n}-10") for n in (1, 2, 3)]
    put(city, [*told, session("11344@2023", "2024-05-05")])
    return city


def test_nothing_is_shared_out_by_guess_and_set_shares_are_used_and_told(split: Desk) -> None:
    before = split.reporting.build("unit-comparison", SPAN)
    assert rows(before)[OLD]["sessions"] == 10
    assert rows(before)[BIG]["sessions"] == 2
    assert "không chia theo tỷ lệ" in notes(before)
    assert "đặt" not in notes(before)
    split.unit_shares.put("phuong dong khe", {"11359": "65", "11329@2025": "35"})
    after = split.reporting.build("unit-comparison", SPAN)
    assert OLD not in rows(after)
    # 7 of 2024 come to 4.55 and 2.45, 3 of 2025 to 1.95 and 1.05.
    assert rows(after)[BIG]["sessions"] == 2 + 5 + 2
    assert rows(after)[SMALL]["sessions"] == 3 + 2 + 1
    assert rows(after)["11344@2023"]["sessions"] == 1  # nobody shared this one out
    assert (
        "Chia theo tỷ lệ do Thành phố Hải Phòng đặt: Phường Đông Khê (đến 30/6/2025) – Phường Ngô Quyền 35%,"
        " Phường Gia Viên 65%." in notes(after)
    )
    total = sum(row["sessions"] or 0 for row in rows(after).values())
    assert total == sum(row["sessions"] or 0 for row in rows(before).values())
    chart = split.reporting.build("trend-units", SPAN)
    assert rows(chart)[BIG]["total"] == 9
    heat = split.reporting.build("trend-units-heat", {**SPAN, "step": "year"})
    assert (rows(heat)[BIG]["2024"], rows(heat)[SMALL]["2024"]) == (5, 2)
    for sheet in (chart, heat):
        assert OLD not in rows(sheet)
        assert "tỷ lệ do Thành phố Hải Phòng đặt" in notes(sheet)


def test_the_series_of_one_commune_goes_on_with_its_part(split: Desk) -> None:
    asked = {**SPAN, "unit": BIG}
    assert "Không gồm đơn vị cũ bị chia" in notes(split.reporting.build("trend-sessions-head", asked))
    split.unit_shares.put(OLD, {BIG: "65", SMALL: "35"})
    sheet = split.reporting.build("trend-sessions-head", asked)
    told = rows(sheet)
    assert [told[year]["total"] for year in ("2024", "2025", "2026")] == [5, 2 + 2, None]
    assert "Phường Đông Khê" not in notes(sheet).partition("Không gồm")[2].partition(".")[0]
    assert "tỷ lệ do Thành phố Hải Phòng đặt: Phường Đông Khê" in notes(sheet)
    months = rows(split.reporting.build("trend-sessions-head", {"unit": BIG, "from": "2025-01-01", "to": "2025-12-31"}))
    assert months["2025-09"]["total"] == 1
    # One dialogue a month cannot be divided: the larger share has it.
    assert [months[f"2025-0{n}"]["total"] for n in (1, 2, 3)] == [1, 1, 1]
    appendix = split.reporting.build("appendix-05", asked)
    years = next(b for b in appendix.blocks if isinstance(b, Table)).rows
    assert [row.values["commune_total"] for row in years[:3]] == [0, 2, 0] or years[0].values["commune_total"] is None
    assert "Không gồm đơn vị cũ bị chia" in notes(appendix)


def test_a_new_commune_stands_against_the_sum_of_its_old_ones(split: Desk, put: Put) -> None:
    put(split, [session("11311@2023", "2024-03-03"), session("11311@2025", "2025-10-10", "government")])
    compared = rows(split.reporting.build("unit-comparison", SPAN), "reform_2025-07-01")
    assert (compared["11311@2025"]["sessions_before"], compared["11311@2025"]["sessions_after"]) == (1, 1)
    assert compared[BIG]["sessions_after"] == 2
    assert not compared[BIG]["sessions_before"]
    split.unit_shares.put(OLD, {BIG: "65", SMALL: "35"})
    sheet = split.reporting.build("unit-comparison", SPAN)
    shared = rows(sheet, "reform_2025-07-01")
    assert (shared[BIG]["sessions_before"], shared[SMALL]["sessions_before"]) == (7, 3)
    table = next(b for b in sheet.blocks if isinstance(b, Table) and b.key == "reform_2025-07-01")
    row = next(row for row in table.rows if row.extra["key"] == BIG)
    assert sum(len(source.records) for source in row.sources["sessions_before"]) == 10
    assert "01/7/2025" in table.title
    later = split.reporting.build("unit-comparison", {"from_year": 2026, "to_year": 2026})
    assert not [b for b in later.blocks if isinstance(b, Table) and b.key.startswith("reform")]


def test_every_split_commune_of_a_city_shared_out_adds_up(city: Desk, put: Put) -> None:
    rng = random.Random(5)
    counted = Counter[tuple[str, int]]()
    told = []
    here = [s for s in city.unit_shares.every() if city.units.is_below(s.unit.key, "31")]
    for shared in here:
        cuts = sorted(rng.sample(range(1, 100), len(shared.heirs) - 1))
        percents = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
        city.unit_shares.put(shared.unit.key, {u.key: str(p) for u, p in zip(shared.heirs, percents, strict=True)})
        for _n in range(rng.randint(0, 6)):
            year = rng.choice((2023, 2024))
            counted[shared.unit.key, year] += 1
            told.append(session(shared.unit.key, f"{year}-06-0{rng.randint(1, 9)}"))
    put(city, told)
    assert len(here) > 30
    expected = Counter[str]()
    for shared in city.unit_shares.every():
        if shared.told is None:
            continue
        for year in (2023, 2024):
            n = counted[shared.unit.key, year]
            exact = {u.key: n * shared.told.parts[u.key] / 10_000 for u in shared.heirs}
            given = {key: math.floor(value + 1e-9) for key, value in exact.items()}
            for key in sorted(given, key=lambda k: given[k] - exact[k])[: n - sum(given.values())]:
                given[key] += 1
            expected.update(given)
    found = rows(city.reporting.build("unit-comparison", {"from_year": 2023, "to_year": 2026}))
    assert {key: row["sessions"] for key, row in found.items() if row["sessions"]} == {
        k: n for k, n in expected.items() if n
    }
    assert not [key for key in found if city.units[key].valid_to and city.units[key].level == "commune"]


def test_old_communes_of_a_province_that_is_gone_count_for_the_new_ones(city: Desk) -> None:
    """Hải Dương went into Hải Phòng: its communes that went whole into one, and those with shares, go on there."""
    whole, new = "10507@2023", city.units["10507@2023"].successors
    split = next(s for s in city.unit_shares.every() if city.units.top(s.unit.key).key == "30@2023")  # type: ignore[union-attr]
    first, second = split.unit.heirs[:2]
    form, told = city.records.form("session"), session("", "2025-05-05")
    with city.records.writing() as saver:
        for unit, count in ((whole, 2), (split.unit.key, 5)):
            for n in range(count):
                values = {k: v for k, v in told.items() if k not in ("form", "unit")} | {"held_on": f"2025-05-0{n + 1}"}
                city.records.put(saver, form, values, "", unit, context=city.records.context(unit))
    sheet = city.reporting.build("unit-comparison", SPAN)
    assert rows(sheet)[new]["sessions"] == 2
    assert rows(sheet, "reform_2025-07-01")[new]["sessions_before"] == 2
    assert not rows(sheet)[first]["sessions"]
    assert "xã, phường cũ nhập toàn bộ của Tỉnh Hải Dương (đến 30/6/2025)" in notes(sheet)
    city.unit_shares.put(split.unit.key, {first: "80", second: "20"})
    again = rows(city.reporting.build("unit-comparison", SPAN))
    assert (again[first]["sessions"], again[second]["sessions"]) == (4, 1)
    for name in ("trend-units", "trend-units-heat"):
        assert rows(city.reporting.build(name, SPAN))[first]["total"] == 4
    appendix = city.reporting.build("appendix-05", SPAN)
    assert "Không gồm số liệu của cấp tỉnh cũ đã nhập vào: Tỉnh Hải Dương" in notes(appendix)
    assert "Hải Dương" not in notes(city.reporting.build("appendix-05", {"from_year": 2014, "to_year": 2023}))
    assert "Hải Dương" not in notes(city.reporting.build("appendix-05", {"from_year": 2026, "to_year": 2026}))


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def call(*words: str) -> tuple[int, str, str]:
        status = main([*words, "--data", str(tmp_path / "d")])
        out, err = capsys.readouterr()
        return status, out, err

    assert call("init", "--unit", "31")[0] == 0
    return call


def test_shares_from_the_command_line(run: Callable[..., tuple[int, str, str]]) -> None:
    for wrong, said in (
        ((OLD, "11359=60", "11329=39"), "cộng lại là 99, phải đúng 100"),
        ((OLD, "11359=60", "11329=40,01"), "cộng lại là 100,01, phải đúng 100"),
        ((OLD, "11359=100", "11383=0"), "không phải đơn vị mới của Phường Đông Khê"),
        ((OLD, "11359=sáu mươi"), "không phải tỷ lệ"),
        (("11359@2025", "11359=100"), "Phường Gia Viên không phải xã, phường cũ bị chia"),
        (("không có", "11359=100"), "không có không phải xã, phường cũ bị chia"),
        ((OLD, "--clear"), "chưa đặt tỷ lệ nào"),
    ):
        status, out, err = run("units", "shares", *wrong)
        assert (status, out, err.count("\n")) == (1, "", 1), wrong
        assert said in err
    assert run("lists", "--kind", "share", "--json")[1] == '{"lists": []}\n'
    status, out, _err = run("units", "shares", OLD, "11359=62,5", "11329=37.5", "--json")
    (told,) = json.loads(out)["shares"]
    assert (status, told["key"], told["set_by"]) == (0, OLD, "31")
    assert {p["key"]: p["percent"] for p in told["parts"]} == {BIG: 62.5, SMALL: 37.5}
    every = json.loads(run("units", "shares", "--json")[1])["shares"]
    assert [t["key"] for t in every if t["set_by"]] == [OLD]
    within = json.loads(run("units", "shares", "--within", "11359", "--json")[1])["shares"]
    assert OLD in [t["key"] for t in within]
    assert all("11359@2025" in [p["key"] for p in t["parts"]] for t in within)
    last = json.loads(run("operations", "--json")[1])["operations"][0]
    assert run("take-back", str(last["id"] if "id" in last else last["operation"]))[0] == 0
    assert json.loads(run("units", "shares", OLD, "--json")[1])["shares"][0]["set_by"] is None
    assert run("units", "shares", OLD, "11359=100")[0] == 0
    assert run("units", "shares", OLD, "--clear")[0] == 0
    assert json.loads(run("units", "shares", OLD, "--json")[1])["shares"][0]["set_by"] is None
    assert run("units", "shares", OLD, "11359=100")[0] == 0  # out of the bin again
    assert run("units", "shares", "--clear")[0] == 2


def test_a_record_of_the_list_is_held_to_the_same_rules(city: Desk) -> None:
    entry = {"kind": "share", "name": OLD}
    for value, said in (
        (f"{BIG}: 60; {SMALL}: 41", "101"),
        (f"{BIG} 60", "không phải tỷ lệ"),
        ("", "không phải tỷ lệ"),
    ):
        with pytest.raises(RecordError, match=said):
            city.records.save("reference", {**entry, "value": value})
    with pytest.raises(RecordError, match="không chia cho"):
        city.records.save("reference", {**entry, "value": f"{BIG}: 60; 11383@2025: 40"})
    with pytest.raises(RecordError, match="không phải xã, phường cũ"):
        city.records.save("reference", {**entry, "name": "11311@2023", "value": f"{BIG}: 100"})


def test_a_name_of_several_split_communes_is_asked_back(tmp_path: Path) -> None:
    desk = Desk.init(tmp_path / "hanoi", "01")
    with pytest.raises(DeskError, match=r"chỉ nhiều đơn vị bị chia: 00295@2023.*; 00613@2023"):
        desk.unit_shares.of("phuong minh khai")
    desk.close()


def test_shares_are_read_and_written_as_people_do() -> None:
    assert read_shares("a: 60; b=39,5%\nc: 0.5 ;") == ({"a": 6000, "b": 3950, "c": 50}, [])
    assert written({"a": 6000, "b": 3950, "c": 50}) == "a: 60; b: 39,5; c: 0,5"
    for wrong in ("a: 60; a: 40", "a", ": 5", "a: -5", "a: 5.123", "a: 1000.5x", "a: ６０"):
        assert read_shares(wrong)[1], wrong


def test_a_count_is_given_away_in_whole_numbers_that_add_up() -> None:
    thirds = {"a": Fraction(1, 3), "b": Fraction(1, 3), "c": Fraction(1, 3)}
    assert [part_of(10, thirds, key) for key in "abc"] == [4, 3, 3]
    assert [part_of(0, thirds, key) for key in "abc"] == [0, 0, 0]
    assert [part_of(3, {"a": Fraction(1, 2), "b": Fraction(1, 2)}, key) for key in "ab"] == [2, 1]
    assert [part_of(100, {"a": Fraction(665, 1000), "b": Fraction(335, 1000)}, key) for key in "ab"] == [67, 33]
    assert part_of(5, {"a": Fraction(1)}, "z") == 0


def unit(key: str, first: str = "", last: str = "", heirs: str = "") -> Unit:
    return Unit(key, key, f"Xã {key}", "Xã", "commune", "", first, last, heirs)


def test_shares_over_two_changes_and_a_step_nobody_shared_out() -> None:
    tree = UnitTree(
        [
            unit("x", "", "2024-12-31", "u"), unit("u", "2020-01-01", "2025-06-30", "a;b"),
            unit("a", "2025-07-01", "2027-12-31", "n"), unit("b", "2025-07-01", "2027-12-31", "n;m"),
            unit("n", "2028-01-01"), unit("m", "2028-01-01"), unit("w", "", "2025-06-30", "a"),
        ]
    )  # fmt: skip
    half = Shares(tree, {"u": Told("31", {"a": 6000, "b": 4000})})
    assert {k: float(w) for k, w in half.split("u", "2026-01-01").weights.items()} == {"a": 0.6, "b": 0.4}
    assert [s.unit.key for s in half.into("a", "2026-01-01")] == ["u", "x"]
    assert half.split("u", "2025-06-30") is None  # it lives
    assert half.split("u", "2028-06-01") is None  # what b became has no shares
    assert half.split("w", "2026-01-01") is None  # went whole
    both = Shares(tree, {"u": Told("31", {"a": 6000, "b": 4000}), "b": Told("310", {"n": 2500, "m": 7500})})
    told = both.split("u", "2028-06-01")
    assert told is not None
    assert {k: float(w) for k, w in told.weights.items()} == {"n": 0.7, "m": 0.3}
    assert told.by == ("31", "310")
    assert [s.unit.key for s in both.into("m", "2028-06-01")] == ["b", "u", "x"]
    assert set(both.among(("u", "w", "n"), "2028-06-01")) == {"u"}
    nothing = Shares(tree, {"u": Told("31", {"a": 10000, "b": 0})})
    assert list(nothing.split("u", "2028-06-01").weights) == ["n"]  # b has no part, so its own end does not count
    ahead = UnitTree([unit("s", "2030-01-01", "", "a;b"), unit("t", "", "2024-01-01", "s;a"), unit("a", "2024-01-02")])
    assert (
        Shares(ahead, {"s": Told("31", {"a": 10000}), "t": Told("31", {"s": 10000})}).split("t", "2025-01-01") is None
    )
    lost = UnitTree([unit("t", "", "2024-01-01", "a;nowhere"), unit("a", "2024-01-02")])
    assert Shares(lost, {"t": Told("31", {"a": 5000, "nowhere": 5000})}).split("t", "2025-01-01") is None
    ring = UnitTree([unit("p", "", "2024-01-01", "q;p"), unit("q", "", "2024-01-01", "p")])
    assert Shares(ring, {"p": Told("31", {"q": 5000, "p": 5000})}).split("p", "2025-01-01") is None
