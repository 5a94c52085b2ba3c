"""What a workbook may say: forty that are refused, each with its sentence, place and mend; one passes pyxform too."""

import copy
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError
from tests.exchange.world import CITY, World

Sheets = dict[str, list[list[Any]]]

GOOD: Sheets = {
    "survey": [
        ["type", "name", "label", "hint", "required", "constraint", "constraint_message", "appearance", "personal",
         "listed", "conflict_group", "from", "withdrawn_from", "register", "letter", "label::Tiếng Việt (vi)"],
        ["date", "ngay", "Day", "Ngày đến nhà.", "yes", ".<=today()", *[""] * 9, "Ngày"],
        ["note", "", "Chỉ ghi khi người dân đồng ý."],
        ["text", "ho_ten", "Họ tên", "", "", "", "", "", "yes"],
        ["integer", "so_nguoi", "Số người", "", "", ".>=1 and .<=50", "Từ 1 đến 50 người.", "", "", "yes", "a"],
        ["select_one loai", "loai", "Loại hộ", "", "", "", "", "", "", "yes", "a"],
        ["select_multiple loai", "cac_loai", "Các loại"],
        ["select_one cn", "hai_long", "Hài lòng"],
        ["time", "gio", "Giờ"],
        ["text", "viec", "Việc đã làm", "", "có", "", "", "multiline"],
        ["text", "cuoc", "Cuộc đối thoại", "", "", "", "", "record session"],
        ["text", "noi", "Đơn vị", "", "", "", "", "unit"],
    ],
    "choices": [
        ["list_name", "name", "label", "from", "withdrawn_from"],
        ["loai", "ngheo", "Hộ nghèo"], ["loai", "can_ngheo", "Hộ cận nghèo", "", "01/06/2027"],
        ["cn", "yes", "Có"], ["cn", "no", "Không"],
    ],
    "settings": [["form_id", "form_title", "version", "register"], ["tham_ho", "Thăm hộ khó khăn", 1, "tham_ho"]],
}  # fmt: skip

SURVEY_HEADS = GOOD["survey"][0]


def written(path: Path, sheets: Sheets, after: Callable[[Any], None] = lambda _book: None) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    after(book)
    book.save(path)
    return path


def _cell(sheet: str, row: int, column: str, value: Any) -> Callable[[Sheets], None]:
    """Write a cell; rows are counted as Excel does."""

    def change(sheets: Sheets) -> None:
        cells, at = sheets[sheet][row - 1], sheets[sheet][0].index(column)
        cells.extend([""] * (at + 1 - len(cells)))
        cells[at] = value

    return change


def _row(sheet: str, *cells: Any) -> Callable[[Sheets], None]:
    return lambda sheets: sheets[sheet].append(list(cells))


def _column(sheet: str, name: str, value: Any = "", row: int = 2) -> Callable[[Sheets], None]:
    def change(sheets: Sheets) -> None:
        at = len(sheets[sheet][0])
        sheets[sheet][0].append(name)
        cells = sheets[sheet][row - 1]
        cells.extend([""] * (at + 1 - len(cells)))
        cells[at] = value

    return change


def _without(sheet: str) -> Callable[[Sheets], None]:
    return lambda sheets: sheets.pop(sheet) and None


def _twice(*changes: Callable[[Sheets], None]) -> Callable[[Sheets], None]:
    def change(sheets: Sheets) -> None:
        for one in changes:
            one(sheets)

    return change


