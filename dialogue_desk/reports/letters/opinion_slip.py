"""Phiếu ghi ý kiến: a blank form to be filled by pen, on A5."""

from __future__ import annotations

from dialogue_desk.domain.sheet import Align, Block, Column, Row, Sheet, Signature, Table, Text
from dialogue_desk.domain.vocabulary import SUBJECT
from dialogue_desk.reports.letters.heading import A5_MARGINS, HINT, letterhead
from dialogue_desk.reports.report import UNIT, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

BOX = "□"


def build(store: Store, asked: Asked) -> Sheet:
    """The blank slip of the unit."""
    head = letterhead(store, asked.unit)
    ticks = "   ".join(f"{BOX} {label}".replace(" ", "\u00a0") for label in SUBJECT.labels.values())
    strip = tuple(Column(key, title, align=Align.CENTRE) for key, title in (
        ("number", "Số phiếu"), ("received_on", "Ngày nhận"), ("receiver", "Người tiếp nhận"),
    ))  # fmt: skip
    blocks: tuple[Block, ...] = (
        Text("Họ và tên:", "field"),
        Text("Thôn, tổ dân phố:", "field"),
        Text("Điện thoại (không bắt buộc):", "field"),
        Text("Lĩnh vực (đánh dấu vào ô):", "small"),
        Text(ticks, "small"),
        Text("Nội dung ý kiến, kiến nghị:", "field"),
        *(Text("", "field") for _line in range(4)),
        Text("Đề nghị cụ thể (việc gì, ở đâu, cơ quan nào giải quyết):", "field"),
        *(Text("", "field") for _line in range(2)),
        Text(f"{BOX} Phát biểu trực tiếp    {BOX} Gửi bằng văn bản    {BOX} Không nêu tên", "centre"),
        Table(strip, (Row({"number": None, "received_on": None, "receiver": None}),), "office", "Phần của cơ quan"),
    )
    return Sheet(
        name="opinion-slip",
        title="PHIẾU GHI Ý KIẾN",
        subtitle=f"Gửi hội nghị đối thoại với Nhân dân {head.unit_name}",
        blocks=blocks,
        signatures=(Signature("Người ghi phiếu", hint=HINT),),
        paper="A5",
        margins=A5_MARGINS,
    )


REPORT = Report("opinion-slip", N_("Phiếu ghi ý kiến (A5, để trống)"), build, (UNIT,))
