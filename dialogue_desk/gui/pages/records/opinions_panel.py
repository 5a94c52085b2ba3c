"""The opinions of a session: the grid under the form, pasting into it, saving its lines."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dialogue_desk.desk import Query
from dialogue_desk.desk.alike import AlikeRecord
from dialogue_desk.domain.fields import Problem, Value, Values
from dialogue_desk.domain.records import Record
from dialogue_desk.errors import RecordError, StaleError
from dialogue_desk.gui.forms.alike import AlikeWatch, alike_words, keys_of
from dialogue_desk.gui.forms.grid import Grid
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.opinions import COLUMNS, Line, OpinionsModel, unread
from dialogue_desk.gui.models.pasting import Pasted
from dialogue_desk.gui.pages.records.opinion_paste import OpinionPaste
from dialogue_desk.gui.pages.records.opinion_rows import take_out, totals_of
from dialogue_desk.gui.targets import Target, Width
from dialogue_desk.gui.widgets import paint
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Notice
from dialogue_desk.gui.widgets.layouts import down, put
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import _

MOST = 5000
LEAST_TEXT = 180


class OpinionsPanel(QWidget):
    """Heading, grid, and one line that says what is wrong with the current row."""

    edited = Signal()
    overtaken = Signal(object, object)
    """A line that was changed elsewhere while it was typed in, and its record as it is there now."""
    grow_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._session: Record | None = None
        self._heads: Value = None
        self._width = Width.WIDE
        self.is_grown = False
        theme, px = kit.theme, kit.theme.px
        self.model = OpinionsModel(self._problems, self)
        widths = Widths(kit.desk, "columns.opinions")
        self.grid = Grid(theme, self.model, kit.today, _("Ý kiến tại cuộc đối thoại"), widths)
        self._count = label(theme, "", "body", "text2")
        self._problem = WrappedLabel(theme, "", "small", "danger")
        column = down(self, px(8), margins=(0, px(10), 0, 0))
        column.addLayout(self._make_head())
        self._paper = _Paper(kit, self.grid)
        middle = QVBoxLayout()
        middle.addWidget(self._paper, 1)
        column.addLayout(middle, 1)
        self.pasting = OpinionPaste(kit, self.grid, self._paper, middle)
        self.pasting.read.connect(self._insert)
        self.pasting.asking.connect(self._make_room)
        self._is_making_room = False
        self._foot = label(theme, "", "small", "text2")
        self._as_text = Button(theme, _("Đề nghị như nội dung"), kind="quiet", tip="Ctrl+Shift+D")
        self._as_text.clicked.connect(lambda _on=False: self.ask_as_text())
        self._as_text.hide()
        foot = QHBoxLayout()
        foot.addWidget(self._problem, 1)
        put(foot, self._as_text, self._foot)
        column.addLayout(foot)
        self._alike = Notice(theme)
        column.addWidget(self._alike)
        self.likeness = AlikeWatch(kit, "opinion", self)
        self.likeness.found.connect(self._show_alike)
        self.setMinimumHeight(px(330))
        self.model.edited.connect(self._edited)
        self.grid.typed.connect(self.edited)
        self.grid.touched.connect(lambda words: kit.notices.post(words))
        self.grid.columns_changed.connect(lambda: self.fit(self._width))
        self.grid.seen_changed.connect(self._tell_foot)
        self.grid.selectionModel().currentChanged.connect(lambda _new, _old: self._explain())
        self.grid.installEventFilter(self)
        self.grid.viewport().installEventFilter(self)  # it learns its new size after the grid
        self.fit(Width.WIDE)

    def _make_head(self) -> QHBoxLayout:
        theme = self._kit.theme
        self._paste = Button(
            theme,
            _("Dán từ Excel, Word"),
            icon="clipboard-paste",
            kind="quiet",
            tip="Ctrl+Shift+V",
            on_click=self.paste,
        )
        self._grow = Button(
            theme, kind="icon", icon="maximize-2", tip=_("Phóng to bảng (F11)"), on_click=self.grow_asked.emit
        )
        head = QHBoxLayout()
        put(head, label(theme, _("Ý kiến tại cuộc đối thoại"), "subhead"), self._count)
        head.addStretch(1)
        put(head, self._paste, self._grow)
        return head

    def follow(self, field: QWidget) -> None:
        """Enter in the last field of the form leads into the grid, its buttons come after."""
        self.setTabOrder(field, self.grid)
        self.setTabOrder(self.grid, self._paste)
        self.setTabOrder(self._paste, self._grow)

    # -- content ----------------------------------------------------------------------------

    def show_session(self, session: Record | None, typed: tuple[Values, ...]) -> None:
        """The opinions of a session, and those typed but not saved."""
        self._session = session
        found: list[Record] = []
        if session is not None:
            query = Query(equal={"source_form": "session", "source_id": session.id}, order="created_at")
            rows = self._kit.desk.records.page("opinion", query, 0, MOST)
            whole = [self._kit.desk.records.get("opinion", row.id, row.unit) for row in rows]
            found = [record for record in whole if record is not None]
        self.likeness.forget()
        desk = self._kit.desk
        self.model.is_readonly = (
            session is not None and session.unit != desk.unit and not desk.records.writes_for(session.unit)
        )
        self._paste.setEnabled(not self.model.is_readonly)
        self.model.load(found, typed)
        if typed:
            self.model.recheck_all()
        self._tell_count()
        self._explain()

    def set_heads(self, heads: Value) -> None:
        """For whom the session counts: with one head the side of its opinions follows."""
        if heads != self._heads:
            self._heads = heads
            self.fit(self._width)

    def _problems(self, values: Values) -> list[Problem]:
        session = self._session
        wrong = unread(values)
        values = {**values, **dict.fromkeys(problem.field for problem in wrong)}
        asked = {**values, "received_on": values.get("received_on") or self._kit.today().isoformat()}
        if session is None:
            side = self._heads if self._heads in ("party", "government") else None
            asked.update(source_form="direct", side=values.get("side") or side)
        else:
            asked.update(source_form="session", source_id=session.id, source_unit=session.unit)
        return [*wrong, *self._kit.desk.records.problems("opinion", asked)]

    def unsaved(self) -> tuple[Values, ...]:
        """Every row that is not stored as it stands, the text of the open cell with it."""
        return self.model.typed(self.grid.open_cell())

    def save(self, session: Record) -> bool:
        """Save every line that was typed; a refused one stays, marked, and the keyboard goes there."""
        self._session = session
        first_refused, overtaken = -1, list[tuple[Line, Record]]()
        for row, line in enumerate(list(self.model.lines)):
            if not line.is_dirty:
                continue
            values = {**line.values, "source_form": "session", "source_id": session.id, "source_unit": session.unit}
            held = line.record
            if line.is_overtaken and held is not None:
                overtaken.append((line, held))
                continue
            wrong = unread(line.values)
            if wrong:
                self.model.refused(line, wrong[0])
                first_refused = row if first_refused < 0 else first_refused
                continue
            try:
                saved = self._kit.desk.records.save(
                    "opinion",
                    values,
                    line.id,
                    session.unit,
                    held.rev if held else None,
                    held.personal_rev if held else None,
                )
            except StaleError:
                overtaken.append((line, self._kit.desk.records.need("opinion", line.id, session.unit)))
                continue
            except RecordError as refused:
                self.model.refused(line, Problem(refused.field, str(refused)))
                first_refused = row if first_refused < 0 else first_refused
                continue
            self.model.stored(line, saved)
        if first_refused >= 0:
            self._go_to(first_refused)
        self._tell_count()
        for line, fresh in overtaken:
            self.model.refused(line, Problem("text", _("Ý kiến này đã được sửa ở nơi khác; lưu lại để chọn.")))
            self.overtaken.emit(line, fresh)
        return first_refused < 0 and not overtaken

    def _go_to(self, row: int) -> None:
        wrong = self.model.lines[row].problems[0].field
        keys = [column.key for column in COLUMNS]
        at = keys.index(wrong) if wrong in keys else keys.index("text")
        if self.grid.isColumnHidden(at):
            self.grid.setColumnHidden(at, False)
        self.grid.setCurrentIndex(self.model.index(row, at))
        self.grid.setFocus()

    # -- doing ------------------------------------------------------------------------------

    def has_keyboard(self) -> bool:
        focus = QGuiApplication.focusObject()
        return isinstance(focus, QWidget) and (focus is self.grid or self.grid.isAncestorOf(focus))

    def repeat(self) -> None:
        """Ctrl+D in the grid: chosen rows take what stands in the first; one cell, what the row above holds."""
        index = self.grid.currentIndex()
        if not self.grid.range.fill_down() and index.row() > 0:
            above = self.model.lines[index.row() - 1].values.get(COLUMNS[index.column()].key)
            self.model.setData(index, above)

    def ask_as_text(self) -> None:
        """Ctrl+Shift+D in the grid: what the chosen petitions ask for is what their texts say."""
        lines = self.model.lines
        column = [c.key for c in COLUMNS].index("request")
        rows = [row for row in self.grid.range.rows() if row < len(lines) and lines[row].values.get("text")]
        self.model.put([(row, column, lines[row].values["text"]) for row in rows])

    def delete_line(self) -> None:
        """Ctrl+Delete in the grid: the opinions of the chosen rows go to the bin; one Ctrl+Z brings them back."""
        if self.model.is_readonly:
            return
        take_out(self._kit, self.model, self._chosen())
        self._tell_count()

    def _chosen(self) -> list[Line]:
        """The opinions of the chosen rows; the empty row is none."""
        return [self.model.lines[row] for row in self.grid.range.rows() if row < len(self.model.lines)]

    def paste(self) -> None:
        """Rows from Excel or Word: by their header, else from the current column on."""
        if self.model.is_readonly:
            return
        self.pasting.paste(self._session, self._heads)

    def _insert(self, pasted: Pasted) -> None:
        if not pasted.lines:
            self._kit.notices.post(_("Bộ nhớ tạm không có hàng nào để dán."), "warn")
            return
        row = len(self.model.lines)
        self.model.insert(row, pasted.lines)
        new = self.model.lines[row : row + len(pasted.lines)]
        self.grid.setCurrentIndex(self.model.index(row, 1))
        self.grid.setFocus()
        many = _("Đã dán {count} ý kiến; chưa lưu.").format(count=len(pasted.lines))
        self._kit.notices.post(
            f"{many} {pasted.remark}".strip(),
            "info",
            _("Bỏ các hàng vừa dán"),
            lambda: self._unpaste(new),
        )

    def _make_room(self, is_asking: bool) -> None:
        """What is asked about a paste takes the page while it is asked."""
        if is_asking is not self._is_making_room and is_asking is not self.is_grown:
            self._is_making_room = is_asking
            self.grow_asked.emit()

    def _unpaste(self, pasted: Sequence[Line]) -> None:
        """Take out what was pasted and is not stored meanwhile."""
        mine = {id(line) for line in pasted if line.record is None}
        for row in reversed(range(len(self.model.lines))):
            if id(self.model.lines[row]) in mine:
                self.model.remove(row)

    def set_grown(self, grown: bool) -> None:
        self.is_grown = grown
        self._grow.set_icon("minimize-2" if grown else "maximize-2")
        self.fit(self._width)

    # -- look -------------------------------------------------------------------------------

    def fit(self, width: Width) -> None:
        """Which columns are seen, and how wide: what a person chose, else the usual; the text takes the rest."""
        self._width = width
        px, grid = self._kit.theme.px, self.grid
        one_head = self._heads in ("party", "government")
        least = {"speaker_address"} if width is Width.MEDIUM else set()
        least |= {"side"} if one_head else set()
        seen = [c for c in COLUMNS if self.is_grown or not (c.grown or c.key in least)]
        widths = {c.key: grid.chosen_width(at) or px(c.width) for at, c in enumerate(COLUMNS) if c in seen}
        rest = grid.viewport().width() - sum(widths.values())
        for at, column in enumerate(COLUMNS):
            grid.setColumnHidden(at, column.key not in widths)
            grid.setColumnWidth(at, widths.get(column.key, 0) or max(rest, px(LEAST_TEXT)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit(self._width)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.Resize, QEvent.Type.LayoutRequest)
        if event.type() in kinds and watched in (self.grid, self.grid.viewport()):
            self.fit(self._width)
        return False

    def _show_alike(self, found: Sequence[AlikeRecord]) -> None:
        if not found:
            self._alike.hide()
            return
        see = partial(self._kit.go, "opinions", Target(form="opinion", keys=keys_of(found)))
        self._alike.show_text(alike_words(found), icon="copy", action=_("Xem"), on_action=see)

    def _edited(self) -> None:
        row = self.grid.currentIndex().row()
        if 0 <= row < len(self.model.lines):
            line = self.model.lines[row]
            self.likeness.ask(line.values, self._kit.desk.unit, line.record.id if line.record else "")
        self._tell_count()
        self._explain()
        self.edited.emit()

    def _tell_count(self) -> None:
        self._count.setText(str(len(self.model.lines)) if self.model.lines else "")
        self._tell_foot()

    def _tell_foot(self) -> None:
        """Totals below the columns: of the rows that are seen, or of the chosen ones."""
        lines = self.model.lines
        seen = [line for row, line in enumerate(lines) if not self.grid.isRowHidden(row)]
        self._foot.setText(totals_of(lines, seen, self._chosen()))

    def _explain(self) -> None:
        """The problem of the current row, in words."""
        row = self.grid.currentIndex().row()
        line = self.model.lines[row] if 0 <= row < len(self.model.lines) else None
        problems = line.problems if line is not None else ()
        text = " ".join(problem.text for problem in problems[:2])
        self._problem.set_text(_("Hàng {row}: {text}").format(row=row + 1, text=text) if text else "")
        self._as_text.setVisible(any(problem.field == "request" for problem in problems))

    def current_field(self) -> str:
        index = self.grid.currentIndex()
        return COLUMNS[index.column()].key if index.isValid() and self.has_keyboard() else ""

    def recorded(self) -> int:
        return len(self.model.lines)


class _Paper(QWidget):
    """The grid on a card: margins keep its corners round."""

    def __init__(self, kit: Kit, grid: Grid) -> None:
        super().__init__()
        self._theme = kit.theme
        box = down(self, margins=(2, 4, 2, 3))
        box.addWidget(grid)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint.panel(QPainter(self), self._theme, self.rect(), ground="surface", edge="line", radius=paint.CARD_RADIUS)
