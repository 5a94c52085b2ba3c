"""Commands about petitions: taking a step, listing by status and deadline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, pairs, say, warn
from dialogue_desk.desk import Desk
from dialogue_desk.desk.petitions import Bulk, PetitionQuery
from dialogue_desk.desk.texts_of import read_pairs
from dialogue_desk.desk.working_days import unannounced_words, unannounced_year
from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.followup import PetitionState
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.domain.vocabulary import ACTION_KIND, PETITION_STATUS
from dialogue_desk.texts import _


def announced_json(desk: Desk, unit: str, state: PetitionState) -> bool:
    """Whether the days off a counted deadline rests on are decided."""
    return not (state.is_due_usual and unannounced_year(desk.store, unit, state.due_on))


def state_json(state: PetitionState) -> dict[str, Any]:
    """A petition's state with its history; days that are none are null."""
    told: dict[str, Any] = {
        key: getattr(state, key) or None
        for key in (
            "status", "lead_agency", "due_on", "suspended_on", "opened_on", "since_on", "forwarded_on", "resolved_on",
            "declined_on", "notified_on", "closed_on", "satisfaction",
        )
    }  # fmt: skip
    told["times_reopened"] = state.times_reopened
    told["is_unassigned"], told["is_due_usual"] = state.is_unassigned, state.is_due_usual
    told["steps"] = [
        {
            "id": t.step.id, "unit": t.step.unit, "kind": t.step.kind, "done_on": t.step.done_on, "status": t.status,
            "is_out_of_order": t.is_out_of_order, "is_voided": t.is_voided,
        }
        for t in state.history
    ]  # fmt: skip
    return told


