package support_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/dbtest"
	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
	"espacesante/internal/support"
)

// #13, CPAM-01: the caisse acts with whom it has before it, identity seen, for
// 20 minutes; without a visit, in another agent's, after it, for nobody.
func TestTheCaisseActsInALiveVisitOnly(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p, colleague := d.Patient(t, access.Activated), d.Staff(t, access.Caisse)
	may := func(name string, by access.Actor, want access.Reason) {
		t.Helper()
		if _, err := d.spaces.Standing(t.Context(), by, p.Patient); problem.Reason(err) != want {
			t.Errorf("%s: %v", name, err)
		}
		if err := d.spaces.SignOutFor(t.Context(), by, p.Patient); problem.Reason(err) != want {
			t.Errorf("%s, acting: %v", name, err)
		}
	}
	may("without a visit", d.teller, access.NotPresent)
	v := d.visit(p)
	may("in the visit", d.teller, "")
	may("another agent", colleague, access.NotPresent)
	may("an agent of 3422", d.agent, access.NotIdentified)
	d.must(d.support.End(t.Context(), d.teller, v))
	may("ended", d.teller, access.NotPresent)
	d.visit(p)
	d.Wait(limit.VisitLife + time.Second)
	may("20 minutes later", d.teller, access.NotPresent)
	if _, err := d.support.Receive(t.Context(), d.agent, seen(p)); problem.Reason(err) != access.NotForRole {
		t.Errorf("3422 receives: %v", err)
	}
}

