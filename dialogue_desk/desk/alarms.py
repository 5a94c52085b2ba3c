"""Use case of alarms: what packages and machines did that a person must hear of, until somebody decides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dialogue_desk.desk.trouble import tells_trouble
from dialogue_desk.domain.fields import PERSONAL_SUFFIX
from dialogue_desk.domain.periods import screen_date
from dialogue_desk.errors import DeskError
from dialogue_desk.storage import alarms, machines, parcels, registry, unerasing
from dialogue_desk.storage.erasing import Mark
from dialogue_desk.storage.machines import day_of
from dialogue_desk.storage.parcels import NOT_SIGNED
from dialogue_desk.storage.registry import KnownDesk, now_text
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

if TYPE_CHECKING:
    from dialogue_desk.exchange.merging import Outcome

REFUSED_ABOVE = "refused_above"
"""Rows of this unit are in quarantine above; about the unit above. Ends when it has taken them."""
CLOCK_BEHIND, CLOCK_AHEAD = "clock_behind", "clock_ahead"
"""The machine's day against its newest save and package; about that day."""
ERASURE_WAITING = "erasure_waiting"
"""Marks of units without the right wait for a person; about the one that handed them in. Ends when all are decided."""
ERASED = "erased"
"""A package erased content that can still be brought back; about that package. Ends when somebody has seen it."""
NAMED = 3
"""Marks of erasure that an alarm tells one by one."""
FAR = 200
"""Days after the newest save and package from which on the machine's day is doubted."""

_SENTENCES = {
    alarms.FORGED_NAME: N_("{unit} (máy {machine}) đưa đến {rows} dòng mang tên máy này mà máy này không viết."),
    alarms.FALSE_CLAIMS: N_("{unit} (máy {machine}) khai {rows} điều về máy hay đơn vị ngoài quyền của mình."),
    alarms.COPIED: N_("Có lần ghi mang chữ ký của máy này mà máy này không biết: thư mục dữ liệu đã bị sao chép đi."),
    alarms.TWO_CONTENTS: N_("Máy {machine} của {unit} dùng một số lần ghi cho hai nội dung (từ số {number})."),
    REFUSED_ABOVE: N_("{unit} chưa nhận {rows} dòng của đơn vị mình, các dòng ấy chờ xử lý."),
    ERASURE_WAITING: N_("{unit} (máy {machine}) xin xóa nội dung của {rows} bản ghi không phải của mình."),
    ERASED: N_("Gói của {unit} đã xóa nội dung của {rows} bản ghi theo yêu cầu."),
    CLOCK_BEHIND: N_("Ngày trên máy ({today}) trước ngày của lần lưu hay gói mới nhất ({newest})."),
    CLOCK_AHEAD: N_("Ngày trên máy ({today}) cách lần lưu và gói mới nhất ({newest}) đã quá xa."),
    alarms.CODE_TWICE: N_("Tệp kết nối của {unit} vừa được máy thứ hai dùng; máy dùng trước tạm chờ xử lý."),
}
_STEPS = {
    alarms.FORGED_NAME: N_("Các dòng ấy không được nhận. Gọi cho đơn vị đưa gói và báo cấp trên."),
    alarms.FALSE_CLAIMS: N_("Những điều ấy không được ghi nhận. Gọi cho đơn vị gửi, hỏi ai đã tạo tệp gửi này."),
    alarms.COPIED: N_("Tìm máy đang dùng bản sao chép. Không phải máy của đơn vị thì xin cấp trên thu hồi và mời lại."),
    alarms.TWO_CONTENTS: N_("Hỏi đơn vị: thư mục dữ liệu của máy ấy có bị sao chép sang máy khác không."),
    REFUSED_ABOVE: N_("Xem lý do và việc nên làm của từng dòng ở Gửi, nhận số liệu, mục Chờ xử lý."),
    ERASURE_WAITING: N_("Chưa xóa gì. Xem lý do rồi quyết định ở Thiết lập, thẻ Xóa theo yêu cầu."),
    ERASED: N_("Xóa nhầm thì bấm Lấy lại ở Thiết lập, thẻ Xóa theo yêu cầu; đúng thì bấm Đã xem xét."),
    CLOCK_BEHIND: N_("Xem lại đồng hồ của máy trước khi ghi tiếp; đồng hồ đúng thì bấm Đã xem xét."),
    CLOCK_AHEAD: N_("Xem lại đồng hồ của máy trước khi ghi tiếp; đồng hồ đúng thì bấm Đã xem xét."),
    alarms.CODE_TWICE: N_("Gọi cho đơn vị, so mã nhận diện của hai máy: tin máy đúng, thu hồi máy kia."),
}


