"""Several petitions marked in the list, then assigned, extended or answered at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dialogue_desk.domain.records import Record
from dialogue_desk.gui.forms.editing import Editing
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.records.list_pane import ListPane
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.texts import N_, _

STEPS = (("assign", N_("Giao xử lý"), "user"), ("extend", N_("Gia hạn"), "clock"), ("resolve", N_("Trả lời"), "check"))
"""What the bar offers at once; every other step is behind Ctrl+B."""


def ask_as_text(editing: Editing) -> None:
    """Ctrl+Shift+D in the form: what is asked for is what the text says."""
    text = editing.values().get("text")
    if text:
        editing.set_field("request", text)


class MarkedPetitions:
    """The buttons above the list while rows are marked; `begin` shows the step for these records."""

    def __init__(self, kit: Kit, pane: ListPane, begin: Callable[[Sequence[Record], str], object]) -> None:
        self._kit, self._pane, self._begin = kit, pane, begin
        for kind, text, icon in STEPS:
            button = Button(kit.theme, _(text), icon=icon, kind="quiet")
            button.clicked.connect(lambda _on=False, kind=kind: self.take(kind))
            pane.mark_actions.addWidget(button)
        more = Button(kit.theme, _("Bước khác"), kind="quiet", tip="Ctrl+B", on_click=lambda: self.take(""))
        pane.mark_actions.addWidget(more)
        pane.mark_actions.addStretch(1)

    def __bool__(self) -> bool:
        return bool(self._pane.marks.entries)

    def take(self, kind: str) -> None:
        """Ask for one step for every marked petition; opinions among them are left out, and that is said."""
        desk, keys = self._kit.desk, list(self._pane.marks.entries)
        held = [desk.records.get("opinion", record_id, unit) for unit, record_id in keys]
        petitions = [r for r in held if r is not None and not r.is_deleted and r.values.get("kind") == "petition"]
        left = len(keys) - len(petitions)
        if not petitions:
            self._kit.notices.post(_("Chỉ kiến nghị có bước xử lý; chưa kiến nghị nào được đánh dấu."), "warn")
            return
        if left:
            self._kit.notices.post(_("Bỏ qua {count} dòng không phải kiến nghị.").format(count=left), "warn")
        self._begin(petitions, self._answering(petitions) if kind == "resolve" else kind)

    def _answering(self, petitions: Sequence[Record]) -> str:
        """To answer is another step where the petitions came up from below."""
        fits = self._kit.desk.petitions.allowed(petitions[0].id, petitions[0].unit)
        return "answer" if "answer" in fits else "resolve"
