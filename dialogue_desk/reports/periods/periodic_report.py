"""Báo cáo định kỳ (quarter, 6 months, 9 months, year, span): the source's skeleton with the period's figures.

The text is kept in the period's record and may be edited: a line "I. …" is a
part, "1. …" a section, a name in braces stands for its figure, and brackets say what is written where that is 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dialogue_desk.domain.fields import Values
from dialogue_desk.domain.forms.office import LEGAL_BASIS
from dialogue_desk.domain.records import id_of
from dialogue_desk.domain.sheet import Cell, Heading, Note, Sheet, Table, Text
from dialogue_desk.reports.found import short_day, small_count, text
from dialogue_desk.reports.letters.heading import Letterhead, letterhead
from dialogue_desk.reports.letters.issuing import family_of
from dialogue_desk.reports.letters.spoken import declared_notes
from dialogue_desk.reports.periods.filling import filled
from dialogue_desk.reports.periods.frozen import closing_of
from dialogue_desk.reports.periods.period_figures import FIGURES, appendices, figures_of
from dialogue_desk.reports.report import FAMILY, SPAN, TEXT_FORMATS, Asked, Report, period_named
from dialogue_desk.storage.owed import period_days
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_

_PART = re.compile(r"^[IVX]+\. ")
_SECTION = re.compile(r"^\d+(?:\.\d+)*\. \S.{0,90}[^.;:]$")
_KEY_OF = {f.name: f.key for f in FIGURES}

SKELETON = """\
I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO TRIỂN KHAI THỰC HIỆN
1. Công tác phổ biến, quán triệt
[Trong kỳ đã tổ chức {số hội nghị phổ biến} cuộc phổ biến, quán triệt các quyết định của Trung ương và cấp trên|Trong \
kỳ không có cuộc phổ biến, quán triệt nào][ với {số người dự phổ biến} lượt người tham gia|]; [phát hành \
{số tài liệu phát hành} bản tài liệu, ấn phẩm|không phát hành tài liệu, ấn phẩm] (Phụ lục 01).
2. Việc ban hành các văn bản lãnh đạo, chỉ đạo
[Đã ban hành {số văn bản ban hành} văn bản lãnh đạo, chỉ đạo|Không có văn bản lãnh đạo, chỉ đạo nào được ban hành] \
(Phụ lục 02); [ký kết {số chương trình phối hợp} chương trình, quy chế phối hợp|không có chương trình, quy chế phối \
hợp nào được ký kết].
3. Công tác kiểm tra, giám sát, chế độ thông tin, báo cáo
[Đã tiến hành {số cuộc kiểm tra} cuộc kiểm tra, giám sát|Không có cuộc kiểm tra, giám sát nào][ đối với \
{số tổ chức, cá nhân được kiểm tra} tổ chức, cá nhân|]; [tổ chức {số hội nghị giao ban} hội nghị giao ban với Mặt trận \
Tổ quốc, các tổ chức chính trị - xã hội|không có hội nghị giao ban với Mặt trận Tổ quốc, các tổ chức chính trị - xã \
hội]; [tổ chức {số cuộc tập huấn, tọa đàm} cuộc tập huấn, tọa đàm|không có cuộc tập huấn, tọa đàm nào].
II. KẾT QUẢ THỰC HIỆN
1. Góp ý xây dựng Đảng
[Mặt trận Tổ quốc, các tổ chức chính trị - xã hội và Nhân dân đã góp ý {số lần góp ý đối với tổ chức đảng} lần đối với \
tổ chức đảng|Không có lần góp ý nào đối với tổ chức đảng] (định kỳ {số lần góp ý định kỳ đối với tổ chức đảng}; thường \
xuyên {số lần góp ý thường xuyên đối với tổ chức đảng}; đột xuất {số lần góp ý đột xuất đối với tổ chức đảng}); \
[góp ý {số lần góp ý đối với đảng viên} lần đối với đảng viên|không có lần góp ý nào đối với đảng viên] (định kỳ \
{số lần góp ý định kỳ đối với đảng viên}; thường xuyên {số lần góp ý thường xuyên đối với đảng viên}; đột xuất \
{số lần góp ý đột xuất đối với đảng viên}); [góp ý vào {số dự thảo của Đảng được góp ý} văn bản dự thảo của Đảng|không \
có văn bản dự thảo của Đảng được góp ý] (Phụ lục 03).
2. Góp ý xây dựng chính quyền
[Đã góp ý {số lần góp ý đối với cơ quan, tổ chức} lần đối với cơ quan, tổ chức|Không có lần góp ý nào đối với cơ quan, \
tổ chức] (định kỳ {số lần góp ý định kỳ đối với cơ quan, tổ chức}; thường xuyên \
{số lần góp ý thường xuyên đối với cơ quan, tổ chức}; đột xuất \
{số lần góp ý đột xuất đối với cơ quan, tổ chức}); [góp ý {số lần góp ý đối với cá nhân} lần đối với cá nhân|không có \
lần góp ý nào đối với cá nhân] (định kỳ {số lần góp ý định kỳ đối với cá nhân}; thường xuyên \
{số lần góp ý thường xuyên đối với cá nhân}; đột xuất {số lần góp ý đột xuất đối với cá nhân}); [góp ý vào \
{số dự thảo của chính quyền được góp ý} văn bản dự thảo của chính quyền|không có văn bản dự thảo của chính quyền được \
góp ý] (Phụ lục 04).
3. Trách nhiệm tiếp thu góp ý của cấp ủy, chính quyền
[Về xây dựng Đảng, đã tiếp nhận {số ý kiến xây dựng Đảng} ý kiến|Về xây dựng Đảng, không có ý kiến nào][, tiếp thu \
{số ý kiến tiếp thu xây dựng Đảng} ý kiến|][, không tiếp thu và giải trình \
{số ý kiến không tiếp thu xây dựng Đảng} ý kiến|]. [Về xây dựng chính quyền, đã tiếp nhận \
{số ý kiến xây dựng chính quyền} ý kiến|Về xây dựng chính quyền, không có ý kiến nào][, tiếp thu \
{số ý kiến tiếp thu xây dựng chính quyền} ý kiến|][, không tiếp thu và giải trình \
{số ý kiến không tiếp thu xây dựng chính quyền} ý kiến|].
[Đã tiếp công dân {số ngày tiếp công dân} ngày|Không có ngày tiếp công dân nào được ghi]; [mở hòm thư góp ý \
{số lần mở hòm thư} lần|không có lần mở hòm thư góp ý nào][ với {số thư góp ý} thư|]; [tổ chức \
{số cuộc tiếp xúc cử tri} cuộc tiếp xúc cử tri|không có cuộc tiếp xúc cử tri nào].
4. Đối thoại trực tiếp giữa người đứng đầu cấp ủy, chính quyền với Nhân dân
[Người đứng đầu cấp ủy đã đối thoại {số cuộc đối thoại của cấp ủy} cuộc|Người đứng đầu cấp ủy không có cuộc đối thoại \
nào], [người đứng đầu chính quyền {số cuộc đối thoại của chính quyền} cuộc|người đứng đầu chính quyền không có cuộc \
đối thoại nào] (Phụ lục 05)[; trong đó có {số cuộc định kỳ} cuộc định kỳ|][; {số cuộc chuyên đề} cuộc chuyên đề|]\
[; {số cuộc đột xuất} cuộc đột xuất|][; {số người dự đối thoại} lượt người dự|].
[Nhân dân đã nêu {số ý kiến tại đối thoại} ý kiến, kiến nghị tại các cuộc đối thoại|Không có ý kiến, kiến nghị nào \
được nêu tại các cuộc đối thoại][, {số ý kiến trả lời ngay} ý kiến được trả lời ngay tại hội nghị|]. [Trong kỳ tiếp \
nhận {số kiến nghị} kiến nghị từ mọi nguồn|Trong kỳ không có kiến nghị nào được tiếp nhận][; đến nay đã giải quyết \
{số kiến nghị đã giải quyết} kiến nghị|; không có kiến nghị nào được giải quyết]; \
[còn {số kiến nghị chưa giải quyết xong} kiến nghị chưa giải quyết xong|không có kiến nghị nào chưa giải quyết xong].
III. ĐÁNH GIÁ CHUNG
1. Kết quả đạt được
Việc góp ý, đối thoại được thực hiện công khai, dân chủ; các ý kiến, kiến nghị chính đáng của Nhân dân được tiếp thu, \
chỉ đạo giải quyết.
2. Hạn chế
[Còn {số kiến nghị chưa giải quyết xong} kiến nghị chưa được giải quyết dứt điểm|Không có kiến nghị nào chưa được giải \
quyết dứt điểm]; [{số kiến nghị còn chung chung} kiến nghị còn chung chung, khó giải quyết|không có kiến nghị nào còn \
chung chung, khó giải quyết].
3. Nguyên nhân
Công tác phối hợp giải quyết kiến nghị sau đối thoại giữa các cơ quan có việc chưa chặt chẽ.
4. Bài học kinh nghiệm
Thực hiện nghiêm quy chế đối thoại; theo dõi, giám sát việc giải quyết kiến nghị sau đối thoại đến khi có kết quả.
IV. NHIỆM VỤ TRỌNG TÂM TRONG THỜI GIAN TỚI
Hoàn thành chỉ tiêu 100% người đứng đầu cấp ủy, chính quyền đối thoại trực tiếp với Nhân dân theo quy định; giải quyết \
dứt điểm các kiến nghị còn tồn đọng; công khai kết quả tiếp thu, giải trình.
V. ĐỀ XUẤT, KIẾN NGHỊ
Đề nghị cấp trên quan tâm giải quyết các kiến nghị vượt thẩm quyền đã được chuyển lên.
"""
"""The text of a report nobody has edited yet; parts I to V follow the source."""


def build(store: Store, asked: Asked) -> Sheet:
    """The report of the asked period, with the five appendices attached."""
    attached = appendices(store, asked)
    figures = figures_of(store, asked, attached)
    kept = period_of(store, asked)
    head = letterhead(store, asked.unit, asked.family or family_of(kept.get("report_number")))
    revision = kept.get("revision")
    corrected = f"\n(sửa đổi lần {revision})" if isinstance(revision, int) and revision > 0 else ""
    heading = head.heading("BC", kept.get("report_number"), kept.get("reported_on"), is_numbered_here=True)
    ending = "." if head.family == "party" else "./."
    blocks = [Text(_opening(asked, head)), *_paragraphs(text(kept.get("report_text")) or SKELETON, figures)]
    last = blocks[-1]
    blocks[-1] = replace(last, text=last.text.rstrip("./ ") + ending)
    notes = _changed(store, asked, kept, figures)
    return Sheet(
        name="periodic-report",
        title="BÁO CÁO",
        subtitle="Kết quả góp ý xây dựng Đảng, xây dựng chính quyền và đối thoại trực tiếp\n"
        f"giữa người đứng đầu cấp ủy, chính quyền với Nhân dân {asked.span_label}{corrected}",
        blocks=(*blocks, *declared_notes(store, asked), *notes),
        heading=heading,
        signatures=(head.signature(),),
        recipients=head.recipients("Cấp trên trực tiếp (để báo cáo);", "Ủy ban Mặt trận Tổ quốc, các đoàn thể;"),
        margins=head.margins,
        figures=figures,
        attached=tuple(_attach(sheet, heading, kept, head) for sheet in attached),
    )


def default_text() -> str:
    """The text of a report nobody has edited yet, with the names of the figures in braces."""
    return SKELETON


def period_of(store: Store, asked: Asked) -> Values:
    """The period's record of the asked unit; empty for days that are no period or have none."""
    key = period_key(asked)
    if not key:
        return {}
    form = store.form("period")
    record = store.get("period", asked.unit, id_of(form, asked.unit, {"period": key}))
    return record.values if record and not record.is_deleted else {}


