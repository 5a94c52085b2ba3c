"""How packages read on the page: what they carry, what became of them, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dialogue_desk.desk import Desk
from dialogue_desk.desk.receiving import FileResult
from dialogue_desk.desk.records import time_of
from dialogue_desk.desk.sending import Plan
from dialogue_desk.domain.fields import PERSONAL_SUFFIX, Form
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.texts import N_, _

COUNTED = {
    "session": N_("{count} cuộc đối thoại"),
    "feedback": N_("{count} bản ghi góp ý"),
    "opinion": N_("{count} ý kiến, kiến nghị"),
    "action": N_("{count} bước xử lý"),
    "directive": N_("{count} văn bản"),
    "yearly_total": N_("{count} số liệu tổng hợp"),
    "reception": N_("{count} buổi tiếp công dân"),
}
KIND_WORDS = {
    "new": N_("Mới"),
    "changed": N_("Thay đổi"),
    "same": N_("Như cũ"),
    "older": N_("Cũ hơn bản ở đây"),
    "conflicts": N_("Hai máy sửa khác nhau"),
    "quarantined": N_("Chờ xử lý, chưa nhận"),
    "erased": N_("Bị xóa nội dung"),
}
FINDING_WORDS = {
    "phone": N_("Số điện thoại"),
    "id_number": N_("Số căn cước"),
    "account": N_("Số tài khoản"),
    "plate": N_("Biển số xe"),
    "mail": N_("Thư điện tử"),
    "house_number": N_("Số nhà"),
    "name": N_("Họ tên"),
    "unknown_name": N_("Có thể là họ tên"),
}
NEXT_STEPS = {
    "unknown_desk": N_("Máy gửi chưa được tin. Gọi cho đơn vị ấy, đọc mã nhận diện máy dưới đây; khớp thì tin máy."),
    "code_used_twice": N_(
        "Tệp kết nối của đơn vị này đã được hai máy dùng, nên máy dùng trước cũng tạm chờ xử lý. Gọi cho đơn vị ấy, đọc"
        " mã nhận diện máy dưới đây: khớp máy nào thì tin máy ấy, máy kia thì thu hồi ở Máy được kết nối."
    ),
    "invitation_over": N_(
        "Tệp kết nối mà máy này dùng đã hết hạn hoặc đã được rút. Gọi cho đơn vị ấy, đọc mã nhận diện máy dưới đây;"
        " khớp thì tin máy."
    ),
    "clock_ahead": N_("Đồng hồ của máy gửi chạy trước hơn một ngày. Xem lại ngày giờ; gói đúng thì vẫn nhận được."),
    "undone": N_("Gói này đã nhận rồi hoàn tác. Muốn có lại các bản ghi trong gói thì nhận lại."),
    "newer_format": N_("Gói do bản mới hơn của chương trình viết. Cập nhật chương trình rồi mở lại gói."),
    "not_for_us": N_("Gói này gửi cho nơi khác. Chuyển tệp đến đúng nơi nhận, máy này không mở được."),
    "not_for_this_desk": N_(
        "Tệp đã mã hóa cho các máy khác của đơn vị. Máy cũ đã mất thì gõ khóa phục hồi trên tờ in; không thì đề nghị"
        " bên gửi nhận tệp trả lời mới nhất rồi gửi lại."
    ),
    "own_package": N_("Gói này do chính máy này viết. Hãy chuyển nó cho nơi nhận."),
}  # fmt: skip
"""What a person reads instead of the command line's advice."""


UNTRUSTED = ("unknown_desk", "code_used_twice", "invitation_over")
"""Why a package waits for its sender to be trusted."""

REFUSED_CHIPS = {
    "own_package": ChipSpec(N_("Của máy này"), "mute", "send"),
    "not_for_us": ChipSpec(N_("Gửi nơi khác"), "mute", "corner-up-right"),
    "undone": ChipSpec(N_("Đã hoàn tác"), "mute", "undo-2"),
}
"""Nothing is wrong with these: a folder of packages holds them too."""


def count_words(counts: Mapping[str, int], forms: Iterable[Form] = FORMS) -> str:
    """“37 cuộc đối thoại, 120 ý kiến, kiến nghị”: records by form, in the order of the forms."""
    parts = []
    for form in forms:
        count = counts.get(form.key, 0)
        if count:
            text = COUNTED.get(form.key)
            shown = f"{count:,}".replace(",", ".")
            parts.append(_(text).format(count=shown) if text else f"{shown} {_(form.plural or form.label).lower()}")
    return ", ".join(parts)


