-- Children and those who represent them: accesses suspended at once, choices
-- that differ, coming of age, and what a parent sees across spaces.

CREATE TABLE representation_stops (
    patient_id uuid        NOT NULL,
    ins_mac    bytea       NOT NULL,
    reason     text        NOT NULL CHECK (reason IN ('violence', 'judgment', 'report', 'mistake')),
    stopped_at timestamptz NOT NULL,
    review_by  timestamptz NOT NULL,
    lifted_at  timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, ins_mac)
);
COMMENT ON TABLE representation_stops IS 'Representatives whose access is suspended, by a caisse or an operator (decisions.md §4, CPAM-05). They are not told.';
COMMENT ON COLUMN representation_stops.ins_mac IS 'Keyed MAC of the representative''s number, as in representatives: the file of a caisse brings nobody back.';
COMMENT ON COLUMN representation_stops.review_by IS 'When somebody has to look at it again: 15 days.';
COMMENT ON COLUMN representation_stops.lifted_at IS 'When the access was given back; null while it is suspended.';
CREATE INDEX representation_stops_to_review ON representation_stops (review_by) WHERE lifted_at IS NULL;
CALL wall('representation_stops');
-- The two queues span spaces: operators see them, and nobody else.
CREATE POLICY operators ON representation_stops FOR SELECT TO espacesante_app USING (EXISTS (
    SELECT FROM accounts a WHERE a.kind = 'operator' AND a.active
        AND a.id = (SELECT nullif(current_setting('app.account', true), '')::uuid)));

CREATE TABLE representative_choices (
    patient_id        uuid        NOT NULL,
    representative_id uuid        NOT NULL,
    choice            text        NOT NULL CHECK (choice IN ('activated', 'opposed')),
    at                timestamptz NOT NULL,
    line_id           uuid        NOT NULL,
    PRIMARY KEY (patient_id, representative_id)
);
COMMENT ON TABLE representative_choices IS 'What each representative last said of the child''s space: two that differ make a dispute (decisions.md §4).';
COMMENT ON COLUMN representative_choices.representative_id IS 'The representative, by the identifier of their own space.';
CALL wall('representative_choices');

CREATE TABLE representative_names (
    patient_id uuid  NOT NULL,
    account_id uuid  NOT NULL,
    sealed     bytea NOT NULL,
    line_id    uuid  NOT NULL,
    PRIMARY KEY (patient_id, account_id)
);
COMMENT ON TABLE representative_names IS 'What each representative who acted in the child''s space goes by, so that the history tells which parent it was.';
COMMENT ON COLUMN representative_names.sealed IS 'The name, sealed under the service key.';
CALL wall('representative_names');

CREATE TABLE disputes (
    patient_id  uuid        NOT NULL,
    id          uuid        NOT NULL,
    opened_at   timestamptz NOT NULL,
    settle_by   timestamptz NOT NULL,
    outcome     text        NOT NULL DEFAULT '' CHECK (outcome IN ('', 'open', 'closed', 'of-age')),
    settled_at  timestamptz,
    operator_id uuid,
    line_id     uuid        NOT NULL,
    PRIMARY KEY (patient_id, id),
    CHECK ((outcome = '') = (settled_at IS NULL))
);
COMMENT ON TABLE disputes IS 'Spaces that wait because two representatives disagree: an operator settles within 15 days (decisions.md §4).';
COMMENT ON COLUMN disputes.outcome IS 'open: the space is to be; closed: it is not; of-age: the child came of age meanwhile.';
COMMENT ON COLUMN disputes.operator_id IS 'Account of who settled it.';
CREATE UNIQUE INDEX disputes_one ON disputes (patient_id) WHERE settled_at IS NULL;
CREATE INDEX disputes_waiting ON disputes (settle_by) WHERE settled_at IS NULL;
CALL wall('disputes');
CREATE POLICY operators ON disputes FOR SELECT TO espacesante_app USING (EXISTS (
    SELECT FROM accounts a WHERE a.kind = 'operator' AND a.active
        AND a.id = (SELECT nullif(current_setting('app.account', true), '')::uuid)));

CREATE TABLE children (
    account_id uuid        NOT NULL REFERENCES accounts ON DELETE CASCADE,
    patient_id uuid        NOT NULL,
    sealed     bytea       NOT NULL,
    since      timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (account_id, patient_id)
);
COMMENT ON TABLE children IS 'Children whom an account represents, or represented: the same fact as representatives, seen from the account. Opens nothing.';
COMMENT ON COLUMN children.sealed IS 'Name and birth date of the child, sealed under the service key (JSON of family.Child).';
COMMENT ON COLUMN children.ended_at IS 'When it was found that the account represents the child no longer.';
CALL wall_of_account('children');
CALL erasable('children');
CREATE INDEX children_of ON children (patient_id);
CREATE INDEX representatives_by ON representatives (ins_mac) WHERE ended_at IS NULL;

ALTER TABLE persons ADD COLUMN majority_mac bytea;
COMMENT ON COLUMN persons.majority_mac IS 'Keyed MAC of the day on which a minor turns 18, found again without telling it; null for who was 18 already.';
CREATE INDEX persons_of_age ON persons (majority_mac) WHERE majority_mac IS NOT NULL;

CREATE TABLE majorities (
    patient_id uuid PRIMARY KEY,
    told_90_at timestamptz,
    told_30_at timestamptz,
    came_at    timestamptz,
    line_id    uuid NOT NULL
);
COMMENT ON TABLE majorities IS 'What was done of a coming of age: told 90 and 30 days before, invited on the day (decisions.md §4). Each once.';
CALL wall('majorities');

-- A notice about a child's space goes to each representative.
ALTER TABLE notice_letters ADD COLUMN reader_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    DROP CONSTRAINT notice_letters_pkey, ADD PRIMARY KEY (patient_id, notice_id, reader_id);
COMMENT ON COLUMN notice_letters.reader_id IS 'The representative whom it is addressed to; zero: the person, or whoever represents them.';

-- What operators count every day.
CREATE INDEX spaces_waiting ON spaces (state) WHERE state IN ('OPPOSITION_PENDING', 'DELETION_REQUESTED', 'SUSPENDED', 'DISPUTED');
