"""Chờ xử lý: rows of packages that were not taken, why, what to do, and what they say, as plain text."""

from __future__ import annotations

import json

from dialogue_desk.desk import Desk
from dialogue_desk.desk.receiving import Batch
from dialogue_desk.desk.whereabouts import Kept, Quarantined
from dialogue_desk.domain.fields import Field, Form
from dialogue_desk.domain.forms import with_siblings
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.sheet import printable
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.forms.wording import shown_value, title_of, when
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.models.entries import Entry, Rows
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import EmptyPage, Rule
from dialogue_desk.gui.widgets.inputs import TextArea
from dialogue_desk.gui.widgets.list_card import ListCard, ListWithDetail
from dialogue_desk.gui.widgets.text import WrappedLabel, label
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
_Row = tuple[Quarantined | Kept, Entry]
_Found = tuple[list[_Row], list[_Row], dict[int, Batch]]
MOST = 20_000
"""Letters of a row that are shown; a damaged one may be a million long."""


class QuarantinePanel(ListWithDetail[_Row]):
    """Rows left: those a unit above keeps, then those kept here, the newest package first."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._batches: dict[int, Batch] = {}
        theme = kit.theme
        self.model: Rows[_Row] = Rows(lambda row: row[1])
        rows = ListCard(theme, self.model, _("Dòng chờ xử lý"))
        self._count = rows.add_foot()
        sentence = _("Không có dòng nào chờ xử lý. Dòng không thuộc quyền của máy gửi sẽ nằm ở đây, không lẫn vào sổ.")
        empty = EmptyPage(theme, "shield", sentence)
        super().__init__(rows, empty, self._tell, Widths(kit.desk, "panes.quarantine"), _("Danh sách"))

    def fit(self, width: Width, wide: int = 404, medium: int = 330) -> None:
        super().fit(width, wide, medium)

    def reload(self) -> None:
        def work(desk: Desk, _progress: Progress) -> _Found:
            batches = {batch.number: batch for batch in desk.receiving.batches()}
            rows = sorted(desk.whereabouts.quarantine(), key=lambda row: -row.batch)
            kept = desk.whereabouts.kept_above()
            above: list[_Row] = [(one, _kept_entry(desk, one)) for one in kept]
            return above, [(row, _entry(desk, row, batches.get(row.batch))) for row in rows], batches

        run_beside(self._kit, _("Xem dòng chờ xử lý"), work, self._show)

    def _show(self, found: _Found) -> None:
        above, here, self._batches = found
        packages = len({row.batch for row, _entry in here if isinstance(row, Quarantined)})
        told = _("{count} dòng trong {packages} gói").format(count=len(here), packages=packages)
        if above:
            told = _("{count} dòng chờ xử lý ở cấp trên; ở đây: {here}").format(count=len(above), here=told)
        self._count.set_text(told)
        self.show_rows([*above, *here])

    # -- one row ------------------------------------------------------------------------------

    def _tell(self, shown: _Row) -> None:
        row, _entry = shown
        if isinstance(row, Kept):
            self._tell_kept(row)
            return
        theme, desk = self._kit.theme, self._kit.desk
        add = self.detail.addWidget
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
        self.detail.addStretch(1)

    def _tell_kept(self, kept: Kept) -> None:
        """A row of this unit that a unit above did not take: its reason, and what can be done here."""
        desk, theme, add = self._kit.desk, self._kit.theme, self.detail.addWidget
        add(WrappedLabel(theme, _kept_name(desk, kept), "detail"))
        add(WrappedLabel(theme, kept.message))
        if kept.step:
            add(label(theme, _("Nên làm"), "small", "text2"))
            add(WrappedLabel(theme, kept.step))
        add(Rule(theme))
        told = _("{unit} để chờ xử lý, theo tệp trả lời nhận ngày {day}.")
        words = told.format(unit=desk.units.name(kept.row.holder), day=screen_date(kept.row.told_on))
        add(WrappedLabel(theme, words, "small", "text2"))
        self.detail.addStretch(1)

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
        told = _("Máy viết: máy {number} của {unit}, mã nhận diện máy {print}.")
        return told.format(number=known.machine, unit=self._kit.desk.units.name(known.unit), print=known.fingerprint)

    def read(self, row: Quarantined) -> None:
        """Show what the row says: labels and values, then the line as it came. Nothing of it is ever run or drawn."""
        self._read.setEnabled(False)
        area = TextArea(self._kit.theme, lines=6, most=18)
        area.inner.setReadOnly(True)
        area.inner.setPlainText(self.content(row)[:MOST])
        area.setAccessibleName(_("Nội dung dòng"))
        area.inner.setAccessibleName(_("Nội dung dòng"))
        self.detail.insertWidget(self.detail.count() - 1, area)
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
    chip = ChipSpec(_(SHORT[row.reason]) if row.reason in SHORT else _("Chờ xử lý"), "warn", "shield")
    return Entry(row.unit, row.id, _name(desk, row), detail, chip)


def _kept_entry(desk: Desk, kept: Kept) -> Entry:
    row = kept.row
    chip = ChipSpec(_(SHORT[row.reason]) if row.reason in SHORT else _("Chờ xử lý"), "warn", "shield")
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
