-- An error that a professional reports to the author of a document (ux.md GP-05): a request too, and not the person's.
ALTER TABLE document_requests DROP CONSTRAINT document_requests_kind_check,
    ADD CONSTRAINT document_requests_kind_check CHECK (kind IN ('missing', 'correct', 'contest', 'report')),
    ADD COLUMN asked_by uuid, ADD CHECK ((kind = 'report') = (asked_by IS NOT NULL));
COMMENT ON COLUMN document_requests.asked_by IS 'The professional who reports an error; null for what the person asks.';
DROP INDEX document_requests_open;
CREATE UNIQUE INDEX document_requests_open ON document_requests (patient_id, document_id, kind, hidden_from_representatives,
    coalesce(asked_by, patient_id)) WHERE state = 'open' AND document_id IS NOT NULL;

-- Who reports finds the answer in the same list.
DROP POLICY asked ON asked_professionals;
CREATE POLICY asked ON asked_professionals TO espacesante_app
    USING (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid))
    WITH CHECK (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid) AND EXISTS (
        SELECT FROM document_requests r WHERE r.patient_id = asked_professionals.patient_id AND r.id = asked_professionals.id
            AND (r.account_id = asked_professionals.account_id OR r.asked_by = asked_professionals.account_id)));
