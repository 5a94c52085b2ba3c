"""The demonstration commune: the same seed, the same records; sound; with something due today."""

from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.cli import main
from dialogue_desk.demo import commune
from dialogue_desk.demo.commune import Commune
from dialogue_desk.demo.draw import Entry
from dialogue_desk.desk import Desk, Query
from dialogue_desk.domain.forms import FORMS

TODAY = date(2026, 11, 23)


def drawn(seed: int) -> list[Entry]:
    return sorted(Commune(seed, TODAY, "11842@2025").entries(), key=lambda e: (e.at, e.id))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return commune.make(tmp_path_factory.mktemp("xã") / "bàn", 1, TODAY)


def test_same_seed_same_records_other_seed_others() -> None:
    assert drawn(3) == drawn(3)
    assert drawn(3) != drawn(4)


@pytest.mark.parametrize("seed", range(5, 9))
def test_every_seed_has_what_the_pages_need(seed: int) -> None:
    counts: dict[str, int] = {}
    for entry in drawn(seed):
        counts[entry.form] = counts.get(entry.form, 0) + 1
    assert 35 <= counts["session"] <= 55
    assert 250 <= counts["opinion"] <= 420
    assert set(counts) == {
        "session", "feedback", "opinion", "action", "dissemination", "directive", "draft_review", "box_opening",
        "reception", "inspection", "meeting", "programme", "reward", "yearly_total", "agency", "official", "period",
        "settings",
    }  # fmt: skip


def test_it_is_sound_and_has_things_due(desk: Desk) -> None:
    assert desk.keeping.check() == []
    due = {o.kind for o in desk.duties.obligations() if o.state in ("due", "overdue")}
    assert {"announce", "publish", "report", "written_feedback"} <= due
    states = dict(desk.store.conn.execute("SELECT status, count(*) FROM petition GROUP BY status").fetchall())
    assert {"new", "assigned", "forwarded", "closed"} <= set(states)
    assert desk.store.conn.execute("SELECT sum(out_of_order) FROM petition").fetchone() == (0,)
    late = "SELECT count(*) FROM petition WHERE is_open = 1 AND due_on < ?"
    assert 1 <= desk.store.conn.execute(late, (TODAY.isoformat(),)).fetchone()[0] <= 20
    assert desk.store.conn.execute("SELECT count(*) FROM opinion WHERE text LIKE '%{%'").fetchone() == (0,)


def test_the_command_refuses_a_folder_in_use(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "commune", "--out", str(desk.folder)]) == 1
    assert "đã có dữ liệu" in capsys.readouterr().err
    assert main(["demo", "commune", "--out", str(tmp_path / "mới"), "--seed", "2"]) == 0
    again = Desk.open(tmp_path / "mới")
    assert again.keeping.check() == []
    again.close()


@pytest.mark.parametrize("ending", ["xlsx", "csv", "ndjson"])
def test_what_goes_out_comes_in_as_it_was(desk: Desk, tmp_path: Path, ending: str) -> None:
    """Every form, unchanged: nothing new, nothing changed, nothing wrong."""
    if not desk.records.count("duty_note", Query()):
        desk.records.save("duty_note", {"duty": "report:2025-Q1", "reason": "outside", "text": "Trên giấy"})
        desk.records.save("population", {"year": 2025, "people": 8_120})
        desk.records.save("reference", {"kind": "hamlet", "name": "Thôn Đông"})
        file = tmp_path / "a.pdf"
        file.write_bytes(b"%PDF-1.4\n%%EOF\n")
        desk.attachments.attach("session", desk.records.page("session", Query())[0].id, file)
    seen = {}
    for form in FORMS:
        out = tmp_path / f"{form.key}.{ending}"
        desk.files.export([form.key], out, with_personal=True)
        done = desk.files.import_file(out, form.key)
        assert (done.created, done.updated, done.bad) == (0, 0, 0), form.key
        seen[form.key] = done.same
    assert all(seen.values()), seen
