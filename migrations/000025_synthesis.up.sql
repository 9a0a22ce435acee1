-- The yearly synthesis of the médecin traitant (L.1111-15): its draft, and whose is to be made.

CREATE TABLE syntheses (
    patient_id  uuid        NOT NULL,
    id          uuid        NOT NULL,
    account_id  uuid        NOT NULL,
    sealed      bytea       NOT NULL,
    begun_at    timestamptz NOT NULL,
    saved_at    timestamptz NOT NULL,
    document_id uuid,
    ended_at    timestamptz,
    line_id     uuid        NOT NULL,
    PRIMARY KEY (patient_id, id),
    CHECK (document_id IS NULL OR ended_at IS NOT NULL),
    CHECK ((ended_at IS NULL OR document_id IS NOT NULL) = (octet_length(sealed) > 0))
);
COMMENT ON TABLE syntheses IS 'Drafts of the yearly synthesis, one at a time for each doctor; once deposited, what its author wrote himself, for the next one.';
COMMENT ON COLUMN syntheses.sealed IS 'The parts as the doctor left them, sealed under the space''s key (JSON of synthesis.page); empty when the draft was given up.';
COMMENT ON COLUMN syntheses.document_id IS 'The document that it was deposited as.';
COMMENT ON COLUMN syntheses.ended_at IS 'When it was deposited or given up.';
CREATE UNIQUE INDEX syntheses_live ON syntheses (patient_id, account_id) WHERE ended_at IS NULL;
CALL wall('syntheses');

-- Written at each opening and at each deposit; rows of before say so at the next opening.
ALTER TABLE followed_patients ADD COLUMN treating boolean NOT NULL DEFAULT false,
    ADD COLUMN synthesis_at timestamptz, ADD COLUMN synthesis_id uuid;
COMMENT ON COLUMN followed_patients.treating IS 'The last opening was as médecin traitant: his yearly synthesis is asked of him.';
COMMENT ON COLUMN followed_patients.synthesis_at IS 'When he last deposited one; null when he never did, or withdrew it.';
COMMENT ON COLUMN followed_patients.synthesis_id IS 'That document.';
CREATE INDEX followed_patients_treated ON followed_patients (account_id, synthesis_at NULLS FIRST) WHERE treating;

-- « Ce n'est pas exact », told to who wrote the line.

CREATE TABLE contested_lines (
    account_id   uuid        NOT NULL,
    entry_id     uuid        NOT NULL,
    patient_id   uuid        NOT NULL,
    kind         text        NOT NULL,
    contested_at timestamptz NOT NULL,
    ended_at     timestamptz,
    sealed       bytea       NOT NULL,
    PRIMARY KEY (account_id, entry_id)
);
COMMENT ON TABLE contested_lines IS 'Lines that a professional wrote and of which the person says that they are not exact: his own list, across spaces.';
COMMENT ON COLUMN contested_lines.sealed IS 'How the person is called, sealed under the service key; the words stay in the space. Empty once it is over.';
COMMENT ON COLUMN contested_lines.ended_at IS 'When the person took it back, or the author changed or withdrew the line.';
CALL wall_of_account('contested_lines');
CALL erasable('contested_lines');
CREATE INDEX contested_lines_of ON contested_lines (patient_id);
-- Who contests in a space tells the author of that line, and no other account.
CREATE POLICY contested ON contested_lines TO espacesante_app
    USING (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid))
    WITH CHECK (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid) AND EXISTS (
        SELECT FROM entries e WHERE e.patient_id = contested_lines.patient_id AND e.id = contested_lines.entry_id
            AND e.author_kind = 'professional' AND e.author_id = contested_lines.account_id));
