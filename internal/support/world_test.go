package support_test

import (
	"fmt"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/sample"
	"espacesante/internal/support"
)

// desk is a world with agents in it.
type desk struct {
	*sample.World
	t        *testing.T
	support  *support.Service
	spaces   *enrolment.Service
	agent    access.Actor // of 3422
	teller   access.Actor // of a caisse
	operator access.Actor
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{World: sample.New(t), t: t}
	hours, err := support.ParseHours("1-5 08:30-17:30")
	if err != nil {
		t.Fatal(err)
	}
	d.spaces = enrolment.New(d.Pool, d.Vault, d.Gate, d.People)
	d.support = support.New(d.Pool, d.Vault, d.Gate, d.People, d.spaces, hours, func(i id.Invitation, n int) string {
		return "R-TEST-22" + fmt.Sprintf("%02d", 20+n)
	})
	d.agent, d.teller, d.operator = d.Staff(t, access.Support), d.Staff(t, access.Caisse), d.Staff(t, access.Operator)
	return d
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// call opens a call of the agent.
func (d *desk) call(by access.Actor) id.Attendance {
	d.t.Helper()
	c, err := d.support.OpenCall(d.t.Context(), by, support.LostCode)
	d.must(err)
	return c
}

// answers are those of somebody who is who they say.
func answers(p *sample.Patient) support.Answers {
	return support.Answers{INS: p.Person.INS, Birth: p.Person.BirthDate, Birthplace: p.Person.BirthPlace}
}

// known opens a call with p at level 1.
func (d *desk) known(p *sample.Patient) id.Attendance {
	d.t.Helper()
	c := d.call(d.agent)
	d.must(d.support.Identify(d.t.Context(), d.agent, c, answers(p)))
	return c
}

// visit receives p.
func (d *desk) visit(p *sample.Patient) id.Attendance {
	d.t.Helper()
	v, err := d.support.Receive(d.t.Context(), d.teller, seen(p))
	d.must(err)
	return v
}

func seen(p *sample.Patient) support.Seen {
	return support.Seen{INS: p.Person.INS, Birth: p.Person.BirthDate, Document: support.Passport, Photo: true}
}

// digits are those of the last code sent in a call.
func (d *desk) digits(call id.Attendance) string {
	d.t.Helper()
	var code id.Code
	err := dbtest.AsSuperuser(d.t, d.Pool).QueryRow(d.t.Context(), `SELECT code_id FROM attendances WHERE id = $1`, call).Scan(&code)
	d.must(err)
	c, err := d.People.CodeToSend(d.t.Context(), code)
	d.must(err)
	if !support.OfCall(c.Purpose) {
		d.t.Fatalf("the code serves for %q", c.Purpose)
	}
	return c.Digits
}

// lines counts the lines of a space of an act and a reason.
func (d *desk) lines(p id.Patient, act access.Act, reason access.Reason) (n int) {
	d.t.Helper()
	d.must(dbtest.AsSuperuser(d.t, d.Pool).QueryRow(d.t.Context(),
		`SELECT count(*) FROM access_log WHERE patient_id = $1 AND act = $2 AND reason = $3`, p, act, reason).Scan(&n))
	return n
}

// deactivate ends the account of an agent.
func (d *desk) deactivate(a access.Actor) {
	d.t.Helper()
	d.must(d.Pool.InTx(d.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(d.t.Context(), `UPDATE accounts SET active = false WHERE id = $1`, a.Account)
		return err
	}))
}
