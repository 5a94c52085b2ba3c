"""For units that receive: a new unit continues a dissolved one, and the recovery key on paper."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.papers import last_group
from dialogue_desk.desk.petitions import PetitionQuery
from dialogue_desk.domain.fields import Field, Kind
from dialogue_desk.domain.sheet import QrCode, Sheet
from dialogue_desk.errors import DeskError
from dialogue_desk.gui import unit_words
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.lines import TextEditor
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.preview import preview
from dialogue_desk.gui.printing import save_pdf
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.files import save_file
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.gui.widgets.layouts import across, clear, direction_for, down
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import N_, _

_OLD = Field("old", Kind.TEXT, N_("Đơn vị cũ"), N_("Đơn vị đã giải thể hoặc sáp nhập; gõ tên không dấu cũng được."))
_NEW = Field("new", Kind.TEXT, N_("Đơn vị mới"), N_("Đơn vị xử lý tiếp các kiến nghị còn dở của đơn vị cũ."))


class TakeoverCard(Card):
    """Đơn vị sáp nhập: the old unit, the new one, and what was decided before."""

    def __init__(self, kit: Kit) -> None:
        text = _(
            "Cho đơn vị mới xử lý tiếp kiến nghị còn dở của đơn vị cũ. Số liệu các kỳ trước vẫn mang tên đơn vị cũ;"
            " các máy khác biết qua tệp trả lời."
        )
        super().__init__(kit.theme, _("Đơn vị sáp nhập, giải thể"), text)
        self._kit = kit
        theme, px = kit.theme, kit.theme.px
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(px(8))
        self.old = TextEditor(theme, _OLD, words=self._old_words)
        self.new = TextEditor(theme, _NEW, words=self._new_words)
        for editor, field in ((self.old, _OLD), (self.new, _NEW)):
            row.addWidget(label(theme, _(field.label), "body", "text2"))
            row.addWidget(editor, 1)
        row.addWidget(Button(theme, _("Cho tiếp tục"), icon="corner-up-right", on_click=self.ask))
        self.box.addLayout(row)
        self._all = Button(theme, _("Giao cả danh sách theo đơn vị kế thừa"), icon="list-checks", on_click=self.ask_all)
        self.box.addWidget(self._all, 0, Qt.AlignmentFlag.AlignLeft)
        self._rows = QVBoxLayout()
        self.box.addLayout(self._rows)

    def fit(self, width: Width) -> None:
        """One below the other where there is little room."""
        self._row.setDirection(direction_for(width))

    def _old_words(self, typed: str) -> list[str]:
        today = self._kit.today().isoformat()
        return unit_words.with_keys(self._kit.desk, typed, lambda unit: not unit.is_valid(today))

    def _new_words(self, typed: str) -> list[str]:
        return unit_words.with_keys(self._kit.desk, typed, unit_words.is_below(self._kit.desk))

    def ask(self) -> None:
        """Say what is about to change hands, then let a person decide."""
        desk = self._kit.desk
        try:
            typed = [str(editor.value() or "") for editor in (self.old, self.new)]
            old, new = (desk.unit_key(unit_words.key_in(text)) for text in typed)
        except DeskError as trouble:
            self._kit.notices.post_error(trouble)
            return
        count = desk.petitions.count(PetitionQuery(unit=old, is_open=True))
        told = _("Cho {new} tiếp tục hồ sơ của {old}? Ở đây đang có {count} kiến nghị còn dở của đơn vị cũ.")
        words = told.format(new=desk.units.name(new), old=desk.units.name(old), count=count)
        self._kit.notices.post(words, "warn", _("Cho tiếp tục"), partial(self.take_over, old, new))

    def ask_all(self) -> None:
        """The whole list at once, after a person says so."""
        words = _("Cho mỗi đơn vị mới tiếp tục hồ sơ của mọi đơn vị cũ đã nhập toàn bộ vào nó?")
        self._kit.notices.post(words, "warn", _("Cho tiếp tục"), self.take_over_all)

    def take_over_all(self) -> None:
        """Every new unit continues the old ones that went whole into it; those that were split are left and named."""

        def work(desk: Desk, _progress: Progress) -> tuple[int, list[str]]:
            given, split = desk.joining.takeover_all()
            return len(given), [desk.units.name(key) for key in split]

        run_beside(self._kit, _("Ghi đơn vị tiếp tục"), work, self._all_done)

    def _all_done(self, done: tuple[int, list[str]]) -> None:
        count, split = done
        told = _("Đã giao hồ sơ của {count} đơn vị cũ. Tạo tệp trả lời để các máy biết.").format(count=count)
        if split:
            told += " " + _("Bị chia, giao từng đơn vị: {names}.").format(names=", ".join(split))
        self._kit.notices.post(told, "ok")
        self.reload()

    def take_over(self, old: str, new: str) -> None:
        """The new unit continues the old one's cases."""

        def work(desk: Desk, _progress: Progress) -> None:
            desk.joining.takeover(old, new)

        run_beside(self._kit, _("Ghi đơn vị tiếp tục"), work, lambda _none: self._done(old, new))

    def _done(self, old: str, new: str) -> None:
        units = self._kit.desk.units
        told = _("{new} tiếp tục hồ sơ của {old}. Tạo tệp trả lời để các máy biết.")
        self._kit.notices.post(told.format(new=units.name(new), old=units.name(old)), "ok")
        for editor in (self.old, self.new):
            editor.set_value(None)
        self.reload()

    def reload(self) -> None:
        clear(self._rows)
        units = self._kit.desk.units
        for old, new in self._kit.desk.joining.takeovers:
            told = _("{old} → {new}").format(old=units.name(old), new=units.name(new))
            self._rows.addWidget(ElidedLabel(self._kit.theme, told, "body"))


