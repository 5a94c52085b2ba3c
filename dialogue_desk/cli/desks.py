"""Commands about desks that know each other: invite, join, fingerprint, trust, revoke, takeover, recovery-key."""

from __future__ import annotations

from pathlib import Path

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, passphrase_for, say
from dialogue_desk.desk import Desk
from dialogue_desk.desk.joining import DeskInfo
from dialogue_desk.texts import _

_path = click.Path(path_type=Path)


@click.command()
@click.argument("code")
@click.option("--out", required=True, type=_path, help=_("Tệp .ddinvite."))
@data_option
@json_option
def invite(code: str, out: Path, data: Path, as_json: bool) -> None:
    """Viết lời mời cho một đơn vị cấp dưới."""
    with open_desk(data) as desk:
        unit = desk.unit_key(code)
        joined = desk.joining.invite(unit, out)
        name = desk.units.name(unit)
    say(
        {"unit": unit, "file": str(out), "code": joined},
        as_json,
        _("Đã viết lời mời cho {unit} vào {file}.").format(unit=name, file=out),
    )


@click.command()
@click.argument("file", type=_path)
@click.option("--person", default="", help=_("Người dùng bàn này."))
@data_option
@json_option
def join(file: Path, person: str, data: Path, as_json: bool) -> None:
    """Mở lời mời: tạo bàn mới trong thư mục trống, hoặc bàn đang có gia nhập."""
    desk = Desk.join(data, file, person, passphrase_for(data))
    told = {"unit": desk.unit, "upper": desk.joining.upper or None, "fingerprint": desk.joining.fingerprint}
    text = _("Bàn của {unit} đã nhận lời mời. Vân tay: {fingerprint}").format(
        unit=desk.units.name(desk.unit), fingerprint=told["fingerprint"]
    )
    desk.close()
    say(told, as_json, text)


@click.command()
@click.option("--out", type=_path, help=_("In phiếu ra tệp PDF."))
@data_option
@json_option
def fingerprint(out: Path | None, data: Path, as_json: bool) -> None:
    """Vân tay của máy này, để so với phiếu in."""
    with open_desk(data) as desk:
        told = {"unit": desk.unit, "fingerprint": desk.joining.fingerprint}
        if out is not None:
            from dialogue_desk.gui.printing import write_pdf

            write_pdf(desk.joining.slip(), out)
            told["file"] = str(out)
    text = told["fingerprint"]
    say(told, as_json, text if out is None else f"{text}\n{_('Đã in phiếu ra {file}.').format(file=out)}")


def _told(info: DeskInfo) -> dict[str, str]:
    return {"unit": info.unit, "fingerprint": info.fingerprint, "desk": info.desk, "status": info.status}


@click.command()
@click.argument("fingerprint", metavar="FINGERPRINT")
@data_option
@json_option
def trust(fingerprint: str, data: Path, as_json: bool) -> None:
    """Tin cậy một máy sau khi đã so vân tay với phiếu, hoặc bằng dòng chữ quét được từ mã QR trên phiếu."""
    with open_desk(data) as desk:
        info = desk.joining.trust(fingerprint)
        name = desk.units.name(info.unit)
    say(_told(info), as_json, _("Đã tin cậy máy {fingerprint} của {unit}.").format(
        fingerprint=info.fingerprint, unit=name))  # fmt: skip


@click.command()
@click.argument("fingerprint", metavar="FINGERPRINT")
@data_option
@json_option
def revoke(fingerprint: str, data: Path, as_json: bool) -> None:
    """Thu hồi một máy: từ nay không nhận gì nó viết nữa."""
    with open_desk(data) as desk:
        info = desk.joining.revoke(fingerprint)
        name = desk.units.name(info.unit)
    say(_told(info), as_json, _("Đã thu hồi máy {fingerprint} của {unit}.").format(
        fingerprint=info.fingerprint, unit=name))  # fmt: skip


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option("--successors", is_flag=True, help=_("Cả danh sách: mỗi đơn vị mới tiếp tục các đơn vị cũ nhập vào nó."))
@data_option
@json_option
def takeover(old: str | None, new: str | None, successors: bool, data: Path, as_json: bool) -> None:
    """Cho đơn vị mới tiếp tục hồ sơ của đơn vị đã giải thể."""
    if successors == bool(old) or bool(old) != bool(new):
        raise click.UsageError(_("Ghi OLD NEW, hoặc --successors."))
    with open_desk(data) as desk:
        if old and new:
            before, after = desk.unit_key(old), desk.unit_key(new)
            desk.joining.takeover(before, after)
            told: dict[str, object] = {"old": before, "new": after}
            name = desk.units.name
            text = _("{new} tiếp tục hồ sơ của {old}.").format(old=name(before), new=name(after))
        else:
            given, split = desk.joining.takeover_all()
            told = {"takeovers": [{"old": o, "new": n} for o, n in given], "split": split}
            text = _("Đã giao hồ sơ của {count} đơn vị cũ; {split} đơn vị bị chia, giao từng đơn vị một.").format(
                count=len(given), split=len(split)
            )
    say(told, as_json, text)


@click.command("recovery-key")
@click.option("--out", required=True, type=_path, help=_("Tệp PDF."))
@data_option
@json_option
def recovery_key(out: Path, data: Path, as_json: bool) -> None:
    """In khóa phục hồi của đơn vị."""
    from dialogue_desk.gui.printing import write_pdf

    with open_desk(data) as desk:
        recipient, sheet = desk.joining.recovery_key()
        write_pdf(sheet, out)
        desk.joining.keep_recovery_key(recipient)
    say({"file": str(out), "recipient": recipient}, as_json, _("Đã in khóa phục hồi ra {file}.").format(file=out))


COMMANDS = (invite, join, fingerprint, trust, revoke, takeover, recovery_key)
