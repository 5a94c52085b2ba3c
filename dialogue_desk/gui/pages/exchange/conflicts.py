"""Hai máy sửa khác nhau: records side by side; a person chooses per group of fields, or a whole side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.conflicts import Conflict, Side
from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.records import DELETED
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.forms.sides import Group, SidesTable
from dialogue_desk.gui.forms.wording import shown_value, title_of, when
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, Rows
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import EmptyPage, Rule
from dialogue_desk.gui.widgets.choice import ChoiceBox
from dialogue_desk.gui.widgets.layouts import down, put
from dialogue_desk.gui.widgets.list_card import ListCard, ListWithDetail
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import _

_PERSONAL = "_personal"


def _entry(kit: Kit, conflict: Conflict) -> Entry:
    form = kit.desk.records.form(conflict.form)
    names = [_field_name(form, key) for key in conflict.fields]
    detail = f"{kit.desk.units.name(conflict.unit)} · {', '.join(names)}"
    chip = None if conflict.can_decide else ChipSpec(_("Chờ đơn vị"), "mute", "clock")
    return Entry(conflict.unit, conflict.id, record_name(kit, conflict), detail, chip)


def record_name(kit: Kit, conflict: Conflict) -> str:
    """The record's title; a sibling's is that of its record."""
    form = kit.desk.records.form(conflict.form.removesuffix(_PERSONAL))
    record = kit.desk.records.get(form.key, conflict.id, conflict.unit)
    return title_of(form, record.values) if record else _(form.label)


def _field_name(form: Form, key: str) -> str:
    return _("xóa hay giữ") if key == DELETED else _(form.told(key).column_title)


def groups_of(form: Form, conflict: Conflict) -> list[tuple[str, ...]]:
    """The fields of `form` in conflict, those decided together side by side."""
    found: dict[str, list[str]] = {}
    for key in conflict.fields:
        found.setdefault(key if key == DELETED else form.told(key).group_key, []).append(key)
    return [tuple(keys) for keys in found.values()]


class ConflictsPanel(ListWithDetail[Conflict]):
    """Queue left, the two or more sides right."""

    decided = Signal()

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._conflict: Conflict | None = None
        self._chosen: dict[tuple[str, ...], str] = {}
        self._prints: dict[str, str] = {}
        theme = kit.theme
        self.model: Rows[Conflict] = Rows(partial(_entry, kit))
        queue = ListCard(theme, self.model, _("Bản ghi chờ chọn"))
        queue.box.addWidget(self._bulk())
        sentence = _("Không có gì phải chọn. Khi hai máy sửa cùng một ô, cả hai bản đợi ở đây.")
        empty = EmptyPage(theme, "git-merge", sentence)
        super().__init__(queue, empty, self._show, Widths(kit.desk, "panes.conflicts"), _("Danh sách"))
        self._scoped = WrappedLabel(theme, "", "small", "soft_text")
        self.empty.box.addWidget(self._scoped)
        kit.scope.changed.connect(lambda: self.reload() if self.isVisible() else None)

    def _bulk(self) -> QWidget:
        """Under the queue: one answer for all of it."""
        theme, px = self._kit.theme, self._kit.theme.px
        self._foot = QWidget()
        box = down(self._foot, px(8), margins=(px(14), 0, px(10), px(10)))
        box.addWidget(Rule(theme))
        self.answer = Combo(theme, [("", "")], _("Một câu trả lời cho tất cả"))
        box.addWidget(self.answer)
        self.bulk_button = Button(theme, "", icon="list-checks", on_click=self.ask_all)
        box.addWidget(self.bulk_button)
        return self._foot

    def _tell_bulk(self) -> None:
        """The machines that stand against each other, and how many records one answer would decide."""
        ours = [conflict for conflict in self.model.rows if conflict.can_decide]
        self._foot.setVisible(len(ours) > 1)
        sides = {side.desk: self._whose(side) for conflict in ours for side in conflict.sides}
        chosen = self.answer.code() or ""
        self.answer.clear()
        self.answer.addItem(_("Lấy lần sửa sau cùng"), "")
        for desk, name in sides.items():
            self.answer.addItem(_("Lấy bản của {name}").format(name=name), desk)
        self.answer.set_code(chosen if chosen in sides else "")
        self.bulk_button.set_text(_("Quyết định cả {count}").format(count=len(ours)))

    def _whose(self, side: Side) -> str:
        """Who, and at which machine: by the first digits of its fingerprint, which are the same wherever one looks."""
        by, known = side.by or _("(không rõ người)"), self._prints.get(side.desk)
        return _("{by}, máy {print}…").format(by=by, print=known) if known else by

    def ask_all(self) -> None:
        """Many decisions at once are said once more."""
        told = _("{answer} cho mọi bản ghi đang chờ của đơn vị? Các giá trị không lấy vẫn còn trong lịch sử.")
        words = told.format(answer=self.answer.currentText())
        self._kit.notices.post(words, "warn", _("Quyết định hết"), partial(self.decide_all, self.answer.code() or ""))

    def decide_all(self, side: str) -> None:
        """Take one machine's side, or the newest, in every record the queue shows."""
        units = self._kit.scope.keys
        self.panes.take_keyboard()

        def work(desk: Desk, _progress: Progress) -> int:
            return desk.conflicts.resolve_all(side, units)

        run_beside(self._kit, _("Ghi các quyết định"), work, self._all_decided)

    def _all_decided(self, count: int) -> None:
        self._kit.notices.post(_("Đã quyết định {count} bản ghi.").format(count=count), "ok")
        self.decided.emit()
        self.reload()

    def fit(self, width: Width, wide: int = 320, medium: int = 264) -> None:
        super().fit(width, wide, medium)

    def reload(self) -> None:
        def work(desk: Desk, _progress: Progress) -> tuple[list[Conflict], dict[str, str]]:
            return desk.conflicts.listed(), {info.desk: info.fingerprint[:4] for info in desk.joining.desks()}

        run_beside(self._kit, _("Xem chỗ hai máy sửa khác nhau"), work, self._listed)

    def _listed(self, found: tuple[Sequence[Conflict], dict[str, str]]) -> None:
        listed, self._prints = found
        keys = self._kit.scope.keys
        conflicts = [c for c in listed if not keys or c.unit in keys]
        self._scoped.set_text(self._kit.scope.words)
        self.show_rows(conflicts)
        self._tell_bulk()

    # -- one conflict -------------------------------------------------------------------------

    def _show(self, conflict: Conflict) -> None:
        self._conflict = conflict
        self._chosen = {}
        theme = self._kit.theme
        self.detail.addWidget(WrappedLabel(theme, record_name(self._kit, conflict), "detail"))
        unit = self._kit.desk.units.name(conflict.unit)
        told = (
            _("Chọn bản đúng cho từng ô. Các ô thuộc một nhóm đi cùng nhau. Quyết định lưu thành một lần sửa.")
            if conflict.can_decide
            else _("Bản ghi của {unit}: đơn vị ấy quyết định. Trong khi chờ, báo cáo dùng lần sửa sau cùng.")
        )
        self._sides = self._table(conflict)
        put(self.detail, WrappedLabel(theme, told.format(unit=unit), "small", "text2"), self._sides)
        if conflict.can_decide:
            row = QHBoxLayout()
            self._save = Button(theme, _("Ghi quyết định"), icon="save", kind="primary", on_click=self.decide)
            self._save.setEnabled(False)
            row.addWidget(self._save)
            row.addStretch(1)
            self.detail.addLayout(row)
        self.detail.addStretch(1)

    def _table(self, conflict: Conflict) -> SidesTable:
        form = self._kit.desk.records.form(conflict.form)
        groups = [
            Group(
                keys,
                [_field_name(form, key) for key in keys],
                [[self._value(form, key, side) for key in keys] for side in conflict.sides],
            )
            for keys in groups_of(form, conflict)
        ]
        heads = [self._side_head(conflict, side) for side in conflict.sides]
        whose = [side.by for side in conflict.sides]
        table = SidesTable(self._kit.theme, heads, groups, whose=whose, can_decide=conflict.can_decide)
        table.chosen.connect(lambda keys, side: self._choose(keys, conflict.sides[side].rev))
        return table

    def _side_head(self, conflict: Conflict, side: Side) -> QWidget:
        theme = self._kit.theme
        holder = QWidget()
        box = down(holder, theme.px(4))
        put(box, ElidedLabel(theme, self._whose(side), "strong"), ElidedLabel(theme, when(side.at), "small", "text2"))
        if conflict.can_decide:
            take = Button(theme, _("Lấy cả bản này"), icon="check", on_click=partial(self.take, side.rev))
            take.setAccessibleName(_("Lấy cả bản của {name}").format(name=side.by))
            box.addWidget(take)
        return holder

    @staticmethod
    def _value(form: Form, key: str, side: Side) -> str:
        if key == DELETED:
            return _("Xóa") if side.values.get(DELETED) else _("Giữ")
        return shown_value(form.field(key), side.values.get(key)) or _("(trống)")

    # -- deciding -------------------------------------------------------------------------------

    def _choose(self, keys: tuple[str, ...], rev: str) -> None:
        self._chosen[keys] = rev
        self._save.setEnabled(True)

    def choices(self) -> list[ChoiceBox]:
        """The boxes one chooses from, in reading order."""
        return self._sides.boxes()

    def take(self, rev: str) -> None:
        """One side is right in everything."""
        self._resolve(take=rev)

    def decide(self) -> None:
        """What was chosen per group."""
        self._resolve(fields={keys[0]: rev for keys, rev in self._chosen.items()})

    def _resolve(self, take: str = "", fields: dict[str, str] | None = None) -> None:
        conflict = self._conflict
        if conflict is None:
            return
        left = self._kit.notices.tried(
            lambda: self._kit.desk.conflicts.resolve(conflict.form, conflict.id, take, fields, conflict.unit)
        )
        if left is None:
            return
        told = _("Đã ghi quyết định.") if not left else _("Đã ghi; còn {count} nhóm chờ chọn.").format(count=len(left))
        self.panes.take_keyboard()
        self._kit.notices.post(told, "ok")
        self.decided.emit()
        self.reload()
