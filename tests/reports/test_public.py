"""Public sheets: planted names, telephones and addresses are looked for in every output."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk, Query, giving_away
from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.people import KnownNames
from dialogue_desk.domain.privacy import findings, marks, search
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.printing import write_pdf
from dialogue_desk.reports.letters import public
from dialogue_desk.reports.letters.public import Cleaner, hide
from tests.reports.filled import empty_desk

OPINION: dict[str, Value] = {
    "source_form": "direct", "received_on": "2026-05-02", "kind": "opinion", "side": "government", "subject": "land",
}  # fmt: skip
PLANTED = (
    "Nguyễn Thị Hoạch", "Hoạch", "0912345678", "0912 345 678", "024.3825.1234", "số nhà 17B", "17B", "ngõ 42",
    "Trịnh Đức Khiêm", "Khiêm", "031085001234", "hoach@mail.vn", "Lương Tam", "số 8/12",
)  # fmt: skip
REPORTS = ("public-notice", "opinions-table", "petition-register", "acceptance-sheet")


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """A session with opinions in which people are named in every way."""
    made = empty_desk(data_dir)
    save = made.records.save
    session = save("session", {
        "held_on": "2026-03-02", "status": "held", "title": "Đối thoại", "kind": "periodic", "mode": "in_person",
        "place": "Đình", "count_for": "government",
    })  # fmt: skip
    common: dict[str, Value] = {
        "source_form": "session", "source_id": session.id, "source_unit": session.unit, "subject": "land",
        "counts_as_feedback": True, "side": "government",
    }  # fmt: skip
    save("opinion", {
        **common, "kind": "petition", "request": "Ông Khiêm trả lời bà Hoạch theo số 0912 345 678",
        "text": "Bà nguyễn thị hoạch, số nhà 17B ngõ 42, CCCD 031085001234, mail hoach@mail.vn, bị thu hồi 120 m2 đất",
        "speaker_name": "Nguyễn Thị Hoạch", "speaker_address": "số nhà 17B, ngõ 42", "speaker_phone": "0912345678",
    })  # fmt: skip
    save("opinion", {
        **common, "kind": "opinion", "text": "Cống ở số 8/12 đường Lê Lợi tắc, gọi 024.3825.1234",
        "speaker_name": "Trịnh Đức Khiêm", "disposition": "accepted",
        "action_text": "Đã mời bà Hoạch và ông Trịnh Đức Khiêm làm việc ngày 10/3/2026, chi 12.500.000 đồng",
    })  # fmt: skip
    feedback = save("feedback", {
        "given_on": "2026-03-09", "contributor": "mttq", "target": "individual", "channel": "F17",
        "target_name": "Lương Tam", "timing": "periodic",
    })  # fmt: skip
    save("opinion", {
        "source_form": "feedback", "source_id": feedback.id, "source_unit": feedback.unit, "kind": "opinion",
        "text": "Ông Lương Tam cần gần dân", "subject": "cadre", "disposition": "not_accepted",
        "explanation": "Đồng chí Lương Tam đã làm đúng",
    })  # fmt: skip
    yield made
    made.close()


def text_of(path: Path) -> str:
    """Everything a reader of the file can find."""
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as parts:
            return html.unescape("".join(parts.read(name).decode(errors="replace") for name in parts.namelist()))
    return path.read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.parametrize("report", REPORTS)
def test_nobody_can_be_recognised(desk: Desk, tmp_path: Path, qapp: object, report: str) -> None:
    """In every format; what was said and done is still there."""
    desk.reporting.writers["pdf"] = write_pdf
    sheet = desk.reporting.build(report, {"period": "2026", "public": True})
    for suffix in desk.reporting.get(report).formats:
        path = tmp_path / f"sheet.{suffix}"
        desk.reporting.write(sheet, path)
        found = text_of(path)
        folded = " ".join(found.casefold().split())
        # whole words: the random ids in JSON hold every short run of hex digits sooner or later
        assert [p for p in PLANTED if re.search(rf"(?<!\w){re.escape(p.casefold())}(?!\w)", folded)] == []
        assert "120 m2" in folded, "figures of the matter stay"
        if report != "petition-register":
            assert "cần gần dân" in folded
            assert "12.500.000" in folded


def test_a_notice_of_a_period_tells_what_the_petitions_came_to(desk: Desk) -> None:
    """The same lines as the notice of the session they were raised at; the same words come out each time."""
    (session,) = desk.records.page("session", Query(), 0, 2)
    of_session, of_year = (
        [
            (row.values["issue"], row.values["result"], row.values["due_on"])
            for row in next(iter(desk.reporting.build("public-notice", asked).tables())).rows
        ]
        for asked in ({"id": session.id}, {"period": "2026"})
    )
    assert set(of_session) < set(of_year)
    assert [due for _issue, _result, due in of_session if due], "the petition's deadline"
    assert of_year == [
        (row.values["issue"], row.values["result"], row.values["due_on"])
        for row in next(iter(desk.reporting.build("public-notice", {"period": "2026"}).tables())).rows
    ]


def test_what_is_remembered_of_cleaned_texts_is_bounded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet of many texts holds few of them beside, and cleans each as if it were alone."""
    monkeypatch.setattr(public, "REMEMBERED", 3)
    clean = public.Cleaner(desk.store, [])
    texts = [f"Bà Trần Thị Mận {n} báo mất nước" for n in range(8)]
    assert [clean(text) for text in texts * 2] == [public.Cleaner(desk.store, [])(text) for text in texts * 2]
    assert len(clean._cleaned) <= 3


