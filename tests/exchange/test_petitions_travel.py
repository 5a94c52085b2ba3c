"""A petition's state after packages came, and after they were taken back (domain.md A.6, C6)."""

from __future__ import annotations

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import follow
from dialogue_desk.storage.unheld import unheld
from tests.exchange.world import OPINION, World


def status(desk: Desk, opinion: str) -> str:
    """The status that lists show, which must be the folded one."""
    assert follow.astray(desk.store) == []
    (row,) = desk.store.conn.execute("SELECT status FROM petition WHERE id = ?", (opinion,)).fetchall()
    assert row[0] == desk.petitions.state(opinion).status
    return str(row[0])


def test_forwarded_answered_above_and_no_duplicate(chain: World) -> None:
    commune, district, city = (chain.desks[n] for n in ("commune", "district", "city"))
    case = commune.records.save("opinion", OPINION)
    assert (unheld(commune.store), unheld(city.store)) == (commune.sending.plan().rows, None)
    commune.petitions.take(case.id, "assign", {"agency": "Địa chính"})
    commune.petitions.take(case.id, "forward_up", {"text": "Vượt thẩm quyền"})
    chain.up("commune", "district")
    assert status(district, case.id) == "forwarded"
    assert district.petitions.state(case.id).lead_agency == "Địa chính"
    tiles = {t.key: t.value for t in district.home.tiles()}
    assert (tiles["petitions_to_answer"], tiles["petitions_forwarded"]) == (1, 0)
    assert district.petitions.allowed(case.id) == ("forward_up", "answer", "note")
    with pytest.raises(DeskError):
        district.petitions.take(case.id, "resolve", {"text": "không phải việc của cấp trên"})
    answer = district.petitions.take(case.id, "answer", {"text": "Quận đã giao Ban Quản lý dự án"})
    assert answer.unit == district.unit
    back = chain.down("district", "commune")
    assert unheld(commune.store) == 0
    assert status(commune, case.id) == "answered_above"
    assert commune.petitions.count(PetitionQuery(status=("answered_above",))) == 1
    assert [t.step.kind for t in commune.petitions.state(case.id).history] == ["assign", "forward_up", "answer"]
    again = chain.up("commune", "district")
    assert again.counts["conflicts"] == 0
    assert status(district, case.id) == "answered_above"
    commune.receiving.undo(back.package)
    assert status(commune, case.id) == "forwarded"


def test_a_deadline_nobody_wrote_follows_the_settings_of_its_unit_everywhere(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    case = commune.records.save("opinion", OPINION)
    before = commune.petitions.state(case.id).due_on
    chain.up("commune", "district")
    assert district.petitions.state(case.id).due_on == before != ""
    commune.records.save("settings", {**commune.records.settings(), "days_received": 40})
    after = commune.petitions.state(case.id).due_on
    assert after > before
    second = chain.up("commune", "district")
    assert district.petitions.state(case.id).due_on == after
    assert follow.astray(district.store) == []
    district.receiving.undo(second.package)
    assert district.petitions.state(case.id).due_on == before
    assert follow.astray(district.store) == []


def test_a_package_taken_back_takes_its_petitions_along(chain: World) -> None:
    commune, district = chain.desks["commune"], chain.desks["district"]
    ids = [commune.records.save("opinion", {**OPINION, "due_on": f"2023-04-0{n}"}).id for n in range(1, 5)]
    commune.petitions.take(ids[0], "resolve", {"text": "xong"})
    first = chain.up("commune", "district")
    assert district.petitions.counts()["overdue"] == 3
    commune.records.change("opinion", ids[1], {"kind": "opinion"})
    commune.records.delete("opinion", ids[2])
    second = chain.up("commune", "district")
    assert district.petitions.counts()["overdue"] == 1
    assert follow.astray(district.store) == []
    district.receiving.undo(second.package)
    assert district.petitions.counts()["overdue"] == 3
    district.receiving.undo(first.package)
    assert district.petitions.counts()["open"] == 0
    assert follow.astray(district.store) == []
