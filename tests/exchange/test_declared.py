"""Declared forms travel down and up three levels; a desk without the declaration keeps, shows and passes on."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dialogue_desk.desk import locking
from dialogue_desk.domain.laying_out import tabs_of
from dialogue_desk.domain.sheet import Chart
from dialogue_desk.errors import DeskError
from tests.exchange.world import CITY, COMMUNE, DISTRICT, SESSION, World

X = "x_31_"
SURVEY: list[list[Any]] = [
    ["type", "name", "label", "hint", "required", "constraint", "personal", "listed", "conflict_group"],
    ["date", "ngay", "Ngày thăm", "Ngày đến nhà hộ được thăm.", "yes", ".<=today()", "", "", ""],
    ["text", "ho_ten", "Họ tên", "", "", "", "yes", "", ""],
    ["integer", "so_nguoi", "Số người", "", "", ".>=1", "", "yes", "a"],
    ["select_one loai", "loai", "Loại hộ", "", "", "", "", "yes", "a"],
    ["select_multiple loai", "cac_loai", "Các loại", "", "", "", "", "", ""],
    ["select_one cn", "hai_long", "Hài lòng", "", "", "", "", "", ""],
    ["text", "viec", "Việc đã làm", "", "yes", "", "", "yes", ""],
]
CHOICES: list[list[Any]] = [
    ["list_name", "name", "label", "withdrawn_from"],
    ["loai", "ngheo", "Hộ nghèo", None], ["loai", "can_ngheo", "Hộ cận nghèo", None],
    ["cn", "yes", "Có", None], ["cn", "no", "Không", None],
]  # fmt: skip
VALUES: dict[str, Any] = {
    X + "ngay": "2026-02-03", X + "ho_ten": "Nguyễn Thị Riêng", X + "so_nguoi": 3, X + "loai": "ngheo",
    X + "cac_loai": ("ngheo", "can_ngheo"), X + "hai_long": True, X + "viec": "Thăm, tặng quà Tết",
}  # fmt: skip


def workbook(
    path: Path,
    survey: list[list[Any]] | None = None,
    choices: list[list[Any]] | None = None,
    *,
    form_id: str = "tham_ho",
    version: int = 1,
    register: str = "tham_ho",
    title: str = "Thăm hộ khó khăn",
) -> Path:
    """An XLSForm workbook of three sheets."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "survey"
    for row in survey or SURVEY:
        book.active.append(row)
    sheet = book.create_sheet("choices")
    for row in choices or CHOICES:
        sheet.append(row)
    sheet = book.create_sheet("settings")
    sheet.append(["form_id", "form_title", "version", "register"])
    sheet.append([form_id, title, version, register])
    book.save(path)
    return path


def counted(path: Path) -> Path:
    """The register of visits, owed each quarter, and counted by its type, its people, its answer and its types."""
    book = openpyxl.load_workbook(workbook(path))
    for at, (head, value) in enumerate([("every", "mỗi quý một lần"), ("counted", "đếm theo loai theo quý")], 5):
        book["settings"].cell(1, at, head)
        book["settings"].cell(2, at, value)
    book["survey"].cell(1, 10, "counted")
    for row, value in ((4, "theo quý"), (6, "theo năm"), (7, "theo quý")):
        book["survey"].cell(row, 10, value)
    book.save(path)
    return path


def extra(path: Path, version: int = 1, more: list[list[Any]] | None = None) -> Path:
    """A workbook that adds fields to the session."""
    survey = [["type", "name", "label", "listed"], ["text", "thoi_tiet", "Thời tiết", "yes"], *(more or [])]
    return workbook(path, survey, form_id="them", version=version, register="session", title="Thêm cho đối thoại")


