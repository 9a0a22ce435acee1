-- What a person and those who care for her say of her health, line by line: the
-- medical profile, vaccinations, measures.

CREATE TABLE entries (
    patient_id   uuid        NOT NULL,
    id           uuid        NOT NULL,
    version      integer     NOT NULL CHECK (version > 0),
    kind         text        NOT NULL CHECK (kind IN ('profile', 'vaccination', 'measure', 'certificate')),
    author_id    uuid        NOT NULL,
    author_kind  text        NOT NULL CHECK (author_kind IN ('patient', 'representative', 'professional')),
    structure    text        NOT NULL DEFAULT '',
    source_id    uuid,
    sealed       bytea,
    key          text,
    hidden_from_representatives boolean NOT NULL DEFAULT false,
    written_at   timestamptz NOT NULL,
    replaced_at  timestamptz,
    ended_at     timestamptz,
    contested_at timestamptz,
    contest      bytea,
    line_id      uuid        NOT NULL,
    PRIMARY KEY (patient_id, id, version),
    CHECK ((contested_at IS NULL) = (contest IS NULL)),
    CHECK (sealed IS NOT NULL OR ended_at IS NOT NULL)
);
COMMENT ON TABLE entries IS 'Lines of the medical profile, vaccinations and measures, each version of each. What they are about and say is sealed.';
COMMENT ON COLUMN entries.version IS 'From 1; the one neither replaced nor ended stands.';
COMMENT ON COLUMN entries.source_id IS 'The clinical document that it was taken from; its author is sealed.';
COMMENT ON COLUMN entries.structure IS 'FINESS of the place of work of the professional who wrote it.';
COMMENT ON COLUMN entries.sealed IS 'JSON of profile.words under the space''s key; null once the person removed what she wrote.';
COMMENT ON COLUMN entries.key IS 'Drawn by the page: the same form sent twice is one line.';
COMMENT ON COLUMN entries.hidden_from_representatives IS 'At the minor''s demand (R.1111-50).';
COMMENT ON COLUMN entries.contest IS 'What the person says is not exact, sealed under the space''s key.';
CREATE UNIQUE INDEX entries_once ON entries (patient_id, author_id, key);
CREATE UNIQUE INDEX entries_standing ON entries (patient_id, id) WHERE replaced_at IS NULL AND ended_at IS NULL;
CREATE INDEX entries_kind ON entries (patient_id, kind);
CALL wall('entries');
