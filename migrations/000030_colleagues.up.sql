-- What a professional does about who opens, besides opening: a colleague blocked at the person's word (ux.md GP-08), an
-- opening that he says was a mistake, a small child whom he follows for the PMI (L.1111-18).

CREATE TABLE asked_blocks (
    patient_id uuid        NOT NULL,
    asked_by   uuid        NOT NULL,
    account_id uuid        NOT NULL,
    at         timestamptz NOT NULL,
    lifted_at  timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, asked_by, account_id),
    CHECK (asked_by <> account_id)
);
COMMENT ON TABLE asked_blocks IS 'Colleagues whom the médecin traitant blocked at the person''s word: all that he ever reads of the blocks of a space.';
COMMENT ON COLUMN asked_blocks.lifted_at IS 'When the person lifted the block; the doctor is not told.';
CALL wall('asked_blocks');

CREATE TABLE access_mistakes (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    account_id uuid        NOT NULL,
    about      uuid        NOT NULL,
    review     uuid,
    sealed     bytea       NOT NULL,
    at         timestamptz NOT NULL,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE access_mistakes IS '« J’ai ouvert par erreur », said by who opened: the access is over and the person told.';
COMMENT ON COLUMN access_mistakes.about IS 'The line of the opening.';
COMMENT ON COLUMN access_mistakes.review IS 'The case of the reviewers that tells of it, when the opening was in an emergency.';
COMMENT ON COLUMN access_mistakes.sealed IS 'What the professional says of it, sealed under the space''s key.';
CREATE UNIQUE INDEX access_mistakes_once ON access_mistakes (patient_id, about);
CALL wall('access_mistakes');

ALTER TABLE reviews DROP CONSTRAINT reviews_kind_check,
    ADD CONSTRAINT reviews_kind_check CHECK (kind IN ('emergency', 'report', 'mistake')),
    ADD COLUMN mistaken_at timestamptz;
COMMENT ON COLUMN reviews.mistaken_at IS 'When the professional himself said that the opening was a mistake.';

ALTER TABLE consents DROP CONSTRAINT consents_scope_check,
    ADD CONSTRAINT consents_scope_check CHECK (scope IN ('team', 'day', 'code', 'entrusted', 'pmi'));

ALTER TABLE structures ADD COLUMN siret text NOT NULL DEFAULT '', ADD COLUMN category text NOT NULL DEFAULT '';
COMMENT ON COLUMN structures.siret IS 'SIRET of the place, as the card of a professional may name it; empty when not known.';
COMMENT ON COLUMN structures.category IS 'Category of FINESS; 223 and 224 are of the protection maternelle et infantile; empty when not known.';

-- Whose médecin traitant had opened before step 25 knew it: the list of syntheses knows them too.
ALTER TABLE followed_patients NO FORCE ROW LEVEL SECURITY;
ALTER TABLE treating_doctors NO FORCE ROW LEVEL SECURITY;
UPDATE followed_patients f SET treating = true FROM treating_doctors t JOIN professionals p ON p.rpps = t.rpps AND p.profession = '10'
    WHERE t.patient_id = f.patient_id AND p.account_id = f.account_id AND NOT f.treating;
ALTER TABLE followed_patients FORCE ROW LEVEL SECURITY;
ALTER TABLE treating_doctors FORCE ROW LEVEL SECURITY;