// CPAM-01: document and photograph are checked, and nothing of the document is
// kept but its kind; what is wrong is not told.
func TestNobodyIsReceivedUnseen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p, other := d.Patient(t, access.Activated), d.Someone(t, sample.Someone{Birth: sample.Adult.AddDate(2, 0, 0)})
	for name, c := range map[string]struct {
		change func(*support.Seen)
		code   string
	}{
		"no document":  {func(s *support.Seen) { s.Document = "" }, "choose"},
		"other face":   {func(s *support.Seen) { s.Photo = false }, "agree"},
		"birth date":   {func(s *support.Seen) { s.Birth = s.Birth.AddDate(1, 0, 0) }, support.NobodyHere},
		"other number": {func(s *support.Seen) { s.INS = other.Person.INS }, support.NobodyHere},
		"nobody's": {func(s *support.Seen) {
			s.INS, _ = identity.ParseNIR("2850678006999" + identity.NIRKey("2850678006999"))
		}, support.NobodyHere},
		"no number": {func(s *support.Seen) { s.INS = identity.INS{} }, support.NobodyHere},
	} {
		s := seen(p)
		c.change(&s)
		if _, err := d.support.Receive(t.Context(), d.teller, s); problem.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// #67: for a child, the parent who shows a document is one of the
// representatives that the caisse knows.
func TestAParentIsReceivedForAChild(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	parent, stranger := d.Patient(t, access.Activated), d.Patient(t, access.Activated)
	child := d.Someone(t, sample.Someone{Birth: sample.Child, State: access.Invited, Representatives: []*sample.Patient{parent}})
	for name, c := range map[string]struct {
		by   identity.INS
		good bool
	}{"alone": {}, "a stranger": {by: stranger.Person.INS}, "the parent": {by: parent.Person.INS, good: true}} {
		s := seen(child)
		s.Parent = c.by
		if _, err := d.support.Receive(t.Context(), d.teller, s); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
	alone := seen(parent)
	alone.Parent = stranger.Person.INS
	if _, err := d.support.Receive(t.Context(), d.teller, alone); problem.CodeOf(err) != support.NobodyHere {
		t.Errorf("an adult with a parent: %v", err)
	}
}

// CPAM-05, CPAM-08: a file without the person gives nothing to read, and lets a
// death or a fraud be recorded.
func TestAFileWithoutThePersonAllowsLittle(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.Patient(t, access.Activated)
	if _, err := d.support.OpenFile(t.Context(), d.teller, p.Person.INS, p.Person.BirthDate, "Autre"); problem.CodeOf(err) != support.NobodyHere {
		t.Errorf("another name: %v", err)
	}
	_, err := d.support.OpenFile(t.Context(), d.teller, p.Person.INS, p.Person.BirthDate, p.Person.BirthName)
	d.must(err)
	if _, err := d.spaces.Standing(t.Context(), d.teller, p.Patient); problem.Reason(err) != access.NotPresent {
		t.Errorf("the standing: %v", err)
	}
	if _, err := d.spaces.CloseFor(t.Context(), d.teller, p.Patient, false); problem.Reason(err) != access.NotPresent {
		t.Errorf("closing: %v", err)
	}
	d.must(d.spaces.DeathFor(t.Context(), d.teller, p.Patient, sample.Start.AddDate(0, 0, -1)))
}

// Issue 5, point 12: what an agent does is told on every known channel, under
// the agent's name and structure, and can be recalled for seven days.
func TestWhatAgentsDoIsToldAndRecalled(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.Patient(t, access.Activated)
	d.visit(p)
	_, err := d.spaces.CloseFor(t.Context(), d.teller, p.Patient, false)
	d.must(err)
	var told int
	d.must(dbtest.AsSuperuser(t, d.Pool).QueryRow(t.Context(), `SELECT count(*) FROM river_job WHERE kind = 'notification.due_at'`).Scan(&told))
	if told != 4 {
		t.Errorf("told in %d places", told)
	}
	acts, err := d.spaces.ActsFor(t.Context(), d.teller, p.Patient)
	d.must(err)
	if len(acts) != 1 || acts[0].Kind != enrolment.ForClosing || acts[0].Agent.Structure == "" || acts[0].Agent.Name == "" || acts[0].Channel != "caisse" {
		t.Fatalf("%+v", acts)
	}
	for _, at := range []struct {
		wait time.Duration
		good bool
	}{{24 * time.Hour, true}, {time.Minute, false}} {
		d.Wait(at.wait)
		d.visit(p)
		_, err := d.spaces.Recall(t.Context(), d.teller, p.Patient, acts[0].ID)
		if (err == nil) != at.good {
			t.Errorf("recalled after %s: %v", at.wait, err)
		}
	}
	d.visit(p)
	st, err := d.spaces.Standing(t.Context(), d.teller, p.Patient)
	d.must(err)
	if st.State != access.Activated || !st.May[access.CloseSpace] || st.May[access.ReopenSpace] {
		t.Errorf("%s %v", st.State, st.May)
	}
	if _, err := d.spaces.CloseFor(t.Context(), d.teller, p.Patient, false); err != nil {
		t.Error(err)
	}
	d.Wait(8 * 24 * time.Hour)
	d.visit(p)
	acts, err = d.spaces.ActsFor(t.Context(), d.teller, p.Patient)
	d.must(err)
	if _, err := d.spaces.Recall(t.Context(), d.teller, p.Patient, acts[0].ID); problem.KindOf(err) != problem.Conflict {
		t.Errorf("recalled after eight days: %v", err)
	}
}

// SUP-03: on a suspicion nobody signs in, at once; given back, the password that
// somebody may know is gone.
func TestASignInIsHeldAndGivenBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.Patient(t, access.Activated)
	d.SetPassword(t, p.Account, "galet-lanterne-ruisseau-12")
	began := d.Pool.Now()
	d.known(p)
	d.Wait(time.Second)
	d.must(d.spaces.SignOutFor(t.Context(), d.agent, p.Patient))
	if _, err := d.People.Sits(t.Context(), identity.Sitting{Account: p.Account, Began: began}); problem.KindOf(err) != problem.SignInFirst {
		t.Errorf("an open session goes on: %v", err)
	}
	d.must(d.spaces.HoldSignIn(t.Context(), d.agent, p.Patient))
	if _, err := d.People.SignIn(t.Context(), "patient", p.Person.Contact.Email, "galet-lanterne-ruisseau-12"); problem.CodeOf(err) != "sign-in-wrong" {
		t.Errorf("held: %v", err)
	}
	if err := d.spaces.GiveSignIn(t.Context(), d.agent, p.Patient); problem.Reason(err) != access.NotIdentified {
		t.Errorf("given back at level 1: %v", err)
	}
	d.visit(p)
	d.must(d.spaces.GiveSignIn(t.Context(), d.teller, p.Patient))
	if _, err := d.People.SignIn(t.Context(), "patient", p.Person.Contact.Email, "galet-lanterne-ruisseau-12"); problem.CodeOf(err) != "sign-in-wrong" {
		t.Errorf("the old password serves: %v", err)
	}
	r, err := d.People.AskReset(t.Context(), p.Person.INS, p.Person.BirthDate)
	d.must(err)
	if r.Account != p.Account {
		t.Error("no new password can be asked for")
	}
}
