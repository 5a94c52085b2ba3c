"""Text copied from Excel, Word and reports."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.legacy import Encoding
from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.appendices import COLUMNS, read_pasted_appendices
from dialogue_desk.exchange.paste import paste_rows, read_blocks

REFERENCE = Path(__file__).parents[1] / "expected" / "reference"
OPINION = next(f for f in FORMS if f.key == "opinion")
SESSION = next(f for f in FORMS if f.key == "session")


def test_the_tables_of_the_source_report_come_in_right() -> None:
    found = dict(read_pasted_appendices((REFERENCE / "phuluc.txt").read_text(encoding="utf-8")))
    assert sorted(found) == [1, 2, 3, 4, 5]
    for number, printed in found.items():
        assert printed.problems == []
        with (REFERENCE / f"phuluc0{number}.csv").open(encoding="utf-8", newline="") as file:
            expected = [row for row in csv.DictReader(file) if row["stt"]]
        assert len(printed.rows) == len(expected)
        for row, wanted in zip(printed.rows, expected, strict=True):
            for key, value in row.numbers.items():
                assert value == int(wanted[key]), (number, row.line, key)
            if number > 2:
                assert (row.year, row.as_of or f"{row.year}-12-31") == (int(wanted["year"]), wanted["as_of"])
                assert set(row.numbers) == set(COLUMNS[number]) - {"stt", "year"}
    assert ["3.0408" in w and "30408" in w for w in found[4].warnings] == [True]
    assert [r.texts["doc_label_as_printed"] for r in found[2].rows][3] == "Kế hoạch số 11- KH/TU"


def test_a_listed_row_that_lacks_a_cell_is_asked_about() -> None:
    text = (REFERENCE / "phuluc.txt").read_text(encoding="utf-8").replace("\n\t443\n", "\n", 1)
    printed = dict(read_pasted_appendices(text))[5]
    assert [(p.row, p.column) for p in printed.problems] == [(3, "")]


def test_a_table_copied_from_word_is_told_by_its_headings() -> None:
    text = (
        "Stt\tNăm\tCấp thành phố\t\t\tCấp huyện, quận\t\t\tCấp xã, phường, thị trấn\t\t\tTổng\r\n"
        "\t\tNgười đứng đầu cấp ủy\tNgười đứng đầu chính quyền\tCộng\tNgười đứng đầu cấp ủy\t"
        "Người đứng đầu chính quyền\tCộng\tNgười đứng đầu cấp ủy\tNgười đứng đầu chính quyền\tCộng\t\r\n"
        "1\t2014\t1\t11\t12\t10\t56\t66\t120\t245\t365\t443\r\n"
    )
    ((number, printed),) = read_pasted_appendices(text)
    assert number == 5
    assert printed.rows[0].numbers["commune_gov"] == 245


def test_other_text_is_no_appendix() -> None:
    with pytest.raises(DeskError):
        read_pasted_appendices("Xin chào\nmột\thai\n")


def test_excel_cells_with_breaks_and_quotes() -> None:
    text = 'a\t"dòng một\ndòng ""hai"""\tc\r\n"nói" thế\t"chỉ trong ngoặc"\t\r\n'
    (block,) = read_blocks(text)
    assert block.rows == (("a", 'dòng một\ndòng "hai"', "c"), ('"nói" thế', '"chỉ trong ngoặc"', ""))


def test_a_summary_table_with_headings() -> None:
    text = (
        "STT\tHọ và tên\tĐịa chỉ (thôn, TDP)\tNội dung ý kiến, kiến nghị\tLĩnh vực\tThời hạn\n"
        '1\tPhạm Thị Bình\tThôn Đông\t"Đường hỏng\nđề nghị sửa"\tMôi trường\t30/6/2023\n'
        "2\tLê Văn Cường\t\tĐèn tắt\t\t\n"
    )
    pasted = paste_rows(OPINION, text)
    assert pasted.is_sure
    assert pasted.columns == ("", "speaker_name", "speaker_address", "text", "subject", "due_on")
    assert pasted.rows() == [
        {"speaker_name": "Phạm Thị Bình", "speaker_address": "Thôn Đông", "text": "Đường hỏng\nđề nghị sửa",
         "subject": "Môi trường, vệ sinh", "due_on": "30/6/2023"},
        {"speaker_name": "Lê Văn Cường", "text": "Đèn tắt"},
    ]  # fmt: skip


