"""Rows under the signatures of their writers: passed on by relays, missing, partial, from before, after a restore."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.records import Stamp, content_hash
from dialogue_desk.exchange import package, signing
from dialogue_desk.exchange.identity import PublicKeys
from dialogue_desk.exchange.parts import seal_line, split
from dialogue_desk.storage import driver, registry, seals
from dialogue_desk.storage.seals import Seal
from tests.exchange.forging import line, next_number, own_session, registry_of, seal, version
from tests.exchange.world import COMMUNE, DISTRICT, OPINION, OTHER, SESSION, World, dump, step_on

SAMPLES = Path(__file__).parent / "samples"


def seals_in(file: Path, reader: Desk) -> list[Seal]:
    """The seals a package carries."""
    frame = package.cut(package.load(file))
    ages = [age for _desk, _sign, age in registry.own_keys(reader.store)]
    return split(package.unseal(frame, ages).lines).seals


def is_signed(desk: Desk, form: str, record_id: str) -> bool:
    """Whether signatures over every version of a record are held."""
    rid = desk.store.conn.execute(f'SELECT rid FROM "{form}" WHERE id = ?', (record_id,)).fetchone()[0]
    rows = desk.store.conn.execute("SELECT de, n, hash FROM version WHERE rid = ?", (rid,)).fetchall()
    return bool(rows) and all(seals.is_sealed(desk.store, *row) for row in rows)


def forget(desk: Desk, *desks: str) -> None:
    """The desk has no signature of others any more, as one that received before there were any."""
    with driver.transaction(desk.store.conn):
        for other in desks:
            desk.store.conn.execute("DELETE FROM seal WHERE de LIKE ?", (f"{other}/%",))


def reasons(desk: Desk) -> list[str]:
    return [q.reason for q in desk.whereabouts.quarantine()]


# -- on the way ------------------------------------------------------------------------------


def test_a_relay_passes_the_writers_signature_on_and_nothing_counts_without_it(chain: World) -> None:
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    record = commune.records.save("session", SESSION)
    commune.records.change("session", record.id, {"place": "Sân đình"})
    chain.up("commune", "district")
    assert is_signed(district, "session", record.id)
    assert chain.up("district", "city").counts["new"] == 1
    assert is_signed(city, "session", record.id)
    assert city.whereabouts.origins("session", record.id) == commune.whereabouts.origins("session", record.id) == {}
    later = commune.records.save("session", {**SESSION, "title": "Sau"})
    chain.up("commune", "district")
    forget(district, commune.store.desk)
    result = chain.up("district", "city")
    assert (result.counts["new"], result.counts["quarantined"]) == (0, 1)
    assert reasons(city) == ["not_signed_by_writer"]
    assert city.whereabouts.reason(reasons(city)[0]).endswith(".")
    assert city.whereabouts.step(reasons(city)[0])
    # The commune sends everything again, its signatures too: then the city takes what it refused.
    chain.up("commune", "district", full=True)
    assert chain.up("district", "city").counts["new"] == 1
    assert is_signed(city, "session", later.id)


def test_a_row_that_travels_alone_is_told_by_the_run_it_was_signed_in(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    other = chain.join("other", "district", OTHER)
    cases = {}
    for name in ("commune", "other"):
        cases[name] = chain.desks[name].records.save("opinion", OPINION)
        chain.up(name, "district")
    for name, case in cases.items():
        for i in range(3):
            district.petitions.take(case.id, "note", {"text": f"Trao đổi {i}"}, chain.desks[name].unit)
    for name in ("commune", "other"):
        out = chain.file()
        district.sending.send_back(chain.desks[name].unit, out)
        (run,) = seals_in(out, chain.desks[name])
        assert len(list(run.members())) == 6, "one signature over the steps on the cases of both"
        assert chain.receive(name, out).counts["quarantined"] == 0
        assert len(chain.desks[name].petitions.state(cases[name].id).history) == 3
    assert {r.unit for r in other.store.records("action")} == {DISTRICT}
    assert {r.unit for r in commune.store.records("action")} == {DISTRICT}


def test_long_series_are_signed_in_runs_and_across_missing_numbers(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    with commune.records.writing() as saver:
        for i in range(300):
            saver.save(commune.store.form("session"), COMMUNE, f"01890000-0000-7000-8000-{i:012d}", dict(SESSION))
    with driver.transaction(commune.store.conn):
        commune.store.conn.execute("DELETE FROM version WHERE n = 7")
        # As one that came back under this name before there were signatures: whoever wrote it, it was not this machine.
        commune.store.conn.execute("UPDATE version SET batch = 5 WHERE n = 20")
    out = chain.file()
    commune.sending.send(out)
    told = [(s.first, s.last) for s in seals_in(out, commune)]
    assert told == [(1, 6), (8, 19), (21, 148), (149, 276), (277, 300)]
    assert chain.receive("district", out).counts["quarantined"] == 1
    # Signed once: the next package brings what is new.
    commune.records.save("session", {**SESSION, "title": "Nữa"})
    out = chain.file()
    chain.down("district", "commune")
    commune.sending.send(out)
    assert [(s.first, s.last) for s in seals_in(out, commune)] == [(301, 301)]
    assert chain.receive("district", out).counts["new"] == 1
    assert district.keeping.check() == []


def test_no_hash_of_names_that_stay_here_goes_up(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    cases = [commune.records.save("opinion", {**OPINION, "speaker_name": f"Người {i}"}) for i in range(3)]
    commune.petitions.take(cases[1].id, "forward_up", {"text": "Vượt thẩm quyền"})
    out = chain.file()
    commune.sending.send(out)
    siblings = [s for s in seals_in(out, commune) if s.de.endswith("p")]
    assert [(s.first, s.last) for s in siblings] == [(2, 2)]
    assert chain.receive("district", out).counts["quarantined"] == 0
    assert district.records.need("opinion", cases[1].id).values["speaker_name"] == "Người 1"


def test_what_was_erased_still_stands_under_its_signature(chain: World) -> None:
    commune, city = chain.desks["commune"], chain.desks["city"]
    record = commune.records.save("session", SESSION)
    chain.up("commune", "district")
    commune.erasure.erase("session", record.id, ["place"], "Người dân yêu cầu")
    chain.up("commune", "district")
    assert chain.up("district", "city").counts["quarantined"] == 0
    assert is_signed(city, "session", record.id)


def test_what_is_left_of_an_erased_content_stands_under_the_word_of_its_unit(chain: World) -> None:
    """The writer's signature is over what was said before: behind it a relay could say anything."""
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    record = commune.records.save("session", {**SESSION, "title": "Nêu tên người"})
    commune.erasure.erase("session", record.id, ["title"], "Người dân yêu cầu")
    assert chain.up("commune", "district").counts == {**_NONE, "new": 1, "erased": 1}
    assert chain.up("district", "city").counts == {**_NONE, "new": 1, "erased": 1}
    assert city.records.need("session", record.id).values["title"] == "[đã xóa theo yêu cầu]"
    commune.records.change("session", record.id, {"title": "Lại nêu tên người", "place": "Sân đình"})
    out = chain.file()
    commune.sending.send(out)
    frame = package.cut(package.load(out))
    ages = [age for _desk, _sign, age in registry.own_keys(commune.store)]
    lines = list(package.unseal(frame, ages).lines)
    altered = [text.replace("Sân đình".encode(), "Chợ".encode()) for text in lines]
    assert altered != lines
    erased = [_behind(text) for text in altered]
    forged = seal(chain, district, city, erased, number=9, spoken=9, rows=len(erased))
    assert chain.receive("city", forged).counts["new"] == 0
    assert reasons(city) == ["not_signed_by_writer"]
    # From the unit itself, through the same relay, it is taken.
    commune.erasure.erase("session", record.id, ["title"], "Người dân yêu cầu")
    chain.up("commune", "district")
    assert chain.up("district", "city").counts["changed"] == 1
    assert city.records.need("session", record.id).values["place"] == "Sân đình"
    assert district.keeping.check() == city.keeping.check() == []