def period_key(asked: Asked) -> str:
    """The name of the asked period; a whole calendar year is one too. Empty for other days."""
    if asked.period:
        return asked.period
    is_year = len(asked.years) == 1 and asked.first.endswith("-01-01") and asked.last.endswith("-12-31")
    return str(asked.years[0]) if is_year else ""


def _paragraphs(written: str, figures: Mapping[str, Cell]) -> Iterator[Text]:
    for line in filled(written, figures, _KEY_OF).split("\n"):
        if line.strip():
            style = "heading" if _PART.match(line) else "bold" if _SECTION.match(line) else "body"
            yield Text(line.strip(), style)


def _changed(store: Store, asked: Asked, kept: Values, figures: Mapping[str, Cell]) -> list[Note]:
    """What went upward never changes silently: a note when the figures are no longer those of the close."""
    is_own = kept.get("closed_on") and asked.unit == store.unit and _is_usual(store, asked)
    closing = closing_of(store, period_key(asked)) if is_own else None
    changed = [key for key in figures if closing and closing.figures.get(key) != figures[key]]
    if closing is None or not changed:
        return []
    return [
        Note(
            f"Số liệu kỳ này đã chốt ngày {short_day(closing.closed_on)}; từ đó có {small_count(len(changed))} chỉ tiêu"
            " thay đổi, xem tờ Thay đổi sau khi chốt số liệu."
        )
    ]


