"""The command line: `main` runs one command and returns the exit status."""

from __future__ import annotations

import sys

from dialogue_desk.cli.frame import Families, Group, run
from dialogue_desk.texts import _

FAMILIES = {
    "records": "init settings add get set delete history revert search",
    "petitions": "step petitions answer case",
    "files": "template import export import-appendix",
    "reports": "report ask agencies",
    "periods": "close reopen",
    "packages": "send return inspect receive packages undo conflicts resolve resolve-all where",
    "board": "quarantine arrivals alarms refused",
    "keeping": "backup restore check salvage move error-file doctor update",
    "demo": "demo",
    "attachments": "attach withdraw erase",
    "erasures": "erasures",
    "desks": "invite invitations join fingerprint trust revoke machines takeover recovery-key",
    "duties": "home obligations excuse boxes days-off lists",
    "locking": "passphrase recover",
    "naming": "names",
    "tables": "import-table",
    "units": "units",
    "operations": "operations take-back bring-back",
    "forms": "forms",
    "letters": "letters",
    "hub": "publish website",
}
"""The modules of this package with commands, and the commands of each: a family is loaded when one of it is run."""

group = Group(
    help=_("Bàn Đối thoại: ghi chép và theo dõi đối thoại, góp ý, kiến nghị."), commands=Families(__name__, FAMILIES)
)
"""The group every command stands in."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    return run(group, arguments)


def entry() -> None:
    """Entry point of the installed script."""
    sys.exit(main())
