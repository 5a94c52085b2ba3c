"""Pieces of pages: everything that was typed is escaped here, and nowhere else is markup made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from dialogue_desk.domain.periods import document_date


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def element(name: str, *inside: str | None, **attributes: str | int | None) -> Markup:
    """An element; text inside is escaped, markup stays. `class_` and `for_` lose their line, "_" becomes "-"."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(part if isinstance(part, Markup) else escape(part) for part in inside if part)
    return Markup(f"<{name}{told}>{body}</{name}>")


def joined(parts: Iterable[str]) -> Markup:
    """Pieces one after the other."""
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in parts))


def day(iso: str) -> Markup:
    """A day as people read it, and as machines do."""
    if not iso:
        return Markup("")
    try:
        return element("time", document_date(iso), datetime=iso)
    except (ValueError, IndexError):
        return joined([iso])


def number(count: int | None) -> str:
    """1.234, or nothing."""
    return "" if count is None else f"{count:,}".replace(",", ".")


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> Markup:
    """A table with its caption; the first cell of each row is its head; `numbers` are columns of counts.

    On a narrow screen every cell stands under the name of its column (`data-label`).
    """
    right = set(numbers)
    top = element(
        "tr", joined(element("th", h, scope="col", class_="n" if at in right else None) for at, h in enumerate(heads))
    )
    lines = []
    for row in rows:
        cells = [
            element("th" if at == 0 else "td", cell, scope="row" if at == 0 else None,
                    class_="n" if at in right else None, data_label=heads[at])
            for at, cell in enumerate(row)
        ]  # fmt: skip
        lines.append(element("tr", joined(cells)))
    return element(
        "table", element("caption", caption), element("thead", top), element("tbody", joined(lines)), class_="list"
    )


def bars(title: str, rows: Sequence[tuple[str, int, int]], of_all: str, of_done: str) -> Markup:
    """A chart of bars, drawn, with the same figures as a table under it: (name, all, those done)."""
    if not rows:
        return Markup("")
    most = max(count for _name, count, _done in rows)
    height, left, width = 30, 10, 620
    drawn = []
    for at, (name, count, done) in enumerate(rows):
        top = at * (height + 18)
        whole, part = (max(1, round((width - 80) * n / most)) if n else 0 for n in (count, done))
        drawn += [
            element("text", name, x=left, y=top + 13, class_="name"),
            element("rect", x=left, y=top + 18, width=whole, height=16, class_="all"),
            element("rect", x=left, y=top + 18, width=part, height=16, class_="done"),
            element("text", f"{number(done)} / {number(count)}", x=left + whole + 8, y=top + 31, class_="figure"),
        ]
    size = len(rows) * (height + 18) + 4
    label = f"{title}. " + "; ".join(f"{name}: {number(count)}, {of_done} {number(done)}" for name, count, done in rows)
    picture = element(
        "svg", joined(drawn), viewBox=f"0 0 {width} {size}", role="img", aria_label=label, class_="bars",
        xmlns="http://www.w3.org/2000/svg",
    )  # fmt: skip
    figures = table(title, ("Lĩnh vực", of_all, of_done), [(n, number(c), number(d)) for n, c, d in rows], (1, 2))
    return element("figure", element("figcaption", title), picture, figures, class_="chart")


def page(title: str, body: str, *, up: str, trail: Sequence[tuple[str, str]], site: str, searched: str = "") -> str:
    """A whole page; `up` leads to the top folder ("" or "../"), `trail` to the pages above, as (name, address)."""
    crumbs = joined(
        element("li", element("a", name, href=up + address) if address else element("span", name, aria_current="page"))
        for name, address in trail
    )
    search = (
        element("form", element("label", searched, for_="q"), Markup('<input id="q" type="search" autocomplete="off">'),
                element("p", role="status", id="found"), role="search", class_="search")
        if searched else ""
    )  # fmt: skip
    return (
        '<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)} – {escape(site)}</title>\n"
        f'<link rel="stylesheet" href="{up}style.css">\n'
        f'<link rel="alternate" type="application/rss+xml" title="{escape(site)}" href="{up}feed.xml">\n'
        "</head>\n<body>\n"
        '<a class="skip" href="#noi-dung">Đến nội dung chính</a>\n'
        f'<header><p class="site"><a href="{up}index.html">{escape(site)}</a></p>'
        f'<nav aria-label="Đường dẫn"><ol>{crumbs}</ol></nav></header>\n'
        f'<main id="noi-dung">\n<h1>{escape(title)}</h1>\n{search}{body}\n</main>\n'
        f'<footer><p>Trang này không nêu tên người dân. <a href="{up}du-lieu/index.html">Dữ liệu mở</a> · '
        f'<a href="{up}feed.xml">Tin mới (RSS)</a></p></footer>\n'
        f'<script src="{up}site.js"></script>\n</body>\n</html>\n'
    )
