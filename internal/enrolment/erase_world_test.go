package enrolment_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"espacesante/internal/blob"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/consent"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/enrolment"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/record"
	"espacesante/internal/sample"
	"espacesante/internal/vault"
)

// town is a world of spaces with something in each, some of which are erased.
type town struct {
	*sample.World
	t         *testing.T
	enrolment *enrolment.Service
	erasing   enrolment.Erasing
	pro       *sample.Professional
	people    []*citizen
}

type citizen struct {
	*sample.Patient
	doc   id.Document
	bytes []byte
}

func newTown(t *testing.T, people int) *town {
	t.Helper()
	w := sample.New(t)
	n := &town{World: w, t: t, enrolment: enrolment.New(w.Pool, w.Vault, w.Gate, w.People),
		erasing: enrolment.Erasing{Files: w.Blobs, List: enrolment.NewErasedList(filepath.Join(t.TempDir(), "checkpoints", "erased.jsonl"))},
		pro:     w.Professional(t, "10", "SM54", sample.FINESS(1))}
	barred := w.Professional(t, "10", "SM05", sample.FINESS(2))
	for range people {
		c := &citizen{Patient: w.Someone(t, sample.Someone{TreatingDoctor: n.pro, BirthName: nameOf(len(n.people))})}
		c.bytes = cdatest.PDF(fmt.Sprintf("Bilan %d", len(n.people)))
		var err error
		c.doc, err = w.Records.Deposit(t.Context(), n.pro.Actor, c.Patient.Patient, record.Upload{File: c.bytes, Name: "bilan.pdf",
			Type: "11502-2", Title: "Bilan", CaredOn: sample.Adult, Informed: true})
		_, coded := w.Consents.IssueCode(t.Context(), c.Actor, c.Patient.Patient)
		_, opened := w.Care.Open(t.Context(), n.pro.Actor, c.Patient.Patient)
		n.must(errors.Join(err, coded, opened, w.Consents.SetSharing(t.Context(), c.Actor, c.Patient.Patient, true),
			w.Consents.RecordTeamConsent(t.Context(), n.pro.Actor, c.Patient.Patient, consent.Oral, true),
			w.Consents.Block(t.Context(), c.Actor, c.Patient.Patient, barred.Account)))
		n.people = append(n.people, c)
	}
	return n
}

// nameOf is the n-th name: EXEMPLEAA, EXEMPLEAB.
func nameOf(n int) string { return "EXEMPLE" + string([]byte{byte('A' + n/26), byte('A' + n%26)}) }

func (n *town) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

// ask asks for some spaces to be erased.
func (n *town) ask(some []*citizen) {
	n.t.Helper()
	for _, c := range some {
		_, err := n.enrolment.CloseAndErase(n.t.Context(), c.Actor, enrolment.ByHolder)
		n.must(err)
	}
}

func (n *town) sweep(want int) {
	n.t.Helper()
	done, err := n.enrolment.EraseDue(n.t.Context(), n.erasing)
	if err != nil || done != want {
		n.t.Fatalf("%d erased, want %d: %v", done, want, err)
	}
}

const erasureDays = 31 * 24 * time.Hour

// readable reads a space as who may read all of it, over any database: the
// services are made again over it.
func readable(t *testing.T, pool *db.Pool, v *vault.Vault, files blob.Store, c *citizen) ([]byte, error) {
	t.Helper()
	got, err := record.New(gate.New(pool, v), v, files).Open(t.Context(), c.Actor, "", c.Patient.Patient, c.doc)
	return got.Original, err
}

// intact checks that spaces are byte for byte what they were.
func intact(t *testing.T, pool *db.Pool, v *vault.Vault, files blob.Store, some []*citizen) {
	t.Helper()
	for _, c := range some {
		if got, err := readable(t, pool, v, files, c); err != nil || !bytes.Equal(got, c.bytes) {
			t.Errorf("a space that was not erased: %d bytes, %v", len(got), err)
		}
	}
}

// stays are the tables in which something of an erased space is left, and what.
var stays = map[string]string{
	"access_log":     "lines, their free text sealed under the dead key",
	"spaces":         "where it is",
	"space_keys":     "the empty place of its key",
	"erasures":       "the proof",
	"person_numbers": "the keyed MAC of the number: no file opens a new space by itself",
	"log_leaves":     "the seal of its lines",
}

// remains says what is left of a space in a database, beyond what stays.
func remains(t *testing.T, super *pgxpool.Pool, patient id.Patient) (left []string) {
	t.Helper()
	rows, err := super.Query(t.Context(), `
		SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'patient_id'
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 20 {
		t.Fatal(len(tables), err)
	}
	for _, table := range tables {
		if count(t, super, "SELECT count(*) FROM "+table+" WHERE patient_id = $1", patient) > 0 && stays[table] == "" {
			left = append(left, table)
		}
	}
	for what, sql := range map[string]string{
		"its key":     `SELECT count(*) FROM space_keys WHERE wrapped IS NOT NULL AND patient_id = $1`,
		"its state":   `SELECT count(*) FROM spaces WHERE state <> 'DELETED' AND patient_id = $1`,
		"an account":  `SELECT count(*) FROM accounts WHERE patient_id = $1`,
		"a recipient": `SELECT count(*) FROM invitations WHERE recipient_id = $1`,
	} {
		if count(t, super, sql, patient) > 0 {
			left = append(left, what)
		}
	}
	if count(t, super, `SELECT count(*) FROM river_job WHERE kind <> 'enrolment.farewell' AND args->>'patient' = $1`, patient.String()) > 0 {
		left = append(left, "a job")
	}
	return left
}

func count(t *testing.T, super *pgxpool.Pool, sql string, args ...any) (n int) {
	t.Helper()
	if err := super.QueryRow(t.Context(), sql, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

// files counts the sealed files of a folder.
func files(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// restored is a database made of a backup, and its files, at today's clock.
func restored(t *testing.T, n *town, backup, dir string) (*db.Pool, blob.Store) {
	t.Helper()
	pool := dbtest.Restore(t, backup)
	pool.Now = n.Pool.Now
	store, err := blob.Open("file://" + dir)
	n.must(err)
	return pool, store
}

func serviceOver(n *town, pool *db.Pool) *enrolment.Service {
	g := gate.New(pool, n.Vault)
	return enrolment.New(pool, n.Vault, g, identity.New(pool, n.Vault, g))
}

var errBroken = errors.New("the disk is gone")

// failing deletes some files, then no more.
type failing struct {
	blob.Store
	after int
}

func (f *failing) Delete(ctx context.Context, name string) error {
	if f.after--; f.after < 0 {
		return errBroken
	}
	return f.Store.Delete(ctx, name)
}
