"""The command `names`: what looks like a name on public sheets, and what a person decided about it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, say, warn
from dialogue_desk.domain.sheet import Suspect
from dialogue_desk.texts import _


@click.command()
@click.option("--keep", "kept", multiple=True, metavar="NAME", help=_("Không phải tên người: cứ để nguyên."))
@click.option("--hide", "hidden", multiple=True, metavar="NAME", help=_("Là tên người: luôn che."))
@data_option
@json_option
def names(kept: tuple[str, ...], hidden: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Quyết định chữ nào là tên người trên bản công khai; không kèm gì thì liệt kê các quyết định."""
    with open_desk(data) as desk:
        if kept or hidden:
            desk.reporting.naming.decide(kept, hidden)
        keep, hide = desk.reporting.naming.decided()
    lines = [*(_("Để nguyên: {name}").format(name=n) for n in keep), *(_("Che: {name}").format(name=n) for n in hide)]
    say({"keep": keep, "hide": hide}, as_json, "\n".join(lines) or _("Chưa quyết định tên nào."))


def warn_of(suspects: Iterable[Suspect]) -> None:
    """List on stderr what a sheet hid though nobody decided yet, and how to decide."""
    for suspect in suspects:
        around = " ".join(suspect.around.split())
        warn(_("Đã che “{name}”, có thể là tên người: …{around}…").format(name=suspect.words, around=around))
    if suspects:
        warn(_('Chữ nào không phải tên người thì ghi: names --keep "CHỮ"; đúng là tên thì: names --hide "TÊN".'))
