"""Commands that make demonstration data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dialogue_desk.cli.frame import command_group, json_option, say
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.demo.city import Cells
    from dialogue_desk.demo.delivery import Figures


@command_group()
def demo() -> None:
    """Dữ liệu minh họa: một xã, hoặc cả thành phố."""


@demo.command()
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path), help=_("Thư mục dữ liệu mới."))
@click.option("--seed", default=1, show_default=True, help=_("Cùng số này thì ra cùng dữ liệu."))
@json_option
def commune(folder: Path, seed: int, as_json: bool) -> None:
    """Một xã với các cuộc đối thoại, góp ý, kiến nghị của hơn hai năm; người và việc đều bịa."""
    from dialogue_desk.demo.commune import make

    desk = make(folder, seed)
    unit, name = desk.unit, desk.units.name(desk.unit)
    desk.close()
    say(
        {"data": str(folder), "unit": unit},
        as_json,
        _("Đã tạo dữ liệu minh họa của {name} trong {folder}.").format(name=name, folder=folder),
    )


@demo.command()
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path), help=_("Thư mục mới cho mọi bàn."))
@click.option("--seed", default=1, show_default=True, help=_("Cùng số này thì ra cùng dữ liệu."))
@click.option("--only", default="", help=_("Chỉ một quận, huyện (khóa), để thử nhanh."))
@json_option
def city(folder: Path, seed: int, only: str, as_json: bool) -> None:
    """Cả thành phố 2014–2023 từ từng bản ghi, qua các gói, so với Phụ lục 03, 04, 05 của Báo cáo 363-BC/TU."""
    from dialogue_desk.demo.delivery import Delivery, differences

    work = Delivery(folder, seed, only, tell=lambda sentence: None if as_json else click.echo(sentence))
    done = work.run()
    expected = work.expected()
    wrong = differences(done.appendices, expected)
    told = {
        "equal": not wrong, "differences": wrong, "records": done.records, "packages": done.packages,
        "repeated": done.repeated, "unheld": done.unheld, "data": str(folder / done.top),
    }  # fmt: skip
    summary = _("{records} bản ghi, {packages} gói nhận, {repeated} gói gửi lại không đổi gì, bàn cấp trên ở {data}.")
    say(told, as_json, "\n".join([*_side_by_side(done.appendices, expected), summary.format(**told)]))
    if wrong or done.unheld:
        raise DeskError(
            _("Có {count} ô khác nhau và {unheld} bản ghi cấp trên chưa nhận.").format(
                count=len(wrong), unheld=done.unheld
            ),
            _("Xem các ô trong bảng trên."),
            "different",
        )


def _side_by_side(found: Mapping[str, Figures], expected: Cells) -> Iterator[str]:
    """Each appendix: a line a year, what was counted on the left, what the source says on the right."""
    for name, rows in expected.items():
        yield _("Phụ lục {name}: bên trái là số đếm từ bản ghi, bên phải là số của báo cáo.").format(name=name)
        for year, row in rows.items():
            ours = [found[name].get(year, {}).get(column) for column in row]
            left, right = (" ".join(f"{'' if v is None else v:>5}" for v in cells) for cells in (ours, row.values()))
            sign = "|" if [v or 0 for v in ours] == list(row.values()) else "≠"
            yield f"{year or _('Tổng'):>4} {left}  {sign} {right}"


@demo.command()
@click.option("--out", "folder", required=True, type=click.Path(path_type=Path), help=_("Thư mục dữ liệu mới."))
@click.option("--seed", default=1, show_default=True, help=_("Cùng số này thì ra cùng dữ liệu."))
@click.option(
    "--records", default=200_000, show_default=True, type=click.IntRange(1000), help=_("Khoảng bao nhiêu bản ghi.")
)
@click.option("--to", "address", default="", help=_("Công bố luôn vào kho PostgreSQL này."))
@click.option("--schema", default="dd", show_default=True, help=_("Lược đồ trong kho."))
@click.option("--password-file", type=click.Path(path_type=Path), help=_("Tệp có mật khẩu của kho."))
@json_option
def province(
    folder: Path, seed: int, records: int, address: str, schema: str, password_file: Path | None, as_json: bool
) -> None:
    """Cả một tỉnh: 100 xã, 200.000 bản ghi bịa, trên bàn của tỉnh; có --to thì công bố vào kho."""
    from dialogue_desk.demo.province import make
    from dialogue_desk.desk.records import today

    desk = make(folder, seed, today(), records, lambda words: None if as_json else click.echo(words))
    held = sum(desk.store.conn.execute(f'SELECT count(*) FROM "{form.key}"').fetchone()[0] for form in desk.store.forms)
    told: dict[str, object] = {"data": str(folder), "unit": desk.unit, "records": held}
    if address:
        done = desk.publishing.publish(address, schema, password_file=password_file)
        told |= {"hub": done.hub, "written": sum(done.written.values())}
    name = desk.units.name(desk.unit)
    desk.close()
    say(
        told,
        as_json,
        _("Đã tạo {records} bản ghi của {name} trong {folder}.").format(records=held, name=name, folder=folder),
    )