def test_paragraphs_are_a_table_under_the_names_of_their_fields() -> None:
    (table,) = paste_rows(OPINION, "1. Ông Lê An (thôn Đông): đèn hỏng.\n2. Rác nhiều.\n").tables
    assert table.headings == ["Người nêu", "Địa chỉ", "Nội dung"]
    assert [record.cells for record in table.records] == [
        ["Ông Lê An", "thôn Đông", "đèn hỏng."], [None, None, "Rác nhiều."],
    ]  # fmt: skip


def test_columns_without_headings_are_guessed_and_asked_about() -> None:
    pasted = paste_rows(OPINION, "1\tPhạm Thị Bình\tĐề nghị sửa đường thôn Đông\n2\tLê Cường\tĐèn tắt ở ngõ 5 đã lâu\n")
    assert not pasted.is_sure
    assert pasted.columns == ("", "speaker_name", "text")
    (table,) = pasted.tables
    assert [record.number for record in table.records] == [1, 2], "the same rows, as a file gives them"


@pytest.mark.parametrize(("text", "expected"), [
    ("1. Đường hỏng\n2. Đèn tắt\nở ngõ 5\n3) Rác", ["Đường hỏng", "Đèn tắt\nở ngõ 5", "Rác"]),
    ("- Đường hỏng\n\n- Đèn tắt", ["Đường hỏng", "Đèn tắt"]),
    ("• Một\n• Hai", ["Một", "Hai"]),
    ("Ý kiến 1: Đường\nÝ kiến 2: Đèn", ["Đường", "Đèn"]),
    ("Đường hỏng\nĐèn tắt", ["Đường hỏng", "Đèn tắt"]),
    ("2023 là năm khó\n30/5 mất điện", ["2023 là năm khó", "30/5 mất điện"]),
    ("1.500 hộ chưa có nước", ["1.500 hộ chưa có nước"]),
])  # fmt: skip
def test_numbers_and_bullets(text: str, expected: list[str]) -> None:
    assert [row["text"] for row in paste_rows(OPINION, text).rows()] == expected


def test_minutes_name_the_speaker() -> None:
    pasted = paste_rows(OPINION, "1. Ông Phạm Văn An (thôn Đông): Đường hỏng.\n2. Bà Lê Thị Hoa, TDP 3: Đèn tắt: ngõ 5"
                                 "\n3. Đề nghị: sửa cầu")  # fmt: skip
    assert pasted.rows() == [
        {"speaker_name": "Ông Phạm Văn An", "speaker_address": "thôn Đông", "text": "Đường hỏng."},
        {"speaker_name": "Bà Lê Thị Hoa", "speaker_address": "TDP 3", "text": "Đèn tắt: ngõ 5"},
        {"text": "Đề nghị: sửa cầu"},
    ]


def test_old_text_is_converted_and_kept() -> None:
    old = "§­êng liªn th«n háng\nThiÕu ®Ìn"
    pasted = paste_rows(OPINION, old)
    assert pasted.encoding is Encoding.TCVN3
    assert pasted.original == old
    assert [r["text"] for r in pasted.rows()] == ["Đường liên thôn hỏng", "Thiếu đèn"]


def test_sessions_may_be_pasted_too() -> None:
    pasted = paste_rows(SESSION, "Ngày\tNội dung\tĐịa điểm\tChủ trì\tSố người\n1/5/2023\tĐối thoại\tUBND\tBí thư\t35\n")
    assert pasted.rows() == [
        {"held_on": "1/5/2023", "title": "Đối thoại", "place": "UBND", "chair_name": "Bí thư", "participants": "35"}
    ]


