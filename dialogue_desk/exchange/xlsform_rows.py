"""What the rows of an XLSForm workbook mean: the registers, fields and codes of a declaration."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogue_desk.domain.declared import COUNTED, EVERY, UNIT, Declaration
from dialogue_desk.domain.fields import Form
from dialogue_desk.domain.forms import FORMS, with_siblings
from dialogue_desk.domain.vietnamese import fold
from dialogue_desk.exchange.xlsform import Book, Line, day_of, need_name, yes_or_no
from dialogue_desk.storage.schema import META_COLUMNS
from dialogue_desk.texts import _

PLAIN = {"text": "text", "date": "date", "time": "time", "integer": "count"}
_YES_NO = ({"yes", "no"}, {"co", "khong"})
_CLOSED = frozenset({"attachment", "settings", "action", "period", "duty_note", "yearly_total"})
"""Forms of the program that take no fields of others: they are not typed by people as they are, or carry figures."""

_EVERY = {"thang": "month", "quy": "quarter", "6 thang": "half", "nua nam": "half", "nam": "year"}
_LIMITS = re.compile(r"\.\s*(>=|<=)\s*(\d{1,15}|today\(\))")


@dataclass
class _Made:
    """What was read so far."""

    issuer: str
    prefix: str
    registers: dict[str, dict[str, Any]] = field(default_factory=dict)
    fields: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lists: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    names: dict[str, dict[str, int]] = field(default_factory=dict)
    help: str = ""


def declaration_of(book: Book, issuer: str, prefix: str, forms: Mapping[str, Form]) -> Declaration:
    """The declaration of a workbook. DeskError names sheet, row and column of what cannot be taken.

    `forms` are those of the desk by key: an added field must stand in one of the program's, or in a new register.
    """
    made = _Made(issuer, prefix)
    settings = book.settings
    form_id = settings.get("form_id")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", form_id):
        said = _("form_id chỉ gồm chữ không dấu, số và . _ - (nhiều nhất 64).")
        raise settings.fault("form_id", said, _("Ghi như so_cham_soc."))
    version = settings.get("version")
    if not re.fullmatch(r"[1-9]\d{0,14}", version):
        raise settings.fault("version", _("phiên bản phải là số nguyên từ 1."), _("Ghi 1, lần sau tăng dần."))
    title = settings.get("form_title")
    if not title or len(title) > 300:
        raise settings.fault("form_title", _("thiếu tên biểu mẫu, hoặc quá dài."), _("Ghi tên mà người dùng đọc."))
    _read_lists(book, made)
    for line in book.survey:
        _read_row(line, made, settings)
    if made.help:
        last = book.survey[-1]
        raise last.fault(
            "type", _("ghi chú (note) không đứng trước ô nào."), _("Đặt note ngay trên ô mà nó giải thích.")
        )
    _title_registers(made, settings, title)
    told: dict[str, Any] = {
        "form_id": form_id, "version": int(version), "issuer": issuer, "title": title, "lists": made.lists,
        "registers": list(made.registers.values()), "fields": made.fields, "letters": {},
    }  # fmt: skip
    return Declaration(form_id, int(version), issuer, told)


def _title_registers(made: _Made, settings: Line, title: str) -> None:
    every = _every_of(settings, "every")
    counted = _counted_of(settings, made)
    for register in made.registers.values():
        days = [f for f in register["fields"] if f["kind"] == "date" and not f.get("personal")]
        asked = [f for f in days if f.get("required")] or days
        register |= {"label": title if len(made.registers) == 1 else f"{title} · {register['name']}"}
        register |= {"date": asked[0]["key"] if asked else "", "every": every, "counted": counted}
        if (every or counted) and not asked:
            said = _("sổ không có ô ngày nên không đếm theo kỳ được.")
            raise settings.fault("every" if every else "counted", said, _("Thêm một ô kiểu date vào sổ."))
        del register["name"]
        if not any(not f.get("personal") for f in register["fields"]):
            raise settings.fault(
                "register", _("sổ chỉ có dữ liệu cá nhân."), _("Thêm một ô không phải dữ liệu cá nhân.")
            )


_COUNTED = re.compile(r"(?:đếm\s+)?(?:theo\s+([a-z][a-z0-9_]*)\s+)?theo\s+(\S+)")


def _counted_of(line: Line, made: _Made) -> str:
    """ "đếm theo quý" of a register; "đếm theo FIELD theo quý" is written to the field."""
    text = unicodedata.normalize("NFC", line.get("counted")).lower()
    if not text or text in COUNTED:
        return text
    match = _COUNTED.fullmatch(text)
    step = _EVERY.get(fold(match[2])) if match else None
    if match is None or step not in COUNTED:
        said = _("“{value}” không phải cách đếm.").format(value=line.get("counted"))
        raise line.fault("counted", said, _("Ghi như đếm theo quý, hoặc đếm theo hinh_thuc theo quý."))
    if not match[1]:
        return str(step)
    every = [f for r in made.registers.values() for f in r["fields"]] + [f for fs in made.fields.values() for f in fs]
    field = next((f for f in every if f["key"] == f"{made.prefix}{match[1].removeprefix(made.prefix)}"), None)
    if field is None:
        said = _("không có ô “{name}” để đếm.").format(name=match[1])
        raise line.fault("counted", said, _("Ghi khóa của một ô trong trang survey."))
    field["counted"] = str(step)
    return ""


def _every_of(line: Line, key: str) -> str:
    """ "mỗi năm một lần", "theo tháng", "year": how often."""
    text = line.get(key)
    if not text or text in EVERY:
        return text
    plain = re.sub(r"^(?:dem )?(?:moi|theo) | mot lan$", "", fold(text)).strip()
    if plain not in _EVERY:
        said = _("“{value}” không phải một nhịp.").format(value=text)
        raise line.fault(
            key, said, _("Ghi mỗi năm một lần, mỗi 6 tháng một lần, mỗi quý một lần hoặc mỗi tháng một lần.")
        )
    return _EVERY[plain]


# -- choices -----------------------------------------------------------------------------------


def _read_lists(book: Book, made: _Made) -> None:
    seen: dict[str, dict[str, int]] = {}
    for line in book.choices:
        name = line.get("list_name")
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,49}", name):
            said = _("tên danh mục “{name}” không dùng được.").format(name=name)
            raise line.fault("list_name", said, _("Ghi tên danh mục bằng chữ không dấu, như hinh_thuc."))
        of_list = seen.setdefault(name, {})
        code = need_name(line, "name", of_list, is_code=True)
        label = line.get("label")
        if not label or len(label) > 300:
            raise line.fault(
                "label", _("thiếu nhãn của mã “{code}”.").format(code=code), _("Ghi chữ mà người dùng đọc.")
            )
        of_list[code] = line.number
        told = {"key": code, "label": label, "since": day_of(line, "from"), "until": day_of(line, "withdrawn_from")}
        made.lists.setdefault(name, []).append({k: v for k, v in told.items() if v})


# -- survey ------------------------------------------------------------------------------------


def _read_row(line: Line, made: _Made, settings: Line) -> None:
    words = line.get("type").split()
    kind = words[0].lower() if words else ""
    label = line.get("label")
    if kind == "note":
        if not label:
            raise line.fault("label", _("ghi chú (note) không có chữ."), _("Ghi chữ, hoặc bỏ hàng này."))
        made.help = f"{made.help} {label}".strip()
        return
    told = _kind_of(line, words, made)
    register = line.get("register") or settings.get("register")
    form = _form_of(line if line.get("register") else settings, register, made)
    key = f"{made.prefix}{_name_of(line, made, form)}"
    if not label or len(label) > 300:
        raise line.fault("label", _("thiếu nhãn của ô."), _("Ghi chữ mà người dùng đọc."))
    hint = " ".join(filter(None, (made.help, line.get("hint"))))
    made.help = ""
    told |= {"key": key, "label": label, "help": hint[:2000], **_marks(line, made)} | _limits(line, told)
    group = line.get("conflict_group")
    if group:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", group):
            said = _("nhóm “{group}” không dùng được.").format(group=group)
            raise line.fault("conflict_group", said, _("Ghi một chữ thường không dấu, như a."))
        told["group"] = f"{made.prefix}group_{group}"
    told = {k: v for k, v in told.items() if v not in ("", False, None)}
    (made.registers[form]["fields"] if form in made.registers else made.fields.setdefault(form, [])).append(told)


def _kind_of(line: Line, words: list[str], made: _Made) -> dict[str, Any]:
    """Kind of a field with its list or what it refers to."""
    text, look = line.get("type"), line.get("appearance")
    kind = words[0].lower() if words else ""
    if look not in ("", "multiline", "minimal") and not (kind == "text" and _reference(look)):
        said = _("chương trình không dùng appearance “{value}”.").format(value=look)
        raise line.fault("appearance", said, _("Xóa, hoặc ghi multiline cho ô chữ dài."))
    if kind in ("select_one", "select_multiple"):
        return _choice_of(line, words, made)
    if len(words) == 1 and kind in PLAIN:
        refers = _reference(look) if kind == "text" else ""
        if refers:
            return {"kind": "ref", "refers": _register_named(line, "appearance", refers, made)}
        return {"kind": "long_text" if kind == "text" and look == "multiline" else PLAIN[kind]}
    if refers := _reference(text):
        return {"kind": "ref", "refers": _register_named(line, "type", refers, made)}
    said = _("chương trình không dùng kiểu “{type}”.").format(type=text or _("(trống)"))
    mend = _("Dùng text, date, time, integer, select_one, select_multiple, note, record SỔ hoặc unit.")
    if kind == "decimal":
        mend = _("Dùng integer: đổi sang đơn vị nhỏ hơn, như nghìn đồng.")
    elif kind in ("begin", "end", "begin_repeat", "end_repeat", "begin_group", "end_group"):
        mend = _("Bỏ nhóm và phần lặp; mỗi lần lặp là một bản ghi của một sổ riêng.")
    elif kind in ("calculate", "range"):
        mend = _("Bỏ hàng này, hoặc dùng integer để người dùng ghi số.")
    raise line.fault("type", said, mend)


def _reference(text: str) -> str:
    """ "record session" is session, "unit" is unit; "" for anything else."""
    words = text.split()
    if words == ["unit"]:
        return UNIT
    return words[1] if len(words) == 2 and words[0] == "record" else ""


def _register_named(line: Line, column: str, name: str, made: _Made) -> str:
    known = {form.key for form in FORMS if form.key not in _CLOSED}
    if name == UNIT or name in known:
        return name
    key = f"{made.prefix}{name.removeprefix(made.prefix)}"
    if key in made.registers:
        return key
    said = _("không có sổ “{register}”.").format(register=name)
    raise line.fault(column, said, _("Các sổ: {names}.").format(names=", ".join(sorted(known))))


def _choice_of(line: Line, words: list[str], made: _Made) -> dict[str, Any]:
    if "or_other" in words[2:] or words[1:2] == ["or_other"]:
        raise line.fault(
            "type", _("chương trình không dùng or_other."), _("Thêm mã khac vào danh mục và một ô chữ bên cạnh.")
        )
    name = words[1] if len(words) == 2 else ""
    if not name:
        raise line.fault(
            "type", _("thiếu tên danh mục sau {type}.").format(type=words[0]), _("Ghi như select_one hinh_thuc.")
        )
    if name not in made.lists:
        said = _("danh mục “{list}” không có ở trang choices.").format(list=name)
        raise line.fault("type", said, _("Thêm các mã của danh mục vào trang choices."))
    codes = {c["key"] for c in made.lists[name]}
    if words[0] == "select_one" and codes in _YES_NO:
        return {"kind": "yes_no"}
    return {"kind": "code" if words[0] == "select_one" else "codes", "list": name}


def _form_of(line: Line, name: str, made: _Made) -> str:
    """The form a field stands in: one of the program's, or a new register."""
    if not name:
        raise line.fault("register", _("không biết ô này thuộc sổ nào."), _("Ghi register ở trang settings."))
    if name in {form.key for form in FORMS}:
        if name in _CLOSED:
            said = _("“{register}” không nhận thêm ô.").format(register=name)
            raise line.fault("register", said, _("Chọn session, feedback, opinion, một sổ khác, hoặc đặt tên sổ mới."))
        return name
    plain = name.removeprefix(made.prefix)
    key = f"{made.prefix}{plain}"
    if key not in made.registers:
        if name in {form.key for form in with_siblings(FORMS)} or plain in META_COLUMNS or plain == UNIT:
            said = _("“{register}” là tên của chương trình.").format(register=name)
            raise line.fault("register", said, _("Đặt tên khác cho sổ."))
        need_name(Line(line.sheet, line.number, {"register": plain}, line.columns), "register", {})
        if plain.endswith("_personal") or plain.startswith("x_"):
            said = _("“{register}” là tên của chương trình.").format(register=name)
            raise line.fault("register", said, _("Đặt tên khác cho sổ."))
        made.registers[key] = {"key": key, "name": plain, "fields": []}
    return key


