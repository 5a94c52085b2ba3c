"""Whose column is whose: headings of old tables and pasted text, and the fields they mean."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.vietnamese import fold

_MEANT: Mapping[str, Mapping[str, str]] = {
    "opinion": {
        "text": "nội dung|nội dung ý kiến|ý kiến|ý kiến, kiến nghị|nội dung kiến nghị|kiến nghị|câu hỏi|vấn đề",
        "request": "đề nghị|kiến nghị cụ thể",
        "speaker_name": "họ và tên|họ tên|người phát biểu|người có ý kiến|cử tri|người kiến nghị|ông bà|người hỏi|tên",
        "speaker_address": "địa chỉ|thôn|tổ dân phố|thôn, tdp|tdp|nơi ở",
        "speaker_phone": "điện thoại|số điện thoại|sđt",
        "lead_agency": "cơ quan, đơn vị giải quyết|đơn vị giải quyết|cơ quan giải quyết|đơn vị xử lý|giao cho",
        "due_on": "thời hạn|hạn|hạn xử lý|thời hạn giải quyết",
        "action_text": "kết quả giải quyết|kết quả|trả lời tại hội nghị|trả lời|nội dung trả lời",
        "received_on": "ngày|ngày nhận|ngày ý kiến|ngày tiếp nhận",
    },
    "session": {
        "held_on": "ngày|ngày tổ chức|thời gian|ngày đối thoại",
        "title": "nội dung|tên hội nghị|tên cuộc|chủ đề|nội dung đối thoại",
        "place": "địa điểm|nơi tổ chức",
        "chair_name": "chủ trì|người chủ trì",
        "chair_position": "chức vụ người chủ trì|chức danh",
        "participants": "số người|số đại biểu|số người tham dự|số lượng",
        "opinions_declared": "số ý kiến",
    },
    "feedback": {
        "given_on": "ngày|thời gian|ngày tháng",
        "contributor_name": "chủ thể|tổ chức|đơn vị góp ý|người góp ý",
        "contributor": "chủ thể góp ý|loại chủ thể",
        "target": "đối tượng|đối tượng được góp ý",
        "content": "nội dung|nội dung góp ý",
        "document_number": "số văn bản|số hiệu",
    },
}
"""What people write above a column, beside the labels: by form and field."""

_PASSED_OVER = {"stt", "tt", "so tt", "so thu tu"}


@dataclass(frozen=True)
class ColumnMapping:
    """A remembered answer: which field each heading of a table stands for ("" passes over a column)."""

    name: str
    form: str
    columns: Mapping[str, str]

    def to_json(self) -> str:
        """The mapping as it is kept."""
        return json.dumps({"form": self.form, "columns": dict(self.columns)}, ensure_ascii=False)

    @staticmethod
    def from_json(name: str, text: str) -> ColumnMapping:
        """The reverse of `to_json`."""
        data = json.loads(text)
        return ColumnMapping(name, str(data["form"]), {str(k): str(v) for k, v in data["columns"].items()})


def plain_heading(text: str) -> str:
    """A heading as it is compared: folded, without remarks in brackets and signs."""
    return re.sub(r"[^\w ]+", " ", re.sub(r"\(.*?\)", " ", fold(text))).strip().replace("  ", " ")


def field_meant(form: Form, heading: str) -> str:
    """The field a heading names by key, label or custom; "" when none does."""
    wanted = plain_heading(heading)
    if not wanted or wanted in _PASSED_OVER:
        return ""
    for key, field in form.by_key.items():
        if wanted in (fold(key), plain_heading(field.label), plain_heading(field.short)):
            return key
    for key, said in _MEANT.get(form.key, {}).items():
        if key in form.by_key and wanted in {plain_heading(word) for word in said.split("|")}:
            return key
    inside = [
        (len(plain_heading(word)), key)
        for key, said in _MEANT.get(form.key, {}).items()
        for word in (form.by_key[key].label, *said.split("|"))
        if len(plain_heading(word)) > 5 and re.search(rf"\b{re.escape(plain_heading(word))}\b", wanted)
    ]
    return max(inside)[1] if inside else ""


def guess_columns(form: Form, header: Sequence[str]) -> list[str]:
    """A field for each heading, no field twice; "" where none is meant."""
    found: list[str] = []
    for heading in header:
        key = field_meant(form, heading)
        found.append("" if key in found else key)
    return found


def is_passed_over(heading: str) -> bool:
    """Whether a column holds only row numbers."""
    return plain_heading(heading) in _PASSED_OVER
