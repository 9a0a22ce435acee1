package enrolment_test

import (
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/dbtest"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
)

// domain.md §4 (DELETED, a new space asked): who asks with the card, and is borne
// out by the caisse's file, gets a new, empty space. Nothing of the old one comes
// back, and nothing leads from the one to the other.
func TestAfterAnErasingANewEmptySpaceIsAskedFor(t *testing.T) {
	t.Parallel()
	n := newTown(t, 1)
	old := n.people[0]
	n.ask(n.people)
	n.Wait(erasureDays)
	n.sweep(1)
	n.Wait(time.Hour)
	p := old.Person
	asking := func(serial string, birth time.Time) {
		t.Helper()
		n.must(n.enrolment.RenewCode(t.Context(), enrolment.Asking{INS: p.INS, Vitale: serial, Birth: birth}))
	}
	asking("80250000556", p.BirthDate) // somebody who knows the number, not the card
	asking("80250000555", p.BirthDate.AddDate(0, 0, 1))
	if n.comes(p, "80250000555") != 0 {
		t.Fatal("a wrong card, a wrong birth date, opened a space")
	}
	asking("80250000555", p.BirthDate)
	if n.comes(p, "80250000555") != 1 || n.comes(p, "80250000555") != 0 {
		t.Fatal("asked with the card: no new space, or two")
	}
	for _, want := range []int{1, 0} {
		if done, err := n.enrolment.InviteAgain(t.Context()); err != nil || done != want {
			t.Fatalf("%d invited, want %d: %v", done, want, err)
		}
	}
	now, err := n.World.People.PatientOf(t.Context(), p.INS)
	n.must(err)
	if now == old.Patient.Patient || now.IsZero() {
		t.Fatal("the new space is the old one")
	}
	super := dbtest.AsSuperuser(t, n.Pool)
	if left := remains(t, super, old.Patient.Patient); len(left) > 0 {
		t.Errorf("left of the old space: %v", left)
	}
	for what, sql := range map[string]string{
		"its number":         `SELECT count(*) FROM person_numbers WHERE patient_id = $1`,
		"a line since":       `SELECT count(*) FROM access_log WHERE patient_id = $1 AND at > (SELECT max(at) FROM access_log WHERE patient_id = $1 AND act = 'space.erase')`,
		"an operation since": `SELECT count(*) FROM operation_log WHERE subject = $1 AND at > (SELECT max(at) FROM access_log WHERE patient_id = $1)`,
	} {
		if count(t, super, sql, old.Patient.Patient) > 0 {
			t.Errorf("what leads to the old space: %s", what)
		}
	}
	for what, c := range map[string][2]int{
		"an invitation": {count(t, super, `SELECT count(*) FROM invitations WHERE patient_id = $1 AND channel = 'email'`, now), 1},
		"requests left": {count(t, super, `SELECT count(*) FROM new_space_requests`), 0},
		"documents":     {count(t, super, `SELECT count(*) FROM documents WHERE patient_id = $1`, now), 0},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %d, want %d", what, c[0], c[1])
		}
	}
}

// comes is the caisse's next file, with one person in it: how many are new.
func (n *town) comes(p identity.Person, serial string) int {
	n.t.Helper()
	file := "ins,ins_oid,birth_name,birth_given_names,sex,birth_date,vitale_serial,email\n" + strings.Join([]string{p.INS.Reveal(), p.OID, p.BirthName,
		p.BirthGivenNames, string(p.Sex), p.BirthDate.Format(time.DateOnly), serial, "retour@example.org"}, ",") + "\n"
	got, err := identity.ImportPersons(n.t.Context(), n.Pool, n.Vault, strings.NewReader(file), identity.Watch{Refused: func(bad identity.Rejected) error { return bad }})
	n.must(err)
	return got.Added
}

// The same at the counter of the caisse, before an agent who has seen who it is;
// no other agent may, nor where nothing was erased.
func TestAnAgentOfTheCaisseAsksForANewSpace(t *testing.T) {
	t.Parallel()
	n := newTown(t, 2)
	gone, stay := n.people[0].Person, n.people[1].Person
	n.ask(n.people[:1])
	n.Wait(erasureDays)
	n.sweep(1)
	agent := access.Actor{Role: access.Caisse, Account: id.New[id.Account](), Active: true}
	for name, c := range map[string]struct {
		by   access.Actor
		n    identity.INS
		want string
	}{
		"3422":           {access.Actor{Role: access.Support, Active: true}, gone.INS, string(access.NotForRole)},
		"a helper":       {access.Actor{Role: access.Helper, Active: true}, gone.INS, string(access.NotForRole)},
		"nothing erased": {agent, stay.INS, identity.NotErased},
	} {
		err := n.World.People.AskAgainFor(t.Context(), c.by, c.n, gone.BirthDate)
		if problem.CodeOf(err) != c.want && string(problem.Reason(err)) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	n.must(n.World.People.AskAgainFor(t.Context(), agent, gone.INS, gone.BirthDate))
	n.must(n.World.People.AskAgainFor(t.Context(), agent, gone.INS, gone.BirthDate)) // pressed twice
	if n.comes(gone, "") != 1 {
		t.Error("no new space")
	}
}
