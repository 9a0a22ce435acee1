package app

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/record"
)

// plain is a document as a program without walls would keep it: all of it in
// clear.
type plain struct {
	ID                        id.Document
	Type                      string
	Class                     string
	AuthorKind                string
	AuthorID                  id.Account
	Structure                 string
	CaredOn                   time.Time
	AddedAt                   time.Time
	Format                    string
	Size                      int64
	Version                   int
	Status                    access.Status
	MaskedAt                  *time.Time
	HiddenFromPatientUntil    *time.Time
	HiddenFromRepresentatives bool
	RemovedAt                 *time.Time
}

// walls compares a list through the gate, with row-level security, the key of
// the space, the decision on each document and the line of the log, to the same
// list without any of them (issue 3, point 10: at most 1.5 times its cost).
func (t *tally) walls(who access.Actor) {
	open, err := db.Open(t.Context(), dbtest.SuperURL(t.p.pool)+"&pool_max_conns=16&pool_min_conns=16", time.Now)
	t.must(err)
	t.Cleanup(open.Close)
	super := dbtest.AsSuperuser(t, t.p.pool)
	_, err = super.Exec(t.Context(), `CREATE TABLE titles (patient_id uuid, id uuid, title text, file_name text, PRIMARY KEY (patient_id, id))`)
	t.must(err)
	for page := 1; page <= 2; page++ {
		list, err := t.p.records.List(t.Context(), who, "", who.Patient, record.Filter{Page: page})
		t.must(err)
		for _, d := range list.Documents {
			_, err = super.Exec(t.Context(), `INSERT INTO titles VALUES ($1, $2, $3, $4)`, who.Patient, d.ID, d.Title, d.FileName)
			t.must(err)
		}
	}
	_, err = super.Exec(t.Context(), `ANALYZE titles, documents, spaces`)
	t.must(err)
	for _, many := range []int{1, 16} {
		ours := t.clients(many, func(ctx context.Context) error {
			l, err := t.p.records.List(ctx, who, "", who.Patient, record.Filter{})
			return short50(len(l.Documents), err)
		})
		without := t.clients(many, func(ctx context.Context) error { return bareWalls(ctx, open, who) })
		t.say(fmt.Sprintf("a list, all walls beside none, %d client(s)", many), ours, without, "0.67")
	}
}

func short50(n int, err error) error {
	if err == nil && n != limit.ListRows {
		err = fmt.Errorf("%d documents", n)
	}
	return err
}

// bareWalls is the list of a program that trusts its own queries: who asks, all
// rows, what the list can be narrowed by, the titles of one page.
func bareWalls(ctx context.Context, pool *db.Pool, who access.Actor) error {
	return pool.InTx(ctx, func(tx *db.Tx) error {
		mine := pgx.NamedArgs{"patient": who.Patient, "account": who.Account}
		if _, err := db.One[string](ctx, tx, `
			SELECT s.state FROM spaces s JOIN accounts a ON a.patient_id = s.patient_id
			WHERE s.patient_id = @patient AND a.id = @account AND s.state = 'ACTIVATED'`, mine); err != nil {
			return err
		}
		rows, err := db.Rows[plain](ctx, tx, `
			SELECT id, type, class, author_kind, author_id, structure, cared_on, added_at, format, size, version, status, masked_at,
			       hidden_from_patient_until, hidden_from_representatives, removed_at
			FROM documents WHERE patient_id = @patient AND status <> 'deleted' ORDER BY cared_on DESC, added_at DESC, id`, mine)
		if err != nil {
			return err
		}
		var types, classes []string
		var years []int
		for _, r := range rows {
			types, classes, years = append(types, r.Type), append(classes, r.Class), append(years, r.CaredOn.Year())
		}
		slices.Sort(types)
		slices.Sort(classes)
		slices.Sort(years)
		var ids []id.Document
		for _, r := range rows[:min(len(rows), limit.ListRows)] {
			ids = append(ids, r.ID)
		}
		type title struct {
			ID              id.Document
			Title, FileName string
		}
		titles, err := db.Rows[title](ctx, tx, `SELECT id, title, file_name FROM titles WHERE patient_id = @patient AND id = ANY(@ids)`,
			pgx.NamedArgs{"patient": who.Patient, "ids": ids})
		return short50(len(titles), err)
	})
}

// log is how many lines a second the log takes, each committed and synced by
// itself, as acts on many spaces at once (issue 3, point 10: at least 1,000).
func (t *tally) log() {
	super := dbtest.AsSuperuser(t, t.p.pool)
	var sync string
	t.must(super.QueryRow(t.Context(), `SELECT current_setting('fsync') || current_setting('synchronous_commit')`).Scan(&sync))
	if sync != "onon" {
		for _, sql := range []string{"ALTER SYSTEM SET fsync = on", "ALTER SYSTEM SET synchronous_commit = on", "SELECT pg_reload_conf()"} {
			_, err := super.Exec(t.Context(), sql)
			t.must(err)
		}
		defer func() {
			for _, sql := range []string{"ALTER SYSTEM RESET fsync", "ALTER SYSTEM RESET synchronous_commit", "SELECT pg_reload_conf()"} {
				_, _ = super.Exec(t.Context(), sql)
			}
		}()
	}
	pace := t.clients(16, func(ctx context.Context) error {
		return t.p.pool.InSpace(ctx, id.Patient{1}, id.Account{}, func(tx *db.Tx) error {
			accesslog.AppendLast(tx, accesslog.Line{ID: id.NewAt[id.Line](tx.Now()), At: tx.Now(), By: gate.System(), Act: access.ReadIdentity, Patient: id.Patient{1}})
			return nil
		})
	})
	t.alone("lines of the log, fsync on, 16 clients", pace, "1000/s")
}

// BenchmarkWalls is that comparison alone.
func BenchmarkWalls(b *testing.B) {
	for b.Loop() {
		t := newTally(b)
		t.header(0)
		who, _ := t.resident()
		t.walls(who)
		t.log()
	}
}
