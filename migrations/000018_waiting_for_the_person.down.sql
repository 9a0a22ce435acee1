DROP INDEX documents_unannounced;
DROP INDEX documents_hints;
ALTER TABLE documents DROP COLUMN hint_due_at;
