-- Mười câu hỏi mẫu. Thay '25' bằng mã đơn vị, các năm bằng năm cần xem.

-- 1. Phụ lục 05 của ba năm.
SELECT * FROM dd.phu_luc_05(2024, 2026, '25');

-- 2. Xã nào chưa tổ chức đối thoại nào năm nay?
SELECT u.name FROM dd.dim_unit u
WHERE u.level = 'commune' AND u.valid_to IS NULL
  AND NOT EXISTS (SELECT 1 FROM dd.fact_session s
    WHERE s.unit = u.unit AND s.status = 'held' AND s.day >= date_trunc('year', dd.today()))
ORDER BY u.name;

-- 3. Kiến nghị về đất đai quá hạn hơn 60 ngày, ở đâu, ai đang giữ?
SELECT u.name, p.lead_agency, p.opened_on, p.due_on, dd.today() - p.due_on AS days_late
FROM dd.petition p JOIN dd.unit u ON u.province = p.province AND u.key = p.unit
WHERE p.subject = 'land' AND p.is_open AND p.due_on < dd.today() - 60 ORDER BY days_late DESC;

-- 4. Cơ quan nào chậm nhất?
SELECT name, received, median_days, p90_days FROM dd.days(2025, 2026, '25') WHERE by = 'agency' ORDER BY median_days DESC NULLS FIRST;

-- 5. Tỷ lệ đúng hạn của từng xã.
SELECT name, counted, share FROM dd.on_time(2025, 2026, '25') WHERE by = 'unit' AND counted > 0 ORDER BY share, name;

-- 6. Mỗi tháng tồn bao nhiêu, mất mấy tháng để giải quyết hết?
SELECT period, opened, settled, "left", months_to_clear FROM dd.flow('2026-01-01', '2026-12-31', '25', NULL, 'month');

-- 7. Lĩnh vực nào tăng nhiều nhất so với năm trước?
SELECT c.label, count(*) FILTER (WHERE d.year = 2026) AS now, count(*) FILTER (WHERE d.year = 2025) AS before
FROM dd.fact_petition p JOIN dd.dim_day d ON d.day = p.day
JOIN dd.dim_code c ON c.vocabulary = 'subject' AND c.key = p.subject
GROUP BY 1 ORDER BY 2 - count(*) FILTER (WHERE d.year = 2025) DESC;

-- 8. Nơi nào nói đi nói lại một chuyện?
SELECT u.name, r.place, r.subject, r.petitions, r.last_on
FROM dd.repeats(2025, 2026, '25') r JOIN dd.unit u ON u.key = r.unit_key WHERE r.kind = 'same_place' ORDER BY r.petitions DESC;

-- 9. Người dân hài lòng đến đâu, bao nhiêu việc phải mở lại?
SELECT s.name, s.replies, s.share AS satisfied, o.reopened_soon, o.share AS reopened
FROM dd.satisfaction(2025, 2026, '25') s JOIN dd.reopened(2025, 2026, '25') o USING (by, key) WHERE s.by = 'subject';

-- 10. Ý kiến tiếp thu, không tiếp thu của từng xã theo năm.
SELECT u.name, y.year, sum(y.amount) FILTER (WHERE y.indicator LIKE '%\_accepted' AND y.indicator NOT LIKE '%not\_accepted') AS accepted,
  sum(y.amount) FILTER (WHERE y.indicator LIKE '%not\_accepted') AS not_accepted
FROM dd.fact_year_count y JOIN dd.dim_unit u ON u.unit = y.unit AND u.province = y.province
GROUP BY 1, 2 ORDER BY 1, 2;
