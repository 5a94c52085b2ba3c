"""A version as a line of a package, and back: read strictly, so that nothing malformed gets further."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, NotRequired, TypedDict

import msgspec

from dialogue_desk.domain.declared import is_declared_key
from dialogue_desk.domain.fields import LONG_TEXT_MOST, PERSONAL_SUFFIX, Field, Form, Kind
from dialogue_desk.domain.records import Stamp, content_hash, from_json_value
from dialogue_desk.storage.erasing import Erased
from dialogue_desk.storage.staging import Staged

SERIES = re.compile(r"[0-9a-f]{16}/\d{1,6}(p?)")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NAMES = re.compile(r"(?:[0-9a-f]{32}(?: |$))*")
HASH = re.compile(r"[0-9a-f]{32}")
MOST = 1 << 62
_MOST_COUNT = 1 << 53
"""A thousand of these can be added up without overflow."""

_Line = tuple[str, str, str, int, str, int, str, str, str, str]
"""Form, unit, id, clock, series, number, seen, names, groups, text."""
_ErasedLine = tuple[str, str, str, int, str, int, str, str, str, str, str]
"""The same and the hash of the content that was erased."""


class _Body(TypedDict):
    """The text of a version as it nearly always looks; `_read_body` decides about every other one."""

    v: dict[str, str | bool | Annotated[int, msgspec.Meta(ge=0, le=_MOST_COUNT)] | list[str]]
    by: str
    at: str
    eb: str
    ca: str
    x: NotRequired[int]


_decode = msgspec.json.Decoder().decode
_decode_line = msgspec.json.Decoder(_Line).decode
_decode_erased_line = msgspec.json.Decoder(_ErasedLine).decode
_decode_body = msgspec.json.Decoder(_Body).decode
_encode = msgspec.json.Encoder().encode


class MalformedError(ValueError):
    """A line that is no version; the message is a reason code."""


class UndeclaredError(MalformedError):
    """A line of a form that a declaration to come may name."""


def line_of(form: str, unit: str, record_id: str, parts: tuple[Any, ...], *, is_erased: bool) -> bytes:
    """A stored version (hlc, de, n, seen, names, groups, text, hash) as it travels.

    The hash is left to the reader to compute, but for content that was erased.
    """
    *told, digest = parts
    return _encode([form, unit, record_id, *told, *([digest] if is_erased else [])])


@dataclass(frozen=True)
class Checks:
    """The type a value must have by field, and fields with their types as they were met together and found right."""

    types: Mapping[str, type]
    right: dict[tuple[object, ...], tuple[str, ...]]
    """And which of them are texts of few letters: a version shorter than a long text has only these to fear."""
    most: Mapping[str, int]
    """Letters a text may have by field: every program so far let no more be typed."""
    unknown: set[str]
    """Keys of declared fields that were met and are not known here."""

    def has_too_long(self, values: Mapping[str, Any]) -> bool:
        """Whether a text is longer than anybody could type it; of a field unknown here, than any text."""
        return any(type(v) is str and len(v) > self.most.get(key, _LONGEST) for key, v in values.items())

    def short(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """Those of these fields that hold texts, and fewer letters than a long one may have."""
        return tuple(
            key for key, v in values.items() if type(v) is str and self.most.get(key, _LONGEST) < LONG_TEXT_MOST
        )


_LONGEST = 200_000


class LineReader:
    """Reads lines of a package as versions of some forms; `erased` blanks what was erased here."""

    def __init__(self, forms: Iterable[Form], erased: Erased) -> None:
        self._forms: dict[str, tuple[Form, Checks]] = {}
        self._known = {f.key: f for f in forms}
        self._erased = erased
        self.undeclared: set[str] = set()
        self._series: dict[str, bool] = {}

    def _form(self, key: str) -> tuple[Form, Checks]:
        """A form and what its values must be, made when the first line of that form comes."""
        if key not in self._forms:
            if key not in self._known:
                plain = key.removesuffix(PERSONAL_SUFFIX)
                if is_declared_key(plain) or plain in self._known:
                    self.undeclared.add(key)
                    raise UndeclaredError("unknown_form")
                raise MalformedError("unknown_form")
            form = self._known[key]
            self._forms[key] = form, _checks_of(form)
        return self._forms[key]

    def met(self) -> dict[str, set[str]]:
        """Forms and, by form, declared fields that lines named and that are not known here."""
        found = {key: set(checks.unknown) for key, (_form, checks) in self._forms.items() if checks.unknown}
        return {**{key: set() for key in self.undeclared}, **found}

    def _is_personal(self, series: str) -> bool:
        """Whether a series counts siblings; what is no series is malformed."""
        if series not in self._series:
            found = SERIES.fullmatch(series)
            if found is None:
                raise MalformedError("malformed")
            self._series[series] = bool(found[1])
        return self._series[series]

    def read(self, line: bytes) -> Staged:
        """The version of a line. MalformedError with the reason when it is none of ours."""
        (form_key, unit, record_id, hlc, de, n, seen, names, groups, text), erased_hash = _cells(line)
        form, checks = self._form(form_key)
        if self._is_personal(de) != form.is_personal or not _ID.fullmatch(record_id) or len(unit) > 100:
            raise MalformedError("malformed")
        if not (0 < hlc < MOST and 0 < n < MOST) or (names and not _NAMES.fullmatch(names)):
            raise MalformedError("malformed")
        stamp, key = Stamp(hlc, de, n), (form_key, unit, record_id)
        body, is_open = _read_body(checks, text), bool(groups) and _is_open(checks, groups)
        digest = content_hash(form_key, unit, record_id, stamp, seen, names, groups, text)
        clean = ""
        if erased_hash is not None:
            if not (HASH.fullmatch(erased_hash) and self._erased.has(key)):
                raise MalformedError("malformed")
            # What is left is vouched for as it came: marks held here may replace more of it, in any order.
            digest, clean = erased_hash, "" if digest == erased_hash else digest
        original = None
        if self._erased.has(key):
            came = text, groups
            text, groups = self._erased.clean(key, text, groups)
            original = came if came != (text, groups) else None
            body, is_open = _read_body(checks, text), True
        known = _read_seen(seen) if seen else {}
        return Staged(
            form, key, stamp, digest, seen, names, groups, text, known, body, is_open, 0, False, clean, original
        )  # fmt: skip


def _checks_of(form: Form) -> Checks:
    """What to ask of a form's lines, with nothing met yet."""
    if form not in _LIMITS:
        if len(_LIMITS) > MOST_FORMS:
            _LIMITS.clear()
        types = {field.key: _type_of(field, form) for field in form.fields}
        _LIMITS[form] = types, {f.key: _LONGEST if f.is_raw else f.max_length or LONG_TEXT_MOST for f in form.fields}
    types, most = _LIMITS[form]
    return Checks(types, {}, most, set())