_NONE = {"new": 0, "changed": 0, "same": 0, "older": 0, "conflicts": 0, "quarantined": 0, "erased": 0}


def _behind(text: bytes) -> bytes:
    """A line as it would travel erased: its true hash behind other contents."""
    cells = json.loads(text)
    if len(cells) != 10:
        return text
    true = cells[9].replace("Chợ", "Sân đình")
    form, unit, record, hlc, de, n, *texts = [*cells[:9], true]
    digest = content_hash(form, unit, record, Stamp(hlc, de, n), *texts)
    return json.dumps([*cells, digest], ensure_ascii=False).encode()


def test_a_word_for_what_is_left_counts_only_from_who_writes_for_the_unit(chain: World) -> None:
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    record = commune.records.save("session", SESSION)
    commune.erasure.erase("session", record.id, ["title"], "Người dân yêu cầu")
    chain.up("commune", "district")
    (held,) = seals.blanks(district.store)
    assert held.desk == commune.store.desk
    # Another hand, and the relay's own: it writes nothing for this unit.
    own = _keys(district).signature(signing.blank_message(held))
    for desk, signature in ((commune.store.desk, bytes(64)), (district.store.desk, own)):
        with driver.transaction(district.store.conn):
            district.store.conn.execute("UPDATE blank SET desk = ?, signature = ?", (desk, signature))
        assert chain.up("district", "city").counts["quarantined"] == 1
    with driver.transaction(district.store.conn):
        district.store.conn.execute("DELETE FROM blank")
    assert chain.up("district", "city").counts["quarantined"] == 1
    with driver.transaction(district.store.conn):
        seals.keep_blanks(district.store, [held])
    assert chain.up("district", "city").counts["new"] == 1
    assert city.records.need("session", record.id).values["title"] == "[đã xóa theo yêu cầu]"


