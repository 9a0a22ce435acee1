-- People: spaces and whose they are, accounts, professionals, sign-in.

CREATE TABLE spaces (
    patient_id     uuid        PRIMARY KEY,
    state          text        NOT NULL CHECK (state IN ('ELIGIBLE', 'INVITED', 'OPPOSITION_PENDING', 'OPPOSED', 'ACTIVATED',
        'AUTO_CREATED', 'SUSPENDED', 'CLOSED_ARCHIVED', 'CLOSED_DEATH', 'DELETION_REQUESTED', 'DELETED', 'DMP_ONLY', 'DISPUTED')),
    since          timestamptz NOT NULL,
    invited_at     timestamptz,
    deadline       timestamptz,
    opened_at      timestamptz,
    closed_at      timestamptz,
    closing_motive text        NOT NULL DEFAULT '',
    line_id        uuid        NOT NULL,
    CHECK (state NOT IN ('INVITED', 'OPPOSITION_PENDING') OR deadline IS NOT NULL),
    CHECK (state NOT IN ('ACTIVATED', 'AUTO_CREATED') OR (opened_at IS NOT NULL AND closed_at IS NULL)),
    CHECK (state NOT IN ('CLOSED_ARCHIVED', 'CLOSED_DEATH', 'DELETION_REQUESTED') OR closed_at IS NOT NULL)
);
COMMENT ON TABLE spaces IS 'Every space and where it is in its life (domain.md §4). No content: work by sets reads all of it.';
COMMENT ON COLUMN spaces.invited_at IS 'When the invitation left (R.1111-28): sending, not asking for it to be sent.';
COMMENT ON COLUMN spaces.deadline IS 'When the 42nd day after sending ends in Europe/Paris.';
CREATE INDEX spaces_due ON spaces (deadline) WHERE state IN ('INVITED', 'OPPOSITION_PENDING');
CREATE INDEX spaces_eligible ON spaces (patient_id) WHERE state = 'ELIGIBLE';
CALL wall('spaces');
-- States and dates alone may be read from outside a space; they change inside it.
DROP POLICY space ON spaces;
CREATE POLICY states ON spaces FOR SELECT TO espacesante_app USING (true);
CREATE POLICY space ON spaces FOR UPDATE TO espacesante_app
    USING (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid));
REVOKE INSERT ON spaces FROM espacesante_app;

CREATE TABLE space_keys (
    patient_id uuid  PRIMARY KEY,
    wrapped    bytea,
    line_id    uuid  NOT NULL
);
COMMENT ON TABLE space_keys IS 'The key of each space, wrapped by the master key. Erasing a space is emptying this column.';
CALL wall('space_keys');

CREATE TABLE persons (
    patient_id uuid    PRIMARY KEY,
    ins_oid    text    NOT NULL,
    ins        bytea   NOT NULL,
    traits     bytea   NOT NULL,
    born       bytea   NOT NULL,
    contact    bytea   NOT NULL,
    vitale_mac bytea,
    caisse     text    NOT NULL DEFAULT '',
    scheme     text    NOT NULL DEFAULT '',
    has_dmp    boolean NOT NULL DEFAULT false,
    died_on    date,
    line_id    uuid    NOT NULL
);
COMMENT ON TABLE persons IS 'Civil identity as the caisses send it, sealed under the service key (R.1111-27 1°).';
COMMENT ON COLUMN persons.ins IS 'Matricule INS, 15 characters, sealed.';
COMMENT ON COLUMN persons.traits IS 'Names, sex, birth date and place, sealed (JSON of identity.Traits).';
COMMENT ON COLUMN persons.born IS 'Birth date alone, sealed: what the gate reads to know a minor.';
COMMENT ON COLUMN persons.contact IS 'E-mail, telephone and postal address known to the caisse, sealed (JSON of identity.Contact).';
COMMENT ON COLUMN persons.vitale_mac IS 'Keyed MAC of the serial number of the carte Vitale.';
CALL wall('persons');

CREATE TABLE person_numbers (
    ins_mac    bytea PRIMARY KEY,
    patient_id uuid  NOT NULL UNIQUE
);
COMMENT ON TABLE person_numbers IS 'Finds a person by the keyed MAC of the INS. Holds nothing that can be read.';
CREATE TABLE person_traits (
    traits_mac bytea NOT NULL,
    patient_id uuid  NOT NULL UNIQUE,
    PRIMARY KEY (traits_mac, patient_id)
);
COMMENT ON TABLE person_traits IS 'Finds a person by the keyed MAC of birth name, first given name, birth date and sex.';
GRANT SELECT ON person_numbers, person_traits TO espacesante_app;
GRANT SELECT, INSERT, UPDATE ON person_numbers, person_traits TO espacesante_batch;

CREATE TABLE representatives (
    patient_id uuid  NOT NULL,
    ins_mac    bytea NOT NULL,
    ended_at   timestamptz,
    line_id    uuid  NOT NULL,
    PRIMARY KEY (patient_id, ins_mac)
);
COMMENT ON TABLE representatives IS 'Legal representatives of a minor, as the caisses send them.';
CALL wall('representatives');

