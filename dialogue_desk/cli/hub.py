"""The command `publish`."""

from __future__ import annotations

from pathlib import Path

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, say
from dialogue_desk.cli.naming import warn_of
from dialogue_desk.texts import _


@click.command()
@click.option(
    "--to", "address", required=True, help=_("Kho PostgreSQL: postgresql://người-dùng@máy-chủ/kho, không kèm mật khẩu.")
)
@click.option("--schema", default="dd", show_default=True, help=_("Lược đồ trong kho."))
@click.option("--full", "is_full", is_flag=True, help=_("Viết lại tất cả, không chỉ những gì đã đổi."))
@click.option(
    "--password-file",
    type=click.Path(path_type=Path),
    help=_("Tệp có mật khẩu của kho ở dòng đầu; không có thì hỏi kho mật khẩu của hệ thống."),
)
@data_option
@json_option
def publish(address: str, schema: str, is_full: bool, password_file: Path | None, data: Path, as_json: bool) -> None:
    """Công bố số liệu của bàn vào kho PostgreSQL của tỉnh để nhiều người đọc; không bao giờ kèm tên người."""
    with open_desk(data) as desk:
        done = desk.publishing.publish(address, schema, is_full=is_full, password_file=password_file)
    written, removed = sum(done.written.values()), sum(done.removed.values())
    told = {
        "hub": done.hub, "schema": schema, "province": done.province, "kind": done.kind, "number": done.number,
        "written": written, "removed": removed,
        "tables": {
            name: {"written": done.written[name], "removed": done.removed[name]}
            for name in sorted({*done.written, *done.removed})
        },
    }  # fmt: skip
    sentence = _("Đã công bố vào {hub}: viết {written} hàng, bỏ {removed} hàng.")
    if not (written or removed):
        sentence = _("Kho {hub} đã đúng như bàn, không có gì phải viết.")
    say(told, as_json, sentence.format(**told))


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help=_("Thư mục của trang, trống hoặc của lần trước.")
)
@click.option("--address", default="", help=_("Địa chỉ sẽ đặt trang, để tin RSS dẫn đúng; để trống khi chưa biết."))
@data_option
@json_option
def website(out: Path, address: str, data: Path, as_json: bool) -> None:
    """Làm trang web tĩnh về kết quả công khai, kèm dữ liệu mở; không có tên người."""
    with open_desk(data) as desk:
        made, undecided = desk.publishing.website(out, address)
    told = {
        "folder": str(out), "pages": made.pages, "files": made.files, "gone": made.gone, "sessions": made.sessions,
        "petitions": made.petitions, "undecided": [suspect.words for suspect in undecided],
    }  # fmt: skip
    say(told, as_json, _("Đã làm {pages} trang trong {folder}; bỏ {gone} tệp không còn công khai.").format(**told))
    warn_of(undecided)
