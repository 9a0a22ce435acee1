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
