"""What is typed twice is noticed and joined; petitions about one matter are offered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.fields import Values
from dialogue_desk.errors import DeskError


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    opened = Desk.init(data_dir, "11311", "2023", "Thử", today_is=lambda: date(2023, 12, 1))
    yield opened
    opened.close()


SESSION: Values = {
    "held_on": "2023-05-01", "title": "Đối thoại định kỳ quý II năm 2023", "place": "Nhà văn hóa thôn Đông",
    "count_for": "party",
}  # fmt: skip
PETITION: Values = {"received_on": "2023-05-02", "subject": "infrastructure", "side": "government"}

OFFERED = [
    ("Đường liên thôn Đông xuống cấp, nhiều ổ gà, đề nghị sửa chữa",
     "Đề nghị UBND xã sửa đường liên thôn Đông bị hư hỏng nặng"),
    ("Đề nghị lắp đèn chiếu sáng ngõ 5 tổ dân phố 3",
     "Ngõ 5 TDP 3 chưa có đèn đường, buổi tối rất tối, mong được lắp đèn"),
    ("Rác thải tồn đọng ở chợ Trung, bốc mùi hôi", "Chợ Trung ô nhiễm do rác không được thu gom"),
    ("Mương thoát nước sau trường tiểu học bị tắc gây ngập úng khi mưa",
     "Mưa to là ngập do mương thoát nước gần trường tiểu học tắc"),
    ("Đề nghị sớm cấp giấy chứng nhận quyền sử dụng đất cho các hộ khu tái định cư",
     "Các hộ tái định cư chưa được cấp sổ đỏ"),
    ("Trạm bơm Đồng Vang hỏng, ruộng không có nước", "De nghi sua tram bom Dong Vang de co nuoc tuoi"),
]  # fmt: skip
NOT_OFFERED = [
    ("Đề nghị sửa đường liên thôn Đông", "Đề nghị lắp đèn chiếu sáng đường liên thôn Đông"),
    ("Rác thải tồn đọng ở chợ Trung", "Chợ Trung thu phí quá cao"),
    ("Đề nghị cấp sổ đỏ cho các hộ tái định cư", "Đề nghị hỗ trợ tiền thuê nhà cho các hộ tái định cư"),
    ("Trường tiểu học thiếu phòng học", "Mương thoát nước sau trường tiểu học bị tắc"),
    ("Cán bộ một cửa thái độ chưa đúng mực", "Cán bộ thôn chi trả chế độ chậm"),
    ("Đề nghị hỗ trợ giống lúa vụ xuân", "Đề nghị hỗ trợ người cao tuổi khó khăn"),
]


@pytest.mark.parametrize(("held", "typed"), OFFERED)
def test_petitions_about_one_matter_are_offered(desk: Desk, held: str, typed: str) -> None:
    record = desk.records.save("opinion", {**PETITION, "text": held})
    found = desk.alike.alike("opinion", {"text": typed})
    assert [(one.id, one.is_same) for one in found] == [(record.id, False)]
    assert desk.alike.alike("opinion", {"text": typed}, but=record.id) == []


@pytest.mark.parametrize(("held", "typed"), NOT_OFFERED)
def test_other_petitions_are_not(desk: Desk, held: str, typed: str) -> None:
    desk.records.save("opinion", {**PETITION, "text": held})
    assert desk.alike.alike("opinion", {"text": typed}) == []
    desk.records.save("opinion", {**PETITION, "text": typed})
    assert [one.title for one in desk.alike.alike("opinion", {"text": held})] == [held]


def test_the_most_alike_of_many_comes_first(desk: Desk) -> None:
    for number in range(30):
        desk.records.save("opinion", {**PETITION, "text": f"Đường ngõ {number} thôn {number} hỏng, đề nghị sửa"})
    desk.records.save("opinion", {**PETITION, "text": "Cầu Vạn yếu, xe tải qua lại nguy hiểm"})
    found = desk.alike.alike("opinion", {"text": "Xe tải chạy qua cầu Vạn rất nguy hiểm"})
    assert [one.title[:7] for one in found] == ["Cầu Vạn"]
    assert desk.alike.alike("opinion", {"text": "Đường"}) == []


@pytest.mark.parametrize(("change", "is_noticed"), [
    ({}, True),
    ({"title": "Hội nghị đối thoại định kỳ quý II/2023"}, True),
    ({"title": "doi thoai dinh ky quy II nam 2023"}, True),
    ({"title": "Đối thoại chuyên đề giải phóng mặt bằng"}, False),
    ({"held_on": "2023-05-02"}, False),
    ({"place": "Trụ sở UBND phường"}, False),
    ({"place": "Nhà văn hoá thôn Đông"}, True),
    ({"count_for": "government"}, False),
])  # fmt: skip
def test_a_session_typed_twice_is_noticed(desk: Desk, change: Values, is_noticed: bool) -> None:
    record = desk.records.save("session", SESSION)
    found = desk.alike.alike("session", {**SESSION, **change})
    assert [one.id for one in found if one.is_same] == ([record.id] if is_noticed else [])


def test_feedback_typed_twice_is_noticed(desk: Desk) -> None:
    given: Values = {"given_on": "2023-05-01", "contributor": "mttq", "target": "agency", "channel": "F01",
                     "content": "Góp ý dự thảo nghị quyết"}  # fmt: skip
    desk.records.save("feedback", given)
    assert desk.alike.alike("feedback", given)
    assert not desk.alike.alike("feedback", {**given, "contributor": "women"})


def test_sessions_are_joined_and_taken_apart(desk: Desk) -> None:
    keep = desk.records.save("session", SESSION)
    drop = desk.records.save("session", {**SESSION, "participants": 35})
    asked = desk.records.save("opinion", {
        **PETITION, "text": "Đường hỏng", "source_form": "session", "source_unit": drop.unit, "source_id": drop.id,
    })  # fmt: skip
    desk.alike.join("session", (keep.unit, keep.id), (drop.unit, drop.id))
    assert desk.records.need("session", keep.id).values["participants"] == 35
    assert desk.records.need("session", drop.id).is_deleted
    assert desk.records.need("opinion", asked.id).values["source_id"] == keep.id
    desk.records.undo()
    assert desk.records.need("session", keep.id).values["participants"] is None
    assert not desk.records.need("session", drop.id).is_deleted
    assert desk.records.need("opinion", asked.id).values["source_id"] == drop.id
    with pytest.raises(DeskError):
        desk.alike.join("session", (keep.unit, keep.id), (keep.unit, keep.id))


def test_petitions_are_linked_and_both_stay(desk: Desk) -> None:
    first = desk.records.save("opinion", {**PETITION, "text": "Đường hỏng"})
    second = desk.records.save("opinion", {**PETITION, "text": "Đường hư hỏng"})
    desk.alike.join("opinion", (first.unit, first.id), (second.unit, second.id))
    assert desk.records.need("opinion", second.id).values["similar_id"] == first.id
    desk.records.undo()
    assert desk.records.need("opinion", second.id).values["similar_id"] is None