def test_a_word_of_another_commune_for_what_is_left_counts_nothing(chain: World) -> None:
    """It may speak for its own records, so its signature is good; but the record is not its own."""
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    other = chain.join("other", "district", OTHER)
    other.erasure.erase("session", other.records.save("session", SESSION).id, ["title"], "Người dân yêu cầu")
    chain.up("other", "district")
    record = commune.records.save("session", SESSION)
    commune.erasure.erase("session", record.id, ["title"], "Người dân yêu cầu")
    chain.up("commune", "district")
    (held,) = seals.blanks(district.store, [COMMUNE])
    theirs = replace(held, unit=OTHER, desk=other.store.desk, signature=b"")
    theirs = replace(theirs, signature=_keys(other).signature(signing.blank_message(theirs)))
    with driver.transaction(district.store.conn):
        district.store.conn.execute("DELETE FROM blank WHERE unit = ?", (COMMUNE,))
        seals.keep_blanks(district.store, [theirs])
    result = chain.up("district", "city")
    assert (result.counts["new"], result.counts["quarantined"]) == (1, 1)
    assert [(q.unit, q.reason) for q in city.whereabouts.quarantine()] == [(COMMUNE, "not_signed_by_writer")]
    assert record.id not in {r.id for r in city.store.records("session", with_bin=True)}


def test_what_is_typed_for_a_unit_without_a_desk_is_signed_by_who_typed_it(chain: World) -> None:
    district, city = chain.desks["district"], chain.desks["city"]
    record = district.records.save("session", SESSION, unit=OTHER)
    chain.up("district", "city")
    assert is_signed(city, "session", record.id)
    (info,) = city.records.history("session", record.id, OTHER)
    assert info.desk == district.store.desk
    assert city.whereabouts.origins("session", record.id) == {info.rev: "entered"}


