"""Paper as an office writes it: who issues and signs, one title a name, no bare 0, the agency last assigned."""

from __future__ import annotations

import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Sheet, Text
from dialogue_desk.reports import REPORTS
from dialogue_desk.reports.letters.heading import letterhead
from dialogue_desk.reports.letters.issuing import families_of, family_of, of_session, title_in
from dialogue_desk.reports.letters.letter_texts import shipped
from dialogue_desk.reports.letters.prose import addressed, how_many, title_of
from dialogue_desk.reports.periods.filling import filled
from dialogue_desk.reports.periods.period_figures import FIGURES
from dialogue_desk.reports.periods.periodic_report import TEXT
from tests.reports.filled import empty_desk

SESSION: Mapping[str, Any] = {
    "held_on": "2026-03-02", "status": "held", "title": "Đối thoại quý I", "kind": "periodic", "mode": "in_person",
    "place": "Đình", "count_for": "both", "participants": 40,
}  # fmt: skip
OPINION: Mapping[str, Any] = {
    "kind": "petition", "side": "government", "text": "Cống tắc", "request": "Sửa cống", "subject": "urban",
    "speaker_name": "Ông Trần Văn Sơn",
}  # fmt: skip


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """A ward's desk."""
    made = empty_desk(data_dir)
    yield made
    made.close()


def settle(desk: Desk, **given: object) -> None:
    """Change some settings."""
    desk.records.save("settings", {**desk.records.settings(), **given})  # type: ignore[dict-item]


def said(sheet: Sheet) -> str:
    """Every paragraph of a sheet, and its title."""
    return "\n".join([sheet.title, sheet.subtitle, *(b.text for b in sheet.blocks if isinstance(b, Text))])


@pytest.mark.parametrize(
    ("position", "families"),
    [
        ("Bí thư Đảng ủy", {"party"}),
        ("Phó Bí thư Thường trực", {"party"}),
        ("CHỦ TỊCH", {"state", "front"}),
        ("Chủ tịch UBND xã", {"state"}),
        ("Phó Bí thư, Chủ tịch UBND phường", {"party", "state"}),
        ("Chủ tịch Ủy ban MTTQ Việt Nam xã", {"front"}),
        ("Chủ tịch HĐND", {"other"}),
        ("Bí thư Đoàn Thanh niên", {"other"}),
        ("Chủ tịch Hội Nông dân", {"other"}),
        ("Chánh Văn phòng", set()),
        ("", set()),
    ],
)
def test_a_position_tells_whom_it_signs_for(position: str, families: set[str]) -> None:
    assert families_of(position) == families


@pytest.mark.parametrize(
    ("told", "family"),
    [
        ({"chair_position": "Bí thư Đảng ủy", "count_for": "both"}, "party"),
        ({"chair_position": "Chủ tịch UBND xã", "count_for": "both"}, "state"),
        ({"chair_position": "Chủ tịch UBND xã", "count_for": "party"}, "state"),
        ({"chair_position": "Phó Bí thư, Chủ tịch UBND xã", "count_for": "both"}, "state"),
        ({"chair_position": "Phó Bí thư, Chủ tịch UBND xã", "count_for": "party"}, "party"),
        ({"chair_position": "Bí thư, Chủ tịch UBND xã", "count_for": "both"}, ""),
        ({"chair_position": "Trưởng thôn", "count_for": "government"}, "state"),
        ({"count_for": "party"}, "party"),
        ({"count_for": "both"}, ""),
        ({"count_for": "both", "conclusion_number": "3-TB/ĐU"}, "party"),
    ],
)
def test_a_session_tells_who_holds_it(told: dict[str, Any], family: str) -> None:
    assert of_session(told, by_number=True) == family


@pytest.mark.parametrize(
    ("number", "family"),
    [("12-TB/ĐU", "party"), ("12-BC/ÐU", "party"), ("363-BC/TU", "party"), ("12/BC-UBND", "state"),
     ("12/BC-MTTQ-BTT", "front"), ("12", ""), (None, "")],
)  # fmt: skip
def test_a_number_tells_its_office(number: str | None, family: str) -> None:
    assert family_of(number) == family


