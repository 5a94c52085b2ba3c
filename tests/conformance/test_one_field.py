"""One line in a form, and the field is everywhere: file, editor, list, workbook, lines, dictionary, package."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Field, Kind
from dialogue_desk.domain.forms import FORMS, registers
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.theme import Theme
from dialogue_desk.paths import resource
from dialogue_desk.storage.lists import Query
from dialogue_desk.storage.store import Store

EXTRA = Field("weather", Kind.TEXT, "Thời tiết", "Thời tiết hôm ấy, chỉ để thử một ô mới.", listed=True)
GROWN = replace(registers.MEETING, fields=(*registers.MEETING.fields, EXTRA))
GROWN_FORMS = tuple(GROWN if form.key == GROWN.key else form for form in FORMS)
VALUES = {"held_on": "2026-05-04", "kind": "briefing", "topic": "Giao ban", "weather": "mưa rào"}


@pytest.fixture
def grown(desk: Desk) -> Iterator[Desk]:
    """A desk of today opened by a program whose form has one field more."""
    desk.close()
    opened = Desk(desk.folder, Store.open(desk.folder / "desk.db", forms=GROWN_FORMS), lambda: date(2026, 11, 23))
    yield opened
    opened.close()


def test_the_workbook_has_it_and_brings_it_in(grown: Desk, tmp_path: Path) -> None:
    out = tmp_path / "meeting.xlsx"
    grown.files.template(["meeting"], out)
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    keys = [cell.value for cell in sheet[2]]
    column = keys.index("weather") + 1
    assert str(sheet.cell(1, column).value).startswith("Thời tiết")
    for key, value in VALUES.items():
        sheet.cell(3, keys.index(key) + 1).value = value
    book.save(out)
    outcome = grown.files.import_file(out)
    assert outcome.created == 1
    assert grown.records.page("meeting", Query())[0].values["weather"] == "mưa rào"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ndjson"])
def test_exports_carry_it_and_come_back_the_same(grown: Desk, tmp_path: Path, ending: str) -> None:
    record = grown.records.save("meeting", VALUES)
    out = tmp_path / f"out.{ending}"
    grown.files.export(["meeting"], out)
    outcome = grown.files.import_file(out, "meeting")
    assert (outcome.created, outcome.updated, outcome.same) == (0, 0, 1)
    grown.records.change("meeting", record.id, {"weather": "nắng"})
    again = tmp_path / f"again.{ending}"
    grown.files.export(["meeting"], again)
    assert grown.records.need("meeting", record.id).values["weather"] == "nắng"
    if ending != "xlsx":
        assert "nắng" in again.read_text(encoding="utf-8")


def test_the_editor_the_list_the_history_and_search_have_it(grown: Desk, qtbot: QtBot) -> None:
    view = FormView(Theme(resource("icons").parent), GROWN)
    qtbot.addWidget(view)
    assert "weather" in view.editors
    names = [w.accessibleName() for w in view.editors["weather"].findChildren(QWidget)]
    assert any(name.startswith("Thời tiết") for name in names), names
    record = grown.records.save("meeting", VALUES)
    grown.records.change("meeting", record.id, {"weather": "nắng"})
    assert grown.records.history("meeting", record.id)[-1].changes == (("weather", "mưa rào", "nắng"),)
    assert [hit.id for hit in grown.records.search("nang")] == [record.id]
    assert EXTRA in [f for f in grown.records.form("meeting").fields if f.listed]


def test_the_data_dictionary_tells_of_it(grown: Desk) -> None:
    sheet = grown.reporting.build("data-dictionary", {})
    told = [row.values for table in sheet.tables() for row in table.rows]
    assert any(values.get("field") == "weather" or "weather" in values.values() for values in told)
