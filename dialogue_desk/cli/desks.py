"""Commands about desks that know each other: invitations, trust and revocation, machines, takeover, recovery key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, passphrase_for, say
from dialogue_desk.desk import Desk
from dialogue_desk.desk.joining import DeskInfo
from dialogue_desk.desk.machines import Machine, told, told_in_full
from dialogue_desk.texts import N_, _

_path = click.Path(path_type=Path)


@click.command()
@click.argument("code", required=False)
@click.option("--all", "is_all", is_flag=True, help=_("Cho mọi đơn vị trực thuộc chưa có máy, mỗi đơn vị một tệp."))
@click.option("--out", required=True, type=_path, help=_("Tệp .ddinvite; với --all là thư mục."))
@data_option
@json_option
def invite(code: str | None, is_all: bool, out: Path, data: Path, as_json: bool) -> None:
    """Tạo tệp kết nối cho một đơn vị cấp dưới, hoặc cho mọi đơn vị trực thuộc."""
    if is_all == bool(code):
        raise click.UsageError(_("Ghi mã một đơn vị, hoặc --all."))
    if not code:
        with open_desk(data) as desk:
            written = desk.joining.inviting.write_all(out)
        told = [{"unit": w.unit, "file": str(w.file), "code": w.code} for w in written]
        say({"invitations": told}, as_json, _("Đã tạo {count} tệp kết nối vào {folder}.").format(
            count=len(written), folder=out))  # fmt: skip
        return
    with open_desk(data) as desk:
        unit = desk.unit_key(code)
        joined = desk.joining.invite(unit, out)
        name = desk.units.name(unit)
    say(
        {"unit": unit, "file": str(out), "code": joined},
        as_json,
        _("Đã tạo tệp kết nối cho {unit} vào {file}.").format(unit=name, file=out),
    )


_GIVEN = {
    "open": N_("chưa dùng"), "used": N_("đã dùng"), "used_twice": N_("hai máy cùng dùng"),
    "expired": N_("hết hạn"), "withdrawn": N_("đã rút"),
}  # fmt: skip


@click.command()
@click.option("--withdraw", default="", metavar="CODE", help=_("Rút tệp kết nối mang mã này."))
@data_option
@json_option
def invitations(withdraw: str, data: Path, as_json: bool) -> None:
    """Các tệp kết nối đã viết: còn hạn đến ngày nào, ai đã dùng."""
    with open_desk(data) as desk:
        if withdraw:
            desk.joining.inviting.withdraw(withdraw)
        given = [(g, desk.units.name(g.invitation.unit)) for g in desk.joining.inviting.listed()]
    told = [
        {"unit": g.invitation.unit, "code": g.invitation.code, "made_at": g.invitation.made_at,
         "until": g.invitation.until or None, "status": g.status, "desk": g.invitation.desk or None}
        for g, _name in given
    ]  # fmt: skip
    lines = [f"{g.invitation.code}  {name}  {_(_GIVEN[g.status])}  {g.invitation.until}".rstrip() for g, name in given]
    say({"invitations": told}, as_json, "\n".join(lines))


@click.command()
@click.argument("file", type=_path)
@click.option("--person", default="", help=_("Người dùng bàn này."))
@data_option
@json_option
def join(file: Path, person: str, data: Path, as_json: bool) -> None:
    """Mở tệp kết nối: tạo bàn mới trong thư mục trống, hoặc bàn đang có gia nhập."""
    desk = Desk.join(data, file, person, passphrase_for(data))
    told = {"unit": desk.unit, "upper": desk.joining.upper or None, "fingerprint": desk.joining.fingerprint}
    text = _("Bàn của {unit} đã nhận tệp kết nối. Mã nhận diện máy: {fingerprint}").format(
        unit=desk.units.name(desk.unit), fingerprint=told["fingerprint"]
    )
    desk.close()
    say(told, as_json, text)


@click.command()
@click.option("--out", type=_path, help=_("In phiếu ra tệp PDF."))
@data_option
@json_option
def fingerprint(out: Path | None, data: Path, as_json: bool) -> None:
    """Mã nhận diện của máy này, để so với phiếu in."""
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
    """Tin cậy một máy sau khi đã so mã nhận diện máy với phiếu, hoặc bằng dòng chữ quét được từ mã QR trên phiếu."""
    with open_desk(data) as desk:
        info = desk.joining.trust(fingerprint)
        name = desk.units.name(info.unit)
    say(_told(info), as_json, _("Đã tin cậy máy {fingerprint} của {unit}.").format(
        fingerprint=info.fingerprint, unit=name))  # fmt: skip


def _machine_json(machine: Machine) -> dict[str, Any]:
    return {
        "unit": machine.unit, "machine": machine.number, "person": machine.person or None, "status": machine.status,
        "first": machine.first or None, "last": machine.last or None, "fingerprints": list(machine.fingerprints),
        "desks": list(machine.desks), "copy_of": machine.copy_of or None, "is_this": machine.is_this,
    }  # fmt: skip


@click.command()
@click.argument("fingerprint", metavar="FINGERPRINT")
@data_option
@json_option
def revoke(fingerprint: str, data: Path, as_json: bool) -> None:
    """Thu hồi một máy với mọi mã nhận diện máy của nó: từ nay không nhận gì nó viết nữa."""
    with open_desk(data) as desk:
        names = [told_in_full(desk.store, m) for m in desk.joining.machines.reached_by(fingerprint)]
        click.echo(_("Thu hồi {machines}.").format(machines="; ".join(names)), err=as_json)
        reached = desk.joining.revoke(fingerprint)
    first = reached[0]
    say(
        {**_machine_json(first), "fingerprint": first.fingerprint, "desk": first.desks[0],
         "machines": [_machine_json(m) for m in reached]},
        as_json,
        _("Đã thu hồi. Máy thật của đơn vị muốn dùng tiếp thì mở tệp kết nối mới (invite, rồi join)."),
    )  # fmt: skip


@click.command()
@data_option
@json_option
def machines(data: Path, as_json: bool) -> None:
    """Các máy đã biết: ai dùng, gói đầu và gói mới nhất, mọi mã nhận diện máy."""
    with open_desk(data) as desk:
        listed = [(m, told(desk.store, m)) for m in desk.joining.machines.listed()]
    lines = [
        line
        for m, name in listed
        for line in (
            f"{name}  {m.status}  {m.first[:10]}  {m.last[:10]}".rstrip(),
            *(f"    {p}" for p in m.fingerprints),
        )
    ]
    say({"machines": [_machine_json(m) for m, _name in listed]}, as_json, "\n".join(lines))


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
