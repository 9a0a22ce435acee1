DROP TABLE contested_lines;
DROP INDEX followed_patients_treated;
ALTER TABLE followed_patients DROP COLUMN synthesis_id, DROP COLUMN synthesis_at, DROP COLUMN treating;
DROP TABLE syntheses;
