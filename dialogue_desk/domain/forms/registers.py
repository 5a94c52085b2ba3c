"""The small registers: what happens around dialogues and feedback."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogue_desk.domain import vocabulary as v
from dialogue_desk.domain.fields import Context, Field, Form, Kind, Problem, Value
from dialogue_desk.texts import N_, _


def _conferences_fit_kind(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    if values.get("kind") == "conference" and values.get("conferences") == 0:
        yield Problem("conferences", _("Hội nghị phổ biến thì số cuộc ít nhất là 1."))


def _settle_dissemination(values: dict[str, Value], context: Context) -> dict[str, Value]:
    if values.get("conferences") is None and values.get("kind"):
        return {**values, "conferences": 1 if values["kind"] == "conference" else 0}
    return values


DISSEMINATION = Form(
    key="dissemination",
    label=N_("Phổ biến, quán triệt"),
    plural=N_("Phổ biến, quán triệt"),
    title_fields=("topic",),
    date_field="held_on",
    rules=(_conferences_fit_kind,),
    settle=_settle_dissemination,
    fields=(
        Field("held_on", Kind.DATE, N_("Ngày"), N_("Ngày phổ biến; tính vào Phụ lục 01 của thời gian chứa ngày này."), required=True, listed=True),
        Field("kind", Kind.CODE, N_("Hình thức"), N_("Hội nghị thì tính vào cột Số cuộc của Phụ lục 01; hình thức khác chỉ ghi ở cột cuối."), required=True, group="a", default="conference", codes=v.DISSEMINATION_KIND, listed=True),
        Field("conferences", Kind.COUNT, N_("Số cuộc"), N_("Phụ lục 01, cột Số cuộc: 1 cho một hội nghị, 0 cho hình thức khác; nhập gộp thì ghi tổng."), group="a"),
        Field("topic", Kind.TEXT, N_("Nội dung phổ biến"), N_("Văn bản hoặc chủ đề được quán triệt."), required=True, listed=True),
        Field("documents", Kind.CODES, N_("Văn bản"), N_("Các quyết định, chỉ thị được phổ biến."), codes=v.DOCUMENT),
        Field("participants", Kind.COUNT, N_("Số người tham gia"), N_("Phụ lục 01, cột Số người tham gia; không rõ thì để trống."), listed=True),
        Field("documents_issued", Kind.COUNT, N_("Số tài liệu (bản)"), N_("Phụ lục 01, cột Số tài liệu, ấn phẩm được phát hành.")),
        Field("other_forms", Kind.CODES, N_("Các hình thức khác"), N_("Phụ lục 01, cột Các hình thức khác: bản tin, cổng thông tin, phát thanh…"), codes=v.OTHER_FORM),
        Field("other_forms_text", Kind.TEXT, N_("Hình thức khác, ghi rõ"), N_("Tên cụ thể của hình thức khác, in nguyên văn vào Phụ lục 01.")),
    ),
)  # fmt: skip

DIRECTIVE = Form(
    key="directive",
    label=N_("Văn bản lãnh đạo, chỉ đạo"),
    plural=N_("Văn bản"),
    natural_key=("issuer", "number", "issued_on"),
    title_fields=("number", "summary"),
    date_field="issued_on",
    fields=(
        Field("type", Kind.CODE, N_("Loại văn bản"), N_("Phụ lục 02, cột Loại văn bản; ký hiệu QĐ dùng chung cho quyết định và quy định nên phải chọn."), required=True, codes=v.DIRECTIVE_TYPE, listed=True),
        Field("number", Kind.TEXT, N_("Số, ký hiệu"), N_("Như 30-CT/TU; cùng cơ quan, số và ngày là một văn bản."), required=True, group="k", listed=True),
        Field("issued_on", Kind.DATE, N_("Ngày ban hành"), N_("Phụ lục 02, cột Ngày ban hành; danh sách xếp theo thứ tự rồi theo ngày này."), required=True, group="k", listed=True),
        Field("issuer", Kind.TEXT, N_("Cơ quan ban hành"), N_("Tên hoặc chữ viết tắt của cơ quan ban hành, như TU, UBND."), required=True, group="k"),
        Field("summary", Kind.LONG_TEXT, N_("Trích yếu"), N_("Phụ lục 02, cột Nội dung trích yếu văn bản."), required=True, listed=True),
        Field("relates_to", Kind.CODES, N_("Liên quan đến"), N_("Quyết định, chỉ thị mà văn bản này triển khai."), codes=v.DOCUMENT),
        Field("sort_order", Kind.COUNT, N_("Thứ tự"), N_("Thứ tự trong Phụ lục 02 khi không theo ngày; để trống thì xếp theo ngày.")),
    ),
)  # fmt: skip

DRAFT_REVIEW = Form(
    key="draft_review",
    label=N_("Góp ý văn bản dự thảo"),
    plural=N_("Góp ý dự thảo"),
    title_fields=("draft_title",),
    date_field="given_on",
    fields=(
        Field("given_on", Kind.DATE, N_("Ngày góp ý"), N_("Ngày góp ý dự thảo; số dự thảo là một số đếm riêng, không vào Phụ lục 03, 04."), required=True, listed=True),
        Field("side", Kind.CODE, N_("Dự thảo của"), N_("Dự thảo của Đảng hay của chính quyền: hai số trong chú thích của Báo cáo 363-BC/TU."), required=True, codes=v.SIDE, listed=True),
        Field("draft_title", Kind.TEXT, N_("Tên dự thảo"), N_("Ghi như trên công văn lấy ý kiến, để nhiều nơi nhập vẫn nhận ra cùng một dự thảo."), required=True, listed=True),
        Field("contributor", Kind.CODE, N_("Chủ thể góp ý"), N_("Tổ chức góp ý vào dự thảo: Mặt trận, đoàn thể, Nhân dân (Quyết định 218-QĐ/TW)."), required=True, codes=v.CONTRIBUTOR),
        Field("drafts", Kind.COUNT, N_("Số dự thảo"), N_("Thường là 1; nhập gộp nhiều dự thảo cùng loại thì ghi tổng (chú thích của Báo cáo 363-BC/TU)."), required=True, default=1, listed=True),
        Field("comments", Kind.COUNT, N_("Số ý kiến"), N_("Số ý kiến vào dự thảo; không rõ thì để trống.")),
    ),
)  # fmt: skip


def _usable_among_letters(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    letters, usable = values.get("letters"), values.get("usable_letters")
    if isinstance(letters, int) and isinstance(usable, int) and usable > letters:
        yield Problem("usable_letters", _("Số thư dùng được nhiều hơn số thư ({count}).").format(count=letters))


BOX_OPENING = Form(
    key="box_opening",
    label=N_("Mở hòm thư"),
    plural=N_("Hòm thư góp ý"),
    title_fields=("location",),
    date_field="opened_on",
    rules=(_usable_among_letters,),
    letters=("box-minutes",),
    fields=(
        Field("opened_on", Kind.DATE, N_("Ngày mở"), N_("Ngày mở hòm thư, in vào biên bản; hòm ít thư được nhắc (mục III.2 của Báo cáo 363-BC/TU)."), required=True, listed=True),
        Field("location", Kind.TEXT, N_("Nơi đặt"), N_("Hòm thư đặt ở đâu; hiệu quả tính riêng từng hòm."), required=True, listed=True),
        Field("openers", Kind.TEXT, N_("Người mở"), N_("Những người cùng mở, in vào biên bản.")),
        Field("letters", Kind.COUNT, N_("Số thư"), N_("Ghi cả lần mở không có thư (0), để biết hòm thư nào ít hiệu quả."), required=True, group="a", listed=True),
        Field("usable_letters", Kind.COUNT, N_("Thư dùng được"), N_("Số thư có nội dung góp ý, kiến nghị; không nhiều hơn số thư."), required=True, group="a", listed=True),
    ),
)  # fmt: skip

RECEPTION = Form(
    key="reception",
    label=N_("Tiếp công dân"),
    plural=N_("Tiếp công dân"),
    title_fields=("host_name",),
    date_field="held_on",
    fields=(
        Field("held_on", Kind.DATE, N_("Ngày tiếp"), N_("Ngày tiếp công dân; cấp xã ít nhất 2 ngày mỗi tháng theo Quy định 11-QĐi/TW."), required=True, listed=True),
        Field("host_role", Kind.CODE, N_("Người tiếp"), N_("Người đứng đầu cấp ủy hay chính quyền."), required=True, codes=v.HOST_ROLE, listed=True),
        Field("host_name", Kind.TEXT, N_("Họ tên người tiếp"), N_("Tên lãnh đạo tiếp công dân, ghi vào sổ tiếp công dân (Luật Tiếp công dân 2013)."), listed=True),
        Field("people", Kind.COUNT, N_("Số người"), N_("Số công dân được tiếp trong ngày; không rõ thì để trống, đừng ghi 0."), listed=True),
        Field("cases", Kind.COUNT, N_("Số vụ việc"), N_("Số vụ việc được nêu trong ngày; mỗi vụ nên nhập thành một kiến nghị để theo dõi."), listed=True),
    ),
)  # fmt: skip

INSPECTION = Form(
    key="inspection",
    label=N_("Kiểm tra, giám sát"),
    plural=N_("Kiểm tra, giám sát"),
    title_fields=("subject",),
    date_field="decided_on",
    fields=(
        Field("decided_on", Kind.DATE, N_("Ngày quyết định"), N_("Ngày ký quyết định kiểm tra, giám sát; sổ xếp và lọc theo ngày này."), required=True, listed=True),
        Field("subject", Kind.TEXT, N_("Nội dung"), N_("Kiểm tra, giám sát việc gì, ví dụ thực hiện Quyết định 217, 218-QĐ/TW."), required=True, listed=True),
        Field("inspected", Kind.TEXT, N_("Đơn vị được kiểm tra"), N_("Tổ chức, cá nhân được kiểm tra."), required=True, listed=True),
        Field("inspected_count", Kind.COUNT, N_("Số được kiểm tra"), N_("Số tổ chức, cá nhân được kiểm tra."), required=True, default=1),
        Field("conclusion_number", Kind.TEXT, N_("Số kết luận"), N_("Số, ký hiệu văn bản kết luận."), group="a"),
        Field("conclusion_on", Kind.DATE, N_("Ngày kết luận"), N_("Ngày ký văn bản kết luận kiểm tra, giám sát; để trống khi chưa kết luận."), group="a"),
    ),
)  # fmt: skip

MEETING = Form(
    key="meeting",
    label=N_("Giao ban, sơ kết, tổng kết, tập huấn"),
    plural=N_("Giao ban, sơ kết, tập huấn"),
    title_fields=("topic",),
    date_field="held_on",
    fields=(
        Field("held_on", Kind.DATE, N_("Ngày"), N_("Ngày họp; giao ban 6 tháng và năm với Mặt trận, đoàn thể theo mục 1.3 của Báo cáo 363-BC/TU."), required=True, listed=True),
        Field("kind", Kind.CODE, N_("Loại"), N_("Giao ban 6 tháng, năm; sơ kết, tổng kết; tập huấn; tọa đàm; tiếp xúc cử tri."), required=True, codes=v.MEETING_KIND, listed=True),
        Field("topic", Kind.TEXT, N_("Nội dung"), N_("Nội dung chính của cuộc họp."), required=True, listed=True),
        Field("participants", Kind.COUNT, N_("Số người dự"), N_("Số người có mặt; không rõ thì để trống."), listed=True),
    ),
)  # fmt: skip


def _valid_span(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    start, end = values.get("valid_from"), values.get("valid_to")
    if isinstance(start, str) and isinstance(end, str) and end < start:
        yield Problem("valid_to", _("Ngày kết thúc trước ngày bắt đầu."))


PROGRAMME = Form(
    key="programme",
    label=N_("Chương trình, quy chế phối hợp"),
    plural=N_("Chương trình phối hợp"),
    title_fields=("title",),
    date_field="signed_on",
    rules=(_valid_span,),
    fields=(
        Field("signed_on", Kind.DATE, N_("Ngày ký"), N_("Ngày các bên cùng ký; sổ xếp các chương trình theo ngày này."), required=True, listed=True),
        Field("number", Kind.TEXT, N_("Số, ký hiệu"), N_("Số, ký hiệu của chương trình hoặc quy chế phối hợp, nếu có."), listed=True),
        Field("title", Kind.TEXT, N_("Tên"), N_("Ghi đủ như trên văn bản đã ký, ví dụ Quy chế phối hợp giữa UBND và Ủy ban MTTQ Việt Nam xã."), required=True, listed=True),
        Field("parties", Kind.TEXT, N_("Các bên"), N_("Các bên cùng ký: HĐND, UBND, Mặt trận, đoàn thể…"), required=True),
        Field("valid_from", Kind.DATE, N_("Hiệu lực từ"), N_("Ngày chương trình bắt đầu có hiệu lực; để trống thì tính từ ngày ký."), group="a"),
        Field("valid_to", Kind.DATE, N_("Đến"), N_("Ngày chương trình hết hiệu lực; để trống là chưa định ngày kết thúc."), group="a"),
    ),
)  # fmt: skip

REWARD = Form(
    key="reward",
    label=N_("Biểu dương, khen thưởng"),
    plural=N_("Khen thưởng"),
    title_fields=("recipient",),
    date_field="decided_on",
    fields=(
        Field("decided_on", Kind.DATE, N_("Ngày quyết định"), N_("Ngày ký quyết định khen thưởng; sổ xếp và lọc theo ngày này."), required=True, listed=True),
        Field("recipient", Kind.TEXT, N_("Tập thể, cá nhân"), N_("Ai được biểu dương, khen thưởng (mục IV.5 của Báo cáo 363-BC/TU)."), required=True, listed=True),
        Field("reward_form", Kind.TEXT, N_("Hình thức"), N_("Giấy khen, bằng khen, biểu dương…; ghi đúng như trong quyết định (mục IV.5 của Báo cáo 363-BC/TU)."), required=True, listed=True),
        Field("reason", Kind.TEXT, N_("Thành tích"), N_("Thành tích được ghi trong quyết định; biểu dương kịp thời là một bài học ở mục III.4 của báo cáo."), required=True),
    ),
)  # fmt: skip
