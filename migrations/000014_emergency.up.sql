-- Openings in an emergency, what is reviewed of them, reports of accesses, and
-- what a professional sees of his own acts.

CREATE TABLE emergency_openings (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    account_id uuid        NOT NULL,
    mode       text        NOT NULL CHECK (mode IN ('bris_de_glace', 'centre_15')),
    sealed     bytea       NOT NULL,
    opened_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    closed_at  timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE emergency_openings IS 'Openings in an emergency (L.1111-17 I, R.1111-48): one professional, one space, 60 minutes, attested and explained.';
COMMENT ON COLUMN emergency_openings.sealed IS 'The reason typed, sealed under the space''s key.';
COMMENT ON COLUMN emergency_openings.closed_at IS 'When the professional closed it before its end.';
CALL wall('emergency_openings');

CREATE TABLE access_reports (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    account_id uuid        NOT NULL,
    about      uuid        NOT NULL,
    sealed     bytea       NOT NULL,
    at         timestamptz NOT NULL,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE access_reports IS '« Je ne reconnais pas cet accès »: the professional is blocked and the case opened in one step.';
COMMENT ON COLUMN access_reports.about IS 'The line of the access that the person does not recognise.';
COMMENT ON COLUMN access_reports.sealed IS 'What the person says of it, sealed under the space''s key.';
CREATE UNIQUE INDEX access_reports_once ON access_reports (patient_id, about);
CALL wall('access_reports');

CREATE TABLE reviews (
    patient_id  uuid        NOT NULL,
    id          uuid        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('emergency', 'report')),
    account_id  uuid        NOT NULL,
    stranger    boolean     NOT NULL,
    queued_at   timestamptz NOT NULL,
    due_at      timestamptz NOT NULL,
    alarmed_at  timestamptz,
    verdict     text        NOT NULL DEFAULT '' CHECK (verdict IN ('', 'justified', 'unclear', 'unjustified')),
    reviewed_at timestamptz,
    reviewer_id uuid,
    line_id     uuid        NOT NULL,
    PRIMARY KEY (patient_id, id),
    CHECK ((verdict = '') = (reviewed_at IS NULL)),
    CHECK (reviewer_id IS DISTINCT FROM account_id)
);
COMMENT ON TABLE reviews IS 'What a reviewing doctor has to look at: emergency openings within 72 hours, and reports. Identifiers and dates, no word.';
COMMENT ON COLUMN reviews.id IS 'Of the emergency opening or the report.';
COMMENT ON COLUMN reviews.account_id IS 'The professional whose access it is: another person reviews it.';
COMMENT ON COLUMN reviews.stranger IS 'He had no link with the person: never opened the space before. Such are looked at first.';
COMMENT ON COLUMN reviews.alarmed_at IS 'When the reviewers were told that it is overdue.';
CALL wall('reviews');
-- The queue spans spaces: reviewers see it, and nobody else.
CREATE POLICY reviewers ON reviews FOR SELECT TO espacesante_app USING (EXISTS (
    SELECT FROM accounts a WHERE a.kind = 'reviewer' AND a.active
        AND a.id = (SELECT nullif(current_setting('app.account', true), '')::uuid)));
CREATE INDEX reviews_waiting ON reviews (due_at) WHERE verdict = '';

CREATE TABLE doctor_notices (
    account_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    patient_id uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('emergency')),
    at         timestamptz NOT NULL,
    sealed     bytea       NOT NULL,
    seen_at    timestamptz,
    PRIMARY KEY (account_id, id)
);
COMMENT ON TABLE doctor_notices IS 'What a médecin traitant is told of his patients: one was opened in an emergency (R.1111-48).';
COMMENT ON COLUMN doctor_notices.sealed IS 'Whose space and who opened it, sealed under the service key (JSON of care.Told).';
CALL wall_of_account('doctor_notices');
CALL erasable('doctor_notices');
-- Who opens in an emergency tells the declared médecin traitant, and no other account.
CREATE POLICY told ON doctor_notices FOR INSERT TO espacesante_app WITH CHECK (
    patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid) AND EXISTS (
    SELECT FROM treating_doctors t JOIN professionals p ON p.rpps = t.rpps
    WHERE t.patient_id = doctor_notices.patient_id AND p.account_id = doctor_notices.account_id));

CREATE TABLE professional_lines (
    account_id uuid        NOT NULL,
    line       uuid        NOT NULL,
    patient_id uuid        NOT NULL,
    at         timestamptz NOT NULL,
    act        text        NOT NULL,
    mode       text        NOT NULL,
    motive     text        NOT NULL,
    structure  text        NOT NULL,
    target     text        NOT NULL,
    reason     text        NOT NULL,
    PRIMARY KEY (account_id, line)
);
COMMENT ON TABLE professional_lines IS '« Mes accès »: lines of access_log as their professional reads them across spaces, written with them.';
CALL wall_of_account('professional_lines');
CALL erasable('professional_lines');
REVOKE UPDATE ON professional_lines FROM espacesante_app, espacesante_batch;
