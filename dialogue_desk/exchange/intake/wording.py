"""Their words and our codes: what a list of codes is called by people who never saw it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from dialogue_desk.domain.fields import Vocabulary
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.texts import _

_SAID: Mapping[str, Mapping[str, str]] = {
    "side": {
        "party": "đảng|đảng ủy|cấp ủy|bí thư|khối đảng|chi bộ|xd đảng|xây dựng đảng|công tác đảng|đảng bộ"
                 "|tổ chức đảng",
        "government": "chính quyền|ubnd|ubnd xã|ubnd phường|ủy ban|ủy ban nhân dân|hđnd|chủ tịch|khối chính quyền"
                      "|nhà nước|xd chính quyền|cq",
    },
    "opinion_kind": {"petition": "kiến nghị|đề nghị|đề xuất|kn|đơn kiến nghị|phản ánh, kiến nghị",
                     "opinion": "ý kiến|góp ý|phản ánh|yk|hỏi"},
    "subject": {
        "land": "đất đai|đất|gpmb|giải phóng mặt bằng|địa chính|đền bù|sổ đỏ|tnmt đất|đất đai xây dựng|kndd|bồi thường",
        "urban": "đô thị|xây dựng|trật tự xây dựng|ttđt|trật tự đô thị|quy hoạch",
        "environment": "môi trường|vệ sinh|rác|rác thải|tài nguyên môi trường|vsmt|nước thải",
        "food": "thực phẩm|attp|vệ sinh an toàn thực phẩm",
        "infrastructure": "giao thông|hạ tầng|cầu đường|điện|đường sá|đường|thủy lợi|chiếu sáng|điện nước"
                          "|xây dựng cơ bản|cơ sở hạ tầng|đầu tư công|nước sạch",
        "housing": "nhà ở|nhà", "labour": "lao động|việc làm|bhxh|bhyt|bảo hiểm",
        "welfare": "chính sách|chính sách xã hội|an sinh|an sinh xã hội|người có công|hộ nghèo|lđtbxh|xã hội",
        "rural": "nông thôn mới|nông nghiệp|ntm|ocop|chăn nuôi|kinh tế nông nghiệp",
        "administration": "hành chính|cải cách hành chính|thủ tục hành chính|cchc|tthc|một cửa|tư pháp|hộ tịch",
        "cadre": "cán bộ|công vụ|thái độ phục vụ|đạo đức công vụ", "corruption": "tham nhũng|lãng phí|tiêu cực",
        "education": "giáo dục|trường học|đào tạo|gd", "health": "y tế|sức khỏe|trạm y tế",
        "culture": "văn hóa|thể thao|vhxh|văn hóa xã hội|du lịch|thông tin truyền thông",
        "religion": "tôn giáo|tín ngưỡng", "security": "an ninh|trật tự|an ninh trật tự|antt|công an|anct|quốc phòng",
        "business": "thuế|doanh nghiệp|kinh tế|kinh doanh", "democracy": "dân chủ|qcdc|công khai",
        "party": "xây dựng đảng|đảng|công tác đảng|công tác cán bộ đảng", "election": "bầu cử",
        "other": "khác|lĩnh vực khác|các lĩnh vực khác|chung|vấn đề khác",
    },
    "disposition": {"accepted": "tiếp thu|đã tiếp thu|đồng ý|có", "not_accepted": "không|không tiếp thu|chưa tiếp thu",
                    "pending": "đang xem xét|chưa|đang xử lý|đang giải quyết"},
    "competence": {"commune": "xã|phường|cấp xã|ubnd xã|ubnd phường|thị trấn",
                   "district": "huyện|quận|cấp huyện|thị xã",
                   "city": "thành phố|tỉnh|cấp tỉnh|cấp thành phố|sở", "central": "trung ương|bộ"},
    "session_kind": {"periodic": "định kỳ|thường kỳ|đk", "thematic": "chuyên đề|cđ",
                     "ad_hoc": "đột xuất|đx|bất thường"},
    "mode": {"in_person": "trực tiếp|tại hội trường", "online": "trực tuyến|online",
             "hybrid": "kết hợp|trực tiếp và trực tuyến|trực tiếp kết hợp trực tuyến"},
    "count_for": {"party": "cấp ủy|đảng ủy|bí thư|đảng", "government": "chính quyền|ubnd|chủ tịch|ubnd xã",
                  "both": "cả hai|đồng chủ trì|bí thư và chủ tịch|cấp ủy và chính quyền|bí thư, chủ tịch",
                  "none": "không tính|không"},
    "session_status": {"held": "đã tổ chức|xong|đã họp", "planned": "kế hoạch|chưa tổ chức|dự kiến",
                       "postponed": "hoãn", "cancelled": "hủy|huỷ"},
    "contributor": {
        "mttq": "mttq|mặt trận|mặt trận tổ quốc|ubmttq|ủy ban mttq|ủy ban mặt trận tổ quốc",
        "labour_union": "công đoàn|cđ",
        "farmers": "hội nông dân|nông dân|nd", "youth_union": "đoàn thanh niên|đtn|thanh niên|đoàn tncs",
        "women": "hội phụ nữ|phụ nữ|hội lhpn|lhpn", "veterans": "hội cựu chiến binh|cựu chiến binh|ccb",
        "people": "nhân dân|người dân|cử tri|công dân", "experts": "chuyên gia", "religious": "tôn giáo",
        "other": "khác|tổ chức khác",
    },
    "target": {"party_org": "tổ chức đảng|đảng ủy|chi bộ|cấp ủy", "party_member": "đảng viên",
               "agency": "cơ quan|tổ chức|ubnd|chính quyền", "individual": "cá nhân|cán bộ|công chức"},
    "timing": {"periodic": "định kỳ|đk", "regular": "thường xuyên|tx", "ad_hoc": "đột xuất|đx"},
    "channel": {"F01": "văn bản|bằng văn bản", "F02": "hội nghị|tại hội nghị", "F05": "hòm thư|hòm thư góp ý",
                "F14": "đường dây nóng|điện thoại", "F16": "tiếp xúc cử tri|txct", "F13": "email|thư điện tử",
                "F10": "cổng thông tin", "F11": "facebook|fanpage|zalo", "F03": "tọa đàm"},
    "source_form": {"direct": "gửi thẳng|đơn|thư|trực tiếp|bưu điện|đường dây nóng"},
    "host_role": {"party": "bí thư|cấp ủy|đảng ủy", "government": "chủ tịch|chính quyền|ubnd"},
    "action_kind": {"resolve": "đã giải quyết|giải quyết xong", "progress": "đang giải quyết", "assign": "giao|đã giao",
                    "forward_up": "chuyển cấp trên|chuyển"},
}  # fmt: skip
"""Words people use, by list and code: offered, never taken unasked."""


@cache
def _literal(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Codes by what is certain: key, label, and the parts a label names where only one code has them."""
    sure: dict[str, str] = {}
    for code in vocabulary.codes:
        for text in (code.key, code.label, _(code.label)):
            sure.setdefault(_bare(text), code.key)
    parts: dict[str, set[str]] = {}
    for code in vocabulary.codes:
        for label in (code.label, _(code.label)):
            for part in re.split(r"[,;(]| - ", label):
                if len(_bare(part)) > 2:
                    parts.setdefault(_bare(part), set()).add(code.key)
    for part, keys in parts.items():
        if len(keys) == 1:
            sure.setdefault(part, next(iter(keys)))
    return sure


