"""What a reader must know where the asked time crosses a change of the units. Official text, always Vietnamese."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Note
from dialogue_desk.domain.units import Unit, UnitTree
from dialogue_desk.reports.counting.notes import number
from dialogue_desk.reports.counting.subtree import Subtree
from dialogue_desk.reports.report import Asked


@dataclass(frozen=True)
class Change:
    """Units below the asked one that ended with a day within the asked time and that began with the next."""

    first: str
    ended: tuple[Unit, ...]
    begun: tuple[Unit, ...]
    left: int
    """How many units there were from `first` on, an ISO day."""

    @property
    def told(self) -> str:
        """The change as a note tells it."""
        after = f"từ {document_date(self.first)}: {number(self.left)} đơn vị"
        return f"{after} ({number(len(self.ended))} đơn vị thôi hoạt động, {number(len(self.begun))} đơn vị mới)"


def changes(place: Subtree, asked: Asked) -> list[Change]:
    """Every change of the units in the asked days, in order; none where they stayed or only began or ended."""
    below = [u for u in place.units.values() if u.key != place.top]
    days = {u.valid_from for u in below if u.valid_from and asked.first < u.valid_from <= asked.covered}
    found = []
    for day in sorted(days):
        eve = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        ended = tuple(u for u in below if u.valid_to == eve)
        if ended:
            begun = tuple(u for u in below if u.valid_from == day)
            found.append(Change(day, ended, begun, sum(u.is_valid(day) for u in below)))
    return found


def told(found: Sequence[Change]) -> str:
    """All changes in one clause, with how many units there were before the first."""
    before = found[0].left + len(found[0].ended) - len(found[0].begun)
    return "; ".join([f"trước {document_date(found[0].first)}: {number(before)} đơn vị", *(c.told for c in found)])


def sums_note(place: Subtree, asked: Asked, shared: Container[str] = ()) -> Iterable[Note]:
    """For sheets that add the units up; `shared` are old communes of which a part counts here."""
    if olds := _old_provinces(place, asked):
        yield Note(f"Không gồm số liệu của cấp tỉnh cũ đã nhập vào: {_names(olds)}.")
    whole, part = place.came_from
    part = [u for u in part if u.key not in shared]
    if whole or part:
        yield from _lineage_note(whole, part, asked)
    elif found := changes(place, asked):
        yield Note(
            f"Đơn vị thay đổi trong kỳ ({told(found)}); mỗi cuộc, mỗi lần tính một lần, ở đơn vị đã tổ chức, góp ý."
        )


def _old_provinces(place: Subtree, asked: Asked) -> list[Unit]:
    """The provinces that went into an asked one within the asked time: their figures of before are theirs."""
    olds = place.tree.predecessors.get(place.top, []) if place.tree.level(place.top) == "city" else []
    return [u for u in olds if asked.first <= u.valid_to < asked.covered]


def _lineage_note(whole: Sequence[Unit], part: Sequence[Unit], asked: Asked) -> Iterable[Note]:
    """For an asked commune: which old ones its figures hold, and which they cannot."""
    lived_then = [u for u in whole if not u.valid_to or asked.first <= u.valid_to]
    split = [u for u in part if not u.valid_to or asked.first <= u.valid_to]
    if lived_then:
        yield Note(f"Gồm số liệu của đơn vị cũ nhập toàn bộ: {_names(lived_then)}.")
    if split:
        yield Note(f"Không gồm đơn vị cũ bị chia cho nhiều đơn vị mới: {_names(split)}.")


def _names(units: Sequence[Unit]) -> str:
    return ", ".join(f"{u.name} (đến {document_date(u.valid_to)})" for u in units)


def apart_note(place: Subtree, asked: Asked, shared: Container[str] = ()) -> Iterable[Note]:
    """For sheets that put the units side by side or follow them through time: what is joined and what is not.

    `shared` are old communes that are shared out; a note of their own tells of them.
    """
    if olds := _old_provinces(place, asked):
        yield Note(
            f"Đơn vị mới gồm cả xã, phường cũ nhập toàn bộ của {_names(olds)};"
            " không gồm số liệu cấp huyện, cấp tỉnh cũ ở đó."
        )
    found = changes(place, asked)
    if not found:
        return
    ended = {u.key: u for change in found for u in change.ended}
    joined = [u for u in ended.values() if place.tree.whole_heir(u.key, asked.covered) in place.units]
    text = f"Đơn vị thay đổi trong kỳ: {told(found)}."
    if joined:
        text += " Số liệu của đơn vị cũ nhập toàn bộ vào một đơn vị mới được cộng vào đơn vị mới."
    left = [u for u in ended.values() if u not in joined and u.key not in shared]
    if left:
        split = sum(len(u.heirs) > 1 for u in left)
        text += " Đơn vị cũ khác" + (f" (trong đó {number(split)} đơn vị bị chia)" if split else "")
        text += " để riêng, không chia theo tỷ lệ."
    yield Note(text)


def coverage_note(place: Subtree, asked: Asked) -> Iterable[Note]:
    """For coverage, which counts the units of the last day."""
    found = changes(place, asked)
    if found:
        ended = sum(len(change.ended) for change in found)
        last = document_date(max(u.valid_to for change in found for u in change.ended))
        yield Note(
            f"{number(ended)} đơn vị hoạt động đến {last} không có vào ngày cuối kỳ nên không tính;"
            " cuộc đối thoại của các đơn vị ấy không chuyển sang đơn vị mới."
        )


def lived(unit: Unit, asked: Asked, tree: UnitTree) -> str:
    """A unit's name, and since or until when it existed where that is only a part of the asked time.

    A new commune whose figures hold those of old ones says so.
    """
    if unit.valid_to and unit.valid_to < asked.covered:
        return f"{unit.name} (đến {document_date(unit.valid_to)})"
    if unit.valid_from and asked.first < unit.valid_from:
        olds = any(asked.first <= old.valid_to for old in tree.joined(unit.key))
        return f"{unit.name} (từ {document_date(unit.valid_from)}{', gồm đơn vị cũ' if olds else ''})"
    return unit.name


def named(units: Sequence[Unit], asked: Asked, tree: UnitTree) -> dict[str, str]:
    """`lived` by key, for the units whose name alone would not tell."""
    return {u.key: told for u in units if (told := lived(u, asked, tree)) != u.name}
