"""Hỏi số liệu in the window: asked by lists, answered as a table, kept by name, every figure opens its records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dialogue_desk.desk import Desk
from dialogue_desk.domain.question import Condition, Question
from dialogue_desk.errors import StoppedError
from dialogue_desk.gui.pages.petitions.opinions import OpinionsPage
from dialogue_desk.gui.pages.reports.ask_form import question_of, values_of
from dialogue_desk.gui.pages.reports.asking import AskingPage
from dialogue_desk.gui.tasks import Progress, carry_out


@pytest.fixture
def page(sit: Callable[..., Any], desk: Desk) -> AskingPage:
    for n, subject in enumerate(("land", "land", "health")):
        desk.records.save(
            "opinion",
            {
                "kind": "petition", "received_on": f"2023-0{n + 1}-05", "side": "government", "text": f"Đường {n}",
                "request": "Sửa", "subject": subject,
            },
        )  # fmt: skip
    seat = sit(desk, page="ask")
    shown = seat.window.page()
    assert isinstance(shown, AskingPage)
    return shown


def rows(page: AskingPage) -> dict[str, Any]:
    assert page.side.sheet is not None
    (table,) = page.side.sheet.tables()
    return {str(row.values["row"]): row.values for row in table.rows}


def test_it_opens_with_an_answer_and_another_measure_answers_anew(page: AskingPage) -> None:
    assert rows(page)["Tổng số"]["total"] == 3
    page._form.set_field("columns", None)
    page._form.set_field("measure", "share-total")
    page.build()
    assert rows(page)["Y tế"]["total"] == 33.3


def test_filters_narrow_and_a_wrong_one_says_why(page: AskingPage) -> None:
    for key, value in (("part_1", "subject"), ("op_1", "="), ("value_1", "land")):
        page._form.set_field(key, value)
    page.build()
    assert rows(page)["Tổng số"]["total"] == 2
    page._form.set_field("value_1", "đất trời")
    page.build()
    assert page.side.sheet is None
    assert page.side.empty.isVisibleTo(page)
    assert "Lĩnh vực" in page.side.empty.accessibleName()


def test_another_register_asks_with_its_own_parts(page: AskingPage) -> None:
    page._form.set_field("form", "session")
    assert page._register == "session"
    assert page._form.editors["rows"].value() in {p.key for p in page.kit.desk.reporting.asking.parts("session")}
    assert page.side.sheet is not None


def test_a_total_opens_exactly_its_records(page: AskingPage) -> None:
    (view,) = page.side.view.tables
    model = view.model()
    view.figure_chosen.emit(model.rowCount() - 1, model.columnCount() - 1)
    assert "3 bản ghi" in page.side.whence.text()
    page.side.show_sources()
    assert isinstance(page.window().page(), OpinionsPage)


def test_a_question_is_kept_asked_again_and_let_go(page: AskingPage) -> None:
    page._form.set_field("measure", "median")
    page._form.set_field("columns", None)
    page.save_as("Chậm nhất")
    assert page.saved.isVisibleTo(page)
    page._form.set_field("measure", "count")
    page.build()
    page.saved.set_code("Chậm nhất")
    page._saved_chosen()
    assert page.question().measure == "median"
    assert page.side.sheet is not None
    assert page.side.sheet.title == "Chậm nhất"
    page.forget()
    assert not page.saved.isVisibleTo(page)
    assert not page.kit.desk.reporting.asking.saved()


def test_what_stands_there_is_still_there_after_a_lock(page: AskingPage) -> None:
    page._form.set_field("rows", "quarter")
    target = page.place()
    page.enter(target)
    assert page.question().rows == ("quarter",)


@pytest.mark.parametrize(
    "question",
    [
        Question("opinion", ("subject", "unit"), "sum", "age_days", where=(Condition("age_days", ">", ("30",)),)),
        Question("opinion", ("subject",), columns="year", period="2023-Q1", top=5, by_value=True),
        Question(
            "opinion", ("unit",), where=(Condition("subject", "in", ("land", "health")), Condition("place", "blank"))
        ),
        Question("session", ("kind",), is_compared=True, period="2023", as_of="2023-05-01"),
    ],
)
def test_the_editors_hold_a_question_whole(question: Question) -> None:
    assert question_of(values_of(question), "") == question


def test_a_long_answer_is_stopped_and_says_so(page: AskingPage) -> None:
    """Reading asks often whether to stop; what was stopped leaves a sentence, and the next question is answered."""
    side, desk = page.side, page.kit.desk
    slow = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3000000) SELECT sum(i) FROM n"
    asked: list[int] = []

    def stops_at_once() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(StoppedError), desk.stoppable(stops_at_once):
        desk.store.conn.execute(slow).fetchall()
    assert len(asked) > 2
    with desk.stoppable(lambda: False):
        assert desk.store.conn.execute("SELECT 1").fetchone() == (1,)

    progress = Progress()
    told: list[str] = []
    progress.tell = lambda event, _what: told.append(event)
    side._asked += 1
    number = side._asked
    progress.cancel()
    carry_out(lambda given: None, progress)
    assert told == ["cancelled"]
    side._stopped(number - 1)
    assert "Đã dừng" not in side.empty.accessibleName()
    side._stopped(number)
    assert "Đã dừng" in side.empty.accessibleName()
    page.build()
    assert rows(page)["Tổng số"]["total"] == 3
