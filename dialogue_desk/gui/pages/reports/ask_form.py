"""The parts of a question as a form: register, rows, columns, measure, days and filters."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Code, Field, Form, Kind, Value, Values, Vocabulary
from dialogue_desk.domain.layouts import Cell, Part, Section, cell
from dialogue_desk.domain.question import Condition, Question, read_measure
from dialogue_desk.texts import N_, _

FILTERS = 4
"""So many filters can be set in the window; the command takes any number."""

_OPS = (
    ("=", N_("là")), ("in", N_("là một trong")), ("!=", N_("không phải")), (">", N_("lớn hơn")), ("<", N_("nhỏ hơn")),
    (">=", N_("từ")), ("<=", N_("không quá")), ("has", N_("có từ")), ("blank", N_("để trống")),
    ("filled", N_("đã ghi")),
)  # fmt: skip

_NUMBERLESS = (
    ("count", N_("Số lượng")), ("share-row", N_("Tỷ lệ trong hàng")), ("share-column", N_("Tỷ lệ trong cột")),
    ("share-total", N_("Tỷ lệ trong tổng số")),
)  # fmt: skip
_OF_PETITIONS = (
    ("median", N_("Số ngày giải quyết: trung vị")), ("p90", N_("Số ngày giải quyết: 90% trong")),
    ("on-time", N_("Tỷ lệ đúng hạn ban đầu")),
)  # fmt: skip


def question_form(desk: Desk, register: str) -> Form:
    """The editors of a question about one register."""
    parts = desk.reporting.asking.parts(register)
    groups = [(part.key, part.title) for part in parts if part.is_group]
    measures = [(key, _(title)) for key, title in (*_NUMBERLESS, *(_OF_PETITIONS if register == "opinion" else ()))]
    for part in parts:
        if part.is_number and part.key != "year":
            measures += [
                (f"sum:{part.key}", _("Tổng: {part}").format(part=part.title)),
                (f"median:{part.key}", _("Trung vị: {part}").format(part=part.title)),
                (f"p90:{part.key}", _("90% trong: {part}").format(part=part.title)),
            ]
    registers = [(f.key, _(f.plural or f.label)) for f in desk.store.forms if not f.is_personal]
    fields = [
        _code("form", N_("Sổ"), N_("Hỏi về sổ nào."), registers, required=True),
        _code("measure", N_("Phép đo"), N_("Đếm, cộng, tỷ lệ, hoặc số ngày."), measures, required=True),
        _code("rows", N_("Chia hàng"), N_("Mỗi giá trị là một hàng."), groups, required=True),
        _code("rows_2", N_("Rồi theo"), N_("Chia tiếp trong mỗi hàng; để trống nếu không cần."), groups),
        _code("columns", N_("Chia cột"), N_("Mỗi giá trị là một cột; để trống thì chỉ có tổng số."), groups),
        Field("period", Kind.TEXT, N_("Kỳ"), N_("Như quý I/2026, năm 2026; để trống là tất cả."), is_period=True),
        Field("as_of", Kind.DATE, N_("Tính đến"), N_("Tình trạng ngày nào; để trống là ngày cuối kỳ, hoặc hôm nay.")),
        Field("top", Kind.COUNT, N_("Đứng đầu"), N_("Chỉ nêu số hàng đứng đầu, gộp các hàng còn lại.")),
        Field("by_value", Kind.YES_NO, N_("Lớn trước"), N_("Xếp hàng theo giá trị, lớn trước."), default=False),
        Field("is_compared", Kind.YES_NO, N_("So năm trước"), N_("Cần có kỳ, không có cột."), default=False),
    ]  # fmt: skip
    for n in range(1, FILTERS + 1):
        fields += [
            _code(f"part_{n}", N_("Điều kiện"), N_("Lọc theo mục nào."), [(part.key, part.title) for part in parts]),
            _code(f"op_{n}", N_("So sánh"), N_("So sánh thế nào."), [(key, _(title)) for key, title in _OPS]),
            Field(f"value_{n}", Kind.TEXT, N_("Giá trị"), N_("Tên hoặc mã; nhiều thì ngăn bằng dấu chấm phẩy.")),
        ]  # fmt: skip
    return Form("ask", N_("Hỏi số liệu"), tuple(fields))


def _code(key: str, label: str, help_text: str, choices: Sequence[tuple[str, str]], *, required: bool = False) -> Field:
    codes = Vocabulary(key, tuple(Code(one, title) for one, title in choices))
    return Field(key, Kind.CODE, label, help_text, required=required, codes=codes)


def question_layout() -> tuple[Section, ...]:
    """What is asked first, then the filters, then what is rarely needed."""
    first = ("form", "measure", "rows", "rows_2", "columns", "period")
    filters = []
    for n in range(1, FILTERS + 1):
        filters.append(Cell((Part(f"part_{n}"),), wide=True))
        filters.append(Cell((Part(f"op_{n}"), Part(f"value_{n}")), wide=True))
    rest = (
        cell("as_of", wide=True),
        cell("top", wide=True),
        cell("by_value", wide=True),
        cell("is_compared", wide=True),
    )
    return (
        Section(tuple(cell(key, wide=True) for key in first)),
        Section(tuple(filters), N_("Điều kiện")),
        Section(rest, N_("Cách trình bày")),
    )


def question_of(values: Values, unit: str) -> Question:
    """The question that the editors hold, about a unit; a filter without a part or comparison is not meant yet."""
    where = []
    for n in range(1, FILTERS + 1):
        part, op, typed = values.get(f"part_{n}"), values.get(f"op_{n}") or "=", values.get(f"value_{n}")
        if part and (op in ("blank", "filled") or typed):
            several = str(typed or "").split(";") if op == "in" else [str(typed or "")]
            told = () if op in ("blank", "filled") else tuple(one.strip() for one in several if one.strip())
            where.append(Condition(str(part), str(op), told))
    measure, of = read_measure(str(values.get("measure") or "count"))
    rows = tuple(str(values[key]) for key in ("rows", "rows_2") if values.get(key))
    return Question(
        form=str(values.get("form")),
        rows=rows,
        measure=measure,
        of=of,
        columns=str(values.get("columns") or ""),
        where=tuple(where),
        period=str(values.get("period") or ""),
        unit=unit,
        as_of=str(values.get("as_of") or ""),
        top=int(str(values.get("top") or 0)),
        by_value=bool(values.get("by_value")),
        is_compared=bool(values.get("is_compared")),
    )


def values_of(question: Question) -> Values:
    """What the editors show of a question; more filters than the window has stay with the command."""
    found: dict[str, Value] = {
        "form": question.form,
        "measure": f"{question.measure}:{question.of}" if question.of else question.measure,
        "rows": question.rows[0],
        "rows_2": question.rows[1] if len(question.rows) > 1 else None,
        "columns": question.columns or None,
        "period": question.period or None,
        "as_of": question.as_of or None,
        "top": question.top or None,
        "by_value": question.by_value,
        "is_compared": question.is_compared,
    }
    for n, condition in enumerate(question.where[:FILTERS], start=1):
        values = "; ".join(condition.values) or None
        found |= {f"part_{n}": condition.part, f"op_{n}": condition.op, f"value_{n}": values}
    return found