@click.command()
@click.argument("arguments", nargs=-1, required=True, metavar="OPINION_ID… [BƯỚC] Ô=GIÁ_TRỊ…")
@data_option
@json_option
def step(arguments: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Ghi một bước xử lý cho một hay nhiều kiến nghị; không nêu bước thì xem quá trình và các bước có thể ghi."""
    ids, kind, fields = _parted(arguments)
    with open_desk(data) as desk:
        values = read_pairs(desk, "action", pairs(fields))
        if len(ids) > 1:
            _step_many(desk, ids, kind, values, as_json)
            return
        opinion_id = ids[0]
        taken = desk.petitions.take(opinion_id, kind, values) if kind else None
        state = desk.petitions.state(opinion_id)
        told = state_json(state) | {"id": taken.id if taken else None, "allowed": desk.petitions.allowed(opinion_id)}
        told["overdue_days"] = state.overdue_days(desk.today())
        told["is_announced"] = announced_json(desk, desk.records.need("opinion", opinion_id).unit, state)
    lines = [_told(s) for s in told["steps"]]
    lines.append(_("Trạng thái: {status}.").format(status=_(PETITION_STATUS.label(state.status))))
    say(told, as_json, taken.id if taken else "\n".join(lines))


def _parted(arguments: tuple[str, ...]) -> tuple[list[str], str, tuple[str, ...]]:
    """Ids up to the kind of step, and the fields after it; UsageError for anything else."""
    words = [argument for argument in arguments if "=" not in argument]
    fields = tuple(argument for argument in arguments if "=" in argument)
    kinds = [word for word in words if word in ACTION_KIND]
    ids = list(dict.fromkeys(word for word in words if word not in ACTION_KIND))
    if not ids or len(kinds) > 1:
        raise click.UsageError(_("Ghi mã của ít nhất một kiến nghị, rồi một bước."))
    if not kinds and (fields or len(ids) > 1):
        known = ", ".join(ACTION_KIND.labels)
        raise click.UsageError(_("Ghi bước sau các mã. Các bước: {kinds}.").format(kinds=known))
    return ids, kinds[0] if kinds else "", fields


def _step_many(desk: Desk, ids: list[str], kind: str, values: Values, as_json: bool) -> None:
    """The same step for several petitions, one operation: which took it, and why the others did not."""
    keys = [(desk.records.need("opinion", one).unit, one) for one in ids]
    bulk = desk.petitions.take_all(keys, kind, values)
    _tell_bulk(bulk, "taken", _("Đã ghi bước “{step}” cho {count} kiến nghị.").format(
        step=_(ACTION_KIND.label(kind)), count=len(bulk.done)), as_json)  # fmt: skip


def _tell_bulk(bulk: Bulk, name: str, words: str, as_json: bool) -> None:
    """`words` for what was done, a line for each that was refused; status 1 when nothing was done."""
    told = {
        name: [{"unit": u, "id": i} for u, i in bulk.done],
        "refused": [{"unit": u, "id": i, "message": why} for (u, i), why in bulk.refused],
    }
    say(told, as_json, words if bulk.done else "")
    for (_unit, one), why in bulk.refused:
        warn(f"{one}: {why}")
    if not bulk.done:
        raise click.exceptions.Exit(1)


def _told(taken: dict[str, Any]) -> str:
    remark = _("không đúng thứ tự") if taken["is_out_of_order"] else _("đã hủy") if taken["is_voided"] else ""
    label = _(ACTION_KIND.label(taken["kind"]))
    return f"{screen_date(taken['done_on'])}  {label}  {taken['id']}" + (f"  ({remark})" if remark else "")


@click.command()
@click.option("--status", type=click.Choice(list(PETITION_STATUS.labels)), multiple=True, help=_("Trạng thái."))
@click.option("--open", "is_open", is_flag=True, help=_("Chưa giải quyết xong."))
@click.option("--overdue", is_flag=True, help=_("Quá hạn hôm nay."))
@click.option("--unassigned", is_flag=True, help=_("Chưa giao cho cơ quan nào."))
@click.option("--lead", default="", help=_("Cơ quan chủ trì."))
@click.option("--unit", default="", help=_("Đơn vị giữ kiến nghị."))
@click.option("--to-answer", is_flag=True, help=_("Cấp dưới chuyển lên, chờ mình trả lời."))
@click.option("--limit", default=1000, show_default=True)
@data_option
@json_option
def petitions(
    status: tuple[str, ...],
    is_open: bool,
    overdue: bool,
    unassigned: bool,
    lead: str,
    unit: str,
    to_answer: bool,
    limit: int,
    data: Path,
    as_json: bool,
) -> None:
    """Các kiến nghị theo trạng thái, hạn, cơ quan chủ trì."""
    with open_desk(data) as desk:
        owner = desk.unit_key(unit) if unit else ""
        asked = PetitionQuery(status, owner, lead, is_open or None, overdue, to_answer, unassigned)
        count, told = desk.petitions.count(asked), _rows(desk, asked, limit)
    lines = [f"{t['id']}  {t['status']}  {_due(t)}  {t['text'][:80]}" for t in told]
    say({"count": count, "petitions": told}, as_json, "\n".join([*lines, _("{count} kiến nghị.").format(count=count)]))


@click.command()
@click.argument("arguments", nargs=-1, required=True, metavar="OPINION_ID… Ô=GIÁ_TRỊ…")
@data_option
@json_option
def answer(arguments: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Trả lời một lần nhiều kiến nghị cấp dưới chuyển lên: các mã, rồi text=…, document_number=…, document_on=…."""
    ids = [a for a in arguments if "=" not in a]
    if not ids:
        raise click.UsageError(_("Ghi mã của ít nhất một kiến nghị."))
    with open_desk(data) as desk:
        values = read_pairs(desk, "action", pairs(tuple(a for a in arguments if "=" in a)))
        keys = [(desk.records.need("opinion", one).unit, one) for one in dict.fromkeys(ids)]
        bulk = desk.petitions.answer([(key, values) for key in keys])
    _tell_bulk(bulk, "answered", _("Đã trả lời {count} kiến nghị.").format(count=len(bulk.done)), as_json)


def _due(told: dict[str, Any]) -> str:
    due = screen_date(told["due_on"])
    return due if told["is_announced"] else f"{due} ({unannounced_words(due[-4:])})"


def _rows(desk: Desk, asked: PetitionQuery, limit: int) -> list[dict[str, Any]]:
    rows = desk.records.page("opinion", desk.petitions.query(asked), 0, limit)
    states = desk.petitions.states([(r.unit, r.id) for r in rows])
    return [
        {
            "unit": r.unit, "id": r.id, "text": r.values["text"], "status": s.status, "opened_on": s.opened_on,
            "lead_agency": s.lead_agency or None, "is_unassigned": s.is_unassigned,
            "due_on": s.due_by(desk.today()) or None, "is_due_usual": s.is_due_usual,
            "overdue_days": s.overdue_days(desk.today()), "days_open": s.days_open(desk.today()),
            "is_announced": announced_json(desk, r.unit, s),
        }
        for r in rows
        for s in [states[r.unit, r.id]]
    ]  # fmt: skip


@click.command()
@click.argument("opinion_id", metavar="OPINION_ID")
@data_option
@json_option
def case(opinion_id: str, data: Path, as_json: bool) -> None:
    """Một vụ việc thành chữ để sao chép sang hệ thống khác; không có họ tên, địa chỉ, điện thoại."""
    with open_desk(data) as desk:
        lines = desk.reporting.case(opinion_id)
    say({"case": [list(line) for line in lines]}, as_json, "\n".join(f"{name}: {said}" for name, said in lines))
