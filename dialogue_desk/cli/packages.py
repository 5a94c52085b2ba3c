"""Commands about packages: send, inspect, receive, return, undo, conflicts, where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli.erasures import erased_json, erased_text
from dialogue_desk.cli.frame import data_option, json_option, open_desk, pairs, say, shown_value, warn, warn_of_clock
from dialogue_desk.cli.naming import finding_text, findings_json
from dialogue_desk.desk import Desk
from dialogue_desk.desk.receiving import FileResult
from dialogue_desk.desk.returning import PartlyWrittenError
from dialogue_desk.desk.sending import Sent
from dialogue_desk.domain.fields import Value, as_json_value
from dialogue_desk.domain.records import DELETED
from dialogue_desk.exchange.merging import KINDS
from dialogue_desk.texts import _

_path = click.Path(path_type=Path)


def _sent_json(sent: Sent, out: Path) -> dict[str, Any]:
    return {
        "package": sent.package, "file": str(out), "rows": sent.rows, "check_code": sent.check_code,
        "number": sent.number, "counts": dict(sent.counts),
    }  # fmt: skip


@click.command()
@click.option("--out", required=True, type=_path, help=_("Tệp .ddpkg."))
@click.option("--to", default="", metavar="FINGERPRINT", help=_("Máy khác của đơn vị; bỏ trống là cấp trên."))
@click.option("--full", is_flag=True, help=_("Gửi lại tất cả."))
@click.option("--nothing-to-report", default="", metavar="PERIOD", help=_("Kỳ không phát sinh: quý I/2026, 2026-Q1 …"))
@click.option("--with-attachments", is_flag=True, help=_("Kèm tệp đính kèm."))
@data_option
@json_option
def send(
    out: Path, to: str, full: bool, nothing_to_report: str, with_attachments: bool, data: Path, as_json: bool
) -> None:
    """Tạo tệp gửi gửi cấp trên, hoặc gửi máy khác của đơn vị."""
    with open_desk(data) as desk:
        warn_of_clock(desk)
        for finding in desk.sending.plan(full=full).findings if not to else ():
            warn(finding_text(finding))
        sent = desk.sending.send(
            out, to, full=full, nothing_to_report=nothing_to_report, with_attachments=with_attachments
        )
    say(
        _sent_json(sent, out),
        as_json,
        _("Đã viết {file}: {rows} dòng, mã kiểm tra {code}.").format(file=out, rows=sent.rows, code=sent.check_code),
    )


@click.command("return")
@click.argument("code", required=False)
@click.option("--all", "is_all", is_flag=True, help=_("Cho mọi đơn vị đã gửi, mỗi đơn vị một tệp trong thư mục."))
@click.option("--out", required=True, type=_path, help=_("Tệp .ddpkg; với --all là thư mục."))
@data_option
@json_option
def return_(code: str | None, is_all: bool, out: Path, data: Path, as_json: bool) -> None:
    """Tạo tệp trả lời cho một đơn vị cấp dưới, hoặc cho mọi đơn vị đã gửi."""
    if is_all == bool(code):
        raise click.UsageError(_("Ghi mã một đơn vị, hoặc --all."))
    if not code:
        with open_desk(data) as desk:
            try:
                written = desk.sending.send_back_all(out)
            except PartlyWrittenError as stopped:
                _report_partly(stopped, out, as_json)
                raise click.exceptions.Exit(1) from stopped
        told = [_sent_json(s, out / s.file) | {"unit": s.unit} for s in written]
        say({"packages": told}, as_json, _("Đã tạo {count} tệp trả lời vào {folder}.").format(
            count=len(written), folder=out))  # fmt: skip
        return
    with open_desk(data) as desk:
        sent = desk.sending.send_back(desk.unit_key(code), out)
    say(_sent_json(sent, out), as_json, _("Đã tạo tệp trả lời {file}.").format(file=out))


def _report_partly(stopped: PartlyWrittenError, out: Path, as_json: bool) -> None:
    """Which packages are on the disk, which are not."""
    told = [_sent_json(s, out / s.file) | {"unit": s.unit} for s in stopped.written]
    say({"packages": told, "missing": list(stopped.missing), "code": stopped.code, "message": stopped.message}, as_json,
        "\n".join(str(out / s.file) for s in stopped.written))  # fmt: skip
    warn(str(stopped))


def _file_json(result: FileResult) -> dict[str, Any]:
    told: dict[str, Any] = {
        "file": result.file, "status": result.status, "code": result.code or None, "package": result.package or None,
        "unit": result.unit or None, "counts": dict(result.counts), "message": result.message or None,
        "at": result.at or None, "can_merge": result.status == "merged",
    }  # fmt: skip
    if result.details.records:
        told["alike"] = [
            {"form": a.form, "unit": a.unit, "id": a.id, "title": a.title, "held": a.held_id,
             "held_title": a.held_title, "score": a.score}
            for a in result.details.alike
        ]  # fmt: skip
    if result.details.findings:
        told["findings"] = findings_json(result.details.findings)
    if result.copy_of:
        told["copy_of"] = result.copy_of
    if result.details.refused:
        told["quarantined"] = dict(result.details.refused)
    told["erased"] = result.counts.get("erased", 0)
    if result.erasures:
        told["erasures"] = [erased_json(erased) for erased in result.erasures]
    if result.fingerprint:
        told["fingerprint"] = result.fingerprint
    if result.alarms:
        told["alarms"] = [alarm.as_json() for alarm in result.alarms]
    return told


_LABELS = {
    "new": "mới", "changed": "đổi", "same": "như cũ", "older": "cũ hơn", "conflicts": "mâu thuẫn",
    "quarantined": "chờ xử lý", "erased": "bị xóa nội dung",
}  # fmt: skip


def _counts_text(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n} {_LABELS[k]}" for k, n in counts.items() if n) or _("không có gì mới")


def _file_line(result: FileResult, *, is_dry: bool) -> str:
    name = Path(result.file).name
    if result.status == "merged":
        counts = _counts_text(result.counts)
        if is_dry:
            if result.details.alike:
                counts = f"{counts}, {_('{count} gần trùng').format(count=len(result.details.alike))}"
            if found := len(result.details.findings):
                counts = f"{counts}, {_('{count} chỗ nhận ra người dân').format(count=found)}"
            return _("{file}: nhận được ({counts}).").format(file=name, counts=counts)
        return _("{file}: đã nhận ({counts}).").format(file=name, counts=counts)
    shown = {"already": _("đã nhận từ trước"), "waiting": _("chờ"), "refused": _("không nhận")}[result.status]
    return f"{name}: {shown} ({result.code}). {result.message}"


def _report_files(results: list[FileResult], *, is_dry: bool, as_json: bool) -> None:
    told = [_file_json(r) for r in results]
    good = [_file_line(r, is_dry=is_dry) for r in results if r.status != "refused"]
    good += [f"  {erased_text(erased)}" for r in results for erased in r.erasures]
    total = {kind: sum(r.counts.get(kind, 0) for r in results if r.status == "merged") for kind in KINDS}
    if len(results) > 1 and any(total.values()):
        good.append(_("Tất cả: {counts}.").format(counts=_counts_text(total)))
    say({"files": told, "total": total}, as_json, "\n".join(good))
    for alarm in {a.message: a for r in results for a in r.alarms}.values():
        warn(_("Cảnh báo: {message} {step}").format(message=alarm.message, step=alarm.step))
    refused = [r for r in results if r.status == "refused"]
    for result in refused:
        warn(_file_line(result, is_dry=is_dry))
    if refused:
        raise click.exceptions.Exit(1)
    if not results:
        warn(_("Không có gói nào (.ddpkg) ở chỗ đã chọn."))
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_path)
@data_option
@json_option
def inspect(files: tuple[Path, ...], data: Path, as_json: bool) -> None:
    """Gói là gì, có nhận được không; không thay đổi gì."""
    with open_desk(data) as desk:
        results = desk.receiving.receive(files, dry_run=True)
    _report_files(results, is_dry=True, as_json=as_json)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_path)
@click.option("--dry-run", is_flag=True, help=_("Chỉ cho biết sẽ thay đổi gì."))
@click.option("--again", is_flag=True, help=_("Nhận lại gói đã rút, hoặc gói có đồng hồ chạy trước."))
@data_option
@json_option
def receive(files: tuple[Path, ...], dry_run: bool, again: bool, data: Path, as_json: bool) -> None:
    """Nhận các gói; mỗi gói nhận trọn hoặc không nhận."""
    with open_desk(data) as desk:
        results = desk.receiving.receive(files, dry_run=dry_run, again=again)
    _report_files(results, is_dry=dry_run, as_json=as_json)


@click.command()
@data_option
@json_option
def packages(data: Path, as_json: bool) -> None:
    """Các gói đã nhận và đã gửi."""
    with open_desk(data) as desk:
        received = [
            {"package": b.package, "unit": b.unit, "at": b.at, "status": b.status, "kind": b.kind, "file": b.file,
             "counts": dict(b.counts)}
            for b in desk.receiving.batches()
        ]  # fmt: skip
        sent = [
            {"package": s.package, "unit": s.unit, "at": s.at, "kind": s.kind, "file": s.file, "rows": s.rows,
             "check_code": s.check_code, "receipt": s.receipt or None}
            for s in desk.sending.sent()
        ]  # fmt: skip
    lines = [f"{p['at']}  {p['package']}  {p['unit']}  {p['status']}" for p in received]
    lines += [f"{p['at']}  {p['package']}  → {p['unit']}  {p['receipt'] or _('chưa có phiếu nhận')}" for p in sent]
    say({"packages": received, "sent": sent}, as_json, "\n".join(lines))


@click.command()
@click.argument("package")
@data_option
@json_option
def undo(package: str, data: Path, as_json: bool) -> None:
    """Rút lại một gói đã nhận."""
    with open_desk(data) as desk:
        whose = desk.receiving.origin(package)
        named = whose.told(desk.units.name(whose.unit))
        click.echo(_("Rút gói của {origin}.").format(origin=named), err=as_json)
        kept = desk.receiving.undo(package)
    told = [{"form": f, "unit": u, "id": i} for f, u, i in kept]
    lines = [_("Đã rút gói {package}.").format(package=package)]
    if kept:
        lines.append(_("Giữ giá trị vì đã được sửa tiếp: {ids}.").format(ids=", ".join(i for _f, _u, i in kept)))
    origin = {"unit": whose.unit, "machine": whose.machine, "people": list(whose.people), "file": whose.file,
              "at": whose.at}  # fmt: skip
    say({"package": package, "status": "undone", **origin, "kept": told}, as_json, "\n".join(lines))


_IN_BIN = "is_deleted"
"""What the command line calls the group that says whether a record is in the bin, as everywhere in files."""


def _told(names: Iterable[str]) -> list[str]:
    return [_IN_BIN if name == DELETED else name for name in names]


def _values_json(values: Mapping[str, Value]) -> dict[str, Any]:
    return {_IN_BIN if k == DELETED else k: bool(v) if k == DELETED else as_json_value(v) for k, v in values.items()}


def _conflicts_json(desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "form": c.form, "unit": c.unit, "id": c.id, "fields": _told(c.fields), "can_decide": c.can_decide,
            "versions": [
                {"rev": s.rev, "desk": s.desk, "by": s.by, "at": s.at, "values": _values_json(s.values)}
                for s in c.sides
            ],
        }
        for c in desk.conflicts.listed()
    ]  # fmt: skip


@click.command()
@data_option
@json_option
def conflicts(data: Path, as_json: bool) -> None:
    """Các bản ghi đang chờ quyết định."""
    with open_desk(data) as desk:
        told = _conflicts_json(desk)
    lines = []
    for c in told:
        lines.append(f"{c['form']}  {c['unit']}  {c['id']}  ({', '.join(c['fields'])})")
        for v in c["versions"]:
            values = ", ".join(
                f"{k}={shown_value(tuple(x) if isinstance(x, list) else x)}" for k, x in v["values"].items()
            )
            lines.append(f"    {v['rev']}  {v['by']}  {v['at']}  {values}")
    say({"conflicts": told}, as_json, "\n".join(lines))


@click.command()
@click.argument("form")
@click.argument("record_id", metavar="ID")
@click.option("--take", default="", metavar="REV", help=_("Lấy trọn bản này."))
@click.option("--field", "fields", multiple=True, metavar="KEY=REV", help=_("Lấy ô này (và cả nhóm) từ bản REV."))
@data_option
@json_option
def resolve(form: str, record_id: str, take: str, fields: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Quyết định một bản ghi bị sửa ở hai nơi."""
    if bool(take) == bool(fields):
        raise click.UsageError(_("Dùng --take REV hoặc --field Ô=REV."))
    with open_desk(data) as desk:
        chosen = {DELETED if name == _IN_BIN else name: rev for name, rev in pairs(fields).items()}
        left: list[str] = []
        if desk.conflicts.resolve(form, record_id, take, chosen):
            left = _told(desk.conflicts.get(form, record_id).fields)
    told = {"form": form, "id": record_id, "open": left}
    say(told, as_json, _("Đã quyết định.") if not left else _("Còn chờ: {fields}.").format(fields=", ".join(left)))


