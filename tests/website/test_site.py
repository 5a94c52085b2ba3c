"""The website: nobody is found on it, nothing leads nowhere, what was withdrawn is gone, and anybody can use it."""

from __future__ import annotations

import csv
import importlib.util
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

import pytest

from dialogue_desk.cli import main
from dialogue_desk.desk import Desk
from dialogue_desk.errors import DeskError
from dialogue_desk.gui.tokens import LIGHT
from dialogue_desk.paths import resource
from tests.hub.test_publishing import HAMLET, NAME, PHONE, petition, session
from tests.reports.conftest import UNITS, put_all

TODAY = date(2026, 6, 1)
COMMUNE, OTHER = "11296@2023", "11299@2023"
TOLD = f"Bà {NAME}, {HAMLET}, điện thoại {PHONE}, nói đường qua {HAMLET} hỏng"


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk.init(tmp_path / "bàn", "31", str(UNITS), "Nguyễn Thị Thử", today_is=lambda: TODAY)
    opinion = {"kind": "opinion", "disposition": "accepted", "action_text": f"Sẽ sửa đường ở {HAMLET}"}
    named = {"speaker_name": NAME, "speaker_phone": PHONE, "speaker_address": f"Số 7 {HAMLET}"}
    put_all(
        desk,
        [
            session(conclusion_number="12-TB/ĐU", conclusion_on="2023-03-09", place=f"Nhà văn hóa {HAMLET}",
                    notes=f"Hỏi {NAME}", chair_name="Trần Văn Chủ Tọa"),
            session("2024-05-06", OTHER, title=f"Gặp bà {NAME} <b>&"),
            session("2024-05-07", OTHER, status="cancelled", title="Cuộc đã hủy"),
            petition(text=TOLD, request=TOLD, id="11111111-1111-4111-8111-111111111111", **named),
            petition("2024-07-08", OTHER, text="Rác không ai dọn", **opinion),
            {"form": "action", "unit": COMMUNE, "opinion_unit": COMMUNE,
             "opinion_id": "11111111-1111-4111-8111-111111111111", "done_on": "2023-06-07", "kind": "resolve",
             "text": f"Đã sửa xong, bà {NAME} vui lòng"},
        ],
    )  # fmt: skip
    yield desk
    desk.close()


@pytest.fixture
def site(city: Desk, tmp_path: Path) -> Path:
    city.publishing.website(tmp_path / "trang", "https://doi-thoai.example.vn/")
    return tmp_path / "trang"


