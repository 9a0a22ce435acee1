package identity_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/dbtest"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
)

// decisions.md §7: looking somebody up is a line of operation_log, found or not; the space keeps one of its own.
func TestEverySearchIsALine(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	pro, p := w.Professional(t, "10", "SM54", sample.FINESS(1)), w.Patient(t, access.Activated)
	found, err := w.People.FindByINS(t.Context(), pro.Actor, p.Person.INS)
	if err != nil || found.Patient != p.Patient {
		t.Fatal(found, err)
	}
	someone := p.Person.Traits()
	someone.BirthName = "Personne"
	if found, err := w.People.FindByTraits(t.Context(), pro.Actor, someone); problem.CodeOf(err) != identity.NobodyFound || found != (identity.Found{}) {
		t.Fatal(found, err)
	}
	if found, err := w.People.FindByTraits(t.Context(), pro.Actor, identity.Traits{BirthName: p.Person.BirthName}); problem.CodeOf(err) != identity.NobodyFound {
		t.Fatal("a name alone found somebody:", found, err)
	}
	var all, none, own int
	err = dbtest.AsSuperuser(t, w.Pool).QueryRow(t.Context(), `
		SELECT count(*), count(*) FILTER (WHERE subject IS NULL AND reason = 'no-space'),
		       (SELECT count(*) FROM access_log WHERE act = 'person.find' AND actor = $1 AND patient_id = $2)
		FROM operation_log WHERE act = 'person.find' AND actor = $1`, pro.Account, p.Patient).Scan(&all, &none, &own)
	if err != nil || all != 3 || none != 2 || own != 1 {
		t.Fatal(all, none, own, err)
	}
}

// decisions.md §3: a blocked professional, and one for whom no space is open, get one answer.
func TestOneAnswerFindsNobody(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	pro := w.Professional(t, "10", "SM54", sample.FINESS(1))
	blocking := w.Patient(t, access.Activated)
	if err := w.Consents.Block(t.Context(), blocking.Actor, blocking.Patient, pro.Account); err != nil {
		t.Fatal(err)
	}
	for _, p := range []*sample.Patient{blocking, w.Patient(t, access.Opposed), w.Patient(t, access.Eligible), w.Patient(t, access.Disputed)} {
		began := time.Now()
		_, err := w.People.FindByINS(t.Context(), pro.Actor, p.Person.INS)
		if took := time.Since(began); took < 120*time.Millisecond {
			t.Errorf("answered in %s: what nobody is takes one time", took)
		}
		if problem.CodeOf(err) != identity.NobodyFound || problem.Reason(err) != "" {
			t.Error(err)
		}
		if _, err := w.People.Meet(t.Context(), pro.Actor, p.Patient); problem.Reason(err) == "" {
			t.Error("the card was shown")
		}
	}
	closed := w.Patient(t, access.ClosedArchived)
	if found, err := w.People.FindByINS(t.Context(), pro.Actor, closed.Person.INS); err != nil || found.ClosedAt.IsZero() || !found.Patient.IsZero() {
		t.Error(found.ClosedAt, err)
	}
}

// A professional who looks for everybody is made to wait.
func TestSearchesAreCounted(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	pro, p := w.Professional(t, "10", "SM54", sample.FINESS(1)), w.Patient(t, access.Activated)
	for range 100 {
		if _, err := w.People.FindByINS(t.Context(), pro.Actor, p.Person.INS); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.People.FindByINS(t.Context(), pro.Actor, p.Person.INS); problem.KindOf(err) != problem.TooMany {
		t.Fatal(err)
	}
}