_LIMITS: dict[Form, tuple[dict[str, type], dict[str, int]]] = {}
MOST_FORMS = 200
"""Forms whose limits are remembered from package to package."""


def _cells(line: bytes) -> tuple[_Line, str | None]:
    """The cells of a line, and the hash that stands behind them where content was erased."""
    try:
        return _decode_line(line), None
    except msgspec.ValidationError:
        try:
            *cells, digest = _decode_erased_line(line)
        except msgspec.DecodeError as error:
            raise MalformedError("malformed") from error
        return tuple(cells), digest
    except (msgspec.DecodeError, RecursionError) as error:
        raise MalformedError("malformed") from error


def _read_seen(text: str) -> dict[str, int]:
    try:
        seen = _decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise MalformedError("malformed") from error
    if not isinstance(seen, dict):
        raise MalformedError("malformed")
    for de, n in seen.items():
        if type(n) is not int or not 0 < n < MOST or not SERIES.fullmatch(de):
            raise MalformedError("malformed")
    return seen


def _read_body(checks: Checks, text: str) -> Mapping[str, Any]:
    """The body of a version, every value of the type its field has and no longer than it can be typed."""
    try:
        body = _decode_body(text)
        values: Mapping[str, Any] = body["v"]
        # Many rows fill in the same fields: what was once found right is not looked at field by field again.
        shape = (*values, *map(type, values.values()))
        short = checks.right.get(shape)
        if short is None and all(checks.types.get(k) is type(v) for k, v in values.items()):
            short = checks.right[shape] = checks.short(values)
        if short is not None and body.get("x", 0) in (0, 1) and "\\u0000" not in text:
            most = checks.most
            for key in short:
                if len(values[key]) > most[key]:
                    raise MalformedError("too_long")
            if len(text) > LONG_TEXT_MOST and checks.has_too_long(values):
                raise MalformedError("too_long")
            return body
    except (msgspec.DecodeError, RecursionError):
        pass
    odd = _read_odd_body(checks.types, text)
    if checks.has_too_long(odd["v"]):
        raise MalformedError("too_long")
    checks.unknown.update(k for k in odd["v"] if k not in checks.types and is_declared_key(k))
    return odd


