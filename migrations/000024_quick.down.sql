DROP INDEX access_log_told, documents_added;
DROP TRIGGER shape_documents_changed ON documents;
DROP TRIGGER shape_documents_added ON documents;
DROP TABLE document_shapes;
DROP FUNCTION shape_documents();
