"""A question that was sent down stands in Hỏi số liệu, marked with its issuer; the window sends and withdraws it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dialogue_desk.domain.question import Question
from tests.exchange.world import CITY, COMMUNE, DISTRICT, OPINION, World


@pytest.fixture
def sent(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.init("city", CITY)
    made.join("district", "city", DISTRICT)
    made.join("commune", "district", COMMUNE)
    commune, district = made.desks["commune"], made.desks["district"]
    for agency in ("UBND phường", "Ủy ban nhân dân phường", "Công an"):
        record = commune.records.save("opinion", OPINION)
        commune.petitions.take(record.id, "assign", {"agency": agency})
    made.up("commune", "district")
    district.reporting.asking.save("Kiến nghị theo lĩnh vực", Question("opinion", ("subject",)))
    district.reporting.asking.send_down("Kiến nghị theo lĩnh vực")
    made.down("district", "commune")
    yield made
    made.close()


def test_the_window_marks_it_with_its_issuer_and_sends(sent: World, sit: Callable[..., object]) -> None:
    commune, district = sent.desks["commune"], sent.desks["district"]
    page = sit(commune, page="ask").window.page()  # type: ignore[attr-defined]
    page._list_saved()
    told = [page.saved.itemText(at) for at in range(page.saved.count())]
    assert told == [f"Kiến nghị theo lĩnh vực · {commune.units.name(DISTRICT)} gửi xuống"]
    page.saved.set_code("Kiến nghị theo lĩnh vực")
    page._saved_chosen()
    assert page.question().rows == ("subject",)
    assert page._forget.isHidden()
    assert page._down.isHidden()
    above = sit(district, page="ask").window.page()  # type: ignore[attr-defined]
    above._list_saved()
    above.saved.set_code("Kiến nghị theo lĩnh vực")
    above._saved_chosen()
    assert not above._down.isHidden()
    above.send_down()
    assert district.reporting.asking.sent_down() == []
    above.send_down()
    assert [one.name for one in district.reporting.asking.sent_down()] == ["Kiến nghị theo lĩnh vực"]


def test_agencies_are_joined_and_parted_by_buttons(sent: World, sit: Callable[..., object]) -> None:
    desk = sent.desks["commune"]
    page = sit(desk, page="ask").window.page()  # type: ignore[attr-defined]
    page.join_agencies()
    dialog = page.agencies
    assert dialog is not None
    built: list[bool] = []
    dialog.changed.connect(lambda: built.append(True))
    (group,) = desk.reporting.asking.agencies()[2]
    dialog.join(list(group[1:]), group[0])
    _counts, joined, alike = desk.reporting.asking.agencies()
    assert (joined, alike) == ({group[1]: group[0]}, [])
    dialog.part(group[1])
    assert desk.reporting.asking.agencies()[1] == {}
    assert len(built) == 2
    dialog.join(["không có"], group[0])
    assert dialog.said.text()
