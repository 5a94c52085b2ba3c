"""What goes out and comes in unchanged is as before; what came in before is known; what is no template is told so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.vocabulary import SUBJECT
from dialogue_desk.storage.saving import Saver
from tests.cli.conftest import Run

SESSION = {"held_on": "2023-05-01", "title": "Đối thoại quý I", "place": "Nhà văn hóa", "count_for": "party",
           "kind": "periodic", "mode": "in_person"}  # fmt: skip
OPINION = {"form": "opinion", "received_on": "2023-05-02", "text": "Đường xấu", "subject": "land", "side": "party"}


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ["xlsx", "csv", "ndjson"])
def test_codes_ticked_in_another_order_are_the_same(desk: Desk, tmp_path: Path, ending: str) -> None:
    audiences = ("youth", "women", "workers")
    with desk.records.writing() as saver:
        # As they were stored before codes had an order: past the checks.
        full = {field.key: field.default for field in desk.records.form("session").fields} | SESSION
        saver.save(desk.records.form("session"), desk.unit, "s-1", {**full, "audiences": audiences})
    out = tmp_path / f"a.{ending}"
    desk.files.export(["session"], out)
    done = desk.files.import_file(out, "session")
    assert (done.same, done.updated) == (1, 0)
    assert desk.records.need("session", "s-1").values["audiences"] == audiences


def test_codes_are_stored_in_the_order_of_their_list(desk: Desk) -> None:
    record = desk.records.save("session", {**SESSION, "audiences": ("youth", "women", "youth", "workers")})
    assert record.values["audiences"] == ("workers", "women", "youth")


@pytest.mark.parametrize("ending", ["xlsx", "csv", "ndjson"])
def test_a_code_nobody_here_knows_goes_out_and_comes_in_again(desk: Desk, tmp_path: Path, ending: str) -> None:
    form = desk.records.form("opinion")
    full = {field.key: field.default for field in form.fields} | {k: v for k, v in OPINION.items() if k != "form"}
    with desk.records.writing() as saver:
        assert isinstance(saver, Saver)
        saver.save(form, desk.unit, "o-1", {**full, "subject": "sea", "competence": "commune"})
    out = tmp_path / f"a.{ending}"
    desk.files.export(["opinion"], out)
    assert desk.files.import_file(out, "opinion").same == 1
    if ending == "csv":
        out.write_text(out.read_text(encoding="utf-8").replace(",sea,", ",land,"), encoding="utf-8")
        assert desk.files.import_file(out, "opinion").updated == 1
        out.write_text(out.read_text(encoding="utf-8").replace(",land,", ",moon,"), encoding="utf-8")
        assert desk.files.import_file(out, "opinion").bad == 1


def test_a_code_nobody_knows_has_a_plain_word() -> None:
    assert SUBJECT.label("sea") == "Chưa rõ (sea)"
    assert SUBJECT.label(None) == ""


def test_rows_of_a_template_that_came_before_are_known(commune: Run, tmp_path: Path) -> None:
    one = lines(tmp_path / "a.ndjson", OPINION, {**OPINION, "text": "Đèn hỏng", "speaker_name": "Lê A"})
    assert commune("import", one, "--json").json["created"] == 2
    more = lines(tmp_path / "b.ndjson", OPINION, {**OPINION, "text": "Đèn hỏng", "speaker_name": "Lê A"},
                 {**OPINION, "text": "Đèn hỏng", "speaker_name": "Lê B"}, OPINION)  # fmt: skip
    told = commune("import", more, "--json").json
    assert (told["same"], told["created"]) == (2, 2), "another speaker, and one more time the same"


def test_a_step_of_a_petition_nobody_holds_is_told(commune: Run, tmp_path: Path) -> None:
    step = {"form": "action", "opinion_id": "01a22c6c", "done_on": "2024-04-01", "kind": "note", "text": "Ghi"}
    told = commune("import", lines(tmp_path / "a.ndjson", step), "--json").json
    assert told["created"] == 1
    assert any("Dòng 1" in w and "01a22c6c" in w for w in told["warnings"])
    commune("import", lines(tmp_path / "b.ndjson", {**OPINION, "id": "o-1"}))
    told = commune("import", lines(tmp_path / "c.ndjson", {**step, "opinion_id": "o-1"}), "--json").json
    assert told["warnings"] == []


def test_what_counts_is_never_filled_in_silently(commune: Run, tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("held_on,title,place,count_for\n2023-05-01,Một,A,party\n2023-06-01,Hai,A,party\n", "utf-8")
    told = commune("import", table, "--form", "session", "--json").json
    assert [w for w in told["warnings"] if "Loại" in w and "Định kỳ" in w and "2 dòng" in w]
    assert commune("import", lines(tmp_path / "b.ndjson", {**OPINION, "kind": "petition", "request": "Sửa"})).err == ""


@pytest.mark.parametrize("name", ["so.csv", "so.xlsx", "session.xlsx"])
def test_a_file_that_is_no_template_names_the_other_command_and_nobodys_words(
    commune: Run, tmp_path: Path, name: str
) -> None:
    import openpyxl

    rows = [["SỔ Ý KIẾN", None, None], ["Nguyễn Văn An", "Đường hỏng", "0912345678"], ["Lê Thị Bình", "Đèn tắt", None]]
    path = tmp_path / name
    if name.endswith(".csv"):
        path.write_text("\n".join(",".join(str(cell or "") for cell in row) for row in rows[1:]) + "\n", "utf-8")
    else:
        book = openpyxl.Workbook()
        book.active.title = path.stem
        for row in rows:
            book.active.append(row)
        book.save(path)
    ran = commune("import", path, "--form", "session")
    assert ran.status == 1
    assert "import-table" in ran.err
    assert not any(word in ran.err for word in ("Nguyễn", "Đường hỏng", "0912", "Lê Thị"))
