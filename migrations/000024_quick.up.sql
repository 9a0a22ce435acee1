-- What makes a page cost a page, however much a space holds.

-- Documents that the policy and the filters of a list cannot tell apart, and how
-- many there are: a list of thousands is decided and counted on a few dozen rows.
CREATE TABLE document_shapes (
    patient_id                  uuid        NOT NULL,
    type                        text        NOT NULL,
    class                       text        NOT NULL,
    author_kind                 text        NOT NULL,
    author_id                   uuid        NOT NULL,
    structure                   text        NOT NULL,
    status                      text        NOT NULL,
    masked                      boolean     NOT NULL,
    hidden_from_patient_until   timestamptz NOT NULL,
    hidden_from_representatives boolean     NOT NULL,
    year                        bigint      NOT NULL,
    documents                   bigint      NOT NULL,
    bytes                       bigint      NOT NULL,
    PRIMARY KEY (patient_id, status, type, class, author_kind, author_id, structure, masked, hidden_from_patient_until,
        hidden_from_representatives, year)
);
COMMENT ON TABLE document_shapes IS 'How many documents of a space look the same to the policy and to the filters. It is made of documents by their own statements and says nothing that they do not, so it names no line of its own.';
COMMENT ON COLUMN document_shapes.hidden_from_patient_until IS 'As in documents; -infinity where there is none.';
COMMENT ON COLUMN document_shapes.year IS 'Of the care.';
COMMENT ON COLUMN document_shapes.documents IS 'How many; none for a shape that no document has any longer.';
COMMENT ON COLUMN document_shapes.bytes IS 'Of their files, as deposited.';
CALL wall('document_shapes');

-- One pass for each statement, not for each row: « Tout masquer » is one
-- statement over thousands. Rows are taken in one order, so that two imports at
-- once wait for each other and never cross.
CREATE FUNCTION shape_documents() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO document_shapes AS s
        SELECT patient_id, type, class, author_kind, author_id, structure, status, masked_at IS NOT NULL,
               coalesce(hidden_from_patient_until, '-infinity'), hidden_from_representatives, extract(year FROM cared_on), count(*), sum(size)
        FROM came GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 ORDER BY 1, 7, 2, 3, 4, 5, 6, 8, 9, 10, 11
        ON CONFLICT (patient_id, status, type, class, author_kind, author_id, structure, masked, hidden_from_patient_until,
            hidden_from_representatives, year)
        DO UPDATE SET documents = s.documents + excluded.documents, bytes = s.bytes + excluded.bytes;
    ELSE
        INSERT INTO document_shapes AS s
        SELECT patient_id, type, class, author_kind, author_id, structure, status, masked_at IS NOT NULL,
               coalesce(hidden_from_patient_until, '-infinity'), hidden_from_representatives, extract(year FROM cared_on), sum(n), sum(n * size)
        FROM (SELECT *, 1 AS n FROM came UNION ALL SELECT *, -1 FROM went) changed
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 HAVING sum(n) <> 0 OR sum(n * size) <> 0
        ORDER BY 1, 7, 2, 3, 4, 5, 6, 8, 9, 10, 11
        ON CONFLICT (patient_id, status, type, class, author_kind, author_id, structure, masked, hidden_from_patient_until,
            hidden_from_representatives, year)
        DO UPDATE SET documents = s.documents + excluded.documents, bytes = s.bytes + excluded.bytes;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER shape_documents_added AFTER INSERT ON documents REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION shape_documents();
CREATE TRIGGER shape_documents_changed AFTER UPDATE ON documents REFERENCING OLD TABLE AS went NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION shape_documents();

ALTER TABLE documents NO FORCE ROW LEVEL SECURITY;
ALTER TABLE document_shapes NO FORCE ROW LEVEL SECURITY;
INSERT INTO document_shapes
    SELECT patient_id, type, class, author_kind, author_id, structure, status, masked_at IS NOT NULL,
           coalesce(hidden_from_patient_until, '-infinity'), hidden_from_representatives, extract(year FROM cared_on), count(*), sum(size)
    FROM documents GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11;
ALTER TABLE documents FORCE ROW LEVEL SECURITY;
ALTER TABLE document_shapes FORCE ROW LEVEL SECURITY;

-- What came since a visit, without the rest.
CREATE INDEX documents_added ON documents (patient_id, added_at DESC) WHERE status IN ('approved', 'archived');

-- A history without the holder's own looking around, which drowns the rest: a
-- page of it touches the lines that it shows. The words are those of
-- accesslog.History, to the letter, or the index is of no use.
CREATE INDEX access_log_told ON access_log (patient_id, id)
    WHERE NOT (role IN ('patient', 'system') AND act IN ('identity.read', 'identity.import', 'access.read', 'history.read', 'document.list',
        'profile.read', 'measure.read', 'vaccination.read'));
