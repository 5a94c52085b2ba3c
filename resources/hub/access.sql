-- Ai được đọc gì. Không ai viết, trừ người công bố, và người công bố chỉ viết vào phần của tỉnh mình.

CREATE TABLE IF NOT EXISTS {s}.reader (role name NOT NULL, unit text NOT NULL DEFAULT '', PRIMARY KEY (role, unit));
COMMENT ON TABLE {s}.reader IS 'Tài khoản nào được đọc đơn vị nào cùng các đơn vị dưới nó.';
COMMENT ON COLUMN {s}.reader.role IS 'Tài khoản (role) của PostgreSQL.';
COMMENT ON COLUMN {s}.reader.unit IS 'Khóa của đơn vị; để trống là đọc tất cả.';
CREATE TABLE IF NOT EXISTS {s}.writer (role name NOT NULL, province text NOT NULL, PRIMARY KEY (role, province));
COMMENT ON TABLE {s}.writer IS 'Tài khoản nào được công bố cho tỉnh nào.';
COMMENT ON COLUMN {s}.writer.role IS 'Tài khoản (role) của PostgreSQL.';
COMMENT ON COLUMN {s}.writer.province IS 'Mã tỉnh.';

-- Trong hàm SECURITY DEFINER current_user là chủ của kho: ai hỏi thì xem ở SET ROLE, rồi ở tài khoản đăng nhập.
CREATE OR REPLACE FUNCTION {s}.who() RETURNS name LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('role'), 'none'), session_user)::name
$$;
COMMENT ON FUNCTION {s}.who() IS 'Tài khoản đang hỏi.';

CREATE OR REPLACE FUNCTION {s}.sees_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT 1 FROM {s}.reader r JOIN pg_roles o ON o.rolname = r.role
    WHERE r.unit = '' AND pg_has_role({s}.who(), o.oid, 'MEMBER'))
$$;
COMMENT ON FUNCTION {s}.sees_all() IS 'Tài khoản đang dùng có được đọc tất cả không.';

CREATE OR REPLACE FUNCTION {s}.units_seen() RETURNS text[] LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN coalesce((SELECT array_agg(DISTINCT p.unit) FROM {s}.reader r JOIN pg_roles o ON o.rolname = r.role
    JOIN {s}.place p ON p.top = r.unit WHERE pg_has_role({s}.who(), o.oid, 'MEMBER')), '{}');
END $$;
COMMENT ON FUNCTION {s}.units_seen() IS 'Các đơn vị mà tài khoản đang dùng được đọc.';

CREATE OR REPLACE FUNCTION {s}.grant_again() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  one record;
  part record;
BEGIN
  FOR one IN SELECT DISTINCT r.role FROM {s}.reader r JOIN pg_roles o ON o.rolname = r.role LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA {s} TO %I', one.role);
    FOR part IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.oid = '{s}'::regnamespace AND c.relkind IN ('p', 'v') LOOP
      EXECUTE format('GRANT SELECT ON %s TO %I', part.name, one.role);
    END LOOP;
  END LOOP;
  FOR one IN SELECT w.role, w.province FROM {s}.writer w JOIN pg_roles o ON o.rolname = w.role LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA {s} TO %I', one.role);
    EXECUTE format('GRANT SELECT ON {s}.layout TO %I', one.role);
    FOR part IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.oid = '{s}'::regnamespace AND c.relispartition AND c.relkind = 'r'
          AND starts_with(c.relname, 'part_' || one.province || '_') LOOP
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON %s TO %I', part.name, one.role);
    END LOOP;
  END LOOP;
END $$;
COMMENT ON FUNCTION {s}.grant_again() IS 'Cấp lại quyền trên mọi bảng, cả những bảng mới có.';

CREATE OR REPLACE FUNCTION {s}.let_read(role name, unit text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO {s}.reader VALUES (let_read.role, CASE WHEN let_read.unit = '' THEN '' ELSE {s}.unit_key(let_read.unit) END)
    ON CONFLICT DO NOTHING;
  PERFORM {s}.grant_again();
END $$;
COMMENT ON FUNCTION {s}.let_read(name, text) IS 'Cho một tài khoản đọc tất cả, hoặc chỉ một đơn vị cùng các đơn vị dưới nó (nêu bằng khóa hoặc mã).';

CREATE OR REPLACE FUNCTION {s}.let_publish(role name, province text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO {s}.writer VALUES (let_publish.role, let_publish.province) ON CONFLICT DO NOTHING;
  PERFORM {s}.grant_again();
END $$;
COMMENT ON FUNCTION {s}.let_publish(name, text) IS 'Cho một tài khoản công bố số liệu của một tỉnh, và chỉ của tỉnh ấy.';

CREATE OR REPLACE FUNCTION {s}.forbid(role name) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM {s}.reader r WHERE r.role = forbid.role;
  DELETE FROM {s}.writer w WHERE w.role = forbid.role;
  EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA {s} FROM %I', forbid.role);
  EXECUTE format('REVOKE ALL ON SCHEMA {s} FROM %I', forbid.role);
END $$;
COMMENT ON FUNCTION {s}.forbid(name) IS 'Thu lại mọi quyền của một tài khoản.';
REVOKE ALL ON FUNCTION {s}.grant_again(), {s}.let_read(name, text), {s}.let_publish(name, text), {s}.forbid(name) FROM PUBLIC;
