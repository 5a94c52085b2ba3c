"""Who may say what: invitations, trust, revocation, takeover, epochs, what each sender may carry."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.whereabouts import gaps_told
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import carrying, driver, registry
from tests.exchange.world import CITY, COMMUNE, DISTRICT, OTHER, SESSION, World, dump


def codes(call: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(DeskError) as caught:
        call(*arguments, **options)
    assert caught.value.message.endswith(".")
    return caught.value.code


def test_a_desk_that_started_alone_is_told_that_it_has_no_invitation_and_may_join_later(chain: World) -> None:
    alone = chain.init("alone", OTHER)
    record = alone.records.save("session", SESSION)
    assert codes(alone.sending.send, chain.file()) == "no_invitation"
    invitation = chain.file("ddinvite")
    chain.desks["district"].joining.invite(OTHER, invitation)
    alone.joining.join(invitation)
    assert chain.up("alone", "district").counts["new"] == 1
    assert chain.desks["district"].records.need("session", record.id).unit == OTHER


def test_a_new_invitation_introduces_a_desk_again_to_an_upper_unit_that_lost_its_database(chain: World) -> None:
    commune = chain.desks["commune"]
    chain.up("commune", "district")
    chain.down("district", "commune")
    fresh = chain.init("fresh", DISTRICT)
    record = commune.records.save("session", SESSION)
    assert chain.up("commune", "fresh").code == "unknown_desk", "acknowledged: its packages carry no keys any more"
    invitation = chain.file("ddinvite")
    fresh.joining.invite(COMMUNE, invitation)
    commune.joining.join(invitation)
    assert chain.up("commune", "fresh").status == "merged"
    assert fresh.records.need("session", record.id).unit == COMMUNE


def test_an_invitation_for_another_unit_or_a_damaged_one_is_refused(chain: World) -> None:
    invitation = chain.file("ddinvite")
    chain.desks["district"].joining.invite(OTHER, invitation)
    with pytest.raises(DeskError, match=chain.desks["district"].units.name(OTHER)):
        chain.desks["commune"].joining.join(invitation)
    assert codes(chain.desks["commune"].joining.join, invitation) == "wrong_unit"
    text = invitation.read_text()
    invitation.write_text(text.replace(OTHER, COMMUNE, 1))
    assert codes(chain.desks["commune"].joining.join, invitation) == "not_an_invitation"
    invitation.write_text(text[:-100])
    assert codes(Desk.join, chain.root / "new", invitation) == "not_an_invitation"
    assert not (chain.root / "new").exists()
    assert codes(chain.desks["district"].joining.invite, CITY, invitation) == "not_below"


def test_the_code_works_once_and_a_second_laptop_waits_until_it_is_trusted(chain: World) -> None:
    district = chain.desks["district"]
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    second.records.save("session", SESSION)
    package = chain.file()
    second.sending.send(package)
    waiting = chain.receive("district", package)
    assert (waiting.status, waiting.code) == ("waiting", "unknown_desk")
    assert waiting.fingerprint == second.joining.fingerprint
    assert codes(district.joining.trust, "0000 " * 8) == "unknown_fingerprint"
    district.joining.trust(waiting.fingerprint.replace(" ", "-"))
    assert chain.receive("district", package).status == "merged"
    assert not second.joining.is_known_above
    chain.down("district", "second")
    assert second.joining.is_known_above


def test_a_second_laptop_gets_its_units_data_back(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    for i in range(3):
        commune.records.save("session", {**SESSION, "title": f"Cuộc {i}"})
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    assert chain.down("district", "second").counts["new"] == 3
    assert chain.up("second", "district").rows == 0
    # The second laptop learned of the first by the return package.
    chain.down("district", "commune")
    assert chain.side("commune", "second").status == "merged"
    assert dump(commune) == dump(second)


def test_a_revoked_desk_is_refused_and_its_later_saves_are_not_taken_by_any_way(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    record = commune.records.save("session", SESSION)
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    chain.down("district", "second")
    chain.down("district", "commune")
    district.joining.revoke(commune.joining.fingerprint)
    late = commune.records.save("session", {**SESSION, "title": "Sau khi mất máy"})
    assert chain.up("commune", "district").code == "revoked_desk"
    chain.side("commune", "second")
    relayed = chain.up("second", "district")
    assert relayed.counts["quarantined"] == 1
    assert district.whereabouts.quarantine()[0].reason == "revoked_writer"
    assert district.records.get("session", late.id) is None
    assert district.records.get("session", record.id) is not None


def test_an_older_registry_does_not_bring_a_revoked_desk_back(chain: World) -> None:
    district = chain.desks["district"]
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    older, newer = chain.file(), chain.file()
    district.sending.send_back(COMMUNE, older)
    district.joining.revoke(second.joining.fingerprint)
    district.sending.send_back(COMMUNE, newer)
    for package in (newer, older):
        assert chain.receive("commune", package).status == "merged"
    known = registry.known(chain.desks["commune"].store, second.store.desk)
    assert known is not None
    assert known.status == "revoked"


def forge(chain: World, sender: str, unit: str, **more: Any) -> Path:
    """A package whose sender wrote, against the rules, a record of another unit."""
    desk = chain.desks[sender]
    with desk.records.writing() as saver:
        from dialogue_desk.domain.records import new_id

        saver.save(desk.store.form("session"), unit, new_id(), {**SESSION, **more})
    desk.store.set_meta("takeovers", json.dumps({unit: [desk.unit]}))
    out = chain.file()
    desk.sending.send(out)
    return out


def test_rows_of_another_unit_go_to_quarantine_and_the_rest_is_merged(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    own = commune.records.save("session", SESSION)
    result = chain.receive("district", forge(chain, "commune", OTHER))
    assert (result.counts["new"], result.counts["quarantined"]) == (1, 1)
    (row,) = district.whereabouts.quarantine()
    assert (row.unit, row.reason) == (OTHER, "foreign_unit")
    assert district.whereabouts.reason(row.reason).endswith(".")
    assert [r.id for r in district.store.records("session")] == [own.id]


def test_records_entered_for_a_unit_without_a_desk_are_taken_over_by_its_own_desk(chain: World) -> None:
    district, city = chain.desks["district"], chain.desks["city"]
    record = district.records.save("session", SESSION, unit=OTHER)
    assert chain.up("district", "city").counts == {
        "new": 1, "changed": 0, "same": 0, "older": 0, "conflicts": 0, "quarantined": 0, "erased": 0,
    }  # fmt: skip
    other = chain.join("other", "district", OTHER)
    chain.up("other", "district")
    assert codes(district.records.change, "session", record.id, {"place": "X"}, OTHER) == "foreign_unit"
    chain.down("district", "other")
    other.records.change("session", record.id, {"place": "Sân vận động"})
    assert chain.up("other", "district").counts["changed"] == 1
    assert chain.up("district", "city").counts["changed"] == 1
    assert city.records.need("session", record.id).values["place"] == "Sân vận động"


def test_a_table_imported_for_a_unit_goes_up_and_is_taken_over_by_its_desk(chain: World) -> None:
    def told(result: Any) -> tuple[int, int]:
        return result.counts["new"], result.counts["quarantined"]

    district, city = chain.desks["district"], chain.desks["city"]
    table = chain.file("csv")
    table.write_text("\n".join([",".join(SESSION), ",".join(SESSION.values())]), encoding="utf-8")
    assert district.files.import_file(table, "session", OTHER).created == 1
    assert told(chain.up("district", "city")) == (1, 0)
    other = chain.join("other", "district", OTHER)
    chain.up("other", "district")
    assert told(chain.down("district", "other")) == (1, 0)
    (record,) = other.store.records("session")
    other.records.change("session", record.id, {"place": "Sân vận động"})
    assert chain.up("other", "district").counts["changed"] == 1
    assert chain.up("district", "city").counts["changed"] == 1
    assert city.records.need("session", record.id).values["place"] == "Sân vận động"


def test_after_its_only_desk_is_revoked_a_unit_is_entered_for_again(chain: World) -> None:
    district = chain.desks["district"]
    first = district.records.save("session", {**SESSION, "title": "Nhập thay"}, unit=OTHER)
    other = chain.join("other", "district", OTHER)
    chain.up("other", "district")
    chain.up("district", "city")
    district.joining.revoke(other.joining.fingerprint)
    second = district.records.save("session", {**SESSION, "title": "Nhập thay lại"}, unit=OTHER)
    assert chain.up("district", "city").counts["quarantined"] == 0
    held = {r.id for r in chain.desks["city"].store.records("session")}
    assert held == {first.id, second.id}


def test_a_unit_that_takes_over_continues_the_records_of_the_dissolved_one(chain: World) -> None:
    district, other = chain.desks["district"], chain.join("other", "district", OTHER)
    record = chain.desks["commune"].records.save("session", SESSION)
    chain.up("commune", "district")
    chain.up("other", "district")
    district.joining.takeover(COMMUNE, OTHER)
    chain.down("district", "other")
    other.records.change("session", record.id, {"place": "Trụ sở mới"}, COMMUNE)
    assert chain.up("other", "district").counts["changed"] == 1
    assert chain.up("district", "city").counts["new"] == 1
    assert chain.desks["city"].records.need("session", record.id).values["place"] == "Trụ sở mới"


def test_a_copied_folder_goes_on_as_another_desk_of_the_unit(chain: World) -> None:
    commune = chain.desks["commune"]
    record = commune.records.save("session", SESSION)
    chain.up("commune", "district")
    before = commune.store.desk
    commune.close()
    shutil.copytree(chain.root / "commune", chain.root / "copy")
    chain.desks["commune"] = Desk.open(chain.root / "commune")
    copy = chain.desks["copy"] = Desk.open(chain.root / "copy")
    assert copy.store.desk != before == chain.desks["commune"].store.desk
    chain.desks["commune"].records.change("session", record.id, {"place": "Ở máy gốc"})
    copy.records.change("session", record.id, {"title": "Ở máy chép"})
    assert chain.up("commune", "district").counts["changed"] == 1
    # The old key certified the new one, so nobody has to compare fingerprints.
    assert chain.up("copy", "district").counts["changed"] == 1
    shown = chain.desks["district"].records.need("session", record.id)
    assert (shown.values["place"], shown.values["title"], shown.conflicts) == ("Ở máy gốc", "Ở máy chép", ())


def test_an_older_copy_put_back_in_place_starts_a_new_epoch(chain: World) -> None:
    commune = chain.desks["commune"]
    commune.records.save("session", SESSION)
    commune.close()
    old = chain.root / "old.db"
    shutil.copy(chain.root / "commune" / "desk.db", old)
    commune = chain.desks["commune"] = Desk.open(chain.root / "commune")
    before = commune.store.desk
    commune.records.save("session", {**SESSION, "title": "Mới hơn"})
    commune.close()
    shutil.copy(old, chain.root / "commune" / "desk.db")
    commune = chain.desks["commune"] = Desk.open(chain.root / "commune")
    after = commune.store.desk
    assert after != before
    assert chain.reopen("commune").store.desk == after


@pytest.mark.parametrize("end", ["commune", "district"])
def test_after_a_restore_at_either_end_two_exchanges_make_both_equal(chain: World, end: str) -> None:
    commune = chain.desks["commune"]
    for i in range(3):
        commune.records.save("session", {**SESSION, "title": f"Trước {i}"})
    chain.up("commune", "district")
    chain.down("district", "commune")
    backup = chain.desks[end].keeping.back_up()
    for i in range(2):
        commune.records.save("session", {**SESSION, "title": f"Sau {i}"})
    chain.up("commune", "district")
    chain.down("district", "commune")
    chain.desks[end].close()
    Desk.restore(chain.root / end, backup)
    chain.desks[end] = Desk.open(chain.root / end)
    chain.desks["commune"].records.save("session", {**SESSION, "title": "Sau khôi phục"})
    for _round in range(2):
        assert chain.up("commune", "district").status == "merged"
        assert chain.down("district", "commune").status == "merged"
    titles = [
        sorted(str(r.values["title"]) for r in chain.desks[n].store.records("session")) for n in ("commune", "district")
    ]
    assert titles[0] == titles[1] == sorted(["Trước 0", "Trước 1", "Trước 2", "Sau 0", "Sau 1", "Sau khôi phục"])


def test_packages_for_others_from_oneself_and_in_the_wrong_direction_are_refused(chain: World) -> None:
    package = chain.file()
    chain.desks["commune"].sending.send(package)
    assert chain.receive("commune", package).code == "own_package"
    assert chain.receive("city", package).code == "not_for_us"
    assert chain.receive("district", chain.root / "none.ddpkg").code == "no_file"
    assert codes(chain.desks["district"].sending.send_back, OTHER, chain.file()) == "no_desk"
    assert codes(chain.desks["district"].sending.send_back, CITY, chain.file()) == "not_below"


def test_one_package_id_with_two_contents_is_refused(chain: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from dialogue_desk.desk import sending

    monkeypatch.setattr(sending, "new_id", lambda: "01890000-0000-7000-8000-000000000001")
    first, second = chain.file(), chain.file()
    chain.desks["commune"].sending.send(first)
    chain.desks["commune"].store.conn.execute("DELETE FROM sent")
    chain.desks["commune"].records.save("session", SESSION)
    chain.desks["commune"].sending.send(second)
    assert chain.receive("district", first).status == "merged"
    assert chain.receive("district", second).code == "id_reused"


def test_the_recovery_key_opens_packages_when_the_upper_desk_is_lost(
    chain: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = chain.desks["district"]
    recipient, sheet = district.joining.recovery_key()
    district.joining.keep_recovery_key(recipient)
    chain.up("commune", "district")
    chain.down("district", "commune")
    chain.desks["commune"].records.save("session", SESSION)
    package = chain.file()
    chain.desks["commune"].sending.send(package)
    secret = next(b.text for b in sheet.blocks if "AGE-SECRET-KEY" in getattr(b, "text", ""))
    fresh = chain.init("fresh", DISTRICT)
    assert chain.receive("fresh", package).code == "unknown_desk"
    # The commune's header has no keys any more: the new desk learns them from the city's registry or a first package.
    known = registry.known(district.store, chain.desks["commune"].store.desk)
    assert known is not None
    registry.put(fresh.store, known)
    assert chain.receive("fresh", package).code == "not_for_this_desk"
    monkeypatch.setenv("DIALOGUE_DESK_RECOVERY_KEY", secret)
    assert chain.receive("fresh", package).counts["new"] == 1


def test_a_scanned_slip_vouches_for_a_desk_that_never_sent_anything(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    chain.down("district", "commune")
    commune.records.save("session", SESSION)
    package = chain.file()
    commune.sending.send(package)
    fresh = chain.init("fresh", DISTRICT)
    assert chain.receive("fresh", package).fingerprint == "", "the header names no keys any more"
    slip = commune.joining.slip_text
    assert fresh.joining.seen_on(slip).status == "waiting"
    assert codes(fresh.joining.trust, slip.replace("age1", "age2")) == "unknown_fingerprint"
    assert fresh.joining.trust(slip).unit == COMMUNE
    assert chain.receive("fresh", package).code == "not_for_this_desk", "known now, but sealed for the lost desk"
    assert codes(commune.joining.trust, district.joining.slip_text) == "not_below"
    # An input method may spoil letters of a slip typed by a scanner; the digits still find a desk that is known.
    spoiled = slip.replace("DIALOGUE", "DIALÔGUE").replace("age", "âge")
    assert fresh.joining.seen_on(spoiled).status == "trusted"


def test_a_recovery_key_is_typed_with_or_without_its_groups_and_is_never_stored(chain: World) -> None:
    district = chain.desks["district"]
    recipient, sheet = district.joining.recovery_key()
    district.joining.keep_recovery_key(recipient)
    chain.up("commune", "district")
    chain.down("district", "commune")
    chain.desks["commune"].records.save("session", SESSION)
    package = chain.file()
    chain.desks["commune"].sending.send(package)
    fresh = chain.init("fresh", DISTRICT)
    fresh.joining.trust(chain.desks["commune"].joining.slip_text)
    typed = next(b.text for b in sheet.blocks if "AGE-SECRET-KEY" in getattr(b, "text", ""))
    assert " " in typed
    assert codes(fresh.open_with, typed.replace("1", "2", 1)) == "bad_recovery_key"
    fresh.open_with(typed.lower())
    other = fresh.another()
    assert other.receiving.receive([package], dry_run=True)[0].counts["new"] == 1, "also in a worker"
    other.close()
    secret = "".join(typed.split())
    assert secret.encode() not in (chain.root / "fresh" / "desk.db").read_bytes()
    assert chain.receive("fresh", package).counts["new"] == 1
    assert chain.reopen("fresh").recovery_key == ""


def acknowledged(desk: Desk, upper: Desk) -> None:
    """The desk believes that the unit above holds everything, as after a return package of one that was restored."""
    with driver.transaction(desk.store.conn):
        held = carrying.held_ranges(desk.store)
        carrying.put_statement(desk.store, upper.store.desk, upper.unit, 1000, held)


def test_a_missing_package_is_named_with_its_machine(chain: World) -> None:
    district = chain.desks["district"]
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    for at in range(3):
        second.records.save("session", {**SESSION, "title": f"Buổi {at}"})
        out = chain.file()
        if at == 2:
            acknowledged(second, district)
        second.sending.send(out)
    chain.receive("district", out)
    (arrival,) = [a for a in district.whereabouts.arrivals(2023) if a.unit == COMMUNE]
    machine = {info.fingerprint: info.machine for info in district.joining.desks() if info.unit == COMMUNE}
    assert sorted(machine.values()) == [1, 2]
    assert arrival.gaps == tuple((machine[second.joining.fingerprint], n) for n in (1, 2, 3))
    assert gaps_told(arrival) == ", ".join(f"{n} (máy {machine[second.joining.fingerprint]})" for n in (1, 2, 3))