def test_a_second_laptop_gets_the_signatures_with_the_rows(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    records = [commune.records.save("opinion", {**OPINION, "speaker_name": f"Người {i}"}) for i in range(2)]
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    chain.down("district", "commune")
    assert chain.side("commune", "second").counts["quarantined"] == 0
    assert all(is_signed(second, "opinion_personal", r.id) for r in records)


# -- from before ----------------------------------------------------------------------------


def test_a_package_of_format_1_brings_what_its_sender_wrote_and_nothing_of_others(chain: World) -> None:
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    chain.up("commune", "district")
    chain.up("district", "city")
    of_commune = own_session(commune)
    own = version(district, "session", DISTRICT, SESSION, n=next_number(district))
    old = seal(chain, district, city, [of_commune, line(own)], header={"format": 1}, signers=())
    result = chain.receive("city", old)
    assert (result.counts["new"], result.counts["quarantined"]) == (1, 1)
    assert [(q.unit, q.reason) for q in city.whereabouts.quarantine()] == [(COMMUNE, "not_signed_by_writer")]
    assert not is_signed(city, "session", own.id)
    assert city.whereabouts.origins("session", own.id) == {own.hash: "unsigned"}


def test_of_an_earlier_epoch_only_a_certified_one_counts_in_format_1(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    before = commune.store.desk
    chain.up("commune", "district")
    commune.new_epoch()
    chain.up("commune", "district")
    old = line(version(commune, "session", COMMUNE, SESSION, n=1, desk=before))
    result = chain.receive("district", seal(chain, commune, district, [old], header={"format": 1}, signers=()))
    assert result.counts["new"] == 1
    with driver.transaction(district.store.conn):
        district.store.conn.execute("UPDATE known_desk SET certificate = '' WHERE desk = ?", (commune.store.desk,))
    old = line(version(commune, "session", COMMUNE, SESSION, n=2, desk=before))
    result = chain.receive("district", seal(chain, commune, district, [old], header={"format": 1}, signers=()))
    assert result.counts["quarantined"] == 1


def test_rows_from_before_there_were_signatures_are_signed_with_the_next_package(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    record = commune.records.save("session", SESSION)
    chain.up("commune", "district")
    chain.down("district", "commune")
    # As if both had only now been brought up to date.
    forget(district, commune.store.desk)
    forget(commune, commune.store.desk)
    with driver.transaction(commune.store.conn):
        commune.store.conn.execute("DELETE FROM sealed")
    assert chain.up("district", "city").counts["quarantined"] == 1
    assert chain.up("commune", "district").rows == 0, "the district holds the row; only its signature was missing"
    assert is_signed(district, "session", record.id)
    assert chain.up("district", "city").counts["new"] == 1


def test_a_package_of_format_2_is_read_as_it_was_written(chain: World) -> None:
    """The file in samples/ was written when format 2 was made, and is frozen with it."""
    told = json.loads((SAMPLES / "format-2.json").read_text(encoding="utf-8"))
    frame = package.cut((SAMPLES / "format-2.ddpkg").read_bytes())
    assert frame.header["format"] == 2
    keys = PublicKeys(told["sign"], told["age"])
    package.verify(frame, keys)
    parts = split(package.unseal(frame, [told["reader"]]).lines)
    assert [row.decode() for row in parts.rows] == told["lines"]
    assert [list(s.members()) for s in parts.seals] == [[(n, h) for n, h in run] for run in told["runs"]]
    for found in parts.seals:
        assert keys.has_signed(found.signature, signing.message(found.de, found.first, found.hashes))
    _know(chain, keys, told["reader"])
    result = chain.receive("district", SAMPLES / "format-2.ddpkg", again=True)
    assert (result.status, result.counts["new"], result.counts["quarantined"]) == ("merged", 3, 0)


def test_a_package_of_format_1_is_taken_as_it_was_written(chain: World) -> None:
    told = json.loads((SAMPLES / "format-1.json").read_text(encoding="utf-8"))
    _know(chain, PublicKeys(told["sign"], told["age"]), told["reader"])
    result = chain.receive("district", SAMPLES / "format-1.ddpkg", again=True)
    assert (result.status, result.counts["new"], result.counts["quarantined"]) == ("merged", 1, 0)


def _know(chain: World, writer: PublicKeys, reader: str) -> None:
    """The district trusts the desk that wrote a sample, and reads with the key it was sealed for."""
    store = chain.desks["district"].store
    with driver.transaction(store.conn):
        registry.put(store, registry.KnownDesk(writer.desk, COMMUNE, writer.sign, writer.age, "trusted", since="2023"))
        store.conn.execute("UPDATE desk_key SET age = ?", (reader,))


# -- one's own name ----------------------------------------------------------------------------


def test_after_a_restore_ones_own_rows_come_back_under_ones_own_signature(chain: World) -> None:
    commune = chain.desks["commune"]
    commune.records.save("session", SESSION)
    chain.up("commune", "district")
    backup = commune.keeping.back_up()
    later = commune.records.save("session", {**SESSION, "title": "Sau bản sao lưu"})
    chain.up("commune", "district")
    commune.close()
    Desk.restore(chain.root / "commune", backup)
    commune = chain.desks["commune"] = Desk.open(chain.root / "commune")
    assert commune.records.get("session", later.id) is None
    chain.up("commune", "district")
    result = chain.down("district", "commune")
    assert (result.counts["new"], result.counts["quarantined"]) == (1, 0)
    assert result.alarms == ()
    assert commune.records.need("session", later.id).values["title"] == "Sau bản sao lưu"


def test_a_copy_that_wrote_on_under_the_same_name_is_told_from_a_forger(chain: World) -> None:
    """Both have the key, so what both wrote counts; but one number means two things, and that is said."""
    commune, district = chain.desks["commune"], chain.desks["district"]
    commune.records.save("session", SESSION)
    chain.up("commune", "district")
    n = next_number(commune)
    twin = version(commune, "session", COMMUNE, {**SESSION, "title": "Ở bản chép"}, n=n)
    commune.records.save("session", {**SESSION, "title": "Ở máy này"})
    desk = commune.store.desk
    copied = seal(chain, district, commune, [line(twin)], kind="down", registry=registry_of(district),
                  signers=(commune,), number=5, spoken=5)  # fmt: skip
    result = chain.receive("commune", copied)
    assert result.counts["quarantined"] == 0
    assert commune.store.desk != desk, "numbers of its own may be given twice: it goes on under a new name"
    assert [a.kind for a in result.alarms] == ["copied"]
    (at_district,) = [a for a in _after(chain, commune, district, twin) if a.kind == "two_contents"]
    assert str(n) in at_district.message
    assert district.units.name(COMMUNE) in at_district.message


def _after(chain: World, commune: Desk, district: Desk, twin: Any) -> Iterable[Any]:
    for _turn in range(2):
        result = chain.up("commune", "district")
        yield from result.alarms
    # Met again it is no news.
    again = seal(chain, commune, district, [line(twin)], number=8, spoken=8)
    assert chain.receive("district", again).alarms == ()


def test_a_revoked_machine_cannot_fill_its_old_numbers_anew(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    record = commune.records.save("session", SESSION)
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    district.joining.trust(second.joining.fingerprint)
    chain.down("district", "second")
    district.joining.revoke(commune.joining.fingerprint)
    twin = version(commune, "session", COMMUNE, {**SESSION, "place": "Nơi khác"}, record_id=record.id, n=1)
    forged = seal(chain, second, district, [line(twin)], number=5, spoken=5, signers=(commune, second))
    assert chain.receive("district", forged).counts["quarantined"] == 1
    assert reasons(district) == ["revoked_writer"]
    assert district.records.need("session", record.id).values["place"] == SESSION["place"]


# -- junk --------------------------------------------------------------------------------------


def test_signatures_that_are_none_count_for_nothing_and_many_of_them_refuse_the_package(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    before = dump(district)
    de = f"{commune.store.desk}/0"
    made = version(commune, "session", COMMUNE, SESSION, n=next_number(commune))
    hashes = bytes.fromhex(made.hash)
    junk = [
        Seal(de, made.stamp.n, hashes, os.urandom(64)),
        Seal(de, made.stamp.n + 1, hashes, os.urandom(64)),
        signing.sign(_keys(commune), de, made.stamp.n + 1, [made.hash]),
        signing.sign(_keys(commune), f"{commune.store.desk}/1", made.stamp.n, [made.hash]),
        signing.sign(_keys(district), de, made.stamp.n, [made.hash]),
    ]
    lines = [*map(seal_line, junk), b'["!",1]', b'["!","x",1,"",""]', line(made)]
    result = chain.receive("district", seal(chain, commune, district, lines, signers=(), number=2, rows=len(lines)))
    assert (result.counts["new"], reasons(district)) == (0, ["not_signed_by_writer"])
    assert dump(district) == before
    many = [seal_line(Seal(de, i, hashes, os.urandom(64))) for i in range(1, 400)]
    flood = seal(chain, commune, district, many, signers=(), number=3, rows=len(many))
    assert (chain.receive("district", flood).code, chain.up("commune", "district").status) == ("seals", "merged")


def _keys(desk: Desk) -> Any:
    from dialogue_desk.desk.joining import own_keys

    return own_keys(desk.store)


def test_a_run_longer_than_any_desk_signs_is_no_seal(chain: World) -> None:
    keys = _keys(chain.desks["commune"])
    de = f"{chain.desks['commune'].store.desk}/0"
    digests = ["0" * 32] * 129
    assert split([seal_line(signing.sign(keys, de, 1, digests[:128]))]).seals
    assert not split([seal_line(signing.sign(keys, de, 1, digests))]).seals
    assert not split([seal_line(signing.sign(keys, f"{de}p", 1, digests[:2]))]).seals


@pytest.mark.parametrize("what", ["unit", "clock", "names", "text"])
def test_whatever_is_changed_in_a_row_its_signature_is_not_over_it(chain: World, what: str) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    chain.up("commune", "district")
    cells = json.loads(own_session(commune))
    good = json.dumps(cells)
    other = {"unit": (2, "01890000-0000-7000-8000-000000000009"), "clock": (3, cells[3] - 86_400_000_000),
             "names": (7, "0" * 32), "text": (9, cells[9].replace("Hội trường", "Chợ"))}  # fmt: skip
    at, value = other[what]
    cells[at] = value
    from tests.exchange.forging import seals_of

    lines = [*seals_of(commune, [good.encode()]), json.dumps(cells, ensure_ascii=False).encode()]
    result = chain.receive("district", seal(chain, commune, district, lines, signers=(), rows=2, number=2))
    assert (result.counts["new"], reasons(district)) == (0, ["not_signed_by_writer"])


def test_a_step_is_as_safe_as_a_record(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    case = commune.records.save("opinion", OPINION)
    chain.up("commune", "district")
    made = version(commune, "action", COMMUNE, step_on(case.id, "resolve", "2023-05-01", text="Xong"), n=9)
    back = seal(chain, district, commune, [line(made)], kind="down", registry=registry_of(district))
    assert chain.receive("commune", back).counts["quarantined"] == 1
    assert commune.petitions.state(case.id).status == "new"
