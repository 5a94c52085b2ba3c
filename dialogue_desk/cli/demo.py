"""Commands that make demonstration data."""

from __future__ import annotations

from pathlib import Path

import click

from dialogue_desk.cli.frame import json_option, say
from dialogue_desk.demo import commune as demo_commune
from dialogue_desk.texts import _


@click.group()
def demo() -> None:
    """Dữ liệu minh họa: một xã, hoặc cả thành phố."""


@demo.command()
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path), help=_("Thư mục dữ liệu mới."))
@click.option("--seed", default=1, show_default=True, help=_("Cùng số này thì ra cùng dữ liệu."))
@json_option
def commune(folder: Path, seed: int, as_json: bool) -> None:
    """Một xã với các cuộc đối thoại, góp ý, kiến nghị của hơn hai năm; người và việc đều bịa."""
    desk = demo_commune.make(folder, seed)
    unit, name = desk.unit, desk.units.name(desk.unit)
    desk.close()
    say(
        {"data": str(folder), "unit": unit},
        as_json,
        _("Đã tạo dữ liệu minh họa của {name} trong {folder}.").format(name=name, folder=folder),
    )


COMMANDS = (demo,)
