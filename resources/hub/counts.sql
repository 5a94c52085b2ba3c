-- Hồ sơ nào tính vào chỉ tiêu nào, từng ngày. security_invoker: ai đọc thì thấy phần của người ấy.

CREATE OR REPLACE VIEW {s}.count_by_day WITH (security_invoker = true) AS
  SELECT r.province, r.unit, r.held_on AS day, 'sessions_' || h.head AS indicator, 1::bigint AS amount
    FROM {s}.session r CROSS JOIN LATERAL unnest(CASE r.count_for WHEN 'both' THEN ARRAY['party', 'government', 'both']
      ELSE ARRAY[r.count_for] END) h (head)
    WHERE r.status = 'held' AND r.count_for IN ('party', 'government', 'both')
  UNION ALL
  SELECT r.province, r.unit, r.given_on, r.target || '_' || CASE r.timing WHEN 'ad_hoc' THEN 'adhoc' ELSE r.timing END, r.occasions
    FROM {s}.feedback r WHERE r.target IN ('party_org', 'party_member', 'agency', 'individual')
      AND r.timing IN ('periodic', 'regular', 'ad_hoc')
  UNION ALL
  SELECT r.province, r.unit, r.given_on,
      'opinions_' || CASE WHEN r.target IN ('party_org', 'party_member') THEN 'party' ELSE 'government' END || o.as_what, o.amount
    FROM {s}.feedback r CROSS JOIN LATERAL (VALUES ('_accepted', r.undetailed_accepted),
      ('_not_accepted', r.undetailed_not_accepted)) o (as_what, amount)
    WHERE o.amount IS NOT NULL AND r.target IN ('party_org', 'party_member', 'agency', 'individual')
      AND r.timing IN ('periodic', 'regular', 'ad_hoc')
  UNION ALL
  SELECT r.province, r.unit, r.received_on, 'opinions_' || r.side || '_' || r.disposition, 1 FROM {s}.opinion r WHERE r.counts
  UNION ALL
  SELECT r.province, r.unit, r.held_on, o.what, o.amount FROM {s}.dissemination r CROSS JOIN LATERAL (VALUES
      ('conferences', r.conferences), ('conference_participants', r.participants), ('documents_issued', r.documents_issued)) o (what, amount)
  UNION ALL
  SELECT r.province, r.unit, r.held_on, 'present', 1 FROM {s}.session r
  UNION ALL
  SELECT r.province, r.unit, r.given_on, 'present', 1 FROM {s}.feedback r
  UNION ALL
  SELECT r.province, r.unit, r.received_on, 'present', 1 FROM {s}.opinion r;
COMMENT ON VIEW {s}.count_by_day IS 'Mỗi hồ sơ tính vào chỉ tiêu nào, ngày nào, bao nhiêu.';
COMMENT ON COLUMN {s}.count_by_day.province IS 'Tỉnh đã công bố.';
COMMENT ON COLUMN {s}.count_by_day.unit IS 'Đơn vị.';
COMMENT ON COLUMN {s}.count_by_day.day IS 'Ngày của hồ sơ.';
COMMENT ON COLUMN {s}.count_by_day.indicator IS 'Chỉ tiêu; present: có hồ sơ.';
COMMENT ON COLUMN {s}.count_by_day.amount IS 'Số cộng vào chỉ tiêu; trống khi hồ sơ không nói.';

CREATE OR REPLACE FUNCTION {s}.recount(of_province text, of_units text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT (pg_has_role({s}.who(), (SELECT nspowner FROM pg_namespace WHERE oid = '{s}'::regnamespace), 'MEMBER')
      OR EXISTS (SELECT 1 FROM {s}.writer w JOIN pg_roles o ON o.rolname = w.role
        WHERE w.province = of_province AND pg_has_role({s}.who(), o.oid, 'MEMBER'))) THEN
    RAISE insufficient_privilege;
  END IF;
  DELETE FROM {s}.year_count c WHERE c.province = of_province AND (of_units IS NULL OR c.unit = ANY (of_units));
  INSERT INTO {s}.year_count (province, unit, year, indicator, records, amount, last_day)
  SELECT d.province, d.unit, extract(year FROM d.day)::int, d.indicator, count(*), sum(d.amount), max(d.day)
  FROM {s}.count_by_day d
  WHERE d.province = of_province AND (of_units IS NULL OR d.unit = ANY (of_units)) AND d.day IS NOT NULL AND d.indicator IS NOT NULL
  GROUP BY 1, 2, 3, 4;
END $$;
COMMENT ON FUNCTION {s}.recount(text, text[]) IS 'Đếm lại số theo năm của các đơn vị (NULL: của cả tỉnh); chỉ người công bố của tỉnh gọi được.';
