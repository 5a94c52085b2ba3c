"""Which of our fields each column of an old table is; remembered by a name."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from dialogue_desk.desk.files import ColumnMapping, Headings
from dialogue_desk.domain.fields import Kind
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.import_reading import IMPORTED, Look
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.inputs import LineEdit, scroll_area
from dialogue_desk.gui.widgets.layouts import clear
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import _

_FORMS = {form.key: form for form in IMPORTED}


class MappingPanel(QWidget):
    """`mapped` carries the ColumnMapping; `form_changed` asks to look at the table as another form."""

    mapped = Signal(object)
    form_changed = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        theme, px = kit.theme, kit.theme.px
        self.choices: dict[str, Combo] = {}
        self.form = Combo(theme, [(f.key, _(f.label)) for f in IMPORTED], _("Bảng này là"))
        self.form.picked.connect(lambda: self.form_changed.emit(self.form.code() or ""))
        self.name = LineEdit(theme, _("Đặt tên để lần sau tự ghép"))
        self.name.setAccessibleName(_("Tên bảng ghép"))
        self._missing = WrappedLabel(theme, "", "small", "warn")
        card = Card(theme)
        card.box.addWidget(label(theme, _("Ghép cột của tệp với ô của chương trình"), "subhead"))
        told = _("Tệp có tiêu đề riêng. Xem máy đoán đúng chưa, sửa chỗ sai; cột không cần thì bỏ qua.")
        card.box.addWidget(WrappedLabel(theme, told, "small", "text2"))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(label(theme, _("Bảng này là"), "body", "text2"))
        row.addWidget(self.form)
        row.addStretch(1)
        card.box.addLayout(row)
        inner = QWidget()
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, px(6), 0)
        card.box.addWidget(scroll_area(theme, inner, "surface"), 1)
        card.box.addWidget(self._missing)
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(self.name, 1)
        self.go = Button(theme, _("Xem trước"), icon="eye", kind="primary", on_click=self.finish)
        foot.addWidget(self.go)
        card.box.addLayout(foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)

    def show_table(self, look: Look) -> None:
        """The headings of a table, a sample of each column, and what is guessed for it."""
        assert look.headings is not None
        self.form.set_code(look.asked.form)
        self.name.setText(look.asked.path.stem)
        clear(self._rows)
        self._rows.addWidget(self._table(look.headings, look.asked.form))
        self._rows.addStretch(1)
        self._tell()

    def _table(self, headings: Headings, form_key: str) -> QWidget:
        theme, px = self._kit.theme, self._kit.theme.px
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        grid.setColumnMinimumWidth(2, px(220))
        titles = (_("Cột trong tệp"), _("Ví dụ"), _("Ô của chương trình"))
        for at, title in enumerate(titles):
            grid.addWidget(label(theme, title, "small_strong", "text2"), 0, at)
        self.choices = {}
        fields = [f for f in _FORMS[form_key].fields if f.kind is not Kind.REF]
        offered = [("", _("(bỏ qua)")), *((f.key, _(f.label)) for f in fields)]
        for at, (heading, guess) in enumerate(zip(headings.headings, headings.guessed, strict=True)):
            if not heading:
                continue
            sample = next((row[at] for row in headings.sample if at < len(row) and row[at]), "")
            combo = Combo(theme, offered, _("Ô của cột {heading}").format(heading=heading))
            combo.set_code(guess)
            combo.picked.connect(self._tell)
            self.choices[heading] = combo
            row = grid.rowCount()
            grid.addWidget(ElidedLabel(theme, heading, "strong"), row, 0)
            shown = sample.removesuffix(".0")  # Excel keeps whole numbers as 81.0
            grid.addWidget(ElidedLabel(theme, shown, "body", "text2"), row, 1)
            grid.addWidget(combo, row, 2, Qt.AlignmentFlag.AlignVCenter)
        return holder

    def columns(self) -> Mapping[str, str]:
        """Field by heading; "" passes over a column."""
        return {heading: combo.code() or "" for heading, combo in self.choices.items()}

    def _tell(self) -> None:
        """Required fields no column gives, and fields given twice."""
        form = _FORMS[self.form.code() or IMPORTED[0].key]
        taken = [key for key in self.columns().values() if key]
        lacking = [_(f.label) for f in form.fields if f.required and f.default is None and f.key not in taken]
        twice = sorted({_(form.field(key).label) for key in taken if taken.count(key) > 1})
        told = [_("Hai cột cùng vào ô: {names}.").format(names=", ".join(twice))] if twice else []
        if lacking:
            text = _("Chưa có cột cho ô bắt buộc: {names}. Thêm cột ấy vào tệp, nếu không các dòng sẽ sai.")
            told.append(text.format(names=", ".join(lacking)))
        self._missing.set_text(" ".join(told))
        self.go.setEnabled(bool(taken) and not twice)

    def finish(self) -> None:
        """Remember the mapping by its name, and go on."""
        name = self.name.text().strip() or _("Bảng ghép")
        self.mapped.emit(ColumnMapping(name, self.form.code() or "", self.columns()))
