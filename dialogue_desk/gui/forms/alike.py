"""While somebody types: records that may be the same thing, or petitions about the same matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from dialogue_desk.desk.alike import AlikeRecord
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.periods import document_date
from dialogue_desk.gui.beside import run_for
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.texts import _

PAUSE = 600
FORMS = frozenset({"session", "feedback", "opinion"})
"""Forms in which things are typed twice, or alike."""

Key = tuple[str, str]


class AlikeWatch(QObject):
    """Asks the worker once typing rests; `found` carries what is alike, the most alike first, or nothing."""

    found = Signal(object)

    def __init__(self, kit: Kit, form: str, parent: QObject) -> None:
        super().__init__(parent)
        self._kit = kit
        self._form = form
        self._asked = 0
        self._question: tuple[Mapping[str, Value], str, str] = ({}, "", "")
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self.look)

    def ask(self, values: Mapping[str, Value], unit: str = "", but: str = "") -> None:
        """These values are being typed; `but` is the record itself, where it is saved already."""
        if self._form in FORMS:
            self._question = (dict(values), unit, but)
            self._timer.start()

    def forget(self) -> None:
        """Another record: what was asked does not matter any more."""
        self._timer.stop()
        self._asked += 1
        self.found.emit([])

    def look(self) -> None:
        """Ask now."""
        self._timer.stop()
        self._asked += 1
        number, form = self._asked, self._form
        values, unit, but = self._question
        desk = self._kit.desk

        def work(_progress: Progress) -> object:
            with closing(desk.another()) as other:
                return other.alike.alike(form, values, unit, but)

        # A hint that cannot be found is no trouble for whoever types.
        run_for(self._kit, _("Tìm bản ghi giống"), work, partial(self._tell, number), lambda _problem: None)

    def _tell(self, number: int, found: object) -> None:
        if number == self._asked and isinstance(found, list):
            self.found.emit(found)


def alike_words(found: Sequence[AlikeRecord]) -> str:
    """One sentence about what was found."""
    first = found[0]
    if first.is_same:
        return _("Có thể đã nhập rồi: “{title}”, {day}.").format(title=first.title, day=document_date(first.on))
    if len(found) == 1:
        return _("Đã có 1 kiến nghị tương tự: “{title}”.").format(title=first.title)
    return _("Đã có {count} kiến nghị tương tự, gần nhất: “{title}”.").format(count=len(found), title=first.title)


def keys_of(found: Sequence[AlikeRecord]) -> tuple[Key, ...]:
    return tuple((one.unit, one.id) for one in found)
