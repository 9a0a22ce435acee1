-- What the holder does with documents, and the text that is searched.

CREATE TABLE document_texts (
    patient_id  uuid  NOT NULL,
    document_id uuid  NOT NULL,
    state       text  NOT NULL CHECK (state IN ('waiting', 'read', 'unread')),
    words       bytea NOT NULL DEFAULT '',
    text        bytea NOT NULL DEFAULT '',
    PRIMARY KEY (patient_id, document_id)
);
COMMENT ON TABLE document_texts IS 'The sealed index of the space: what a search looks through. It is made of the document and says nothing that its row and its line do not, so it names no line of its own.';
COMMENT ON COLUMN document_texts.state IS 'waiting: nothing is known yet; read: its words are here; unread: the file could not be read here, and is tried again.';
COMMENT ON COLUMN document_texts.words IS 'Every word once, folded (case, accents, ligatures), sealed under the space''s key; empty before the first reading.';
COMMENT ON COLUMN document_texts.text IS 'The beginning of the text, for the extract that a result shows, sealed.';
-- Sealed bytes do not shrink: no processor is spent on trying.
ALTER TABLE document_texts ALTER COLUMN words SET STORAGE EXTERNAL, ALTER COLUMN text SET STORAGE EXTERNAL;
CREATE INDEX document_texts_waiting ON document_texts (state, patient_id, document_id) WHERE state <> 'read';
CALL wall('document_texts');
-- Whoever adds a document, it waits to be read.
CREATE FUNCTION document_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO document_texts (patient_id, document_id, state) VALUES (NEW.patient_id, NEW.id, 'waiting');
    RETURN NULL;
END $$;
CREATE TRIGGER document_waits AFTER INSERT ON documents FOR EACH ROW EXECUTE FUNCTION document_waits();

-- Documents that are there already are read by the service within minutes.
ALTER TABLE documents NO FORCE ROW LEVEL SECURITY;
ALTER TABLE document_texts NO FORCE ROW LEVEL SECURITY;
INSERT INTO document_texts (patient_id, document_id, state)
    SELECT patient_id, id, 'waiting' FROM documents WHERE size > 0;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
ALTER TABLE document_texts FORCE ROW LEVEL SECURITY;

-- Lists: what the policy and the filters look at, in the order of every list,
-- without touching the rows: five thousand documents cost what fifty do, but
-- for the reading of this.
CREATE INDEX documents_listed ON documents (patient_id, cared_on DESC, added_at DESC, id)
    INCLUDE (type, class, author_kind, author_id, structure, status, masked_at, hidden_from_patient_until, hidden_from_representatives)
    WHERE status IN ('approved', 'archived');

CREATE TABLE document_marks (
    patient_id  uuid        NOT NULL,
    account_id  uuid        NOT NULL,
    document_id uuid        NOT NULL,
    read_at     timestamptz,
    pinned_at   timestamptz,
    line_id     uuid        NOT NULL,
    PRIMARY KEY (patient_id, account_id, document_id)
);
COMMENT ON TABLE document_marks IS 'What each who is at home in a space did with a document, for himself: first read, pinned. Two parents do not read for one another.';
CREATE INDEX document_marks_pinned ON document_marks (patient_id, account_id) WHERE pinned_at IS NOT NULL;
CALL wall('document_marks');

CREATE TABLE document_visits (
    patient_id uuid        NOT NULL,
    account_id uuid        NOT NULL,
    at         timestamptz NOT NULL,
    before     timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, account_id)
);
COMMENT ON TABLE document_visits IS 'When each who is at home in a space last looked at its documents.';
COMMENT ON COLUMN document_visits.before IS 'The end of the visit before this one: what came after it is new.';
CALL wall('document_visits');

