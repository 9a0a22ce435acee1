ALTER TABLE folders DROP COLUMN hidden_from_representatives;
DROP INDEX document_requests_open;
CREATE UNIQUE INDEX document_requests_open ON document_requests (patient_id, document_id, kind) WHERE state = 'open' AND document_id IS NOT NULL;
ALTER TABLE document_requests DROP COLUMN hidden_from_representatives;
