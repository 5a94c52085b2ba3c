"""Charts drawn without Qt: the numbers on them are the chart's, parts of a period are hatched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from dialogue_desk.domain.sheet import Chart, Series
from dialogue_desk.gui import tokens
from dialogue_desk.gui.widgets.chart_view import SERIES
from dialogue_desk.paths import resource
from dialogue_desk.render import contrast
from dialogue_desk.render.figure import FACES, HATCH, draw, number, picture, save, use_fonts
from dialogue_desk.render.look import Look
from dialogue_desk.render.parts import PATTERNS
from dialogue_desk.render.remarks import REMARK

CHART = Chart(
    "stacked",
    ("2021", "2022", "2023 (đến 30/5)"),
    (Series("commune", "Cấp xã", (558, 821, 42)), Series("city", "Cấp thành phố", (494, None, 35))),
    frozenset({"2023 (đến 30/5)"}),
    {"2022": "Đã ghi chú"},
)


@pytest.fixture(autouse=True, scope="module")
def _faces() -> None:
    use_fonts([resource("fonts", name) for name in FACES])


def words(chart: Chart, look: Look | None = None) -> list[str]:
    axes = draw(chart, Figure(figsize=(8, 4), dpi=100), look or Look())
    names = [label.get_text() for label in (*axes.get_xticklabels(), *axes.get_yticklabels())]
    return [text.get_text() for text in axes.texts] + names


def test_totals_stand_above_the_columns() -> None:
    told = words(CHART)
    assert {"1.052", "821", "77", "Đã ghi chú", "2023\n(đến 30/5)"} <= set(told)


def test_part_periods_are_hatched_and_no_others() -> None:
    axes = draw(CHART, Figure(figsize=(8, 4), dpi=100), Look())
    hatched = [bar.get_x() + bar.get_width() / 2 for bar in axes.patches if bar.get_hatch() == HATCH]
    assert hatched == pytest.approx([2, 2])
    heights = sorted(bar.get_height() for bar in axes.patches)
    assert heights == [35, 42, 494, 558, 821]


def test_colours_are_those_given() -> None:
    look = Look(ground="#1D2126", series=("#8DBBF5", "#4C7DB8", "#E0A36B", "#98A2AE"))
    figure = Figure(figsize=(8, 4), dpi=100)
    axes = draw(CHART, figure, look)
    faces = [tuple(round(c * 255) for c in bar.get_facecolor()[:3]) for bar in axes.patches if bar.get_hatch() != HATCH]
    assert set(faces) == {(0x8D, 0xBB, 0xF5), (0x4C, 0x7D, 0xB8)}
    assert tuple(round(c * 255) for c in figure.get_facecolor()[:3]) == (0x1D, 0x21, 0x26)


def test_a_heat_table_names_rows_and_leaves_unknown_cells_empty() -> None:
    chart = Chart("heat", ("2021", "2022"), (Series("a", "Phường Hùng Vương", (0, 3)), Series("b", "Xã B", (None, 1))))
    axes = draw(chart, Figure(figsize=(8, 3), dpi=100), Look())
    assert sorted(text.get_text() for text in axes.texts) == ["0", "1", "3"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Phường Hùng Vương", "Xã B"]
    left = min(label.get_window_extent().x0 for label in axes.get_yticklabels())
    assert left >= 0


def test_long_names_below_stay_inside_the_picture() -> None:
    names = tuple(f"Phường Nguyễn Trãi số {n}" for n in range(20))
    figure = Figure(figsize=(10, 5), dpi=100)
    axes = draw(Chart("stacked", names, (Series("a", "A", tuple(range(20))),)), figure, Look())
    assert min(label.get_window_extent().y0 for label in axes.get_xticklabels()) >= 0


@pytest.mark.parametrize("width", [10.0, 5.0])
def test_remarks_hide_neither_each_other_nor_leave_the_picture(width: float) -> None:
    years = tuple(str(year) for year in range(2017, 2027))
    chart = Chart(
        "stacked",
        years,
        (Series("all", "Số cuộc", (536, 540, 305, 242, 1052, 1051, 77, None, None, None)),),
        frozenset(),
        {"2021": "2021: gấp 4,3 lần năm trước.\nCần ghi chú nguyên nhân.", "2025": "Từ 01/7/2025: chính quyền hai cấp"},
    )
    axes = draw(chart, Figure(figsize=(width, 4), dpi=100), Look())
    first, second = (text.get_window_extent() for text in axes.texts if text.get_gid() == REMARK)
    assert not first.overlaps(second)
    inside = axes.get_window_extent()
    assert all(inside.x0 <= box.x0 and box.x1 <= inside.x1 for box in (first, second))


@pytest.mark.parametrize("kind", ["bars", "stacked", "lines"])
@pytest.mark.parametrize("form", ["number", "percent"])
@pytest.mark.parametrize("peak", range(0, 8, 2))
def test_no_figure_hides_under_a_remark(kind: str, form: str, peak: int) -> None:
    """Remarks on every other year, the highest figure anywhere: each figure is read, below or beside them."""
    years = tuple(str(year) for year in range(2018, 2026))
    values = tuple(98 if at in (peak, peak + 1) else 90 for at in range(8))
    told = "Gấp nhiều lần năm trước.\nCần ghi chú nguyên nhân."
    chart = Chart(kind, years, (Series("a", "A", values),), marks=dict.fromkeys(years[::3], told), value_format=form)
    figure = Figure(figsize=(9, 4), dpi=100)
    axes = draw(chart, figure, Look())
    remarks = [text.get_window_extent() for text in axes.texts if text.get_gid() == REMARK]
    figures = [text.get_window_extent() for text in axes.texts if text.get_gid() != REMARK]
    assert len(remarks) == 3
    assert figures
    assert [f for f in figures if any(f.overlaps(remark) for remark in remarks)] == []
    inside = axes.get_window_extent()
    assert all(f.y1 <= inside.y1 + 20 for f in figures)


@pytest.mark.parametrize("kind", ["bars", "stacked", "lines", "heat"])
def test_an_empty_chart_says_so(kind: str) -> None:
    assert "Chưa có số liệu" in words(Chart(kind, ("2021", "2022"), (Series("a", "A", (None, None)),)))
    assert "Chưa có số liệu" in words(Chart(kind, (), ()))


def test_numbers_are_vietnamese() -> None:
    assert number(1052, CHART) == "1.052"
    assert number(31.5, CHART) == "31,5"
    assert number(39.5, Chart("lines", (), (), value_format="percent")) == "39,5 %"


@pytest.mark.parametrize(("suffix", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_saved_by_ending(tmp_path: Path, suffix: str, start: bytes) -> None:
    path = tmp_path / f"biểu đồ.{suffix}"
    save(CHART, path, Look(), "Số cuộc đối thoại theo cấp")
    assert path.read_bytes().startswith(start)
    assert path.stat().st_size > 4000


def test_a_picture_for_paper_has_its_size() -> None:
    content = picture(CHART, 160, 80, [resource("fonts", "Tinos-Regular.ttf"), resource("fonts", "Tinos-Bold.ttf")])
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == pytest.approx((160 / 25.4 * 300, 80 / 25.4 * 300), abs=1)


def test_neither_qt_nor_pyplot_is_needed() -> None:
    code = (
        "import sys; from pathlib import Path; from dialogue_desk.domain.sheet import Chart, Series\n"
        "from dialogue_desk.render.figure import picture\n"
        "picture(Chart('bars', ('2021',), (Series('a', 'A', (1,)),)), 100, 60, [])\n"
        "sys.exit(any(m.startswith('PySide6') or m == 'matplotlib.pyplot' for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


MANY = Chart("stacked", ("2025", "2026"), tuple(Series(f"s{n}", f"Loại {n}", (200 + n, 3)) for n in range(5)))


def test_parts_that_touch_are_told_apart_without_colour() -> None:
    axes = draw(MANY, Figure(figsize=(8, 4), dpi=100), Look())
    told = [(bar.get_hatch() or "") for bar in axes.patches][::2]
    assert tuple(told) == PATTERNS
    assert len(set(PATTERNS)) == len(PATTERNS)
    assert HATCH not in PATTERNS, "that is how a part period looks"


def test_figures_stand_inside_parts_that_are_large_enough() -> None:
    axes = draw(MANY, Figure(figsize=(8, 4), dpi=100), Look())
    inside = [text for text in axes.texts if text.get_gid() == "inside"]
    assert [text.get_text() for text in inside] == ["200", "201", "202", "203", "204"]
    for text, bar in zip(inside, axes.patches[::2], strict=True):
        held, drawn = bar.get_window_extent(), text.get_window_extent()
        assert held.y0 <= drawn.y0
        assert drawn.y1 <= held.y1
        ground = contrast.rgb("#" + "".join(f"{round(c * 255):02x}" for c in bar.get_facecolor()[:3]))
        assert contrast.between(ground, contrast.rgb(str(text.get_color()))) >= contrast.TEXT
    small = draw(MANY, Figure(figsize=(8, 1.2), dpi=100), Look())
    assert [text for text in small.texts if text.get_gid() == "inside"] == []


def test_an_axis_of_shares_says_where_it_begins() -> None:
    lines = Chart("lines", ("2025", "2026"), (Series("a", "A", (71, 84)),), value_format="percent")
    assert "Trục bắt đầu từ 60,0 %" in words(lines)
    assert not any(text.startswith("Trục") for text in words(CHART))


@pytest.mark.parametrize("name", ["LIGHT", "DARK"])
def test_words_and_parts_stand_out_in_both_themes(name: str) -> None:
    theme = getattr(tokens, name)
    ground = contrast.rgb(theme.surface)
    for ink in (theme.text, theme.text2):
        assert contrast.between(contrast.rgb(ink), ground) >= contrast.TEXT
    for series in SERIES:
        assert contrast.between(contrast.rgb(getattr(theme, series)), ground) >= contrast.PART, series


def test_words_and_parts_stand_out_on_paper() -> None:
    look = Look()
    ground = contrast.rgb(look.ground)
    assert all(contrast.between(contrast.rgb(ink), ground) >= contrast.TEXT for ink in (look.text, look.text2))
    assert all(contrast.between(contrast.rgb(color), ground) >= contrast.PART for color in look.series)


def test_a_heat_table_begins_with_what_is_known_and_names_its_columns_at_both_ends() -> None:
    years = ("2017", "2018", "2024 (từ 01/7)", "2025")
    rows = tuple(Series(f"r{n}", f"Hàng {n}", (None, None, n, 2 * n)) for n in range(30))
    figure = Figure(figsize=(8, 9), dpi=100)
    axes = draw(Chart("heat", years, rows), figure, Look())
    ticks = axes.xaxis.get_major_ticks()
    assert [tick.label1.get_text().split("\n")[0] for tick in ticks] == ["2024", "2025"]
    above = [tick.label2 for tick in ticks]
    assert all(label.get_visible() for label in above)
    tall = figure.get_size_inches()[1] * figure.dpi
    assert all(label.get_window_extent().y1 <= tall for label in above)
    assert {text.get_text() for text in axes.texts} >= {"0", "58"}


@pytest.mark.parametrize("name", ["LIGHT", "DARK"])
def test_figures_in_cells_and_parts_are_readable_on_every_shade(name: str) -> None:
    theme = getattr(tokens, name)
    ground = contrast.rgb(theme.surface)
    for series in SERIES:
        over = contrast.rgb(getattr(theme, series))
        for share in range(0, 101, 5):
            under = [share / 100 * a + (1 - share / 100) * b for a, b in zip(over, ground, strict=True)]
            ink = contrast.away_from(under, theme.text, theme.surface)
            assert contrast.between(under, contrast.rgb(ink)) >= contrast.TEXT
