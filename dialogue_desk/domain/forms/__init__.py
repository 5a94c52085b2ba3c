"""Every form of the desk, in the order people meet them."""

from __future__ import annotations

from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.forms import action, feedback, office, opinion, reference, registers, session

FORMS: tuple[Form, ...] = (
    session.FORM,
    feedback.FORM,
    opinion.FORM,
    action.FORM,
    registers.DISSEMINATION,
    registers.DIRECTIVE,
    registers.DRAFT_REVIEW,
    registers.BOX_OPENING,
    registers.RECEPTION,
    registers.INSPECTION,
    registers.MEETING,
    registers.PROGRAMME,
    registers.REWARD,
    office.YEARLY_TOTAL,
    office.AGENCY,
    office.OFFICIAL,
    office.PERIOD,
    office.ATTACHMENT,
    office.SETTINGS,
    office.DUTY_NOTE,
    office.POPULATION,
    reference.FORM,
)


def with_siblings(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """The forms and, behind each, the form of its personal fields where it has any."""
    return tuple(f for form in forms for f in ((form, form.sibling) if form.sibling else (form,)))
