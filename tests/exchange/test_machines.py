"""Machines: one row each, revoked with all their keys, copies named, the way back; invitations that end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.desk.machines import Machine, told
from dialogue_desk.desk.records import today as the_day_in_viet_nam
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import driver, machines, registry
from tests.exchange.world import CITY, COMMUNE, DISTRICT, OPINION, OTHER, SESSION, World


def of(desk: Desk, unit: str) -> list[Machine]:
    return [m for m in desk.joining.machines.listed() if m.unit == unit]


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(DeskError) as caught:
        call()
    assert caught.value.message.endswith(".")
    return caught.value.code


def restored(world: World, name: str) -> Desk:
    """The laptop puts back its backup, and goes on in a new epoch."""
    backup = world.desks[name].keeping.back_up()
    world.desks[name].close()
    Desk.restore(world.root / name, backup)
    world.desks[name] = Desk.open(world.root / name)
    return world.desks[name]


def copied(world: World, name: str) -> Desk:
    """Somebody copies the folder and opens the copy."""
    world.desks[name].close()
    shutil.copytree(world.root / name, world.root / "copy")
    world.desks[name] = Desk.open(world.root / name)
    world.desks["copy"] = Desk.open(world.root / "copy")
    return world.desks["copy"]


def test_however_often_a_laptop_was_restored_it_is_one_row(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    commune.records.save("session", SESSION)
    first = commune.joining.fingerprint
    chain.up("commune", "district")
    commune = restored(chain, "commune")
    commune.person = "Lan"
    commune.records.save("session", {**SESSION, "title": "Sau"})
    chain.up("commune", "district")
    (machine,) = of(district, COMMUNE)
    assert machine.fingerprints == (commune.joining.fingerprint, first)
    assert (machine.person, machine.number, machine.copy_of, machine.is_this) == ("Lan", 1, 0, False)
    assert machine.first <= machine.last != ""
    named = told(district.store, machine)
    assert all(part in named for part in (district.units.name(COMMUNE), "Lan", "2 mã nhận diện máy", "máy 1"))


@pytest.mark.parametrize("which", ["first", "newest"])
def test_by_any_of_its_fingerprints_a_laptop_is_stopped_in_all_its_epochs(chain: World, which: str) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    commune.records.save("session", SESSION)
    prints = {"first": commune.joining.fingerprint}
    chain.up("commune", "district")
    commune = restored(chain, "commune")
    prints["newest"] = commune.joining.fingerprint
    chain.up("commune", "district")
    (reached,) = district.joining.revoke(prints[which])
    assert (reached.status, len(reached.fingerprints)) == ("revoked", 2)
    late = commune.records.save("session", {**SESSION, "title": "Sau khi mất"})
    assert chain.up("commune", "district").code == "revoked_desk"
    # Another restore does not let it in again: nobody vouches for the epoch that follows a revoked one.
    restored(chain, "commune")
    assert chain.up("commune", "district").status == "waiting"
    assert district.records.get("session", late.id) is None


def test_a_copy_is_named_as_one_and_goes_with_its_original(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    record = commune.records.save("session", SESSION)
    chain.up("commune", "district")
    copy = copied(chain, "commune")
    commune = chain.desks["commune"]
    copy.records.change("session", record.id, {"title": "Ở máy sao chép"})
    chain.up("copy", "district")
    commune.records.change("session", record.id, {"place": "Ở máy gốc"})
    chain.up("commune", "district")
    original, twin = of(district, COMMUNE)
    assert (original.fingerprint, original.copy_of) == (commune.joining.fingerprint, 0)
    assert (twin.fingerprint, twin.copy_of) == (copy.joining.fingerprint, original.number)
    assert "bản sao chép của máy 1" in told(district.store, twin)
    # Both have the old key, so both go, and that is said before.
    reached = district.joining.machines.reached_by(copy.joining.fingerprint)
    assert [m.fingerprint for m in reached] == [copy.joining.fingerprint, commune.joining.fingerprint]
    district.joining.revoke(copy.joining.fingerprint)
    assert {m.status for m in of(district, COMMUNE)} == {"revoked"}


def test_the_true_machine_gets_fresh_keys_and_nothing_it_wrote_is_lost(chain: World) -> None:
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    early = commune.records.save("session", SESSION)
    case = commune.records.save("opinion", {**OPINION, "speaker_name": "Lê Thị Mẫu"})
    chain.up("commune", "district")
    copy = copied(chain, "commune")
    commune = chain.desks["commune"]
    chain.up("copy", "district")
    gone = commune.records.save("session", {**SESSION, "title": "Sẽ xóa"})
    commune.records.change("session", early.id, {"place": "Sửa sau khi bị sao chép"})
    commune.records.change("opinion", case.id, {"speaker_phone": "0912345678"})
    fresh = commune.records.save("session", {**SESSION, "title": "Chưa gửi"})
    commune.records.delete("session", gone.id)
    district.joining.revoke(copy.joining.fingerprint)
    assert chain.up("commune", "district").code == "revoked_desk"
    old, invitation = commune.store.desk, chain.file("ddinvite")
    district.joining.invite(COMMUNE, invitation)
    commune.joining.join(invitation)
    assert commune.store.desk != old
    result = chain.up("commune", "district")
    assert (result.status, result.counts["quarantined"]) == ("merged", 0)
    chain.down("district", "commune")
    assert (commune.whereabouts.unheld(), commune.sending.plan().rows) == (0, 0)
    assert district.records.need("session", early.id).values["place"] == "Sửa sau khi bị sao chép"
    assert district.records.need("session", fresh.id).values["title"] == "Chưa gửi"
    assert district.records.get("session", gone.id) is None or district.records.need("session", gone.id).is_deleted
    assert commune.records.need("opinion", case.id).values["speaker_phone"] == "0912345678"
    commune.petitions.take(case.id, "forward_up", {"text": "Vượt thẩm quyền"})
    chain.up("commune", "district")
    assert district.records.need("opinion", case.id).values["speaker_phone"] == "0912345678"
    assert district.keeping.check() == commune.keeping.check() == []
    assert chain.up("district", "city").counts["quarantined"] == 0
    assert city.records.need("session", fresh.id).values["title"] == "Chưa gửi"
    # The thief still has only the old keys.
    assert chain.up("copy", "district").code == "revoked_desk"
    assert commune.joining.join(invitation) == DISTRICT, "opened again nothing begins afresh"
    now = commune.store.desk
    assert chain.reopen("commune").store.desk == now


def test_only_what_the_lost_saves_said_is_said_again(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    record = commune.records.save("session", SESSION)
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    chain.down("district", "second")
    second.records.change("session", record.id, {"title": "Ở máy hai"})
    chain.up("second", "district")
    district.joining.revoke(commune.joining.fingerprint)
    commune.records.change("session", record.id, {"place": "Ở máy một"})
    invitation = chain.file("ddinvite")
    district.joining.invite(COMMUNE, invitation)
    commune.joining.join(invitation)
    assert chain.up("commune", "district").code == "unknown_desk", "the unit has a trusted machine: compared by hand"
    district.joining.trust(commune.joining.fingerprint)
    assert chain.up("commune", "district").status == "merged"
    shown = district.records.need("session", record.id)
    assert (shown.values["place"], shown.values["title"], shown.conflicts) == ("Ở máy một", "Ở máy hai", ())


def test_ones_own_machine_and_its_copies_are_not_revoked_from_it(chain: World) -> None:
    district = chain.desks["district"]
    before = district.joining.fingerprint
    district.new_epoch()
    for fingerprint in (before, district.joining.fingerprint):
        assert code_of(lambda print=fingerprint: district.joining.revoke(print)) == "own_desk"  # type: ignore[misc]
    city = chain.desks["city"]
    chain.up("district", "city")
    assert code_of(lambda: district.joining.revoke(city.joining.fingerprint)) == "not_below"


# -- invitations ------------------------------------------------------------------------------


def test_a_code_used_twice_holds_the_first_user_until_a_person_decides(chain: World) -> None:
    """Who stole the invitation came first; the true desk is not the one that is turned away in silence."""
    district = chain.desks["district"]
    invitation = chain.file("ddinvite")
    district.joining.invite(OTHER, invitation)
    thief, true = chain.join("thief", "district", OTHER, invitation), chain.join("true", "district", OTHER, invitation)
    thief.records.save("session", {**SESSION, "title": "Của kẻ trộm"})
    assert chain.up("thief", "district").status == "merged"
    chain.up("district", "city")
    true.records.save("session", {**SESSION, "title": "Của phường"})
    package = chain.file()
    true.sending.send(package)
    result = chain.receive("district", package)
    assert (result.status, result.code) == ("waiting", "code_used_twice")
    (alarm,) = district.receiving.alarms.listed()
    assert alarm.kind == "code_used_twice"
    assert district.units.name(OTHER) in alarm.message
    assert result.alarms == (alarm,)
    assert {m.status for m in of(district, OTHER)} == {"waiting"}
    (given,) = [g for g in district.joining.inviting.listed() if g.invitation.unit == OTHER]
    assert given.status == "used_twice"
    held = chain.up("thief", "district")
    assert (held.status, held.code) == ("waiting", "code_used_twice")
    # News from above that the first user was trusted once does not let it go.
    told_back = registry.known(district.store, thief.store.desk)
    assert told_back is not None
    assert told_back.issuer == registry.HELD
    assert chain.down("city", "district").status == "merged"
    assert {m.status for m in of(district, OTHER)} == {"waiting"}
    district.joining.trust(true.joining.fingerprint)
    district.joining.revoke(thief.joining.fingerprint)
    assert district.receiving.alarms.listed() == []
    assert chain.receive("district", package).status == "merged"
    assert chain.up("thief", "district").code == "revoked_desk"
    assert {r.values["title"] for r in district.store.records("session")} == {"Của kẻ trộm", "Của phường"}


def test_once_a_person_has_decided_a_further_use_holds_nobody(chain: World) -> None:
    district = chain.desks["district"]
    invitation = chain.file("ddinvite")
    district.joining.invite(OTHER, invitation)
    true = chain.join("true", "district", OTHER, invitation)
    chain.join("thief", "district", OTHER, invitation)
    chain.up("true", "district")
    chain.up("thief", "district")
    district.joining.trust(true.joining.fingerprint)
    assert chain.up("true", "district").status == "merged"
    assert chain.up("thief", "district").status == "waiting"
    assert [a.kind for a in district.receiving.alarms.listed()] == ["code_used_twice"]
    assert chain.up("true", "district").status == "merged"


def test_a_word_about_one_machine_decides_nothing_about_anothers_invitation(chain: World) -> None:
    """A first user that was stopped has used its code; nobody has said yet that it was the right one."""
    district = chain.desks["district"]
    invitation = chain.file("ddinvite")
    district.joining.invite(OTHER, invitation)
    true = chain.join("true", "district", OTHER, invitation)
    thief = chain.join("thief", "district", OTHER, invitation)
    chain.up("commune", "district")
    chain.up("true", "district")
    district.joining.trust(chain.desks["commune"].joining.fingerprint)
    assert chain.up("thief", "district").code == "code_used_twice"
    assert {m.status for m in of(district, OTHER)} == {"waiting"}
    district.joining.trust(true.joining.fingerprint)
    assert chain.up("true", "district").status == "merged"
    assert chain.up("thief", "district").status == "waiting"
    assert thief.joining.upper == DISTRICT


def test_epochs_that_say_they_follow_each_other_are_no_one_machine(chain: World) -> None:
    """Such a registry is forged: who is stopped by it must not be every machine that it names."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    first, other = commune.store.desk, second.store.desk
    with driver.transaction(district.store.conn):
        for desk, after in ((first, other), (other, first)):
            district.store.conn.execute("UPDATE known_desk SET after = ? WHERE desk = ?", (after, desk))
    assert [d.desk for d in machines.family(district.store, first)] == [first]
    assert len(of(district, COMMUNE)) == 2


