"""Commands over the passphrase."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from dialogue_desk.cli.frame import command_group, data_option, json_option, open_desk, passphrase_for, say
from dialogue_desk.desk import locking
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

NEW, PRESENT, CODE = "DIALOGUE_DESK_NEW_PASSPHRASE", "DIALOGUE_DESK_PASSPHRASE", "DIALOGUE_DESK_RECOVERY_CODE"


def _new_passphrase(*variables: str) -> str:
    for name in variables:
        if os.environ.get(name):
            return os.environ[name]
    if not sys.stdin.isatty():
        raise DeskError(
            _("Chưa cho biết mật khẩu mới."), _("Đặt biến môi trường {name}.").format(name=NEW), "no_passphrase"
        )
    return str(click.prompt(_("Mật khẩu mới"), hide_input=True, confirmation_prompt=_("Gõ lại mật khẩu mới"), err=True))


@command_group(invoke_without_command=True)
@data_option
@json_option
@click.pass_context
def passphrase(context: click.Context, data: Path, as_json: bool) -> None:
    """Mật khẩu của dữ liệu: set, change, remove, code; không kèm gì thì cho biết đã đặt hay chưa."""
    if context.invoked_subcommand is None:
        held = locking.is_set(data)
        say({"is_set": held}, as_json, _("Đã đặt mật khẩu.") if held else _("Chưa đặt mật khẩu."))


@passphrase.command("set")
@data_option
@json_option
def set_(data: Path, as_json: bool) -> None:
    """Đặt mật khẩu; in ra mã khôi phục."""
    done = locking.lock(data, _new_passphrase(NEW, PRESENT))
    _say_code(done, as_json, _("Đã khóa dữ liệu."), done.words())


@passphrase.command()
@click.option("--re-encrypt", is_flag=True, help=_("Mã hóa lại toàn bộ bằng khóa mới; có mã khôi phục mới."))
@data_option
@json_option
def change(re_encrypt: bool, data: Path, as_json: bool) -> None:
    """Đổi mật khẩu, cả của các bản sao lưu; --re-encrypt: mã hóa lại tất cả bằng khóa mới."""
    present, new = passphrase_for(data), _new_passphrase(NEW)
    if re_encrypt:
        done = locking.re_encrypt(data, present, new)
        _say_code(done, as_json, _("Đã đổi mật khẩu và mã hóa lại dữ liệu."), locking.left_words(done.left))
        return
    left = locking.change(data, present, new)
    told = f"{_('Đã đổi mật khẩu; mã khôi phục cũ vẫn dùng được.')} {locking.left_words(left)}".strip()
    say({"is_set": True, "left": [str(file) for file in left]}, as_json, told)


@passphrase.command()
@data_option
@json_option
def remove(data: Path, as_json: bool) -> None:
    """Bỏ mật khẩu; các bản sao lưu cũ vẫn khóa."""
    locking.unlock(data, passphrase_for(data))
    say({"is_set": False}, as_json, _("Đã bỏ mật khẩu; các bản sao lưu trước đây vẫn cần mật khẩu ấy."))


@passphrase.command()
@click.option("--confirm", "is_kept", is_flag=True, help=_("Đã ghi mã ra giấy: không hiện lại nữa."))
@click.option("--new", "is_new", is_flag=True, help=_("Lập mã khác; mã cũ hết dùng được."))
@data_option
@json_option
def code(is_kept: bool, is_new: bool, data: Path, as_json: bool) -> None:
    """Xem mã khôi phục chưa xác nhận, xác nhận đã ghi ra giấy, hoặc lập mã mới."""
    if is_new:
        done = locking.new_code(data, passphrase_for(data))
        _say_code(done, as_json, _("Đã lập mã khôi phục mới."), locking.left_words(done.left))
        return
    with open_desk(data, has_seen_code=True) as desk:
        held = locking.unconfirmed_code(desk.store)
        if is_kept:
            locking.confirm(desk.store)
    told = _("Mã khôi phục: {code}.").format(code=held) if held else _("Không có mã khôi phục nào chờ xác nhận.")
    say({"recovery_code": held or None, "confirmed": is_kept or not held}, as_json, told)


@click.command()
@data_option
@json_option
def recover(data: Path, as_json: bool) -> None:
    """Đặt mật khẩu mới bằng mã khôi phục đã in; in ra mã mới."""
    typed = os.environ.get(CODE) or os.environ.get(PRESENT)
    if not typed:
        typed = click.prompt(_("Mã khôi phục"), err=True) if sys.stdin.isatty() else sys.stdin.readline()
    done = locking.recover(data, typed, _new_passphrase(NEW))
    _say_code(done, as_json, _("Đã đặt mật khẩu mới."), locking.left_words(done.left))


def _say_code(done: locking.Locked, as_json: bool, told: str, more: str) -> None:
    """A new recovery code, and what still opens as before."""
    shown = _("Mã khôi phục: {code}. Hãy in ra, cất ở nơi khác, rồi xác nhận bằng lệnh passphrase code --confirm.")
    data = {"is_set": True, "recovery_code": done.recovery_code, "left": [str(file) for file in done.left]}
    say(data, as_json, f"{told} {shown.format(code=done.recovery_code)}\n{more}".strip())
