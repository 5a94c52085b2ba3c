"""Commands about what is owed: home, obligations, suggestion boxes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, say
from dialogue_desk.desk.alarms import Alarms
from dialogue_desk.desk.home import Office
from dialogue_desk.domain.obligations import KIND, STATE
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.vocabulary import DUTY_REASON, REFERENCE_KIND
from dialogue_desk.texts import _


@click.command()
@data_option
@json_option
def home(data: Path, as_json: bool) -> None:
    """Việc hôm nay: những con số cần trong mười giây."""
    with open_desk(data) as desk:
        tiles, alerts = desk.home.tiles(), desk.home.alerts()
        alarms = [alarm.as_json() for alarm in Alarms(desk.store).listed()]
        has_below = bool(desk.units.children(desk.unit))
        below = desk.home.office(desk.conflicts.by_unit()) if has_below else None
        names = {line.unit: desk.units.name(line.unit) for line in below.lines} if below else {}
    told: dict[str, Any] = {
        "figures": {t.key: t.value for t in tiles},
        "required": {t.key: t.required for t in tiles if t.required is not None},
        "alerts": [{"key": a.key, "text": a.text, "count": a.count} for a in alerts],
        "alarms": alarms,
    }
    lines = [f"{t.label}: {'—' if t.value is None else t.value}" + _against(t.required) for t in tiles]
    if below is not None:
        told["units"] = _office_json(below)
        lines += [f"{names[line.unit]}: {line.told}" for line in below.lines if line.reasons]
    lines += [a.text for a in alerts]
    lines += [_("Cảnh báo: {message} {step}").format(message=a["message"], step=a["step"]) for a in alarms]
    say(told, as_json, "\n".join(lines))


def _office_json(office: Office) -> dict[str, Any]:
    """What the units directly below need today, the most urgent first."""
    needs = [
        {
            "unit": line.unit, "months": dict(line.months),
            "contact": line.contact or None, "phone": line.phone or None,
            "reasons": [{"kind": r.kind, "count": r.count, "days": r.days, "text": r.text} for r in line.reasons],
        }
        for line in office.lines
    ]  # fmt: skip
    return {"period": office.period or None, "due": office.due or None, "counts": dict(office.counts), "needs": needs}


def _against(required: int | None) -> str:
    return "" if required is None else f"/{required}"


@click.command()
@click.option("--year", type=click.IntRange(1945, 2200), help=_("Năm; mặc định năm nay."))
@click.option("--unit", default="", help=_("Đơn vị; mặc định đơn vị của bàn."))
@click.option("--missing", is_flag=True, help=_("Chỉ những việc chưa thực hiện."))
@data_option
@json_option
def obligations(year: int | None, unit: str, missing: bool, data: Path, as_json: bool) -> None:
    """Các nghĩa vụ trong năm: đến kỳ, quá hạn, đã thực hiện bởi bản ghi nào."""
    with open_desk(data) as desk:
        found = desk.duties.obligations(year or 0, desk.unit_key(unit, f"{year}-12-31" if year else "") if unit else "")
    told = [
        {
            "kind": o.kind, "subject": o.subject, "due_on": o.due_on, "status": o.state, "required": o.required,
            "done": o.done, "is_late": o.is_late, "duty": o.key,
            "fulfilled_by": [{"form": r.form, "unit": r.unit, "id": r.id} for r in o.fulfilled_by],
        }
        for o in found
        if not missing or o.state != "fulfilled"
    ]  # fmt: skip
    lines = [
        "  ".join([screen_date(o.due_on), _(STATE.label(o.state)), f"{_(KIND.label(o.kind))}: {o.subject}", o.key])
        for o in found
        if not missing or o.state != "fulfilled"
    ]
    say({"obligations": told}, as_json, "\n".join(lines))


@click.command()
@click.argument("duties", nargs=-1, metavar="DUTY...")
@click.option("--before-desk", is_flag=True, help=_("Mọi nghĩa vụ năm nay đã đến hạn trước khi bàn bắt đầu dùng."))
@click.option(
    "--reason", type=click.Choice(tuple(DUTY_REASON.labels)), default="outside", show_default=True, help=_("Lý do.")
)
@click.option("--text", default="", help=_("Diễn giải: làm ở đâu, khi nào, theo văn bản nào."))
@click.option("--unit", default="", help=_("Đơn vị; mặc định đơn vị của bàn."))
@data_option
@json_option
def excuse(
    duties: tuple[str, ...], before_desk: bool, reason: str, text: str, unit: str, data: Path, as_json: bool
) -> None:
    """Ghi nghĩa vụ đã làm ngoài phần mềm, hoặc không áp dụng: không nhắc nữa."""
    if not duties and not before_desk:
        raise click.UsageError(_("Ghi mã nghĩa vụ (lệnh obligations --json), hoặc --before-desk."))
    with open_desk(data) as desk:
        whose = desk.unit_key(unit) if unit else ""
        wanted = [*duties, *((o.key for o in desk.duties.before_desk(whose)) if before_desk else ())]
        count = desk.duties.excuse(wanted, reason, text, whose)
    say({"excused": count, "duties": wanted}, as_json, _("Đã ghi {count} nghĩa vụ.").format(count=count))


@click.command()
@click.option("--unit", default="", help=_("Đơn vị; mặc định đơn vị của bàn và các đơn vị dưới."))
@data_option
@json_option
def boxes(unit: str, data: Path, as_json: bool) -> None:
    """Hiệu quả từng hòm thư góp ý."""
    with open_desk(data) as desk:
        found = desk.duties.boxes(desk.unit_key(unit) if unit else "")
    told = [
        {
            "unit": b.unit, "location": b.location, "openings": b.openings, "letters": b.letters, "usable": b.usable,
            "opinions": b.opinions, "yield": round(b.yield_, 2), "empty_in_a_row": b.empty_in_a_row, "is_low": b.is_low,
        }
        for b in found
    ]  # fmt: skip
    lines = [
        _("{place}: {openings} lần mở, {letters} thư, {opinions} ý kiến").format(
            place=b.location, openings=b.openings, letters=b.letters, opinions=b.opinions
        )
        + (_(" — hiệu quả thấp") if b.is_low else "")
        for b in found
    ]
    say({"boxes": told}, as_json, "\n".join(lines))


@click.command("days-off")
@click.option("--year", type=click.IntRange(1945, 2200), help=_("Năm; mặc định năm nay."))
@click.option("--unit", default="", help=_("Đơn vị; mặc định đơn vị của bàn."))
@data_option
@json_option
def days_off(year: int | None, unit: str, data: Path, as_json: bool) -> None:
    """Ngày nghỉ và ngày làm bù của một năm, đã công bố hay chưa."""
    with open_desk(data) as desk:
        asked = year or desk.today().year
        told = desk.duties.days_off(asked, desk.unit_key(unit) if unit else "")
    answer = {
        "year": asked, "is_announced": told.is_announced, "decided_by": told.decided_by or None,
        "days_off": list(told.off), "worked": list(told.worked),
    }  # fmt: skip
    lines = [screen_date(day) for day in told.off]
    lines += [_("{day}: làm bù").format(day=screen_date(day)) for day in told.worked]
    if not told.is_announced:
        lines.append(_("Lịch nghỉ năm {year} chưa công bố: các ngày Tết là dự tính.").format(year=asked))
    say(answer, as_json, "\n".join(lines))


@click.command()
@click.option("--kind", type=click.Choice(tuple(REFERENCE_KIND.labels)), default=None, help=_("Chỉ danh mục này."))
@data_option
@json_option
def lists(kind: str | None, data: Path, as_json: bool) -> None:
    """Danh mục dùng chung đang giữ: mục nào của đơn vị nào, phiên bản, mục nào đang có hiệu lực ở đây."""
    with open_desk(data) as desk:
        told = [
            {**entry._asdict(), "version": version, "is_in_force": is_in_force}
            for entry, version, is_in_force in desk.duties.lists()
            if kind in (None, entry.kind)
        ]
        names = {str(t["unit"]): desk.units.name(str(t["unit"])) for t in told}
    used = {True: "", False: _("không dùng ở đây")}
    lines = [
        "  ".join([_(REFERENCE_KIND.label(str(t["kind"]))), f"{t['name']}: {t['value']}", names[str(t["unit"])],
                   _("bản ngày {day}").format(day=screen_date(str(t["version"])[:10])), used[bool(t["is_in_force"])]])
        for t in told
    ]  # fmt: skip
    say({"lists": told}, as_json, "\n".join(line.rstrip() for line in lines))
