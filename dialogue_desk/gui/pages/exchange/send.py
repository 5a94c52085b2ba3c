"""Gửi lên cấp trên in four steps: what would go, what texts give away, the file, and its way."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.sending import Plan, Sent
from dialogue_desk.domain.periods import Period
from dialogue_desk.domain.privacy import Finding
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.forms.wording import title_of
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chart_words import label_words
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.pages.exchange.sent_card import SentCard
from dialogue_desk.gui.pages.exchange.words import FINDING_WORDS, count_words, plan_words
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.targets import Target, Width, room_of
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button, CheckBox
from dialogue_desk.gui.widgets.cards import Card, Chip, EmptyPage
from dialogue_desk.gui.widgets.files import open_folder
from dialogue_desk.gui.widgets.flow import Flow
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import across, clear, down, put
from dialogue_desk.gui.widgets.progress import ProgressLine
from dialogue_desk.gui.widgets.steps import Step
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import _

FOLDER = "send_folder"
SHOWN = 40
ROMAN = ("I", "II", "III", "IV")


class SendPanel(QWidget):
    """Two clicks: the page, and “Tạo tệp gửi”; beside the steps what became of earlier files."""

    join_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._plan: Plan | None = None
        self._asked = 0
        px, theme = kit.theme.px, kit.theme
        self._empty = EmptyPage(
            theme,
            "mail-open",
            _("Chưa có tệp kết nối của cấp trên nên chưa tạo tệp gửi được. Trong khi chờ, xuất Excel."),
        )
        self._empty.add_button(
            Button(theme, _("Mở tệp kết nối…"), icon="mail-open", kind="primary", on_click=self.join_asked.emit)
        )
        self._found = down(gap=px(6))
        self._full = CheckBox(theme, _("Gửi lại tất cả, kể cả phần cấp trên đã xác nhận"))
        self._full.clicked.connect(lambda _on: self.reload())
        self._files = CheckBox(theme, _("Kèm tệp đính kèm (nội dung tệp có thể có tên người)"))
        self._is_empty_period = CheckBox(theme, _("Kỳ này không phát sinh"))
        self._is_empty_period.clicked.connect(lambda _on: self._tell_button())
        self._nothing = Combo(theme, self._periods(kit.today()), _("Kỳ không phát sinh"))
        self._nothing.picked.connect(self._tell_button)
        self._button = Button(theme, _("Tạo tệp gửi"), icon="file-down", kind="primary", on_click=self.write)
        self._progress = ProgressLine(theme)
        self._done = QVBoxLayout()
        self._make_steps()
        self.sent = SentCard(kit)
        inner = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._sides.setContentsMargins(0, 0, px(6), 0)
        self._sides.setSpacing(px(12))
        steps = down(gap=px(10))
        put(steps, *self.steps)
        steps.addWidget(self._make_options())
        steps.addStretch(1)
        self._sides.addLayout(steps, 1)
        self._sides.addWidget(self.sent)
        self._body = scroll_area(theme, inner)
        box = down(self)
        put(box, self._empty, self._body)

    def _make_steps(self) -> None:
        """What goes, what it gives away, the file, and its way."""
        theme = self._kit.theme
        self._what = Step(theme, 1, _("Xem số liệu sẽ gửi"))
        self._private = Step(theme, 2, _("Kiểm tra thông tin cá nhân"))
        self._private.body.addLayout(self._found)
        self._file = Step(theme, 3, _("Tạo tệp gửi"), self._button)
        self._file.body.addWidget(self._progress)
        open_it = Button(theme, _("Mở thư mục"), kind="quiet", on_click=lambda: _show_folder(self.folder()))
        self._carry = Step(theme, 4, _("Chuyển tệp cho cấp trên"), open_it)
        self._carry.body.addLayout(self._done)
        self.steps = (self._what, self._private, self._file, self._carry)

    def _make_options(self) -> Card:
        """What is needed now and then: closed until somebody opens it."""
        theme, px = self._kit.theme, self._kit.theme.px
        card = Card(theme, padding=10)
        self._open = Button(theme, _("Tùy chọn"), icon="chevron-right", kind="quiet", on_click=self.toggle_options)
        told = _("Gửi lại tất cả · Kèm tệp đính kèm · Kỳ này không phát sinh · Nơi lưu")
        head = across(gap=px(6))
        head.addWidget(self._open)
        head.addWidget(ElidedLabel(theme, told, "small", "text2"), 1)
        card.box.addLayout(head)
        self._options = QWidget()
        column = down(self._options, px(4), margins=(px(12), 0, 0, 0))
        row = Flow(gap=px(8))
        row.addWidget(self._is_empty_period)
        row.addWidget(self._nothing)
        self._nothing.setMinimumWidth(px(180))
        put(column, self._full, self._files)
        column.addLayout(row)
        place = Flow(gap=px(8))
        place.addWidget(Button(theme, _("Đổi nơi lưu…"), icon="folder-open", on_click=self.choose_folder))
        column.addLayout(place)
        self._options.hide()
        card.box.addWidget(self._options)
        return card

    def toggle_options(self) -> None:
        """Show or hide what is needed now and then."""
        is_open = self._options.isHidden()
        self._options.setVisible(is_open)
        self._open.set_icon("chevron-down" if is_open else "chevron-right")

    def fit(self, width: Width) -> None:
        """What was sent stands beside the steps where there is room, else below."""
        is_wide = width is Width.WIDE
        ways = QBoxLayout.Direction
        self._sides.setDirection(ways.LeftToRight if is_wide else ways.TopToBottom)
        self.sent.setMinimumWidth(self._kit.theme.px(320) if is_wide else 0)
        self.sent.setMaximumWidth(self._kit.theme.px(320) if is_wide else 16_777_215)

    @staticmethod
    def _periods(today: date) -> list[tuple[str, str]]:
        """The last twelve months, four quarters and two years with their parts, the newest first."""
        months = [(today.year * 12 + today.month - 1 - back) for back in range(12)]
        choices = [(f"{m // 12}-{m % 12 + 1:02d}", f"Tháng {m % 12 + 1}/{m // 12}") for m in months]
        quarters = [today.year * 4 + (today.month - 1) // 3 - back for back in range(4)]
        choices += [(f"{q // 4}-Q{q % 4 + 1}", f"Quý {ROMAN[q % 4]}/{q // 4}") for q in quarters]
        parts = [f"{year}{part}" for year in (today.year, today.year - 1) for part in ("", "-H2", "-9M", "-H1")]
        named = [period for part in parts if (period := Period.parse(part)) and period.first <= today]
        return choices + [(period.key, label_words(period.label)) for period in named]

    # -- what would go ----------------------------------------------------------------------

    def reload(self) -> None:
        """Ask again what a package would carry."""
        has_upper = bool(self._kit.desk.joining.upper)
        self._empty.setVisible(not has_upper)
        self._body.setVisible(has_upper)
        if not has_upper:
            return
        self.sent.reload()
        self._asked += 1
        number, full = self._asked, self._full.isChecked()
        self._rest()

        def work(desk: Desk, _progress: Progress) -> Plan:
            return desk.sending.plan(full=full)

        run_beside(self._kit, _("Xem gói sẽ mang gì"), work, partial(self._planned, number))

    def _planned(self, number: int, plan: Plan) -> None:
        if number != self._asked:
            return
        self._plan = plan
        told = plan_words(plan, self._upper_name(), self._kit.desk.records.forms)
        note = _("Bản ghi tính là đã nhận khi có tệp trả lời xác nhận.")
        self._what.set_state("done" if plan.rows else "waiting", f"{told} {note}" if plan.rows else told)
        self._show_findings(plan)
        self._tell_button()

    def empty_period(self) -> str:
        """The period a person says nothing happened in, as its key; "" without one."""
        return self._nothing.code() or "" if self._is_empty_period.isChecked() else ""

    def _tell_button(self) -> None:
        plan = self._plan
        self._nothing.setEnabled(self._is_empty_period.isChecked())
        if plan is None:
            return
        self._button.setEnabled(bool(plan.rows or self.empty_period()))
        self._button.set_text(_("Vẫn tạo tệp gửi") if plan.findings else _("Tạo tệp gửi"))
        self._tell_file()
        if self._body.hasFocus() and self._button.isEnabled():
            self._button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _tell_file(self) -> None:
        """Where the file goes and what it is called; what its way is."""
        told = _("Tên tệp: {file} · nơi lưu: {folder}").format(file=self.file_name().name, folder=self.folder())
        self._file.set_state("next" if self._button.isEnabled() else "waiting", told)
        if not self._done.count():
            way = _("Sao chép ra USB, hoặc đính kèm trên VNPT iOffice. Tệp đã mã hóa, chỉ {unit} mở được.")
            self._carry.set_state("waiting", way.format(unit=self._upper_name()))

    def _rest(self) -> None:
        """Nothing to press for a moment; the keyboard stays on the page."""
        if self._button.hasFocus():
            self._body.setFocus()
        self._button.setEnabled(False)

    def _upper_name(self) -> str:
        return self._kit.desk.units.name(self._kit.desk.joining.upper)

    def _show_findings(self, plan: Plan) -> None:
        clear(self._found)
        theme = self._kit.theme
        if not plan.findings:
            told = _("Không thấy số điện thoại, số căn cước, số nhà, họ tên trong nội dung.") if plan.rows else ""
            self._private.set_state("done" if plan.rows else "waiting", told)
            return
        title = _("Nội dung còn {count} chỗ nhận ra người dân").format(count=len(plan.findings))
        advice = _("Nên bỏ khỏi nội dung: họ tên và liên hệ đã có ô riêng, chỉ lưu tại đơn vị. Bạn quyết định.")
        self._private.set_state("warn", f"{title}. {advice}")
        for finding in plan.findings[:SHOWN]:
            self._found.addWidget(self._finding(finding))
        if len(plan.findings) > SHOWN:
            more = _("và {count} chỗ nữa").format(count=len(plan.findings) - SHOWN)
            self._found.addWidget(label(theme, more, "small", "text2"))

    def _finding(self, finding: Finding) -> QWidget:
        theme = self._kit.theme
        form = self._kit.desk.records.form(finding.form)
        record = self._kit.desk.records.get(finding.form, finding.id, self._kit.desk.unit)
        title = title_of(form, record.values) if record else finding.id
        holder = QWidget()
        row = across(holder, theme.px(10))
        chip = ChipSpec(_(FINDING_WORDS[finding.kind]), "warn", "triangle-alert")
        put(row, Chip(theme, chip), label(theme, f"“{finding.text}”", "strong"))
        row.addWidget(ElidedLabel(theme, f"{_(form.field(finding.field).label)} · {title}", "body", "text2"), 1)
        mend = Button(theme, _("Sửa"), icon="pencil", kind="quiet", on_click=partial(self._go, finding))
        mend.setAccessibleName(f"{_('Sửa')}: {title}")
        row.addWidget(mend)
        return holder

    def _go(self, finding: Finding) -> None:
        self._kit.go(room_of(finding.form), Target(form=finding.form, id=finding.id, unit=self._kit.desk.unit))

    # -- writing ----------------------------------------------------------------------------

    def folder(self) -> Path:
        """Where packages are written: the folder chosen last, else the person's documents."""
        chosen = self._kit.desk.preference(FOLDER)
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(chosen) if chosen else Path(place or Path.home())

    def choose_folder(self) -> None:
        open_folder(self, self.set_folder, _("Nơi lưu gói"), str(self.folder()))

    def set_folder(self, folder: Path) -> None:
        self._kit.desk.prefer(FOLDER, str(folder), in_passing=True)
        self._tell_file()

    def file_name(self) -> Path:
        """`<unit>-<date>-<nn>.ddpkg`, a name that is not taken yet."""
        stem = f"{self._kit.desk.units[self._kit.desk.unit].code}-{self._kit.today():%Y%m%d}"
        folder = self.folder()
        taken = (folder / f"{stem}-{number:02d}.ddpkg" for number in range(1, 100))
        return next((file for file in taken if not file.exists()), folder / f"{stem}-100.ddpkg")

    def write(self) -> None:
        """Write the package to the chosen folder."""
        out, full, nothing = self.file_name(), self._full.isChecked(), self.empty_period()
        files = self._files.isChecked()
        self._rest()

        def work(desk: Desk, progress: Progress) -> Sent:
            progress.step(0, 1, out.name)
            return desk.sending.send(out, full=full, nothing_to_report=nothing, with_attachments=files)

        task = run_beside(self._kit, _("Tạo tệp gửi"), work, partial(self._written, out), self._refused)
        self._progress.follow(task)

    def _refused(self, problem: Exception) -> None:
        self._kit.notices.post_error(problem)
        self._tell_button()

    def _written(self, out: Path, sent: Sent) -> None:
        told = count_words(sent.counts, self._kit.desk.records.forms)
        clear(self._done)
        theme = self._kit.theme
        self._done.addWidget(Chip(theme, ChipSpec(_("Đã viết và kiểm tra trên đĩa"), "ok", "circle-check")))
        self._done.addWidget(WrappedLabel(theme, out.name, "strong"))
        told = _(
            "{counts}. Mã kiểm tra {code}. Sao chép tệp này cho {unit}; bản ghi tính là đã nhận khi có tệp trả lời."
        ).format(counts=told or _("Không có bản ghi"), code=sent.check_code, unit=self._upper_name())
        self._carry.set_state("next", told)
        row = QHBoxLayout()
        slip = partial(self.print_slip, sent.package)
        ask = Button(theme, _("In phiếu giao nhận"), icon="printer", on_click=slip)
        put(row, ask, Button(theme, _("Mở thư mục"), icon="folder-open", on_click=partial(_show_folder, out.parent)))
        row.addStretch(1)
        self._done.addLayout(row)
        if self._body.hasFocus():
            ask.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, ask, lambda: self._body.ensureWidgetVisible(ask))
        self._is_empty_period.setChecked(False)
        self._full.setChecked(False)
        self.reload()

    def print_slip(self, package: str) -> None:
        slip = {"id": package}
        preview_made(self._kit, lambda desk: desk.reporting.build("handover-slip", slip), self.window())


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
