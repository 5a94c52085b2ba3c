"""The parameters of a report above its sheet, but for the time: how they stand there, and what they begin with."""

from __future__ import annotations

from dialogue_desk.domain.fields import Field, Values
from dialogue_desk.domain.layouts import Cell, Section, cell
from dialogue_desk.gui import unit_words
from dialogue_desk.gui.editors.editor import Editor
from dialogue_desk.gui.editors.picking import RecordEditor
from dialogue_desk.gui.editors.suggestions import Fitting
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.pages.reports.period_choice import TIME

OF_A_PERIOD = ("periodic-report", "changes-since-close")


def params_form(kit: Kit, name: str, given: Values | None) -> FormView:
    """The editors of a report's parameters, filled with what is given, else with what is usual."""
    desk, reporting = kit.desk, kit.desk.reporting
    report = reporting.get(name)

    def own(field: Field) -> Editor | None:
        """The record a sheet is about is picked by its title."""
        if field.key != "id":
            return None
        return RecordEditor(
            kit.theme, field, lambda typed: reporting.choices(name, typed), lambda key: reporting.title(name, key)
        )

    below = unit_words.is_below(desk, today_only=False)

    def words_of_units(typed: str) -> list[str]:
        found = unit_words.offered(desk, typed, lambda unit: unit.key == desk.unit or below(unit))
        return [Fitting(unit_words.alone(desk, unit)) for unit in found]

    form = FormView(
        kit.theme,
        report.form,
        own=own,
        layout=layout_of(report.params, len(desk.units.subtree(desk.unit)) > 1),
        words=lambda key: words_of_units if key == "unit" else None,
        today=kit.today,
        stacked=True,
    )
    form.set_values(given or usual(kit, name))
    return form


def scope_words(kit: Kit) -> str | None:
    """The chosen unit as it stands in the field: by name, or by key where another has the same name."""
    units = kit.desk.units
    return unit_words.alone(kit.desk, units[kit.scope.unit]) if kit.scope.unit in units else None


def usual(kit: Kit, name: str) -> Values:
    """What a report begins with: ten years or this one, the units looked at, the newest record it can be about."""
    year = kit.today().year
    usual: Values = {"period": str(year)} if name in OF_A_PERIOD else {"from_year": year - 9, "to_year": year}
    usual["unit"] = scope_words(kit)
    usual["id"] = kit.desk.reporting.newest(name)
    return {field.key: usual.get(field.key, field.default) for field in kit.desk.reporting.get(name).params}


def layout_of(params: tuple[Field, ...], has_units: bool) -> tuple[Section, ...]:
    """Two fields a row, a record over the whole width; what tells the time stands in a strip of its own."""
    cells: list[Cell] = []
    for field in params:
        if field.key in TIME or (field.key == "unit" and not has_units):
            continue
        cells.append(cell(field.key, wide=field.key == "id"))
    return (Section(tuple(cells)),) if cells else ()
