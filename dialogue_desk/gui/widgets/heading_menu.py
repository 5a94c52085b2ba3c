"""What a heading offers: orders, words to look for, and what stands in its column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget, QWidgetAction

from dialogue_desk.gui.models.sifted import BLANK
from dialogue_desk.gui.theme import Theme
from dialogue_desk.gui.widgets.lines import LineEdit
from dialogue_desk.texts import _

MOST_VALUES = 24
UP, DOWN, AS_CAME = "up", "down", ""


def heading_menu(
    theme: Theme,
    parent: QWidget,
    *,
    sort: Callable[[str], object],
    values: Sequence[str],
    words: str,
    sift: Callable[[str], object],
    sift_none: Callable[[], object] | None,
) -> QMenu:
    """The menu below a heading, its line for words ready to be typed in once it is shown.

    `sort` hears UP, DOWN or AS_CAME, `sift` the words to look for ("" for all, BLANK for empty cells); `words` are
    those it is sifted by, `sift_none` takes every filter off, where there is one.
    """
    menu = QMenu(parent)
    menu.setFont(theme.font("body"))
    menu.addAction(_("Xếp từ A đến Z, từ nhỏ đến lớn"), partial(sort, UP))
    menu.addAction(_("Xếp từ Z đến A, từ lớn đến nhỏ"), partial(sort, DOWN))
    menu.addAction(_("Xếp như lúc nhập"), partial(sort, AS_CAME))
    menu.addSeparator()
    typed = LineEdit(theme)
    typed.setPlaceholderText(_("Lọc cột này, không cần dấu"))
    typed.setText("" if words == BLANK else words)
    typed.returnPressed.connect(lambda: sift(typed.text().strip()))
    typed.returnPressed.connect(menu.close)
    holder = QWidgetAction(menu)
    holder.setDefaultWidget(typed)
    menu.addAction(holder)
    for value in values[:MOST_VALUES]:
        action = menu.addAction(value or _("(trống)"), partial(sift, value or BLANK))
        action.setCheckable(True)
        action.setChecked(words == (value or BLANK))
    if sift_none is not None:
        menu.addSeparator()
        menu.addAction(_("Bỏ lọc cột này"), partial(sift, "")).setEnabled(bool(words))
        menu.addAction(_("Bỏ lọc mọi cột"), sift_none)
    menu.aboutToShow.connect(typed.setFocus)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
