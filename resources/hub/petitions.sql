-- Kiến nghị theo ngày: mỗi kiến nghị giữ câu chuyện của nó, nên số của một kỳ đã qua không đổi về sau.

CREATE OR REPLACE FUNCTION {s}.in_force(since date[], what anyarray, on_day date) RETURNS anyelement LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  FOR n IN REVERSE coalesce(cardinality(since), 0)..1 LOOP
    IF since[n] <= on_day THEN RETURN what[n]; END IF;
  END LOOP;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION {s}.in_force(date[], anyarray, date) IS 'Điều gì đang có hiệu lực vào một ngày.';

CREATE OR REPLACE FUNCTION {s}.until(days date[], on_day date) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  found int := 0;
BEGIN
  FOR n IN 1..coalesce(cardinality(days), 0) LOOP
    IF days[n] <= on_day THEN found := found + 1; END IF;
  END LOOP;
  RETURN found;
END $$;
COMMENT ON FUNCTION {s}.until(date[], date) IS 'Bao nhiêu ngày trong danh sách không sau một ngày.';

CREATE OR REPLACE FUNCTION {s}.is_open(p {s}.petition, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p.opened_on <= on_day AND {s}.until(p.settled, on_day) = {s}.until(p.reopened, on_day)
$$;
COMMENT ON FUNCTION {s}.is_open({s}.petition, date) IS 'Kiến nghị đã nhận và chưa có kết quả vào cuối một ngày.';

CREATE OR REPLACE FUNCTION {s}.first_settled(p {s}.petition, on_day date) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN {s}.until(p.settled, on_day) > 0 THEN p.settled[1] END
$$;
COMMENT ON FUNCTION {s}.first_settled({s}.petition, date) IS 'Ngày có kết quả lần đầu, nếu đã có vào ngày ấy.';

CREATE OR REPLACE FUNCTION {s}.settled_last(p {s}.petition, on_day date) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN p.opened_on <= on_day AND NOT {s}.is_open(p, on_day) THEN p.settled[{s}.until(p.settled, on_day)] END
$$;
COMMENT ON FUNCTION {s}.settled_last({s}.petition, date) IS 'Ngày của kết quả đang có hiệu lực; NULL khi chưa xong.';

CREATE OR REPLACE FUNCTION {s}.is_late_first(p {s}.petition, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(p.first_late_on <= on_day, false)
$$;
COMMENT ON FUNCTION {s}.is_late_first({s}.petition, date) IS 'Ngày ấy đã qua hạn ban đầu hay chưa.';

CREATE OR REPLACE FUNCTION {s}.is_late(p {s}.petition, on_day date) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce({s}.in_force(p.term_since, p.term_late, on_day) <= on_day, false)
$$;
COMMENT ON FUNCTION {s}.is_late({s}.petition, date) IS 'Ngày ấy đã qua hạn đang có hiệu lực hay chưa.';

CREATE OR REPLACE FUNCTION {s}.reply_of(p {s}.petition, on_day date) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT r.code FROM unnest(p.reply_on, p.reply) WITH ORDINALITY r (day, code, n)
  WHERE r.day <= on_day AND r.day >= coalesce((SELECT max(d) FROM unnest(p.reopened) d WHERE d <= on_day), '0001-01-01')
  ORDER BY r.n DESC LIMIT 1
$$;
COMMENT ON FUNCTION {s}.reply_of({s}.petition, date) IS 'Người dân nói hài lòng hay chưa về kết quả đang có hiệu lực.';

CREATE OR REPLACE FUNCTION {s}.share(part bigint, whole bigint) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN whole > 0 THEN trim_scale(((part * 2000 + whole) / (2 * whole))::numeric / 10) END
$$;
COMMENT ON FUNCTION {s}.share(bigint, bigint) IS 'Phần trăm, một chữ số lẻ; NULL khi không có gì để chia.';

CREATE OR REPLACE FUNCTION {s}.middle(numbers int[]) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
  SELECT trim_scale(percentile_cont(0.5) WITHIN GROUP (ORDER BY n)::numeric) FROM unnest(numbers) n
$$;
COMMENT ON FUNCTION {s}.middle(int[]) IS 'Trung vị.';

CREATE OR REPLACE FUNCTION {s}.reached(days int[], is_over boolean[], part float8) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  at_risk bigint := cardinality(days);
  remaining float8 := 1;
  one record;
BEGIN
  FOR one IN SELECT d, count(*) AS leaves, count(*) FILTER (WHERE o) AS ends FROM unnest(days, is_over) u (d, o) GROUP BY d ORDER BY d LOOP
    remaining := remaining * (1 - one.ends::float8 / at_risk);
    IF remaining <= 1 - part + 1e-12::float8 THEN RETURN one.d; END IF;
    at_risk := at_risk - one.leaves;
  END LOOP;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION {s}.reached(int[], boolean[], float8) IS 'Sau bao nhiêu ngày thì phần ấy có kết quả, kiến nghị chưa xong tính là còn lâu hơn (Kaplan–Meier); NULL: chưa đến.';

CREATE OR REPLACE FUNCTION {s}.to_tenth(x float8) RETURNS numeric LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  bits int;
  below bigint;
  exact numeric;
  half numeric;
BEGIN
  IF x IS NULL OR x = 0 OR abs(x) > 1e12 THEN RETURN x::numeric; END IF;
  bits := 52 - floor(log(x::numeric) / log(2))::int;
  WHILE bits > 0 AND x * 2::float8 ^ bits >= 2::float8 ^ 62 LOOP bits := bits - 1; END LOOP;
  exact := (x * 2::float8 ^ greatest(bits, 0))::bigint::numeric;
  below := floor(exact * 10 / 2::numeric ^ greatest(bits, 0));
  half := (below * 2 + 1) * 2::numeric ^ greatest(bits, 0);
  IF exact * 20 > half OR (exact * 20 = half AND below % 2 = 1) THEN below := below + 1; END IF;
  RETURN trim_scale(below::numeric / 10);
END $$;
COMMENT ON FUNCTION {s}.to_tenth(float8) IS 'Làm tròn một chữ số lẻ, đúng như bàn làm.';

CREATE OR REPLACE FUNCTION {s}.asked_days(from_day date, to_day date, as_of date)
RETURNS TABLE (first_day date, last_day date, on_day date, covered date) LANGUAGE sql STABLE AS $$
  SELECT from_day, least(to_day, as_of, coalesce(as_of, {s}.today())), coalesce(as_of, least(to_day, {s}.today())), least(to_day, as_of, {s}.today())
$$;
COMMENT ON FUNCTION {s}.asked_days(date, date, date) IS 'Ngày đầu, ngày cuối được tính, ngày D, và ngày cuối có thể có số.';

CREATE OR REPLACE FUNCTION {s}.cases(asked text, on_day date) RETURNS SETOF {s}.petition LANGUAGE sql STABLE AS $$
  SELECT p.* FROM {s}.petition p
  WHERE p.province = (SELECT {s}.province_of({s}.unit_key(asked))) AND p.opened_on <= on_day
    AND p.unit IN (SELECT l.unit FROM {s}.place l WHERE l.top = (SELECT {s}.unit_key(asked)))
$$;
COMMENT ON FUNCTION {s}.cases(text, date) IS 'Kiến nghị của đơn vị và các đơn vị dưới, nhận không sau ngày ấy.';

CREATE OR REPLACE FUNCTION {s}.months_before(on_day date, months int) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN extract(day FROM on_day + 1) = 1
    THEN (date_trunc('month', on_day) - make_interval(months => months - 1) - interval '1 day')::date
    ELSE (on_day - make_interval(months => months))::date END
$$;
COMMENT ON FUNCTION {s}.months_before(date, int) IS 'Cùng ngày mấy tháng trước; ngày cuối tháng vẫn là ngày cuối tháng.';

CREATE OR REPLACE FUNCTION {s}.flow_of(asked text, first_day date, last_day date, on_day date)
RETURNS TABLE (left_before bigint, opened bigint, reopened bigint, settled bigint, "left" bigint, months_to_clear numeric) LANGUAGE sql STABLE AS $$
  WITH c AS MATERIALIZED (SELECT p.opened_on, p.settled, p.reopened,
      {s}.is_open(p, first_day - 1) AS before, {s}.is_open(p, last_day) AS after FROM {s}.cases(asked, on_day) p),
  cleared AS (SELECT count(*) AS n FROM c, unnest(c.settled) d WHERE d <= last_day AND d > {s}.months_before(last_day, 3))
  SELECT count(*) FILTER (WHERE before), count(*) FILTER (WHERE opened_on BETWEEN first_day AND last_day),
    (SELECT count(*) FROM c, unnest(c.reopened) d WHERE d BETWEEN first_day AND last_day),
    (SELECT count(*) FROM c, unnest(c.settled) d WHERE d BETWEEN first_day AND last_day),
    count(*) FILTER (WHERE after),
    CASE WHEN (SELECT n FROM cleared) > 0
      THEN {s}.to_tenth((count(*) FILTER (WHERE after) * 3)::float8 / (SELECT n FROM cleared)) END
  FROM c
$$;
COMMENT ON FUNCTION {s}.flow_of(text, date, date, date) IS 'Dòng kiến nghị của một khoảng ngày.';

CREATE OR REPLACE FUNCTION {s}.flow(from_day date, to_day date, unit text, as_of date DEFAULT NULL, step text DEFAULT NULL)
RETURNS TABLE (period text, left_before bigint, opened bigint, reopened bigint, settled bigint, "left" bigint,
  months_to_clear numeric, as_of_day date) LANGUAGE sql STABLE AS $$
  WITH a AS (SELECT * FROM {s}.asked_days(from_day, to_day, as_of)),
  how AS (SELECT coalesce(step, CASE WHEN extract(year FROM from_day) < extract(year FROM least(to_day, as_of)) THEN 'year' ELSE 'month' END) AS by),
  slots AS (
    SELECT g::date AS start, (g + CASE by WHEN 'year' THEN interval '1 year' WHEN 'quarter' THEN interval '3 months' ELSE interval '1 month' END)::date - 1 AS finish, by
    FROM how, generate_series(date_trunc('year', from_day::timestamp), least(to_day, as_of)::timestamp,
      CASE by WHEN 'year' THEN interval '1 year' WHEN 'quarter' THEN interval '3 months' ELSE interval '1 month' END) g),
  told AS (
    SELECT CASE by WHEN 'year' THEN to_char(start, 'YYYY') WHEN 'quarter' THEN to_char(start, 'YYYY"-Q"Q') ELSE to_char(start, 'YYYY-MM') END AS period,
      greatest(start, from_day) AS first, least(finish, to_day, as_of) AS last FROM slots)
  SELECT t.period, f.*, least(t.last, a.on_day) FROM told t, a, LATERAL {s}.flow_of(unit, t.first, least(t.last, a.on_day), a.on_day) f
  WHERE t.first <= t.last AND t.first <= {s}.today() AND t.first <= a.on_day
  UNION ALL
  SELECT 'total', f.*, NULL FROM a, LATERAL {s}.flow_of(unit, a.first_day, a.last_day, a.on_day) f
$$;
COMMENT ON FUNCTION {s}.flow(date, date, text, date, text) IS 'Dòng kiến nghị: tồn trước + tiếp nhận + mở lại − giải quyết = tồn cuối. Hàng cuối (total) là cả kỳ.';

CREATE OR REPLACE FUNCTION {s}.grouped(asked text, first_day date, covered date, on_day date)
RETURNS TABLE (unit text, shown text) LANGUAGE sql STABLE AS $$
  SELECT l.unit, coalesce(u.shown, l.unit) FROM {s}.place l
  LEFT JOIN {s}.stands_under({s}.unit_key(asked), first_day, covered) u ON u.unit = l.unit
  WHERE l.top = (SELECT {s}.unit_key(asked))
$$;
COMMENT ON FUNCTION {s}.grouped(text, date, date, date) IS 'Mỗi đơn vị đứng ở hàng nào khi đặt cạnh nhau.';

CREATE OR REPLACE FUNCTION {s}.name_of(by text, key text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE by WHEN 'unit' THEN (SELECT u.name FROM {s}.unit u WHERE u.key = name_of.key LIMIT 1)
    WHEN 'subject' THEN coalesce((SELECT c.label FROM {s}.code c WHERE c.vocabulary = 'subject' AND c.key = name_of.key LIMIT 1), name_of.key)
    WHEN 'agency' THEN coalesce(name_of.key, 'Chưa giao') ELSE 'Tổng số' END
$$;
COMMENT ON FUNCTION {s}.name_of(text, text) IS 'Tên của một hàng.';

CREATE OR REPLACE FUNCTION {s}.ageing(from_day date, to_day date, unit text, as_of date DEFAULT NULL)
RETURNS TABLE (by text, key text, name text, to_30 bigint, to_90 bigint, to_180 bigint, to_365 bigint, over_365 bigint,
  open bigint, overdue bigint, oldest int, open_median_age numeric) LANGUAGE sql STABLE AS $$
  WITH a AS (SELECT * FROM {s}.asked_days(from_day, to_day, as_of)),
  shown AS MATERIALIZED (SELECT g.* FROM a, {s}.grouped(ageing.unit, a.first_day, a.covered, a.on_day) g),
  held AS MATERIALIZED (
    SELECT p.unit, {s}.in_force(p.agency_since, p.agency, a.on_day) AS agency, a.on_day - p.opened_on AS age,
      {s}.is_late(p, a.on_day) AS late
    FROM a, {s}.cases(ageing.unit, a.on_day) p WHERE {s}.is_open(p, a.on_day)),
  rows AS (
    SELECT 'agency' AS by, h.agency AS key, h.age, h.late FROM held h
    UNION ALL SELECT 'unit', s.shown, h.age, h.late FROM held h JOIN shown s USING (unit)
    UNION ALL SELECT 'unit', b.key, NULL, NULL FROM a, {s}.units_below({s}.unit_key(ageing.unit), a.first_day, a.covered) b
    UNION ALL SELECT 'total', NULL, h.age, h.late FROM held h UNION ALL SELECT 'total', NULL, NULL, NULL)
  SELECT r.by, r.key, {s}.name_of(r.by, r.key), count(*) FILTER (WHERE age <= 30), count(*) FILTER (WHERE age BETWEEN 31 AND 90),
    count(*) FILTER (WHERE age BETWEEN 91 AND 180), count(*) FILTER (WHERE age BETWEEN 181 AND 365),
    count(*) FILTER (WHERE age > 365), count(age), count(*) FILTER (WHERE late), max(age),
    {s}.middle(array_agg(age) FILTER (WHERE age IS NOT NULL))
  FROM rows r GROUP BY 1, 2
$$;
COMMENT ON FUNCTION {s}.ageing(date, date, text, date) IS 'Kiến nghị tồn theo thời gian chờ: theo cơ quan, theo đơn vị, và tổng số.';

CREATE OR REPLACE FUNCTION {s}.on_time(from_day date, to_day date, unit text, as_of date DEFAULT NULL)
RETURNS TABLE (by text, key text, name text, settled bigint, settled_on_time bigint, open_overdue bigint, counted bigint,
  share numeric, extended bigint, in_extended bigint, share_extended numeric) LANGUAGE sql STABLE AS $$
  WITH a AS (SELECT * FROM {s}.asked_days(from_day, to_day, as_of)),
  shown AS MATERIALIZED (SELECT g.* FROM a, {s}.grouped(on_time.unit, a.first_day, a.covered, a.on_day) g),
  held AS MATERIALIZED (
    SELECT p.unit, p.subject, {s}.in_force(p.agency_since, p.agency, coalesce(f.day, a.on_day)) AS agency,
      f.day IS NOT NULL AS is_settled, {s}.is_late_first(p, coalesce(f.day, a.on_day)) AS late_first,
      {s}.is_late(p, coalesce(f.day, a.on_day)) AS late, {s}.until(p.term_since, coalesce(f.day, a.on_day)) > 1 AS was_extended
    FROM a, {s}.cases(on_time.unit, a.on_day) p, LATERAL (SELECT {s}.first_settled(p, a.on_day) AS day) f
    WHERE cardinality(p.term_since) > 0 AND (f.day BETWEEN a.first_day AND a.last_day
      OR (f.day IS NULL AND ({s}.is_late_first(p, a.on_day) OR {s}.is_late(p, a.on_day))))),
  rows AS (
    SELECT 'agency' AS by, h.agency AS key, h.is_settled, h.late_first, h.late, h.was_extended FROM held h
    UNION ALL SELECT 'unit', s.shown, h.is_settled, h.late_first, h.late, h.was_extended FROM held h JOIN shown s USING (unit)
    UNION ALL SELECT 'subject', h.subject, h.is_settled, h.late_first, h.late, h.was_extended FROM held h
    UNION ALL SELECT 'unit', b.key, NULL, NULL, NULL, NULL FROM a, {s}.units_below({s}.unit_key(on_time.unit), a.first_day, a.covered) b
    UNION ALL SELECT 'total', NULL, h.is_settled, h.late_first, h.late, h.was_extended FROM held h
    UNION ALL SELECT 'total', NULL, NULL, NULL, NULL, NULL),
  summed AS (
    SELECT r.by, r.key, count(*) FILTER (WHERE is_settled) AS settled, count(*) FILTER (WHERE is_settled AND NOT late_first) AS kept,
      count(*) FILTER (WHERE NOT is_settled AND late_first) AS waiting,
      count(*) FILTER (WHERE (is_settled OR late_first) AND was_extended) AS extended,
      count(*) FILTER (WHERE is_settled AND NOT late) AS in_extended, count(*) FILTER (WHERE NOT is_settled AND late) AS late_now
    FROM rows r GROUP BY 1, 2)
  SELECT s.by, s.key, {s}.name_of(s.by, s.key), s.settled, kept, waiting, s.settled + waiting, {s}.share(kept, s.settled + waiting),
    s.extended, s.in_extended, {s}.share(s.in_extended, s.settled + late_now) FROM summed s
$$;
COMMENT ON FUNCTION {s}.on_time(date, date, text, date) IS 'Giải quyết đúng hạn ban đầu và đúng hạn sau gia hạn: theo cơ quan, đơn vị, lĩnh vực, và tổng số.';

CREATE OR REPLACE FUNCTION {s}.days(from_day date, to_day date, unit text, as_of date DEFAULT NULL)
RETURNS TABLE (by text, key text, name text, received bigint, settled bigint, median_days int, p90_days int, open bigint,
  open_median_age numeric, open_oldest int) LANGUAGE sql STABLE AS $$
  WITH a AS (SELECT * FROM {s}.asked_days(from_day, to_day, as_of)),
  shown AS MATERIALIZED (SELECT g.* FROM a, {s}.grouped(days.unit, a.first_day, a.covered, a.on_day) g),
  held AS MATERIALIZED (
    SELECT p.unit, p.subject, {s}.in_force(p.agency_since, p.agency, coalesce(f.day, a.on_day)) AS agency,
      f.day IS NOT NULL AS is_settled, greatest(0, coalesce(f.day, a.on_day) - p.opened_on) AS many,
      CASE WHEN {s}.is_open(p, a.on_day) THEN a.on_day - p.opened_on END AS age
    FROM a, {s}.cases(days.unit, a.on_day) p, LATERAL (SELECT {s}.first_settled(p, a.on_day) AS day) f
    WHERE p.opened_on BETWEEN a.first_day AND a.last_day),
  rows AS (
    SELECT 'agency' AS by, h.agency AS key, h.is_settled, h.many, h.age FROM held h
    UNION ALL SELECT 'unit', s.shown, h.is_settled, h.many, h.age FROM held h JOIN shown s USING (unit)
    UNION ALL SELECT 'subject', h.subject, h.is_settled, h.many, h.age FROM held h
    UNION ALL SELECT 'unit', b.key, NULL, NULL, NULL FROM a, {s}.units_below({s}.unit_key(days.unit), a.first_day, a.covered) b
    UNION ALL SELECT 'total', NULL, h.is_settled, h.many, h.age FROM held h UNION ALL SELECT 'total', NULL, NULL, NULL, NULL)
  SELECT r.by, r.key, {s}.name_of(r.by, r.key), count(many), count(*) FILTER (WHERE is_settled),
    {s}.reached(array_agg(many) FILTER (WHERE many IS NOT NULL), array_agg(is_settled) FILTER (WHERE many IS NOT NULL), 0.5),
    {s}.reached(array_agg(many) FILTER (WHERE many IS NOT NULL), array_agg(is_settled) FILTER (WHERE many IS NOT NULL), 0.9),
    count(age), {s}.middle(array_agg(age) FILTER (WHERE age IS NOT NULL)), max(age)
  FROM rows r GROUP BY 1, 2
$$;
COMMENT ON FUNCTION {s}.days(date, date, text, date) IS 'Số ngày giải quyết của kiến nghị nhận trong kỳ: trung vị, 90%; NULL là chưa đến. Theo cơ quan, đơn vị, lĩnh vực, và tổng số.';

CREATE OR REPLACE FUNCTION {s}.reopened(from_day date, to_day date, unit text, as_of date DEFAULT NULL)
RETURNS TABLE (by text, key text, name text, settled bigint, reopened bigint, reopened_soon bigint, share numeric) LANGUAGE sql STABLE AS $$
  WITH a AS (SELECT * FROM {s}.asked_days(from_day, to_day, as_of)),
  shown AS MATERIALIZED (SELECT g.* FROM a, {s}.grouped(reopened.unit, a.first_day, a.covered, a.on_day) g),
  held AS MATERIALIZED (
    SELECT p.unit, p.subject, {s}.in_force(p.agency_since, p.agency,
        coalesce((SELECT max(d) FROM unnest(p.settled) d WHERE d <= a.last_day), a.on_day)) AS agency,
      (SELECT count(*) FROM unnest(p.settled) d WHERE d BETWEEN a.first_day AND a.last_day) AS settled, r.many, r.soon
    FROM a, {s}.cases(reopened.unit, a.on_day) p, LATERAL (
      SELECT count(*) AS many, count(*) FILTER (WHERE z.again - z.done <= 90) AS soon
      FROM unnest(p.settled[:cardinality(p.reopened)], p.reopened) z (done, again)
      WHERE z.done IS NOT NULL AND z.again BETWEEN a.first_day AND a.last_day) r),
  rows AS (
    SELECT 'agency' AS by, h.agency AS key, h.settled, h.many, h.soon FROM held h WHERE h.settled + h.many > 0
    UNION ALL SELECT 'unit', s.shown, h.settled, h.many, h.soon FROM held h JOIN shown s USING (unit) WHERE h.settled + h.many > 0
    UNION ALL SELECT 'subject', h.subject, h.settled, h.many, h.soon FROM held h WHERE h.settled + h.many > 0
    UNION ALL SELECT 'unit', b.key, 0, 0, 0 FROM a, {s}.units_below({s}.unit_key(reopened.unit), a.first_day, a.covered) b
    UNION ALL SELECT 'total', NULL, h.settled, h.many, h.soon FROM held h UNION ALL SELECT 'total', NULL, 0, 0, 0)
  SELECT r.by, r.key, {s}.name_of(r.by, r.key), sum(r.settled)::bigint, sum(r.many)::bigint, sum(r.soon)::bigint,
    {s}.share(sum(r.soon)::bigint, sum(r.settled)::bigint) FROM rows r GROUP BY 1, 2
$$;
COMMENT ON FUNCTION {s}.reopened(date, date, text, date) IS 'Kiến nghị mở lại trong 90 ngày sau kết quả: theo cơ quan, đơn vị, lĩnh vực, và tổng số.';

CREATE OR REPLACE FUNCTION {s}.satisfaction(from_day date, to_day date, unit text, as_of date DEFAULT NULL)
RETURNS TABLE (by text, key text, name text, settled bigint, satisfied bigint, unsatisfied bigint, share numeric,
  replies bigint, reply_rate numeric) LANGUAGE sql STABLE AS $$
  WITH a AS (SELECT * FROM {s}.asked_days(from_day, to_day, as_of)),
  shown AS MATERIALIZED (SELECT g.* FROM a, {s}.grouped(satisfaction.unit, a.first_day, a.covered, a.on_day) g),
  held AS MATERIALIZED (
    SELECT p.unit, p.subject, {s}.in_force(p.agency_since, p.agency,
        coalesce((SELECT max(d) FROM unnest(p.settled) d WHERE d <= a.last_day), a.on_day)) AS agency,
      {s}.reply_of(p, a.on_day) AS reply
    FROM a, {s}.cases(satisfaction.unit, a.on_day) p
    WHERE {s}.settled_last(p, a.on_day) BETWEEN a.first_day AND a.last_day),
  rows AS (
    SELECT 'agency' AS by, h.agency AS key, 1 AS n, h.reply FROM held h
    UNION ALL SELECT 'unit', s.shown, 1, h.reply FROM held h JOIN shown s USING (unit)
    UNION ALL SELECT 'subject', h.subject, 1, h.reply FROM held h
    UNION ALL SELECT 'unit', b.key, 0, NULL FROM a, {s}.units_below({s}.unit_key(satisfaction.unit), a.first_day, a.covered) b
    UNION ALL SELECT 'total', NULL, 1, h.reply FROM held h UNION ALL SELECT 'total', NULL, 0, NULL),
  summed AS (SELECT r.by, r.key, sum(n)::bigint AS settled, count(*) FILTER (WHERE reply = 'satisfied') AS yes,
    count(*) FILTER (WHERE reply = 'unsatisfied') AS no FROM rows r GROUP BY 1, 2)
  SELECT s.by, s.key, {s}.name_of(s.by, s.key), s.settled, yes, no, {s}.share(yes, yes + no), yes + no,
    {s}.share(yes + no, s.settled) FROM summed s
$$;
COMMENT ON FUNCTION {s}.satisfaction(date, date, text, date) IS 'Mức hài lòng về kết quả đang có hiệu lực: theo cơ quan, đơn vị, lĩnh vực, và tổng số.';

CREATE OR REPLACE FUNCTION {s}.repeats(from_day date, to_day date, unit text, as_of date DEFAULT NULL)
RETURNS TABLE (kind text, unit_key text, place text, subject text, petitions bigint, open bigint, first_on date, last_on date) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE a AS (SELECT * FROM {s}.asked_days(from_day, to_day, as_of)),
  held AS MATERIALIZED (SELECT p.*, {s}.is_open(p, a.on_day) AS open_now, p.opened_on BETWEEN a.first_day AND a.last_day AS asked_for
    FROM a, {s}.cases(repeats.unit, a.on_day) p),
  starts AS (
    SELECT h.*, coalesce(to_char(lead(h.opened_on, 2) OVER w, 'YYYY-MM-DD') COLLATE "C"
      < to_char(extract(year FROM h.opened_on) + 1, 'FM0000') || to_char(h.opened_on, '-MM-DD'), false) AS starts
    FROM held h WHERE h.place_key IS NOT NULL WINDOW w AS (PARTITION BY h.unit, h.place_key, h.subject ORDER BY h.opened_on, h.rid)),
  dense AS (
    SELECT s.*, s.starts OR coalesce(lag(s.starts) OVER w, false) OR coalesce(lag(s.starts, 2) OVER w, false) AS dense
    FROM starts s WINDOW w AS (PARTITION BY s.unit, s.place_key, s.subject ORDER BY s.opened_on, s.rid)),
  links AS (SELECT h.rid AS one, o.rid AS other FROM held h JOIN held o ON o.unit = h.similar_unit AND o.id = h.similar_id),
  both_ways AS (SELECT one, other FROM links UNION SELECT other, one FROM links),
  walk AS (SELECT one AS rid, one AS root FROM both_ways UNION SELECT b.other, w.root FROM walk w JOIN both_ways b ON b.one = w.rid),
  groups AS (SELECT rid, min(root) AS root FROM walk GROUP BY rid)
  SELECT 'same_place', min(d.unit), (array_agg(d.place ORDER BY d.opened_on DESC, d.rid DESC))[1],
    {s}.name_of('subject', d.subject), count(*), count(*) FILTER (WHERE open_now), min(opened_on), max(opened_on)
  FROM dense d WHERE d.dense GROUP BY d.unit, d.place_key, d.subject HAVING bool_or(asked_for)
  UNION ALL
  SELECT 'linked', (array_agg(h.unit ORDER BY h.opened_on, h.rid))[1], (array_agg(h.place ORDER BY h.opened_on DESC, h.rid DESC))[1],
    {s}.name_of('subject', (array_agg(h.subject ORDER BY h.opened_on, h.rid))[1]), count(*), count(*) FILTER (WHERE open_now),
    min(opened_on), max(opened_on)
  FROM held h JOIN groups g USING (rid) GROUP BY g.root HAVING bool_or(asked_for) AND count(*) > 1
$$;
COMMENT ON FUNCTION {s}.repeats(date, date, text, date) IS 'Kiến nghị lặp lại: cùng nơi, cùng lĩnh vực từ ba lần trong 12 tháng (same_place); và các kiến nghị đã được nối (linked).';

CREATE OR REPLACE FUNCTION {s}.heat(from_day date, to_day date, unit text, as_of date DEFAULT NULL)
RETURNS TABLE (unit_key text, unit_name text, subject text, petitions bigint) LANGUAGE sql STABLE AS $$
  WITH a AS (SELECT * FROM {s}.asked_days(from_day, to_day, as_of)),
  shown AS MATERIALIZED (SELECT g.* FROM a, {s}.grouped(heat.unit, a.first_day, a.covered, a.on_day) g)
  SELECT s.shown, {s}.name_of('unit', s.shown), p.subject, count(*) FROM a, {s}.cases(heat.unit, a.on_day) p JOIN shown s ON s.unit = p.unit
  WHERE p.opened_on BETWEEN a.first_day AND a.last_day GROUP BY 1, 3
$$;
COMMENT ON FUNCTION {s}.heat(date, date, text, date) IS 'Kiến nghị nhận trong kỳ theo đơn vị và lĩnh vực.';

CREATE OR REPLACE FUNCTION {s}.people(of_unit text, of_year int) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT people FROM {s}.unit_people WHERE unit = of_unit AND year = of_year LIMIT 1
$$;
COMMENT ON FUNCTION {s}.people(text, int) IS 'Dân số của một đơn vị trong một năm; NULL khi chưa biết.';

CREATE OR REPLACE FUNCTION {s}.per_10000(from_day date, to_day date, unit text, as_of date DEFAULT NULL)
RETURNS TABLE (by text, key text, name text, petitions bigint, people bigint, per_10000 numeric) LANGUAGE sql STABLE AS $$
  WITH a AS (SELECT *, extract(year FROM from_day)::int AS y1, extract(year FROM last_day)::int AS y2 FROM {s}.asked_days(from_day, to_day, as_of)),
  shown AS MATERIALIZED (SELECT g.* FROM a, {s}.grouped(per_10000.unit, a.first_day, a.covered, a.on_day) g),
  held AS (SELECT s.shown FROM a, {s}.cases(per_10000.unit, a.on_day) p JOIN shown s ON s.unit = p.unit
    WHERE p.opened_on BETWEEN a.first_day AND a.last_day),
  rows AS (
    SELECT 'unit' AS by, h.shown AS key, count(*) AS n FROM held h GROUP BY 2
    UNION ALL SELECT 'unit', b.key, 0 FROM a, {s}.units_below({s}.unit_key(per_10000.unit), a.first_day, a.covered) b
    UNION ALL SELECT 'total', {s}.unit_key(per_10000.unit), (SELECT count(*) FROM held)),
  summed AS (SELECT r.by, r.key, sum(r.n)::bigint AS n FROM rows r GROUP BY 1, 2)
  SELECT s.by, s.key, CASE s.by WHEN 'total' THEN 'Tổng số' ELSE {s}.name_of('unit', s.key) END, s.n, {s}.people(s.key, a.y2),
    CASE WHEN s.n >= 5 THEN (SELECT {s}.to_tenth(s.n * 10000::float8 / sum(q.p)) FROM (
      SELECT {s}.people(s.key, y) AS p FROM generate_series(a.y1, a.y2) y) q HAVING count(*) = count(q.p) AND min(q.p) > 0) END
  FROM summed s, a
$$;
COMMENT ON FUNCTION {s}.per_10000(date, date, text, date) IS 'Kiến nghị trên 10.000 dân một năm; dưới 5 kiến nghị hoặc chưa biết dân số thì để trống.';

CREATE OR REPLACE FUNCTION {s}.years_before(of_day date, years int) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN extract(day FROM of_day + 1) = 1 AND extract(month FROM of_day) = 2
    THEN (make_date(extract(year FROM of_day)::int - years, 3, 1) - 1) ELSE (of_day - make_interval(years => years))::date END
$$;
COMMENT ON FUNCTION {s}.years_before(date, int) IS 'Cùng ngày mấy năm trước; ngày cuối tháng hai vẫn là ngày cuối tháng hai.';

CREATE OR REPLACE FUNCTION {s}.compare_periods(from_day date, to_day date, unit text, as_of date DEFAULT NULL)
RETURNS TABLE (compared text, key text, "then" numeric, "now" numeric, change numeric) LANGUAGE sql STABLE AS $$
  WITH a AS (SELECT from_day AS first, least(to_day, d.on_day) AS last, d.on_day AS on_day FROM {s}.asked_days(from_day, to_day, as_of) d),
  spans AS (
    SELECT 'last_year' AS compared, a.first, a.last, a.on_day, 1 AS years FROM a
    UNION ALL SELECT 'reform', greatest(a.first, '2025-07-01'), a.last, a.on_day,
      extract(year FROM a.last)::int - 2025 + (CASE WHEN to_char(a.last, 'MM-DD') >= '07-01' THEN 1 ELSE 0 END) FROM a WHERE a.last >= '2025-07-01'),
  both_spans AS (
    SELECT s.compared, 'now' AS which, s.first, s.last, s.on_day FROM spans s
    UNION ALL SELECT s.compared, 'then', {s}.years_before(s.first, s.years), {s}.years_before(s.last, s.years), {s}.years_before(s.on_day, s.years) FROM spans s),
  told AS (
    SELECT b.compared, b.which, i.key, i.value FROM both_spans b
    CROSS JOIN LATERAL {s}.flow_of(unit, b.first, least(b.last, b.on_day), b.on_day) f
    CROSS JOIN LATERAL (SELECT o.share FROM {s}.on_time(b.first, b.last, unit, b.on_day) o WHERE o.by = 'total') t
    CROSS JOIN LATERAL (SELECT d.median_days FROM {s}.days(b.first, b.last, unit, b.on_day) d WHERE d.by = 'total') m
    CROSS JOIN LATERAL (VALUES ('left_before', f.left_before::numeric), ('opened', f.opened), ('reopened', f.reopened),
      ('settled', f.settled), ('left', f."left"), ('share', t.share), ('median_days', m.median_days)) i (key, value))
  SELECT t.compared, t.key, max(t.value) FILTER (WHERE which = 'then'), max(t.value) FILTER (WHERE which = 'now'),
    max(t.value) FILTER (WHERE which = 'now') - max(t.value) FILTER (WHERE which = 'then') FROM told t GROUP BY 1, 2
$$;
COMMENT ON FUNCTION {s}.compare_periods(date, date, text, date) IS 'So với cùng kỳ năm trước (last_year) và trước khi sắp xếp đơn vị (reform).';

-- Của các năm trọn vẹn ---------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION {s}.flow(from_year int, to_year int, unit text)
RETURNS TABLE (period text, left_before bigint, opened bigint, reopened bigint, settled bigint, "left" bigint,
  months_to_clear numeric, as_of date) LANGUAGE sql STABLE AS $$
  SELECT * FROM {s}.flow(make_date(from_year, 1, 1), make_date(to_year, 12, 31), unit)
$$;
COMMENT ON FUNCTION {s}.flow(int, int, text) IS 'Như hàm cùng tên theo ngày, của các năm trọn vẹn.';

CREATE OR REPLACE FUNCTION {s}.ageing(from_year int, to_year int, unit text)
RETURNS TABLE (by text, key text, name text, to_30 bigint, to_90 bigint, to_180 bigint, to_365 bigint, over_365 bigint,
  open bigint, overdue bigint, oldest int, open_median_age numeric) LANGUAGE sql STABLE AS $$
  SELECT * FROM {s}.ageing(make_date(from_year, 1, 1), make_date(to_year, 12, 31), unit)
$$;
COMMENT ON FUNCTION {s}.ageing(int, int, text) IS 'Như hàm cùng tên theo ngày, của các năm trọn vẹn.';

CREATE OR REPLACE FUNCTION {s}.on_time(from_year int, to_year int, unit text)
RETURNS TABLE (by text, key text, name text, settled bigint, settled_on_time bigint, open_overdue bigint, counted bigint,
  share numeric, extended bigint, in_extended bigint, share_extended numeric) LANGUAGE sql STABLE AS $$
  SELECT * FROM {s}.on_time(make_date(from_year, 1, 1), make_date(to_year, 12, 31), unit)
$$;
COMMENT ON FUNCTION {s}.on_time(int, int, text) IS 'Như hàm cùng tên theo ngày, của các năm trọn vẹn.';

CREATE OR REPLACE FUNCTION {s}.days(from_year int, to_year int, unit text)
RETURNS TABLE (by text, key text, name text, received bigint, settled bigint, median_days int, p90_days int, open bigint,
  open_median_age numeric, open_oldest int) LANGUAGE sql STABLE AS $$
  SELECT * FROM {s}.days(make_date(from_year, 1, 1), make_date(to_year, 12, 31), unit)
$$;
COMMENT ON FUNCTION {s}.days(int, int, text) IS 'Như hàm cùng tên theo ngày, của các năm trọn vẹn.';

CREATE OR REPLACE FUNCTION {s}.reopened(from_year int, to_year int, unit text)
RETURNS TABLE (by text, key text, name text, settled bigint, reopened bigint, reopened_soon bigint, share numeric) LANGUAGE sql STABLE AS $$
  SELECT * FROM {s}.reopened(make_date(from_year, 1, 1), make_date(to_year, 12, 31), unit)
$$;
COMMENT ON FUNCTION {s}.reopened(int, int, text) IS 'Như hàm cùng tên theo ngày, của các năm trọn vẹn.';

CREATE OR REPLACE FUNCTION {s}.satisfaction(from_year int, to_year int, unit text)
RETURNS TABLE (by text, key text, name text, settled bigint, satisfied bigint, unsatisfied bigint, share numeric,
  replies bigint, reply_rate numeric) LANGUAGE sql STABLE AS $$
  SELECT * FROM {s}.satisfaction(make_date(from_year, 1, 1), make_date(to_year, 12, 31), unit)
$$;
COMMENT ON FUNCTION {s}.satisfaction(int, int, text) IS 'Như hàm cùng tên theo ngày, của các năm trọn vẹn.';

CREATE OR REPLACE FUNCTION {s}.repeats(from_year int, to_year int, unit text)
RETURNS TABLE (kind text, unit_key text, place text, subject text, petitions bigint, open bigint, first_on date, last_on date) LANGUAGE sql STABLE AS $$
  SELECT * FROM {s}.repeats(make_date(from_year, 1, 1), make_date(to_year, 12, 31), unit)
$$;
COMMENT ON FUNCTION {s}.repeats(int, int, text) IS 'Như hàm cùng tên theo ngày, của các năm trọn vẹn.';

CREATE OR REPLACE FUNCTION {s}.heat(from_year int, to_year int, unit text)
RETURNS TABLE (unit_key text, unit_name text, subject text, petitions bigint) LANGUAGE sql STABLE AS $$
  SELECT * FROM {s}.heat(make_date(from_year, 1, 1), make_date(to_year, 12, 31), unit)
$$;
COMMENT ON FUNCTION {s}.heat(int, int, text) IS 'Như hàm cùng tên theo ngày, của các năm trọn vẹn.';

CREATE OR REPLACE FUNCTION {s}.per_10000(from_year int, to_year int, unit text)
RETURNS TABLE (by text, key text, name text, petitions bigint, people bigint, per_10000 numeric) LANGUAGE sql STABLE AS $$
  SELECT * FROM {s}.per_10000(make_date(from_year, 1, 1), make_date(to_year, 12, 31), unit)
$$;
COMMENT ON FUNCTION {s}.per_10000(int, int, text) IS 'Như hàm cùng tên theo ngày, của các năm trọn vẹn.';

CREATE OR REPLACE FUNCTION {s}.compare_periods(from_year int, to_year int, unit text)
RETURNS TABLE (compared text, key text, "then" numeric, "now" numeric, change numeric) LANGUAGE sql STABLE AS $$
  SELECT * FROM {s}.compare_periods(make_date(from_year, 1, 1), make_date(to_year, 12, 31), unit)
$$;
COMMENT ON FUNCTION {s}.compare_periods(int, int, text) IS 'Như hàm cùng tên theo ngày, của các năm trọn vẹn.';

-- Dịch thành mã máy (JIT) tốn hơn cả việc đếm ở những câu này. Hàm có thiết đặt riêng không bị gộp vào câu gọi nó, nên
-- tham số của nó được tính một lần, không phải mỗi hàng một lần.
DO $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = '{s}'::regnamespace AND p.proname IN (
      'phu_luc_03', 'phu_luc_04', 'phu_luc_05', 'flow', 'ageing', 'on_time', 'days', 'reopened', 'satisfaction', 'repeats', 'heat',
      'per_10000', 'compare_periods', 'units_below', 'stands_under', 'grouped', 'cases', 'flow_of', 'amounts', 'side_rows') LOOP
    EXECUTE format('ALTER FUNCTION %s SET jit = off', one.name);
  END LOOP;
END $$;
