"""The tables of the hub, derived from the forms: columns with their types and what they mean."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.privacy import UNSEARCHED

_TYPES = {
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.COUNT: "bigint",
    Kind.YES_NO: "boolean",
    Kind.CODES: "text[]",
}


@dataclass(frozen=True)
class Column:
    """A column: its name, its PostgreSQL type and its comment. `field` is the form's field it shows, if any."""

    name: str
    type: str
    comment: str
    field: Field | None = None


@dataclass(frozen=True)
class HubTable:
    """A table of the hub. Every one begins with `province` and is partitioned by it.

    `key` are the columns that tell its rows apart within a province; `indexes` further ones; `unit` the column that
    says whose a row is, "" for what everybody may read. `is_followed`: its rows come from a table of the desk with
    row ids, have a digest each, and change one by one; every other table is written anew when what it comes from
    changes. `form` is the form it shows.
    """

    name: str
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()
    unit: str = "unit"
    is_followed: bool = False
    form: Form | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns behind `province`, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def types(self) -> tuple[str, ...]:
        """Their types, in the same order."""
        return tuple(column.type for column in self.columns)

    @property
    def print(self) -> str:
        """Tells one layout from another."""
        told = repr([(c.name, c.type, c.comment) for c in self.columns]) + repr((self.comment, self.key, self.indexes))
        return hashlib.sha256(told.encode()).hexdigest()[:16]


UNIT = Column("unit", "text", "Khóa của đơn vị giữ bản ghi (bảng unit).")
ID = Column("id", "text", "Mã của bản ghi trong đơn vị.")
RID = Column("rid", "bigint", "Số của hàng trên bàn đã công bố.")
DIGEST = Column("row_digest", "bigint", "Dấu vân tay của hàng, để so với bàn khi công bố.")
UPDATED = Column("updated_at", "timestamptz", "Lúc bản ghi được lưu lần cuối.")
COUNTS = Column(
    "counts", "boolean", "Ý kiến được tính vào Phụ lục 03, 04: được đánh dấu tính, và nguồn của nó còn hiệu lực."
)


def is_published(field: Field) -> bool:
    """Whether a field goes out: never what is personal, for the office alone, or not understood here."""
    return not (field.personal or field.is_raw or field.key == "notes" or field.key in UNSEARCHED)


def form_table(form: Form) -> HubTable:
    """The table of what is shown of a form's records; what lies in the bin is not there."""
    own = tuple(Column(f.key, _TYPES.get(f.kind, "text"), _told(f), f) for f in form.record_fields if is_published(f))
    extra = (COUNTS,) if form.key == "opinion" else ()
    indexes: list[tuple[str, ...]] = [("unit", form.date_field)] if form.date_field else []
    if form.key == "opinion":
        indexes.append(("source_id",))
    label = form.plural or form.label
    return HubTable(
        form.key,
        f"{label}: các bản ghi đang có của sổ này." + (f" {form.help}" if form.help else ""),
        (UNIT, ID, RID, DIGEST, UPDATED, *own, *extra),
        ("unit", "id"),
        (("rid",), *indexes),
        is_followed=True,
        form=form,
    )


def _told(field: Field) -> str:
    free = " Đã bỏ những chữ dẫn đến một người." if field.is_text else ""
    return f"{field.label}. {field.help}{free}".strip()


def published_forms(forms: Iterable[Form]) -> tuple[Form, ...]:
    """The forms that have a table in the hub: siblings and what nobody here declared have none."""
    return tuple(form for form in forms if not (form.is_personal or form.is_raw))