def test_declared_at_the_top_used_at_the_bottom_and_counted_above(chain: World, tmp_path: Path) -> None:
    city, commune = chain.desks["city"], chain.desks["commune"]
    told = city.declaring.publish(workbook(tmp_path / "f.xlsx")).declaration
    city.declaring.publish(extra(tmp_path / "e.xlsx"))
    assert (told.registers, len(told.fields)) == ([X + "tham_ho"], 7)
    chain.up("commune", "district")
    chain.up("district", "city")
    chain.down("city", "district")
    chain.down("district", "commune")
    assert [d.form_id for d in commune.declaring.held()] == ["tham_ho", "them"]
    record = commune.records.save(X + "tham_ho", VALUES)
    session = commune.records.save("session", {**SESSION, X + "thoi_tiet": "Mưa phùn"})
    assert [h.id for h in commune.records.search("tang qua tet")] == [record.id]
    assert [h.id for h in commune.records.search("mua phun")] == [session.id]
    chain.up("commune", "district")
    chain.up("district", "city")
    held = city.records.need(X + "tham_ho", record.id, COMMUNE)
    assert {**held.values, X + "ho_ten": VALUES[X + "ho_ten"]} == VALUES
    assert held.values.get(X + "ho_ten") is None, "a name does not travel up"
    assert city.records.need("session", session.id, COMMUNE).values[X + "thoi_tiet"] == "Mưa phùn"
    for desk in chain.desks.values():
        assert desk.keeping.check() == []


def test_rows_that_come_before_their_declaration_are_kept_shown_and_passed_on(chain: World, tmp_path: Path) -> None:
    """The district has not received the commune's declaration yet: old packages cannot carry what it lacks."""
    commune, district, city = (chain.desks[name] for name in ("commune", "district", "city"))
    commune.declaring.publish(workbook(tmp_path / "f.xlsx"))
    commune.declaring.publish(extra(tmp_path / "e.xlsx"))
    x = "x_11296_"
    record = commune.records.save(x + "tham_ho", {k.replace(X, x): v for k, v in VALUES.items()})
    session = commune.records.save("session", {**SESSION, x + "thoi_tiet": "Mưa phùn"})
    out = chain.file()
    from dialogue_desk.exchange import declaring

    real = declaring.build
    declaring.build = lambda *_given: []  # type: ignore[assignment]
    try:
        commune.sending.send(out)
        result = chain.receive("district", out, dry_run=True)
        assert (result.counts["new"], result.counts["quarantined"]) == (2, 0)
        assert district.receiving.preview(result).tables()
        chain.receive("district", out)
        assert district.records.need(x + "tham_ho", record.id, COMMUNE).values[x + "cac_loai"] == ("ngheo", "can_ngheo")
        assert district.records.need("session", session.id, COMMUNE).values[x + "thoi_tiet"] == "Mưa phùn"
        assert district.whereabouts.quarantine() == []
        chain.reopen("district")
        district = chain.desks["district"]
        assert district.keeping.check() == []
        chain.up("district", "city")
        assert city.records.need(x + "tham_ho", record.id, COMMUNE).values[x + "so_nguoi"] == 3
    finally:
        declaring.build = real
    assert district.records.search("tang qua") == []
    district.store.forget_forms()  # as after any package: what the columns hold is not what the next forms say
    chain.up("commune", "district", full=True)
    form = district.records.form(x + "tham_ho")
    assert (form.label, form.is_raw) == ("Thăm hộ khó khăn", False)
    held = district.records.need(x + "tham_ho", record.id, COMMUNE).values
    assert (held[x + "hai_long"], held[x + "so_nguoi"], held[x + "loai"]) == (True, 3, "ngheo")
    assert [h.id for h in district.records.search("tang qua")] == [record.id]
    assert district.keeping.check() == []
    chain.up("district", "city")
    assert city.records.form(x + "tham_ho").label == "Thăm hộ khó khăn"
    assert city.keeping.check() == []
    for name in ("district", "city"):
        assert chain.desks[name].receiving.alarms.listed() == []


