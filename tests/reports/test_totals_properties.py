"""Counting rule 5 on small trees, against the independent script, whatever totals and records there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogue_desk.domain.units import Unit
from dialogue_desk.reports.counting.counting import Counting
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage.store import Store
from tests.expected import count_appendices as independent

UNITS = [
    Unit("C", "C", "Thành phố", "", "city"),
    Unit("D1", "D1", "Quận Một", "", "district", "C"),
    Unit("D2", "D2", "Quận Hai", "", "district", "C"),
    Unit("X1", "X1", "Xã Một", "", "commune", "D1"),
    Unit("X2", "X2", "Xã Hai", "", "commune", "D1"),
    Unit("X3", "X3", "Xã Ba", "", "commune", "D2"),
]
KEYS = [u.key for u in UNITS]
TODAY = "2026-06-01"
DAYS = st.sampled_from(["2022-01-01", "2022-05-30", "2022-05-31", "2022-12-31", "2021-07-01"])

totals = st.fixed_dictionaries(
    {
        "form": st.just("yearly_total"),
        "unit": st.sampled_from(KEYS),
        "scope": st.sampled_from(["own", "subtree", "subtree"]),
        "level": st.sampled_from([None, "city", "district", "commune"]),
        "from_year": st.sampled_from([None, None, None, 2021]),
        "year": st.just(2022),
        "as_of": st.sampled_from([None, None, "2022-05-30", "2022-09-30"]),
        "indicator": st.just("sessions_party"),
        "value": st.integers(0, 50),
        "use_records": st.booleans(),
    }
)
sessions = st.fixed_dictionaries(
    {
        "form": st.just("session"),
        "unit": st.sampled_from(KEYS),
        "held_on": DAYS,
        "status": st.sampled_from(["held", "held", "planned"]),
        "count_for": st.sampled_from(["party", "both", "government"]),
        "is_deleted": st.sampled_from([False, False, True]),
    }
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("cây")
    made = Store.create(folder / "desk.db", {"unit": "C", "desk": "d"}, UNITS)
    yield made
    made.close()


def fill(store: Store, records: list[dict[str, Any]]) -> None:
    """Rows of what is shown, without the versions behind them: counting reads no others."""
    for form in ("yearly_total", "session"):
        store.conn.execute(f"DELETE FROM {form}")
    for number, record in enumerate(records, start=1):
        record["id"] = f"r{number:03d}"
        values = {k: v for k, v in record.items() if k != "form"}
        columns = ["rid", "rev", "de", "n", "hlc", *values]
        marks = ",".join("?" for _c in columns)
        store.conn.execute(
            f"INSERT INTO {record['form']} ({','.join(columns)}) VALUES ({marks})",
            (number, "r", "d/0", number, number, *values.values()),
        )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=st.lists(totals, max_size=7, unique_by=lambda t: (t["unit"], t["scope"], t["level"], t["from_year"])),
    recorded=st.lists(sessions, max_size=5),
    top=st.sampled_from(["C", "C", "D1", "X1"]),
)
def test_rule_5_as_the_independent_script_reads_it(
    store: Store, held: list[dict[str, Any]], recorded: list[dict[str, Any]], top: str
) -> None:
    records = [dict(r) for r in (*held, *recorded)]
    fill(store, records)
    units = [{"key": u.key, "level": u.level, "parent": u.parent} for u in UNITS]
    world = independent.World(records, units, top, TODAY)
    for first, last in (("2022-01-01", "2022-12-31"), ("2022-01-01", "2022-06-30"), ("2021-01-01", "2022-12-31")):
        counting = Counting(store, Asked(top, first, last, TODAY), ("sessions_party", "sessions_government"))
        if first == "2021-01-01":  # a cell over two years: only totals that span both, or none, differ from one year
            held_spans = [t for t in records if t["form"] == "yearly_total" and t["from_year"] is None]
            if held_spans and any(t["from_year"] for t in records if t["form"] == "yearly_total"):
                continue
        for level in ("", "city", "district", "commune"):
            for head in ("party", "government"):
                indicator = f"sessions_{head}"
                found = counting.amount(indicator, first, last, level).value
                assert found == independent.one_cell(world, indicator, level, first, last), (level, indicator, last)
