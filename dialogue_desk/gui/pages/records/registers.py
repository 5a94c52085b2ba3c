"""Sổ theo dõi khác: the small registers, each shown by the generic page derived from its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QStackedWidget

from dialogue_desk.domain.fields import Field, Form
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.pages.records.about import About
from dialogue_desk.gui.pages.records.record_page import RecordPage
from dialogue_desk.gui.pages.records.register_list import RegisterList
from dialogue_desk.gui.targets import Target, Width
from dialogue_desk.gui.widgets.layouts import across
from dialogue_desk.texts import _

ELSEWHERE = frozenset({"session", "feedback", "opinion", "action", "attachment", "settings"})


def registers(forms: Iterable[Form]) -> list[Form]:
    """Of these forms those that have no page of their own, in their order."""
    return [form for form in forms if form.key not in ELSEWHERE]


def _name(form: Form) -> str:
    """A register by name; one that is only looked at says so."""
    if form.is_raw:
        return _("{name} (chưa có khai báo)").format(name=form.key)
    return _("{name} (thôi dùng)").format(name=form.label) if form.is_closed else _(form.plural or form.label)


class RegistersPage(Page):
    """The choice of a register, and the register."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._forms = {form.key: form for form in registers(kit.desk.records.forms)}
        self._pages: dict[str, RecordPage] = {}
        self._combos: dict[str, Combo] = {}
        self._stack = QStackedWidget()
        named = [(form.key, _name(form)) for form in self._forms.values()]
        self.groups = RegisterList(kit, named)
        self.groups.chosen.connect(self._picked)
        row = across(self, 0)
        row.addWidget(self.groups)
        row.addWidget(self._stack, 1)
        kit.changes.changed.connect(lambda _change: self.groups.tell_counts() if self.isVisible() else None)
        self._current = next(iter(self._forms))

    def register(self) -> RecordPage:
        """The shown register, built when first asked for."""
        key = self._current
        if key not in self._pages:
            page = RecordPage(self.kit, About(self._forms[key], _name(self._forms[key]), _("bản ghi"), label_width=128))
            choices = [(form.key, _name(form)) for form in self._forms.values()]
            combo = Combo(self.theme, choices, _("Chọn sổ"))
            combo.set_code(key)
            combo.picked.connect(lambda: self._choose(combo, page))
            page.list.extra.addWidget(combo)
            page.list.extra.setContentsMargins(self.theme.px(16), 0, self.theme.px(12), self.theme.px(10))
            self._combos[key] = combo
            self._pages[key] = page
            self._stack.addWidget(page)
        return self._pages[key]

    def _choose(self, combo: Combo, page: RecordPage) -> None:
        key = combo.code() or self._current
        combo.set_code(page.form.key)
        page.leave()
        self._open(key, Target())

    def _picked(self, key: str) -> None:
        """A register of the list; the one that is shown stays as it is."""
        if key != self._current:
            self.register().leave()
            self._open(key, Target())
        self.groups.set_current(self._current)

    def _open(self, key: str, target: Target) -> None:
        self._current = key
        page = self.register()
        self.groups.set_current(key)
        self._combos[key].setVisible(self.width_class is not Width.WIDE)
        page.fit(self.width_class)
        self._stack.setCurrentWidget(page)
        page.enter(target)

    def fit(self, width: Width) -> None:
        super().fit(width)
        self.groups.setVisible(width is Width.WIDE)
        for combo in self._combos.values():
            combo.setVisible(width is not Width.WIDE)
        if self._pages:
            self.register().fit(width)

    def enter(self, target: Target) -> None:
        self.groups.tell_counts()
        self._open(target.form if target.form in self._forms else self._current, target)

    def leave(self) -> None:
        for page in self._pages.values():
            page.leave()

    def end(self) -> None:
        for page in self._pages.values():
            page.end()

    def place(self) -> Target:
        return self.register().place()

    def back(self) -> bool:
        return self.register().back()

    def commands(self) -> Mapping[str, Action]:
        return self.register().commands()

    def undo(self) -> None:
        self.register().undo()

    def redo(self) -> None:
        self.register().redo()

    def help_field(self) -> Field | None:
        return self.register().help_field()
