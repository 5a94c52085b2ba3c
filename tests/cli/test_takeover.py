"""The right to continue a dissolved unit's records."""

from tests.cli.conftest import Run


def test_a_unit_does_not_take_over_itself(run: Run) -> None:
    assert run("init", "--unit", "31", "--units", "2025").status == 0
    ran = run("takeover", "11311", "11311")
    assert ran.status == 1
    assert "đều là Phường Hồng Bàng" in ran.err
    told = run("takeover", "11311@2023", "11311", "--json").json
    assert told == {"old": "11311@2023", "new": "11311@2025"}


def test_a_code_means_the_unit_it_named_at_the_time_asked(run: Run) -> None:
    """48 codes name other units after the reform: 11311 was Phường Minh Khai, and is Phường Hồng Bàng."""
    assert run("init", "--unit", "31", "--units", "2025").status == 0

    def meant(*asked: str) -> str:
        (row,) = run("report", "head-coverage", "--unit", "11311", *asked, "--json").json["rows"]
        return str(row["unit"])

    assert meant("--from-year", "2021", "--to-year", "2023") == "11311@2023"
    assert meant("--from-year", "2026", "--to-year", "2026") == "11311@2025"
    assert meant("--from-year", "2021", "--to-year", "2026") == "11311@2025"  # this desk's own list comes first
    assert meant() == "11311@2025"


def test_a_whole_list_is_taken_over_at_once_and_what_was_split_is_left_to_a_person(run: Run) -> None:
    assert run("init", "--unit", "31").status == 0
    told = run("takeover", "--successors", "--json").json
    given = {pair["old"]: pair["new"] for pair in told["takeovers"]}
    assert given["11311@2023"] == "11311@2025"
    assert given["11308@2023"] == "11311@2025"  # by way of a unit that lasted half a year
    assert "11341@2025a" in told["split"]
    assert "11341@2025a" not in given
    again = run("takeover", "--successors")
    assert again.status == 1
    assert "Không còn đơn vị giải thể nào" in again.err
    assert run("takeover").status == 2
    assert run("takeover", "11311", "--successors").status == 2


def test_a_desk_is_made_for_a_unit_of_its_list_only(run: Run) -> None:
    told = run("init", "--unit", "303", "--units", "2025")
    assert told.status == 1
    assert "Quận Hồng Bàng chỉ có đến 30/6/2025" in told.err


def test_a_period_that_has_not_begun_cannot_be_closed(run: Run) -> None:
    assert run("init", "--unit", "31", "--units", "2025").status == 0
    told = run("close", "2199")
    assert told.status == 1
    assert "chưa bắt đầu" in told.err
