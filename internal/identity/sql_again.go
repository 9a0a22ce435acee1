package identity

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
)

func isErased(ctx context.Context, tx db.Runner, mac []byte) (bool, error) {
	return db.One[bool](ctx, tx, `
		SELECT EXISTS (SELECT FROM person_numbers n JOIN spaces s ON s.patient_id = n.patient_id
		               WHERE n.ins_mac = @mac AND s.state = 'DELETED')`, pgx.NamedArgs{"mac": mac})
}

func upsertAsked(ctx context.Context, tx db.Runner, mac, proof []byte) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO new_space_requests (ins_mac, proof_mac, asked_at) VALUES (@mac, @proof, @now)
		ON CONFLICT (ins_mac, proof_mac) DO UPDATE SET asked_at = @now`, pgx.NamedArgs{"mac": mac, "proof": proof, "now": tx.Now()})
	return err
}

// askedFor gives what was shown for each of the numbers.
func askedFor(ctx context.Context, tx db.Runner, macs [][]byte) (map[string][][]byte, error) {
	type asked struct {
		INSMAC   []byte
		ProofMAC []byte
	}
	rows, err := db.Rows[asked](ctx, tx, `
		SELECT ins_mac, proof_mac FROM new_space_requests WHERE ins_mac = ANY(@macs) AND space_id IS NULL ORDER BY ins_mac, proof_mac`,
		pgx.NamedArgs{"macs": macs})
	all := map[string][][]byte{}
	for _, r := range rows {
		all[string(r.INSMAC)] = append(all[string(r.INSMAC)], r.ProofMAC)
	}
	return all, err
}

func newSpaces(ctx context.Context, tx db.Runner, most int) ([]id.Patient, error) {
	rows, err := tx.Query(ctx, `
		SELECT DISTINCT space_id FROM new_space_requests WHERE space_id IS NOT NULL ORDER BY space_id LIMIT @most`, pgx.NamedArgs{"most": most})
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[id.Patient])
}

func forgetAsked(ctx context.Context, tx db.Runner, all []id.Patient) error {
	_, err := tx.Exec(ctx, `DELETE FROM new_space_requests WHERE space_id = ANY(@all)`, pgx.NamedArgs{"all": all})
	return err
}

// forgetAskedBefore forgets what was asked for long ago and no file has borne out.
func forgetAskedBefore(ctx context.Context, tx db.Runner, before time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM new_space_requests WHERE asked_at < @before AND space_id IS NULL`, pgx.NamedArgs{"before": before})
	return err
}
