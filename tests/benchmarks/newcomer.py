"""What a newcomer writes: in a copy of the project a field, registers, a report and a page are added and tried.

    python tests/benchmarks/newcomer.py          # prints lines and files of each, non-zero when one does not work

Lines are counted by comparing the copy with the project: what was written, not what is said to be enough.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("dialogue_desk", "resources")

FIELD = '    Field("interpreter", Kind.TEXT, N_("Người phiên dịch"), N_("Người dịch cho đồng bào tại cuộc đối thoại."), listed=True),\n'

REGISTER = """
VISIT = Form(
    key="visit",
    label=N_("Thăm hộ dân"),
    plural=N_("Thăm hộ dân"),
    title_fields=("family",),
    date_field="visited_on",
    fields=(
        Field("visited_on", Kind.DATE, N_("Ngày thăm"), N_("Ngày cán bộ đến nhà, để biết tháng nào chưa ai đi."), required=True, listed=True),
        Field("family", Kind.TEXT, N_("Hộ"), N_("Tên gọi của hộ trong thôn, không ghi giấy tờ cá nhân."), required=True, listed=True),
        Field("gifts", Kind.COUNT, N_("Suất quà"), N_("Số suất quà đã trao trong lần thăm này."), listed=True),
    ),
)  # fmt: skip
"""

REPORT = '''"""Visits counted by month."""

from dialogue_desk.domain.sheet import Column, Row, Sheet, Table
from dialogue_desk.reports.report import Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _


def build(store: Store, asked: Asked) -> Sheet:
    """One row a month."""
    rows = store.conn.execute("SELECT substr(held_on, 1, 7), count(*) FROM session WHERE is_deleted = 0 GROUP BY 1")
    table = Table((Column("month", _("Tháng")), Column("count", _("Số cuộc"))), tuple(Row({"month": m, "count": n}) for m, n in rows))
    return Sheet("by-month", _("Cuộc đối thoại theo tháng"), (table,))


REPORT = Report("by-month", N_("Cuộc đối thoại theo tháng"), build, params=())
'''

PAGE = '''"""A page of one sentence."""

from PySide6.QtWidgets import QVBoxLayout

from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.page import Page
from dialogue_desk.gui.widgets.text import label
from dialogue_desk.texts import _


class VisitsPage(Page):
    """How many registers there are."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        QVBoxLayout(self).addWidget(label(kit.theme, _("{count} sổ").format(count=len(kit.desk.records.forms)), "body"))
