"""Giữ lại: rows of packages that were not taken, why, what to do, and what they say, as plain text."""

from __future__ import annotations

import json

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.receiving import Batch
from dialogue_desk.desk.whereabouts import Kept, Quarantined
from dialogue_desk.domain.fields import Field, Form
from dialogue_desk.domain.forms import with_siblings
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.sheet import printable
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.forms.wording import shown_value, title_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry
from dialogue_desk.gui.pages.exchange.lists import RowsModel
from dialogue_desk.gui.pages.exchange.words import when
from dialogue_desk.gui.places import Width
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, EmptyPage, Rule
from dialogue_desk.gui.widgets.inputs import TextArea, scroll_area
from dialogue_desk.gui.widgets.layouts import clear
from dialogue_desk.gui.widgets.letters import ListTyping
from dialogue_desk.gui.widgets.lists import EntryList
from dialogue_desk.gui.widgets.panes import TwoPanes
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import N_, _

SHORT = {
    "foreign_unit": N_("Ngoài phạm vi"),
    "unknown_writer": N_("Máy lạ"),
    "revoked_writer": N_("Máy đã thu hồi"),
    "wrong_writer": N_("Máy không có quyền"),
    "not_signed_by_writer": N_("Không có chữ ký"),
    "too_long": N_("Quá dài"),
    "malformed": N_("Sai dạng"),
    "unknown_form": N_("Loại mới"),
}
_Found = tuple[list[Quarantined], dict[int, Batch], list[Entry], list[Kept]]
MOST = 20_000
"""Letters of a row that are shown; a damaged one may be a million long."""


class QuarantinePanel(QWidget):
    """Rows left, the newest package first; the chosen one right."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._rows: list[Quarantined] = []
        self._batches: dict[int, Batch] = {}
        self._kept: list[Kept] = []
        theme, px = kit.theme, kit.theme.px
        self.model = RowsModel(self)
        self.list = EntryList(theme, self.model, _("Dòng giữ lại"))
        ListTyping(self.list)
        self.list.picked.connect(lambda _entry: self._pick())
        left = Card(theme, padding=2)
        left.box.setSpacing(0)
        left.box.addWidget(self.list, 1)
        left.box.addWidget(Rule(theme))
        foot = QHBoxLayout()
        foot.setContentsMargins(px(14), px(8), px(10), px(8))
        self._count = ElidedLabel(theme, "", "body", "text2")
        foot.addWidget(self._count, 1)
        left.box.addLayout(foot)
        left.setFocusProxy(self.list)
        inner = QWidget()
        self._detail = QVBoxLayout(inner)
        self._detail.setContentsMargins(px(16), px(14), px(16), px(14))
        self._detail.setSpacing(px(10))
        right = Card(theme, padding=2)
        right.box.addWidget(scroll_area(theme, inner, "surface"))
        self.panes = TwoPanes(theme, left, right, left, _("Danh sách"), Widths(kit.desk, "panes.quarantine"))
        self.list.opened.connect(lambda _entry: self.panes.open_second())
        empty = Card(theme)
        sentence = _("Không có dòng nào bị giữ lại. Dòng không thuộc quyền của máy gửi sẽ nằm ở đây, không lẫn vào sổ.")
        empty.box.addWidget(EmptyPage(theme, "shield", sentence))
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.panes)
        self._stack.addWidget(empty)

    def fit(self, width: Width) -> None:
        self.panes.fit(width, 404, 330)

    def back(self) -> bool:
        return self.panes.back()

    def reload(self) -> None:
        def work(desk: Desk, _progress: Progress) -> _Found:
            batches = {batch.number: batch for batch in desk.receiving.batches()}
            rows = sorted(desk.whereabouts.quarantine(), key=lambda row: -row.batch)
            kept = desk.whereabouts.kept_above()
            entries = [_kept_entry(desk, one) for one in kept]
            return rows, batches, [*entries, *(_entry(desk, row, batches.get(row.batch)) for row in rows)], kept

        run_beside(self._kit, _("Xem dòng giữ lại"), work, self._show)

    def _show(self, found: _Found) -> None:
        self._rows, self._batches, entries, self._kept = found
        self.model.show(entries)
        self._stack.setCurrentIndex(0 if entries else 1)
        packages = len({row.batch for row in self._rows})
        told = _("{count} dòng trong {packages} gói").format(count=len(self._rows), packages=packages)
        if self._kept:
            told = _("{count} dòng cấp trên giữ lại; ở đây: {here}").format(count=len(self._kept), here=told)
        self._count.set_text(told)
        if entries:
            self.list.choose(0)
            self._pick()

    # -- one row ------------------------------------------------------------------------------

    def _pick(self) -> None:
        at = self.list.currentIndex().row()
        clear(self._detail)
        if 0 <= at < len(self._kept):
            self._tell_kept(self._kept[at])
            return
        at -= len(self._kept)
        if not 0 <= at < len(self._rows):
            return
        row, theme, desk = self._rows[at], self._kit.theme, self._kit.desk
        add = self._detail.addWidget
        add(WrappedLabel(theme, _name(desk, row), "detail"))
        add(WrappedLabel(theme, desk.whereabouts.reason(row.reason)))
        if step := desk.whereabouts.step(row.reason):
            add(label(theme, _("Nên làm"), "small", "text2"))
            add(WrappedLabel(theme, step))
        add(Rule(theme))
        for text in self._facts(row):
            add(WrappedLabel(theme, text, "small", "text2"))
        self._read = Button(theme, _("Đọc nội dung dòng"), icon="eye", on_click=lambda: self.read(row))
        add(self._read)
        self._detail.addStretch(1)

    def _tell_kept(self, kept: Kept) -> None:
        """A row of this unit that a unit above did not take: its reason, and what can be done here."""
        desk, theme, add = self._kit.desk, self._kit.theme, self._detail.addWidget
        add(WrappedLabel(theme, _kept_name(desk, kept), "detail"))
        add(WrappedLabel(theme, kept.message))
        if kept.step:
            add(label(theme, _("Nên làm"), "small", "text2"))
            add(WrappedLabel(theme, kept.step))
        add(Rule(theme))
        told = _("{unit} giữ lại, theo gói trả lời nhận ngày {day}.")
        words = told.format(unit=desk.units.name(kept.row.holder), day=screen_date(kept.row.told_on))
        add(WrappedLabel(theme, words, "small", "text2"))
        self._detail.addStretch(1)

    def _facts(self, row: Quarantined) -> list[str]:
        desk = self._kit.desk
        by, at, _values = desk.whereabouts.line_told(row)
        facts = [_("Đơn vị của bản ghi: {unit}.").format(unit=desk.units.name(row.unit))] if row.unit else []
        if by or at:
            facts.append(_("Người viết: {by}, {at}.").format(by=by or _("(không rõ người)"), at=_moment(at)))
        if row.de:
            facts.append(self._writer(row.de.partition("/")[0]))
        batch = self._batches.get(row.batch)
        if batch is not None:
            told = _("Trong gói {file} của {unit}, nhận lúc {at}.")
            facts.append(told.format(file=batch.file, unit=desk.units.name(batch.unit), at=when(batch.at)))
        return facts

    def _writer(self, writer: str) -> str:
        known = next((info for info in self._kit.desk.joining.desks() if info.desk == writer), None)
        if known is None:
            return _("Máy viết: chưa biết ở đây ({desk}).").format(desk=writer)
        told = _("Máy viết: máy {number} của {unit}, vân tay {print}.")
        return told.format(number=known.machine, unit=self._kit.desk.units.name(known.unit), print=known.fingerprint)

    def read(self, row: Quarantined) -> None:
        """Show what the row says: labels and values, then the line as it came. Nothing of it is ever run or drawn."""
        self._read.setEnabled(False)
        area = TextArea(self._kit.theme, lines=6, most=18)
        area.inner.setReadOnly(True)
        area.inner.setPlainText(self.content(row)[:MOST])
        area.setAccessibleName(_("Nội dung dòng"))
        area.inner.setAccessibleName(_("Nội dung dòng"))
        self._detail.insertWidget(self._detail.count() - 1, area)
        area.setFocus()

    def content(self, row: Quarantined) -> str:
        """The row as text."""
        form = known_form(self._kit.desk, row.form)
        _by, _at, values = self._kit.desk.whereabouts.line_told(row)
        told = [
            f"{_(field.label)}: {_value(field, values[field.key])}"
            for field in (form.fields if form is not None else ())
            if values.get(field.key) is not None
        ]
        return printable("\n".join([*told, *([""] if told else []), row.line]))


def known_form(desk: Desk, key: str) -> Form | None:
    """The form of a row, siblings too; None for what is none of this desk's."""
    return next((form for form in with_siblings(desk.records.forms) if form.key == key), None)


