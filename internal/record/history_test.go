package record_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

var everything = accesslog.Query{}

func (p *place) history(by access.Actor, q accesslog.Query) record.Past {
	p.t.Helper()
	past, err := p.Records.History(p.t.Context(), by, "", p.patient.Patient, q)
	p.must(err)
	return past
}

// #32, R.1111-43: who, why, what, when.
func TestTheHistorySaysWhoWhyWhatWhen(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("Prise de sang"))
	p.Wait(time.Minute)
	_, err := p.opens(p.doctor.Actor, doc)
	p.must(err)
	p.Wait(time.Minute)
	stranger := p.Professional(t, "21", "", "")
	_, err = p.opens(stranger.Actor, doc)
	if err == nil {
		t.Fatal("a stranger opened it")
	}
	past := p.history(p.patient.Actor, accesslog.Query{Who: accesslog.ByProfessionals})
	if len(past.Events) != 4 { // consent, deposit, read, refused
		t.Fatalf("%d lines: %+v", len(past.Events), past.Events)
	}
	refused, read := past.Events[0], past.Events[1]
	if refused.Reason != access.NoConsent || refused.Profession != "21" || refused.Act != access.ReadDocument {
		t.Errorf("refused: %+v", refused.Entry)
	}
	if read.Act != access.ReadDocument || read.Motive != access.AsTreatingDoctor || read.Reason != "" || read.GivenName != "Paul" ||
		read.Profession != "10" || read.Structure != "Cabinet des Tilleuls" || !read.At.Equal(sample.Start.Add(time.Minute)) {
		t.Errorf("read: %+v", read.Entry)
	}
	if read.Document == nil || read.Document.Title != "Prise de sang" || read.Document.Type != biology {
		t.Errorf("what: %+v", read.Document)
	}
}

// Invariant 37: a médecin traitant reads the history, without what is not for
// his profession; nobody else does.
func TestOnlyTheTreatingDoctorReadsTheHistoryBesides(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("x"))
	found := false
	for _, e := range p.history(p.doctor.Actor, everything).Events {
		found = found || e.Target == doc.String()
	}
	if !found {
		t.Error("the médecin traitant does not see the deposit")
	}
	if _, err := p.Records.History(t.Context(), p.author.Actor, "", p.patient.Patient, everything); problem.Reason(err) != access.NotForRole {
		t.Errorf("another professional: %v", err)
	}
}

func TestTheHistoryKeepsSilentOnWhatIsNotAnnounced(t *testing.T) {
	p := open(t)
	u := upload("Annonce")
	u.HiddenFromPatient = true
	doc := p.deposit(p.author.Actor, u)
	tells := func() (n int) {
		for _, e := range p.history(p.patient.Actor, everything).Events {
			if e.Target == doc.String() {
				n++
			}
		}
		return n
	}
	if n := tells(); n != 0 {
		t.Errorf("%d lines before the announcement", n)
	}
	p.must(p.Records.Release(t.Context(), p.author.Actor, p.patient.Patient, doc))
	if n := tells(); n != 2 { // the deposit and the release
		t.Errorf("%d lines after it", n)
	}
}

func TestTheHistoryIsCutIntoPagesThatLoseNothing(t *testing.T) {
	p := open(t)
	for range 55 {
		p.Wait(time.Hour)
		p.list(p.doctor.Actor, record.Filter{})
	}
	seen := map[string]bool{}
	q := accesslog.Query{Who: accesslog.ByProfessionals}
	pages := 0
	for {
		past := p.history(p.patient.Actor, q)
		for i, e := range past.Events {
			if seen[e.ID.String()] || i > 0 && e.At.After(past.Events[i-1].At) {
				t.Fatal("a line twice, or out of order")
			}
			seen[e.ID.String()] = true
		}
		if pages++; past.Next.IsZero() {
			break
		}
		q.Before = past.Next
	}
	if pages != 2 || len(seen) != 56 {
		t.Errorf("%d pages, %d lines", pages, len(seen))
	}
	some := p.history(p.patient.Actor, accesslog.Query{Who: accesslog.ByProfessionals, Since: sample.Start.Add(90 * time.Minute), Until: sample.Start.Add(210 * time.Minute)})
	if len(some.Events) != 2 {
		t.Errorf("%d lines of two hours", len(some.Events))
	}
	if mine := p.history(p.patient.Actor, accesslog.Query{Who: accesslog.ByHolder}); len(mine.Events) == 0 || !mine.Events[0].Mine {
		t.Error("one's own acts are not there")
	}
}

func TestTheHistoryNamesWhomABlockIsAbout(t *testing.T) {
	p := open(t)
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, p.author.Account))
	e := p.history(p.patient.Actor, accesslog.Query{Who: accesslog.ByHolder}).Events[0]
	if e.Act != access.BlockProfessional || e.Professional == nil || e.Professional.Account != p.author.Account || e.Professional.Name == "" {
		t.Errorf("got %+v", e)
	}
}