def test_a_look_at_a_package_holds_nobody(chain: World) -> None:
    district = chain.desks["district"]
    invitation = chain.file("ddinvite")
    district.joining.invite(OTHER, invitation)
    chain.join("true", "district", OTHER, invitation)
    thief = chain.join("thief", "district", OTHER, invitation)
    chain.up("true", "district")
    out = chain.file()
    thief.sending.send(out)
    assert chain.receive("district", out, dry_run=True).code == "code_used_twice"
    assert district.receiving.alarms.listed() == []
    assert chain.up("true", "district").status == "merged"


def test_the_same_machine_in_a_new_epoch_uses_no_code_twice(chain: World) -> None:
    chain.up("commune", "district")
    restored(chain, "commune")
    assert chain.up("commune", "district").status == "merged"
    assert chain.desks["district"].receiving.alarms.listed() == []


def test_an_invitation_ends_after_sixty_days_or_as_many_as_are_set(chain: World) -> None:
    district = chain.desks["district"]
    today = the_day_in_viet_nam()
    invitation = chain.file("ddinvite")
    district.joining.invite(OTHER, invitation)
    (given,) = [g for g in district.joining.inviting.listed() if g.invitation.unit == OTHER]
    assert (given.status, given.invitation.until) == ("open", (today + timedelta(days=60)).isoformat())
    late = chain.root / "late"
    later = today + timedelta(days=61)
    assert code_of(lambda: Desk.join(late, invitation, today_is=lambda: later)) == "invitation_expired"
    assert not late.exists()
    on_time = Desk.join(chain.root / "on_time", invitation, today_is=lambda: today + timedelta(days=60))
    on_time.close()
    # A machine whose clock is behind opens it all the same; above it counts for nothing.
    other = chain.join("other", "district", OTHER, invitation)
    with driver.transaction(district.store.conn):
        district.store.conn.execute("UPDATE invitation SET until = '2020-01-01' WHERE unit = ?", (OTHER,))
    assert chain.up("other", "district").code == "invitation_over"
    assert other.joining.upper == DISTRICT
    district.joining.trust(other.joining.fingerprint)
    assert chain.up("other", "district").status == "merged"
    district.records.save("settings", {"days_invitation": 5})
    district.joining.invite(OTHER, invitation)
    ends = {given.invitation.until for given in district.joining.inviting.listed()}
    assert (today + timedelta(days=5)).isoformat() in ends


