-- Hình sao cho Metabase, Superset: các bảng sự kiện nối với đơn vị, ngày và danh mục.

CREATE OR REPLACE VIEW {s}.dim_unit WITH (security_invoker = true) AS
  SELECT u.key AS unit, u.code, u.name, u.type, u.level, u.parent, d.name AS parent_name, u.province, u.valid_from, u.valid_to
  FROM {s}.unit u LEFT JOIN {s}.unit d ON d.province = u.province AND d.key = u.parent;
COMMENT ON VIEW {s}.dim_unit IS 'Chiều đơn vị: mỗi hàng một đơn vị của một thời kỳ.';

CREATE OR REPLACE VIEW {s}.dim_day AS
  SELECT d::date AS day, extract(year FROM d)::int AS year, extract(quarter FROM d)::int AS quarter, extract(month FROM d)::int AS month,
    to_char(d, 'YYYY-"Q"Q') AS quarter_key, to_char(d, 'YYYY-MM') AS month_key
  FROM generate_series('2013-01-01'::timestamp, (now() + interval '1 year')::timestamp, interval '1 day') d;
COMMENT ON VIEW {s}.dim_day IS 'Chiều thời gian: mỗi hàng một ngày.';

CREATE OR REPLACE VIEW {s}.dim_code AS SELECT DISTINCT ON (vocabulary, key) vocabulary, key, label, ordinal FROM {s}.code ORDER BY vocabulary, key, province;
COMMENT ON VIEW {s}.dim_code IS 'Chiều danh mục: nghĩa của các mã.';

CREATE OR REPLACE VIEW {s}.fact_session WITH (security_invoker = true) AS
  SELECT r.province, r.unit, r.id, r.held_on AS day, r.status, r.kind, r.mode, r.count_for, r.title, r.participants, r.participants_female,
    r.speakers, r.opinions_declared, r.conclusion_on, r.published_on
  FROM {s}.session r;
COMMENT ON VIEW {s}.fact_session IS 'Sự kiện: cuộc đối thoại.';

CREATE OR REPLACE VIEW {s}.fact_feedback WITH (security_invoker = true) AS
  SELECT r.province, r.unit, r.id, r.given_on AS day, r.target, r.timing, r.channel, r.contributor, r.occasions,
    r.undetailed_accepted, r.undetailed_not_accepted
  FROM {s}.feedback r;
COMMENT ON VIEW {s}.fact_feedback IS 'Sự kiện: lần góp ý.';

CREATE OR REPLACE VIEW {s}.fact_opinion WITH (security_invoker = true) AS
  SELECT r.province, r.unit, r.id, r.received_on AS day, r.kind, r.side, r.subject, r.disposition, r.channel, r.source_form, r.counts
  FROM {s}.opinion r;
COMMENT ON VIEW {s}.fact_opinion IS 'Sự kiện: ý kiến, kiến nghị.';

CREATE OR REPLACE VIEW {s}.fact_petition WITH (security_invoker = true) AS
  SELECT r.province, r.unit, r.id, r.opened_on AS day, r.subject, r.status, r.is_open, r.lead_agency, r.first_due_on, r.due_on,
    r.first_settled_on, r.settled_on, r.settled_as, r.first_settled_on - r.opened_on AS days_to_first,
    r.times_reopened, r.satisfaction, r.is_open AND r.due_on < {s}.today() AND r.suspended_on IS NULL AS is_overdue
  FROM {s}.petition r;
COMMENT ON VIEW {s}.fact_petition IS 'Sự kiện: kiến nghị và kết quả.';

CREATE OR REPLACE VIEW {s}.fact_year_count WITH (security_invoker = true) AS
  SELECT r.province, r.unit, r.year, r.indicator, r.records, r.amount FROM {s}.year_count r WHERE r.indicator <> 'present';
COMMENT ON VIEW {s}.fact_year_count IS 'Sự kiện: số của đơn vị theo năm và chỉ tiêu.';

DO $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT c.relname, a.attname, coalesce(
      (SELECT col_description(t.oid, b.attnum) FROM pg_class t JOIN pg_attribute b ON b.attrelid = t.oid
        WHERE t.relnamespace = '{s}'::regnamespace AND t.relkind = 'p' AND b.attname = a.attname
          AND (t.relname = split_part(c.relname, '_', 2) OR t.relname = substr(c.relname, 6) OR t.relname = 'unit')
        ORDER BY (t.relname = substr(c.relname, 6)) DESC LIMIT 1),
      CASE a.attname WHEN 'day' THEN 'Ngày (dim_day).' WHEN 'unit' THEN 'Đơn vị (dim_unit).' WHEN 'parent_name' THEN 'Tên đơn vị cấp trên.'
        WHEN 'year' THEN 'Năm.' WHEN 'quarter' THEN 'Quý.' WHEN 'month' THEN 'Tháng.' WHEN 'quarter_key' THEN 'Quý và năm.'
        WHEN 'month_key' THEN 'Tháng và năm.' WHEN 'days_to_first' THEN 'Số ngày từ ngày nhận đến kết quả lần đầu.'
        WHEN 'is_overdue' THEN 'Đang quá hạn.' ELSE a.attname END) AS told
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = '{s}'::regnamespace AND c.relkind = 'v' AND a.attnum > 0
      AND (starts_with(c.relname, 'dim_') OR starts_with(c.relname, 'fact_')) LOOP
    EXECUTE format('COMMENT ON COLUMN {s}.%I.%I IS %L', one.relname, one.attname, one.told);
  END LOOP;
END $$;
