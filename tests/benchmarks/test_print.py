"""How long a PDF takes, against the bar of interface.md: printed, never failing."""

from __future__ import annotations

from dialogue_desk.domain.sheet import CellKind, Column, Row, Sheet, Table, Text
from dialogue_desk.gui.printing import pdf_bytes
from tests.benchmarks.measure import median, tell

COUNTS = tuple(
    Column(
        group,
        title,
        children=tuple(Column(f"{group}{n}", f"Góp ý {n}", CellKind.NUMBER) for n in range(4)),
    )
    for group, title in (
        ("party", "Số cuộc/lần góp ý đối với tổ chức đảng"),
        ("member", "Số cuộc/lần góp ý đối với đảng viên"),
        ("agency", "Số cuộc/lần góp ý đối với cơ quan, tổ chức"),
    )
)
COLUMNS = (Column("stt", "Stt", CellKind.NUMBER), Column("name", "Đơn vị", width=20), *COUNTS)


def test_table_of_sixty_rows() -> None:
    """Sixty rows under two header rows on landscape pages, beyond a PDF of one line."""
    keys = [leaf.key for column in COUNTS for leaf in column.leaves]
    rows = tuple(Row({"stt": n, "name": f"Phường Hồng Bàng {n}", **dict.fromkeys(keys, n * 37)}) for n in range(1, 61))
    line = Sheet("line", "Một dòng", (Text("Một dòng"),))
    table = Sheet("table", "Bảng", (Table(COLUMNS, rows),), is_landscape=True)
    pdf_bytes(line)
    base = median(lambda: pdf_bytes(line))
    whole = median(lambda: pdf_bytes(table))
    told = f"{(whole - base) * 1000:.0f} ms beyond it"
    tell("60-row two-header landscape PDF", told, "≤ 100 ms", f"one-line PDF {base * 1000:.1f} ms")
