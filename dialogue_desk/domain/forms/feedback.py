"""Góp ý: occasions of feedback to the Party or the government; counted in `cuộc/lần`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogue_desk.domain import vocabulary as v
from dialogue_desk.domain.fields import Context, Field, Form, Kind, Problem, Value
from dialogue_desk.domain.layouts import Cell, Chip, Part, Section, Tab, cell
from dialogue_desk.texts import N_, _

FIELDS = (
    Field("given_on", Kind.DATE, N_("Ngày góp ý"), N_("Lần góp ý tính vào năm của ngày này (Phụ lục 03, 04, cột Năm)."), required=True, listed=True),
    Field("contributor", Kind.CODE, N_("Chủ thể góp ý"), N_("Mặt trận, đoàn thể chính trị - xã hội hay Nhân dân: ai góp ý theo Quyết định 218-QĐ/TW."), required=True, codes=v.CONTRIBUTOR, listed=True),
    Field("contributor_name", Kind.TEXT, N_("Tên tổ chức, người góp ý"), N_("Tên cụ thể của tổ chức góp ý, ví dụ Chi hội Phụ nữ thôn Đông.")),
    Field("target", Kind.CODE, N_("Góp ý đối với"), N_("Tổ chức đảng, đảng viên vào Phụ lục 03; cơ quan, tổ chức và cá nhân vào Phụ lục 04."), required=True, group="a", codes=v.TARGET, listed=True),
    Field("channel", Kind.CODE, N_("Hình thức góp ý"), N_("Các hình thức của mục 2.1 Báo cáo 363-BC/TU, hiện theo đối tượng được góp ý."), required=True, group="a", codes=v.CHANNEL, codes_for=v.channels_for),
    Field("target_name", Kind.TEXT, N_("Tên người, nơi được góp ý"), N_("Dữ liệu cá nhân: chỉ lưu tại đơn vị, không gửi lên trên, không in ra mẫu công khai."), personal=True),
    Field("timing", Kind.CODE, N_("Tính chất"), N_("Cột Góp ý định kỳ, thường xuyên, đột xuất của Phụ lục 03, 04; định kỳ là mỗi năm một lần trước kiểm điểm."), required=True, default="periodic", codes=v.TIMING, listed=True),
    Field("is_written", Kind.YES_NO, N_("Bằng văn bản"), N_("Góp ý bằng văn bản; cần cho nghĩa vụ góp ý hằng năm theo Điều 7 Quyết định 218-QĐ/TW."), default=False),
    Field("document_number", Kind.TEXT, N_("Số văn bản"), N_("Số, ký hiệu văn bản góp ý, nếu có.")),
    Field("occasions", Kind.COUNT, N_("Số cuộc/lần"), N_("Số lần góp ý cộng vào Phụ lục 03, 04; thường là 1, nhập nhiều lần cùng loại thì ghi tổng."), required=True, default=1, listed=True),
    Field("undetailed_accepted", Kind.COUNT, N_("Ý kiến tiếp thu (không chi tiết)"), N_("Số ý kiến được tiếp thu mà không giữ nguyên văn; cộng vào cột Tiếp thu của Phụ lục 03, 04.")),
    Field("undetailed_not_accepted", Kind.COUNT, N_("Ý kiến không tiếp thu (không chi tiết)"), N_("Số ý kiến không tiếp thu mà không giữ nguyên văn; cộng vào cột Không tiếp thu của Phụ lục 03, 04.")),
    Field("content", Kind.LONG_TEXT, N_("Nội dung"), N_("Tóm tắt nội dung góp ý; từng ý kiến nên nhập riêng để theo dõi tiếp thu, giải trình.")),
    Field("notes", Kind.LONG_TEXT, N_("Ghi chú"), N_("Điều cần nhớ trong nội bộ; không in ra mẫu công khai.")),
)  # fmt: skip


def channel_suits_target(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    """The channel is one the source lists for this target."""
    target, channel = values.get("target"), values.get("channel")
    if target and channel and channel not in v.channels_for(values):
        yield Problem(
            "channel",
            _("Hình thức {channel} không dùng khi góp ý đối với {target}.").format(
                channel=channel, target=v.TARGET.label(target).lower()
            ),
        )


LAYOUT = (
    Section(
        (
            cell("given_on"),
            cell("timing", segmented=True),
            cell("contributor"),
            cell("contributor_name"),
            cell("target"),
            cell("channel"),
            Cell((Part("target_name"),), N_("Tên nơi nhận")),
            cell("occasions"),
            Cell((Part("is_written"),), " "),
            cell("document_number"),
        )
    ),
    Section(
        (
            cell("content", wide=True, lines=4),
            Cell((Part("undetailed_accepted"),), N_("Đã tiếp thu")),
            Cell((Part("undetailed_not_accepted"),), N_("Không tiếp thu")),
            cell("notes", wide=True),
        ),
        N_("Nội dung, số ý kiến không giữ nguyên văn"),
    ),
)

FORM = Form(
    key="feedback",
    label=N_("Lần góp ý"),
    plural=N_("Góp ý"),
    fields=FIELDS,
    title_fields=("contributor_name", "content"),
    date_field="given_on",
    rules=(channel_suits_target,),
    tabs=(Tab("main", "", LAYOUT),),
    second_line=("target",),
    chip=Chip("timing", plain=True),
)


def side_of(target: Value) -> str | None:
    """The side an occasion belongs to: the Party for its organisations and members, else the government."""
    if target in ("party_org", "party_member"):
        return "party"
    return "government" if target in ("agency", "individual") else None
