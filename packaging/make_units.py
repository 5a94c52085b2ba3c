"""Make the shipped list of every unit of Việt Nam since 2023 from two plain tables of public names and codes.

    python packaging/make_units.py FOLDER

FOLDER holds vietnam_2023.csv (10/4/2023 to 30/6/2025, step by step) and vietnam_2025.csv (from 1/7/2025), with
the columns of `COLUMNS` but `names`. What follows is decided here:

* a unit that only changed its type (xã to phường, province to city) keeps its key, with its earlier name dated in
  `names`: the same people at the same desk would else have to begin anew;
* every other key stays what it was in the lists shipped before;
* the file is compressed, its first line names the version, and the same tables always give the same bytes.
"""

import csv
import io
import lzma
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "resources" / "units" / "vietnam.csv.xz"
COLUMNS = (
    *("key", "code", "name", "type", "level", "parent", "valid_from", "valid_to", "successors", "source", "names"),
)
VERSION = "2026-11-30"
"""Day of the list; a later one is taken in by desks that hold an earlier one."""

BECAME_CITIES = {"75": ("2026-04-29", "Tỉnh Đồng Nai"), "22": ("2026-08-31", "Tỉnh Quảng Ninh"),
                 "24": ("2026-09-19", "Tỉnh Bắc Ninh")}  # fmt: skip
"""Provinces that became cities under the same key: last day of the name before (Nghị quyết 30, 36/2026/QH16)."""

Unit = dict[str, str]


def read(path: Path) -> list[Unit]:
    """The rows of a source table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{column: row.get(column) or "" for column in COLUMNS} for row in csv.DictReader(file)]


def joined(before: list[Unit], after: list[Unit]) -> list[Unit]:
    """Both tables as one: provinces that go on once, a unit that changed its type under its first key."""
    units = {unit["key"]: unit for unit in (*before, *after)}
    for unit in list(units.values()):
        code, _at, year = unit["key"].partition("@")
        first = units.get(f"{code}@2025")
        if year != "2026" or first is None or first["successors"] != unit["key"]:
            continue
        first["names"] = f"{first['valid_to']} {first['name']}"
        first |= {c: unit[c] for c in ("name", "type", "valid_to", "successors")}
        first["source"] += "; " + unit["source"]
        del units[unit["key"]]
    for key, (until, name) in BECAME_CITIES.items():
        units[key]["names"] = f"{until} {name}"
    return list(units.values())


def main() -> int:
    folder = Path(sys.argv[1])
    units = joined(read(folder / "vietnam_2023.csv"), read(folder / "vietnam_2025.csv"))
    sources = sorted({unit["source"] for unit in units})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["version", VERSION])
    for source in sources:
        writer.writerow(["source", source])
    writer.writerow(COLUMNS)
    for unit in units:
        # A source stands once, above; each unit names it by its number.
        writer.writerow([*(unit[c] for c in COLUMNS[:9]), sources.index(unit["source"]), unit["names"]])
    TARGET.write_bytes(lzma.compress(text.getvalue().encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
    print(f"{TARGET.name}: {len(units)} units, {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
