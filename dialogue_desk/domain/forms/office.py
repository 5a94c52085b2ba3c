"""What the office itself keeps: totals of earlier years, agencies, officials, periods, files, settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogue_desk.domain import vocabulary as v
from dialogue_desk.domain.fields import Context, Field, Form, Kind, Problem, Value
from dialogue_desk.domain.periods import LAST_CLOSING_DAY, SPELLINGS, Period, day_of_year
from dialogue_desk.domain.working_days import read_days
from dialogue_desk.texts import N_, _


def _total_has_value(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    if values.get("indicator") == "other_forms":
        if not values.get("text"):
            yield Problem("text", _("Chỉ tiêu này là chữ: hãy ghi các hình thức khác."))
    elif values.get("indicator") and values.get("value") is None:
        yield Problem("value", _("Số liệu tổng hợp cần có số."))


def _span_of_total(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    year, first, as_of = values.get("year"), values.get("from_year"), values.get("as_of")
    if isinstance(year, int) and not 1945 <= year <= 2200:
        yield Problem("year", _("Năm không hợp lý."))
    if isinstance(year, int) and isinstance(first, int) and first > year:
        yield Problem("from_year", _("Năm đầu sau năm cuối."))
    if isinstance(year, int) and isinstance(as_of, str) and as_of[:4] != str(year):
        yield Problem("as_of", _("Ngày tính đến không thuộc năm {year}.").format(year=year))


YEARLY_TOTAL = Form(
    key="yearly_total",
    label=N_("Số liệu tổng hợp các năm trước"),
    plural=N_("Số liệu tổng hợp"),
    natural_key=("scope", "from_year", "year", "level", "indicator"),
    title_fields=("year", "indicator"),
    rules=(_total_has_value, _span_of_total),
    fields=(
        Field("scope", Kind.CODE, N_("Phạm vi"), N_("Riêng đơn vị hay cả cấp dưới; số cả cấp dưới thay cho mọi đơn vị bên dưới ở cấp ấy."), required=True, group="a", default="own", codes=v.SCOPE, listed=True),
        Field("year", Kind.COUNT, N_("Năm"), N_("Năm của số liệu; số nhiều năm thì là năm cuối."), required=True, group="a", listed=True),
        Field("from_year", Kind.COUNT, N_("Từ năm"), N_("Năm đầu khi số liệu gộp nhiều năm, như Phụ lục 01."), group="a"),
        Field("as_of", Kind.DATE, N_("Tính đến"), N_("Số liệu tính từ 1/1 đến hết ngày này; để trống là cả năm."), group="a"),
        Field("level", Kind.CODE, N_("Cấp"), N_("Cấp của số liệu; để trống là mọi cấp gộp lại."), group="a", codes=v.LEVEL, listed=True),
        Field("indicator", Kind.CODE, N_("Chỉ tiêu"), N_("Cột của Phụ lục 01, 03, 04, 05 mà số này thay cho."), required=True, group="a", codes=v.INDICATOR, listed=True),
        Field("value", Kind.COUNT, N_("Số"), N_("Con số lấy từ báo cáo đã có; các số của cùng một ô không bao giờ cộng với nhau."), group="a", listed=True),
        Field("text", Kind.LONG_TEXT, N_("Chữ"), N_("Chỉ dùng cho các hình thức khác của Phụ lục 01."), group="a"),
        Field("use_records", Kind.YES_NO, N_("Đã nhập đủ từng cuộc"), N_("Đánh dấu khi hồ sơ từng cuộc đã đủ: báo cáo dùng hồ sơ thay cho số tổng hợp này."), default=False),
    ),
)  # fmt: skip

AGENCY = Form(
    key="agency",
    label=N_("Cơ quan, tổ chức"),
    plural=N_("Cơ quan, tổ chức"),
    letters=("written-feedback",),
    title_fields=("name",),
    fields=(
        Field("name", Kind.TEXT, N_("Tên"), N_("Tên cơ quan, tổ chức góp ý hoặc giải quyết kiến nghị."), required=True, listed=True),
        Field("kind", Kind.CODE, N_("Vai trò"), N_("Tổ chức góp ý thì có nghĩa vụ góp ý bằng văn bản hằng năm; cơ quan giải quyết thì được giao kiến nghị."), required=True, default="both", codes=v.AGENCY_KIND, listed=True),
        Field("contributor", Kind.CODE, N_("Chủ thể góp ý"), N_("Loại chủ thể khi tổ chức này góp ý; nối với lần góp ý để theo dõi nghĩa vụ."), codes=v.CONTRIBUTOR),
        Field("valid_to", Kind.DATE, N_("Đến ngày"), N_("Ngày thôi hoạt động; sau ngày này không nhắc nghĩa vụ nữa.")),
        Field("below_unit", Kind.REF, N_("Đơn vị cấp dưới"), N_("Đơn vị cấp dưới mà dòng này cho biết gọi ai khi chưa gửi số liệu; ghi ở trang Ai đã gửi."), group="u"),
        Field("contact_name", Kind.TEXT, N_("Người liên hệ"), N_("Cán bộ được phân công, để gọi khi số liệu chưa đến hoặc cần hỏi lại.")),
        Field("contact_phone", Kind.TEXT, N_("Điện thoại cơ quan"), N_("Số máy của cơ quan, in trong danh sách gọi điện; không ghi số riêng của cá nhân."), max_length=40),
    ),
)  # fmt: skip


def _valid_span(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    start, end = values.get("valid_from"), values.get("valid_to")
    if isinstance(start, str) and isinstance(end, str) and end < start:
        yield Problem("valid_to", _("Ngày thôi giữ chức trước ngày nhận chức."))


OFFICIAL = Form(
    key="official",
    label=N_("Lãnh đạo"),
    plural=N_("Lãnh đạo"),
    title_fields=("name", "position"),
    rules=(_valid_span,),
    fields=(
        Field("name", Kind.TEXT, N_("Họ tên"), N_("Họ tên lãnh đạo; dùng để gợi ý khi nhập người chủ trì."), required=True, listed=True),
        Field("position", Kind.TEXT, N_("Chức vụ"), N_("Chức vụ in vào biên bản, thông báo."), required=True, listed=True),
        Field("host_role", Kind.CODE, N_("Vai trò"), N_("Người đứng đầu cấp ủy, chính quyền hay chức vụ khác: quyết định cột được tính trong Phụ lục 05."), required=True, codes=v.OFFICIAL_ROLE, listed=True),
        Field("valid_from", Kind.DATE, N_("Từ ngày"), N_("Ngày nhận chức: cuộc đối thoại trước ngày này không tính theo chức vụ này."), group="a"),
        Field("valid_to", Kind.DATE, N_("Đến ngày"), N_("Ngày thôi giữ chức: cuộc đối thoại sau ngày này không tính theo chức vụ này."), group="a"),
    ),
)  # fmt: skip


def _period_reads(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    """A period is held by its code: the record's id is made of it."""
    text = values.get("period")
    named = Period.parse(text) if isinstance(text, str) else None
    if text is not None and (named is None or named.key != str(text).upper()):
        yield Problem("period", _("Kỳ viết như {spellings}.").format(spellings=SPELLINGS))


