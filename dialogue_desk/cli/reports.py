"""The commands `report`, `ask` and `agencies`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dialogue_desk.cli.frame import data_option, json_option, open_desk, say
from dialogue_desk.cli.naming import warn_of
from dialogue_desk.desk.asking import Asking
from dialogue_desk.desk.reporting import Reporting
from dialogue_desk.domain.question import Question, read_condition, read_measure
from dialogue_desk.domain.sheet import Sheet
from dialogue_desk.errors import DeskError
from dialogue_desk.texts import _

_TIME = (
    ("--from-year", "from_year", _("Năm đầu.")),
    ("--to-year", "to_year", _("Năm cuối.")),
    ("--period", "period", _("Kỳ: quý II/2023, 6 tháng đầu năm 2023, tháng 5/2023, năm 2023, 2023-Q2 …")),
    ("--from", "from", _("Ngày đầu.")),
    ("--to", "to", _("Ngày cuối.")),
    ("--as-of", "as_of", _("Tính đến ngày.")),
    ("--step", "step", _("Biểu đồ chia theo year, quarter hoặc month.")),
    ("--unit", "unit", _("Đơn vị (mã, khóa hoặc tên).")),
    ("--id", "id", _("Bản ghi mà báo cáo nói về: tên, một phần tên hoặc mã.")),
    ("--level", "level", _("Đặt cạnh nhau mọi đơn vị của một cấp: commune hoặc district.")),
    ("--sort", "sort", _("Xếp hàng theo số của cột này, lớn trước.")),
    ("--family", "family", _("Cơ quan đứng tên văn bản: party, state hoặc front.")),
)


def _write_pdf(sheet: Sheet, path: Path) -> None:
    """Qt is loaded for a PDF only."""
    from dialogue_desk.gui.printing import write_pdf

    write_pdf(sheet, path)


def _parameters(command: Any) -> Any:
    for option, name, help_text in reversed(_TIME):
        command = click.option(option, f"p_{name}", help=help_text)(command)
    return command


@click.command()
@click.argument("name", required=False)
@_parameters
@click.option("--public", "p_public", is_flag=True, help=_("Bản công khai, không có dữ liệu cá nhân."))
@click.option("--out", type=click.Path(path_type=Path), help=_("Tệp ghi ra: pdf, xlsx, docx, csv hoặc json."))
@click.option("--list", "is_list", is_flag=True, help=_("Liệt kê các báo cáo."))
@data_option
@json_option
def report(name: str | None, out: Path | None, is_list: bool, data: Path, as_json: bool, **given: Any) -> None:
    """Lập một báo cáo ra tệp, hoặc liệt kê các báo cáo."""
    if is_list:
        listed = Reporting.listed()
        say({"reports": listed}, as_json, "\n".join(f"{r['name']}\t{r['title']}" for r in listed))
        return
    if name is None or (out is None and not as_json):
        raise click.UsageError(_("Cần tên báo cáo và --out TỆP."))
    params = {key.removeprefix("p_"): value for key, value in given.items() if value not in (None, False)}
    with open_desk(data) as desk:
        if out is not None:
            desk.reporting.writers["pdf"] = _write_pdf
            desk.reporting.writer(name, out)
        sheet = desk.reporting.build(name, desk.reporting.read(name, params))
        if out is None:
            say(desk.reporting.json(sheet), as_json, "")
            warn_of(sheet.undecided)
            return
        if out.is_dir():
            raise DeskError(_("{file} là một thư mục.").format(file=out), _("Hãy chọn một tệp."), "no_file")
        desk.reporting.write(sheet, out)
        warn_of(sheet.undecided)
    say(
        {"report": name, "file": str(out)}, as_json, _("Đã ghi {title} vào {file}.").format(title=sheet.title, file=out)
    )


@click.command()
@click.argument("form", required=False)
@click.option(
    "--where",
    "where",
    multiple=True,
    help=_('Điều kiện: "kind = petition", "age_days > 60", "subject in land;urban", "text has rác".'),
)
@click.option("--rows", help=_("Chia hàng theo mục nào; hai mục thì cách nhau bằng dấu phẩy."))
@click.option("--columns", default="", help=_("Chia cột theo mục nào."))
@click.option(
    "--measure", help=_("count, sum:MỤC, share-row, share-column, share-total, median[:MỤC], p90[:MỤC], on-time.")
)
@click.option("--from", "first", default="", help=_("Ngày đầu."))
@click.option("--to", "last", default="", help=_("Ngày cuối."))
@click.option(
    "--period", default="", help=_("Kỳ: quý II/2023, 6 tháng đầu năm 2023, tháng 5/2023, năm 2023, 2023-Q2 …")
)
@click.option("--as-of", default="", help=_("Tính đến ngày."))
@click.option("--unit", default="", help=_("Đơn vị (mã, khóa hoặc tên)."))
@click.option("--top", type=click.IntRange(1), default=None, help=_("Chỉ nêu số hàng đứng đầu, gộp các hàng còn lại."))
@click.option("--by-value", is_flag=True, help=_("Xếp hàng theo giá trị, lớn trước."))
@click.option("--compare", "is_compared", is_flag=True, help=_("So với cùng kỳ năm trước."))
@click.option("--save", "save_as", help=_("Lưu câu hỏi với tên này."))
@click.option("--saved", help=_("Hỏi lại câu hỏi đã lưu, hoặc cấp trên gửi xuống, với tên này."))
@click.option("--send-down", help=_("Gửi câu hỏi đã lưu với tên này xuống các đơn vị, cùng tệp trả lời."))
@click.option("--withdraw", help=_("Ngừng gửi xuống câu hỏi với tên này."))
@click.option(
    "--list", "is_list", is_flag=True, help=_("Liệt kê câu hỏi đã lưu; có tên sổ thì liệt kê các mục hỏi được.")
)
@click.option("--sources", "with_sources", is_flag=True, help=_("Kèm bản ghi của từng số (với --json)."))
@click.option("--out", type=click.Path(path_type=Path), help=_("Tệp ghi ra: pdf, xlsx, csv hoặc json."))
@data_option
@json_option
def ask(data: Path, as_json: bool, form: str | None, saved: str | None, is_list: bool, **given: Any) -> None:
    """Hỏi số liệu: đếm, cộng, tỷ lệ, trung vị của một sổ theo hàng và cột."""
    out: Path | None = given.pop("out")
    with_sources, save_as = given.pop("with_sources"), given.pop("save_as")
    send_down, withdraw = given.pop("send_down"), given.pop("withdraw")
    with open_desk(data) as desk:
        asking = desk.reporting.asking
        if is_list:
            _list_asked(asking, form, as_json)
            return
        if send_down or withdraw:
            _send_question(asking, send_down, withdraw, as_json)
            return
        question = asking.get(saved) if saved else _question(form, given)
        if save_as:
            asking.save(save_as, question)
        if out is not None:
            desk.reporting.writers["pdf"] = _write_pdf
            sheet = asking.sheet(question, save_as or saved or "")
            desk.reporting.write(sheet, out)
            say(
                {"report": "ask", "file": str(out)},
                as_json,
                _("Đã ghi {title} vào {file}.").format(title=sheet.title, file=out),
            )
            return
        told = asking.json(question, with_sources=with_sources)
    say(told, as_json, _answer_lines(told))


def _question(form: str | None, given: dict[str, Any]) -> Question:
    if not form or not given["rows"] or not given["measure"]:
        raise click.UsageError(_("Cần tên sổ, --rows và --measure; hoặc --saved TÊN."))
    measure, of = read_measure(given.pop("measure"))
    rows = tuple(part.strip() for part in given.pop("rows").split(","))
    where = tuple(read_condition(text) for text in given.pop("where"))
    return Question(form, rows, measure, of, where=where, top=given.pop("top") or 0, **given)


def _send_question(asking: Asking, send_down: str | None, withdraw: str | None, as_json: bool) -> None:
    """Send a question down, or stop doing so."""
    if send_down and withdraw:
        raise click.UsageError(_("Dùng --send-down hoặc --withdraw, không dùng cả hai."))
    if send_down:
        sent = asking.send_down(send_down)
        told = _("Câu hỏi “{name}” đi cùng tệp trả lời xuống các đơn vị.").format(name=sent.name)
        say({"name": sent.name, "issuer": sent.issuer, "form": sent.question.form}, as_json, told)
    elif withdraw:
        asking.withdraw(withdraw)
        say({"name": withdraw, "withdrawn": True}, as_json, _("Đã thôi gửi câu hỏi xuống."))


def _list_asked(asking: Asking, form: str | None, as_json: bool) -> None:
    if form is None:
        kept = [{"name": name, "form": question.form} for name, question in asking.saved().items()]
        sent = [{"name": s.name, "form": s.question.form, "issuer": s.issuer} for s in asking.sent_down()]
        lines = ["\t".join(one.values()) for one in (*kept, *sent)]
        say({"questions": kept, "sent_down": sent}, as_json, "\n".join(lines))
        return
    parts = [
        {"key": part.key, "title": part.title, "is_group": part.is_group, "is_number": part.is_number}
        for part in asking.parts(form)
    ]
    say({"parts": parts}, as_json, "\n".join(f"{one['key']}\t{one['title']}" for one in parts))


def _answer_lines(told: dict[str, Any]) -> str:
    """The answer as lines of a terminal: columns by tabs, then the filters."""
    keys = [column["key"] for column in told["columns"]]
    if "total" not in keys and "change" not in keys:
        keys.append("total")
    titles = [column["title"] for column in told["columns"]] + [_("Tổng số")] * (len(keys) - len(told["columns"]))
    lines = ["\t".join(["", *titles])]
    for row in [*told["rows"], {"title": _("Tổng số"), **told["total"]}]:
        lines.append("\t".join([row["title"], *("" if row.get(key) is None else str(row[key]) for key in keys)]))
    return "\n".join([*lines, *told["filters"]])


@click.command("agencies")
@click.option("--join", "names", multiple=True, help=_("Tên gộp vào tên khác; nêu nhiều lần được."))
@click.option("--into", help=_("Tên mà các tên ấy gộp vào."))
@click.option("--part", "parted", multiple=True, help=_("Tên đã gộp, tách ra lại."))
@data_option
@json_option
def agency_names(data: Path, as_json: bool, names: tuple[str, ...], into: str | None, parted: tuple[str, ...]) -> None:
    """Tên cơ quan trong kiến nghị: liệt kê, gộp các tên là một, tách lại."""
    if bool(names) != bool(into):
        raise click.UsageError(_("--join và --into đi cùng nhau."))
    with open_desk(data) as desk:
        asking = desk.reporting.asking
        if into:
            asking.join(names, into)
        if parted:
            asking.part(parted)
        counts, joined, alike = asking.agencies()
    named = [{"name": name, "uses": uses, "into": joined.get(name)} for name, uses in sorted(counts.items())]
    lines = [f"{one['uses']}\t{one['name']}" + (f" → {one['into']}" if one["into"] else "") for one in named]
    lines += [_("Có thể là một cơ quan: {names}.").format(names="; ".join(group)) for group in alike]
    say({"agencies": named, "alike": [list(group) for group in alike]}, as_json, "\n".join(lines))
