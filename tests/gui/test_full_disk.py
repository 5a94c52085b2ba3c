"""A full disk in the window: told as such wherever it is met, never as a fault of the program."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dialogue_desk.app import install_crash_hook
from dialogue_desk.desk import Desk
from dialogue_desk.gui.notices import sentence_of
from dialogue_desk.gui.tasks import SyncRunner
from dialogue_desk.storage.driver import OperationalError
from tests.desk.test_durability import mounted
from tests.reports.filled import empty_desk

SESSION = {
    "held_on": "2026-03-02", "status": "held", "title": "Đối thoại quý I", "kind": "periodic", "mode": "in_person",
    "place": "Đình làng", "count_for": "party",
}  # fmt: skip


@pytest.fixture
def small() -> Iterator[Path]:
    """A disk of three megabytes."""
    with mounted("-t", "tmpfs", "-o", "size=3m", "tmpfs") as disk:
        yield disk


@pytest.fixture
def desk(small: Path) -> Iterator[Desk]:
    """A desk on it with one session."""
    made = empty_desk(small / "bàn")
    made.records.save("session", SESSION)
    yield made
    made.close()


def fill(disk: Path) -> Path:
    """Leave no room; the file that takes it."""
    waste = disk / "đầy"
    with waste.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    return waste


@pytest.mark.logs_warnings  # matplotlib's, that its list of fonts found no room either
def test_saving_leaving_and_a_picture(desk: Desk, sit: Callable[..., object], small: Path) -> None:
    """Each says that the disk is full, keeps what was typed, and works once there is room."""
    seat = sit(desk, page="sessions")
    page = seat.window.page()
    waste = fill(small)
    page.editing.set_field("title", "Tên mới")
    page.editing.set_field("notes", "đất " * 9000)
    assert not page.save()
    assert "Đĩa đã đầy" in seat.window.notice.text()
    assert page.editing.values()["title"] == "Tên mới"
    seat.window.go("charts")
    charts = seat.window.page()
    seat.bot.waitUntil(lambda: charts._view is not None and charts._view.chart is not None)
    charts.save_to(str(small / "hình.png"))
    assert "Đĩa đã đầy" in seat.window.notice.text()
    assert not (small / "hình.png").exists()
    waste.unlink()
    charts.save_to(str(small / "hình.png"))
    assert "Đã lưu" in seat.window.notice.text()


def test_closing_a_period(desk: Desk, sit: Callable[..., object], small: Path) -> None:
    """Refused, it is neither told nor on the undo trail, and the period stays open."""
    seat = sit(desk, page="reports")
    tools = seat.window.page().period
    tools.show("periodic-report", {"period": "2026-Q1"})
    heard: list[object] = []
    desk.listeners.append(heard.append)
    before = desk.operations.newest()
    waste = fill(small)
    tools.close_or_open()
    assert "Đĩa đã đầy" in seat.window.notice.text()
    assert heard == []
    assert desk.operations.newest() == before
    assert not desk.closing.is_closed("2026-Q1")
    waste.unlink()
    tools.close_or_open()
    assert desk.closing.is_closed("2026-Q1")
    assert len(heard) == 1


@pytest.fixture
def reading(small: Path) -> Iterator[Desk]:
    """A desk that was opened when its disk was full."""
    folder = small / "bàn"
    made = empty_desk(folder)
    made.records.save("session", SESSION)
    made.prefer("page", "sessions")
    made.close()
    fill(small)
    desk = Desk.open(folder)
    yield desk
    desk.close()


def test_a_desk_on_a_full_disk_opens_and_says_that_it_is_to_read(
    reading: Desk, small: Path, sit: Callable[..., object]
) -> None:
    """Lists show what is there, a save is refused with what was typed still there; with room it is a desk again."""
    assert reading.store.is_to_read
    seat = sit(reading, page="sessions")
    seat.bot.waitUntil(lambda: "chỉ xem được" in seat.window.notice.text())
    page = seat.window.page()
    assert page.editing.values()["title"] == SESSION["title"]
    page.editing.set_field("title", "Tên mới")
    assert not page.save()
    assert "Đĩa đã đầy" in seat.window.notice.text()
    assert page.editing.values()["title"] == "Tên mới"
    (small / "đầy").unlink()
    again = Desk.open(reading.folder)
    assert not again.store.is_to_read
    assert [r.values["title"] for r in again.store.records("session")] == [SESSION["title"]]
    again.close()


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (OperationalError("database or disk is full"), "Đĩa đã đầy"),
        (OSError(28, "No space left on device", "/x/y.pdf"), "Đĩa đã đầy"),
        (OperationalError("disk I/O error"), "Ổ đĩa không đọc hoặc ghi được"),
        (OSError(5, "Input/output error", "/x/y.pdf"), "Kiểm tra ổ đĩa"),
        (ValueError("x"), "Có lỗi của chương trình"),
    ],
)
def test_trouble_that_no_page_expected(
    sit: Callable[..., object], monkeypatch: pytest.MonkeyPatch, problem: Exception, says: str
) -> None:
    """Out of a slot, and out of the worker: in its own words."""
    assert says in sentence_of(problem)
    seat = sit()
    monkeypatch.setattr(sys, "__excepthook__", lambda *_told: None)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    install_crash_hook(seat.app)
    sys.excepthook(type(problem), problem, None)
    assert says in seat.window.notice.text()

    def work(_progress: object) -> None:
        raise problem

    failures: list[Exception] = []
    SyncRunner().run("", work, lambda _done: None, failures.append)
    assert says in sentence_of(failures[0])
    assert isinstance(failures[0], ValueError) or failures[0].code in ("disk_full", "io")
