"""The command `report`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, say
from dialogue_desk.cli.naming import warn_of
from dialogue_desk.desk.reporting import Reporting
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

_TIME = (
    ("--from-year", "from_year", _("Năm đầu.")),
    ("--to-year", "to_year", _("Năm cuối.")),
    ("--period", "period", _("Kỳ: quý II/2023, 6 tháng đầu năm 2023, tháng 5/2023, năm 2023, 2023-Q2 …")),
    ("--from", "from", _("Ngày đầu.")),
    ("--to", "to", _("Ngày cuối.")),
    ("--as-of", "as_of", _("Tính đến ngày.")),
    ("--step", "step", _("Biểu đồ chia theo year, quarter hoặc month.")),
    ("--unit", "unit", _("Đơn vị (mã, khóa hoặc tên).")),
    ("--id", "id", _("Bản ghi mà báo cáo nói về: tên, một phần tên hoặc mã.")),
    ("--family", "family", _("Cơ quan đứng tên văn bản: party, state hoặc front.")),
)


def _write_pdf(sheet: Sheet, path: Path) -> None:
    """Qt is loaded for a PDF only."""
    from dialogue_desk.gui.printing import write_pdf

    write_pdf(sheet, path)


def _parameters(command: Any) -> Any:
    for option, name, help_text in reversed(_TIME):
        command = click.option(option, f"p_{name}", help=help_text)(command)
    return command


@click.command()
@click.argument("name", required=False)
@_parameters
@click.option("--public", "p_public", is_flag=True, help=_("Bản công khai, không có dữ liệu cá nhân."))
@click.option("--out", type=click.Path(path_type=Path), help=_("Tệp ghi ra: pdf, xlsx, docx, csv hoặc json."))
@click.option("--list", "is_list", is_flag=True, help=_("Liệt kê các báo cáo."))
@data_option
@json_option
def report(name: str | None, out: Path | None, is_list: bool, data: Path, as_json: bool, **given: Any) -> None:
    """Lập một báo cáo ra tệp, hoặc liệt kê các báo cáo."""
    if is_list:
        listed = Reporting.listed()
        say({"reports": listed}, as_json, "\n".join(f"{r['name']}\t{r['title']}" for r in listed))
        return
    if name is None or (out is None and not as_json):
        raise click.UsageError(_("Cần tên báo cáo và --out TỆP."))
    params = {key.removeprefix("p_"): value for key, value in given.items() if value not in (None, False)}
    with open_desk(data) as desk:
        if out is not None:
            desk.reporting.writers["pdf"] = _write_pdf
            desk.reporting.writer(name, out)
        sheet = desk.reporting.build(name, desk.reporting.read(name, params))
        if out is None:
            say(desk.reporting.json(sheet), as_json, "")
            warn_of(sheet.undecided)
            return
        if out.is_dir():
            raise DeskError(_("{file} là một thư mục.").format(file=out), _("Hãy chọn một tệp."), "no_file")
        desk.reporting.write(sheet, out)
        warn_of(sheet.undecided)
    say(
        {"report": name, "file": str(out)}, as_json, _("Đã ghi {title} vào {file}.").format(title=sheet.title, file=out)
    )


COMMANDS = (report,)
