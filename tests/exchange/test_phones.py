"""What forms on phones export: ODK Central, KoboToolbox, Google Forms; and a chat saved as a text."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.desk.intake import Choices, Look


def workbook(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.save(path)
    return path


def table(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def look(desk: Desk, path: Path, **values: str) -> Look:
    return desk.files.intake.look(desk.files.intake.tables(path), Choices(values=values), path.name)


def store(desk: Desk, path: Path, **values: str) -> Look:
    return desk.files.intake.store(desk.files.intake.tables(path), Choices(values=values), path.name)


def statuses(found: Look) -> list[str]:
    return [row.status for row in found.rows]


KOBO = ["start", "end", "nhom/noi_dung", "nhom/ho_ten", "ngay", "linh_vuc", "ben_nhan", "_id", "_uuid",
        "_submission_time", "_index"]  # fmt: skip


def kobo(text: str, subject: str = "land", uuid: str = "u-1") -> list[object]:
    return ["2024-03-05T08:00:00", "2024-03-05T08:05:00", text, "Lê A", "2024-03-05", subject, "government", 7, uuid,
            "2024-03-05T01:05:00", 1]  # fmt: skip


def test_names_of_questions_and_groups_are_read(desk: Desk, tmp_path: Path) -> None:
    path = workbook(tmp_path / "k.xlsx", data=[KOBO, kobo("Đường hỏng"), kobo("Cống tắc", uuid="u-2")])
    found = look(desk, path)
    assert statuses(found) == ["new", "new"]
    assert found.rows[0].told.values == {
        "text": "Đường hỏng", "speaker_name": "Lê A", "received_on": "2024-03-05", "subject": "land",
        "side": "government",
    }  # fmt: skip
    assert found.rows[0].told.key == "u-1"


def test_a_submission_is_known_the_second_time_whatever_was_changed_here_or_there(desk: Desk, tmp_path: Path) -> None:
    assert store(desk, workbook(tmp_path / "k.xlsx", data=[KOBO, kobo("Đường hỏng")])).stored == 1
    again = workbook(tmp_path / "l.xlsx", data=[KOBO, kobo("Đường hỏng"), kobo("Cống tắc", uuid="u-2")])
    found = store(desk, again)
    assert (statuses(found), found.stored) == (["known", "new"], 1)
    record = desk.records.need("opinion", found.rows[0].record_id)
    desk.records.change("opinion", record.id, {"text": "Đường thôn Đông hỏng"})
    assert statuses(look(desk, again)) == ["known", "known"], "mended here, the phone says what it said"
    edited = workbook(tmp_path / "m.xlsx", data=[KOBO, kobo("Đường thôn Đoài hỏng nặng")])
    assert statuses(look(desk, edited)) == ["changed"], "mended there"


def test_split_choices_and_labels(desk: Desk, tmp_path: Path) -> None:
    head = [
        "Tên cuộc đối thoại",
        "Ngày",
        "Địa điểm",
        "Tính cho",
        "Đối tượng/Phụ nữ",
        "Đối tượng/Nông dân",
        "_uuid",
        "_id",
    ]
    rows = [head, ["Quý I", "05/03/2024", "Đình", "Cấp ủy", 1, 1, "u-1", 1],
            ["Quý II", "05/06/2024", "Đình", "Cấp ủy", 0, 1, "u-2", 2]]  # fmt: skip
    found = look(desk, workbook(tmp_path / "k.xlsx", data=rows))
    assert found.found.form.key == "session"
    assert [row.told.values["audiences"] for row in found.rows] == [("women", "farmers"), ("farmers",)]


def test_choices_between_blanks(desk: Desk, tmp_path: Path) -> None:
    head = ["title", "held_on", "place", "count_for", "audiences", "audiences/women", "audiences/youth", "_uuid", "_id"]
    rows = [head, ["Quý I", "2024-03-05", "Đình", "party", "youth women", "1", "1", "u-1", 1]]
    found = look(desk, workbook(tmp_path / "k.xlsx", data=rows))
    assert found.rows[0].told.values["audiences"] == ("women", "youth")


def test_a_repeat_has_the_columns_of_its_submission(desk: Desk, tmp_path: Path) -> None:
    main = [["ngay", "ben_nhan", "thon", "_uuid", "_id", "_index"],
            ["2024-03-05", "government", "Thôn Đông", "u-1", 5, 1],
            ["2024-03-06", "party", "Thôn Đoài", "u-2", 6, 2]]  # fmt: skip
    repeat = [["noi_dung", "linh_vuc", "_index", "_parent_index", "_submission__uuid", "_submission__id"],
              ["Đường hỏng", "land", 1, 1, "u-1", 5], ["Cống tắc", "environment", 2, 1, "u-1", 5],
              ["Đèn tắt", "infrastructure", 3, 2, "u-2", 6]]  # fmt: skip
    path = workbook(tmp_path / "k.xlsx", main=main, y_kien=repeat)
    found = store(desk, path)
    assert found.stored == 3
    taken = [row.told for row in found.rows]
    assert [(t.values["text"], t.values["received_on"], t.values["side"]) for t in taken] == [
        ("Đường hỏng", "2024-03-05", "government"), ("Cống tắc", "2024-03-05", "government"),
        ("Đèn tắt", "2024-03-06", "party"),
    ]  # fmt: skip
    assert [t.key for t in taken] == ["u-1/1", "u-1/2", "u-2/1"]
    assert [s.is_taken for s in found.found.sheets] == [False, True]
    assert statuses(look(desk, path)) == ["known"] * 3


def test_odk_central_names_groups_with_a_dash_and_instants_in_the_worlds_time(desk: Desk, tmp_path: Path) -> None:
    head = ["SubmissionDate", "y_kien-noi_dung", "y_kien-ho_ten", "y_kien-linh_vuc", "y_kien-ben_nhan",
            "meta-instanceID", "KEY", "SubmitterID"]  # fmt: skip
    row = ["2024-03-05T20:15:30.123Z", "Đường hỏng", "Lê A", "land", "government", "uuid:1", "uuid:1", "4"]
    path = table(tmp_path / "odk.csv", [head, row])
    tables = desk.files.intake.tables(path)
    choices = Choices(columns={"SubmissionDate": "received_on"})
    found = desk.files.intake.look(tables, choices, path.name)
    assert found.rows[0].told.values["received_on"] == "2024-03-06", "it was the sixth in Việt Nam"
    assert (found.rows[0].told.values["text"], found.rows[0].told.key) == ("Đường hỏng", "uuid:1")


def test_google_forms_asks_in_sentences(desk: Desk, tmp_path: Path) -> None:
    head = ["Dấu thời gian", "Họ và tên của ông/bà", "Số điện thoại liên hệ",
            "Nội dung ý kiến, kiến nghị của ông/bà là gì?",
            "Lĩnh vực"]  # fmt: skip
    rows = [head, ["3/25/2024 14:22:01", "Lê A", "0912345678", "Đường hỏng", "Đất đai"],
            ["4/2/2024 8:05:00", "Lê B", "0912345679", "Cống tắc", "Môi trường"]]  # fmt: skip
    path = table(tmp_path / "g.csv", rows)
    tables = desk.files.intake.tables(path)
    choices = Choices(columns={"A": "received_on"}, values={"side": "government"})
    found = desk.files.intake.look(tables, choices, "g.csv")
    assert [row.told.values["received_on"] for row in found.rows] == ["2024-03-25", "2024-04-02"]
    assert any(at == "A" and "Mỹ" in text for at, text in found.warnings)
    assert [row.told.values["speaker_name"] for row in found.rows] == ["Lê A", "Lê B"]


@pytest.mark.parametrize("text", [
    "[08:15, 05/03/2024] Lê Văn A: Đèn đường hỏng\nở ngõ 5\n[09:00, 06/03/2024] Trần Thị B: Cống tắc\n",
    "Lê Văn A, [05/03/2024 08:15]\nĐèn đường hỏng\nở ngõ 5\n\nTrần Thị B, [06/03/2024 09:00]\nCống tắc\n",
    "05/03/2024, 08:15 - Lê Văn A: Đèn đường hỏng\nở ngõ 5\n06/03/2024, 09:00 - Trần Thị B: Cống tắc\n",
    "Ngày 05/03/2024\n[08:15] Lê Văn A: Đèn đường hỏng\nở ngõ 5\n06/03/2024\n[09:00] Trần Thị B: Cống tắc\n",
])  # fmt: skip
def test_a_chat_saved_as_a_text(desk: Desk, tmp_path: Path, text: str) -> None:
    path = tmp_path / "zalo.txt"
    path.write_text(text, encoding="utf-8")
    found = look(desk, path, side="government", subject="other")
    assert [(row.told.values["text"], row.told.values["speaker_name"], row.told.values["received_on"])
            for row in found.rows] == [
        ("Đèn đường hỏng\nở ngõ 5", "Lê Văn A", "2024-03-05"), ("Cống tắc", "Trần Thị B", "2024-03-06"),
    ]  # fmt: skip
