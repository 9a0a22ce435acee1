DROP TABLE say_changes;
DROP INDEX professionals_by_name, documents_kept;
DROP FUNCTION plain_name;
ALTER TABLE documents DROP CONSTRAINT documents_masked_with_all, DROP COLUMN masked_with_all;
