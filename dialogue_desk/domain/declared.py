"""Fields and registers that are data: what a unit declares for itself and those below, on top of the program's forms.

A declaration is canonical JSON: `form_id`, a rising `version`, `issuer` (key of a unit), `title`, `registers`,
`fields` by form, code `lists`, `letters`. What was declared once stays: a later version hides a field (`gone`) or
withdraws a code from a day on (`until`), it never takes the meaning of a stored value away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from dialogue_desk.domain.fields import Code, Context, Field, Form, Kind, Problem, Rule, Value, Vocabulary
from dialogue_desk.domain.records import canonical
from dialogue_desk.texts import _

UNIT = "unit"
"""What a reference to a unit refers to, where others name a register."""

KINDS: Mapping[str, Kind] = {k.value: k for k in Kind}
MOST_FIELDS, MOST_CODES, MOST_LABEL, MOST_HELP = 300, 2_000, 300, 2_000
MOST_TEXT = 1 << 20
"""Bytes of one declaration."""

EVERY = ("month", "quarter", "half", "year")
"""How often a register may be owed ("mỗi năm một lần")."""

COUNTED = ("month", "quarter", "year")
"""The steps of time something may be counted by."""

_PREFIX = re.compile(r"x_([a-z0-9]+)_")
_KEY = re.compile(r"x_[a-z0-9]+_[a-z][a-z0-9_]*")
_CODE = re.compile(r"[a-z0-9][a-z0-9_]*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


class DeclarationError(ValueError):
    """A text that is no declaration, or one that may not follow another; the message is one plain sentence."""


def prefix_of(code: str) -> str:
    """How the keys of an issuer begin, by the code of its unit."""
    return f"x_{re.sub('[^a-z0-9]', '', code.lower()) or 'u'}_"


def is_declared_key(key: str) -> bool:
    """Whether a key is one that declarations give."""
    return len(key) <= 120 and _KEY.fullmatch(key) is not None


@dataclass(frozen=True)
class Declaration:
    """One version of what an issuer declares under `form_id`; `told` is all of it, as its JSON has it."""

    form_id: str
    version: int
    issuer: str
    told: Mapping[str, Any] = field(hash=False)

    @cached_property
    def text(self) -> str:
        """The JSON that is signed, stored and sent."""
        return canonical(dict(self.told))

    @property
    def title(self) -> str:
        """What people call it."""
        return str(self.told["title"])

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn whole: its registers are closed, its fields hidden."""
        return bool(self.told.get("withdrawn"))

    @property
    def registers(self) -> list[str]:
        """Keys of the registers it declares, without those it gave up."""
        return [str(r["key"]) for r in self.told["registers"] if not r.get("gone")]

    @property
    def fields(self) -> list[str]:
        """Keys of every field it declares, without those it gave up."""
        return [str(f["key"]) for _form, f in self.each_field() if not f.get("gone")]

    def each_field(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Every field with the form it stands in, also those given up."""
        for register in self.told["registers"]:
            yield from ((str(register["key"]), f) for f in register["fields"])
        for form, fields in self.told["fields"].items():
            yield from ((str(form), f) for f in fields)


def read(text: str) -> Declaration:
    """The declaration of a JSON text. DeclarationError when it is none: it may come from anywhere."""
    try:
        told = json.loads(text)
        if len(text) > MOST_TEXT or not isinstance(told, dict):
            raise ValueError("not a declaration")
        made = Declaration(_text(told["form_id"], 64), told["version"], _text(told["issuer"], 100), told)
        _check(made)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DeclarationError(_("Biểu mẫu khai báo không đọc được.")) from error
    return made


def _check(made: Declaration) -> None:
    told = made.told
    if type(made.version) is not int or not 0 < made.version < 1 << 53 or not _ID.fullmatch(made.form_id):
        raise ValueError("version")
    _text(told["title"], MOST_LABEL)
    keys = [str(f["key"]) for _form, f in made.each_field()] + [str(r["key"]) for r in told["registers"]]
    if len(set(keys)) != len(keys) or len(keys) > MOST_FIELDS or len({_prefix(key) for key in keys}) > 1:
        raise ValueError("keys")
    for name, said in told.get("letters", {}).items():
        _text(name, 100), _text(said, MOST_TEXT)
    for name, codes in told["lists"].items():
        _text(name, 100)
        if len({c["key"] for c in codes}) != len(codes) or len(codes) > MOST_CODES:
            raise ValueError("codes")
        for code in codes:
            if not _CODE.fullmatch(code["key"]):
                raise ValueError("code")
            _text(code["label"], MOST_LABEL)
            _days(code)
    for register in told["registers"]:
        _text(register["label"], MOST_LABEL)
        if register.get("every", "") not in ("", *EVERY) or register.get("counted", "") not in ("", *COUNTED):
            raise ValueError("every")
        if register["key"].endswith("_personal"):
            raise ValueError("register")
        own = {f["key"]: f["kind"] for f in register["fields"]}
        if register.get("date") and own.get(register["date"]) != "date":
            raise ValueError("date")
    for _form, each in made.each_field():
        _check_field(each, told["lists"])


def _check_field(told: Mapping[str, Any], lists: Mapping[str, Any]) -> None:
    kind = KINDS[told["kind"]]
    _text(told["label"], MOST_LABEL)
    if len(told.get("help", "")) > MOST_HELP or not isinstance(told.get("group", ""), str):
        raise ValueError("help")
    if kind in (Kind.CODE, Kind.CODES) and told["list"] not in lists:
        raise ValueError("list")
    if kind is Kind.REF and not isinstance(told["refers"], str):
        raise ValueError("refers")
    if told.get("counted", "") not in ("", *COUNTED):
        raise ValueError("counted")
    if any(type(told[k]) is not int for k in ("least", "most") if told.get(k) is not None):
        raise ValueError("limits")
    _days(told)


def _days(told: Mapping[str, Any]) -> None:
    if any(told.get(k) and not _DAY.fullmatch(told[k]) for k in ("since", "until")):
        raise ValueError("day")


def _prefix(key: str) -> str:
    found = _PREFIX.match(key)
    if found is None or not is_declared_key(key):
        raise ValueError("key")
    return found[0]


def _text(told: Any, most: int) -> str:
    if not isinstance(told, str) or not 0 < len(told) <= most:
        raise ValueError("text")
    return told


# -- forms ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Raw:
    """What rows brought whose declaration is not here: keys of fields by form, and forms with a sibling."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    siblings: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.fields or self.siblings)


def composed(base: tuple[Form, ...], declarations: Iterable[Declaration], raw: Raw) -> tuple[Form, ...]:
    """The forms of a desk: the program's, with what is declared, and plain ones for rows that came before that."""
    told = sorted(declarations, key=lambda d: (d.issuer, d.form_id))
    if not told and not raw:
        return base
    forms = {form.key: form for form in base}
    for declaration in told:
        for register in declaration.told["registers"]:
            if register["key"] not in forms:
                forms[register["key"]] = _register(declaration, register)
    for declaration in told:
        for key, fields in declaration.told["fields"].items():
            if key in forms:
                forms[key] = _grown(forms[key], fields, declaration)
    for key in sorted({*raw.fields, *raw.siblings}):
        if key in forms or is_declared_key(key):
            forms[key] = _with_raw(forms.get(key) or Form(key, key, (), is_raw=True), raw)
    return tuple(forms.values())


def _with_raw(form: Form, raw: Raw) -> Form:
    unknown = [key for key in raw.fields.get(form.key, ()) if key not in form.by_key]
    fields = tuple(Field(key, Kind.TEXT, key, is_raw=True, is_kept=True) for key in unknown)
    return replace(form, fields=(*form.fields, *fields), has_sibling=form.key in raw.siblings)


def _register(declaration: Declaration, told: Mapping[str, Any]) -> Form:
    fields = tuple(_field(declaration, f, closed=bool(told.get("gone"))) for f in told["fields"])
    names = [f.key for f in fields if f.is_text and not f.personal and not f.is_kept]
    title = [f.key for f in fields if f.key in names and f.required] or names
    shown = title or [f.key for f in fields if f.kind is Kind.CODE and not f.personal]
    form = Form(
        key=str(told["key"]),
        label=str(told["label"]),
        plural=str(told["label"]),
        help=str(told.get("help", "")),
        fields=fields,
        title_fields=tuple(shown[:1]),
        date_field=str(told.get("date") or ""),
        every=str(told.get("every") or ""),
        since=str(declaration.told.get("since") or ""),
        counted=str(told.get("counted") or ""),
        is_closed=declaration.is_withdrawn or bool(told.get("gone")),
    )
    dated = tuple(_offering(f, form.date_field) for f in fields)
    return replace(form, fields=dated, rules=_rules(form.date_field, declaration, told["fields"]))


def _grown(form: Form, told: Iterable[Mapping[str, Any]], declaration: Declaration) -> Form:
    more = [f for f in told if f["key"] not in form.by_key]
    made = (replace(_field(declaration, f), section=declaration.title) for f in more)
    fields = tuple(_offering(f, form.date_field) for f in made)
    rules = (*form.rules, *_rules(form.date_field, declaration, more))
    return replace(form, fields=(*form.fields, *fields), rules=rules)


def _field(declaration: Declaration, told: Mapping[str, Any], *, closed: bool = False) -> Field:
    kind = KINDS[told["kind"]]
    listed = declaration.told["lists"][told["list"]] if kind in (Kind.CODE, Kind.CODES) else None
    codes = None if listed is None else _vocabulary(f"{declaration.form_id}.{told['list']}", listed)
    is_kept = closed or bool(told.get("gone")) or declaration.is_withdrawn
    is_asked = bool(told.get("required")) and not told.get("since") and not told.get("until") and not is_kept
    return Field(
        key=str(told["key"]), kind=kind, label=str(told["label"]), help=str(told.get("help", "")), required=is_asked,
        personal=bool(told.get("personal")), group=str(told.get("group", "")), codes=codes,
        listed=bool(told.get("listed")) and not is_kept, refers=str(told.get("refers", "")), is_kept=is_kept,
        until=str(told.get("until", "")), counted=str(told.get("counted", "")),
        letter=str(told.get("letter", "")),
    )  # fmt: skip


def _offering(field: Field, day: str) -> Field:
    """A field whose codes come and go offers those of the record's day, and the one it holds."""
    codes = field.codes
    if codes is None or not codes.is_dated:
        return field

    def offered(values: Mapping[str, Value]) -> tuple[str, ...]:
        held = values.get(field.key)
        kept = held if isinstance(held, tuple) else (held,)
        now = codes.offered(str(values.get(day) or "9999-12-31"))
        return tuple(c.key for c in codes.codes if c.key in now or c.key in kept)

    return replace(field, codes_for=offered)


def _vocabulary(key: str, told: Iterable[Mapping[str, Any]]) -> Vocabulary:
    codes = (Code(c["key"], c["label"], c.get("since", ""), c.get("until", "")) for c in told)
    return Vocabulary(key, tuple(codes))


def _rules(day: str, declaration: Declaration, told: Iterable[Mapping[str, Any]]) -> tuple[Rule, ...]:
    asked = [f for f in told if not f.get("gone")] if not declaration.is_withdrawn else []
    return tuple(_rule(day, f) for f in asked if _has_rule(f))


def _has_rule(told: Mapping[str, Any]) -> bool:
    return any(told.get(k) is not None for k in ("least", "most", "no_later")) or bool(
        told.get("required") and (told.get("since") or told.get("until"))
    )


def _rule(day: str, told: Mapping[str, Any]) -> Rule:
    """What one declared field refuses."""
    key, label = str(told["key"]), str(told["label"])

    def rule(values: Mapping[str, Value], context: Context) -> Iterable[Problem]:
        value, on = values.get(key), str(values.get(day) or context.today.isoformat())
        is_due = told.get("since", "") <= on and (not told.get("until") or on < told["until"])
        if value is None:
            if told.get("required") and is_due and (told.get("since") or told.get("until")):
                yield Problem(key, _("{label} không được để trống.").format(label=label))
            return
        wrong = _limit(told, value, context)
        if wrong:
            yield Problem(key, str(told.get("message") or wrong))

    return rule


def _limit(told: Mapping[str, Any], value: Value, context: Context) -> str:
    least, most = told.get("least"), told.get("most")
    if isinstance(value, int) and least is not None and value < least:
        return _("{label} ít nhất là {least}.").format(label=told["label"], least=least)
    if isinstance(value, int) and most is not None and value > most:
        return _("{label} nhiều nhất là {most}.").format(label=told["label"], most=most)
    if told.get("no_later") and isinstance(value, str) and value > context.today.isoformat():
        return _("{label} không thể ở ngày sau hôm nay.").format(label=told["label"])
    return ""