PERIOD = Form(
    key="period",
    label=N_("Kỳ báo cáo"),
    plural=N_("Kỳ báo cáo"),
    natural_key=("period",),
    title_fields=("period",),
    rules=(_period_reads,),
    fields=(
        Field("period", Kind.TEXT, N_("Kỳ"), N_("Viết như quý II/2023, 6 tháng đầu năm 2023, 9 tháng 2023, tháng 5/2023, năm 2023, hoặc mã 2023-Q2, 2023-H1, 2023-9M, 2023-05, 2023."), required=True, listed=True, is_period=True),
        Field("nothing_to_report", Kind.YES_NO, N_("Không phát sinh"), N_("Kỳ này không có gì để báo cáo; nhờ vậy số 0 khác với chưa gửi."), default=False, listed=True),
        Field("closed_on", Kind.DATE, N_("Ngày chốt"), N_("Ngày chốt số liệu của kỳ; sửa sau ngày này hiện trong bảng thay đổi sau chốt."), group="a", listed=True),
        Field("closed_by", Kind.TEXT, N_("Người chốt"), N_("Người chốt số liệu của kỳ; in trong bảng thay đổi sau chốt."), group="a"),
        Field("revision", Kind.COUNT, N_("Lần sửa"), N_("Tăng một mỗi lần chốt lại sau khi đã gửi."), group="a"),
        Field("reported_on", Kind.DATE, N_("Ngày báo cáo"), N_("Ngày ký báo cáo của kỳ; hoàn thành nghĩa vụ báo cáo định kỳ.")),
        Field("report_number", Kind.TEXT, N_("Số báo cáo"), N_("Số, ký hiệu báo cáo của kỳ như 12-BC/ĐU; còn trống thì bản in ghi DỰ THẢO.")),
        Field("report_text", Kind.LONG_TEXT, N_("Lời báo cáo"), N_("Phần lời của báo cáo định kỳ, sửa được trước khi ký."), max_length=200_000),
    ),
)  # fmt: skip