def _name_of(line: Line, made: _Made, form: str) -> str:
    seen = made.names.setdefault("", {})
    name = need_name(line, "name", seen)
    seen[name] = line.number
    plain = name.removeprefix(made.prefix)
    known = next((set(f.by_key) for f in FORMS if f.key == form), set())
    if plain in META_COLUMNS or plain in ("_del", UNIT) or plain in known or plain.startswith("x_"):
        said = _("“{name}” là tên của chương trình.").format(name=name)
        raise line.fault("name", said, _("Đặt khóa khác, như {name}_them.").format(name=plain))
    return plain


def _marks(line: Line, made: _Made) -> dict[str, Any]:
    since, until = day_of(line, "from"), day_of(line, "withdrawn_from")
    if since and until and until <= since:
        raise line.fault("withdrawn_from", _("ngày thôi dùng không sau ngày bắt đầu."), _("Sửa một trong hai ngày."))
    personal, listed = yes_or_no(line, "personal"), yes_or_no(line, "listed")
    if personal and listed:
        raise line.fault("listed", _("dữ liệu cá nhân không hiện ở danh sách."), _("Bỏ listed hoặc personal."))
    return {
        "required": yes_or_no(line, "required"), "personal": personal, "listed": listed, "since": since, "until": until,
        "counted": _counted_of(line, made), "letter": _letter_of(line),
    }  # fmt: skip


