-- What was reimbursed, what a person wants, the card shown in an emergency,
-- the copy taken away, and how far long works are.

CREATE TABLE reimbursements (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    reference  bytea       NOT NULL,
    cared_on   date        NOT NULL,
    acts       bytea[]     NOT NULL DEFAULT '{}',
    sealed     bytea       NOT NULL,
    added_at   timestamptz NOT NULL,
    gone_at    timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id),
    CHECK ((gone_at IS NULL) = (octet_length(sealed) > 0))
);
COMMENT ON TABLE reimbursements IS 'What the Assurance Maladie reimbursed in the last 12 months (#21, R.1111-27 4°); emptied afterwards.';
COMMENT ON COLUMN reimbursements.reference IS 'Keyed MAC of the caisse''s own reference: the same line twice is one.';
COMMENT ON COLUMN reimbursements.acts IS 'Keyed MACs of the acts it may belong to, by which a secret one is dropped (R.1111-33).';
COMMENT ON COLUMN reimbursements.sealed IS 'Kind, label, who, amounts, sealed under the space''s key (JSON of reimbursement.Line); empty once gone.';
COMMENT ON COLUMN reimbursements.gone_at IS 'When its 12 months were over, or it was withheld.';
CREATE UNIQUE INDEX reimbursements_once ON reimbursements (patient_id, reference);
CREATE INDEX reimbursements_old ON reimbursements (cared_on) WHERE gone_at IS NULL;
CALL wall('reimbursements');

CREATE TABLE withheld_acts (
    patient_id uuid  NOT NULL,
    act        bytea NOT NULL,
    until_on   date  NOT NULL,
    PRIMARY KEY (patient_id, act)
);
COMMENT ON TABLE withheld_acts IS 'Acts of a minor that leave no trace, their reimbursement neither (R.1111-33): asked before lines come in, shown to nobody.';
COMMENT ON COLUMN withheld_acts.act IS 'Keyed MAC of who did it and the day.';
COMMENT ON COLUMN withheld_acts.until_on IS 'When no line of that day can come in any longer.';
CALL wall('withheld_acts');
REVOKE UPDATE ON withheld_acts FROM espacesante_app, espacesante_batch;

CREATE TABLE directives (
    patient_id  uuid        NOT NULL,
    id          uuid        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('directives', 'trusted', 'donation')),
    form        text        NOT NULL CHECK (form IN ('written', 'paper', 'elsewhere', 'stated')),
    document_id uuid,
    sealed      bytea       NOT NULL,
    made_at     timestamptz NOT NULL,
    remind_on   date        NOT NULL,
    ended_at    timestamptz,
    line_id     uuid        NOT NULL,
    PRIMARY KEY (patient_id, id),
    CHECK ((ended_at IS NULL) = (octet_length(sealed) > 0)),
    CHECK ((form = 'paper') = (document_id IS NOT NULL) OR ended_at IS NOT NULL)
);
COMMENT ON TABLE directives IS 'What a person wants: advance directives (L.1111-11), the trusted person (L.1111-6), what was said of organ donation.';
COMMENT ON COLUMN directives.form IS 'Written here, a signed paper among the documents, kept elsewhere (R.1111-19), or stated.';
COMMENT ON COLUMN directives.document_id IS 'The signed paper.';
COMMENT ON COLUMN directives.sealed IS 'The words, sealed under the space''s key (JSON of directive.Words); empty once replaced or revoked.';
COMMENT ON COLUMN directives.remind_on IS 'When the person is next reminded that it exists (R.1111-19).';
COMMENT ON COLUMN directives.ended_at IS 'When it was replaced or revoked.';
CREATE UNIQUE INDEX directives_live ON directives (patient_id, kind) WHERE ended_at IS NULL;
CREATE INDEX directives_reminding ON directives (remind_on) WHERE ended_at IS NULL;
CALL wall('directives');

CREATE TABLE tasks (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    kind       text        NOT NULL,
    role       text        NOT NULL,
    account_id uuid,
    state      text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'working', 'done', 'failed')),
    done       bigint      NOT NULL DEFAULT 0,
    total      bigint      NOT NULL DEFAULT 0,
    began_at   timestamptz NOT NULL,
    beat_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE tasks IS 'How far a long work is (PAT-16, /taches): figures, never what it is about. The acts it does have lines of their own.';
COMMENT ON COLUMN tasks.account_id IS 'Who asked for it and may look; none for somebody without a sign-in.';
COMMENT ON COLUMN tasks.beat_at IS 'When it last moved: one that stands still was cut short, and begins again.';
CREATE INDEX tasks_still ON tasks (beat_at) WHERE state IN ('waiting', 'working');
CALL wall('tasks');

CREATE TABLE exports (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    role       text        NOT NULL,
    account_id uuid,
    scope      text        NOT NULL CHECK (scope IN ('all', 'year', 'documents')),
    locked     boolean     NOT NULL,
    sealed     bytea       NOT NULL,
    asked_at   timestamptz NOT NULL,
    ready_at   timestamptz,
    size       bigint      NOT NULL DEFAULT 0,
    blob       text        NOT NULL DEFAULT '',
    ended_at   timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id),
    CHECK (ended_at IS NULL OR blob = '')
);
COMMENT ON TABLE exports IS 'Copies of a space for its holder to take away (#97): asked for, made, kept 7 days, gone. Its number is that of its task.';
COMMENT ON COLUMN exports.account_id IS 'Who asked, and alone takes it; none for the holder of a closed space.';
COMMENT ON COLUMN exports.sealed IS 'The password chosen, under the space''s key, until the file is made; empty afterwards or when there is none.';
COMMENT ON COLUMN exports.locked IS 'Its file wants a password.';
COMMENT ON COLUMN exports.blob IS 'Name of the sealed file; empty before it is made and once it is gone.';
CREATE INDEX exports_blobs ON exports (blob) WHERE blob <> '';
CREATE INDEX exports_over ON exports (asked_at) WHERE ended_at IS NULL;
CALL wall('exports');

CREATE TABLE emergency_cards (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    sealed     bytea       NOT NULL,
    scanned    boolean     NOT NULL,
    tries      int         NOT NULL DEFAULT 0,
    made_at    timestamptz NOT NULL,
    expires_on date        NOT NULL,
    ended_at   timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE emergency_cards IS 'The card shown in an emergency (PAT-15): what it shows, and until when its square opens the same behind a PIN of 4 figures.';
COMMENT ON COLUMN emergency_cards.sealed IS 'What the person chose to show, sealed under the space''s key (JSON of card.Shown); empty once it ended. The PIN is derived: no table holds it.';
COMMENT ON COLUMN emergency_cards.scanned IS 'It has a square to scan; false: words on paper alone.';
COMMENT ON COLUMN emergency_cards.tries IS 'Wrong PINs: the fifth ends it.';
CREATE UNIQUE INDEX emergency_cards_live ON emergency_cards (patient_id) WHERE ended_at IS NULL;
CALL wall('emergency_cards');