def test_the_desk_itself_still_prints_names(desk: Desk) -> None:
    """Without --public the table has both columns."""
    sheet = desk.reporting.build("opinions-table", {"period": "2026"})
    cells = [row.values.get("speaker_name") for table in sheet.tables() for row in table.rows]
    assert "Nguyễn Thị Hoạch" in cells


@pytest.mark.parametrize(
    ("written", "public"),
    [
        ("Đường thôn Đoài ngập từ tổ 5 đến tổ 7", "Đường thôn Đoài ngập từ tổ 5 đến tổ 7"),
        ("Bà Nguyễn Thị Hoạch, thôn Đoài, nêu đường thôn Đông ngập", "Bà …, …, nêu đường thôn Đông ngập"),
        ("Bà Hoạch (tổ dân phố số 5) hỏi", "… (…) hỏi"),
        ("bà Hoạch hiện trú tại thôn Đoài Hạ đề nghị", "… hiện trú tại … đề nghị"),
        ("Tôi là người thôn Đoài, đề nghị sửa cống thôn Đoài", "Tôi là người …, đề nghị sửa cống thôn Đoài"),
        ("Bà Hoạch nêu thôn Đoài thiếu nước", "… nêu thôn Đoài thiếu nước"),
        ("Rác ở thôn Đoài chưa ai dọn", "Rác ở thôn Đoài chưa ai dọn"),
    ],
)
def test_a_hamlet_goes_where_it_says_whence_somebody_comes(desk: Desk, written: str, public: str) -> None:
    """Alone it leads to nobody, and where the trouble is belongs to the matter."""
    assert Cleaner(desk.store, desk.store.records("opinion"))(written) == public


OVERLAPPING = """
import sys
from pathlib import Path
from dialogue_desk.desk import Desk, Query
from dialogue_desk.reports.letters.public import Cleaner
desk = Desk.open(Path(sys.argv[1]))
records = desk.store.records("opinion")
for text in (
    "Ông Hùng Anh và bà Lan Hương cùng nêu", "bà Hùng Anh Dũng", "gọi ông Lan Hương Giang số 0912 345 678 031085001234"
):
    print(Cleaner(desk.store, records)(text))
"""