@dataclass(frozen=True)
class Alarm:
    """An alarm as a person reads it. `about` names it when it is settled; `at` is UTC."""

    kind: str
    about: str
    at: str
    message: str
    step: str
    can_settle: bool = True
    """Whether a person ends it by a word; else what it is about has to change."""

    def as_json(self) -> dict[str, str]:
        """The object `--json` prints for it."""
        return {"kind": self.kind, "about": self.about, "message": self.message, "step": self.step, "at": self.at}


@tells_trouble
class Alarms:
    """What stands, and the word of a person that it was seen."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def listed(self) -> list[Alarm]:
        """Every alarm nobody has decided about, oldest first."""
        store = self._store
        standing = [telling(store, alarm) for alarm in alarms.standing(store)]
        return [*_clock(store), *standing, *_refused_above(store), *_erasures_waiting(store), *_erased(store)]

    def of_clock(self) -> list[Alarm]:
        """What is wrong with the machine's day, if anything."""
        return _clock(self._store)

    def settle(self, about: str) -> None:
        """Somebody has looked into what stands about a desk or an invitation. DeskError when nothing does."""
        for alarm in (*_clock(self._store), *_erased(self._store)):
            if alarm.about == about:
                alarms.sound(self._store, alarm.kind, about, {}, alarm.at)
        if not alarms.settle(self._store, about, now_text()):
            raise DeskError(_("Không có cảnh báo nào như vậy đang chờ."), _("Xem lại danh sách cảnh báo."), "no_alarm")


def _refused_above(store: Store) -> list[Alarm]:
    by_holder: dict[str, list[str]] = {}
    for row in parcels.refusals(store):
        by_holder.setdefault(row.holder, []).append(row.told_on)
    sentence, step = _(_SENTENCES[REFUSED_ABOVE]), _(_STEPS[REFUSED_ABOVE])
    return [
        Alarm(
            REFUSED_ABOVE, holder, f"{max(days)}T00:00:00Z",
            sentence.format(unit=store.units.name(holder), rows=len(days)), step, can_settle=False,
        )
        for holder, days in by_holder.items()
    ]  # fmt: skip


def _erasures_waiting(store: Store) -> list[Alarm]:
    by_sender: dict[str, list[unerasing.Asked]] = {}
    for one in unerasing.asked(store):
        by_sender.setdefault(one.sender, []).append(one)
    found = []
    for desk, waiting in by_sender.items():
        known = registry.known(store, desk)
        records = {one.mark[1:3] for one in waiting}
        words = {
            "unit": store.units.name(known.unit if known else store.unit), "rows": len(records),
            "machine": machines.numbers(store).get(desk, 1),
        }  # fmt: skip
        sentence = f"{_(_SENTENCES[ERASURE_WAITING]).format(**words)} {_marks_told(store, [o.mark for o in waiting])}"
        at = min(one.mark[6] for one in waiting)
        found.append(Alarm(ERASURE_WAITING, desk, at, sentence, _(_STEPS[ERASURE_WAITING]), can_settle=False))
    return found


