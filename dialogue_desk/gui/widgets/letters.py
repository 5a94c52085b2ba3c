"""Letters typed into a list: what was collected, which row they mean, and how they arrive.

Vietnamese reaches a program in two ways. UniKey on Windows takes back what it sent: BackSpaces, then letters
again. Windows' own keyboard and ibus compose: a text that still changes, then one that is final. A list that
takes part in neither finds the bare keys instead (“ddaats”).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QInputMethodQueryEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QWidget

from dialogue_desk.domain.vietnamese import fold, normalise
from dialogue_desk.gui.widgets.lines import LineEdit

PAUSE = 3000
"""Milliseconds of rest after which a letter begins anew. Slow typists rest within a word: BackSpace never does."""

_WHOLE, _WORDS, _BEGUN, _INSIDE = range(4)
_MARKS = re.compile(r"[^\w]+")
_ENDS = (
    QEvent.Type.FocusIn,
    QEvent.Type.FocusOut,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Show,
    QEvent.Type.Hide,
)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def letter_of(event: QKeyEvent) -> str:
    """What a key press types; "" for a key that commands."""
    text = event.text()
    return text if text and text.isprintable() and not event.modifiers() & _COMMANDS else ""


class TypeAhead:
    """Collects letters and finds the label they mean, without accents unless they were typed.

    They last until something else is done: the keyboard leaves, an arrow key chooses, Delete empties.
    `finds` gives the row that letters mean (-1: none) where more than the labels says so; then no rest ends them.
    """

    def __init__(self, finds: Callable[[str], int] | None = None) -> None:
        self._finds = finds
        self._typed = ""
        self._open = ""
        self._began_at = -1
        self._since = QElapsedTimer()

    @property
    def asks_labels(self) -> bool:
        """Whether the labels are looked at; else nobody needs to gather thousands of them at every letter."""
        return self._finds is None

    @property
    def typed(self) -> str:
        """The letters that count now, those still being composed with them."""
        return normalise(self._typed + self._open + "|")[:-1]

    def forget(self) -> None:
        """What was typed elsewhere does not count here, and no input method goes on with it."""
        if self._open:
            QGuiApplication.inputMethod().reset()
        self._typed = self._open = ""

    def find(self, letter: str, labels: Sequence[str], current: int) -> int:
        """One letter more: the index of the label meant; with none meant the row typing began at, or -1."""
        if self._typed and not self._finds and self._since.isValid() and self._since.elapsed() > PAUSE:
            self.forget()
        self._begin(current)
        self._typed += letter
        return self._meant(labels, current)

    def take_off(self, labels: Sequence[str], current: int) -> int:
        """BackSpace: one letter less. With none left it is the row typing began at; -1 when nothing was typed."""
        if not self._typed:
            return -1
        self._typed = self._typed[:-1]
        self._since.restart()
        return self._meant(labels, current) if self._typed else self._began_at

    def compose(self, unfinished: str, final: str, labels: Sequence[str], current: int) -> int:
        """An input method replaces its unfinished letters, or hands over final ones."""
        if not (unfinished or final or self._open):
            return -1
        self._begin(current)
        self._typed += final
        self._open = unfinished
        return self._meant(labels, current) if self.typed else self._began_at

    def _begin(self, current: int) -> None:
        if not self.typed:
            self._began_at = current
        self._since.restart()

    def _meant(self, labels: Sequence[str], current: int) -> int:
        typed = self.typed
        if self._finds is not None:
            at = self._finds(typed)
            return at if at >= 0 else self._began_at
        wanted = fold(typed) + (" " if typed.endswith(" ") and typed.strip() else "")
        ranked = [(_rank(label, typed, wanted), at) for at, label in enumerate(labels)]
        best = min(((rank, at) for rank, at in ranked if rank is not None), default=None)
        if best is not None:
            return best[1]
        if len(wanted) > 1 and len(set(wanted)) == 1:  # the same letter again: the next row
            order = [*range(current + 1, len(labels)), *range(current + 1)]
            return next((at for at in order if fold(labels[at]).startswith(wanted[0])), self._began_at)
        return self._began_at


@lru_cache(maxsize=2048)
def _words_of(label: str) -> tuple[str, str]:
    """A label in words: folded, and with its accents."""
    return _MARKS.sub(" ", fold(label)).strip(), _MARKS.sub(" ", normalise(label).casefold()).strip()


def _rank(label: str, typed: str, wanted: str) -> tuple[int, int] | None:
    """How well a label fits, smallest best: whole, begun at a word's end, begun, inside; then accents as typed."""
    folded, said = _words_of(label)
    asked = _MARKS.sub(" ", wanted)
    if not wanted or " " + asked.strip() not in " " + folded:
        return None
    if folded == asked.strip():
        place = _WHOLE
    elif folded.startswith(asked):
        place = _WORDS if asked.endswith(" ") or folded[len(asked)] == " " else _BEGUN
    else:
        place = _INSIDE
    if typed.isascii():
        return place, 0
    as_typed = " " + _MARKS.sub(" ", typed.casefold()).strip()
    at = (" " + said).find(as_typed)
    return place, 0 if at == 0 or (at > 0 and place == _INSIDE) else 1


