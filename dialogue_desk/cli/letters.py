"""The commands `letters …`: the wording of letters, the unit's own beside the shipped one."""

from __future__ import annotations

from pathlib import Path

import click

from dialogue_desk.cli.frame import command_group, data_option, json_option, open_desk, say
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

FAMILIES = click.Choice(["party", "state", "front"])


@command_group(help=_("Lời văn bản: lời của chương trình và lời riêng của đơn vị."))
def letters() -> None:
    """The group of commands over the wording of letters."""


@letters.command("list")
@data_option
@json_option
def list_letters(data: Path, as_json: bool) -> None:
    """Liệt kê các văn bản sửa được lời, và văn bản nào đơn vị có lời riêng."""
    with open_desk(data) as desk:
        found = [
            {"letter": name, "title": title, "own": desk.letters.is_own(name)} for name, title in desk.letters.names()
        ]
    lines = [f"{f['letter']}\t{f['title']}" + (f"\t{_('lời riêng')}" if f["own"] else "") for f in found]
    say({"letters": found}, as_json, "\n".join(lines))


@letters.command("show")
@click.argument("name")
@click.option("--family", type=FAMILIES, default=None, help=_("Cơ quan ban hành: party, state hoặc front."))
@data_option
@json_option
def show_letter(name: str, family: str | None, data: Path, as_json: bool) -> None:
    """In lời đang dùng của một văn bản, và chỗ khác với lời của chương trình."""
    with open_desk(data) as desk:
        text, told = desk.letters.text(name, family or ""), desk.letters.differences(name, family or "")
    say({"letter": name, "text": text, "differences": told}, as_json, text)


@letters.command("set")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--family", type=FAMILIES, default=None, help=_("Cơ quan ban hành: party, state hoặc front."))
@data_option
@json_option
def set_letter(name: str, file: Path, family: str | None, data: Path, as_json: bool) -> None:
    """Giữ lời riêng của đơn vị, đọc từ một tệp chữ UTF-8."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DeskError(
            _("{file} không phải tệp chữ UTF-8.").format(file=file.name), _("Lưu tệp bằng bảng mã UTF-8."), "encoding"
        ) from error
    with open_desk(data) as desk:
        desk.letters.keep(name, text, family or "")
    say({"letter": name, "own": True}, as_json, _("Đã giữ lời riêng."))


@letters.command("reset")
@click.argument("name")
@click.option("--family", type=FAMILIES, default=None, help=_("Cơ quan ban hành: party, state hoặc front."))
@data_option
@json_option
def reset_letter(name: str, family: str | None, data: Path, as_json: bool) -> None:
    """Bỏ lời riêng, dùng lại lời của chương trình."""
    with open_desk(data) as desk:
        desk.letters.reset(name, family or "")
    say({"letter": name, "own": False}, as_json, _("Đã dùng lại lời của chương trình."))