class RecoveryLine(QWidget):
    """Where the printed key is typed or scanned. `opened` is sent once it is one."""

    opened = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        row = across(self, kit.theme.px(8))
        self.line = LineEdit(kit.theme, _("Gõ hoặc quét khóa trên tờ in"))
        self.line.setAccessibleName(_("Khóa phục hồi"))
        self.line.returnPressed.connect(self.open)
        row.addWidget(self.line, 1)
        row.addWidget(Button(kit.theme, _("Dùng khóa"), icon="key-round", on_click=self.open))

    def open(self) -> None:
        """From now on, until the program ends, packages sealed for this key can be read."""
        if not self._kit.notices.did(lambda: self._kit.desk.open_with(self.line.text())):
            return
        self.line.clear()
        self._kit.notices.post(_("Đã nhận khóa. Khóa chỉ dùng đến khi đóng chương trình, không lưu vào máy."), "ok")
        self.opened.emit()


class RecoveryCard(Card):
    """Khóa phục hồi: printed and proven to be on paper before it counts; typed again when everything was lost."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit.theme, _("Khóa phục hồi"))
        self._kit = kit
        self._made: tuple[str, str] | None = None
        theme, px = kit.theme, kit.theme.px
        self._told = WrappedLabel(theme, "", "small", "text2")
        self.box.addWidget(self._told)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(px(8))
        row.addWidget(Button(theme, _("In khóa phục hồi…"), icon="printer", on_click=self.print))
        row.addWidget(Button(theme, _("Lưu khóa thành PDF…"), icon="file-down", on_click=self.choose_file))
        row.addStretch(1)
        self.box.addLayout(row)
        self._proof = QWidget()
        lines = down(self._proof, px(6))
        question = _("Cầm tờ in trên tay: nhóm chữ cuối cùng của khóa là gì?")
        lines.addWidget(WrappedLabel(theme, question))
        proof = across(gap=px(8))
        lines.addLayout(proof)
        self.last = LineEdit(theme)
        self.last.setAccessibleName(question)
        self.last.returnPressed.connect(self.keep)
        proof.addWidget(self.last)
        proof.addWidget(Button(theme, _("Đã có trên giấy"), icon="check", kind="primary", on_click=self.keep))
        proof.addWidget(Button(theme, _("Bỏ khóa này"), kind="quiet", on_click=self.drop))
        proof.addStretch(1)
        self.box.addWidget(self._proof)
        self.box.addWidget(
            WrappedLabel(theme, _("Máy cũ hỏng, cần mở các gói đã lưu: gõ khóa vào đây."), "small", "text2")
        )
        self.line = RecoveryLine(kit)
        self.line.opened.connect(self.reload)
        self.box.addWidget(self.line)

    def fit(self, width: Width) -> None:
        """One below the other where there is little room."""
        self._row.setDirection(direction_for(width))

    def reload(self) -> None:
        count = self._kit.desk.joining.recovery_keys
        told = (
            _("Có {count} khóa trên giấy. Gói gửi về mở được bằng các khóa ấy, kể cả khi mất hết dữ liệu.")
            if count
            else _("Chưa có khóa nào trên giấy: máy này hỏng thì không mở lại được các gói đã gửi về.")
        )
        if self._kit.desk.recovery_key:
            told = f"{told.format(count=count)} {_('Đang dùng khóa vừa gõ.')}"
        self._told.set_text(told.format(count=count))
        self._proof.setVisible(self._made is not None)

    # -- on paper -----------------------------------------------------------------------------

    def make(self) -> Sheet:
        """A new key and its sheet; it counts for nothing until somebody has the paper."""
        recipient, sheet = self._kit.desk.joining.recovery_key()
        secret = next(block.text for block in sheet.blocks if isinstance(block, QrCode))
        self._made = recipient, last_group(secret)
        self.last.clear()
        self.reload()
        return sheet

    def print(self) -> None:
        preview(self._kit.theme, self.make(), self.window())
        self.last.setFocus()

    def choose_file(self) -> None:
        suggested = str(Path.home() / f"khoa-phuc-hoi-{self._kit.desk.units[self._kit.desk.unit].code}.pdf")
        save_file(
            self, lambda file: self.save(file.with_suffix(".pdf")), _("Lưu khóa phục hồi"), suggested, "PDF (*.pdf)"
        )

    def save(self, out: Path) -> None:
        """Write a new key's sheet as a PDF."""
        try:
            save_pdf(self.make(), out)
        except DeskError as trouble:
            self.drop()
            self._kit.notices.post_error(trouble)
            return
        told = _("Đã lưu {file}. In ra, gõ nhóm chữ cuối cùng của khóa, rồi xóa tệp này.")
        self._kit.notices.post(told.format(file=out), "warn")
        self.last.setFocus()

    def keep(self) -> None:
        """Somebody read the end of the key from the paper: from now on packages are sealed for it too."""
        if self._made is None:
            return
        recipient, last = self._made
        if "".join(self.last.text().split()).upper() != last:
            self.last.set_edge("danger")
            self._kit.notices.post(_("Nhóm chữ ấy không khớp với khóa vừa làm. Xem lại cuối tờ in."), "danger")
            return
        self._kit.desk.joining.keep_recovery_key(recipient)
        self._kit.notices.post(_("Khóa có hiệu lực. Niêm phong tờ in, cất trong két."), "ok")
        self.drop()

    def drop(self) -> None:
        """Forget a key that is not on paper."""
        self._made = None
        self.last.set_edge("")
        self.last.clear()
        self.reload()