WORD = """<html><head><style>td {color: red}</style></head><body><table>
<tr><td rowspan=2>Stt</td><td rowspan=2>Năm</td><td colspan=3>Cấp thành phố</td>
<td colspan=3><p>Cấp huyện,</p><p>quận</p></td><td colspan=3>Cấp xã, phường, thị trấn</td><td rowspan=2>Tổng</td></tr>
<tr><td>Người đứng đầu cấp ủy</td><td>Người đứng đầu chính
 quyền</td><td>Cộng</td><td>a</td><td>b</td><td>Cộng</td><td>a</td><td>b</td><td>Cộng</td></tr>
<tr><td>1</td><td>2014</td><td>1</td><td>11</td><td>12</td><td>10</td><td>56</td><td>66</td><td>120</td><td>245</td>
<td>365</td><td>443</td></tr>
<tr><td colspan=2>Tổng số</td><td>1</td><td>11</td><td>12</td><td>10</td><td>56</td><td>66</td><td>120</td><td>245</td>
<td>365</td><td>443</td></tr></table></body></html>"""


def test_the_html_of_word_keeps_merged_cells_in_place() -> None:
    ((number, printed),) = read_pasted_appendices("", WORD)
    assert (number, printed.problems) == (5, [])
    assert printed.rows[0].numbers["commune_gov"] == 245


def test_cells_of_several_paragraphs_stay_whole() -> None:
    html = ("<table><tr><th>Họ và tên<th>Nội dung</tr><tr><td>Lê Hoa<td><p>Đường hỏng</p><p>Đèn &lt;b&gt; tắt</p></tr>"
            "<tr><td><td>Rác</table>")  # fmt: skip
    pasted = paste_rows(OPINION, "Họ và tên\tNội dung\nLê Hoa\tĐường hỏng\nĐèn tắt\n\tRác", html)
    assert pasted.rows() == [
        {"speaker_name": "Lê Hoa", "text": "Đường hỏng\nĐèn <b> tắt"}, {"text": "Rác"},
    ]  # fmt: skip
    assert paste_rows(OPINION, "một\nhai", "<p>một</p><p>hai</p>").rows() == [{"text": "một"}, {"text": "hai"}]
    assert paste_rows(OPINION, "", "<table><tr><td colspan=999999999>a<td>b").rows()


CASES = Path(__file__).parents[3] / "shared" / "cases"


def test_two_tables_of_word_are_both_pasted() -> None:
    pasted = paste_rows(OPINION, "", (CASES / "33-two-tables-of-word.html").read_text(encoding="utf-8"))
    assert pasted.is_sure
    assert [row["text"] for row in pasted.rows()] == [
        "Ý một về sinh hoạt chi bộ", "Ý hai về phát triển đảng", "Ý ba về đường thôn",
    ]  # fmt: skip
    other = "<table><tr><td>Năm<td>Số cuộc<tr><td>2024<td>3</table>"
    pasted = paste_rows(OPINION, "", (CASES / "33-two-tables-of-word.html").read_text(encoding="utf-8") + other)
    assert (len(pasted.rows()), pasted.is_sure, len(pasted.notes)) == (3, False, 1)


def test_a_wide_register_is_read_by_its_headings() -> None:
    pasted = paste_rows(OPINION, (CASES / "34-paste-wide-register.txt").read_text(encoding="utf-8"))
    assert pasted.rows() == [{"speaker_name": "Lê Văn A", "speaker_address": "Thôn Đông", "speaker_phone": "0912345678",
                              "text": "Đèn tắt"}]  # fmt: skip
    assert not pasted.is_sure, "columns nobody knows are asked about"