def _letter_of(line: Line) -> str:
    """The sheet that tells the field."""
    name, known = line.get("letter"), {letter for form in FORMS for letter in form.letters}
    if name and name not in known:
        said = _("không có văn bản “{name}”.").format(name=name)
        raise line.fault("letter", said, _("Các văn bản: {names}.").format(names=", ".join(sorted(known))))
    return name


def _limits(line: Line, told: Mapping[str, Any]) -> dict[str, Any]:
    """What a constraint refuses: `.>=n`, `.<=n`, `.<=today()`, joined by "and"."""
    text = line.get("constraint")
    if not text:
        if line.get("constraint_message"):
            raise line.fault(
                "constraint_message", _("có lời nhắc nhưng không có điều kiện."), _("Ghi constraint hoặc xóa lời nhắc.")
            )
        return {}
    found: dict[str, Any] = {"message": line.get("constraint_message")[:300]}
    for part in re.split(r"\s+and\s+", text):
        match = _LIMITS.fullmatch(part.strip())
        is_day = match is not None and match[2] == "today()"
        wanted = "date" if is_day else "count"
        if match is None or told["kind"] != wanted or (is_day and match[1] != "<="):
            said = _("chương trình không đọc được điều kiện “{constraint}” của ô kiểu này.").format(constraint=text)
            raise line.fault("constraint", said, _("Dùng .>=số, .<=số cho integer; .<=today() cho date."))
        if is_day:
            found["no_later"] = True
        else:
            found["least" if match[1] == ">=" else "most"] = int(match[2])
    if found.get("least", 0) > found.get("most", found.get("least", 0)):
        raise line.fault("constraint", _("số nhỏ nhất lớn hơn số lớn nhất."), _("Sửa lại hai số."))
    return found
