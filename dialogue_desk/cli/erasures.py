"""The command over what was erased on request: list it, decide about what waits, bring it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, say
from dialogue_desk.desk.erasure import Erased
from dialogue_desk.desk.texts_of import split_form
from dialogue_desk.texts import _


def erased_json(erased: Erased) -> dict[str, Any]:
    """A mark as a JSON object."""
    return {
        "form": erased.record[0], "unit": erased.unit, "id": erased.id, "fields": list(erased.fields),
        "reason": erased.reason, "by": erased.by, "at": erased.at, "status": erased.status,
        "until": erased.until or None,
    }  # fmt: skip


def erased_text(erased: Erased) -> str:
    """A mark on one line."""
    state = {
        "waiting": _("chờ quyết định"), "erased": _("đã xóa"), "refused": _("không xóa"), "back": _("đã lấy lại"),
    }[erased.status]  # fmt: skip
    text = _("{state}: {form} {id} của {unit}, ô {fields}; lý do: {reason}; người xóa: {by}.").format(
        state=state, form=erased.record[0], id=erased.id, unit=erased.unit, fields=", ".join(erased.fields),
        reason=erased.reason, by=erased.by or "?",
    )  # fmt: skip
    return f"{text} {_('Lấy lại được đến {day}.').format(day=erased.until)}" if erased.until else text


@click.command()
@click.argument("form", required=False)
@click.argument("record_id", metavar="[ID]", required=False)
@click.option("--accept", "action", flag_value="--accept", help=_("Xóa theo dấu đang chờ của bản ghi này."))
@click.option("--refuse", "action", flag_value="--refuse", help=_("Không xóa; dấu ấy không chờ lại nữa."))
@click.option("--back", "action", flag_value="--back", help=_("Lấy lại nội dung đã xóa của bản ghi này."))
@click.option("--days", type=int, default=None, help=_("Giữ nội dung đã xóa bao nhiêu ngày rồi hủy hẳn."))
@data_option
@json_option
def erasures(
    form: str | None, record_id: str | None, action: str | None, days: int | None, data: Path, as_json: bool
) -> None:
    """Các dấu xóa theo yêu cầu: xem, quyết định dấu đang chờ, lấy lại nội dung."""
    base = split_form(form)[0] if form else ""
    if action and not record_id:
        raise click.UsageError(_("Ghi loại bản ghi và mã bản ghi."))
    with open_desk(data) as desk:
        if days is not None:
            desk.erasure.days = days
        if action:
            done = {
                "--accept": desk.erasure.accept, "--refuse": desk.erasure.refuse, "--back": desk.erasure.bring_back,
            }[action](base, record_id or "")  # fmt: skip
        else:
            done = desk.erasure.listed(base, record_id or "")
        told = {"days": desk.erasure.days, "erasures": [erased_json(erased) for erased in done]}
    say(told, as_json, "\n".join(map(erased_text, done)) or _("Không có dấu xóa nào."))
