package consent

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
)

// known is a professional of the directory, as the policy asks of him.
type known struct {
	Account               id.Account
	Profession, Specialty string
	Active                bool
}

// Actor is who he would be signed in.
func (k known) Actor() access.Actor {
	return access.Actor{Account: k.Account, Role: access.Professional, Profession: k.Profession, Specialty: k.Specialty, Active: k.Active}
}

// colleague is who bears the number; the zero one when nobody in practice does.
func colleague(ctx context.Context, tx *gate.Tx, rpps identity.RPPS) (known, error) {
	k, err := db.Row[known](ctx, tx, `
		SELECT p.account_id AS account, p.profession, p.specialty, a.active
		FROM professionals p JOIN accounts a ON a.id = p.account_id WHERE p.rpps = @rpps AND a.active`,
		pgx.NamedArgs{"rpps": rpps.String()})
	if errors.Is(err, pgx.ErrNoRows) {
		return known{}, nil
	}
	return k, err
}

func collected(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]Collected, error) {
	return db.Rows[Collected](ctx, tx, `
		SELECT p.account_id AS account, p.name AS for, p.given_name AS for_given, p.title AS for_title,
		       q.name AS by, q.given_name AS by_given, q.title AS by_title, c.how, c.given_at, c.starts_at
		FROM consents c
		JOIN professionals p ON p.account_id = c.account_id
		JOIN professionals q ON q.account_id = c.collector_id
		WHERE c.patient_id = @patient AND c.scope = 'entrusted' AND c.withdrawn_at IS NULL AND c.ends_at > @now
		ORDER BY c.starts_at, p.name`, pgx.NamedArgs{"patient": patient, "now": tx.Now()})
}

// ofTeam reports whether the account is a member of a team that has not ended.
func ofTeam(ctx context.Context, tx *gate.Tx, team id.Team, account id.Account) (bool, error) {
	return db.One[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM team_members m JOIN teams t ON t.id = m.team_id AND t.ended_at IS NULL
		               WHERE m.team_id = @team AND m.account_id = @account AND m.joined_at IS NOT NULL AND m.left_at IS NULL)`,
		pgx.NamedArgs{"team": team, "account": account})
}

// initial is the first agreement of a team that holds for by, the oldest first:
// his own, of his place of work, of a formalised team of his.
func initial(ctx context.Context, tx *gate.Tx, patient id.Patient, by access.Actor) ([]Initial, error) {
	return db.Rows[Initial](ctx, tx, `
		SELECT c.how, c.given_at, c.informed, coalesce(p.name, '') AS name, coalesce(p.given_name, '') AS given_name,
		       coalesce(p.title, '') AS title, coalesce(s.name, '') AS structure, c.team_id AS team
		FROM consents c
		LEFT JOIN professionals p ON p.account_id = c.account_id
		LEFT JOIN structures s ON s.finess = c.structure
		LEFT JOIN team_members m ON m.team_id = c.team_id AND m.account_id = @by AND m.joined_at IS NOT NULL AND m.left_at IS NULL
		WHERE c.patient_id = @patient AND c.scope = 'team' AND c.withdrawn_at IS NULL
		      AND (c.account_id = @by AND c.team_id IS NULL OR c.structure <> '' AND c.structure = @structure OR m.account_id IS NOT NULL)
		ORDER BY c.given_at LIMIT 1`,
		pgx.NamedArgs{"patient": patient, "by": by.Account, "structure": by.Structure})
}

func teams(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]Team, error) {
	return db.Rows[Team](ctx, tx, `
		SELECT c.team_id AS id, (array_agg(c.how ORDER BY c.given_at))[1] AS how, min(c.given_at) AS since
		FROM consents c JOIN teams t ON t.id = c.team_id AND t.ended_at IS NULL
		WHERE c.patient_id = @patient AND c.scope = 'team' AND c.withdrawn_at IS NULL
		GROUP BY c.team_id ORDER BY min(c.given_at)`, pgx.NamedArgs{"patient": patient})
}

func withdrawTeam(ctx context.Context, tx *gate.Tx, patient id.Patient, team id.Team) (bool, error) {
	tag, err := tx.Exec(ctx, `
		UPDATE consents SET withdrawn_at = @now, line_id = @line
		WHERE patient_id = @patient AND team_id = @team AND withdrawn_at IS NULL`,
		pgx.NamedArgs{"patient": patient, "team": team, "now": tx.Now(), "line": tx.Line()})
	return tag.RowsAffected() > 0, err
}
