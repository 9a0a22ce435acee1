package consent

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// foundColumns are a professional of the directory whom nothing links to the
// space yet, but perhaps a block.
const foundColumns = `
	SELECT p.account_id AS account, p.name, p.given_name, p.title, p.profession, p.specialty, coalesce(st.name, '') AS structure,
	       coalesce(st.city, '') AS city, '' AS standing, NULL::timestamptz AS since, NULL::timestamptz AS first_opening,
	       NULL::timestamptz AS last_opening, '' AS asked_by, `

const foundPlace = `
	LEFT JOIN LATERAL (SELECT s.name, s.city FROM professional_structures ps JOIN structures s ON s.finess = ps.finess
	                   WHERE ps.account_id = p.account_id ORDER BY ps.finess LIMIT 1) st ON true`

// seek reads the beginning of the directory that q asks for. The bounds on the
// name are what the index answers; beyond follows every letter.
func seek(ctx context.Context, tx *gate.Tx, patient id.Patient, q Sought) ([]Professional, error) {
	return db.Rows[Professional](ctx, tx, foundColumns+`b.account_id IS NOT NULL AS blocked
		FROM professionals p JOIN accounts a ON a.id = p.account_id`+foundPlace+`
		LEFT JOIN blocks b ON b.patient_id = @patient AND b.account_id = p.account_id AND b.ended_at IS NULL
		WHERE a.active AND (p.rpps = @rpps OR @rpps = '' AND plain_name(p.name) ~>=~ plain_name(@name) AND plain_name(p.name) ~<~ (plain_name(@name) || @beyond))
		      AND (@city = '' OR EXISTS (
		          SELECT FROM professional_structures ps JOIN structures s ON s.finess = ps.finess
		          WHERE ps.account_id = p.account_id
		                AND starts_with(plain_name(s.city), plain_name(@city))))
		ORDER BY p.name, p.given_name, p.account_id LIMIT @most`,
		pgx.NamedArgs{"patient": patient, "rpps": q.RPPS, "name": q.Name, "beyond": "\U0010FFFF", "city": q.City, "most": MostFound + 1})
}

// unknown is a professional of the directory whom nothing links to the space.
func unknown(ctx context.Context, tx *gate.Tx, professional id.Account) (Professional, error) {
	p, err := db.Row[Professional](ctx, tx, foundColumns+`false AS blocked FROM professionals p`+foundPlace+` WHERE p.account_id = @account`,
		pgx.NamedArgs{"account": professional})
	if errors.Is(err, pgx.ErrNoRows) {
		return p, problem.Missing("professional")
	}
	return p, err
}