def test_a_declaration_is_opened_with_the_desk_its_backup_and_what_is_salvaged(chain: World, tmp_path: Path) -> None:
    city = chain.desks["city"]
    city.declaring.publish(workbook(tmp_path / "f.xlsx"))
    record = city.records.save(X + "tham_ho", VALUES)
    file = city.keeping.back_up()
    city = chain.reopen("city")
    assert city.records.need(X + "tham_ho", record.id).values == VALUES
    other = city.another()
    assert other.records.form(X + "tham_ho").label == "Thăm hộ khó khăn"
    other.close()
    city.records.delete(X + "tham_ho", record.id)
    folder = city.folder
    city.close()
    city.restore(folder, file)
    city = chain.desks["city"] = type(city).open(folder)
    assert city.records.need(X + "tham_ho", record.id).values == VALUES
    assert city.keeping.check() == []
    city.close()
    kept = type(city).rescue(folder, folder / "desk.db")
    assert not kept.missing
    city = chain.desks["city"] = type(city).open(folder)
    assert city.records.need(X + "tham_ho", record.id).values == VALUES
    city.close()
    locking.lock(folder, "bốn từ chẳng liên quan")
    city = chain.desks["city"] = type(city).open(folder, "bốn từ chẳng liên quan")
    assert city.records.need(X + "tham_ho", record.id).values == VALUES
    assert [hit.id for hit in city.records.search("tang qua tet")] == [record.id]
    assert city.keeping.check() == []


def test_what_may_follow_what(chain: World, tmp_path: Path) -> None:
    city = chain.desks["city"]
    publish = city.declaring.publish
    publish(workbook(tmp_path / "1.xlsx"))
    assert publish(workbook(tmp_path / "same.xlsx")).is_held
    with pytest.raises(DeskError, match="nội dung khác"):
        publish(workbook(tmp_path / "other.xlsx", title="Tên khác"))

    def changed(at: int, column: int, value: object) -> list[list[Any]]:
        rows = [list(row) for row in SURVEY]
        rows[at][column] = value
        return rows

    for number, (survey, said) in enumerate([
        (changed(7, 0, "date"), "đổi kiểu"),
        (changed(2, 6, ""), "dữ liệu cá nhân"),
        (changed(7, 1, "viec_lam"), "đổi khóa"),
    ]):  # fmt: skip
        with pytest.raises(DeskError, match=said):
            publish(workbook(tmp_path / f"bad{number}.xlsx", survey, version=2))
    with pytest.raises(DeskError, match="không bỏ được"):
        publish(workbook(tmp_path / "code.xlsx", choices=[CHOICES[0], CHOICES[1], *CHOICES[3:]], version=2))
    gone = [row for row in SURVEY if row[1] != "so_nguoi"]
    late = [CHOICES[0], CHOICES[1], ["loai", "can_ngheo", "Hộ cận nghèo", "2026-06-01"], *CHOICES[3:]]
    record = city.records.save(X + "tham_ho", VALUES)
    publish(workbook(tmp_path / "2.xlsx", gone, late, version=2))
    with pytest.raises(DeskError, match="phiên bản 2"):
        publish(workbook(tmp_path / "old.xlsx"))
    form = city.records.form(X + "tham_ho")
    shown = {p.key for tab in tabs_of(form) for s in tab.sections for c in s.cells for p in c.parts}
    assert X + "so_nguoi" not in shown, "a field removed is hidden"
    assert city.records.need(X + "tham_ho", record.id).values == VALUES
    city.files.export([X + "tham_ho"], out := tmp_path / "out.ndjson")
    assert f'"{X}so_nguoi": 3' in out.read_text(encoding="utf-8").replace('":3', '": 3')
    codes = form.field(X + "loai").codes
    assert codes is not None
    assert (codes.offered("2026-05-31"), codes.offered("2026-06-01")) == (("ngheo", "can_ngheo"), ("ngheo",))
    assert codes.label("can_ngheo") == "Hộ cận nghèo"
    city.declaring.withdraw("tham_ho")
    assert city.records.form(X + "tham_ho").is_closed
    assert city.records.need(X + "tham_ho", record.id).values == VALUES


