"""Tệp kết nối: written for one unit below or for all, until when each is good, withdrawn again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.inviting import Given, Written
from dialogue_desk.domain.fields import Field, Kind
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.gui import unit_words
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.editors.lines import TextEditor
from dialogue_desk.gui.editors.suggestions import Fitting
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.files import open_folder, save_file
from dialogue_desk.gui.widgets.layouts import across, clear
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import N_, _

SHOWN = 12
_UNIT = Field(
    "unit", Kind.TEXT, N_("Đơn vị"), N_("Tên hoặc mã đơn vị cấp dưới sẽ nhận tệp kết nối; gõ không dấu cũng được.")
)
_STANDS = {
    "open": N_("còn dùng được đến {day}"),
    "expired": N_("hết hạn {day}"),
    "used_twice": N_("hai máy cùng dùng: xem cảnh báo"),
}
"""What is worth a line: used ones are machines, withdrawn ones are gone."""


class InviteCard(Card):
    """Units below are invited here."""

    def __init__(self, kit: Kit) -> None:
        text = _(
            "Mỗi đơn vị một tệp kết nối. Máy đầu tiên của đơn vị mở tệp kết nối được tin ngay; máy sau phải đối chiếu."
        )
        super().__init__(kit.theme, _("Mời đơn vị cấp dưới"), text)
        self._kit = kit
        theme, px = kit.theme, kit.theme.px
        row = across(gap=px(8))
        row.addWidget(label(theme, _("Đơn vị"), "body", "text2"))
        self.unit = TextEditor(theme, _UNIT, words=self._unit_words)
        row.addWidget(self.unit, 1)
        row.addWidget(Button(theme, _("Tạo tệp kết nối…"), icon="key-round", on_click=self.choose))
        row.addWidget(Button(theme, _("Mời tất cả…"), icon="users", on_click=self.choose_all))
        self.box.addLayout(row)
        self._told = WrappedLabel(theme, "")
        self.box.addWidget(self._told)
        self._rows = QVBoxLayout()
        self.box.addLayout(self._rows)

    def reload(self) -> None:
        """The invitations that wait for their unit, or are over."""
        clear(self._rows)
        given = [g for g in self._kit.desk.joining.inviting.listed() if g.status in _STANDS]
        for one in given[-SHOWN:]:
            self._rows.addWidget(self._row(one))
        if len(given) > SHOWN:
            more = _("và {count} tệp kết nối tạo trước đó").format(count=len(given) - SHOWN)
            self._rows.addWidget(label(self._kit.theme, more, "small", "text2"))

    def _row(self, given: Given) -> QWidget:
        theme, invitation = self._kit.theme, given.invitation
        holder = QWidget()
        row = across(holder, theme.px(10))
        unit = self._kit.desk.units.name(invitation.unit)
        day = screen_date(invitation.until) or _("không hạn")
        words = f"{unit}: {_(_STANDS[given.status]).format(day=day)} ({invitation.code[:4]}…)"
        row.addWidget(ElidedLabel(theme, words, "small", "text2"), 1)
        if given.status != "used_twice":
            button = Button(theme, _("Rút tệp kết nối"), kind="quiet", on_click=partial(self.withdraw, invitation.code))
            button.setAccessibleName(f"{_('Rút tệp kết nối')}: {unit}, {invitation.code[:4]}")
            row.addWidget(button)
        return holder

    def _unit_words(self, typed: str) -> list[str]:
        desk = self._kit.desk
        below = unit_words.offered(desk, typed, unit_words.is_below(desk))
        return [Fitting(f"{unit.name} ({unit.code})") for unit in below]

    # -- writing ------------------------------------------------------------------------------

    def choose(self) -> None:
        unit = self._kit.notices.tried(lambda: self._asked_unit())
        if unit is None:
            return
        self.choose_for(unit)

    def choose_for(self, unit: str) -> None:
        """Ask where the invitation of a unit goes."""
        suggested = str(Path.home() / f"loi-moi-{self._kit.desk.units[unit].code}.ddinvite")
        save_file(self, lambda file: self.invite(unit, file), _("Lưu tệp kết nối"), suggested)

    def _asked_unit(self) -> str:
        return self._kit.desk.unit_key(unit_words.key_in(str(self.unit.value() or "")))

    def invite(self, unit: str, out: Path) -> None:
        """Write the invitation of a unit below."""
        code = self._kit.notices.tried(lambda: self._kit.desk.joining.invite(unit, out))
        if code is None:
            return
        told = _(
            "Đã viết {file} cho {unit}. Mã tham gia {code} nằm sẵn trong tệp; giao tệp tận tay, đừng gửi công khai."
        )
        self._told.set_text(told.format(file=out.name, unit=self._kit.desk.units.name(unit), code=code))
        self.reload()

    def choose_all(self) -> None:
        open_folder(self, self.invite_all, _("Chọn thư mục để ghi mọi tệp kết nối"))

    def invite_all(self, folder: Path) -> None:
        """Write an invitation for every unit directly below that has no machine yet."""

        def work(desk: Desk, _progress: Progress) -> list[Written]:
            return desk.joining.inviting.write_all(folder)

        def done(written: list[Written]) -> None:
            told = _("Đã tạo {count} tệp kết nối vào {folder}; giao từng tệp tận tay đơn vị của nó.")
            self._told.set_text(told.format(count=len(written), folder=folder))
            self.reload()

        run_beside(self._kit, _("Tạo tệp kết nối"), work, done)

    def withdraw(self, code: str) -> None:
        """Nobody may join with this invitation any more."""
        taken = self._kit.notices.tried(lambda: self._kit.desk.joining.inviting.withdraw(code))
        if taken is None:
            return
        told = _("Đã rút tệp kết nối của {unit}: máy mở nó từ nay phải đối chiếu mã nhận diện máy.")
        self._kit.notices.post(told.format(unit=self._kit.desk.units.name(taken.unit)), "ok")
        self.reload()
