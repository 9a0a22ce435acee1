-- The sealed log: in which order lines were sealed, the hashes of the Merkle
-- tree over them (RFC 6962), and the signed checkpoints of it. A line waits
-- for nothing of this on its way in: the sealer comes after.

-- What the sealer has not taken yet is found by the instant of the line.
CREATE INDEX access_log_ids ON access_log (id, patient_id);

CREATE TABLE log_leaves (
    n          bigint PRIMARY KEY CHECK (n >= 0),
    log        text   NOT NULL CHECK (log IN ('access', 'operation')),
    patient_id uuid,
    id         uuid   NOT NULL,
    CHECK ((log = 'access') = (patient_id IS NOT NULL)),
    UNIQUE NULLS NOT DISTINCT (id, log, patient_id)
);
COMMENT ON TABLE log_leaves IS 'Which line of which log is leaf n of the sealed log. Append-only.';
COMMENT ON COLUMN log_leaves.patient_id IS 'Space of a line of access_log; none for operation_log.';

CREATE TABLE log_hashes (
    level smallint NOT NULL CHECK (level >= 0),
    n     bigint   NOT NULL CHECK (n >= 0),
    hash  bytea    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, n)
);
COMMENT ON TABLE log_hashes IS 'Hashes of the whole subtrees of the sealed log: level 0 is the leaves. Append-only.';
COMMENT ON COLUMN log_hashes.n IS 'Which subtree of its level: it covers the leaves from n * 2^level on.';

CREATE TABLE log_checkpoints (
    size  bigint      PRIMARY KEY CHECK (size > 0),
    until timestamptz NOT NULL,
    note  text        NOT NULL
);
COMMENT ON TABLE log_checkpoints IS 'Signed checkpoints of the sealed log, as they are published. Append-only.';
COMMENT ON COLUMN log_checkpoints.size IS 'Leaves that it covers.';
COMMENT ON COLUMN log_checkpoints.until IS 'Every line of before that instant is covered.';
COMMENT ON COLUMN log_checkpoints.note IS 'The signed note itself (golang.org/x/mod/sumdb/note).';

DO $$
DECLARE
    t regclass;
BEGIN
    FOREACH t IN ARRAY ARRAY['log_leaves', 'log_hashes', 'log_checkpoints']::regclass[] LOOP
        EXECUTE format('CREATE TRIGGER log_is_final BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION log_is_final()', t);
        EXECUTE format('CREATE TRIGGER log_is_never_cut BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION log_is_final()', t);
        EXECUTE format('GRANT SELECT, INSERT ON %s TO espacesante_batch', t);
        EXECUTE format('GRANT SELECT ON %s TO espacesante_app', t);
    END LOOP;
END $$;

-- A space sees its own leaves: which lines of others stand around them is
-- nobody's business. Hashes tell nothing.
ALTER TABLE log_leaves ENABLE ROW LEVEL SECURITY;
ALTER TABLE log_leaves FORCE ROW LEVEL SECURITY;
CREATE POLICY space ON log_leaves FOR SELECT TO espacesante_app
    USING (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid));
CREATE POLICY batch ON log_leaves TO espacesante_batch USING (true);
