"""What a foreign table is taken for: its sheets, the field of each column, one value for all rows, words as codes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from dialogue_desk.desk.intake import Choices, SheetTold, Understood
from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.importing.reading import Look, imported
from dialogue_desk.gui.pages.importing.said import ValueRows, WordRows
from dialogue_desk.gui.widgets.buttons import Button, CheckBox
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.inputs import LineEdit, scroll_area
from dialogue_desk.gui.widgets.layouts import across, clear, down, put
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import N_, _

ORDERS = (
    ("", N_("Máy đoán")), ("dmy", N_("Ngày, tháng, năm")), ("mdy", N_("Tháng, ngày, năm")),
    ("ymd", N_("Năm, tháng, ngày")),
)  # fmt: skip


class MappingPanel(QWidget):
    """`chosen` goes on to the preview with the choices made; `changed` asks to look again and stay here."""

    chosen = Signal(object)
    changed = Signal(object)
    forgotten = Signal(str)

    def __init__(self, kit: Kit, *, is_paste: bool = False) -> None:
        super().__init__()
        self._kit = kit
        self._is_paste = is_paste
        theme, px = kit.theme, kit.theme.px
        self._look: Look | None = None
        self.choices: dict[str, Combo] = {}
        self.orders: dict[str, Combo] = {}
        self.values: dict[str, Combo | LineEdit] = {}
        self.words: dict[tuple[str, str], Combo] = {}
        self.untold: frozenset[str] = frozenset()
        """Fields whose value is given by where a table is pasted: not asked."""
        self.sheets: dict[str, CheckBox] = {}
        self.form = Combo(theme, [(f.key, _(f.label)) for f in imported(kit.desk)], _("Bảng này là"))
        self.form.picked.connect(self._another_form)
        self.known = Combo(theme, [], _("Dùng bảng ghép đã nhớ"))
        self.known.setMinimumWidth(px(220))
        self.known.picked.connect(self._another_mapping)
        self._forget = Button(theme, _("Quên bảng ghép này"), kind="quiet", on_click=self._forget_mapping)
        self.name = LineEdit(theme, _("Đặt tên để lần sau tự ghép"))
        self.name.setAccessibleName(_("Tên bảng ghép"))
        self._missing = WrappedLabel(theme, "", "small", "warn")
        card = Card(theme)
        title = _("Ghép cột đã sao chép với ô của chương trình") if is_paste else _(
            "Ghép cột của tệp với ô của chương trình")  # fmt: skip
        card.box.addWidget(label(theme, title, "subhead"))
        told = _("Kiểm tra cách ghép cột, sửa chỗ sai; cột không cần thì bỏ qua.")
        card.box.addWidget(WrappedLabel(theme, told, "small", "text2"))
        card.box.addLayout(self._head())
        inner = QWidget()
        self._rows = down(inner, px(12), margins=(0, 0, px(6), 0))
        card.box.addWidget(scroll_area(theme, inner, "surface"), 1)
        card.box.addWidget(self._missing)
        foot = across(gap=px(8))
        foot.addWidget(self.name, 1)
        self.go = Button(theme, _("Xem trước"), icon="eye", kind="primary", on_click=self.finish)
        foot.addWidget(self.go)
        card.box.addLayout(foot)
        box = down(self)
        box.addWidget(card)

    def _head(self) -> QHBoxLayout:
        theme, px = self._kit.theme, self._kit.theme.px
        row = across(gap=px(8))
        if self._is_paste:
            self.form.hide()  # what is pasted into a grid is what the grid holds
        else:
            put(row, label(theme, _("Bảng này là"), "body", "text2"), self.form)
            row.addSpacing(px(12))
        self._known_label = label(theme, _("Bảng ghép"), "body", "text2")
        put(row, self._known_label, self.known, self._forget)
        row.addStretch(1)
        return row

    @property
    def _found(self) -> Understood:
        assert self._look is not None
        assert self._look.foreign is not None
        return self._look.foreign.found

    # -- showing ---------------------------------------------------------------------------------

    def show_look(self, look: Look) -> None:
        """Everything a person may decide about a table, with what is guessed."""
        assert look.foreign is not None
        self._look = look
        found = look.foreign.found
        mapping = found.choices.mapping
        self.form.set_code(found.form.key)
        names = [m.name for m in self._kit.desk.files.intake.mappings()]
        self.known.set_choices([("", _("(không dùng)")), *((name, name) for name in names)])
        self.known.set_code(mapping.name if mapping else "")
        for widget in (self._known_label, self.known):
            widget.setVisible(bool(names))
        self._forget.setVisible(mapping is not None)
        self.name.setText(mapping.name if mapping else look.asked.path.stem)
        clear(self._rows)
        self.sheets = {}
        self.which: WrappedLabel | None = None
        if len(found.sheets) > 1:
            self._rows.addWidget(self._sheets())
        # What only a person can say comes first: a wide table would hide it below its columns.
        self.given = ValueRows(self._kit, found, self.untold, self._tell)
        self.values = self.given.editors
        self._rows.addWidget(self.given)
        self._said_words = WordRows(self._kit, found)
        self.words = self._said_words.combos
        self._said_words.setVisible(bool(self.words))
        put(self._rows, self._said_words, self._columns())
        warnings = [text for _at, text in look.foreign.warnings]
        if warnings:
            told = " ".join(f"{text[:1].upper()}{text[1:]}." for text in warnings[:8])
            self._rows.addWidget(WrappedLabel(self._kit.theme, told, "small", "warn"))
        self._rows.addStretch(1)
        self._tell()

    def _grid(self, titles: tuple[str, ...]) -> tuple[QWidget, QGridLayout]:
        theme, px = self._kit.theme, self._kit.theme.px
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(6))
        for at, title in enumerate(titles):
            grid.addWidget(label(theme, title, "small_strong", "text2"), 0, at)
        return holder, grid

    def _sheets(self) -> QWidget:
        theme, found = self._kit.theme, self._found
        holder, grid = self._grid((_("Bảng, trang tính"), _("Dòng"), ""))
        grid.setColumnStretch(2, 1)
        if any(sheet.is_other for sheet in found.sheets):
            asked = _("Tệp có nhiều bảng khác cột nhau: lấy bảng nào? Mỗi lần nhập một loại bảng.")
            self.which = WrappedLabel(theme, asked, "small", "warn")
            grid.addWidget(self.which, grid.rowCount(), 0, 1, 3)
        for sheet in found.sheets:
            row = grid.rowCount()
            box = CheckBox(theme, sheet.name)
            box.setChecked(sheet.is_taken)
            box.clicked.connect(lambda _on=False, sheet=sheet: self._another_sheets(sheet))
            self.sheets[sheet.name] = box
            grid.addWidget(box, row, 0)
            grid.addWidget(label(theme, str(sheet.rows), "body", "text2"), row, 1)
            told = " · ".join(text for text in (sheet.why, ", ".join(sheet.headings[:8])) if text)
            grid.addWidget(ElidedLabel(theme, told, "small", "text2"), row, 2)
        return holder

    def _columns(self) -> QWidget:
        theme, px = self._kit.theme, self._kit.theme.px
        found = self._found
        holder, grid = self._grid((_("Cột trong tệp"), _("Ví dụ"), _("Ô của chương trình"), _("Thứ tự ngày")))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        grid.setColumnMinimumWidth(2, px(220))
        self.choices, self.orders = {}, {}
        offered = [("", _("(bỏ qua)")), *((f.key, _(f.label)) for f in offered_fields(found.form))]
        if found.form.key == "opinion":
            offered.append((SPEAKER, _("Người nêu và địa chỉ")))
        for column in found.columns:
            combo = Combo(theme, offered, _("Ô của cột {heading}").format(heading=column.heading or column.at))
            combo.set_code(column.field)
            combo.picked.connect(self._tell)
            self.choices[column.at] = combo
            row = grid.rowCount()
            grid.addWidget(ElidedLabel(theme, f"{column.at}  {column.heading}".strip(), "strong"), row, 0)
            grid.addWidget(ElidedLabel(theme, "  ·  ".join(column.sample), "body", "text2"), row, 1)
            grid.addWidget(combo, row, 2, Qt.AlignmentFlag.AlignVCenter)
            field = found.form.by_key.get(column.field)
            if field is not None and field.kind is Kind.DATE:
                order = Combo(theme, [(key, _(text)) for key, text in ORDERS], _("Thứ tự ngày, tháng, năm"))
                order.set_code(found.order_said(column))
                self.orders[column.at] = order
                grid.addWidget(order, row, 3, Qt.AlignmentFlag.AlignVCenter)
        return holder

    # -- what was chosen ---------------------------------------------------------------------------

    def columns(self) -> dict[str, str]:
        """Field by the place of a column; "" passes over it."""
        return {at: combo.code() or "" for at, combo in self.choices.items()}

    def made(self) -> Choices:
        """The choices as they stand."""
        before, said = self._found.choices, self._said_words.said()
        values = {**before.values, **self.given.said()}
        words = {key: {**before.words.get(key, {}), **said.get(key, {})} for key in {*before.words, *said}}
        orders = {**before.orders, **{at: combo.code() or "" for at, combo in self.orders.items()}}
        return replace(
            before, form=self.form.code() or "", columns=self.columns(), values=values, words=words,
            orders={at: order for at, order in orders.items() if order},
        )  # fmt: skip

    def _another_form(self) -> None:
        self.changed.emit(Choices(form=self.form.code() or "", sheets=self.made().sheets))

    def _another_mapping(self) -> None:
        name = self.known.code()
        mapping = self._kit.desk.files.intake.mapping(name) if name else None
        self.changed.emit(Choices(form="" if mapping else self.form.code() or "", mapping=mapping))

    def _another_sheets(self, sheet: SheetTold) -> None:
        if sheet.is_other and self.sheets[sheet.name].isChecked():
            # What was said of the columns of one table says nothing of another's.
            self.changed.emit(Choices(sheets=(sheet.name,)))
            return
        picked = tuple(name for name, box in self.sheets.items() if box.isChecked())
        if picked:
            self.changed.emit(replace(self.made(), sheets=picked, columns={}))

    def _forget_mapping(self) -> None:
        name = self.known.code()
        if name:
            self.forgotten.emit(name)

    def _tell(self) -> None:
        """Required fields nothing gives, and fields given twice."""
        form = self._found.form
        taken = [part for key in self.columns().values() if key for part in key.split("+")]
        given = {*taken, *(key for key, text in self.given.said().items() if text)}
        if "source_id" in given:
            given.add("received_on")
        required = (f for f in form.fields if f.key in self._found.missing and f.default is None)
        lacking = [_(f.label) for f in required if f.key not in given]
        twice = sorted({_(form.field(key).label) for key in taken if taken.count(key) > 1})
        told = []
        if twice:
            told.append(_("Hai cột cùng vào ô: {names}; chữ của chúng được nối lại.").format(names=", ".join(twice)))
        if lacking:
            text = _("Chưa có gì cho ô bắt buộc: {names}. Chọn cột, hoặc ghi một giá trị cho mọi dòng.")
            told.append(text.format(names=", ".join(lacking)))
        self._missing.set_text(" ".join(told))
        self.go.setEnabled(bool(taken))

    def finish(self) -> None:
        """Go on with the choices; they are remembered by the name."""
        self.chosen.emit(self.made())


SPEAKER = "speaker_name+speaker_address"


def offered_fields(form: Form) -> list[Field]:
    """The fields a column may be: all but links to other records."""
    return [field for field in form.fields if field.kind is not Kind.REF]
