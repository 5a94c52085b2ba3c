"""Three hundred sentences with planted people: what a citizen's words look like, and what has to be found in them.

Known names are spelled in every way a person does: without accents, with other accents, two blanks, a line break, Ð and
look-alike letters, capitals, "ông" and the given name. Unknown ones stand after a title, an introduction, or alone.
Every name and number is invented.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from dialogue_desk.domain.vietnamese import fold

KNOWN = (
    "Nguyễn Thị Hoạch", "Trịnh Đức Khiêm", "Lương Văn Tam", "Đặng Thị Ngoan", "Vũ Đình Bảng", "Phạm Thị Bích Liên",
    "Đỗ Mạnh Quyết", "Hoàng Văn Thụy", "Bùi Thị Nhài", "Cao Bá Đạt", "Đinh Tiến Luật", "Trần Thị Kim Oanh",
)  # fmt: skip
UNKNOWN = (
    "Lê Hữu Phước", "Ngô Thị Sen", "Phan Quang Vinh", "Mai Thị Lụa", "Đào Xuân Trường", "Hồ Thị Mận", "Tạ Đình Phong",
    "Lý Văn Sáu", "Đoàn Thị Thắm", "Chu Đức Mạnh", "Vi Thị Nương", "Khúc Văn Điển", "Tô Minh Nhật", "Hà Thu Cúc",
    "Dương Công Lập", "Nghiêm Thị Vóc",
)  # fmt: skip
ABOUT_KNOWN = (
    "{name} ở thôn Đoài nêu đường liên thôn ngập sau mỗi trận mưa",
    "Hộ {name} lấn ra mương thoát nước chung đã ba năm",
    "Đã mời {name} lên làm việc ngày 10/3/2026 về việc đền bù",
    "Theo đơn của {name}, cống số 4 bị lấp từ tháng 7",
    "Nhà bên cạnh là {name} đổ rác xuống ao của thôn",
    "đề nghị xã xem lại việc của {name} cho công bằng",
    "Ông bà trong xóm đều biết {name} chăn nuôi gây mùi",
    "Tổ hòa giải đã gặp {name} hai lần nhưng chưa xong",
    "Đất của {name} giáp đường 352, đã đo lại năm 2024",
    "Nhân dân phản ánh {name} chưa được nhận tiền hỗ trợ",
)
ABOUT_UNKNOWN = (
    "Bà {name} nêu nước máy đục đã hai tuần",
    "ông {name} hỏi bao giờ làm đường gom",
    "Tôi là {name} ở tổ 5, đề nghị lắp đèn đường",
    "Tôi tên là {name}, đại diện các hộ cuối ngõ",
    "Đồng chí {name} hứa sẽ trả lời mà chưa thấy",
    "Gia đình anh {name} xây nhà lấn lối đi chung",
    "Họ và tên: {name}, nghề nghiệp: làm ruộng",
    "Chị {name} bán hàng chiếm vỉa hè trước trường học",
    "cụ {name} năm nay 92 tuổi chưa có chế độ",
    "Người gửi: {name}",
    "{name} đã nhận tiền mà không chịu bàn giao đất",
    "Việc này do {name} gây ra, cả xóm đều biết",
    "đề nghị xử lý {name} vì đổ phế thải",
    "Con là {name}, cháu của bà trưởng xóm cũ",
    "Trưởng thôn giao cho bác {name} trông nhà văn hóa",
)
WAYS = ("plain", "folded", "small", "loud", "blanks", "line", "eth", "alike", "tones", "apart")


class Planted(NamedTuple):
    """A sentence, and the name in it as it stands there."""

    text: str
    name: str


def spelled(name: str, way: str) -> str:
    """A name as somebody types it."""
    if way == "folded":
        return fold(name).title()
    if way == "small":
        return fold(name)
    if way == "loud":
        return name.upper()
    if way == "blanks":
        return name.replace(" ", "  ", 1).replace(" ", "\u00a0") if len(name) % 2 else name.replace(" ", "   ")
    if way == "line":
        return name.replace(" ", "\n", 1)
    if way == "eth":
        return name.replace("Đ", "\u00d0").replace("đ", "\u00f0")
    if way == "alike":
        return name.replace("T", "\u0422").replace("o", "\u043e").replace("a", "\u0430").replace("c", "\u0441")
    if way == "tones":
        return "".join(_other_tone(letter) for letter in name)
    return unicodedata.normalize("NFD", name) if way == "apart" else name


def _other_tone(letter: str) -> str:
    swapped = {
        "à": "á",
        "á": "à",
        "ạ": "ả",
        "ễ": "ể",
        "ị": "ì",
        "ế": "ề",
        "ứ": "ừ",
        "ượ": "ướ",
        "ơ": "ờ",
        "ỗ": "ổ",
        "ậ": "ấ",
    }
    return swapped.get(letter, letter)


def known_sentences() -> list[Planted]:
    """150 sentences about people the desk knows, each way of writing fifteen times."""
    found = []
    for at in range(150):
        name = spelled(KNOWN[(at * 5 + at // 10) % len(KNOWN)], WAYS[at % len(WAYS)])
        found.append(Planted(ABOUT_KNOWN[(at + at // 10) % len(ABOUT_KNOWN)].format(name=name) + ".", name))
    for number, at in enumerate(range(0, 150, 5)):  # a title and the given name alone
        title = ("ông", "bà", "Ông", "Bà", "chị", "anh")[number % 6]
        told = f"{title} {KNOWN[(number * 5) % len(KNOWN)].split()[-1]}"
        found[at] = Planted(ABOUT_KNOWN[(number + number // 6) % len(ABOUT_KNOWN)].format(name=told) + ".", told)
    return found


def unknown_sentences() -> list[Planted]:
    """150 sentences about people the desk does not know; every tenth in small letters or without accents."""
    found = []
    for at in range(150):
        name = UNKNOWN[at * 7 % len(UNKNOWN)]
        template = ABOUT_UNKNOWN[at % len(ABOUT_UNKNOWN)]
        if at % 10 == 9:
            name = name.lower()
        elif at % 10 == 4:
            name, template = fold(name).title(), fold(template).replace("{NAME}", "{name}")
        found.append(Planted(template.format(name=name) + ".", name))
    return found


NUMBERS = (
    ("phone", ("0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "0912/345/678", "(0912) 345 678",
               "+84 912 345 678", "0084 912 345 678", "(+84) 912-345-678", "0225 3842 123", "024.3825.1234")),
    ("id_number", ("031085001234", "031 085 001 234", "031-085-001-234", "031234567", "031 234 567")),
    ("account", ("số tài khoản 2100205123456", "STK: 1903 4567 8901 23 Techcombank", "thẻ 9704 1234 5678 9012")),
    ("plate", ("15A-123.45", "16-B1 234.56", "15B1-12345", "29H-1234", "15AA-012.34")),
    ("mail", ("hoach.nt@mail.vn", "hoach (at) mail.vn", "lien_pt@xa.haiphong.gov.vn")),
    ("house_number", ("số nhà 17B", "nhà số 8/12", "SN 5")),
)  # fmt: skip
"""Numbers that lead to a person, by kind, each written as people write them."""
