"""The pages of the site: all units, a unit, a unit's year, what is new. Every run makes the whole folder anew."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import NamedTuple

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.units import LEVELS, Unit
from dialogue_desk.errors import DeskError
from dialogue_desk.paths import resource
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import _, either
from dialogue_desk.website import html, open_data
from dialogue_desk.website.html import Markup, element, joined
from dialogue_desk.website.published import Petition, Published, Session, UnitYear, by_subject

MANIFEST = "trang-cong-khai.json"
"""Names the files of the last run, so that the next one takes away what is public no more, and nothing else."""

FONTS = ("NotoSans-Regular.ttf", "NotoSans-SemiBold.ttf", "NotoSans-LICENSE.txt")
NEWS = 50
TITLES = {"city": "Tỉnh, thành phố", "district": "Quận, huyện", "commune": "Xã, phường, đặc khu"}


@dataclass(frozen=True)
class Made:
    """What a run wrote: pages, files in all, files that are gone, sessions and petitions told."""

    pages: int
    files: int
    gone: int
    sessions: int
    petitions: int


class News(NamedTuple):
    """Something that happened on a day, and where it stands."""

    on: str
    title: str
    text: str
    link: str


class Site:
    """The site of one desk in one folder."""

    def __init__(self, store: Store, out: Path, today: date, address: str = "") -> None:
        self._store = store
        self._out = out
        self._today = today.isoformat()
        self._address = address.rstrip("/")
        self._files: set[str] = set()
        self.published = Published(store, self._today)
        self._name = f"Kết quả đối thoại, kiến nghị – {store.units.name(store.unit)}"

    def write(self) -> Made:
        """Write every page; what an earlier run wrote and is public no more goes. DeskError when the folder is full of
        other things, or cannot be written."""
        before = self._before()
        try:
            self._out.mkdir(parents=True, exist_ok=True)
            # First of all: whatever stops this run, the next one knows what it may take away.
            units = self.published.listed()
            self._note(before)
            self._shipped()
            self._page("index.html", self._home(units))
            for unit in units:
                self._unit(unit)
            self._write("feed.xml", self._feed())
            pages = len([name for name in self._files if name.endswith(".html")])
            for name in open_data.write(self._store, self.published, self._out, self._name, self._today):
                self._files.add(name)
            self._page("du-lieu/index.html", self._open_data())
            gone = self._sweep(before)
            self._note(set())
        except OSError as error:
            raise DeskError(
                _("Không ghi được vào thư mục {folder}.").format(folder=self._out),
                _("Xem lại ổ đĩa và quyền ghi rồi làm lại."),
                "cannot_write",
            ) from error
        held = [year for years in self.published.units.values() for year in years.values()]
        sessions, petitions = sum(len(y.sessions) for y in held), sum(len(y.petitions) for y in held)
        return Made(pages + 1, len(self._files) + 1, gone, sessions, petitions)

    # -- files ------------------------------------------------------------------

    def _before(self) -> set[str]:
        manifest = self._out / MANIFEST
        try:
            told = json.loads(manifest.read_text(encoding="utf-8"))
            return {str(name) for name in told["files"] if self._is_ours(str(name))}
        except (OSError, ValueError, KeyError, TypeError):
            if self._out.is_file() or (self._out.is_dir() and any(self._out.iterdir())):
                raise DeskError(
                    _("Thư mục {folder} đã có tệp khác.").format(folder=self._out),
                    either(_("Chọn một thư mục trống."), _("Chọn một thư mục trống cho --out.")),
                    "not_empty",
                ) from None
        return set()

    def _is_ours(self, name: str) -> bool:
        return (self._out / name).resolve().is_relative_to(self._out.resolve())

    def _note(self, more: set[str]) -> None:
        told = json.dumps({"files": sorted(self._files | more)}, ensure_ascii=False, indent=0)
        (self._out / MANIFEST).write_text(told, encoding="utf-8")

    def _sweep(self, before: set[str]) -> int:
        gone = sorted(before - self._files)
        for name in gone:
            (self._out / name).unlink(missing_ok=True)
        for folder in sorted({(self._out / name).parent for name in gone}, reverse=True):
            if folder.is_dir() and folder != self._out and not any(folder.iterdir()):
                folder.rmdir()
        return len(gone)

    def _write(self, name: str, text: str) -> None:
        path = self._out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        self._files.add(name)

    def _page(self, name: str, text: str) -> None:
        self._write(name, text)

    def _shipped(self) -> None:
        for name in ("style.css", "site.js"):
            self._write(name, resource("website", name).read_text(encoding="utf-8"))
        (self._out / "fonts").mkdir(exist_ok=True)
        for name in FONTS:
            shutil.copyfile(resource("fonts", name), self._out / "fonts" / name)
            self._files.add(f"fonts/{name}")

    # -- pages ------------------------------------------------------------------

    def _home(self, units: Sequence[Unit]) -> str:
        every = [year for unit in units for year in self.published.units[unit.key].values()]
        body = [
            element("p", f"Số liệu đến ngày {document_date(self._today)}.", class_="lead"),
            _tiles(every),
        ]
        for level in LEVELS:
            rows = [self._unit_row(unit) for unit in units if unit.level == level]
            if rows:
                body.append(_section(TITLES[level], _found_table(TITLES[level], UNIT_HEADS, rows, (1, 2, 3))))
        if not units:
            body.append(_section("Chưa có kết quả", element("p", "Chưa có cuộc đối thoại hay kiến nghị nào.")))
        return html.page(
            self._name, joined(body), up="", trail=(("Trang đầu", ""),), site=self._name, searched="Tìm đơn vị"
        )

    def _unit_row(self, unit: Unit) -> Sequence[str]:
        held = list(self.published.units[unit.key].values())
        link = element("a", unit.name, href=f"{folder_of(unit.key)}/index.html")
        until = element("span", f" (đến {document_date(unit.valid_to)})") if unit.valid_to else ""
        return (joined((link, until)), *_counts(held))

    def _unit(self, unit: Unit) -> None:
        years = self.published.units[unit.key]
        rows = [
            (element("a", f"Năm {year}", href=f"{year}.html"), *_counts([years[year]]))
            for year in sorted(years, reverse=True)
        ]
        every = [p for year in years.values() for p in year.petitions]
        body = [
            _tiles(list(years.values())),
            _section("Theo năm", _found_table("Theo năm", ("Năm", *UNIT_HEADS[1:]), rows, (1, 2, 3))),
            html.bars("Ý kiến, kiến nghị theo lĩnh vực", by_subject(every), "Tiếp nhận", "đã có kết quả"),
        ]
        trail = (("Trang đầu", "index.html"), (unit.name, ""))
        self._page(
            f"{folder_of(unit.key)}/index.html",
            html.page(unit.name, joined(body), up="../", trail=trail, site=self._name),
        )
        for year, held in years.items():
            self._page(f"{folder_of(unit.key)}/{year}.html", self._year(unit, year, held))

    def _year(self, unit: Unit, year: str, held: UnitYear) -> str:
        body = [_tiles([held])]
        if held.sessions:
            rows = [_session_row(one) for one in held.sessions]
            body.append(
                _section(
                    "Đối thoại, thông báo, kết luận", _found_table("Các cuộc đối thoại", SESSION_HEADS, rows, (3,))
                )
            )
        subjects = by_subject(held.petitions)
        body.append(html.bars("Ý kiến, kiến nghị theo lĩnh vực", subjects, "Tiếp nhận", "đã có kết quả"))
        for subject, _count, _done in subjects:
            cases = [_case(one) for one in held.petitions if one.subject == subject]
            body.append(_section(subject, *cases))
        trail = (("Trang đầu", "index.html"), (unit.name, f"{folder_of(unit.key)}/index.html"), (f"Năm {year}", ""))
        title = f"{unit.name}, năm {year}"
        return html.page(title, joined(body), up="../", trail=trail, site=self._name, searched="Tìm trong trang này")

    def _open_data(self) -> str:
        names = sorted(name for name in self._files if name.startswith("du-lieu/"))
        rows = [
            (element("a", name.removeprefix("du-lieu/"), href=name.removeprefix("du-lieu/")), open_data.told(name))
            for name in names
        ]
        body = joined(
            (
                element("p", open_data.LICENCE, class_="lead"),
                _section("Các tệp", html.table("Các tệp dữ liệu mở", ("Tệp", "Nội dung"), rows)),
            )
        )
        trail = (("Trang đầu", "index.html"), ("Dữ liệu mở", ""))
        return html.page("Dữ liệu mở", body, up="../", trail=trail, site=self._name)

    # -- what is new --------------------------------------------------------------

    def _feed(self) -> str:
        news = sorted(self._news(), key=lambda one: (one.on, one.link), reverse=True)[:NEWS]
        items = "".join(
            f"<item><title>{escape(one.title)}</title><link>{escape(self._link(one.link))}</link>"
            f'<guid isPermaLink="false">{escape(one.link)}</guid><pubDate>{_rfc(one.on)}</pubDate>'
            f"<description>{escape(one.text)}</description></item>\n"
            for one in news
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>\n'
            f"<title>{escape(self._name)}</title><link>{escape(self._link('index.html'))}</link>"
            f"<description>Kết luận đối thoại và kết quả giải quyết kiến nghị</description><language>vi</language>\n"
            f"{items}</channel></rss>\n"
        )

    def _news(self) -> Iterator[News]:
        for unit, years in self.published.units.items():
            name = self._store.units.name(unit)
            for year, held in years.items():
                page = f"{folder_of(unit)}/{year}.html"
                for session in held.sessions:
                    on = max(session.conclusion_on, session.published_on)
                    if on:
                        told = f"Kết luận {session.conclusion_number}".strip()
                        yield News(on, f"{name}: {session.title}", told, f"{page}#{anchor(session.id)}")
                for one in held.petitions:
                    if one.answered_on:
                        told = one.answer or one.status
                        yield News(one.answered_on, f"{name}: {one.subject}", told, f"{page}#{anchor(one.id)}")

    def _link(self, page: str) -> str:
        return f"{self._address}/{page}" if self._address else page


UNIT_HEADS = ("Đơn vị", "Đối thoại", "Ý kiến, kiến nghị", "Đã có kết quả")
SESSION_HEADS = ("Ngày", "Nội dung", "Nơi tổ chức", "Số người dự", "Thông báo trước", "Kết luận", "Công khai kết quả")


def folder_of(key: str) -> str:
    """The folder of a unit's pages: its key with signs no server minds."""
    return "don-vi-" + key.replace("@", "-")