CREATE TABLE folders (
    patient_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    sealed     bytea       NOT NULL,
    made_at    timestamptz NOT NULL,
    ended_at   timestamptz,
    line_id    uuid        NOT NULL,
    PRIMARY KEY (patient_id, id)
);
COMMENT ON TABLE folders IS 'Folders that a person made for their documents.';
COMMENT ON COLUMN folders.sealed IS 'The name, sealed under the space''s key.';
CALL wall('folders');

CREATE TABLE folder_documents (
    patient_id  uuid        NOT NULL,
    folder_id   uuid        NOT NULL,
    document_id uuid        NOT NULL,
    put_at      timestamptz NOT NULL,
    ended_at    timestamptz,
    line_id     uuid        NOT NULL,
    PRIMARY KEY (patient_id, folder_id, document_id)
);
COMMENT ON TABLE folder_documents IS 'Which documents a folder names; a document may be in several.';
CALL wall('folder_documents');

CREATE TABLE document_requests (
    patient_id  uuid        NOT NULL,
    id          uuid        NOT NULL,
    kind        text        NOT NULL CHECK (kind IN ('missing', 'correct', 'contest')),
    account_id  uuid        NOT NULL,
    document_id uuid,
    sealed      bytea       NOT NULL,
    asked_at    timestamptz NOT NULL,
    due_at      timestamptz NOT NULL,
    state       text        NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'refused', 'cancelled')),
    settled_by  text        NOT NULL DEFAULT '' CHECK (settled_by IN ('', 'professional', 'operator', 'patient')),
    settled_at  timestamptz,
    answer      bytea       NOT NULL DEFAULT '',
    line_id     uuid        NOT NULL,
    PRIMARY KEY (patient_id, id),
    CHECK ((kind = 'missing') = (document_id IS NULL)),
    CHECK ((state = 'open') = (settled_at IS NULL))
);
COMMENT ON TABLE document_requests IS 'What a person asks of a professional: a document that is missing, a correction, the removal of a deposit for a motif légitime (R.1111-47).';
COMMENT ON COLUMN document_requests.account_id IS 'The professional asked.';
COMMENT ON COLUMN document_requests.sealed IS 'What the person wrote, sealed under the space''s key; so is answer.';
COMMENT ON COLUMN document_requests.due_at IS '30 days later: a contest that nobody answered until then is the operator''s.';
CREATE UNIQUE INDEX document_requests_open ON document_requests (patient_id, document_id, kind) WHERE state = 'open' AND document_id IS NOT NULL;
CREATE INDEX document_requests_contested ON document_requests (due_at) WHERE state = 'open' AND kind = 'contest';
CALL wall('document_requests');
-- The contests of all spaces are seen by operators, who settle them, and by nobody else.
CREATE POLICY operators ON document_requests FOR SELECT TO espacesante_app USING (kind = 'contest' AND state = 'open' AND EXISTS (
    SELECT FROM accounts a WHERE a.kind = 'operator' AND a.active
        AND a.id = (SELECT nullif(current_setting('app.account', true), '')::uuid)));

CREATE TABLE asked_professionals (
    account_id uuid        NOT NULL,
    id         uuid        NOT NULL,
    patient_id uuid        NOT NULL,
    kind       text        NOT NULL,
    asked_at   timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,
    settled_at timestamptz,
    sealed     bytea       NOT NULL,
    PRIMARY KEY (account_id, id)
);
COMMENT ON TABLE asked_professionals IS 'Requests as the professional who is asked sees them across spaces: the same facts as document_requests.';
COMMENT ON COLUMN asked_professionals.sealed IS 'Who asks, about which document, in which words, sealed under the service key (JSON of record.Asked).';
CALL wall_of_account('asked_professionals');
CALL erasable('asked_professionals');
-- Who asks in a space writes to the professional whom the request names, and to no other account.
CREATE POLICY asked ON asked_professionals TO espacesante_app
    USING (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid))
    WITH CHECK (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid) AND EXISTS (
        SELECT FROM document_requests r WHERE r.patient_id = asked_professionals.patient_id AND r.id = asked_professionals.id
            AND r.account_id = asked_professionals.account_id));
