"""Commands over the passphrase."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from dialogue_desk.cli.frame import command_group, data_option, json_option, passphrase_for, say
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
    """Mật khẩu của dữ liệu: set, change, remove; không kèm gì thì cho biết đã đặt hay chưa."""
    if context.invoked_subcommand is None:
        held = locking.is_set(data)
        say({"is_set": held}, as_json, _("Đã đặt mật khẩu.") if held else _("Chưa đặt mật khẩu."))


@passphrase.command("set")
@data_option
@json_option
def set_(data: Path, as_json: bool) -> None:
    """Đặt mật khẩu; in ra mã khôi phục."""
    done = locking.lock(data, _new_passphrase(NEW, PRESENT))
    told = _("Đã khóa dữ liệu. Mã khôi phục: {code}. Hãy in ra và cất ở nơi khác.").format(code=done.recovery_code)
    left = [str(file) for file in done.left]
    say(
        {"is_set": True, "recovery_code": done.recovery_code, "left": left},
        as_json,
        f"{told}\n{done.words()}",
    )


@passphrase.command()
@data_option
@json_option
def change(data: Path, as_json: bool) -> None:
    """Đổi mật khẩu."""
    locking.change(data, passphrase_for(data), _new_passphrase(NEW))
    say({"is_set": True}, as_json, _("Đã đổi mật khẩu; mã khôi phục cũ vẫn dùng được."))


@passphrase.command()
@data_option
@json_option
def remove(data: Path, as_json: bool) -> None:
    """Bỏ mật khẩu; các bản sao lưu cũ vẫn khóa."""
    locking.unlock(data, passphrase_for(data))
    say({"is_set": False}, as_json, _("Đã bỏ mật khẩu; các bản sao lưu trước đây vẫn cần mật khẩu ấy."))


@click.command()
@data_option
@json_option
def recover(data: Path, as_json: bool) -> None:
    """Đặt mật khẩu mới bằng mã khôi phục đã in."""
    code = os.environ.get(CODE) or os.environ.get(PRESENT)
    if not code:
        code = click.prompt(_("Mã khôi phục"), err=True) if sys.stdin.isatty() else sys.stdin.readline()
    locking.recover(data, code, _new_passphrase(NEW))
    say({"is_set": True}, as_json, _("Đã đặt mật khẩu mới."))


COMMANDS = (passphrase, recover)
