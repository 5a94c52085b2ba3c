"""Đối thoại: sessions and, below each, the opinions voiced there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.desk import Query
from dialogue_desk.desk.changes import Change
from dialogue_desk.domain.fields import Field, Problem, Values
from dialogue_desk.domain.forms import opinion, session
from dialogue_desk.domain.records import Record
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.page import Action
from dialogue_desk.gui.pages.records.form_pane import FormPane
from dialogue_desk.gui.pages.records.overtaken import OvertakenLines
from dialogue_desk.gui.pages.records.record_page import RecordPage
from dialogue_desk.gui.places import Width
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.gui.pages.records.opinions_panel import OpinionsPanel


class SessionsPage(RecordPage):
    """A session, hand-composed as in look/02."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(
            kit,
            kit.desk.records.form(session.FORM.key),
            title=_("Đối thoại"),
            noun=_("cuộc"),
        )
        this = kit.today().year
        years = [("", _("Mọi năm")), *((str(year), str(year)) for year in range(this + 1, this - 13, -1))]
        self._year = self.list.add_choice(years, _("Năm"))

    def entry(self, record: Record) -> Entry:
        entry = super().entry(record)
        return entry if entry.chip else replace(entry, chip=self._opinions_chip(record))

    def _opinions_chip(self, record: Record) -> ChipSpec | None:
        query = Query(equal={"source_id": record.id, "source_form": "session"})
        count = self.kit.desk.records.count("opinion", query)
        return ChipSpec(_("{count} ý kiến").format(count=count)) if count else None

    def query(self, text: str) -> Query:
        year = self._year.code()
        if not year:
            return Query(text=text)
        return Query(text=text, first=f"{year}-01-01", last=f"{year}-12-31")

    # -- the grid below the form --------------------------------------------------------------

    def dress(self, tab: str, view: FormView) -> QWidget:
        if tab != "main":
            return super().dress(tab, view)
        self._main = QWidget()
        self._column = QVBoxLayout(self._main)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(view)
        self._column.addWidget(self._panel, 1)
        return self._main

    @cached_property
    def _panel(self) -> OpinionsPanel:
        from dialogue_desk.gui.pages.records.opinions_panel import OpinionsPanel  # noqa: PLC0415 - the list waits for no grid

        return OpinionsPanel(self.kit)

    def preparing(self) -> Sequence[Action]:
        """First the grid: its import; Qt's first look through every kind of widget there is; the grid itself."""
        name = "dialogue_desk.gui.pages.records.opinions_panel"
        grid: list[Action] = [lambda: import_module(name), lambda: self.list.list.viewport(), lambda: self._panel]
        return [*grid, *super().preparing()]

    @property
    def panel(self) -> OpinionsPanel:
        """The opinions of the session, a part of the form."""
        assert self.pane is not None
        return self._panel

    def _connect_pane(self, pane: FormPane) -> None:
        super()._connect_pane(pane)
        self._grown = QWidget()
        QVBoxLayout(self._grown).setContentsMargins(*(self.theme.px(16),) * 4)
        self.right.addWidget(self._grown)
        panel = self._panel
        panel.follow(self.views[0].last_field())
        panel.fit(self.width_class)
        self.editing.rows_of = panel.unsaved
        panel.model.edits = self.editing.edits
        self.editing.grid_has_keyboard = panel.has_keyboard
        self.editing.more_problems = self._declared_differs
        panel.edited.connect(self.editing.touch)
        self._overtaken_lines = OvertakenLines(self, panel.model)  # Qt holds none of it
        panel.overtaken.connect(self._overtaken_lines.show)
        panel.grow_asked.connect(self.grow)
        self.editing.changed.connect(self._heads_changed)
        self.views[0].field_left.connect(self._take_position)

    def _take_position(self, left: str) -> None:
        """A chair found among the officials brings the position held on that day."""
        values = self.editing.values()
        if left != "chair_name" or not values.get("chair_name") or values.get("chair_position"):
            return
        held_on = str(values.get("held_on") or self.kit.today().isoformat())
        position = self.kit.desk.suggestions.position_of(str(values["chair_name"]), held_on)
        if position:
            self.editing.fill("chair_position", position)

    def _heads_changed(self) -> None:
        self.panel.set_heads(self.editing.values().get("count_for"))

    def _declared_differs(self, values: Values) -> list[Problem]:
        declared, recorded = values.get("opinions_declared"), self.panel.recorded()
        if not isinstance(declared, int) or not recorded or declared == recorded:
            return []
        text = _("Bảng dưới mới có {count} ý kiến.") if recorded < declared else _("Bảng dưới có {count} ý kiến.")
        return [Problem("opinions_declared", text.format(count=recorded), is_warning=True)]

    def opened(self) -> None:
        self.panel.show_session(self.editing.record, self.editing.draft_rows)
        self._heads_changed()

    def _changed(self, change: Change) -> None:
        """Opinions taken back, or brought by a package or a file, are seen in the grid; typed ones are there."""
        super()._changed(change)
        if self._pane is None or self.editing.record is None or "opinion" not in change.forms:
            return
        is_elsewhere = change.origin != "edit" or not self.isVisible()  # a step for many petitions, say
        if is_elsewhere and not self.editing.is_dirty and not self.editing.edits.is_moving:
            self.editing.edits.clear()  # they speak of rows that are read anew
            self.opened()

    def fit(self, width: Width) -> None:
        super().fit(width)
        if self._pane is not None:
            self._panel.fit(width)

    def commands(self) -> Mapping[str, Action]:
        found: dict[str, Action] = {**super().commands(), "paste": lambda: self.panel.paste(), "grow": self.grow}
        return {**found, "as_text": lambda: self.panel.ask_as_text()}

    def save(self) -> bool:
        """The session and its opinions: one operation, so that one Ctrl+Z takes it back."""
        if self._pane is not None:
            self.panel.grid.finish_cell()
        with self.kit.desk.records.as_one():
            return self._save_all()

    def _save_all(self) -> bool:
        lines_dirty = self.panel.model.is_dirty
        if not super().save():
            return False
        session = self.editing.record
        assert session is not None
        try:
            if not lines_dirty or self.panel.save(session):
                self.editing.rows_saved()
                return True
            self.kit.notices.post(_("Đã lưu cuộc đối thoại; có ý kiến cần sửa trước khi lưu."), "warn")
        except DeskError as trouble:  # a full disk, a line that was changed elsewhere meanwhile
            self.kit.notices.post_error(trouble)
        self.editing.touch()
        return False

    def repeat(self) -> None:
        if self.panel.has_keyboard():
            self.panel.repeat()
        else:
            super().repeat()

    def delete(self) -> None:
        if self.panel.has_keyboard():
            self.panel.delete_line()
        else:
            super().delete()

    def grow(self) -> None:
        """F11: the grid takes the page, with the columns that were hidden; again: back."""
        if self.panel.is_grown:
            self.show_right(self.pane)
        else:
            layout = self._grown.layout()
            assert layout is not None
            layout.addWidget(self.panel)
            self.panel.set_grown(True)
            self.show_right(self._grown)
        self.panel.grid.setFocus()

    def show_right(self, widget: QWidget) -> None:
        """Whatever takes the place of the grown grid, a new session say, finds it below the form again."""
        if self._is_grown() and widget is not self._grown:
            self._column.addWidget(self._panel, 1)
            self._panel.set_grown(False)
        super().show_right(widget)

    def _arrange(self) -> None:
        super()._arrange()
        if self._is_grown():
            self.list.hide()
            self.panes.share()

    def _is_grown(self) -> bool:
        return self._pane is not None and self._panel.is_grown

    def back(self) -> bool:
        if self._pane is None:
            return super().back()
        if self.panel.pasting.put_away():
            return True
        if self.panel.is_grown:
            self.grow()
            return True
        if self.panel.has_keyboard():
            self.views[0].focus_first()
            return True
        return super().back()

    def help_field(self) -> Field | None:
        key = self._panel.current_field() if self._pane is not None else ""
        if key in opinion.FORM.by_key:
            return opinion.FORM.field(key)
        return super().help_field()
