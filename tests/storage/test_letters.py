"""A desk that stored Ð for Đ before this program knew the letter: found, sound, and the same when it comes in again."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk, Query
from dialogue_desk.desk.intake import Choices
from dialogue_desk.storage import driver, schema
from dialogue_desk.storage.store import Store

TEXT = "Ðường liên thôn Ðông hỏng, ð nghị sửa"
OPINION = {"received_on": "2023-05-02", "text": TEXT, "subject": "land", "side": "party", "kind": "opinion",
           "source_form": "direct", "disposition": "pending", "competence": "commune"}  # fmt: skip


@pytest.fixture
def old_desk(data_dir: Path) -> Path:
    """A desk as the program of before wrote it: Ð kept, and folded as itself."""
    desk = Desk.init(data_dir, "11311", "2023", "Hạnh", lambda: date(2026, 11, 23))
    with desk.records.writing() as saver:
        form = desk.records.form("opinion")
        full = {field.key: field.default for field in form.fields} | OPINION
        saver.save(form, desk.unit, "o-1", full)
        saver.save(form, desk.unit, "o-2", {**full, "text": "Rác thải"})
    conn = desk.store.conn
    conn.execute(
        "UPDATE search_text SET folded = replace(replace(folded, 'duong lien thon dong', 'ðuong lien thon ðong'),"
        " ' d nghi', ' ð nghi') WHERE folded LIKE '%duong lien%'"
    )
    desk.store.set_meta("columns", "older")
    desk.close()
    return data_dir


def test_it_is_found_and_sound_once_it_is_opened(old_desk: Path) -> None:
    file = old_desk / "desk.db"
    conn = driver.connect(file, None, read_only=True)
    assert conn.execute("SELECT count(*) FROM search_text WHERE folded GLOB '*ð*'").fetchone()[0] == 1
    conn.close()
    with closing(Desk.open(old_desk)) as desk:
        assert desk.keeping.check() == []
        assert [r.id for r in desk.records.page("opinion", Query(text="duong lien thon dong"))] == ["o-1"]
        assert [r.id for r in desk.records.page("opinion", Query(text="Đường"))] == ["o-1"]
        assert desk.records.need("opinion", "o-1").values["text"] == TEXT, "what was signed stays as it was"


def test_a_desk_made_today_is_not_brought_up_to_date_again(data_dir: Path) -> None:
    Desk.init(data_dir, "11311", "2023", "Hạnh").close()
    asked: list[Store] = []
    Store.open(data_dir / "desk.db", before_upgrade=asked.append).close()
    assert asked == []


@pytest.mark.parametrize("ending", ["xlsx", "csv", "ndjson"])
def test_it_goes_out_and_comes_in_as_it_was(old_desk: Path, tmp_path: Path, ending: str) -> None:
    with closing(Desk.open(old_desk)) as desk:
        out = tmp_path / f"a.{ending}"
        desk.files.export(["opinion"], out)
        done = desk.files.import_file(out, "opinion")
        assert (done.same, done.updated, done.bad) == (2, 0, 0)


def test_a_foreign_table_with_the_right_letter_is_known(old_desk: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"Ngày;Nội dung ý kiến\n02/05/2023;{TEXT.replace('Ð', 'Đ').replace('ð', 'đ')}\n", "utf-8")
    with closing(Desk.open(old_desk)) as desk:
        found = desk.files.intake.look(desk.files.intake.tables(path), Choices(), path.name)
        assert [row.status for row in found.rows] == ["known"]


def test_what_folding_learns_makes_every_desk_be_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    now = schema.fingerprint()
    monkeypatch.setattr(schema, "FOLDING", "")
    assert schema.fingerprint() != now
