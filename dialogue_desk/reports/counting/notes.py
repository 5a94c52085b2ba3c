"""Notes under the appendices: how figures came about. Official text, always Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dialogue_desk.domain.sheet import Note
from dialogue_desk.domain.units import UnitTree
from dialogue_desk.domain.vocabulary import INDICATOR
from dialogue_desk.reports.counting.counting import Amount
from dialogue_desk.reports.counting.levels import level_name
from dialogue_desk.reports.counting.totals import Total
from dialogue_desk.reports.report import Asked


def number(value: int) -> str:
    """A count as documents write it: 1.234."""
    return f"{value:,}".replace(",", ".")


def totals_note(is_all: bool) -> Note:
    """The sentence about cells that rest on totals."""
    if is_all:
        return Note("Các số liệu đều lấy từ số liệu tổng hợp đã có, không đếm từng hồ sơ.")
    return Note("Ô có dấu * dựa trên số liệu tổng hợp đã có; các ô khác đếm từ hồ sơ.")


def within_notes(amounts: Sequence[Amount], tree: UnitTree, asked: Asked) -> Iterable[Note]:
    """For every column where records lie within the days of a total that stands: both figures."""
    held: dict[tuple[str, str], list[Amount]] = {}
    for amount in amounts:
        if amount.within is not None and amount.total is not None:
            held.setdefault((amount.indicator, amount.level), []).append(amount)
    for (indicator, level), found in held.items():
        name = INDICATOR.label(indicator) + (f" ({level_name(tree, level, asked)})" if level else "")
        told = "; ".join(
            f"{_time(a)} dùng số tổng hợp {number(a.total or 0)}, hồ sơ đã ghi {number(a.within or 0)}" for a in found
        )
        yield Note(f"{name}: {told}.")


def within_summary(amounts: Sequence[Amount]) -> Iterable[Note]:
    """The same for sheets of many units, where every unit has its own cell: how many cells it concerns."""
    held = sum(1 for a in amounts if a.within is not None and a.total is not None)
    if held:
        yield Note(f"Ở {number(held)} số liệu có hồ sơ trong thời gian của số tổng hợp; các hồ sơ ấy không cộng thêm.")


def _time(amount: Amount) -> str:
    first, last = amount.first[:4], amount.last[:4]
    return f"năm {last}" if first == last else f"{first} - {last}"


def unsplit_note(totals: Sequence[Total]) -> Iterable[Note]:
    """Totals that cannot be split over the asked days."""
    if totals:
        spans = dict.fromkeys(
            t.last[:4] if t.years[0] == t.years[-1] else f"{t.years[0]} - {t.years[-1]}" for t in totals
        )
        yield Note(
            f"Số liệu tổng hợp {', '.join(spans)} gồm cả những ngày ngoài kỳ đang xem, không tách ra được"
            " nên không dùng; các ô ấy chỉ đếm từ hồ sơ."
        )


def sessions_notes(amounts: Sequence[Amount], real: int | None, doubled: int) -> Iterable[Note]:
    """What a reader must know about sessions: counted in two columns, or not told apart by level."""
    sessions = [a for a in amounts if a.indicator.startswith("sessions_")]
    if any(a.is_without_level for a in sessions):
        yield Note(
            "Số cuộc đối thoại có năm lấy từ số tổng hợp chung các cấp, nên có thể khác Phụ lục 05"
            " cho đến khi có số tổng hợp của từng cấp."
        )
    if doubled and real is not None:
        yield Note(
            f"Có {number(doubled)} cuộc tính cho cả người đứng đầu cấp ủy và chính quyền;"
            f" số cuộc thực tế đã ghi, mỗi cuộc tính một lần, là {number(real)}."
        )


def pending_note(pending: int) -> Iterable[Note]:
    """Opinions that stand in neither column."""
    if pending:
        yield Note(f"Còn {number(pending)} ý kiến đang xem xét, chưa tính vào cột tiếp thu và không tiếp thu.")


def without_sessions_note(units: Sequence[str]) -> Iterable[Note]:
    """Units of which no dialogue is on record; their names while they fit on a line or two."""
    if units:
        names = f": {', '.join(units)}" if len(units) <= 20 else ""
        yield Note(f"Chưa ghi nhận cuộc đối thoại nào của {number(len(units))} đơn vị{names}.")
