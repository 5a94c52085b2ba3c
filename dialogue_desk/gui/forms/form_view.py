"""A form on screen: labels, editors, problems beside their fields. It knows nothing of storage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QSizePolicy, QWidget

from dialogue_desk.domain.fields import Field, Form, Kind, Problem, Value, Values
from dialogue_desk.domain.laying_out import default_layout
from dialogue_desk.domain.layouts import Cell, Part, Section
from dialogue_desk.gui.editors.choices import CodeEditor, CodesEditor
from dialogue_desk.gui.editors.editor import Editor
from dialogue_desk.gui.editors.make import Words, make_editor
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import FIELD_HEIGHT
from dialogue_desk.gui.widgets.inputs import EnterWalks
from dialogue_desk.gui.widgets.layouts import across, down
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.texts import _

LABEL_WIDTH, WIDE_LABEL = 96, 132


class FieldLabel(QWidget):
    """The label at the left of a field; required ones carry a red star."""

    def __init__(self, theme: Theme, text: str, required: bool, width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = text
        self._is_required = required
        self.setFixedWidth(theme.px(width))
        lines = 2 if self._text_width() > self.width() else 1
        self.setFixedHeight(theme.px(FIELD_HEIGHT + (6 if lines == 2 else 0)))
        self.setAccessibleName(_("{label} (bắt buộc)").format(label=text) if required else text)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        is_cut = self._text_width() > self.width()
        role = "small" if is_cut else "body"
        room = self.rect().adjusted(0, 0, -theme.px(10) if is_cut and self._is_required else 0, 0)
        last = paint.paragraph(painter, theme, room, self._text, role, "text2", 2)
        if self._is_required:
            painter.setPen(theme.color("danger"))
            star = QRect(last.right() + theme.px(4), last.y(), theme.px(12), last.height())
            painter.drawText(star, paint.LEFT, "*")

    def _text_width(self) -> int:
        return self._theme.metrics("body").horizontalAdvance(self._text + (" *" if self._is_required else ""))


class ProblemLine(QWidget):
    """Icon and one short sentence under a field."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tone = "danger"
        row = across(self, margins=(theme.px(22), theme.px(5), 0, 0))
        self._text = WrappedLabel(theme, role="small", token="danger")
        row.addWidget(self._text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        hard = [problem for problem in problems if not problem.is_warning]
        shown = (hard or list(problems))[:1]
        self.setVisible(bool(shown))
        if shown:
            self._tone = "warn" if shown[0].is_warning else "danger"
            self._text.set_text(shown[0].text, self._tone)
            self.setAccessibleName(shown[0].text)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        name = "triangle-alert" if self._tone == "warn" else "circle-alert"
        icon = self._theme.pixmap(name, self._tone, 16, self.devicePixelRatioF())
        box = QRect(0, self._theme.px(5), self._theme.px(16), self._theme.px(18))
        paint.icon_at(QPainter(self), icon, box)


class CellView(QWidget):
    """The editors of one cell in a row, and the line for what is wrong with them."""

    def __init__(self, theme: Theme, parts: Sequence[tuple[Part, Editor]], parent: QWidget) -> None:
        super().__init__(parent)
        self.keys = tuple(part.key for part, _editor in parts)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = down(self, 0)
        row = across(gap=theme.px(8))
        for part, editor in parts:
            if part.lead:
                row.addWidget(label(theme, _(part.lead), "body", "text2"))
            row.addWidget(editor, part.stretch)
        column.addLayout(row)
        self.problem = ProblemLine(theme, self)
        column.addWidget(self.problem)
        column.addStretch(1)


def raw_words(form: Form, values: Mapping[str, Value]) -> str:
    """What a record holds whose declaration has not come, plainly: keys and values as they were written."""
    lines = [f"{f.key}: {_raw_value(values[f.key])}" for f in form.fields if f.is_raw and values.get(f.key) is not None]
    if not lines:
        return ""
    said = _("Đơn vị khác đã ghi; biểu mẫu khai báo chưa đến bàn này nên chỉ xem được:")
    return "\n".join([said, *lines])


def _raw_value(value: Value) -> str:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return ", ".join(value) if isinstance(value, tuple) else str(value)


class FormView(QWidget):
    """The editors of one form, in the order of its layout."""

    changed = Signal(str)
    field_left = Signal(str)

    def __init__(
        self,
        theme: Theme,
        form: Form,
        *,
        layout: Sequence[Section] | None = None,
        words: Callable[[str], Words | None] = lambda _key: None,
        today: Callable[[], date] = date.today,
        label_width: int = LABEL_WIDTH,
        stacked: bool = False,
        own: Callable[[Field], Editor | None] = lambda _field: None,
        tells_raw: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`own` may give a field an editor that its kind alone does not tell.

        `tells_raw`: below, what the record holds whose declaration has not come.
        """
        super().__init__(parent)
        self.theme = theme
        self._own = own
        self.form = form
        self.editors: dict[str, Editor] = {}
        self._cells: list[CellView] = []
        self._held: Values = {}
        self._touched: set[str] = set()
        self._shows_all = False
        self._words = words
        self._today = today
        self._walker = EnterWalks(self)
        self._label_width = label_width
        self._is_stacked = stacked
        self._column = down(self, theme.px(12))
        for section in layout if layout is not None else default_layout(form.fields):
            self._add_section(section)
        self._tells_raw = tells_raw
        self._raw = WrappedLabel(theme, "", "small", "text2")
        self._raw.hide()
        self._column.addWidget(self._raw)

    # -- values ---------------------------------------------------------------------------

    def values(self) -> Values:
        """What the editors hold, and the fields this layout does not show as they were."""
        shown = {key: editor.value() for key, editor in self.editors.items()}
        return {**self._held, **shown}

    def set_values(self, values: Mapping[str, Value]) -> None:
        self._held = dict(values)
        self._touched.clear()
        self._shows_all = False
        for key, editor in self.editors.items():
            if isinstance(editor, (CodeEditor, CodesEditor)) and editor.field.codes_for is not None:
                editor.narrow(editor.field.codes_for(values))
            editor.set_value(values.get(key))
        self._raw.set_text(raw_words(self.form, values) if self._tells_raw else "")
        self._raw.setVisible(bool(self._raw.text()))
        self.show_problems(())

    def set_field(self, key: str, value: Value) -> None:
        """Change one field as if typed (Ctrl+D, a completed chair, a taken suggestion)."""
        if key in self.editors:
            self.editors[key].set_value(value)
        self._held[key] = value
        self._edited(key)

    def put_back(self, key: str, value: Value) -> None:
        """Show what a field held before (or after) an edit: nobody typed it."""
        self.editors[key].set_value(value)
        self._held[key] = value
        self._narrow()

    def entry_problems(self) -> list[Problem]:
        """Fields whose text cannot be read as a value."""
        found = [(key, editor.entry_problem()) for key, editor in self.editors.items()]
        return [Problem(key, text) for key, text in found if text]

    def entries(self) -> dict[str, str]:
        """Texts that cannot be read as a value, as they were typed."""
        found = {key: editor.entry() for key, editor in self.editors.items()}
        return {key: text for key, text in found.items() if text}

    def set_entries(self, texts: Mapping[str, str]) -> None:
        """Put such texts back, with what is wrong with them."""
        for key in texts.keys() & self.editors.keys():
            self.editors[key].set_entry(texts[key])
            self._touched.add(key)

    # -- problems -------------------------------------------------------------------------

    def show_problems(self, problems: Iterable[Problem]) -> list[Problem]:
        """Put each problem beside its field; an empty required field nobody visited stays calm."""
        values = self.values()
        shown = [p for p in (*self.entry_problems(), *problems) if self._is_due(p, values)]
        by_key: dict[str, list[Problem]] = {}
        for problem in shown:
            by_key.setdefault(problem.field, []).append(problem)
        for key, editor in self.editors.items():
            mine = by_key.get(key, [])
            hard = any(not problem.is_warning for problem in mine)
            editor.set_edge("danger" if hard else "warn" if mine else "")
        for cell in self._cells:
            cell.problem.show_problems([p for key in cell.keys for p in by_key.get(key, [])])
        return shown

    def show_all(self) -> None:
        """After an attempt to save every problem is shown."""
        self._shows_all = True

    def _is_due(self, problem: Problem, values: Mapping[str, Value]) -> bool:
        if self._shows_all or problem.field in self._touched or problem.is_warning:
            return True
        return bool(values.get(problem.field)) or problem.field not in self.editors

    # -- keyboard -------------------------------------------------------------------------

    def focus_first(self) -> None:
        first = next(iter(self.editors.values()), None)
        if first is not None:  # a register that is only looked at has none
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def stops(self) -> list[QWidget]:
        """Every widget Tab stops at, in the order of the layout."""
        return [widget for editor in self.editors.values() for widget in self._typing(editor)]

    def last_field(self) -> QWidget:
        """The widget that takes the keyboard last, for whoever puts more below."""
        return self.stops()[-1]

    def focus_field(self, key: str) -> None:
        if key in self.editors:
            self.editors[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def focused(self) -> Editor | None:
        """The editor with the keyboard."""
        widget: QWidget | None = QApplication.focusWidget()
        while widget is not None and widget is not self:
            if isinstance(widget, Editor) and widget.field.key in self.editors:
                return widget
            widget = widget.parentWidget()
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editor = self.focused()
        if event.key() == Qt.Key.Key_F4 and editor is not None and editor.open_list():
            return
        super().keyPressEvent(event)

    # -- building -------------------------------------------------------------------------

    def _add_section(self, section: Section) -> None:
        if section.title:
            heading = label(self.theme, _(section.title), "subhead")
            heading.setContentsMargins(0, self.theme.px(4), 0, 0)
            self._column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(10))
        grid.setVerticalSpacing(self.theme.px(8))
        grid.setColumnMinimumWidth(2, self.theme.px(14) if not self._is_stacked else 0)
        if self._is_stacked:
            grid.setVerticalSpacing(self.theme.px(4))
            grid.setHorizontalSpacing(self.theme.px(5))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(4, 1)
        row = side = 0
        for cell in section.cells:
            if cell.wide and side:
                row, side = row + 1, 0
            self._place(grid, cell, row, side)
            row, side = (row + 1, 0) if cell.wide or side else (row, 1)
        self._column.addLayout(grid)

    def _place(self, grid: QGridLayout, cell: Cell, row: int, side: int) -> None:
        made = [(part, self._editor(part)) for part in cell.parts]
        view = CellView(self.theme, made, self)
        self._cells.append(view)
        first = self.form.field(cell.parts[0].key)
        own = cell.label or ("" if first.kind is Kind.YES_NO else first.label)
        text = _(own) if own.strip() else ""
        name = FieldLabel(self.theme, text.strip(), bool(text.strip()) and first.required, self._label_width, self)
        top = Qt.AlignmentFlag.AlignTop
        if self._is_stacked:
            grid.removeWidget(name)
            name.hide()
            if text.strip():
                grid.addWidget(label(self.theme, text, "small_strong", "text2"), row * 2, side * 3 + 1)
            grid.addWidget(view, row * 2 + 1, side * 3 + 1, 1, 4 if cell.wide else 1)
            return
        grid.addWidget(name, row, side * 3, top)
        grid.addWidget(view, row, side * 3 + 1, 1, 4 if cell.wide else 1)

    def _editor(self, part: Part) -> Editor:
        field = self.form.field(part.key)
        editor = self._own(field) or make_editor(
            self.theme,
            field,
            words=self._words(part.key),
            today=self._today,
            segmented=part.segmented,
            lines=part.lines,
        )
        key = part.key
        editor.changed.connect(lambda: self._edited(key))
        editor.left.connect(lambda: self._left(key))
        for widget in self._typing(editor):
            widget.installEventFilter(self._walker)
        self.editors[key] = editor
        return editor

    @staticmethod
    def _typing(editor: Editor) -> Iterator[QWidget]:
        for widget in editor.findChildren(QWidget):
            is_stop = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
            if is_stop and widget.window() is editor.window():  # not the popup of a completer
                yield widget

    def _edited(self, key: str) -> None:
        self._touched.add(key)
        self._narrow()
        self.changed.emit(key)

    def _left(self, key: str) -> None:
        self._touched.add(key)
        self.field_left.emit(key)

    def _narrow(self) -> None:
        """Offer only the codes that suit the other answers."""
        for editor in self.editors.values():
            rule = editor.field.codes_for
            if rule is not None and isinstance(editor, (CodeEditor, CodesEditor)):
                editor.narrow(rule(self.values()))

    def field_at_focus(self) -> Field | None:
        editor = self.focused()
        return editor.field if editor is not None else None

    def sizeHint(self) -> QSize:
        return self._column.sizeHint()
