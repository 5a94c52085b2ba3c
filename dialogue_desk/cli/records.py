"""Commands about the desk itself and single records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli.erasures import erased_json, erased_text
from dialogue_desk.cli.frame import (
    data_option,
    json_option,
    open_desk,
    pairs,
    record_json,
    say,
    shown_value,
    warn,
    warn_of_clock,
)
from dialogue_desk.desk import Desk
from dialogue_desk.desk.texts_of import read_pairs, split_form
from dialogue_desk.domain.fields import as_json_value
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _


@click.command()
@click.option("--unit", "unit", required=True, help=_("Mã hoặc khóa của đơn vị."))
@click.option("--units", default="", help=_("Danh sách đơn vị: 2023, 2025 hoặc tệp CSV."))
@click.option("--person", default="", help=_("Người dùng bàn này."))
@data_option
@json_option
def init(unit: str, units: str, person: str, data: Path, as_json: bool) -> None:
    """Tạo bàn mới cho một đơn vị."""
    desk = Desk.init(data, unit, units, person)
    own = desk.units[desk.unit]
    say(
        {"unit": own.key, "name": own.name, "data": str(data)},
        as_json,
        _("Đã tạo bàn của {unit} ({key}).").format(unit=own.name, key=own.key),
    )
    desk.close()


@click.command()
@click.argument("changes", nargs=-1)
@data_option
@json_option
def settings(changes: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Xem hoặc đặt các thiết lập của đơn vị (KEY=VALUE …)."""
    with open_desk(data) as desk:
        if changes:
            given = read_pairs(desk, "settings", pairs(changes))
            desk.records.save("settings", given)
        now = desk.records.settings()
    say(
        {k: as_json_value(v) for k, v in now.items()},
        as_json,
        "\n".join(f"{k}={shown_value(v)}" for k, v in now.items()),
    )


@click.command()
@click.argument("form")
@click.argument("fields", nargs=-1)
@data_option
@json_option
def add(form: str, fields: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Thêm một bản ghi; in ra mã của nó. unit=MÃ: nhập thay cho đơn vị cấp dưới chưa có máy."""
    base, is_personal = split_form(form)
    if is_personal:
        # A sibling without its record could not be reached by anything.
        raise DeskError(
            _("Dữ liệu cá nhân đứng cùng bản ghi của nó."),
            _("Ghi các ô ấy khi thêm {form}, hoặc sửa bằng lệnh set.").format(form=base),
        )
    with open_desk(data) as desk:
        warn_of_clock(desk)
        given = pairs(fields)
        unit = given.pop("unit", "")
        values = read_pairs(desk, form, given)
        if form == "action":
            desk.petitions.require_subject(values)
        record = desk.records.save(form, values, unit=desk.unit_key(unit) if unit else "")
        if form == "action" and desk.petitions.out_of_order(record):
            warn(_("Đã ghi, nhưng bước này không đúng thứ tự nên không đổi trạng thái kiến nghị."))
    say({"id": record.id, "unit": record.unit, "rev": record.rev}, as_json, record.id)


@click.command()
@click.argument("form")
@click.argument("record_id", metavar="ID")
@data_option
@json_option
def get(form: str, record_id: str, data: Path, as_json: bool) -> None:
    """Xem một bản ghi."""
    with open_desk(data) as desk:
        base, is_personal = split_form(form)
        record = desk.records.need(base, record_id)
        told = record_json(record)
        if is_personal:
            keys = {f.key for f in desk.records.form(base).personal_fields}
            told = {k: v for k, v in told.items() if k in keys or k in ("unit", "id")}
            told |= {"form": form, "rev": record.personal_rev}
    say(
        told,
        as_json,
        "\n".join(f"{k}={shown_value(v if not isinstance(v, list) else tuple(v))}" for k, v in told.items()),
    )


@click.command("set")
@click.argument("form")
@click.argument("record_id", metavar="ID")
@click.argument("fields", nargs=-1, required=True)
@data_option
@json_option
def set_(form: str, record_id: str, fields: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Sửa vài ô của một bản ghi."""
    with open_desk(data) as desk:
        warn_of_clock(desk)
        base, _is_personal = split_form(form)
        record = desk.records.change(base, record_id, read_pairs(desk, base, pairs(fields)))
    say(record_json(record), as_json, _("Đã sửa {id}.").format(id=record_id))


@click.command()
@click.argument("form")
@click.argument("record_id", metavar="ID")
@data_option
@json_option
@click.option("--with-children", is_flag=True, help=_("Cùng các ý kiến nêu ở đó."))
def delete(form: str, record_id: str, data: Path, as_json: bool, with_children: bool) -> None:
    """Đưa một bản ghi vào thùng rác."""
    with open_desk(data) as desk:
        (desk.operations.bin.put if with_children else desk.records.delete)(form, record_id)
    say({"id": record_id, "is_deleted": True}, as_json, _("Đã đưa {id} vào thùng rác.").format(id=record_id))


@click.command()
@click.argument("form")
@click.argument("record_id", metavar="ID")
@data_option
@json_option
def history(form: str, record_id: str, data: Path, as_json: bool) -> None:
    """Các lần ghi của một bản ghi, cũ trước."""
    with open_desk(data) as desk:
        base, is_personal = split_form(form)
        found = [i for i in desk.records.history(base, record_id) if i.is_personal or not is_personal]
        origins = desk.whereabouts.origins(base, record_id)
        erased = desk.erasure.listed(base, record_id)
    told: list[dict[str, Any]] = [
        {
            "rev": i.rev, "by": i.by, "at": i.at, "desk": i.desk, "is_deleted": i.is_deleted,
            "form": base + "_personal" if i.is_personal else base, "origin": origins.get(i.rev),
            "changes": [{"field": k, "old": as_json_value(a), "new": as_json_value(b)} for k, a, b in i.changes],
        }
        for i in found
    ]  # fmt: skip
    lines = [
        f"{t['at']}  {t['by']}  {t['rev']}  "
        + (_("xóa") if t["is_deleted"] else ", ".join(c["field"] for c in t["changes"]))
        for t in told
    ]
    lines += [erased_text(one) for one in erased]
    say({"versions": told, "erasures": [erased_json(one) for one in erased]}, as_json, "\n".join(lines))


@click.command()
@click.argument("form")
@click.argument("record_id", metavar="ID")
@click.argument("rev")
@data_option
@json_option
def revert(form: str, record_id: str, rev: str, data: Path, as_json: bool) -> None:
    """Đưa bản ghi về một lần ghi trước."""
    with open_desk(data) as desk:
        record = desk.records.revert(split_form(form)[0], record_id, rev)
    say(record_json(record), as_json, _("Đã đưa {id} về {rev}.").format(id=record_id, rev=rev))


@click.command()
@click.argument("text")
@click.option("--form", default="", help=_("Chỉ tìm trong loại bản ghi này."))
@click.option("--limit", default=50, show_default=True)
@click.option("--with-personal", is_flag=True, help=_("Hiện cả dữ liệu cá nhân."))
@data_option
@json_option
def search(text: str, form: str, limit: int, with_personal: bool, data: Path, as_json: bool) -> None:
    """Tìm trong mọi hồ sơ, không cần dấu."""
    with open_desk(data) as desk:
        hits = desk.records.search(text, split_form(form)[0] if form else "", limit)
    told = [
        {"form": h.form, "unit": h.unit, "id": h.id, "text": "•••" if h.is_personal and not with_personal else h.text}
        for h in hits
    ]
    say({"hits": told}, as_json, "\n".join(f"{t['form']}\t{t['id']}\t{t['text'][:120]}" for t in told))