def _entry(desk: Desk, row: Quarantined, batch: Batch | None) -> Entry:
    whose = desk.units.name(row.unit) if row.unit else _("Chưa rõ đơn vị")
    detail = f"{whose} · {batch.file}" if batch else whose
    chip = ChipSpec(_(SHORT[row.reason]) if row.reason in SHORT else _("Giữ lại"), "warn", "shield")
    return Entry(row.unit, row.id, _name(desk, row), detail, chip)


def _kept_entry(desk: Desk, kept: Kept) -> Entry:
    row = kept.row
    chip = ChipSpec(_(SHORT[row.reason]) if row.reason in SHORT else _("Giữ lại"), "warn", "shield")
    detail = _("{unit} chưa nhận").format(unit=desk.units.name(row.holder))
    return Entry(row.unit, row.id, _kept_name(desk, kept), detail, chip)


def _kept_name(desk: Desk, kept: Kept) -> str:
    """The record's title as it is held here; else its kind."""
    form = known_form(desk, kept.row.form)
    if form is None:
        return _("Dòng không đọc được")
    known = None if form.is_personal else desk.records.get(form.key, kept.row.id, kept.row.unit)
    return (title_of(form, known.values) if known is not None else "") or _(form.label)


def _name(desk: Desk, row: Quarantined) -> str:
    """The kind of record, and its title where it can be read and names nobody."""
    form = known_form(desk, row.form)
    if form is None:
        return _("Dòng không đọc được")
    _by, _at, values = desk.whereabouts.line_told(row)
    told = {key: value for key, value in values.items() if isinstance(value, str) and key in form.by_key}
    title = "" if form.is_personal else title_of(form, told)
    return title or _(form.label)


def _value(field: Field, value: object) -> str:
    """A value as a person reads it, or as it came where it is not of its field's kind."""
    if isinstance(value, str):
        return shown_value(field, value)
    return json.dumps(value, ensure_ascii=False)


def _moment(at: str) -> str:
    """When, in local time where it can be read."""
    try:
        return when(at)
    except ValueError:
        return at
