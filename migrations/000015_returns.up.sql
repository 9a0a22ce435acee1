-- Coming back: a new space after an erasing, a death taken back, a list of
-- actions shown to 3422 for a day, a minor's own sign-in.

CREATE TABLE new_space_requests (
    ins_mac   bytea       NOT NULL,
    proof_mac bytea       NOT NULL,
    asked_at  timestamptz NOT NULL,
    space_id  uuid,
    PRIMARY KEY (ins_mac, proof_mac)
);
COMMENT ON TABLE new_space_requests IS 'Numbers whose space was erased, for which a new, empty one was asked: the next file of the caisse opens it when what was shown fits (domain.md §4, DELETED). Names no erased space.';
COMMENT ON COLUMN new_space_requests.proof_mac IS 'Keyed MAC of what was shown: serial number of the card and birth date, or the birth date that an agent of the caisse saw.';
COMMENT ON COLUMN new_space_requests.space_id IS 'The new space, until its invitation is made.';
GRANT SELECT, INSERT, UPDATE ON new_space_requests TO espacesante_app;
GRANT SELECT, UPDATE, DELETE ON new_space_requests TO espacesante_batch;

ALTER TABLE spaces ADD COLUMN before_death text;
COMMENT ON COLUMN spaces.before_death IS 'State in which a death found the space: where it goes back when the death was recorded by mistake.';
ALTER TABLE persons ADD COLUMN death_denied_on date;
COMMENT ON COLUMN persons.death_denied_on IS 'Day of a death that was taken back: the same day in the next file of the caisse is the same mistake.';

CREATE TABLE support_views (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    given_at   timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE support_views IS 'The person lets 3422 see the list of actions for 24 hours: dates and kinds, never a name nor a document (SUP-05).';
COMMENT ON COLUMN support_views.ended_at IS 'When the person ended it before its time.';
CALL wall('support_views');

ALTER TABLE accounts ADD COLUMN young boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN accounts.young IS 'A minor''s own sign-in, which a representative opened (decisions.md §4): shorter sessions, over at 18.';

CREATE TABLE young_accesses (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    account_id uuid        NOT NULL,
    code_mac   bytea       NOT NULL,
    sealed     bytea       NOT NULL,
    opened_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    tries      int         NOT NULL DEFAULT 0,
    used_at    timestamptz,
    ended_at   timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE young_accesses IS 'A minor''s own sign-in, as a representative offered it: a code to the minor''s own contact, then what became of it (TEEN-02).';
COMMENT ON COLUMN young_accesses.account_id IS 'Account of the representative who offered it.';
COMMENT ON COLUMN young_accesses.code_mac IS 'Keyed MAC of the code, which is derived and held by no table.';
COMMENT ON COLUMN young_accesses.sealed IS 'The minor''s own contact, sealed under the space''s key (JSON of identity.Reach); emptied when it ends.';
COMMENT ON COLUMN young_accesses.ended_at IS 'When a representative ended it, or at 18.';
CREATE UNIQUE INDEX young_accesses_live ON young_accesses (patient_id) WHERE ended_at IS NULL;
CALL wall('young_accesses');
