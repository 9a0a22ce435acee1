-- What leaves the bin after 30 days is gone: its file, its words, what kind of
-- document it was. The row stays, empty, for the lines that name it. A file is
-- looked up by its name, to know whether any row ever came to it; the index is
-- not unique, because it could not be where the schema is distributed.
ALTER TABLE documents
    DROP CONSTRAINT documents_blob_key,
    DROP CONSTRAINT documents_size_check,
    ADD CONSTRAINT documents_size_check
        CHECK (size > 0 OR status = 'deleted' AND size = 0 AND blob = '' AND octet_length(sealed) = 0 AND octet_length(sha256) = 0);
COMMENT ON COLUMN documents.size IS 'Bytes of the file as deposited, before sealing; 0 once the document has left the bin for good.';
CREATE INDEX documents_blobs ON documents (blob);
CREATE INDEX documents_binned ON documents (removed_at) WHERE status = 'deleted' AND author_kind = 'patient' AND size > 0;
