-- Who may open by what was said: an agreement collected for a colleague, teams
-- across structures; and the habilitations, published a version after another.

ALTER TABLE consents DROP CONSTRAINT consents_scope_check,
    ADD CONSTRAINT consents_scope_check CHECK (scope IN ('team', 'day', 'code', 'entrusted')),
    ADD COLUMN starts_at timestamptz,
    ADD COLUMN informed boolean NOT NULL DEFAULT false,
    ADD COLUMN collector_id uuid,
    ADD COLUMN team_id uuid,
    ADD CONSTRAINT consents_collected CHECK ((scope = 'entrusted') = (collector_id IS NOT NULL)),
    ADD CONSTRAINT consents_to_another CHECK (collector_id IS DISTINCT FROM account_id),
    ADD CONSTRAINT consents_of_team CHECK (team_id IS NULL OR scope = 'team');
COMMENT ON COLUMN consents.starts_at IS 'When it begins to hold; null: as soon as it is given.';
COMMENT ON COLUMN consents.informed IS 'The professional declared that the person was told who will read, and what she may refuse (R.1111-46).';
COMMENT ON COLUMN consents.collector_id IS 'Who collected it for a colleague (L.1111-17 II).';
COMMENT ON COLUMN consents.team_id IS 'The formalised team that it was given to (L.1110-12, 3°): it holds for its members of the moment.';

CREATE TABLE teams (
    id       uuid        PRIMARY KEY,
    sealed   bytea       NOT NULL,
    made_by  uuid        NOT NULL REFERENCES accounts,
    made_at  timestamptz NOT NULL,
    ended_at timestamptz
);
COMMENT ON TABLE teams IS 'Formalised care teams, across structures (L.1110-12, 3°), recorded by one of their members.';
COMMENT ON COLUMN teams.sealed IS 'The name of the team, under the service key.';
CREATE TABLE team_members (
    team_id    uuid        NOT NULL REFERENCES teams,
    account_id uuid        NOT NULL REFERENCES professionals,
    asked_by   uuid        NOT NULL REFERENCES accounts,
    asked_at   timestamptz NOT NULL,
    joined_at  timestamptz,
    left_at    timestamptz,
    PRIMARY KEY (team_id, account_id)
);
COMMENT ON TABLE team_members IS 'Who is of a team. Nobody is before having said yes.';
CREATE INDEX team_members_of ON team_members (account_id) WHERE left_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON teams, team_members TO espacesante_app;

CREATE TABLE matrices (
    version     int         PRIMARY KEY CHECK (version > 1),
    text_on     date        NOT NULL,
    in_force_at timestamptz NOT NULL,
    proposed_by uuid        NOT NULL REFERENCES accounts,
    proposed_at timestamptz NOT NULL,
    settled_by  uuid        REFERENCES accounts,
    settled_at  timestamptz,
    published   boolean     NOT NULL DEFAULT false,
    CHECK ((settled_by IS NULL) = (settled_at IS NULL)),
    CHECK (NOT published OR settled_by <> proposed_by)
);
COMMENT ON TABLE matrices IS 'Versions of the habilitations after the first, which the program carries: proposed by one operator, published or dropped by another.';
COMMENT ON COLUMN matrices.text_on IS 'The day of the text it stands on.';
COMMENT ON COLUMN matrices.in_force_at IS 'From when decisions are made on it, once published.';
CREATE UNIQUE INDEX matrices_one_waits ON matrices ((true)) WHERE settled_at IS NULL;
CREATE INDEX matrices_in_force ON matrices (in_force_at DESC, version DESC) WHERE published;
CREATE TABLE matrix_cells (
    version    int     NOT NULL REFERENCES matrices,
    profession text    NOT NULL,
    type       text    NOT NULL,
    read       boolean NOT NULL,
    source     text    NOT NULL CHECK (source <> ''),
    confidence text    NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
    PRIMARY KEY (version, profession, type)
);
COMMENT ON TABLE matrix_cells IS 'What each profession may read, type by type, in one version. Never changed.';
GRANT SELECT, INSERT ON matrices, matrix_cells TO espacesante_app;
GRANT UPDATE (in_force_at, settled_by, settled_at, published) ON matrices TO espacesante_app;
