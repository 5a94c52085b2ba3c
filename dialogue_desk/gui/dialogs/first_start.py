"""The first start: whose desk this is, who sits at it. Also the door of a desk that is locked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from dialogue_desk.desk import Desk, locking
from dialogue_desk.desk.desk import DATABASE
from dialogue_desk.desk.records import today
from dialogue_desk.desk.unit_lists import national
from dialogue_desk.domain.unit_search import UnitSearch
from dialogue_desk.domain.units import Unit
from dialogue_desk.domain.vietnamese import normalise
from dialogue_desk.errors import DeskError, WrongPassphraseError
from dialogue_desk.gui import fault_file
from dialogue_desk.gui.dialogs.passphrase import Door, RecoveryCode
from dialogue_desk.gui.editors.combo import RowDelegate
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.files import open_file, open_folder
from dialogue_desk.gui.widgets.inputs import LineEdit, SearchEdit, dress_scroll, fill, scroll_area
from dialogue_desk.gui.widgets.layouts import down, put
from dialogue_desk.gui.widgets.letters import TypesInto
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.paths import APP_FOLDER
from dialogue_desk.texts import _

MOST = 40
MOST_WIDTH = 984
"""The least window is 1024 wide, whatever the text size."""


class FirstStart(QWidget):
    """One card in the middle. `opened` carries the Desk."""

    opened = Signal(object)

    def __init__(self, theme: Theme, folder: Path, trouble: DeskError | None, work: str = "") -> None:
        """`trouble` is why the desk does not open, None: there is none yet; with `work` nothing is asked for now."""
        super().__init__()
        self._theme = theme
        self._folder = folder
        self.is_stuck = not (trouble is None or isinstance(trouble, WrongPassphraseError))
        """Whether the desk cannot be opened as it lies there."""
        self._waiting: Desk | None = None
        self._invited: Button | None = None
        self._offered: Path | None = None
        px = theme.px
        self.setWindowTitle(_("Bàn Đối thoại"))
        fill(self, theme, "canvas")
        self.card = Card(theme, padding=36)
        self.card.setFixedWidth(min(px(680), MOST_WIDTH))
        self.card.box.setSpacing(px(10))
        self.card.box.addWidget(label(theme, _("Bàn Đối thoại"), "detail"))
        self.card.box.addWidget(
            WrappedLabel(
                theme, _("Ghi, theo dõi và báo cáo đối thoại với Nhân dân. Dữ liệu ở trên máy này."), "body", "text2"
            )
        )
        self.said = WrappedLabel(theme, "", "small", "danger")
        inner = QWidget()
        middle = QVBoxLayout(inner)
        whole = down(self)
        whole.addWidget(scroll_area(theme, inner))  # at large text the card is taller than a small screen
        middle.addStretch(1)
        middle.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        below = label(theme, _("Không cần mạng. Không dùng cho tài liệu mật."), "small", "text2")
        middle.addWidget(below, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(1)
        if work:
            self.card.box.addWidget(self.said)
            self.show_work(work)
        elif trouble is None:
            self._ask_unit()
        elif isinstance(trouble, WrongPassphraseError):
            self._ask_passphrase()
        else:
            self._tell(trouble)

    # -- a new desk --------------------------------------------------------------------------

    def _ask_unit(self) -> None:
        theme, px = self._theme, self._theme.px
        box = self.card.box
        box.addSpacing(px(8))
        box.addWidget(label(theme, _("Máy này dùng cho đơn vị nào?"), "title"))
        box.addWidget(label(theme, _("Tên đơn vị hoặc mã"), "small_strong", "text2"))
        self._search = SearchEdit(theme, _("Gõ tên xã, huyện cũ, tỉnh hoặc mã, không cần dấu"))
        self._search.typed.connect(self._sift)
        box.addWidget(self._search)
        self._list = QListWidget()
        dress_scroll(self._list, theme)
        self._list.setItemDelegate(RowDelegate(theme, self._list))
        self._list.setFixedHeight(px(190))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(_("Các đơn vị tìm thấy"))
        TypesInto(self._list, self._search)
        self._search.left.connect(self._list.setFocus)
        self._search.returnPressed.connect(self._take_found)
        put(box, self._list, label(theme, _("Tên của bạn"), "small_strong", "text2"))
        self._name = LineEdit(theme)
        self._name.setAccessibleName(_("Tên của bạn"))
        self._name.returnPressed.connect(self._begin)
        self._list.itemActivated.connect(lambda _item: self._name.setFocus())
        put(box, self._name, self.said)
        row = QHBoxLayout()
        self._invited = Button(theme, _("Có tệp kết nối…"), icon="mail-open", on_click=self._choose_invitation)
        put(row, self._invited, Button(theme, _("Xem thử với dữ liệu minh họa"), kind="quiet", on_click=self.show_demo))
        row.addStretch(1)
        self._go = Button(theme, _("Bắt đầu"), kind="primary", on_click=self._begin)
        row.addWidget(self._go)
        box.addLayout(row)
        self._units = UnitSearch(national())
        QTimer.singleShot(0, self._units.prepare)  # once the card is painted, before anybody types
        self._sift("")
        self._search.setFocus()

    def _sift(self, text: str) -> None:
        """Units of today that fit, also by a name that is no more. Nothing typed offers and chooses nothing."""
        self._list.clear()
        for unit, was in self._units.offered(text, today().isoformat(), MOST):
            item = QListWidgetItem(self._told(unit, was))
            item.setData(Qt.ItemDataRole.UserRole, unit.key)
            self._list.addItem(item)
        if self._list.count():
            self._list.setCurrentRow(0)

    def _told(self, unit: Unit, was: Unit | None) -> str:
        """A unit as its row says it: its province tells it from others of its name."""
        parts = [unit.name, *(u.name for u in self._units.above(unit)), f"{_('mã')} {unit.code}"]
        if was is not None:
            parts.insert(1, _("trước là {unit}").format(unit=was.name))
        return "   ·   ".join(parts)

    def _take_found(self) -> None:
        """Enter after typing: the marked unit is meant; with none marked the list is next."""
        chosen = self._list.currentRow() >= 0
        (self._name if chosen else self._list).setFocus()

    def _begin(self) -> None:
        item = self._list.currentItem()
        name = normalise(self._name.text())
        if self._list.currentRow() < 0 or not name:
            self.said.set_text(_("Chọn đơn vị và ghi tên của bạn."))
            (self._name if self._list.currentRow() >= 0 else self._search).setFocus()
            return
        try:
            desk = Desk.init(self._folder, str(item.data(Qt.ItemDataRole.UserRole)), person=name)
        except DeskError as trouble:
            self.said.set_text(str(trouble))
            return
        self._begin_at_sessions(desk)

    def _begin_at_sessions(self, desk: Desk) -> None:
        desk.prefer("page", "sessions")
        desk.prefer("first_session", "yes")
        self.hand_over(desk)

    def show_demo(self) -> None:
        """A made-up commune in a folder of its own: nothing of it mixes with real data."""
        from dialogue_desk.demo import commune  # noqa: PLC0415 only who asks for it

        folder = self._folder.with_name(f"{self._folder.name}-minh-hoa")
        self.said.set_text(_("Đang tạo dữ liệu minh họa…"), "text2")
        self.said.repaint()
        try:
            desk = Desk.open(folder) if (folder / DATABASE).exists() else commune.make(folder, 1)
        except DeskError as trouble:
            self.said.set_text(str(trouble), "danger")
            return
        self.hand_over(desk)

    def offer(self, file: Path) -> bool:
        """An invitation that was double clicked waits for the person's name; False where no unit is asked for."""
        if self._invited is None:
            return False
        self._offered = file
        self._invited.setText(_("Dùng tệp kết nối {file}").format(file=file.name))
        self.said.set_text(_("Ghi tên của bạn, rồi bấm “{button}”.").format(button=self._invited.text()), "text2")
        self._name.setFocus()
        return True

    def _choose_invitation(self) -> None:
        if self._offered is not None:
            self.join(self._offered)
            return
        kinds = _("Tệp kết nối ({pattern})").format(pattern="*.ddinvite")
        open_file(self, self.join, _("Mở tệp kết nối của cấp trên"), kinds)

    def join(self, file: Path) -> None:
        """The invitation says whose desk this is: unit, unit list and the unit above come from it."""
        name = normalise(self._name.text())
        if not name:
            self.said.set_text(_("Ghi tên của bạn, rồi mở lại tệp kết nối."))
            self._name.setFocus()
            return
        try:
            desk = Desk.join(self._folder, file, name)
        except DeskError as trouble:
            self.said.set_text(str(trouble))
            return
        self.hand_over(desk)

    # -- a locked desk -----------------------------------------------------------------------

    def _ask_passphrase(self) -> None:
        self.door = Door(self._theme, self._folder)
        self.door.opened.connect(self._unlocked)
        self._put(self.door)
        self.card.box.addWidget(self.said)

    def _put(self, widget: QWidget) -> None:
        self.card.box.addSpacing(self._theme.px(8))
        self.card.box.addWidget(widget)
        widget.setFocus()

    def show_work(self, text: str) -> None:
        """What goes on behind the door."""
        self.said.set_text(text, "text2")

    def show_trouble(self, trouble: DeskError) -> None:
        """What stands in the way."""
        self.said.set_text(str(trouble), "danger")

    def _unlocked(self, desk: Desk) -> None:
        code = locking.unconfirmed_code(desk.store)
        if not code:
            self.hand_over(desk)
            return
        self.door.hide()
        title = _("Mã khôi phục mới của bàn này; mã trước không dùng được nữa:")
        self.wait_for_paper(desk, code, title, f"{self.door.left} {locking.disk_advice()}".strip())

    def wait_for_paper(self, desk: Desk, code: str, title: str, words: str) -> None:
        """An open desk waits until its recovery code is on paper."""
        self.said.set_text("")
        self._waiting = desk
        shown = RecoveryCode(self._theme, code, desk.units.name(desk.unit), title, words)
        shown.done.connect(lambda: self._confirm(desk))
        self.show_code(shown)

    def show_code(self, code: RecoveryCode) -> None:
        """The code in the middle of the card."""
        self._put(code)

    def _confirm(self, desk: Desk) -> None:
        try:
            locking.confirm(desk.store)
        except DeskError as trouble:  # it is shown again the next time
            self.said.set_text(str(trouble), "danger")
        self.hand_over(desk)

    # -- trouble -----------------------------------------------------------------------------

    def _tell(self, trouble: DeskError) -> None:
        """Data that cannot be opened is left alone; the sentence says what to do."""
        self.card.box.addSpacing(self._theme.px(8))
        self.card.box.addWidget(label(self._theme, _("Chưa mở được dữ liệu"), "title"))
        self.card.box.addWidget(WrappedLabel(self._theme, str(trouble), "body", "danger"))
        self.fault_file = Button(
            self._theme, _("Lưu tệp báo lỗi…"), icon="file-text", kind="quiet", on_click=self._ask_fault_file
        )
        self.card.box.addWidget(self.fault_file, 0, Qt.AlignmentFlag.AlignLeft)
        if trouble.code == "unsafe_place" and (self._folder / DATABASE).is_file():
            self.card.box.addWidget(self.said)
            self._moving = Button(
                self._theme, _("Chuyển sang thư mục khác…"), icon="hard-drive", on_click=self._choose_folder
            )
            self.card.box.addWidget(self._moving, 0, Qt.AlignmentFlag.AlignRight)
            self._moving.setFocus()

    def _ask_fault_file(self) -> None:
        if self.said.parent() is None:
            self.card.box.addWidget(self.said)
        fault_file.ask(self, self._folder, self.said.set_text)

    def _choose_folder(self) -> None:
        open_folder(
            self, lambda file: self.move_to(free_place(file)), _("Chọn chỗ đặt dữ liệu trên máy này"), str(Path.home())
        )

    def move_to(self, target: Path) -> None:
        """Copy the data there and compare; the card then says where they are and opens them."""
        self.said.set_text(_("Đang sao chép dữ liệu…"), "text2")
        self.said.repaint()
        try:
            Desk.move(self._folder, target)
        except DeskError as trouble:
            self.said.set_text(str(trouble), "danger")
            return
        old, self._folder = self._folder, target
        text = _("Dữ liệu nay ở {target}; thư mục cũ {folder} còn nguyên, đừng dùng nữa.")
        later = _("Lần sau, chọn thư mục mới ấy; lối tắt cũ nhờ người phụ trách máy sửa giúp.")
        self.said.set_text(f"{text.format(target=target, folder=old)} {later}", "text")
        self._moving.hide()
        self._open_moved = Button(self._theme, _("Mở"), kind="primary", on_click=self._open)
        self.card.box.addWidget(self._open_moved, 0, Qt.AlignmentFlag.AlignRight)
        self._open_moved.setFocus()

    def _open(self) -> None:
        try:
            desk = Desk.open(self._folder)
        except WrongPassphraseError:
            self._open_moved.hide()
            self._ask_passphrase()
            return
        except DeskError as trouble:
            self.said.set_text(str(trouble), "danger")
            return
        self.hand_over(desk)

    def hand_over(self, desk: Desk) -> None:
        """The desk is open: this card is needed no more."""
        self._waiting = None
        self.opened.emit(desk)
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._waiting is not None:  # the person goes; the code is shown again the next time
            self._waiting.close()
            self._waiting = None
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            return
        super().keyPressEvent(event)


def free_place(chosen: Path) -> Path:
    """The folder a person chose, when it is empty; else one of our own in it."""
    return chosen / APP_FOLDER if any(chosen.iterdir()) else chosen
