"""Copies of the data: make one, choose a second folder, look into one, put one back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.restoring import Restoration
from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.gui import fault_file
from dialogue_desk.gui.beside import run_beside, run_for
from dialogue_desk.gui.dialogs.passphrase import secret_line
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button, CheckBox
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.files import open_file, open_folder
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.gui.widgets.layouts import across
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _

SECOND = "backup_folder"


class CopiesCard(Card):
    """A restore shows first what would be lost and gained; only then can it be asked for."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme, _("Sao lưu"))
        self._kit = kit
        self._stranger = ""
        theme = kit.theme
        self._told = WrappedLabel(theme, "", "body", "text2")
        self.box.addWidget(self._told)
        self._row(
            Button(theme, _("Sao lưu ngay"), icon="hard-drive", on_click=self.back_up),
            Button(theme, _("Kiểm tra dữ liệu"), icon="shield", on_click=self.check_data),
        )
        self._row(
            Button(theme, _("Thư mục thứ hai…"), icon="folder-open", on_click=self.choose_second),
            Button(theme, _("Lưu tệp báo lỗi…"), icon="file-text", on_click=self.ask_fault_file),
        )
        self._heading = label(theme, _("Khôi phục từ bản sao lưu"), "strong")
        self.box.addWidget(self._heading)
        self.which = Combo(theme, [], _("Bản sao lưu"))
        self.which.setMinimumWidth(theme.px(190))
        self.which.picked.connect(self._forget_look)
        self.passphrase = secret_line(theme, _("Mật khẩu của bàn này"))
        self.passphrase.setPlaceholderText(_("Mật khẩu của bàn này"))
        self.passphrase.setMinimumWidth(theme.px(170))
        self.passphrase.returnPressed.connect(self.look)
        self.passphrase.setVisible(kit.desk.has_passphrase)
        self.see = Button(theme, _("Xem sẽ đổi gì"), icon="eye", on_click=self.look)
        other = Button(theme, _("Tệp khác…"), icon="folder-open", kind="quiet", on_click=self.choose_other)
        self._row(self.which, self.passphrase, other)
        self.go = Button(theme, _("Khôi phục bản này"), icon="undo-2", on_click=self.restore)
        self._row(self.see, self.go)
        self.confirm = LineEdit(theme)
        self.confirm.setAccessibleName(_("Tên đơn vị của bản sao lưu"))
        self.confirm.setPlaceholderText(_("Tên đơn vị của bản sao lưu"))
        self.confirm.setMinimumWidth(theme.px(300))
        self.confirm.textChanged.connect(self._typed)
        self._row(self.confirm)
        self.with_erased = CheckBox(theme, _("Lấy lại cả nội dung đã xóa theo yêu cầu sau bản này"))
        self.box.addWidget(self.with_erased)
        self.said = WrappedLabel(theme, "", "body")
        self.box.addWidget(self.said)
        self._forget_look()

    def _row(self, *widgets: QWidget) -> None:
        row = across(gap=self.theme.px(8))
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        self.box.addLayout(row)

    def tell(self) -> None:
        """Read what is there."""
        keeping = self._kit.desk.keeping
        held = keeping.backups()
        for widget in (self._heading, self.which, self.see):
            widget.setVisible(bool(held))
        self.passphrase.setVisible(bool(held) and self._kit.desk.has_passphrase)
        self.which.set_choices([(str(b.path), f"{b.at:%H:%M %d/%m/%Y}") for b in held])
        told = [_("Chưa có bản sao lưu nào.")]
        if held:
            self.which.set_code(str(held[0].path))
            text = _("Bản gần nhất: {when}. Có {count} bản trong {folder}.")
            when = f"{held[0].at:%H:%M %d/%m/%Y}"
            told = [text.format(when=when, count=len(held), folder=held[0].path.parent)]
        second = self._kit.desk.preference(SECOND)
        told.append(
            _("Thư mục thứ hai: {folder}.").format(folder=second)
            if second
            else _("Chưa có thư mục thứ hai: máy hỏng thì mất cả bản sao lưu; nên chọn một USB cất riêng.")
        )
        self._told.set_text(" ".join(told))
        self._forget_look()

    def clear(self) -> None:
        """Leave nothing typed behind."""
        self.passphrase.clear()
        self._forget_look()

    # -- making -----------------------------------------------------------------------------

    def back_up(self) -> None:
        """A copy now, also into the second folder."""
        run_beside(self._kit, _("Sao lưu"), lambda desk, _progress: desk.keeping.back_up(), self._backed_up)

    def _backed_up(self, made: object) -> None:
        self.tell()
        self._kit.notices.post(_("Đã sao lưu vào {file}.").format(file=made), "ok")

    def ask_fault_file(self) -> None:
        """One file to send to whoever helps from afar."""
        fault_file.ask(self, self._kit.desk.folder, self._kit.notices.post)

    def choose_second(self) -> None:
        """A stick or a share that every backup is copied to."""
        open_folder(self, self._take_second, _("Chọn thư mục sao lưu thứ hai"))

    def _take_second(self, folder: Path) -> None:
        self._kit.desk.prefer(SECOND, str(folder), in_passing=True)
        self.tell()

    def check_data(self) -> None:
        """Whether everything is whole."""
        run_beside(self._kit, _("Kiểm tra dữ liệu"), lambda desk, _progress: desk.keeping.check(), self._checked)

    def _checked(self, problems: Sequence[object]) -> None:
        if problems:
            self._kit.notices.post(" ".join(str(problem) for problem in problems[:3]), "danger")
        else:
            self._kit.notices.post(_("Dữ liệu còn nguyên vẹn."), "ok")

    # -- putting back -----------------------------------------------------------------------

    def choose_other(self) -> None:
        """A backup from elsewhere: from a stick, or of a machine that is gone."""
        kinds = _("Bản sao lưu ({pattern})").format(pattern="*.db")
        open_file(self, self.take_other, _("Chọn bản sao lưu"), kinds)

    def take_other(self, file: Path) -> None:
        """Put a chosen file first in the list."""
        held = self._kit.desk.keeping.backups()
        listed = [(str(b.path), f"{b.at:%H:%M %d/%m/%Y}") for b in held if b.path != file]
        self.which.set_choices([(str(file), file.name), *listed])
        self.which.set_code(str(file))
        self._forget_look()

    def _secret(self) -> str | None:
        return self.passphrase.text() if self._kit.desk.has_passphrase else None

    def look(self) -> None:
        """What a restore would take away and bring back; nothing is changed."""
        folder, file, secret = self._kit.desk.folder, Path(self.which.code() or ""), self._secret()

        def work(_progress: Progress) -> object:
            return Desk.restore(folder, file, secret, dry_run=True)

        run_for(self._kit, _("Xem bản sao lưu"), work, self._looked, self._refused)

    def _looked(self, found: object) -> None:
        assert isinstance(found, Restoration)
        forms = self._kit.desk.records.form
        text = _("{form}: mất {lost}, trở về nội dung cũ {changed}, được lại {gained}.")
        parts = [
            text.format(form=_(forms(c.form).plural or forms(c.form).label), lost=c.lost, changed=c.changed,
                        gained=c.gained)
            for c in found.changes
            if (c.lost or c.changed or c.gained) and not forms(c.form).is_personal
        ]  # fmt: skip
        told = " ".join(parts) or _("Không bản ghi nào khác với hiện nay.")
        self._stranger = found.stranger
        if found.stranger:
            text = _("Bản sao lưu này là của đơn vị hoặc máy khác: {unit}. Gõ tên đơn vị ấy vào ô dưới để xác nhận.")
            told = f"{text.format(unit=found.stranger)} {told}"
        if found.erasures:
            text = _("Có {count} dấu xóa theo yêu cầu mới hơn bản này; nội dung ấy vẫn xóa, trừ khi bạn chọn lấy lại.")
            told = f"{told} {text.format(count=len(found.erasures))}"
        self.with_erased.setVisible(bool(found.erasures))
        self.said.set_text(told, "warn" if found.stranger else "text")
        self.confirm.setVisible(bool(found.stranger))
        self.go.setVisible(True)
        self._typed()

    def _typed(self) -> None:
        """Another unit's backup is put back by nobody who does not type whose it is."""
        typed = fold(normalise(self.confirm.text()))
        self.go.setEnabled(not self._stranger or typed == fold(normalise(self._stranger)))

    def _refused(self, trouble: Exception) -> None:
        self.said.set_text(str(trouble), "danger")
        self.passphrase.setFocus()

    def _forget_look(self) -> None:
        self.said.set_text("")
        self._stranger = ""
        self.confirm.clear()
        self.confirm.hide()
        self.with_erased.setChecked(False)
        self.with_erased.hide()
        self.go.hide()

    def restore(self) -> None:
        """The desk closes, the copy takes its place, and it opens again; what was there before is backed up."""
        self._kit.guard.restore_asked.emit(
            self.which.code() or "",
            self._secret() or "",
            self.confirm.text(),
            not self.with_erased.isChecked(),
        )
