"""The figures of a periodic report: those of the appendices, and those of the registers.

Each has a key for JSON and a Vietnamese name, under which the report's text
calls it: "{số cuộc đối thoại}". What nobody knows stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogue_desk.domain.sheet import Cell, Sheet
from dialogue_desk.reports.appendices import appendix_01, appendix_02, appendix_03, appendix_04, appendix_05
from dialogue_desk.reports.found import WITHIN, within
from dialogue_desk.reports.report import Asked
from dialogue_desk.storage.store import Store

APPENDICES = (appendix_01, appendix_02, appendix_03, appendix_04, appendix_05)


@dataclass(frozen=True)
class Named:
    """A figure: its key, the name texts use, and where it comes from.

    `total` is (number of the appendix, column of its total row); `sql` counts
    over records `r` of `form` whose date lies in the asked days.
    """

    key: str
    name: str
    total: tuple[int, str] | None = None
    form: str = ""
    sql: str = ""


def _targets() -> list[Named]:
    names = {
        "party_org": "tổ chức đảng", "party_member": "đảng viên",
        "agency": "cơ quan, tổ chức", "individual": "cá nhân",
    }  # fmt: skip
    timings = {"total": "", "periodic": " định kỳ", "regular": " thường xuyên", "adhoc": " đột xuất"}
    return [
        Named(f"{t}_{k}", f"số lần góp ý{timing} đối với {name}", (3 if t.startswith("party") else 4, f"{t}_{k}"))
        for t, name in names.items()
        for k, timing in timings.items()
    ]


def _opinions() -> list[Named]:
    found = []
    for number, side, name in ((3, "party", "xây dựng Đảng"), (4, "government", "xây dựng chính quyền")):
        for key, label in (("total", ""), ("accepted", " tiếp thu"), ("not_accepted", " không tiếp thu")):
            found.append(Named(f"opinions_{side}_{key}", f"số ý kiến{label} {name}", (number, f"opinions_{key}")))
    return found


_SAID_THERE = (
    "r.source_form = 'session' AND EXISTS (SELECT 1 FROM session s WHERE s.unit = r.source_unit"
    " AND s.id = r.source_id AND s.status = 'held' AND s.is_deleted = 0)"
)
"""SQL over an opinion `r`: said at a session that stands and was held (counting rule 4)."""

_HELD = "count(*) FILTER (WHERE r.status = 'held'"

FIGURES: tuple[Named, ...] = (
    Named("conferences", "số hội nghị phổ biến", (1, "conferences")),
    Named("conference_participants", "số người dự phổ biến", (1, "participants")),
    Named("documents_issued", "số tài liệu phát hành", (1, "documents_issued")),
    Named("directives", "số văn bản ban hành", form="directive", sql="count(*)"),
    Named("inspections", "số cuộc kiểm tra", form="inspection", sql="count(*)"),
    Named("inspected", "số tổ chức, cá nhân được kiểm tra", form="inspection",
          sql="coalesce(sum(r.inspected_count), 0)"),
    Named("briefings", "số hội nghị giao ban", form="meeting", sql="count(*) FILTER (WHERE r.kind = 'briefing')"),
    Named("seminars", "số cuộc tập huấn, tọa đàm", form="meeting",
          sql="count(*) FILTER (WHERE r.kind IN ('training', 'seminar'))"),
    Named("voter_contacts", "số cuộc tiếp xúc cử tri", form="meeting",
          sql="count(*) FILTER (WHERE r.kind = 'voter_contact')"),
    Named("programmes", "số chương trình phối hợp", form="programme", sql="count(*)"),
    Named("drafts_party", "số dự thảo của Đảng được góp ý", form="draft_review",
          sql="coalesce(sum(r.drafts) FILTER (WHERE r.side = 'party'), 0)"),
    Named("drafts_government", "số dự thảo của chính quyền được góp ý", form="draft_review",
          sql="coalesce(sum(r.drafts) FILTER (WHERE r.side = 'government'), 0)"),
    *_targets(),
    *_opinions(),
    Named("box_openings", "số lần mở hòm thư", form="box_opening", sql="count(*)"),
    Named("letters", "số thư góp ý", form="box_opening", sql="coalesce(sum(r.letters), 0)"),
    Named("reception_days", "số ngày tiếp công dân", form="reception", sql="count(*)"),
    Named("received_people", "số công dân được tiếp", form="reception", sql="sum(r.people)"),
    Named("received_cases", "số vụ việc tiếp nhận", form="reception", sql="sum(r.cases)"),
    Named("sessions", "số cuộc đối thoại", (5, "grand_total")),
    Named("sessions_party", "số cuộc đối thoại của cấp ủy", (3, "party_dialogues")),
    Named("sessions_government", "số cuộc đối thoại của chính quyền", (4, "gov_dialogues")),
    Named("sessions_periodic", "số cuộc định kỳ", form="session", sql=f"{_HELD} AND r.kind = 'periodic')"),
    Named("sessions_thematic", "số cuộc chuyên đề", form="session", sql=f"{_HELD} AND r.kind = 'thematic')"),
    Named("sessions_ad_hoc", "số cuộc đột xuất", form="session", sql=f"{_HELD} AND r.kind = 'ad_hoc')"),
    Named("sessions_online", "số cuộc trực tuyến, kết hợp", form="session", sql=f"{_HELD} AND r.mode <> 'in_person')"),
    Named("participants", "số người dự đối thoại", form="session",
          sql="sum(r.participants) FILTER (WHERE r.status = 'held')"),
    Named("session_opinions", "số ý kiến tại đối thoại", form="opinion",
          sql=f"count(*) FILTER (WHERE {_SAID_THERE})"),
    Named("answered_on_spot", "số ý kiến trả lời ngay", form="opinion",
          sql=f"count(*) FILTER (WHERE {_SAID_THERE} AND r.answered_on_spot = 1)"),
    Named("petitions", "số kiến nghị", form="opinion", sql="count(*) FILTER (WHERE r.kind = 'petition')"),
    Named("too_general", "số kiến nghị còn chung chung", form="opinion",
          sql="count(*) FILTER (WHERE r.is_too_general = 1)"),
    Named("petitions_settled", "số kiến nghị đã giải quyết", form="opinion",
          sql="count(*) FILTER (WHERE EXISTS (SELECT 1 FROM petition q WHERE q.unit = r.unit AND q.id = r.id"
              " AND q.is_open = 0))"),
    Named("petitions_open", "số kiến nghị chưa giải quyết xong", form="opinion",
          sql="count(*) FILTER (WHERE EXISTS (SELECT 1 FROM petition q WHERE q.unit = r.unit AND q.id = r.id"
              " AND q.is_open = 1))"),
    Named("rewards", "số tập thể, cá nhân được khen thưởng", form="reward", sql="count(*)"),
)  # fmt: skip

LABELS: Mapping[str, str] = {f.key: f.name[:1].upper() + f.name[1:] for f in FIGURES}


def appendices(store: Store, asked: Asked) -> tuple[Sheet, ...]:
    """The five appendices of the asked days."""
    return tuple(module.build(store, asked) for module in APPENDICES)


def figures_of(store: Store, asked: Asked, built: tuple[Sheet, ...]) -> dict[str, Cell]:
    """Every figure of the asked days; `built` are the appendices. None is unknown."""
    totals = [_total_row(sheet) for sheet in built]
    by_form: dict[str, list[Named]] = {}
    found: dict[str, Cell] = {}
    for figure in FIGURES:
        found[figure.key] = totals[figure.total[0] - 1].get(figure.total[1]) if figure.total else None
        if figure.form:
            by_form.setdefault(figure.form, []).append(figure)
    units = within(store, asked)
    for form, figures in by_form.items():
        dated = store.form(form).date_field
        row = store.conn.execute(
            f'SELECT {", ".join(f.sql for f in figures)} FROM "{form}" r'
            f' WHERE r.is_deleted = 0 AND {WITHIN} AND r."{dated}" BETWEEN ? AND ?',
            (units, asked.first, asked.last),
        ).fetchone()
        found.update({figure.key: value for figure, value in zip(figures, row, strict=True)})
    return found


def _total_row(sheet: Sheet) -> Mapping[str, Cell]:
    for table in sheet.tables():
        for row in reversed(table.rows):
            if row.style == "total":
                return row.values
    return {}
