"""Pages are made of the forms there were: a declaration that comes is told, and used when the person wants it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QTimer

from dialogue_desk.desk.changes import Change
from dialogue_desk.domain.declared import is_declared_key
from dialogue_desk.domain.fields import Form
from dialogue_desk.gui.kit import Kit
from dialogue_desk.texts import _


def state_of(forms: Iterable[Form]) -> str:
    """What pages show of declared forms and fields; the same as long as nothing of it changed."""
    declared = [
        (form.key, form.label, form.is_closed, f.key, f.label, f.help, f.required, f.is_kept, f.until, f.codes)
        for form in forms
        for f in form.fields
        if is_declared_key(f.key)
    ]
    return repr(declared)


def watch_forms(kit: Kit) -> None:
    """From now on tell the person when the forms of the desk are others than those the window was made of."""
    seen = [state_of(kit.desk.records.forms)]

    def changed(change: Change) -> None:
        if change.origin == "edit":
            return
        now = state_of(kit.desk.records.forms)
        if now != seen[0]:
            seen[0] = now
            told = _("Có ô hoặc sổ mới, hay ô vừa đổi, do biểu mẫu khai báo.")
            QTimer.singleShot(0, kit.notices, lambda: kit.notices.post(told, "info", _("Dùng ngay"), kit.restyle))

    kit.changes.changed.connect(changed)
