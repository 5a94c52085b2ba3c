"""Save a picture of every page of the real window: two sizes, light, dark, large text. For eyes, never compared.

The pages show the desk given; sending and receiving need two sides, which are made up for the pictures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtWidgets import QApplication, QWidget

from dialogue_desk.app import App
from dialogue_desk.desk import Desk
from dialogue_desk.desk.locking import Locked
from dialogue_desk.domain.fields import Value
from dialogue_desk.errors import WrongPassphraseError
from dialogue_desk.gui import quiet
from dialogue_desk.gui.dialogs.first_start import FirstStart
from dialogue_desk.gui.dialogs.passphrase import RecoveryCode
from dialogue_desk.gui.pages.exchange.page import ExchangePage
from dialogue_desk.gui.rooms import PAGES
from dialogue_desk.gui.targets import Target
from dialogue_desk.gui.tasks import SyncRunner

Look = tuple[str, int, int, str, str]
"""Name, width, height, theme, text size."""
LOOKS: tuple[Look, ...] = (
    ("1280x800-light", 1280, 800, "light", "1.0"),
    ("1280x800-dark", 1280, 800, "dark", "1.0"),
    ("1024x700-light", 1024, 700, "light", "1.0"),
    ("1280x800-text-150", 1280, 800, "light", "1.5"),
)
LAPTOP = {"name": "laptop", "x": 0, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "dpr": 1}
LAPTOP_LOOKS = (("1366x768-at-125", 1093, 614, "light", "1.0"), ("1366x768-at-125-dark", 1093, 614, "dark", "1.0"))
"""On a screen of its own, in a process of its own: the scale of a screen is read when a program starts."""
KEPT = ("theme", "text_size", "page")
SETTLE_SECONDS = 0.6
SESSION = {"mode": "in_person", "count_for": "party", "held_on": "2025-09-12",
           "title": "Đối thoại với thanh niên", "place": "Hội trường"}  # fmt: skip

Shown = Iterator[tuple[str, QWidget]]
"""Names of pictures, and what each is of: taken before the next is asked for."""


def settle(application: QApplication) -> None:
    """Let timers and paints come to rest; work is done in place."""
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        application.processEvents()
        time.sleep(0.01)


def pages(app: App) -> Shown:
    """Every page of the window, the passphrase in the settings, and the cards that stand before a window."""
    window, theme = app.window, app.theme
    assert window is not None
    for room in PAGES:
        window.go(room.key)
        yield room.key, window
    window.go("settings", Target(pane="passphrase"))
    yield "settings-passphrase", window
    locked = WrongPassphraseError("", code="needs_passphrase")
    door, forgotten = FirstStart(theme, app.folder, locked), FirstStart(theme, app.folder, locked)
    forgotten.door.ask_code()
    code = FirstStart(theme, app.folder, None, " ")
    shown = Locked("K7QF2-M9TXW-4C8HR-D5NBE-3JPA7-QF2M9-TXW4C")
    title = "Đã đặt mật khẩu. Mã khôi phục của bàn này:"
    code.show_code(RecoveryCode(theme, shown.recovery_code, "", title, shown.words()))
    cards = {"door": door, "door-forgotten": forgotten, "recovery-code": code}
    if theme.scale == 1.0:  # nobody can have chosen another size before the first start
        cards["first-start"] = FirstStart(theme, app.folder, None)
    for name, card in cards.items():
        card.resize(window.size())
        card.show()
        yield name, card
        card.close()


def panels(app: App, side: str, files: Sequence[Path]) -> Shown:
    """Every part of the page that sends and receives."""
    window = app.window
    assert window is not None
    window.go("exchange")
    page = window.page()
    assert isinstance(page, ExchangePage)
    for key in page.panels:
        page.show_panel(key)
        if key == "receive" and files:
            page.read_files(list(files))
        yield f"exchange-{side}-{key}", window


def two_sides(folder: Path) -> tuple[Desk, Desk, list[Path]]:
    """A city, a commune's machine that disagrees with another one, and two packages the city has not taken yet."""
    city = Desk.init(folder / "city", "31", "2025", "Trần Thị Mai")
    city.joining.invite(city.unit_key("11842"), folder / "a.ddinvite")
    machines = (("1", "Phạm Thị Hạnh"), ("2", "Lê Văn Sơn"), ("3", "Vũ Văn Hải"))
    first, second, third = (Desk.join(folder / name, folder / "a.ddinvite", person) for name, person in machines)

    def sent(desk: Desk, **more: Value) -> Path:
        desk.records.save("session", {**SESSION, **more})
        out = folder / f"11842-{len(list(folder.glob('1*.ddpkg'))) + 1:02}.ddpkg"
        desk.sending.send(out)
        return out

    def go_round(file: Path) -> None:
        city.receiving.receive([file])
        city.sending.send_back(first.unit, folder / "back.ddpkg")
        second.receiving.receive([folder / "back.ddpkg"])

    record = first.records.save("session", {**SESSION, "participants": 120}).id
    begun = [sent(first), sent(second, title="Đối thoại về vệ sinh môi trường")]
    city.receiving.receive(begun)
    for desk in (first, second):  # one invitation, two machines: a person says that both are right
        city.joining.trust(desk.joining.fingerprint)
    city.receiving.receive(begun)
    go_round(sent(first, title="Đối thoại với phụ nữ"))
    for desk, place, participants in ((first, "Đình làng", 133), (second, "Nhà văn hóa", 150)):
        desk.records.change("session", record, {"place": place, "participants": participants})
    go_round(sent(first, title="Đối thoại với cựu chiến binh"))
    waiting = [sent(first, title="Đối thoại với nông dân"), sent(third, title="Đối thoại thôn Đông")]
    for desk in (first, third):
        desk.close()
    return city, second, waiting


