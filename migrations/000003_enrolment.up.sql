-- Inviting, opposing, telling.

CREATE TABLE campaigns (
    id        uuid        PRIMARY KEY,
    name      text        NOT NULL UNIQUE,
    opened_at timestamptz NOT NULL
);
COMMENT ON TABLE campaigns IS 'Waves of invitations. The zero id in invitations is none: a code asked for.';
GRANT SELECT ON campaigns TO espacesante_app;
GRANT SELECT, INSERT ON campaigns TO espacesante_batch;

CREATE TABLE invitations (
    patient_id   uuid        NOT NULL,
    id           uuid        NOT NULL,
    campaign_id  uuid        NOT NULL,
    recipient_id uuid        NOT NULL,
    channel      text        NOT NULL CHECK (channel IN ('email', 'sms', 'letter')),
    issue        int         NOT NULL DEFAULT 1,
    code_mac     bytea       NOT NULL,
    tries        int         NOT NULL DEFAULT 0,
    queued_at    timestamptz NOT NULL,
    sent_at      timestamptz,
    expires_at   timestamptz,
    used_at      timestamptz,
    line_id      uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE invitations IS 'The code of each person invited. The code itself is derived from id and issue under a key kept outside the database; only its keyed MAC stands here.';
COMMENT ON COLUMN invitations.recipient_id IS 'Who gets the message: the person, or a legal representative of a minor.';
COMMENT ON COLUMN invitations.channel IS 'How the current issue is sent.';
COMMENT ON COLUMN invitations.issue IS 'Grows by one with each new code: the old one is dead.';
COMMENT ON COLUMN invitations.tries IS 'Wrong tries on the current code: five kill it, never the person.';
COMMENT ON COLUMN invitations.sent_at IS 'When the message of the current issue left; null while it waits.';
COMMENT ON COLUMN invitations.expires_at IS 'End of the last day of the current code.';
CREATE UNIQUE INDEX invitations_one_a_reader ON invitations (patient_id, recipient_id);
CREATE INDEX invitations_to_print ON invitations (queued_at, patient_id) WHERE channel = 'letter' AND sent_at IS NULL AND used_at IS NULL;
CALL wall('invitations');

CREATE TABLE invitation_codes (
    code_mac      bytea PRIMARY KEY,
    patient_id    uuid  NOT NULL,
    invitation_id uuid  NOT NULL
);
COMMENT ON TABLE invitation_codes IS 'Finds an invitation by the keyed MAC of a code, dead codes included.';
GRANT SELECT, INSERT ON invitation_codes TO espacesante_app, espacesante_batch;

CREATE TABLE receipts (
    number text        PRIMARY KEY,
    kind   text        NOT NULL CHECK (kind IN ('opposition', 'closure')),
    at     timestamptz NOT NULL
);
COMMENT ON TABLE receipts IS 'Numbers of receipts, checkable for ever without telling whom they are about.';
GRANT SELECT, INSERT ON receipts TO espacesante_app;

CREATE TABLE notices (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    kind       text        NOT NULL,
    reference  text        NOT NULL,
    queued_at  timestamptz NOT NULL,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE notices IS 'Messages told to the person (M1–M18 of ux.md): kind and reference, never content.';
CALL wall('notices');
CREATE TABLE notice_letters (
    patient_id uuid        NOT NULL,
    notice_id  uuid        NOT NULL,
    queued_at  timestamptz NOT NULL,
    printed_at timestamptz,
    PRIMARY KEY (patient_id, notice_id)
);
COMMENT ON TABLE notice_letters IS 'Notices that leave on paper, for people without an e-mail address: a queue of `campaign letters`.';
CREATE INDEX notice_letters_to_print ON notice_letters (queued_at, patient_id) WHERE printed_at IS NULL;
CALL wall('notice_letters');
CREATE TABLE message_references (
    reference text        PRIMARY KEY,
    kind      text        NOT NULL,
    sent_at   timestamptz NOT NULL
);
COMMENT ON TABLE message_references IS 'References printed in genuine messages, for /verifier-un-message.';
GRANT SELECT, INSERT ON message_references TO espacesante_app, espacesante_batch;
