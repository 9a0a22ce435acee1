package gate_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgerrcode"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/consent"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// lookups find a space and hold nothing of it: they are outside its wall.
var lookups = []string{"person_numbers", "person_traits", "invitation_codes", "accounts", "log_leaves"}

// furnished is a world of two spaces with something in each table that has a
// service to fill it.
func furnished(t *testing.T) (w *sample.World, mine, other *sample.Patient, pro *sample.Professional) {
	t.Helper()
	w = sample.New(t)
	pro = w.Professional(t, "10", "SM54", sample.FINESS(1))
	barred := w.Professional(t, "10", "SM05", sample.FINESS(2))
	mine, other = w.Someone(t, sample.Someone{TreatingDoctor: pro}), w.Someone(t, sample.Someone{TreatingDoctor: pro})
	ctx := t.Context()
	for _, p := range []*sample.Patient{mine, other} {
		_, err := w.Consents.IssueCode(ctx, p.Actor, p.Patient)
		_, deposited := w.Records.Deposit(ctx, pro.Actor, p.Patient, record.Upload{File: cdatest.PDF("Bilan"), Name: "bilan.pdf",
			Type: "11502-2", Title: "Bilan", CaredOn: sample.Adult, Informed: true})
		_, opened := w.Care.Open(ctx, pro.Actor, p.Patient)
		err = errors.Join(err, deposited, opened, w.Consents.SetSharing(ctx, p.Actor, p.Patient, true),
			w.Consents.RecordTeamConsent(ctx, pro.Actor, p.Patient, consent.Oral, true), w.Consents.Block(ctx, p.Actor, p.Patient, barred.Account))
		if err != nil {
			t.Fatal(err)
		}
	}
	return w, mine, other, pro
}

// walledTables are the tables with a patient_id, as the catalogue knows them,
// and whether somebody has anything in each.
func walledTables(t *testing.T, w *sample.World, somebody id.Patient) map[string]bool {
	t.Helper()
	super := dbtest.AsSuperuser(t, w.Pool)
	rows, err := super.Query(t.Context(), `
		SELECT c.relname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'patient_id'
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`)
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, name := range names {
		if slices.Contains(lookups, name) {
			continue
		}
		var n int
		if err := super.QueryRow(t.Context(), "SELECT count(*) FROM "+name+" WHERE patient_id = $1", somebody).Scan(&n); err != nil {
			t.Fatal(err)
		}
		all[name] = n > 0
	}
	return all
}

// T18, one half: with every decision of Go saying yes, a statement that names
// another space gets nothing of it and changes nothing in it.
func TestWithTheDecisionOffTheDatabaseStillGivesNothingOfAnotherSpace(t *testing.T) {
	t.Parallel()
	w, mine, other, _ := furnished(t)
	filled := 0
	for table, has := range walledTables(t, w, other.Patient) {
		if has {
			filled++
		}
		for name, sql := range map[string]string{
			"read": "SELECT count(*) FROM " + table + " WHERE patient_id = @other",
			"all":  "SELECT count(*) FROM " + table + " WHERE patient_id <> @mine",
		} {
			if table == "spaces" { // states and dates alone, told to be outside the wall (decisions.md §7)
				continue
			}
			if n := undecided(t, w, mine, other, sql); n != 0 {
				t.Errorf("%s: %s: %d rows of another space", table, name, n)
			}
		}
		if table != "access_log" && table != "followed_patients" && table != "attendances" && table != "helper_lines" {
			n := undecided(t, w, mine, other, "WITH done AS (UPDATE "+table+" SET patient_id = patient_id WHERE patient_id = @other RETURNING 1) SELECT count(*) FROM done")
			if n != 0 {
				t.Errorf("%s: %d rows of another space changed", table, n)
			}
		}
	}
	if filled < 10 {
		t.Errorf("only %d tables held anything of the other space: the test looks at nothing", filled)
	}
}

