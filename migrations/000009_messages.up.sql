-- What a nation is told: reminders, a word of one's own, scams; and what a
-- previous DMP held.

ALTER TABLE spaces ADD COLUMN reminded_at timestamptz;
COMMENT ON COLUMN spaces.reminded_at IS 'When the reminder before the last day fell due (M2); null before, and again when the 42 days begin anew.';
CREATE INDEX spaces_to_remind ON spaces (deadline) WHERE reminded_at IS NULL AND state IN ('INVITED', 'OPPOSITION_PENDING');

CREATE TABLE reminder_letters (
    patient_id    uuid        NOT NULL,
    invitation_id uuid        NOT NULL,
    queued_at     timestamptz NOT NULL,
    printed_at    timestamptz,
    PRIMARY KEY (patient_id, invitation_id)
);
COMMENT ON TABLE reminder_letters IS 'Reminders that leave on paper: a queue of `campaign letters`.';
CREATE INDEX reminder_letters_to_print ON reminder_letters (queued_at, patient_id) WHERE printed_at IS NULL;
CALL wall('reminder_letters');

CREATE TABLE marks (
    patient_id uuid  PRIMARY KEY,
    sealed     bytea,
    line_id    uuid  NOT NULL
);
COMMENT ON TABLE marks IS 'The « mot repère » of a person, printed in genuine messages.';
COMMENT ON COLUMN marks.sealed IS 'The word under the space''s key; null once it is given up.';
CALL wall('marks');

CREATE TABLE scam_reports (
    id       uuid        PRIMARY KEY,
    at       timestamptz NOT NULL,
    channel  text        NOT NULL CHECK (channel IN ('email', 'sms', 'phone', 'letter', 'web', 'person')),
    same_mac bytea,
    sealed   bytea       NOT NULL
);
COMMENT ON TABLE scam_reports IS 'Fake messages and calls that people report. Nobody says who they are; kept a year.';
COMMENT ON COLUMN scam_reports.same_mac IS 'Keyed MAC of the site or number reported, so that reports of the same one are counted together.';
COMMENT ON COLUMN scam_reports.sealed IS 'What was received, under the service key (JSON of notification.Scam).';
CREATE INDEX scam_reports_newest ON scam_reports (at DESC, id);
CREATE INDEX scam_reports_same ON scam_reports (same_mac) WHERE same_mac IS NOT NULL;
GRANT SELECT, INSERT ON scam_reports TO espacesante_app;
GRANT SELECT, DELETE ON scam_reports TO espacesante_batch;

-- A document of a previous DMP comes with the author and the day that it names
-- itself; nobody deposits it, so nobody declares to have informed the person.
ALTER TABLE documents DROP CONSTRAINT documents_author_kind_check, DROP CONSTRAINT documents_check1,
    ADD CONSTRAINT documents_author_kind_check CHECK (author_kind IN ('patient', 'professional', 'dmp')),
    ADD CONSTRAINT documents_informed CHECK (author_kind <> 'professional' OR informed);
COMMENT ON COLUMN documents.author_kind IS 'Who added it: the person, a professional, or the import of a previous DMP (#20, #98).';
CREATE UNIQUE INDEX documents_imported ON documents (patient_id, upload_key) WHERE author_kind = 'dmp';