def _erased(store: Store) -> list[Alarm]:
    """What packages erased, as long as it can be brought back and nobody has looked."""
    found = []
    for package, unit, at, marks in unerasing.brought(store):
        if alarms.is_decided(store, ERASED, package):
            continue
        words = {"unit": store.units.name(unit), "rows": len({mark[1:3] for mark in marks})}
        sentence = f"{_(_SENTENCES[ERASED]).format(**words)} {_marks_told(store, marks)}"
        found.append(Alarm(ERASED, package, at, sentence, _(_STEPS[ERASED])))
    return found


def _marks_told(store: Store, marks: Sequence[Mark]) -> str:
    """The first marks in words: record, field, reason, who."""
    told = []
    for form_key, unit, record_id, fields, _desk, by, _at, reason, _signature in marks[:NAMED]:
        form = store.form(form_key.removesuffix(PERSONAL_SUFFIX)) if form_key in store.rid_base else None
        record = store.get(form.key, unit, record_id) if form else None
        labels = [_(form.field(f).label) if form and f in form.by_key else f for f in json.loads(fields)]
        named = form.title(record.values)[:60] if form and record else record_id
        words = {"record": named, "fields": ", ".join(labels), "reason": reason, "by": by or _("không rõ")}
        told.append(_("“{record}” (ô {fields}; lý do: {reason}; người xóa: {by})").format(**words))
    return "; ".join(told) + (" …" if len(marks) > NAMED else ".")


def _clock(store: Store) -> list[Alarm]:
    """A clock that is wrong is told before somebody saves under it: later it orders saves, and dates letters."""
    newest = machines.newest_day(store)
    today = day_of(store.clock())
    if not newest:
        return []
    days = (date.fromisoformat(today) - date.fromisoformat(newest)).days
    kind = CLOCK_BEHIND if days < 0 else CLOCK_AHEAD if days > FAR else ""
    if not kind or alarms.is_decided(store, kind, newest):
        return []
    told = _(_SENTENCES[kind]).format(today=screen_date(today), newest=screen_date(newest))
    return [Alarm(kind, newest, f"{today}T00:00:00Z", told, _(_STEPS[kind]))]


def telling(store: Store, alarm: alarms.Alarm) -> Alarm:
    """An alarm in words: units and machines by their names."""
    desk = str(alarm.told.get("desk", ""))
    words = {
        "unit": store.units.name(str(alarm.told.get("unit", store.unit))),
        "machine": machines.numbers(store).get(desk, 1),
        "rows": alarm.told.get("rows", 0),
        "number": alarm.told.get("number", 0),
    }
    return Alarm(alarm.kind, alarm.about, alarm.at, _(_SENTENCES[alarm.kind]).format(**words), _(_STEPS[alarm.kind]))


def after_merge(store: Store, sender: KnownDesk, outcome: Outcome) -> list[Alarm]:
    """Raise what a merge gave cause for, inside its transaction."""
    own = {desk for desk, _sign, _age in registry.own_keys(store)}
    at = now_text()
    forged = [q for q in outcome.quarantined if q.reason == NOT_SIGNED and q.de.split("/")[0] in own]
    found = []
    if forged:
        who = {"desk": sender.desk, "unit": sender.unit, "rows": len(forged)}
        found.append(alarms.sound(store, alarms.FORGED_NAME, sender.desk, who, at))
    if outcome.claims:
        who = {"desk": sender.desk, "unit": sender.unit, "rows": outcome.claims}
        found.append(alarms.sound(store, alarms.FALSE_CLAIMS, sender.desk, who, at))
    for de, number in outcome.new_forks.items():
        desk = de.split("/")[0]
        known = registry.known(store, desk)
        kind = alarms.COPIED if desk in own else alarms.TWO_CONTENTS
        who = {"desk": desk, "unit": known.unit if known else store.unit, "number": number}
        found.append(alarms.sound(store, kind, desk, who, at))
    return [telling(store, alarm) for alarm in found]
