"""Nhận gói: drop files, see what each would change, take the chosen ones. Nothing changes before that."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dialogue_desk.desk import Desk
from dialogue_desk.desk.receiving import FileResult
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.models.packages import PackageRow, PackagesModel
from dialogue_desk.gui.pages.exchange.preview import PackagePreview
from dialogue_desk.gui.pages.exchange.words import left_words, result_chip, sender_words, total_of
from dialogue_desk.gui.preview import preview_made
from dialogue_desk.gui.targets import Width
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.updates import look_beside
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import EmptyPage, Notice
from dialogue_desk.gui.widgets.files import FileDrop, open_files, open_folder
from dialogue_desk.gui.widgets.layouts import down, put
from dialogue_desk.gui.widgets.list_card import ListCard, ListWithDetail
from dialogue_desk.gui.widgets.packages import PackageList, PackagesHeader
from dialogue_desk.gui.widgets.progress import ProgressLine
from dialogue_desk.gui.widths import Widths
from dialogue_desk.texts import _


class ReceivePanel(QWidget):
    """`finished` is sent when packages were taken."""

    finished = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.results: list[FileResult] = []
        self._again: set[str] = set()
        self._done: set[str] = set()
        FileDrop(self, self.read)
        theme, px = kit.theme, kit.theme.px
        self.model = PackagesModel(self)
        self.list = PackageList(theme, self.model)
        self.list.chosen_changed.connect(self._tell)
        self.preview = PackagePreview(kit)
        self.preview.trusted.connect(self.trust)
        self.preview.wanted_again.connect(self.want_again)
        self.preview.sheet_asked.connect(
            lambda result: preview_made(kit, lambda desk: desk.receiving.preview(result), self.window())
        )
        self._notice = Notice(theme)
        self._progress = ProgressLine(theme)
        rows = ListCard(theme, self.model, self.list)
        rows.box.insertWidget(0, PackagesHeader(theme))
        self._sum = rows.add_foot()
        self.take_button = Button(theme, _("Nhập"), icon="download", kind="primary", on_click=self.take)
        self._all = Button(theme, _("Chọn tất cả"), icon="list-checks", tip="Ctrl+A", on_click=self.list.toggle_all)
        rows.foot.addWidget(self._all)
        rows.foot.addWidget(self.take_button)
        empty = EmptyPage(
            theme, "download", _("Thả tệp .ddpkg hoặc thư mục vào đây. Phần mềm chỉ xem trước, chưa thay đổi dữ liệu.")
        )
        empty.add_button(Button(theme, _("Chọn tệp…"), icon="inbox", kind="primary", on_click=self.choose))
        empty.add_button(Button(theme, _("Chọn thư mục…"), icon="folder-open", on_click=self.choose_folder))
        self._shown = ListWithDetail(
            rows, empty, lambda row: self.preview.show_result(self._of(row)), Widths(kit.desk, "panes.receive"),
            _("Các gói"), is_list_fixed=False, beside=self.preview,
        )  # fmt: skip
        self._shown.show_rows(())
        self.panes = self._shown.panes
        column = down(self, px(12))
        put(column, self._notice, self._progress)
        column.addWidget(self._shown, 1)

    def fit(self, width: Width) -> None:
        self.panes.fit(width, 404, 330)

    def back(self) -> bool:
        return self.panes.back()

    def reload(self) -> None:
        """Something changed: what was only looked at is looked at again."""
        waiting = [Path(result.file) for result in self.results if result.file not in self._done]
        if waiting:
            self.read(waiting, keep=True)

    # -- reading ----------------------------------------------------------------------------

    def choose(self) -> None:
        open_files(self, self.read, _("Chọn gói"), _("Gói của Bàn Đối thoại ({pattern})").format(pattern="*.ddpkg"))

    def choose_folder(self) -> None:
        open_folder(self, lambda file: self.read([file]), _("Chọn thư mục có các gói"))

    def read(self, files: Sequence[Path], *, keep: bool = False) -> None:
        """Look at files and folders in one run with those that wait here; nothing changes.

        Each is judged upon those before it, as taking them in this order would do. `keep`: the list keeps its order.
        """
        again = {Path(file) for file in self._again}
        held = [Path(result.file) for result in self.results if result.file not in self._done]
        asked = held if keep and set(files) <= set(held) else [*(f for f in held if f not in files), *files]

        def work(desk: Desk, progress: Progress) -> list[FileResult]:
            def step(at: int, name: str) -> None:
                progress.step(at, max(at + 1, len(asked)), name)

            found = desk.receiving.receive(asked, dry_run=True, insist=again, progress=step)
            for result in found:
                if result.code == "code_used_twice":  # what is only looked at holds nobody, and alarms nobody
                    desk.receiving.receive([Path(result.file)])
            return found

        read = partial(self._read, keep=keep)
        self._progress.follow(run_beside(self._kit, _("Đọc thử các gói"), work, read))

    def _read(self, found: list[FileResult], *, keep: bool = False) -> None:
        if not found:
            self._kit.notices.post(_("Không có gói (.ddpkg) nào ở chỗ đã chọn."), "warn")
            return
        fresh = {result.file: result for result in found}
        if keep:
            self.results = [fresh.get(result.file, result) for result in self.results]
        else:
            held = [result for result in self.results if result.file not in fresh]
            self.results = [*held, *found]
            self._done -= set(fresh)
            look_beside(self._kit, map(Path, fresh))
        self._show()

    def _show(self) -> None:
        is_first = self.list.currentIndex().row() < 0
        self._shown.show_rows([self._row(result) for result in self.results])
        first = next((at for at, shown in enumerate(self.model.rows) if shown.can_take), 0)
        if is_first and first:
            self.list.setCurrentIndex(self.model.index(first))
        self._tell()

    def _of(self, row: PackageRow) -> FileResult:
        return next(result for result in self.results if result.file == row.file)

    def _row(self, result: FileResult) -> PackageRow:
        is_done = result.file in self._done
        read = result.status == "merged"
        return PackageRow(
            result.file,
            sender_words(self._kit.desk, result),
            Path(result.file).stem,
            result_chip(result, is_done=is_done),
            result.counts["new"] if read else None,
            result.counts["changed"] if read else None,
            result.counts["conflicts"] if read else None,
            can_take=read and not is_done,
        )

    def _tell(self) -> None:
        chosen = [self.results[at] for at in self.model.chosen()]
        self._all.setVisible(sum(row.can_take for row in self.model.rows) > 1)
        self._sum.set_text(
            _("{new} mới, {changed} thay đổi, {conflicts} chỗ hai máy sửa khác nhau trong {count} gói đã chọn").format(
                count=len(chosen), **total_of(chosen, self.results)
            )
            if chosen
            else _("Chưa chọn gói nào: phím cách chọn, Ctrl+A chọn tất cả")
        )
        text = _("Nhập {count} gói đã chọn").format(count=len(chosen)) if chosen else _("Nhập")
        self.take_button.set_text(text)
        self.take_button.setEnabled(bool(chosen))
        waiting = [result for result in self.results if result.file not in self._done]
        if waiting:
            told = _("Đã đọc {count} tệp, chưa thay đổi gì. Trước khi nhập máy sao lưu; gói đã nhập vẫn hoàn tác được.")
            self._notice.show_text(told.format(count=len(waiting)), icon="shield", closable=False)
        else:
            self._notice.hide()

    # -- deciding ---------------------------------------------------------------------------

    def take(self) -> None:
        """Merge the chosen packages, each whole."""
        files = [Path(self.results[at].file) for at in self.model.chosen()]
        again = {Path(file) for file in self._again}
        if not files:
            return
        self.panes.take_keyboard()
        self.take_button.setEnabled(False)

        def work(desk: Desk, progress: Progress) -> list[FileResult]:
            return desk.receiving.receive(
                files, insist=again, progress=lambda at, name: progress.step(at, len(files), name)
            )

        task = run_beside(self._kit, _("Nhập các gói"), work, self._taken, self._failed)
        task.cancelled.connect(self.reload)
        self._progress.follow(task)

    def _taken(self, done: list[FileResult]) -> None:
        fresh = {result.file: result for result in done}
        self._done |= {result.file for result in done if result.status == "merged"}
        self.results = [fresh.get(result.file, result) for result in self.results]
        self._show()
        merged = [result for result in done if result.status == "merged"]
        conflicts = sum(result.counts["conflicts"] for result in merged)
        told = _("Đã nhập {count} gói.").format(count=len(merged))
        if conflicts:
            told = f"{told} {_('{count} bản ghi chờ chọn giá trị ở Hai máy sửa khác nhau.').format(count=conflicts)}"
        left = [result for result in done if result.status != "merged"]
        if left:
            told = f"{told} {left_words(left)}"
        erased = sum(result.counts.get("erased", 0) for result in merged)
        if erased:
            told = f"{told} {_('{count} bản ghi bị xóa nội dung theo yêu cầu.').format(count=erased)}"
        self._kit.notices.post(told, "warn" if conflicts or erased or len(merged) < len(done) else "ok")
        self.finished.emit()

    def _failed(self, problem: Exception) -> None:
        self._kit.notices.post_error(problem)
        self.reload()

    def trust(self, result: FileResult) -> None:
        """The fingerprint was compared: keep the sender as known, trust it, look at the file again."""
        file = Path(result.file)
        self.panes.take_keyboard()

        def work(desk: Desk, _progress: Progress) -> list[FileResult]:
            desk.receiving.receive([file])  # a dry run forgets whom it met
            desk.joining.trust(result.fingerprint)
            return desk.receiving.receive([file], dry_run=True)

        run_beside(self._kit, _("Tin máy gửi"), work, partial(self._read, keep=True))

    def want_again(self, result: FileResult) -> None:
        """Take it although its clock runs ahead, or it was undone before."""
        self._again.add(result.file)
        self.panes.take_keyboard()
        self.read([Path(result.file)], keep=True)
