DROP TABLE matrix_cells, matrices, team_members, teams;
DELETE FROM consents WHERE scope = 'entrusted' OR team_id IS NOT NULL;
ALTER TABLE consents DROP CONSTRAINT consents_scope_check, DROP CONSTRAINT consents_collected, DROP CONSTRAINT consents_to_another,
    DROP CONSTRAINT consents_of_team,
    DROP COLUMN starts_at, DROP COLUMN informed, DROP COLUMN collector_id, DROP COLUMN team_id,
    ADD CONSTRAINT consents_scope_check CHECK (scope IN ('team', 'day', 'code'));
