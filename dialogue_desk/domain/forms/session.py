"""Cuộc đối thoại: one conference of the heads with the People; counted in `cuộc`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from dialogue_desk.domain import vocabulary as v
from dialogue_desk.domain.fields import Context, Field, Form, Kind, Problem, Value, Values
from dialogue_desk.domain.layouts import Cell, Chip, Part, Section, Tab, cell
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.texts import N_, _

FIELDS = (
    Field("held_on", Kind.DATE, N_("Ngày"), N_("Ngày tổ chức; cuộc đã tổ chức tính vào năm của ngày này (Phụ lục 03, 04, 05, cột Năm)."), required=True, group="a", listed=True),
    Field("start_time", Kind.TIME, N_("Bắt đầu"), N_("Giờ khai mạc, in vào biên bản và giấy mời."), group="a"),
    Field("end_time", Kind.TIME, N_("Kết thúc"), N_("Giờ bế mạc, in vào cuối biên bản; không được trước giờ bắt đầu."), group="a"),
    Field("status", Kind.CODE, N_("Tình trạng"), N_("Chỉ cuộc \"Đã tổ chức\" mới được tính vào Phụ lục 03, 04, 05; \"Kế hoạch\" hiện trong lịch năm."), required=True, group="a", default="held", codes=v.SESSION_STATUS, listed=True),
    Field("title", Kind.TEXT, N_("Tên cuộc"), N_("Nội dung chính, như ghi trên giấy mời; hiện trong danh sách và sổ."), required=True, listed=True),
    Field("kind", Kind.CODE, N_("Loại"), N_("Định kỳ, chuyên đề hay đột xuất: mục 2.3.3 của Báo cáo 363-BC/TU và mục II.4 của báo cáo định kỳ."), required=True, group="b", default="periodic", codes=v.SESSION_KIND, listed=True),
    Field("ad_hoc_reasons", Kind.CODES, N_("Lý do đột xuất"), N_("Bắt buộc với cuộc đột xuất: các trường hợp nêu ở mục 2.2 của Báo cáo 363-BC/TU và Quy định 11-QĐi/TW."), group="b", codes=v.AD_HOC_REASON),
    Field("mode", Kind.CODE, N_("Hình thức"), N_("Trực tiếp, trực tuyến hay kết hợp (Điều 43 Luật Tổ chức chính quyền địa phương 2025)."), required=True, default="in_person", codes=v.MODE),
    Field("place", Kind.TEXT, N_("Địa điểm"), N_("Nơi họp, in vào giấy mời và biên bản; cấp tính theo người chủ trì, không theo nơi họp."), required=True),
    Field("count_for", Kind.CODE, N_("Tính cho"), N_("Cột được tính trong Phụ lục 05: người đứng đầu cấp ủy, chính quyền, cả hai cột hoặc không tính. Tự điền theo chức vụ người chủ trì."), required=True, group="c", codes=v.COUNT_FOR),
    Field("chair_name", Kind.TEXT, N_("Chủ trì"), N_("Người chủ trì; có trong danh sách Lãnh đạo thì cột \"Tính cho\" tự điền."), group="c"),
    Field("chair_position", Kind.TEXT, N_("Chức vụ"), N_("Chức vụ lúc chủ trì, in vào biên bản và thông báo kết luận."), group="c"),
    Field("co_chairs", Kind.TEXT, N_("Đồng chủ trì"), N_("Những người cùng chủ trì, cách nhau bằng dấu phẩy; in vào biên bản.")),
    Field("audiences", Kind.CODES, N_("Đối tượng"), N_("Giới, tầng lớp được mời: mục 2.3.3 của Báo cáo 363-BC/TU (theo giới và tầng lớp)."), codes=v.AUDIENCE),
    Field("subjects", Kind.CODES, N_("Chuyên đề"), N_("Lĩnh vực đưa ra đối thoại; dùng cho lịch năm và biểu đồ theo lĩnh vực."), codes=v.SUBJECT),
    Field("cluster_units", Kind.TEXT, N_("Cụm đơn vị"), N_("Các đơn vị cùng tham gia cụm: cuộc chỉ tính một lần cho đơn vị tổ chức, các đơn vị khác ghi \"tham gia cụm\".")),
    Field("sub_areas", Kind.TEXT, N_("Thôn, tổ dân phố"), N_("Các thôn, tổ dân phố được mời khi chia nhỏ địa bàn (Điều 43 Luật Tổ chức chính quyền địa phương 2025).")),
    Field("announced_on", Kind.DATE, N_("Thông báo trước"), N_("Ngày thông báo thời gian, địa điểm, nội dung; ít nhất 7 ngày trước cuộc đối thoại (Điều 43; số ngày đặt ở Thiết lập).")),
    Field("participants", Kind.COUNT, N_("Số người dự"), N_("Số người có mặt; để trống nếu không rõ, ghi 0 chỉ khi biết chắc không có ai."), group="d"),
    Field("participants_female", Kind.COUNT, N_("Trong đó nữ"), N_("Số nữ trong số người dự; không thể nhiều hơn số người dự."), group="d"),
    Field("speakers", Kind.COUNT, N_("Lượt phát biểu"), N_("Số lượt người phát biểu; ba con số lượt, ý kiến, vấn đề được giữ riêng, không suy từ nhau.")),
    Field("opinions_declared", Kind.COUNT, N_("Số ý kiến nêu"), N_("Số ý kiến theo biên bản; khác số ý kiến đã nhập thì được nhắc, cả hai số đều giữ.")),
    Field("issues_declared", Kind.COUNT, N_("Số vấn đề nêu"), N_("Số vấn đề theo biên bản: một ý kiến có thể nêu nhiều vấn đề.")),
    Field("answered_on_spot_declared", Kind.COUNT, N_("Trả lời tại chỗ"), N_("Số ý kiến được trả lời ngay tại hội nghị (mục 2.3.3 của Báo cáo 363-BC/TU).")),
    Field("conclusion_number", Kind.TEXT, N_("Số thông báo kết luận"), N_("Số, ký hiệu thông báo kết luận hội nghị, như 12-TB/ĐU hoặc 12/TB-UBND."), group="e"),
    Field("conclusion_on", Kind.DATE, N_("Ngày thông báo kết luận"), N_("Ngày ký thông báo kết luận; tính số ngày từ cuộc đối thoại."), group="e"),
    Field("published_on", Kind.DATE, N_("Ngày công khai"), N_("Ngày công khai kết quả trên phương tiện thông tin; chậm nhất 10 ngày sau cuộc đối thoại (Điều 43; số ngày đặt ở Thiết lập).")),
    Field("posted_on", Kind.DATE, N_("Ngày niêm yết"), N_("Ngày niêm yết kết quả tại trụ sở: một trong ba cách công khai phải có từ 1/7/2025 (Điều 43).")),
    Field("told_heads_on", Kind.DATE, N_("Ngày gửi trưởng thôn"), N_("Ngày gửi kết quả đến trưởng thôn, tổ trưởng tổ dân phố: một trong ba cách công khai phải có từ 1/7/2025 (Điều 43).")),
    Field("council_presides", Kind.YES_NO, N_("Thường trực HĐND cùng chủ trì"), N_("Hội nghị do UBND cùng Thường trực HĐND chủ trì, theo Điều 43 từ 1/7/2025."), default=False),
    Field("notes", Kind.LONG_TEXT, N_("Ghi chú"), N_("Điều cần nhớ trong nội bộ; không in ra mẫu công khai.")),
)  # fmt: skip


def held_in_time(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    """A session that was held lies not in the future and does not end before it starts."""
    held_on = values.get("held_on")
    if values.get("status") == "held" and isinstance(held_on, str) and held_on > context.today.isoformat():
        yield Problem("held_on", _("Cuộc đã tổ chức không thể ở ngày sau hôm nay."))
    start, end = values.get("start_time"), values.get("end_time")
    if isinstance(start, str) and isinstance(end, str) and end < start:
        yield Problem("end_time", _("Giờ kết thúc trước giờ bắt đầu ({start}).").format(start=start))


def reasons_when_ad_hoc(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    """An ad hoc session names at least one reason."""
    if values.get("kind") == "ad_hoc" and not values.get("ad_hoc_reasons"):
        yield Problem("ad_hoc_reasons", _("Cuộc đột xuất cần ít nhất một lý do."))


def women_among_participants(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    """Women are counted among the participants."""
    all_of_them, women = values.get("participants"), values.get("participants_female")
    if isinstance(all_of_them, int) and isinstance(women, int) and women > all_of_them:
        yield Problem("participants_female", _("Nữ nhiều hơn số người dự ({count}).").format(count=all_of_them))


def not_long_ago(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    """More than ten years back is probably a slip of the finger."""
    held_on = values.get("held_on")
    if (
        isinstance(held_on, str)
        and held_on[:4].isdigit()
        and date.fromisoformat(held_on).year < context.today.year - 10
    ):
        yield Problem("held_on", _("Ngày này đã hơn mười năm trước, xin xem lại."), is_warning=True)


def head_of(position: str) -> str | None:
    """The head a written position names: party, government, both; none for another post, None when empty."""
    text = fold(position)
    if not text:
        return None
    party = "bi thu" in text and "pho bi thu" not in text and "bi thu chi" not in text and "bi thu doan" not in text
    state = "chu tich" in text and "pho chu tich" not in text and ("ubnd" in text or "uy ban nhan dan" in text)
    return "both" if party and state else "party" if party else "government" if state else "none"


def settle(values: Values, context: Context) -> Values:
    """Fill `count_for` from the roles of those who chair when nobody chose it; the setting decides a joint session."""
    if values.get("count_for") is not None:
        return values
    on = str(values.get("held_on") or "")
    role = _role(str(values.get("chair_name") or ""), str(values.get("chair_position") or ""), on, context)
    if role in ("party", "government"):
        beside = str(values.get("co_chairs") or "").replace(";", ",").split(",")
        others = {_role(name.strip(), name, on, context) for name in beside}
        role = "both" if others & ({"party", "government", "both"} - {role}) else role
    if role == "both":
        role = str(context.settings.get("joint_default") or "both")
    return {**values, "count_for": role}


def _role(name: str, position: str, on: str, context: Context) -> str | None:
    """Which head somebody is: by the list of officials, else by the written position."""
    role = context.official_role(name, on) if name else None
    return "none" if role == "other" else role or head_of(position)


MAIN = (
    Section(
        (
            cell("title", wide=True),
            cell("held_on"),
            Cell((Part("start_time"), Part("end_time", N_("đến"))), N_("Giờ")),
            cell("kind"),
            cell("mode"),
            cell("place"),
            cell("count_for", segmented=True),
            cell("chair_name"),
            cell("chair_position"),
            Cell((Part("participants"), Part("participants_female", N_("trong đó nữ")))),
            Cell((Part("opinions_declared"), Part("answered_on_spot_declared", N_("trả lời tại chỗ")))),
        )
    ),
)

AFTER = (
    Section(
        (
            cell("status"),
            cell("ad_hoc_reasons"),
            cell("audiences"),
            cell("subjects"),
            cell("co_chairs"),
            cell("council_presides"),
            cell("speakers"),
            cell("cluster_units"),
            cell("sub_areas"),
            cell("issues_declared"),
        ),
        N_("Thành phần, phạm vi"),
    ),
    Section(
        (
            cell("announced_on"),
            cell("published_on"),
            cell("posted_on"),
            cell("told_heads_on"),
            Cell((Part("conclusion_number"),), N_("Số kết luận")),
            Cell((Part("conclusion_on"),), N_("Ngày kết luận")),
            cell("notes", wide=True, lines=3),
        ),
        N_("Thông báo, kết luận, công khai"),
    ),
)

FORM = Form(
    key="session",
    label=N_("Cuộc đối thoại"),
    plural=N_("Đối thoại"),
    fields=FIELDS,
    title_fields=("title",),
    date_field="held_on",
    rules=(held_in_time, reasons_when_ad_hoc, women_among_participants),
    warnings=(not_long_ago,),
    settle=settle,
    tabs=(Tab("main", "", MAIN), Tab("after", N_("Kết luận, công khai"), AFTER)),
    second_line=("kind",),
    chip=Chip(
        "status", (("planned", "info", "calendar"), ("postponed", "warn", "clock"), ("cancelled", "mute", "ban"))
    ),
    letters=("minutes", "invitation", "conclusion-notice", "public-notice", "opinions-table"),
)
