"""How an obligation reads on the home page, and where its button leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from dialogue_desk.domain.followup import PetitionState, days_between
from dialogue_desk.domain.obligations import Obligation
from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.records import Record
from dialogue_desk.gui.models.chart_words import label_words
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.targets import Target
from dialogue_desk.texts import N_, _

MOST_NAMED = 3
"""So many agencies a line names."""

OLD_KINDS = {
    "reception_party": N_("tháng tiếp công dân"),
    "reception_government": N_("tháng tiếp công dân"),
    "reception_council": N_("tháng tiếp công dân"),
    "sessions_party": N_("năm đối thoại"),
    "sessions_government": N_("năm đối thoại"),
    "report": N_("báo cáo"),
    "announce": N_("thông báo"),
    "publish": N_("lần công khai"),
    "written_feedback": N_("góp ý bằng văn bản"),
    "term_feedback": N_("góp ý bằng văn bản"),
    "": N_("việc khác"),
}
"""How old duties of a kind are counted in one line."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One row: what, by which rule, until when, and the button."""

    what: str
    rule: str
    due_on: str
    chip: ChipSpec
    button: str
    room: str
    target: Target
    key: str = ""
    """By which a person may note that it is done elsewhere or does not apply; "" for what always waits."""


def duty_of(owed: Obligation, today: date) -> Duty:
    what, rule, button, room, target = WORDS[owed.kind](owed)
    return Duty(what, rule, owed.due_on, _chip(owed.due_on, today), button, room, target, owed.key)


def excuse_of(duty: Duty) -> Target:
    """The note of a duty, begun: a person says why it is not asked for any more."""
    return Target(form="duty_note", new={"duty": duty.key, "reason": "outside", "text": duty.what})


def unassigned_duty(count: int, oldest: PetitionState, today: date) -> Duty:
    """Petitions given to nobody yet, the longest waiting of them by its deadline."""
    what = _("{count} kiến nghị chưa giao cho cơ quan nào").format(count=count)
    rule = _("Sớm nhất nhận ngày {day} · hạn đặt ở Thiết lập").format(day=document_date(oldest.opened_on))
    due = oldest.due_by(today) or today.isoformat()
    target = Target(filter="unassigned")
    return Duty(what, rule, due, _chip(due, today), _("Giao xử lý"), "opinions", target)


def overdue_duty(count: int, worst: PetitionState, whose: Sequence[tuple[str, int]], today: date) -> Duty:
    """Petitions past their deadline, by who has them; their list is one press away."""
    late = worst.overdue_days(today)
    what = _("{count} kiến nghị quá hạn, lâu nhất {days} ngày").format(count=count, days=late)
    rule = " · ".join(f"{name or _('Chưa giao')} {many}" for name, many in whose[:MOST_NAMED])
    more = len(whose) - MOST_NAMED
    if more > 0:
        rule = _("{agencies} · và {count} nơi khác").format(agencies=rule, count=more)
    due = worst.due_by(today) or today.isoformat()
    chip = ChipSpec(_("Quá hạn"), "danger", "circle-alert")
    return Duty(what, rule, due, chip, _("Mở danh sách"), "opinions", Target(filter="overdue"))


def session_duty(session: Record, today: date) -> Duty:
    """A planned session: when, where, and its record."""
    values = session.values
    when = ", ".join(str(part) for part in (values.get("start_time"), values.get("place")) if part)
    what = " · ".join(part for part in (str(values.get("title") or ""), when) if part)
    day = str(values.get("held_on") or "")
    target = Target(form="session", id=session.id, unit=session.unit)
    return Duty(what, "", day, _chip(day, today), _("Chuẩn bị"), "sessions", target)


def _chip(due_on: str, today: date) -> ChipSpec:
    left = days_between(today.isoformat(), due_on)
    if left < 0:
        return ChipSpec(_("Quá hạn {count} ngày").format(count=-left), "danger", "circle-alert")
    text = _("Còn {count} ngày").format(count=left)
    return ChipSpec(text, "warn", "clock") if left <= 7 else ChipSpec(text, "mute", "calendar")


Words = tuple[str, str, str, str, Target]


