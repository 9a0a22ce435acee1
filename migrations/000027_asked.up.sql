-- A professional is reminded of what a person asked of him before its 30 days end (R.1111-47).
ALTER TABLE asked_professionals ADD reminded_at timestamptz;
COMMENT ON COLUMN asked_professionals.reminded_at IS 'When he was reminded, once, a week before due_at.';
CREATE INDEX asked_professionals_waiting ON asked_professionals (due_at) WHERE settled_at IS NULL AND reminded_at IS NULL;
