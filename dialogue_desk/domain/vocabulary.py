"""Code lists. A code is one line, never renamed, never reused; labels are the source's terms."""

from __future__ import annotations

from collections.abc import Mapping

from dialogue_desk.domain.fields import Code, Value, Vocabulary
from dialogue_desk.texts import N_


def _codes(key: str, **labels: str) -> Vocabulary:
    return Vocabulary(key, tuple(Code(code, label) for code, label in labels.items()))


LEVEL = _codes(
    "level",
    city=N_("Thành phố"),
    district=N_("Quận, huyện"),
    commune=N_("Xã, phường, thị trấn"),
)
COMPETENCE = _codes(
    "competence",
    commune=N_("Cấp xã"),
    district=N_("Cấp huyện"),
    city=N_("Cấp thành phố, tỉnh"),
    central=N_("Trung ương"),
)
SESSION_STATUS = _codes(
    "session_status",
    planned=N_("Kế hoạch"),
    held=N_("Đã tổ chức"),
    postponed=N_("Hoãn"),
    cancelled=N_("Đã hủy"),
)
SESSION_KIND = _codes("session_kind", periodic=N_("Định kỳ"), thematic=N_("Chuyên đề"), ad_hoc=N_("Đột xuất"))
AD_HOC_REASON = _codes(
    "ad_hoc_reasons",
    complex=N_("Vụ việc nổi cộm, phức tạp"),
    crowd=N_("Nhiều người tham gia"),
    multi_agency=N_("Liên quan nhiều cơ quan hoặc ý kiến các cơ quan còn khác nhau"),
    serious=N_("Có thể gây hậu quả nghiêm trọng"),
    security=N_("Ảnh hưởng an ninh chính trị, trật tự an toàn xã hội"),
    voters=N_("Có từ 10% cử tri trở lên yêu cầu (Điều 43)"),
)
MODE = _codes("mode", in_person=N_("Trực tiếp"), online=N_("Trực tuyến"), hybrid=N_("Trực tiếp kết hợp trực tuyến"))
COUNT_FOR = _codes(
    "count_for",
    party=N_("Cấp ủy"),
    government=N_("Chính quyền"),
    both=N_("Cả hai"),
    none=N_("Không tính"),
)
JOINT_DEFAULT = _codes("joint_default", party=N_("Cấp ủy"), government=N_("Chính quyền"), both=N_("Cả hai"))
AUDIENCE = _codes(
    "audiences",
    workers=N_("Công nhân"),
    employees=N_("Viên chức, lao động"),
    business=N_("Doanh nhân, doanh nghiệp, hộ kinh doanh"),
    women=N_("Phụ nữ"),
    youth=N_("Đoàn viên, thanh niên"),
    education=N_("Cán bộ, viên chức ngành giáo dục"),
    ocop=N_("Chủ thể OCOP"),
    households=N_("Các hộ dân"),
    land_affected=N_("Hộ bị thu hồi đất"),
    farmers=N_("Nông dân"),
    veterans=N_("Cựu chiến binh"),
    elderly=N_("Người cao tuổi"),
    religious=N_("Chức sắc tôn giáo, người có uy tín"),
    general=N_("Nhân dân (chung)"),
)
SUBJECT = _codes(
    "subject",
    land=N_("Đất đai, giải phóng mặt bằng"),
    urban=N_("Trật tự đô thị, xây dựng"),
    environment=N_("Môi trường, vệ sinh"),
    food=N_("An toàn thực phẩm"),
    infrastructure=N_("Giao thông, hạ tầng"),
    housing=N_("Nhà ở"),
    labour=N_("Lao động, việc làm, BHXH, BHYT"),
    welfare=N_("An sinh, người có công, hộ nghèo"),
    rural=N_("Nông thôn mới, nông nghiệp, OCOP"),
    administration=N_("Cải cách hành chính, thủ tục"),
    cadre=N_("Phẩm chất, trách nhiệm cán bộ"),
    corruption=N_("Tham nhũng, lãng phí, tiêu cực"),
    education=N_("Giáo dục"),
    health=N_("Y tế"),
    culture=N_("Văn hóa, thiết chế văn hóa"),
    religion=N_("Tín ngưỡng, tôn giáo"),
    security=N_("An ninh trật tự"),
    business=N_("Thuế, giá thuê đất, doanh nghiệp"),
    democracy=N_("Dân chủ cơ sở, công khai"),
    party=N_("Công tác xây dựng Đảng, văn kiện"),
    election=N_("Bầu cử, văn kiện bầu cử"),
    other=N_("Lĩnh vực khác"),
)
CONTRIBUTOR = _codes(
    "contributor",
    mttq=N_("Mặt trận Tổ quốc Việt Nam"),
    labour_union=N_("Công đoàn"),
    farmers=N_("Hội Nông dân"),
    youth_union=N_("Đoàn Thanh niên Cộng sản Hồ Chí Minh"),
    women=N_("Hội Liên hiệp Phụ nữ"),
    veterans=N_("Hội Cựu chiến binh"),
    people=N_("Nhân dân"),
    experts=N_("Chuyên gia, nhà nghiên cứu"),
    religious=N_("Tổ chức tôn giáo, chức sắc"),
    advisory=N_("Hội đồng, Ban tư vấn của Mặt trận"),
    other=N_("Tổ chức khác"),
)
TARGET = _codes(
    "target",
    party_org=N_("Tổ chức đảng"),
    party_member=N_("Đảng viên"),
    agency=N_("Cơ quan, tổ chức"),
    individual=N_("Cá nhân"),
)
CHANNEL = _codes(
    "channel",
    F01=N_("Bằng văn bản"),
    F02=N_("Trực tiếp tại hội nghị"),
    F03=N_("Tọa đàm"),
    F04=N_("Sinh hoạt tổ dân phố"),
    F05=N_("Hòm thư đặt tại trụ sở"),
    F06=N_("Đối thoại định kỳ hằng năm"),
    F07=N_("Đối thoại chuyên đề"),
    F08=N_("Đối thoại đột xuất"),
    F09=N_("Lấy ý kiến chuyên gia, nhà nghiên cứu"),
    F10=N_("Cổng thông tin điện tử"),
    F11=N_("Trang Fanpage"),
    F12=N_("Gặp trực tiếp lãnh đạo cấp ủy, Mặt trận, đoàn thể"),
    F13=N_("Thư điện tử"),
    F14=N_("Đường dây nóng"),
    F15=N_("Tiếp xúc, đối thoại với người đứng đầu cấp ủy"),
    F16=N_("Tiếp xúc cử tri"),
    F17=N_("Gửi văn bản góp ý"),
    F18=N_("Cuộc họp cơ quan"),
    F19=N_("Tổng hợp ý kiến, nguyện vọng cử tri"),
    F20=N_("Qua chương trình phối hợp với HĐND, UBND"),
    F21=N_("Hội nghị cán bộ, công chức, người lao động"),
    F22=N_("Khi lấy phiếu tín nhiệm"),
    F23=N_("Lấy ý kiến đánh giá sự hài lòng"),
    F24=N_("Qua hoạt động giám sát"),
)
CHANNELS_BY_TARGET: Mapping[str, tuple[str, ...]] = {
    "party_org": ("F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10", "F11"),
    "party_member": ("F12", "F05", "F13", "F14", "F15", "F16", "F17"),
    "agency": ("F02", "F03", "F18", "F16", "F19", "F06", "F08", "F01", "F20"),
    "individual": ("F17", "F05", "F02", "F18", "F21", "F22", "F23", "F24"),
}
"""Forms of giving feedback for each target, as section 2.1 of the source lists them."""
TIMING = _codes("timing", periodic=N_("Định kỳ"), regular=N_("Thường xuyên"), ad_hoc=N_("Đột xuất"))
SOURCE_FORM = _codes(
    "source_form",
    session=N_("Cuộc đối thoại"),
    feedback=N_("Lần góp ý"),
    box_opening=N_("Hòm thư góp ý"),
    reception=N_("Tiếp công dân"),
    direct=N_("Gửi thẳng (thư, đường dây nóng, cổng, tại quầy)"),
)
OPINION_KIND = _codes("opinion_kind", opinion=N_("Ý kiến"), petition=N_("Kiến nghị"))
SIDE = _codes("side", party=N_("Xây dựng Đảng"), government=N_("Xây dựng chính quyền"))
DISPOSITION = _codes(
    "disposition",
    pending=N_("Đang xem xét"),
    accepted=N_("Tiếp thu"),
    not_accepted=N_("Không tiếp thu"),
)
ACTION_KIND = _codes(
    "action_kind",
    assign=N_("Giao xử lý"),
    progress=N_("Đang giải quyết"),
    forward_up=N_("Chuyển cấp trên"),
    answer=N_("Cấp trên trả lời"),
    resolve=N_("Đã giải quyết"),
    notify=N_("Thông báo cho người kiến nghị"),
    close=N_("Kết thúc"),
    reopen=N_("Mở lại"),
    extend=N_("Gia hạn"),
    suspend=N_("Tạm dừng tính hạn"),
    resume=N_("Tính hạn tiếp"),
    decline=N_("Không thuộc thẩm quyền, hướng dẫn"),
    note=N_("Ghi chú"),
    void=N_("Hủy bước ghi nhầm"),
)
PETITION_STATUS = _codes(
    "petition_status",
    new=N_("Mới"),
    assigned=N_("Đã giao"),
    in_progress=N_("Đang giải quyết"),
    forwarded=N_("Chuyển cấp trên"),
    answered_above=N_("Cấp trên đã trả lời"),
    resolved=N_("Đã giải quyết"),
    notified=N_("Đã thông báo"),
    closed=N_("Đã đóng"),
    declined=N_("Không thuộc thẩm quyền"),
)
NOTIFIED_HOW = _codes(
    "notified_how",
    in_person=N_("Gặp trực tiếp"),
    writing=N_("Bằng văn bản"),
    phone=N_("Điện thoại"),
    meeting=N_("Tại hội nghị"),
    posting=N_("Niêm yết"),
    loudspeaker=N_("Loa truyền thanh"),
    online=N_("Trực tuyến"),
    other=N_("Cách khác"),
)
SATISFACTION = _codes(
    "satisfaction",
    satisfied=N_("Hài lòng"),
    unsatisfied=N_("Chưa hài lòng"),
    no_reply=N_("Không phản hồi"),
)
DISSEMINATION_KIND = _codes("dissemination_kind", conference=N_("Hội nghị"), other=N_("Hình thức khác"))
OTHER_FORM = _codes(
    "other_forms",
    newsletter=N_("Bản tin công tác dân vận"),
    portal=N_("Cổng thông tin điện tử"),
    info_system=N_("Hệ thống thông tin dân vận"),
    loudspeaker=N_("Hệ thống phát thanh"),
    column=N_("Chuyên trang, chuyên mục"),
    training=N_("Tập huấn, tọa đàm, hội thảo"),
    television=N_("Truyền hình"),
    other=N_("Hình thức khác"),
)
DOCUMENT = _codes(
    "documents",
    qd217=N_("Quyết định 217-QĐ/TW"),
    qd218=N_("Quyết định 218-QĐ/TW"),
    qd1737=N_("Quyết định 1737-QĐ/TU"),
    qd1738=N_("Quyết định 1738-QĐ/TU"),
    qd875=N_("Quyết định 875-QĐ/TU"),
    qd1618=N_("Quyết định 1618-QĐ/TU"),
    qd380=N_("Quy định 380-QĐ/TU"),
    ct07=N_("Chỉ thị 07-CT/TU"),
    ct15=N_("Chỉ thị 15-CT/TU"),
    qd11=N_("Quy định 11-QĐi/TW"),
    other=N_("Văn bản khác"),
)
DIRECTIVE_TYPE = _codes(
    "directive_type",
    conclusion=N_("Kết luận"),
    directive=N_("Chỉ thị"),
    plan=N_("Kế hoạch"),
    decision=N_("Quyết định"),
    report=N_("Báo cáo"),
    regulation=N_("Quy định"),
    resolution=N_("Nghị quyết"),
    notice=N_("Thông báo"),
    programme=N_("Chương trình"),
    statute=N_("Quy chế"),
    guideline=N_("Hướng dẫn"),
    coordination=N_("Chương trình phối hợp"),
)
HOST_ROLE = _codes(
    "host_role",
    party=N_("Người đứng đầu cấp ủy"),
    government=N_("Người đứng đầu chính quyền"),
    council=N_("Thường trực HĐND"),
)
OTHER_SYSTEM = _codes(
    "other_system",
    hotline_1022=N_("Tổng đài 1022"),
    public_service=N_("Cổng dịch vụ công"),
    vneid=N_("VNeID"),
    front_digital=N_("Mặt trận số"),
    portal=N_("Cổng thông tin của tỉnh, thành phố"),
    other=N_("Hệ thống khác"),
)
DUTY_REASON = _codes("duty_reason", outside=N_("Đã làm ngoài phần mềm"), not_applicable=N_("Không áp dụng"))
OFFICIAL_ROLE = _codes(
    "official_role",
    party=N_("Người đứng đầu cấp ủy"),
    government=N_("Người đứng đầu chính quyền"),
    other=N_("Chức vụ khác"),
)
MEETING_KIND = _codes(
    "meeting_kind",
    briefing=N_("Giao ban"),
    interim_review=N_("Sơ kết"),
    final_review=N_("Tổng kết"),
    training=N_("Tập huấn"),
    seminar=N_("Tọa đàm"),
    voter_contact=N_("Tiếp xúc cử tri"),
)
SCOPE = _codes("scope", own=N_("Riêng đơn vị"), subtree=N_("Cả cấp dưới"))
INDICATOR = _codes(
    "indicator",
    sessions_party=N_("Số cuộc đối thoại của người đứng đầu cấp ủy"),
    sessions_government=N_("Số cuộc đối thoại của người đứng đầu chính quyền"),
    party_org_periodic=N_("Góp ý tổ chức đảng: định kỳ"),
    party_org_regular=N_("Góp ý tổ chức đảng: thường xuyên"),
    party_org_adhoc=N_("Góp ý tổ chức đảng: đột xuất"),
    party_member_periodic=N_("Góp ý đảng viên: định kỳ"),
    party_member_regular=N_("Góp ý đảng viên: thường xuyên"),
    party_member_adhoc=N_("Góp ý đảng viên: đột xuất"),
    agency_periodic=N_("Góp ý cơ quan, tổ chức: định kỳ"),
    agency_regular=N_("Góp ý cơ quan, tổ chức: thường xuyên"),
    agency_adhoc=N_("Góp ý cơ quan, tổ chức: đột xuất"),
    individual_periodic=N_("Góp ý cá nhân: định kỳ"),
    individual_regular=N_("Góp ý cá nhân: thường xuyên"),
    individual_adhoc=N_("Góp ý cá nhân: đột xuất"),
    opinions_party_accepted=N_("Ý kiến xây dựng Đảng được tiếp thu"),
    opinions_party_not_accepted=N_("Ý kiến xây dựng Đảng không tiếp thu"),
    opinions_government_accepted=N_("Ý kiến xây dựng chính quyền được tiếp thu"),
    opinions_government_not_accepted=N_("Ý kiến xây dựng chính quyền không tiếp thu"),
    conferences=N_("Số cuộc phổ biến, quán triệt"),
    conference_participants=N_("Số người tham gia phổ biến, quán triệt"),
    documents_issued=N_("Số tài liệu, ấn phẩm phát hành"),
    other_forms=N_("Các hình thức phổ biến khác"),
    drafts_party=N_("Văn bản dự thảo được góp ý (Đảng)"),
    drafts_government=N_("Văn bản dự thảo được góp ý (chính quyền)"),
)
AGENCY_KIND = _codes(
    "agency_kind",
    contributor=N_("Góp ý"),
    resolver=N_("Giải quyết kiến nghị"),
    both=N_("Góp ý và giải quyết"),
)
HEADER_FAMILY = _codes(
    "header_family",
    party=N_("Đảng"),
    state=N_("Nhà nước (UBND)"),
    front=N_("Mặt trận"),
)
REFERENCE_KIND = _codes(
    "reference_kind",
    days_off=N_("Ngày nghỉ của năm"),
    workdays=N_("Ngày làm bù của năm"),
    document=N_("Tên văn bản"),
    subject=N_("Tên lĩnh vực"),
    norm=N_("Định mức"),
    hamlet=N_("Thôn, tổ dân phố"),
    share=N_("Tỷ lệ của đơn vị bị chia"),
    question=N_("Câu hỏi số liệu"),
)
REPORT_PERIOD = _codes(
    "report_periods",
    month=N_("Hằng tháng"),
    quarter=N_("Hằng quý"),
    quarter_one=N_("Quý I"),
    half=N_("6 tháng"),
    nine_months=N_("9 tháng"),
    year=N_("Năm"),
)


def channels_for(values: Mapping[str, Value]) -> tuple[str, ...]:
    """Channels that suit the target chosen in `values`; all of them while none is chosen."""
    return CHANNELS_BY_TARGET.get(str(values.get("target")), tuple(CHANNEL.labels))
