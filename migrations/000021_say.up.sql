-- The say over the record: masking all, changes that can be undone, notices.

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

CREATE TABLE notice_reads (
    patient_id uuid        NOT NULL,
    notice_id  uuid        NOT NULL,
    reader_id  uuid        NOT NULL,
    read_at    timestamptz NOT NULL,
    PRIMARY KEY (patient_id, notice_id, reader_id)
);
COMMENT ON TABLE notice_reads IS 'Which notices of a space each reader has read: the person, or each representative of a child.';
COMMENT ON COLUMN notice_reads.reader_id IS 'The reader, by the identifier of their own space.';
CALL wall('notice_reads');
REVOKE UPDATE ON notice_reads FROM espacesante_app, espacesante_batch; -- read once, for ever

CREATE TABLE notice_choices (
    patient_id uuid    NOT NULL,
    reader_id  uuid    NOT NULL,
    event      text    NOT NULL,
    email      boolean NOT NULL,
    sms        boolean NOT NULL,
    letter     boolean NOT NULL,
    line_id    uuid    NOT NULL,
    PRIMARY KEY (patient_id, reader_id, event)
);
COMMENT ON TABLE notice_choices IS 'By which channels a reader wants to be told of an event of the space; no row is what stands by itself.';
COMMENT ON COLUMN notice_choices.event IS 'A kind of event of notification.Event: never what it was about.';
CALL wall('notice_choices');

CREATE TABLE notice_digests (
    patient_id uuid        NOT NULL,
    reader_id  uuid        NOT NULL,
    every      text        NOT NULL CHECK (every IN ('', 'day', 'week')),
    since      timestamptz NOT NULL,
    next_at    timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, reader_id)
);
COMMENT ON TABLE notice_digests IS 'Readers who want one e-mail a day or a week in place of one for each event that may wait.';
COMMENT ON COLUMN notice_digests.since IS 'What came before is told already.';
COMMENT ON COLUMN notice_digests.next_at IS 'When the next one is due; null when none is wanted any longer.';
CREATE INDEX notice_digests_due ON notice_digests (next_at) WHERE next_at IS NOT NULL;
CALL wall('notice_digests');