def plan_words(plan: Plan, upper: str, forms: Iterable[Form] = FORMS) -> str:
    """What a package to `upper` (its name) would carry, in one or two sentences."""
    if not plan.rows and not plan.is_confirmed:
        return _("Máy này chưa ghi gì để gửi {unit}.").format(unit=upper)
    if not plan.rows:
        return _("{unit} đã xác nhận giữ đủ. Không có gì mới để gửi.").format(unit=upper)
    parts = [count_words(plan.counts, forms)]
    if plan.deleted:
        parts.append(_("{count} bản ghi đã xóa").format(count=plan.deleted))
    told = _("Gói sẽ mang {counts}.").format(counts=", ".join(filter(None, parts)))
    if plan.forwarded:
        more = _("Trong đó {count} kiến nghị chuyển cấp trên đi kèm họ tên, địa chỉ người nêu.")
        told = f"{told} {more.format(count=plan.forwarded)}"
    return told


def result_chip(result: FileResult, *, is_done: bool) -> ChipSpec:
    """What became of a file, or would."""
    if result.status == "merged":
        if is_done:
            return ChipSpec(_("Đã nhập"), "ok", "circle-check")
        if result.counts.get("conflicts"):
            return ChipSpec(_("Hai máy sửa khác nhau"), "warn", "git-merge")
        if result.erasures:
            return ChipSpec(_("Có xóa nội dung"), "warn", "triangle-alert")
        if result.details.alike:
            return ChipSpec(_("Có bản gần trùng"), "warn", "copy")
        if result.details.refused:
            return ChipSpec(_("Một phần chờ xử lý"), "warn", "shield")
        if not result.counts.get("new") and not result.counts.get("changed"):
            return ChipSpec(_("Không có gì mới"), "mute", "circle-check")
        return ChipSpec(_("Nhập được"), "ok", "circle-check")
    if result.status == "already" and result.copy_of:
        return ChipSpec(_("Bản sao chép"), "mute", "copy")
    if result.status == "already":
        day = f"{time_of(result.at):%d/%m}" if result.at else ""
        return ChipSpec(_("Đã nhập {day}").format(day=day).strip(), "mute", "circle-check")
    if result.status == "waiting":
        return ChipSpec(_("Chờ bạn xem"), "warn", "clock")
    known = REFUSED_CHIPS.get(result.code)
    return ChipSpec(_(known.text), known.tone, known.icon) if known else ChipSpec(_("Từ chối"), "danger", "circle-x")


def next_step(result: FileResult) -> str:
    """Why a file was not taken and what to do."""
    return _(NEXT_STEPS[result.code]) if result.code in NEXT_STEPS else result.message


def sender_words(desk: Desk, result: FileResult) -> str:
    """Who wrote a package, as far as it can be read."""
    if not result.unit:
        return _("Chưa rõ nơi gửi")
    if result.kind == "down":
        return _("Trả lời của {unit}").format(unit=desk.units.name(result.unit))
    if result.kind == "peer":
        return _("Máy khác của {unit}").format(unit=desk.units.name(result.unit))
    return desk.units.name(result.unit)


def total_of(chosen: Sequence[FileResult], read: Sequence[FileResult]) -> dict[str, int]:
    """How many records are new, changed and in conflict in the chosen packages, each counted once.

    The packages were read in one run: what a package left out brings first is new all the same in a chosen one.
    """
    fresh = {record[1:] for result in read for record in result.details.records if record[0] == "new"}
    kinds: dict[tuple[str, str, str], set[str]] = {}
    for result in chosen:
        for kind, form, unit, record_id in result.details.records:
            if not form.endswith(PERSONAL_SUFFIX):
                kinds.setdefault((form, unit, record_id), set()).add(kind)
    return {
        "new": len(fresh & set(kinds)),
        "changed": sum("changed" in told for key, told in kinds.items() if key not in fresh),
        "conflicts": sum("conflicts" in told for told in kinds.values()),
    }


MOST_LEFT = 4
"""Files a message names; of more it says how many."""


def left_words(left: Sequence[FileResult]) -> str:
    """Which files were not taken, and why."""
    named = [f"{Path(result.file).name} ({result_chip(result, is_done=True).text})" for result in left[:MOST_LEFT]]
    told = _("Chưa nhập: {files}").format(files=", ".join(named))
    more = len(left) - MOST_LEFT
    return f"{told}, {_('và {count} tệp nữa').format(count=more)}." if more > 0 else f"{told}."
