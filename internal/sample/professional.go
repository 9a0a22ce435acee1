package sample

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/identity"
)

// Professional is a professional made, and who they are when they sign in.
type Professional struct {
	access.Actor
	RPPS string
}

// Professional makes a professional of the directory who works in the
// structure of that number; nowhere when it is empty.
func (w *World) Professional(t testing.TB, profession, specialty, finess string) *Professional {
	t.Helper()
	w.number++
	p := &Professional{RPPS: luhn(fmt.Sprintf("9991%06d", w.number))}
	line := map[string]string{"rpps": p.RPPS, "name": "Fictif" + strings.Repeat("e", w.number), "given_name": "Paul", "title": "Dr",
		"profession": profession, "specialty": specialty}
	if finess != "" {
		line["structure_finess"], line["structure_name"], line["structure_city"] = finess, "Cabinet des Tilleuls", "Versailles"
	}
	_, err := identity.ImportProfessionals(t.Context(), w.Pool, w.Vault, one(line), identity.Watch{Refused: refused})
	check(t, err)
	var account id.Account
	check(t, w.Pool.InTx(t.Context(), func(tx *db.Tx) (err error) {
		account, err = db.One[id.Account](t.Context(), tx, `SELECT account_id FROM professionals WHERE rpps = @rpps`, pgx.NamedArgs{"rpps": p.RPPS})
		return err
	}))
	p.Actor, err = w.People.Actor(t.Context(), account, finess)
	check(t, err)
	return p
}

// FINESS is the number of the n-th structure.
func FINESS(n int) string { return luhn(fmt.Sprintf("7899%04d", n)) }

// luhn adds the last digit of a public number.
func luhn(digits string) string {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return digits + fmt.Sprint((10-sum%10)%10)
}
