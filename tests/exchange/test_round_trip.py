"""What is written to a file comes back as it was, for every form, in every format."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.forms import FORMS
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.units import Unit, UnitTree
from dialogue_desk.exchange.importing import WishReader, open_source
from dialogue_desk.exchange.lines import write_lines
from dialogue_desk.exchange.spreadsheet import write_workbook
from dialogue_desk.exchange.tables import columns_of, record_cells, write_table
from tests.exchange.records import records

UNIT = "11311@2023"
TREE = UnitTree([Unit(UNIT, "11311", "Phường Minh Khai", "phường", "commune")])
ID = "0190d1a0-0000-7000-8000-000000000001"
REV = "0123456789abcdef0123456789abcdef"


def _table(path: Path, parts: Iterable[tuple[Form, Iterable[Sequence[Value]]]], **options: bool) -> int:
    (form, found), *_none = parts
    return write_table(path, form, found, **options)


WRITERS: dict[str, Callable[..., int]] = {".ndjson": write_lines, ".xlsx": write_workbook, ".csv": _table}


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.key)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_value_comes_back(form: Form, ending: str, data: st.DataObject) -> None:
    found: dict[str, Any] = data.draw(records(form))
    is_deleted = data.draw(st.booleans())
    record = Record(form.key, UNIT, ID, REV, found, is_deleted=is_deleted, personal_rev=REV if form.sibling else "")
    reader = WishReader({form.key: form}, TREE, "2023-06-01", "2023")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"tệp{ending}"
        cells = record_cells(columns_of(form, with_personal=True, with_bin=True), record)
        assert WRITERS[ending](path, [(form, [cells])], with_personal=True, with_bin=True) == 1
        rows = list(open_source(path, form, FORMS).rows(lambda _form: True))
    assert len(rows) == 1
    wish = reader.read(rows[0])
    assert (wish.unit, wish.id, wish.rev, wish.is_deleted) == (UNIT, ID, REV, is_deleted)
    assert wish.personal_rev == record.personal_rev
    assert wish.values == found
