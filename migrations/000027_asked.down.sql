DROP INDEX asked_professionals_waiting;
ALTER TABLE asked_professionals DROP COLUMN reminded_at;