def test_a_declaration_of_somebody_else_is_not_taken(chain: World, tmp_path: Path) -> None:
    """Only a desk of the issuer, above or below, may say it; an older version that comes late is passed over."""
    from dialogue_desk.domain.declared import read
    from dialogue_desk.exchange import declaring
    from dialogue_desk.storage import declarations, driver

    city, commune = chain.desks["city"], chain.desks["commune"]
    told = city.declaring.publish(workbook(tmp_path / "f.xlsx")).declaration
    forged = declaring.sign(commune.store, told)
    with driver.transaction(city.store.conn):
        assert declaring.take(city.store, [[forged.declaration.text, forged.desk, forged.signature]]) in (0, 1)
    with driver.transaction(chain.desks["district"].store.conn):
        district = chain.desks["district"].store
        assert declaring.take(district, [[forged.declaration.text, forged.desk, forged.signature]]) == 0
        assert declarations.held(district.conn) == []
        good = declaring.build(city.store)
        broken = [[good[0][0].replace("Thăm hộ", "Thêm hộ"), *good[0][1:]]]
        assert declaring.take(district, broken) == 1
        assert declaring.take(district, good) == 0
        assert [s.declaration.version for s in declarations.held(district.conn)] == [1]
    city.declaring.publish(workbook(tmp_path / "g.xlsx", version=2, title="Thăm hộ"))
    newer = declaring.build(city.store)
    with driver.transaction(district.conn):
        assert declaring.take(district, newer) == 0
        assert declaring.take(district, good) == 0
        assert [s.declaration.version for s in declarations.held(district.conn)] == [2]
    assert read(newer[0][0]).title == "Thăm hộ"
    assert (CITY, DISTRICT) == ("31", "303@2023")


def test_a_declared_register_is_owed_and_counted(chain: World, tmp_path: Path) -> None:
    """“mỗi quý một lần” is a duty from its quarter on; “đếm theo loai theo quý” a report and a chart."""
    city = chain.desks["city"]
    city.today = lambda: date(2026, 8, 10)
    file = counted(tmp_path / "f.xlsx")
    city.declaring.publish(file)
    owed = [o for o in city.duties.obligations(2026) if o.kind == "declared"]
    assert [(o.due_on, o.state) for o in owed] == [("2026-09-30", "due"), ("2026-12-31", "upcoming")]
    assert "Thăm hộ khó khăn" in owed[0].subject
    for day, kind, people in (("2026-07-02", "ngheo", 3), ("2026-07-03", "can_ngheo", 4), ("2026-05-03", "ngheo", 5)):
        city.records.save(X + "tham_ho", {**VALUES, X + "ngay": day, X + "loai": kind, X + "so_nguoi": people})
    assert [o.state for o in city.duties.obligations(2026) if o.kind == "declared"] == ["fulfilled", "upcoming"]
    sheet = city.reporting.build("declared-counts", {"from_year": 2026, "to_year": 2026})
    tables = {t.key: {str(r.values["period"]): dict(r.values) for r in t.rows} for t in sheet.tables()}
    kinds = tables[X + "loai"]
    assert (kinds["2026-Q3"]["ngheo"], kinds["2026-Q3"]["can_ngheo"], kinds["2026-Q2"]["ngheo"]) == (1, 1, 1)
    assert (tables[X + "so_nguoi"]["2026-Q3"]["records"], tables[X + "so_nguoi"]["2026-Q2"]["records"]) == (7, 5)
    assert tables[X + "cac_loai"]["2026"]["can_ngheo"] == 3
    assert tables[X + "hai_long"]["2026-Q3"]["1"] == 2
    assert len([b for b in sheet.blocks if isinstance(b, Chart)]) == 4
    city.closing.close("2026-Q2")
    later = [[*CHOICES[0]], ["loai", "ngheo", "Hộ nghèo (mới)"], *CHOICES[2:]]
    book = openpyxl.load_workbook(file)
    book["choices"].cell(2, 3, later[1][2])
    book["settings"].cell(2, 3, 2)
    book.save(file)
    city.declaring.publish(file)
    closed = city.reporting.build("declared-counts", {"period": "2026-Q2"}).tables()
    open_ = city.reporting.build("declared-counts", {"period": "2026-Q3"}).tables()
    heads = [{c.key: c.title for c in next(t for t in told if t.key == X + "loai").leaves} for told in (closed, open_)]
    assert [h["ngheo"] for h in heads] == ["Hộ nghèo", "Hộ nghèo (mới)"]
    assert [d.since for d in city.records.forms if d.key == X + "tham_ho"] == ["2026-08-10"]