PETITION = HubTable(
    "petition",
    "Kiến nghị và việc giải quyết: kết quả và hạn đầu tiên, kết quả và hạn hiện nay, mọi lần mở lại.",
    (
        UNIT,
        ID,
        RID,
        DIGEST,
        Column("subject", "text", "Lĩnh vực (bảng code, vocabulary = 'subject')."),
        Column("place", "text", "Nơi xảy ra. Đã bỏ những chữ dẫn đến một người."),
        Column("place_key", "bigint", "Cùng số là cùng nơi, không kể dấu và chữ hoa."),
        Column("similar_unit", "text", "Đơn vị của kiến nghị được nối là tương tự."),
        Column("similar_id", "text", "Kiến nghị được nối là tương tự."),
        Column("status", "text", "Tình trạng hiện nay (bảng code, vocabulary = 'petition_status')."),
        Column("is_open", "boolean", "Chưa có kết quả."),
        Column("is_too_general", "boolean", "Còn chung chung."),
        Column("lead_agency", "text", "Cơ quan đang chủ trì."),
        Column("opened_on", "date", "Ngày nhận."),
        Column("first_due_on", "date", "Hạn đầu tiên: hạn nhận cùng kiến nghị, cộng những ngày tạm dừng."),
        Column("due_on", "date", "Hạn hiện nay."),
        Column("is_due_usual", "boolean", "Hạn hiện nay là hạn chung, không phải hạn riêng."),
        Column("suspended_on", "date", "Đang tạm dừng từ ngày."),
        Column("first_settled_on", "date", "Ngày có kết quả lần đầu."),
        Column("first_settled_as", "text", "Kết quả lần đầu: resolved (giải quyết xong) hoặc declined (hướng dẫn nơi khác)."),
        Column("settled_on", "date", "Ngày của kết quả hiện nay; trống khi đang giải quyết."),
        Column("settled_as", "text", "Kết quả hiện nay: resolved hoặc declined."),
        Column("first_late_on", "date", "Ngày đầu tiên quá hạn đầu."),
        Column("times_reopened", "integer", "Số lần mở lại."),
        Column("satisfaction", "text", "Người dân nói hài lòng hay chưa (satisfied, unsatisfied, no_reply)."),
        Column("settled", "date[]", "Mọi ngày có kết quả, theo thứ tự."),
        Column("settled_how", "text[]", "Mỗi kết quả ấy là gì."),
        Column("reopened", "date[]", "Mọi ngày mở lại, theo thứ tự."),
        Column("term_since", "date[]", "Các hạn có hiệu lực từ ngày nào (0001-01-01: từ đầu)."),
        Column("term_late", "date[]", "Ngày đầu tiên quá mỗi hạn ấy; trống khi đang tạm dừng."),
        Column("agency_since", "date[]", "Các cơ quan chủ trì từ ngày nào."),
        Column("agency", "text[]", "Các cơ quan chủ trì, theo thứ tự."),
        Column("reply_on", "date[]", "Mọi ngày người dân phản hồi."),
        Column("reply", "text[]", "Mỗi lần phản hồi nói gì."),
    ),
    ("unit", "id"),
    (("rid",), ("opened_on",)),
    is_followed=True,
)  # fmt: skip

VERSION = HubTable(
    "version",
    "Mọi lần lưu của mọi bản ghi, không kèm nội dung: ai giữ sổ nào, lúc nào.",
    (
        UNIT,
        Column("form", "text", "Sổ của bản ghi (tên bảng)."),
        ID,
        RID,
        DIGEST,
        Column("series", "text", "Máy đã lưu: mã của máy và nhánh."),
        Column("number", "bigint", "Lần lưu thứ mấy của máy ấy."),
        Column("saved_at", "timestamptz", "Lúc lưu."),
    ),
    ("rid",),
    (("unit",),),
    is_followed=True,
)

YEAR_COUNT = HubTable(
    "year_count",
    "Số của mỗi đơn vị theo năm và chỉ tiêu, đếm sẵn từ hồ sơ; các phụ lục cộng từ đây.",
    (
        UNIT,
        Column("year", "integer", "Năm."),
        Column("indicator", "text", "Chỉ tiêu: sessions_party, party_org_periodic, opinions_government_accepted…; present: có hồ sơ."),
        Column("records", "bigint", "Số hồ sơ."),
        Column("amount", "bigint", "Số cộng vào phụ lục; trống khi các hồ sơ không nói."),
        Column("last_day", "date", "Ngày của hồ sơ cuối cùng trong năm."),
    ),
    ("indicator", "year", "unit"),
    (("unit",),),
)  # fmt: skip

