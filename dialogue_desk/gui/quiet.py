"""What Qt says to a terminal: its remarks about screens that lack something are nobody's business here."""

from __future__ import annotations

import atexit
import re
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

_IDLE = re.compile(
    r"This plugin (?:does not support|supports only) .*"
    r"|QStandardPaths: XDG_RUNTIME_DIR not set.*|QStandardPaths: (?:wrong permissions|runtime directory) .*"
    r"|propagateSizeHints.*|qt\.qpa\.(?:fonts|screen|xcb\.glx).*|libpng warning: .*"
    r"|QFontDatabase: Cannot find font directory (?s:.*)"  # the desk brings its own
    r"|qt\.svg: .*|Qt: Session management error: .*|QSocketNotifier: .*Session.*"
)
"""Remarks that lead to nothing a person could do; everything else is still said."""


def begin() -> None:
    """Leave them out until the program ends."""
    qInstallMessageHandler(_say)
    atexit.register(qInstallMessageHandler, None)  # nothing of Python is called once it is gone


def _say(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if is_idle(kind, context.category, text) or sys.stderr is None:
        return
    sys.stderr.write(f"{text}\n")


def is_idle(kind: QtMsgType, category: str | None, text: str) -> bool:
    """Whether a message may be left out: never what ends the program, or is about something else than a screen."""
    if kind is QtMsgType.QtFatalMsg:
        return False
    whole = text if category in (None, "", "default") else f"{category}: {text}"
    return bool(_IDLE.fullmatch(text) or _IDLE.fullmatch(whole))
