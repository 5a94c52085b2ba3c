"""The command line: `main` runs one command and returns the exit status."""

from __future__ import annotations

import sys

from dialogue_desk.cli import (
    attachments,
    demo,
    desks,
    duties,
    erasures,
    files,
    forms,
    keeping,
    letters,
    locking,
    naming,
    operations,
    packages,
    periods,
    petitions,
    records,
    reports,
    tables,
    units,
)
from dialogue_desk.cli.frame import command_group, run
from dialogue_desk.texts import _

FAMILIES = (
    records,
    petitions,
    files,
    reports,
    periods,
    packages,
    keeping,
    demo,
    attachments,
    erasures,
    desks,
    duties,
    locking,
    naming,
    tables,
    units,
    operations,
    forms,
    letters,
)
"""The modules of this package with commands; each lists its own in COMMANDS."""


@command_group(help=_("Bàn Đối thoại: ghi chép và theo dõi đối thoại, góp ý, kiến nghị."))
def group() -> None:
    """The group every command stands in."""


for family in FAMILIES:
    for command in family.COMMANDS:
        group.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    return run(group, arguments)


def entry() -> None:
    """Entry point of the installed script."""
    sys.exit(main())
