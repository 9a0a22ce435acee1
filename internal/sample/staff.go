package sample

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
)

// Staff makes somebody who works at a desk, on the telephone or at a counter.
func (w *World) Staff(t testing.TB, role access.Role) access.Actor {
	t.Helper()
	w.number++
	email := fmt.Sprintf("agent%d@example.net", w.number)
	line := map[string]string{"kind": string(role), "name": "Agentel" + strings.Repeat("e", w.number), "given_name": "Ana", "email": email,
		"structure": "Lieu des Essais", "structure_city": "Foix"}
	_, err := identity.ImportStaff(t.Context(), w.Pool, w.Vault, one(line), identity.Watch{Refused: refused})
	check(t, err)
	account, _, err := w.People.Find(t.Context(), "staff", email)
	check(t, err)
	by, err := w.People.Actor(t.Context(), account, "")
	check(t, err)
	return by
}

// OnTheLine has agent speak with p, known as surely as level says (SUP-02), for
// an hour.
func (w *World) OnTheLine(t testing.TB, agent access.Actor, p id.Patient, level int) {
	t.Helper()
	w.attend(t, agent, p, "call", level)
}

// AtTheCounter has agent receive p, identity seen, for an hour.
func (w *World) AtTheCounter(t testing.TB, agent access.Actor, p id.Patient) {
	t.Helper()
	w.attend(t, agent, p, "visit", 0)
}

func (w *World) attend(t testing.TB, agent access.Actor, p id.Patient, kind string, level int) {
	t.Helper()
	check(t, jobs.Batch(t.Context(), w.Pool, func(tx *db.Tx) error {
		line := accesslog.Line{ID: id.NewAt[id.Line](tx.Now()), At: tx.Now(), By: agent, Act: access.IdentifyCaller, Patient: p}
		_, err := tx.Exec(t.Context(), `
			INSERT INTO identifications (patient_id, id, account_id, kind, level, ends_at, line_id)
			VALUES (@patient, @id, @account, @kind, @level, @ends, @line)`,
			pgx.NamedArgs{"patient": p, "id": id.New[id.Line](), "account": agent.Account, "kind": kind, "level": level,
				"ends": tx.Now().Add(time.Hour), "line": line.ID})
		if err != nil {
			return err
		}
		return accesslog.Append(t.Context(), tx, line)
	}))
}

// Notice has a message of that reference sent to p.
func (w *World) Notice(t testing.TB, p id.Patient, reference string) {
	t.Helper()
	check(t, jobs.Batch(t.Context(), w.Pool, func(tx *db.Tx) error {
		line := accesslog.Line{ID: id.NewAt[id.Line](tx.Now()), At: tx.Now(), By: access.Actor{Role: access.System}, Act: access.InviteSpace, Patient: p}
		_, err := tx.Exec(t.Context(), `
			INSERT INTO notices (patient_id, id, kind, reference, queued_at, line_id) VALUES (@patient, @id, 'M5', @reference, @now, @line)`,
			pgx.NamedArgs{"patient": p, "id": id.NewAt[id.Notice](tx.Now()), "reference": reference, "now": tx.Now(), "line": line.ID})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(t.Context(), `INSERT INTO message_references (reference, kind, sent_at) VALUES (@reference, 'letter', @now)`,
			pgx.NamedArgs{"reference": reference, "now": tx.Now()}); err != nil {
			return err
		}
		return accesslog.Append(t.Context(), tx, line)
	}))
}
