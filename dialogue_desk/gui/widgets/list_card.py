"""A list as most pages have one: rows in a card, one sentence where there are none, beside it what is picked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from dialogue_desk.gui.models.entries import Rows
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.cards import Card, EmptyPage, Rule
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import across, clear
from dialogue_desk.gui.widgets.letters import ListTyping
from dialogue_desk.gui.widgets.lists import EntryList
from dialogue_desk.gui.widgets.panes import TwoPanes
from dialogue_desk.gui.widgets.text import ElidedLabel
from dialogue_desk.gui.widths import Widths

T = TypeVar("T")


class ListCard(Card, Generic[T]):
    """Rows under whatever `box` got before them; the row that is chosen stays so when they are read again."""

    def __init__(self, theme: Theme, model: Rows[T], rows: str | EntryList, *, padding: int = 2) -> None:
        """`rows` is what the list is called for those who hear it, or a list of another kind."""
        super().__init__(theme, padding=padding)
        self.model = model
        self.box.setSpacing(0)
        self.list = EntryList(theme, model, rows) if isinstance(rows, str) else rows
        if isinstance(rows, str):
            ListTyping(self.list)
        self.box.addWidget(self.list, 1)

    def add_foot(self) -> ElidedLabel:
        """A line below the rows, for what is said of all of them; `foot` takes buttons beside it."""
        px = self.theme.px
        self.foot = across(gap=px(8), margins=(px(14), px(8), px(10), px(8)))
        told = ElidedLabel(self.theme, "", "body", "text2")
        self.foot.addWidget(told, 1)
        self.box.addWidget(Rule(self.theme))
        self.box.addLayout(self.foot)
        return told

    def show_rows(self, rows: Sequence[T]) -> None:
        """Show these rows, and stay where one was."""
        row = max(self.list.currentIndex().row(), 0)
        self.model.show(rows)
        if rows:
            self.list.choose(min(row, len(rows) - 1))

    def current(self) -> T | None:
        """The chosen row."""
        return self.model.at(self.list.currentIndex().row())


class ListOrNothing(QWidget, Generic[T]):
    """A list with all that belongs to it, or, where there is no row, one sentence."""

    def __init__(self, rows: ListCard[T], empty: EmptyPage, shown: QWidget | None = None) -> None:
        """`shown` is the list with what stands around it, where it stands not alone."""
        super().__init__()
        self.rows, self.list = rows, rows.list
        self.empty = Card(rows.theme)
        self.empty.box.addWidget(empty)
        self.empty.setFocusProxy(empty)
        self.stack = QStackedLayout(self)
        self.stack.addWidget(shown or rows)
        self.stack.addWidget(self.empty)

    def show_rows(self, rows: Sequence[T], *, is_empty: bool | None = None) -> None:
        """Show these rows; `is_empty` where none of them need not mean that there are none."""
        self.rows.show_rows(rows)
        self.stack.setCurrentIndex(int(not rows if is_empty is None else is_empty))


class ListWithDetail(ListOrNothing[T]):
    """Rows left, what the chosen one says right; where there is little room, one at a time.

    `show_one` fills `detail`, which is empty when it is called, or tells `beside`, which is shown instead of it.
    """

    def __init__(
        self,
        rows: ListCard[T],
        empty: EmptyPage,
        show_one: Callable[[T], object],
        widths: Widths,
        back_text: str,
        *,
        is_list_fixed: bool = True,
        beside: QWidget | None = None,
    ) -> None:
        theme = rows.theme
        self._show_one = show_one
        self.detail = QVBoxLayout()
        right = Card(theme, padding=16 if beside else 2)
        right.box.addWidget(beside or self._scrolling(theme))
        self.panes = TwoPanes(theme, rows, right, rows if is_list_fixed else right, back_text, widths)
        super().__init__(rows, empty, self.panes)
        rows.setFocusProxy(self.list)
        self.list.picked.connect(lambda _entry: self.pick())
        self.list.opened.connect(lambda _entry: self.panes.open_second())

    def _scrolling(self, theme: Theme) -> QWidget:
        px, inner = theme.px, QWidget()
        inner.setLayout(self.detail)
        self.detail.setContentsMargins(px(16), px(14), px(16), px(14))
        self.detail.setSpacing(px(10))
        return scroll_area(theme, inner, "surface")

    def fit(self, width: Width, wide: int, medium: int) -> None:
        """Give the fixed pane its width at 100 % text."""
        self.panes.fit(width, wide, medium)

    def back(self) -> bool:
        """To the list; False where it is seen already."""
        return self.panes.back()

    def show_rows(self, rows: Sequence[T], *, is_empty: bool | None = None) -> None:
        super().show_rows(rows, is_empty=is_empty)
        self.pick()

    def pick(self) -> None:
        """Show what the chosen row says."""
        clear(self.detail)
        chosen = self.rows.current()
        if chosen is not None:
            self._show_one(chosen)