POSITIONS = (
    "", "Chủ tịch", "CHỦ TỊCH UBND", "Bí thư", "Phó Bí thư", "Phó Chủ tịch", "Chủ tịch UBMTTQ", "Chủ tịch HĐND",
    "Bí thư, Chủ tịch UBND",
)  # fmt: skip
NUMBERS = (None, "12/BC-UBND", "12-BC/ĐU", "12/BC-MTTQ-BTT", "12")


def test_no_heading_number_and_signer_of_two_bodies(desk: Desk) -> None:
    """Whatever settings, chair, number and choice say, what is printed is of one body."""
    families = ("party", "state", "front")
    for usual, signer in itertools.product(families, POSITIONS):
        settle(desk, header_family=usual, signer_position=signer, signer_name="Người Ký")
        for family, number, chair in itertools.product(("", *families), NUMBERS, POSITIONS):
            told = {"chair_name": "Người Chủ Trì", "chair_position": chair, "count_for": "both"}
            head = letterhead(desk.store, desk.unit, family or of_session(told), told)
            written = head.heading("BC", number).number
            signature = head.signature()
            block = f"{signature.on_behalf} / {signature.position}".casefold()
            if head.family == "party":
                assert "ubnd" not in written.casefold()
                assert "chủ tịch" not in block
                assert "t/m đảng ủy" in block
            else:
                assert "đu" not in written.casefold()
                assert "bí thư" not in block
                assert "đảng ủy" not in block
            assert ("mttq" in written.casefold()) == (head.family == "front")
            assert "hđnd" not in block


def test_the_sheets_of_a_session_follow_who_chairs(desk: Desk) -> None:
    """Heading, body in the text and signer are of the chair's body; a choice for one sheet stands above it."""
    settle(desk, header_family="state", signer_position="CHỦ TỊCH", signer_name="Trần Ễn")
    session = desk.records.save("session", {
        **SESSION, "chair_name": "Phạm Hạnh", "chair_position": "Phó Bí thư Đảng ủy",
    })  # fmt: skip
    for name in ("invitation", "conclusion-notice", "public-notice"):
        sheet = desk.reporting.build(name, {"id": session.id})
        assert sheet.heading.family == "party", name
        assert (sheet.signatures[0].on_behalf, sheet.signatures[0].position, sheet.signatures[0].name) == (
            "T/M Đảng ủy", "Phó Bí thư", "Phạm Hạnh",
        )  # fmt: skip
        assert "Đảng ủy phường Hồng Bàng" in said(sheet)
        assert "Ủy ban nhân dân" not in said(sheet)
    assert desk.reporting.build("minutes", {"id": session.id}).heading.family == "party"
    chosen = desk.reporting.build("conclusion-notice", {"id": session.id, "family": "state"})
    assert (chosen.heading.family, chosen.signatures[0].position, chosen.signatures[0].name) == (
        "state", "CHỦ TỊCH", "Trần Ễn",
    )  # fmt: skip


def test_the_second_of_a_state_body_signs_for_its_head(desk: Desk) -> None:
    session = desk.records.save("session", {
        **SESSION, "chair_name": "Lê Bình", "chair_position": "Phó Chủ tịch UBND phường",
    })  # fmt: skip
    signature = desk.reporting.build("conclusion-notice", {"id": session.id}).signatures[0]
    assert (signature.on_behalf, signature.position) == ("TM. Ủy ban nhân dân\nKT. Chủ tịch", "Phó Chủ tịch")


def test_the_list_of_officials_names_the_head_of_another_body(desk: Desk) -> None:
    """The settings name the Chairman; the Party's report is signed by its secretary in office, or by nobody yet."""
    settle(desk, header_family="state", signer_position="CHỦ TỊCH", signer_name="Trần Ễn")
    asked = {"period": "2026-Q1", "family": "party"}
    assert desk.reporting.build("periodic-report", asked).signatures[0].name == ""
    desk.records.save("official", {"name": "Phạm Hạnh", "position": "Bí thư", "host_role": "party"})
    desk.records.save("official", {
        "name": "Cũ Rồi", "position": "Bí thư", "host_role": "party",
        "valid_from": "2020-01-01", "valid_to": "2025-01-01",
    })  # fmt: skip
    sheet = desk.reporting.build("periodic-report", asked)
    assert (sheet.signatures[0].position, sheet.signatures[0].name) == ("Bí thư", "Phạm Hạnh")
    assert sheet.heading.number == "Số …-BC/ĐU"


