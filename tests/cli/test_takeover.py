"""The right to continue a dissolved unit's records."""

from tests.cli.conftest import Run


def test_a_unit_does_not_take_over_itself(run: Run) -> None:
    assert run("init", "--unit", "31", "--units", "2025").status == 0
    ran = run("takeover", "11311", "11311")
    assert ran.status == 1
    assert "đều là Phường Hồng Bàng" in ran.err
    told = run("takeover", "11311@2023", "11311", "--json").json
    assert told == {"old": "11311@2023", "new": "11311@2025"}
