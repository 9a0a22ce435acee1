-- What each reader has read of the notices of a space, how a person wants to be
-- told, and what waits to be told in one message with the rest (PAT-13).

CREATE TABLE notice_reads (
    patient_id uuid        NOT NULL,
    reader_id  uuid        NOT NULL,
    notice_id  uuid        NOT NULL,
    all_before boolean     NOT NULL,
    read_at    timestamptz NOT NULL,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, reader_id, notice_id)
);
COMMENT ON TABLE notice_reads IS 'Notices of a space that somebody has read: the holder, each representative, a minor, each for themselves.';
COMMENT ON COLUMN notice_reads.reader_id IS 'The account that read.';
COMMENT ON COLUMN notice_reads.all_before IS 'This notice and all that came before it: « Tout marquer comme lu ».';
CREATE INDEX notice_reads_all ON notice_reads (patient_id, reader_id, notice_id DESC) WHERE all_before;
CALL wall('notice_reads');

CREATE TABLE notice_choices (
    patient_id uuid    NOT NULL,
    event      text    NOT NULL,
    email      boolean NOT NULL,
    sms        boolean NOT NULL,
    letter     boolean NOT NULL,
    line_id    uuid    NOT NULL,
    PRIMARY KEY (patient_id, event)
);
COMMENT ON TABLE notice_choices IS 'How a person chose to be told of each kind of event; without a row, as the person is usually reached. The screen always tells.';
CALL wall('notice_choices');

CREATE TABLE notice_rhythms (
    patient_id uuid PRIMARY KEY,
    rhythm     text NOT NULL CHECK (rhythm IN ('now', 'daily', 'weekly')),
    line_id    uuid NOT NULL
);
COMMENT ON TABLE notice_rhythms IS 'When a person wants to hear of what may wait: at once, every day, every week. Without a row, at once.';
CALL wall('notice_rhythms');

CREATE TABLE notice_waits (
    patient_id uuid        NOT NULL,
    notice_id  uuid        NOT NULL,
    email      boolean     NOT NULL,
    sms        boolean     NOT NULL,
    letter     boolean     NOT NULL,
    due_at     timestamptz NOT NULL,
    digest_id  uuid,
    PRIMARY KEY (patient_id, notice_id)
);
COMMENT ON TABLE notice_waits IS 'Notices that wait for the next message of a person who asked to hear of them together: how many, never which.';
COMMENT ON COLUMN notice_waits.patient_id IS 'Who is told: of a child''s notice, the representative.';
COMMENT ON COLUMN notice_waits.notice_id IS 'What waits, of this space or of a child''s.';
COMMENT ON COLUMN notice_waits.digest_id IS 'The notice that told of it with the others: set once, so that each is told once.';
CREATE INDEX notice_waits_due ON notice_waits (due_at, patient_id) WHERE digest_id IS NULL;
CREATE INDEX notice_waits_told ON notice_waits (patient_id, digest_id) WHERE digest_id IS NOT NULL;
CALL wall('notice_waits');
