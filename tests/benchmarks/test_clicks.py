"""Clicks for ten jobs of a working day, counted in a real window over real presses of the mouse.

Every press is a `QTest.mouseClick` on a widget that is shown and enabled, or on an entry of a menu that is open;
what is typed is no click. `python -m pytest tests/benchmarks/test_clicks.py` prints the counts beside their bars.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.gui import preview
from dialogue_desk.gui.widgets.frame import RailItem
from tests.benchmarks.measure import tell
from tests.gui.conftest import Seat

SESSION = {
    "held_on": "2026-03-02", "status": "held", "title": "Đối thoại quý I", "kind": "periodic", "mode": "in_person",
    "place": "Đình", "count_for": "party",
}  # fmt: skip
PETITION = {
    "source_form": "direct", "received_on": "2026-03-02", "subject": "land", "kind": "petition", "side": "government",
    "text": "Đường hỏng", "request": "Sửa đường", "due_on": "2026-03-20",
}  # fmt: skip


class Hand:
    """The mouse of somebody at the desk."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.clicks = 0

    def settle(self) -> None:
        """Let what comes in turns come."""
        for _turn in range(20):
            QApplication.processEvents()

    def on(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press a widget that somebody sees."""
        assert widget.isVisible(), widget.accessibleName()
        assert widget.isEnabled(), widget.accessibleName()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        self.clicks += 1
        self.settle()

    def room(self, key: str) -> None:
        """A room of the rail."""
        items = self.seat.window.rail._items
        assert isinstance(items[key], RailItem)
        self.on(items[key])

    def button(self, words: str) -> None:
        """The button of the window with these words."""
        found = [b for b in self.seat.window.findChildren(QAbstractButton) if b.text() == words and b.isVisible()]
        assert found, words
        self.on(found[0])

    def entry(self, words: str) -> None:
        """An entry of the menu that is open."""
        menu = next(m for m in QApplication.topLevelWidgets() if isinstance(m, QMenu) and m.isVisible())
        action = next(a for a in menu.actions() if a.text() == words)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        self.clicks += 1
        self.settle()


@pytest.fixture
def hand(sit: Callable[..., Seat], make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> Hand:
    """A commune's desk on its first page, with a session, an overdue petition and a feedback."""
    desk = make_desk()
    desk.records.save("session", SESSION)
    desk.records.save("opinion", PETITION)
    seat = sit(desk, page="home", size=(1366, 728))
    found = Hand(seat)
    found.settle()
    return found


def new_session(hand: Hand, _tmp: Path) -> bool:
    hand.button("Thêm cuộc đối thoại")
    page = hand.seat.window.page()
    for key, value in {**SESSION, "title": "Cuộc mới"}.items():
        page.editing.set_field(key, value)
    hand.button("Lưu")
    return hand.seat.desk.records.count("session", type(page.list._asked())()) == 2


def new_petition(hand: Hand, _tmp: Path) -> bool:
    hand.button("Thêm kiến nghị")
    return hand.seat.window.current_key == "opinions" and hand.seat.window.page().editing.values()["kind"] == "petition"


def step(hand: Hand, _tmp: Path) -> bool:
    hand.room("opinions")
    hand.button("Ghi bước xử lý")
    page = hand.seat.window.page()
    page.step._form.set_field("agency", "Phòng Kinh tế")
    hand.button("Ghi bước này")
    (petition,) = hand.seat.desk.records.page("opinion", type(page.list._asked())())
    return hand.seat.desk.petitions.state(petition.id).lead_agency == "Phòng Kinh tế"


def overdue(hand: Hand, _tmp: Path) -> bool:
    hand.on(hand.seat.window.page()._tiles["overdue"])
    page = hand.seat.window.page()
    return hand.seat.window.current_key == "opinions" and page.chips.shown == "overdue" and page.list.count() == 1


def minutes(hand: Hand, _tmp: Path) -> bool:
    hand.room("sessions")
    hand.button("In ▾")
    hand.entry("Biên bản hội nghị đối thoại")
    return SHOWN == ["BIÊN BẢN"]


def appendix(hand: Hand, _tmp: Path) -> bool:
    hand.room("reports")
    page = hand.seat.window.page()
    hand.on(page.reports.items["used", "appendix-03"])
    hand.on(page.time.kinds._group.button(page.time.kinds._keys.index("quarter")))
    page.build()
    return page.side.sheet is not None and "quý" in page.side.sheet.title


def excel_in(hand: Hand, tmp: Path) -> bool:
    """The file dialog is the system's: naming a file there is counted as one press."""
    file = tmp / "so.csv"
    file.write_text("Ngày,Nội dung ý kiến,Lĩnh vực\n02/3/2026,Đèn hỏng,Đất đai\n", encoding="utf-8")
    hand.room("opinions")
    hand.on(hand.seat.window.page().list.to_import)
    hand.clicks += 1
    page = hand.seat.window.page()
    page.read(file)
    hand.settle()
    return hand.seat.window.current_key == "import"


def excel_out(hand: Hand, tmp: Path) -> bool:
    hand.room("sessions")
    pane = hand.seat.window.page().list
    assert pane.to_export.isVisible()
    hand.clicks += 1
    pane.export_to(tmp / "cuoc.xlsx")
    hand.settle()
    return (tmp / "cuoc.xlsx").is_file()


def lock(hand: Hand, _tmp: Path) -> bool:
    hand.on(hand.seat.window.top.person)
    hand.entry("Khóa phần mềm")
    return True


def find(hand: Hand, _tmp: Path) -> bool:
    hand.on(hand.seat.window.top.search)
    QTest.keyClicks(hand.seat.window.top.search, "duong")
    hand.seat.window._search()
    hand.settle()
    return hand.seat.window.current_key == "search"


SHOWN: list[str] = []
JOBS: tuple[tuple[str, Callable[[Hand, Path], bool], int], ...] = (
    ("new session, saved", new_session, 3), ("new petition begun", new_petition, 1), ("step written", step, 4),
    ("overdue petitions", overdue, 1), ("minutes before one's eyes", minutes, 3),
    ("Phụ lục 03 of a quarter", appendix, 3), ("Excel in, at its mapping", excel_in, 4),
    ("a list to Excel", excel_out, 3), ("program locked", lock, 2), ("search begun", find, 1),
)  # fmt: skip


@pytest.mark.parametrize(("name", "job", "bar"), JOBS, ids=[name for name, _job, _bar in JOBS])
def test_clicks(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, job: Callable[[Hand, Path], bool], bar: int
) -> None:
    SHOWN.clear()
    monkeypatch.setattr(preview, "show_pages", lambda _theme, title, _document, _parent: SHOWN.append(title))
    assert job(hand, tmp_path), name
    tell(f"clicks: {name}", str(hand.clicks), f"≤ {bar}", "real window")
    assert hand.clicks <= bar


def test_clicks_to_send(sit: Callable[..., Seat], tmp_path: Path) -> None:
    """From the first page to the file: its room, and the one blue button."""
    city = Desk.init(tmp_path / "city", "31", "2025", "Mai")
    city.joining.invite(city.unit_key("11311"), tmp_path / "a.ddinvite")
    desk = Desk.join(tmp_path / "desk", tmp_path / "a.ddinvite", "Hạnh")
    city.close()
    desk.records.save("session", SESSION)
    desk.prefer("send_folder", str(tmp_path))
    hand = Hand(sit(desk, page="home", size=(1366, 728)))
    hand.settle()
    hand.room("exchange")
    hand.button("Tạo tệp gửi")
    assert list(tmp_path.glob("*.ddpkg"))
    tell("clicks: file to send", str(hand.clicks), "≤ 2", "real window")
    assert hand.clicks <= 2
