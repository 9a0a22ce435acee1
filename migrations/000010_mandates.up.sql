-- Mandates: a person lets the helper beside her act, for what she ticks, until
-- a day; what she shows of her documents; what the helper finds again.

CREATE TABLE mandates (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    account_id uuid        NOT NULL,
    tasks      text        NOT NULL CHECK (tasks <> ''),
    term       text        NOT NULL CHECK (term IN ('day', 'month', 'half', 'year')),
    protection text        NOT NULL CHECK (protection IN ('none', 'curatelle')),
    document   text        NOT NULL CHECK (document IN ('identity', 'passport', 'residence', 'driving', 'other')),
    proof      text        NOT NULL CHECK (proof IN ('code', 'card')),
    agreement  text        NOT NULL CHECK (agreement IN ('signed', 'code')),
    text_hash  bytea       NOT NULL CHECK (length(text_hash) = 32),
    sealed     bytea       NOT NULL,
    opened_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    ended_by   text        NOT NULL DEFAULT '' CHECK (ended_by IN ('', 'person', 'helper', 'replaced', 'support')),
    sitting    uuid,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id),
    CHECK (ends_at > opened_at),
    CHECK ((ended_by = '') = (ended_at IS NULL))
);
COMMENT ON TABLE mandates IS 'What a person lets one helper do, and until when (HLP, decisions.md §5). Kept when over: it is the proof.';
COMMENT ON COLUMN mandates.account_id IS 'The helper: nobody else of the structure acts under it.';
COMMENT ON COLUMN mandates.tasks IS 'Values of access.Task, with a space between.';
COMMENT ON COLUMN mandates.document IS 'Which kind of identity document the helper saw; its number is never kept.';
COMMENT ON COLUMN mandates.proof IS 'What the person typed besides number and birth date: the code received, or the serial number of the card.';
COMMENT ON COLUMN mandates.agreement IS 'How she agreed: on paper, or with a code sent to the contact known.';
COMMENT ON COLUMN mandates.text_hash IS 'SHA-256 of the dated text that was read aloud and printed.';
COMMENT ON COLUMN mandates.sealed IS 'That text, names of helper and structure on that day, sealed under the space''s key (JSON of mandate.Words).';
COMMENT ON COLUMN mandates.sitting IS 'The session that is open under it; what is shown in one session is not in the next.';
CREATE UNIQUE INDEX mandates_live ON mandates (patient_id, account_id) WHERE ended_at IS NULL;
CALL wall('mandates');

CREATE TABLE unveilings (
    patient_id  uuid        NOT NULL,
    id          uuid        NOT NULL,
    mandate_id  uuid        NOT NULL,
    document_id uuid        NOT NULL,
    sitting     uuid        NOT NULL,
    at          timestamptz NOT NULL,
    ended_at    timestamptz,
    line_id     uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE unveilings IS 'Documents that a person showed to her helper, one at a time, for the session that was open.';
COMMENT ON COLUMN unveilings.ended_at IS 'When the curtain was drawn again before the end of the session.';
COMMENT ON COLUMN unveilings.sitting IS 'That session: once another is open, or none, the document is behind the curtain again.';
CREATE INDEX unveilings_of ON unveilings (patient_id, mandate_id);
CALL wall('unveilings');

CREATE TABLE held_mandates (
    account_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    patient_id uuid        NOT NULL,
    tasks      text        NOT NULL,
    opened_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    ended_by   text        NOT NULL DEFAULT '',
    sealed     bytea       NOT NULL,
    PRIMARY KEY (account_id, id)
);
COMMENT ON TABLE held_mandates IS 'Mandates as their helper finds them again across spaces, written with them.';
COMMENT ON COLUMN held_mandates.sealed IS 'First name and initial of the person, sealed under the service key.';
CALL wall_of_account('held_mandates');
CALL erasable('held_mandates');
-- The person ends a mandate from her space: her helper's list says so at once.
CREATE POLICY space ON held_mandates TO espacesante_app
    USING (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid));

CREATE TABLE helper_lines (
    account_id uuid        NOT NULL,
    line       uuid        NOT NULL,
    patient_id uuid        NOT NULL,
    at         timestamptz NOT NULL,
    act        text        NOT NULL,
    target     text        NOT NULL,
    reason     text        NOT NULL,
    PRIMARY KEY (account_id, line)
);
COMMENT ON TABLE helper_lines IS 'The journal of a helper: lines of access_log as their helper reads them across spaces, written with them.';
CALL wall_of_account('helper_lines');
CALL erasable('helper_lines');
REVOKE UPDATE ON helper_lines FROM espacesante_app, espacesante_batch;
