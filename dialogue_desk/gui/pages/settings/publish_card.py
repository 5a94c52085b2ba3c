"""Công bố: into the hub of a province, and as a website of public results; for units that have others below."""

from __future__ import annotations

from pathlib import Path

from dialogue_desk.desk import Desk
from dialogue_desk.desk.publishing import Outcome, Written
from dialogue_desk.gui.beside import run_beside
from dialogue_desk.gui.dialogs.passphrase import secret_line
from dialogue_desk.gui.kit import Kit
from dialogue_desk.gui.tasks import Progress
from dialogue_desk.gui.widgets.buttons import Button
from dialogue_desk.gui.widgets.cards import Card
from dialogue_desk.gui.widgets.files import open_folder
from dialogue_desk.gui.widgets.inputs import LineEdit
from dialogue_desk.gui.widgets.layouts import across
from dialogue_desk.gui.widgets.text import WrappedLabel
from dialogue_desk.texts import _

MOST_TOLD = 5


class PublishCard(Card):
    """The password is typed each time and kept nowhere; what was hidden on the site is told."""

    def __init__(self, kit: Kit) -> None:
        told = _("Số liệu cho nhiều người đọc, không bao giờ kèm tên người. Bàn này vẫn là nơi duy nhất ghi.")
        super().__init__(kit.theme, _("Công bố"), told)
        self._kit = kit
        theme, px = kit.theme, kit.theme.px
        row = across(gap=px(8))
        self.address = LineEdit(theme)
        self.address.setAccessibleName(_("Địa chỉ kho của tỉnh"))
        self.address.setPlaceholderText("postgresql://nguoi-dung@may-chu/kho")
        self.address.setText(kit.desk.publishing.address)
        self.address.textChanged.connect(self._typed)
        self.password = secret_line(theme, _("Mật khẩu của kho"))
        self.password.setPlaceholderText(_("Mật khẩu của kho"))
        self.password.setMinimumWidth(px(170))
        self.password.returnPressed.connect(self.publish)
        self.go = Button(theme, _("Công bố vào kho"), icon="send", on_click=self.publish)
        row.addWidget(self.address, 1)
        row.addWidget(self.password)
        row.addWidget(self.go)
        self.box.addLayout(row)
        row = across(gap=px(8))
        self.site = Button(theme, _("Làm trang công khai…"), icon="folder-open", on_click=self.ask_folder)
        row.addWidget(self.site)
        row.addStretch(1)
        self.box.addLayout(row)
        self.said = WrappedLabel(theme, "", "body")
        self.box.addWidget(self.said)
        self._typed()

    def _typed(self) -> None:
        self.go.setEnabled(bool(self.address.text().strip()))

    def publish(self) -> None:
        """Publish into the hub, beside the window."""
        address, password = self.address.text().strip(), self.password.text()
        if not address:
            return
        self.password.clear()
        self.said.set_text(_("Đang công bố…"), "text2")

        def work(desk: Desk, progress: Progress) -> Outcome:
            return desk.publishing.publish(address, password=password)

        run_beside(self._kit, _("Công bố vào kho"), work, self._published, self._refused)

    def _published(self, done: Outcome) -> None:
        written, removed = sum(done.written.values()), sum(done.removed.values())
        told = _("Đã công bố vào {hub}: viết {written} hàng, bỏ {removed} hàng.")
        if not (written or removed):
            told = _("Kho {hub} đã đúng như bàn, không có gì phải viết.")
        self.said.set_text(told.format(hub=done.hub, written=written, removed=removed), "ok")

    def _refused(self, problem: Exception) -> None:
        self.said.set_text("", "text2")
        self._kit.notices.post_error(problem)

    def ask_folder(self) -> None:
        """Where the site goes."""
        open_folder(self, self.make_site, _("Chọn thư mục cho trang công khai"))

    def make_site(self, folder: Path) -> None:
        """Write the site, beside the window."""
        self.said.set_text(_("Đang làm trang…"), "text2")

        def work(desk: Desk, progress: Progress) -> Written:
            return desk.publishing.website(folder)

        run_beside(self._kit, _("Làm trang công khai"), work, lambda done: self._made(folder, done), self._refused)

    def _made(self, folder: Path, done: Written) -> None:
        made, undecided = done
        told = _("Đã làm {pages} trang trong {folder}; bỏ {gone} tệp không còn công khai.")
        lines = [told.format(pages=made.pages, folder=folder, gone=made.gone)]
        if undecided:
            words = ", ".join(suspect.words for suspect in undecided[:MOST_TOLD])
            hidden = _("Đã ẩn {count} chỗ giống tên người, chờ quyết định: {words}…")
            lines.append(hidden.format(count=len(undecided), words=words))
        self.said.set_text("\n".join(lines), "ok")
