"""Taking an operation back where others wrote too: another laptop, a merge, an import, a later save, a restart."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.records import DELETED
from dialogue_desk.storage import checking
from tests.exchange.world import COMMUNE, OPINION, SESSION, World

Spot = tuple[str, str, str]
"""Form, id and group."""


@pytest.fixture
def laptops(chain: World) -> World:
    """Two laptops of one commune, each trusting the other."""
    commune = chain.desks["commune"]
    commune.records.save("session", SESSION)
    chain.up("commune", "district")
    second = chain.join("second", "district", COMMUNE)
    chain.up("second", "district")
    chain.desks["district"].joining.trust(second.joining.fingerprint)
    chain.down("district", "second")
    chain.down("district", "commune")
    chain.side("commune", "second")
    return chain


def test_two_laptops_changed_one_petition_and_only_ones_own_goes_back(laptops: World) -> None:
    one, two = laptops.desks["commune"], laptops.desks["second"]
    made = one.records.save("opinion", OPINION | {"place": "Ngõ 5"})
    laptops.side("commune", "second")
    one.records.change("opinion", made.id, {"place": "Ngõ 7"})
    two.records.change("opinion", made.id, {"lead_agency": "Phòng Kinh tế", "is_hotspot": True})
    laptops.side("second", "commune")
    last = one.operations.last()
    assert last is not None
    done = one.operations.take_back(last)
    assert (len(done.taken), done.kept) == (1, [])
    laptops.side("commune", "second")
    for desk in (one, two):
        told = desk.records.need("opinion", made.id).values
        assert (told["place"], told["lead_agency"], told["is_hotspot"]) == ("Ngõ 5", "Phòng Kinh tế", True)
    undone = one.operations.last_undone()
    assert undone is not None
    one.operations.take_back(undone)
    told = one.records.need("opinion", made.id).values
    assert (told["place"], told["lead_agency"], told["is_hotspot"]) == ("Ngõ 7", "Phòng Kinh tế", True)


def test_what_the_other_laptop_wrote_over_it_stays_and_is_listed(laptops: World) -> None:
    one, two = laptops.desks["commune"], laptops.desks["second"]
    (session,) = one.store.records("session")
    one.records.change("session", session.id, {"place": "Đình", "participants": 40})
    last = one.operations.last()
    assert last is not None
    laptops.side("commune", "second")
    two.records.change("session", session.id, {"place": "Chợ"})
    laptops.side("second", "commune")
    done = one.operations.take_back(last)
    now = one.records.need("session", session.id).values
    assert (now["place"], now["participants"]) == ("Chợ", None)
    (kept,) = done.kept
    assert (kept.form, kept.id) == ("session", session.id)
    assert "Địa điểm" in kept.why


def test_a_decision_taken_back_waits_for_one_again(laptops: World) -> None:
    one, two = laptops.desks["commune"], laptops.desks["second"]
    (session,) = one.store.records("session")
    one.records.change("session", session.id, {"place": "Đình"})
    two.records.change("session", session.id, {"place": "Chợ"})
    laptops.side("second", "commune")
    before = one.records.need("session", session.id)
    assert before.conflicts
    one.conflicts.resolve("session", session.id, fields={"place": one.conflicts.listed()[0].sides[0].rev})
    assert not one.records.need("session", session.id).conflicts
    chosen = one.records.need("session", session.id).values["place"]
    one.records.undo()
    now = one.records.need("session", session.id)
    assert (now.conflicts, now.values["place"]) == (before.conflicts, before.values["place"])
    laptops.side("commune", "second")
    assert two.records.need("session", session.id).conflicts == before.conflicts
    undone = one.operations.last_undone()
    assert undone is not None
    one.operations.take_back(undone)
    assert not one.records.need("session", session.id).conflicts
    laptops.side("commune", "second")
    for desk in (one, two):
        assert (desk.records.need("session", session.id).values["place"]) == chosen
        assert not desk.records.need("session", session.id).conflicts


# -- random histories -----------------------------------------------------------------------


def shown(desk: Desk) -> dict[Spot, Any]:
    """What every group of every record says, and whether it is in the bin."""
    found: dict[Spot, Any] = {}
    for key in ("session", "opinion", "opinion_personal", "action"):
        form = desk.store.form(key)
        for record in desk.store.records(key, with_bin=True):
            for group, fields in form.groups.items():
                found[key, record.id, group] = tuple(record.values.get(f.key) for f in fields)
            found[key, record.id, DELETED] = record.is_deleted
    return found


class History:
    """One laptop's history, and beside it who said last what each group says: the truth an undo is held against."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.dice = world, random.Random(seed)
        self.said: dict[Spot, list[tuple[object, Any]]] = {}
        self.changed: dict[int, set[Spot]] = {}
        self.merged = 0
        self.note("before", {})

    @property
    def desk(self) -> Desk:
        return self.world.desks["commune"]

    def note(self, who: object, before: Mapping[Spot, Any]) -> None:
        """Remember what an event made of the groups it touched."""
        for spot, value in shown(self.desk).items():
            if spot not in before or before[spot] != value:
                self.said.setdefault(spot, []).append((who, value))
                if isinstance(who, int):
                    self.changed.setdefault(who, set()).add(spot)

    def act(self) -> None:
        """One thing a person does."""
        before = shown(self.desk)
        self.dice.choice([self.new, self.change, self.change, self.child, self.bin, self.import_, self.bulk])()
        number = self.desk.operations.newest()
        if shown(self.desk) != before:
            self.note(number, before)

    # -- what a person does ---------------------------------------------------------------

    def some(self, form: str) -> Any:
        held = list(self.desk.store.records(form))
        return self.dice.choice(held) if held else None

    def new(self) -> None:
        with self.desk.records.as_one():
            session = self.desk.records.save("session", SESSION | {"title": f"Cuộc {self.dice.random()}"})
            for n in range(self.dice.randrange(3)):
                self.speak(session.id, f"Ý kiến {n}")

    def speak(self, session: str, text: str) -> None:
        told = OPINION | {"source_form": "session", "source_id": session, "source_unit": self.desk.unit, "text": text}
        self.desk.records.save("opinion", told | {"speaker_name": self.dice.choice(["An", "Bình", None])})

    def change(self) -> None:
        form = self.dice.choice(["session", "opinion"])
        record = self.some(form)
        if record is None:
            return
        places = ["Đình", "Chợ", "Trường", None]
        told = {"place": self.dice.choice(places[:3]), "participants": self.dice.randrange(90)}
        if form == "opinion":
            told = {"place": self.dice.choice(places), "is_hotspot": self.dice.random() < 0.5}
            told["speaker_name"] = self.dice.choice(["An", "Bình", None])
        some = self.dice.sample(sorted(told), self.dice.randrange(1, len(told) + 1))
        self.desk.records.change(form, record.id, {key: told[key] for key in some})

    def child(self) -> None:
        session = self.some("session")
        if session is not None:
            self.speak(session.id, "Nêu thêm")

    def bin(self) -> None:
        form = self.dice.choice(["session", "opinion"])
        record = self.some(form)
        if record is not None:
            self.desk.records.delete(form, record.id)

    def import_(self) -> None:
        file = self.world.file("csv")
        session = self.some("session")
        lines = ["id,held_on,title,kind,mode,place,count_for"]
        for n in range(2):
            lines.append(f",{n + 1}/2/2023,Nhập {self.dice.random()},periodic,in_person,Đình,party")
        if session is not None:
            lines.append(
                f"{session.id},1/3/2023,Sửa bằng tệp {self.dice.random()},periodic,in_person,Nhà văn hóa,party"
            )
        file.write_text("\n".join(lines), encoding="utf-8")
        assert not self.desk.files.import_file(file, "session").problems

    def bulk(self) -> None:
        keys = [(r.unit, r.id) for r in self.desk.store.records("opinion")]
        chosen = self.dice.sample(keys, min(len(keys), 3))
        kind = self.dice.choice(["assign", "progress", "note"])
        self.desk.petitions.take_all(chosen, kind, {"agency": "Phòng Kinh tế", "done_on": "2023-04-01"})

    def elsewhere(self) -> None:
        """The other laptop takes what is here, changes something and sends it back."""
        self.world.side("commune", "second")
        here, self.world.desks["commune"] = self.desk, self.world.desks["second"]
        for _time in range(self.dice.randrange(1, 4)):
            self.dice.choice([self.change, self.change, self.child])()
        self.world.desks["commune"] = here
        if self.dice.random() < 0.5:
            self.change_and_note()
        before = shown(self.desk)
        self.world.side("second", "commune")
        self.merged += 1
        self.note(f"merge {self.merged}", before)

    def change_and_note(self) -> None:
        before = shown(self.desk)
        self.change()
        if shown(self.desk) != before:
            self.note(self.desk.operations.newest(), before)

    # -- taking back ----------------------------------------------------------------------

    def take_back(self) -> None:
        able = [told.operation for told in self.desk.operations.listed() if told.can_take_back]
        able = [one for one in able if not one.undoes and one.number in self.changed]
        if not able:
            return
        one = able[0] if self.dice.random() < 0.5 else self.dice.choice(able)
        before = shown(self.desk)
        done = self.desk.operations.take_back(one)
        after = shown(self.desk)
        self.hold(one.number, before, after, {kept.id for kept in done.kept})
        if not done.taken:
            assert after == before
            return
        if self.dice.random() < 0.5:
            undone = self.desk.operations.last_undone()
            if undone is not None and undone.undoes == one.number:
                self.desk.operations.take_back(undone)
                assert shown(self.desk) == before, "a redo restores exactly"
                return
        for spot in after:
            if after[spot] != before[spot]:
                self.said[spot].pop()
                if not self.said[spot] or self.said[spot][-1][1] != after[spot]:
                    self.said[spot].append(("before", after[spot]))

    def bring_again(self) -> None:
        """An undo of any time ago is taken back itself."""
        undos = [t.operation for t in self.desk.operations.listed() if t.can_take_back and t.operation.undoes]
        undos = [one for one in undos if one.root in self.changed]
        if not undos:
            return
        one = self.dice.choice(undos)
        before = shown(self.desk)
        done = self.desk.operations.take_back(one)
        after = shown(self.desk)
        for spot, value in after.items():
            if value == before[spot]:
                continue
            assert spot in self.changed[one.root], f"{spot} was not written by the operation"
            assert done.taken
            self.said[spot].append((one.root, value))

    def hold(self, number: int, before: Mapping[Spot, Any], after: Mapping[Spot, Any], kept: set[str]) -> None:
        own = self.changed[number]
        for spot, value in before.items():
            entries = self.said[spot]
            if spot not in own:
                assert after[spot] == value, f"{spot} was not written by the operation"
            elif entries[-1][0] != number:
                assert after[spot] == value, f"{spot} was changed since"
            elif spot[1] not in kept and len(entries) > 1:
                assert after[spot] == entries[-2][1], f"{spot} goes back"


@pytest.mark.parametrize("seed", range(int(os.environ.get("UNDO_HISTORIES", "3"))))
def test_random_histories_go_back_by_what_each_operation_wrote(laptops: World, seed: int) -> None:
    history = History(laptops, seed)
    for _event in range(40):
        luck = history.dice.random()
        if luck < 0.45:
            history.act()
        elif luck < 0.77:
            history.take_back()
        elif luck < 0.85:
            history.bring_again()
        elif luck < 0.95:
            history.elsewhere()
        else:
            laptops.reopen("commune")
    assert list(checking.problems(history.desk.store)) == []
    laptops.side("commune", "second")
    laptops.side("second", "commune")
    laptops.side("commune", "second")
    assert shown(laptops.desks["second"]) == shown(history.desk)
