-- Các số liệu của bàn, đếm bằng SQL. Chạy lại được: mỗi lượt công bố đặt lại các hàm này.
-- {s} là lược đồ của kho.

CREATE OR REPLACE FUNCTION {s}.today() RETURNS date LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('dd.today', true), '')::date, (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)
$$;
COMMENT ON FUNCTION {s}.today() IS 'Ngày hôm nay ở Việt Nam; SET dd.today = ''2026-06-01'' để xem như vào ngày khác.';

-- Các đơn vị -----------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION {s}.unit_key(asked text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT key FROM {s}.unit WHERE key = asked OR code = asked
  ORDER BY (key = asked) DESC, valid_to IS NULL DESC, valid_to DESC, key LIMIT 1
$$;
COMMENT ON FUNCTION {s}.unit_key(text) IS 'Khóa của đơn vị, nêu bằng khóa hoặc mã.';

CREATE OR REPLACE FUNCTION {s}.province_of(asked text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT province FROM {s}.place WHERE top = asked ORDER BY province LIMIT 1
$$;
COMMENT ON FUNCTION {s}.province_of(text) IS 'Tỉnh đã công bố số liệu của đơn vị.';

CREATE OR REPLACE FUNCTION {s}.levels_from(level text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT (ARRAY['city', 'district', 'commune'])[array_position(ARRAY['city', 'district', 'commune'], level):3]
$$;
COMMENT ON FUNCTION {s}.levels_from(text) IS 'Cấp này và các cấp dưới.';

CREATE OR REPLACE FUNCTION {s}.is_within(asked_top text, low text, above text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM {s}.place WHERE top = above AND unit = low AND in_place AND NOT joined)
      OR (above = asked_top AND EXISTS (SELECT 1 FROM {s}.place WHERE top = above AND unit = low AND in_place))
$$;
COMMENT ON FUNCTION {s}.is_within(text, text, text) IS 'Đơn vị có đứng dưới một đơn vị khác không, trong phạm vi đang xem.';

CREATE OR REPLACE FUNCTION {s}.units_below(asked text, first_day date, last_day date)
RETURNS TABLE (key text) LANGUAGE sql STABLE AS $$
  WITH there AS (
    SELECT u.key, p.parent, u.valid_to,
      h.heir IS NOT NULL AND h.heir IN (SELECT unit FROM {s}.place WHERE top = asked AND in_place) AS joined
    FROM {s}.place p JOIN {s}.unit u ON u.province = p.province AND u.key = p.unit
    LEFT JOIN {s}.unit_heir h ON h.unit = u.key AND h.since <= last_day AND (h.until IS NULL OR last_day < h.until)
    WHERE p.top = asked AND p.in_place
      AND (u.valid_from IS NULL OR u.valid_from <= last_day) AND (u.valid_to IS NULL OR first_day <= u.valid_to)
  ), below AS (
    SELECT t.key, t.valid_to FROM there t WHERE t.parent = asked AND t.key <> asked AND NOT t.joined
  ), found AS (
    SELECT b.key FROM below b
    UNION SELECT t.key FROM there t JOIN below b ON t.parent = b.key AND b.valid_to < last_day WHERE NOT t.joined
  )
  SELECT f.key FROM found f UNION ALL SELECT asked WHERE NOT EXISTS (SELECT 1 FROM found)
$$;
COMMENT ON FUNCTION {s}.units_below(text, date, date) IS 'Các đơn vị đặt cạnh nhau: ngay dưới đơn vị đang xem, trong thời gian đang xem.';

CREATE OR REPLACE FUNCTION {s}.stands_under(asked text, first_day date, last_day date)
RETURNS TABLE (unit text, shown text) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE keys AS (SELECT key FROM {s}.units_below(asked, first_day, last_day)),
  inside AS MATERIALIZED (
    SELECT p.unit, coalesce(i.unit, p.parent) AS above FROM {s}.place p
    LEFT JOIN {s}.unit_heir h ON h.unit = p.unit AND h.since <= last_day AND (h.until IS NULL OR last_day < h.until)
    LEFT JOIN {s}.place i ON i.province = p.province AND i.top = asked AND i.in_place AND i.unit = h.heir
    WHERE p.top = asked AND p.in_place),
  walk AS (
    SELECT i.unit, i.unit AS step, 1 AS n FROM inside i
    UNION ALL
    SELECT w.unit, i.above, w.n + 1 FROM walk w JOIN inside i ON i.unit = w.step
    WHERE w.step <> asked AND w.n < 12 AND w.step NOT IN (SELECT key FROM keys)
  )
  SELECT DISTINCT ON (w.unit) w.unit, w.step FROM walk w JOIN keys k ON k.key = w.step ORDER BY w.unit, w.n
$$;
COMMENT ON FUNCTION {s}.stands_under(text, date, date) IS 'Mỗi đơn vị được tính vào đơn vị nào trong các đơn vị đặt cạnh nhau.';

-- Phụ lục ---------------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION {s}.speaking(asked text, of_indicator text, of_level text, of_year int)
RETURNS SETOF {s}.yearly_total LANGUAGE plpgsql STABLE AS $$
DECLARE
  usable {s}.yearly_total[];
  chosen {s}.yearly_total[] := '{}';
  t {s}.yearly_total;
  taken {s}.yearly_total;
  is_free boolean;
  of_province text := {s}.province_of(asked);
  t_level text;
BEGIN
  SELECT array_agg(y ORDER BY (y.scope IS DISTINCT FROM 'subtree'), p.depth,
      (y.level IS NOT NULL) <> (y.scope IS DISTINCT FROM 'subtree'),
      coalesce(y.as_of, make_date(of_year, 12, 31)) DESC, y.unit COLLATE "C", y.id COLLATE "C")
  INTO usable FROM {s}.yearly_total y JOIN {s}.place p ON p.top = asked AND p.in_place AND p.unit = y.unit
  WHERE y.province = of_province AND p.province = of_province AND y.indicator = of_indicator AND y.year = of_year
    AND coalesce(y.from_year, y.year) = of_year AND (y.as_of IS NULL OR y.as_of <= make_date(of_year, 12, 31));
  FOREACH t IN ARRAY coalesce(usable, '{}') LOOP
    SELECT p.level INTO t_level FROM {s}.place p WHERE p.province = of_province AND p.top = asked AND p.unit = t.unit AND p.in_place;
    CONTINUE WHEN of_level <> '' AND t.level IS DISTINCT FROM of_level;
    IF t.scope = 'subtree' THEN
      CONTINUE WHEN t.level IS NOT NULL AND NOT t.level = ANY({s}.levels_from(t_level));
    ELSE
      CONTINUE WHEN t.level IS NOT NULL AND t.level <> t_level;
    END IF;
    is_free := true;
    FOREACH taken IN ARRAY chosen LOOP
      CONTINUE WHEN coalesce(taken.as_of, make_date(of_year, 12, 31)) < make_date(of_year, 1, 1);
      IF taken.scope IS DISTINCT FROM 'subtree' THEN
        is_free := is_free AND taken.unit <> t.unit;
      ELSIF {s}.is_within(asked, t.unit, taken.unit) THEN
        is_free := is_free AND NOT (taken.level IS NULL OR taken.level = ANY(
          CASE WHEN t.scope IS DISTINCT FROM 'subtree' THEN ARRAY[t_level]
               WHEN t.level IS NOT NULL THEN ARRAY[t.level] ELSE {s}.levels_from(t_level) END));
      END IF;
    END LOOP;
    CONTINUE WHEN NOT is_free;
    CONTINUE WHEN t.scope = 'subtree' AND t.level IS NULL AND {s}.is_complete(asked, t, usable, of_year);
    chosen := chosen || t;
    RETURN NEXT t;
  END LOOP;
END $$;
COMMENT ON FUNCTION {s}.speaking(text, text, text, int) IS 'Các số tổng hợp thay cho hồ sơ trong một ô: của một năm, một chỉ tiêu, một cấp ('''' là mọi cấp).';

CREATE OR REPLACE FUNCTION {s}.is_complete(asked text, total {s}.yearly_total, usable {s}.yearly_total[], of_year int)
RETURNS boolean LANGUAGE sql STABLE AS $$
  WITH by_level AS (SELECT * FROM unnest(usable) b WHERE b.level IS NOT NULL),
  rest AS (
    SELECT p.unit, p.level FROM {s}.place p JOIN {s}.unit u ON u.province = p.province AND u.key = p.unit
    WHERE p.top = asked AND p.in_place AND (u.valid_from IS NULL OR u.valid_from <= coalesce(total.as_of, make_date(of_year, 12, 31)))
      AND (u.valid_to IS NULL OR make_date(of_year, 1, 1) <= u.valid_to) AND {s}.is_within(asked, p.unit, total.unit)
      AND p.level NOT IN (SELECT b.level FROM by_level b WHERE b.scope = 'subtree' AND b.unit = total.unit)
  )
  SELECT EXISTS (SELECT 1 FROM by_level) AND NOT EXISTS (
    SELECT 1 FROM rest r WHERE NOT EXISTS (
      SELECT 1 FROM by_level b WHERE b.level = r.level AND {s}.is_within(asked, b.unit, total.unit)
        AND CASE WHEN b.scope = 'subtree' THEN {s}.is_within(asked, r.unit, b.unit) ELSE b.unit = r.unit END))
$$;
COMMENT ON FUNCTION {s}.is_complete(text, {s}.yearly_total, {s}.yearly_total[], int) IS 'Mọi cấp dưới một số tổng hợp chung đã có số tổng hợp riêng hay chưa.';

CREATE OR REPLACE FUNCTION {s}.is_known(asked text, of_year int, of_level text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
  of_province text := {s}.province_of(asked);
  first_day date := make_date(of_year, 1, 1);
  until_day date := least(make_date(of_year, 12, 31), {s}.today());
  candidate text;
  span record;
  day date;
BEGIN
  FOR candidate IN SELECT DISTINCT n.unit FROM {s}.nothing_reported n JOIN {s}.place p
      ON p.province = of_province AND p.top = asked AND p.in_place AND p.unit = n.unit
      WHERE n.province = of_province AND (of_level = '' OR p.level = of_level) LOOP
    day := first_day;
    FOR span IN SELECT n.first_day, n.last_day FROM {s}.nothing_reported n
        WHERE n.province = of_province AND n.unit = candidate ORDER BY 1, 2 LOOP
      IF span.first_day <= day AND day <= span.last_day THEN day := span.last_day + 1; END IF;
    END LOOP;
    IF day > until_day THEN RETURN true; END IF;
  END LOOP;
  -- Hồ sơ cuối trong năm không sau hôm nay: không phải đọc từng hồ sơ.
  IF EXISTS (SELECT 1 FROM {s}.year_count c JOIN {s}.place p
      ON p.province = of_province AND p.top = asked AND p.in_place AND p.unit = c.unit
      WHERE c.province = of_province AND c.indicator = 'present' AND c.year = of_year AND c.last_day <= until_day
        AND (of_level = '' OR p.level = of_level)) THEN
    RETURN true;
  END IF;
  IF until_day = make_date(of_year, 12, 31) THEN
    RETURN EXISTS (SELECT 1 FROM {s}.year_count c JOIN {s}.place p
      ON p.province = of_province AND p.top = asked AND p.in_place AND p.unit = c.unit
      WHERE c.province = of_province AND c.indicator = 'present' AND c.year = of_year
        AND (of_level = '' OR p.level = of_level));
  END IF;
  RETURN EXISTS (SELECT 1 FROM {s}.count_by_day c JOIN {s}.place p
    ON p.province = of_province AND p.top = asked AND p.in_place AND p.unit = c.unit
    WHERE c.province = of_province AND c.indicator = 'present' AND c.day BETWEEN first_day AND until_day
      AND (of_level = '' OR p.level = of_level));
END $$;
COMMENT ON FUNCTION {s}.is_known(text, int, text) IS 'Một ô không có số là 0 hay để trống: có đơn vị đã ghi, hoặc đã báo không phát sinh.';

CREATE OR REPLACE FUNCTION {s}.amounts(asked text, from_year int, to_year int, of_indicator text, of_level text DEFAULT '')
RETURNS TABLE (year int, value bigint, told_until date, last_day date) LANGUAGE sql STABLE AS $$
  WITH years AS (SELECT generate_series(from_year, to_year) AS year),
  inside AS MATERIALIZED (
    SELECT p.unit, p.level FROM {s}.place p
    WHERE p.province = (SELECT {s}.province_of(asked)) AND p.top = asked AND p.in_place),
  has_totals AS (SELECT DISTINCT y.year::int AS year FROM {s}.yearly_total y
    WHERE y.province = (SELECT {s}.province_of(asked)) AND y.indicator = of_indicator AND y.year BETWEEN amounts.from_year AND amounts.to_year),
  telling AS MATERIALIZED (
    SELECT h.year AS of_year, t.unit, t.scope, t.level, t.value, coalesce(t.as_of, make_date(h.year, 12, 31)) AS last
    FROM has_totals h CROSS JOIN LATERAL {s}.speaking(asked, of_indicator, of_level, h.year) t
    WHERE NOT coalesce(t.use_records, false)),
  totals AS (SELECT of_year, sum(coalesce(value, 0)) AS total, max(last) AS last FROM telling GROUP BY 1),
  silent AS MATERIALIZED (
    SELECT t.of_year, i.unit, max(t.last) AS last FROM telling t JOIN inside i
      ON CASE WHEN t.scope = 'subtree'
           THEN (t.level IS NULL OR t.level = i.level) AND {s}.is_within(asked, i.unit, t.unit) ELSE t.unit = i.unit END
    GROUP BY 1, 2),
  counted AS (
    SELECT c.year, c.records, c.amount, c.last_day FROM {s}.year_count c JOIN inside i USING (unit)
    LEFT JOIN silent s ON s.of_year = c.year AND s.unit = c.unit
    WHERE c.province = (SELECT {s}.province_of(asked)) AND c.indicator = of_indicator AND c.year BETWEEN from_year AND to_year
      AND (of_level = '' OR i.level = of_level) AND s.unit IS NULL
    UNION ALL
    SELECT s.of_year, 1, d.amount, d.day FROM silent s JOIN inside i USING (unit)
      JOIN {s}.count_by_day d ON d.province = (SELECT {s}.province_of(asked)) AND d.unit = s.unit AND d.indicator = of_indicator
        AND d.day > s.last AND d.day <= make_date(s.of_year, 12, 31)
    WHERE s.last < make_date(s.of_year, 12, 31) AND (of_level = '' OR i.level = of_level)),
  summed AS (SELECT c.year, sum(c.records) AS records, sum(c.amount) AS amount, max(c.last_day) AS last_day FROM counted c GROUP BY 1)
  SELECT y.year, CASE
      WHEN t.total IS NOT NULL OR s.amount IS NOT NULL THEN coalesce(t.total, 0) + coalesce(s.amount, 0)
      WHEN coalesce(s.records, 0) = 0 AND {s}.is_known(asked, y.year, of_level) THEN 0 END::bigint,
    t.last, s.last_day
  FROM years y LEFT JOIN totals t ON t.of_year = y.year LEFT JOIN summed s ON s.year = y.year
$$;
COMMENT ON FUNCTION {s}.amounts(text, int, int, text, text) IS 'Số của một chỉ tiêu theo năm: hồ sơ và số tổng hợp gộp lại theo quy tắc của bàn; NULL là chưa rõ.';

CREATE OR REPLACE FUNCTION {s}.as_of(of_year int, told_until date, last_day date) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN told_until IS NOT NULL AND (last_day IS NULL OR last_day <= told_until) THEN told_until
    WHEN least(make_date(of_year, 12, 31), {s}.today()) >= make_date(of_year, 1, 1) THEN least(make_date(of_year, 12, 31), {s}.today()) END
$$;
COMMENT ON FUNCTION {s}.as_of(int, date, date) IS 'Số của một hàng tính đến ngày nào.';

CREATE OR REPLACE FUNCTION {s}.added(VARIADIC numbers bigint[]) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT sum(n)::bigint FROM unnest(numbers) n
$$;
COMMENT ON FUNCTION {s}.added(bigint[]) IS 'Cộng các số đã rõ; NULL khi không số nào rõ.';

CREATE OR REPLACE FUNCTION {s}.side_rows(asked text, from_year int, to_year int, of_side text, targets text[])
RETURNS TABLE (year int, cells bigint[], as_of date) LANGUAGE sql STABLE AS $$
  WITH wanted AS (
    SELECT n, indicator FROM unnest(ARRAY['sessions_' || of_side,
      targets[1] || '_periodic', targets[1] || '_regular', targets[1] || '_adhoc',
      targets[2] || '_periodic', targets[2] || '_regular', targets[2] || '_adhoc',
      'opinions_' || of_side || '_accepted', 'opinions_' || of_side || '_not_accepted']) WITH ORDINALITY w (indicator, n)),
  found AS (
    SELECT a.year, w.n, a.value, a.told_until, a.last_day
    FROM wanted w CROSS JOIN LATERAL {s}.amounts({s}.unit_key(asked), from_year, to_year, w.indicator) a)
  SELECT f.year, array_agg(f.value ORDER BY f.n), {s}.as_of(f.year, max(f.told_until), max(f.last_day)) FROM found f GROUP BY 1
  UNION ALL
  SELECT NULL, array_agg(t.value ORDER BY t.n), NULL
    FROM (SELECT f.n, sum(f.value)::bigint AS value FROM found f GROUP BY 1) t
  ORDER BY 1 NULLS LAST
$$;
COMMENT ON FUNCTION {s}.side_rows(text, int, int, text, text[]) IS 'Các hàng của Phụ lục 03 hoặc 04; hàng cuối là tổng số (year là NULL).';

CREATE OR REPLACE FUNCTION {s}.phu_luc_03(from_year int, to_year int, unit text)
RETURNS TABLE (stt int, year jsonb, party_dialogues bigint,
  party_org_periodic bigint, party_org_regular bigint, party_org_adhoc bigint, party_org_total bigint,
  party_member_periodic bigint, party_member_regular bigint, party_member_adhoc bigint, party_member_total bigint,
  opinions_accepted bigint, opinions_not_accepted bigint, opinions_total bigint, as_of date) LANGUAGE sql STABLE AS $$
  SELECT r.year - from_year + 1, coalesce(to_jsonb(r.year), '"total"'), c[1], c[2], c[3], c[4], {s}.added(c[2], c[3], c[4]),
    c[5], c[6], c[7], {s}.added(c[5], c[6], c[7]), c[8], c[9], {s}.added(c[8], c[9]), r.as_of
  FROM {s}.side_rows(unit, from_year, to_year, 'party', ARRAY['party_org', 'party_member']) r (year, c, as_of)
$$;
COMMENT ON FUNCTION {s}.phu_luc_03(int, int, text) IS 'Phụ lục 03: góp ý xây dựng Đảng, theo năm; hàng cuối (year là "total") là tổng số. Cột như JSON của báo cáo appendix-03.';

CREATE OR REPLACE FUNCTION {s}.phu_luc_04(from_year int, to_year int, unit text)
RETURNS TABLE (stt int, year jsonb, gov_dialogues bigint,
  agency_periodic bigint, agency_regular bigint, agency_adhoc bigint, agency_total bigint,
  individual_periodic bigint, individual_regular bigint, individual_adhoc bigint, individual_total bigint,
  opinions_accepted bigint, opinions_not_accepted bigint, opinions_total bigint, as_of date) LANGUAGE sql STABLE AS $$
  SELECT r.year - from_year + 1, coalesce(to_jsonb(r.year), '"total"'), c[1], c[2], c[3], c[4], {s}.added(c[2], c[3], c[4]),
    c[5], c[6], c[7], {s}.added(c[5], c[6], c[7]), c[8], c[9], {s}.added(c[8], c[9]), r.as_of
  FROM {s}.side_rows(unit, from_year, to_year, 'government', ARRAY['agency', 'individual']) r (year, c, as_of)
$$;
COMMENT ON FUNCTION {s}.phu_luc_04(int, int, text) IS 'Phụ lục 04: góp ý xây dựng chính quyền, theo năm; hàng cuối là tổng số. Cột như JSON của báo cáo appendix-04.';

CREATE OR REPLACE FUNCTION {s}.phu_luc_05(from_year int, to_year int, unit text)
RETURNS TABLE (stt int, year jsonb, city_party bigint, city_gov bigint, city_total bigint,
  district_party bigint, district_gov bigint, district_total bigint,
  commune_party bigint, commune_gov bigint, commune_total bigint, grand_total bigint, as_of date) LANGUAGE sql STABLE AS $$
  WITH wanted AS (
    SELECT n, split_part(w.cell, ' ', 1) AS level, 'sessions_' || split_part(w.cell, ' ', 2) AS indicator
    FROM unnest(ARRAY['city party', 'city government', 'district party', 'district government',
      'commune party', 'commune government']) WITH ORDINALITY w (cell, n)
    WHERE w.cell NOT LIKE 'district%' OR from_year <= 2025),
  found AS (
    SELECT a.year, w.n, a.value, a.told_until, a.last_day
    FROM wanted w CROSS JOIN LATERAL {s}.amounts({s}.unit_key(unit), from_year, to_year, w.indicator, w.level) a),
  rows (year, c1, c2, c3, c4, c5, c6, as_of) AS (
    SELECT f.year, max(f.value) FILTER (WHERE n = 1), max(f.value) FILTER (WHERE n = 2), max(f.value) FILTER (WHERE n = 3),
      max(f.value) FILTER (WHERE n = 4), max(f.value) FILTER (WHERE n = 5), max(f.value) FILTER (WHERE n = 6),
      {s}.as_of(f.year, max(f.told_until), max(f.last_day)) FROM found f GROUP BY 1
    UNION ALL
    SELECT NULL, sum(f.value) FILTER (WHERE n = 1), sum(f.value) FILTER (WHERE n = 2), sum(f.value) FILTER (WHERE n = 3),
      sum(f.value) FILTER (WHERE n = 4), sum(f.value) FILTER (WHERE n = 5), sum(f.value) FILTER (WHERE n = 6), NULL FROM found f)
  SELECT r.year - from_year + 1, coalesce(to_jsonb(r.year), '"total"'), c1::bigint, c2::bigint, {s}.added(c1::bigint, c2::bigint),
    c3::bigint, c4::bigint, {s}.added(c3::bigint, c4::bigint), c5::bigint, c6::bigint, {s}.added(c5::bigint, c6::bigint),
    {s}.added(c1::bigint, c2::bigint, c3::bigint, c4::bigint, c5::bigint, c6::bigint), r.as_of
  FROM rows r ORDER BY r.year NULLS LAST
$$;
COMMENT ON FUNCTION {s}.phu_luc_05(int, int, text) IS 'Phụ lục 05: đối thoại của người đứng đầu theo cấp, theo năm; hàng cuối là tổng số. Cột như JSON của báo cáo appendix-05; cấp huyện để trống khi mọi năm sau 2025.';