def test_a_withdrawn_invitation_lets_nobody_in(chain: World) -> None:
    district = chain.desks["district"]
    invitation = chain.file("ddinvite")
    code = district.joining.invite(OTHER, invitation)
    district.joining.inviting.withdraw(code.lower())
    chain.join("other", "district", OTHER, invitation)
    assert chain.up("other", "district").code == "invitation_over"
    assert code_of(lambda: district.joining.inviting.withdraw(code)) == "no_invitation_given"
    used = next(g for g in district.joining.inviting.listed() if g.invitation.unit == COMMUNE)
    chain.up("commune", "district")
    assert code_of(lambda: district.joining.inviting.withdraw(used.invitation.code)) == "no_invitation_given"


def test_all_units_below_are_invited_at_once(chain: World, capsys: pytest.CaptureFixture[str]) -> None:
    district = chain.desks["district"]
    chain.up("commune", "district")
    district.close()
    data = ["--data", str(chain.root / "district"), "--json"]
    box = chain.root / "loi-moi"
    assert main(["invite", "--all", "--out", str(box), *data]) == 0
    written = json.loads(capsys.readouterr().out)["invitations"]
    district = chain.desks["district"] = Desk.open(chain.root / "district")
    last = district.units[DISTRICT].valid_to
    below = {u.key for u in district.units.children(DISTRICT, last)} - {COMMUNE}
    assert len(below) > 3
    assert {w["unit"] for w in written} == below
    assert {Path(w["file"]) for w in written} == set(box.iterdir())
    other = next(w for w in written if w["unit"] == OTHER)
    chain.join("other", "district", OTHER, Path(other["file"]))
    assert chain.up("other", "district").status == "merged"
    assert main(["invite", "--out", str(box), *data]) == 2


