ALTER TABLE document_texts ADD COLUMN sieve bytea NOT NULL DEFAULT '';
COMMENT ON COLUMN document_texts.sieve IS 'Which beginnings of words the document may hold (a Bloom filter), sealed under the space''s key: a search opens this first, and the words of what it lets through. Empty: the words alone say.';
-- Sealed bytes do not shrink.
ALTER TABLE document_texts ALTER COLUMN sieve SET STORAGE EXTERNAL;
