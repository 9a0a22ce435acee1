-- Sessions seen by who holds them, more ways to prove who one is, and contacts
-- that change a day after they were asked to.

CREATE TABLE devices (
    account_id    uuid        NOT NULL REFERENCES accounts ON DELETE CASCADE,
    id            uuid        NOT NULL,
    mac           bytea       NOT NULL,
    sealed        bytea       NOT NULL,
    first_seen_at timestamptz NOT NULL,
    signed_in_at  timestamptz NOT NULL,
    seen_at       timestamptz NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, mac)
);
COMMENT ON TABLE devices IS 'Browsers that an account signed in from. No address is kept.';
COMMENT ON COLUMN devices.mac IS 'Keyed MAC of what the browser keeps in its cookie.';
COMMENT ON COLUMN devices.sealed IS 'Browser and system by name, sealed under the service key (JSON of identity.Browser).';
CALL wall_of_account('devices');
GRANT DELETE ON devices TO espacesante_batch;
CREATE INDEX devices_seen ON devices (seen_at);

-- Read at every request, before anything is known of who asks.
CREATE TABLE ended_sessions (
    device_id uuid        PRIMARY KEY,
    ended_at  timestamptz NOT NULL
);
COMMENT ON TABLE ended_sessions IS 'Devices that were signed out from another: their sessions begun before are over. Says nothing of whose they are.';
GRANT SELECT, INSERT, UPDATE, DELETE ON ended_sessions TO espacesante_app;

CREATE TABLE passkeys (
    account_id uuid        NOT NULL REFERENCES accounts ON DELETE CASCADE,
    id         uuid        NOT NULL,
    sealed     bytea       NOT NULL,
    made_at    timestamptz NOT NULL,
    used_at    timestamptz,
    ended_at   timestamptz,
    PRIMARY KEY (account_id, id)
);
COMMENT ON TABLE passkeys IS 'Second factors that a device or a security key holds (WebAuthn).';
COMMENT ON COLUMN passkeys.sealed IS 'Public key, its identifier, counter and the name given to it, sealed under the service key; emptied when it ends.';
CALL wall_of_account('passkeys');

CREATE TABLE paper_codes (
    account_id uuid        PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    series     uuid        NOT NULL,
    made_at    timestamptz NOT NULL,
    used       int[]       NOT NULL DEFAULT '{}',
    ended_at   timestamptz
);
COMMENT ON TABLE paper_codes IS 'Ten codes to print, derived from series under the service key and kept nowhere; used are the numbers of those that served.';
CALL wall_of_account('paper_codes');

CREATE TABLE contact_changes (
    patient_id   uuid        PRIMARY KEY,
    id           uuid        NOT NULL,
    sealed       bytea       NOT NULL,
    asked_at     timestamptz NOT NULL,
    effective_at timestamptz NOT NULL,
    ended_at     timestamptz,
    line_id      uuid        NOT NULL
);
COMMENT ON TABLE contact_changes IS 'A new address or number on its way: told to the old one, in force a day later.';
COMMENT ON COLUMN contact_changes.sealed IS 'The new one, sealed under the space''s key (JSON of identity.Reach); emptied when it ends.';
COMMENT ON COLUMN contact_changes.ended_at IS 'When it took effect or was stopped.';
CALL wall('contact_changes');
CREATE INDEX contact_changes_due ON contact_changes (effective_at) WHERE ended_at IS NULL;
