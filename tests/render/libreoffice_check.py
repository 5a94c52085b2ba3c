"""LibreOffice opens every workbook and Word file and prints it: run by hand, too slow for each test run.

Run: python -m tests.render.libreoffice_check (needs soffice and pdftotext)
Each file of a desk with ten years of records is converted to PDF; each number
of the sheet must be found in it, and no cell may be too narrow for its number.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from dialogue_desk.reports import REPORTS
from tests.conformance.test_reports import ABOUT_PACKAGES, SPEAKS_ABOUT, TEN_YEARS, numbers, numbers_in
from tests.expected.sheet_records import records
from tests.reports.filled import filled_desk

SEED = 3


def write_all(folder: Path) -> dict[str, Counter[float]]:
    """Write every report as xlsx and docx; the numbers each file must carry, by file name."""
    desk = filled_desk(folder / "desk", SEED)
    wanted: dict[str, Counter[float]] = {}
    for report in REPORTS:
        if report.name in ABOUT_PACKAGES:
            continue
        known = {field.key for field in report.params}
        given = {key: value for key, value in TEN_YEARS.items() if key in known}
        if "id" in report.needs:
            form = SPEAKS_ABOUT[report.name]
            fitting = (r for r in records(SEED) if r["form"] == form and (form != "opinion" or r["kind"] == "petition"))
            given["id"] = next(fitting)["id"]
        sheet = desk.reporting.build(report.name, given)
        for suffix in ("xlsx", "docx"):
            if suffix in report.formats:
                path = folder / f"{report.name}_{suffix}.{suffix}"
                desk.reporting.write(sheet, path)
                wanted[path.stem] = numbers(sheet)
    desk.close()
    return wanted


def main() -> int:
    """0 when every file printed with every number."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wanted = write_all(folder)
        files = sorted(path for path in folder.iterdir() if path.suffix in (".xlsx", ".docx"))
        command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True)
        wrong = 0
        for file in files:
            printed = file.with_suffix(".pdf")
            if not printed.exists():
                print(f"{file.name}: not printed")
                wrong += 1
                continue
            text = subprocess.run(["pdftotext", printed, "-"], capture_output=True, text=True, check=True).stdout
            missing = wanted[file.stem] - numbers_in(printed)
            is_narrow = "###" in text
            wrong += bool(missing) or is_narrow
            pages = text.count("\f")
            print(f"{file.name}: {pages} pages, {'lacks ' + str(missing) if missing else 'all numbers'}"
                  f"{', ### in a cell' if is_narrow else ''}")  # fmt: skip
    print("OK" if not wrong else f"{wrong} files are wrong")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