@cache
def _offered(vocabulary: Vocabulary) -> Mapping[str, str]:
    said = _SAID.get(vocabulary.key, {})
    return {_bare(word): key for key, words in said.items() if key in vocabulary for word in words.split("|")}


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[^\w/]+", " ", fold(text)).split())


def sure_code(vocabulary: Vocabulary, word: str) -> str | None:
    """The code a word surely means: our key, label, or a part of one label; None for other words."""
    if word in vocabulary:
        return word
    bare = _bare(word)
    return _literal(vocabulary).get(bare) or _literal(vocabulary).get(bare.removeprefix("linh vuc "))


def likely_code(vocabulary: Vocabulary, word: str) -> str | None:
    """The code a word of other people probably means, to be offered; None when there is no guess."""
    bare = _bare(word).removeprefix("linh vuc ")
    offered = _offered(vocabulary)
    if bare in offered:
        return offered[bare]
    inside = {key for said, key in {**_literal(vocabulary), **offered}.items()
              if len(said) > 3 and re.search(rf"\b{re.escape(said)}\b", bare)}  # fmt: skip
    if len(inside) == 1:
        return next(iter(inside))
    from rapidfuzz import fuzz

    near = {
        key
        for said, key in {**_literal(vocabulary), **offered}.items()
        if len(bare) > 4 and fuzz.ratio(said, bare) >= 85
    }
    return next(iter(near)) if len(near) == 1 else None


def words_in(text: str) -> list[str]:
    """The words of a cell that may hold several: on lines, between semicolons or commas, or as a phone writes them."""
    parts = [part.strip() for part in re.split(r"[;\n|]", text) if part.strip()]
    if len(parts) == 1 and "," in text:
        parts = [part.strip() for part in text.split(",") if part.strip()]
    return parts
