package record_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// hidden is a deposit that waits for a consultation d'annonce.
func hidden(title string) record.Upload {
	u := upload(title)
	u.HiddenFromPatient = true
	return u
}

func (p *place) sweeps() (told, shown int) {
	p.t.Helper()
	told, shown, err := p.Records.AnnounceDue(p.t.Context(), p.Pool)
	p.must(err)
	return told, shown
}

// R.1111-53: a neutral notice at day 14, the document itself at one month, each exactly once, whoever sweeps and however
// often.
func TestWhatWaitsIsHintedAtDay14AndShownAtOneMonth(t *testing.T) {
	p := open(t)
	p.deposit(p.author.Actor, hidden("À annoncer"))
	p.deposit(p.author.Actor, upload("Ordinaire"))
	for _, step := range []struct {
		days, hints, news, seen int
	}{{0, 0, 1, 1}, {13, 0, 1, 1}, {1, 1, 1, 1}, {7, 1, 1, 1}, {6, 1, 1, 1}, {4, 1, 2, 2}, {90, 1, 2, 2}} {
		p.Wait(time.Duration(step.days) * 24 * time.Hour)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if _, _, err := p.Records.AnnounceDue(p.t.Context(), p.Pool); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if hints, news := p.notices("M9u"), p.notices("M9"); hints != step.hints || news != step.news {
			t.Errorf("after %d days more: %d hints, %d new documents", step.days, hints, news)
		}
		if n := len(p.titles(p.patient.Actor)); n != step.seen {
			t.Errorf("after %d days more she sees %d documents", step.days, n)
		}
	}
	if n := p.lines(access.HintDocument, ""); n < 1 {
		t.Error("no line of the hint")
	}
}

// Announced before, nothing is hinted nor told again; withdrawn, nothing ever is.
func TestWhatWasAnnouncedOrWithdrawnIsNotHinted(t *testing.T) {
	p := open(t)
	one, two := p.deposit(p.author.Actor, hidden("un")), p.deposit(p.author.Actor, hidden("deux"))
	p.must(p.Records.Release(t.Context(), p.author.Actor, p.patient.Patient, one))
	p.must(p.Records.Withdraw(t.Context(), p.author.Actor, p.patient.Patient, two, record.Withdrawal{Why: record.WrongFile}))
	p.Wait(60 * 24 * time.Hour)
	if told, shown := p.sweeps(); told != 0 || shown != 0 {
		t.Errorf("%d told, %d shown", told, shown)
	}
	if hints, news := p.notices("M9u"), p.notices("M9"); hints != 0 || news != 1 {
		t.Errorf("%d hints, %d news", hints, news)
	}
}

// Nobody swept for a month: she gets the document, and no riddle before it.
func TestALateSweepShowsWithoutAHint(t *testing.T) {
	p := open(t)
	p.deposit(p.author.Actor, hidden("tard"))
	p.Wait(40 * 24 * time.Hour)
	if told, shown := p.sweeps(); told != 0 || shown != 1 {
		t.Errorf("%d told, %d shown", told, shown)
	}
}

// R.1111-50: what a minor keeps from the representatives is neither hinted nor announced to them.
func TestTheSecretOfAMinorIsNeverHinted(t *testing.T) {
	p := open(t)
	p.patient = p.Someone(t, sample.Someone{Birth: sample.Child, TreatingDoctor: p.doctor})
	u := hidden("secret")
	u.Secret = record.Secret
	p.deposit(p.author.Actor, u)
	for range 2 {
		p.Wait(20 * 24 * time.Hour)
		p.sweeps()
	}
	if n := p.notices("M9u") + p.notices("M9"); n != 0 {
		t.Errorf("%d messages", n)
	}
	if n := p.count(`SELECT count(*) FROM documents WHERE hint_due_at IS NOT NULL OR hidden_from_patient_until IS NOT NULL`); n != 0 {
		t.Errorf("%d documents still wait", n)
	}
}

// A sweep that is killed in the middle is gone on with, and tells nothing twice.
func TestASweepThatIsKilledTellsNothingTwice(t *testing.T) {
	p := open(t)
	const all = 6
	for range all {
		p.deposit(p.author.Actor, hidden("x"))
	}
	p.Wait(15 * 24 * time.Hour)
	for i := range 40 {
		ctx, kill := context.WithTimeout(t.Context(), time.Duration(i)*time.Millisecond)
		if _, _, err := p.Records.AnnounceDue(ctx, p.Pool); err != nil && ctx.Err() == nil && problem.KindOf(err) != problem.Unavailable {
			t.Error(err)
		}
		kill()
	}
	p.sweeps()
	if n := p.notices("M9u"); n != all {
		t.Errorf("%d hints of %d", n, all)
	}
}

