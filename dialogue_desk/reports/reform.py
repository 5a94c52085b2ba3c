"""What a reader must know where the asked time crosses a change of the units. Official text, always Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dialogue_desk.domain.periods import document_date
from dialogue_desk.domain.sheet import Note
from dialogue_desk.domain.units import Unit
from dialogue_desk.reports.notes import number
from dialogue_desk.reports.place import Place
from dialogue_desk.reports.report import Asked


@dataclass(frozen=True)
class Change:
    """Units below the asked one that ended and that began within the asked time."""

    ended: tuple[Unit, ...]
    begun: tuple[Unit, ...]

    @property
    def last(self) -> str:
        """The last day of the old units."""
        return document_date(max(u.valid_to for u in self.ended))

    @property
    def first(self) -> str:
        """The first day of the new ones."""
        return document_date(min(u.valid_from for u in self.begun))


def change_of(place: Place, asked: Asked) -> Change | None:
    """The change of the units in the asked days; None where the units stayed."""
    below = [u for u in place.units.values() if u.key != place.top]
    ended = tuple(u for u in below if u.valid_to and asked.first <= u.valid_to < asked.covered)
    begun = tuple(u for u in below if u.valid_from and asked.first < u.valid_from <= asked.covered)
    return Change(ended, begun) if ended and begun else None


def sums_note(place: Place, asked: Asked) -> Iterable[Note]:
    """For sheets that add the units up."""
    change = change_of(place, asked)
    if change:
        yield Note(
            f"Số liệu đến {change.last} là của {number(len(change.ended))} đơn vị cũ, từ {change.first} là của"
            f" {number(len(change.begun))} đơn vị mới; mỗi cuộc, mỗi lần tính một lần, ở đơn vị đã tổ chức, góp ý."
        )


def apart_note(place: Place, asked: Asked) -> Iterable[Note]:
    """For sheets that put the units side by side or follow them through time: why no line joins old and new."""
    change = change_of(place, asked)
    if change:
        yield Note(
            f"Đơn vị thay đổi trong kỳ: {number(len(change.ended))} đơn vị hoạt động đến {change.last},"
            f" {number(len(change.begun))} đơn vị từ {change.first}. Số liệu của đơn vị cũ và đơn vị mới để riêng,"
            f" không nối thành một dòng{_why(change)}."
        )


def _why(change: Change) -> str:
    if all(u.successors for u in change.ended):
        return ""
    return ": danh mục không nêu nguồn cho biết đơn vị nào kế thừa đơn vị nào"


def coverage_note(place: Place, asked: Asked) -> Iterable[Note]:
    """For coverage, which counts the units of the last day."""
    change = change_of(place, asked)
    if change:
        yield Note(
            f"{number(len(change.ended))} đơn vị hoạt động đến {change.last} không có vào ngày cuối kỳ nên không tính;"
            " cuộc đối thoại của các đơn vị ấy không chuyển sang đơn vị mới."
        )


def lived(unit: Unit, asked: Asked) -> str:
    """A unit's name, and since or until when it existed where that is only a part of the asked time."""
    if unit.valid_to and unit.valid_to < asked.covered:
        return f"{unit.name} (đến {document_date(unit.valid_to)})"
    if unit.valid_from and asked.first < unit.valid_from:
        return f"{unit.name} (từ {document_date(unit.valid_from)})"
    return unit.name


def named(units: Sequence[Unit], asked: Asked) -> dict[str, str]:
    """`lived` by key, for the units whose name alone would not tell."""
    return {u.key: told for u in units if (told := lived(u, asked)) != u.name}