def take(desk: Desk, out: Path, shown: str = "", files: Sequence[Path] = (), looks: Sequence[Look] = LOOKS) -> int:
    """Save the pictures of a desk; returns how many. The choices of the laptop are left as they were."""
    quiet.begin()
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    before = {key: desk.preference(key) for key in KEPT}
    count = 0
    for name, width, height, theme, size in looks:
        desk.prefer("theme", theme)
        desk.prefer("text_size", size)
        app = App(application, desk.folder, SyncRunner())
        app.open(desk)
        window = app.window
        assert window is not None
        window.resize(width, height)
        settle(application)
        for picture, widget in panels(app, shown, files) if shown else pages(app):
            settle(application)
            target = out / f"{picture}-{name}.png"
            if not widget.grab().save(str(target)):
                raise SystemExit(f"could not write {target}")
            count += 1
        window.close()
        window.deleteLater()
    for key, value in before.items():
        desk.prefer(key, value)
    desk.close()
    return count


def on_laptop(data: Path, out: Path) -> None:
    """The same pages on a laptop of 1366 × 768 at 125 %."""
    with tempfile.TemporaryDirectory() as folder:
        screen = Path(folder, "screen.json")
        screen.write_text(json.dumps({"screens": [LAPTOP]}))
        there = {"QT_QPA_PLATFORM": f"offscreen:configfile={screen}", "QT_SCALE_FACTOR": "1.25"}
        given = ["--data", str(data), "--out", str(out), "--laptop"]
        subprocess.run([sys.executable, __file__, *given], env={**os.environ, **there}, check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder of the desk to show")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--laptop", action="store_true", help="only as a laptop of 1366 × 768 shows it at 125 %%")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.laptop:
        count = take(Desk.open(chosen.data), chosen.out, looks=LAPTOP_LOOKS)
        print(f"{count} pictures of a laptop in {chosen.out}")
        return 0
    on_laptop(chosen.data, chosen.out)
    count = take(Desk.open(chosen.data), chosen.out)
    with tempfile.TemporaryDirectory() as folder:
        city, commune, files = two_sides(Path(folder))
        count += take(city, chosen.out, "above", files) + take(commune, chosen.out, "below")
    print(f"{count} pictures in {chosen.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
