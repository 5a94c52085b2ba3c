"""Vietnamese family and middle names, and names of provinces and places that begin like them."""

from __future__ import annotations

from dialogue_desk.domain.vietnamese import fold

SURNAMES = frozenset(
    (
        "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn lâm trịnh trương đào mai "
        "cao phùng lương tô hà tạ chu châu thái vương lưu quách triệu kiều khúc nghiêm từ đàm doãn la văn vi lò hứa "
        "ninh mạc thạch diệp bạch tăng cù giang quản thân bế nông hầu lục đồng khổng cấn đới ngụy tống viên phí "
        "nhữ an thiều tôn khuất mẫn lại hoa"
    ).split()
)
MIDDLES = frozenset(
    (
        "văn thị đức hữu ngọc thanh xuân quang minh đình công thế bá duy thu kim hồng mạnh tiến trọng việt quốc hoàng "
        "phương thùy thúy bích mỹ ngọc anh tuấn huy khắc như diệu cẩm tú đăng trung viết sỹ sĩ quý vĩnh phúc chí "
        "thành gia bảo hải nhật hoài"
    ).split()
)
PLAIN_SURNAMES = frozenset(map(fold, SURNAMES))
PLAIN_MIDDLES = frozenset(map(fold, MIDDLES))
PLACES = frozenset(
    fold(name.strip())
    for name in (
        "Hà Nội, Hà Nam, Hà Giang, Hà Tĩnh, Thái Bình, Thái Nguyên, Cao Bằng, Ninh Bình, Ninh Thuận, Lâm Đồng, Vĩnh "
        "Long, Bạc Liêu, Đồng Nai, Đồng Tháp, An Giang, Hồ Chí Minh, Lai Châu, Hòa Bình, Lạng Sơn, Đà Nẵng, Kiên "
        "Giang, Hậu Giang, Tiền Giang, Bắc Giang, Tuyên Quang, Phú Thọ, Hoàng Sa, Trường Sa, Hà Đông, Việt Nam, Trung "
        "Quốc, Lào, Mai Châu, Mộc Châu, Bạch Đằng, Bạch Long Vĩ, An Khê, An Lạc, Đoàn Thanh Niên, Đoàn Thanh, Hoàng "
        "Liên Sơn, Hoàng Thành, Lê Chân, Ngô Quyền, An Dương, An Lão, Dương Kinh, Tô Hiệu, Văn Miếu, Vương Quốc, Thái "
        "Lan, Hoa Kỳ, Đồng Văn, Cao Nguyên"
    ).split(",")
)
