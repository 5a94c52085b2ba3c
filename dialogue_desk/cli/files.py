"""Commands about files: template, import, export, import-appendix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, say, warn
from dialogue_desk.cli.naming import findings_json, warn_of, warn_of_findings
from dialogue_desk.desk.files import Imported, first_of
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("forms", nargs=-1, required=True, metavar="FORM…")
@click.option("--out", required=True, type=_PATH, help=_("Sổ Excel để ghi ra (.xlsx)."))
@data_option
@json_option
def template(forms: tuple[str, ...], out: Path, data: Path, as_json: bool) -> None:
    """Ghi sổ Excel mẫu để nhập liệu, mỗi loại bản ghi một trang."""
    with open_desk(data) as desk:
        desk.files.template(forms, out)
    say({"file": str(out), "forms": list(forms)}, as_json, _("Đã ghi {file}.").format(file=out))


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=_PATH, metavar="FILE…")
@click.option("--form", default="", help=_("Loại bản ghi của tệp CSV."))
@click.option("--for-unit", default="", help=_("Nhập thay cho đơn vị cấp dưới này."))
@click.option("--dry-run", is_flag=True, help=_("Chỉ xem, không lưu."))
@click.option("--skip-bad", type=_PATH, default=None, help=_("Ghi các dòng sai ra tệp này, lưu các dòng còn lại."))
@data_option
@json_option
@click.pass_context
def import_(
    context: click.Context,
    files: tuple[Path, ...],
    form: str,
    for_unit: str,
    dry_run: bool,
    skip_bad: Path | None,
    data: Path,
    as_json: bool,
) -> None:
    """Nhập tệp .xlsx, .csv hoặc .ndjson."""
    if skip_bad is not None and len(files) > 1:
        raise click.UsageError(_("Với --skip-bad, mỗi lần chỉ nhập một tệp."))
    done: list[Imported] = []
    refused = False
    with open_desk(data) as desk:
        for file in files:
            try:
                done.append(desk.files.import_file(file, form, for_unit, dry_run=dry_run, skip_bad=skip_bad))
            except DeskError as error:
                refused = True
                warn(str(error))
                done.append(Imported(file.name, warnings=(error.message,), is_stored=False))
                continue
            if not done[-1].bad or skip_bad is not None:
                for warning in done[-1].warnings:
                    warn(warning)
            else:
                refused = True
                warn(first_of(done[-1].problems, done[-1].bad) + " " + _("Chưa lưu gì; sửa rồi nhập lại."))
    told: dict[str, Any] = {key: sum(getattr(f, key) for f in done) for key in ("created", "updated", "same", "bad")}
    told["problems"] = [p.as_json() for f in done for p in f.problems]
    told["warnings"] = [w for f in done for w in f.warnings]
    told["files"] = [f.as_json() for f in done]
    lines = [_told(f, dry_run) for f in done if f.is_stored or dry_run]
    lines += [str(p) for f in done for p in f.problems] if told["bad"] > 1 or skip_bad else []
    say(told, as_json, "\n".join(lines))
    if refused:
        context.exit(1)


def _told(done: Imported, dry_run: bool) -> str:
    counts = {"file": done.file, "new": done.created, "changed": done.updated, "same": done.same, "bad": done.bad}
    if dry_run:
        return _("{file}: sẽ thêm {new}, sửa {changed}, như cũ {same}, sai {bad}.").format(**counts)
    return _("{file}: đã thêm {new}, sửa {changed}, như cũ {same}, bỏ qua {bad}.").format(**counts)


@click.command()
@click.argument("forms", nargs=-1, metavar="[FORM…]")
@click.option("--out", required=True, type=_PATH, help=_("Tệp để ghi ra (.xlsx, .csv, .ndjson)."))
@click.option("--with-personal", is_flag=True, help=_("Kèm cả dữ liệu cá nhân."))
@click.option("--with-bin", is_flag=True, help=_("Kèm cả thùng rác."))
@click.option("--public", is_flag=True, help=_("Bản cho người ngoài: che tên, số của người dân; không nhập lại được."))
@data_option
@json_option
def export(
    forms: tuple[str, ...], out: Path, with_personal: bool, with_bin: bool, public: bool, data: Path, as_json: bool
) -> None:
    """Xuất bản ghi ra tệp, có thể nhập lại."""
    if public and with_personal:
        raise click.UsageError(_("--public và --with-personal không đi cùng nhau."))
    with open_desk(data) as desk:
        clean = desk.files.cleaner() if public else None
        count = desk.files.export(forms, out, with_personal=with_personal, with_bin=with_bin, clean=clean)
        is_searched = clean is None and not with_personal
        found, is_whole = desk.files.findings(forms, with_bin=with_bin) if is_searched else ([], True)
    told: dict[str, Any] = {"file": str(out), "records": count}
    if clean is not None:
        told["undecided"] = [suspect.words for suspect in clean.undecided]
    if is_searched:
        told["findings"] = findings_json(found)
    say(told, as_json, _("Đã xuất {count} bản ghi.").format(count=count))
    warn_of(clean.undecided if clean else ())
    warn_of_findings(found, is_whole=is_whole)


@click.command("import-appendix")
@click.argument("number", type=click.IntRange(1, 5), metavar="N")
@click.argument("file", type=_PATH)
@click.option("--from-year", type=int, default=None, help=_("Năm đầu (Phụ lục 01)."))
@click.option("--to-year", type=int, default=None, help=_("Năm cuối (Phụ lục 01)."))
@click.option("--as-of", default="", help=_("Số liệu năm cuối tính đến ngày này."))
@click.option("--issuer", default="", help=_("Cơ quan ban hành (Phụ lục 02)."))
@click.option("--for-unit", default="", help=_("Nhập thay cho đơn vị cấp dưới này."))
@click.option("--dry-run", is_flag=True, help=_("Chỉ xem, không lưu."))
@data_option
@json_option
@click.pass_context
def import_appendix(
    context: click.Context,
    number: int,
    file: Path,
    from_year: int | None,
    to_year: int | None,
    as_of: str,
    issuer: str,
    for_unit: str,
    dry_run: bool,
    data: Path,
    as_json: bool,
) -> None:
    """Nhập một phụ lục đã in (1 đến 5) thành số liệu tổng hợp hoặc danh sách văn bản."""
    with open_desk(data) as desk:
        done = desk.files.import_appendix(
            number, file, from_year=from_year, to_year=to_year, as_of=as_of, issuer=issuer, for_unit=for_unit,
            dry_run=dry_run,
        )  # fmt: skip
    for warning in done.warnings:
        warn(warning)
    lines = [_told(done, dry_run)] if not done.problems else []
    lines += [str(p) for p in done.problems] if done.bad > 1 else []
    say(done.as_json(), as_json, "\n".join(lines))
    if done.problems:
        warn(first_of(done.problems, done.bad) + " " + _("Chưa lưu gì; sửa rồi nhập lại."))
        context.exit(1)
