"""The small registers of the demonstration commune: feedback, boxes, receptions, papers, totals, settings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dialogue_desk.demo import people
from dialogue_desk.demo.draw import Entry, Office
from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.vocabulary import CHANNELS_BY_TARGET

_BOXES = ("Hòm thư trụ sở Đảng ủy", "Hòm thư trụ sở UBND xã", "Hòm thư nhà văn hóa thôn Gạo Nếp")
_TOTALS = {
    "sessions_party": (4, 2, 3, 5, 6), "sessions_government": (5, 3, 6, 7, 9),
    "party_org_periodic": (5, 5, 6, 6, 6), "party_org_regular": (4, 6, 5, 8, 9), "party_org_adhoc": (1, 0, 1, 1, 2),
    "party_member_periodic": (4, 5, 5, 6, 6), "party_member_regular": (3, 4, 4, 6, 7),
    "party_member_adhoc": (0, 1, 0, 1, 1), "agency_periodic": (4, 5, 5, 6, 6), "agency_regular": (5, 5, 6, 7, 9),
    "agency_adhoc": (1, 1, 2, 1, 2), "individual_periodic": (2, 2, 2, 3, 3), "individual_regular": (2, 2, 3, 3, 4),
    "individual_adhoc": (0, 0, 1, 0, 1), "opinions_party_accepted": (9, 11, 12, 15, 18),
    "opinions_party_not_accepted": (1, 0, 1, 2, 1), "opinions_government_accepted": (14, 16, 19, 23, 27),
    "opinions_government_not_accepted": (2, 1, 2, 3, 2),
}  # fmt: skip
_DIRECTIVES = (
    ("plan", "KH-ĐU", "Kế hoạch tổ chức đối thoại giữa người đứng đầu cấp ủy, chính quyền với nhân dân", ("qd1738",)),
    ("decision", "QĐ-ĐU", "Quyết định ban hành quy chế tiếp xúc, đối thoại trực tiếp với nhân dân", ("qd1738", "qd11")),
    ("notice", "TB-ĐU", "Thông báo lịch tiếp dân, đối thoại của Bí thư Đảng ủy", ("qd11",)),
    ("guideline", "HD-MTTQ", "Hướng dẫn góp ý xây dựng Đảng, xây dựng chính quyền", ("qd218", "qd1737")),
    ("report", "BC-ĐU", "Báo cáo kết quả thực hiện Quyết định 217, 218-QĐ/TW", ("qd217", "qd218")),
)


def entries(commune: Office) -> Iterator[Entry]:
    """Everything but sessions and opinions; also fills what `sources` tells."""
    yield from _office(commune)
    yield from _feedback(commune)
    yield from _boxes_and_receptions(commune)
    yield from _papers(commune)
    yield from _totals(commune)


def sources(commune: Office) -> Iterator[tuple[str, str, date]]:
    """Feedback, openings and receptions that brought opinions: form, id, day."""
    yield from commune.sources


def _office(commune: Office) -> Iterator[Entry]:
    first = commune.first
    yield commune.entry(first, "settings", {
        "header_family": "state", "place_name": "Vĩnh Thuận", "signer_position": "CHỦ TỊCH",
        "signer_name": people.head("government", commune.today).name, "norm_party": 2, "norm_government": 2,
        "recipients": "Thường trực Đảng ủy\nỦy ban MTTQ Việt Nam xã\nLưu: VT", "reception_days_month": 2,
        "review_on": "15/12", "retention_years": 5,
    })  # fmt: skip
    for official in people.OFFICIALS:
        values: Values = {
            "name": official.name, "position": official.position, "host_role": official.role,
            "valid_from": official.first.isoformat(),
            "valid_to": official.last.isoformat() if official.last else None,
        }  # fmt: skip
        yield commune.entry(first, "official", values)
    for code, name in people.ORGANISATIONS:
        yield commune.entry(first, "agency", {"name": name, "kind": "contributor", "contributor": code})
    for name in people.RESOLVERS:
        yield commune.entry(first, "agency", {"name": name, "kind": "resolver"})


def _feedback(commune: Office) -> Iterator[Entry]:
    draw = commune.draw
    for year in range(commune.first.year, commune.today.year + 1):
        for number, (code, name) in enumerate(people.ORGANISATIONS):
            on = date(year, 11, 3) + timedelta(days=2 * number)
            if on > commune.today or (year == commune.today.year and number >= 4):
                continue
            written: Values = {
                "given_on": on.isoformat(), "contributor": code, "contributor_name": name, "target": "party_org",
                "channel": "F01", "timing": "periodic", "is_written": True,
                "document_number": f"{20 + number}-BC/{year}",
                "undetailed_accepted": draw.number(1, 4), "undetailed_not_accepted": draw.number(0, 1),
                "content": "Góp ý bằng văn bản trước kiểm điểm cuối năm của Ban Thường vụ Đảng ủy.",
            }  # fmt: skip
            yield commune.entry(on, "feedback", written)
        for _i in range(34):
            on = draw.day(date(year, 1, 6), date(year, 12, 28))
            if on > commune.today:
                continue
            target = draw.pick(("party_org", "party_member", "agency", "agency", "individual"))
            code, name = draw.pick((*people.ORGANISATIONS, ("people", "Nhân dân")))
            hamlet = draw.pick(people.HAMLETS)
            values: Values = {
                "given_on": on.isoformat(), "contributor": code,
                "contributor_name": f"{name}, thôn {hamlet}" if draw.chance(0.5) else name, "target": target,
                "channel": draw.pick(CHANNELS_BY_TARGET[target]), "occasions": draw.pick((1, 1, 1, 2)),
                "timing": draw.pick(("periodic", "regular", "regular", "ad_hoc")),
                "content": draw.pick((
                    "Góp ý về lề lối làm việc và tiếp dân.", "Góp ý về công khai, minh bạch các khoản đóng góp.",
                    "Góp ý về sự gương mẫu của cán bộ, đảng viên.", "Góp ý về giải quyết kiến nghị của cử tri.",
                )),
            }  # fmt: skip
            if target in ("party_member", "individual"):
                values["target_name"] = people.name(draw)
            if draw.chance(0.6):
                values |= {"undetailed_accepted": draw.number(0, 3), "undetailed_not_accepted": draw.number(0, 1)}
            entry = commune.entry(on, "feedback", values)
            if draw.chance(0.25):
                commune.sources.append(("feedback", entry.id, on))
            yield entry


def _boxes_and_receptions(commune: Office) -> Iterator[Entry]:
    draw, month = commune.draw, commune.first
    while month <= commune.today:
        for place in _BOXES:
            on = month + timedelta(days=draw.number(20, 26))
            letters = 0 if "Gạo Nếp" in place or draw.chance(0.5) else draw.number(1, 3)
            if on <= commune.today:
                usable = letters - (1 if letters > 1 and draw.chance(0.3) else 0)
                entry = commune.entry(on, "box_opening", {
                    "opened_on": on.isoformat(), "location": place, "letters": letters, "usable_letters": usable,
                    "openers": "Văn phòng Đảng ủy, Ủy ban MTTQ Việt Nam xã",
                })  # fmt: skip
                yield entry
                if usable:
                    commune.sources.append(("box_opening", entry.id, on))
        for day, role in ((9, "party"), (22, "government")):
            on = month + timedelta(days=day)
            if on > commune.today - timedelta(days=3) or draw.chance(0.06):
                continue
            cases = draw.number(0, 3)
            entry = commune.entry(on, "reception", {
                "held_on": on.isoformat(), "host_role": role, "host_name": people.head(role, on).name,
                "people": cases + draw.number(0, 2), "cases": cases,
            })  # fmt: skip
            yield entry
            if cases and draw.chance(0.25):
                commune.sources.append(("reception", entry.id, on))
        month = (month + timedelta(days=31)).replace(day=1)


def _papers(commune: Office) -> Iterator[Entry]:
    draw = commune.draw
    for year in range(commune.first.year, commune.today.year + 1):
        span = (date(year, 1, 8), min(date(year, 12, 20), commune.today))
        for number, (kind, mark, summary, relates) in enumerate(_DIRECTIVES):
            on = min(date(year, 2, 5) + timedelta(days=40 * number), span[1])
            yield commune.entry(on, "directive", {
                "type": kind, "number": f"{12 + 7 * number}-{mark}", "issued_on": on.isoformat(),
                "issuer": "Đảng ủy xã" if mark.endswith("ĐU") else "Ủy ban MTTQ Việt Nam xã",
                "summary": f"{summary} năm {year}", "relates_to": relates,
            })  # fmt: skip
        for form, day, values in _yearly(commune, year, span):
            yield commune.entry(day, form, values)
    for title, parties in (
        ("Quy chế phối hợp giữa UBND xã và Ủy ban MTTQ Việt Nam xã", "UBND xã, Ủy ban MTTQ Việt Nam xã"),
        (
            "Chương trình phối hợp giám sát việc giải quyết kiến nghị",
            "HĐND xã, Ủy ban MTTQ Việt Nam xã, Hội Nông dân xã",
        ),
    ):
        on = draw.day(commune.first, commune.first + timedelta(days=200))
        yield commune.entry(on, "programme", {
            "signed_on": on.isoformat(), "title": title, "parties": parties, "valid_from": on.isoformat(),
            "valid_to": date(on.year + 4, 12, 31).isoformat(),
        })  # fmt: skip
    yield from _periods(commune)


def _yearly(commune: Office, year: int, span: tuple[date, date]) -> Iterator[tuple[str, date, Values]]:
    draw = commune.draw
    for _i in range(5):
        on = draw.day(*span)
        yield "dissemination", on, {
            "held_on": on.isoformat(), "kind": "conference", "topic": draw.pick((
                "Quán triệt Quyết định 217, 218-QĐ/TW", "Phổ biến quy chế dân chủ ở cơ sở",
                "Triển khai quy định về đối thoại trực tiếp với nhân dân")),
            "documents": ("qd217", "qd218"), "participants": draw.number(40, 160),
            "documents_issued": draw.number(30, 200), "other_forms": ("loudspeaker", "portal"),
        }  # fmt: skip
    for _i in range(3):
        on = draw.day(*span)
        yield "draft_review", on, {
            "given_on": on.isoformat(), "side": draw.pick(("party", "government")), "contributor": "mttq",
            "draft_title": draw.pick(("Dự thảo nghị quyết phát triển kinh tế - xã hội", "Dự thảo quy hoạch chung xã",
                                      "Dự thảo quy ước thôn văn hóa")),
            "comments": draw.number(3, 21),
        }  # fmt: skip
    for _i in range(2):
        on = draw.day(*span)
        yield "inspection", on, {
            "decided_on": on.isoformat(), "subject": "Việc tiếp dân, đối thoại và giải quyết kiến nghị",
            "inspected": f"Chi bộ thôn {draw.pick(people.HAMLETS)}", "inspected_count": 1,
            "conclusion_number": f"{draw.number(3, 30)}-KL/UBKT", "conclusion_on": on.isoformat(),
        }  # fmt: skip
        yield "reward", on, {
            "decided_on": on.isoformat(), "recipient": f"Ban Công tác Mặt trận thôn {draw.pick(people.HAMLETS)}",
            "reward_form": "Giấy khen", "reason": "Làm tốt công tác nắm tình hình và góp ý xây dựng chính quyền",
        }  # fmt: skip
    for kind, topic in (("briefing", "Giao ban 6 tháng về dân vận"), ("seminar", "Tọa đàm nâng chất lượng đối thoại"),
                        ("voter_contact", "Tiếp xúc cử tri trước kỳ họp HĐND xã")):  # fmt: skip
        on = draw.day(*span)
        yield "meeting", on, {
            "held_on": on.isoformat(), "kind": kind, "topic": topic, "participants": draw.number(25, 110)
        }  # fmt: skip


def _periods(commune: Office) -> Iterator[Entry]:
    """Every quarter, half and year reported in time, but the newest that is over."""
    over: list[tuple[date, str]] = []
    for year in range(commune.first.year, commune.today.year + 1):
        ends = ((3, 31, "Q1"), (6, 30, "Q2"), (6, 30, "H1"), (9, 30, "Q3"), (12, 31, "Q4"), (12, 31, ""))
        for last, name in ((date(year, month, day), name) for month, day, name in ends):
            if last < commune.today:
                over.append((last, f"{year}-{name}".rstrip("-")))
    for number, (last, name) in enumerate(over[:-1]):
        on = last + timedelta(days=commune.draw.number(2, 8))
        yield commune.entry(on, "period", {
            "period": name, "closed_on": on.isoformat(), "closed_by": "Phạm Thị Hạnh", "revision": 0,
            "reported_on": on.isoformat(), "report_number": f"{30 + number}/BC-UBND",
        })  # fmt: skip


def _totals(commune: Office) -> Iterator[Entry]:
    """Five years before the first record, as the old reports give them."""
    for indicator, figures in _TOTALS.items():
        for back, value in enumerate(reversed(figures), start=1):
            yield commune.entry(commune.first, "yearly_total", {
                "scope": "own", "year": commune.first.year - back, "level": "commune", "indicator": indicator,
                "value": value,
            })  # fmt: skip
