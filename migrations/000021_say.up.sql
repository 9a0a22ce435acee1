-- The say over the record: masking all, changes that can be undone.

ALTER TABLE documents ADD COLUMN masked_with_all boolean NOT NULL DEFAULT false,
    ADD CONSTRAINT documents_masked_with_all CHECK (NOT masked_with_all OR masked_at IS NOT NULL);
COMMENT ON COLUMN documents.masked_with_all IS 'Masked by « Tout masquer » and by nothing else: shown again when the person undoes that in one step.';
-- What a history must keep silent on is found without reading the whole shelf.
CREATE INDEX documents_kept ON documents (patient_id) WHERE hidden_from_patient_until IS NOT NULL OR hidden_from_representatives;

-- Whoever looks for a professional to block types a name, a town or an RPPS:
-- accents, case, hyphens do not count.
CREATE FUNCTION plain_name(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT translate(upper(name), 'ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÆŒàâäçéèêëîïôöùûüÿæœ''’-', 'AAACEEEEIIOOUUUYAOAAACEEEEIIOOUUUYAO   ')
$$;
CREATE INDEX professionals_by_name ON professionals (plain_name(name) text_pattern_ops);

CREATE TABLE say_changes (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('sharing', 'emergency', 'mask_all', 'block', 'unblock', 'team', 'withdraw')),
    target     uuid,
    before     text        NOT NULL DEFAULT '',
    made_at    timestamptz NOT NULL,
    made_line  uuid        NOT NULL,
    undone_at  timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE say_changes IS 'What the person changed of who sees what, and how it stood before: each can be undone for ten minutes.';
COMMENT ON COLUMN say_changes.target IS 'The professional it was about; none for a setting.';
COMMENT ON COLUMN say_changes.before IS 'The setting as it stood: yes or no; for emergencies the answer and the SAMU''s.';
COMMENT ON COLUMN say_changes.made_line IS 'The line of the act that changed it.';
CREATE INDEX say_changes_lately ON say_changes (patient_id, made_at DESC);
CALL wall('say_changes');