def test_a_report_follows_its_number(desk: Desk) -> None:
    desk.records.save("period", {"period": "2026-Q1", "report_number": "5-BC/ĐU", "reported_on": "2026-04-01"})
    sheet = desk.reporting.build("periodic-report", {"period": "2026-Q1"})
    assert (sheet.heading.family, sheet.heading.number, sheet.heading.is_draft) == ("party", "Số 5-BC/ĐU", False)
    other = desk.reporting.build("periodic-report", {"period": "2026-Q1", "family": "state"})
    assert (other.heading.number, other.heading.is_draft) == ("Số: …/BC-UBND", True)


def test_the_choice_on_the_command_line(data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty_desk(data_dir).close()
    out = tmp_path / "b.docx"
    words = ["report", "periodic-report", "--period", "2026-Q1", "--data", str(data_dir), "--out", str(out)]
    assert main([*words, "--family", "party"]) == 0
    with zipfile.ZipFile(out) as parts:
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in parts.read("word/document.xml").decode()
    assert main([*words, "--family", "nobody"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_every_sheet_with_a_heading_can_be_chosen_for() -> None:
    chosen = {report.name for report in REPORTS if "family" in {f.key for f in report.params}}
    assert chosen == {
        "annual-plan", "invitation", "minutes", "opinions-table", "conclusion-notice", "assignment-slip", "reply",
        "public-notice", "acceptance-sheet", "periodic-report", "box-minutes",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "in_text", "at_start", "title"),
    [
        ("Nguyễn Văn An", "ông (bà) Nguyễn Văn An", "Ông (bà) Nguyễn Văn An", "ông (bà)"),
        ("Ông Nguyễn Văn An", "ông Nguyễn Văn An", "Ông Nguyễn Văn An", "ông"),
        ("bà  Lê Thị Bé", "bà Lê Thị Bé", "Bà Lê Thị Bé", "bà"),
        ("Ông (bà) Nguyễn Văn An", "ông (bà) Nguyễn Văn An", "Ông (bà) Nguyễn Văn An", "ông (bà)"),
        ("Ông/Bà Lan", "ông (bà) Lan", "Ông (bà) Lan", "ông (bà)"),
        ("Đồng chí Trần Ễn", "đồng chí Trần Ễn", "Đồng chí Trần Ễn", "ông (bà)"),
        ("Các hộ dân tổ 3", "các hộ dân tổ 3", "Các hộ dân tổ 3", "ông (bà)"),
        ("Bà con thôn Đoài", "bà con thôn Đoài", "Bà con thôn Đoài", "ông (bà)"),
        ("Hội Nông dân xã", "Hội Nông dân xã", "Hội Nông dân xã", "ông (bà)"),
        ("Đoàn Văn Hậu", "ông (bà) Đoàn Văn Hậu", "Ông (bà) Đoàn Văn Hậu", "ông (bà)"),
        ("Ông Ích Khiêm", "ông Ích Khiêm", "Ông Ích Khiêm", "ông"),
        (None, "……", "……", "ông (bà)"),
    ],
)
def test_one_title_before_a_name(name: str | None, in_text: str, at_start: str, title: str) -> None:
    assert (addressed(name), addressed(name, starts=True), title_of(name)) == (in_text, at_start, title)


def test_no_sheet_doubles_a_title(desk: Desk) -> None:
    """Chair, speaker and petitioner typed with their title."""
    session = desk.records.save("session", {**SESSION, "chair_name": "Ông Lê Bình", "chair_position": "Bí thư"})
    opinion = desk.records.save("opinion", {
        **OPINION, "source_form": "session", "source_id": session.id, "source_unit": session.unit,
    })  # fmt: skip
    built = [desk.reporting.build(n, {"id": session.id}) for n in ("invitation", "minutes", "conclusion-notice")]
    built.append(desk.reporting.build("reply", {"id": opinion.id}))
    for sheet in built:
        assert not re.search(r"\(bà\)\s+(?:[ÔôBb]ng|[Bb]à)\b", said(sheet)), sheet.name
    assert "Chủ trì: ông Lê Bình, Bí thư." in said(built[0])
    assert "1. Ông Trần Văn Sơn: Cống tắc" in said(built[1])
    assert "Kính gửi: Ông Trần Văn Sơn" in said(built[3])
    assert "kiến nghị của ông qua" in said(built[3])


def test_the_conclusion_names_the_agency_last_assigned(desk: Desk) -> None:
    """Given to one office and then to another with another deadline: the notice names the second."""
    session = desk.records.save("session", dict(SESSION))
    opinion = desk.records.save("opinion", {
        **OPINION, "source_form": "session", "source_id": session.id, "source_unit": session.unit,
        "lead_agency": "Ban Quản lý chợ", "due_on": "2026-03-20",
    })  # fmt: skip
    desk.petitions.take(
        opinion.id, "assign", {"agency": "Phòng Kinh tế", "done_on": "2026-03-09", "new_due_on": "2026-04-10"}
    )
    row = next(desk.reporting.build("conclusion-notice", {"id": session.id}).tables()).rows[0]
    assert (row.values["agency"], row.values["due_on"]) == ("Phòng Kinh tế", "2026-04-10")


KEY_OF = {f.name: f.key for f in FIGURES}
SKELETON = shipped("periodic-report", "").partition(TEXT)[2]


def test_the_report_says_without_instead_of_zero() -> None:
    """The starting text with every figure 0, every figure 3, and each figure alone 0."""
    none = filled(SKELETON, dict.fromkeys(KEY_OF.values(), 0), KEY_OF)
    assert not re.search(r"(?<![\d/.])0(?![\d/])", none)
    assert [mark for mark in ("[", "|", "  ", " .", " ;", " ,") if mark in none] == []
    assert "không có kiến nghị nào chưa giải quyết xong" in none
    assert "Không có kiến nghị nào chưa được giải quyết dứt điểm" in none
    some = filled(SKELETON, dict.fromkeys(KEY_OF.values(), 3), KEY_OF)
    assert [mark for mark in ("Không có", "không có", "[", "|") if mark in some] == []
    for key in (KEY_OF[name] for name in re.findall(r"\{([^{}]+)\}", SKELETON)):
        told = filled(SKELETON, {**dict.fromkeys(KEY_OF.values(), 3), key: 0}, KEY_OF)
        assert not re.search(r"(?<![\d/.])0(?![\d/])", told), key
        assert told != some, key


@pytest.mark.parametrize(
    ("written", "reads"),
    [
        ("Còn {a} kiến nghị chưa giải quyết.", "Không còn kiến nghị chưa giải quyết."),
        ("đến nay còn {a} kiến nghị", "đến nay không còn kiến nghị"),
        ("Có {a} cuộc định kỳ, {b} cuộc đột xuất.", "Không có cuộc định kỳ, 02 cuộc đột xuất."),
        ("Đã ban hành {a} văn bản.", "Chưa ban hành văn bản."),
        ("Trong kỳ, tổ chức {a} hội nghị.", "Trong kỳ, không tổ chức hội nghị."),
        ("Đã tổ chức {b} cuộc với {a} người dự.", "Đã tổ chức 02 cuộc."),
        ("góp ý {b} lần (định kỳ {a}; đột xuất {b})", "góp ý 02 lần (đột xuất 02)"),
        ("góp ý {b} lần (định kỳ {a}; đột xuất {a}).", "góp ý 02 lần."),
        ("{a} ý kiến được trả lời ngay.", "Không có ý kiến được trả lời ngay."),
        ("nêu {b} ý kiến, {a} ý kiến được trả lời ngay", "nêu 02 ý kiến, không có ý kiến được trả lời ngay"),
        ("[Có {a} cuộc|Không đối thoại].", "Không đối thoại."),
        ("[Có {a} cuộc, {b} lần|Không đối thoại].", "Không có cuộc, 02 lần."),
        ("[Có {b} cuộc|Không đối thoại].", "Có 02 cuộc."),
        ("[x|y] {không có số này} [1]", "[x|y] {không có số này} [1]"),
        ("Tỷ lệ: {a}", "Tỷ lệ: 0"),
        ("{c} cuộc", "…… cuộc"),
    ],
)
def test_zero_in_a_text_somebody_wrote(written: str, reads: str) -> None:
    keys = {"a": "a", "b": "b", "c": "c"}
    assert filled(written, {"a": 0, "b": 2, "c": None}, keys) == reads


def test_no_sheet_writes_zero_into_a_sentence(desk: Desk) -> None:
    """A session at which nothing was said, an empty box, a period without anything."""
    session = desk.records.save("session", {**SESSION, "participants": 40, "participants_female": 0, "speakers": 0})
    box = desk.records.save("box_opening", {
        "opened_on": "2026-03-05", "location": "Trụ sở", "letters": 0, "usable_letters": 0,
    })  # fmt: skip
    asked: list[tuple[str, dict[str, Any]]] = [
        *((name, {"id": session.id}) for name in ("minutes", "conclusion-notice", "public-notice", "invitation")),
        ("box-minutes", {"id": box.id}),
        *(
            (name, {"period": "2026-Q1"})
            for name in ("periodic-report", "carry-over", "missing-explanations", "annual-plan", "acceptance-sheet")
        ),
        *((name, {"period": "2026-Q1"}) for name in ("public-notice", "backlog")),
    ]
    for name, params in asked:
        told = said(desk.reporting.build(name, params))
        assert not re.search(r"(?<![\d/.,-])0(?! giờ)(?![\d/])", told), name
    assert "Hội nghị không có ý kiến, kiến nghị nào phải giao" in said(
        desk.reporting.build("minutes", {"id": session.id})
    )
    assert how_many(0, "thư") == "không có thư"
    assert how_many(2, "thư") == "02 thư"


def test_a_word_file_is_vietnamese(desk: Desk, tmp_path: Path) -> None:
    """The checker of spelling is told the language, everywhere the file names one."""
    out = tmp_path / "b.docx"
    desk.reporting.write(desk.reporting.build("periodic-report", {"period": "2026-Q1"}), out)
    with zipfile.ZipFile(out) as parts:
        told = "".join(parts.read(n).decode() for n in parts.namelist() if n.endswith(".xml"))
    assert 'w:val="vi-VN"' in told
    assert "<dc:language>vi-VN</dc:language>" in told
    assert re.findall(r"<w:(?:lang|themeFontLang)[^>]*w:val=\"(?!vi-VN)[^\"]*\"", told) == []


def test_the_main_sheet_of_a_record(desk: Desk) -> None:
    session = desk.records.save("session", dict(SESSION))
    planned = desk.records.save("session", {**SESSION, "held_on": "2026-09-01", "status": "planned"})
    opinion = desk.records.save("opinion", {**OPINION, "source_form": "direct", "received_on": "2026-03-02"})
    plain = desk.records.save("opinion", {
        **OPINION, "kind": "opinion", "request": None, "source_form": "direct", "received_on": "2026-03-02",
    })  # fmt: skip
    names = [desk.reporting.main_about(record) for record in (session, planned, opinion, plain)]
    assert names == ["minutes", "invitation", "assignment-slip", ""]
    desk.petitions.take(opinion.id, "resolve", {"text": "Đã sửa", "done_on": "2026-03-09"})
    assert desk.reporting.main_about(opinion) == "reply"


def test_title_in() -> None:
    assert title_in("Phó Bí thư, Chủ tịch UBND xã", "state") == "Chủ tịch"
    assert title_in("Phó Bí thư Thường trực Đảng ủy", "party") == "Phó Bí thư Thường trực"
