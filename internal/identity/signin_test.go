package identity

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pquerna/otp/totp"

	"espacesante/internal/access"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// door is a service with people who may come in, and its clock.
type door struct {
	*Service
	super *pgxpool.Pool
	now   atomic.Int64
}

var doorsOpen = time.Date(2027, 3, 12, 13, 5, 0, 0, time.UTC)

const ownPassword = "tournevis-gruyère-7"

func newDoor(t testing.TB) *door {
	t.Helper()
	pool, v := dbtest.New(t), keys(t)
	d := &door{super: dbtest.AsSuperuser(t, pool)}
	d.set(doorsOpen)
	pool.Now = func() time.Time { return time.UnixMicro(d.now.Load()).UTC() }
	d.Service = New(pool, v, gate.New(pool, v))
	imports(t, pool, v, family())
	return d
}

func (d *door) set(at time.Time)     { d.now.Store(at.UnixMicro()) }
func (d *door) wait(w time.Duration) { d.now.Add(w.Microseconds()) }

func fatal(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// patient opens the account of the person of a number, their space activated.
func (d *door) patient(t testing.TB, number, address string) (access.Actor, string) {
	t.Helper()
	p := patientOf(t, d.pool, d.vault, number)
	tx, err := d.super.Begin(t.Context())
	fatal(t, err)
	_, err = tx.Exec(t.Context(), `SET LOCAL session_replication_role = replica`)
	fatal(t, err)
	_, err = tx.Exec(t.Context(), `UPDATE spaces SET state = 'ACTIVATED', opened_at = since WHERE patient_id = $1`, p)
	fatal(t, err)
	fatal(t, tx.Commit(t.Context()))
	hash, err := d.HashPassword(t.Context(), ownPassword)
	fatal(t, err)
	account, err := gate.Get(t.Context(), d.gate, gate.Request{By: gate.System(), Act: access.SetContact, Patient: p},
		func(tx *gate.Tx) (id.Account, error) {
			return d.OpenAccount(t.Context(), tx, p, hash, Reach{ByEmail, address})
		})
	fatal(t, err)
	return access.Actor{Account: account, Role: access.Patient, Patient: p, Active: true}, RecordNumber(d.vault, p)
}

// comesIn signs in to the end.
func (d *door) comesIn(t testing.TB, identifier, password string) (access.Actor, error) {
	t.Helper()
	c, err := d.SignIn(t.Context(), "patient", identifier, password)
	if err != nil {
		return access.Actor{}, err
	}
	return d.Confirm(t.Context(), c, d.digits(c.Code))
}

func TestAPatientSignsInByWhateverIsTheirs(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, record := d.patient(t, parentINS, "paul@example.org")
	for _, identifier := range []string{"paul@example.org", " Paul@Example.ORG ", record, record[:5] + "-" + record[5:]} {
		got, err := d.comesIn(t, identifier, ownPassword)
		if err != nil || got.Account != by.Account || got.Patient != by.Patient {
			t.Errorf("%s: %+v, %v", identifier, got, err)
		}
	}
	if n := count(t, d.pool, `SELECT count(*) FROM access_log WHERE act = 'account.sign_in' AND patient_id = $1 AND actor = $2 AND reason = ''`, by.Patient, by.Account); n != 4 {
		t.Errorf("%d lines", n)
	}
}

// One answer to an unknown identifier, a wrong password, another door, a closed
// account: nothing tells which.
func TestEveryFailedSignInHasOneAnswer(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	_, closed := d.patient(t, childINS, "lea@example.org")
	_, err := d.super.Exec(t.Context(), `UPDATE accounts SET active = false WHERE patient_id <> $1`, by.Patient)
	fatal(t, err)
	var first error
	for _, c := range [][3]string{{"patient", "paul@example.org", "tournevis-gruyère-8"}, {"patient", "nobody@example.org", ownPassword},
		{"professional", "paul@example.org", ownPassword}, {"staff", "paul@example.org", ownPassword}, {"patient", closed, ownPassword},
		{"patient", "", ""}, {"patient", "0639980101", ownPassword}, {"unheard-of", "paul@example.org", ownPassword}, {"patient", "' OR 1=1 --", "x"}} {
		got, err := d.SignIn(t.Context(), c[0], c[1], c[2])
		if first == nil {
			first = err
		}
		if problem.CodeOf(err) != "sign-in-wrong" || err.Error() != first.Error() || !got.Account.IsZero() {
			t.Errorf("%q: %v, %+v", c, err, got)
		}
	}
	if n := count(t, d.pool, `SELECT count(*) FROM operation_log WHERE act = 'account.sign_in' AND reason = 'wrong-password'`); n != 9 {
		t.Errorf("%d failures in the log (invariant 38)", n)
	}
}

// An unknown identifier costs what a known one does: a hash.
func TestAnUnknownIdentifierCostsAHash(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	d.patient(t, parentINS, "paul@example.org")
	for _, identifier := range []string{"paul@example.org", "nobody@example.org", "not an identifier"} {
		before := d.passwords.compared.Load()
		if _, err := d.SignIn(t.Context(), "patient", identifier, "tournevis-gruyère-8"); problem.CodeOf(err) != "sign-in-wrong" {
			t.Fatal(err)
		}
		if n := d.passwords.compared.Load() - before; n != 1 {
			t.Errorf("%s cost %d hashes, want one", identifier, n)
		}
	}
}

// Ten tries on one identifier make it wait, whoever tries; another way in stays
// open, and the pause ends.
func TestTenTriesPauseOneIdentifierAndNoOther(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	_, record := d.patient(t, parentINS, "paul@example.org")
	for i := range limit.GuessesAtOnce {
		identifier := []string{"paul@example.org", "PAUL@example.org "}[i%2]
		if _, err := d.SignIn(t.Context(), "patient", identifier, "wrong"); problem.CodeOf(err) != "sign-in-wrong" {
			t.Fatalf("try %d: %v", i+1, err)
		}
	}
	_, err := d.SignIn(t.Context(), "patient", "paul@example.org", ownPassword)
	if problem.KindOf(err) != problem.TooMany {
		t.Errorf("the eleventh: %v", err)
	}
	if _, err := d.comesIn(t, record, ownPassword); err != nil {
		t.Errorf("by the record number: %v", err)
	}
	d.wait(signInWindow)
	if _, err := d.comesIn(t, "paul@example.org", ownPassword); err != nil {
		t.Errorf("after the pause: %v", err)
	}
	for i := range limit.GuessesAtOnce + 1 { // unknown identifiers wait as known ones do
		_, err = d.SignIn(t.Context(), "patient", "nobody@example.org", "wrong")
		if i == limit.GuessesAtOnce && problem.KindOf(err) != problem.TooMany {
			t.Errorf("nobody's: %v", err)
		}
	}
}

// decisions.md §7: an identifier held by two accounts opens neither.
func TestAnIdentifierOfTwoOpensNeither(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	_, one := d.patient(t, parentINS, "petit@example.org")
	_, two := d.patient(t, childINS, "petit@example.org")
	if _, err := d.comesIn(t, "petit@example.org", ownPassword); problem.CodeOf(err) != "sign-in-wrong" {
		t.Errorf("an address of two: %v", err)
	}
	for _, record := range []string{one, two} {
		if _, err := d.comesIn(t, record, ownPassword); err != nil {
			t.Errorf("by the record number: %v", err)
		}
	}
}

// An account ends with its space: what was begun before does not end well.
func TestASignInHalfDoneEndsWithTheAccount(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	c, err := d.SignIn(t.Context(), "patient", "paul@example.org", ownPassword)
	fatal(t, err)
	_, err = d.super.Exec(t.Context(), `UPDATE accounts SET active = false WHERE id = $1`, by.Account)
	fatal(t, err)
	if _, err := d.Confirm(t.Context(), c, d.digits(c.Code)); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("%v", err)
	}
	if _, err := d.Confirm(t.Context(), Challenge{}, "000000"); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("without a password: %v", err)
	}
}

