"""What every test stands on: no screen, no personal data folder, no unnoticed warnings."""

import atexit
import importlib
import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest

from dialogue_desk.desk import Desk

# Before anything imports Qt. A screen given on purpose (Xvfb) is respected.
# The screen Qt makes up is 800 × 800, and a window that fits it is no desk's window: ours is an ordinary one.
SCREEN = {"name": "test", "x": 0, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "dpr": 1}
if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    # Qt splits what follows at every colon: on Windows the file lies where a path needs no letter of a disk.
    _beside = Path("build") if os.name == "nt" else None
    if _beside is not None:
        _beside.mkdir(exist_ok=True)
    _screen = Path(tempfile.mkdtemp(prefix="screen-", dir=_beside), "screen.json")
    _screen.write_text(json.dumps({"screens": [SCREEN]}))
    atexit.register(shutil.rmtree, _screen.parent, ignore_errors=True)
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_screen}"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """An empty data folder of a desk, with a name that plain-ASCII code would trip over."""
    folder = tmp_path / "Dữ liệu đối thoại"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True, scope="session")
def _one_application(qapp: object) -> None:
    """The application of the window comes first: printing would make a smaller one, and there can be only one."""


@pytest.fixture(autouse=True, scope="session")
def _font_cache(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Matplotlib looks for the fonts of a machine once, before the tests: on a clean one it takes long and says so."""
    drawing = ("gui", "render", "conformance", "reports", "cli", "demo", "benchmarks")
    if not any(Path(str(item.path)).parent.name in drawing for item in request.session.items):
        return
    with pytest.MonkeyPatch.context() as patch:
        _set_home(patch, tmp_path_factory)
        importlib.import_module("matplotlib.font_manager")


def _set_home(patch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.getbasetemp() / "home"
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
        patch.setenv(name, str(home / name.lower()))


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the real data folder, whatever it forgets to pass."""
    _set_home(monkeypatch, tmp_path_factory)


@pytest.fixture(autouse=True)
def _no_logged_warnings(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A logged warning fails the test, unless it is marked `logs_warnings`."""
    yield
    if request.node.get_closest_marker("logs_warnings"):
        return
    loud = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    if loud:
        pytest.fail("logged without being expected: " + "; ".join(loud), pytrace=False)


MODAL = {
    "QDialog": ("exec",),
    "QMessageBox": ("exec", "about", "critical", "information", "question", "warning"),
    "QFileDialog": ("exec", "getExistingDirectory", "getOpenFileName", "getOpenFileNames", "getSaveFileName"),
    "QInputDialog": ("exec", "getInt", "getItem", "getMultiLineText", "getText"),
}


@pytest.fixture(autouse=True)
def _no_modal_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dialog nobody expects would wait for ever; a test that expects one replaces it itself."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None:
        return

    def refuse(name: str) -> Callable[..., NoReturn]:
        def shown(*_arguments: object, **_options: object) -> NoReturn:
            pytest.fail(f"a modal dialog appeared: {name}", pytrace=False)

        return shown

    for class_name, methods in MODAL.items():
        for method in methods:
            monkeypatch.setattr(getattr(widgets, class_name), method, refuse(f"{class_name}.{method}"))


TODAY = date(2026, 11, 23)


@pytest.fixture
def today() -> date:
    """The day every desk of a test lives on; a test of another day gives its own."""
    return TODAY


@pytest.fixture
def make_desk(tmp_path: Path, today: date) -> Iterator[Callable[..., Desk]]:
    """Makes desks, each in a folder of its own, on a fixed day; closes them afterwards."""
    made: list[Desk] = []

    def make(unit: str = "11311", units: str = "2023", name: str = "") -> Desk:
        folder = tmp_path / (name or f"desk{len(made)}")
        desk = Desk.init(folder, unit, units, "Phạm Thị Hạnh", lambda: today)
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """A new desk of Phường Minh Khai."""
    return make_desk()
