"""Personal fields: they travel only as designed, are never lost, and erased ones stay erased."""

from __future__ import annotations

from typing import Any

import pytest

from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.people import KnownNames
from dialogue_desk.domain.privacy import findings, search
from dialogue_desk.storage import driver, erasing
from tests.exchange.world import COMMUNE, OPINION, SESSION, World, dump, step_on

SECRET = "Phạm Thị Bí Mật"
PERSONAL: dict[str, dict[str, Any]] = {
    "opinion": {**OPINION, "speaker_name": SECRET},
    "feedback": {
        "given_on": "2023-03-01", "contributor": "people", "target": "individual", "channel": "F24",
        "target_name": SECRET,
    },
}  # fmt: skip


def two_laptops(chain: World) -> World:
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    chain.desks["district"].joining.trust(second.joining.fingerprint)
    return chain


def everywhere(world: World, name: str) -> str:
    return str(dump(world.desks[name]))


def personal_forms() -> list[str]:
    """Those whose records are edited; the name of an attached file has a test of its own."""
    return [f.key for f in FORMS if f.sibling is not None and f.key != "attachment"]


def test_every_form_with_personal_fields_is_tried() -> None:
    assert sorted(personal_forms()) == sorted(PERSONAL)


@pytest.mark.parametrize("form", sorted(PERSONAL))
def test_forwarded_after_acknowledged_and_edited_elsewhere_nothing_is_lost_and_nothing_leaks(
    chain: World, form: str
) -> None:
    world = two_laptops(chain)
    commune, second, district = (world.desks[n] for n in ("commune", "second", "district"))
    names = {"opinion": "speaker_name", "feedback": "target_name"}
    record = commune.records.save(form, PERSONAL[form])
    world.up("commune", "district")
    world.down("district", "commune")
    world.down("district", "second")
    assert SECRET not in everywhere(world, "district")
    assert SECRET not in everywhere(world, "second")
    # The second laptop edits the record without ever having had its names.
    field = {"opinion": "place", "feedback": "notes"}[form]
    second.records.change(form, record.id, {field: "Tổ 5"})
    world.up("second", "district")
    world.down("district", "commune")
    shown = commune.records.need(form, record.id)
    assert (shown.values[names[form]], shown.values[field], shown.conflicts) == (SECRET, "Tổ 5", ())
    # Forwarded after everything was acknowledged: now, and only now, the names go up.
    opinion = record.id
    if form == "feedback":
        opinion = commune.records.save(
            "opinion", {**OPINION, "source_form": "feedback", "source_id": record.id, "side": None}
        ).id
    commune.records.save("action", step_on(opinion, "forward_up", "2023-05-01"))
    world.up("commune", "district")
    assert district.records.need(form, record.id).values[names[form]] == SECRET
    world.up("district", "city")
    assert SECRET not in everywhere(world, "city")
    assert world.up("commune", "district").rows > 0
    world.down("district", "commune")
    assert world.up("commune", "district").rows == 0
    # Another desk of the unit gets everything.
    world.down("district", "commune")
    world.side("commune", "second")
    assert second.records.need(form, record.id).values[names[form]] == SECRET


def test_the_name_of_an_attached_file_stays_in_its_unit_whoever_withdraws_the_file(chain: World) -> None:
    world = two_laptops(chain)
    commune, second = world.desks["commune"], world.desks["second"]
    record = commune.records.save("opinion", PERSONAL["opinion"])
    file = world.root / f"Đơn của {SECRET}.pdf"
    file.write_bytes(b"%PDF-1.4\n")
    line = commune.attachments.attach("opinion", record.id, file)
    commune.records.save("action", step_on(record.id, "forward_up", "2023-05-01"))
    world.up("commune", "district", with_attachments=True)
    assert "Đơn của" not in everywhere(world, "district")
    world.down("district", "second")
    second.attachments.withdraw(line.id)
    assert "Đơn của" not in everywhere(world, "second")
    world.up("second", "district")
    world.down("district", "commune")
    shown = commune.records.need("attachment", line.id)
    assert (shown.values["file_name"], shown.values["sha256"], shown.conflicts) == (file.name, None, ())
    world.up("commune", "district")
    assert "Đơn của" not in everywhere(world, "district")
    world.side("commune", "second")
    assert second.records.need("attachment", line.id).values["file_name"] == file.name


