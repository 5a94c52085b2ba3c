"""The heading of a list of records: in which order they stand, and which of them are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from dialogue_desk.desk import Query
from dialogue_desk.domain.fields import Field, Form, Kind, Value, Values
from dialogue_desk.gui.editors.combo import codes_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.records.list_pane import ListPane
from dialogue_desk.gui.widgets.columns import ColumnsDelegate, ColumnsHeader, ListColumn
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import _

Choices = Sequence[tuple[Value, str]]
"""What a column may be filtered by, and how it reads."""

MOST_BY_NAME = 5000
"""So many records are put into the order of their names before anybody notices."""


class ListHeading:
    """Orders and filters for one form: by its days, its name, and each of its codes; a page may know more.

    A click on the heading of a column sorts by it: up, down, and as usual. `orders` are field keys (of `Query.order`)
    by the place of a column, -1 for the first one.
    """

    def __init__(
        self, kit: Kit, pane: ListPane, form: Form, first: str = "", columns: Sequence[ListColumn] = (), *,
        orders: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._kit, self._pane, self._form = kit, pane, form
        named = [form.field(key).column_title for key in (*form.title_fields, form.date_field) if key]
        first = first or ", ".join(dict.fromkeys(map(_, named)))
        self._orders = {-1: form.date_field or next(iter(form.title_fields)), **dict(enumerate(orders))}
        self._order = ""
        self._chosen: dict[str, tuple[Value, str]] = {}
        self.delegate = ColumnsDelegate(kit.theme, tuple(columns), pane.list)
        self.delegate.is_wide = bool(columns)
        pane.list.setItemDelegate(self.delegate)
        widths = Widths(kit.desk, f"columns.list.{form.key}s")
        self.header = ColumnsHeader(kit.theme, first, self.delegate, widths, tuple(self._orders))
        self.header.sort_asked.connect(self._sort_next)
        self.header.menu_asked.connect(self.show_menu)
        pane.add_header(self.header)
        self.more_orders: Sequence[tuple[str, str]] = ()
        self.more_filters: Sequence[tuple[str, str, Callable[[], Choices]]] = ()
        """Key of a filter, its name, what it offers."""

    # -- the query --------------------------------------------------------------------------

    def put_on(self, query: Query) -> Query:
        """A query in the chosen order, of what was chosen."""
        equal: Values = {**query.equal, **{key: value for key, (value, _text) in self._chosen.items()}}
        return Query(query.text, equal, query.first, query.last, query.keys, self._order or query.order, query.in_bin)

    def clear(self) -> None:
        """Every record again; the order stays."""
        self._chosen.clear()
        self._tell()

    def sort(self, order: str) -> None:
        """By a field, "-" before it for the other way round; "": as usual."""
        self._order = order
        key, is_down = order.lstrip("-"), order.startswith("-")
        place = next((at for at, of_column in self._orders.items() if of_column == key), None)
        self.header.sorted_by = (place, is_down) if place is not None and order else None
        self.header.update()
        self._pane.reload()

    def sift(self, key: str, value: Value, text: str) -> None:
        """Only records with this value; None: all of them."""
        self._chosen.pop(key, None)
        if value is not None:
            self._chosen[key] = (value, text)
        self._tell()
        self._pane.reload()

    def _sort_next(self, place: int) -> None:
        key = self._orders[place]
        self.sort({key: f"-{key}", f"-{key}": ""}.get(self._order, key))

    def _tell(self) -> None:
        words = ", ".join(text for _value, text in self._chosen.values())
        self.header.filtered = {-1: words} if words else {}
        self.header.update()

    # -- the menu ---------------------------------------------------------------------------

    def show_menu(self, place: int = -1) -> QMenu:
        """Below a heading: every order and every filter of this list."""
        menu = QMenu(self.header)
        menu.setFont(self._kit.theme.font("body"))
        orders = QActionGroup(menu)
        for order, text in self._offered_orders():
            action = menu.addAction(text, partial(self.sort, order))
            action.setCheckable(True)
            action.setChecked(order == self._order)
            action.setEnabled(not self._is_by_name(order) or self._pane.total() <= MOST_BY_NAME)
            orders.addAction(action)
        menu.addSeparator()
        for key, name, choices in self._offered_filters():
            self._add_filter(menu, key, name, choices())
        if self._chosen:
            menu.addSeparator()
            menu.addAction(_("Bỏ lọc mọi cột"), self._sift_none)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.header.mapToGlobal(QPoint(self.header.room_of(place).x(), self.header.height())))
        return menu

    def _add_filter(self, menu: QMenu, key: str, name: str, choices: Choices) -> None:
        part = menu.addMenu(name)
        part.setFont(menu.font())
        now = self._chosen.get(key, (None, ""))[0]
        for value, text in ((None, _("(tất cả)")), *choices):
            action = part.addAction(text, partial(self.sift, key, value, name if value is True else text))
            action.setCheckable(True)
            action.setChecked(value == now)

    def _sift_none(self) -> None:
        self.clear()
        self._pane.reload()

    def _is_by_name(self, order: str) -> bool:
        field = self._form.by_key.get(order.lstrip("-"))
        return field is not None and field.is_text

    def _offered_orders(self) -> list[tuple[str, str]]:
        form = self._form
        found = [("", _("Xếp như thường lệ"))]
        if form.date_field:
            label = _(form.field(form.date_field).column_title)
            found.append((form.date_field, _("{field}: cũ nhất trước").format(field=label)))
            found.append((f"-{form.date_field}", _("{field}: mới nhất trước").format(field=label)))
        found += [(order, _(text)) for order, text in self.more_orders]
        named = [f for key in form.title_fields if (f := form.field(key)).is_text and not f.personal]
        for field in named[:1]:
            found.append((field.key, _("{field}: từ A đến Z").format(field=_(field.column_title))))
            found.append((f"-{field.key}", _("{field}: từ Z đến A").format(field=_(field.column_title))))
        found.append(("-updated_at", _("Mới sửa trước")))
        return found

    def _offered_filters(self) -> list[tuple[str, str, Callable[[], Choices]]]:
        found = [(key, _(name), choices) for key, name, choices in self.more_filters]
        for field in self._form.record_fields:
            if field.kind is Kind.CODE or field.kind is Kind.YES_NO:
                found.append((field.key, _(field.column_title), partial(_values_of, field)))
        return found


def _values_of(field: Field) -> Choices:
    return [(True, _("Có"))] if field.kind is Kind.YES_NO else codes_of(field)
