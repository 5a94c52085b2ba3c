"""Commands over what was done lately: list it, take it back."""

from __future__ import annotations

from pathlib import Path

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, say
from dialogue_desk.desk.records import time_of
from dialogue_desk.texts import _


@click.command("operations")
@data_option
@json_option
def listed(data: Path, as_json: bool) -> None:
    """Thao tác của 90 ngày gần đây, mới trước."""
    with open_desk(data) as desk:
        found = desk.operations.listed()
    told = [
        {
            "id": str(one.number), "at": one.at, "by": one.by, "what": what, "records": one.records,
            "can_take_back": can,
        }
        for one, what, can in found
    ]  # fmt: skip
    lines = [
        f"{one.number}\t{time_of(one.at):%H:%M %d/%m/%Y}\t{one.by}\t{what}"
        + ("" if can else f"\t({_('không hoàn tác được')})")
        for one, what, can in found
    ]
    say({"operations": told}, as_json, "\n".join(lines))


@click.command("take-back")
@click.argument("operation")
@data_option
@json_option
def take_back(operation: str, data: Path, as_json: bool) -> None:
    """Hoàn tác một thao tác; thao tác “Hoàn tác” thì làm lại. Chỗ đã sửa tiếp sau đó giữ nguyên."""
    with open_desk(data) as desk:
        done = desk.operations.take_back(desk.operations.need(operation))
    kept = [{"form": one.form, "id": one.id, "why": one.why} for one in done.kept]
    lines = [_("Đã hoàn tác {count} bản ghi: {what}.").format(count=len(done.taken), what=done.what)]
    lines += [_("Giữ nguyên {form} {id}: {why}.").format(**one) for one in kept]
    say({"taken_back": len(done.taken), "kept": kept}, as_json, "\n".join(lines))


@click.command("bring-back")
@click.argument("form")
@click.argument("record_id", metavar="ID")
@data_option
@json_option
def bring_back(form: str, record_id: str, data: Path, as_json: bool) -> None:
    """Lấy một bản ghi khỏi thùng rác, cùng những gì đã vào đó với nó."""
    with open_desk(data) as desk:
        back = desk.operations.bin.bring_back(form, record_id)
    told = [{"form": one, "unit": unit, "id": key} for one, unit, key in back]
    say({"brought_back": told}, as_json, _("Đã lấy lại {count} bản ghi.").format(count=len(back)))
