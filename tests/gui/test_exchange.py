"""Gửi, nhận số liệu in both roles, over real desks and real packages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain.records import new_id
from dialogue_desk.domain.sheet import Figures, QrCode
from dialogue_desk.gui.dialogs.first_start import FirstStart
from dialogue_desk.gui.pages.exchange.board import BoardPanel
from dialogue_desk.gui.pages.exchange.conflicts import ConflictsPanel
from dialogue_desk.gui.pages.exchange.desks import DesksPanel
from dialogue_desk.gui.pages.exchange.keys import RecoveryLine
from dialogue_desk.gui.pages.exchange.lists import PastPanel
from dialogue_desk.gui.pages.exchange.page import ExchangePage
from dialogue_desk.gui.pages.exchange.quarantine import QuarantinePanel
from dialogue_desk.gui.pages.exchange.receive import ReceivePanel
from dialogue_desk.gui.pages.exchange.send import SendPanel
from dialogue_desk.gui.pages.exchange.words import total_of
from dialogue_desk.gui.printing import page_count
from dialogue_desk.gui.standing import Standing
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.frame import RailItem
from dialogue_desk.gui.widgets.inputs import TextLines
from dialogue_desk.gui.widgets.qr_view import QrView
from dialogue_desk.gui.widgets.text import WrappedLabel
from tests.conftest import TODAY
from tests.gui.opened import Opened

SESSION = {"mode": "in_person", "count_for": "party", "place": "Hội trường", "held_on": "2026-05-01"}
COMMUNE = "11842"


def session(desk: Desk, title: str = "Đối thoại", **more: object) -> str:
    return desk.records.save("session", {**SESSION, "title": title, **more}).id  # type: ignore[arg-type]


@pytest.fixture
def city(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk("31", "2025", "city")


@pytest.fixture
def join(city: Desk, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Makes desks of communes that opened an invitation of the city."""
    made: list[Desk] = []

    def make(code: str = COMMUNE) -> Desk:
        file = tmp_path / f"{code}-{len(made)}.ddinvite"
        city.joining.invite(city.unit_key(code), file)
        desk = Desk.join(tmp_path / f"commune{len(made)}", file, "Phạm Thị Hạnh", today_is=lambda: TODAY)
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.close()


def page_of(qtbot: QtBot, desk: Desk) -> tuple[Opened, ExchangePage]:
    opened = Opened(qtbot, desk, "exchange")
    page = opened.window.page()
    assert isinstance(page, ExchangePage)
    return opened, page


def sent_by(desk: Desk, folder: Path, name: str = "a.ddpkg") -> Path:
    out = folder / name
    desk.sending.send(out)
    return out


def told(panel: object) -> str:
    return " ".join(part.text() for part in panel.findChildren(WrappedLabel))  # type: ignore[attr-defined]


def panel(page: ExchangePage, key: str) -> object:
    page.show_panel(key)
    return page.panels[key]


def tab_to(opened: Opened, name: str) -> None:
    """Press Tab until what has the keyboard is called so."""
    QApplication.processEvents()  # what was just made is shown by now
    met: list[str] = []
    while not opened.focus().accessibleName().startswith(name):
        met.append(opened.focus().accessibleName())
        assert len(met) < 40, "; ".join(met)
        opened.press(Qt.Key.Key_Tab)


# -- roles ---------------------------------------------------------------------------------


def test_each_role_sees_only_what_it_needs(qtbot: QtBot, city: Desk, join: Callable[..., Desk]) -> None:
    _window, above = page_of(qtbot, city)
    assert list(above.panels) == ["receive", "conflicts", "quarantine", "board", "past", "desks"]
    assert above.stack.count() == 1, "parts nobody looks at are not made"
    _window, below = page_of(qtbot, join())
    assert list(below.panels) == ["send", "receive", "conflicts", "past", "desks"]


# -- sending -------------------------------------------------------------------------------


