"""Every command, its key and its place in the menu: declared once, here."""

from __future__ import annotations

from typing import NamedTuple

from dialogue_desk.texts import N_


class Command(NamedTuple):
    """`key` is what a page answers to; `shortcut` is how Qt writes the keys, several with "; " between them."""

    key: str
    text: str
    shortcut: str
    icon: str


COMMANDS: tuple[Command, ...] = (
    Command("new", N_("Thêm"), "Ctrl+N", "plus"),
    Command("edit", N_("Sửa"), "F2", "pencil"),
    Command("save", N_("Lưu"), "Ctrl+S", "save"),
    Command("repeat", N_("Lặp lại giá trị của lần trước"), "Ctrl+D", "copy"),
    Command("undo", N_("Hoàn tác: chữ vừa gõ, rồi thay đổi đã lưu"), "Ctrl+Z", "undo-2"),
    Command("redo", N_("Làm lại điều vừa hoàn tác"), "Ctrl+Y; Ctrl+Shift+Z", "redo-2"),
    Command("as_text", N_("Đề nghị cụ thể như nội dung"), "Ctrl+Shift+D", "copy"),
    Command("history", N_("Các lần sửa"), "Ctrl+H", "history"),
    Command("delete", N_("Bỏ vào thùng rác"), "Ctrl+Delete", "trash-2"),
    Command("paste", N_("Dán từ Excel, Word"), "Ctrl+Shift+V", "clipboard-paste"),
    Command("print", N_("In"), "Ctrl+P", "printer"),
    Command("filter", N_("Lọc danh sách"), "Ctrl+L", "search"),
    Command("sift", N_("Xếp, lọc danh sách theo cột"), "Ctrl+Shift+F", "filter"),
    Command("grow", N_("Phóng to bảng"), "F11", "maximize-2"),
    Command("step", N_("Ghi bước xử lý"), "Ctrl+B", "plus"),
    Command("answers", N_("Trả lời nhiều kiến nghị"), "Ctrl+Shift+B", "list-checks"),
    Command("reload", N_("Đọc lại"), "F5", "refresh-cw"),
)
"""What a page may answer to."""

WINDOW_COMMANDS: tuple[Command, ...] = (
    Command("find", N_("Tìm trong tất cả hồ sơ"), "Ctrl+F", "search"),
    Command("scope", N_("Chọn đơn vị đang xem"), "Ctrl+U", "building-2"),
    Command("notice", N_("Đến thông báo ở đầu trang"), "F6", "bell"),
    Command("phrase", N_("Chèn đoạn văn mẫu"), "Ctrl+M", "text-cursor-input"),
    Command("import", N_("Nhập từ Excel, CSV"), "Ctrl+I", "file-spreadsheet"),
    Command("ask", N_("Hỏi số liệu"), "Ctrl+Shift+A", "gauge"),
    Command("recent", N_("Thao tác gần đây"), "Ctrl+Shift+Y", "history"),
    Command("explain", N_("Giải thích ô đang nhập; ngoài ô nhập: trang này"), "F1", "circle-question-mark"),
    Command("explain_page", N_("Giải thích trang này"), "Shift+F1", "book-open"),
    Command("lock", N_("Khóa phần mềm"), "Ctrl+Shift+L", "lock"),
    Command("keys", N_("Bảng phím tắt"), "Ctrl+/", "keyboard"),
)
"""What the window itself answers to, on every page."""

TYPING: tuple[tuple[str, str], ...] = (
    ("Enter", N_("Sang ô tiếp theo; ở ô nhiều dòng là Ctrl+Enter")),
    ("Shift+Enter", N_("Về ô trước")),
    ("Tab", N_("Sang ô tiếp theo, cũng ra khỏi ô nhiều dòng")),
    ("F4", N_("Mở danh sách hoặc lịch của ô")),
    ("Delete", N_("Bỏ chọn trong danh sách")),
    ("Ctrl+C", N_("Sao chép vùng ô của bảng, hoặc các dòng được đánh dấu")),
    ("Ctrl+X", N_("Cắt vùng ô của bảng")),
    ("Ctrl+V", N_("Dán vào vùng ô của bảng")),
    ("Shift+Space", N_("Chọn cả hàng của bảng")),
    ("Space", N_("Đánh dấu dòng của danh sách; đổi dấu tích trong bảng")),
    ("Esc", N_("Quay lại một bước, đóng thông báo")),
)
"""Keys the fields themselves answer to."""

BY_KEY = {command.key: command for command in COMMANDS}
