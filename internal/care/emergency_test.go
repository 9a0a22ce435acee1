package care_test

import (
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/consent"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

const why = "Inconscient, trouvé dans la rue, aucun proche."

var glass = care.Emergency{Mode: access.BrisDeGlace, Speechless: true, Danger: true, Reason: why}

func told(t *testing.T, w *sample.World, kind notification.Kind) (n int) {
	t.Helper()
	if err := dbtest.AsSuperuser(t, w.Pool).QueryRow(t.Context(), `SELECT count(*) FROM notices WHERE kind = $1`, kind).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Scenario 19, G6b, R.1111-48: two attestations and a typed reason open for 60
// minutes; the person and the médecin traitant are told once; it is queued for
// review within 72 hours; nothing of it opens another space or lasts.
func TestAnEmergencyOpensForAnHourAndEverybodyHearsOfIt(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	doctor, urgentist := w.Professional(t, "10", "SM54", sample.FINESS(1)), w.Professional(t, "10", "", sample.FINESS(2))
	p, other := w.Someone(t, sample.Someone{TreatingDoctor: doctor}), w.Someone(t, sample.Someone{})
	list := func(mode access.Mode, of id.Patient) error {
		_, err := w.Records.List(ctx, urgentist.Actor, mode, of, record.Filter{})
		return err
	}
	if err := list(access.BrisDeGlace, p.Patient); problem.Reason(err) != access.NotOpened {
		t.Fatalf("read in an emergency that nobody opened: %v", err)
	}
	for range 2 { // a form sent twice
		o, err := w.Care.OpenInEmergency(ctx, urgentist.Actor, p.Patient, glass)
		if err != nil || o.Motive != access.InEmergency || !o.Ends.Equal(w.Pool.Now().Add(limit.EmergencyLife)) {
			t.Fatalf("%+v, %v", o, err)
		}
	}
	if n := told(t, w, notification.OpenedInEmergency); n != 1 {
		t.Errorf("the person was told %d times", n)
	}
	news, err := w.Care.News(ctx, doctor.Actor)
	if err != nil || len(news) != 1 || news[0].Patient != p.Patient || !strings.Contains(news[0].By, "Cabinet des Tilleuls") {
		t.Errorf("the médecin traitant reads %d, %v", len(news), err)
	}
	if mine, _ := w.Care.News(ctx, urgentist.Actor); len(mine) != 0 {
		t.Error("who opened reads what the médecin traitant is told")
	}
	if err := list(access.BrisDeGlace, p.Patient); err != nil {
		t.Errorf("during the hour: %v", err)
	}
	for name, got := range map[string]error{"the normal mode": list(access.Normal, p.Patient), "the other mode": list(access.Centre15, p.Patient),
		"another space": list(access.BrisDeGlace, other.Patient)} {
		if problem.Reason(got) == "" {
			t.Errorf("%s: %v", name, got)
		}
	}
	w.Wait(limit.EmergencyLife + time.Second)
	if err := list(access.BrisDeGlace, p.Patient); problem.Reason(err) != access.NotOpened {
		t.Errorf("after the hour: %v", err)
	}
	if _, err := w.Care.OpenInEmergency(ctx, urgentist.Actor, p.Patient, glass); err != nil || told(t, w, notification.OpenedInEmergency) != 2 {
		t.Errorf("a new reason opens again, and is told again: %v", err)
	}
	if err := w.Care.CloseEmergency(ctx, urgentist.Actor, p.Patient, access.BrisDeGlace); err != nil {
		t.Fatal(err)
	}
	if err := list(access.BrisDeGlace, p.Patient); problem.Reason(err) != access.NotOpened {
		t.Errorf("closed: %v", err)
	}
}

// Issue 6 point 5, decisions §3: a review is another person's, whatever accounts somebody has.
func TestNobodyReviewsWhatTheyOpened(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	self, other := w.Staff(t, access.Reviewer), w.Staff(t, access.Reviewer)
	doctor, p := w.Professional(t, "10", "", sample.FINESS(1)), w.Someone(t, sample.Someone{})
	reach, err := w.People.AccountReach(ctx, self.Account)
	if err != nil {
		t.Fatal(err)
	}
	line := "rpps,name,given_name,profession,email\n" + doctor.RPPS + ",Fictif,Paul,10," + strings.ToUpper(reach.Address) + "\n"
	if _, err := identity.ImportProfessionals(ctx, w.Pool, w.Vault, strings.NewReader(line), identity.Watch{Refused: func(bad identity.Rejected) error { return bad }}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Care.OpenInEmergency(ctx, doctor.Actor, p.Patient, glass); err != nil {
		t.Fatal(err)
	}
	waiting, _, err := w.Care.Reviews(ctx, self)
	if err != nil || len(waiting) != 1 {
		t.Fatal(waiting, err)
	}
	if _, err := w.Care.Case(ctx, self, p.Patient, waiting[0].ID); problem.Reason(err) != access.NotForRole {
		t.Errorf("one's own case is read: %v", err)
	}
	if err := w.Care.Conclude(ctx, self, p.Patient, waiting[0].ID, care.Justified); problem.Reason(err) != access.NotForRole {
		t.Errorf("one's own case is concluded: %v", err)
	}
	if err := w.Care.Conclude(ctx, other, p.Patient, waiting[0].ID, care.Justified); err != nil {
		t.Errorf("another's: %v", err)
	}
}

// G6b: one opening lets in who attested, not a colleague beside him, nor another in his name.
func TestAnEmergencyOpensToWhoOpenedItAlone(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	one, colleague := w.Professional(t, "10", "", sample.FINESS(1)), w.Professional(t, "10", "", sample.FINESS(1))
	p := w.Someone(t, sample.Someone{})
	if _, err := w.Care.OpenInEmergency(t.Context(), one.Actor, p.Patient, glass); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []access.Mode{access.BrisDeGlace, access.Centre15} {
		if _, err := w.Records.List(t.Context(), colleague.Actor, mode, p.Patient, record.Filter{}); problem.Reason(err) != access.NotOpened {
			t.Errorf("%s: %v", mode, err)
		}
	}
	if err := w.Care.CloseEmergency(t.Context(), colleague.Actor, p.Patient, access.BrisDeGlace); problem.Reason(err) != access.NotOpened {
		t.Errorf("closed by somebody else: %v", err)
	}
}

func TestAnEmergencyWithoutItsAttestationsOpensNothing(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	doctor := w.Professional(t, "10", "", sample.FINESS(1))
	p := w.Someone(t, sample.Someone{})
	for field, e := range map[string]care.Emergency{
		"exprimer": {Mode: access.BrisDeGlace, Danger: true, Reason: why},
		"danger":   {Mode: access.BrisDeGlace, Speechless: true, Reason: why},
		"raison":   {Mode: access.BrisDeGlace, Speechless: true, Danger: true, Reason: "urgent   " + strings.Repeat(" ", 30)},
		"appel":    {Mode: access.Centre15, Speechless: true, Danger: true, Reason: why},
		"mode":     {Speechless: true, Danger: true, OnCall: true, Reason: why},
	} {
		_, err := w.Care.OpenInEmergency(t.Context(), doctor.Actor, p.Patient, e)
		if problem.KindOf(err) != problem.Invalid || !strings.Contains(errFields(err), field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if n := told(t, w, notification.OpenedInEmergency); n != 0 {
		t.Errorf("told %d times", n)
	}
}

// #30, scenarios 20 to 23: the person's answers hold, each its own; a refused
// try is told to the person; a nurse is no regulating doctor.
func TestTheAnswersOfThePersonHoldInAnEmergency(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	doctor, nurse := w.Professional(t, "10", "", sample.FINESS(1)), w.Professional(t, "60", "", sample.FINESS(2))
	p := w.Someone(t, sample.Someone{})
	call := care.Emergency{Mode: access.Centre15, OnCall: true, Reason: why}
	if _, err := w.Care.OpenInEmergency(ctx, nurse.Actor, p.Patient, call); problem.Reason(err) != access.DoctorsOnly {
		t.Errorf("a nurse on a call: %v", err)
	}
	if err := w.Consents.SetEmergency(ctx, p.Actor, p.Patient, access.EmergencyNo, true); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Care.OpenInEmergency(ctx, doctor.Actor, p.Patient, glass); problem.Reason(err) != access.EmergencyNone {
		t.Errorf("refused by the person: %v", err)
	}
	if n := told(t, w, notification.EmergencyRefused); n != 1 {
		t.Errorf("the person was told of the try %d times", n)
	}
	if _, err := w.Care.OpenInEmergency(ctx, doctor.Actor, p.Patient, call); err != nil {
		t.Errorf("the SAMU's own answer: %v", err)
	}
	if err := w.Consents.Block(ctx, p.Actor, p.Patient, doctor.Account); err != nil {
		t.Fatal(err)
	}
	_, err := w.Records.List(ctx, doctor.Actor, access.Centre15, p.Patient, record.Filter{})
	if problem.Reason(err) != access.Blocked {
		t.Errorf("blocked while it was open: %v", err)
	}
}

// decisions.md §3: what is reviewed is read by reviewers and by nobody else:
// reason and lines, no document and nobody's name.
func TestAReviewerReadsTheReasonAndConcludesOnce(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	doctor := w.Professional(t, "10", "", sample.FINESS(1))
	p := w.Someone(t, sample.Someone{})
	if _, err := w.Care.OpenInEmergency(ctx, doctor.Actor, p.Patient, glass); err != nil {
		t.Fatal(err)
	}
	w.Wait(time.Minute)
	reviewer := w.Staff(t, access.Reviewer)
	waiting, done, err := w.Care.Reviews(ctx, reviewer)
	if err != nil || len(waiting) != 1 || len(done) != 0 || !waiting[0].Stranger || waiting[0].Overdue(w.Pool.Now()) ||
		!waiting[0].Overdue(w.Pool.Now().Add(limit.EmergencyReviewLife+time.Second)) {
		t.Fatalf("%+v %v %v", waiting, done, err)
	}
	if late, err := w.Care.SweepReviews(ctx, w.Pool); err != nil || late != 0 {
		t.Errorf("late before its time: %d, %v", late, err)
	}
	w.Wait(limit.EmergencyReviewLife - 2*time.Minute)
	if late, err := w.Care.SweepReviews(ctx, w.Pool); err != nil || late != 0 {
		t.Errorf("late in the last minute: %d, %v", late, err)
	}
	w.Wait(2 * time.Minute)
	for _, want := range []int{1, 0} { // told once
		if late, err := w.Care.SweepReviews(ctx, w.Pool); err != nil || late != want {
			t.Errorf("%d are late, want %d: %v", late, want, err)
		}
	}
	for _, by := range []access.Actor{doctor.Actor, p.Actor, w.Staff(t, access.Operator)} {
		if all, _, err := w.Care.Reviews(ctx, by); err != nil || len(all) != 0 {
			t.Errorf("%s sees the queue: %d, %v", by.Role, len(all), err)
		}
		if _, err := w.Care.Case(ctx, by, p.Patient, waiting[0].ID); problem.Reason(err) == "" {
			t.Errorf("%s reads the case: %v", by.Role, err)
		}
	}
	c, err := w.Care.Case(ctx, reviewer, p.Patient, waiting[0].ID)
	if err != nil || c.Words != why || len(c.Lines) != 1 || c.Lines[0].Act != access.OpenRecord || c.Structure != "Cabinet des Tilleuls" {
		t.Fatalf("%q %d lines at %q, %v", c.Words, len(c.Lines), c.Structure, err)
	}
	if err := w.Care.Conclude(ctx, reviewer, p.Patient, c.ID, "perhaps"); problem.KindOf(err) != problem.Invalid {
		t.Errorf("a verdict of no meaning: %v", err)
	}
	if err := w.Care.Conclude(ctx, reviewer, p.Patient, c.ID, care.Unjustified); err != nil {
		t.Fatal(err)
	}
	if err := w.Care.Conclude(ctx, reviewer, p.Patient, c.ID, care.Justified); problem.CodeOf(err) != "review-done" {
		t.Errorf("concluded twice: %v", err)
	}
	if n := told(t, w, notification.ReviewConcluded); n != 1 {
		t.Errorf("told %d times", n)
	}
}

// R.1111-48, #98: a space in which nothing was ever kept, opened by itself or a child's, opens in an emergency like another; so is an access to it
// reported.
func TestAnEmptySpaceOpensInAnEmergency(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	doctor := w.Professional(t, "10", "SM59", sample.FINESS(1))
	parent := w.Patient(t, access.Activated)
	e := care.Emergency{Mode: access.BrisDeGlace, Speechless: true, Danger: true, Reason: "Malaise, sans connaissance, aucun proche."}
	child := w.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{parent}})
	for _, p := range []*sample.Patient{w.Patient(t, access.AutoCreated), child} {
		if _, err := w.Care.OpenInEmergency(ctx, doctor.Actor, p.Patient, e); err != nil {
			t.Error(err)
		}
	}
	bare := w.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{parent}})
	if err := w.Consents.DeclareConsent(ctx, doctor.Actor, bare.Patient, consent.Oral); err != nil {
		t.Fatal(err)
	}
	w.Wait(time.Minute)
	if _, err := w.Care.Open(ctx, doctor.Actor, bare.Patient); err != nil {
		t.Fatal(err)
	}
	all, _, err := w.Care.MyAccesses(ctx, doctor.Actor, id.Line{})
	if err != nil || len(all) == 0 {
		t.Fatal(err)
	}
	if err := w.Care.Report(ctx, parent.Representing(), bare.Patient, all[0].Line, "Nous ne le connaissons pas."); err != nil {
		t.Error(err)
	}
}

// R.1111-43: « Je ne reconnais pas cet accès » blocks and opens a case in one
// step, once, for accesses of professionals only.
func TestAnAccessNotRecognisedIsBlockedAndReviewedInOneStep(t *testing.T) {
	t.Parallel()
	w := sample.New(t)
	ctx := t.Context()
	doctor := w.Professional(t, "10", "SM54", sample.FINESS(1))
	p, other := w.Someone(t, sample.Someone{TreatingDoctor: doctor}), w.Someone(t, sample.Someone{})
	if _, err := w.Care.Open(ctx, doctor.Actor, p.Patient); err != nil {
		t.Fatal(err)
	}
	all, _, err := w.Care.MyAccesses(ctx, doctor.Actor, id.Line{})
	if err != nil || len(all) != 1 || all[0].Act != access.OpenRecord || all[0].Person == nil || all[0].Person.BirthName != p.Person.BirthName {
		t.Fatalf("%+v, %v", all, err)
	}
	line := all[0].Line
	if err := w.Care.Report(ctx, other.Actor, other.Patient, line, ""); problem.KindOf(err) != problem.NotFound {
		t.Errorf("a line of another space: %v", err)
	}
	if err := w.Care.Report(ctx, other.Actor, p.Patient, line, ""); problem.Reason(err) != access.NotYours {
		t.Errorf("somebody else's space: %v", err)
	}
	for range 2 {
		if err := w.Care.Report(ctx, p.Actor, p.Patient, line, "Je ne connais pas ce médecin."); err != nil {
			t.Fatal(err)
		}
	}
	w.Wait(time.Minute)
	if _, err := w.Care.Open(ctx, doctor.Actor, p.Patient); problem.Reason(err) != access.Blocked {
		t.Errorf("reported and not blocked: %v", err)
	}
	reviewer := w.Staff(t, access.Reviewer)
	waiting, _, err := w.Care.Reviews(ctx, reviewer)
	if err != nil || len(waiting) != 1 || waiting[0].Kind.Emergency() {
		t.Fatalf("%+v, %v", waiting, err)
	}
	c, err := w.Care.Case(ctx, reviewer, p.Patient, waiting[0].ID)
	if err != nil || c.Words != "Je ne connais pas ce médecin." {
		t.Fatalf("%v, %v", c, err)
	}
	if err := w.Care.Conclude(ctx, reviewer, p.Patient, c.ID, care.Justified); err != nil || told(t, w, notification.ReportAnswered) != 1 {
		t.Errorf("a report is always answered: %v", err)
	}
	mine, _, err := w.Care.MyAccesses(ctx, doctor.Actor, id.Line{})
	if err != nil || len(mine) != 2 || mine[0].Reason != access.Blocked {
		t.Errorf("%+v, %v", mine, err)
	}
}

func errFields(err error) (s string) {
	if p, ok := err.(*problem.Problem); ok {
		for f := range p.Fields {
			s += f + " "
		}
	}
	return s
}