def _is_usual(store: Store, asked: Asked) -> bool:
    """Whether the asked days are those the unit's periods have: another body's may close on another day."""
    usual = period_days(store, asked.unit, period_named(period_key(asked)))
    return (usual.first.isoformat(), usual.last.isoformat()) == (asked.first, asked.last)


def _opening(asked: Asked, head: Letterhead) -> str:
    until = f" (số liệu tính đến ngày {short_day(asked.as_of)})" if asked.as_of else ""
    return (
        f"Thực hiện {head.settings.get('legal_basis') or LEGAL_BASIS} về việc Mặt trận Tổ quốc Việt Nam, các"
        " đoàn thể chính trị - xã hội và Nhân dân tham gia góp ý xây dựng Đảng, xây dựng chính quyền,"
        f" {head.issuer} báo cáo kết quả {asked.span_label}{until} như sau:"
    )


def _attach(sheet: Sheet, heading: Heading, kept: Values, head: Letterhead) -> Sheet:
    """An appendix behind the report: its table called after it, the report's number above it."""
    on = short_day(kept.get("reported_on")) or "…/…/…"
    number = heading.number.removeprefix("Số").lstrip(": ")
    blocks = tuple(replace(b, key=sheet.name, title=b.title) if isinstance(b, Table) else b for b in sheet.blocks)
    attached_to = f"(Kèm theo Báo cáo số {number}, ngày {on} của {head.issuer})"
    return replace(sheet, blocks=blocks, heading=Heading(attached_to=attached_to), margins=head.margins)


REPORT = Report("periodic-report", N_("Báo cáo định kỳ"), build, (*SPAN, FAMILY), formats=TEXT_FORMATS)
