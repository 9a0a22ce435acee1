-- What a space holds, and who may see it.

CREATE TABLE settings (
    patient_id uuid    PRIMARY KEY,
    sharing    boolean NOT NULL DEFAULT true,
    emergency  text    NOT NULL DEFAULT 'yes' CHECK (emergency IN ('yes_with_masked', 'yes', 'no')),
    samu       boolean NOT NULL DEFAULT true,
    mask_all   boolean NOT NULL DEFAULT false,
    line_id    uuid    NOT NULL
);
COMMENT ON TABLE settings IS 'Who may open the space; no row is the default of the law.';
COMMENT ON COLUMN settings.sharing IS 'False: nobody for now, but with a code of the person.';
COMMENT ON COLUMN settings.emergency IS 'Break-glass (bris de glace): yes with masked documents, yes without, no.';
CALL wall('settings');

CREATE TABLE documents (
    patient_id                  uuid        NOT NULL,
    id                          uuid        NOT NULL,
    type                        text        NOT NULL,
    class                       text        NOT NULL,
    author_kind                 text        NOT NULL CHECK (author_kind IN ('patient', 'professional')),
    author_id                   uuid        NOT NULL,
    structure                   text        NOT NULL DEFAULT '',
    cared_on                    date        NOT NULL,
    added_at                    timestamptz NOT NULL,
    format                      text        NOT NULL,
    size                        bigint      NOT NULL CHECK (size > 0),
    sha256                      bytea       NOT NULL,
    blob                        text        NOT NULL UNIQUE,
    sealed                      bytea       NOT NULL,
    set_mac                     bytea,
    version                     bigint      NOT NULL DEFAULT 1,
    confidentiality             text        NOT NULL DEFAULT 'N' CHECK (confidentiality IN ('N', 'R', 'V')),
    status                      text        NOT NULL DEFAULT 'approved' CHECK (status IN ('approved', 'deprecated', 'archived', 'deleted')),
    masked_at                   timestamptz,
    hidden_from_patient_until   timestamptz,
    hidden_from_representatives boolean     NOT NULL DEFAULT false,
    removed_at                  timestamptz,
    informed                    boolean     NOT NULL DEFAULT false,
    upload_key                  text,
    line_id                     uuid        NOT NULL,
    PRIMARY KEY (patient_id, id),
    CHECK ((status = 'deleted') = (removed_at IS NOT NULL)),
    CHECK (author_kind = 'patient' OR informed)
);
COMMENT ON TABLE documents IS 'Documents of a space: what policy and lists need in clear, the rest sealed under the space''s key.';
COMMENT ON COLUMN documents.cared_on IS 'Day of the care, not of the deposit.';
COMMENT ON COLUMN documents.sealed IS 'Title, file name, author''s names and CDA header, sealed (JSON of record.Sealed).';
COMMENT ON COLUMN documents.blob IS 'Name of the sealed file.';
COMMENT ON COLUMN documents.format IS 'Kind of file: pdf, jpeg, png, cda1 (a file in a CDA), cda3 (sections).';
COMMENT ON COLUMN documents.size IS 'Bytes of the file as deposited, before sealing.';
COMMENT ON COLUMN documents.sha256 IS 'Keyed MAC of the SHA-256 of the file as deposited: proves it, tells nothing of it.';
COMMENT ON COLUMN documents.author_id IS 'Account of who deposited it; the author that a CDA names is in sealed.';
COMMENT ON COLUMN documents.set_mac IS 'Keyed MAC of depositor and CDA setId: versions of one document. Two depositors never learn of each other''s.';
COMMENT ON COLUMN documents.informed IS 'The professional declared that the patient was informed (R.1111-47).';
COMMENT ON COLUMN documents.upload_key IS 'Drawn by the page: the same deposit sent twice is one document.';
COMMENT ON COLUMN documents.hidden_from_patient_until IS 'Waits for a consultation d''annonce until then (R.1111-53).';
CREATE UNIQUE INDEX documents_versions ON documents (patient_id, set_mac, version) WHERE set_mac IS NOT NULL AND status <> 'deleted';
CREATE UNIQUE INDEX documents_uploads ON documents (patient_id, author_id, upload_key);
CALL wall('documents');

CREATE TABLE blocks (
    patient_id uuid        NOT NULL,
    account_id uuid        NOT NULL,
    since      timestamptz NOT NULL,
    ended_at   timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, account_id)
);
COMMENT ON TABLE blocks IS 'Professionals the person has blocked; a block that ended stays with its end.';
CALL wall('blocks');

CREATE TABLE consents (
    patient_id   uuid        NOT NULL,
    id           uuid        NOT NULL,
    scope        text        NOT NULL CHECK (scope IN ('team', 'day', 'code')),
    account_id   uuid        NOT NULL,
    structure    text        NOT NULL DEFAULT '',
    how          text        NOT NULL CHECK (how IN ('oral', 'written', 'code', 'patient')),
    given_at     timestamptz NOT NULL,
    ends_at      timestamptz,
    withdrawn_at timestamptz,
    line_id      uuid        NOT NULL,
    PRIMARY KEY (patient_id, id),
    CHECK (scope = 'team' OR ends_at IS NOT NULL)
);
COMMENT ON TABLE consents IS 'Consents to consultation (R.1111-46): of a care team, until withdrawn; of one consultation, for the day; by the person''s code.';
COMMENT ON COLUMN consents.account_id IS 'The professional it was given to.';
COMMENT ON COLUMN consents.structure IS 'FINESS: a team consent holds for all who work there.';
CREATE INDEX consents_of ON consents (patient_id, account_id);
CALL wall('consents');

CREATE TABLE consent_codes (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    tries      int         NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE consent_codes IS 'Codes a person shows to a professional (R.1111-32), derived from id: 15 minutes, once.';
CALL wall('consent_codes');

CREATE TABLE openings (
    patient_id uuid        NOT NULL,
    account_id uuid        NOT NULL,
    motive     text        NOT NULL,
    first_at   timestamptz NOT NULL,
    last_at    timestamptz NOT NULL,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, account_id)
);
COMMENT ON TABLE openings IS 'First and last opening of the space by each professional: the first is told to the person.';
CALL wall('openings');

CREATE TABLE followed_patients (
    account_id uuid        NOT NULL,
    patient_id uuid        NOT NULL,
    last_at    timestamptz NOT NULL,
    sealed     bytea       NOT NULL,
    PRIMARY KEY (account_id, patient_id)
);
COMMENT ON TABLE followed_patients IS 'Patients a professional has opened: the same fact as openings, seen from the account.';
COMMENT ON COLUMN followed_patients.sealed IS 'Name, sex and birth date as they were at the last opening, sealed under the service key (JSON of care.Followed).';
CALL wall_of_account('followed_patients');
