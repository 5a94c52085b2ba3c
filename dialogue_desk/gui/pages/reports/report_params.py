"""The parameters of a report beside its sheet: how they stand there, and what they begin with."""

from __future__ import annotations

from dialogue_desk.domain.fields import Field, Values
from dialogue_desk.domain.layouts import Cell, Part, Section, cell
from dialogue_desk.gui import unit_words
from dialogue_desk.gui.editors.editor import Editor
from dialogue_desk.gui.editors.picking import RecordEditor
from dialogue_desk.gui.editors.suggestions import Fitting
from dialogue_desk.gui.forms.form_view import FormView
from dialogue_desk.gui.kit import Kit
from dialogue_desk.texts import N_

WAYS: tuple[tuple[str, ...], ...] = (("from_year", "to_year"), ("period",), ("from", "to"))
"""Parameters that name the time, each way by itself."""
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
    form.set_values(given or _usual(kit, name, report.params))
    return form


def name_time_once(form: FormView, key: str) -> None:
    """The time is told in one way: naming it in another empties the rest."""
    mine = next((way for way in WAYS if key in way), ())
    if mine and form.editors[key].value() is not None:
        for other in (k for way in WAYS if way is not mine for k in way if k in form.editors):
            form.editors[other].set_value(None)


def scope_words(kit: Kit) -> str | None:
    """The chosen unit as it stands in the field: by name, or by key where another has the same name."""
    units = kit.desk.units
    return unit_words.alone(kit.desk, units[kit.scope.unit]) if kit.scope.unit in units else None


def _usual(kit: Kit, name: str, params: tuple[Field, ...]) -> Values:
    year = kit.today().year
    usual: Values = {"period": str(year)} if name in OF_A_PERIOD else {"from_year": year - 9, "to_year": year}
    usual["unit"] = scope_words(kit)
    return {field.key: usual.get(field.key, field.default) for field in params}


def layout_of(params: tuple[Field, ...], has_units: bool) -> tuple[Section, ...]:
    """Years side by side, then the rest; other ways to name the time under their own heading."""
    keys = {field.key for field in params}
    first: list[Cell] = []
    if {"from_year", "to_year"} <= keys:
        first += [cell("from_year"), cell("to_year")]
    first += [Cell((Part(key),), wide=True) for key in ("id", "as_of") if key in keys]
    if has_units and "unit" in keys:
        first.append(cell("unit", wide=True))
    if "public" in keys:
        first.append(cell("public", wide=True))
    rest = [cell("period", wide=True)] if "period" in keys else []
    if {"from", "to"} <= keys:
        rest += [Cell((Part("from"),), wide=True), Cell((Part("to"),), wide=True)]
    known = {"from_year", "to_year", "id", "as_of", "unit", "public", "period", "from", "to"}
    first += [cell(field.key, wide=True) for field in params if field.key not in known]
    sections = [Section(tuple(first))] if first else []
    if rest:
        sections.append(Section(tuple(rest), N_("Hoặc theo kỳ khác") if first else ""))
    return tuple(sections)