def anchor(ident: str) -> str:
    """What a place of a page is called."""
    return "m-" + "".join(letter if letter.isalnum() else "-" for letter in ident)


def _counts(held: Sequence[UnitYear]) -> tuple[str, str, str]:
    petitions = [one for year in held for one in year.petitions]
    done = sum(one.status_key == "done" for one in petitions)
    return html.number(sum(len(year.sessions) for year in held)), html.number(len(petitions)), html.number(done)


def _tiles(held: Sequence[UnitYear]) -> Markup:
    told = zip(_counts(held), UNIT_HEADS[1:], strict=True)
    return element(
        "ul", joined(element("li", element("strong", n), element("span", name)) for n, name in told), class_="tiles"
    )


def _section(title: str, *inside: str) -> Markup:
    return element("section", element("h2", title), *inside)


def _found_table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> Markup:
    """A table whose rows are found by the search of the page."""
    made = html.table(caption, heads, rows, numbers)
    head, body = made.split("<tbody>")
    return Markup(head + "<tbody>" + body.replace("<tr>", '<tr data-find="">'))


def _session_row(one: Session) -> Sequence[str]:
    title = element("span", one.title or one.kind, id=anchor(one.id))
    conclusion = joined(
        filter(None, (one.conclusion_number, " " if one.conclusion_number else "", html.day(one.conclusion_on)))
    )
    return (
        html.day(one.on), title, one.place, html.number(one.participants), html.day(one.announced_on), conclusion,
        html.day(one.published_on),
    )  # fmt: skip


def _case(one: Petition) -> Markup:
    head = [
        html.day(one.on), element("span", "Kiến nghị" if one.is_petition else "Ý kiến"),
        element("span", one.status, class_=f"chip {one.status_key}"),
        element("span", one.agency) if one.agency else "",
        element("span", "Hạn ", html.day(one.due_on)) if one.due_on else "",
    ]  # fmt: skip
    answered = joined(("Trả lời ", html.day(one.answered_on), ": ")) if one.answered_on else "Trả lời: "
    return element(
        "article", element("h3", joined(head)), element("p", one.text or "…"),
        element("p", element("strong", answered), one.answer, class_="answer") if one.answer else None,
        class_="case", id=anchor(one.id), data_find="",
    )  # fmt: skip


def _rfc(iso: str) -> str:
    """A day as feeds write it."""
    try:
        moment = datetime.fromisoformat(iso).replace(tzinfo=UTC)
    except ValueError:
        return ""
    days, months = "Mon Tue Wed Thu Fri Sat Sun".split(), "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"{days[moment.weekday()]}, {moment.day:02d} {months[moment.month - 1]} {moment.year} 00:00:00 +0700"
