"""What is known of one opinion or petition, to read: facts, steps, and the buttons of what comes next."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from dialogue_desk.desk.working_days import unannounced_words, unannounced_year
from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.followup import PetitionState
from dialogue_desk.domain.forms import opinion
from dialogue_desk.domain.forms.opinion import request_beside
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.forms.wording import shown_value, title_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import DISPOSITION_CHIPS, ChipSpec
from dialogue_desk.gui.pages.petitions.petition_words import deadline_chip, mark_of, status_chip, unassigned_chip
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.widgets.buttons import Button, Link
from dialogue_desk.gui.widgets.cards import Chip, Notice, Rule
from dialogue_desk.gui.widgets.inputs import fill, scroll_area
from dialogue_desk.gui.widgets.layouts import across, clear, down, put
from dialogue_desk.gui.widgets.text import WrappedLabel, label
from dialogue_desk.gui.widgets.timeline import Mark, Timeline
from dialogue_desk.texts import _

MASK = "••••••"
NAME_WIDTH = 128
MOST_CHIPS = 2


class OpinionDetail(QWidget):
    """The pane at the right of the list."""

    edit_asked = Signal()
    step_asked = Signal(str)
    menu_asked = Signal(object)
    source_asked = Signal(object)
    back_asked = Signal()
    similar_asked = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._record: Record | None = None
        self._shows_person = False
        self._has_subject = False
        self._can_forward = False
        self._width = Width.WIDE
        theme, px = kit.theme, kit.theme.px
        fill(self, theme, "surface")
        self.back = Button(theme, _("Danh sách"), icon="chevron-left", kind="quiet", on_click=self.back_asked.emit)
        self.back.hide()
        self._title = WrappedLabel(theme, "", "detail")
        self._chips = across(gap=px(7))
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(px(10))
        self._facts.setVerticalSpacing(px(5))
        self._facts.setColumnMinimumWidth(0, px(NAME_WIDTH))
        self._facts.setColumnStretch(1, 1)
        self._steps_title = label(theme, _("Các bước xử lý"), "subhead")
        self._timeline = Timeline(theme)
        self._rule = Rule(theme)
        self._similar = Notice(theme)
        inner = QWidget()
        column = down(inner, px(10), margins=(px(22), px(14), px(20), px(14)))
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._title)
        column.addLayout(self._chips)
        column.addLayout(self._facts)
        for widget in (self._rule, self._steps_title, self._timeline):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self._similar)
        whole = down(self, 0, margins=(1, 0, 0, 0))
        whole.addWidget(scroll_area(theme, inner, "surface"), 1)
        whole.addWidget(Rule(theme))
        whole.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        theme, px = self._kit.theme, self._kit.theme.px
        row = across(gap=px(8), margins=(px(22), px(9), px(16), px(9)))
        self._step = Button(theme, _("Ghi bước xử lý"), icon="plus", kind="primary", tip="Ctrl+B")
        self._step.clicked.connect(lambda _on=False: self.step_asked.emit(""))
        self._forward = Button(theme, _("Chuyển cấp trên"))
        self._forward.clicked.connect(lambda _on=False: self.step_asked.emit("forward_up"))
        self._edit = Button(theme, _("Sửa"), icon="pencil", tip="F2", on_click=self.edit_asked.emit)
        self._more = Button(theme, kind="icon", icon="ellipsis", tip=_("Việc khác"))
        self._more.clicked.connect(lambda _on=False: self.menu_asked.emit(self._more))
        for widget in (self._step, self._forward, self._edit):
            row.addWidget(widget)
        row.addStretch(1)
        tip = _("Sao chép vụ việc này, không có họ tên")
        self._copy = Button(theme, kind="icon", icon="copy", tip=tip, on_click=self.copy_case)
        put(row, self._copy, self._more)
        return row

    def copy_case(self) -> None:
        """Put the case on the clipboard, to be pasted into another system."""
        if self._record is None:
            return
        lines = self._kit.desk.reporting.case(self._record.id, self._record.unit)
        QGuiApplication.clipboard().setText("\n".join(f"{name}: {said}" for name, said in lines))
        self._kit.notices.post(
            _("Đã sao chép vụ việc; dán vào hệ thống khác. Không có họ tên, địa chỉ, điện thoại."), "ok"
        )

    def fit(self, width: Width) -> None:
        """Least needed buttons hide: every step is also in “Ghi bước xử lý”."""
        self._width = width
        self.back.setVisible(width is Width.NARROW)
        self._forward.setVisible(self._can_forward and width is not Width.MEDIUM and self._has_room())

    def _has_room(self) -> bool:
        """Whether the words of every button below fit beside each other."""
        px = self._kit.theme.px
        buttons = (self._step, self._forward, self._edit, self._copy, self._more)
        needed = sum(button.sizeHint().width() for button in buttons)
        return needed + px(8) * len(buttons) + px(38) <= self.width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit(self._width)

    # -- content ----------------------------------------------------------------------------

    def show_record(self, record: Record) -> None:
        """Read everything about it again."""
        if self._record is None or (self._record.unit, self._record.id) != (record.unit, record.id):
            self._shows_person = False
        self._record = record
        values = record.values
        self._title.set_text(str(values.get("text") or ""))
        is_petition = values.get("kind") == "petition"
        state = self._kit.desk.petitions.state(record.id, record.unit) if is_petition else None
        self._show_chips(record, state)
        self._show_facts(record, state)
        for widget in (self._rule, self._steps_title, self._timeline, self._step):
            widget.setVisible(state is not None)
        allowed = self._kit.desk.petitions.allowed(record.id, record.unit) if state is not None else ()
        self._step.setEnabled(bool(allowed))
        self._can_forward = "forward_up" in allowed
        self.fit(self._width)
        desk = self._kit.desk
        self._edit.setEnabled(record.unit == desk.unit or desk.records.writes_for(record.unit))
        if state is not None:
            self._timeline.show_marks(self._marks(record, state))
        self._show_similar(record)

    def _show_chips(self, record: Record, state: PetitionState | None) -> None:
        clear(self._chips)
        values = record.values
        chips: list[ChipSpec | None] = []
        if state is not None:
            chips += [status_chip(state), deadline_chip(state, self._kit.today())]
            if state.status == "new":
                chips.append(unassigned_chip())
        else:
            known = DISPOSITION_CHIPS.get(str(values.get("disposition")))
            chips.append(ChipSpec(_(known.text), known.tone, known.icon) if known else None)
        shown = [spec for spec in chips if spec is not None]
        self._has_subject = len(shown) < MOST_CHIPS  # a third would be cut where the pane is narrow
        if self._has_subject:
            shown.append(ChipSpec(_(vocabulary.SUBJECT.label(values.get("subject")))))
        for spec in shown:
            self._chips.addWidget(Chip(self._kit.theme, spec))
        self._chips.addStretch(1)

    def _show_facts(self, record: Record, state: PetitionState | None) -> None:
        clear(self._facts)
        values = record.values
        if record.unit != self._kit.desk.unit:
            self._fact(_("Đơn vị"), self._kit.desk.units.name(record.unit))
        if not self._has_subject:
            self._fact(_("Lĩnh vực"), _(vocabulary.SUBJECT.label(values.get("subject"))))
        if state is not None:
            self._fact(_("Đề nghị cụ thể"), _asked(values))
        self._source_fact(values)
        if state is not None:
            agencies = [state.lead_agency, str(values.get("coordinating_agencies") or "")]
            known = "; ".join(
                part if number == 0 else _("phối hợp: {agency}").format(agency=part)
                for number, part in enumerate(agencies)
                if part
            )
            self._fact(_("Nơi giải quyết"), known or (_("(chưa giao)") if state.is_unassigned else _("(chưa ghi)")))
            due = document_date(state.due_by(self._kit.today())) or _("(chưa có)")
            self._fact(_("Hạn"), self._due_words(due, record.unit, state))
        self._fact(_("Thẩm quyền"), _(vocabulary.COMPETENCE.label(values.get("competence"))))
        form = self._kit.desk.records.form(opinion.FORM.key)
        declared = [key for key in form.record_keys if key not in opinion.FORM.by_key]
        number = str(values.get("other_case_number") or "")
        system = _(vocabulary.OTHER_SYSTEM.label(values.get("other_system")))
        if system or number:
            self._fact(_("Hệ thống khác"), ", ".join(part for part in (system, number) if part))
        for key in ("place", "action_text", "explanation", *declared):
            if values.get(key) is not None:
                field = form.field(key)
                self._fact(_(field.label), shown_value(field, values.get(key)))
        self._person_fact(values)

    def _due_words(self, due: str, unit: str, state: PetitionState) -> str:
        """The deadline, where it comes from, and whether the days off it was counted over are decided."""
        told = _("{day}, tính từ ngày nhận").format(day=due) if state.is_due_usual else due
        year = unannounced_year(self._kit.desk.store, unit, state.due_on)
        return f"{told} · {unannounced_words(year)}" if year and state.is_due_usual else told

    def _fact(self, name: str, text: str) -> None:
        row = self._facts.rowCount()
        top = Qt.AlignmentFlag.AlignTop
        self._facts.addWidget(label(self._kit.theme, name, "body", "text2"), row, 0, top)
        self._facts.addWidget(WrappedLabel(self._kit.theme, text), row, 1, top)

    def _source_fact(self, values: Mapping[str, Value]) -> None:
        kind = str(values.get("source_form"))
        record_id, unit = str(values.get("source_id") or ""), str(values.get("source_unit") or "")
        source = (
            self._kit.desk.records.get(kind, record_id, unit)
            if kind != "direct" and kind in vocabulary.SOURCE_FORM and record_id
            else None
        )
        if source is None:
            self._fact(_("Nguồn"), _(vocabulary.SOURCE_FORM.label(kind)))
            return
        row = self._facts.rowCount()
        self._facts.addWidget(label(self._kit.theme, _("Nguồn"), "body", "text2"), row, 0)
        title = title_of(self._kit.desk.records.form(kind), source.values)
        self._facts.addWidget(Link(self._kit.theme, title, lambda: self.source_asked.emit(source)), row, 1)

    def _person_fact(self, values: Mapping[str, Value]) -> None:
        """Personal data is masked until asked for."""
        keys = ("speaker_name", "speaker_address", "speaker_phone")
        parts = [str(values[key]) for key in keys if values.get(key)]
        if not parts:
            self._fact(_("Người nêu"), _("(không nêu tên)") if values.get("is_anonymous") else _("(không ghi)"))
            return
        if self._shows_person:
            self._fact(_("Người nêu"), ", ".join(parts))
            return
        row = self._facts.rowCount()
        self._facts.addWidget(label(self._kit.theme, _("Người nêu"), "body", "text2"), row, 0)
        line = QHBoxLayout()
        line.addWidget(label(self._kit.theme, MASK, "body", "text2"))
        show = Button(self._kit.theme, _("Hiện"), icon="eye", kind="quiet", on_click=self._reveal)
        show.setAccessibleName(_("Hiện người nêu"))
        line.addWidget(show)
        line.addStretch(1)
        self._facts.addLayout(line, row, 1)

    def _reveal(self) -> None:
        self._shows_person = True
        if self._record is not None:
            self.show_record(self._record)

    def _marks(self, record: Record, state: PetitionState) -> list[Mark]:
        own = self._kit.desk.unit
        source = _(vocabulary.SOURCE_FORM.label(record.values.get("source_form")))
        first = Mark("message-square-plus", _("Ghi nhận: {source}").format(source=source.lower()),
                     document_date(record.values.get("received_on")))  # fmt: skip
        units = self._kit.desk.units
        steps = [mark_of(t, units.name(t.step.unit) if t.step.unit != own else "") for t in state.history]
        late = state.overdue_days(self._kit.today())
        if late:
            steps.append(Mark("circle-alert", _("Quá hạn, chưa có kết quả"), document_date(state.due_on), "", "danger"))
        return [first, *steps]

    def _show_similar(self, record: Record) -> None:
        linked = [key for key in self._kit.desk.petitions.linked(record.id, record.unit) if key[1] != record.id]
        if not linked:
            self._similar.hide()
            return
        keys = ((record.unit, record.id), *linked)
        self._similar.show_text(
            _("Có {count} kiến nghị tương tự").format(count=len(linked)),
            icon="copy",
            action=_("Xem"),
            on_action=lambda: self.similar_asked.emit(keys),
            closable=False,
        )


def _asked(values: Mapping[str, Value]) -> str:
    """What a petition asks for, or why nothing stands there."""
    if not values.get("request"):
        return _("(nội dung chưa cụ thể)")
    return request_beside(values) or _("(như nội dung)")
