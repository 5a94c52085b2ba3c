"""Commands about reporting periods."""

from __future__ import annotations

from pathlib import Path

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, record_json, say
from dialogue_desk.domain.periods import document_date, label_of
from dialogue_desk.texts import _


@click.command()
@click.argument("period")
@data_option
@json_option
def close(period: str, data: Path, as_json: bool) -> None:
    """Chốt số liệu của một kỳ."""
    with open_desk(data) as desk:
        record = desk.closing.close(period)
    day, revision = document_date(record.values["closed_on"]), record.values["revision"]
    told = _("Đã chốt số liệu kỳ {period} ngày {day}, lần sửa đổi {revision}.")
    say(record_json(record), as_json, told.format(period=label_of(record.values["period"]), day=day, revision=revision))


@click.command()
@click.argument("period")
@data_option
@json_option
def reopen(period: str, data: Path, as_json: bool) -> None:
    """Mở lại một kỳ đã chốt."""
    with open_desk(data) as desk:
        record = desk.closing.reopen(period)
    say(record_json(record), as_json, _("Đã mở lại kỳ {period}.").format(period=label_of(record.values["period"])))