def test_a_unit_above_knows_the_names_that_were_sent_to_it(chain: World) -> None:
    """What it types itself of a citizen of a unit below is found before it is sent on."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    told = {**PERSONAL["opinion"], "speaker_name": "Trương Thị Mận"}
    commune.records.save("action", step_on(commune.records.save("opinion", told).id, "forward_up", "2023-05-01"))
    chain.up("commune", "district")
    district.records.save("opinion", {**OPINION, "text": "theo truong thi man thì cống tắc"})
    assert [(f.kind, f.text) for f in district.sending.plan().findings] == [("name", "Trương Thị Mận")]


def test_a_step_taken_back_keeps_the_names_here(chain: World) -> None:
    commune = chain.desks["commune"]
    record = commune.records.save("opinion", PERSONAL["opinion"])
    step = commune.records.save("action", step_on(record.id, "forward_up", "2023-05-01"))
    commune.records.save("action", step_on(record.id, "void", "2023-05-01", action_ref=step.id))
    chain.up("commune", "district")
    assert SECRET not in everywhere(chain, "district")


def test_a_package_file_shows_no_name(chain: World) -> None:
    commune = chain.desks["commune"]
    record = commune.records.save("opinion", PERSONAL["opinion"])
    commune.records.save("action", step_on(record.id, "forward_up", "2023-05-01"))
    package = chain.file()
    commune.sending.send(package)
    data = package.read_bytes()
    for word in (SECRET, "ngập nước", "opinion"):
        assert word.encode() not in data


def test_the_plan_says_what_would_go(chain: World) -> None:
    commune = chain.desks["commune"]
    commune.records.save("session", SESSION)
    text = "Bà Phạm Thị Bí Mật, số nhà 12/3, điện thoại 0912 345 678"
    record = commune.records.save("opinion", {**PERSONAL["opinion"], "text": text})
    plan = commune.sending.plan()
    assert dict(plan.counts) == {"session": 1, "opinion": 1}
    assert plan.forwarded == 0
    assert {f.kind for f in plan.findings} == {"phone", "house_number", "name"}
    commune.records.save("action", step_on(record.id, "forward_up", "2023-05-01"))
    assert commune.sending.plan().forwarded == 1


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("gọi 0912345678", ["phone"]),
        ("gọi +84 912 345 678 nhé", ["phone"]),
        ("máy bàn 0225.3842.123", ["phone"]),
        ("CCCD 031 090 012 345", ["id_number"]),
        ("CMND 031234567", ["id_number"]),
        ("ở số nhà 12A/3 ngõ 5", ["house_number"]),
        ("đền bù 150 000 000 đồng", []),
        ("Quyết định 1737-QĐ/TU ngày 27/01/2015", []),
        ("năm 2023 có 458 cuộc, 11.311 lượt người", []),
        ("", []),
    ],
)
def test_what_texts_give_away(text: str, kinds: list[str]) -> None:
    assert [kind for kind, _words in search(text)] == kinds


def test_the_fingerprint_of_a_file_is_no_identity_number() -> None:
    form = next(f for f in FORMS if f.key == "attachment")
    values = {"mime": "application/pdf 0912345678", "sha256": "5a838678058f6de375e8635b5f2fea47"}
    assert [f.field for f in findings(form, "1", values, KnownNames(()))] == ["mime"]


def test_a_name_is_found_without_its_accents() -> None:
    known = KnownNames([SECRET, "Lan"])
    assert search("ba PHAM THI BI MAT noi", known) == [("name", SECRET)]
    assert search("bí mật của Lan", known) == []


def test_an_erased_name_is_gone_from_every_version_travels_and_stays_gone(chain: World) -> None:
    world = two_laptops(chain)
    commune, second, district = (world.desks[n] for n in ("commune", "second", "district"))
    record = commune.records.save("opinion", PERSONAL["opinion"])
    commune.records.change("opinion", record.id, {"speaker_name": SECRET + " hai"})
    commune.records.save("action", step_on(record.id, "forward_up", "2023-05-01"))
    old = world.file()
    commune.sending.send(old)
    world.receive("district", old)
    world.down("district", "commune")
    world.down("district", "second")
    mark = ("opinion_personal", COMMUNE, record.id, '["speaker_name"]', commune.store.desk, "Lan", "2023-06-01", "xin")
    with driver.transaction(commune.store.conn):
        erasing.take(commune.store, [mark])
    assert SECRET not in everywhere(world, "commune")
    world.up("commune", "district")
    assert SECRET not in everywhere(world, "district")
    # Old content that arrives later is obeyed too.
    batch = next(b for b in district.receiving.batches() if b.file == old.name)
    district.receiving.undo(batch.package)
    assert world.receive("district", old, again=True).status == "merged"
    assert SECRET not in everywhere(world, "district")
    world.down("district", "second")
    world.side("commune", "second")
    assert SECRET not in everywhere(world, "second")
    assert dump(commune)["opinion"] == dump(second)["opinion"]
    assert world.up("commune", "district").counts["quarantined"] == 0


def test_attachments_travel_only_when_asked(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    record = commune.records.save("session", SESSION)
    photo = chain.root / "ghi chú.txt"
    photo.write_bytes(b"%PDF-1.4\n" + b"x" * 1_300_000)
    photo = photo.rename(chain.root / "biên bản.pdf")
    commune.attachments.attach("session", record.id, photo)
    chain.up("commune", "district")
    held = "SELECT count(*) FROM blob"
    assert district.store.conn.execute(held).fetchone()[0] == 0
    assert chain.up("commune", "district", with_attachments=True).status == "merged"
    assert district.store.conn.execute(held).fetchone()[0] == 1
    (line,) = district.store.records("attachment")
    assert "file_name" not in line.values
