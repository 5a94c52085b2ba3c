"""The commands `forms …`: forms of an organisation, written in Excel, declared for it and those below."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli.frame import command_group, data_option, json_option, open_desk, say
from dialogue_desk.domain.declared import Declaration
from dialogue_desk.texts import _


@command_group(help=_("Biểu mẫu khai báo: ô và sổ riêng của đơn vị, viết bằng Excel (XLSForm)."))
def forms() -> None:
    """The group of commands over declared forms."""


def _json(told: Declaration) -> dict[str, Any]:
    return {"form_id": told.form_id, "version": told.version, "registers": told.registers, "fields": told.fields}


def _words(told: Declaration) -> str:
    return _("{title} ({form}, phiên bản {version}): {registers} sổ, {fields} ô.").format(
        title=told.title,
        form=told.form_id,
        version=told.version,
        registers=len(told.registers),
        fields=len(told.fields),
    )


@forms.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@json_option
def check_form(file: Path, data: Path, as_json: bool) -> None:
    """Kiểm tra một sổ XLSForm, không công bố gì."""
    with open_desk(data) as desk:
        found = desk.declaring.check(file).declaration
    say(_json(found), as_json, _words(found))


@forms.command("publish")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@json_option
def publish_form(file: Path, data: Path, as_json: bool) -> None:
    """Công bố biểu mẫu trong một sổ XLSForm: bàn này dùng ngay, cấp dưới nhận cùng tệp trả lời."""
    with open_desk(data) as desk:
        found = desk.declaring.publish(file).declaration
    say(_json(found), as_json, _words(found))


@forms.command("list")
@data_option
@json_option
def list_forms(data: Path, as_json: bool) -> None:
    """Liệt kê các biểu mẫu khai báo mà bàn này đang có."""
    with open_desk(data) as desk:
        held = [told for told in desk.declaring.held() if told.fields or told.registers or told.is_withdrawn]
        names = {told.issuer: desk.units.name(told.issuer) for told in held}
    told_all = [
        {**_json(told), "title": told.title, "issuer": told.issuer, "withdrawn": told.is_withdrawn} for told in held
    ]
    lines = [
        f"{_words(told)} {names[told.issuer]}." + (" " + _("Đã thôi dùng.") if told.is_withdrawn else "")
        for told in held
    ]
    say({"forms": told_all}, as_json, "\n".join(lines) or _("Chưa có biểu mẫu khai báo nào."))


@forms.command("withdraw")
@click.argument("form_id")
@data_option
@json_option
def withdraw_form(form_id: str, data: Path, as_json: bool) -> None:
    """Ngừng dùng một biểu mẫu của đơn vị; số liệu đã nhập vẫn giữ nguyên tên và được đếm."""
    with open_desk(data) as desk:
        found = desk.declaring.withdraw(form_id)
    said = _("Đã thôi dùng “{title}”.").format(title=found.title)
    say({"form_id": found.form_id, "version": found.version, "withdrawn": True}, as_json, said)
