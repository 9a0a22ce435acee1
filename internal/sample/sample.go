// Package sample makes people and spaces for tests, by the same ways as life:
// imports, then the gate. Nothing of it is in the program.
package sample

import (
	"encoding/csv"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/blob"
	"espacesante/internal/care"
	"espacesante/internal/clock"
	"espacesante/internal/consent"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/family"
	"espacesante/internal/gate"
	"espacesante/internal/habilitation"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/synthesis"
	"espacesante/internal/team"
	"espacesante/internal/vault"
)

// Start is when the clock of a world begins: a Friday, 14:05 in Paris.
var Start = time.Date(2027, 3, 12, 13, 5, 0, 0, time.UTC)

// World is one database with nobody in it yet, and the services over it.
type World struct {
	Pool     *db.Pool
	Vault    *vault.Vault
	Gate     *gate.Gate
	Blobs    blob.Store
	BlobDir  string
	Keys     vault.Keys
	People   *identity.Service
	Records  *record.Service
	Consents *consent.Service
	Care     *care.Service
	Family   *family.Service
	Teams    *team.Service
	Matrices *habilitation.Service
	Profiles *profile.Service
	Writing  *synthesis.Service

	now    atomic.Int64
	number int // of people made so far
}

// New makes a world of t's own.
func New(t testing.TB) *World {
	t.Helper()
	dir := t.TempDir()
	w := &World{Pool: dbtest.New(t), BlobDir: filepath.Join(dir, "blobs")}
	w.Set(Start)
	w.Pool.Now = func() time.Time { return time.UnixMicro(w.now.Load()).UTC() }
	var err error
	w.Keys = vault.Keys{Master: filepath.Join(dir, "master.json"), Service: filepath.Join(dir, "service.json")}
	w.Vault, err = vault.Open(w.Keys, true)
	check(t, err)
	w.Blobs, err = blob.Open("file://" + w.BlobDir)
	check(t, err)
	w.Gate = gate.New(w.Pool, w.Vault)
	w.People = identity.New(w.Pool, w.Vault, w.Gate)
	w.Records = record.New(w.Gate, w.Vault, w.Blobs)
	w.Consents = consent.New(w.Gate, w.Vault)
	w.Care = care.New(w.Gate, w.Vault)
	w.Family = family.New(w.Pool, w.Vault, w.Gate, w.People)
	w.Teams = team.New(w.Pool, w.Vault)
	w.Matrices = habilitation.New(w.Pool, w.Gate)
	w.Profiles = profile.New(w.Gate, w.Vault)
	w.Writing = synthesis.New(w.Gate, w.Vault, w.Profiles, w.Records, w.Care)
	return w
}

// Set puts the world's clock to at.
func (w *World) Set(at time.Time) { w.now.Store(at.UnixMicro()) }

// Wait moves the world's clock on by d.
func (w *World) Wait(d time.Duration) { w.now.Add(d.Microseconds()) }

// Someone is a person to be made. Every empty field has a default: an adult
// woman of her own name and number, under the test OID, her space activated.
type Someone struct {
	State           access.State
	INS, OID        string
	BirthName       string
	GivenNames      string
	UsedName        string
	Sex             identity.Sex
	Birth           time.Time
	Email           string
	Vitale          string // serial number of the carte Vitale
	TreatingDoctor  *Professional
	Representatives []*Patient
	HasDMP          bool
}

// Patient is a person made, and who they are when they sign in.
type Patient struct {
	access.Actor
	Person identity.Person
}

// Adult and Child are the default birth dates.
var (
	Adult = time.Date(1985, 6, 14, 0, 0, 0, 0, time.UTC)
	Child = time.Date(2016, 9, 1, 0, 0, 0, 0, time.UTC)
)

// Patient makes a person in a state: ready to sign in when it is ACTIVATED.
func (w *World) Patient(t testing.TB, state access.State) *Patient {
	t.Helper()
	return w.Someone(t, Someone{State: state})
}

// Someone makes the person that s says.
func (w *World) Someone(t testing.TB, s Someone) *Patient {
	t.Helper()
	w.number++
	s = s.defaults(w.number)
	line := map[string]string{"ins": s.INS, "ins_oid": s.OID, "birth_name": s.BirthName, "birth_given_names": s.GivenNames,
		"used_name": s.UsedName, "sex": string(s.Sex), "birth_date": s.Birth.Format(time.DateOnly), "birth_place": "78006",
		"email": s.Email, "address": "1 rue des Tilleuls", "postcode": "78000", "city": "Versailles", "has_dmp": fmt.Sprint(s.HasDMP)}
	if s.TreatingDoctor != nil {
		line["treating_doctor"] = s.TreatingDoctor.RPPS
	}
	line["vitale_serial"] = s.Vitale
	var by []string
	for _, r := range s.Representatives {
		by = append(by, r.Person.INS.Reveal())
	}
	line["representatives"] = strings.Join(by, " ")
	_, err := identity.ImportPersons(t.Context(), w.Pool, w.Vault, one(line), identity.Watch{Refused: refused})
	check(t, err)
	p := &Patient{Actor: access.Actor{Role: access.Patient, Active: true}}
	ins, err := identity.ParseNIR(s.INS)
	if err != nil && ins == (identity.INS{}) {
		check(t, err)
	}
	check(t, w.Pool.InTx(t.Context(), func(tx *db.Tx) (err error) {
		p.Patient, err = w.People.PatientByINS(t.Context(), tx, ins)
		return err
	}))
	w.Move(t, p, s.State)
	system := gate.Request{By: gate.System(), Act: access.ReadIdentity, Patient: p.Patient, Reads: true}
	p.Person, err = gate.Get(t.Context(), w.Gate, system, func(tx *gate.Tx) (identity.Person, error) {
		return identity.PersonIn(t.Context(), tx, w.Vault, p.Patient)
	})
	check(t, err)
	if s.State == access.Activated && !w.Pool.Now().Before(clock.Majority(s.Birth)) {
		w.account(t, p, s.Email)
	}
	return p
}

