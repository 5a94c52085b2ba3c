"""Ý kiến, kiến nghị: one opinion or petition and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from dialogue_desk.domain import vocabulary as v
from dialogue_desk.domain.fields import Context, Field, Form, Kind, Problem, Value, Values
from dialogue_desk.domain.forms.feedback import side_of
from dialogue_desk.domain.layouts import Cell, GridColumn, Part, Section, Tab, cell
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.texts import N_, _

_ASKS = re.compile(r"\b(?:de nghi|kien nghi|phan anh)\b")
_DENIES = re.compile(r"\b(?:khong|chua)(?: co| con)?(?: y kien)?,? $")

FIELDS = (
    Field("source_form", Kind.CODE, N_("Nguồn"), N_("Nêu tại cuộc đối thoại, lần góp ý, hòm thư, buổi tiếp công dân hay gửi thẳng đến đơn vị."), required=True, group="c", default="direct", codes=v.SOURCE_FORM, listed=True, names_form=True),
    Field("source_unit", Kind.REF, N_("Đơn vị của nguồn"), N_("Đơn vị giữ bản ghi nguồn; tự điền khi chọn nguồn."), group="c"),
    Field("source_id", Kind.REF, N_("Bản ghi nguồn"), N_("Cuộc đối thoại, lần góp ý… mà ý kiến này thuộc về; chỉ bỏ trống khi gửi thẳng."), group="c"),
    Field("received_on", Kind.DATE, N_("Ngày nhận"), N_("Ý kiến tính vào năm của ngày này (Phụ lục 03, 04); để trống thì lấy ngày của nguồn."), required=True, listed=True),
    Field("channel", Kind.CODE, N_("Kênh tiếp nhận"), N_("Hình thức đưa ý kiến đến; dùng cho báo cáo hiệu quả từng kênh."), codes=v.CHANNEL),
    Field("kind", Kind.CODE, N_("Loại"), N_("Ý kiến để tiếp thu hay kiến nghị cần giải quyết; đổi qua lại không phải nhập lại."), required=True, group="b", default="opinion", codes=v.OPINION_KIND, listed=True),
    Field("side", Kind.CODE, N_("Bên nhận"), N_("Xây dựng Đảng vào Phụ lục 03, xây dựng chính quyền vào Phụ lục 04; theo đối tượng của lần góp ý thì khóa."), required=True, codes=v.SIDE),
    Field("text", Kind.LONG_TEXT, N_("Nội dung"), N_("Nguyên văn hoặc tóm tắt: vấn đề gì, ở đâu, từ bao giờ."), required=True, listed=True),
    Field("request", Kind.LONG_TEXT, N_("Đề nghị cụ thể"), N_("Kiến nghị cần nêu rõ đề nghị điều gì, với ai; để trống thì lấy nội dung, nếu nội dung đã nêu đề nghị; nội dung chưa cụ thể thì đánh dấu ô bên."), group="b"),
    Field("is_too_general", Kind.YES_NO, N_("Nội dung chưa cụ thể"), N_("Đánh dấu khi kiến nghị chưa nêu được đề nghị cụ thể; số này được đếm trong báo cáo (mục III.3.1 của Báo cáo 363-BC/TU)."), group="b", default=False),
    Field("place", Kind.TEXT, N_("Nơi xảy ra"), N_("Địa điểm của vấn đề: thôn, tổ dân phố, đoạn đường.")),
    Field("subject", Kind.CODE, N_("Lĩnh vực"), N_("Lĩnh vực theo danh mục rút từ Báo cáo 363-BC/TU; dùng cho biểu đồ và bảng tổng hợp."), required=True, codes=v.SUBJECT, listed=True),
    Field("speaker_name", Kind.TEXT, N_("Người nêu"), N_("Dữ liệu cá nhân: chỉ lưu tại đơn vị, chỉ đi cùng kiến nghị chuyển cấp trên."), personal=True),
    Field("speaker_address", Kind.TEXT, N_("Địa chỉ"), N_("Dữ liệu cá nhân: thôn, tổ dân phố nơi ở; chỉ lưu tại đơn vị."), personal=True),
    Field("speaker_phone", Kind.TEXT, N_("Điện thoại"), N_("Dữ liệu cá nhân, không bắt buộc; chỉ để thông báo kết quả cho người kiến nghị."), personal=True),
    Field("speaker_group", Kind.TEXT, N_("Thành phần"), N_("Giới, tầng lớp của người nêu, không ghi tên; được đi cùng dữ liệu tổng hợp.")),
    Field("is_anonymous", Kind.YES_NO, N_("Không nêu tên"), N_("Người nêu không muốn nêu tên; kiến nghị khuyết danh được kết thúc mà không cần bước thông báo."), default=False),
    Field("counts_as_feedback", Kind.YES_NO, N_("Tính là ý kiến góp ý"), N_("Có tính vào cột ý kiến góp ý của Phụ lục 03, 04 hay không; tự điền theo nguồn và Thiết lập.")),
    Field("group_label", Kind.TEXT, N_("Nhóm ý kiến"), N_("Gộp ý kiến cùng vấn đề để ra thông báo kết luận theo nhóm.")),
    Field("answered_on_spot", Kind.YES_NO, N_("Trả lời tại chỗ"), N_("Đã được trả lời ngay tại hội nghị."), default=False),
    Field("disposition", Kind.CODE, N_("Xử lý"), N_("Tiếp thu hay không tiếp thu: hai cột của Phụ lục 03, 04; đang xem xét thì chưa vào cột nào."), required=True, group="a", default="pending", codes=v.DISPOSITION, listed=True),
    Field("action_text", Kind.LONG_TEXT, N_("Nội dung tiếp thu"), N_("Bắt buộc khi tiếp thu: đã hoặc sẽ làm gì (Quyết định 1737-QĐ/TU)."), group="a"),
    Field("explanation", Kind.LONG_TEXT, N_("Giải trình"), N_("Bắt buộc khi không tiếp thu: vì sao (Quyết định 1737-QĐ/TU)."), group="a"),
    Field("decided_by", Kind.TEXT, N_("Người quyết định"), N_("Ai quyết định tiếp thu hay không tiếp thu."), group="a"),
    Field("decided_on", Kind.DATE, N_("Ngày quyết định"), N_("Ngày quyết định tiếp thu hay không tiếp thu."), group="a"),
    Field("competence", Kind.CODE, N_("Thẩm quyền"), N_("Cấp có thẩm quyền giải quyết; mặc định là cấp của đơn vị (mục IV.2 của Báo cáo 363-BC/TU)."), required=True, codes=v.COMPETENCE),
    Field("lead_agency", Kind.TEXT, N_("Cơ quan chủ trì"), N_("Cơ quan chịu trách nhiệm chính; sau bước giao xử lý thì theo bước giao cuối cùng.")),
    Field("coordinating_agencies", Kind.TEXT, N_("Cơ quan phối hợp"), N_("Các cơ quan cùng giải quyết, cách nhau bằng dấu phẩy.")),
    Field("due_on", Kind.DATE, N_("Hạn giải quyết"), N_("Hạn ban đầu; gia hạn và tạm dừng ghi ở các bước xử lý. Quá hạn từ ngày hôm sau.")),
    Field("is_hotspot", Kind.YES_NO, N_("Điểm nóng"), N_("Vụ việc phức tạp, điểm nóng theo Chỉ thị 07-CT/TU."), default=False),
    Field("is_crowd", Kind.YES_NO, N_("Đông người"), N_("Khiếu kiện, kiến nghị đông người (mục IV.2 của Báo cáo 363-BC/TU)."), default=False),
    Field("is_bypass", Kind.YES_NO, N_("Vượt cấp"), N_("Kiến nghị gửi vượt cấp (mục IV.2 của Báo cáo 363-BC/TU)."), default=False),
    Field("other_system", Kind.CODE, N_("Hệ thống khác"), N_("Vụ việc cũng có ở hệ thống nào (1022, Cổng dịch vụ công, VNeID, Mặt trận số…); để đối chiếu và bàn giao."), group="o", codes=v.OTHER_SYSTEM),
    Field("other_case_number", Kind.TEXT, N_("Mã hồ sơ ở hệ thống khác"), N_("Số, mã hồ sơ mà hệ thống ấy cấp; tìm được ở ô tìm kiếm."), group="o", max_length=100),
    Field("similar_unit", Kind.REF, N_("Đơn vị của kiến nghị tương tự"), N_("Đơn vị giữ kiến nghị cùng vấn đề; tự điền khi chọn kiến nghị tương tự."), group="f"),
    Field("similar_id", Kind.REF, N_("Kiến nghị tương tự"), N_("Kiến nghị cùng vấn đề đã có; nối lại để thấy một xu hướng."), group="f"),
)  # fmt: skip


def asks(text: Value) -> bool:
    """Whether a text says itself that something is asked for: đề nghị, kiến nghị, phản ánh, with or without marks."""
    folded = fold(str(text or ""))
    return any(not _DENIES.search(folded[: match.start()]) for match in _ASKS.finditer(folded))


@lru_cache(maxsize=64)  # an import asks more than once of each row
def proposed_kind(text: Value) -> str:
    """The kind that the words of a text suggest; a person decides."""
    return "petition" if asks(text) else "opinion"


def propose(values: Mapping[str, Value]) -> Values:
    """The kind of a record whose text nobody sorted yet."""
    return {"kind": proposed_kind(values["text"])} if values.get("text") else {}


def request_beside(values: Mapping[str, Value]) -> str:
    """What is asked for, where that says more than the text it may have been taken from; else ""."""
    request = str(values.get("request") or "")
    return "" if request == str(values.get("text") or "") else request


def source_named(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    """Unless it came directly, an opinion names the record it came from."""
    if values.get("source_form") not in (None, "direct") and not values.get("source_id"):
        yield Problem("source_id", _("Chọn {source} mà ý kiến này thuộc về.").format(
            source=v.SOURCE_FORM.label(values.get("source_form")).lower()))  # fmt: skip


def request_of_petition(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    """A petition says what is asked, or is marked as too general."""
    if values.get("kind") == "petition" and not values.get("request") and not values.get("is_too_general"):
        yield Problem("request", _("Kiến nghị cần có đề nghị cụ thể, hoặc đánh dấu Nội dung chưa cụ thể."))


def answer_given(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    """Accepted needs what is done, not accepted needs why."""
    if values.get("disposition") == "accepted" and not values.get("action_text"):
        yield Problem("action_text", _("Đã tiếp thu thì ghi nội dung tiếp thu."))
    if values.get("disposition") == "not_accepted" and not values.get("explanation"):
        yield Problem("explanation", _("Không tiếp thu thì phải giải trình."))


def settle(values: Values, context: Context) -> Values:
    """Take date, side and counting from the source where nobody chose them; a feedback's side is locked.

    A petition whose own text says what is asked need not have it typed twice.
    """
    values = dict(values)
    source_form = values.get("source_form")
    if source_form != "direct" and values.get("source_id") and not values.get("source_unit"):
        values["source_unit"] = context.unit
    source: Mapping[str, Value] = {}
    if source_form not in (None, "direct") and values.get("source_id"):
        source = context.find(str(source_form), str(values.get("source_unit")), str(values["source_id"])) or {}
    if values.get("received_on") is None:
        dates = {"session": "held_on", "feedback": "given_on", "box_opening": "opened_on", "reception": "held_on"}
        values["received_on"] = source.get(dates.get(str(source_form), ""))
    if source_form == "feedback" and source:
        values["side"] = side_of(source.get("target"))
    elif values.get("side") is None:
        heads = {"session": source.get("count_for"), "reception": source.get("host_role")}
        head = heads.get(str(source_form))
        values["side"] = head if head in ("party", "government") else None
    if values.get("counts_as_feedback") is None:
        by_setting = context.settings.get("dialogue_opinions_count") is True
        values["counts_as_feedback"] = source_form in ("feedback", "box_opening") or by_setting
    if values.get("competence") is None:
        values["competence"] = context.level
    is_unsaid = not values.get("request") and not values.get("is_too_general")
    if values.get("kind") == "petition" and is_unsaid and asks(values.get("text")):
        values["request"] = values["text"]
    return values


MAIN = (
    Section(
        (
            cell("text", wide=True, lines=3),
            cell("kind", segmented=True),
            cell("received_on"),
            cell("subject"),
            cell("side"),
            cell("request", wide=True, lines=2),
            Cell((Part("is_too_general"),), " "),
            cell("place"),
        )
    ),
    Section(
        (
            cell("speaker_name"),
            cell("speaker_address"),
            cell("speaker_phone"),
            cell("speaker_group"),
            Cell((Part("is_anonymous"), Part("counts_as_feedback")), " ", wide=True),
        ),
        N_("Người nêu"),
    ),
    Section(
        (
            cell("disposition", segmented=True),
            Cell((Part("answered_on_spot"),), " "),
            cell("action_text", wide=True),
            cell("explanation", wide=True),
            cell("decided_by"),
            cell("decided_on"),
        ),
        N_("Tiếp thu, giải trình"),
    ),
)

HANDLING = (
    Section(
        (
            cell("competence"),
            cell("due_on"),
            cell("lead_agency"),
            Cell((Part("coordinating_agencies"),), N_("Phối hợp")),
            cell("group_label"),
            cell("channel"),
            cell("other_system"),
            Cell((Part("other_case_number"),), N_("Mã hồ sơ")),
            Cell((Part("is_hotspot"), Part("is_crowd"), Part("is_bypass")), " ", wide=True),
        )
    ),
)

GRID = (
    GridColumn("speaker_name", 112),
    GridColumn("speaker_address", 58, N_("Thôn")),
    GridColumn("text", 0, N_("Nội dung ý kiến, kiến nghị")),
    GridColumn("kind", 86, is_passed=True),
    GridColumn("request", 200, grown=True),
    GridColumn("subject", 92),
    GridColumn("side", 140),
    GridColumn("disposition", 122),
    GridColumn("answered_on_spot", 58, N_("Tại chỗ"), is_passed=True),
    GridColumn("action_text", 170, grown=True),
    GridColumn("explanation", 170, grown=True),
    GridColumn("due_on", 104, N_("Hạn"), grown=True),
)

FORM = Form(
    key="opinion",
    label=N_("Ý kiến, kiến nghị"),
    plural=N_("Ý kiến, kiến nghị"),
    fields=FIELDS,
    title_fields=("text",),
    date_field="received_on",
    rules=(source_named, request_of_petition, answer_given),
    settle=settle,
    tabs=(Tab("main", N_("Nội dung"), MAIN), Tab("handling", N_("Giải quyết"), HANDLING)),
    grid=GRID,
    letters=("assignment-slip", "reply"),
    propose=propose,
)
