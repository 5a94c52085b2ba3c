"""A form is whole: page, list, every file have what it declares. A failure names the line to write."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.laying_out import REST, second_line, tabs_of
from dialogue_desk.gui.forms.both_sides import BothSides
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.forms.step_layout import sections_of
from dialogue_desk.gui.forms.wording import detail_of
from dialogue_desk.gui.theme import Theme
from dialogue_desk.paths import resource
from dialogue_desk.reports import REPORTS
from tests.conformance.test_forms import SPECIAL, full_record, sample
from tests.exchange.world import COMMUNE, DISTRICT, World

OWN_PANELS = frozenset({"attachment"})
"""Shown beside a record of another form, never in a form of its own."""


def _typed(form: Form) -> list[Field]:
    return [f for f in form.fields if not f.is_reference]


@pytest.mark.parametrize("form", [f for f in FORMS if f.key not in OWN_PANELS], ids=lambda f: f.key)
def test_each_field_has_one_editor_on_its_page(form: Form, qapp: object) -> None:
    theme = Theme(resource("icons").parent)
    if form.key == "action":
        kinds = form.field("kind").codes
        assert kinds is not None
        shown = [p.key for k in kinds.labels for s in sections_of(form, k) for c in s.cells for p in c.parts]
        assert {f.key for f in _typed(form)} - {"kind"} <= set(shown), "add it to ASKED and CELLS of step_view.py"
        return
    editors: list[str] = []
    for tab in tabs_of(form):
        editors += FormView(theme, form, layout=tab.sections).editors
    assert len(editors) == len(set(editors)), f"{form.key}: a field stands twice; mend `tabs` of its Form"
    lacking = [f.key for f in _typed(form) if f.key not in editors]
    assert not lacking, f"{form.key}: nobody can type {lacking}; `tabs_of` must place them"


def test_a_field_in_no_section_stands_in_a_last_one() -> None:
    for form in FORMS:
        if not form.tabs:
            continue
        grown = replace(form, fields=(*form.fields, EXTRA))
        last = tabs_of(grown)[-1].sections[-1]
        assert (last.title, [p.key for c in last.cells for p in c.parts][-1]) == (REST, "weather"), form.key


EXTRA = Field("weather", Kind.TEXT, "Thời tiết", "Thời tiết hôm ấy, chỉ để thử một ô mới.", listed=True)


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.key)
def test_listed_is_obeyed(form: Form) -> None:
    told = {form.date_field, *form.title_fields, *(f.key for f in second_line(form))} | (
        {form.chip.field} if form.chip else set()
    )
    lacking = [f.key for f in form.record_fields if f.listed and f.key not in told]
    assert not lacking, f"{form.key}: `listed` fields {lacking} are told nowhere in its list"
    values = {**dict.fromkeys(form.by_key), **full_record(form)}
    for field in second_line(form):
        if field.is_text:
            assert " ".join(str(values[field.key]).split()) in detail_of(form, values)


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.key)
def test_each_field_is_in_template_export_import_and_dictionary(form: Form, desk: Desk, tmp_path: Path) -> None:
    if form.key != "attachment":
        desk.files.template([form.key], book := tmp_path / "mau.xlsx")
        keys = {str(cell.value) for cell in openpyxl.load_workbook(book).worksheets[0][2]}
        lacking = [f.key for f in _typed(form) if f.key not in keys]
        assert not lacking, f"{form.key}: the entry workbook lacks {lacking} (exchange/template.py)"
    record = desk.records.save(form.key, full_record(form))
    desk.files.export([form.key], out := tmp_path / "out.ndjson", with_personal=True)
    text = out.read_text(encoding="utf-8")
    for field in form.fields:
        assert f'"{field.key}":' in text, f"{form.key}.{field.key} is not exported (exchange/lines.py)"
    if form.key != "attachment":
        assert desk.files.import_file(out).same == 1
    told = desk.reporting.build("data-dictionary", {}).tables()
    known = {(r.values["form"], r.values["field"]) for table in told for r in table.rows}
    assert {(form.key, f.key) for f in form.fields} <= known
    history = {key for info in desk.records.history(form.key, record.id) for key, _old, _new in info.changes}
    assert {f.key for f in form.fields} <= history, "every field is told by history (desk/records.py)"


@pytest.mark.parametrize("form", [f for f in FORMS if not f.is_appended], ids=lambda f: f.key)
def test_each_text_is_found(form: Form, desk: Desk) -> None:
    desk.records.save(form.key, full_record(form))
    for field in form.fields:
        if field.is_text and field.key not in SPECIAL.get(form.key, {}):
            words = str(sample(field, form)).split("\n")[0]
            assert desk.records.search(words, form.key), f"{form.key}.{field.key} is not searched (storage/rows.py)"


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.key)
def test_each_field_is_told_where_two_sides_differ(form: Form, qapp: object) -> None:
    view = BothSides(Theme(resource("icons").parent), form)
    values = {**dict.fromkeys(form.by_key), **full_record(form)}
    empty = dict.fromkeys(form.by_key)
    view.show_sides("Tên", empty, values, empty, "")
    told = "\n".join(box.accessibleName() for box in view.boxes())
    for field in form.fields:
        assert field.column_title in told, f"{form.key}.{field.key} cannot be chosen where two sides differ"


def test_each_field_travels_in_a_package_and_what_names_people_stays(tmp_path: Path) -> None:
    """One record a form, all fields filled in, from a commune to its district."""
    world = World(tmp_path)
    world.init("district", DISTRICT)
    commune = world.join("commune", "district", COMMUNE)
    saved = {form: commune.records.save(form.key, full_record(form)) for form in FORMS}
    result = world.up("commune", "district")
    assert (result.status, result.counts["quarantined"]) == ("merged", 0)
    above = world.desks["district"]
    for form, record in saved.items():
        came = above.store.get(form.key, COMMUNE, record.id)
        assert came is not None, f"{form.key} does not travel (exchange/choosing.py)"
        lost = [f.key for f in form.record_fields if came.values[f.key] != record.values[f.key]]
        assert not lost, f"{form.key}: {lost} do not come through a package (exchange/wire.py)"
        leaked = [f.key for f in form.fields if f.personal and came.values.get(f.key)]
        assert not leaked, f"{form.key}: {leaked} left the commune"
    world.close()


def test_letters_of_a_form_are_the_reports_about_it() -> None:
    for form in FORMS:
        about = {report.name for report in REPORTS if report.about == form.key}
        assert set(form.letters) == about, f"{form.key}: list {sorted(about)} in `letters` of its Form"
