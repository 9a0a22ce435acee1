-- Rows that came with a previous DMP stay, unchecked: the program of before
-- shows them as somebody else's.
DROP INDEX documents_imported;
ALTER TABLE documents DROP CONSTRAINT documents_informed, DROP CONSTRAINT documents_author_kind_check,
    ADD CONSTRAINT documents_author_kind_check CHECK (author_kind IN ('patient', 'professional')) NOT VALID,
    ADD CONSTRAINT documents_check1 CHECK (author_kind = 'patient' OR informed) NOT VALID;
COMMENT ON COLUMN documents.author_kind IS NULL;
DROP TABLE scam_reports, marks, reminder_letters;
DROP INDEX spaces_to_remind;
ALTER TABLE spaces DROP COLUMN reminded_at;
