package consent_test

import (
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda/cdatest"
	"espacesante/internal/consent"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

// last is the change that the person could undo first.
func (p *place) last() consent.Change {
	p.t.Helper()
	all, err := p.Consents.Lately(p.t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	if len(all) == 0 {
		p.t.Fatal("no change can be undone")
	}
	return all[0]
}

func (p *place) undo(c consent.Change) error {
	return p.Consents.Undo(p.t.Context(), p.patient.Actor, p.patient.Patient, c.ID)
}

func (p *place) settings() consent.Settings {
	p.t.Helper()
	set, err := p.Consents.Settings(p.t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	return set
}

// #30, #84, #118, ux.md §0.1: each change of who sees what is undone within ten
// minutes, and things stand as they did.
func TestEachChangeOfTheSayIsUndoneWithinTenMinutes(t *testing.T) {
	p := open(t)
	ctx, me := t.Context(), p.patient
	p.must(p.Consents.SetEmergency(ctx, me.Actor, me.Patient, access.EmergencyYesWithMasked, false))
	p.Wait(time.Hour)
	before := p.settings()
	for name, change := range map[string]func() error{
		"sharing":   func() error { return p.Consents.SetSharing(ctx, me.Actor, me.Patient, false) },
		"emergency": func() error { return p.Consents.SetEmergency(ctx, me.Actor, me.Patient, access.EmergencyNo, true) },
		"mask all":  func() error { return p.Consents.SetMaskAll(ctx, me.Actor, me.Patient, true) },
	} {
		p.must(change())
		if p.settings() == before {
			t.Errorf("%s: nothing changed", name)
		}
		p.Wait(9 * time.Minute)
		c := p.last()
		for range 2 { // pressed twice
			p.must(p.undo(c))
		}
		if got := p.settings(); got != before {
			t.Errorf("%s undone: %+v, was %+v", name, got, before)
		}
	}
	p.must(p.Consents.AddToTeam(ctx, me.Actor, me.Patient, p.pro.Account))
	p.must(p.undo(p.last()))
	p.Wait(time.Second)
	p.want(p.pro, access.NoConsent)
	p.must(p.Consents.RecordTeamConsent(ctx, p.pro.Actor, me.Patient, consent.Oral, true))
	p.must(p.Consents.WithdrawConsent(ctx, me.Actor, me.Patient, p.pro.Account))
	p.want(p.pro, access.NoConsent)
	p.must(p.undo(p.last()))
	p.Wait(time.Second)
	p.want(p.pro, "")
	p.must(p.Consents.Block(ctx, me.Actor, me.Patient, p.pro.Account))
	p.want(p.pro, access.Blocked)
	p.must(p.undo(p.last()))
	p.want(p.pro, "")
}

func TestAnOldOrCoveredChangeIsNotUndone(t *testing.T) {
	p := open(t)
	ctx, me := t.Context(), p.patient
	p.must(p.Consents.SetSharing(ctx, me.Actor, me.Patient, false))
	first := p.last()
	p.must(p.Consents.SetSharing(ctx, me.Actor, me.Patient, false)) // nothing changes, nothing to undo
	if p.last().ID != first.ID {
		t.Error("the same choice is a change")
	}
	p.Wait(time.Second)
	p.must(p.Consents.SetSharing(ctx, me.Actor, me.Patient, true))
	if err := p.undo(first); problem.CodeOf(err) != "undo-over" || !p.settings().Sharing {
		t.Errorf("a change that a later one covers: %v", err)
	}
	second := p.last()
	p.Wait(consent.Undoable + time.Second)
	if all, err := p.Consents.Lately(ctx, me.Actor, me.Patient); err != nil || len(all) != 0 {
		t.Errorf("%v after ten minutes, %v", all, err)
	}
	if err := p.undo(second); problem.CodeOf(err) != "undo-over" {
		t.Errorf("too late: %v", err)
	}
	if err := p.Consents.Undo(ctx, me.Actor, me.Patient, id.New[id.Change]()); problem.CodeOf(err) != "change" {
		t.Errorf("no such change: %v", err)
	}
	other := p.Someone(t, sample.Someone{})
	if err := p.Consents.Undo(ctx, other.Actor, me.Patient, second.ID); problem.Reason(err) == "" {
		t.Errorf("somebody else: %v", err)
	}
	if err := p.Consents.Undo(ctx, other.Actor, other.Patient, second.ID); problem.CodeOf(err) != "change" {
		t.Errorf("from another space: %v", err)
	}
}

// Decisions §3, D4, #65, #66: « Tout masquer » masks what is there and what
// comes; the médecin traitant still reads; undone in one step, what was masked
// by itself stays masked.
func TestMaskingAllIsUndoneInOneStep(t *testing.T) {
	p := open(t)
	ctx, me := t.Context(), p.patient
	p.must(p.Consents.RecordTeamConsent(ctx, p.pro.Actor, me.Patient, consent.Oral, true))
	adds := func(title string, masked bool) id.Document {
		doc, err := p.Records.Deposit(ctx, me.Actor, me.Patient, record.Upload{File: cdatest.PDF(title), Name: "x.pdf", Type: "DOCPAT03", Title: title,
			CaredOn: time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC), Masked: masked})
		p.must(err)
		return doc
	}
	adds("visible", false)
	adds("masked", true)
	seen := func() int {
		l, err := p.Records.List(ctx, p.pro.Actor, access.Normal, me.Patient, record.Filter{})
		p.must(err)
		return l.Total
	}
	if seen() != 1 {
		t.Fatal("the mask does not hold")
	}
	p.must(p.Consents.SetMaskAll(ctx, me.Actor, me.Patient, true))
	adds("later", false)
	again := adds("shown again", false)
	p.must(p.Records.Unmask(ctx, me.Actor, me.Patient, again))
	if n := seen(); n != 1 {
		t.Errorf("%d documents seen under « tout masquer », want the one shown again", n)
	}
	adds("later, masked", true)
	p.must(p.Consents.SetMaskAll(ctx, me.Actor, me.Patient, false))
	if n := seen(); n != 3 || p.settings().MaskAll {
		t.Errorf("%d documents seen once it is undone, want 3", n)
	}
	if err := p.Consents.SetMaskAll(ctx, p.pro.Actor, me.Patient, true); problem.Reason(err) != access.NotForRole {
		t.Errorf("a professional masks all: %v", err)
	}
}

// Issue 7.4, G5: blocked before any first access, by name and town or RPPS;
// nothing is told to him, and he finds what he would find of nobody's space.
func TestAProfessionalIsBlockedBeforeHeEverCame(t *testing.T) {
	p := open(t)
	ctx, me := t.Context(), p.patient
	seek := func(q consent.Sought) []consent.Professional {
		all, _, err := p.Consents.Seek(ctx, me.Actor, me.Patient, q)
		p.must(err)
		return all
	}
	for name, q := range map[string]consent.Sought{"name": {Name: "fictife"}, "name and town": {Name: " Fictif", City: "versaillès"}, "RPPS": {RPPS: p.pro.RPPS},
		"RPPS with spaces": {RPPS: p.pro.RPPS[:3] + " " + p.pro.RPPS[3:]}} {
		if got := seek(q); len(got) != 1 || got[0].Account != p.pro.Account || got[0].Blocked || got[0].City != "Versailles" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for name, q := range map[string]consent.Sought{"another town": {Name: "Fictif", City: "Lyon"}, "wildcards": {Name: "%%"}, "nobody": {Name: "Personne"}} {
		if got := seek(q); len(got) != 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for field, q := range map[string]consent.Sought{"nom": {Name: "F"}, "rpps": {RPPS: "123"}} {
		if _, _, err := p.Consents.Seek(ctx, me.Actor, me.Patient, q); problem.KindOf(err) != problem.Invalid {
			t.Errorf("%s: %v", field, err)
		}
	}
	notices := p.count(`SELECT count(*) FROM notices`)
	p.must(p.Consents.Block(ctx, me.Actor, me.Patient, p.pro.Account))
	if got := seek(consent.Sought{RPPS: p.pro.RPPS}); len(got) != 1 || !got[0].Blocked {
		t.Errorf("blocked: %+v", got)
	}
	if one, err := p.Consents.One(ctx, me.Actor, me.Patient, p.pro.Account); err != nil || !one.Blocked {
		t.Errorf("%+v, %v", one, err)
	}
	p.want(p.pro, access.Blocked)
	if n := p.count(`SELECT count(*) FROM notices`) - notices + p.count(`SELECT count(*) FROM professional_lines WHERE act LIKE 'professional.%'`) +
		p.count(`SELECT count(*) FROM doctor_notices`); n != 0 {
		t.Errorf("he is told of it, %d times", n)
	}
	if _, _, err := p.Consents.Seek(ctx, p.pro.Actor, me.Patient, consent.Sought{Name: "Fictif"}); problem.Reason(err) == "" {
		t.Error("a professional searches from the person's own page")
	}
}
