"""Who may read what: twenty questions asked by a commune's reader, and none of them shows another's row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from dialogue_desk.desk import Desk
from tests.expected import datasets
from tests.hub.server import Server
from tests.reports.conftest import UNITS, put_all

Asked = Callable[..., list[dict[str, Any]]]
Ask = Callable[[str], list[dict[str, Any]]]
TODAY = date(2026, 6, 1)
OWN, DISTRICT, ELSEWHERE = "11296@2023", "303@2023", "11299@2023"


@pytest.fixture(scope="module")
def published(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A hub with a reader of a commune, of a district and of the whole, and a publisher of another province."""
    desk = Desk.init(tmp_path_factory.mktemp("đọc") / "desk", "31", str(UNITS), today_is=lambda: TODAY)
    put_all(desk, datasets.full("small"))
    desk.publishing.publish(server.url(), "dd")
    with psycopg.connect(server.url(), autocommit=True) as conn:
        for role in ("xa", "huyen", "tinh", "nguoi_la", "cong_bo_01"):
            conn.execute(f"DROP ROLE IF EXISTS {role}".encode())
            conn.execute(f"CREATE ROLE {role} LOGIN".encode())
        conn.execute(f"SELECT dd.let_read('xa', '{OWN}'), dd.let_read('huyen', '303'), dd.let_read('tinh')".encode())
        conn.execute(b"SELECT dd.let_publish('cong_bo_01', '01')")
    yield "dd"
    with psycopg.connect(server.url(), autocommit=True) as conn:
        conn.execute(b"SELECT dd.forbid(r) FROM unnest(ARRAY['xa','huyen','tinh','cong_bo_01']) r")
    desk.close()


def asking(server: Server, user: str) -> Iterator[Ask]:
    with psycopg.connect(server.url(user), row_factory=dict_row, autocommit=True) as conn:

        def asked(statement: str) -> list[dict[str, Any]]:
            cursor = conn.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

        yield asked


@pytest.fixture
def commune(published: str, server: Server) -> Iterator[Ask]:
    yield from asking(server, "xa")


@pytest.fixture
def district(published: str, server: Server) -> Iterator[Ask]:
    yield from asking(server, "huyen")


@pytest.fixture
def province(published: str, server: Server) -> Iterator[Ask]:
    yield from asking(server, "tinh")


QUESTIONS = (
    "SELECT unit FROM dd.session",
    "SELECT unit FROM dd.feedback",
    "SELECT unit FROM dd.opinion",
    "SELECT unit FROM dd.action",
    "SELECT unit FROM dd.petition",
    "SELECT unit FROM dd.version",
    "SELECT unit FROM dd.year_count",
    "SELECT unit FROM dd.yearly_total",
    "SELECT unit FROM dd.period",
    "SELECT key AS unit FROM dd.unit",
    "SELECT top AS unit FROM dd.place",
    "SELECT unit FROM dd.package",
    "SELECT unit FROM dd.published",
    "SELECT unit FROM dd.publisher",
    "SELECT unit FROM dd.fact_opinion",
    "SELECT unit FROM dd.fact_petition",
    "SELECT unit FROM dd.fact_session",
    "SELECT unit FROM dd.fact_year_count",
    "SELECT unit FROM dd.dim_unit",
    "SELECT unit FROM dd.count_by_day",
    "SELECT unit FROM dd.cases('31', '2026-06-01')",
    f"SELECT unit FROM dd.opinion WHERE unit = '{ELSEWHERE}' OR true ORDER BY unit",
    "SELECT o.unit FROM dd.opinion o RIGHT JOIN dd.petition p ON p.unit <> o.unit WHERE o.unit IS NOT NULL",
    f"SELECT unit FROM (SELECT * FROM dd.session UNION ALL SELECT * FROM dd.session) s WHERE unit <> '{OWN}'",
)


def test_a_commune_sees_its_own_rows_alone(commune: Ask, ask: Asked) -> None:
    for question in QUESTIONS:
        everything = {row["unit"] for row in ask(question)}
        assert everything - {OWN} or "publish" in question or "package" in question, question
        assert {row["unit"] for row in commune(question)} <= {OWN}, question


def test_it_does_see_its_own(commune: Ask, ask: Asked) -> None:
    for table in ("session", "opinion", "year_count", "version"):
        own = ask(f"SELECT count(*) AS n FROM dd.{table} WHERE unit = %s", OWN)[0]["n"]
        assert commune(f"SELECT count(*) AS n FROM dd.{table}") == [{"n": own}]
    assert commune("SELECT key FROM dd.code LIMIT 1")
    mine, whole = (asked(f"SELECT * FROM dd.phu_luc_03(2014, 2023, '{OWN}')") for asked in (commune, ask))
    assert mine == whole


