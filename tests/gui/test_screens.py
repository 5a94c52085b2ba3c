"""A window moved to a finer screen (a laptop at 100 %, a monitor at 150 %) is drawn for it: letters, charts, pages."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from dialogue_desk.desk import Desk
from tests.conformance.sources import ROOT

LEFT = {"name": "laptop", "x": 0, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "dpr": 1}
RIGHT = {"name": "monitor", "x": 1366, "y": 0, "width": 1920, "height": 1080, "logicalDpi": 96, "dpr": 1}
MOVE = """
import json, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from dialogue_desk.app import App
from dialogue_desk.gui.painting import lay_out
from dialogue_desk.gui.preview import PreviewDialog
from dialogue_desk.gui.tasks import SyncRunner
from tests.gui.typist import wait_for

application = QApplication([])
app = App(application, Path(sys.argv[1]), SyncRunner())
app.start()
wait_for(lambda: app.window is not None and app.window.kit is not None and app.window.page() is not None)
window = app.window
window.go("charts")
wait_for(lambda: window.page()._view is not None and not window.page()._view.image.isNull())
view = window.page()._view
sheet = window.kit.desk.reporting.build("appendix-05", {"from_year": 2025, "to_year": 2026})
preview = PreviewDialog(window.kit.theme, "Thử", lay_out(sheet), window)
preview.show()
wait_for(lambda: bool(preview.paper.boxes))

def stands():
    for widget in (window, preview):
        widget.grab()
    return {
        "screen": window.screen().name(),
        "window": window.devicePixelRatioF(),
        "chart": view.image.devicePixelRatio(),
        "page": preview.paper._page(0).devicePixelRatio(),
    }

told = [stands()]
for screen in reversed(application.screens()):
    for widget in (window, preview):
        widget.windowHandle().setScreen(screen)  # an unseen window is not told so by its place
    wait_for(lambda: view.image.devicePixelRatio() == window.devicePixelRatioF() and not view.image.isNull())
    told.append(stands())
preview.close()
print(json.dumps(told))
window.close()
"""


def test_what_is_moved_to_a_finer_screen_is_drawn_for_it(tmp_path: Path) -> None:
    folder = tmp_path / "bàn"
    with closing(Desk.init(folder, "11311", "2023", "Phạm Thị Hạnh")) as desk:
        desk.records.save("session", {"held_on": "2026-03-05", "title": "Quý I", "place": "Nhà văn hóa",
                                      "count_for": "party"})  # fmt: skip
    (tmp_path / "screens.json").write_text(json.dumps({"screens": [LEFT, RIGHT]}))
    screen = os.path.relpath(tmp_path / "screens.json", ROOT)  # Qt splits at the colon of a disk
    there = {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}", "QT_SCREEN_SCALE_FACTORS": "laptop=1;monitor=1.5"}
    environment = {**os.environ, **there, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-c", MOVE, str(folder)], cwd=ROOT, env=environment,
        capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    fine = {"screen": "monitor", "window": 1.5, "chart": 1.5, "page": 1.5}
    plain = {"screen": "laptop", "window": 1.0, "chart": 1.0, "page": 1.0}
    assert json.loads(ran.stdout.splitlines()[-1]) == [plain, fine, plain]
