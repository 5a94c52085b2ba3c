"""Commands about administrative units: list, find, count, import."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dialogue_desk.cli.frame import command_group, data_option, json_option, open_desk, pairs, say
from dialogue_desk.desk.desk import DATABASE
from dialogue_desk.desk.records import today
from dialogue_desk.domain.periods import document_date, parse_date
from dialogue_desk.domain.shares import percent_text
from dialogue_desk.domain.units import Unit, UnitTree
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.desk.unit_shares import Shared


@command_group(invoke_without_command=True)
@click.option("--find", "wanted", default=None, metavar="TEXT", help=_("Tìm trong các đơn vị cả nước từ 2023 đến nay."))
@click.option("--count", "is_count", is_flag=True, help=_("Đếm xã, huyện, tỉnh có vào một ngày."))
@click.option("--on", "day", default="", metavar="DATE", help=_("Vào ngày nào; không ghi là mọi ngày (đếm: hôm nay)."))
@click.option("--within", default="", metavar="KEY", help=_("Chỉ đếm trong đơn vị này."))
@data_option
@json_option
@click.pass_context
def units(
    context: click.Context, wanted: str | None, is_count: bool, day: str, within: str, data: Path, as_json: bool
) -> None:
    """Danh sách đơn vị: của bàn này; tìm (--find) và đếm (--count) trong cả nước."""
    context.obj = data
    if context.invoked_subcommand is not None:
        return
    if wanted is not None:
        _find(known_tree(data), wanted, _day(day), as_json)
    elif is_count:
        _count(known_tree(data), _day(day) or today().isoformat(), within, as_json)
    else:
        with open_desk(data) as desk:
            listed = [_told(u) for u in desk.units.units.values()]
        say({"units": listed}, as_json, "\n".join(f"{u['key']}\t{u['name']}\t{u['level']}" for u in listed))


def _told(unit: Unit) -> dict[str, Any]:
    told = {"key": unit.key, "code": unit.code, "name": unit.name, "type": unit.type, "level": unit.level}
    return told | {"parent": unit.parent or None}


def known_tree(data: Path) -> UnitTree:
    """Every unit of the country, with what the desk of a folder was told beyond the shipped list."""
    from dialogue_desk.desk.unit_lists import national

    tree = national()
    if not (data / DATABASE).is_file():
        return tree
    with open_desk(data) as desk:
        own = {key: unit for key, unit in desk.units.units.items() if tree.units.get(key) != unit}
    return UnitTree({**tree.units, **own}.values()) if own else tree


def _day(text: str) -> str:
    """An ISO day, "" for none; DeskError for what is no day."""
    found = parse_date(text) if text else None
    if text and found is None:
        raise DeskError(_("“{day}” không phải một ngày.").format(day=text), _("Ghi ngày như 30/6/2025."), "bad_day")
    return found.isoformat() if found else ""


def _find(tree: UnitTree, text: str, day: str, as_json: bool) -> None:
    from dialogue_desk.domain.unit_search import UnitSearch

    hits = UnitSearch(tree).find(text, day)
    if not hits:
        raise DeskError(
            _("Không có đơn vị nào hợp với “{text}”.").format(text=text),
            _("Gõ một phần tên, không cần dấu, hoặc mã."),
            "no_unit",
        )
    listed, lines = [], []
    for hit in hits:
        unit, province = hit.unit, hit.above[-1] if hit.above else hit.unit
        heirs = [{"key": key, "whole": len(unit.heirs) == 1} for key in unit.heirs]
        listed.append(
            {
                "key": unit.key, "code": unit.code, "name": unit.name, "type": unit.type,
                "province": province.key, "province_name": province.name,
                "above": [u.key for u in hit.above],
                "valid_from": unit.valid_from or None, "valid_to": unit.valid_to or None, "successors": heirs,
            }
        )  # fmt: skip
        lines.append(_line(tree, unit, hit.above))
    say({"units": listed}, as_json, "\n".join(lines))


def _line(tree: UnitTree, unit: Unit, above: tuple[Unit, ...]) -> str:
    """A hit for a person: where it stands and, for one that is no more, what it became."""
    line = "\t".join((unit.key, unit.name, ", ".join(u.name for u in above)))
    if not unit.valid_to:
        return line
    heirs = ", ".join(tree.name(key) for key in unit.heirs) or _("không có đơn vị kế thừa")
    return line + "\t" + _("đến {day} → {heirs}").format(day=document_date(unit.valid_to), heirs=heirs)


def _count(tree: UnitTree, day: str, within: str, as_json: bool) -> None:
    top = tree.resolve(within, day) if within else None
    counted = tree.subtree(top.key, day) if top else [u for u in tree.units.values() if u.is_valid(day)]
    levels = {"communes": "commune", "districts": "district", "provinces": "city"}
    told = {name: sum(1 for u in counted if u.level == level) for name, level in levels.items()}
    text = _("{day}: {communes} xã, phường, đặc khu; {districts} huyện, quận; {provinces} tỉnh, thành phố.")
    say(told, as_json, text.format(day=document_date(day), **told))


@units.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--version", default="", metavar="DATE", help=_("Ngày của bản thay đổi; mặc định hôm nay."))
@data_option
@json_option
def units_import(file: Path, version: str, data: Path, as_json: bool) -> None:
    """Nhập danh sách đơn vị, hoặc thay đổi của danh sách, từ tệp CSV; tệp trả lời chuyển nó xuống dưới."""
    with open_desk(data) as desk:
        dated = _day(version) or desk.today().isoformat()
        count = desk.import_units(file, dated)
    told = _("Đã nhập {count} đơn vị, bản ngày {day}.").format(count=count, day=document_date(dated))
    say({"units": count, "version": dated}, as_json, told)


@units.command("shares")
@click.argument("old", required=False, default="")
@click.argument("parts", nargs=-1, metavar="[NEW=PERCENT]...")
@click.option("--clear", "is_cleared", is_flag=True, help=_("Bỏ tỷ lệ đã đặt: đơn vị cũ lại đứng riêng."))
@click.option("--within", default="", metavar="KEY", help=_("Chỉ liệt kê trong đơn vị này."))
@data_option
@json_option
def units_shares(old: str, parts: tuple[str, ...], is_cleared: bool, within: str, data: Path, as_json: bool) -> None:
    """Tỷ lệ chia số liệu của xã, phường cũ bị chia cho nhiều đơn vị: xem, đặt, bỏ. Không đặt thì không chia."""
    with open_desk(data) as desk:
        shares = desk.unit_shares
        if old and is_cleared and not parts:
            listed = [shares.clear(old)]
        elif is_cleared:
            raise click.UsageError(_("Ghi một đơn vị cũ, không kèm tỷ lệ, để bỏ tỷ lệ của đơn vị ấy."))
        elif old:
            listed = [shares.put(old, pairs(parts)) if parts else shares.of(old)]
        else:
            listed = shares.every(desk.unit_key(within) if within else "")
        told = [_told_shares(desk.units, shared) for shared in listed]
    say({"shares": told}, as_json, "\n".join(_shares_line(t) for t in told))


def _told_shares(tree: UnitTree, shared: Shared) -> dict[str, Any]:
    told, unit = shared.told, shared.unit
    parts = [
        {"key": u.key, "name": u.name, "percent": told.parts.get(u.key, 0) / 100 if told else None}
        for u in shared.heirs
    ]
    by = {"set_by": told.by if told else None, "set_by_name": tree.name(told.by) if told else None}
    return {"key": unit.key, "name": unit.name, "valid_to": unit.valid_to or None, **by, "parts": parts}


def _shares_line(told: dict[str, Any]) -> str:
    def part(one: dict[str, Any]) -> str:
        share = "" if one["percent"] is None else f" {percent_text(round(one['percent'] * 100))}%"
        return f"{one['name']}{share}"

    by = _("do {unit} đặt").format(unit=told["set_by_name"]) if told["set_by"] else _("chưa đặt, để riêng")
    return "\t".join((told["key"], told["name"], ", ".join(map(part, told["parts"])), by))
