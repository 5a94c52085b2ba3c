"""Reading what a person typed as KEY=VALUE."""

from __future__ import annotations

from collections.abc import Mapping

from dialogue_desk.desk.desk import Desk
from dialogue_desk.domain import checks
from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Kind, Values
from dialogue_desk.errors import RecordError
from dialogue_desk.texts import _


def split_form(key: str) -> tuple[str, bool]:
    """A form key as files name it: the form itself, and whether its sibling was meant."""
    return (key.removesuffix(PERSONAL_SUFFIX), True) if key.endswith(PERSONAL_SUFFIX) else (key, False)


def read_pairs(desk: Desk, form_key: str, given: Mapping[str, str]) -> Values:
    """Typed texts as values of the form's fields; a unit typed by its code becomes its key.

    RecordError for the first that cannot be read, DeskError for a unit that is not in the list.
    """
    form = desk.records.form(form_key)
    values, wrong = checks.clean(form, given)
    if wrong:
        raise RecordError(
            _("Ô {field}: {text}.").format(field=wrong[0].field, text=wrong[0].text),
            wrong[0].field,
            _("Sửa giá trị rồi làm lại."),
        )
    for key, value in values.items():
        if form.by_key[key].kind is Kind.REF and key.endswith("_unit") and isinstance(value, str):
            values[key] = desk.unit_key(value)
    return values
