DROP FUNCTION erase_space;
DROP TABLE erasures;
DO $$
DECLARE
    p record;
BEGIN
    FOR p IN SELECT polname, polrelid::regclass AS t FROM pg_policy WHERE polname IN ('erasing', 'read_when_erasing') LOOP
        EXECUTE format('DROP POLICY %I ON %s', p.polname, p.t);
    END LOOP;
END $$;
DROP PROCEDURE erasable;
CREATE OR REPLACE PROCEDURE wall(t regclass) LANGUAGE plpgsql AS $$
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
DROP INDEX invitation_codes_of;
REVOKE ALL ON receipts FROM espacesante_batch;
-- Receipts of erasures stay: the older program reads their number and date.
ALTER TABLE receipts DROP CONSTRAINT receipts_kind_check,
    ADD CONSTRAINT receipts_kind_check CHECK (kind IN ('opposition', 'closure')) NOT VALID;
DROP INDEX spaces_to_erase, spaces_archived;
ALTER TABLE spaces DROP COLUMN erase_at;