SMALL = (
    HubTable(
        "unit",
        "Danh sách đơn vị qua các thời kỳ.",
        (
            Column("key", "text", "Khóa của đơn vị: mã và năm của danh sách."),
            Column("code", "text", "Mã đơn vị."),
            Column("name", "text", "Tên."),
            Column("type", "text", "Loại: Thành phố, Quận, Huyện, Phường, Xã, Đặc khu…"),
            Column("level", "text", "Cấp: city (tỉnh, thành phố), district (quận, huyện), commune (xã, phường)."),
            Column("parent", "text", "Khóa của đơn vị cấp trên."),
            Column("valid_from", "date", "Ngày đầu hoạt động; trống: từ trước."),
            Column("valid_to", "date", "Ngày cuối hoạt động; trống: đến nay."),
            Column("successors", "text[]", "Các đơn vị mà nó nhập vào hoặc chia thành."),
        ),
        ("key",),
        unit="key",
    ),
    HubTable(
        "place",
        "Mỗi đơn vị có những đơn vị nào trong phạm vi của nó.",
        (
            Column("top", "text", "Đơn vị đang xem."),
            UNIT,
            Column("parent", "text", "Đơn vị ngay trên nó trong phạm vi này."),
            Column("level", "text", "Cấp của đơn vị."),
            Column("depth", "integer", "Bao nhiêu bậc dưới đơn vị đang xem."),
            Column("joined", "boolean", "Xã cũ đã nhập toàn bộ vào xã đang xem."),
            Column("in_place", "boolean", "Thuộc phạm vi đếm; false: chỉ các kiến nghị được tiếp nhận để giải quyết tiếp."),
        ),
        ("top", "unit"),
        (("unit",),),
        unit="top",
    ),
    HubTable(
        "unit_heir",
        "Đơn vị cũ đã nhập toàn bộ vào đơn vị nào, từ ngày nào.",
        (
            UNIT,
            Column("since", "date", "Từ ngày."),
            Column("until", "date", "Trước ngày; trống: đến nay."),
            Column("heir", "text", "Đơn vị mà nó đã nhập vào."),
        ),
        ("unit", "since"),
    ),
    HubTable(
        "unit_people",
        "Dân số của đơn vị theo năm, tính cả xã mới từ các xã cũ.",
        (UNIT, Column("year", "integer", "Năm."), Column("people", "bigint", "Số dân.")),
        ("unit", "year"),
    ),
    HubTable(
        "nothing_reported",
        "Những ngày đơn vị đã báo là không phát sinh.",
        (UNIT, Column("n", "integer", "Thứ tự."), Column("first_day", "date", "Ngày đầu."), Column("last_day", "date", "Ngày cuối.")),
        ("unit", "n"),
    ),
    HubTable(
        "code",
        "Nghĩa của các mã trong mọi bảng.",
        (
            Column("vocabulary", "text", "Danh mục."),
            Column("key", "text", "Mã."),
            Column("label", "text", "Nghĩa."),
            Column("ordinal", "integer", "Thứ tự trong danh mục."),
        ),
        ("vocabulary", "key"),
        unit="",
    ),
    HubTable(
        "package",
        "Các gói đã nhận và đã gửi.",
        (
            UNIT,
            Column("package", "text", "Mã của gói."),
            Column("direction", "text", "received: đã nhận; sent: đã gửi."),
            Column("kind", "text", "Loại gói."),
            Column("sender", "text", "Máy đã gửi."),
            Column("number", "bigint", "Số của gói."),
            Column("at", "text", "Lúc nhận hoặc gửi."),
            Column("status", "text", "Còn hiệu lực (merged) hay đã rút lại (undone)."),
            Column("counts", "jsonb", "Gói đã đem đến bao nhiêu."),
        ),
        ("package", "direction"),
    ),
)  # fmt: skip
"""Tables that are written anew whenever what they come from changes."""

PUBLISHED = HubTable(
    "published",
    "Sổ các lần công bố: cái gì, khi nào.",
    (
        Column("number", "bigint", "Lần công bố thứ mấy của tỉnh."),
        Column("at", "timestamptz", "Lúc công bố."),
        Column("unit", "text", "Đơn vị đã công bố."),
        Column("desk", "text", "Máy đã công bố."),
        Column("kind", "text", "full: viết lại tất cả; compared: so từng đơn vị rồi sửa chỗ khác; changes: chỉ những gì đã đổi."),
        Column("written", "bigint", "Số hàng đã viết."),
        Column("removed", "bigint", "Số hàng đã bỏ."),
        Column("tables", "jsonb", "Số hàng đã viết và bỏ theo bảng."),
    ),
    ("number",),
)  # fmt: skip

PUBLISHER = HubTable(
    "publisher",
    "Mỗi tỉnh do đơn vị nào công bố, và công bố đến đâu.",
    (
        Column("unit", "text", "Đơn vị công bố."),
        Column("desk", "text", "Máy công bố lần cuối."),
        Column("token", "text", "Dấu của lần công bố cuối; bàn giữ cùng dấu này."),
        Column("basis", "text", "Dấu của cách làm: các cột, các tên đã quyết định."),
        Column("digests", "jsonb", "Dấu của những bảng được viết lại cả bảng."),
        Column("number", "bigint", "Đã công bố bao nhiêu lần."),
        Column("at", "timestamptz", "Lúc công bố lần cuối."),
    ),
    (),
)  # fmt: skip


def tables_of(forms: Iterable[Form]) -> tuple[HubTable, ...]:
    """Every table of the hub of a desk with these forms."""
    own = tuple(form_table(form) for form in published_forms(forms))
    return (*own, PETITION, VERSION, YEAR_COUNT, *SMALL, PUBLISHED, PUBLISHER)
