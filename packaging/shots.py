"""Save a picture of every page of the real window: sizes, light and dark. For eyes, never compared.

The window is told what to show through three names only, kept by the gui:
`dialogue_desk.app.make_window(data: Path) -> MainWindow`, `MainWindow.page_names() -> list[str]`,
`MainWindow.show_page(name)`; the theme through `dialogue_desk.gui.theme.apply(app, dark)`.
"""

import argparse
import importlib
import os
import sys
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SIZES = ((1280, 800), (1024, 700))
SETTLE_SECONDS = 0.3  # pages load after the first paint


def settle(application: Any) -> None:
    """Let timers, workers and paints come to rest."""
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        application.processEvents()
        time.sleep(0.01)


def take(data: Path, out: Path) -> int:
    """Save the pictures; their number."""
    widgets = importlib.import_module("PySide6.QtWidgets")
    application = widgets.QApplication.instance() or widgets.QApplication([])
    theme = importlib.import_module("dialogue_desk.gui.theme")
    window = importlib.import_module("dialogue_desk.app").make_window(data)
    count = 0
    for dark in (False, True):
        theme.apply(application, dark)
        for width, height in SIZES:
            window.resize(width, height)
            window.show()
            for name in window.page_names():
                window.show_page(name)
                settle(application)
                target = out / f"{name}-{width}x{height}-{'dark' if dark else 'light'}.png"
                if not window.grab().save(str(target)):
                    raise SystemExit(f"could not write {target}")
                count += 1
    window.close()
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
