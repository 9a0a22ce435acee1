DROP INDEX documents_binned;
DROP INDEX documents_blobs;
ALTER TABLE documents
    DROP CONSTRAINT documents_size_check,
    ADD CONSTRAINT documents_size_check CHECK (size > 0) NOT VALID;
CREATE UNIQUE INDEX documents_blob_key ON documents (blob) WHERE blob <> '';
COMMENT ON COLUMN documents.size IS 'Bytes of the file as deposited, before sealing.';
