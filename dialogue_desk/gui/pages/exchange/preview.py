"""What one file would change: “Đang có → Trong gói”, field by field; for a refused one, why and what next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from dialogue_desk.desk.dry_run import Alike, FieldChange
from dialogue_desk.desk.receiving import FileResult
from dialogue_desk.domain.fields import Form, Value
from dialogue_desk.domain.records import DELETED
from dialogue_desk.gui.erasure_words import mark_words
from dialogue_desk.gui.forms.wording import shown_value
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.chip import ChipSpec
from dialogue_desk.gui.pages.exchange.keys import RecoveryLine
from dialogue_desk.gui.pages.exchange.words import UNTRUSTED, count_words, next_step, sender_words
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Chip, Rule
from dialogue_desk.gui.widgets.inputs import scroll_area
from dialogue_desk.gui.widgets.layouts import across, clear, down
from dialogue_desk.gui.widgets.text import ElidedLabel, WrappedLabel, label
from dialogue_desk.texts import N_, _

SHOWN, NAMED = 60, 12
FIRST, NEXT = 12, 5
"""Parts laid out at once, and at a time afterwards."""
CHIPS = {
    "conflicts": ChipSpec(N_("Hai máy sửa khác nhau"), "warn", "git-merge"),
    "alike": ChipSpec(N_("Gần trùng"), "mute", "copy"),
    "changed": ChipSpec(N_("Thay đổi"), "info", "pencil"),
    "parallel": ChipSpec(N_("Sửa song song"), "info", "pencil"),
}
Key = tuple[str, str, str]


class PackagePreview(QWidget):
    """One file at a time. `trusted` asks to trust its sender, `wanted_again` to take it all the same."""

    trusted = Signal(object)
    wanted_again = Signal(object)
    sheet_asked = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        theme, px = kit.theme, kit.theme.px
        self._waiting: Iterator[QWidget] = iter(())
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(lambda: self._lay_out(NEXT))
        self._title = ElidedLabel(theme, "", "subhead")
        self._sides = label(theme, _("Đang có → Trong gói"), "small", "text2")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._sides)
        inner = QWidget()
        self._rows = down(inner, px(8), margins=(0, 0, px(6), px(6)))
        column = down(self, px(8))
        column.addLayout(head)
        column.addWidget(Rule(theme))
        column.addWidget(scroll_area(theme, inner, "surface"), 1)

    def show_result(self, result: FileResult | None) -> None:
        clear(self._rows)
        self._title.set_text(sender_words(self._kit.desk, result) if result is not None else "")
        self._sides.setVisible(result is not None and result.status == "merged")
        self._rows.addStretch(1)
        self._waiting = self._parts(result) if result is not None else iter(())
        self._lay_out(FIRST)

    def _lay_out(self, most: int) -> None:
        """Some parts now, the others as the window has time: a long preview must not make it stand still."""
        for part in islice(self._waiting, most):
            self._rows.insertWidget(self._rows.count() - 1, part)
            most -= 1
        if not most:
            self._timer.start()

    def _parts(self, result: FileResult) -> Iterator[QWidget]:
        if result.status in ("refused", "waiting", "already"):
            yield WrappedLabel(self._kit.theme, next_step(result))
            yield from self._ways_on(result)
            return
        yield from self._erasures(result)
        yield from self._summary(result)
        yield from self._records(result)

    def _ways_on(self, result: FileResult) -> Iterator[QWidget]:
        theme = self._kit.theme
        if result.code in UNTRUSTED and result.fingerprint:
            yield WrappedLabel(theme, result.fingerprint, "subhead")
            yield Button(theme, _("Khớp, tin máy này"), icon="shield", on_click=lambda: self.trusted.emit(result))
        elif result.code == "not_for_this_desk":
            line = RecoveryLine(self._kit)
            line.opened.connect(lambda: self.wanted_again.emit(result))
            yield line
        elif result.code in ("clock_ahead", "undone"):
            yield Button(theme, _("Vẫn nhận gói này"), icon="download", on_click=lambda: self.wanted_again.emit(result))

    def _erasures(self, result: FileResult) -> Iterator[QWidget]:
        """What the package erases here comes first: nothing of it is among the changes."""
        theme = self._kit.theme
        for status, title in (
            ("erased", _("Gói này xóa nội dung của {count} chỗ theo yêu cầu của đơn vị chủ quản:")),
            ("waiting", _("Gói này xin xóa nội dung của {count} chỗ mà bên gửi không có quyền; chờ bạn quyết định:")),
        ):
            marks = [e for e in result.erasures if e.status == status]
            if marks:
                lines = "\n".join(mark_words(self._kit.desk, e) for e in marks[:SHOWN])
                yield WrappedLabel(theme, title.format(count=len(marks)), "strong", "danger")
                yield WrappedLabel(theme, lines, "body")

    def _summary(self, result: FileResult) -> Iterator[QWidget]:
        theme, told = self._kit.theme, result.details
        new = Counter(form for kind, form, _unit, _id in told.records if kind == "new")
        named = count_words(new, self._kit.desk.records.forms)
        lines = [_("Mới: {counts}.").format(counts=named)] if named else []
        for kind, text in (
            ("same", _("Đã có y như vậy: {count} bản ghi.")),
            ("older", _("Cũ hơn bản ở đây, không đổi gì: {count} bản ghi.")),
        ):
            if result.counts.get(kind):
                lines.append(text.format(count=result.counts[kind]))
        for reason, count in told.refused.items():
            why = self._kit.desk.whereabouts.reason(reason)
            lines.append(_("{count} dòng chờ xử lý, chưa nhận. {why}").format(count=count, why=why))
        lines += [f"{alarm.message} {alarm.step}" for alarm in result.alarms]
        if told.findings:
            some = ", ".join(dict.fromkeys(f"“{f.text}”" for f in told.findings[:NAMED]))
            lines.append(
                _("Nội dung có {count} chỗ nhận ra người dân ({some}); bản in công khai che các chỗ ấy.").format(
                    count=len(told.findings), some=some
                )
            )
        if not told.is_compared:
            lines.append(_("Gói lớn: chỉ dò trùng các bản ghi mới đầu tiên."))
        if lines:
            yield WrappedLabel(theme, "\n".join(lines), "body", "text2")
        if told.records:
            ask = Button(theme, _("Xem cả bảng, in"), icon="printer", kind="quiet")
            ask.clicked.connect(lambda _on=False: self.sheet_asked.emit(result))
            yield ask

    def _records(self, result: FileResult) -> Iterator[QWidget]:
        """What a person has to look at first: conflicts, look-alikes, changes; then what is new."""
        told, theme = result.details, self._kit.theme
        changes: dict[Key, list[FieldChange]] = {}
        for change in told.changes:
            changes.setdefault((change.form, change.unit, change.id), []).append(change)
        by_kind: dict[str, list[Key]] = {}
        for kind, *key in told.records:
            by_kind.setdefault(kind, []).append((key[0], key[1], key[2]))
        alike = told.alike[:SHOWN]
        clashes = [("conflicts", key) for key in by_kind.get("conflicts", ())][:SHOWN]
        edited = [
            ("parallel" if key in told.parallel else "changed", key) for key in by_kind.get("changed", ())
        ][: SHOWN - len(clashes)]  # fmt: skip
        for part in (clashes, alike, edited):
            for one in part:
                yield Rule(theme)
                if isinstance(one, Alike):
                    yield self._alike(one)
                else:
                    yield self._touched(result, *one, changes.get(one[1], []))
        every = len(by_kind.get("conflicts", ())) + len(by_kind.get("changed", ())) + len(told.alike)
        left = every - len(clashes) - len(edited) - len(alike)
        if left:
            more = _("và {count} bản ghi nữa; xem cả bảng để thấy hết.").format(count=left)
            yield WrappedLabel(theme, more, "small", "text2")
        yield from self._new(result, by_kind.get("new", []))

    def _new(self, result: FileResult, keys: list[Key]) -> Iterator[QWidget]:
        """The first new records by name."""
        theme = self._kit.theme
        if not keys:
            return
        yield Rule(theme)
        head = QWidget()
        row = across(head)
        row.addWidget(ElidedLabel(theme, _("Bản ghi mới"), "strong"), 1)
        row.addWidget(Chip(theme, ChipSpec(_("Mới"), "ok", "plus")))
        yield head
        for form, unit, record_id in keys[:NAMED]:
            name = result.details.titles.get((form, unit, record_id)) or _(self._form(form).label)
            yield ElidedLabel(theme, _("{form}: {name}").format(form=_(self._form(form).label), name=name), "small")
        if len(keys) > NAMED:
            more = _("và {count} bản ghi mới nữa; xem cả bảng để thấy hết.").format(count=len(keys) - NAMED)
            yield WrappedLabel(theme, more, "small", "text2")

    def _touched(self, result: FileResult, kind: str, key: Key, changes: list[FieldChange]) -> QWidget:
        form = self._form(key[0])
        remark = ""
        if kind == "conflicts":
            remark = _("Giữ bản đang có cho đến khi đơn vị sở hữu quyết định.") if not changes else ""
        elif kind == "parallel":
            remark = _("Hai nơi sửa các ô khác nhau: giữ cả hai.")
        elif not changes:
            remark = _("Đổi họ tên, địa chỉ hoặc điện thoại; không hiện ở đây.")
        return self._record(kind, form, result.details.titles.get(key) or _(form.label), changes, remark)

    def _form(self, key: str) -> Form:
        return self._kit.desk.records.form(key)

    def _alike(self, alike: Alike) -> QWidget:
        remark = _("Có thể là một việc. Nhập thì giữ cả hai; đúng là một việc thì đơn vị mở một bản và gộp lại.")
        return self._record("alike", self._form(alike.form), alike.title, list(alike.fields), remark)

    def _record(self, kind: str, form: Form, name: str, changes: list[FieldChange], remark: str) -> QWidget:
        theme, px = self._kit.theme, self._kit.theme.px
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(10))
        grid.setVerticalSpacing(px(2))
        grid.setColumnMinimumWidth(0, px(92))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(theme, name, "strong"), 1)
        chip = CHIPS[kind]
        head.addWidget(Chip(theme, ChipSpec(_(chip.text), chip.tone, chip.icon)))
        grid.addLayout(head, 0, 0, 1, 4)
        for row, change in enumerate(changes, 1):
            self._field(grid, row, form, change)
        if remark:
            grid.addWidget(WrappedLabel(theme, remark, "small", "text2"), len(changes) + 1, 0, 1, 4)
        return holder

    def _field(self, grid: QGridLayout, row: int, form: Form, change: FieldChange) -> None:
        theme = self._kit.theme
        top = Qt.AlignmentFlag.AlignTop
        title = _("Xóa hay giữ") if change.field == DELETED else _(form.told(change.field).column_title)
        name = ElidedLabel(theme, title, "small", "text2")
        name.setFixedWidth(theme.px(92))
        grid.addWidget(name, row, 0, top)
        grid.addWidget(WrappedLabel(theme, self._value(form, change.field, change.old), "small", "text2"), row, 1, top)
        grid.addWidget(label(theme, "→", "small", "text3"), row, 2, top)
        new = WrappedLabel(theme, self._value(form, change.field, change.new), "small_strong")
        grid.addWidget(new, row, 3, top)

    @staticmethod
    def _value(form: Form, key: str, value: Value) -> str:
        if key == DELETED:
            return _("Xóa") if value else _("Giữ")
        text = shown_value(form.told(key), value)
        return (text[:160] + "…" if len(text) > 160 else text) or _("(trống)")