def _party(owed: Obligation) -> Words:
    what = _("Đối thoại của Bí thư: đã {done} / {required} cuộc").format(done=owed.done, required=owed.required)
    return what, _("Điều 43 Luật TCCQĐP; số cuộc đặt ở Thiết lập"), _("Thêm cuộc"), "sessions", _planned("party")


def _government(owed: Obligation) -> Words:
    what = _("Đối thoại của Chủ tịch: đã {done} / {required} cuộc").format(done=owed.done, required=owed.required)
    return (
        what,
        _("Điều 43 Luật TCCQĐP; số cuộc đặt ở Thiết lập"),
        _("Thêm cuộc"),
        "sessions",
        _planned("government"),
    )


def _planned(head: str) -> Target:
    return Target(form="session", new={"status": "planned", "count_for": head})


def _session(owed: Obligation) -> Target:
    about = owed.about
    return Target(form="session", id=about.id, unit=about.unit) if about else Target(form="session")


def _on(owed: Obligation) -> str:
    return document_date(owed.about.values.get("held_on")) if owed.about else ""


def _announce(owed: Obligation) -> Words:
    what = _("Thông báo cuộc đối thoại ngày {day}: {title}").format(day=_on(owed), title=owed.subject)
    return what, _("Trước đối thoại · Luật TCCQĐP, Điều 43"), _("Mở cuộc"), "sessions", _session(owed)


def _publish(owed: Obligation) -> Words:
    what = _("Công khai kết quả cuộc đối thoại ngày {day}: {title}").format(day=_on(owed), title=owed.subject)
    return what, _("Sau đối thoại · Luật TCCQĐP, Điều 43"), _("Mở cuộc"), "sessions", _session(owed)


def _report(owed: Obligation) -> Words:
    what = _("Báo cáo {period}").format(period=label_words(owed.subject))
    return (
        what,
        _("Kèm Phụ lục 03, 04, 05 và tệp số liệu"),
        _("Lập báo cáo"),
        "reports",
        Target(filter="periodic-report", new={"period": owed.key.partition(":")[2]}),
    )


def _feedback(owed: Obligation) -> Words:
    what = _("Góp ý bằng văn bản của {agency}").format(agency=owed.subject)
    body = owed.about.values if owed.about else {}
    new = Target(
        form="feedback",
        new={
            "contributor": body.get("contributor"),
            "contributor_name": owed.subject,
            "timing": "periodic",
            "is_written": True,
            "target": "party_org",
            "channel": "F01",
        },
    )
    return what, _("Mỗi năm một lần, trước kiểm điểm · QĐ 218, Điều 7"), _("Ghi góp ý"), "feedback", new


def _reception(receiver: str, who: str, rule: str) -> Callable[[Obligation], Words]:
    """The words of one receiver's days; each owes his own."""

    def words(owed: Obligation) -> Words:
        month = _("tháng {month}/{year}").format(month=int(owed.starts_on[5:7]), year=owed.starts_on[:4])
        what = _("{who} tiếp công dân {month}: đã {done} / {required} ngày").format(
            who=_(who), month=month, done=owed.done, required=owed.required
        )
        return what, _(rule), _("Ghi buổi tiếp"), "registers", Target(form="reception", new={"host_role": receiver})

    return words


def _declared(owed: Obligation) -> Words:
    form = owed.key.split(":")[1]
    return owed.subject, _("Theo biểu mẫu khai báo của cấp trên"), _("Ghi sổ"), "registers", Target(form=form, new={})


WORDS: dict[str, Callable[[Obligation], Words]] = {
    "sessions_party": _party,
    "sessions_government": _government,
    "announce": _announce,
    "publish": _publish,
    "report": _report,
    "written_feedback": _feedback,
    "declared": _declared,
    "term_feedback": _feedback,
    "reception_party": _reception("party", N_("Bí thư"), N_("Quy định 11-QĐi/TW")),
    "reception_government": _reception("government", N_("Chủ tịch"), N_("Luật Tiếp công dân, Luật 136/2025/QH15")),
    "reception_council": _reception("council", N_("Thường trực HĐND"), N_("Nghị quyết 116/2025/UBTVQH15")),
}
