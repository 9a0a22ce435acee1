DROP POLICY asked ON asked_professionals;
CREATE POLICY asked ON asked_professionals TO espacesante_app
    USING (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid))
    WITH CHECK (patient_id = (SELECT nullif(current_setting('app.space', true), '')::uuid) AND EXISTS (
        SELECT FROM document_requests r WHERE r.patient_id = asked_professionals.patient_id AND r.id = asked_professionals.id
            AND r.account_id = asked_professionals.account_id));
DROP INDEX document_requests_open;
DELETE FROM document_requests WHERE kind = 'report';
ALTER TABLE document_requests DROP COLUMN asked_by, DROP CONSTRAINT document_requests_kind_check,
    ADD CONSTRAINT document_requests_kind_check CHECK (kind IN ('missing', 'correct', 'contest'));
CREATE UNIQUE INDEX document_requests_open ON document_requests (patient_id, document_id, kind, hidden_from_representatives)
    WHERE state = 'open' AND document_id IS NOT NULL;
