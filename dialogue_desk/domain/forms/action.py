"""Bước xử lý: one step in the life of a petition; added, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dialogue_desk.domain import vocabulary as v
from dialogue_desk.domain.fields import Context, Field, Form, Kind, Problem, Value, Values
from dialogue_desk.texts import N_, _

FIELDS = (
    Field("opinion_unit", Kind.REF, N_("Đơn vị của kiến nghị"), N_("Đơn vị giữ kiến nghị này; bước của cấp trên cũng ghi vào đây để trả lời xuống."), required=True, group="a"),
    Field("opinion_id", Kind.REF, N_("Kiến nghị"), N_("Kiến nghị mà bước này xử lý; tự điền khi ghi bước từ trang Ý kiến, kiến nghị."), required=True, group="a"),
    Field("done_on", Kind.DATE, N_("Ngày"), N_("Ngày thực hiện bước; trạng thái được tính theo thứ tự ngày của các bước."), required=True, group="a", listed=True),
    Field("kind", Kind.CODE, N_("Bước"), N_("Trạng thái kiến nghị chỉ đổi qua các bước; bước ghi nhầm thì thêm bước hủy."), required=True, group="a", codes=v.ACTION_KIND, listed=True),
    Field("action_ref", Kind.REF, N_("Bước bị hủy"), N_("Bước của chính đơn vị đã ghi nhầm; bắt buộc khi hủy."), group="a"),
    Field("agency", Kind.TEXT, N_("Cơ quan"), N_("Cơ quan được giao hoặc thực hiện; bước giao cuối cùng cho biết cơ quan chủ trì."), group="a", listed=True),
    Field("text", Kind.LONG_TEXT, N_("Nội dung"), N_("Kết quả, lý do, hướng dẫn; bắt buộc khi giải quyết, mở lại và khi hướng dẫn nơi khác."), group="a", listed=True),
    Field("document_number", Kind.TEXT, N_("Số văn bản"), N_("Số, ký hiệu văn bản giao việc, trả lời hoặc kết luận kèm bước này; in vào sổ theo dõi."), group="a"),
    Field("document_on", Kind.DATE, N_("Ngày văn bản"), N_("Ngày ký văn bản kèm bước này; in vào sổ theo dõi và văn bản trả lời."), group="a"),
    Field("new_due_on", Kind.DATE, N_("Hạn mới"), N_("Bắt buộc khi gia hạn; hạn có hiệu lực là hạn mới cuối cùng."), group="a"),
    Field("notified_how", Kind.CODE, N_("Thông báo bằng"), N_("Đã thông báo kết quả cho người kiến nghị bằng cách nào."), group="a", codes=v.NOTIFIED_HOW),
    Field("satisfaction", Kind.CODE, N_("Mức hài lòng"), N_("Người kiến nghị hài lòng, chưa hài lòng hay không phản hồi."), group="a", codes=v.SATISFACTION),
)  # fmt: skip


def parts_of_step(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
    """Each kind of step brings what it cannot do without."""
    kind = values.get("kind")
    if kind in ("resolve", "reopen", "decline") and not values.get("text"):
        said = {
            "resolve": _("Bước giải quyết cần ghi kết quả."),
            "reopen": _("Bước mở lại cần ghi lý do."),
            "decline": _("Bước này cần ghi nơi người dân cần đến."),
        }
        yield Problem("text", said[str(kind)])
    if kind == "extend" and not values.get("new_due_on"):
        yield Problem("new_due_on", _("Bước gia hạn cần hạn mới."))
    if kind == "void" and not values.get("action_ref"):
        yield Problem("action_ref", _("Chọn bước ghi nhầm cần hủy."))


def settle(values: Values, context: Context) -> Values:
    """A step is about a petition of one's own unit unless another is named."""
    if values.get("opinion_id") and not values.get("opinion_unit"):
        return {**values, "opinion_unit": context.unit}
    return values


FORM = Form(
    key="action",
    label=N_("Bước xử lý"),
    plural=N_("Bước xử lý"),
    fields=FIELDS,
    title_fields=("kind", "text"),
    date_field="done_on",
    rules=(parts_of_step,),
    settle=settle,
    is_appended=True,
)
