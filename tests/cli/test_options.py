"""Options stand before or after a subcommand, in every group of the command line: no command leaves its folder."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from dialogue_desk.cli import FAMILIES, group, main
from dialogue_desk.cli.frame import Group


class _ReachedError(Exception):
    """A command was about to run."""


def every(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Each command with the names that lead to it; groups that do something by themselves too."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    if command.invoke_without_command:
        yield path, command
    for name, inner in command.commands.items():
        yield from every(inner, (*path, name))


COMMANDS = dict(every(group))


def groups(command: click.Command) -> Iterator[click.Group]:
    """A group and those in it."""
    if isinstance(command, click.Group):
        yield command
        for inner in command.commands.values():
            yield from groups(inner)


def sample(option: click.Parameter) -> str:
    """A word the option takes."""
    if isinstance(option.type, click.Choice):
        return str(option.type.choices[-1])
    if isinstance(option.type, click.IntRange) and option.type.max is not None:
        return str(option.type.max)
    return "2024" if isinstance(option.type, (click.types.IntParamType, click.types.FloatParamType)) else "x-1"


def needed(command: click.Command) -> list[str]:
    """What a command cannot be called without."""
    words: list[str] = []
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            words += [sample(parameter)] if parameter.required else []
        elif parameter.required:
            words += [parameter.opts[0], sample(parameter)]
    return words


def reached(monkeypatch: pytest.MonkeyPatch, command: click.Command, words: list[str]) -> dict[str, Any]:
    """The parameters a command would run with."""
    seen: dict[str, Any] = {}

    def note(**given: Any) -> None:
        seen.update(given)
        raise _ReachedError

    with monkeypatch.context() as patched:
        patched.setattr(command, "callback", note)
        with pytest.raises(_ReachedError):
            group.main(args=words, standalone_mode=False, prog_name="dialogue-desk")
    return seen


@pytest.mark.parametrize("path", sorted(COMMANDS), ids=" ".join)
def test_an_option_stands_anywhere(monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]) -> None:
    """Every option of every command, before each name that leads to it and at the end, says the same."""
    command = COMMANDS[path]
    for option in command.params:
        if not isinstance(option, click.Option) or option.required:
            continue
        given = [option.opts[-1]] if option.is_flag else [option.opts[-1], sample(option)]
        spelled = [given] if option.is_flag else [given, ["=".join(given)]]
        for words in spelled:
            for at in range(len(path) + 1):
                line = [*path[:at], *words, *path[at:], *needed(command)]
                seen = reached(monkeypatch, command, line)
                default = option.get_default(click.Context(command), call=True)
                assert option.name is not None
                assert str(seen[option.name]) != str(default), line
                last = seen[option.name][-1] if option.multiple else seen[option.name]
                assert str(last) in ("True", given[-1]), line


def test_every_group_is_one_of_ours_and_shared_options_are_the_same_everywhere() -> None:
    """Else a word before a subcommand could be its value or not."""
    assert all(isinstance(found, Group) for found in groups(group))
    takes: dict[str, set[bool]] = {}
    for command in COMMANDS.values():
        for option in command.params:
            if isinstance(option, click.Option):
                for name in (*option.opts, *option.secondary_opts):
                    takes.setdefault(name, set()).add(option.is_flag)
    assert (takes["--data"], takes["--json"]) == ({False}, {True})
    assert takes["--confirm"] == {True, False}, "told apart by the word behind it, which is a command's name or not"


def test_a_command_loads_its_own_family_only() -> None:
    """Each name leads to its command; and to run one, the others and the reports stay unread."""
    for family, names in FAMILIES.items():
        module = import_module(f"dialogue_desk.cli.{family}")
        found = {c.name for c in vars(module).values() if isinstance(c, click.Command)}
        inner = {name for c in vars(module).values() if isinstance(c, click.Group) for name in c.commands}
        assert set(names.split()) == found - (inner - set(names.split())), family
        assert all(group.commands[name].name == name for name in names.split())
    told = "import sys; from dialogue_desk.cli import main; main(['search', '--help']); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.split()
    assert {m for m in loaded if m.startswith("dialogue_desk.cli.")} == {
        f"dialogue_desk.cli.{name}" for name in ("console", "frame", "records", "erasures")
    }
    assert not any(m.startswith(("dialogue_desk.reports", "dialogue_desk.exchange.intake")) for m in loaded)


def test_a_command_keeps_to_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The passphrase is set on the desk that was named; another stays open."""
    monkeypatch.setenv("DIALOGUE_DESK_NEW_PASSPHRASE", "mật khẩu dài để thử")
    named, other = tmp_path / "được nêu", tmp_path / "bàn khác"
    for folder in (named, other):
        assert main(["--data", str(folder), "init", "--unit", "11311"]) == 0
    assert main(["passphrase", "--data", str(named), "set"]) == 0
    capsys.readouterr()
    assert main(["passphrase", "--json", "--data", str(named)]) == 0
    assert json.loads(capsys.readouterr().out) == {"is_set": True}
    assert main(["--json", f"--data={other}", "passphrase"]) == 0
    assert json.loads(capsys.readouterr().out) == {"is_set": False}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--such", "passphrase"], 2),
        (["passphrase", "--such", "set"], 2),
        (["passphrase", "--public", "set"], 2),
        (["--data"], 2),
        (["--json", "no-such-command"], 2),
        (["--", "passphrase", "--help"], 0),
        (["passphrase", "--help", "set"], 0),
    ],
)
def test_what_no_command_knows_stays_wrong_usage(
    words: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == status
    assert "Traceback" not in capsys.readouterr().err


def test_the_option_nearest_to_the_end_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Given twice, the later one stands, as everywhere on a command line."""
    path = ("passphrase", "set")
    seen = reached(monkeypatch, COMMANDS[path], ["--data", "a", "passphrase", "--data", "b", "set", "--data", "c"])
    assert str(seen["data"]) == "c"
    seen = reached(monkeypatch, COMMANDS[path], ["--data", "a", "passphrase", "--data", "b", "set"])
    assert str(seen["data"]) == "b"
