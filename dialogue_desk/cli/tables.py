"""The command about tables other people made: import-table."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, say, warn
from dialogue_desk.desk import Desk
from dialogue_desk.desk.intake import Choices, Look, SeenRow, folded_words
from dialogue_desk.domain.fields import as_json_value
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

_PATH = click.Path(path_type=Path)


def _pairs(arguments: tuple[str, ...], example: str) -> dict[str, str]:
    """LEFT=RIGHT arguments, cut at the last sign: headings may have one themselves."""
    found: dict[str, str] = {}
    for argument in arguments:
        left, sign, right = argument.rpartition("=")
        if not sign or not left.strip():
            raise DeskError(_("“{text}” không có dạng {example}.").format(text=argument, example=example), "", "usage")
        found[left.strip()] = right.strip()
    return found


def _words(arguments: tuple[str, ...]) -> dict[str, dict[str, str]]:
    triples = []
    for left, code in _pairs(arguments, "field:their word=code").items():
        key, sign, word = left.partition(":")
        if not sign or not word.strip():
            raise DeskError(_("“{text}” không có dạng {example}.").format(text=left, example="field:their word=code"))
        triples.append((key.strip(), word.strip(), code))
    return folded_words(triples)


def _values(arguments: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for argument in arguments:
        key, sign, value = argument.partition("=")
        if not sign or not key.strip():
            raise DeskError(_("“{text}” không có dạng {example}.").format(text=argument, example="field=value"))
        found[key.strip()] = value.strip()
    return found


@click.command("import-table")
@click.argument("files", nargs=-1, required=True, type=_PATH, metavar="FILE…")
@click.option("--form", default="", help=_("Loại bản ghi của bảng; không ghi thì máy đoán."))
@click.option("--sheet", "sheets", multiple=True, help=_("Chỉ lấy trang này; ghi nhiều lần được."))
@click.option("--map", "columns", multiple=True, help=_('Cột vào ô nào: "TIÊU ĐỀ=ô" hoặc "C=ô".'))
@click.option("--set", "fixed", multiple=True, help=_("Một giá trị cho mọi dòng: ô=giá trị."))
@click.option("--word", "words", multiple=True, help=_('Chữ của họ là mã nào: "ô:chữ=mã".'))
@click.option(
    "--date-order", default="", type=click.Choice(["", "dmy", "mdy", "ymd"]), help=_("Thứ tự ngày, tháng, năm.")
)
@click.option("--remember", default="", help=_("Nhớ cách ghép cột này dưới tên."))
@click.option("--mapping", "remembered", default="", help=_("Dùng cách ghép cột đã nhớ."))
@click.option("--hidden", is_flag=True, help=_("Lấy cả các dòng ẩn."))
@click.option("--likely-words", is_flag=True, help=_("Nhận các mã máy đoán cho chữ lạ."))
@click.option("--for-unit", default="", help=_("Nhập thay cho đơn vị cấp dưới này."))
@click.option("--store", is_flag=True, help=_("Lưu; không ghi thì chỉ xem."))
@click.option("--skip-bad", type=_PATH, default=None, help=_("Ghi các dòng sai ra tệp này, lưu các dòng còn lại."))
@data_option
@json_option
@click.pass_context
def import_table(
    context: click.Context, files: tuple[Path, ...], form: str, sheets: tuple[str, ...], columns: tuple[str, ...],
    fixed: tuple[str, ...], words: tuple[str, ...], date_order: str, remember: str, remembered: str, hidden: bool,
    likely_words: bool, for_unit: str, store: bool, skip_bad: Path | None, data: Path, as_json: bool,
) -> None:  # fmt: skip
    """Xem và nhập bảng của người khác: Excel, CSV, Word, LibreOffice, điện thoại."""
    if skip_bad is not None and (len(files) > 1 or not store):
        raise click.UsageError(_("--skip-bad đi cùng --store và một tệp."))
    choices = Choices(
        form, sheets, _pairs(columns, "HEADING=field"), _values(fixed), _words(words),
        {"": date_order} if date_order else {}, with_hidden=hidden, likely_words=likely_words,
    )  # fmt: skip
    done: list[Look] = []
    with open_desk(data) as desk:
        if remembered:
            choices = replace(choices, mapping=desk.files.intake.mapping(remembered))
        unit = desk.files.unit_for(for_unit)
        for file in files:
            done.append(_taken(desk, file, choices, unit, store=store, skip_bad=skip_bad))
            if remember:
                desk.files.intake.remember(done[-1].found, remember)
    told = _as_json(done)
    if not as_json:
        for at, text in ((w["at"], w["text"]) for w in told["warnings"]):
            warn(f"{_('Cột {at}').format(at=at)}: {text}." if at else f"{text[:1].upper()}{text[1:]}.")
    say(told, as_json, "\n".join(_told(look, store) for look in done))
    counts = sum((look.counts for look in done), Counter[str]())
    if not sum(counts[status] for status in ("new", "changed", "alike", "known")):
        warn(_nothing(done, counts))
        context.exit(1)


def _taken(desk: Desk, file: Path, choices: Choices, unit: str, *, store: bool, skip_bad: Path | None) -> Look:
    tables = desk.files.intake.tables(file)
    if not store:
        return desk.files.intake.look(tables, choices, file.name, unit)
    return desk.files.intake.store(tables, choices, file.name, unit, skip_bad)


def _nothing(done: list[Look], counts: Counter[str]) -> str:
    wrong = next((row for look in done for row in look.rows if row.status == "wrong"), None)
    names = ", ".join(look.file for look in done)
    if wrong is None:
        return _("{file} không có dòng nào lấy được.").format(file=names)
    return _("{file}: không dòng nào lấy được, {count} dòng sai; dòng {row}: {why}.").format(
        file=names, count=counts["wrong"], row=wrong.told.row, why=wrong.why.rstrip(".")
    )


def _as_json(done: list[Look]) -> dict[str, Any]:
    """The object `--json` prints: of several files the rows one after the other, form and columns of the first."""
    first = done[0].found
    return {
        "form": first.form.key,
        "sheets": [
            {"name": s.name, "visible": s.is_visible, "rows": s.rows, "taken": s.is_taken, "why": s.why}
            for look in done
            for s in look.found.sheets
        ],
        "columns": [{"at": c.at, "heading": c.heading, "field": c.field, "how": c.how} for c in first.columns],
        "missing": list(dict.fromkeys(key for look in done for key in look.found.missing)),
        "rows": [_row_json(row) for look in done for row in look.rows],
        "warnings": [{"at": at, "text": text} for look in done for at, text in look.warnings],
        "stored": sum(look.stored for look in done),
    }


def _row_json(row: SeenRow) -> dict[str, Any]:
    return {
        "sheet": row.told.sheet, "row": row.told.row, "status": row.status, "why": row.why,
        "values": {key: as_json_value(value) for key, value in row.told.values.items()},
        "problems": [{"at": at, "text": text} for at, text in row.problems],
    }  # fmt: skip


def _told(look: Look, store: bool) -> str:
    n = look.counts
    text = _("{file}: đã lưu {stored}; ") if store else _("{file}: ")
    text += _("{new} mới, {changed} sửa, {alike} giống, {known} đã có, {wrong} sai, {left_out} không lấy.")
    return text.format(file=look.file, stored=look.stored, **{s: n[s] for s in (
        "new", "changed", "alike", "known", "wrong", "left_out")})  # fmt: skip
