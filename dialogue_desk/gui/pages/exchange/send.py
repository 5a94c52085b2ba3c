"""Gửi lên cấp trên: what would go, what texts give away, and one button that writes the package."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

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
from dialogue_desk.gui.pages.exchange.words import FINDING_WORDS, count_words, plan_words
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.targets import Target, room_of
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button, CheckBox
from dialogue_desk.gui.widgets.cards import Card, Chip, EmptyPage
from dialogue_desk.gui.widgets.files import open_folder
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import across, clear, down, put
from dialogue_desk.gui.widgets.progress import ProgressLine
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import _

FOLDER = "send_folder"
SHOWN = 40
ROMAN = ("I", "II", "III", "IV")


class SendPanel(QWidget):
    """Two clicks: the page, and “Tạo tệp gửi”."""

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
        self._words = WrappedLabel(theme, "", "subhead")
        self._found = down(gap=px(6))
        self._full = CheckBox(theme, _("Gửi lại tất cả, kể cả phần cấp trên đã xác nhận"))
        self._full.clicked.connect(lambda _on: self.reload())
        self._files = CheckBox(theme, _("Kèm tệp đính kèm (nội dung tệp có thể có tên người)"))
        self._is_empty_period = CheckBox(theme, _("Kỳ này không phát sinh"))
        self._is_empty_period.clicked.connect(lambda _on: self._tell_button())
        self._nothing = Combo(theme, self._periods(kit.today()), _("Kỳ không phát sinh"))
        self._nothing.picked.connect(self._tell_button)
        self._place = ElidedLabel(theme, "", "body", "text2")
        self._button = Button(theme, _("Tạo tệp gửi"), icon="send", kind="primary", on_click=self.write)
        self._progress = ProgressLine(theme)
        self._done = QVBoxLayout()
        inner = QWidget()
        column = down(inner, px(12), margins=(0, 0, px(6), 0))
        for part in (self._what_card(), self._found_card(), self._how_card(), self._progress):
            column.addWidget(part)
        column.addLayout(self._done)
        column.addStretch(1)
        self._body = scroll_area(theme, inner)
        box = down(self)
        put(box, self._empty, self._body)

    def _what_card(self) -> Card:
        card = Card(self._kit.theme)
        card.box.addWidget(self._words)
        text = _("Tệp đã mã hóa, chỉ nơi nhận mở được.")
        card.box.addWidget(WrappedLabel(self._kit.theme, text, "small", "text2"))
        return card

    def _found_card(self) -> Card:
        self._found_box = Card(self._kit.theme)
        self._found_box.box.addLayout(self._found)
        return self._found_box

    def _how_card(self) -> Card:
        theme, px = self._kit.theme, self._kit.theme.px
        card = Card(theme)
        row = across(gap=px(8))
        put(row, self._is_empty_period, self._nothing)
        row.addStretch(1)
        place = across(gap=px(8))
        place.addWidget(self._place, 1)
        put(place, Button(theme, _("Đổi nơi lưu…"), kind="quiet", on_click=self.choose_folder), self._button)
        put(card.box, self._full, self._files)
        card.box.addLayout(row)
        card.box.addLayout(place)
        return card

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
        self._place.set_text(_("Lưu vào: {folder}").format(folder=self.folder()))
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
        self._words.set_text(plan_words(plan, self._upper_name(), self._kit.desk.records.forms))
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
        if self._body.hasFocus() and self._button.isEnabled():
            self._button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _rest(self) -> None:
        """Nothing to press for a moment; the keyboard stays on the page."""
        if self._button.hasFocus():
            self._body.setFocus()
        self._button.setEnabled(False)

    def _upper_name(self) -> str:
        return self._kit.desk.units.name(self._kit.desk.joining.upper)

    def _show_findings(self, plan: Plan) -> None:
        clear(self._found)
        self._found_box.setVisible(bool(plan.rows))
        theme = self._kit.theme
        if not plan.findings:
            chip = ChipSpec(_("Không thấy số điện thoại, số căn cước, số nhà, họ tên trong nội dung"), "ok", "shield")
            self._found.addWidget(Chip(theme, chip))
            return
        title = _("Nội dung còn {count} chỗ nhận ra người dân").format(count=len(plan.findings))
        self._found.addWidget(label(theme, title, "subhead"))
        advice = _("Nên bỏ khỏi nội dung: họ tên và liên hệ đã có ô riêng, chỉ lưu tại đơn vị. Bạn quyết định.")
        self._found.addWidget(WrappedLabel(theme, advice, "small", "text2"))
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
        self._place.set_text(_("Lưu vào: {folder}").format(folder=folder))

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
        card = Card(theme)
        card.box.addWidget(Chip(theme, ChipSpec(_("Đã viết và kiểm tra trên đĩa"), "ok", "circle-check")))
        card.box.addWidget(WrappedLabel(theme, out.name, "subhead"))
        told = _(
            "{counts}. Mã kiểm tra {code}. Sao chép tệp này cho {unit}; bản ghi tính là đã nhận khi có tệp trả lời."
        )
        words = told.format(
            counts=told or _("Không có bản ghi"),
            code=sent.check_code,
            unit=self._upper_name(),
        )
        card.box.addWidget(WrappedLabel(theme, words, "body", "text2"))
        row = QHBoxLayout()
        slip = partial(self.print_slip, sent.package)
        ask = Button(theme, _("In phiếu giao nhận"), icon="printer", on_click=slip)
        put(row, ask, Button(theme, _("Mở thư mục"), icon="folder-open", on_click=partial(_show_folder, out.parent)))
        row.addStretch(1)
        card.box.addLayout(row)
        self._done.addWidget(card)
        if self._body.hasFocus():
            ask.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, card, lambda: self._body.ensureWidgetVisible(ask))
        self._is_empty_period.setChecked(False)
        self._full.setChecked(False)
        self.reload()

    def print_slip(self, package: str) -> None:
        slip = {"id": package}
        preview_made(self._kit, lambda desk: desk.reporting.build("handover-slip", slip), self.window())


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
