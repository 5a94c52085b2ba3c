"""What a dry run tells before anything changes: look-alikes, parallel edits, deletions, both sides of a conflict."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk.receiving import FileResult
from dialogue_desk.domain.records import DELETED
from tests.exchange.world import COMMUNE, OPINION, SESSION, World, dump


@pytest.fixture
def two(chain: World) -> World:
    """A commune with a second laptop that the district trusts; both hold what the first one sent."""
    commune = chain.desks["commune"]
    commune.records.save("session", {**SESSION, "participants": 80, "place": "Hội trường xã"})
    commune.records.save("opinion", OPINION)
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    chain.desks["district"].joining.trust(second.joining.fingerprint)
    chain.down("district", "second")
    return chain


def looked_at(world: World, sender: str) -> tuple[FileResult, Path]:
    out = world.file()
    world.desks[sender].sending.send(out)
    before = dump(world.desks["district"])
    result = world.receive("district", out, dry_run=True)
    assert dump(world.desks["district"]) == before
    return result, out


def pairs_of(result: FileResult) -> list[tuple[str, str, str]]:
    return [(a.form, a.title, a.held_title) for a in result.details.alike]


def test_one_session_typed_on_two_laptops_is_shown_beside_the_one_held(two: World) -> None:
    second, district = two.desks["second"], two.desks["district"]
    new = second.records.save(
        "session", {**SESSION, "title": "Đối thoại quý 1", "participants": 82, "place": "Hội trường"}
    )
    second.records.save("session", {**SESSION, "held_on": "2023-03-02"})  # another day
    second.records.save("session", {**SESSION, "title": "Tiếp dân chuyên đề đất đai"})
    result, out = looked_at(two, "second")
    assert pairs_of(result) == [("session", "Đối thoại quý 1", "Đối thoại quý I")]
    (alike,) = result.details.alike
    held = district.store.records("session")
    assert (alike.id, alike.held_id) == (new.id, next(r.id for r in held))
    told = {change.field: (change.old, change.new) for change in alike.fields}
    assert told["participants"] == (80, 82)
    assert told["held_on"] == ("2023-03-01", "2023-03-01")
    assert told["place"] == ("Hội trường xã", "Hội trường")
    rows = next(block for block in district.receiving.preview(result).tables()).rows
    assert [row.values["old"] for row in rows if row.values["kind"] == "Gần trùng bản đang có"][:2] == [
        "2023-03-01", "Đối thoại quý I",
    ]  # fmt: skip
    two.receive("district", out)
    sheet = district.reporting.build("merge-preview", {"id": result.package})
    assert [row.values for row in next(iter(sheet.tables())).rows if row.values["kind"].startswith("Gần")] == [  # type: ignore[union-attr]
        row.values
        for row in rows
        if row.values["kind"].startswith("Gần")  # type: ignore[union-attr]
    ]


def test_alike_petitions_are_found_and_those_about_other_places_are_not(two: World) -> None:
    save = two.desks["second"].records.save
    save("opinion", {**OPINION, "text": "Ngõ 5 ngập nước khi mưa", "request": "Đề nghị sửa cống ngõ 5"})
    save("opinion", {**OPINION, "text": "Đường ngõ 7 ngập nước", "request": "Sửa cống"})
    save("opinion", {**OPINION, "received_on": "2023-08-02"})  # months later
    save("opinion", {**OPINION, "text": "Tiếng ồn karaoke ban đêm", "request": "Nhắc nhở chủ quán"})
    result, _out = looked_at(two, "second")
    assert [title for _form, title, _held in pairs_of(result)] == ["Ngõ 5 ngập nước khi mưa"]


def test_feedback_typed_twice_is_found_but_not_within_one_package(two: World) -> None:
    given = {
        "given_on": "2023-04-01", "contributor": "women", "contributor_name": "Hội Phụ nữ xã", "target": "party_org",
        "channel": "F01", "timing": "regular", "content": "Góp ý dự thảo báo cáo",
    }  # fmt: skip
    for _i in range(2):
        two.desks["second"].records.save("feedback", given)
    first, out = looked_at(two, "second")
    assert first.counts["new"] == 2
    assert pairs_of(first) == []
    two.receive("district", out)
    two.desks["commune"].records.save("feedback", {**given, "content": "Góp ý vào dự thảo báo cáo"})
    again, _out = looked_at(two, "commune")
    assert [form for form, _title, _held in pairs_of(again)] == ["feedback"]


def test_parallel_edits_deletions_and_conflicts_are_told_apart(two: World) -> None:
    commune, second = two.desks["commune"], two.desks["second"]
    (session,) = commune.store.records("session")
    (opinion,) = commune.store.records("opinion")
    kept = commune.records.save("session", {**SESSION, "held_on": "2023-05-05", "title": "Buổi sẽ xóa"})
    two.up("commune", "district")
    two.down("district", "second")
    second.records.change("session", session.id, {"participants": 81})
    second.records.change("opinion", opinion.id, {"request": "Nạo vét cống"})
    second.records.delete("session", kept.id)
    commune.records.change("session", session.id, {"place": "Đình làng"})
    commune.records.change("opinion", opinion.id, {"request": "Thay cống mới"})
    two.up("commune", "district")
    result, _out = looked_at(two, "second")
    kinds = {record_id: kind for kind, _form, _unit, record_id in result.details.records}
    assert kinds == {session.id: "changed", opinion.id: "conflicts", kept.id: "changed"}
    assert {key[2] for key in result.details.parallel} == {session.id}
    told: dict[tuple[str, str], Any] = {(c.id, c.field): (c.old, c.new) for c in result.details.changes}
    assert told == {
        (session.id, "participants"): (80, 81),
        (opinion.id, "request"): ("Thay cống mới", "Nạo vét cống"),
        (kept.id, DELETED): (False, True),
    }


def test_the_command_names_look_alikes(two: World, capsys: pytest.CaptureFixture[str]) -> None:
    two.desks["second"].records.save("session", {**SESSION, "title": "Đối thoại quý 1"})
    _result, out = looked_at(two, "second")
    where = str(two.root / "district")
    capsys.readouterr()
    assert main(["receive", str(out), "--dry-run", "--json", "--data", where]) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    (alike,) = file["alike"]
    assert (alike["form"], alike["held_title"]) == ("session", "Đối thoại quý I")
    assert file["counts"]["new"] == 1
    assert main(["receive", str(out), "--dry-run", "--data", where]) == 0
    assert "1 mới, 1 gần trùng" in capsys.readouterr().out
