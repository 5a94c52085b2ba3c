"""Fingers that type Vietnamese: UniKey's keys, and what input methods compose.

`unikey_streams.json` holds 61 words and, for Telex and VNI, what UniKey on Windows sends for each: a letter, BS for
BackSpace, ␣ for a blank. It was made with the engine of the package `bogo` 1.1: the word was spelled with its tone
last, each further key converted, and what differed from before written as BackSpaces and letters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

BACK = "BS"
NONE = Qt.KeyboardModifier.NoModifier
METHODS = ("telex", "vni")


class Spoken(NamedTuple):
    """A word and the events of one way to type it."""

    text: str
    events: tuple[str, ...]

    @property
    def states(self) -> Iterator[str]:
        """What stands there after each letter: what an input method would compose."""
        held = ""
        for event in self.events:
            held = held[:-1] if event == BACK else held + event
            if event != BACK:
                yield held


def spoken(method: str) -> list[Spoken]:
    """Every word, as this method types it."""
    read = json.loads((Path(__file__).parent / "unikey_streams.json").read_text("utf-8"))
    return [Spoken(one["text"], tuple(" " if e == "␣" else e for e in one[method].split(" "))) for one in read]


def press(widget: QObject, text: str, key: int = 0) -> None:
    """One key, pressed and let go. Letters outside Latin-1 have no key of their own, as UniKey sends them."""
    if not key and text.isascii():
        key = ord(text.upper())
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, NONE, text))


def back(widget: QObject) -> None:
    """BackSpace."""
    press(widget, "\b", int(Qt.Key.Key_Backspace))


def strike(word: Spoken, widget: QObject | None = None) -> None:
    """UniKey's keys into a widget, else into whatever has the keyboard at each stroke."""
    for event in word.events:
        to = widget or focus()
        back(to) if event == BACK else press(to, event)


def focus() -> QWidget:
    """Who has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def composed(widget: QObject | None, unfinished: str, final: str = "") -> None:
    """One step of an input method."""
    event = QInputMethodEvent(unfinished, [])
    event.setCommitString(final)
    QApplication.sendEvent(widget or focus(), event)


def compose(word: Spoken, widget: QObject | None = None, *, finish: bool = True) -> None:
    """As ibus does: each word is unfinished until its blank, which is handed over with it."""
    done = 0
    for state in word.states:
        rest = state[done:]
        if rest.endswith(" "):
            composed(widget, "", rest)
            composed(widget, "")
            done = len(state)
        else:
            composed(widget, rest)
    if finish:
        composed(widget, "", word.text[done:])
        composed(widget, "")
