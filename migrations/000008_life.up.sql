-- The life of a space: what others do for the person, opposing without a code,
-- suspension, death.

CREATE TABLE acts_for (
    patient_id       uuid        NOT NULL,
    id               uuid        NOT NULL,
    at               timestamptz NOT NULL,
    kind             text        NOT NULL,
    role             text        NOT NULL,
    account_id       uuid        NOT NULL,
    channel          text        NOT NULL CHECK (channel IN ('online', 'phone', 'france_services', 'caisse')),
    sealed           bytea       NOT NULL,
    was              text        NOT NULL,
    recallable_until timestamptz,
    recalled_at      timestamptz,
    line_id          uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE acts_for IS 'What helpers, 3422, caisses and operators did for the person (enrolment.ForKind), told at once on every known channel.';
COMMENT ON COLUMN acts_for.channel IS 'How it reached us: the values of letter.Way.';
COMMENT ON COLUMN acts_for.sealed IS 'Name and structure of the agent at that time, number of the receipt, what was there before: under the space''s key (JSON of enrolment.forDetail).';
COMMENT ON COLUMN acts_for.was IS 'State of the space before: a recall leads back to it.';
COMMENT ON COLUMN acts_for.recallable_until IS 'End of the seventh day in Europe/Paris; null when the act cannot be recalled.';
CALL wall('acts_for');

ALTER TABLE spaces ADD COLUMN object_by timestamptz,
    ADD CONSTRAINT spaces_suspended CHECK (state <> 'SUSPENDED' OR object_by IS NOT NULL);
COMMENT ON COLUMN spaces.object_by IS 'Suspended: end of the 42 days that the holder has to object; then it is archived.';
CREATE INDEX spaces_to_archive ON spaces (object_by) WHERE state = 'SUSPENDED';
CREATE INDEX spaces_in_transition ON spaces (since) WHERE state = 'DMP_ONLY';

ALTER TABLE persons ADD COLUMN death_told boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN persons.death_told IS 'The death in died_on has closed the space already.';
CREATE INDEX persons_dead ON persons (patient_id) WHERE died_on IS NOT NULL AND NOT death_told;

ALTER TABLE receipts DROP CONSTRAINT receipts_kind_check,
    ADD CONSTRAINT receipts_kind_check CHECK (kind IN ('opposition', 'closure', 'erasure', 'erasure-request', 'keeping', 'reopening', 'recall'));

ALTER TABLE invitations DROP CONSTRAINT invitations_channel_check,
    ADD CONSTRAINT invitations_channel_check CHECK (channel IN ('email', 'sms', 'letter', 'slip'));
COMMENT ON COLUMN invitations.channel IS 'How the current issue is sent; a slip is printed before the person, at a counter.';
