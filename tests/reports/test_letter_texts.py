"""The wording of letters: shipped templates, the unit's own beside them, over packages, with declared fields."""

from pathlib import Path

import openpyxl
import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.sheet import Text
from dialogue_desk.errors import DeskError
from dialogue_desk.reports.letters import letter_texts
from tests.exchange.conftest import chain as chain
from tests.exchange.conftest import world as world
from tests.exchange.test_declared import extra
from tests.exchange.world import OPINION, SESSION, World, step_on

LETTERS = {
    "invitation": "session", "conclusion-notice": "session", "minutes": "session", "public-notice": "session",
    "box-minutes": "box_opening", "written-feedback": "agency",
}  # fmt: skip
OF_DAYS = ("annual-plan", "acceptance-sheet", "periodic-report")
"""Of days, not of a record."""


def words(desk: Desk, name: str, record_id: str) -> list[str]:
    return [b.text for b in desk.reporting.build(name, {"id": record_id}).blocks if isinstance(b, Text)]


@pytest.fixture
def city(chain: World) -> Desk:
    chain.up("commune", "district")
    chain.up("district", "city")
    return chain.desks["city"]


def test_every_shipped_wording_can_be_written(city: Desk) -> None:
    assert set(letter_texts.names()) == {
        "invitation", "conclusion-notice", "box-minutes", "assignment-slip", "reply", "minutes", "periodic-report",
        "annual-plan", "public-notice", "written-feedback", "acceptance-sheet",
    }  # fmt: skip
    session = city.records.save("session", SESSION)
    box = city.records.save(
        "box_opening", {"opened_on": "2023-05-04", "location": "Cổng", "letters": 2, "usable_letters": 1}
    )
    petition = city.records.save("opinion", OPINION)
    city.records.save(
        "action", {**step_on(petition.id, "assign", "2023-03-03", agency="Phòng X"), "opinion_unit": "31"}
    )
    agency = city.records.save("agency", {"name": "Hội Phụ nữ", "contributor": "women"})
    ids = {"session": session.id, "box_opening": box.id, "agency": agency.id}
    for name in OF_DAYS:
        shown = city.letters.preview(name, city.letters.shipped(name))
        assert not any("{" in block.text for block in shown.blocks if isinstance(block, Text))
    for name in set(letter_texts.names()) - set(OF_DAYS):
        told = words(city, name, ids.get(LETTERS.get(name, ""), petition.id))
        assert told
        assert not any("{" in line or "[[" in line or line.startswith("?") for line in told), (name, told)
    assert "Kính chuyển: Phòng X" in words(city, "assignment-slip", petition.id)
    assert any(
        line.startswith("2. Số thư trong hòm: 02 thư; 01 thư có nội dung")
        for line in words(city, "box-minutes", box.id)
    )
    assert not any("Đồng chủ trì" in line for line in words(city, "invitation", session.id))
    city.records.change("session", session.id, {"co_chairs": "Bà Lan"})
    assert "Đồng chủ trì: Bà Lan." in words(city, "invitation", session.id)


def test_a_unit_keeps_its_own_wording_and_goes_back(city: Desk) -> None:
    session = city.records.save("session", SESSION)
    text = city.letters.shipped("invitation").replace("Rất mong", "Trân trọng mong")
    sheet = city.letters.preview("invitation", text)
    assert any(isinstance(b, Text) and b.text.startswith("Trân trọng mong") for b in sheet.blocks)
    assert not city.letters.is_own("invitation")
    city.letters.keep("invitation", text)
    assert any(line.startswith("Trân trọng mong") for line in words(city, "invitation", session.id))
    assert [line[:14] for line in city.letters.differences("invitation")] == ["- Rất mong ông", "+ Trân trọng m"]
    city.letters.keep("invitation", text.replace("GIẤY MỜI", "GIẤY MỜI HỌP"), "party")
    party = city.reporting.build("invitation", {"id": session.id, "family": "party"})
    state = city.reporting.build("invitation", {"id": session.id, "family": "state"})
    assert (party.title, state.title) == ("GIẤY MỜI HỌP", "GIẤY MỜI")
    city.letters.reset("invitation")
    assert not city.letters.is_own("invitation")
    assert city.letters.is_own("invitation", "party")
    assert any(line.startswith("Rất mong") for line in words(city, "invitation", session.id)) or party.title


def test_a_brace_that_means_nothing_is_refused(city: Desk) -> None:
    city.records.save("session", SESSION)
    text = city.letters.shipped("invitation")
    for wrong in ("{plase}", "[[table]]", "?{nobody}Có"):
        with pytest.raises(DeskError, match="không chỉ gì") as refused:
            city.letters.keep("invitation", text + f"\n{wrong}")
        assert "place" in refused.value.hint or "[[" in wrong
    with pytest.raises(DeskError, match="trống"):
        city.letters.keep("invitation", "  ")
    with pytest.raises(DeskError, match="invitaton"):
        city.letters.keep("invitaton", text)
    assert not city.letters.is_own("invitation")


