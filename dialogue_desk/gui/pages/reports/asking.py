"""Hỏi số liệu: an officer's own question, answered as a table whose every figure opens its records."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QVBoxLayout, QWidget

from dialogue_desk.domain.fields import Field, Values
from dialogue_desk.domain.question import Question
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.dialogs.agencies import AgenciesDialog
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.pages.reports.ask_form import question_form, question_layout, question_of, values_of
from dialogue_desk.gui.pages.reports.sheet_side import SheetSide
from dialogue_desk.gui.targets import Target, Width
from dialogue_desk.gui.undoing import undo_last
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Rule
from dialogue_desk.gui.widgets.inputs import fill, scroll_area
from dialogue_desk.gui.widgets.text import label
from dialogue_desk.texts import _

PANE_WIDTH = 290
PAUSE = 350
USUAL: Values = {"form": "opinion", "measure": "count", "rows": "subject", "columns": "year", "by_value": False}


class AskingPage(Page):
    """The question at the left, its answer at the right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._form: FormView | None = None
        self._register = ""
        self._name = ""
        self._sent: set[str] = set()
        self.agencies: AgenciesDialog | None = None
        self._shows_pane = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.build)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._make_pane())
        self.side = SheetSide(kit, _("Chọn sổ, phép đo và cách chia hàng ở bên trái."), self.build)
        self.side.offer_formats(("pdf", "xlsx"))
        self.side.failed.connect(self._failed)
        self._open_pane = Button(self.theme, _("Câu hỏi"), icon="settings", on_click=self._toggle_pane)
        self.side.tools.insertWidget(0, self._open_pane)
        self.side.tools.addStretch(1)
        self._save = Button(self.theme, _("Lưu câu hỏi"), icon="save", on_click=self.save)
        self._forget = Button(self.theme, _("Bỏ câu hỏi"), icon="trash-2", kind="quiet", on_click=self.forget)
        self._down = Button(
            self.theme, _("Gửi xuống"), icon="send", tip=_("Câu hỏi đi cùng tệp trả lời xuống mọi đơn vị cấp dưới"),
            on_click=self.send_down,
        )  # fmt: skip
        agencies = Button(self.theme, _("Tên cơ quan…"), icon="users", kind="quiet", on_click=self.join_agencies)
        self.side.tools.addWidget(agencies)
        self.side.tools.addWidget(self._down)
        self.side.tools.addWidget(self._save)
        self.side.tools.addWidget(self._forget)
        row.addWidget(self.side, 1)
        kit.changes.changed.connect(lambda _change: self._pause.start() if self.isVisible() else None)
        kit.scope.changed.connect(lambda: self._pause.start() if self.isVisible() else None)

    def _make_pane(self) -> QWidget:
        theme, px = self.theme, self.theme.px
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(px(16), px(14), px(12), px(14))
        column.setSpacing(px(8))
        column.addWidget(label(theme, _("Hỏi số liệu"), "title"))
        self.saved = Combo(theme, [], _("Câu hỏi đã lưu"))
        self.saved.picked.connect(self._saved_chosen)
        column.addWidget(self.saved)
        column.addWidget(Rule(theme))
        self._slot = QVBoxLayout()
        column.addLayout(self._slot)
        column.addStretch(1)
        self._pane = QWidget()
        box = QHBoxLayout(self._pane)
        box.setContentsMargins(0, 0, 1, 0)
        box.addWidget(scroll_area(theme, inner, "surface"))
        fill(self._pane, theme, "line")
        self._pane.setFixedWidth(px(PANE_WIDTH))
        return self._pane

    # -- the question -----------------------------------------------------------------------

    def enter(self, target: Target) -> None:
        """Show the question a person comes with, else the one that stood here, else a usual one."""
        self._list_saved()
        if target.new:
            self._name = target.filter
            self._show(dict(target.new))
        elif self._form is None:
            self._show(USUAL)
        else:
            self.build()

    def _list_saved(self) -> None:
        asking, units = self.kit.desk.reporting.asking, self.kit.desk.units
        names = list(asking.saved())
        sent = [one for one in asking.sent_down() if one.name not in names]
        mark = _("{name} · {unit} gửi xuống")
        choices = [(name, name) for name in names]
        choices += [(one.name, mark.format(name=one.name, unit=units.name(one.issuer))) for one in sent]
        self.saved.set_choices(choices)
        self.saved.setVisible(bool(choices))
        self.saved.set_code(self._name if self._name in dict(choices) else None)
        self._forget.setVisible(self._name in names)
        self._sent = {one.name for one in asking.sent_down() if one.issuer == self.kit.desk.unit}
        self._down.setVisible(self._name in names and bool(units.children(self.kit.desk.unit)))
        self._down.set_text(_("Ngừng gửi xuống") if self._name in self._sent else _("Gửi xuống"))

    def _show(self, values: Values) -> None:
        """The editors of a register, filled with a question."""
        self._register = str(values["form"])
        form = FormView(
            self.theme,
            question_form(self.kit.desk, self._register),
            layout=question_layout(),
            today=self.kit.today,
            stacked=True,
        )
        form.set_values(values)
        form.changed.connect(self._changed)
        if self._form is not None:
            self._slot.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
        self._form = form
        self._slot.addWidget(form)
        self.build()

    def _changed(self, key: str) -> None:
        form = self._form
        if form is None:
            return
        self.side.offer(None)
        chosen = form.editors["form"].value()
        if key == "form" and chosen and chosen != self._register:
            first = next(part.key for part in self.kit.desk.reporting.asking.parts(str(chosen)) if part.is_group)
            self._show({"form": chosen, "measure": "count", "rows": first, "period": form.editors["period"].value()})
            return
        self._pause.start()

    def question(self) -> Question:
        """What the editors ask, about the unit chosen in the top bar."""
        assert self._form is not None
        values = {key: editor.value() for key, editor in self._form.editors.items()}
        return question_of(values, self.kit.scope.unit or "")

    def build(self) -> None:
        """Ask the worker."""
        self._pause.stop()
        form = self._form
        if form is None:
            return
        form.show_all()
        if refused := form.show_problems([]):
            self.side.refuse(refused[0].text)
            return
        question, name = self.question(), self._name
        if not question.rows:
            self.side.refuse(_("Chọn cách chia hàng."))
            return
        title = name or _("Hỏi số liệu")
        self.side.build(lambda desk: desk.reporting.asking.sheet(question, name), title, _("Hỏi số liệu"))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, DeskError):
            self.side.refuse(str(error))
        else:
            self.side.refuse("")
            self.kit.notices.post_error(error)

    # -- kept questions ---------------------------------------------------------------------

    def _saved_chosen(self) -> None:
        name = self.saved.code()
        if name:
            self._name = name
            self._list_saved()
            try:
                self._show(values_of(self.kit.desk.reporting.asking.get(name)))
            except DeskError as unknown:  # it asks a register that is not declared here
                self.side.refuse(str(unknown))

    def save(self) -> None:
        """Keep the question under a name."""
        name, is_given = QInputDialog.getText(self, _("Lưu câu hỏi"), _("Tên câu hỏi:"), text=self._name)
        if is_given:
            self.save_as(name)

    def save_as(self, name: str) -> None:
        """Keep the question under this name; why it cannot be stands in the notice."""
        try:
            self.kit.desk.reporting.asking.save(name, self.question())
        except DeskError as refused:
            self.kit.notices.post_error(refused)
            return
        self._name = " ".join(name.split())
        self._list_saved()
        self.build()

    def send_down(self) -> None:
        """Send the kept question down to every unit below, or stop sending it."""
        asking, name = self.kit.desk.reporting.asking, self._name
        try:
            if name in self._sent:
                asking.withdraw(name)
                told = _("Đã thôi gửi câu hỏi “{name}” xuống.")
            else:
                asking.send_down(name)
                told = _("Câu hỏi “{name}” đi cùng tệp trả lời xuống các đơn vị; họ thấy ở Hỏi số liệu.")
        except DeskError as refused:
            self.kit.notices.post_error(refused)
            return
        self.kit.notices.post(told.format(name=name), "ok", _("Hoàn tác"), lambda: undo_last(self.kit))
        self._list_saved()

    def join_agencies(self) -> None:
        """Names of agencies that may be one: joined, or parted again, and asked anew."""
        self.agencies = AgenciesDialog(self.theme, self.kit.desk.reporting.asking, self.window())
        self.agencies.changed.connect(self.build)
        self.agencies.open()

    def forget(self) -> None:
        """Let go of the kept question that is shown; what it asked stays in the editors."""
        self.kit.desk.reporting.asking.forget(self._name)
        self._name = ""
        self._list_saved()

    # -- the page ---------------------------------------------------------------------------

    def commands(self) -> Mapping[str, Action]:
        return {"print": self.side.print, "reload": self.build, "save": self.save}

    def help_field(self) -> Field | None:
        return self._form.field_at_focus() if self._form is not None else None

    def fit(self, width: Width) -> None:
        super().fit(width)
        self._open_pane.setVisible(width is not Width.WIDE)
        self._pane.setVisible(width is Width.WIDE or self._shows_pane)

    def _toggle_pane(self) -> None:
        self._shows_pane = not self._shows_pane
        self.fit(self.width_class)

    def leave(self) -> None:
        self._pause.stop()

    def place(self) -> Target:
        return Target(filter=self._name, new=self._form.values() if self._form is not None else None)
