package care_test

import (
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// reads is why a professional may not list the documents.
func reads(t *testing.T, w *sample.World, by *sample.Professional, mode access.Mode, of id.Patient) access.Reason {
	t.Helper()
	_, err := w.Records.List(t.Context(), by.Actor, mode, of, record.Filter{})
	if err != nil && problem.Reason(err) == "" {
		t.Fatal(err)
	}
	return problem.Reason(err)
}

// ux.md §1.12, « J’ai ouvert par erreur »: what let him in that day is over at once, the person is told once, the line
// stands in the history; what the person gave is hers.
func TestAMistakeEndsWhatLetInThatDay(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	pro, friend := w.Professional(t, "10", "SM05", sample.FINESS(1)), w.Professional(t, "60", "", sample.FINESS(2))
	p, other := w.Someone(t, sample.Someone{}), w.Someone(t, sample.Someone{})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.Consents.DeclareConsent(ctx, pro.Actor, p.Patient, consent.Oral))
	must(w.Consents.RecordTeamConsent(ctx, pro.Actor, p.Patient, consent.Oral, true))
	o, err := w.Care.Open(ctx, pro.Actor, p.Patient)
	must(err)
	for name, c := range map[string]struct {
		by    access.Actor
		of    id.Patient
		about id.Line
	}{"another's": {friend.Actor, p.Patient, o.Line}, "of another space": {pro.Actor, other.Patient, o.Line}, "no such line": {pro.Actor, p.Patient, id.New[id.Line]()}} {
		if err := w.Care.Mistaken(ctx, c.by, c.of, c.about, ""); problem.CodeOf(err) != "line" {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := w.Care.OwnOpening(ctx, c.by, c.of, c.about); problem.CodeOf(err) != "line" {
			t.Errorf("%s, read: %v", name, err)
		}
	}
	if err := w.Care.Mistaken(ctx, pro.Actor, p.Patient, o.Line, strings.Repeat("é", 501)); problem.KindOf(err) != problem.Invalid {
		t.Errorf("too long: %v", err)
	}
	if got := reads(t, w, pro, access.Normal, p.Patient); got != "" {
		t.Fatalf("refused already: %s", got)
	}
	for range 2 {
		must(w.Care.Mistaken(ctx, pro.Actor, p.Patient, o.Line, "Homonyme."))
	}
	if got := reads(t, w, pro, access.Normal, p.Patient); got != access.NoConsent {
		t.Errorf("after the mistake: %q", got)
	}
	if n := told(t, w, notification.Mistaken); n != 1 {
		t.Errorf("told %d times", n)
	}
	if one, err := w.Care.OwnOpening(ctx, pro.Actor, p.Patient, o.Line); err != nil || !one.Said || one.Person == nil || one.Urgent() {
		t.Errorf("%+v, %v", one, err)
	}
	if waiting, _, err := w.Care.Reviews(ctx, w.Staff(t, access.Reviewer)); err != nil || len(waiting) != 0 {
		t.Errorf("reviewers read %+v of an opening that was no emergency, %v", waiting, err)
	}
	must(w.Consents.AddToTeam(ctx, p.Actor, p.Patient, pro.Account)) // her own word, before another mistake
	w.Wait(time.Minute)
	o, err = w.Care.Open(ctx, pro.Actor, p.Patient)
	must(err)
	must(w.Care.Mistaken(ctx, pro.Actor, p.Patient, o.Line, ""))
	if got := reads(t, w, pro, access.Normal, p.Patient); got != "" {
		t.Errorf("what the person gave was taken from her: %q", got)
	}
}

// In an emergency it is closed for good, the case that waits says it with his words; one that was concluded comes back as
// a case of its own. Blocked meanwhile, he is nowhere.
func TestAMistakeInAnEmergencyIsReadByTheReviewers(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	pro, reviewer, p := w.Professional(t, "10", "", sample.FINESS(1)), w.Staff(t, access.Reviewer), w.Someone(t, sample.Someone{})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	queue := func() []care.Waiting {
		all, _, err := w.Care.Reviews(ctx, reviewer)
		must(err)
		return all
	}
	first, err := w.Care.OpenInEmergency(ctx, pro.Actor, p.Patient, glass)
	must(err)
	must(w.Care.Mistaken(ctx, pro.Actor, p.Patient, first.Line, "Mauvais brancard."))
	if got := reads(t, w, pro, access.BrisDeGlace, p.Patient); got != access.NotOpened {
		t.Errorf("still open: %q", got)
	}
	all := queue()
	if len(all) != 1 || all[0].MistakenAt == nil || !all[0].Kind.Emergency() {
		t.Fatalf("%+v", all)
	}
	c, err := w.Care.Case(ctx, reviewer, p.Patient, all[0].ID)
	if err != nil || c.Mistake != "Mauvais brancard." || c.Words != why || c.Mode != access.BrisDeGlace {
		t.Errorf("%+v, %v", c, err)
	}
	w.Wait(time.Hour)
	second, err := w.Care.OpenInEmergency(ctx, pro.Actor, p.Patient, glass)
	must(err)
	for _, waiting := range queue() {
		must(w.Care.Conclude(ctx, reviewer, p.Patient, waiting.ID, care.Justified))
	}
	before := told(t, w, notification.ReportAnswered)
	w.Wait(time.Minute)
	must(w.Care.Mistaken(ctx, pro.Actor, p.Patient, second.Line, ""))
	all = queue()
	if len(all) != 1 || !all[0].Kind.Mistake() {
		t.Fatalf("concluded before: %+v", all)
	}
	if c, err = w.Care.Case(ctx, reviewer, p.Patient, all[0].ID); err != nil || c.Words != "" || len(c.Lines) == 0 {
		t.Errorf("%+v, %v", c, err)
	}
	must(w.Care.Conclude(ctx, reviewer, p.Patient, all[0].ID, care.Justified))
	if n := told(t, w, notification.ReportAnswered) - before; n != 0 {
		t.Errorf("the person is answered a report that she did not make, %d times", n)
	}
	w.Wait(2 * time.Hour)
	third, err := w.Care.OpenInEmergency(ctx, pro.Actor, p.Patient, glass)
	must(err)
	must(w.Consents.Block(ctx, p.Actor, p.Patient, pro.Account))
	if err := w.Care.Mistaken(ctx, pro.Actor, p.Patient, third.Line, ""); problem.Reason(err) != access.Blocked {
		t.Errorf("blocked: %v", err)
	}
}
