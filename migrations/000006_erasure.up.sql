-- Erasing a space: its key first, then its rows, which nobody else deletes.

ALTER TABLE spaces ADD COLUMN erase_at timestamptz,
    ADD CHECK (state <> 'DELETION_REQUESTED' OR erase_at IS NOT NULL);
COMMENT ON COLUMN spaces.erase_at IS 'When the person''s request to erase is to be done: it can be cancelled until then. An archive without one ends ten years after closed_at (R.1111-36).';
CREATE INDEX spaces_to_erase ON spaces (erase_at) WHERE state = 'DELETION_REQUESTED';
CREATE INDEX spaces_archived ON spaces (closed_at) WHERE state IN ('CLOSED_ARCHIVED', 'CLOSED_DEATH');

ALTER TABLE receipts DROP CONSTRAINT receipts_kind_check,
    ADD CONSTRAINT receipts_kind_check CHECK (kind IN ('opposition', 'closure', 'erasure'));
GRANT SELECT, INSERT ON receipts TO espacesante_batch;
CREATE INDEX invitation_codes_of ON invitation_codes (patient_id);

-- wall, as in step 1, with the one way out of a space for its rows: the schema's
-- owner, inside erase_space, of the one space that it erases.
CREATE OR REPLACE PROCEDURE wall(t regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t);
    EXECUTE format($f$CREATE POLICY space ON %s TO espacesante_app
        USING (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid))$f$, t);
    EXECUTE format('CREATE POLICY batch ON %s TO espacesante_batch USING (true)', t);
    CALL erasable(t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %s TO espacesante_app, espacesante_batch', t);
    IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = t AND attname = 'line_id') THEN
        EXECUTE format('ALTER TABLE %s ADD FOREIGN KEY (patient_id, line_id) REFERENCES access_log (patient_id, id)
            DEFERRABLE INITIALLY DEFERRED', t);
        EXECUTE format('CREATE TRIGGER row_names_its_line BEFORE UPDATE ON %s
            FOR EACH ROW EXECUTE FUNCTION row_names_its_line()', t);
    END IF;
END $$;

CREATE PROCEDURE erasable(t regclass) LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format($f$CREATE POLICY erasing ON %s TO CURRENT_USER
        USING (patient_id = (SELECT nullif(current_setting('app.erasing', true), '')::uuid))$f$, t);
END $$;

DO $$
DECLARE
    t regclass;
BEGIN
    FOR t IN SELECT c.oid FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'batch'
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'patient_id'
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relname NOT LIKE '%\_log' AND c.relname NOT LIKE 'log\_%'
              AND c.relname NOT IN ('spaces', 'space_keys')
    LOOP
        CALL erasable(t);
    END LOOP;
    -- What stays is read only, to know whether the space is to be erased.
    FOREACH t IN ARRAY ARRAY['spaces', 'space_keys', 'access_log']::regclass[] LOOP
        EXECUTE format($f$CREATE POLICY read_when_erasing ON %s FOR SELECT TO CURRENT_USER
            USING (patient_id = (SELECT nullif(current_setting('app.erasing', true), '')::uuid))$f$, t);
    END LOOP;
END $$;

CREATE TABLE erasures (
    patient_id uuid        PRIMARY KEY,
    number     text        NOT NULL,
    erased_at  timestamptz NOT NULL,
    farewell   bytea,
    on_paper   boolean     NOT NULL DEFAULT false,
    emptied_at timestamptz
);
COMMENT ON TABLE erasures IS 'Spaces whose key was destroyed: the pseudonymous proof, and what is left to do.';
COMMENT ON COLUMN erasures.number IS 'Of the proof given to the person: the same as in receipts.';
COMMENT ON COLUMN erasures.farewell IS 'Whom to tell and where, sealed under the service key (JSON of enrolment.Farewell); gone once they are told.';
COMMENT ON COLUMN erasures.on_paper IS 'The farewell waits to be printed.';
COMMENT ON COLUMN erasures.emptied_at IS 'When the rows and files were gone too.';
CREATE INDEX erasures_to_empty ON erasures (erased_at) WHERE emptied_at IS NULL;
CREATE INDEX erasures_to_print ON erasures (erased_at) WHERE on_paper AND farewell IS NOT NULL;
CALL wall('erasures');
REVOKE ALL ON erasures FROM espacesante_app;
-- The proof stays when the rows go.
DROP POLICY erasing ON erasures;
CREATE POLICY emptied ON erasures TO CURRENT_USER
    USING (patient_id = (SELECT nullif(current_setting('app.erasing', true), '')::uuid));

-- erase_space deletes every row of a space whose key was destroyed, under a line
-- that says so, when that was due. It is refused otherwise. What stays: where
-- the space is, its lines (free text sealed under the dead key), the keyed MAC of
-- the number, so that the next file of a caisse opens no new space by itself.
CREATE FUNCTION erase_space(space uuid, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    t regclass;
BEGIN
    EXECUTE format('SET LOCAL app.erasing = %L', space);
    IF NOT EXISTS (
        SELECT FROM spaces s JOIN space_keys k ON k.patient_id = s.patient_id
        JOIN access_log l ON l.patient_id = s.patient_id AND l.id = s.line_id
        WHERE s.patient_id = space AND s.state = 'DELETED' AND k.wrapped IS NULL
              AND l.role = 'system' AND l.act = 'space.erase' AND l.reason = '' AND s.erase_at <= l.at)
    THEN
        RAISE EXCEPTION 'this space is not to be erased' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM followed_patients f USING openings o
        WHERE o.patient_id = space AND f.account_id = o.account_id AND f.patient_id = space;
    DELETE FROM one_time_codes c USING accounts a WHERE a.patient_id = space AND c.account_id = a.id;
    DELETE FROM sign_in_links l USING accounts a WHERE a.patient_id = space AND l.account_id = a.id;
    DELETE FROM accounts WHERE patient_id = space;
    DELETE FROM invitation_codes WHERE patient_id = space;
    DELETE FROM person_traits WHERE patient_id = space;
    FOR t IN SELECT polrelid FROM pg_policy WHERE polname = 'erasing' AND polrelid <> 'followed_patients'::regclass LOOP
        EXECUTE format('DELETE FROM %s WHERE patient_id = $1', t) USING space;
    END LOOP;
    UPDATE erasures SET emptied_at = at WHERE patient_id = space;
    SET LOCAL app.erasing = '';
END $$;
COMMENT ON FUNCTION erase_space IS 'The only deletion of rows of a space, once its key is gone.';
REVOKE ALL ON FUNCTION erase_space FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_space TO espacesante_batch;