@click.command("resolve-all")
@click.option(
    "--desk", "writer", default="", metavar="DESK", help=_("Lấy bản của máy này; bỏ trống là lần sửa sau cùng.")
)
@data_option
@json_option
def resolve_all(writer: str, data: Path, as_json: bool) -> None:
    """Quyết định một lượt mọi bản ghi của đơn vị bị sửa ở hai nơi."""
    with open_desk(data) as desk:
        count = desk.conflicts.resolve_all(writer)
    say({"decided": count}, as_json, _("Đã quyết định {count} bản ghi.").format(count=count))


@click.command()
@click.argument("form")
@click.argument("record_id", metavar="ID")
@data_option
@json_option
def where(form: str, record_id: str, data: Path, as_json: bool) -> None:
    """Bản ghi này đang ở đâu?"""
    with open_desk(data) as desk:
        sent, held = desk.whereabouts.where(form, record_id)
        lines = [_("{unit} đã nhận ngày {on}").format(unit=desk.units.name(h.unit), on=h.on) for h in held]
        lines += [_("Đã ghi vào gói {package} ngày {on}").format(package=s.package, on=s.on) for s in sent]
    told = {
        "sent": [{"package": s.package, "unit": s.unit, "on": s.on, "receipt": s.receipt or None} for s in sent],
        "held": [{"level": h.level, "unit": h.unit, "on": h.on} for h in held],
    }
    say(told, as_json, "\n".join(lines) or _("Chỉ ở bàn này."))
