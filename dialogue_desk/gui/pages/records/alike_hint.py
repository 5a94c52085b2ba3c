"""Above a form: the same thing was typed already, or petitions about the same matter are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject

from dialogue_desk.desk.alike import AlikeRecord
from dialogue_desk.gui.forms.alike import AlikeWatch, alike_words, keys_of
from dialogue_desk.gui.forms.editing import Editing
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.targets import Target, room_of
from dialogue_desk.gui.widgets.cards import Notice
from dialogue_desk.texts import _


class AlikeHint(QObject):
    """Watches what is edited and speaks in `notice`. `show` opens a record by id and unit."""

    def __init__(
        self,
        kit: Kit,
        editing: Editing,
        notice: Notice,
        show: Callable[[str, str], object],
        save: Callable[[], bool],
        undo: Callable[[], object],
    ) -> None:
        super().__init__(editing)
        self._kit = kit
        self._editing = editing
        self._notice = notice
        self._show, self._save, self._undo = show, save, undo
        self.watch = AlikeWatch(kit, editing.form.key, self)
        self.watch.found.connect(self.tell)
        editing.changed.connect(self._ask)
        editing.opened.connect(self.watch.forget)

    def _ask(self) -> None:
        self.watch.ask(self._editing.values(), self._editing.unit, self._editing.id)

    def tell(self, found: Sequence[AlikeRecord]) -> None:
        """Say what is alike and offer the one thing that helps."""
        if not found or self._editing.is_readonly:
            self._notice.hide()
            return
        first, form = found[0], self._editing.form.key
        do: Callable[[], object]
        if not first.is_same:
            action = _("Xem")
            do = partial(self._kit.go, room_of(form), Target(form=form, keys=keys_of(found)))
        elif self._editing.record is None:
            action, do = _("Mở bản đã có"), partial(self._show, first.id, first.unit)
        else:
            action, do = _("Gộp vào bản đã có"), partial(self.join, first)
        self._notice.show_text(alike_words(found), icon="copy", action=action, on_action=do)

    def join(self, kept: AlikeRecord) -> None:
        """Two records are one: what is known of either is kept, opinions move along; Ctrl+Z takes it apart."""
        if self._editing.is_dirty and not self._save():
            return
        record = self._editing.record
        if record is None:
            return
        if not self._kit.notices.did(
            lambda: self._kit.desk.alike.join(self._editing.form.key, (kept.unit, kept.id), (record.unit, record.id))
        ):
            return
        self._show(kept.id, kept.unit)
        self._kit.notices.post(_("Đã gộp hai bản ghi làm một."), "ok", _("Tách lại"), self._undo)
