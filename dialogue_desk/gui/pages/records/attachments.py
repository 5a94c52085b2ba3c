"""Tệp đính kèm: the files beside a record. Drop, choose or take from the scan folder; view; withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.viewing import Viewed
from dialogue_desk.domain.records import Record
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.files import FileDrop, open_files, open_folder
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import N_, _

KINDS = {
    "application/pdf": (N_("PDF"), ".pdf"),
    "image/jpeg": (N_("Ảnh JPG"), ".jpg"),
    "image/png": (N_("Ảnh PNG"), ".png"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (N_("Văn bản DOCX"), ".docx"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (N_("Bảng tính XLSX"), ".xlsx"),
}
SUFFIXES = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".docx", ".xlsx"})
SCAN_FOLDER = "scan_folder"
NEWEST = 12


def size_text(size: object) -> str:
    """A size as people read it: “312 KB”, “1,4 MB”."""
    if not isinstance(size, int):
        return ""
    return f"{max(size, 1) / 1024:.0f} KB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB".replace(".", ",")


class AttachmentsPanel(QWidget):
    """The files of one record. `counted` tells how many there are."""

    counted = Signal(int)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._record: Record | None = None
        self._viewed: Viewed | None = None
        px = kit.theme.px
        FileDrop(self, self._dropped, may=lambda: self._record is not None)
        self._add = Button(kit.theme, _("Chọn tệp…"), icon="paperclip", on_click=self.choose)
        self._scan = Button(kit.theme, _("Từ thư mục quét"), icon="folder-open", on_click=self.show_scans)
        self._other = Button(kit.theme, _("Đổi thư mục…"), kind="quiet", on_click=self.choose_scan_folder)
        tools = across(gap=px(8))
        for button in (self._add, self._scan, self._other):
            tools.addWidget(button)
        tools.addStretch(1)
        self._state = WrappedLabel(kit.theme, "", "body", "text2")
        self._rows = down(gap=px(6))
        self._scans = down(gap=px(6))
        column = down(self, px(12))
        column.addLayout(tools)
        column.addWidget(self._state)
        column.addLayout(self._rows)
        column.addLayout(self._scans)
        column.addStretch(1)
        self._other.hide()
        kit.changes.changed.connect(lambda change: self.reload() if "attachment" in change.forms else None)

    # -- content ----------------------------------------------------------------------------

    def show_record(self, record: Record | None) -> None:
        """The files of a record; a new one has to be saved before it can carry any."""
        if self._record is None or record is None or self._record.id != record.id:
            self._clear(self._scans)
            self._other.hide()
        self._record = record
        for button in (self._add, self._scan):
            button.setEnabled(record is not None)
        self.reload()

    def reload(self) -> None:
        self._clear(self._rows)
        record = self._record
        found = self._kit.desk.attachments.of(record.form, record.unit, record.id) if record is not None else []
        for attachment in found:
            self._rows.addWidget(self._row(attachment))
        if record is None:
            text = _("Lưu bản ghi trước, rồi đính kèm tệp.")
        elif not found:
            text = _("Chưa có tệp. Thả tệp vào đây, hoặc chọn tệp: PDF, ảnh JPG và PNG, DOCX, XLSX, mỗi tệp tới 20 MB.")
        else:
            text = _("Thả thêm tệp vào đây được. Tên tệp có thể chứa tên người nên chỉ lưu tại đơn vị.")
        self._state.set_text(text)
        self.counted.emit(sum(a.values.get("sha256") is not None for a in found))

    def _row(self, attachment: Record) -> QWidget:
        theme, values = self._kit.theme, attachment.values
        kind, _suffix = KINDS.get(str(values.get("mime")), (str(values.get("mime") or ""), ""))
        is_here = values.get("sha256") is not None
        name = str(values.get("file_name") or _("(tên tệp chỉ có ở đơn vị đã đính kèm)"))
        detail = " · ".join(
            part for part in (_(kind), size_text(values.get("size")), "" if is_here else _("đã rút")) if part
        )
        row = _Line(self._kit, "paperclip", name, detail)
        if is_here:
            row.add(Button(theme, _("Xem"), icon="eye", kind="quiet", on_click=partial(self.ask_view, attachment)))
            ask = partial(self.ask_withdraw, attachment)
            row.add(Button(theme, _("Rút"), icon="x", kind="quiet", on_click=ask))
        return row

    # -- adding -----------------------------------------------------------------------------

    def choose(self) -> None:
        open_files(
            self, self.attach, _("Chọn tệp đính kèm"), _("Tệp đính kèm được ({kinds})").format(kinds=_patterns())
        )

    def attach(self, files: Sequence[Path]) -> None:
        """Attach files one by one; the first that is refused says why, those before it stay."""
        record = self._record
        if record is None:
            self._kit.notices.post(_("Lưu bản ghi trước, rồi đính kèm tệp."), "warn")
            return

        def work(desk: Desk, progress: Progress) -> int:
            for at, file in enumerate(files):
                progress.step(at, len(files), file.name)
                desk.attachments.attach(record.form, record.id, file, record.unit)
            return len(files)

        run_beside(self._kit, _("Đính kèm tệp"), work, self._attached, self._refused)

    def _attached(self, count: int) -> None:
        self.reload()
        self._kit.notices.post(_("Đã đính kèm {count} tệp.").format(count=count), "ok")

    def _refused(self, problem: Exception) -> None:
        self.reload()
        self._kit.notices.post_error(problem)

    def _dropped(self, files: Sequence[Path]) -> None:
        self.attach([file for file in files if file.is_file()])

    # -- the scan folder ----------------------------------------------------------------------

    def show_scans(self) -> None:
        """The newest files of the folder the scanner writes to."""
        chosen = self._kit.desk.preference(SCAN_FOLDER)
        if not chosen:
            self.choose_scan_folder()
            return
        self._clear(self._scans)
        self._other.show()
        try:
            files = newest(Path(chosen))
        except OSError:
            self._scans.addWidget(
                WrappedLabel(self._kit.theme, _("Không đọc được thư mục {name}.").format(name=chosen), token="danger")
            )
            return
        title = _("Mới nhất trong {name}").format(name=Path(chosen).name) if files else _("Thư mục quét chưa có tệp.")
        self._scans.addWidget(label(self._kit.theme, title, "subhead"))
        for file, when in files:
            row = _Line(self._kit, "file-text", file.name, f"{when:%d/%m/%Y %H:%M}")
            take = partial(self.attach, [file])
            row.add(Button(self._kit.theme, _("Đính kèm"), kind="quiet", on_click=take))
            self._scans.addWidget(row)

    def choose_scan_folder(self) -> None:
        open_folder(self, self.set_scan_folder, _("Thư mục máy quét lưu tệp"))

    def set_scan_folder(self, folder: Path) -> None:
        self._kit.desk.prefer(SCAN_FOLDER, str(folder), in_passing=True)
        self.show_scans()

    # -- viewing and withdrawing ----------------------------------------------------------------

    def ask_view(self, attachment: Record) -> None:
        """The system's viewer is not ours: a person decides."""
        self._kit.notices.post(
            _(
                "Mở bằng chương trình khác của máy? Một bản tạm nằm ngoài kho dữ liệu"
                " cho đến khi khóa hoặc đóng Bàn Đối thoại."
            ),
            "info",
            _("Mở tệp"),
            partial(self.view, attachment),
        )

    def view(self, attachment: Record) -> None:
        try:
            file = self.write_copy(attachment)
        except (DeskError, OSError) as problem:
            self._kit.notices.post_error(problem)
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            self._kit.notices.post(_("Máy này không có chương trình mở loại tệp ấy."), "warn")

    def write_copy(self, attachment: Record) -> Path:
        """A copy for the viewer in a folder only this person can read; it goes when the window closes."""
        content = self._kit.desk.attachments.content(attachment.id)
        if self._viewed is None:
            self._viewed = Viewed()
        _kind, suffix = KINDS.get(str(attachment.values.get("mime")), ("", ""))
        # The name comes from another machine and the suffix decides what opens it: both are ours here.
        return self._viewed.write(f"{attachment.id[-8:]}{suffix}", content)

    def forget_copies(self) -> None:
        """Remove the copies made for viewers."""
        if self._viewed is not None:
            self._viewed.end()
            self._viewed = None

    def ask_withdraw(self, attachment: Record) -> None:
        name = str(attachment.values.get("file_name") or "")
        self._kit.notices.post(
            _("Rút tệp “{name}”? Nội dung bị xóa khỏi máy này và không lấy lại được; dòng ghi tệp vẫn còn.").format(
                name=name
            ),
            "warn",
            _("Rút tệp"),
            partial(self.withdraw, attachment),
        )

    def withdraw(self, attachment: Record) -> None:
        self._kit.notices.did(lambda: self._kit.desk.attachments.withdraw(attachment.id))
        self.reload()

    @staticmethod
    def _clear(layout: QVBoxLayout) -> None:
        while (item := layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


class _Line(QWidget):
    """Icon, name, detail, and what can be done."""

    def __init__(self, kit: Kit, icon: str, name: str, detail: str) -> None:
        super().__init__()
        self._theme = kit.theme
        self._icon = icon
        self._name = name
        px = kit.theme.px
        self._row = across(self, px(4), margins=(px(40), px(6), px(8), px(6)))
        words = down(gap=0)
        put(words, ElidedLabel(kit.theme, name, "strong"), ElidedLabel(kit.theme, detail, "small", "text2"))
        self._row.addLayout(words, 1)

    def add(self, button: Button) -> None:
        button.setAccessibleName(f"{button.text()}: {self._name}")
        self._row.addWidget(button)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.panel(painter, self._theme, self.rect(), ground="surface", edge="line", radius=paint.CARD_RADIUS)
        icon = self._theme.pixmap(self._icon, "text2", 18, self.devicePixelRatioF())
        box = self.rect().adjusted(self._theme.px(12), 0, 0, 0)
        box.setWidth(self._theme.px(18))
        paint.icon_at(painter, icon, box)


def newest(folder: Path) -> list[tuple[Path, datetime]]:
    """The newest files of a folder that could be attached, with their times. OSError when it cannot be read."""
    found = [file for file in folder.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file()]
    timed = sorted(((file.stat().st_mtime, file) for file in found), reverse=True)[:NEWEST]
    return [(file, datetime.fromtimestamp(at)) for at, file in timed]


def _patterns() -> str:
    return " ".join(f"*{suffix}" for suffix in sorted(SUFFIXES))
