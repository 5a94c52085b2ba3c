"""The command `names`: what looks like a name on public sheets, and what a person decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, say, warn
from dialogue_desk.domain.sheet import Suspect
from dialogue_desk.texts import _

if TYPE_CHECKING:
    from dialogue_desk.domain.privacy import Finding

MOST_NAMED = 100
"""Places that are told one by one; the others are counted."""


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


def finding_text(finding: Finding) -> str:
    """A place on one line."""
    return _("Chú ý: {form} {id}, ô {field} có “{text}”.").format(
        form=finding.form, id=finding.id, field=finding.field, text=finding.text
    )


def warn_of_findings(findings: Sequence[Finding], *, is_whole: bool = True) -> None:
    """List on stderr what texts give away about people, the first places by their words."""
    for finding in findings[:MOST_NAMED]:
        warn(finding_text(finding))
    if len(findings) > MOST_NAMED:
        warn(_("và {count} chỗ nữa.").format(count=len(findings) - MOST_NAMED))
    if findings:
        warn(_("Nội dung có {count} chỗ nhận ra người dân; bản cho người ngoài thì xuất với --public.").format(
            count=len(findings)))  # fmt: skip
    if not is_whole:
        from dialogue_desk.desk.giving_away import MOST

        warn(_("Chỉ tìm tên trong {count} bản ghi đầu.").format(count=MOST))


def findings_json(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings as JSON objects."""
    return [{"form": f.form, "id": f.id, "field": f.field, "kind": f.kind, "text": f.text} for f in findings]
