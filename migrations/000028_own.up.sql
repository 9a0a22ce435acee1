-- What a minor does with a sign-in of their own stays their own (decisions.md §4, R.1111-50).
ALTER TABLE document_requests ADD COLUMN hidden_from_representatives boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN document_requests.hidden_from_representatives IS 'Asked by a minor in person: who represents them is told nothing of it, nor of the answer.';
-- A minor and a parent may ask for the same; one is not told that the other did.
DROP INDEX document_requests_open;
CREATE UNIQUE INDEX document_requests_open ON document_requests (patient_id, document_id, kind, hidden_from_representatives)
    WHERE state = 'open' AND document_id IS NOT NULL;

ALTER TABLE folders ADD COLUMN hidden_from_representatives boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN folders.hidden_from_representatives IS 'Made by a minor in person: its name is theirs.';
