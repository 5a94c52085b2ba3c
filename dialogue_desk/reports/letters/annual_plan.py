"""Kế hoạch đối thoại năm: the year's calendar, and the plan against what was held."""

from __future__ import annotations

from collections.abc import Sequence

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Align, CellKind, Column, Row, Sheet, Source, Table, Text
from dialogue_desk.domain.vocabulary import AUDIENCE, SESSION_KIND, SESSION_STATUS, SUBJECT
from dialogue_desk.reports.found import WITHIN, labels, select, small_count, text, within
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.report import FAMILY, SPAN, TEXT_FORMATS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

CALENDAR = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("held_on", "Thời gian", CellKind.DATE, width=11),
    Column("place", "Địa điểm", width=16),
    Column("chair", "Chủ trì", width=16),
    Column("audience", "Đối tượng", width=16),
    Column("theme", "Chuyên đề, nội dung", width=24),
    Column("preparing_unit", "Đơn vị chuẩn bị", width=14),
    Column("status", "Kết quả", width=10),
)
AGAINST = (
    Column("stt", "Stt", CellKind.NUMBER, Align.CENTRE, 4),
    Column("kind", "Loại đối thoại", width=20),
    Column("in_plan", "Theo kế hoạch", CellKind.NUMBER, Align.CENTRE, 12),
    Column("held", "Đã tổ chức", CellKind.NUMBER, Align.CENTRE, 12),
    Column("planned", "Chưa tổ chức", CellKind.NUMBER, Align.CENTRE, 12),
    Column("postponed", "Hoãn", CellKind.NUMBER, Align.CENTRE, 10),
    Column("cancelled", "Hủy", CellKind.NUMBER, Align.CENTRE, 10),
)


def _at_least(norm: Value) -> str:
    return f"tổ chức ít nhất {small_count(norm)} cuộc đối thoại" if norm != 0 else "không có số cuộc đối thoại bắt buộc"


def build(store: Store, asked: Asked) -> Sheet:
    """The plan of the last asked year."""
    year = asked.years[-1]
    where = f"{WITHIN} AND r.held_on BETWEEN ? AND ?"
    found = select(store, "session", where, (within(store, asked), f"{year}-01-01", f"{year}-12-31"))
    head = letterhead(store, asked.unit, asked.family)
    kinds = [
        _against({"stt": number, "kind": SESSION_KIND.label(kind)}, [r for r in found if r.values.get("kind") == kind])
        for number, kind in enumerate(SESSION_KIND.labels, start=1)
    ]
    total = _against({"stt": "Tổng số"}, found, "total")
    norm = {side: head.settings.get(f"norm_{side}") for side in ("party", "government")}
    return Sheet(
        name="annual-plan",
        title="KẾ HOẠCH",
        subtitle=f"Đối thoại trực tiếp giữa người đứng đầu cấp ủy, chính quyền với Nhân dân năm {year}",
        blocks=(
            Text("I. MỤC ĐÍCH, YÊU CẦU", "heading"),
            Text(
                "Phát huy dân chủ, lắng nghe, tiếp thu và giải quyết kịp thời ý kiến, kiến nghị chính đáng của Nhân"
                " dân; nâng cao trách nhiệm của người đứng đầu cấp ủy, chính quyền. Đối thoại phải thiết thực, công"
                " khai, đúng quy định; kiến nghị sau đối thoại được theo dõi đến khi giải quyết dứt điểm."
            ),
            Text("II. NỘI DUNG, HÌNH THỨC, THỜI GIAN", "heading"),
            Text(
                f"1. Mỗi năm người đứng đầu cấp ủy {_at_least(norm['party'])}, người đứng đầu chính quyền"
                f" {_at_least(norm['government'])}; đối thoại chuyên đề, đột xuất khi cần thiết hoặc khi Nhân dân đề"
                " nghị."
            ),
            Text(
                "2. Thời gian, địa điểm, nội dung được thông báo trước ít nhất"
                f" {small_count(head.settings.get('days_announce'))} ngày; kết quả được công khai trong"
                f" {small_count(head.settings.get('days_publish'))} ngày sau cuộc đối thoại."
            ),
            Text("3. Lịch đối thoại trong năm:"),
            Table(CALENDAR, tuple(_row(n, r) for n, r in enumerate(found, start=1)), "calendar"),
            Text("4. Thực hiện so với kế hoạch:"),
            Table(AGAINST, (*kinds, total), "against"),
            Text("III. TỔ CHỨC THỰC HIỆN", "heading"),
            Text(
                "Các cơ quan, đơn vị được phân công chuẩn bị nội dung, báo cáo kết quả giải quyết kiến nghị kỳ trước;"
                " Ủy ban Mặt trận Tổ quốc và các đoàn thể tổng hợp ý kiến Nhân dân trước hội nghị và giám sát việc giải"
                " quyết sau đối thoại; bộ phận tổng hợp theo dõi, đôn đốc và báo cáo./."
            ),
        ),
        heading=head.heading("KH"),
        signatures=(head.signature(),),
        recipients=head.recipients("Cấp trên trực tiếp (để báo cáo);", "Ủy ban Mặt trận Tổ quốc, các đoàn thể;"),
        margins=head.margins,
        figures={key: value for key, value in total.values.items() if key != "stt"},
    )


def _row(number: int, record: Record) -> Row:
    values = record.values
    theme = "; ".join(filter(None, (text(values.get("title")), labels(values, "subjects", SUBJECT))))
    return Row(
        {
            "stt": number,
            "held_on": text(values.get("held_on")),
            "place": text(values.get("place")) or None,
            "chair": text(values.get("chair_name")) or text(values.get("chair_position")) or None,
            "audience": labels(values, "audiences", AUDIENCE) or None,
            "theme": theme,
            "preparing_unit": None,
            "status": SESSION_STATUS.label(values.get("status")),
        },
        sources={"stt": (Source("session", ((record.unit, record.id),)),)},
    )


def _against(first: dict[str, str | int], group: Sequence[Record], style: str = "") -> Row:
    """Sessions by what became of them; ad hoc ones stand in no plan."""
    parts = {s: [r for r in group if r.values.get("status") == s] for s in SESSION_STATUS.labels}
    parts["in_plan"] = [r for r in group if r.values.get("kind") != "ad_hoc"]
    return Row(
        {**first, **{key: len(part) for key, part in parts.items()}},
        sources={key: (Source("session", tuple((r.unit, r.id) for r in part)),) for key, part in parts.items()},
        spans={"stt": 2} if style else {},
        style=style,
    )


REPORT = Report("annual-plan", N_("Kế hoạch đối thoại năm"), build, (*SPAN, FAMILY), formats=TEXT_FORMATS)
