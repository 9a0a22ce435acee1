ALTER TABLE document_texts DROP COLUMN sieve;
