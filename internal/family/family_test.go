package family_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/dbtest"
	"espacesante/internal/family"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// household is two parents, their child, and somebody who is none of them.
type household struct {
	*sample.World
	mother, father, child, grandmother *sample.Patient
}

func newHousehold(t *testing.T) household {
	t.Helper()
	h := household{World: sample.New(t)}
	h.mother, h.father, h.grandmother = h.Patient(t, access.Activated), h.Patient(t, access.Activated), h.Patient(t, access.Activated)
	h.child = h.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{h.mother, h.father}})
	return h
}

func (h household) caisse() access.Actor {
	return access.Actor{Role: access.Caisse, Account: id.New[id.Account](), Active: true}
}

func (h household) names(t *testing.T, by access.Actor) (live, ended []string) {
	t.Helper()
	all, err := h.Family.Children(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Ended == nil {
			live = append(live, c.Called)
		} else {
			ended = append(ended, c.Called)
		}
	}
	return live, ended
}

// #46, #67: parents find the spaces of their children in their own, and nobody
// else does: neither a grandmother, nor the twin, nor another child.
func TestParentsFindTheirChildren(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	twin := h.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{h.mother}})
	for name, c := range map[string]struct {
		by   *sample.Patient
		want int
	}{"mother": {h.mother, 2}, "father": {h.father, 1}, "grandmother": {h.grandmother, 0}, "twin": {twin, 0}} {
		for range 2 { // the second time the rows stand
			if c.by.Account.IsZero() {
				continue // no account of one's own: nothing to list
			}
			if live, ended := h.names(t, c.by.Actor); len(live) != c.want || len(ended) != 0 {
				t.Errorf("%s: %v, %v", name, live, ended)
			}
		}
	}
}

// #67, R.1111-40: who comes into the space of a child.
func TestOnlyRepresentativesEnterTheSpaceOfAChild(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	twin := h.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{h.mother}})
	for name, c := range map[string]struct {
		by   access.Actor
		want access.Reason
	}{
		"mother":             {h.mother.Actor, ""},
		"father":             {h.father.Actor, ""},
		"grandmother":        {h.grandmother.Actor, access.NotYours},
		"the twin":           {access.Actor{Role: access.Representative, Account: id.New[id.Account](), Patient: twin.Patient, Active: true}, access.NotYours},
		"nobody":             {access.Actor{Role: access.Representative, Active: true}, access.NotYours},
		"an operator":        {access.Actor{Role: access.Operator, Account: id.New[id.Account](), Active: true}, access.NotForRole},
		"an agent at a desk": {h.caisse(), access.NotForRole},
	} {
		_, err := h.Family.Enter(t.Context(), c.by, h.child.Patient)
		if problem.Reason(err) != c.want || (err == nil) != (c.want == "") {
			t.Errorf("%s: %v", name, err)
		}
		stands, err := h.Family.Stands(t.Context(), representing(c.by), h.child.Patient)
		if err != nil || stands != (c.want == "") {
			t.Errorf("%s stands: %t, %v", name, stands, err)
		}
	}
	if n := h.lines(t, access.EnterChild); n != 7 {
		t.Errorf("%d lines, want one for each try, refused or not, and none for asking", n)
	}
}

func representing(by access.Actor) access.Actor {
	if by.Role == access.Patient {
		by.Role = access.Representative
	}
	return by
}

func (h household) lines(t *testing.T, act access.Act) (n int) {
	t.Helper()
	err := dbtest.AsSuperuser(t, h.Pool).QueryRow(t.Context(), `SELECT count(*) FROM access_log WHERE act = $1 AND patient_id = $2`, act, h.child.Patient).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// #72, decisions §4, CPAM-05: a representative's access is suspended at once,
// nobody is told, and the file of a caisse does not bring it back.
func TestASuspendedRepresentativeIsOutAtOnce(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	ctx := t.Context()
	h.names(t, h.father.Actor)
	if err := h.Family.SuspendRepresentation(ctx, h.caisse(), h.child.Patient, h.father.Patient, family.Violence); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Family.Enter(ctx, h.father.Actor, h.child.Patient); problem.Reason(err) != access.NotYours {
		t.Errorf("he comes in: %v", err)
	}
	if _, err := h.Records.List(ctx, h.father.Representing(), "", h.child.Patient, record.Filter{}); problem.Reason(err) != access.NotYours {
		t.Errorf("he reads: %v", err)
	}
	if live, ended := h.names(t, h.father.Actor); len(live) != 0 || len(ended) != 1 {
		t.Errorf("his list: %v, %v", live, ended)
	}
	if live, _ := h.names(t, h.mother.Actor); len(live) != 1 {
		t.Error("she lost her access with his")
	}
	var told int
	if err := dbtest.AsSuperuser(t, h.Pool).QueryRow(ctx, `SELECT count(*) FROM notices`).Scan(&told); err != nil || told != 0 {
		t.Errorf("%d notices, %v", told, err)
	}
	h.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{h.mother, h.father}}) // another child of theirs
	if live, _ := h.names(t, h.father.Actor); len(live) != 1 {
		t.Error("a suspension is of one child's space, not of all")
	}
	if err := h.Family.RestoreRepresentation(ctx, h.caisse(), h.child.Patient, h.father.Patient); err != nil {
		t.Fatal(err)
	}
	if live, ended := h.names(t, h.father.Actor); len(live) != 2 || len(ended) != 0 {
		t.Errorf("given back: %v, %v", live, ended)
	}
	if err := h.Family.RestoreRepresentation(ctx, h.caisse(), h.child.Patient, h.father.Patient); problem.KindOf(err) != problem.Conflict {
		t.Errorf("given back twice: %v", err)
	}
}

