package identity

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

func (d *door) reached(t testing.TB, by access.Actor) string {
	t.Helper()
	now, _, err := d.Contact(t.Context(), by)
	fatal(t, err)
	return now.Address
}

// Invariant 24, M11: a new contact is told to the old one at once and takes its
// place a day later: by then what one signs in with, too.
func TestAContactChangesADayLater(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, record := d.patient(t, parentINS, "paul@example.org")
	fatal(t, d.ChangeContact(t.Context(), by, Reach{ByEmail, "neuf@example.org"}))
	if n := d.told(t, by.Patient, "M11c"); n != 1 || d.reached(t, by) != "paul@example.org" {
		t.Fatalf("%d told, reached at %s", n, d.reached(t, by))
	}
	_, next, err := d.Contact(t.Context(), by)
	if err != nil || next == nil || next.To.Address != "neuf@example.org" || !next.EffectiveAt.Equal(d.pool.Now().Add(limit.ContactDelay)) {
		t.Fatalf("%+v, %v", next, err)
	}
	if _, err := d.comesIn(t, "neuf@example.org", ownPassword); problem.CodeOf(err) != "sign-in-wrong" {
		t.Errorf("the new one signs in already: %v", err)
	}
	d.wait(limit.ContactDelay - time.Second)
	fatal(t, d.Sweep(t.Context()))
	if d.reached(t, by) != "paul@example.org" {
		t.Error("changed before its day")
	}
	d.wait(2 * time.Second)
	fatal(t, d.Sweep(t.Context()))
	if got := d.reached(t, by); got != "neuf@example.org" {
		t.Errorf("the day has come: %s", got)
	}
	for identifier, opens := range map[string]bool{"neuf@example.org": true, record: true, "paul@example.org": false} {
		if _, err := d.comesIn(t, identifier, ownPassword); (err == nil) != opens {
			t.Errorf("%s: %v", identifier, err)
		}
	}
	if _, next, _ := d.Contact(t.Context(), by); next != nil {
		t.Error("still on its way")
	}
	if n := count(t, d.pool, `SELECT count(*) FROM contact_changes WHERE length(sealed) > 0`); n != 0 {
		t.Error("what is over is kept")
	}
}

// T24: the change is stopped from the space, or with what the message says.
func TestAContactChangeIsStopped(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	by, record := d.patient(t, parentINS, "paul@example.org")
	to := Reach{BySMS, "+33639980101"}
	for _, stop := range []func() error{
		func() error { return d.StopContactChange(t.Context(), by) },
		func() error {
			_, next, err := d.Contact(t.Context(), by)
			fatal(t, err)
			code := d.StopCode(next.ID.String())
			for _, c := range [][2]string{{record, "AAAA-AAAA"}, {"nobody@example.org", code}, {"", code}, {"neuf@example.org", code}} {
				if err := d.StopByCode(t.Context(), c[0], c[1]); problem.CodeOf(err) != "stop-wrong" {
					t.Errorf("%q: %v", c, err)
				}
			}
			return d.StopByCode(t.Context(), "paul@example.org", code)
		},
	} {
		fatal(t, d.ChangeContact(t.Context(), by, to))
		fatal(t, stop())
		d.wait(2 * limit.ContactDelay)
		fatal(t, d.Sweep(t.Context()))
		if got := d.reached(t, by); got != "paul@example.org" {
			t.Errorf("stopped, and %s", got)
		}
	}
	if err := d.StopContactChange(t.Context(), by); problem.KindOf(err) != problem.Conflict {
		t.Errorf("nothing to stop: %v", err)
	}
}

// One change that cannot be done holds up no other, and is said.
func TestOneContactThatCannotChangeHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	paul, _ := d.patient(t, parentINS, "paul@example.org")
	lea, _ := d.patient(t, childINS, "lea@example.org")
	fatal(t, d.ChangeContact(t.Context(), paul, Reach{ByEmail, "paul.neuf@example.org"}))
	d.wait(time.Minute)
	fatal(t, d.ChangeContact(t.Context(), lea, Reach{ByEmail, "lea.neuve@example.org"}))
	tx, err := d.super.Begin(t.Context())
	fatal(t, err)
	_, err = tx.Exec(t.Context(), `SET LOCAL session_replication_role = replica`)
	fatal(t, err)
	_, err = tx.Exec(t.Context(), `UPDATE contact_changes SET sealed = 'torn' WHERE patient_id = $1`, paul.Patient)
	fatal(t, err)
	fatal(t, tx.Commit(t.Context()))
	d.wait(limit.ContactDelay)
	if err := d.Sweep(t.Context()); err == nil {
		t.Error("what could not be done is not said")
	}
	if got := d.reached(t, lea); got != "lea.neuve@example.org" {
		t.Errorf("held up: %s", got)
	}
}
