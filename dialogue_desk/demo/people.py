"""Invented people and places of the demonstration commune."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dialogue_desk.demo.draw import Draw

FAMILY = "Nguyễn Trần Phạm Lê Vũ Đỗ Hoàng Bùi Đặng Ngô Dương Đào Phan Lương Tạ Đoàn".split()
MIDDLE_M = "Văn Đức Quang Minh Hữu Xuân Thanh Công Bá Đình".split()
MIDDLE_F = "Thị Thị Thị Thu Ngọc Thanh Kim Bích".split()
GIVEN_M = "Thịnh Tĩnh Hùng Dũng Sơn Hải Khoa Toàn Bình Quyết Lợi Chiến Thắng Phú Hòa Vượng Đông Tuấn Cường Mạnh".split()
GIVEN_F = "Hạnh Lan Hương Thơm Nhàn Mai Yến Loan Hoa Tuyết Duyên Oanh Hằng Nga Thủy Xuyến Bưởi Lụa Nụ Gấm".split()

HAMLETS = ("Đông Am", "Tiền Hải", "Thượng Đồng", "Kim Ngân", "Cổ Đẳng", "Lôi Trạch", "Bến Mới", "An Lạc", "Gạo Nếp")
SPOTS = (
    "chợ Mét", "cầu Đen", "trường tiểu học", "trạm bơm số 2", "nhà văn hóa cũ", "ngã ba Cây Gạo",
    "bến đò Cũ", "ngã tư Ao Làng", "trường trung học cơ sở", "đê tả sông",
)  # fmt: skip
TEMPLES = ("Cây Đa", "Thượng", "Bến")
PRODUCTS = ("mắm cáy", "bún khô", "thuốc lào")
ORGANISATIONS = (
    ("mttq", "Ủy ban Mặt trận Tổ quốc Việt Nam xã"),
    ("farmers", "Hội Nông dân xã"),
    ("women", "Hội Liên hiệp Phụ nữ xã"),
    ("veterans", "Hội Cựu chiến binh xã"),
    ("youth_union", "Đoàn Thanh niên xã"),
    ("labour_union", "Công đoàn cơ sở xã"),
)
RESOLVERS = (
    "Phòng Kinh tế", "Phòng Văn hóa - Xã hội", "Trung tâm Phục vụ hành chính công", "Công an xã",
    "Trạm Y tế", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "Ban Quản lý dự án xã",
)  # fmt: skip


@dataclass(frozen=True)
class Official:
    """A leader of the commune and when."""

    name: str
    position: str
    role: str
    first: date
    last: date | None = None


OFFICIALS = (
    Official("Đỗ Quang Vượng", "Bí thư Đảng ủy xã", "party", date(2020, 6, 1), date(2025, 6, 30)),
    Official("Lương Thị Nhàn", "Chủ tịch UBND xã", "government", date(2021, 7, 1), date(2025, 6, 30)),
    Official("Trần Đức Thịnh", "Bí thư Đảng ủy xã", "party", date(2025, 7, 1)),
    Official("Vũ Thị Thu Hằng", "Chủ tịch UBND xã", "government", date(2025, 7, 1)),
    Official("Ngô Xuân Chiến", "Phó Chủ tịch UBND xã", "other", date(2021, 7, 1)),
    Official("Phạm Thị Loan", "Chủ tịch Ủy ban MTTQ Việt Nam xã", "other", date(2024, 1, 1)),
)


def head(role: str, on: date) -> Official:
    """Who held a post on a day."""
    return next(o for o in OFFICIALS if o.role == role and o.first <= on and (o.last is None or on <= o.last))


def name(draw: Draw) -> str:
    """An invented name."""
    if draw.chance(0.45):
        return f"{draw.pick(FAMILY)} {draw.pick(MIDDLE_F)} {draw.pick(GIVEN_F)}"
    return f"{draw.pick(FAMILY)} {draw.pick(MIDDLE_M)} {draw.pick(GIVEN_M)}"