def test_without_an_invitation_the_page_leads_to_one(qtbot: QtBot, make_desk: Callable[..., Desk], city: Desk,
                                                     tmp_path: Path) -> None:  # fmt: skip
    desk = make_desk(COMMUNE, "2025")
    session(desk)
    _window, page = page_of(qtbot, desk)
    send, desks = page.panels["send"], page.panels["desks"]
    assert isinstance(send, SendPanel)
    assert isinstance(desks, DesksPanel)
    assert send._empty.isVisible()
    city.joining.invite(desk.unit, tmp_path / "a.ddinvite")
    desks.join(tmp_path / "a.ddinvite")
    assert page.current == "send"
    assert "1 cuộc đối thoại" in told(send)


def test_a_package_is_written_with_one_press(qtbot: QtBot, join: Callable[..., Desk], tmp_path: Path) -> None:
    desk = join()
    session(desk, "Một")
    session(desk, "Hai")
    _window, page = page_of(qtbot, desk)
    send = panel(page, "send")
    assert isinstance(send, SendPanel)
    send.set_folder(tmp_path)
    assert "Gói sẽ mang 2 cuộc đối thoại." in told(send)
    send._button.click()
    day = f"{desk.today():%Y%m%d}"
    assert (tmp_path / f"{COMMUNE}-{day}-01.ddpkg").is_file()
    code = desk.sending.sent()[0].check_code
    assert code in told(send)
    send.write()
    assert (tmp_path / f"{COMMUNE}-{day}-02.ddpkg").is_file()


def test_what_texts_give_away_is_shown_before(qtbot: QtBot, join: Callable[..., Desk]) -> None:
    desk = join()
    opinion = {"text": "Gọi 0912 345 678 gặp ông Trần Văn Bình", "speaker_name": "Trần Văn Bình", "side": "government",
               "subject": "land", "competence": "commune", "received_on": "2026-05-01"}  # fmt: skip
    desk.records.save("opinion", opinion)
    _window, page = page_of(qtbot, desk)
    send = panel(page, "send")
    assert isinstance(send, SendPanel)
    assert send._plan is not None
    assert [f.kind for f in send._plan.findings] == ["phone", "name"]
    assert send._button.text() == "Vẫn tạo tệp gửi"
    mend = [b for b in send.findChildren(Button) if b.accessibleName().startswith("Sửa")]
    mend[0].click()
    assert _window.window.current_key == "opinions"