DUTY_NOTE = Form(
    key="duty_note",
    label=N_("Nghĩa vụ không nhắc nữa"),
    plural=N_("Nghĩa vụ không nhắc nữa"),
    natural_key=("duty",),
    title_fields=("duty",),
    fields=(
        Field("duty", Kind.TEXT, N_("Nghĩa vụ"), N_("Mã của nghĩa vụ như report:2025-Q1, sessions_party:2024, reception_party:2025-03; tự điền khi bấm nút cấm nhắc bên việc ấy ở Việc hôm nay."), required=True, listed=True),
        Field("reason", Kind.CODE, N_("Lý do"), N_("Đã làm ngoài phần mềm (trước khi dùng phần mềm này) hay không áp dụng cho đơn vị."), required=True, codes=v.DUTY_REASON, listed=True),
        Field("text", Kind.TEXT, N_("Diễn giải"), N_("Làm ở đâu, khi nào, theo văn bản nào; hiện trong bảng Nghĩa vụ."), listed=True),
    ),
)  # fmt: skip


def _likely_year(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    year = values.get("year")
    if isinstance(year, int) and not 1945 <= year <= context.today.year:
        yield Problem("year", _("Năm không hợp lý, xin xem lại."), is_warning=True)


POPULATION = Form(
    key="population",
    label=N_("Dân số"),
    plural=N_("Dân số"),
    natural_key=("of_unit", "year"),
    title_fields=("year", "of_unit"),
    warnings=(_likely_year,),
    fields=(
        Field("year", Kind.COUNT, N_("Năm"), N_("Mỗi năm ghi một dòng; năm chưa ghi thì không có số liệu trên 10.000 người."), required=True, group="a", listed=True),
        Field("of_unit", Kind.TEXT, N_("Của đơn vị"), N_("Mã, khóa hoặc tên đơn vị cấp dưới khi cấp trên nhập cho cả danh sách; để trống là chính đơn vị mình."), group="a", listed=True),
        Field("people", Kind.COUNT, N_("Số dân"), N_("Số dân trung bình của năm; dùng cho số liệu trên 10.000 dân ở bảng so sánh các đơn vị."), required=True, listed=True),
        Field("households", Kind.COUNT, N_("Số hộ"), N_("Ghi khi cần chia theo hộ gia đình; không dùng vào báo cáo nào.")),
        Field("source", Kind.TEXT, N_("Nguồn số liệu"), N_("Niên giám thống kê, công an xã, tổng điều tra; để người đọc biết con số từ đâu.")),
    ),
)  # fmt: skip

ATTACHMENT = Form(
    key="attachment",
    label=N_("Tệp đính kèm"),
    plural=N_("Tệp đính kèm"),
    title_fields=("mime",),
    fields=(
        Field("parent_form", Kind.TEXT, N_("Loại bản ghi"), N_("Loại bản ghi mà tệp này thuộc về; tự điền khi đính kèm."), required=True, group="a", names_form=True),
        Field("parent_unit", Kind.REF, N_("Đơn vị của bản ghi"), N_("Đơn vị giữ bản ghi mà tệp này thuộc về; tự điền khi đính kèm."), required=True, group="a"),
        Field("parent_id", Kind.REF, N_("Bản ghi"), N_("Bản ghi mà tệp này thuộc về; tự điền khi đính kèm."), required=True, group="a"),
        Field("file_name", Kind.TEXT, N_("Tên tệp"), N_("Dữ liệu cá nhân: tên tệp có thể chứa tên người nên chỉ lưu tại đơn vị."), personal=True, listed=True),
        Field("mime", Kind.TEXT, N_("Loại tệp"), N_("Loại nội dung của tệp, trong danh sách cho phép."), group="b", listed=True),
        Field("size", Kind.COUNT, N_("Cỡ (byte)"), N_("Cỡ tệp tính bằng byte, sau khi ảnh đã được thu nhỏ còn 2.000 điểm."), group="b", listed=True),
        Field("sha256", Kind.TEXT, N_("Mã băm"), N_("Nội dung được lưu một lần theo mã băm này."), group="b"),
    ),
)  # fmt: skip


def _margins_in_law(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    ranges = {"margin_top": (20, 25), "margin_bottom": (20, 25), "margin_left": (30, 35), "margin_right": (15, 20)}
    for key, (least, most) in ranges.items():
        value = values.get(key)
        if isinstance(value, int) and not least <= value <= most:
            yield Problem(
                key, _("Lề phải từ {least} đến {most} mm (Nghị định 30/2020/NĐ-CP).").format(least=least, most=most)
            )


def _days_readable(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    for key in ("days_off_extra", "workdays_extra"):
        _days, wrong = read_days(str(values.get(key) or ""))
        if wrong:
            yield Problem(key, _("“{text}” không phải ngày (viết như 24/11/2026; 28/12/2026).").format(text=wrong[0]))


def _closing_in_month(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    day = values.get("state_period_day")
    if isinstance(day, int) and not 1 <= day <= LAST_CLOSING_DAY:
        yield Problem(
            "state_period_day", _("Ngày chốt kỳ từ 1 đến {last}; để trống thì theo lịch.").format(last=LAST_CLOSING_DAY)
        )


def _review_readable(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    text = str(values.get("review_on") or "")
    if text and day_of_year(text, context.today.year) is None:
        said = _("“{text}” không phải ngày/tháng (viết như 30/11); tạm tính là 31/12.").format(text=text)
        yield Problem("review_on", said, is_warning=True)


LEGAL_BASIS = "Quyết định số 218-QĐ/TW, ngày 12/12/2013 của Bộ Chính trị"

SETTINGS = Form(
    key="settings",
    label=N_("Thiết lập"),
    plural=N_("Thiết lập"),
    is_single=True,
    rules=(_margins_in_law, _days_readable, _closing_in_month),
    warnings=(_review_readable,),
    fields=(
        Field("joint_default", Kind.CODE, N_("Cuộc đồng chủ trì tính cho"), N_("Bí thư và Chủ tịch cùng chủ trì thì mặc định tính cho cột nào của Phụ lục 05."), required=True, default="both", codes=v.JOINT_DEFAULT),
        Field("dialogue_opinions_count", Kind.YES_NO, N_("Ý kiến tại đối thoại tính là góp ý"), N_("Ý kiến nêu tại đối thoại, tiếp công dân, gửi thẳng có vào Phụ lục 03, 04 hay không."), required=True, default=False),
        Field("norm_party", Kind.COUNT, N_("Số cuộc quy định của cấp ủy"), N_("Số cuộc mỗi năm của người đứng đầu cấp ủy để đạt chỉ tiêu 100%."), required=True, default=1),
        Field("norm_government", Kind.COUNT, N_("Số cuộc quy định của chính quyền"), N_("Số cuộc mỗi năm của người đứng đầu chính quyền (Điều 43: ít nhất một)."), required=True, default=1),
        Field("days_announce", Kind.COUNT, N_("Thông báo trước (ngày)"), N_("Thông báo thời gian, địa điểm, nội dung ít nhất bấy nhiêu ngày trước (Điều 43)."), required=True, default=7),
        Field("days_publish", Kind.COUNT, N_("Công khai sau (ngày)"), N_("Công khai kết quả chậm nhất bấy nhiêu ngày sau (Điều 43)."), required=True, default=10),
        Field("days_answer", Kind.COUNT, N_("Trả lời (ngày làm việc)"), N_("Hạn trả lời kiến nghị, tính bằng ngày làm việc từ ngày giao xử lý khi kiến nghị chưa có hạn (Luật Tiếp công dân 2013, Điều 28)."), required=True, default=10),
        Field("days_received", Kind.COUNT, N_("Hạn khi chưa giao (ngày làm việc)"), N_("Kiến nghị chưa ghi hạn thì hạn là bấy nhiêu ngày làm việc từ ngày nhận, để không kiến nghị nào bị bỏ quên khi chưa giao cho ai (Luật Tiếp công dân 2013, Điều 28); giao xử lý có hạn thì theo hạn giao."), required=True, default=10),
        Field("days_off_extra", Kind.LONG_TEXT, N_("Ngày nghỉ riêng"), N_("Những ngày đơn vị nghỉ thêm ngoài ngày lễ, Tết của Bộ luật Lao động 2019 (Điều 112), cách nhau bằng dấu chấm phẩy: 24/11/2026; 28/12/2026 - 31/12/2026. Hạn tính bằng ngày làm việc bỏ qua những ngày này."), group="w"),
        Field("workdays_extra", Kind.LONG_TEXT, N_("Ngày làm bù"), N_("Những ngày nghỉ mà đơn vị đi làm (hoán đổi ngày làm việc theo thông báo của Thủ tướng hoặc của đơn vị), cách nhau bằng dấu chấm phẩy: 22/8/2026. Hạn tính bằng ngày làm việc tính cả những ngày này."), group="w"),
        Field("review_on", Kind.TEXT, N_("Ngày kiểm điểm (ngày/tháng)"), N_("Trước ngày này mỗi năm, mỗi tổ chức góp ý bằng văn bản một lần (Điều 7 Quyết định 218-QĐ/TW)."), default="30/11"),
        Field("term_ends_on", Kind.DATE, N_("Hết nhiệm kỳ"), N_("Trước ngày này mỗi tổ chức góp ý bằng văn bản một lần (Điều 7 Quyết định 218-QĐ/TW).")),
        Field("retention_years", Kind.COUNT, N_("Lưu dữ liệu cá nhân (năm)"), N_("Quá số năm này thì nhắc xóa dữ liệu cá nhân; để trống là chưa quy định.")),
        Field("header_family", Kind.CODE, N_("Thể thức"), N_("Văn bản của Đảng, của Ủy ban nhân dân hay của Mặt trận."), required=True, default="state", codes=v.HEADER_FAMILY),
        Field("margin_top", Kind.COUNT, N_("Lề trên (mm)"), N_("20 đến 25 mm theo Nghị định 30/2020/NĐ-CP."), required=True, default=20, group="m"),
        Field("margin_bottom", Kind.COUNT, N_("Lề dưới (mm)"), N_("20 đến 25 mm theo Nghị định 30/2020/NĐ-CP."), required=True, default=20, group="m"),
        Field("margin_left", Kind.COUNT, N_("Lề trái (mm)"), N_("30 đến 35 mm theo Nghị định 30/2020/NĐ-CP."), required=True, default=30, group="m"),
        Field("margin_right", Kind.COUNT, N_("Lề phải (mm)"), N_("15 đến 20 mm theo Nghị định 30/2020/NĐ-CP."), required=True, default=15, group="m"),
        Field("party_recipients_underlined", Kind.YES_NO, N_("Gạch chân Nơi nhận"), N_("Chữ Nơi nhận ở văn bản của Đảng có gạch chân (Hướng dẫn 05-HD/VPTW năm 2026)."), default=True, group="p"),
        Field("party_position_bold", Kind.YES_NO, N_("Chức vụ in đậm"), N_("Chức vụ người ký ở văn bản của Đảng in đậm; các nguồn về Hướng dẫn 05-HD/VPTW chưa thống nhất, xem lại bản gốc."), default=False, group="p"),
        Field("party_title_points", Kind.COUNT, N_("Cỡ chữ tên loại"), N_("Tên loại văn bản của Đảng: 14 hoặc 15 (Hướng dẫn 05-HD/VPTW); nhận từ 13 đến 16."), default=15, group="p"),
        Field("party_line_points", Kind.COUNT, N_("Dòng chính xác (pt)"), N_("Khoảng cách dòng chính xác ở văn bản của Đảng: 18 đến 20 (Hướng dẫn 05-HD/VPTW); ghi 0 thì giãn dòng đơn, nhận từ 16 đến 24."), default=18, group="p"),
        Field("legal_basis", Kind.TEXT, N_("Căn cứ góp ý, đối thoại"), N_("Văn bản của Trung ương mà các báo cáo, phụ lục nêu trong tên và lời; có văn bản mới thay thế thì sửa ở đây."), default=LEGAL_BASIS),
        Field("signer_position", Kind.TEXT, N_("Chức vụ người ký"), N_("In hoa trên chữ ký, như CHỦ TỊCH."), group="s"),
        Field("signer_name", Kind.TEXT, N_("Người ký"), N_("Họ tên in dưới chữ ký ở mọi văn bản; để trống thì ký rồi ghi tay."), group="s"),
        Field("recipients", Kind.LONG_TEXT, N_("Nơi nhận"), N_("Mỗi dòng một nơi nhận, in ở góc trái cuối văn bản.")),
        Field("place_name", Kind.TEXT, N_("Địa danh"), N_("Địa danh trước ngày tháng của văn bản, như Vĩnh Bảo.")),
        Field("report_periods", Kind.CODES, N_("Kỳ phải báo cáo"), N_("Các kỳ phải báo cáo định kỳ; mỗi kỳ là một nghĩa vụ được nhắc. Mặc định theo Quy định 11-QĐi/TW, sửa bởi Kết luận 215-KL/TW."), default=("month", "quarter_one", "half", "nine_months", "year"), codes=v.REPORT_PERIOD),
        Field("days_report", Kind.COUNT, N_("Nộp báo cáo sau kỳ (ngày)"), N_("Báo cáo định kỳ phải ký chậm nhất bấy nhiêu ngày sau ngày cuối kỳ; Quy định 11-QĐi/TW nêu các kỳ báo cáo, ngày nộp theo yêu cầu của cấp trên."), required=True, default=10),
        Field("state_period_day", Kind.COUNT, N_("Ngày chốt kỳ của chính quyền"), N_("Ghi 14 thì kỳ báo cáo của Ủy ban nhân dân khép ngày 14, như quý I từ 15/12 năm trước đến 14/3 (Nghị định 09/2019/NĐ-CP); để trống thì theo lịch. Kỳ báo cáo của Đảng luôn theo lịch.")),
        Field("days_invitation", Kind.COUNT, N_("Hạn của tệp kết nối (ngày)"), N_("Tệp kết nối tạo cho đơn vị cấp dưới dùng được trong bấy nhiêu ngày; quá hạn phải tạo tệp kết nối mới."), default=60),
        Field("contact_name", Kind.TEXT, N_("Người gửi số liệu"), N_("Cán bộ gửi số liệu của đơn vị, để cấp trên biết gọi ai khi gói chưa đến hoặc bị thiếu."), group="t"),
        Field("contact_phone", Kind.TEXT, N_("Điện thoại cơ quan"), N_("Số máy của cơ quan mà cấp trên gọi được; không ghi số riêng của cá nhân."), group="t", max_length=40),
        Field("reception_days_month", Kind.COUNT, N_("Ngày tiếp công dân mỗi tháng"), N_("Số ngày mỗi tháng của cả Bí thư và Chủ tịch, khi hai ô dưới để trống; ở xã để trống cả ba thì theo luật.")),
        Field("reception_days_party", Kind.COUNT, N_("Ngày tiếp dân của Bí thư"), N_("Mỗi tháng; để trống thì ở xã là 2 (Quy định 11-QĐi/TW). Ghi 0 nếu không theo dõi.")),
        Field("reception_days_government", Kind.COUNT, N_("Ngày tiếp dân của Chủ tịch"), N_("Mỗi tháng; để trống thì ở xã là 2 từ 1/7/2026 (Luật 136/2025/QH15), trước đó mỗi tuần một ngày. Ghi 0 nếu không theo dõi.")),
        Field("reception_days_council", Kind.COUNT, N_("Ngày tiếp dân của Thường trực HĐND"), N_("Mỗi tháng, theo quy chế của Thường trực HĐND (Nghị quyết 116/2025/UBTVQH15); để trống thì không theo dõi.")),
    ),
)  # fmt: skip
