"""The same as open data: CSV with a dictionary of its columns and a licence, and Parquet where pyarrow is there."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from dialogue_desk.domain.sheet import guard
from dialogue_desk.storage.store import Store
from dialogue_desk.website.published import Published

FOLDER = "du-lieu"
LICENCE = (
    "Giấy phép: Creative Commons Ghi công 4.0 (CC BY 4.0). Được dùng lại, kể cả để kinh doanh, khi ghi nguồn là cơ quan"
    " đã công bố. Không có dữ liệu cá nhân; không được ghép với nguồn khác để tìm ra một người."
)

UNIT = ("unit", "Khóa của đơn vị"), ("unit_name", "Tên đơn vị"), ("level", "Cấp: city, district, commune")
COLUMNS: Mapping[str, Sequence[tuple[str, str]]] = {
    "doi-thoai": (
        *UNIT, ("id", "Mã của cuộc đối thoại"), ("held_on", "Ngày tổ chức"), ("title", "Nội dung"),
        ("place", "Nơi tổ chức"), ("kind", "Loại"), ("participants", "Số người dự"),
        ("announced_on", "Ngày thông báo trước"), ("conclusion_number", "Số thông báo kết luận"),
        ("conclusion_on", "Ngày thông báo kết luận"), ("published_on", "Ngày công khai kết quả"),
    ),
    "kien-nghi": (
        *UNIT, ("id", "Mã của ý kiến, kiến nghị"), ("received_on", "Ngày nhận"),
        ("is_petition", "yes: kiến nghị; no: ý kiến"), ("subject", "Lĩnh vực"), ("text", "Nội dung, đã bỏ tên người"),
        ("status", "Tình trạng"), ("agency", "Cơ quan chủ trì"), ("due_on", "Hạn, khi chưa có kết quả"),
        ("answered_on", "Ngày có kết quả"), ("answer", "Trả lời, đã bỏ tên người"),
    ),
    "theo-nam": (
        *UNIT, ("year", "Năm"), ("sessions", "Số cuộc đối thoại"), ("opinions", "Số ý kiến, kiến nghị"),
        ("settled", "Số đã có kết quả"),
    ),
}  # fmt: skip
_TITLES = {
    "doi-thoai": "Các cuộc đối thoại",
    "kien-nghi": "Ý kiến, kiến nghị và kết quả",
    "theo-nam": "Số liệu của mỗi đơn vị theo năm",
    "tu-dien": "Nghĩa của các cột",
    "GIAY-PHEP": "Giấy phép",
}


def told(name: str) -> str:
    """What a file of the folder holds."""
    stem = Path(name).stem
    return _TITLES.get(stem, stem)


def write(store: Store, published: Published, out: Path, source: str, today: str) -> Iterator[str]:
    """Write the files below `out` and tell their names."""
    folder = out / FOLDER
    folder.mkdir(exist_ok=True)
    for name, columns in COLUMNS.items():
        keys = [key for key, _meaning in columns]
        with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(keys)
            writer.writerows([_cell(value) for value in row] for row in _rows(name, store, published))
        yield f"{FOLDER}/{name}.csv"
        if _parquet(folder / f"{name}.parquet", keys, list(_rows(name, store, published))):
            yield f"{FOLDER}/{name}.parquet"
    with (folder / "tu-dien.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "column", "meaning"))
        writer.writerows((f"{name}.csv", key, meaning) for name, columns in COLUMNS.items() for key, meaning in columns)
    yield f"{FOLDER}/tu-dien.csv"
    (folder / "GIAY-PHEP.txt").write_text(f"{source}\nSố liệu đến ngày {today}\n{LICENCE}\n", encoding="utf-8")
    yield f"{FOLDER}/GIAY-PHEP.txt"


Cell = str | int | bool | None


def _rows(name: str, store: Store, published: Published) -> Iterator[Sequence[Cell]]:
    for unit in published.listed():
        head = unit.key, unit.name, unit.level
        for year, held in sorted(published.units[unit.key].items()):
            if name == "theo-nam":
                done = sum(one.status_key == "done" for one in held.petitions)
                yield *head, int(year), len(held.sessions), len(held.petitions), done
            elif name == "doi-thoai":
                for s in held.sessions:
                    yield (
                        *head, s.id, s.on, s.title, s.place, s.kind, s.participants, s.announced_on,
                        s.conclusion_number, s.conclusion_on, s.published_on,
                    )  # fmt: skip
            else:
                for p in held.petitions:
                    yield (
                        *head, p.id, p.on, p.is_petition, p.subject, p.text, p.status, p.agency, p.due_on,
                        p.answered_on, p.answer,
                    )  # fmt: skip


def _cell(value: Cell) -> str:
    """A cell no spreadsheet runs as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return guard(value) if isinstance(value, str) else str(value)


def _parquet(path: Path, keys: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bool:
    """Write the rows as Parquet; False where this machine has no pyarrow, which is nobody's duty."""
    try:
        import pyarrow as arrow  # noqa: PLC0415 used where it is, and slow to load
        import pyarrow.parquet as parquet  # noqa: PLC0415
    except ImportError:
        return False
    columns = {key: [row[at] if row[at] != "" else None for row in rows] for at, key in enumerate(keys)}
    parquet.write_table(arrow.table(columns), path)
    return True
