"""Commands over attached files, and erasing what a person asked to have erased."""

from __future__ import annotations

from pathlib import Path

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, record_json, say
from dialogue_desk.desk.texts_of import split_form
from dialogue_desk.texts import _


@click.command()
@click.argument("form")
@click.argument("record_id", metavar="ID")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@json_option
def attach(form: str, record_id: str, file: Path, data: Path, as_json: bool) -> None:
    """Đính kèm một tệp vào bản ghi; in ra mã của tệp."""
    with open_desk(data) as desk:
        record = desk.attachments.attach(form, record_id, file)
    say(record_json(record), as_json, record.id)


@click.command()
@click.argument("attachment_id", metavar="ID")
@data_option
@json_option
def withdraw(attachment_id: str, data: Path, as_json: bool) -> None:
    """Rút nội dung một tệp đính kèm; dòng ghi vẫn còn."""
    with open_desk(data) as desk:
        record = desk.attachments.withdraw(attachment_id)
    say(record_json(record), as_json, _("Đã rút nội dung tệp {id}.").format(id=attachment_id))


@click.command()
@click.argument("form")
@click.argument("record_id", metavar="ID")
@click.argument("fields", metavar="[FIELD …]", nargs=-1)
@click.option("--reason", required=True, help=_("Vì sao xóa; được giữ cùng dấu xóa."))
@data_option
@json_option
def erase(form: str, record_id: str, fields: tuple[str, ...], reason: str, data: Path, as_json: bool) -> None:
    """Xóa nội dung theo yêu cầu khỏi mọi lần ghi; không nêu ô thì xóa mọi dữ liệu cá nhân."""
    with open_desk(data) as desk:
        base, _is_personal = split_form(form)
        erased = desk.erasure.erase(base, record_id, fields, reason)
    told = _("Đã xóa {fields} của {id}; dấu xóa đi cùng các gói sau.").format(fields=", ".join(erased), id=record_id)
    say({"form": base, "id": record_id, "fields": erased}, as_json, told)