CREATE TABLE treating_doctors (
    patient_id uuid        PRIMARY KEY,
    rpps       text,
    since      timestamptz NOT NULL,
    line_id    uuid        NOT NULL
);
COMMENT ON TABLE treating_doctors IS 'Médecin traitant declared to the caisse; none when rpps is null.';
CALL wall('treating_doctors');

CREATE TABLE accounts (
    id            uuid        PRIMARY KEY,
    kind          text        NOT NULL CHECK (kind IN ('patient', 'professional', 'helper', 'support', 'caisse', 'operator', 'reviewer')),
    patient_id    uuid        UNIQUE,
    password      text        NOT NULL DEFAULT '',
    totp          bytea,
    totp_step     bigint      NOT NULL DEFAULT 0,
    contact       bytea,
    active        boolean     NOT NULL DEFAULT true,
    signed_out_at timestamptz,
    created_at    timestamptz NOT NULL,
    CHECK ((kind = 'patient') = (patient_id IS NOT NULL))
);
COMMENT ON TABLE accounts IS 'Who may sign in.';
COMMENT ON COLUMN accounts.password IS 'argon2id hash; empty until the first sign-in of somebody imported.';
COMMENT ON COLUMN accounts.totp IS 'Secret of the authenticator, sealed under the service key.';
COMMENT ON COLUMN accounts.totp_step IS 'Last time step used: a code serves once.';
COMMENT ON COLUMN accounts.signed_out_at IS 'Sessions begun before are over: a new password ends them all.';
COMMENT ON COLUMN accounts.contact IS 'Address of somebody imported, sealed under the service key. A patient''s is in contacts.';

CREATE TABLE account_identifiers (
    mac        bytea NOT NULL,
    account_id uuid  NOT NULL REFERENCES accounts ON DELETE CASCADE,
    PRIMARY KEY (mac, account_id)
);
COMMENT ON TABLE account_identifiers IS 'What people sign in with, as keyed MAC: record number, e-mail, mobile, RPPS. One held by two accounts opens neither.';

CREATE TABLE contacts (
    patient_id uuid  PRIMARY KEY,
    sealed     bytea NOT NULL,
    line_id    uuid  NOT NULL
);
COMMENT ON TABLE contacts IS 'How the person wants to be told, sealed under the space''s key (JSON of identity.Reach).';
CALL wall('contacts');

CREATE TABLE structures (
    finess text PRIMARY KEY,
    name   text NOT NULL,
    city   text NOT NULL DEFAULT ''
);
COMMENT ON TABLE structures IS 'Places of work by their FINESS number, as the public directory names them.';
CREATE TABLE professionals (
    account_id uuid    PRIMARY KEY REFERENCES accounts,
    rpps       text    NOT NULL UNIQUE,
    name       text    NOT NULL,
    given_name text    NOT NULL,
    title      text    NOT NULL DEFAULT '',
    profession text    NOT NULL,
    specialty  text    NOT NULL DEFAULT ''
);
COMMENT ON TABLE professionals IS 'The public directory of professionals (RPPS): nothing here is secret.';
CREATE TABLE professional_structures (
    account_id uuid NOT NULL REFERENCES professionals,
    finess     text NOT NULL REFERENCES structures,
    PRIMARY KEY (account_id, finess)
);
COMMENT ON TABLE professional_structures IS 'Where each professional works.';
CREATE TABLE staff (
    account_id     uuid PRIMARY KEY REFERENCES accounts,
    name           text NOT NULL,
    given_name     text NOT NULL,
    structure      text NOT NULL DEFAULT '',
    structure_city text NOT NULL DEFAULT ''
);
COMMENT ON TABLE staff IS 'Helpers of France services, agents of 3422 and of the caisses, operators, reviewers.';

CREATE TABLE sign_in_links (
    id         uuid        PRIMARY KEY,
    account_id uuid        NOT NULL REFERENCES accounts,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
COMMENT ON TABLE sign_in_links IS 'First sign-in of somebody imported: a link of 24 hours that serves once, its secret derived from id.';
CREATE TABLE one_time_codes (
    id         uuid        PRIMARY KEY,
    purpose    text        NOT NULL,
    account_id uuid,
    channel    text        NOT NULL CHECK (channel IN ('email', 'sms')),
    sent_to    bytea       NOT NULL,
    tries      int         NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
COMMENT ON TABLE one_time_codes IS 'Six digits sent by e-mail or SMS, derived from id under the service key and kept nowhere: 15 minutes, 5 tries, once.';
COMMENT ON COLUMN one_time_codes.sent_to IS 'Address or number it goes to, sealed under the service key.';
CREATE TABLE throttles (
    key    bytea       NOT NULL,
    since  timestamptz NOT NULL,
    count  int         NOT NULL,
    PRIMARY KEY (key, since)
);
COMMENT ON TABLE throttles IS 'How often something was tried since, by the keyed MAC of what.';
CREATE TABLE sessions (
    token      text        PRIMARY KEY,
    data       bytea       NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE sessions IS 'Sessions: hash of the token, contents sealed under the service key.';
CREATE INDEX sessions_expired ON sessions (expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, account_identifiers, sign_in_links, one_time_codes, throttles, sessions TO espacesante_app;
GRANT SELECT ON structures, professionals, professional_structures, staff TO espacesante_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON accounts, account_identifiers, structures, professionals, professional_structures, staff, sign_in_links TO espacesante_batch;
