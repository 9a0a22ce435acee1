-- Agents of 3422 and of the caisses: whom they have on the line or before them,
-- for how long, how surely known; and the requests that outlast a call.

CREATE TABLE attendances (
    account_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('call', 'visit', 'file')),
    reason     text        NOT NULL DEFAULT '',
    opened_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    patient_id uuid,
    level      int         NOT NULL DEFAULT 0,
    code_id    uuid,
    PRIMARY KEY (account_id, id),
    CHECK (kind = 'call' OR patient_id IS NOT NULL)
);
COMMENT ON TABLE attendances IS 'Calls, visits and files that an agent has opened: what he finds again, and nothing of the person.';
COMMENT ON COLUMN attendances.kind IS 'call: 3422. visit: the person is at the counter. file: the counter, without the person (death, fraud, protection).';
COMMENT ON COLUMN attendances.reason IS 'Which tile the agent pressed.';
COMMENT ON COLUMN attendances.patient_id IS 'Whom it is about; none until a caller is identified.';
COMMENT ON COLUMN attendances.level IS 'As in identifications, for the agent''s own page; nothing is decided on it.';
COMMENT ON COLUMN attendances.code_id IS 'The one-time code sent to be read back in this call.';
CALL wall_of_account('attendances');
CALL erasable('attendances');
CREATE UNIQUE INDEX attendances_one_call ON attendances (account_id) WHERE kind = 'call' AND ended_at IS NULL;
CREATE INDEX attendances_of ON attendances (patient_id) WHERE patient_id IS NOT NULL;

CREATE TABLE identifications (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    account_id uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('call', 'visit', 'file')),
    level      int         NOT NULL CHECK (level BETWEEN 0 AND 2),
    shown      text        NOT NULL DEFAULT '',
    ends_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE identifications IS 'How surely an agent knows who is on the line or before him: what the policy reads (SUP-02, CPAM-01).';
COMMENT ON COLUMN identifications.id IS 'The attendance.';
COMMENT ON COLUMN identifications.level IS 'Of a call: 1 checked by phone, 2 a code sent to the known contact was read back, or code, number and serial go together (#132).';
COMMENT ON COLUMN identifications.shown IS 'Which kind of document a visitor showed; its number is never kept.';
CALL wall('identifications');

CREATE TABLE tickets (
    number    text        PRIMARY KEY,
    team      text        NOT NULL CHECK (team IN ('support', 'caisse', 'dpo')),
    subject   text        NOT NULL,
    step      text        NOT NULL,
    opened_at timestamptz NOT NULL,
    due_on    date        NOT NULL,
    closed_at timestamptz,
    sealed    bytea,
    CHECK ((step = 'done') = (closed_at IS NOT NULL))
);
COMMENT ON TABLE tickets IS 'Requests that outlast a call: what, whose turn, by when. Of whom is in ticket_spaces, or nowhere.';
COMMENT ON COLUMN tickets.number IS 'Told to the person, who follows the request with it.';
COMMENT ON COLUMN tickets.sealed IS 'Where and when it is safe to call back, sealed under the service key (JSON of support.CallBack): of protection only.';
CREATE INDEX tickets_open ON tickets (team, due_on, number) WHERE closed_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON tickets TO espacesante_app;
GRANT SELECT ON tickets TO espacesante_batch;

CREATE TABLE ticket_spaces (
    patient_id uuid NOT NULL,
    number     text NOT NULL,
    line_id    uuid NOT NULL,
    PRIMARY KEY (patient_id, number)
);
COMMENT ON TABLE ticket_spaces IS 'Requests of the person of a space.';
CALL wall('ticket_spaces');