class Page(HTMLParser):
    """What a page is made of: links, ids, headings, elements with their attributes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.elements.append((tag, told))
        self.links += [value for key in ("href", "src") if (value := told.get(key))]
        if told.get("id"):
            self.ids.append(str(told["id"]))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))


def pages(site: Path) -> dict[str, Page]:
    return {path.relative_to(site).as_posix(): Page(path) for path in sorted(site.rglob("*.html"))}


def everything(site: Path) -> str:
    return "".join(
        path.read_text(encoding="utf-8") for path in site.rglob("*") if path.is_file() and path.suffix != ".ttf"
    )


def test_nobody_is_found(site: Path) -> None:
    told = everything(site)
    for trace in (
        NAME,
        "Lạc Thường",
        PHONE,
        PHONE.replace(" ", ""),
        "Hạ Lũng Bí",
        "Hạ Lũng",
        "Trần Văn Chủ Tọa",
        "Thị Thử",
    ):
        assert trace not in told
    assert "Rác không ai dọn" in told
    assert "Cuộc đã hủy" not in told
    of_pages = "".join(page.text for page in pages(site).values())
    assert "<b>&" not in of_pages
    assert "&lt;b&gt;&amp;" in of_pages


def test_what_came_of_it_is_told(site: Path) -> None:
    page = pages(site)["don-vi-11296-2023/2023.html"]
    for words in ("12-TB/ĐU", "09/3/2023", "Đã sửa xong", "07/6/2023", "Đất đai"):
        assert words in page.text, words
    assert "Sẽ sửa đường" in pages(site)["don-vi-11299-2023/2024.html"].text


def test_links_are_whole_and_nothing_comes_from_elsewhere(site: Path) -> None:
    found = pages(site)
    assert len(found) >= 6
    for name, page in found.items():
        assert len(page.ids) == len(set(page.ids))
        for link in page.links:
            there = urlsplit(link)
            assert (there.scheme, there.netloc) == ("", ""), (name, link)
            target = (site / name).parent / unquote(there.path) if there.path else site / name
            assert target.is_file(), (name, link)
            if there.fragment:
                assert there.fragment in Page(target).ids
    feed = ElementTree.fromstring((site / "feed.xml").read_text(encoding="utf-8"))
    links = [item.findtext("link") or "" for item in feed.iter("item")]
    assert len(links) == 2
    for link in links:
        assert link.startswith("https://doi-thoai.example.vn/")
        path, _sign, anchor = link.removeprefix("https://doi-thoai.example.vn/").partition("#")
        assert anchor in found[path].ids
    assert "url(" not in re.sub(r'url\("fonts/[\w-]+\.ttf"\)', "", (site / "style.css").read_text(encoding="utf-8"))


def test_what_is_withdrawn_disappears_and_nothing_else(city: Desk, site: Path) -> None:
    (site / "lời ngỏ.html").write_text("của người khác", encoding="utf-8")
    held = next(r for r in city.store.records("session") if r.unit == COMMUNE)
    city.records.delete("session", held.id, held.unit)
    for one in list(city.store.records("opinion")):
        if one.unit == OTHER:
            city.records.delete("opinion", one.id, one.unit)
    for one in list(city.store.records("session")):
        if one.unit == OTHER and one.values["status"] == "held":
            city.records.delete("session", one.id, one.unit)
    made, _undecided = city.publishing.website(site)
    assert made.gone == 2
    assert not (site / "don-vi-11299-2023").exists()
    assert "12-TB/ĐU" not in everything(site)
    assert (site / "lời ngỏ.html").exists()


def test_a_name_decided_on_stays_or_goes(city: Desk, tmp_path: Path) -> None:
    put_all(city, [petition("2024-01-02", text="Hôm qua Đặng Lục Bình đến hỏi về con đường")])
    _made, undecided = city.publishing.website(tmp_path / "a")
    words = [suspect.words for suspect in undecided]
    assert words == ["Đặng Lục Bình"]
    assert "Lục Bình" not in everything(tmp_path / "a")
    city.reporting.naming.decide(keep=words)
    city.publishing.website(tmp_path / "a")
    assert "Đặng Lục Bình" in everything(tmp_path / "a")


def test_a_folder_of_somebody_else_is_left_alone(
    city: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ảnh").mkdir()
    (tmp_path / "ảnh" / "a.jpg").write_bytes(b"x")
    with pytest.raises(DeskError) as refused:
        city.publishing.website(tmp_path / "ảnh")
    assert refused.value.code == "not_empty"
    city.close()
    assert main(["website", "--out", str(tmp_path / "ảnh"), "--data", str(city.folder)]) == 1
    assert "đã có tệp khác" in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "ảnh").iterdir()] == ["a.jpg"]
    assert main(["website", "--out", str(tmp_path / "mới"), "--data", str(city.folder), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sessions"] == 2
    assert told["petitions"] == 2
    assert told["pages"] == len(pages(tmp_path / "mới"))


def test_a_manifest_that_names_files_elsewhere_is_not_obeyed(city: Desk, site: Path, tmp_path: Path) -> None:
    (tmp_path / "quý.txt").write_text("x", encoding="utf-8")
    (site / "trang-cong-khai.json").write_text(json.dumps({"files": ["../quý.txt"]}), encoding="utf-8")
    city.publishing.website(site)
    assert (tmp_path / "quý.txt").exists()


# -- open data ------------------------------------------------------------------


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_open_data_says_what_the_pages_say_and_what_it_means(city: Desk, tmp_path: Path) -> None:
    put_all(city, [petition("2025-01-02", text="=HYPERLINK(1) không được chạy")])
    city.publishing.website(tmp_path / "trang")
    folder = tmp_path / "trang" / "du-lieu"
    meanings = {(r["file"], r["column"]): r["meaning"] for r in read(folder / "tu-dien.csv")}
    for file in ("doi-thoai.csv", "kien-nghi.csv", "theo-nam.csv"):
        rows = read(folder / file)
        assert rows
        assert all(meanings[file, column] for column in rows[0])
    cases = read(folder / "kien-nghi.csv")
    assert {r["is_petition"] for r in cases} == {"yes", "no"}
    assert next(r["text"] for r in cases if "HYPERLINK" in r["text"]).startswith("'=")
    years = {
        (r["unit"], r["year"]): (r["sessions"], r["opinions"], r["settled"]) for r in read(folder / "theo-nam.csv")
    }
    assert years[COMMUNE, "2023"] == ("1", "1", "1")
    licence = (folder / "GIAY-PHEP.txt").read_text(encoding="utf-8")
    assert "CC BY 4.0" in licence
    assert "2026-06-01" in licence


def test_parquet_is_written_where_pyarrow_is(city: Desk, site: Path) -> None:
    is_there = importlib.util.find_spec("pyarrow") is not None
    assert (site / "du-lieu" / "kien-nghi.parquet").exists() is is_there


# -- for everybody ----------------------------------------------------------------


def test_pages_are_built_for_those_who_listen(site: Path) -> None:
    for name, page in pages(site).items():
        tags = [tag for tag, _attributes in page.elements]
        attributes = dict(page.elements)
        assert attributes["html"]["lang"] == "vi", name
        assert page.headings[0] == 1
        assert page.headings.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
        assert tags.count("main") == tags.count("header") == tags.count("footer") == 1
        labelled = {told.get("for") for tag, told in page.elements if tag == "label"}
        assert all(told.get("id") in labelled for tag, told in page.elements if tag == "input")
        assert all(told.get("aria-label") for tag, told in page.elements if tag in ("svg", "nav"))
        assert tags.count("table") == tags.count("caption")
        assert all(told.get("scope") for tag, told in page.elements if tag == "th")
        assert "viewport" in {told.get("name") for tag, told in page.elements if tag == "meta"}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def test_the_colours_are_the_desk_s_and_can_be_read() -> None:
    css = resource("website", "style.css").read_text(encoding="utf-8")
    held = dict(re.findall(r"--([\w-]+): (#\w{6})", css))
    for name in ("canvas", "text", "text2", "accent", "line", "ok"):
        assert held[name] == LIGHT.color(name)
    pairs = [
        ("text", "surface"), ("text2", "surface"), ("text2", "canvas"), ("accent", "surface"), ("accent", "canvas"),
        ("ok", "ok-soft"), ("warn", "warn-soft"), ("soft-text", "canvas"),
    ]  # fmt: skip
    for front, back in pairs:
        high, low = sorted((luminance(held[front]), luminance(held[back])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5, (front, back)


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def run_in_browser(page: Path, work: Path, script: str, width: int) -> Any:
    """What a script says of a page in Debian's Chromium: a copy beside it tells the outcome in its own markup."""
    told = page.read_text(encoding="utf-8")
    copy = page.with_name(f"{page.stem}-{width}-tried.html")
    copy.write_text(told.replace("</body>", f"<script>{script}</script></body>"), encoding="utf-8")
    assert CHROMIUM is not None
    profile = work / f"profile-{page.stem}-{width}"
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--no-first-run",
         "--disable-background-networking", "--virtual-time-budget=20000", f"--window-size={width},900", "--dump-dom",
         copy.as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    found = re.search(r'<pre id="told">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stdout[-500:] + done.stderr[-500:]
    copy.unlink()
    return json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


TELL = (
    'function tell(x){var p=document.createElement("pre");p.id="told";p.textContent=JSON.stringify(x);'
    "document.body.appendChild(p)}"
)
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.skipif(CHROMIUM is None, reason="this machine has no Chromium (Debian: apt-get install chromium)")
def test_in_a_real_browser(site: Path, tmp_path: Path) -> None:
    """At the width of a phone and of a desk: nothing sticks out, search finds without marks, axe finds no fault."""
    axe = (
        resources.files("axe_core_python")
        .joinpath("axe.min.js")
        .read_text(encoding="utf-8")
        .replace("</script", "<\\/script")
    )
    checks = (
        f"{TELL};var q=document.getElementById('q');var shown=null;"
        "if(q){q.value='RAC khong';q.dispatchEvent(new Event('input'));"
        "shown=[].slice.call(document.querySelectorAll('[data-find]')).filter(function(r){return !r.hidden}).map("
        "function(r){return r.textContent});q.value='';q.dispatchEvent(new Event('input'));}"
        f"axe.run(document).then(function(r){{tell({{wide:{WIDE},shown:shown,"
        "faults:r.violations.map(function(v){return [v.id,v.nodes.map(function(n){return n.html})]})})})"
    )
    for name, width in (("don-vi-11299-2023/2024.html", 390), ("index.html", 1366)):
        told = run_in_browser(site / name, tmp_path, axe + ";" + checks, width)
        assert told["wide"] <= 0, name
        assert told["faults"] == [], name
        if width == 390:
            assert len(told["shown"]) == 1
            assert "Rác không ai dọn" in told["shown"][0]