class ListTyping(QObject):
    """Lets one find a row of a view by typing, in whichever way letters arrive.

    A popup never has an input method of its own: Qt asks the widget below it, so that one, the `owner`, hands on
    what is composed while the popup is open. That input methods are let in is answered here and never set as an
    attribute: with rows nobody edits Qt would take it back, and end a composition, at every row that is chosen.
    With `on_space` a blank is no letter. `ahead` finds the rows where the labels alone do not tell; `follows` hears
    what is typed.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        owner: QWidget | None = None,
        on_space: Callable[[], object] | None = None,
        *,
        ahead: TypeAhead | None = None,
        follows: Callable[[str], object] = lambda typed: None,
    ) -> None:
        super().__init__(view)
        self._view = view
        self._owner = owner
        self._on_space = on_space
        self._ahead = ahead or TypeAhead()
        self._follows = follows
        view.installEventFilter(self)
        if owner is not None:
            owner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if isinstance(event, QInputMethodEvent | QInputMethodQueryEvent):
            return self._is_open(watched) and self._input_method(event)
        if watched is not self._view:
            return False
        if kind in (QEvent.Type.Show, QEvent.Type.Hide) and self._owner is not None:
            QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImEnabled)
        if kind in _ENDS:
            self._ahead.forget()
            self._follows("")
        if isinstance(event, QKeyEvent) and kind == QEvent.Type.KeyPress:
            return self._key(event)
        return False

    def _is_open(self, watched: QObject) -> bool:
        return watched is self._view or (watched is self._owner and self._view.isVisible())

    def _input_method(self, event: QInputMethodEvent | QInputMethodQueryEvent) -> bool:
        if isinstance(event, QInputMethodQueryEvent):
            event.setValue(Qt.InputMethodQuery.ImEnabled, True)
        else:
            self._compose(event.preeditString(), event.commitString())
        event.accept()
        return True

    def _key(self, event: QKeyEvent) -> bool:
        letter, current = letter_of(event), self._view.currentIndex().row()
        if event.key() == Qt.Key.Key_Backspace:
            self._go(self._ahead.take_off(self._labels(), current))
            return True
        if letter == " " and self._on_space is not None:
            self._ahead.forget()
            self._on_space()
            return True
        if letter and (letter != " " or self._ahead.typed):
            self._go(self._ahead.find(letter, self._labels(), current))
            return True
        if event.key() not in _MODIFIERS:
            self._ahead.forget()
        return False

    def _compose(self, unfinished: str, final: str) -> None:
        is_spaced = self._on_space is not None and final.endswith(" ")
        said = final.rstrip(" ") if is_spaced else final
        self._go(self._ahead.compose(unfinished, said, self._labels(), self._view.currentIndex().row()))
        if is_spaced and self._on_space is not None:
            self._ahead.forget()
            self._on_space()

    def _column(self) -> int:
        return self._view.modelColumn() if isinstance(self._view, QListView) else 0

    def _labels(self) -> list[str]:
        if not self._ahead.asks_labels:
            return []
        model, root, column = self._view.model(), self._view.rootIndex(), self._column()
        return [str(model.index(row, column, root).data() or "") for row in range(model.rowCount(root))]

    def _go(self, row: int) -> None:
        self._follows(self._ahead.typed)
        if row >= 0:
            self._view.setCurrentIndex(self._view.model().index(row, self._column(), self._view.rootIndex()))


class TypesInto(QObject):
    """Letters typed in a list go to the box that sifts it, and the keyboard follows them.

    Not while an input method is at work: moving the keyboard ends a composition, and ibus loses a letter that is
    still on its way, or says a word once more. Then the list hands on whatever is typed in it.
    """

    def __init__(self, rows: QAbstractItemView, box: LineEdit) -> None:
        super().__init__(rows)
        self._box = box
        self._composes = False
        rows.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._end()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            takes_off = event.key() == Qt.Key.Key_Backspace and bool(self._box.text())
            if not (letter_of(event).strip() or takes_off or (letter_of(event) and self._composes)):
                return False
            self._begin()
            if not self._composes:
                self._box.setFocus(Qt.FocusReason.OtherFocusReason)
                self._at_end()
            QApplication.sendEvent(self._box, QKeyEvent(event))
            return True
        if isinstance(event, QInputMethodEvent):
            if event.preeditString() or event.commitString():
                self._begin()
                self._composes = self._box.is_lent = True
            QApplication.sendEvent(self._box, QInputMethodEvent(event))
            event.accept()
            return True
        if isinstance(event, QInputMethodQueryEvent):
            event.setValue(Qt.InputMethodQuery.ImEnabled, self._box.isEnabled())
            event.accept()
            return True
        return False

    def _end(self) -> None:
        """The keyboard leaves the list: what was composed stands in the box, and no input method goes on with it."""
        self._composes = self._box.is_lent = False
        unfinished = self._box.unfinished
        if unfinished:
            QGuiApplication.inputMethod().reset()
            final = QInputMethodEvent()
            final.setCommitString(unfinished)
            QApplication.sendEvent(self._box, final)

    def _begin(self) -> None:
        if not self._composes and not self._box.hasFocus():
            self._at_end()

    def _at_end(self) -> None:
        """At the end of what stands in the box: nothing of it is lost."""
        self._box.deselect()
        self._box.end(False)
