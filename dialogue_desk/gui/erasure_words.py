"""A mark of erasure as the window says it: which record, what of it, why, who."""

from __future__ import annotations

from dialogue_desk.desk import Desk
from dialogue_desk.desk.erasure import Erased
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.texts import _

FORM_OF = {form.key: form for form in FORMS}


def fields_words(erased: Erased) -> str:
    """The fields by their labels."""
    form = FORM_OF.get(erased.record[0])
    labels = [_(form.field(key).label) if form and key in form.by_key else key for key in erased.fields]
    return ", ".join(labels)


def mark_words(desk: Desk, erased: Erased) -> str:
    """One sentence, without what was erased."""
    form, unit, record_id = erased.record
    held = desk.records.get(form, record_id, unit) if form in FORM_OF else None
    named = FORM_OF[form].title(held.values) if held is not None else record_id
    owner = desk.units.name(unit) if unit in desk.units else unit
    text = _("{form} “{record}” của {unit}. Ô: {fields}. Lý do: {reason}. Người xóa: {by}.")
    return text.format(
        form=_(FORM_OF[form].label) if form in FORM_OF else form, record=named[:120], unit=owner,
        fields=fields_words(erased), reason=erased.reason, by=erased.by or _("không rõ"),
    )  # fmt: skip