REFUSED: dict[str, tuple[Callable[[Sheets], None], str]] = {
    "mistyped personal": (_column("survey", "personel"), "survey, hàng 1, cột Q: .*“personel”.*“personal”"),
    "unknown column of settings": (_column("settings", "owner"), "settings, hàng 1, cột E"),
    "unknown column of choices": (_column("choices", "colour"), "choices, hàng 1, cột F"),
    "heading twice": (_column("survey", "hint"), "“hint” có hai lần"),
    "unknown sheet": (lambda s: s.update(surveys=[["type"]]), "surveys.*Đổi tên thành survey"),
    "no survey": (_without("survey"), "Trang survey: không có"),
    "no settings": (_without("settings"), "Trang settings: không có"),
    "no type column": (_cell("survey", 1, "type", "kind"), "“kind”"),
    "empty survey": (lambda s: s.update(survey=[SURVEY_HEADS]), "không có ô nào"),
    "two rows of settings": (_row("settings", "b", "B", 1, "b"), "đúng một hàng"),
    "key with accents": (_cell("survey", 4, "name", "họ_tên"), "hàng 4, cột B: .*dấu.*ho_ten"),
    "key with blanks": (_cell("survey", 4, "name", "ho ten"), "dấu cách.*ho_ten"),
    "key with capitals": (_cell("survey", 4, "name", "Ho_ten"), "chữ hoa.*ho_ten"),
    "key begins with a digit": (_cell("survey", 4, "name", "2ten"), "bắt đầu bằng chữ"),
    "key twice": (_cell("survey", 4, "name", "ngay"), "trùng với hàng 2"),
    "case twin": (_cell("survey", 4, "name", "NGAY"), "chỉ khác cách viết với hàng 2"),
    "unicode twin": (_cell("survey", 4, "name", "\uff4egay"), "chỉ khác cách viết với hàng 2"),
    "no key": (_cell("survey", 4, "name", ""), "thiếu khóa"),
    "no label": (_cell("survey", 4, "label", ""), "hàng 4, cột C: thiếu nhãn"),
    "name of the program": (_cell("survey", 4, "name", "rev"), "tên của chương trình"),
    "prefix of another issuer": (_cell("survey", 4, "name", "x_99_ten"), "tên của chương trình"),
    "name of the form's own": (
        _twice(_cell("settings", 2, "register", "session"), _cell("survey", 4, "name", "title")),
        "tên của chương trình",
    ),
    "register of the program's own": (_cell("settings", 2, "register", "opinion_personal"), "tên của chương trình"),
    "register that takes none": (_cell("settings", 2, "register", "attachment"), "không nhận thêm ô"),
    "no register": (_cell("settings", 2, "register", ""), "không biết ô này thuộc sổ nào"),
    "duplicate code": (_row("choices", "loai", "ngheo", "Nghèo"), "choices, hàng 6, cột B: .*trùng với hàng 2"),
    "blank code": (_row("choices", "loai", "", "Nghèo"), "choices, hàng 6, cột B: thiếu khóa"),
    "code without label": (_row("choices", "loai", "moi", ""), "thiếu nhãn của mã"),
    "code without list": (_row("choices", "", "moi", "Mới"), "tên danh mục"),
    "select without its list": (_row("survey", "select_one mau", "mau", "Màu"), "“mau” không có ở trang choices"),
    "select without a list": (_row("survey", "select_one", "mau", "Màu"), "thiếu tên danh mục"),
    "required with relevant": (
        _twice(_column("survey", "relevant", "${loai} = 'ngheo'"), _cell("survey", 2, "required", "yes")),
        "bắt buộc lại chỉ hiện khi có điều kiện",
    ),
    "relevant": (_column("survey", "relevant", "${loai} = 'ngheo'", 4), "cột “relevant”"),
    "choice filter": (_column("survey", "choice_filter", "tinh=${tinh}", 6), "cột “choice_filter”"),
    "media": (_column("survey", "media::image", "a.png"), "cột “media::image”"),
    "calculation": (_row("survey", "calculate", "tong", "Tổng"), "kiểu “calculate”"),
    "repeat": (_row("survey", "begin repeat", "lap", "Lặp"), "kiểu “begin repeat”.*sổ riêng"),
    "or_other": (_row("survey", "select_one loai or_other", "khac", "Khác"), "or_other"),
    "photo": (_row("survey", "image", "anh", "Ảnh"), "kiểu “image”"),
    "place on the map": (_row("survey", "geopoint", "vi_tri", "Vị trí"), "kiểu “geopoint”"),
    "range": (_row("survey", "range", "muc", "Mức"), "kiểu “range”"),
    "decimal": (_row("survey", "decimal", "tien", "Tiền"), "kiểu “decimal”.*nghìn đồng"),
    "constraint of another kind": (_cell("survey", 5, "constraint", "regex(., '^a')"), "không đọc được điều kiện"),
    "constraint on a text": (_cell("survey", 4, "constraint", ".>=1"), "không đọc được điều kiện"),
    "empty range of a constraint": (_cell("survey", 5, "constraint", ".>=9 and .<=3"), "số nhỏ nhất lớn hơn"),
    "message without constraint": (_cell("survey", 4, "constraint_message", "Sai"), "không có điều kiện"),
    "neither yes nor no": (_cell("survey", 4, "personal", "maybe"), "hàng 4, cột I: “maybe”"),
    "listed and personal": (_cell("survey", 4, "listed", "yes"), "không hiện ở danh sách"),
    "no day": (_cell("survey", 4, "withdrawn_from", "sang năm"), "không phải ngày"),
    "ends before it begins": (
        _twice(_cell("survey", 4, "from", "2027-01-02"), _cell("survey", 4, "withdrawn_from", "2027-01-01")),
        "không sau ngày bắt đầu",
    ),
    "version": (_cell("settings", 2, "version", "1.0a"), "số nguyên từ 1"),
    "form id": (_cell("settings", 2, "form_id", "Thăm hộ"), "form_id"),
    "title": (_cell("settings", 2, "form_title", ""), "thiếu tên biểu mẫu"),
    "unknown look": (_cell("survey", 6, "appearance", "likert"), "appearance “likert”"),
    "record of no register": (_cell("survey", 11, "appearance", "record nothing"), "không có sổ “nothing”"),
    "note at the end": (_row("survey", "note", "", "Cuối"), "không đứng trước ô nào"),
    "text beyond the headings": (_row("survey", *[""] * 20, "lạc"), "cột không có tiêu đề"),
    "formula that fails": (_cell("survey", 4, "hint", "#REF!"), "lỗi #REF! của Excel"),
    "only personal": (lambda s: s.update(survey=[SURVEY_HEADS, s["survey"][3]]), "chỉ có dữ liệu cá nhân"),
}  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    world = World(tmp_path_factory.mktemp("xlsform"))
    yield world.init("city", CITY)
    world.close()


