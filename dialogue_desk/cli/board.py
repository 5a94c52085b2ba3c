"""Commands about what came and what did not: arrivals, quarantine, refused, alarms."""

from __future__ import annotations

from pathlib import Path

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, say
from dialogue_desk.desk.whereabouts import gaps_told
from dialogue_desk.domain.periods import parse_date
from dialogue_desk.domain.sheet import printable
from dialogue_desk.texts import _


@click.command()
@click.option("--with-lines", is_flag=True, help=_("Kèm nguyên văn từng dòng; có thể có họ tên."))
@data_option
@json_option
def quarantine(with_lines: bool, data: Path, as_json: bool) -> None:
    """Các dòng của gói không được nhận, lý do và việc nên làm."""
    with open_desk(data) as desk:
        numbers = {b.number: b.package for b in desk.receiving.batches()}
        told = [
            {"form": q.form or None, "unit": q.unit or None, "id": q.id or None, "reason": q.reason,
             "package": numbers.get(q.batch), "message": desk.whereabouts.reason(q.reason),
             "step": desk.whereabouts.step(q.reason), **({"line": q.line} if with_lines else {})}
            for q in desk.whereabouts.quarantine()
        ]  # fmt: skip
    lines = []
    for t in told:
        lines.append(f"{t['form']}  {t['unit']}  {t['id']}: {t['message']} {t['step']}")
        lines += [f"    {printable(str(t['line']))}"] if with_lines else []
    say({"quarantine": told}, as_json, "\n".join(lines))


@click.command()
@click.option("--year", required=True, type=click.IntRange(1945, 2200))
@click.option("--due", default="", metavar="DATE", help=_("Hạn nộp (ISO), để biết đơn vị nào muộn."))
@click.option("--period", default="", metavar="PERIOD", help=_("Kỳ (quý II/2023, 2023-Q2 …): hạn nộp theo Thiết lập."))
@data_option
@json_option
def arrivals(year: int, due: str, period: str, data: Path, as_json: bool) -> None:
    """Đơn vị nào đã gửi, đơn vị nào chưa, cần gọi ai."""
    last = parse_date(due) if due else None
    if due and last is None:
        raise click.UsageError(_("--due cần một ngày, ví dụ 2026-12-10."))
    with open_desk(data) as desk:
        board = desk.whereabouts.arrivals(year, last.isoformat() if last else "", period)
        names = {a.unit: desk.units.name(a.unit) for a in board}
    told = [
        {"unit": a.unit, "status": a.status, "missing": list(a.missing), "on": a.on or None, "desks": a.desks,
         "gaps": [{"machine": machine, "package": number} for machine, number in a.gaps],
         "answered": a.answer.written or None, "fetched": a.answer.fetched or None, "unsent": a.unsent}
        for a in board
    ]  # fmt: skip
    lines = ["\t".join((names[a.unit], a.status, a.on, gaps_told(a), a.contact, a.phone)).rstrip() for a in board]
    say({"units": told}, as_json, "\n".join(lines))


@click.command()
@data_option
@json_option
def refused(data: Path, as_json: bool) -> None:
    """Các dòng của đơn vị mình đang chờ xử lý ở cấp trên, lý do và việc nên làm."""
    with open_desk(data) as desk:
        kept = [(k, desk.units.name(k.row.holder)) for k in desk.whereabouts.kept_above()]
    told = [
        {"holder": k.row.holder, "form": k.row.form or None, "unit": k.row.unit or None, "id": k.row.id or None,
         "reason": k.row.reason, "message": k.message, "step": k.step, "on": k.row.told_on}
        for k, _name in kept
    ]  # fmt: skip
    lines = [f"{name}  {k.row.form}  {k.row.id}: {k.message} {k.step}" for k, name in kept]
    say({"refused": told}, as_json, "\n".join(lines) or _("Không có dòng nào chờ xử lý ở cấp trên."))


@click.command()
@click.option("--settle", default="", metavar="ABOUT", help=_("Đã xem xét xong cảnh báo về máy hoặc tệp kết nối này."))
@data_option
@json_option
def alarms(settle: str, data: Path, as_json: bool) -> None:
    """Cảnh báo đang chờ người quyết định: dòng giả mạo, máy bị sao chép, tệp kết nối dùng hai lần."""
    with open_desk(data) as desk:
        if settle:
            desk.receiving.alarms.settle(settle)
        told = [alarm.as_json() for alarm in desk.receiving.alarms.listed()]
    lines = [f"{t['at']}  {t['about']}  {t['message']} {t['step']}" for t in told]
    say({"alarms": told}, as_json, "\n".join(lines) or _("Không có cảnh báo nào."))
