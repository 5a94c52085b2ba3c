"""How the state of a petition reads: chips for its status and deadline, marks for its steps."""

from __future__ import annotations

from datetime import date

from dialogue_desk.domain import vocabulary
from dialogue_desk.domain.followup import PetitionState, Taken, days_between
from dialogue_desk.domain.periods import document_date
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.widgets.timeline import Mark
from dialogue_desk.texts import _

STATUS_LOOK: dict[str, tuple[str, str]] = {
    "new": ("mute", "circle"),
    "assigned": ("info", "arrow-right"),
    "in_progress": ("info", "circle-dot"),
    "forwarded": ("warn", "corner-up-right"),
    "answered_above": ("info", "mail-open"),
    "resolved": ("ok", "check"),
    "notified": ("ok", "bell"),
    "closed": ("mute", "circle-check"),
    "declined": ("mute", "ban"),
}
STEP_ICONS: dict[str, str] = {
    "assign": "arrow-right",
    "progress": "clock",
    "forward_up": "corner-up-right",
    "answer": "mail-open",
    "resolve": "check",
    "notify": "bell",
    "close": "circle-check",
    "reopen": "undo-2",
    "extend": "calendar",
    "suspend": "pause",
    "resume": "play",
    "decline": "ban",
    "note": "pencil",
    "void": "x",
}
SOON = 7


def status_chip(state: PetitionState) -> ChipSpec:
    if state.is_open and state.times_reopened and state.status == "in_progress":
        return ChipSpec(_("Mở lại"), "warn", "undo-2")
    if state.is_unassigned and state.status != "new":
        return unassigned_chip()
    tone, icon = STATUS_LOOK[state.status]
    return ChipSpec(_(vocabulary.PETITION_STATUS.label(state.status)), tone, icon)


def unassigned_chip() -> ChipSpec:
    """Nobody has it: given to no agency yet."""
    return ChipSpec(_("Chưa giao"), "warn", "circle-alert")


def deadline_chip(state: PetitionState, today: date, *, short: bool = False) -> ChipSpec | None:
    """Late, soon due, or nothing to say; `short` under a date in a column."""
    if not state.is_open or not state.due_on:
        return None
    if state.suspended_on:
        return ChipSpec(_("Tạm dừng") if short else _("Tạm dừng tính hạn"), "mute", "pause")
    late = state.overdue_days(today)
    if late:
        words = _("Quá hạn {count} ngày")
        return ChipSpec(words.format(count=late), "danger", "circle-alert")
    left = days_between(today.isoformat(), state.due_on)
    if left <= SOON:
        return ChipSpec(_("Còn {count} ngày").format(count=left), "warn", "clock")
    return None


def mark_of(taken: Taken, unit_name: str) -> Mark:
    """A step of the history as the timeline shows it."""
    step = taken.step
    title = _(vocabulary.ACTION_KIND.label(step.kind))
    if step.agency:
        title = f"{title}: {step.agency}"
    if step.new_due_on:
        title = _("{step}, hạn {day}").format(step=title, day=document_date(step.new_due_on))
    if unit_name:
        title = f"{title} ({unit_name})"
    words = [step.text]
    if step.document_number:
        words.append(_("Văn bản số {number}.").format(number=step.document_number))
    if taken.is_voided:
        words.insert(0, _("Đã hủy."))
    elif taken.is_out_of_order:
        words.insert(0, _("Không đúng thứ tự, không có hiệu lực."))
    tone = "warn" if step.kind in ("extend", "reopen") or taken.is_out_of_order else "mute"
    tone = "ok" if step.kind in ("resolve", "notify", "close") and taken.has_effect else tone
    icon = STEP_ICONS.get(step.kind, "pencil")
    text = " ".join(word for word in words if word)
    return Mark(icon, title, document_date(step.done_on), text, tone, is_off=not taken.has_effect)
