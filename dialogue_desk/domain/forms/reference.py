"""Danh mục dùng chung: what a unit decides for itself and those below, sent down with every return package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogue_desk.domain import vocabulary as v
from dialogue_desk.domain.checks import CellError, parse_cell
from dialogue_desk.domain.fields import Context, Field, Form, Kind, Problem, Value
from dialogue_desk.domain.forms.office import SETTINGS
from dialogue_desk.domain.question import QUESTION, read_text
from dialogue_desk.domain.reference import DAYS, NORMS
from dialogue_desk.domain.shares import SHARE, WHOLE, percent_text, read_shares
from dialogue_desk.domain.working_days import read_days
from dialogue_desk.texts import N_, _

_CODES = {"document": v.DOCUMENT, "subject": v.SUBJECT}


def _names_something(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    """An entry names what its kind has: a year, a code, a setting."""
    kind, name, value = str(values.get("kind")), str(values.get("name") or ""), str(values.get("value") or "")
    if kind in DAYS:
        yield from _days(name, value)
    elif kind in _CODES:
        if name not in _CODES[kind]:
            yield Problem("name", _("Ghi một mã: {codes}.").format(codes=", ".join(_CODES[kind].labels)))
        if not value:
            yield Problem("value", _("Ghi tên dùng ở đây."))
    elif kind == "norm":
        yield from _norm(name, value)
    elif kind == SHARE:
        yield from _shares(value)
    elif kind == QUESTION and read_text(value) is None:
        yield Problem("value", _("Câu hỏi được viết ở Hỏi số liệu rồi gửi xuống từ đó, không gõ tay ở đây."))


def _days(name: str, value: str) -> Iterable[Problem]:
    if len(name) != 4 or not name.isdigit():
        yield Problem("name", _("Ghi năm, như 2027."))
        return
    days, wrong = read_days(value)
    if wrong:
        yield Problem("value", _("“{text}” không phải ngày (viết như 24/11/2026; 28/12/2026).").format(text=wrong[0]))
    elif not days or any(day.year != int(name) for day in days):
        yield Problem("value", _("Ghi các ngày của năm {year}.").format(year=name))


def _shares(value: str) -> Iterable[Problem]:
    parts, wrong = read_shares(value)
    if wrong or not parts:
        told = wrong[0] if wrong else value
        yield Problem(
            "value", _("“{text}” không phải tỷ lệ (viết như 11311@2025: 60; 11329@2025: 40).").format(text=told)
        )
    elif sum(parts.values()) != WHOLE:
        total = percent_text(sum(parts.values()))
        yield Problem("value", _("Các tỷ lệ cộng lại là {total}, phải đúng 100.").format(total=total))


def _norm(name: str, value: str) -> Iterable[Problem]:
    if name not in NORMS:
        yield Problem("name", _("Ghi một ô của Thiết lập: {keys}.").format(keys=", ".join(NORMS)))
        return
    try:
        parsed = parse_cell(SETTINGS.field(name), value)
    except CellError as error:
        yield Problem("value", f"{error}.")
        return
    if parsed is None:
        yield Problem("value", _("Ghi giá trị."))


def _ends_after_it_began(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    first, last = values.get("valid_from"), values.get("valid_to")
    if isinstance(first, str) and isinstance(last, str) and last < first:
        yield Problem("valid_to", _("Ngày cuối trước ngày đầu."))


FORM = Form(
    key="reference",
    label=N_("Danh mục dùng chung"),
    plural=N_("Danh mục dùng chung"),
    natural_key=("kind", "name"),
    title_fields=("name", "value"),
    rules=(_names_something, _ends_after_it_began),
    fields=(
        Field("kind", Kind.CODE, N_("Danh mục"), N_("Ngày nghỉ, ngày làm bù, tên văn bản, tên lĩnh vực, thôn và tổ dân phố, định mức, tỷ lệ của đơn vị cũ bị chia, hay câu hỏi số liệu; đơn vị dưới nhận cùng tệp trả lời."), required=True, group="a", codes=v.REFERENCE_KIND, listed=True),
        Field("name", Kind.TEXT, N_("Mục"), N_("Ngày nghỉ, làm bù: năm (2027). Văn bản, lĩnh vực: mã (qd1737, land). Thôn: tên thôn. Định mức: ô của Thiết lập (norm_party). Tỷ lệ: khóa đơn vị cũ bị chia (11350@2023)."), required=True, group="a", listed=True),
        Field("value", Kind.LONG_TEXT, N_("Nội dung"), N_("Các ngày (04/02/2027 - 10/02/2027), tên dùng ở đây (Quyết định 320-QĐ/TU), con số của định mức, hoặc tỷ lệ từng đơn vị mới (11329@2025: 60; 11359@2025: 40); với thôn thì để trống."), group="a", listed=True),
        Field("source", Kind.TEXT, N_("Theo văn bản"), N_("Số, ký hiệu văn bản quyết định mục này.")),
        Field("valid_from", Kind.DATE, N_("Từ ngày"), N_("Ngày bắt đầu dùng mục này; để trống là từ trước."), group="b"),
        Field("valid_to", Kind.DATE, N_("Đến ngày"), N_("Ngày thôi dùng, như ngày thôn sáp nhập; hồ sơ cũ vẫn đọc được."), group="b"),
        Field("successor", Kind.TEXT, N_("Nhập vào"), N_("Thôn, tổ dân phố mới mà thôn này nhập vào.")),
    ),
)  # fmt: skip
