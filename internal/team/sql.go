package team

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/identity"
)

type teamRow struct {
	ID     id.Team
	Sealed []byte
	MadeBy id.Account
	MadeAt time.Time
	Joined bool
}

func teamsOf(ctx context.Context, tx db.Runner, a id.Account) ([]teamRow, error) {
	return db.Rows[teamRow](ctx, tx, `
		SELECT t.id, t.sealed, t.made_by, t.made_at, m.joined_at IS NOT NULL AS joined
		FROM team_members m JOIN teams t ON t.id = m.team_id AND t.ended_at IS NULL
		WHERE m.account_id = @account AND m.left_at IS NULL ORDER BY t.made_at, t.id`, pgx.NamedArgs{"account": a})
}

func teamsByID(ctx context.Context, tx db.Runner, teams []id.Team) ([]teamRow, error) {
	return db.Rows[teamRow](ctx, tx, `
		SELECT id, sealed, made_by, made_at, true AS joined FROM teams
		WHERE id = ANY(@teams) AND ended_at IS NULL ORDER BY made_at, id`, pgx.NamedArgs{"teams": teams})
}

type memberRow struct {
	TeamID id.Team
	Member
}

func membersOf(ctx context.Context, tx db.Runner, teams []id.Team) ([]memberRow, error) {
	return db.Rows[memberRow](ctx, tx, `
		SELECT m.team_id, p.account_id AS account, p.title, p.given_name, p.name, p.profession,
		       coalesce(st.city, '') AS city, m.joined_at IS NOT NULL AS joined
		FROM team_members m JOIN professionals p ON p.account_id = m.account_id
		LEFT JOIN LATERAL (SELECT s.city FROM professional_structures ps JOIN structures s ON s.finess = ps.finess
		                   WHERE ps.account_id = p.account_id ORDER BY ps.finess LIMIT 1) st ON true
		WHERE m.team_id = ANY(@teams) AND m.left_at IS NULL ORDER BY m.joined_at NULLS LAST, p.name, p.account_id`,
		pgx.NamedArgs{"teams": teams})
}

func colleagues(ctx context.Context, tx db.Runner, finess string, but id.Account) ([]Member, error) {
	return db.Rows[Member](ctx, tx, `
		SELECT p.account_id AS account, p.title, p.given_name, p.name, p.profession, s.city, true AS joined
		FROM professional_structures ps
		JOIN structures s ON s.finess = ps.finess
		JOIN professionals p ON p.account_id = ps.account_id
		JOIN accounts a ON a.id = p.account_id AND a.active
		WHERE ps.finess = @finess AND p.account_id <> @but ORDER BY p.name, p.given_name LIMIT 200`,
		pgx.NamedArgs{"finess": finess, "but": but})
}

func professionalOf(ctx context.Context, tx db.Runner, rpps identity.RPPS) (id.Account, error) {
	a, err := db.One[id.Account](ctx, tx, `
		SELECT p.account_id FROM professionals p JOIN accounts a ON a.id = p.account_id AND a.active
		WHERE p.rpps = @rpps`, pgx.NamedArgs{"rpps": rpps.String()})
	if errors.Is(err, pgx.ErrNoRows) {
		return id.Account{}, nil
	}
	return a, err
}

func isMember(ctx context.Context, tx db.Runner, team id.Team, a id.Account) (bool, error) {
	return db.One[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM team_members m JOIN teams t ON t.id = m.team_id AND t.ended_at IS NULL
		               WHERE m.team_id = @team AND m.account_id = @account AND m.joined_at IS NOT NULL AND m.left_at IS NULL)`,
		pgx.NamedArgs{"team": team, "account": a})
}

func insertTeam(ctx context.Context, tx db.Runner, team id.Team, by id.Account, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		WITH t AS (INSERT INTO teams (id, sealed, made_by, made_at) VALUES (@team, @sealed, @by, @now) RETURNING id)
		INSERT INTO team_members (team_id, account_id, asked_by, asked_at, joined_at) SELECT id, @by, @by, @now, @now FROM t`,
		pgx.NamedArgs{"team": team, "by": by, "sealed": sealed, "now": tx.Now()})
	return err
}

// ask asks one who is not of the team; one who is, or was asked, stays as he is.
func ask(ctx context.Context, tx db.Runner, team id.Team, to, by id.Account) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO team_members (team_id, account_id, asked_by, asked_at) VALUES (@team, @to, @by, @now)
		ON CONFLICT (team_id, account_id) DO UPDATE SET asked_by = @by, asked_at = @now, joined_at = NULL, left_at = NULL
		WHERE team_members.left_at IS NOT NULL`,
		pgx.NamedArgs{"team": team, "to": to, "by": by, "now": tx.Now()})
	return err
}

func join(ctx context.Context, tx db.Runner, team id.Team, a id.Account) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE team_members SET joined_at = @now
		WHERE team_id = @team AND account_id = @account AND joined_at IS NULL AND left_at IS NULL
		      AND EXISTS (SELECT FROM teams t WHERE t.id = @team AND t.ended_at IS NULL)`,
		pgx.NamedArgs{"team": team, "account": a, "now": tx.Now()})
	return tag.RowsAffected() == 1, err
}

func leave(ctx context.Context, tx db.Runner, team id.Team, a id.Account) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE team_members SET left_at = @now WHERE team_id = @team AND account_id = @account AND left_at IS NULL`,
		pgx.NamedArgs{"team": team, "account": a, "now": tx.Now()})
	return tag.RowsAffected() == 1, err
}

func endTeam(ctx context.Context, tx db.Runner, team id.Team, by id.Account) (bool, error) {
	tag, err := tx.Exec(ctx, `UPDATE teams SET ended_at = @now WHERE id = @team AND made_by = @by AND ended_at IS NULL`,
		pgx.NamedArgs{"team": team, "by": by, "now": tx.Now()})
	return tag.RowsAffected() == 1, err
}