def test_a_folder_that_is_gone_is_told_and_nothing_counts_as_sent(
    qtbot: QtBot, join: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = join()
    session(desk)
    opened, page = page_of(qtbot, desk)
    send = panel(page, "send")
    assert isinstance(send, SendPanel)
    send.set_folder(tmp_path / "usb")
    send.write()
    assert opened.window.notice.text()
    assert desk.sending.sent() == []
    assert send._button.isEnabled()


# -- receiving -----------------------------------------------------------------------------


def test_before_any_package_one_is_asked_for(qtbot: QtBot, city: Desk) -> None:
    _opened, page = page_of(qtbot, city)
    page.show_panel("receive")
    receive = page.panels["receive"]
    assert isinstance(receive, ReceivePanel)
    assert receive._shown.empty.isVisibleTo(receive)
    assert not receive.list.isVisibleTo(receive)


def test_reading_changes_nothing_taking_does_and_undo_takes_it_back(
    qtbot: QtBot, city: Desk, join: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = join()
    session(desk, "Một")
    file = sent_by(desk, tmp_path)
    opened, page = page_of(qtbot, city)
    page.read_files([tmp_path])
    receive = page.panels["receive"]
    assert isinstance(receive, ReceivePanel)
    assert [row.new for row in receive.model.rows] == [1]
    assert city.records.count("session", Query()) == 0
    receive.take_button.click()
    assert city.records.count("session", Query()) == 1
    assert receive.model.rows[0].chip.text == "Đã nhập"
    assert "Đã nhập 1 gói" in opened.window.notice.text()
    past = panel(page, "past")
    assert isinstance(past, PastPanel)
    past.ask_undo()
    assert city.records.count("session", Query()) == 1, "asked, not done"
    past.undo(city.receiving.batches()[0].package)
    assert city.records.count("session", Query()) == 0
    page.read_files([file])
    assert receive.results[0].code == "undone"
    receive.want_again(receive.results[0])
    receive.take()
    assert city.records.count("session", Query()) == 1


def test_a_damaged_file_is_refused_beside_a_good_one(
    qtbot: QtBot, city: Desk, join: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = join()
    session(desk)
    good = sent_by(desk, tmp_path)
    bad = tmp_path / "b.ddpkg"
    bad.write_bytes(good.read_bytes()[:-1])
    _window, page = page_of(qtbot, city)
    page.read_files([good, bad])
    receive = page.panels["receive"]
    assert isinstance(receive, ReceivePanel)
    assert [row.can_take for row in receive.model.rows] == [True, False]
    receive.list.setCurrentIndex(receive.model.index(1))
    assert receive.results[1].message in told(receive.preview)


def test_an_unknown_machine_is_trusted_after_its_fingerprint(
    qtbot: QtBot, city: Desk, join: Callable[..., Desk], tmp_path: Path
) -> None:
    first, second = join(), join()
    session(first)
    session(second, "Máy hai")
    city.receiving.receive([sent_by(first, tmp_path)])
    file = sent_by(second, tmp_path, "second.ddpkg")
    _window, page = page_of(qtbot, city)
    page.read_files([file])
    receive = page.panels["receive"]
    assert isinstance(receive, ReceivePanel)
    assert receive.results[0].code == "unknown_desk"
    assert second.joining.fingerprint in told(receive.preview)
    receive.trust(receive.results[0])
    assert receive.results[0].status == "merged"
    receive.take()
    assert city.records.count("session", Query()) == 2


def test_packages_are_chosen_with_the_space_bar(
    qtbot: QtBot, city: Desk, join: Callable[..., Desk], tmp_path: Path
) -> None:
    one, two = join(), join("11824")
    for desk, folder in ((one, tmp_path / "usb" / "a"), (two, tmp_path / "usb" / "b" / "tháng 5")):
        session(desk)
        folder.mkdir(parents=True)
        sent_by(desk, folder)
    opened, page = page_of(qtbot, city)
    page.read_files([tmp_path / "usb"])
    receive = page.panels["receive"]
    assert isinstance(receive, ReceivePanel)
    receive.list.setFocus()
    assert receive.model.chosen() == [], "of several nothing is ticked by itself"
    assert not receive.take_button.isEnabled()
    opened.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert receive.model.chosen() == [0, 1]
    assert total_of(receive.results, receive.results)["new"] == 2
    opened.press(Qt.Key.Key_Space)
    assert receive.model.chosen() == [1]
    receive.take()
    assert [unit for unit in (one.unit, two.unit) if city.records.count("session", Query(equal={"unit": unit}))] == [
        two.unit
    ]


def test_the_preview_shows_old_and_new(qtbot: QtBot, city: Desk, join: Callable[..., Desk], tmp_path: Path) -> None:
    desk = join()
    record = session(desk, "Cũ", participants=112)
    city.receiving.receive([sent_by(desk, tmp_path)])
    desk.records.change("session", record, {"participants": 121, "title": "<b>Mới</b>"})
    file = sent_by(desk, tmp_path, "b.ddpkg")
    _window, page = page_of(qtbot, city)
    page.read_files([file])
    shown = told(page.panels["receive"])
    for text in ("112", "121", "Cũ", "<b>Mới</b>"):
        assert text in shown


# -- conflicts -----------------------------------------------------------------------------


@pytest.fixture
def quarrel(city: Desk, join: Callable[..., Desk], tmp_path: Path) -> tuple[Desk, str]:
    """A desk whose record another machine of its unit changed too."""
    first, second = join(), join()
    record = session(first, "Một", participants=100, participants_female=40)
    session(second, "Riêng")
    city.receiving.receive([sent_by(first, tmp_path, "1.ddpkg"), sent_by(second, tmp_path, "2.ddpkg")])
    city.joining.trust(second.joining.fingerprint)
    city.sending.send_back(first.unit, tmp_path / "3.ddpkg")
    second.receiving.receive([tmp_path / "3.ddpkg"])
    first.records.change("session", record, {"participants": 133, "participants_female": 60, "place": "Đình"})
    second.records.change("session", record, {"participants": 150, "participants_female": 70, "place": "Chợ"})
    city.receiving.receive([sent_by(first, tmp_path, "4.ddpkg")])
    city.sending.send_back(first.unit, tmp_path / "5.ddpkg")
    second.receiving.receive([tmp_path / "5.ddpkg"])
    return second, record


def test_a_conflict_is_decided_group_by_group(qtbot: QtBot, quarrel: tuple[Desk, str]) -> None:
    desk, record = quarrel
    _window, page = page_of(qtbot, desk)
    conflicts = panel(page, "conflicts")
    assert isinstance(conflicts, ConflictsPanel)
    assert page._words._group.button(2).text() == "Hai máy sửa khác nhau (1)"
    boxes = {box.text(): box for box in conflicts.choices()}
    assert set(boxes) == {"Đình", "Chợ", "133 · 60", "150 · 70"}
    boxes["Đình"].click()
    boxes["150 · 70"].click()
    conflicts.decide()
    held = desk.records.need("session", record)
    assert (held.values["place"], held.values["participants"], held.values["participants_female"]) == ("Đình", 150, 70)
    assert held.conflicts == ()
    assert page._words._group.button(2).text() == "Hai máy sửa khác nhau"


@pytest.mark.parametrize("scale", ["1.0", "1.5"])
def test_a_conflict_is_decided_by_keys_alone(qtbot: QtBot, quarrel: tuple[Desk, str], scale: str) -> None:
    desk, record = quarrel
    desk.prefer("text_size", scale)
    opened, page = page_of(qtbot, desk)
    page.show_panel("conflicts")
    tab_to(opened, "Gửi, nhận số liệu: Hai máy sửa khác nhau" if scale == "1.0" else "Gửi, nhận số liệu")
    tab_to(opened, "Bản ghi chờ chọn")
    opened.press(Qt.Key.Key_Return)
    back = "Bản ghi chờ chọn" if scale == "1.0" else "Danh sách"  # one pane at a time: the way back is its first stop
    assert opened.focus().accessibleName() == back
    tab_to(opened, "Địa điểm: ")
    opened.press(Qt.Key.Key_Right)
    chosen = opened.focus().accessibleName()
    opened.press(Qt.Key.Key_Space)
    tab_to(opened, "Ghi quyết định")
    opened.press(Qt.Key.Key_Return)
    assert opened.focus().accessibleName() == back, "a second Enter must not leave the page"
    tab_to(opened, "Lấy cả bản")
    opened.press(Qt.Key.Key_Return)
    assert opened.focus().accessibleName().startswith("Không có gì phải chọn")
    held = desk.records.need("session", record)
    assert held.conflicts == ()
    assert chosen.startswith(f"Địa điểm: {held.values['place']} (")


def test_part_of_a_conflict_may_wait(qtbot: QtBot, quarrel: tuple[Desk, str]) -> None:
    desk, record = quarrel
    _window, page = page_of(qtbot, desk)
    conflicts = panel(page, "conflicts")
    assert isinstance(conflicts, ConflictsPanel)
    next(box for box in conflicts.choices() if box.text() == "Chợ").click()
    conflicts.decide()
    assert desk.records.need("session", record).conflicts == ("d",)
    conflicts.take(next(side.rev for side in conflicts.model.rows[0].sides if side.values["participants"] == 133))
    assert desk.records.need("session", record).values["participants"] == 133


# -- board, machines -----------------------------------------------------------------------


def test_the_board_tells_who_is_silent_and_answers(
    qtbot: QtBot, city: Desk, join: Callable[..., Desk], tmp_path: Path
) -> None:
    sender, silent = join(), join("11824")
    session(sender)
    session(silent)
    city.receiving.receive([sent_by(sender, tmp_path)])
    _window, page = page_of(qtbot, city)
    board = panel(page, "board")
    assert isinstance(board, BoardPanel)
    chips = {entry.unit: entry.chip.text for entry in board.model.rows if entry.chip}
    assert chips[sender.unit] == "Đã gửi"
    assert chips[silent.unit] == "Chưa gửi"
    assert set(chips.values()) == {"Đã gửi", "Chưa gửi", "Chưa tham gia"}
    assert board.told.text() == f"1 / {len(chips)} đơn vị đã gửi"
    board.answer(sender.unit, tmp_path / "answer.ddpkg")
    sender.receiving.receive([tmp_path / "answer.ddpkg"])
    assert sender.sending.sent()[0].receipt


def test_trust_is_asked_before_it_is_given(qtbot: QtBot, city: Desk, join: Callable[..., Desk], tmp_path: Path) -> None:
    desk = join()
    session(desk)
    city.receiving.receive([sent_by(desk, tmp_path)])
    _window, page = page_of(qtbot, city)
    desks = panel(page, "desks")
    assert isinstance(desks, DesksPanel)

    def status() -> str:
        return next(info.status for info in city.joining.desks() if info.unit == desk.unit)

    info = next(info for info in city.joining.desks() if info.unit == desk.unit)
    desks.ask(info)
    assert status() == "trusted"
    desks.settle(info)
    assert status() == "revoked"


def test_keys_alone_take_a_package_revoke_a_machine_and_take_it_back(
    qtbot: QtBot, city: Desk, join: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = join()
    session(desk)
    opened, page = page_of(qtbot, city)
    page.read_files([sent_by(desk, tmp_path)])
    tab_to(opened, "Nhập 1 gói")
    opened.press(Qt.Key.Key_Return)
    assert opened.focus().accessibleName() == "Các gói đã đọc"
    page.show_panel("desks")
    for status in ("revoked", "trusted"):
        tab_to(opened, "Thu hồi:" if status == "revoked" else "Tin máy này:")
        asked = opened.focus()
        opened.press(Qt.Key.Key_F6)
        assert opened.window.notice.isAncestorOf(opened.focus())
        opened.press(Qt.Key.Key_Escape)
        assert opened.focus() is asked, "the notice gives the keyboard back"
        opened.press(Qt.Key.Key_Return)
        opened.press(Qt.Key.Key_F6)
        opened.press(Qt.Key.Key_Return)
        assert next(info for info in city.joining.desks() if not info.is_this).status == status
        assert desk.joining.fingerprint in opened.focus().accessibleName(), "at the same machine"
    page.show_panel("past")
    tab_to(opened, "Hoàn tác gói")
    opened.press(Qt.Key.Key_Return)
    opened.press(Qt.Key.Key_F6)
    opened.press(Qt.Key.Key_Return)
    assert city.records.count("session", Query()) == 0
    assert opened.focus().accessibleName() == "Đã gửi, đã nhận"


def test_the_board_is_walked_from_top_to_bottom(qtbot: QtBot, city: Desk) -> None:
    opened, page = page_of(qtbot, city)
    page.show_panel("board")
    tab_to(opened, "Gửi, nhận số liệu: Ai đã gửi")
    met = []
    for _step in range(9):
        opened.press(Qt.Key.Key_Tab)
        met.append(opened.focus())
    tops = [widget.mapTo(page, widget.rect().center()).y() for widget in met]
    assert tops == sorted(tops), [widget.accessibleName() for widget in met]
    board = page.panels["board"]
    assert isinstance(board, BoardPanel)
    tab_to(opened, "Lọc theo tên")
    opened.type("vinh thuan")
    assert board.model.rowCount() == 1
    opened.press(Qt.Key.Key_Down)
    assert opened.focus() is board.list
    tab_to(opened, "Lọc theo tên")
    opened.press(Qt.Key.Key_Escape)
    assert board.model.rowCount() > 1, "what is not asked for any more does not narrow"


def test_a_slip_is_drawn_printed_and_compared(
    qtbot: QtBot, city: Desk, join: Callable[..., Desk], tmp_path: Path
) -> None:
    first, second = join(), join()
    session(second)
    city.receiving.receive([sent_by(first, tmp_path, "1.ddpkg")])
    city.receiving.receive([sent_by(second, tmp_path, "2.ddpkg")])
    _window, page = page_of(qtbot, second)
    own = panel(page, "desks")
    assert isinstance(own, DesksPanel)
    code = own.findChildren(QrView)[0]
    qtbot.waitUntil(lambda: code.text == second.joining.slip_text)
    own.save_slip(tmp_path / "slip.pdf")
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")
    slip = second.joining.slip()
    assert slip.paper == "A5"
    assert page_count(slip) == 1
    groups = [figure.value for block in slip.blocks if isinstance(block, Figures) for figure in block.figures]
    assert " ".join(map(str, groups)) == second.joining.fingerprint
    own.save_slip(tmp_path / "usb" / "slip.pdf")
    assert _window.window.notice.text()

    opened, above = page_of(qtbot, city)
    desks = panel(above, "desks")
    assert isinstance(desks, DesksPanel)
    status = {info.fingerprint: info.status for info in city.joining.desks()}
    assert status[second.joining.fingerprint] == "waiting"
    desks.scanned.setText(second.joining.slip_text)
    desks.compare()
    assert "Phiếu của Xã Vĩnh Thuận" in opened.window.notice.text()
    opened.window.notice._act()
    status = {info.fingerprint: info.status for info in city.joining.desks()}
    assert status[second.joining.fingerprint] == "trusted"
    desks.scanned.setText(second.joining.fingerprint.replace(" ", "-"))
    desks.compare()
    assert "đang tin" in opened.window.notice.text()


def test_a_new_unit_continues_an_old_one(qtbot: QtBot, city: Desk) -> None:
    opinion = {"text": "Đường hỏng", "request": "Sửa đường", "side": "government", "subject": "urban",
               "competence": "commune", "kind": "petition", "received_on": "2024-05-01"}  # fmt: skip
    old, new = "11311@2023", "11311@2025"
    city.records.save("opinion", opinion, unit=old)
    opened, page = page_of(qtbot, city)
    desks = panel(page, "desks")
    assert isinstance(desks, DesksPanel)
    card = desks.takeover
    card.old.set_value(next(word for word in card._old_words("minh khai") if old in word))
    card.new.set_value(next(word for word in card._new_words("hong bang") if new in word))
    card.ask()
    assert "1 kiến nghị còn dở" in opened.window.notice.text()
    assert city.joining.takeovers == [], "asked, not done"
    opened.window.notice._act()
    assert city.joining.takeovers == [(old, new)]
    card.old.set_value("không có đơn vị này")
    card.ask()
    assert "Không có đơn vị nào" in opened.window.notice.text()


def test_a_recovery_key_counts_only_once_it_is_on_paper(qtbot: QtBot, city: Desk, tmp_path: Path) -> None:
    _window, page = page_of(qtbot, city)
    desks = panel(page, "desks")
    assert isinstance(desks, DesksPanel)
    card = desks.recovery
    card.save(tmp_path / "key.pdf")
    assert (tmp_path / "key.pdf").is_file()
    assert card.last.isVisible()
    card.last.setText("ABCDEF")
    card.keep()
    assert city.joining.recovery_keys == 0
    made = card._made
    assert made is not None
    card.last.setText(f" {made[1].lower()} ")
    card.keep()
    assert city.joining.recovery_keys == 1
    assert not card.last.isVisible()
    card.make()
    card.drop()
    assert city.joining.recovery_keys == 1


def test_a_lost_desk_s_packages_open_with_the_typed_key(
    qtbot: QtBot, city: Desk, join: Callable[..., Desk], make_desk: Callable[..., Desk], tmp_path: Path
) -> None:
    recipient, sheet = city.joining.recovery_key()
    city.joining.keep_recovery_key(recipient)
    commune = join()
    session(commune)
    file = sent_by(commune, tmp_path)
    fresh = make_desk("31", "2025", "fresh")
    fresh.joining.trust(commune.joining.slip_text)
    _window, page = page_of(qtbot, fresh)
    page.read_files([file])
    receive = page.panels["receive"]
    assert isinstance(receive, ReceivePanel)
    assert receive.results[0].code == "not_for_this_desk"
    line = receive.preview.findChildren(RecoveryLine)[0]
    line.line.setText(next(block.text for block in sheet.blocks if isinstance(block, QrCode)))
    line.open()
    assert receive.model.rows[0].new == 1
    receive.take()
    assert fresh.records.count("session", Query()) == 1


def test_rows_not_taken_are_explained_and_read_as_plain_text(
    qtbot: QtBot, city: Desk, join: Callable[..., Desk], tmp_path: Path
) -> None:
    desk = join()
    foreign = city.unit_key("11311")
    with desk.records.writing() as saver:
        saver.save(desk.store.form("session"), foreign, new_id(), {**SESSION, "title": "<b>Của</b> nơi khác"})
    desk.store.set_meta("takeovers", f'{{"{foreign}": ["{desk.unit}"]}}')
    _window, page = page_of(qtbot, city)
    page.read_files([sent_by(desk, tmp_path)])
    receive = page.panels["receive"]
    assert isinstance(receive, ReceivePanel)
    assert "ngoài phạm vi" in told(receive.preview)
    receive.take()
    assert page._words._group.button(2).text() == "Chờ xử lý (1)"
    quarantine = panel(page, "quarantine")
    assert isinstance(quarantine, QuarantinePanel)
    shown = told(quarantine)
    for text in ("<b>Của</b> nơi khác", "ngoài phạm vi", "tự gửi gói", "a.ddpkg"):
        assert text in shown
    assert not quarantine.findChildren(TextLines)
    quarantine._read.click()
    (lines,) = quarantine.findChildren(TextLines)
    assert lines.isReadOnly()
    assert "Tên cuộc: <b>Của</b> nơi khác" in lines.toPlainText()


def test_every_conflict_is_decided_with_one_answer(qtbot: QtBot, quarrel: tuple[Desk, str]) -> None:
    desk, record = quarrel
    opened, page = page_of(qtbot, desk)
    conflicts = panel(page, "conflicts")
    assert isinstance(conflicts, ConflictsPanel)
    assert not conflicts.bulk_button.isVisible(), "one record is decided by itself"
    conflicts._listed(([*conflicts.model.rows, *conflicts.model.rows], {}))
    assert conflicts.bulk_button.isVisible()
    assert conflicts.bulk_button.text() == "Quyết định cả 2"
    theirs = next(s.desk for s in conflicts.model.rows[0].sides if s.values["participants"] == 133)
    conflicts.answer.set_code(theirs)
    conflicts.ask_all()
    assert desk.records.need("session", record).conflicts, "asked, not done"
    opened.window.notice._act()
    held = desk.records.need("session", record)
    assert (held.values["participants"], held.values["place"], held.conflicts) == (133, "Đình", ())
    assert conflicts.model.rowCount() == 0


@pytest.mark.parametrize(("width", "height", "scale"), [(1280, 800, "1.0"), (1024, 700, "1.0"), (1024, 700, "1.5")])
def test_no_button_is_cut(
    qtbot: QtBot, city: Desk, join: Callable[..., Desk], tmp_path: Path, width: int, height: int, scale: str
) -> None:
    desk = join()
    session(desk)
    file = sent_by(desk, tmp_path)
    city.prefer("text_size", scale)
    opened, page = page_of(qtbot, city)
    opened.window.resize(width, height)
    page.read_files([file])
    for key in page.panels:
        page.show_panel(key)
        qtbot.wait(1)
        for button in page.findChildren(Button):
            if button.isVisible():
                assert button.width() >= button.sizeHint().width(), (key, button.text())
                right = button.mapTo(page, button.rect().topRight()).x()
                assert right <= page.width(), (key, button.text())


def test_the_frame_counts_what_is_not_confirmed_and_what_waits(
    qtbot: QtBot, city: Desk, quarrel: tuple[Desk, str], tmp_path: Path
) -> None:
    desk, _record = quarrel
    opened, _page = page_of(qtbot, desk)
    standing = opened.window.findChild(Standing)
    assert standing is not None
    standing.count()
    assert "2 bản ghi cấp trên chưa xác nhận" in opened.window.status.accessibleName()
    names = [item.accessibleName() for item in opened.window.rail.findChildren(RailItem)]
    assert "Gửi, nhận số liệu, 1" in names


def test_a_new_desk_may_begin_with_an_invitation(qtbot: QtBot, city: Desk, theme: Theme, tmp_path: Path) -> None:
    file = tmp_path / "a.ddinvite"
    city.joining.invite(city.unit_key(COMMUNE), file)
    first = FirstStart(theme, tmp_path / "new", None)
    qtbot.addWidget(first)
    opened: list[Desk] = []
    first.opened.connect(opened.append)
    first.join(file)
    assert opened == []
    assert "tên của bạn" in first.said.text()
    first._name.setText("Lê Văn Nam")
    first.join(file)
    assert (opened[0].unit, opened[0].person) == (city.unit_key(COMMUNE), "Lê Văn Nam")
    opened[0].close()
