"""What holds for the files of every form: what goes out comes back the same, here and in an empty desk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.storage.store import Store
from tests.conformance.test_forms import full_record
from tests.conftest import TODAY


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.key)
def test_a_record_comes_back_from_every_format(form: Form, make_desk: Callable[..., Desk], tmp_path: Path) -> None:
    desk, other = make_desk(), make_desk()
    record = desk.records.save(form.key, full_record(form))
    for ending in ("ndjson", "csv", "xlsx"):
        path = tmp_path / f"bản ghi.{ending}"
        assert desk.files.export([form.key], path, with_personal=True) == 1
        done = desk.files.import_file(path, form.key)
        assert (done.created, done.updated, done.same, done.problems) == (0, 0, 1, ())
        there = other.files.import_file(path, form.key)
        assert (there.created + there.same, there.problems) == (1, ())
        assert other.records.need(form.key, record.id).values == record.values


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.key)
def test_a_filled_template_is_taken(form: Form, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mẫu.xlsx"
    desk.files.template([form.key], path)
    book = openpyxl.load_workbook(path)
    sheet = book[form.key]
    given = full_record(form) | {f.key: desk.unit for f in form.fields if f.key.endswith("_unit")}
    cells: dict[str, Any] = {k: ";".join(v) if isinstance(v, tuple) else v for k, v in given.items()}
    for place, key in enumerate([c.value for c in sheet[2]], start=1):
        value = cells[key]
        sheet.cell(3, place, ("yes" if value else "no") if isinstance(value, bool) else value)
    book.save(path)
    assert desk.files.import_file(path).created == 1
    (record,) = desk.store.records(form.key)
    assert desk.records.need(form.key, record.id).values == given


def test_a_new_field_reaches_template_import_and_export(desk: Desk, tmp_path: Path) -> None:
    desk.close()
    extra = Field("weather", Kind.TEXT, "Thời tiết", "Thời tiết hôm họp, chỉ để thử.")
    parts = {name: getattr(FORMS[0], name) for name in FORMS[0].__dataclass_fields__}
    forms = (Form(**{**parts, "fields": (*FORMS[0].fields, extra)}), *FORMS[1:])
    grown = Desk(desk.folder, Store.open(desk.folder / "desk.db", forms=forms), lambda: TODAY)
    grown.files.template(["session"], tmp_path / "mẫu.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "mẫu.xlsx")["session"]
    assert (sheet.cell(1, sheet.max_column).value, sheet.cell(2, sheet.max_column).value) == ("Thời tiết", "weather")
    table = tmp_path / "a.csv"
    table.write_text("held_on,title,place,count_for,weather\n2023-05-01,Một,A,party,mưa\n", encoding="utf-8")
    assert grown.files.import_file(table, "session").created == 1
    grown.files.export(["session"], tmp_path / "b.csv")
    assert "mưa" in (tmp_path / "b.csv").read_text(encoding="utf-8-sig")
    grown.close()