// Only a caisse and an operator suspend, somebody who does represent, for a
// reason of the list.
func TestWhoMaySuspendARepresentative(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	for name, by := range map[string]access.Actor{"the mother": h.mother.Representing(), "the father": h.father.Representing(),
		"3422": {Role: access.Support, Active: true}, "France services": {Role: access.Helper, Active: true}} {
		if err := h.Family.SuspendRepresentation(t.Context(), by, h.child.Patient, h.father.Patient, family.Judgment); problem.Reason(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	operator := access.Actor{Role: access.Operator, Account: id.New[id.Account](), Active: true}
	if err := h.Family.SuspendRepresentation(t.Context(), operator, h.child.Patient, h.father.Patient, "whim"); problem.KindOf(err) != problem.Invalid {
		t.Errorf("for a whim: %v", err)
	}
	if err := h.Family.SuspendRepresentation(t.Context(), operator, h.child.Patient, h.grandmother.Patient, family.Report); problem.KindOf(err) != problem.NotFound {
		t.Errorf("who represents nobody: %v", err)
	}
	if err := h.Family.SuspendRepresentation(t.Context(), operator, h.child.Patient, h.father.Patient, family.Judgment); err != nil {
		t.Error(err)
	}
	if h, err := h.Family.Household(t.Context(), operator, h.child.Patient); err != nil || len(h.Parents) != 2 {
		t.Errorf("%d parents, %v", len(h.Parents), err)
	}
}

// Decisions §4: what was suspended is looked at again within 15 days. The queue
// is for operators: the database shows it to no other account.
func TestSuspensionsWaitForTheirReview(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	if err := h.Family.SuspendRepresentation(t.Context(), h.caisse(), h.child.Patient, h.father.Patient, family.Report); err != nil {
		t.Fatal(err)
	}
	operator := h.staff(t, "operator")
	all, err := h.Family.Stops(t.Context(), operator, 50)
	if err != nil || len(all) != 1 || !all[0].ReviewBy.Equal(clock.EndOfDay(sample.Start, 15)) || all[0].Late(all[0].ReviewBy) {
		t.Errorf("%+v, %v", all, err)
	}
	if len(all) == 1 && !all[0].Late(all[0].ReviewBy.Add(time.Second)) {
		t.Error("never late")
	}
	for name, by := range map[string]access.Actor{"the father": h.father.Actor, "a caisse": h.staff(t, "caisse"), "nobody": {Role: access.Operator}} {
		if all, err := h.Family.Stops(t.Context(), by, 50); err != nil || len(all) != 0 {
			t.Errorf("%s: %d, %v", name, len(all), err)
		}
	}
}

// staff makes an account of a kind, as an import does.
func (h household) staff(t *testing.T, kind string) access.Actor {
	t.Helper()
	a := access.Actor{Role: access.Role(kind), Account: id.New[id.Account](), Active: true}
	if _, err := dbtest.AsSuperuser(t, h.Pool).Exec(t.Context(), `INSERT INTO accounts (id, kind, created_at) VALUES ($1, $2, $3)`, a.Account, kind, sample.Start); err != nil {
		t.Fatal(err)
	}
	return a
}

// Scenario 35 of domain.md §2.4: at 18, at midnight in Paris, whatever the rows
// say, a parent is out: of what is asked, of the session, of the list.
func TestAtEighteenNobodyRepresentsAnyLonger(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	h.names(t, h.mother.Actor)
	midnight := clock.Majority(sample.Child)
	h.Set(midnight.Add(-time.Second))
	if stands, err := h.Family.Stands(t.Context(), h.mother.Representing(), h.child.Patient); err != nil || !stands {
		t.Fatalf("out a second before: %v", err)
	}
	h.Set(midnight)
	if stands, err := h.Family.Stands(t.Context(), h.mother.Representing(), h.child.Patient); err != nil || stands {
		t.Errorf("in at midnight: %v", err)
	}
	if _, err := h.Family.Enter(t.Context(), h.mother.Actor, h.child.Patient); problem.Reason(err) != access.NotYours {
		t.Errorf("comes in: %v", err)
	}
	if live, ended := h.names(t, h.mother.Actor); len(live) != 0 || len(ended) != 1 {
		t.Errorf("her list: %v, %v", live, ended)
	}
	h.Wait(91 * 24 * time.Hour)
	if live, ended := h.names(t, h.mother.Actor); len(live)+len(ended) != 0 {
		t.Errorf("months later: %v, %v", live, ended)
	}
}
