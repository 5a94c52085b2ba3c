"""Biên bản hội nghị đối thoại."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dialogue_desk.domain.fields import Value
from dialogue_desk.domain.records import Record
from dialogue_desk.domain.sheet import Cell, Sheet, Signature, Text
from dialogue_desk.domain.vocabulary import AUDIENCE
from dialogue_desk.reports.found import (
    clock,
    day,
    finished,
    labels,
    need,
    or_blank,
    small_count,
    text,
)
from dialogue_desk.reports.letters.heading import HINT, Letterhead, letterhead
from dialogue_desk.reports.letters.issuing import of_session
from dialogue_desk.reports.letters.letter_texts import letter_of
from dialogue_desk.reports.letters.opinions import answer, answered_there, of_source, speaker, wish
from dialogue_desk.reports.letters.prose import how_many, person
from dialogue_desk.reports.letters.spoken import answered, answered_words, raised, raised_words, ticked
from dialogue_desk.reports.report import FAMILY, ID, TEXT_FORMATS, Asked, Report
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

NAME = "minutes"
_HEADS = {
    "party": "người đứng đầu cấp ủy",
    "government": "người đứng đầu chính quyền",
    "both": "người đứng đầu cấp ủy, chính quyền",
}


def build(store: Store, asked: Asked) -> Sheet:
    """The minutes of the session `asked.record_id`."""
    session = need(store, "session", asked.record_id)
    values = session.values
    opinions = of_source(store, session)
    head = letterhead(store, session.unit, asked.family or of_session(values), values)
    said = {
        "conference": conference(values, head),
        "issuer": head.issuer,
        "unit": head.unit_name,
        "start_time": clock(values.get("start_time")),
        "end_time": clock(values.get("end_time")),
        "held_on": day(values.get("held_on")),
        "place": or_blank(values.get("place")),
        "title": finished(or_blank(values.get("title"))),
        **_attendance(values),
        "counted": _counted(values, opinions),
        **_conclusion(values, opinions),
    }
    blocks = {"opinions": list(_opinions(values, opinions))}
    letter = letter_of(store, session, NAME, head.family, asked, said, blocks)
    return Sheet(
        name=NAME,
        title=letter.title,
        subtitle=letter.subtitle,
        blocks=letter.blocks,
        heading=head.heading("BB", on=values.get("held_on")),
        signatures=(
            Signature("Thư ký", hint=HINT),
            Signature("Chủ trì", text(values.get("chair_name")), hint=HINT),
        ),
        margins=head.margins,
        figures=figures(values, opinions),
    )


def conference(values: Mapping[str, Value], head: Letterhead) -> str:
    """The session as titles name it: Hội nghị đối thoại giữa … với Nhân dân năm …"""
    host = _HEADS.get(text(values.get("count_for")), "lãnh đạo")
    return f"Hội nghị đối thoại giữa {host} {head.unit_name} với Nhân dân năm {text(values.get('held_on'))[:4]}"


def figures(values: Mapping[str, Value], opinions: Sequence[Record]) -> dict[str, Cell]:
    """The numbers of a session: as declared, and as recorded; unknown is None."""
    declared = ("participants", "participants_female", "speakers", "opinions_declared", "issues_declared")
    found: dict[str, Cell] = {key: _count(values.get(key)) for key in declared}
    found["opinions"] = len(opinions)
    found["answered_on_spot"] = ticked(opinions)
    found["answered_on_spot_declared"] = _count(values.get("answered_on_spot_declared"))
    return found


def _count(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _attendance(values: Mapping[str, Value]) -> dict[str, str]:
    """Who was there, as the braces of the template say it."""
    women = values.get("participants_female")
    among = ""
    if isinstance(women, int):
        among = f" (trong đó nữ {small_count(women)} người)" if women else " (trong đó không có nữ)"
    present = values.get("participants")
    return {
        "chair": person(values, "chair_name", "chair_position"),
        "co_chairs": text(values.get("co_chairs")),
        "present": "không có người dự" if present == 0 else f"có mặt {small_count(present)} người{among}",
        "guests": "; ".join(filter(None, (labels(values, "audiences", AUDIENCE), text(values.get("sub_areas"))))),
        "cluster": text(values.get("cluster_units")),
    }


def _opinions(values: Mapping[str, Value], opinions: Sequence[Record]) -> Iterator[Text]:
    """What was said, and what the chair said to it."""
    for number, record in enumerate(opinions, start=1):
        yield Text(f"{number}. {speaker(record.values)}: {finished(wish(record.values))}")
        said = answer(record.values) if answered_there(record.values, text(values.get("held_on"))) else ""
        if said:
            yield Text(f"Trả lời: {finished(said)}", "italic")
        elif lead := text(record.values.get("lead_agency")):
            yield Text(f"Chủ trì tiếp nhận, giao {lead} xem xét, giải quyết và trả lời.", "italic")
        else:
            yield Text("Chủ trì tiếp nhận để xem xét, trả lời sau hội nghị.", "italic")


def _counted(values: Mapping[str, Value], opinions: Sequence[Record]) -> str:
    """How many spoke; three numbers, none derived from another."""
    said = raised_words(values, opinions)
    if values.get("issues_declared") and isinstance(values["issues_declared"], int):
        said += f" về {small_count(values['issues_declared'])} vấn đề"
    if values.get("speakers") == 0 and isinstance(values["speakers"], int):
        said = f"không có lượt người nào phát biểu; {said}"
    elif isinstance(values.get("speakers"), int):
        join = ", " if said.startswith("không") else " với "
        said = f"{small_count(values['speakers'])} lượt người phát biểu{join}{said}"
    return f"{said[:1].upper()}{said[1:]}." if said.startswith("không") else f"Có {said}."


def _conclusion(values: Mapping[str, Value], opinions: Sequence[Record]) -> dict[str, str]:
    """What became of the opinions; `nothing` where there were none."""
    left = raised(values, opinions) - answered(values, opinions)
    given = "được giao các cơ quan, đơn vị xem xét, giải quyết và thông báo kết quả theo thông báo kết luận hội nghị"
    if not opinions and not raised(values, opinions):
        return {"settled": "", "nothing": "không có ý kiến, kiến nghị nào"}
    spot = answered_words(values, opinions, "ý kiến đã được trả lời ngay tại hội nghị")
    rest = how_many(left, f"ý kiến {given}", none="không còn ý kiến phải giao giải quyết sau hội nghị")
    return {"settled": f"{spot}, {rest}" if left >= 0 else spot, "nothing": ""}


REPORT = Report(
    NAME,
    N_("Biên bản hội nghị đối thoại"),
    build,
    (ID, FAMILY),
    formats=TEXT_FORMATS,
    needs=("id",),
    about="session",
)
