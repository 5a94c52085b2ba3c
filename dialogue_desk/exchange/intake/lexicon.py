"""What people write above the columns of their tables, by form and field, beside our own labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.vietnamese import fold

MEANT: Mapping[str, Mapping[str, str]] = {
    "opinion": {
        "text": "nội dung|nội dung ý kiến|ý kiến|ý kiến, kiến nghị|nội dung kiến nghị|kiến nghị|câu hỏi|vấn đề"
                "|nội dung ý kiến, kiến nghị|nội dung phản ánh|phản ánh|nội dung phản ánh, kiến nghị|nội dung đơn"
                "|ý kiến của cử tri|ý kiến cử tri|ý kiến phản ánh|nội dung cử tri kiến nghị|tóm tắt nội dung"
                "|nội dung vụ việc|nội dung câu hỏi|trích yếu nội dung|nội dung kiến nghị của cử tri|ý kiến góp ý"
                "|nội dung góp ý|nội dung đơn thư|nội dung cần phản ánh|vấn đề phản ánh",
        "request": "đề nghị|kiến nghị cụ thể|đề xuất|đề nghị cụ thể|đề xuất, kiến nghị",
        "speaker_name": "họ và tên|họ tên|người phát biểu|người có ý kiến|cử tri|người kiến nghị|ông bà|người hỏi|tên"
                        "|người nêu|họ và tên công dân|họ tên công dân|họ và tên cử tri|công dân|người phản ánh"
                        "|họ và tên người kiến nghị|người gửi|tên cử tri|người có đơn|họ và tên người phản ánh"
                        "|họ và tên người có ý kiến|chủ đơn|tên công dân|người đại diện|người dân|họ tên người gửi đơn",
        "speaker_address": "địa chỉ|thôn|tổ dân phố|thôn, tdp|tdp|nơi ở|thôn, tổ dân phố|thôn xóm|thôn/tdp|khu dân cư"
                           "|nơi cư trú|xóm|hộ khẩu|địa chỉ thường trú|khu phố|ấp|địa chỉ thôn tdp|chỗ ở",
        "speaker_phone": "điện thoại|số điện thoại|sđt|số đt|đt|điện thoại liên hệ|dt|di động|số điện thoại liên hệ|tel"
                         "|phone",
        "speaker_group": "thành phần|đối tượng cử tri|giới|nghề nghiệp",
        "place": "nơi xảy ra|địa điểm|vị trí|khu vực|địa bàn|nơi phản ánh",
        "subject": "lĩnh vực|nhóm lĩnh vực|nhóm vấn đề|lĩnh vực kiến nghị|phân loại lĩnh vực|ngành lĩnh vực",
        "side": "bên nhận|bên|thuộc bên|nhóm góp ý",
        "kind": "loại|phân loại|loại ý kiến",
        "channel": "kênh tiếp nhận|kênh|hình thức tiếp nhận|nguồn tiếp nhận",
        "lead_agency": "cơ quan, đơn vị giải quyết|đơn vị giải quyết|cơ quan giải quyết|đơn vị xử lý|giao cho"
                       "|cơ quan chủ trì|đơn vị chủ trì|đơn vị được giao giải quyết|cơ quan xử lý|đơn vị được giao"
                       "|cơ quan có thẩm quyền giải quyết|bộ phận xử lý|cơ quan tham mưu|đơn vị thực hiện"
                       "|trách nhiệm giải quyết|cơ quan, đơn vị xử lý",
        "coordinating_agencies": "cơ quan phối hợp|đơn vị phối hợp|phối hợp",
        "due_on": "thời hạn|hạn|hạn xử lý|thời hạn giải quyết|hạn giải quyết|hạn trả lời|thời gian hoàn thành"
                  "|thời hạn hoàn thành|hạn hoàn thành",
        "action_text": "kết quả giải quyết|kết quả|trả lời tại hội nghị|trả lời|nội dung trả lời|kết quả xử lý"
                       "|nội dung giải quyết|ý kiến trả lời|kết quả trả lời|nội dung tiếp thu|hướng giải quyết"
                       "|kết quả thực hiện",
        "explanation": "giải trình|lý do không tiếp thu|nội dung giải trình",
        "disposition": "xử lý|tiếp thu",
        "competence": "thẩm quyền|thẩm quyền giải quyết|cấp giải quyết",
        "received_on": "ngày|ngày nhận|ngày ý kiến|ngày tiếp nhận|ngày tháng|ngày đến|ngày phản ánh|đơn đến ngày"
                       "|ngày kiến nghị|ngày nhận đơn|thời gian tiếp nhận|ngày, tháng|ngày tháng năm|thời gian"
                       "|ngày đơn đến|thời điểm tiếp nhận|ngày ghi|ngày tiếp dân|ngày gửi|ngày gửi phản ánh"
                       "|thời gian gửi|thời gian phản ánh|ngày tạo|ngày gửi đơn",
        "group_label": "nhóm ý kiến|nhóm",
    },
    "session": {
        "held_on": "ngày|ngày tổ chức|thời gian|ngày đối thoại|ngày tháng|thời gian tổ chức|ngày họp",
        "title": "nội dung|tên hội nghị|tên cuộc|chủ đề|nội dung đối thoại|tên cuộc đối thoại|hội nghị"
                 "|nội dung hội nghị",
        "place": "địa điểm|nơi tổ chức|địa điểm tổ chức|nơi họp",
        "chair_name": "chủ trì|người chủ trì|họ tên người chủ trì",
        "chair_position": "chức vụ người chủ trì|chức danh|chức vụ",
        "co_chairs": "đồng chủ trì",
        "participants": "số người|số đại biểu|số người tham dự|số lượng|số người dự|người dự|số đại biểu tham dự",
        "participants_female": "nữ|trong đó nữ|số nữ",
        "opinions_declared": "số ý kiến|ý kiến khai|tổng số ý kiến|ý kiến phát biểu",
        "issues_declared": "vấn đề khai",
        "answered_on_spot_declared": "trả lời ngay|số ý kiến trả lời ngay|trả lời tại chỗ",
        "kind": "loại|loại đối thoại|loại cuộc", "mode": "hình thức|hình thức tổ chức", "count_for": "tính cho",
        "audiences": "đối tượng|thành phần|thành phần tham dự",
        "conclusion_number": "số thông báo|thông báo kết luận|số kết luận",
    },
    "feedback": {
        "given_on": "ngày|thời gian|ngày tháng|ngày góp ý",
        "contributor_name": "tên chủ thể|chủ thể|tổ chức|đơn vị góp ý|người góp ý|tên tổ chức|cơ quan góp ý",
        "contributor": "chủ thể góp ý|loại chủ thể",
        "target": "đối tượng|đối tượng được góp ý|góp ý đối với|góp ý cho",
        "target_name": "tên người, nơi được góp ý|người được góp ý|tổ chức được góp ý",
        "channel": "hình thức góp ý|hình thức", "timing": "thời gian góp ý|định kỳ, thường xuyên",
        "content": "nội dung góp ý|nội dung", "document_number": "số văn bản|số hiệu|văn bản góp ý",
        "occasions": "số cuộc|số lần|số cuộc/lần",
    },
    "reception": {
        "held_on": "ngày tiếp|ngày|ngày tiếp dân|ngày tiếp công dân", "host_role": "người tiếp",
        "host_name": "họ tên người tiếp|lãnh đạo tiếp|cán bộ tiếp|người tiếp dân",
        "people": "số người|số lượt người|số lượt tiếp|số công dân", "cases": "số vụ việc|số vụ",
    },
    "box_opening": {
        "opened_on": "ngày mở|ngày", "location": "nơi đặt|vị trí hòm thư|hòm thư", "letters": "số thư|số đơn thư",
        "usable_letters": "thư dùng được", "openers": "người mở|thành phần mở",
    },
    "official": {
        "name": "họ và tên|họ tên", "position": "chức vụ|chức danh", "valid_from": "từ ngày|bắt đầu",
        "valid_to": "đến ngày|kết thúc",
    },
    "meeting": {"held_on": "ngày|ngày họp|thời gian", "topic": "nội dung|nội dung họp", "participants": "số người dự"},
    "directive": {"issued_on": "ngày ban hành|ngày", "number": "số, ký hiệu|số ký hiệu|số văn bản",
                  "summary": "trích yếu|nội dung|tên văn bản", "issuer": "cơ quan ban hành|nơi ban hành"},
    "reward": {"decided_on": "ngày quyết định|ngày", "recipient": "tập thể, cá nhân|họ tên", "reason": "thành tích",
               "reward_form": "hình thức khen thưởng|hình thức"},
}  # fmt: skip
"""What people write above a column, beside the labels: by form and field."""

SPEAKER_AND_ADDRESS = (
    "họ tên, địa chỉ|họ và tên, địa chỉ|họ tên địa chỉ|họ và tên địa chỉ|tên, địa chỉ|cử tri, địa chỉ|tên và địa chỉ"
    "|họ tên và địa chỉ|họ và tên, địa chỉ công dân|họ và tên, nơi ở|họ tên, địa chỉ công dân|họ và tên và địa chỉ"
    "|họ tên, thôn|họ và tên, thôn|họ và tên địa chỉ cử tri"
)
"""Headings of a column that holds a name and an address in one cell."""

NUMBERS = frozenset({"stt", "tt", "so tt", "so thu tu", "s t t", "no", "thu tu", "#", "s tt", "tt stt", "so luong tt"})
"""Headings of a column that only counts the rows."""

GENERAL = (
    "ghi chú|số|ngày|tháng|năm|tổng|cộng|tổng số|số hiệu|ký hiệu|công văn|đơn vị|chức vụ|nam|nữ|tuổi|dân tộc|cccd|cmnd"
    "|số cccd|email|kết quả|trạng thái|tình trạng|mã|tên|trả lời|đơn đến|số lượng|tệp|đơn vị tiếp nhận|hình thức|nguồn"
    "|dấu thời gian|timestamp|người nhập|xã|phường|huyện|chỉ tiêu|loại đơn|nơi gửi|cơ quan nhận|công dân|ngày sinh"
    "|năm sinh|người xử lý|cán bộ|số đến|ngày đến|số vào sổ|người gửi|nội dung trả lời|văn bản trả lời|số công văn"
)
"""Headings that stand in tables without meaning one of our fields."""

PHONE_META = frozenset({
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "__version__",
    "_tags", "_index", "_parent_index", "_parent_table_name", "_submission__id", "_submission__uuid", "start", "end",
    "today", "deviceid", "phonenumber", "username", "simserial", "subscriberid", "instanceid", "instancename", "key",
    "parent_key", "submissiondate", "submitterid", "submittername", "attachmentspresent", "attachmentsexpected",
    "reviewstate", "edits", "formversion", "formhub/uuid", "meta/instanceid", "meta/rootuuid", "meta/deprecatedid",
    "set-of", "_attachments", "_geolocation", "status", "devicename", "meta-instanceid", "meta/instancename", "audit",
    "meta/audit", "_xform_id_string", "_submission__submission_time", "_submission__validation_status",
    "_submission__notes", "_submission__status", "_submission__submitted_by", "_submission___version__",
    "_submission__tags", "attachments",
})  # fmt: skip
"""Columns an export of ODK Central or KoboToolbox has of itself."""


@lru_cache(4096)
def plain_heading(text: str) -> str:
    """A heading as it is compared: folded, without remarks in brackets and signs."""
    bare = re.sub(r"\(.*?\)|\[.*?\]", " ", fold(text))
    return " ".join(re.sub(r"[^\w#]+", " ", bare).split())


@cache
def words_of(form: Form) -> Mapping[str, str]:
    """Our field by every heading that means it, for one form; labels before other words."""
    found: dict[str, str] = {}
    for key, field in form.by_key.items():
        for word in (key, field.label, field.short):
            found.setdefault(plain_heading(word), key)
    for key, said in MEANT.get(form.key, {}).items():
        if key in form.by_key:
            for word in said.split("|"):
                found.setdefault(plain_heading(word), key)
    found.pop("", None)
    return found


@cache
def inside_of(form: Form) -> tuple[re.Pattern[str] | None, Mapping[str, str]]:
    """A pattern of the longer headings of a form, longest first, to look for inside others."""
    words = {word: key for word, key in words_of(form).items() if len(word) > 5 and "_" not in word}
    if not words:
        return None, words
    return re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b"), words


@cache
def _known() -> frozenset[str]:
    all_words = {plain_heading(word) for word in (*GENERAL.split("|"), *SPEAKER_AND_ADDRESS.split("|"))}
    for form in FORMS:
        all_words |= set(words_of(form))
    return frozenset(all_words | NUMBERS)


@cache
def _known_inside() -> re.Pattern[str]:
    opinion, session, feedback = FORMS[:3]
    words = {w for form in (opinion, session, feedback) for w in words_of(form) if len(w) > 5 and "_" not in w}
    return re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b")


def is_number_heading(text: str) -> bool:
    """Whether a column so named only counts the rows."""
    return plain_heading(text) in NUMBERS


def is_known_heading(cell: object) -> bool:
    """Whether a cell is something people write above a column."""
    if not isinstance(cell, str) or len(cell) > 80 or type(cell) is not str:
        return False
    if cell.strip().lower() in PHONE_META:
        return True
    return plain_heading(cell) in _known()


def sounds_like_heading(cell: object) -> bool:
    """Like `is_known_heading`, also for longer headings with a known one inside."""
    if is_known_heading(cell):
        return True
    return isinstance(cell, str) and len(cell) <= 80 and _known_inside().search(plain_heading(cell)) is not None
