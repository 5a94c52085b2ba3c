"""Versions of one declaration: what may follow what, over the years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dialogue_desk.domain.declared import Declaration, DeclarationError
from dialogue_desk.texts import _


def follow(old: Declaration, new: Declaration) -> Declaration:
    """`new` as it may follow `old`: what it leaves out is kept as given up. DeclarationError when it may not."""
    before = {str(f["key"]): (form, f) for form, f in old.each_field()}
    after = {str(f["key"]): (form, f) for form, f in new.each_field()}
    for key, (form, told) in before.items():
        if key in after:
            _same_kind(key, (form, told), after[key], old, new)
        else:
            _not_renamed(key, form, told, before, new)
    told = {**new.told, "lists": _lists(old, new), "since": old.told.get("since", "")}
    registers = [dict(r) for r in new.told["registers"]]
    known = {r["key"]: r for r in registers}
    for register in old.told["registers"]:
        mine = known.get(register["key"])
        if mine is None:
            registers.append({**register, "gone": True, "fields": [{**f, "gone": True} for f in register["fields"]]})
        else:
            mine["fields"] = _kept(register["fields"], mine["fields"])
    fields = {form: list(each) for form, each in new.told["fields"].items()}
    for form, each in old.told["fields"].items():
        fields[form] = _kept(each, fields.get(form, []))
    return Declaration(new.form_id, new.version, new.issuer, {**told, "registers": registers, "fields": fields})


def _kept(old: Iterable[Mapping[str, Any]], new: list[Any]) -> list[Any]:
    keys = {f["key"] for f in new}
    return [*new, *({**f, "gone": True} for f in old if f["key"] not in keys)]


def _lists(old: Declaration, new: Declaration) -> dict[str, Any]:
    """The code lists of both; a code is withdrawn by a day and never left out."""
    lists = {name: list(codes) for name, codes in new.told["lists"].items()}
    for name, codes in old.told["lists"].items():
        if name not in lists:
            lists[name] = list(codes)
            continue
        keys = {c["key"] for c in lists[name]}
        for code in codes:
            if code["key"] not in keys:
                raise DeclarationError(
                    _(
                        "Mã “{code}” của danh mục {list} không bỏ được: ghi lại nó và ngày thôi dùng ở cột {column}."
                    ).format(code=code["key"], list=name, column="withdrawn_from")
                )
    return lists


def _same_kind(
    key: str,
    old: tuple[str, Mapping[str, Any]],
    new: tuple[str, Mapping[str, Any]],
    before: Declaration,
    after: Declaration,
) -> None:
    texts = ("text", "long_text")
    was, now = old[1]["kind"], new[1]["kind"]
    if (was != now and not (was in texts and now in texts)) or old[1].get("refers") != new[1].get("refers"):
        raise DeclarationError(
            _(
                "Ô “{key}” đổi kiểu: giá trị đã ghi sẽ không đọc được. Giữ kiểu cũ, hoặc thêm một ô có khóa khác."
            ).format(key=key)
        )
    if bool(old[1].get("personal")) != bool(new[1].get("personal")):
        raise DeclarationError(
            _("Ô “{key}” đổi dấu dữ liệu cá nhân: bản đã gửi không lấy lại được. Thêm một ô có khóa khác.").format(
                key=key
            )
        )
    if old[0] != new[0]:
        raise DeclarationError(_("Ô “{key}” chuyển sang sổ khác. Giữ nó ở sổ cũ, thêm ô mới ở sổ mới.").format(key=key))
    codes = {c["key"] for c in before.told["lists"].get(old[1].get("list"), ())}
    lost = codes - {c["key"] for c in after.told["lists"].get(new[1].get("list"), ())}
    if lost and old[1].get("list") != new[1].get("list"):
        raise DeclarationError(
            _("Ô “{key}” đổi danh mục, thiếu mã “{code}”. Giữ danh mục cũ.").format(key=key, code=sorted(lost)[0])
        )


def _not_renamed(key: str, form: str, told: Mapping[str, Any], before: Mapping[str, Any], new: Declaration) -> None:
    if told.get("gone"):
        return
    for other_form, other in new.each_field():
        if other_form == form and other["key"] not in before and other["label"] == told["label"]:
            raise DeclarationError(
                _("Ô “{label}” đổi khóa từ {old} thành {new}: giữ khóa cũ, chỉ sửa nhãn khi cần.").format(
                    label=told["label"], old=key, new=other["key"]
                )
            )


def withdrawn(held: Declaration) -> Declaration:
    """The next version of a declaration, which withdraws it whole: nothing stored loses its name."""
    told = {**held.told, "version": held.version + 1, "withdrawn": True}
    return Declaration(held.form_id, held.version + 1, held.issuer, told)
