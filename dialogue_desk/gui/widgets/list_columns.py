"""A card of rows with columns, sorted and filtered by its headings on the screen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from dialogue_desk.domain.vietnamese import sort_key
from dialogue_desk.gui.models.entries import Entry, Rows
from dialogue_desk.gui.models.sifted import BLANK, has_words
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.cards import EmptyPage
from dialogue_desk.gui.widgets.columns import ColumnsDelegate, ColumnsHeader, ListColumn
from dialogue_desk.gui.widgets.heading_menu import AS_CAME, DOWN, UP, heading_menu
from dialogue_desk.gui.widgets.layouts import down
from dialogue_desk.gui.widgets.list_card import ListCard, ListOrNothing
from dialogue_desk.gui.widgets.text import ElidedLabel
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import _


class ListColumns(QWidget):
    """Headings, rows, and a foot with `told` at its left; where nothing was given, one sentence."""

    def __init__(
        self, theme: Theme, first: str, columns: tuple[ListColumn, ...], name: str, empty: EmptyPage, widths: Widths
    ) -> None:
        super().__init__()
        self._theme = theme
        self.model: Rows[Entry] = Rows(lambda entry: entry, self)
        self._card = card = ListCard(theme, self.model, name)
        self.list = card.list
        self.delegate = ColumnsDelegate(theme, columns, self.list)
        self.list.setItemDelegate(self.delegate)
        self.header = ColumnsHeader(theme, first, self.delegate, widths, range(-1, len(columns)))
        self.header.sort_asked.connect(self._sort_next)
        self.header.menu_asked.connect(self.show_menu)
        card.box.insertWidget(0, self.header)
        self.told: ElidedLabel = card.add_foot()
        self.foot = card.foot
        self._given: tuple[Entry, ...] = ()
        self._words: dict[int, str] = {}
        self.list.viewport().installEventFilter(self)
        self._shown = ListOrNothing(card, empty)
        self.stack = self._shown.stack
        self.column = down(self, theme.px(12))
        self.column.addWidget(self._shown, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The titles stand above the cells, also beside a scroll bar."""
        if event.type() == QEvent.Type.Resize:
            self.header.update()
        return False

    def fit(self, width: Width) -> None:
        self.delegate.is_wide = width is not Width.NARROW
        self.header.setVisible(self.delegate.is_wide)
        self.list.doItemsLayout()

    def fill(self, entries: Sequence[Entry], *, is_empty: bool) -> None:
        """Show these rows; `is_empty` where there are none to be filtered either."""
        self._given = tuple(entries)
        self._arrange()
        self.stack.setCurrentIndex(1 if is_empty else 0)

    def current(self) -> Entry | None:
        return self._card.current()

    def _arrange(self) -> None:
        """The rows that were given, sifted and in order; the keyboard stays on its row."""
        at = self.current()
        shown = [
            e for e in self._given if all(has_words(_told(e, place), words) for place, words in self._words.items())
        ]
        if self.header.sorted_by is not None:
            place, is_down = self.header.sorted_by
            shown.sort(key=lambda entry: _order_of(_told(entry, place)), reverse=is_down)
        self._card.show_rows(shown)
        same = [n for n, entry in enumerate(shown) if at is not None and entry.key == at.key]
        if same:
            self.list.choose(same[0])

    # -- order and filters ------------------------------------------------------------------

    def _sort_next(self, place: int) -> None:
        before = self.header.sorted_by
        self._sort(place, {None: UP, (place, False): DOWN, (place, True): AS_CAME}.get(before, UP))

    def _sort(self, place: int, order: str) -> None:
        self.header.sorted_by = (place, order == DOWN) if order else None
        self.header.update()
        self._arrange()

    def _sift(self, place: int, words: str) -> None:
        self._words.pop(place, None)
        if words:
            self._words[place] = words
        self.header.filtered = {at: _("(trống)") if told == BLANK else told for at, told in self._words.items()}
        self.header.update()
        self._arrange()

    def _sift_none(self) -> None:
        for place in list(self._words):
            self._sift(place, "")

    def show_menu(self, place: int) -> QMenu:
        """Below a heading: orders, words to look for, and what stands in the column."""
        told = Counter(_told(entry, place) for entry in self._given)
        menu = heading_menu(
            self._theme, self.header, sort=partial(self._sort, place), words=self._words.get(place, ""),
            values=[text for text, _count in told.most_common()] if place >= 0 else (),
            sift=partial(self._sift, place), sift_none=self._sift_none if self._words else None,
        )  # fmt: skip
        menu.popup(self.header.mapToGlobal(QPoint(self.header.room_of(place).x(), self.header.height())))
        return menu


def _told(entry: Entry, place: int) -> str:
    """What a row says in a column; -1: its two lines."""
    if place < 0:
        return f"{entry.title} {entry.detail}".strip()
    text, chip = entry.cells[place] if place < len(entry.cells) else ("", None)
    return " ".join(part for part in (text, chip.text if chip else "") if part)


def _order_of(text: str) -> tuple[object, ...]:
    """Days by the calendar, everything else as people order words."""
    day = _DAY.match(text)
    return (0, int(day[3]), int(day[2]), int(day[1])) if day else (1, sort_key(text))


_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
