ALTER TABLE structures DROP COLUMN siret, DROP COLUMN category;
DELETE FROM consents WHERE scope = 'pmi';
ALTER TABLE consents DROP CONSTRAINT consents_scope_check,
    ADD CONSTRAINT consents_scope_check CHECK (scope IN ('team', 'day', 'code', 'entrusted'));
DELETE FROM reviews WHERE kind = 'mistake';
ALTER TABLE reviews DROP COLUMN mistaken_at, DROP CONSTRAINT reviews_kind_check,
    ADD CONSTRAINT reviews_kind_check CHECK (kind IN ('emergency', 'report'));
DROP TABLE access_mistakes, asked_blocks;