// undecided runs a count in the space of mine, whoever asks.
func undecided(t *testing.T, w *sample.World, mine, other *sample.Patient, sql string) (n int) {
	t.Helper()
	open := w.Gate.Undecided()
	nobody := access.Actor{Role: access.Insurer, Account: id.New[id.Account](), Active: true}
	err := open.Pass(t.Context(), gate.Request{By: nobody, Act: access.ExportRecord, Patient: mine.Patient}, func(tx *gate.Tx) (err error) {
		n, err = db.One[int](t.Context(), tx, sql, pgx.NamedArgs{"mine": mine.Patient, "other": other.Patient})
		return err
	})
	if no := (*pgconn.PgError)(nil); errors.As(err, &no) && no.Code == pgerrcode.InsufficientPrivilege {
		return 0 // a table that the program's role may not even ask
	}
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return n
}

// T18, the other half: with the database's wall gone, Go refuses everybody who
// has no right, whatever the act, and gives nothing.
func TestWithTheWallOfTheDatabaseOffGoStillRefuses(t *testing.T) {
	t.Parallel()
	w, mine, other, pro := furnished(t)
	super := &db.Pool{Pool: dbtest.AsSuperuser(t, w.Pool), Now: w.Pool.Now}
	bare := gate.New(super, w.Vault)
	open, err := countIn(t.Context(), bare, gate.Request{By: mine.Actor, Act: access.ReadAccess, Patient: mine.Patient, Reads: true}, other.Patient)
	if err != nil || open == 0 {
		t.Fatalf("the wall of the database is not off: %d rows of another space, %v", open, err)
	}
	stranger := pro.Actor
	stranger.Account, stranger.Structure = id.New[id.Account](), ""
	insurer := access.Actor{Role: access.Insurer, Account: id.New[id.Account](), Active: true}
	cells := 0
	for _, act := range access.Acts() {
		for name, by := range map[string]access.Actor{"another person": other.Actor, "an insurer": insurer, "nobody": {}, "a stranger": stranger,
			"a relative": {Role: access.Relative, Account: other.Account, Patient: other.Patient, Active: true},
			"a parent":   {Role: access.Representative, Account: other.Account, Patient: other.Patient, Active: true}} {
			if name == "a stranger" && openToAll(act) {
				continue
			}
			cells++
			n, err := countIn(t.Context(), bare, gate.Request{By: by, Act: act, Patient: mine.Patient}, mine.Patient)
			if problem.Reason(err) == "" || n != 0 {
				t.Errorf("%s, %s: %d rows, %v", name, act, n, err)
			}
		}
	}
	if cells < 300 {
		t.Errorf("only %d questions", cells)
	}
}

// openToAll are the acts for which a professional needs no right on the space:
// the duty to deposit and what follows from it, his own documents, messages and
// the requests addressed to him, and asking for the right.
func openToAll(act access.Act) bool {
	return slices.Contains([]access.Act{access.DepositDocument, access.ReplaceDocument, access.WithdrawDocument, access.ReleaseDocument,
		access.MaskDocument, access.WithholdReimbursement, access.AnswerRequest, access.ReadMessages, access.StartMessage, access.ReplyMessage,
		access.FindPerson, access.ReadIdentity, access.ConsentTeam, access.ConsentDeclare, access.ConsentEntrust, access.RedeemConsentCode,
		access.ReportMistake}, act) // the last: of his own opening alone, which internal/care asks
}

func countIn(ctx context.Context, g *gate.Gate, req gate.Request, patient id.Patient) (int, error) {
	return gate.Get(ctx, g, req, func(tx *gate.Tx) (int, error) {
		n, err := db.One[int](ctx, tx, `SELECT count(*) FROM documents WHERE patient_id = @patient`, pgx.NamedArgs{"patient": patient})
		if err != nil {
			return 0, fmt.Errorf("let through, then: %w", err)
		}
		return n, nil
	})
}
