-- Who may do what in this database, and the log that every change must name.
--
-- espacesante_owner owns the schema and migrates. espacesante_app is the
-- program: it owns nothing, may not change or delete a line of a log, may
-- delete no row of a space, and sees only the space that the gate has set for
-- its transaction. espacesante_batch is entered by the program for work by sets
-- over many spaces (campaigns, sweeps, imports).

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'espacesante_app') THEN
        CREATE ROLE espacesante_app LOGIN NOINHERIT;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'espacesante_batch') THEN
        CREATE ROLE espacesante_batch NOLOGIN;
    END IF;
    IF NOT pg_has_role('espacesante_app', 'espacesante_batch', 'MEMBER') THEN
        GRANT espacesante_batch TO espacesante_app;
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE EXCEPTION 'the roles espacesante_app (LOGIN NOINHERIT) and espacesante_batch (NOLOGIN, granted to it) must exist: %', SQLERRM;
END $$;

GRANT USAGE ON SCHEMA public TO espacesante_app, espacesante_batch;

CREATE TABLE access_log (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    at         timestamptz NOT NULL,
    actor      uuid,
    role       text        NOT NULL,
    act        text        NOT NULL,
    mode       text        NOT NULL DEFAULT '',
    motive     text        NOT NULL DEFAULT '',
    structure  text        NOT NULL DEFAULT '',
    target     text        NOT NULL DEFAULT '',
    reason     text        NOT NULL DEFAULT '',
    detail     bytea,
    PRIMARY KEY (patient_id, id)
) PARTITION BY RANGE (id);
COMMENT ON TABLE access_log IS 'Every act on a space, allowed or refused (R.1111-43). Append-only.';
COMMENT ON COLUMN access_log.id IS 'UUIDv7 of the instant of the act: the table is cut by months of it.';
COMMENT ON COLUMN access_log.actor IS 'Account of who acted; none for the system and for people without an account yet.';
COMMENT ON COLUMN access_log.reason IS 'Why the act was refused; empty when it was allowed.';
COMMENT ON COLUMN access_log.motive IS 'Why a professional opened the space: a code of access.Motive.';
COMMENT ON COLUMN access_log.structure IS 'FINESS of the place of work of a professional.';
COMMENT ON COLUMN access_log.detail IS 'Free text of the act, sealed under the space''s key.';
CREATE TABLE access_log_rest PARTITION OF access_log DEFAULT;

-- Lines stand in months, made ahead by `espacesante migrate up`. What falls
-- outside of them goes to access_log_rest: nothing is ever refused for want of
-- a partition.
CREATE FUNCTION uuid7_floor(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;
-- uuid7 numbers a line written by a statement over many spaces.
CREATE FUNCTION uuid7(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE STRICT AS $$
    SELECT (left(uuid7_floor(at)::text, 14) || '7' || substr(gen_random_uuid()::text, 16))::uuid
$$;
CREATE PROCEDURE make_access_log_months(since date, months int) LANGUAGE plpgsql AS $$
DECLARE
    month date := date_trunc('month', since);
    name  text;
BEGIN
    FOR i IN 1 .. months LOOP
        name := 'access_log_' || to_char(month, 'YYYY_MM');
        IF to_regclass(name) IS NULL THEN
            BEGIN
                EXECUTE format('CREATE TABLE %I PARTITION OF access_log FOR VALUES FROM (%L) TO (%L)', name,
                    uuid7_floor(month::timestamp AT TIME ZONE 'UTC'),
                    uuid7_floor((month + interval '1 month') AT TIME ZONE 'UTC'));
            EXCEPTION WHEN check_violation THEN
                RAISE NOTICE 'lines of % already stand in access_log_rest', name;
            END;
        END IF;
        month := month + interval '1 month';
    END LOOP;
END $$;

CREATE TABLE operation_log (
    id      uuid        PRIMARY KEY,
    at      timestamptz NOT NULL,
    actor   uuid,
    role    text        NOT NULL,
    act     text        NOT NULL,
    subject uuid,
    reason  text        NOT NULL DEFAULT ''
);
COMMENT ON TABLE operation_log IS 'Acts on no space: looking a person up, signing in, campaigns, imports. Append-only.';
COMMENT ON COLUMN operation_log.subject IS 'Whom it was about: a space or an account, when there is one.';

CREATE FUNCTION log_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER log_is_final BEFORE UPDATE OR DELETE ON access_log
    FOR EACH ROW EXECUTE FUNCTION log_is_final();
CREATE TRIGGER log_is_never_cut BEFORE TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION log_is_final();
CREATE TRIGGER log_is_final BEFORE UPDATE OR DELETE ON operation_log
    FOR EACH ROW EXECUTE FUNCTION log_is_final();
CREATE TRIGGER log_is_never_cut BEFORE TRUNCATE ON operation_log
    FOR EACH STATEMENT EXECUTE FUNCTION log_is_final();

-- A row names the line of the act that made it as it is.
CREATE FUNCTION row_names_its_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.line_id IS NOT DISTINCT FROM OLD.line_id THEN
        RAISE EXCEPTION 'change of % without a new line in access_log', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'row_names_its_line';
    END IF;
    IF NEW.patient_id IS DISTINCT FROM OLD.patient_id THEN
        RAISE EXCEPTION 'a row of % changed space', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

-- wall makes a table one of a space: rows of the space of the transaction and
-- no other, forced on the owner too, read and added to but never deleted, each
-- naming its line.
CREATE PROCEDURE wall(t regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($f$CREATE POLICY space ON %s TO espacesante_app
        USING (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid))$f$, t);
    EXECUTE format('CREATE POLICY batch ON %s TO espacesante_batch USING (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %s TO espacesante_app, espacesante_batch', t);
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = t AND attname = 'line_id') THEN
        EXECUTE format('ALTER TABLE %s ADD FOREIGN KEY (patient_id, line_id) REFERENCES access_log (patient_id, id)
            DEFERRABLE INITIALLY DEFERRED', t);
        EXECUTE format('CREATE TRIGGER row_names_its_line BEFORE UPDATE ON %s
            FOR EACH ROW EXECUTE FUNCTION row_names_its_line()', t);
    END IF;
END $$;

-- wall_of_account does the same for what an account sees across spaces.
CREATE PROCEDURE wall_of_account(t regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($f$CREATE POLICY account ON %s TO espacesante_app
        USING (account_id = (SELECT nullif(current_setting('app.account', true), '')::uuid))$f$, t);
    EXECUTE format('CREATE POLICY batch ON %s TO espacesante_batch USING (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %s TO espacesante_app, espacesante_batch', t);
END $$;

CALL wall('access_log');
REVOKE UPDATE ON access_log FROM espacesante_app, espacesante_batch;
GRANT INSERT ON operation_log TO espacesante_app, espacesante_batch;
GRANT SELECT ON operation_log TO espacesante_batch;
