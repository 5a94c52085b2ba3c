"""Qt's remarks about screens that lack something are not read by anybody."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QtMsgType

from dialogue_desk.gui import quiet
from tests.conformance.sources import ROOT

OPEN = """
from PySide6.QtCore import QSize, qWarning
from PySide6.QtWidgets import QApplication, QWidget
from dialogue_desk.gui import quiet
quiet.begin()
application = QApplication([])
window = QWidget()
window.setMinimumSize(QSize(200, 100))
window.show()
window.raise_()
application.processEvents()
qWarning("a real trouble")
"""


def test_a_window_nobody_sees_is_opened_without_a_remark() -> None:
    way = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", OPEN], env=way, capture_output=True, text=True, check=True)
    assert ran.stderr.split("\n") == ["a real trouble", ""]
    loud = OPEN.replace("quiet.begin()", "")
    ran = subprocess.run([sys.executable, "-c", loud], env=way, capture_output=True, text=True, check=True)
    assert "This plugin does not support" in ran.stderr, "else this test says nothing"


@pytest.mark.parametrize(
    ("kind", "category", "text", "is_idle"),
    [
        (QtMsgType.QtWarningMsg, "default", "This plugin does not support raise()", True),
        (QtMsgType.QtWarningMsg, "qt.qpa.screen", "QDpi: no such screen", True),
        (QtMsgType.QtWarningMsg, "default", "QFontDatabase: Cannot find font directory C:/x.\nNote that Qt", True),
        (QtMsgType.QtFatalMsg, "default", "This plugin does not support raise()", False),
        (QtMsgType.QtWarningMsg, "default", "QPainter::begin: Paint device returned engine == 0", False),
        (QtMsgType.QtCriticalMsg, "qt.qpa.plugin", "Could not load the Qt platform plugin", False),
    ],
)
def test_only_remarks_about_screens_are_left_out(kind: QtMsgType, category: str, text: str, is_idle: bool) -> None:
    assert quiet.is_idle(kind, category, text) is is_idle