// A closed space is told nothing, and stops no other.
func TestAClosedSpaceIsPassedOver(t *testing.T) {
	p := open(t)
	other := *p
	other.patient = p.Someone(t, sample.Someone{TreatingDoctor: p.doctor})
	p.deposit(p.author.Actor, hidden("fermé"))
	other.deposit(p.author.Actor, hidden("ouvert"))
	p.Move(t, p.patient, access.ClosedArchived)
	p.Wait(15 * 24 * time.Hour)
	if told, _ := p.sweeps(); told != 1 {
		t.Errorf("%d told", told)
	}
	if p.notices("M9u") != 0 || other.notices("M9u") != 1 {
		t.Error("the wrong one was told")
	}
}

// issue 6 point 8: the next version replaces, for the same readers; only its author replaces.
func TestANewVersionReplacesForTheSameReaders(t *testing.T) {
	p := open(t)
	first := p.deposit(p.author.Actor, hidden("v1"))
	p.must(p.Records.Mask(t.Context(), p.author.Actor, p.patient.Patient, first))
	next := upload("v2")
	next.Replaces = first
	for who, by := range map[string]access.Actor{"the médecin traitant": p.doctor.Actor, "the patient": p.patient.Actor} {
		_, err := p.Records.Deposit(t.Context(), by, p.patient.Patient, next)
		if why := problem.Reason(err); why == "" && problem.KindOf(err) != problem.Invalid {
			t.Errorf("%s replaced it: %v", who, err)
		}
	}
	second := p.deposit(p.author.Actor, next)
	next.Replaces = second
	next.Title = "v3"
	third := p.deposit(p.author.Actor, next)
	if all := p.list(p.author.Actor, record.Filter{}); all.Total != 1 || all.Documents[0].ID != third || all.Documents[0].Version != 3 ||
		!all.Documents[0].Masked || all.Documents[0].HiddenFromPatientUntil == nil {
		t.Errorf("%+v", all)
	}
	if versions, err := p.Records.Versions(t.Context(), p.author.Actor, access.Normal, p.patient.Patient, third); err != nil || len(versions) != 3 {
		t.Errorf("%d versions, %v", len(versions), err)
	}
	if len(p.titles(p.patient.Actor)) != 0 {
		t.Error("the new version shows what the old one hid from her")
	}
	next.Replaces = first
	if _, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, next); problem.Reason(err) != access.NotCurrent && problem.KindOf(err) != problem.NotFound {
		t.Errorf("an old version was replaced again: %v", err)
	}
	if n := p.lines(access.ReplaceDocument, ""); n != 2 {
		t.Errorf("%d lines of replacing", n)
	}
}

// issue 6 point 8: withdrawn for a reason, which the person reads and the database does not.
func TestAWithdrawalSaysWhy(t *testing.T) {
	p := open(t)
	doc := p.deposit(p.author.Actor, upload("x"))
	for _, c := range []struct {
		w           record.Withdrawal
		field, code string
	}{{record.Withdrawal{}, "raison", "choose"}, {record.Withdrawal{Why: record.OtherWhy, Words: " \u202e "}, "precision", "required"}} {
		wantField(t, p.Records.Withdraw(t.Context(), p.author.Actor, p.patient.Patient, doc, c.w), c.field, c.code)
	}
	p.must(p.Records.Withdraw(t.Context(), p.author.Actor, p.patient.Patient, doc, record.Withdrawal{Why: record.OtherWhy, Words: "Doublon du 3 mai"}))
	gone := p.list(p.patient.Actor, record.Filter{Shelf: record.Withdrawn})
	if gone.Total != 1 || gone.Documents[0].Withdrawal == nil || gone.Documents[0].Withdrawal.Words != "Doublon du 3 mai" || gone.Documents[0].Title != "x" {
		t.Errorf("%+v", gone.Documents)
	}
	if n := p.count(`SELECT count(*) FROM documents d WHERE d::text LIKE '%Doublon%' OR encode(sealed, 'escape') LIKE '%Doublon%'`); n != 0 {
		t.Error("the reason stands in clear")
	}
}

// issue 6 point 8: the same deposit sent again is one document; another file under the same key, or a withdrawn one, is
// not silently lost.
func TestAKeyIsOfOneFileOnly(t *testing.T) {
	p := open(t)
	u := upload("x")
	u.Key = "k"
	doc := p.deposit(p.author.Actor, u)
	if again := p.deposit(p.author.Actor, u); again != doc {
		t.Error("two documents of one key")
	}
	other := upload("y")
	other.Key = "k"
	if _, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, other); problem.KindOf(err) != problem.Conflict {
		t.Errorf("another file: %v", err)
	}
	p.must(p.Records.Withdraw(t.Context(), p.author.Actor, p.patient.Patient, doc, record.Withdrawal{Why: record.WrongFile}))
	if _, err := p.Records.Deposit(t.Context(), p.author.Actor, p.patient.Patient, u); problem.KindOf(err) != problem.Conflict {
		t.Errorf("a withdrawn one: %v", err)
	}
}