def test_a_figure_of_the_whole_is_that_of_its_own_rows(commune: Ask, ask: Asked) -> None:
    mine = commune("SELECT coalesce(sum(amount), 0) AS n FROM dd.year_count WHERE indicator LIKE 'opinions%'")
    assert mine == ask(
        f"SELECT coalesce(sum(amount), 0) AS n FROM dd.year_count WHERE indicator LIKE 'opinions%' AND unit = '{OWN}'"
    )
    assert {row["key"] for row in commune("SELECT key FROM dd.heat(2014, 2023, '31') h (key)")} <= {OWN, DISTRICT}


def test_a_district_sees_what_stands_under_it(district: Ask, ask: Asked) -> None:
    within = {row["unit"] for row in ask(f"SELECT unit FROM dd.place WHERE top = '{DISTRICT}'")}
    everything = {row["unit"] for row in ask("SELECT DISTINCT unit FROM dd.opinion")}
    assert {row["unit"] for row in district("SELECT DISTINCT unit FROM dd.opinion")} == everything & within
    assert everything - within
    for function in ("phu_luc_03", "phu_luc_05"):
        told = f"SELECT * FROM dd.{function}(2014, 2023, '{DISTRICT}')"
        assert district(told) == ask(told)


def test_a_reader_of_the_whole_sees_it(province: Ask, ask: Asked) -> None:
    for table in ("opinion", "petition", "version", "published", "unit"):
        assert province(f"SELECT count(*) AS n FROM dd.{table}") == ask(f"SELECT count(*) AS n FROM dd.{table}")


WRITING = (
    "DELETE FROM dd.session",
    "UPDATE dd.opinion SET text = 'x'",
    "INSERT INTO dd.year_count (province, unit, year, indicator) VALUES ('31', 'x', 2020, 'x')",
    "TRUNCATE dd.part_31_session",
    "DELETE FROM dd.part_31_opinion",
    "SELECT dd.let_read('xa')",
    "SELECT dd.let_publish('xa', '31')",
    "SELECT dd.recount('31', NULL)",
    "INSERT INTO dd.reader VALUES ('xa', '')",
    "SELECT * FROM dd.reader",
    "SELECT * FROM dd.part_31_opinion",
    "CREATE TABLE dd.mine (n int)",
)


@pytest.mark.parametrize("user", ["xa", "huyen", "tinh", "nguoi_la", "cong_bo_01"])
def test_nobody_writes_but_the_publisher(published: str, server: Server, user: str) -> None:
    with psycopg.connect(server.url(user), autocommit=True) as conn:
        for statement in WRITING:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement.encode())


def test_a_stranger_sees_nothing(published: str, server: Server) -> None:
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with psycopg.connect(server.url("nguoi_la"), autocommit=True) as conn, refused:
        conn.execute(b"SELECT * FROM dd.session")


def test_a_role_that_is_taken_on_counts_and_not_the_login(published: str, server: Server) -> None:
    with psycopg.connect(server.url(), autocommit=True) as conn:
        conn.execute(b"SET ROLE xa")
        assert {unit for (unit,) in conn.execute(b"SELECT unit FROM dd.opinion")} <= {OWN}


def test_a_publisher_of_one_province_publishes_it_and_no_other(
    published: str, server: Server, ask: Asked, tmp_path: Path
) -> None:
    desk = Desk.init(tmp_path / "hà nội", "01", "2025", today_is=lambda: TODAY)
    desk.publishing.publish(server.url(), "dd")  # the administrator makes the province's part once
    put_all(desk, [{
        "form": "session", "unit": "01", "held_on": "2026-02-03", "title": "Đối thoại", "place": "Hội trường",
        "kind": "periodic", "mode": "in_person", "status": "held", "count_for": "party",
    }])  # fmt: skip
    ask("SELECT dd.grant_again()")
    told = desk.publishing.publish(server.url("cong_bo_01"), "dd")
    assert told.written["session"] == 1
    assert desk.publishing.publish(server.url("cong_bo_01"), "dd", is_full=True).written["session"] == 1
    assert ask("SELECT amount FROM dd.year_count WHERE province = '01' AND indicator = 'sessions_party'") == [
        {"amount": 1}
    ]
    desk.close()
