"""The files beside a record, and the way of a record upward."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.pages.records.attachments import AttachmentsPanel, newest
from dialogue_desk.gui.pages.records.record_page import RecordPage
from dialogue_desk.gui.widgets.text import WrappedLabel
from tests.gui.opened import Opened

PDF = b"%PDF-1.4\n" + b"x" * 5000


@pytest.fixture
def panel(qtbot: QtBot, desk: Desk) -> AttachmentsPanel:
    desk.records.save(
        "session",
        {"held_on": "2026-05-01", "title": "Đối thoại", "mode": "in_person", "count_for": "party", "place": "Đình"},
    )
    page = Opened(qtbot, desk).window.page()
    assert isinstance(page, RecordPage)
    page.pane.show_tab("files")
    return page.side.attachments


def page_of(panel: AttachmentsPanel) -> RecordPage:
    page = panel.window().page()  # type: ignore[attr-defined]  # the window is ours
    assert isinstance(page, RecordPage)
    return page


def named(desk: Desk) -> list[object]:
    return [record.values["file_name"] for record in attached(desk)]


def attached(desk: Desk) -> list[Record]:
    session = desk.records.page("session", Query())[0]
    return desk.attachments.of("session", session.unit, session.id)


def test_files_dropped_are_attached_and_counted_in_the_tab(panel: AttachmentsPanel, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "Biên bản <b>1.pdf"
    file.write_bytes(PDF)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)), QUrl.fromLocalFile(str(tmp_path))])
    none = Qt.KeyboardModifier.NoModifier
    for event in (QDragEnterEvent, QDropEvent):
        sent = event(QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
        QApplication.sendEvent(panel, sent)
    assert named(desk) == ["Biên bản <b>1.pdf"]
    tabs = page_of(panel).pane.tabs
    assert tabs is not None
    assert tabs._tabs["files"].text() == "Tệp đính kèm (1)"


def test_a_refused_file_says_why_and_leaves_those_before_it(
    panel: AttachmentsPanel, desk: Desk, tmp_path: Path
) -> None:
    good, bad = tmp_path / "a.pdf", tmp_path / "b.pdf"
    good.write_bytes(PDF)
    bad.write_bytes(b"MZ not a pdf")
    panel.attach([good, bad])
    assert named(desk) == ["a.pdf"]
    assert "b.pdf" in panel.window().notice.text()  # type: ignore[attr-defined]


def test_the_copy_to_look_at_has_a_name_of_ours(panel: AttachmentsPanel, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "evil.pdf.sh"
    file.write_bytes(PDF)
    panel.attach([file])
    copy = panel.write_copy(attached(desk)[0])
    assert copy.suffix == ".pdf"
    assert copy.read_bytes() == PDF
    assert copy.parent.stat().st_mode & 0o077 == 0


def test_withdrawing_takes_the_content_and_leaves_the_line(panel: AttachmentsPanel, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(PDF)
    panel.attach([file])
    record = attached(desk)[0]
    panel.ask_withdraw(record)
    assert attached(desk)[0].values["sha256"] is not None, "asked, not done"
    panel.withdraw(record)
    assert attached(desk)[0].values["sha256"] is None


def test_a_new_record_has_to_be_saved_first(panel: AttachmentsPanel, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(PDF)
    page_of(panel).new()
    panel.attach([file])
    assert desk.store.conn.execute("SELECT count(*) FROM attachment").fetchone()[0] == 0


def test_the_scan_folder_shows_the_newest_that_can_be_attached(panel: AttachmentsPanel, tmp_path: Path) -> None:
    for age, name in enumerate(("mới.pdf", "cũ.JPG", "khác.txt")):
        (tmp_path / name).write_bytes(PDF)
        os.utime(tmp_path / name, (1_700_000_000 - age, 1_700_000_000 - age))
    assert [file.name for file, _when in newest(tmp_path)] == ["mới.pdf", "cũ.JPG"]
    panel.set_scan_folder(tmp_path / "không có")
    panel.set_scan_folder(tmp_path)


def test_the_way_upward_is_told_by_receipts_only(panel: AttachmentsPanel) -> None:
    page = page_of(panel)
    page.pane.show_tab("where")
    told = " ".join(part.text() for part in page.side.where.findChildren(WrappedLabel))
    assert "Chưa đi trong gói nào" in told


def test_a_file_that_is_taken_back_is_no_longer_listed(panel: AttachmentsPanel, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(PDF)
    panel.attach([file])
    assert panel._rows.count() == 1
    page_of(panel).undo()
    assert "Hoàn tác “Thêm tệp đính kèm” sẽ bỏ vào thùng rác: tệp đính kèm" in page_of(panel).window().notice.text()
    page_of(panel).window().notice._act()
    assert attached(desk) == []
    assert panel._rows.count() == 0
