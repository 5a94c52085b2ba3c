"""Use case of alarms: what packages and machines did that a person must hear of, until somebody decides."""

from __future__ import annotations

from dataclasses import dataclass

from dialogue_desk.errors import DeskError
from dialogue_desk.exchange.merging import Outcome
from dialogue_desk.exchange.registry import now_text
from dialogue_desk.exchange.signing import NOT_SIGNED
from dialogue_desk.storage import alarms, registry
from dialogue_desk.storage.registry import KnownDesk
from dialogue_desk.storage.store import Store
from dialogue_desk.texts import N_, _

_SENTENCES = {
    alarms.FORGED_NAME: N_("{unit} (máy {machine}) đưa đến {rows} dòng mang tên máy này mà máy này không viết."),
    alarms.COPIED: N_("Có lần ghi mang chữ ký của máy này mà máy này không biết: thư mục dữ liệu đã bị chép đi."),
    alarms.TWO_CONTENTS: N_("Máy {machine} của {unit} dùng một số lần ghi cho hai nội dung (từ số {number})."),
    alarms.CODE_TWICE: N_("Lời mời của {unit} vừa được máy thứ hai dùng; máy dùng trước tạm bị giữ lại."),
}
_STEPS = {
    alarms.FORGED_NAME: N_("Các dòng ấy không được nhận. Gọi cho đơn vị đưa gói và báo cấp trên."),
    alarms.COPIED: N_("Tìm máy đang dùng bản chép. Không phải máy của đơn vị thì xin cấp trên thu hồi và mời lại."),
    alarms.TWO_CONTENTS: N_("Hỏi đơn vị: thư mục dữ liệu của máy ấy có bị chép sang máy khác không."),
    alarms.CODE_TWICE: N_("Gọi cho đơn vị, so vân tay của hai máy: tin máy đúng, thu hồi máy kia."),
}


@dataclass(frozen=True)
class Alarm:
    """An alarm as a person reads it. `about` names it when it is settled; `at` is UTC."""

    kind: str
    about: str
    at: str
    message: str
    step: str


class Alarms:
    """What stands, and the word of a person that it was seen."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def listed(self) -> list[Alarm]:
        """Every alarm nobody has decided about, oldest first."""
        return [told(self._store, alarm) for alarm in alarms.standing(self._store)]

    def count(self) -> int:
        """How many stand."""
        return len(alarms.standing(self._store))

    def settle(self, about: str) -> None:
        """Somebody has looked into what stands about a desk or an invitation. DeskError when nothing does."""
        if not alarms.settle(self._store, about, now_text()):
            raise DeskError(_("Không có cảnh báo nào như vậy đang chờ."), _("Xem lại danh sách cảnh báo."), "no_alarm")


def told(store: Store, alarm: alarms.Alarm) -> Alarm:
    """An alarm in words: units and machines by their names."""
    desk = str(alarm.told.get("desk", ""))
    words = {
        "unit": store.units.name(str(alarm.told.get("unit", store.unit))),
        "machine": registry.machines(store).get(desk, 1),
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
    for de, number in outcome.new_forks.items():
        desk = de.split("/")[0]
        known = registry.known(store, desk)
        kind = alarms.COPIED if desk in own else alarms.TWO_CONTENTS
        who = {"desk": desk, "unit": known.unit if known else store.unit, "number": number}
        found.append(alarms.sound(store, kind, desk, who, at))
    return [told(store, alarm) for alarm in found]