def _read_odd_body(types: Mapping[str, type], text: str) -> dict[str, Any]:
    """The same for what a newer program may write, with fields unknown here."""
    try:
        body = _decode(text)
        values = body["v"]
        if type(body) is not dict or type(values) is not dict:
            raise MalformedError("malformed")
        _check_values(types, values)
        by, at, first_by, first_at = body["by"], body["at"], body["eb"], body["ca"]
    except (msgspec.DecodeError, RecursionError, ValueError, TypeError, KeyError) as error:
        raise MalformedError("malformed") from error
    if not type(by) is type(at) is type(first_by) is type(first_at) is str or body.get("x", 0) not in (0, 1):
        raise MalformedError("malformed")
    if "\\u0000" in text and any(type(v) is str and "\0" in v for v in values.values()):
        raise MalformedError("malformed")
    return body


def _check_values(types: Mapping[str, type], values: dict[str, Any]) -> None:
    for key, value in values.items():
        kind: Any = types.get(key, object)
        if type(value) is not kind:
            if kind is not object:
                raise ValueError(key)
            from_json_value(value)
        elif kind is int:
            if not 0 <= value <= _MOST_COUNT:
                raise ValueError(key)
        elif kind is list and not all(type(v) is str for v in value):
            raise ValueError(key)


def _type_of(field: Field, form: Form) -> type:
    """The type a field's value has in a line; a personal field has no place outside its sibling."""
    if field.is_raw:
        return object
    if field.personal != form.is_personal:
        return type(None)
    return {Kind.COUNT: int, Kind.YES_NO: bool, Kind.CODES: list}.get(field.kind, str)


def _is_open(checks: Checks, groups: str) -> bool:
    """Whether a version lists more than one candidate of a group, or other values than its own."""
    try:
        saves = _decode(groups)
        listed: set[str] = set()
        is_open = False
        for hlc, de, n, held in saves:
            if type(hlc) is not int or type(n) is not int or not 0 < hlc < MOST or not 0 < n < MOST:
                raise MalformedError("malformed")
            if not SERIES.fullmatch(de):
                raise MalformedError("malformed")
            for group, values in held.items():
                if group in listed or values is not None:
                    is_open = True
                    _check_candidate(checks, values)
                listed.add(group)
    except (msgspec.DecodeError, RecursionError, TypeError, ValueError, AttributeError) as error:
        raise MalformedError("malformed") from error
    return is_open


def _check_candidate(checks: Checks, values: Any) -> None:
    """A candidate's values are shown like those of a version: they are read as strictly."""
    known = {} if values is None else {k: v for k, v in values.items() if v is not None}
    _check_values(checks.types, known)
    if checks.has_too_long(known):
        raise ValueError("longer than anybody types")
    if any(type(v) is str and "\0" in v for v in known.values()):
        raise ValueError("a character that is none")


def lines_of(
    rows: Iterable[tuple[Any, ...]], keys: Mapping[int, tuple[str, str, str]], erased: Callable[..., bool]
) -> Iterable[bytes]:
    """Stored versions (vid first) as lines; `keys` gives form, unit and id of each."""
    for vid, *parts in rows:
        key = keys[vid]
        yield line_of(*key, tuple(parts), is_erased=erased(key))
