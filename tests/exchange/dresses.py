"""Tables of known truth, dressed as offices dress theirs: anywhere on the sheet, with gaps, merged and signed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl

HEADINGS = {
    "received_on": ["Ngày", "Ngày tháng", "Ngày nhận", "Ngày tiếp nhận"],
    "text": ["Nội dung", "Nội dung ý kiến", "Ý kiến, kiến nghị", "Nội dung kiến nghị"],
    "speaker_name": ["Họ và tên", "Người nêu", "Họ tên công dân"],
    "speaker_address": ["Địa chỉ", "Thôn", "Địa chỉ (thôn, TDP)"],
    "speaker_phone": ["Điện thoại", "SĐT", "Số điện thoại"],
    "side": ["Bên nhận"], "subject": ["Lĩnh vực"], "due_on": ["Hạn giải quyết", "Thời hạn"],
    "lead_agency": ["Cơ quan giải quyết", "Đơn vị xử lý"], "action_text": ["Kết quả giải quyết", "Trả lời"],
}  # fmt: skip
ALWAYS = ("received_on", "text", "side", "subject")
WORDS = {"side": {"government": ["Xây dựng chính quyền", "xây dựng chính quyền", "Chính quyền", "UBND"],
                  "party": ["Xây dựng Đảng", "Đảng ủy"]},
         "subject": {"infrastructure": ["Giao thông, hạ tầng", "Giao thông", "giao thông"],
                     "land": ["Đất đai, giải phóng mặt bằng", "Đất đai"],
                     "other": ["Lĩnh vực khác", "Khác"]}}  # fmt: skip
STYLES: tuple[Callable[[date], Any], ...] = (
    lambda d: f"{d:%d/%m/%Y}", lambda d: f"{d.day}/{d.month}/{d.year}", lambda d: f"{d.day}-{d.month}-{d:%y}",
    lambda d: f"{d:%d.%m.%Y}", lambda d: f"ngày {d:%d} tháng {d:%m} năm {d.year}", lambda d: d,
    lambda d: f"{d.isoformat()}T08:30:00", lambda d: f"{d.day} tháng {d.month}, {d.year}",
)  # fmt: skip
TEXTS = (
    "Đường liên thôn hỏng, đề nghị sửa", "Rác thải ở chợ", "Đèn đường ngõ {n} tắt", "Cần thêm xe buýt {n}",
    "Tổng kết phong trào chưa công khai số {n}", "Cộng đồng dân cư đề nghị làm sân chơi", "Thủ tục đất đai chậm {n}",
)  # fmt: skip
TITLES = ("UBND XÃ AN THỬ", "TỔNG HỢP Ý KIẾN CỬ TRI", "(Kèm theo Báo cáo số 12/BC-UBND ngày 5/6/2024)",
          "Đơn vị: xã An Thử")  # fmt: skip

Record = dict[str, Any]


@dataclass
class Sheet:
    """A sheet being written: where the next row goes, and what a person reads off it."""

    dice: random.Random
    left: int
    row: int
    truth: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.book = openpyxl.Workbook()
        self.page = self.book.active

    def put(self, cells: Sequence[Any]) -> None:
        """A row at the next place."""
        for at, cell in enumerate(cells):
            if cell is not None:
                self.page.cell(self.row, self.left + at, cell)
        self.row += 1

    def merge_up(self, at: int) -> None:
        """Let the cell above reach down into the row written last."""
        column, last = self.left + at, self.row - 1
        above = [m for m in self.page.merged_cells.ranges if m.min_col == column and m.max_row == last - 1]
        first = last - 1
        for span in above:
            first = span.min_row
            self.page.merged_cells.remove(span)
        self.page.merge_cells(start_row=first, end_row=last, start_column=column, end_column=column)


def _records(dice: random.Random) -> list[Record]:
    def some(share: float, values: Sequence[Any]) -> Any:
        return dice.choice(values) if dice.random() < share else None

    found = []
    for n in range(dice.randint(2, 14)):
        phone = f"0{dice.choice('35789')}{dice.randint(10**7, 10**8 - 1)}"
        found.append({
            "received_on": date(2023, 1, 1) + timedelta(days=dice.randint(0, 1000)),
            "text": f"{dice.choice(TEXTS).format(n=n)} khu {dice.randint(1, 99)}",
            "speaker_name": some(0.8, ["Lê Văn An", "Trần Thị Bình", "Đỗ Cường", "Bà Hoa"]),
            "speaker_address": some(0.9, ["Thôn Đông", "Thôn Đoài", "TDP số 3", "Xóm 5"]),
            "speaker_phone": some(0.6, [phone]), "side": dice.choice(list(WORDS["side"])),
            "subject": dice.choice(list(WORDS["subject"])),
            "due_on": some(0.5, [date(2024, 1, 1) + timedelta(days=dice.randint(0, 700))]),
            "lead_agency": some(0.7, ["UBND xã", "Công an xã", "Ban Xây dựng"]),
            "action_text": some(0.5, ["Đã giao xử lý", "Đang xem xét", "Đã trả lời trực tiếp"]),
        })  # fmt: skip
    return found


def _written(dice: random.Random, key: str, value: Any, style: Callable[[date], Any]) -> Any:
    if value is None:
        return None
    if key in ("received_on", "due_on"):
        return style(value)
    if key == "speaker_phone":
        return dice.choice([value, int(value), f"{value[:4]}.{value[4:7]}.{value[7:]}"])
    return dice.choice(WORDS[key][value]) if key in WORDS else value


def dress(dice: random.Random, path: Path) -> list[Record]:
    """Write a workbook; what its rows say, in order: days as ISO, phones with or without dots."""
    keys = [key for key in HEADINGS if key in ALWAYS or dice.random() < 0.6]
    dice.shuffle(keys)
    records, style, is_numbered = _records(dice), dice.choice(STYLES), dice.random() < 0.7
    blank = dice.randint(1, len(keys) - 1) if dice.random() < 0.15 else -1
    merged = dice.choice(ALWAYS) if dice.random() < 0.25 else ""
    if merged:
        records.sort(key=lambda one: str(one[merged]))
    sheet = Sheet(dice, 1 + dice.choice([0, 0, 0, 1, 2, 4]), 1 + dice.choice([0, 0, 1, 3, 6]))

    def spread(cells: Sequence[Any]) -> list[Any]:
        placed = [*cells[:blank], None, *cells[blank:]] if blank > 0 else list(cells)
        return [None, *placed] if is_numbered else placed

    width = len(spread(keys))
    for title in dice.sample(TITLES, dice.randint(0, 3)):
        sheet.put([title])
        if dice.random() < 0.4:
            last = sheet.row - 1
            sheet.page.merge_cells(
                start_row=last, end_row=last, start_column=sheet.left, end_column=sheet.left + width - 1
            )
    sheet.row += dice.random() < 0.3
    head = spread([dice.choice(HEADINGS[key]) for key in keys])
    head[0] = dice.choice(["STT", "TT", "Số TT"]) if is_numbered else head[0]
    sheet.put(head)
    if dice.random() < 0.25:
        sheet.put([f"({n})" if cell else None for n, cell in enumerate(head, start=1)])
    at, before, has_sections = spread(keys).index(merged) if merged else -1, None, dice.random() < 0.3
    for number, one in enumerate(records, start=1):
        if has_sections and dice.random() < 0.3:
            sheet.put(["I", "Thôn Đông"] if is_numbered else ["I. Về hạ tầng"])
            before = None
        if dice.random() < 0.06:
            sheet.row, before = sheet.row + 1, None
        cells = spread([_written(dice, key, one[key], style) for key in keys])
        cells[0] = number if is_numbered else cells[0]
        reaches = bool(merged) and before == one[merged]
        if reaches:
            cells[at] = None
        sheet.put(cells)
        if reaches:
            sheet.merge_up(at)
        before = one[merged] if merged else None
        if dice.random() < 0.06:
            sheet.page.row_dimensions[sheet.row - 1].hidden = True
        else:
            sheet.truth.append({key: one[key] for key in keys if one[key] is not None})
    _sign(sheet, len(records), width, is_numbered=is_numbered)
    sheet.book.save(path)
    return [{k: v.isoformat() if isinstance(v, date) else v for k, v in one.items()} for one in sheet.truth]


def _sign(sheet: Sheet, count: int, width: int, *, is_numbered: bool) -> None:
    """Sum, day, and who signs."""
    dice, gap = sheet.dice, [None] * max(width - 3, 0)
    if dice.random() < 0.5:
        total = [None, "Tổng cộng", count] if is_numbered else ["Tổng cộng", count]
        sheet.put(dice.choice([[f"Tổng cộng: {count} ý kiến"], total]))
    if dice.random() < 0.4:
        sheet.row += 1
        sheet.put([None, *gap, "An Thử, ngày 15 tháng 5 năm 2024"])
        sheet.put(["NGƯỜI LẬP BIỂU", *gap, "CHỦ TỊCH"])
        sheet.row += 3
        sheet.put(["Lê Thị Mai", *gap, "Trần Văn Chủ"])
