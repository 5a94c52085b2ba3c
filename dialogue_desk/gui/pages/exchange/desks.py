"""Máy được kết nối: this desk's fingerprint, the machines it trusts, invitations given and opened."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget
from shiboken6 import isValid

from dialogue_desk.desk import Desk
from dialogue_desk.desk.joining import DeskInfo
from dialogue_desk.desk.machines import Machine, told_in_full
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.forms.wording import when
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.pages.exchange.alarms import AlarmsCard
from dialogue_desk.gui.pages.exchange.invites import InviteCard
from dialogue_desk.gui.pages.exchange.keys import RecoveryCard, TakeoverCard
from dialogue_desk.gui.painting_qr import ready
from dialogue_desk.gui.preview import preview
from dialogue_desk.gui.printing import save_pdf
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card, Chip
from dialogue_desk.gui.widgets.files import open_file, save_file
from dialogue_desk.gui.widgets.inputs import LineEdit, SearchEdit, scroll_area
from dialogue_desk.gui.widgets.layouts import across, clear, direction_for, down, put
from dialogue_desk.gui.widgets.qr_view import QrView
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import N_, _

CODE_AFTER = 50
STATUS_CHIPS = {
    "trusted": ChipSpec(N_("Đang tin"), "ok", "shield"),
    "waiting": ChipSpec(N_("Chờ đối chiếu"), "warn", "clock"),
    "revoked": ChipSpec(N_("Đã thu hồi"), "mute", "ban"),
}
SHOWN = 25


class DesksPanel(QWidget):
    """`joined` is sent when an invitation was opened here."""

    joined = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._others: list[Machine] = []
        self._several: Counter[str] = Counter()
        self._asks: dict[str, Button] = {}
        px = kit.theme.px
        inner = QWidget()
        column = down(inner, px(12), margins=(0, 0, px(6), 0))
        self.alarms = AlarmsCard(kit)
        self.alarms.settled.connect(self.reload)
        put(column, self.alarms, self._own_card())
        if kit.desk.units.children(kit.desk.unit):
            self.invites = InviteCard(kit)
            column.addWidget(self.invites)
        column.addWidget(self._list_card())
        if kit.desk.units.children(kit.desk.unit):
            self.takeover, self.recovery = TakeoverCard(kit), RecoveryCard(kit)
            put(column, self.takeover, self.recovery)
        column.addStretch(1)
        box = down(self)
        box.addWidget(scroll_area(kit.theme, inner))

    # -- this machine -------------------------------------------------------------------------

    def _own_card(self) -> Card:
        theme, px = self._kit.theme, self._kit.theme.px
        card = Card(theme)
        self._sides = sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        sides.setSpacing(px(16))
        left = down(gap=px(8))
        sides.addLayout(left, 1)
        self._code = QrView(theme)
        sides.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        card.box.addLayout(sides)
        left.addWidget(label(theme, _("Mã nhận diện của máy này"), "small", "text2"))
        self._print = label(theme, "", "title")
        self._print.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._print.setWordWrap(True)
        left.addWidget(self._print)
        text = _(
            "Đọc các nhóm số này cho bên kia nghe khi họ đối chiếu, hoặc giao phiếu in để họ quét mã."
            " Ai cũng được biết, không phải mật khẩu."
        )
        left.addWidget(WrappedLabel(theme, text, "small", "text2"))
        papers = across(gap=px(8))
        papers.addWidget(Button(theme, _("In phiếu…"), icon="printer", on_click=self.print_slip))
        papers.addWidget(Button(theme, _("Lưu phiếu PDF…"), icon="file-down", on_click=self.choose_slip))
        papers.addStretch(1)
        left.addLayout(papers)
        row = QHBoxLayout()
        self._upper = WrappedLabel(theme, "")
        row.addWidget(self._upper, 1)
        self._join = Button(theme, _("Mở tệp kết nối…"), icon="mail-open", on_click=self.choose_invitation)
        row.addWidget(self._join)
        left.addLayout(row)
        left.addStretch(1)
        return card

    def print_slip(self) -> None:
        preview(self._kit.theme, self._kit.desk.joining.slip(), self.window())

    def choose_slip(self) -> None:
        code = self._kit.desk.units[self._kit.desk.unit].code
        suggested = str(Path.home() / f"phieu-van-tay-{code}.pdf")
        save_file(self, lambda file: self.save_slip(file.with_suffix(".pdf")), _("Lưu phiếu"), suggested, "PDF (*.pdf)")

    def save_slip(self, out: Path) -> None:
        """Write the slip of this machine as a PDF."""
        if not self._kit.notices.did(lambda: save_pdf(self._kit.desk.joining.slip(), out)):
            return
        self._kit.notices.post(_("Đã lưu {file}.").format(file=out), "ok")

    def choose_invitation(self) -> None:
        open_file(
            self, self.join, _("Mở tệp kết nối của cấp trên"), _("Tệp kết nối ({pattern})").format(pattern="*.ddinvite")
        )

    def join(self, file: Path) -> None:
        """Open an invitation; from then on packages can be written for its unit."""
        upper = self._kit.notices.tried(lambda: self._kit.desk.joining.join(file))
        if upper is None:
            return
        told = _("Đã mở tệp kết nối của {unit}. Từ nay gửi gói lên được.")
        self._kit.notices.post(told.format(unit=self._kit.desk.units.name(upper)), "ok")
        self.reload()
        self.joined.emit()

    # -- the machines ---------------------------------------------------------------------------

    def _list_card(self) -> Card:
        self._known = card = Card(self._kit.theme, _("Các máy đã biết"))
        self._filter = SearchEdit(self._kit.theme, _("Lọc theo tên, không cần dấu"))
        self._filter.typed.connect(lambda _text: self._show_desks())
        card.box.addWidget(self._filter)
        self._check_row = QWidget()
        row = across(self._check_row, self._kit.theme.px(8))
        self.scanned = LineEdit(self._kit.theme, _("Quét mã QR trên phiếu, hoặc gõ mã nhận diện máy"))
        self.scanned.setAccessibleName(_("Mã nhận diện máy trên phiếu"))
        self.scanned.returnPressed.connect(self.compare)
        row.addWidget(self.scanned, 1)
        self._check = Button(self._kit.theme, _("Đối chiếu phiếu"), icon="shield", on_click=self.compare)
        row.addWidget(self._check)
        card.box.addWidget(self._check_row)
        self._rows = down(gap=self._kit.theme.px(8))
        card.box.addLayout(self._rows)
        return card

    def fit(self, width: Width) -> None:
        """The code goes below where there is little room; everything else wraps by itself."""
        self._sides.setDirection(direction_for(width))
        if self._kit.desk.units.children(self._kit.desk.unit):
            self.takeover.fit(width)
            self.recovery.fit(width)

    def reload(self) -> None:
        desk = self._kit.desk
        self.alarms.reload()
        self._print.setText(desk.joining.fingerprint)
        self._draw_code(desk.joining.slip_text)
        upper = desk.joining.upper
        self._upper.set_text(
            _("Cấp trên: {unit}").format(unit=desk.units.name(upper))
            if upper
            else _("Chưa mở tệp kết nối của cấp trên.")
        )
        is_top = not desk.units[desk.unit].parent
        for widget in (self._upper, self._join):
            widget.setVisible(not is_top)
        others = [machine for machine in desk.joining.machines.listed() if not machine.is_this]
        self._others = sorted(others, key=lambda m: (m.status != "waiting", desk.units.name(m.unit), m.number))
        self._filter.setVisible(len(others) > SHOWN)
        self._several = Counter(info.unit for info in others)
        self._show_desks()
        receives = bool(desk.units.children(desk.unit))
        self._check_row.setVisible(receives or any(info.unit == desk.unit for info in others))
        if receives:
            self.invites.reload()
            self.takeover.reload()
            self.recovery.reload()

    def _draw_code(self, slip: str) -> None:
        """Worked out beside the window once the panel is painted, drawn when it is there."""

        def done(_result: object) -> None:
            if isValid(self):  # the window may have been rebuilt for another look meanwhile
                self._code.set_text(slip)

        run, failed = self._kit.runner.run, self._kit.notices.post_error
        QTimer.singleShot(CODE_AFTER, self, lambda: run(_("Vẽ mã"), lambda _progress: ready(slip), done, failed))

    def _show_desks(self) -> None:
        """Those that wait come first; of many, the first that fit the filter."""
        clear(self._rows)
        self._asks = {}
        wanted = fold(self._filter.seen_text())
        fitting = [info for info in self._others if wanted in fold(self._kit.desk.units.name(info.unit))]
        before: QWidget = self._check
        for info in fitting[:SHOWN]:
            row = self._row(info)
            self._rows.addWidget(row)
            for button in row.findChildren(Button):  # made last, but Tab goes in reading order
                self.setTabOrder(before, button)
                before = button
        if len(fitting) > SHOWN:
            more = _("và {count} máy nữa; lọc theo tên để thấy.").format(count=len(fitting) - SHOWN)
            self._rows.addWidget(label(self._kit.theme, more, "small", "text2"))
        if not self._others:
            told = _("Mới chỉ có máy này. Máy khác hiện ở đây khi mở tệp kết nối hoặc khi gói của nó đến.")
            self._rows.addWidget(WrappedLabel(self._kit.theme, told, "body", "text2"))

    def _row(self, machine: Machine) -> QWidget:
        theme, desk = self._kit.theme, self._kit.desk
        holder = QWidget()
        row = across(holder, theme.px(10))
        chip = STATUS_CHIPS[machine.status]
        words = down(gap=0)
        name = self._name(machine)
        put(words, ElidedLabel(theme, name, "strong"), ElidedLabel(theme, machine_facts(machine), "small", "text2"))
        for fingerprint in machine.fingerprints:
            words.addWidget(ElidedLabel(theme, fingerprint, "small", "text2"))
        row.addLayout(words, 1)
        if machine.copy_of:
            row.addWidget(Chip(theme, ChipSpec(_("Bản sao chép"), "danger", "copy")))
        row.addWidget(Chip(theme, ChipSpec(_(chip.text), chip.tone, chip.icon)))
        if desk.units.is_below(machine.unit, desk.unit):
            is_trusted = machine.status == "trusted"
            text = _("Thu hồi") if is_trusted else _("Tin máy này")
            ask = Button(theme, text, kind="quiet", on_click=partial(self.ask, machine))
            ask.setAccessibleName(f"{text}: {name}, {machine.fingerprint}")
            row.addWidget(ask)
            self._asks[machine.fingerprint] = ask
        return holder

    def _name(self, machine: Machine) -> str:
        """The unit, of several machines with its number; a copy is named as one."""
        desk = self._kit.desk
        name = desk.units.name(machine.unit)
        if machine.copy_of:
            told = _("{unit}, máy {number}: bản sao chép của máy {original}")
            return told.format(unit=name, number=machine.number, original=machine.copy_of)
        if self._several[machine.unit] > 1 and machine.unit != desk.unit:
            name = _("{unit}, máy {number}").format(unit=name, number=machine.number)
        return name

    def compare(self) -> None:
        """Let the program compare a slip: scanned, or typed from paper."""
        text = self.scanned.text().strip()
        if not text:
            self.scanned.setFocus()
            return
        info = self._kit.notices.tried(lambda: self._kit.desk.joining.seen_on(text))
        if info is None:
            return
        name = self._kit.desk.units.name(info.unit)
        if info.status != "waiting":
            told = _("Phiếu khớp với máy của {unit}: {status}.")
            status = _(STATUS_CHIPS[info.status].text).lower()
            self._kit.notices.post(told.format(unit=name, status=status), "ok")
            return
        told = _("Phiếu của {unit}, mã nhận diện máy {print}. Tin rồi thì gói của máy này nhập được.")
        words = told.format(unit=name, print=info.fingerprint)
        self._kit.notices.post(words, "warn", _("Đúng, tin máy này"), partial(self.settle, info, text))

    def ask(self, machine: Machine | DeskInfo) -> None:
        """Trusting and revoking are decisions: said once more with whom they concern, then done."""
        desk = self._kit.desk
        if machine.status == "trusted":
            names = self._kit.notices.tried(
                lambda: [told_in_full(desk.store, m) for m in desk.joining.machines.reached_by(machine.fingerprint)]
            )
            if names is None:
                return
            told = _("Thu hồi {machines}? Những gì đã gửi vẫn giữ; gói viết sau lúc này không nhận nữa.")
            text, action = told.format(machines="; ".join(names)), _("Thu hồi")
        else:
            told = _("Mã nhận diện máy {print} đúng như {unit} đọc? Tin rồi thì gói của máy này nhập được.")
            text = told.format(unit=desk.units.name(machine.unit), print=machine.fingerprint)
            action = _("Đúng, tin máy này")
        self._kit.notices.post(text, "warn", action, partial(self.settle, machine))

    def settle(self, machine: Machine | DeskInfo, slip: str = "") -> None:
        """Trust a machine, or stop trusting it; `slip` is its scanned slip, where it never sent anything."""

        def work(desk: Desk, _progress: Progress) -> tuple[str, str, str]:
            if machine.status == "trusted":
                first = desk.joining.revoke(machine.fingerprint)[0]
                return first.unit, first.fingerprint, first.status
            info = desk.joining.trust(slip or machine.fingerprint)
            return info.unit, info.fingerprint, info.status

        run_beside(self._kit, _("Ghi danh sách máy"), work, self._settled)

    def _settled(self, done: tuple[str, str, str]) -> None:
        unit, fingerprint, status = done
        self.scanned.clear()
        name = self._kit.desk.units.name(unit)
        if status == "trusted":
            told = _("Đã tin máy của {unit}: gói của máy này nhập được.").format(unit=name)
            self._kit.notices.post(told, "ok")
        else:
            told = _(
                "Đã thu hồi máy của {unit}. Máy thật muốn dùng tiếp thì mở tệp kết nối mới:"
                " có khóa mới, dữ liệu còn đủ."
            )
            self._kit.notices.post(
                told.format(unit=name), "ok", _("Tạo tệp kết nối mới…"), partial(self.invites.choose_for, unit)
            )  # fmt: skip
        self.reload()
        if self._known.hasFocus() and fingerprint in self._asks:  # its button was made anew
            self._asks[fingerprint].setFocus(Qt.FocusReason.ShortcutFocusReason)


def machine_facts(machine: Machine) -> str:
    """Who works at a machine, and when its first and newest package were taken."""
    facts = [_("Người dùng: {person}").format(person=machine.person)] if machine.person else []
    if machine.first:
        told = _("gói đầu {first}, gói mới nhất {last}")
        facts.append(told.format(first=when(machine.first), last=when(machine.last)))
    else:
        facts.append(_("chưa nhận gói nào"))
    return "; ".join(facts)