// Invariant 38: a second factor that fails is in the log.
func TestAFailedSecondFactorIsInTheLog(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	c, err := d.SignIn(t.Context(), "patient", "paul@example.org", ownPassword)
	fatal(t, err)
	if _, err := d.Confirm(t.Context(), c, "00000"); problem.CodeOf(err) != "one-time-wrong" {
		t.Fatal(err)
	}
	if n := count(t, d.pool, `SELECT count(*) FROM operation_log WHERE act = 'account.sign_in' AND reason = 'wrong-factor' AND subject = $1`, by.Account); n != 1 {
		t.Errorf("%d rows", n)
	}
}

// Each step of an authenticator serves once (decisions.md §7), and never one
// before it; ten tries make it wait.
func TestAStepOfAnAuthenticatorServesOnce(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, _ := d.patient(t, parentINS, "paul@example.org")
	key, err := NewAuthenticator("Essai", "paul")
	fatal(t, err)
	fatal(t, d.Furnish(t.Context(), by.Account, d.hashOf(t, by.Account), key.Secret))
	c, err := d.SignIn(t.Context(), "patient", "paul@example.org", ownPassword)
	fatal(t, err)
	if c.Factor != ByTOTP || !c.Code.IsZero() {
		t.Fatalf("%+v", c)
	}
	code := func(step time.Duration) string {
		digits, err := totp.GenerateCode(key.Secret, time.Now().Add(step))
		fatal(t, err)
		return digits
	}
	if _, err := d.Confirm(t.Context(), c, code(-10*time.Minute)); problem.CodeOf(err) != "one-time-wrong" {
		t.Errorf("an old one: %v", err)
	}
	now := code(0)
	if _, err := d.Confirm(t.Context(), c, now[:3]+" "+now[3:]); err != nil {
		t.Fatalf("the one of now: %v", err)
	}
	for _, again := range []string{now, code(-30 * time.Second)} {
		if _, err := d.Confirm(t.Context(), c, again); problem.CodeOf(err) != "one-time-wrong" {
			t.Errorf("served already, or older: %v", err)
		}
	}
	for range limit.GuessesAtOnce {
		_, err = d.Confirm(t.Context(), c, "000000")
	}
	if problem.KindOf(err) != problem.TooMany {
		t.Errorf("after ten tries: %v", err)
	}
	d.wait(signInWindow + time.Minute)
	if _, err := d.Confirm(t.Context(), c, code(30*time.Second)); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("a password typed half an hour ago: %v", err)
	}
}

func (d *door) hashOf(t testing.TB, a id.Account) (hash string) {
	t.Helper()
	fatal(t, d.super.QueryRow(t.Context(), `SELECT password FROM accounts WHERE id = $1`, a).Scan(&hash))
	return hash
}

// A storm of sign-ins is told to come back: it does not take the memory.
func TestAStormOfSignInsWaitsOutside(t *testing.T) {
	p := newPasswords()
	for range cap(p.queue) {
		p.queue <- struct{}{}
	}
	if _, err := p.match(t.Context(), "x", ""); problem.KindOf(err) != problem.Unavailable {
		t.Errorf("%v", err)
	}
	for range cap(p.queue) {
		<-p.queue
	}
	for range cap(p.slots) {
		p.slots <- struct{}{}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.hash(gone, "x"); err != context.Canceled {
		t.Errorf("who left still waits: %v", err)
	}
}
