"""What one file would change: “Đang có → Trong gói”, field by field; for a refused one, why and what next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from dialogue_desk.desk.receiving import FieldChange, FileResult
from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.forms import FORMS, with_siblings
from dialogue_desk.gui.forms.wording import shown_value
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.pages.exchange_words import count_words, next_step, sender_words
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Chip, Rule
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import clear
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import _

SHOWN = 60
FORM_OF = {form.key: form for form in with_siblings(FORMS)}
Key = tuple[str, str, str]


class PackagePreview(QWidget):
    """One file at a time. `trusted` asks to trust its sender, `wanted_again` to take it all the same."""

    trusted = Signal(object)
    wanted_again = Signal(object)
    sheet_asked = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        theme, px = kit.theme, kit.theme.px
        self._title = ElidedLabel(theme, "", "subhead")
        self._sides = label(theme, _("Đang có → Trong gói"), "small", "text2")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._sides)
        inner = QWidget()
        self._rows = QVBoxLayout(inner)
        self._rows.setContentsMargins(0, 0, px(6), px(6))
        self._rows.setSpacing(px(8))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        column.addLayout(head)
        column.addWidget(Rule(theme))
        column.addWidget(scroll_area(theme, inner, "surface"), 1)

    def show_result(self, result: FileResult | None) -> None:
        clear(self._rows)
        self._title.set_text(sender_words(self._kit.desk, result) if result is not None else "")
        self._sides.setVisible(result is not None and bool(result.changes))
        if result is not None:
            for part in self._parts(result):
                self._rows.addWidget(part)
        self._rows.addStretch(1)

    def _parts(self, result: FileResult) -> Iterator[QWidget]:
        if result.status in ("refused", "waiting", "already"):
            yield WrappedLabel(self._kit.theme, next_step(result))
            yield from self._ways_on(result)
            return
        yield from self._summary(result)
        yield from self._records(result)

    def _ways_on(self, result: FileResult) -> Iterator[QWidget]:
        theme = self._kit.theme
        if result.code == "unknown_desk" and result.fingerprint:
            yield WrappedLabel(theme, result.fingerprint, "subhead")
            yield Button(theme, _("Khớp, tin máy này"), icon="shield", on_click=lambda: self.trusted.emit(result))
        elif result.code in ("clock_ahead", "undone"):
            yield Button(theme, _("Vẫn nhận gói này"), icon="download", on_click=lambda: self.wanted_again.emit(result))

    def _summary(self, result: FileResult) -> Iterator[QWidget]:
        theme = self._kit.theme
        new = Counter(form for kind, form, _unit, _id in result.records if kind == "new")
        lines = [_("Mới: {counts}.").format(counts=count_words(new))] if count_words(new) else []
        for kind, text in (
            ("same", _("Đã có y như vậy: {count} bản ghi.")),
            ("older", _("Cũ hơn bản ở đây, không đổi gì: {count} bản ghi.")),
            ("quarantined", _("Giữ lại, không nhận: {count} dòng không thuộc quyền của máy gửi.")),
        ):
            if result.counts.get(kind):
                lines.append(text.format(count=result.counts[kind]))
        if lines:
            yield WrappedLabel(theme, "\n".join(lines), "body", "text2")
        if result.records:
            ask = Button(theme, _("Xem cả bảng, in"), icon="printer", kind="quiet")
            ask.clicked.connect(lambda _on=False: self.sheet_asked.emit(result))
            yield ask

    def _records(self, result: FileResult) -> Iterator[QWidget]:
        changes: dict[Key, list[FieldChange]] = {}
        for change in result.changes:
            changes.setdefault((change.form, change.unit, change.id), []).append(change)
        touched = [r for r in result.records if r[0] in ("changed", "conflicts")]
        for kind, *key in touched[:SHOWN]:
            form, unit, record_id = key
            name = result.titles.get((form, unit, record_id)) or _(FORM_OF[form].label)
            yield Rule(self._kit.theme)
            yield self._record(kind, FORM_OF[form], name, changes.get((form, unit, record_id), []))
        if len(touched) > SHOWN:
            more = _("và {count} bản ghi nữa; xem cả bảng để thấy hết.").format(count=len(touched) - SHOWN)
            yield label(self._kit.theme, more, "small", "text2")

    def _record(self, kind: str, form: Form, name: str, changes: list[FieldChange]) -> QWidget:
        theme, px = self._kit.theme, self._kit.theme.px
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(2))
        grid.setColumnMinimumWidth(0, px(92))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        grid.addWidget(ElidedLabel(theme, name, "strong"), 0, 0, 1, 3)
        chip = (
            ChipSpec(_("Xung đột"), "warn", "git-merge")
            if kind == "conflicts"
            else ChipSpec(_("Thay đổi"), "info", "pencil")
        )
        grid.addWidget(Chip(theme, chip), 0, 3, Qt.AlignmentFlag.AlignRight)
        for row, change in enumerate(changes, 1):
            self._field(grid, row, form, change)
        if not changes:
            told = _("Giữ bản đang có cho đến khi đơn vị sở hữu quyết định.") if kind == "conflicts" else ""
            grid.addWidget(WrappedLabel(theme, told, "small", "text2"), 1, 0, 1, 4)
        return holder

    def _field(self, grid: QGridLayout, row: int, form: Form, change: FieldChange) -> None:
        theme = self._kit.theme
        top = Qt.AlignmentFlag.AlignTop
        name = ElidedLabel(theme, _(form.field(change.field).column_title), "small", "text2")
        name.setFixedWidth(theme.px(92))
        grid.addWidget(name, row, 0, top)
        grid.addWidget(WrappedLabel(theme, self._value(form, change.field, change.old), "small", "text2"), row, 1, top)
        grid.addWidget(label(theme, "→", "small", "text3"), row, 2, top)
        new = WrappedLabel(theme, self._value(form, change.field, change.new), "small_strong")
        grid.addWidget(new, row, 3, top)

    @staticmethod
    def _value(form: Form, key: str, value: Value) -> str:
        text = shown_value(form.field(key), value)
        return (text[:160] + "…" if len(text) > 160 else text) or _("(trống)")
