package family

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
)

// link is a child that the caisses say somebody represents.
type link struct {
	PatientID id.Patient
	State     access.State
	Choice    string
	Stopped   bool
	identity.SealedPerson
}

func represented(ctx context.Context, tx db.Runner, by id.Patient) ([]link, error) {
	return db.Rows[link](ctx, tx, `
		SELECT r.patient_id, s.state, coalesce(c.choice, '') AS choice,
		       EXISTS (SELECT FROM representation_stops x WHERE x.patient_id = r.patient_id AND x.ins_mac = r.ins_mac
		               AND x.lifted_at IS NULL) AS stopped,
		       p.ins_oid, p.ins, p.traits, p.born, p.contact, p.has_dmp, p.died_on, p.vitale_mac
		FROM person_numbers n JOIN representatives r ON r.ins_mac = n.ins_mac
		JOIN spaces s ON s.patient_id = r.patient_id
		JOIN persons p ON p.patient_id = r.patient_id
		LEFT JOIN representative_choices c ON c.patient_id = r.patient_id AND c.representative_id = @by
		WHERE n.patient_id = @by AND r.ended_at IS NULL
		ORDER BY r.patient_id`, pgx.NamedArgs{"by": by})
}

// secondRow is what an account keeps of a child.
type secondRow struct {
	PatientID id.Patient
	Sealed    []byte
	EndedAt   *time.Time
}

func secondRows(ctx context.Context, tx db.Runner, account id.Account) ([]secondRow, error) {
	return db.Rows[secondRow](ctx, tx, `
		SELECT patient_id, sealed, ended_at FROM children WHERE account_id = @account ORDER BY since, patient_id`,
		pgx.NamedArgs{"account": account})
}

func upsert(ctx context.Context, tx db.Runner, account id.Account, child id.Patient, sealed []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO children (account_id, patient_id, sealed, since) VALUES (@account, @child, @sealed, @now)
		ON CONFLICT (account_id, patient_id) DO UPDATE SET sealed = @sealed, ended_at = NULL`,
		pgx.NamedArgs{"account": account, "child": child, "sealed": sealed, "now": tx.Now()})
	return err
}

func end(ctx context.Context, tx db.Runner, account id.Account, child id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE children SET ended_at = @now WHERE account_id = @account AND patient_id = @child AND ended_at IS NULL`,
		pgx.NamedArgs{"account": account, "child": child, "now": tx.Now()})
	return err
}

func endOf(ctx context.Context, tx db.Runner, children []id.Patient) error {
	_, err := tx.Exec(ctx, `
		UPDATE children SET ended_at = @now WHERE patient_id = ANY(@children) AND ended_at IS NULL`,
		pgx.NamedArgs{"children": children, "now": tx.Now()})
	return err
}

type parentRow struct {
	PatientID id.Patient
	Reason    string
	StoppedAt *time.Time
	ReviewBy  *time.Time
	identity.SealedPerson
}

func parents(ctx context.Context, tx db.Runner, child id.Patient) ([]parentRow, error) {
	return db.Rows[parentRow](ctx, tx, `
		SELECT n.patient_id, coalesce(x.reason, '') AS reason, x.stopped_at, x.review_by,
		       p.ins_oid, p.ins, p.traits, p.born, p.contact, p.has_dmp, p.died_on, p.vitale_mac
		FROM representatives r JOIN person_numbers n ON n.ins_mac = r.ins_mac
		JOIN persons p ON p.patient_id = n.patient_id
		LEFT JOIN representation_stops x ON x.patient_id = r.patient_id AND x.ins_mac = r.ins_mac AND x.lifted_at IS NULL
		WHERE r.patient_id = @child AND r.ended_at IS NULL
		ORDER BY n.patient_id`, pgx.NamedArgs{"child": child})
}

func stop(ctx context.Context, tx *gate.Tx, child, parent id.Patient, why Why, review time.Time) error {
	tag, err := tx.Exec(ctx, `
		INSERT INTO representation_stops (patient_id, ins_mac, reason, stopped_at, review_by, line_id)
		SELECT r.patient_id, r.ins_mac, @why, @now, @review, @line
		FROM representatives r JOIN person_numbers n ON n.ins_mac = r.ins_mac
		WHERE r.patient_id = @child AND n.patient_id = @parent AND r.ended_at IS NULL
		ON CONFLICT (patient_id, ins_mac) DO UPDATE SET reason = @why, review_by = @review, lifted_at = NULL, line_id = @line,
		    stopped_at = CASE WHEN representation_stops.lifted_at IS NULL THEN representation_stops.stopped_at ELSE @now END`,
		pgx.NamedArgs{"child": child, "parent": parent, "why": why, "now": tx.Now(), "review": review, "line": tx.Line()})
	if err == nil && tag.RowsAffected() == 0 {
		return problem.Missing("representative")
	}
	return err
}

func lift(ctx context.Context, tx *gate.Tx, child, parent id.Patient) error {
	tag, err := tx.Exec(ctx, `
		UPDATE representation_stops x SET lifted_at = @now, line_id = @line FROM person_numbers n
		WHERE x.patient_id = @child AND x.lifted_at IS NULL AND n.ins_mac = x.ins_mac AND n.patient_id = @parent`,
		pgx.NamedArgs{"child": child, "parent": parent, "now": tx.Now(), "line": tx.Line()})
	if err == nil && tag.RowsAffected() == 0 {
		return problem.Clash("not-suspended")
	}
	return err
}

func stops(ctx context.Context, tx db.Runner, most int) ([]Stop, error) {
	return db.Rows[Stop](ctx, tx, `
		SELECT patient_id, reason, stopped_at, review_by FROM representation_stops
		WHERE lifted_at IS NULL ORDER BY review_by, patient_id, ins_mac LIMIT @most`, pgx.NamedArgs{"most": most})
}
