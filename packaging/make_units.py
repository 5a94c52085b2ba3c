"""Make the shipped unit lists of Hải Phòng from two plain tables of public codes and names.

    python packaging/make_units.py FOLDER

FOLDER holds haiphong_units_2023.csv (province, district and commune columns) and haiphong_units_2025.csv
(province and commune columns). What follows is decided here:

* a key is `<code>@<first year of the list>`, because 48 codes name other units after the reform; the city keeps `31`;
* the 2023 list also stands for the years before it, so its `valid_from` is empty;
* Bạch Long Vĩ, a district without communes, is in no commune's row and is added with its code;
* `successors` stay empty: no source at hand says commune by commune what became of each.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "resources" / "units"
COLUMNS = ("key", "code", "name", "type", "level", "parent", "valid_from", "valid_to", "successors", "source")
CITY = "31"
LAST_DAY_BEFORE, FIRST_DAY_AFTER = "2025-06-30", "2025-07-01"
SOURCE_2023 = "Danh mục đơn vị hành chính, Tổng cục Thống kê, 10/4/2023 (theo dvhcvn)"
SOURCE_2025 = "Nghị quyết 1669/NQ-UBTVQH15 ngày 16/6/2025; tên và mã theo vietnamese-provinces-database"
BACH_LONG_VI = ("318", "Huyện Bạch Long Vĩ", "Huyện")

Unit = dict[str, str]


def unit(code: str, name: str, kind: str, level: str, parent: str = "", year: str = "", source: str = "") -> Unit:
    """One row; `year` is the first year of its list."""
    return {
        "key": f"{code}@{year}" if level != "city" else code,
        "code": code,
        "name": name,
        "type": kind,
        "level": level,
        "parent": parent,
        "valid_from": FIRST_DAY_AFTER if year == "2025" and level != "city" else "",
        "valid_to": LAST_DAY_BEFORE if year == "2023" and level != "city" else "",
        "successors": "",
        "source": source,
    }


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a source table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def city(row: dict[str, str], source: str) -> Unit:
    """The city, the same in both lists."""
    return unit(row["province_code"], row["province_name"], "Thành phố", "city", source=source)


def before(rows: list[dict[str, str]]) -> Iterator[Unit]:
    """City, districts, communes: three levels."""
    yield city(rows[0], SOURCE_2023)
    districts = {(row["district_code"], row["district_name"], row["district_type"]) for row in rows} | {BACH_LONG_VI}
    for code, name, kind in sorted(districts):
        yield unit(code, name, kind, "district", CITY, "2023", SOURCE_2023)
    for row in sorted(rows, key=lambda row: row["commune_code"]):
        parent = f"{row['district_code']}@2023"
        yield unit(
            row["commune_code"], row["commune_name"], row["commune_type"], "commune", parent, "2023", SOURCE_2023
        )


def after(rows: list[dict[str, str]]) -> Iterator[Unit]:
    """City and communes: two levels."""
    yield city(rows[0], SOURCE_2025)
    for row in sorted(rows, key=lambda row: row["commune_code"]):
        yield unit(row["commune_code"], row["commune_name"], row["commune_type"], "commune", CITY, "2025", SOURCE_2025)


def main() -> int:
    folder = Path(sys.argv[1])
    for year, build in (("2023", before), ("2025", after)):
        units = list(build(read(folder / f"haiphong_units_{year}.csv")))
        with (TARGET / f"haiphong_{year}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(units)
        print(f"haiphong_{year}.csv: {len(units)} units")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