@pytest.mark.parametrize("case", REFUSED)
def test_a_workbook_is_refused_with_its_sentence_and_nothing_is_declared(city: Desk, tmp_path: Path, case: str) -> None:
    change, said = REFUSED[case]
    sheets = copy.deepcopy(GOOD)
    change(sheets)
    file = written(tmp_path / "bad.xlsx", sheets)
    with pytest.raises(DeskError, match=said) as refused:
        city.declaring.publish(file)
    assert refused.value.hint
    assert refused.value.code == "xlsform"
    assert city.declaring.held() == []


def test_merged_cells_other_files_and_damage(city: Desk, tmp_path: Path) -> None:
    merged = written(tmp_path / "m.xlsx", GOOD, lambda book: book["survey"].merge_cells("C4:D4"))
    with pytest.raises(DeskError, match=r"survey, hàng 4, cột C: các ô C4:D4 bị gộp"):
        city.declaring.check(merged)
    (other := tmp_path / "a.csv").write_text("type,name\n", encoding="utf-8")
    with pytest.raises(DeskError, match=r"không phải sổ \.xlsx"):
        city.declaring.check(other)
    (torn := tmp_path / "t.xlsx").write_bytes(merged.read_bytes()[:900])
    with pytest.raises(DeskError):
        city.declaring.check(torn)


def test_what_every_kind_of_field_becomes(city: Desk, tmp_path: Path) -> None:
    found = city.declaring.check(written(tmp_path / "good.xlsx", GOOD))
    (form,) = found.forms
    told = {
        f.key.removeprefix("x_31_"): (f.kind.value, f.label, f.required, f.personal, f.listed, f.refers)
        for f in form.fields
    }
    assert told == {
        "ngay": ("date", "Ngày", True, False, False, ""),
        "ho_ten": ("text", "Họ tên", False, True, False, ""),
        "so_nguoi": ("count", "Số người", False, False, True, ""),
        "loai": ("code", "Loại hộ", False, False, True, ""),
        "cac_loai": ("codes", "Các loại", False, False, False, ""),
        "hai_long": ("yes_no", "Hài lòng", False, False, False, ""),
        "gio": ("time", "Giờ", False, False, False, ""),
        "viec": ("long_text", "Việc đã làm", True, False, False, ""),
        "cuoc": ("ref", "Cuộc đối thoại", False, False, False, "session"),
        "noi": ("ref", "Đơn vị", False, False, False, "unit"),
    }
    assert form.field("x_31_ho_ten").help == "Chỉ ghi khi người dân đồng ý."
    assert form.field("x_31_so_nguoi").group == form.field("x_31_loai").group != ""
    assert (form.date_field, form.title_fields) == ("x_31_ngay", ("x_31_viec",))
    problems = city.declaring.check(tmp_path / "good.xlsx").forms[0].rules
    assert len(problems) == 2
    assert (found.declaration.registers, len(found.declaration.fields)) == (["x_31_tham_ho"], 10)


def test_columns_of_xlsform_that_stand_empty_do_no_harm(city: Desk, tmp_path: Path) -> None:
    sheets = copy.deepcopy(GOOD)
    for name in ("relevant", "calculation", "default", "media::image"):
        sheets["survey"][0].append(name)
    sheets["settings"][0].append("style")
    file = written(tmp_path / "wide.xlsx", sheets, lambda book: book.create_sheet("Sheet1"))
    assert city.declaring.check(file).declaration.version == 1


def test_the_same_workbook_passes_pyxform(tmp_path: Path) -> None:
    """So that phones can use it: what a phone sends is named by the same keys."""
    from pyxform.xls2xform import convert

    file = written(tmp_path / "good.xlsx", GOOD)
    made = convert(xlsform=str(file), validate=False, warnings=[])
    text = unicodedata.normalize("NFC", made.xform)
    for row in GOOD["survey"][1:]:
        if row[1]:
            assert f"/{row[1]}" in text, row[1]
