"""Commands that keep the data safe: backup, restore, check, salvage, move."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, passphrase_for, say, shown_value
from dialogue_desk.desk import Desk, faults
from dialogue_desk.desk import doctor as doctoring
from dialogue_desk.errors import DamagedError, DeskError
from dialogue_desk.texts import _

_path = click.Path(path_type=Path)


@click.command()
@click.option("--to", "folder", type=_path, help=_("Thư mục đặt bản sao lưu."))
@data_option
@json_option
def backup(folder: Path | None, data: Path, as_json: bool) -> None:
    """Sao lưu toàn bộ dữ liệu thành một tệp đã kiểm tra."""
    with open_desk(data) as desk:
        made = desk.keeping.back_up(to=folder)
    say({"file": str(made)}, as_json, _("Đã sao lưu vào {file}.").format(file=made))


@click.command()
@click.argument("file", type=_path)
@click.option("--dry-run", is_flag=True, help=_("Chỉ cho biết sẽ mất và được gì."))
@click.option("--confirm", default="", help=_("Tên đơn vị của bản sao lưu, khi nó là của đơn vị hay máy khác."))
@click.option("--with-erased", is_flag=True, help=_("Lấy lại cả nội dung đã xóa theo yêu cầu sau bản sao lưu này."))
@data_option
@json_option
def restore(file: Path, dry_run: bool, confirm: str, with_erased: bool, data: Path, as_json: bool) -> None:
    """Khôi phục từ một bản sao lưu; dữ liệu đang có được sao lưu trước."""
    secret = passphrase_for(data, file)
    if not dry_run and not with_erased and sys.stdin.isatty():
        newer = len(Desk.restore(data, file, secret, dry_run=True).erasures)
        asked = _("Sau bản sao lưu này có {count} dấu xóa theo yêu cầu. Lấy lại cả nội dung ấy?").format(count=newer)
        with_erased = bool(newer) and click.confirm(asked, default=False, err=True)
    done = Desk.restore(data, file, secret, dry_run=dry_run, confirm=confirm, keep_erased=not with_erased)
    told = {
        "file": str(file),
        "restored": done.is_done,
        "forms": {c.form: {"lost": c.lost, "changed": c.changed, "gained": c.gained} for c in done.changes},
        "present_backup": str(done.present) if done.present else None,
        "stranger": done.stranger or None,
        "erasures": len(done.erasures),
    }
    lines = [
        _("{form}: mất {lost}, trở về nội dung cũ {changed}, được lại {gained}.").format(
            form=c.form, lost=c.lost, changed=c.changed, gained=c.gained
        )
        for c in done.changes
        if c.lost or c.changed or c.gained
    ] or [_("Không bản ghi nào khác với hiện nay.")]
    if not done.is_present_readable:
        lines.insert(0, _("Dữ liệu đang có không đọc được hoặc chưa có, nên không so sánh được."))
    if done.erasures:
        kept = _("Có {count} dấu xóa mới hơn bản sao lưu: nội dung ấy vẫn xóa; muốn lấy lại thì thêm --with-erased.")
        back = _("Có {count} dấu xóa mới hơn bản sao lưu: nội dung ấy được lấy lại.")
        lines.append((back if with_erased else kept).format(count=len(done.erasures)))
    if done.stranger:
        text = _("Chú ý: bản sao lưu này là của đơn vị hoặc máy khác ({unit}); khôi phục phải kèm --confirm “{unit}”.")
        lines.insert(0, text.format(unit=done.stranger))
    if done.present:
        lines.append(_("Dữ liệu trước khi khôi phục nằm ở {file}.").format(file=done.present))
    lines.append(_("Đã khôi phục từ {file}.").format(file=file) if done.is_done else _("Chưa thay đổi gì."))
    say(told, as_json, "\n".join(lines))


@click.command()
@data_option
@json_option
def check(data: Path, as_json: bool) -> None:
    """Kiểm tra dữ liệu: tệp, chỉ mục tìm kiếm, từng bản ghi với các phiên bản của nó."""
    try:
        with open_desk(data) as desk:
            found = desk.keeping.check()
    except DamagedError as error:
        found = [str(error)]
    say({"ok": not found, "problems": found}, as_json, "\n".join(found) or _("Dữ liệu nguyên vẹn."))
    if found:
        raise DeskError(
            _("Dữ liệu có {count} chỗ không đúng.").format(count=len(found)),
            _("Khôi phục từ bản sao lưu gần nhất (lệnh restore)."),
            "unsound",
        )


@click.command()
@click.argument("file", type=_path)
@data_option
@json_option
def salvage(file: Path, data: Path, as_json: bool) -> None:
    """Cứu những gì còn đọc được của một tệp dữ liệu hỏng."""
    found = Desk.rescue(data, file, passphrase_for(data, file))
    lines = [
        _("Đã cứu {count} bản ghi vào {file}; đưa vào dùng bằng lệnh restore.").format(
            count=found.records, file=found.file
        ),
        *(found.missing or [_("Không thiếu gì.")]),
    ]
    say({"file": str(found.file), "records": found.records, "missing": found.missing}, as_json, "\n".join(lines))


@click.command()
@click.option("--to", "target", type=_path, required=True, help=_("Thư mục mới, chưa có hoặc còn trống."))
@data_option
@json_option
def move(target: Path, data: Path, as_json: bool) -> None:
    """Sao chép cả thư mục dữ liệu sang nơi an toàn; thư mục cũ còn nguyên."""
    Desk.move(data, target)
    text = _("Dữ liệu nay ở {target}; thư mục cũ {folder} còn nguyên, đừng dùng nữa.")
    say({"folder": str(target), "old": str(data)}, as_json, text.format(target=target, folder=data))


@click.command("error-file")
@click.option("--out", required=True, type=_path, help=_("Tệp .txt để gửi cho người giúp."))
@data_option
@json_option
def error_file(out: Path, data: Path, as_json: bool) -> None:
    """Lưu một tệp báo lỗi để gửi đi: nhật ký và tình trạng máy, không có họ tên hay nội dung."""
    faults.write(data, out)
    told = _("Đã lưu tệp báo lỗi {file}; trong đó không có họ tên hay nội dung.").format(file=out)
    say({"file": str(out)}, as_json, told)


@click.command()
@data_option
@json_option
def doctor(data: Path, as_json: bool) -> None:
    """Tình trạng máy và dữ liệu để đọc cho người giúp từ xa; không có họ tên hay nội dung."""
    from dialogue_desk.gui import on_screen

    told = doctoring.examine(data) | on_screen.examine()
    names = {
        "version": _("Phiên bản"), "python": "Python", "system": _("Hệ điều hành"), "folder": _("Thư mục dữ liệu"),
        "desk": _("Tệp dữ liệu"), "keyed": _("Có mật khẩu"), "desk_mb": _("Dữ liệu (MB)"),
        "free_mb": _("Đĩa còn trống (MB)"), "backups": _("Số bản sao lưu"), "last_backup": _("Sao lưu gần nhất"),
        "fonts": _("Phông chữ"), "printers": _("Máy in"), "screens": _("Màn hình"), "dark": _("Nền tối"),
        "platform": _("Nền cửa sổ"),
    }  # fmt: skip
    lines = [f"{names[key]}: {_('chưa có') if value is None else shown_value(value)}" for key, value in told.items()]
    say(told, as_json, "\n".join(lines))


@click.command()
@click.argument("file", type=_path)
@click.option("--check", "is_only_checked", is_flag=True, help=_("Chỉ xem chữ ký và phiên bản."))
@json_option
def update(file: Path, is_only_checked: bool, as_json: bool) -> None:
    """Nhận một tệp cập nhật (.ddupdate) có chữ ký; bản mới được dùng từ lần mở cửa sổ sau."""
    from dialogue_desk.desk import updating

    found = updating.read(file, updating.trusted_keys())
    told = _("Bản {version}, chữ ký đúng.").format(version=found.version)
    if not is_only_checked:
        updating.stage(found, updating.home())
        told += " " + updating.waiting()
    say({"version": found.version, "build": found.build, "staged": not is_only_checked}, as_json, told)
