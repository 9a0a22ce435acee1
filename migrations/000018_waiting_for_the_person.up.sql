-- « Pas encore le patient » (R.1111-53): at day 14 the person is told that
-- something was updated, not what; a month after the deposit it is theirs to see.
ALTER TABLE documents ADD COLUMN hint_due_at timestamptz;
COMMENT ON COLUMN documents.hint_due_at IS 'When the person is to be told of an update, without saying which (R.1111-53, day 14); null: not to be told, or told.';
CREATE INDEX documents_hints ON documents (hint_due_at) WHERE hint_due_at IS NOT NULL;
CREATE INDEX documents_unannounced ON documents (hidden_from_patient_until) WHERE hidden_from_patient_until IS NOT NULL;