def test_what_is_hidden_does_not_depend_on_the_run(data_dir: Path) -> None:
    """Names that begin within each other, in ten processes with ten orders of every set."""
    made = empty_desk(data_dir)
    for name in ("Hùng Anh", "Trần Văn Hùng", "Lan Hương", "Vũ Thị Lan", "Anh Dũng", "Hương Giang", "Đỗ Hùng", "Hương"):
        made.records.save("opinion", {
            "source_form": "direct", "received_on": "2026-03-02", "subject": "land", "kind": "opinion",
            "side": "government", "text": "Cống tắc", "counts_as_feedback": False, "speaker_name": name,
        })  # fmt: skip
    made.close()
    seen = {
        subprocess.run(
            [sys.executable, "-c", OVERLAPPING, data_dir],
            env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONUTF8": "1"},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in range(1, 11)
    }  # fmt: skip
    assert seen == {"… và … cùng nêu\n…\ngọi … số … …\n"}


@pytest.mark.parametrize(
    ("spans", "shown"),
    [
        ([], "abcdefgh"),
        ([(2, 4), (3, 6)], "ab…gh"),
        ([(3, 6), (2, 4)], "ab…gh"),
        ([(1, 7), (2, 3)], "a…h"),
        ([(0, 2), (2, 4)], "……efgh"),
        ([(0, 8)], "…"),
    ],
)
def test_overlapping_spans_are_hidden_as_one(spans: list[tuple[int, int]], shown: str) -> None:
    assert hide("abcdefgh", spans) == shown


WRITTEN = (
    "nguyen thi hoach", "Nguyễn  Thị  Hoạch", "Nguyễn\u00a0Thị Hoạch", "Nguyễn\nThị Hoạch", "Nguyễn Thị Hoãch",
    "NGUYỄN THỊ HOẠCH",
    "Trịnh \u00d0ức Khiêm", "Trinh Duc Khiem", "0912 34 56 78", "(0912)345678", "0912/345/678",
    "0084 912 345 678",
    "+84-912-345-678", "031-085-001-234", "031 085 001 234", "9704 1234 5678 9012", "15A-123.45", "hoach @ mail.vn",
)  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
def test_however_it_is_written_sheet_and_search_before_sending_find_the_same(desk: Desk, written: str) -> None:
    """One matcher: what the sheet hides, the search before sending tells."""
    text = f"Tổ dân phố cho biết {written} đã làm đơn"
    assert Cleaner(desk.store, desk.store.records("opinion"))(text) == "Tổ dân phố cho biết … đã làm đơn"
    names = KnownNames(["Nguyễn Thị Hoạch", "Trịnh Đức Khiêm"])
    assert len(search(text, names)) == 1


def test_bodies_among_the_names_hide_nothing(desk: Desk) -> None:
    """A body typed where a name belongs is no person on a sheet and none before sending."""
    desk.records.save("feedback", {
        "given_on": "2026-03-09", "contributor": "mttq", "target": "individual", "channel": "F17",
        "target_name": "Đảng ủy xã", "timing": "periodic",
    })  # fmt: skip
    text = "Đảng ủy xã và Hội Nông dân đã trả lời"
    assert Cleaner(desk.store, desk.store.records("opinion"))(text) == text


def test_an_unknown_name_is_hidden_and_listed_until_somebody_decides(desk: Desk) -> None:
    clean = Cleaner(desk.store, ())
    text = "Bà Trương Thị Mận nêu cống tắc, ông Vụ cũng nói vậy"
    assert clean(text) == "Bà … nêu cống tắc, ông … cũng nói vậy"
    assert [suspect.words for suspect in clean.undecided] == ["Trương Thị Mận", "Vụ"]
    assert "nêu cống tắc" in clean.undecided[0].around
    desk.reporting.naming.decide(keep=["Vụ"], hide=["Trương  Thị Mận"])
    again = Cleaner(desk.store, ())
    assert again("Trương Thị Mận, truong thi man và ông Vụ") == "…, … và ông Vụ"
    assert again.undecided == ()
    desk.reporting.naming.decide(keep=["trương thị mận"])
    assert desk.reporting.naming.decided() == (["Vụ", "trương thị mận"], [])
    assert Cleaner(desk.store, ())("Bà Trương Thị Mận") == "Bà Trương Thị Mận"
    with pytest.raises(DeskError, match="không phải một tên"):
        desk.reporting.naming.decide(keep=["123"])


def test_units_and_officials_in_office_stay(desk: Desk) -> None:
    desk.records.save("official", {"name": "Phan Văn Lành", "position": "Chủ tịch UBND", "host_role": "government"})
    text = "ông Phan Văn Lành trả lời bà con phường Lê Chân và Ngô Quyền"
    assert Cleaner(desk.store, ())(text) == text


def test_the_command_lists_what_it_hid(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sheet is written with unknown names hidden; stderr names each and says how to decide."""
    desk.records.save("opinion", {
        "source_form": "direct", "received_on": "2026-03-02", "subject": "land", "kind": "opinion",
        "side": "government", "counts_as_feedback": False, "text": "Ông Quách Đình Tuất lấn mương",
    })  # fmt: skip
    out = tmp_path / "b.json"
    words = ["report", "public-notice", "--period", "2026", "--public", "--out", str(out), "--data", str(desk.folder)]
    assert main(words) == 0
    assert "Quách Đình Tuất" in capsys.readouterr().err
    assert "Quách" not in out.read_text(encoding="utf-8")
    assert main(["names", "--keep", "Quách Đình Tuất", "--json", "--data", str(desk.folder)]) == 0
    assert json.loads(capsys.readouterr().out) == {"keep": ["Quách Đình Tuất"], "hide": []}
    assert main(words) == 0
    assert "Tuất" not in capsys.readouterr().err
    assert "Quách Đình Tuất" in out.read_text(encoding="utf-8")
    assert main(["names", "--data", str(desk.folder)]) == 0
    assert "Quách Đình Tuất" in capsys.readouterr().out


def test_the_search_before_sending_offers_unknown_names(desk: Desk) -> None:
    form = desk.records.form("opinion")
    told = list(findings(form, "1", {"text": "Bà Trương Thị Mận, xe 15A-123.45"}, KnownNames(())))
    assert [(f.kind, f.text) for f in told] == [("plate", "15A-123.45"), ("unknown_name", "Trương Thị Mận")]


@pytest.mark.parametrize("kind", ["csv", "ndjson", "xlsx"])
def test_a_plain_export_says_what_its_texts_give_away(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    """Listed and counted; with the personal fields, or for others, there is nothing to say."""
    desk = empty_desk(data_dir)
    desk.records.save("opinion", {**OPINION, "text": "bà  Trương thị Mận kể", "speaker_name": "Trương Thị Mận"})
    desk.records.save("opinion", {**OPINION, "text": "Gọi 0084 912 345 678, (0912) 345-678"})
    desk.close()
    out, where = str(tmp_path / f"e.{kind}"), ["--json", "--data", str(desk.folder)]
    capsys.readouterr()
    assert main(["export", "opinion", "--out", out, *where]) == 0
    said = capsys.readouterr()
    found = {f["text"]: f["kind"] for f in json.loads(said.out)["findings"]}
    assert found == {"Trương Thị Mận": "name", "0084 912 345 678": "phone", "(0912) 345-678": "phone"}
    assert all(words in said.err for words in found)
    assert "3 chỗ" in said.err
    desk = Desk.open(desk.folder)
    desk.records.delete("opinion", next(r.id for r in desk.store.records("opinion") if "0084" in str(r.values["text"])))
    desk.close()
    for more, count in (([], 1), (["--with-bin"], 3)):
        capsys.readouterr()
        assert main(["export", "opinion", "--out", out, *more, *where]) == 0
        assert len(json.loads(capsys.readouterr().out)["findings"]) == count
    for option in ("--with-personal", "--public"):
        assert main(["export", "opinion", "--out", out, option, *where]) == 0
        said = capsys.readouterr()
        assert "findings" not in json.loads(said.out)
        assert "3 chỗ" not in said.err


def test_a_long_export_says_how_far_it_was_searched(
    data_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = empty_desk(data_dir)
    monkeypatch.setattr(giving_away, "MOST", 2)
    for number in range(3):
        desk.records.save("opinion", {**OPINION, "text": f"Gọi 0912 345 67{number}"})
    assert desk.files.findings(["opinion"])[1] is False
    assert len(desk.files.findings(["opinion"])[0]) == 2
    desk.close()
    assert main(["export", "opinion", "--out", str(tmp_path / "e.csv"), "--data", str(desk.folder)]) == 0
    assert "Chỉ tìm tên trong" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "Gọi 0084 912 345 678, (0912) 345-678, 091/234/5678 nhé",
        "0912 345 678, 9704 3612 3456 7890",
        "0912 345 678 - 0 9 1 2 3 4 5 6 7 8",
        "0912 345 678 / 031 085 123 456",
        "+84 (0)912 345 678, 0912_345_678",
        "031.085.123.456 và 031-085-123-456",
        ", ".join(["0912 345 678"] * 12),
    ],
)
def test_numbers_that_stand_beside_each_other_are_all_hidden(text: str) -> None:
    hidden = hide(text, [(mark.start, mark.end) for mark in marks(text)])
    assert not any(c.isdigit() for c in hidden), hidden


@pytest.mark.parametrize("text", ["ở hue.dam@gmail.com. Đề nghị sửa", "hue.dam @ gmail . com; Đề nghị sửa"])
def test_a_mail_address_ends_before_the_next_sentence(text: str) -> None:
    hidden = hide(text, [(mark.start, mark.end) for mark in marks(text)])
    assert hidden.endswith(" Đề nghị sửa")
    assert "gmail" not in hidden


@pytest.mark.parametrize("ending", ["csv", "ndjson", "xlsx"])
def test_an_export_for_others_hides_what_sheets_hide(
    desk: Desk, tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """And it carries no id and no version: read back, it writes over nothing."""
    desk.close()
    out = tmp_path / f"ra.{ending}"
    forms = ["opinion"] if ending == "csv" else []
    assert main(["export", *forms, "--out", str(out), "--public", "--data", str(desk.folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["undecided"] == []
    text = _said(out)
    for planted in PLANTED:
        if planted not in ("Khiêm", "Lương Tam", "17B"):
            assert planted not in text, planted
    assert "bị thu hồi 120 m2 đất" in text
    if ending == "ndjson":
        rows = [json.loads(line) for line in text.splitlines()]
        assert rows
        assert all((row["id"], row["rev"]) == ("", "") for row in rows)
    plain = tmp_path / f"thường.{ending}"
    assert main(["export", *forms, "--out", str(plain), "--data", str(desk.folder)]) == 0
    assert "0912 345 678" in _said(plain)
    both = ["export", "--out", str(out), "--public", "--with-personal", "--data", str(desk.folder)]
    assert main(both) == 2


def _said(file: Path) -> str:
    if file.suffix != ".xlsx":
        return file.read_text()
    with zipfile.ZipFile(file) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/"))
