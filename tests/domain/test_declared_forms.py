"""A declaration comes from anywhere: what is none is refused whole, what just fits is taken."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from dialogue_desk.domain.declared import MOST_CODES, MOST_FIELDS, DeclarationError, read

Told = dict[str, Any]
GOOD: Told = {
    "form_id": "tham_ho", "version": 1, "issuer": "31", "title": "Thăm hộ",
    "lists": {"loai": [{"key": "ngheo", "label": "Hộ nghèo"}, {"key": "khac", "label": "Khác", "until": "2026-05-31"}]},
    "registers": [{
        "key": "x_31_tham_ho", "label": "Thăm hộ", "date": "x_31_ngay", "every": "quarter", "counted": "month",
        "fields": [
            {"key": "x_31_ngay", "kind": "date", "label": "Ngày"},
            {"key": "x_31_loai", "kind": "code", "label": "Loại", "list": "loai", "counted": "year"},
            {"key": "x_31_so", "kind": "count", "label": "Số", "least": 1, "most": 9},
        ],
    }],
    "fields": {"session": [{"key": "x_31_thoi_tiet", "kind": "text", "label": "Thời tiết", "since": "2026-01-01"}]},
}  # fmt: skip


def told(change: Callable[[Told], object]) -> str:
    made = copy.deepcopy(GOOD)
    change(made)
    return json.dumps(made, ensure_ascii=False)


def register(made: Told) -> Told:
    found: Told = made["registers"][0]
    return found


def filled(made: Told, many: int) -> None:
    """Fields and registers, `many` keys in all."""
    more = many - 5
    made["fields"]["session"] += [{"key": f"x_31_o_{n}", "kind": "text", "label": "Ô"} for n in range(more)]


def coded(made: Told, many: int) -> None:
    made["lists"]["loai"] = [{"key": f"m{n}", "label": "Mã"} for n in range(many)]


GOOD_CHANGES: dict[str, Callable[[Told], object]] = {
    "as it is": lambda made: None,
    "the highest version": lambda made: made.update(version=(1 << 53) - 1),
    "as many fields as may be": lambda made: filled(made, MOST_FIELDS),
    "as many codes as may be": lambda made: coded(made, MOST_CODES),
    "no duty and no count": lambda made: [register(made).pop(key) for key in ("every", "counted", "date")],
}
BAD_CHANGES: dict[str, Callable[[Told], object]] = {
    "version 0": lambda made: made.update(version=0),
    "a version too high": lambda made: made.update(version=1 << 53),
    "a version that is true": lambda made: made.update(version=True),
    "an id with blanks": lambda made: made.update(form_id="tham ho"),
    "no title": lambda made: made.update(title=""),
    "keys of two issuers": lambda made: register(made)["fields"][2].update(key="x_32_so"),
    "a key twice": lambda made: register(made)["fields"][2].update(key="x_31_loai"),
    "a key of the program": lambda made: register(made)["fields"][2].update(key="title"),
    "a field too many": lambda made: filled(made, MOST_FIELDS + 1),
    "a code too many": lambda made: coded(made, MOST_CODES + 1),
    "a code twice": lambda made: made["lists"]["loai"].append({"key": "ngheo", "label": "Nữa"}),
    "a code with capitals": lambda made: made["lists"]["loai"][0].update(key="Ngheo"),
    "a code without a name": lambda made: made["lists"]["loai"][0].update(label=""),
    "a day that is none": lambda made: made["lists"]["loai"][0].update(until="hôm qua"),
    "a register as a sibling": lambda made: register(made).update(key="x_31_tham_ho_personal"),
    "a duty nobody knows": lambda made: register(made).update(every="week"),
    "a count nobody knows": lambda made: register(made).update(counted="week"),
    "a day of another kind": lambda made: register(made).update(date="x_31_so"),
    "a kind nobody knows": lambda made: register(made)["fields"][0].update(kind="place"),
    "a list that is not there": lambda made: register(made)["fields"][1].update(list="khac"),
    "a limit in words": lambda made: register(made)["fields"][2].update(least="một"),
    "a field's count nobody knows": lambda made: register(made)["fields"][1].update(counted="week"),
    "a field since no day": lambda made: made["fields"]["session"][0].update(since="2026"),
    "a field without a name": lambda made: made["fields"]["session"][0].update(label=""),
}


@pytest.mark.parametrize("change", GOOD_CHANGES.values(), ids=GOOD_CHANGES)
def test_what_just_fits_is_taken(change: Callable[[Told], object]) -> None:
    assert read(told(change)).registers == ["x_31_tham_ho"]


@pytest.mark.parametrize("change", BAD_CHANGES.values(), ids=BAD_CHANGES)
def test_what_is_none_is_refused(change: Callable[[Told], object]) -> None:
    with pytest.raises(DeclarationError):
        read(told(change))


@pytest.mark.parametrize("text", ["", "[]", "1", "{", '{"form_id": 1}', "[" * 100_000])
def test_what_is_no_json_of_ours_is_refused(text: str) -> None:
    with pytest.raises(DeclarationError):
        read(text)