'''

HELP = "# Thăm hộ dân\n\nTrang này kể có bao nhiêu sổ.\n"

TRY_FIELD = """
import sys, tempfile
from pathlib import Path
from dialogue_desk.desk import Desk
from dialogue_desk.domain.laying_out import second_line, tabs_of
desk = Desk.init(Path(tempfile.mkdtemp()) / "d", "11311", "2023")
form = desk.records.form("session")
given = dict(held_on="2026-01-05", title="Quý I", place="Nhà văn hóa", count_for="party", interpreter="Bà Hạnh Ê")
record = desk.records.save("session", given)
assert desk.records.search("ba hanh e")[0].id == record.id
assert any(p.key == "interpreter" for t in tabs_of(form) for s in t.sections for c in s.cells for p in c.parts)
assert "interpreter" in [f.key for f in second_line(form)]
assert "interpreter" in str(desk.reporting.build("data-dictionary", {}))
desk.close()
"""

TRY_REGISTER = """
import tempfile
from pathlib import Path
from dialogue_desk.desk import Desk
desk = Desk.init(Path(tempfile.mkdtemp()) / "d", "11311", "2023")
record = desk.records.save("visit", dict(visited_on="2026-01-05", family="Hộ cuối thôn", gifts=2))
assert desk.records.search("cuoi thon")[0].id == record.id
desk.files.template(["visit"], Path(tempfile.mkdtemp()) / "m.xlsx")
assert "visit" in str(desk.reporting.build("data-dictionary", {}))
desk.close()
"""

TRY_XLSFORM = """
import tempfile
from pathlib import Path
import openpyxl
from dialogue_desk.desk import Desk
folder = Path(tempfile.mkdtemp())
book = openpyxl.Workbook()
book.active.title = "survey"
for row in (["type", "name", "label", "required", "listed"], ["date", "ngay", "Ngày thăm", "yes", ""],
            ["text", "ho", "Hộ", "yes", "yes"], ["integer", "qua", "Suất quà", "", "yes"]):
    book.active.append(row)
book.create_sheet("settings")
for row in (["form_id", "form_title", "version", "register"], ["tham_ho", "Thăm hộ dân", 1, "tham_ho"]):
    book["settings"].append(row)
book.save(folder / "f.xlsx")
desk = Desk.init(folder / "d", "11311", "2023")
(key,) = desk.declaring.publish(folder / "f.xlsx").declaration.registers
start = key.removesuffix("tham_ho")
record = desk.records.save(key, {start + "ngay": "2026-01-05", start + "ho": "Hộ cuối thôn", start + "qua": 2})
assert desk.records.search("cuoi thon")[0].id == record.id
desk.close()
"""

TRY_REPORT = """
import tempfile
from pathlib import Path
from dialogue_desk.desk import Desk
desk = Desk.init(Path(tempfile.mkdtemp()) / "d", "11311", "2023")
desk.records.save("session", dict(held_on="2026-01-05", title="Quý I", place="Nhà văn hóa", count_for="party"))
(table,) = desk.reporting.build("by-month", {}).tables()
assert dict(table.rows[0].values) == {"month": "2026-01", "count": 1}
desk.close()
"""

TRY_PAGE = """
import sys, tempfile
from pathlib import Path
from PySide6.QtWidgets import QApplication
from dialogue_desk.app import App
from dialogue_desk.desk import Desk
from dialogue_desk.gui.help import page_help
from dialogue_desk.gui.rooms import PAGES, keys_of
from dialogue_desk.gui.tasks import SyncRunner
application = QApplication(sys.argv)
desk = Desk.init(Path(tempfile.mkdtemp()) / "d", "11311", "2023")
app = App(application, desk.folder, SyncRunner())
app.open(desk)
for _turn in range(50):
    application.processEvents()
app.window.go("visits")
assert type(app.window.page()).__name__ == "VisitsPage"
assert (keys_of()["visits"], page_help("visits")[0].text) == ("Ctrl+0", "Thăm hộ dân")
app.let_go()
"""


@dataclass(frozen=True)
class Task:
    """One thing a newcomer adds: how, what tries it, and how much Python it may take (files changed or new, lines)."""

    name: str
    write: Callable[[Path], None]
    trial: str
    most_lines: int
    most_files: int


def _put(path: Path, before: str, text: str) -> None:
    """Write a text before a line of a file."""
    whole = path.read_text(encoding="utf-8")
    assert whole.count(before) >= 1, (path, before)
    path.write_text(whole.replace(before, text + before, 1), encoding="utf-8")


def _field(copy: Path) -> None:
    _put(copy / "dialogue_desk/domain/forms/session.py", '    Field("notes"', FIELD)


def _register(copy: Path) -> None:
    path = copy / "dialogue_desk/domain/forms/registers.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + REGISTER, encoding="utf-8")
    _put(copy / "dialogue_desk/domain/forms/__init__.py", "    registers.REWARD,", "    registers.VISIT,\n")


def _report(copy: Path) -> None:
    (copy / "dialogue_desk/reports/follow/by_month.py").write_text(REPORT, encoding="utf-8")
    _put(copy / "dialogue_desk/reports/__init__.py", '    "follow.carry_over",', '    "follow.by_month",\n')


def _page(copy: Path) -> None:
    (copy / "dialogue_desk/gui/pages/records/visits.py").write_text(PAGE, encoding="utf-8")
    (copy / "resources/help/visits.md").write_text(HELP, encoding="utf-8")
    line = '    Room("visits", N_("Thăm hộ dân"), "house", "records.visits.VisitsPage"),\n'
    whole = (copy / "dialogue_desk/gui/rooms.py").read_text(encoding="utf-8")
    end = whole.index(")\n\n", whole.index("PAGES: tuple"))
    (copy / "dialogue_desk/gui/rooms.py").write_text(whole[:end] + line + whole[end:], encoding="utf-8")


TASKS = (
    Task("field", _field, TRY_FIELD, 1, 1),
    Task("register as code", _register, TRY_REGISTER, 25, 2),
    Task("register by XLSForm", lambda copy: None, TRY_XLSFORM, 0, 0),
    Task("report", _report, TRY_REPORT, 18, 2),
    Task("page", _page, TRY_PAGE, 18, 3),
)
"""A report is a file and its line in NAMES; a page a file, its line in PAGES and its help."""


def written(copy: Path) -> Iterator[tuple[str, int]]:
    """Files that differ from the project, with how many lines were added (none may be taken away)."""
    for folder in FOLDERS:
        for path in sorted((copy / folder).rglob("*")):
            if path.suffix not in (".py", ".md") or "__pycache__" in path.parts:
                continue
            name = path.relative_to(copy)
            old = (ROOT / name).read_text(encoding="utf-8").splitlines() if (ROOT / name).exists() else []
            new = path.read_text(encoding="utf-8").splitlines()
            if old != new:
                told = [line for line in difflib.ndiff(old, new) if line[0] in "+-"]
                assert all(line[0] == "+" for line in told), (name, told)
                yield str(name), sum(bool(line[2:].strip()) for line in told)


def play(task: Task) -> tuple[list[tuple[str, int]], str]:
    """Write and try one task in a copy: the files with their lines, and what went wrong ("" for nothing)."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in FOLDERS:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        task.write(copy)
        ran = subprocess.run(
            [sys.executable, "-c", task.trial], cwd=copy, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(copy), "QT_QPA_PLATFORM": "offscreen", "HOME": folder},
        )  # fmt: skip
        return list(written(copy)), "" if ran.returncode == 0 else ran.stderr[-2000:]


def main() -> int:
    """Play them all and print what each took."""
    failed = 0
    for task in TASKS:
        files, wrong = play(task)
        python = sum(lines for name, lines in files if name.endswith(".py"))
        told = ", ".join(f"{name} +{lines}" for name, lines in files) or "no file of the program"
        print(f"{task.name:20} {python:3} lines of Python (at most {task.most_lines}), {len(files)} files: {told}")
        if wrong or python > task.most_lines or len(files) > task.most_files:
            failed += 1
            print(wrong or "more than a newcomer should write")
    return failed


if __name__ == "__main__":
    sys.exit(main())
