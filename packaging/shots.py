"""Save a picture of every page of the real window: two sizes, light, dark, large text. For eyes, never compared."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtWidgets import QApplication

from dialogue_desk.app import App
from dialogue_desk.desk import Desk
from dialogue_desk.gui.rooms import PAGES
from dialogue_desk.gui.tasks import SyncRunner

# name, width, height, theme, text size
LOOKS = (
    ("1280x800-light", 1280, 800, "light", "1.0"),
    ("1280x800-dark", 1280, 800, "dark", "1.0"),
    ("1024x700-light", 1024, 700, "light", "1.0"),
    ("1280x800-text-150", 1280, 800, "light", "1.5"),
)
KEPT = ("theme", "text_size", "page")
SETTLE_SECONDS = 0.25


def settle(application: QApplication) -> None:
    """Let timers and paints come to rest; work is done in place."""
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        application.processEvents()
        time.sleep(0.01)


def take(folder: Path, out: Path) -> int:
    """Save the pictures of the desk in `folder`; returns how many. The choices of the laptop are left as they were."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    desk = Desk.open(folder)
    before = {key: desk.preference(key) for key in KEPT}
    count = 0
    for name, width, height, theme, size in LOOKS:
        desk.prefer("theme", theme)
        desk.prefer("text_size", size)
        app = App(application, folder, SyncRunner())
        app.open(desk)
        window = app.window
        assert window is not None
        window.resize(width, height)
        settle(application)
        for room in PAGES:
            window.go(room.key)
            settle(application)
            target = out / f"{room.key}-{name}.png"
            if not window.grab().save(str(target)):
                raise SystemExit(f"could not write {target}")
            count += 1
        window.close()
        window.deleteLater()
    for key, value in before.items():
        desk.prefer(key, value)
    desk.close()
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder of the desk to show")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    print(f"{take(chosen.data, chosen.out)} pictures in {chosen.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