def test_what_is_struck_out_or_hidden_is_not_pasted() -> None:
    html = ("<style>.xl66 {text-decoration:line-through}</style><table><tr><td>STT<td>Nội dung<td>Họ và tên</tr>"
            "<tr><td>1<td>Đường <s>rất</s> <span style='text-decoration:line-through'>quá</span>hỏng<td>Lê A</tr>"
            "<tr><td>2<td class=xl66>Bỏ<td>Lê B</tr><tr style='display:none'><td>3<td>Ẩn<td>Lê C</tr>"
            "<tr><td>4<td><p>Một</p><p>Hai</p><ul><li>ba<li>bốn</ul><td>Lê D</tr></table>")  # fmt: skip
    told = [row.get("text") for row in paste_rows(OPINION, "x\ty", html).rows()]
    assert told == ["Đường hỏng", None, "Một\nHai\nba\nbốn"]
    assert paste_rows(OPINION, "giữ bỏ", "<p>giữ <del>bỏ</del></p><p>hai</p>").rows() == [
        {"text": "giữ"},
        {"text": "hai"},
    ]


def test_merged_cells_numbers_and_totals_are_as_in_a_file() -> None:
    html = ("<table><tr><td rowspan=2>STT<td rowspan=2>Nội dung<td colspan=2>Người kiến nghị</tr>"
            "<tr><td>Họ và tên<td>Địa chỉ</tr><tr><td>(1)<td>(2)<td>(3)<td>(4)</tr>"
            "<tr><td>1<td>Đường hỏng<td>Lê A<td rowspan=2>Thôn Đông</tr><tr><td>2<td>Cống tắc<td>Lê B</tr>"
            "<tr><td colspan=4>Tổng cộng: 2 ý kiến</tr></table>")  # fmt: skip
    pasted = paste_rows(OPINION, "", html)
    assert pasted.is_sure
    assert pasted.rows() == [
        {"text": "Đường hỏng", "speaker_name": "Lê A", "speaker_address": "Thôn Đông"},
        {"text": "Cống tắc", "speaker_name": "Lê B", "speaker_address": "Thôn Đông"},
    ]


def test_nested_cells_are_kept_apart_and_a_laid_out_page_is_its_tables() -> None:
    inner = "<table><tr><td>Số<td>12</table>"
    html = f"<table><tr><td>STT<td>Nội dung<td>Ngày</tr><tr><td>1<td>Đường{inner}<td>5-3-26</tr></table>"
    assert paste_rows(OPINION, "", html).rows() == [{"text": "Đường\nSố\n12", "received_on": "05/03/2026"}]
    page = f"<table><tr><td>Trang chủ<td>{html}</table>"
    assert [row["text"] for row in paste_rows(OPINION, "", page).rows()] == ["Đường\nSố\n12"]


@pytest.mark.parametrize("written", ["Lê Văn A, thôn Đông", "Lê Văn A\nthôn Đông", "Lê Văn A - thôn Đông",
                                     "Lê Văn A (thôn Đông)", "Lê Văn A thôn Đông"])  # fmt: skip
def test_name_and_address_in_one_cell_are_parted_and_asked_about(written: str) -> None:
    cell = written.replace("\n", "<br>")
    html = f"<table><tr><td>Họ tên, địa chỉ<td>Nội dung</tr><tr><td>{cell}<td>Đường hỏng</tr></table>"
    pasted = paste_rows(OPINION, "", html)
    assert pasted.rows() == [{"speaker_name": "Lê Văn A", "speaker_address": "thôn Đông", "text": "Đường hỏng"}]
    assert not pasted.is_sure


def test_a_chat_is_pasted_by_who_wrote_when() -> None:
    text = ("[08:15, 05/03/2024] Lê Văn A: Đèn đường hỏng\nở ngõ 5\n[08:20, 05/03/2024] Trần Thị B: [Hình ảnh]\n"
            "[09:00, 06/03/2024] Trần Thị B: Cống tắc")  # fmt: skip
    assert paste_rows(OPINION, text).rows() == [
        {"received_on": "05/03/2024", "speaker_name": "Lê Văn A", "text": "Đèn đường hỏng\nở ngõ 5"},
        {"received_on": "06/03/2024", "speaker_name": "Trần Thị B", "text": "Cống tắc"},
    ]
