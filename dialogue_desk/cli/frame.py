"""What every command shares: the data folder, JSON, one sentence for known trouble."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections import UserDict
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli import console
from dialogue_desk.desk import Desk
from dialogue_desk.desk.desk import DATABASE, looks_encrypted
from dialogue_desk.domain.fields import Value, as_json_value
from dialogue_desk.domain.records import Record
from dialogue_desk.errors import DeskError, RecordError
from dialogue_desk.journal import JOURNAL, Timed
from dialogue_desk.paths import default_data_dir
from dialogue_desk.texts import _, for_command_line

Command = Callable[..., Any]


def data_option(command: Command) -> Command:
    """`--data DIR`, given to the command as `data: Path`."""
    return click.option(
        "--data", type=click.Path(path_type=Path), default=default_data_dir, help=_("Thư mục dữ liệu.")
    )(command)


def json_option(command: Command) -> Command:
    """`--json`, given to the command as `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help=_("In một đối tượng JSON."))(command)


class Families(UserDict[str, click.Command]):
    """Commands by name, each loaded with its family when it is first asked for: a start pays for one family only.

    `families`: module below `package` → the names of its commands, with blanks between them.
    """

    def __init__(self, package: str, families: Mapping[str, str]) -> None:
        super().__init__()
        self._modules = {name: f"{package}.{family}" for family, names in families.items() for name in names.split()}

    def __contains__(self, name: object) -> bool:
        return name in self.data or name in self._modules

    def __getitem__(self, name: str) -> click.Command:
        if name not in self.data and name in self._modules:
            family = self._modules[name]
            found = (c for c in vars(import_module(family)).values() if isinstance(c, click.Command))
            self.data |= {c.name: c for c in found if c.name and self._modules.get(c.name) == family}
        return self.data[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __len__(self) -> int:
        return len(self._modules)


class Group(click.Group):
    """A group of commands whose options stand before or after the name of the command they belong to.

    `passphrase --data D set` is read as `passphrase set --data D`: click would give the option to the group and
    let the command work on its default. Every group of the command line is one of these.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options that stand before the subcommand and that it knows move behind its name."""
        is_plain = not args or not args[0].startswith("-")  # then no command's options need be known
        return super().parse_args(ctx, args if is_plain else self._in_place(ctx, list(args)))

    def _in_place(self, ctx: click.Context, args: list[str]) -> list[str]:
        takers, flags = _named(self, is_flag=False), _named(self, is_flag=True)
        groups: list[list[str]] = []  # an option with its value, in the order given
        while args and args[0] != "--" and args[0].startswith("-") and args[0] != "-":
            # `--confirm` is a flag of one command and takes a word in another: a command's name is no such word.
            is_clear = args[0] not in flags or args[1:2] == [] or self.get_command(ctx, args[1]) is None
            takes_value = "=" not in args[0] and args[0] in takers and is_clear
            groups.append(args[: 2 if takes_value else 1])
            del args[: len(groups[-1])]
        command = self.get_command(ctx, args[0]) if args else None
        if command is None:
            return [word for group in groups for word in group] + args
        known = _options(command)
        moved = [word for group in groups if group[0].partition("=")[0] in known for word in group]
        kept = [word for group in groups if group[0].partition("=")[0] not in known for word in group]
        return [*kept, args[0], *moved, *args[1:]]


def _parameters(command: click.Command) -> Iterator[click.Option]:
    """Every option of a command and, of a group, of the commands in it."""
    yield from (p for p in command.params if isinstance(p, click.Option))
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            yield from _parameters(inner)


def _options(command: click.Command) -> set[str]:
    return {name for option in _parameters(command) for name in (*option.opts, *option.secondary_opts)}


def _named(command: click.Command, *, is_flag: bool) -> set[str]:
    return {name for option in _parameters(command) if option.is_flag is is_flag for name in option.opts}


def command_group(name: str | None = None, **given: Any) -> Callable[[Command], Group]:
    """Decorator: a group of commands, see `Group`; with the arguments of `click.group`."""
    return click.group(name, cls=Group, **given)


def passphrase_for(data: Path, *files: Path) -> str | None:
    """The passphrase, when the desk or one of the files is locked: from DIALOGUE_DESK_PASSPHRASE or a prompt."""
    if not any(looks_encrypted(path) for path in (data / DATABASE, *files)):
        return None
    given = os.environ.get("DIALOGUE_DESK_PASSPHRASE")
    if given is None and sys.stdin.isatty():
        given = click.prompt(_("Mật khẩu"), hide_input=True, err=True)
    return given


@contextlib.contextmanager
def open_desk(data: Path, *, has_seen_code: bool = False) -> Iterator[Desk]:
    """The desk of a data folder, backed up once a day and closed afterwards.

    Of a recovery code that nobody has confirmed it is said so, unless this is the command that shows it.
    """
    desk = Desk.open(data, passphrase_for(data))
    if desk.store.is_to_read:
        warn(_("Đĩa đã đầy: chỉ xem được, chưa ghi được gì. Giải phóng chỗ trống."))
    if desk.has_passphrase and not has_seen_code:
        from dialogue_desk.desk import locking

        if locking.unconfirmed_code(desk.store):
            warn(_("Mã khôi phục chưa được xác nhận là đã ghi ra giấy: xem lại bằng lệnh passphrase code."))
    try:
        yield desk
        try:
            if not desk.store.is_to_read:
                desk.keeping.daily()
        except DeskError as error:
            warn(str(error))
    finally:
        desk.close()


def say(data: Any, as_json: bool, text: str) -> None:
    """Print the one JSON object, or the text for people."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False))
    elif text:
        click.echo(text)


def warn(text: str) -> None:
    """Say something on stderr without stopping."""
    click.echo(text, err=True)


def warn_of_clock(desk: Desk) -> None:
    """Say on stderr that the machine's day cannot be right, before something is written under it."""
    for alarm in desk.receiving.alarms.of_clock():
        step = _("Chỉnh đồng hồ; đồng hồ đúng thì dùng alarms --settle {about}.").format(about=alarm.about)
        warn(f"{alarm.message} {step}")


def record_json(record: Record) -> dict[str, Any]:
    """A record as exports and `get --json` have it: its key, revs, and every field."""
    head: dict[str, Any] = {"form": record.form, "unit": record.unit, "id": record.id, "rev": record.rev}
    if record.personal_rev:
        head["personal_rev"] = record.personal_rev
    values = {key: as_json_value(value) for key, value in record.values.items()}
    tail = {
        "entered_by": record.entered_by, "created_at": record.created_at,
        "updated_at": record.updated_at, "is_deleted": record.is_deleted,
    }  # fmt: skip
    return head | values | tail


def pairs(arguments: tuple[str, ...]) -> dict[str, str]:
    """KEY=VALUE arguments; DeskError for one without "="."""
    found: dict[str, str] = {}
    for argument in arguments:
        key, sign, value = argument.partition("=")
        if not sign or not key:
            raise DeskError(
                _("“{text}” không có dạng Ô=GIÁ TRỊ.").format(text=argument), _("Ví dụ: title=Đối thoại quý I.")
            )
        found[key.strip()] = value
    return found


def shown_value(value: Value) -> str:
    """A field value for a terminal."""
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _refusal(error: DeskError) -> str:
    """The sentence of a refusal; a rule of a form leaves it to the window to show where, and what to do."""
    if isinstance(error, RecordError) and error.field and not error.hint:
        where = _("Ô {field}: {text}").format(field=error.field, text=error.message)
        return f"{where} {_('Sửa giá trị rồi làm lại.')}"
    return str(error)


def run(group: click.Group, arguments: list[str] | None = None) -> int:
    """Run the command line: 0 done, 1 refused with one sentence on stderr, 2 wrong usage."""
    console.prepare()
    given = sys.argv[1:] if arguments is None else arguments
    JOURNAL.begin(_folder_in(given))
    timed, codes = Timed(), [""]
    with for_command_line():
        status = _run(group, arguments, codes)
    name = next((word for word in given if word in group.commands), "")
    JOURNAL.note("command", name=name or None, status=status, code=codes[0] or None, ms=timed.ms)
    return status


def _folder_in(arguments: list[str]) -> Path:
    """The data folder a command line names; click reads it in earnest."""
    for word, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if word == "--data" and following:
            return Path(following)
        if word.startswith("--data="):
            return Path(word.removeprefix("--data="))
    return default_data_dir()


def _run(group: click.Group, arguments: list[str] | None, codes: list[str]) -> int:
    """Run a command; `codes` gets the code of the refusal."""
    try:
        status = group.main(args=arguments, standalone_mode=False, prog_name="dialogue-desk")
    except click.ClickException as error:
        error.show()
        return 2
    except (click.exceptions.Abort, KeyboardInterrupt):
        warn(_("Đã dừng."))
        return 1
    except DeskError as error:
        codes[0] = error.code
        warn(_refusal(error))
        return 1
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except BrokenPipeError:
        return 0
    except UnicodeEncodeError:
        # An argument typed in another encoding reaches us with halves of letters, which nothing can store or look up.
        warn(_("Lệnh có chữ không phải UTF-8.") + " " + _("Gõ lại phần có dấu rồi làm lại."))
        return 1
    except Exception as error:
        from dialogue_desk.desk.trouble import explain

        known = explain(error)
        if known is None:
            JOURNAL.crash(error, "command")
            raise
        codes[0] = known.code
        warn(str(known))
        return 1
    # Without its standalone mode click returns the status of context.exit().
    return status if isinstance(status, int) else 0
