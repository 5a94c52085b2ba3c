"""Gửi, nhận số liệu: send upward, take packages, decide conflicts, who sent, what went, whom we trust."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget

from dialogue_desk.desk.alarms import REFUSED_ABOVE
from dialogue_desk.desk.changes import Change
from dialogue_desk.gui.editors.combo import Combo
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.exchange.board import BoardPanel
from dialogue_desk.gui.pages.exchange.conflicts import ConflictsPanel
from dialogue_desk.gui.pages.exchange.desks import DesksPanel
from dialogue_desk.gui.pages.exchange.lists import PastPanel
from dialogue_desk.gui.pages.exchange.quarantine import QuarantinePanel
from dialogue_desk.gui.pages.exchange.receive import ReceivePanel
from dialogue_desk.gui.pages.exchange.send import SendPanel
from dialogue_desk.gui.pages.page import Action, Page
from dialogue_desk.gui.targets import Target, Width
from dialogue_desk.gui.widgets.buttons import Button, Segmented
from dialogue_desk.gui.widgets.cards import Notice
from dialogue_desk.gui.widgets.layouts import across, down, put
from dialogue_desk.gui.widgets.text import ElidedLabel
from dialogue_desk.texts import _

Panel = SendPanel | ReceivePanel | ConflictsPanel | QuarantinePanel | BoardPanel | PastPanel | DesksPanel


class Panels(Mapping[str, Panel]):
    """The parts of the page by their keys, each made when it is first asked for."""

    def __init__(self, builders: Mapping[str, Callable[[], Panel]]) -> None:
        self._builders = builders
        self._made: dict[str, Panel] = {}

    def __getitem__(self, key: str) -> Panel:
        if key not in self._made:
            self._made[key] = self._builders[key]()
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._builders)

    def __contains__(self, key: object) -> bool:
        return key in self._builders

    def __len__(self) -> int:
        return len(self._builders)


class ExchangePage(Page):
    """Both roles: a unit with none below sees no board; a unit with none above sends nothing up."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        theme, px = kit.theme, kit.theme.px
        self.panels = Panels(self._builders())
        self.current = next(iter(self.panels))
        names = [(key, self._name(key)) for key in self.panels]
        self._words = Segmented(theme, names, _("Gửi, nhận số liệu"))
        self._combo = Combo(theme, names, _("Gửi, nhận số liệu"))
        self._words.chosen.connect(self.show_panel)
        self._combo.picked.connect(lambda: self.show_panel(self._combo.code() or self.current))
        self._add = Button(theme, _("Thêm tệp…"), icon="plus", on_click=self.add_files)
        tip = _("Thêm cả một thư mục…")
        self._add_folder = Button(theme, icon="folder-open", kind="icon", tip=tip, on_click=self.add_folder)
        self._alarm = Notice(theme)
        self._alarm.setObjectName("alarm")
        self.stack = QStackedWidget()
        head = across(gap=px(14))
        head.addWidget(ElidedLabel(theme, _("Gửi, nhận số liệu"), "title"), 1)
        put(head, self._add, self._add_folder)
        column = down(self, px(10), margins=(px(24), px(12), px(24), px(14)))
        column.addLayout(head)
        parts = across()
        put(parts, self._words, self._combo)
        parts.addStretch(1)
        column.addLayout(parts)
        column.addWidget(self._alarm)
        column.addWidget(self.stack, 1)
        kit.changes.changed.connect(self._changed)

    def _builders(self) -> dict[str, Callable[[], Panel]]:
        """What this desk has use for, in its order."""
        units, own = self.kit.desk.units, self.kit.desk.unit
        receives = bool(units.children(own))
        has_use = {
            "send": bool(units[own].parent),
            "quarantine": receives or self._has_refused(),
            "board": receives,
        }
        kinds: dict[str, type[Panel]] = {
            "send": SendPanel,
            "receive": ReceivePanel,
            "conflicts": ConflictsPanel,
            "quarantine": QuarantinePanel,
            "board": BoardPanel,
            "past": PastPanel,
            "desks": DesksPanel,
        }
        return {key: partial(self._make, kind) for key, kind in kinds.items() if has_use.get(key, True)}

    def _has_refused(self) -> bool:
        """Whether rows were not taken: here, or of this unit above."""
        where = self.kit.desk.whereabouts
        return bool(where.quarantined() or where.kept_above())

    def _make(self, kind: type[Panel]) -> Panel:
        panel = kind(self.kit)
        self.stack.addWidget(panel)
        if isinstance(panel, SendPanel):
            panel.join_asked.connect(self._join)
        elif isinstance(panel, ReceivePanel):
            panel.finished.connect(self._count_waiting)
        elif isinstance(panel, ConflictsPanel):
            panel.decided.connect(self._count_waiting)
        elif isinstance(panel, PastPanel):
            panel.undone.connect(self._count_waiting)
        elif isinstance(panel, DesksPanel):
            panel.joined.connect(self._joined)
        return panel

    def _name(self, key: str) -> str:
        receives = bool(self.kit.desk.units.children(self.kit.desk.unit))
        return {
            "send": _("Gửi lên cấp trên"),
            "receive": _("Nhận gói") if receives else _("Nhận trả lời"),
            "conflicts": _("Hai máy sửa khác nhau"),
            "quarantine": _("Chờ xử lý"),
            "board": _("Ai đã gửi"),
            "past": _("Đã gửi, đã nhận"),
            "desks": _("Máy được kết nối"),
        }[key]

    # -- going --------------------------------------------------------------------------------

    def enter(self, target: Target) -> None:
        self._count_waiting()
        if target.new and "board" in self.panels:
            board = self.panels["board"]
            assert isinstance(board, BoardPanel)
            board.ask_for(str(target.new["period"]))
        self.show_panel(target.filter if target.filter in self.panels else self.current)

    def show_panel(self, key: str) -> None:
        """Show one part of the page, read anew."""
        self.current = key
        self._words.set_value(key)
        self._combo.set_code(key)
        for button in (self._add, self._add_folder):
            button.setVisible(key == "receive")
        panel = self.panels[key]
        panel.fit(self.width_class)
        self.stack.setCurrentWidget(panel)
        panel.reload()
        self._show_alarm()

    def fit(self, width: Width) -> None:
        super().fit(width)
        is_wide = width is Width.WIDE
        self._words.setVisible(is_wide)
        self._combo.setVisible(not is_wide)
        self.panels[self.current].fit(width)

    def place(self) -> Target:
        return Target(filter=self.current)

    def back(self) -> bool:
        panel = self.panels[self.current]
        return isinstance(panel, ReceivePanel | ConflictsPanel | QuarantinePanel) and panel.back()

    def commands(self) -> Mapping[str, Action]:
        panel = self.panels[self.current]
        found: dict[str, Action] = {"new": self.add_files, "reload": panel.reload}
        if isinstance(panel, BoardPanel):
            found |= {"edit": panel.ask_contact, "print": panel.print}
        return found

    def add_files(self) -> None:
        """Choose packages to look at."""
        receive = self.panels["receive"]
        assert isinstance(receive, ReceivePanel)
        self.show_panel("receive")
        receive.choose()

    def add_folder(self) -> None:
        """Choose a folder of packages to look at."""
        receive = self.panels["receive"]
        assert isinstance(receive, ReceivePanel)
        self.show_panel("receive")
        receive.choose_folder()

    def read_files(self, files: list[Path]) -> None:
        """Look at packages handed over from elsewhere (a file opened with the program)."""
        receive = self.panels["receive"]
        assert isinstance(receive, ReceivePanel)
        self.show_panel("receive")
        receive.read(files)

    # -- staying in step ------------------------------------------------------------------------

    def _join(self) -> None:
        desks = self.panels["desks"]
        assert isinstance(desks, DesksPanel)
        desks.choose_invitation()

    def _joined(self) -> None:
        if "send" in self.panels:
            self.show_panel("send")

    def _count_waiting(self) -> None:
        """Conflicts to decide and rows not taken, beside the names of their panels."""
        desk = self.kit.desk
        self._tell_count("conflicts", desk.conflicts.count())
        if "quarantine" in self.panels:
            self._tell_count("quarantine", desk.whereabouts.quarantined() + len(desk.whereabouts.kept_above()))
        self._show_alarm()

    def _show_alarm(self) -> None:
        """The first alarm that stands, wherever on the page somebody is; all of them stand among the machines."""
        standing = self.kit.desk.receiving.alarms.listed()
        first = next(iter(standing), None)
        key = "quarantine" if first is not None and first.kind == REFUSED_ABOVE else "desks"
        if first is None or self.current in ("desks", key):
            self._alarm.hide()
            return
        more = _("(và {count} cảnh báo nữa)").format(count=len(standing) - 1) if len(standing) > 1 else ""
        self._alarm.show_text(
            f"{first.message} {first.step} {more}".strip(), tone="danger", action=_("Xem"),
            on_action=lambda: self.show_panel(key), closable=False,
        )  # fmt: skip

    def _tell_count(self, key: str, count: int) -> None:
        name = self._name(key)
        text = f"{name} ({count})" if count else name
        self._words.set_text(key, text)
        self._combo.setItemText(self._combo.findData(key), text)

    def _changed(self, _change: Change) -> None:
        if self.isVisible():
            self._count_waiting()