func (s Someone) defaults(n int) Someone {
	if s.State == "" {
		s.State = access.Activated
	}
	if s.OID == "" {
		s.OID = identity.OIDTest
	}
	if s.Birth.IsZero() {
		s.Birth = Adult
	}
	if s.Sex == "" {
		s.Sex = identity.Female
	}
	if s.BirthName == "" {
		s.BirthName = "EXEMPLE" + strings.Repeat("A", n)
	}
	if s.GivenNames == "" {
		s.GivenNames = "LÉA MARIE"
	}
	if s.Email == "" {
		s.Email = fmt.Sprintf("personne%d@example.org", n)
	}
	if s.INS == "" {
		first := map[identity.Sex]string{identity.Male: "1"}[s.Sex]
		if first == "" {
			first = "2"
		}
		s.INS = fmt.Sprintf("%s%s78006%03d", first, s.Birth.Format("0601"), n)
		s.INS += identity.NIRKey(s.INS)
	}
	return s
}

// Move puts a space into a state, whatever was before: enrolment has tests of
// its own.
func (w *World) Move(t testing.TB, p *Patient, to access.State) {
	t.Helper()
	check(t, jobs.Batch(t.Context(), w.Pool, func(tx *db.Tx) error {
		line := accesslog.Line{ID: id.NewAt[id.Line](tx.Now()), At: tx.Now(), By: gate.System(), Act: access.InviteSpace, Patient: p.Patient}
		_, err := tx.Exec(t.Context(), `
			UPDATE spaces SET state = @state, since = @now, deadline = coalesce(deadline, @deadline),
			       opened_at = CASE WHEN @open THEN @now ELSE opened_at END, closed_at = CASE WHEN @closed THEN @now END,
			       erase_at = CASE WHEN @state = 'DELETION_REQUESTED' THEN @deadline END,
			       object_by = CASE WHEN @state = 'SUSPENDED' THEN @deadline END, line_id = @line
			WHERE patient_id = @patient`, pgx.NamedArgs{"state": to, "now": tx.Now(), "deadline": clock.EndOfDay(tx.Now(), 42),
			"open": to == access.Activated || to == access.AutoCreated, "patient": p.Patient, "line": line.ID,
			"closed": to == access.ClosedArchived || to == access.ClosedDeath || to == access.DeletionRequested})
		if err != nil {
			return err
		}
		return accesslog.Append(t.Context(), tx, line)
	}))
}

// account opens the account that activation would have.
func (w *World) account(t testing.TB, p *Patient, email string) {
	t.Helper()
	reach := identity.Reach{Channel: identity.ByEmail, Address: email}
	req := gate.Request{By: gate.System(), Act: access.SetContact, Patient: p.Patient}
	var err error
	p.Account, err = gate.Get(t.Context(), w.Gate, req, func(tx *gate.Tx) (id.Account, error) {
		return w.People.OpenAccount(t.Context(), tx, p.Patient, "", reach)
	})
	check(t, err)
}

// SetPassword lets somebody with an account sign in.
func (w *World) SetPassword(t testing.TB, account id.Account, password string) {
	t.Helper()
	hash, err := w.People.HashPassword(t.Context(), password)
	check(t, err)
	check(t, w.Pool.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE accounts SET password = @hash WHERE id = @id`, pgx.NamedArgs{"hash": hash, "id": account})
		return err
	}))
}

// Representing is p acting for a child of theirs.
func (p *Patient) Representing() access.Actor {
	a := p.Actor
	a.Role = access.Representative
	return a
}

// one is a CSV file of one line.
func one(line map[string]string) *strings.Reader {
	var names, cells []string
	for name, cell := range line {
		if cell != "" {
			names, cells = append(names, name), append(cells, cell)
		}
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.WriteAll([][]string{names, cells}); err != nil {
		panic(err) // a strings.Builder does not fail
	}
	return strings.NewReader(b.String())
}

func refused(bad identity.Rejected) error { return bad }

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
