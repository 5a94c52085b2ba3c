"""Ten years of one commune as plain records, for the sheets of reports/; knows nothing of the program.

Each petition carries under "_" what its steps come to: the status is known by
construction, not by folding.
"""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta
from typing import Any

Given = dict[str, Any]

UNIT = "11311@2025"
TODAY = "2026-06-01"
YEARS = range(2017, 2027)
SUBJECTS = ("land", "environment", "infrastructure", "administration", "welfare", "cadre")
AUDIENCES = ("farmers", "youth", "women", "general", "business")
COMPETENCES = ("commune", "commune", "commune", "district", "city", "central")
PATHS = {
    "new": (),
    "assigned": ("assign",),
    "in_progress": ("assign", "progress"),
    "forwarded": ("forward_up",),
    "resolved": ("assign", "resolve"),
    "notified": ("assign", "resolve", "notify"),
    "closed": ("assign", "resolve", "notify", "close"),
    "declined": ("decline",),
}
TARGETS = (
    ("party_org", "party", "F01"),
    ("party_member", "party", "F05"),
    ("agency", "government", "F02"),
    ("individual", "government", "F17"),
)
TIMINGS = ("periodic", "regular", "ad_hoc")
OPEN = ("new", "assigned", "in_progress", "forwarded")
AGENCY = "Hội Nông dân phường"


def records(seed: int) -> list[Given]:
    """The records, in an order in which each source comes before what names it."""
    rng = random.Random(seed)
    made: list[Given] = []

    def new(form: str, **fields: Any) -> Given:
        record_id = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        given = {"form": form, "unit": UNIT, "id": record_id, **fields}
        made.append(given)
        return given

    def day(year: int) -> str:
        last = date(2026, 5, 20) if year == 2026 else date(year, 12, 20)
        first = date(year, 1, 3)
        return (first + timedelta(days=rng.randrange((last - first).days))).isoformat()

    def opinion(source: Given, on: str, kind: str, **fields: Any) -> None:
        disposition = rng.choice(("accepted", "accepted", "not_accepted", "pending"))
        told = new(
            "opinion", source_form=source["form"], source_unit=UNIT, source_id=source["id"], received_on=on, kind=kind,
            text=f"Ý kiến {len(made)} về đường thôn Hạ", subject=rng.choice(SUBJECTS),
            competence=rng.choice(COMPETENCES), disposition=disposition,
            action_text="Đã giao làm ngay" if disposition == "accepted" else None,
            explanation="Chưa đủ vốn" if disposition == "not_accepted" else None,
            is_hotspot=rng.random() < 0.1, is_crowd=rng.random() < 0.1, is_bypass=rng.random() < 0.05,
            speaker_name=rng.choice(("Lê Văn Tám", "Đỗ Thị Ễn", None)), **fields,
        )  # fmt: skip
        if kind == "petition":
            petition(told, on)

    def petition(told: Given, on: str) -> None:
        due = (date.fromisoformat(on) + timedelta(days=rng.choice((10, 30, 60)))).isoformat()
        told |= {"request": "Sửa ngay", "due_on": due, "is_too_general": False}
        status = rng.choice(tuple(PATHS))
        taken = date.fromisoformat(on)
        told["_"] = {"status": status, "is_open": status in OPEN, "resolved_on": "", "notified_on": ""}
        for step in PATHS[status]:
            taken += timedelta(days=rng.randrange(1, 4))
            new("action", opinion_unit=UNIT, opinion_id=told["id"], done_on=taken.isoformat(), kind=step,
                agency="Phòng Kinh tế", text="Đã xong" if step in ("resolve", "decline") else None)  # fmt: skip
            if step in ("resolve", "notify"):
                told["_"]["resolved_on" if step == "resolve" else "notified_on"] = taken.isoformat()

    new("agency", name=AGENCY, kind="contributor", contributor="farmers")
    for year in YEARS:
        for number in range(14 if year >= 2025 else 3):
            on = day(year)
            kind = rng.choice(("periodic", "thematic", "ad_hoc"))
            session = new(
                "session", held_on=on, start_time="08:00", end_time="11:00",
                status=rng.choice(("held", "held", "held", "planned", "postponed", "cancelled")),
                title=f"Đối thoại {number + 1} năm {year}", kind=kind,
                ad_hoc_reasons=("crowd",) if kind == "ad_hoc" else None,
                mode=rng.choice(("in_person", "in_person", "online", "hybrid")), place="Nhà văn hóa thôn Hạ",
                count_for=rng.choice(("party", "government", "both", "none")), chair_name="Trần An",
                chair_position="Bí thư Đảng ủy", audiences=(rng.choice(AUDIENCES),),
                participants=rng.choice((None, 40, 85, 120)), speakers=rng.randrange(1, 12),
                opinions_declared=rng.randrange(1, 15), issues_declared=rng.randrange(1, 20),
            )  # fmt: skip
            if session["status"] == "held":
                for _opinion in range(rng.randrange(2, 7)):
                    opinion(
                        session, on, rng.choice(("opinion", "petition")), side=rng.choice(("party", "government")),
                        answered_on_spot=rng.random() < 0.4, counts_as_feedback=rng.random() < 0.3,
                        group_label=rng.choice((None, "Đường sá", "Đất đai")),
                    )  # fmt: skip
        for target, side, channel, timing in (
            (*given, timing) for given in TARGETS for timing in (TIMINGS if year == 2025 else (rng.choice(TIMINGS),))
        ):
            feedback = new(
                "feedback", given_on=day(year), contributor="farmers", contributor_name=AGENCY, target=target,
                channel=channel, timing=timing, occasions=rng.randrange(1, 9),
                undetailed_accepted=rng.choice((None, 2, 5)), undetailed_not_accepted=rng.choice((None, 1)),
                content="Góp ý về tiếp dân",
            )  # fmt: skip
            opinion(feedback, feedback["given_on"], "opinion", side=side, counts_as_feedback=True)
        letters = rng.randrange(0, 9)
        box = new("box_opening", opened_on=day(year), location="Trụ sở", letters=letters,
                  usable_letters=rng.randrange(letters + 1))  # fmt: skip
        for _letter in range(rng.randrange(1, 4)):
            opinion(box, box["opened_on"], rng.choice(("opinion", "petition")), side="government",
                    counts_as_feedback=True)  # fmt: skip
        new("dissemination", held_on=day(year), kind="conference", conferences=rng.randrange(1, 4), topic="QĐ 218",
            participants=rng.randrange(50, 300), documents_issued=rng.randrange(10, 900))  # fmt: skip
        new("reception", held_on=day(year), host_role="government", people=rng.randrange(1, 20),
            cases=rng.randrange(1, 9))  # fmt: skip
        new(
            "inspection",
            decided_on=day(year),
            subject="QĐ 218",
            inspected="Chi bộ",
            inspected_count=rng.randrange(1, 5),
        )
        new("draft_review", given_on=day(year), side=rng.choice(("party", "government")), draft_title="Nghị quyết",
            contributor="farmers", drafts=rng.randrange(1, 6))  # fmt: skip
        new("meeting", held_on=day(year), kind=rng.choice(("briefing", "training", "voter_contact")), topic="Họp")
    return made