def test_it_travels_down_like_a_declaration_and_the_unit_below_may_have_its_own(chain: World, city: Desk) -> None:
    commune = chain.desks["commune"]
    city.records.save("session", SESSION)
    city.letters.keep("invitation", city.letters.shipped("invitation").replace("Rất mong", "Thành phố mong"))
    chain.down("city", "district")
    chain.down("district", "commune")
    session = commune.records.save("session", SESSION)
    assert any(line.startswith("Thành phố mong") for line in words(commune, "invitation", session.id))
    commune.letters.keep("invitation", commune.letters.shipped("invitation").replace("Rất mong", "Xã mong"))
    assert any(line.startswith("Xã mong") for line in words(commune, "invitation", session.id))
    city.letters.keep("invitation", city.letters.shipped("invitation").replace("Rất mong", "Thành phố rất mong"))
    chain.down("city", "district")
    chain.down("district", "commune")
    assert any(line.startswith("Xã mong") for line in words(commune, "invitation", session.id))
    commune.letters.reset("invitation")
    assert any(line.startswith("Thành phố rất mong") for line in words(commune, "invitation", session.id))
    for desk in chain.desks.values():
        assert desk.receiving.alarms.listed() == []
        assert desk.keeping.check() == []


def test_declared_fields_stand_in_letters(city: Desk, tmp_path: Path) -> None:
    file = extra(tmp_path / "e.xlsx")
    book = openpyxl.load_workbook(file)
    book["survey"].cell(1, 5, "letter")
    book["survey"].cell(2, 5, "invitation")
    book.save(file)
    city.declaring.publish(file)
    session = city.records.save("session", {**SESSION, "x_31_thoi_tiet": "Mưa phùn"})
    assert words(city, "invitation", session.id)[-1] == "Thời tiết: Mưa phùn."
    city.letters.keep("invitation", city.letters.shipped("invitation") + "\nDự báo: {thoi_tiet}.")
    assert words(city, "invitation", session.id)[-1] == "Dự báo: Mưa phùn."
    book["survey"].cell(2, 5, "no-such-sheet")
    book["settings"].cell(2, 3, 2)
    book.save(file)
    with pytest.raises(DeskError, match=r"cột E: không có văn bản “no-such-sheet”"):
        city.declaring.check(file)


def test_the_periodic_report_starts_from_the_units_own_words(city: Desk) -> None:
    shipped = city.letters.shipped("periodic-report")
    own = shipped.replace("báo cáo kết quả", "kính báo cáo kết quả").replace(
        "Thực hiện nghiêm", "Thực hiện thật nghiêm"
    )
    for wrong, said in (
        (own.partition("[[text]]")[0], "thiếu dòng"),
        (own + "Còn {số không có} việc.\n", "số không có"),
        (own.replace("{issuer}", "{isuer}"), "isuer"),
    ):
        with pytest.raises(DeskError, match=said):
            city.letters.keep("periodic-report", wrong)
    city.letters.keep("periodic-report", own)
    assert "Thực hiện thật nghiêm" in city.closing.default_text()
    assert city.closing.default_text() == city.closing.report_text("2026-Q1")

    def told() -> str:
        sheet = city.reporting.build("periodic-report", {"period": "2026-Q1"})
        return " ".join(b.text for b in sheet.blocks if isinstance(b, Text))

    assert "kính báo cáo kết quả" in told()
    assert "Thực hiện thật nghiêm" in told()
    city.closing.keep_text("2026-Q1", "I. LỜI RIÊNG CỦA KỲ\nMột câu.")
    assert "kính báo cáo" in told()
    assert "Thực hiện thật nghiêm" not in told()
    city.closing.keep_text("2026-Q1", city.closing.default_text())
    assert "Thực hiện thật nghiêm" in told()
    city.letters.reset("periodic-report")
    assert "kính báo cáo" not in told()


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("minutes", "nhất trí thông qua", "cùng ký tên"),
        ("public-notice", "giám sát việc thực hiện", "cùng giám sát"),
        ("written-feedback", "trân trọng gửi", "kính gửi"),
        ("annual-plan", "theo dõi, đôn đốc và báo cáo", "chịu trách nhiệm theo dõi"),
    ],
)
def test_words_of_every_paper_can_be_a_units_own(city: Desk, name: str, was: str, now: str) -> None:
    ids = {
        "session": city.records.save("session", SESSION).id,
        "agency": city.records.save("agency", {"name": "Hội Phụ nữ", "contributor": "women"}).id,
    }
    city.letters.keep(name, city.letters.shipped(name).replace(was, now))
    about = LETTERS.get(name, "")
    sheet = city.reporting.build(name, {"id": ids[about]} if about else {"from_year": 2026, "to_year": 2026})
    told = " ".join(b.text for b in sheet.blocks if isinstance(b, Text))
    assert now in told
    assert was not in told
    with pytest.raises(DeskError, match="nothing_here"):
        city.letters.keep(name, city.letters.shipped(name) + "{nothing_here}\n")
