"""Papers of the Party by Hướng dẫn 05-HD/VPTW, what is unsure by the settings; the legal basis named in one place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Pt

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import PLAIN, Layout, Sheet, Text
from dialogue_desk.gui.painting import text_pieces
from dialogue_desk.gui.painting_frame import _recipients, _signature
from dialogue_desk.gui.painting_text import POINT
from dialogue_desk.gui.printing import page_count


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.init(tmp_path / "desk", "11311", today_is=lambda: date(2026, 11, 30))
    yield made
    made.close()


def setting(desk: Desk, **given: Any) -> None:
    desk.records.save("settings", {**desk.records.settings(), **given})


def report(desk: Desk, family: str = "party") -> Sheet:
    return desk.reporting.build("periodic-report", {"period": "2026-Q1", "family": family})


def test_a_paper_of_the_party_follows_the_settings_and_no_other_paper_does(desk: Desk) -> None:
    assert report(desk).heading.layout == Layout(True, False, 15, 18)
    assert report(desk, "state").heading.layout == PLAIN == report(desk, "front").heading.layout
    setting(
        desk,
        party_recipients_underlined=False,
        party_position_bold=True,
        party_title_points=14,
        party_line_points=20,
    )
    assert report(desk).heading.layout == Layout(False, True, 14, 20)
    setting(desk, party_title_points=40, party_line_points=None)
    assert (report(desk).heading.layout.title_points, report(desk).heading.layout.line_points) == (15, 18)
    setting(desk, party_line_points=0)
    assert report(desk).heading.layout.line_points == 0


def test_word_says_the_same(desk: Desk, tmp_path: Path) -> None:
    def written(family: str) -> tuple[dict[str, Any], Any]:
        out = tmp_path / f"{family}.docx"
        desk.reporting.write(report(desk, family), out)
        document = docx.Document(str(out))
        runs = {
            run.text: run.font
            for table in document.tables
            for cell in table._cells
            for paragraph in cell.paragraphs
            for run in paragraph.runs
        }
        return runs, document.styles

    runs, styles = written("party")
    assert (runs["Nơi nhận:"].underline, runs["Nơi nhận:"].bold, runs["BÍ THƯ"].bold) == (True, False, False)
    assert (styles["Title"].font.size, styles["Body Text"].paragraph_format.line_spacing) == (Pt(15), Pt(18))
    runs, styles = written("state")
    assert (runs["Nơi nhận:"].underline, runs["Nơi nhận:"].bold, runs["CHỦ TỊCH"].bold) == (False, True, True)
    assert (styles["Title"].font.size, styles["Body Text"].paragraph_format.line_spacing) == (Pt(15), 1.0)


def test_the_printed_page_says_the_same(desk: Desk, qapp: object) -> None:
    sheet = report(desk)
    receivers = _recipients(sheet.recipients, sheet.heading, 300.0)
    assert receivers.parts[0].lines[0]._layout.font().underline()
    signed = _signature(sheet.signatures[0], 300.0, 14, sheet.heading.layout)
    fonts = [line._layout.font().bold() for part in signed.parts for line in part.lines]
    assert (fonts[0], fonts[-1]) == (True, False)
    state = report(desk, "state")
    assert not _recipients(state.recipients, state.heading, 300.0).parts[0].lines[0]._layout.font().underline()
    lines = [line for piece in text_pieces(Text("một dòng"), 500.0, 14, 18) for line in getattr(piece, "lines", ())]
    assert {line.height for line in lines} == {18 * POINT}
    pages = page_count(sheet)
    setting(desk, party_line_points=24)
    assert page_count(report(desk)) >= pages


def test_the_legal_basis_stands_in_titles_and_texts(desk: Desk) -> None:
    def texts() -> str:
        sheets = [desk.reporting.build(f"appendix-0{n}", {"from_year": 2026}) for n in range(1, 6)]
        agency = desk.records.save("agency", {"name": "Hội Nông dân", "kind": "both", "contributor": "farmers"})
        sheets += [report(desk), desk.reporting.build("written-feedback", {"id": agency.id, "from_year": 2026})]
        told = [sheet.title + (sheet.subtitle or "") + str(sheet.blocks) for sheet in sheets]
        assert all(name in text for text in told for name in named)
        return "".join(told)

    named = ("Quyết định số 218-QĐ/TW",)
    assert "Điều 7 Quyết định số 218-QĐ/TW" in texts()
    setting(desk, legal_basis="Quy định số 9-QĐ/TW, ngày 1/10/2026")
    named = ("Quy định số 9-QĐ/TW, ngày 1/10/2026",)
    assert "218-QĐ/TW" not in texts()
