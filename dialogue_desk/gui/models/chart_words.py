"""The words of charts in the language of the window.

A sheet is an official document and always Vietnamese; its periods and series
are also the keys of remarks and of what a click means. So the sheet stays as it
is and only what is painted changes, here.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dialogue_desk.domain.periods import Period
from dialogue_desk.domain.sheet import Chart
from dialogue_desk.texts import N_, _

SAID = (
    N_("Cấp xã, phường, thị trấn"),
    N_("Cấp huyện, quận"),
    N_("Cấp xã, phường, đặc khu"),
    N_("Cấp xã"),
    N_("Cấp thành phố"),
    N_("Cấp tỉnh"),
    N_("Người đứng đầu cấp ủy"),
    N_("Người đứng đầu chính quyền"),
    N_("Góp ý đối với cá nhân, đảng viên"),
    N_("Tổng số cuộc/lần góp ý"),
    N_("Tỷ lệ (%)"),
    N_("Tiếp nhận"),
    N_("Số ngày giải quyết (trung vị)"),
    N_("Xây dựng Đảng (%)"),
    N_("Xây dựng Đảng: tiếp thu"),
    N_("Xây dựng Đảng: không tiếp thu"),
    N_("Xây dựng chính quyền (%)"),
    N_("Xây dựng chính quyền: tiếp thu"),
    N_("Xây dựng chính quyền: không tiếp thu"),
    N_("Từ 01/7/2025: chính quyền hai cấp"),
    N_("Đếm từ hồ sơ; không gồm số liệu tổng hợp."),
    N_("Như Phụ lục 03, 04, 05: cuộc tính cho cả hai người đứng đầu được đếm ở cả hai cột, gồm cả số liệu tổng hợp."),
    N_("Đếm từ hồ sơ: mỗi cuộc một lần, kể cả cuộc tính cho cả hai người đứng đầu; không gồm số liệu tổng hợp."),
    N_("Lỡ hạn"),
    N_(
        "Tiếp nhận, đã giải quyết: như báo cáo Dòng kiến nghị. Lỡ hạn: hạn có hiệu lực rơi vào thời gian này mà đến"
        " hết hạn chưa có kết quả. Số ngày: trung vị của kiến nghị nhận trong thời gian này, như báo cáo Số ngày giải"
        " quyết, kiến nghị chưa xong tính là còn lâu hơn; để trống là chưa đủ số có kết quả để nói."
    ),
)
"""What the trend sheets say in words of their own; the rest are labels of codes."""

_QUARTER = re.compile(r"Quý (I|II|III|IV)/(\d{4})")
_PART = re.compile(r"(.*) \((đến|từ) (\d{2}/\d{1,2}(?:/\d{4})?)(, gồm đơn vị cũ)?\)(\*?)")

_ABOUT_UNITS = (
    N_("Gồm số liệu của đơn vị cũ nhập toàn bộ: {names}."),
    N_("Gồm cả hồ sơ của đơn vị cũ nhập toàn bộ: {names}."),
    N_("Không gồm đơn vị cũ bị chia cho nhiều đơn vị mới: {names}."),
)
"""Notes that name units; each name may say until when it lived."""


def word(text: str) -> str:
    """A series, a note or a line of a remark in the language of the window; what a person wrote stays."""
    return "\n".join(_line(line) if line else line for line in text.split("\n"))


def _line(line: str) -> str:
    for about in _ABOUT_UNITS:
        head, tail = about.split("{names}")
        if line.startswith(head) and line.endswith(tail):
            names = line.removeprefix(head).removesuffix(tail).split(", ")
            return _(about).format(names=", ".join(map(period_words, names)))
    return _(line)


def period_words(name: str) -> str:
    """A period as the trends name it ("Quý II/2026 (đến 23/5)") in the language of the window."""
    part = _PART.fullmatch(name)
    if part:
        since = _("{period} (từ {day}, gồm đơn vị cũ)") if part[4] else _("{period} (từ {day})")
        text = _("{period} (đến {day})") if part[2] == "đến" else since
        return text.format(period=period_words(part[1]), day=part[3]) + part[5]
    return _QUARTER.sub(lambda found: _("Quý {quarter}/{year}").format(quarter=found[1], year=found[2]), name)


def label_words(label: str) -> str:
    """A period as a report names it (`Period.label`: "quý IV năm 2026") in the language of the window."""
    head, year = label[:-4].removesuffix("năm ").strip(), label[-4:]
    whole = {
        "": _("năm {year}"),
        "06 tháng đầu": _("06 tháng đầu năm {year}"),
        "06 tháng cuối": _("06 tháng cuối năm {year}"),
        "09 tháng": _("09 tháng năm {year}"),
    }
    if head in whole:
        return whole[head].format(year=year)
    kind, _blank, part = head.partition(" ")
    text = _("quý {part} năm {year}") if kind == "quý" else _("tháng {part} năm {year}")
    return text.format(part=part, year=year)


def key_words(key: object) -> str:
    """A period's code in the language of the window; what names no period stays as it is."""
    period = Period.parse(str(key))
    return label_words(period.label) if period else str(key)


def in_words(chart: Chart) -> Chart:
    """The chart to be painted."""
    return replace(
        chart,
        categories=tuple(word(period_words(name)) for name in chart.categories),
        series=tuple(replace(series, label=period_words(word(series.label))) for series in chart.series),
        partial=frozenset(period_words(name) for name in chart.partial),
        marks={period_words(name): word(text) for name, text in chart.marks.items()},
    )


def read_aloud(chart: Chart) -> str:
    """A chart for those who hear it: each series with its name, and what it has at each place."""
    told = (
        f"{series.label}: "
        + ", ".join(
            f"{name} {_figure(value, chart.value_format)}"
            for name, value in zip(chart.categories, series.values, strict=True)
        )
        for series in chart.series
    )
    return ". ".join(told) or _("không có số")


def _figure(value: float | None, value_format: str) -> str:
    if value is None:
        return _("không có số")
    text = f"{value:.1f}".rstrip("0").rstrip(".").replace(".", ",")
    return f"{text} %" if value_format == "percent" else text
