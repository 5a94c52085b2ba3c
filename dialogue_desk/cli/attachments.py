"""Commands over attached files."""

from __future__ import annotations

from pathlib import Path

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, record_json, say
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


COMMANDS = (attach, withdraw)
