"""A version as a line of a package, and back: read strictly, so that nothing malformed gets further."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import msgspec

from dialogue_desk.domain.fields import Field, Form, Kind
from dialogue_desk.domain.records import Stamp, content_hash, from_json_value
from dialogue_desk.storage.erasing import Erased
from dialogue_desk.storage.staging import Staged

_SERIES = re.compile(r"[0-9a-f]{16}/\d{1,6}(p?)")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NAMES = re.compile(r"(?:[0-9a-f]{32}(?: |$))*")
_MOST = 1 << 62
FILE_MARK = "*"
_FILE_START = b'["*",'
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class MalformedError(ValueError):
    """A line that is no version; the message is a reason code."""


def line_of(form: str, unit: str, record_id: str, parts: tuple[Any, ...], *, is_erased: bool) -> bytes:
    """A stored version (hlc, de, n, seen, names, groups, text, hash) as it travels.

    The hash is left to the reader to compute, but for content that was erased.
    """
    *told, digest = parts
    return _encode([form, unit, record_id, *told, *([digest] if is_erased else [])])


def read_line(forms: Mapping[str, Form], line: bytes, erased: Erased) -> Staged:
    """The version of a line. MalformedError with the reason when it is none of ours."""
    try:
        cells = _decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        raise MalformedError("malformed") from error
    if not isinstance(cells, list) or len(cells) not in (10, 11):
        raise MalformedError("malformed")
    form_key, unit, record_id, hlc, de, n, seen, names, groups, text = cells[:10]
    for cell in (form_key, unit, record_id, de, seen, names, groups, text):
        if type(cell) is not str:
            raise MalformedError("malformed")
    form = forms.get(form_key)
    if form is None:
        raise MalformedError("unknown_form")
    series = _SERIES.fullmatch(de)
    if series is None or bool(series[1]) != form.is_personal or not _ID.fullmatch(record_id) or len(unit) > 100:
        raise MalformedError("malformed")
    if type(hlc) is not int or type(n) is not int or not (0 < hlc < _MOST and 0 < n < _MOST):
        raise MalformedError("malformed")
    if names and not _NAMES.fullmatch(names):
        raise MalformedError("malformed")
    stamp = Stamp(hlc, de, n)
    digest = content_hash(form_key, unit, record_id, stamp, seen, names, groups, text)
    if len(cells) == 11:
        if not (isinstance(cells[10], str) and re.fullmatch(r"[0-9a-f]{32}", cells[10]) and erased.has(cells[:3])):
            raise MalformedError("malformed")
        digest = cells[10]
    body, is_open = _read_body(form, text), _is_open(groups)
    if erased.has(cells[:3]):
        text, groups = erased.clean(cells[:3], text, groups)
        body, is_open = _read_body(form, text), True
    seen_map = _read_seen(seen)
    return Staged(form, unit, record_id, stamp, digest, seen, names, groups, text, seen_map, body, is_open)


def _read_seen(text: str) -> dict[str, int]:
    if not text:
        return {}
    try:
        seen = _decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise MalformedError("malformed") from error
    if not isinstance(seen, dict):
        raise MalformedError("malformed")
    for de, n in seen.items():
        if type(n) is not int or not 0 < n < _MOST or not _SERIES.fullmatch(de):
            raise MalformedError("malformed")
    return seen


def _read_body(form: Form, text: str) -> dict[str, Any]:
    try:
        body = _decode(text)
        if not isinstance(body, dict) or not isinstance(body.get("v"), dict):
            raise MalformedError("malformed")
        _check_values(form, body["v"])
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise MalformedError("malformed") from error
    if any(not isinstance(body.get(k, ""), str) for k in ("by", "at", "eb", "ca")) or body.get("x", 0) not in (0, 1):
        raise MalformedError("malformed")
    return body


def _check_values(form: Form, values: Mapping[str, Any]) -> None:
    known = _kinds(form)
    for key, value in values.items():
        fits = known.get(key)
        if fits is None:
            from_json_value(value)
        elif not fits(value):
            raise ValueError(key)


@cache
def _kinds(form: Form) -> dict[str, Callable[[Any], bool]]:
    return {f.key: _check_of(f, form) for f in form.fields}


def _check_of(field: Field, form: Form) -> Callable[[Any], bool]:
    """What a value of a field may be in a line; a personal field has no place outside its sibling."""
    if field.personal != form.is_personal:
        return lambda value: False
    if field.kind is Kind.COUNT:
        return lambda value: type(value) is int and 0 <= value < _MOST
    if field.kind is Kind.YES_NO:
        return lambda value: type(value) is bool
    if field.kind is Kind.CODES:
        return lambda value: type(value) is list and all(type(v) is str for v in value)
    return lambda value: type(value) is str and "\0" not in value


def _is_open(groups: str) -> bool:
    """Whether a version lists more than one candidate of a group, or other values than its own."""
    if not groups:
        return False
    try:
        saves = _decode(groups)
        listed: set[str] = set()
        is_open = False
        for hlc, de, n, held in saves:
            if type(hlc) is not int or type(n) is not int or not 0 < hlc < _MOST or not 0 < n < _MOST:
                raise MalformedError("malformed")
            if not _SERIES.fullmatch(de):
                raise MalformedError("malformed")
            for group, values in held.items():
                if group in listed or values is not None:
                    is_open = True
                    _check_candidate(values)
                listed.add(group)
    except (msgspec.DecodeError, RecursionError, TypeError, ValueError, AttributeError) as error:
        raise MalformedError("malformed") from error
    return is_open


def _check_candidate(values: Any) -> None:
    for value in ({} if values is None else dict(values)).values():
        from_json_value(value)


def lines_of(
    rows: Iterable[tuple[Any, ...]], keys: Mapping[int, tuple[str, str, str]], erased: Callable[..., bool]
) -> Iterable[bytes]:
    """Stored versions (vid first) as lines; `keys` gives form, unit and id of each."""
    for vid, *parts in rows:
        key = keys[vid]
        yield line_of(*key, tuple(parts), is_erased=erased(key))


FILE_PART = 512 << 10
"""Bytes of an attachment in one line."""


def file_lines(sha256: str, content: bytes) -> Iterable[bytes]:
    """An attachment's content as lines: mark, hash, part, parts, base64."""
    parts = max(1, -(-len(content) // FILE_PART))
    for i in range(parts):
        piece = base64.b64encode(content[i * FILE_PART : (i + 1) * FILE_PART]).decode()
        yield _encode([FILE_MARK, sha256, i, parts, piece])


def split_files(lines: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
    """The lines of a package that are versions, and the attachments whose content is whole and fits its hash."""
    rows: list[bytes] = []
    pieces: dict[str, dict[int, bytes]] = {}
    for line in lines:
        if not line.startswith(_FILE_START):
            rows.append(line)
            continue
        try:
            _mark, sha256, i, _parts, piece = _decode(line)
            pieces.setdefault(str(sha256), {})[int(i)] = base64.b64decode(piece, validate=True)
        except (msgspec.DecodeError, ValueError, TypeError):
            continue
    whole = {sha256: b"".join(part[i] for i in sorted(part)) for sha256, part in pieces.items()}
    return rows, [content for sha256, content in whole.items() if hashlib.sha256(content).hexdigest() == sha256]