def test_the_commands_name_a_machine_before_they_act(chain: World, capsys: pytest.CaptureFixture[str]) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    commune.person = "Lan"
    commune.records.save("session", SESSION)
    chain.up("commune", "district")
    fingerprint = commune.joining.fingerprint
    district.close()
    data = ["--data", str(chain.root / "district")]
    assert main(["machines", *data, "--json"]) == 0
    machines = json.loads(capsys.readouterr().out)["machines"]
    (theirs,) = [m for m in machines if m["unit"] == COMMUNE]
    assert (theirs["machine"], theirs["person"], theirs["fingerprints"]) == (1, "Lan", [fingerprint])
    assert theirs["first"]
    assert theirs["copy_of"] is None
    assert main(["revoke", fingerprint, *data]) == 0
    first, *_rest = capsys.readouterr().out.splitlines()
    assert all(part in first for part in ("máy 1", "Lan", commune.units.name(COMMUNE)))
    chain.desks["district"] = Desk.open(chain.root / "district")
    assert main(["invitations", *data, "--json"]) == 0
    (given,) = json.loads(capsys.readouterr().out)["invitations"]
    assert (given["unit"], given["status"], given["desk"]) == (COMMUNE, "used", commune.store.desk)


def test_a_printed_recovery_key_is_read_with_or_without_its_hyphens(chain: World) -> None:
    city = chain.desks["city"]
    _recipient, sheet = city.joining.recovery_key()
    typed = next(b.text for b in sheet.blocks if "AGE-SECRET-KEY" in getattr(b, "text", ""))
    plain = "".join(typed.split())
    ways = (typed, plain, plain.replace("-", ""), typed.lower().replace("-", " "), "-".join(typed.split()))
    assert {city.joining.read_recovery_key(way) for way in ways} == {plain}
    assert code_of(lambda: city.joining.read_recovery_key(plain[:-1])) == "bad_recovery_key"
    assert city.unit == CITY
