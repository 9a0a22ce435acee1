package consent_test

import (
	"errors"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/consent"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
)

// entrusting is an agreement for a colleague, in days from today.
func (p *place) entrusting(to *sample.Professional, days int) consent.Entrusting {
	return consent.Entrusting{To: identity.RPPS(to.RPPS), How: consent.Oral, On: clock.Day(p.Pool.Now()).AddDate(0, 0, days), Informed: true}
}

func (p *place) toldOfEntrusting() int {
	return p.count(`SELECT count(*) FROM notices WHERE kind = 'M7c'`)
}

// L.1111-17 II, G11: what one professional collected opens to the other on the day of his consultation, told at once.
func TestConsentCollectedForAColleagueOpensOnItsDay(t *testing.T) {
	p := open(t)
	to := p.Professional(t, "60", "", sample.FINESS(2))
	p.must(p.Consents.DeclareConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral))
	for range 2 { // kept and told once
		p.must(p.Consents.Entrust(t.Context(), p.pro.Actor, p.patient.Patient, p.entrusting(to, 3)))
	}
	if n := p.toldOfEntrusting(); n != 1 {
		t.Errorf("told %d times", n)
	}
	all, err := p.Consents.Entrusted(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	if len(all) != 1 || all[0].By == all[0].For || all[0].How != consent.Oral {
		t.Errorf("the person reads %+v", all)
	}
	p.want(to, access.NoConsent) // not yet its day
	day := clock.Day(p.Pool.Now()).AddDate(0, 0, 3)
	p.Set(clock.EndOfDay(day, -1).Add(-time.Second))
	p.want(to, access.NoConsent)
	p.Wait(time.Second)
	p.want(to, "")
	o, err := p.Care.Open(t.Context(), to.Actor, p.patient.Patient)
	p.must(err)
	if o.Motive != access.Entrusted || !o.First {
		t.Errorf("opened under %q, first %t", o.Motive, o.First)
	}
	p.Set(clock.EndOfDay(day, 0).Add(-time.Second))
	p.want(to, "")
	p.Wait(time.Second)
	p.want(to, access.NoConsent)
}

// Who may not open collects for nobody; who opened in an emergency neither (G11, decisions §3).
func TestOnlyWhoMayOpenCollectsForAColleague(t *testing.T) {
	p := open(t)
	to := p.Professional(t, "60", "", sample.FINESS(2))
	if err := p.Consents.Entrust(t.Context(), p.pro.Actor, p.patient.Patient, p.entrusting(to, 0)); problem.Reason(err) != access.NoConsent {
		t.Errorf("without a right: %v", err)
	}
	for _, by := range []access.Actor{p.patient.Actor, {Role: access.Insurer, Active: true}, {Role: access.Support, Active: true}, {Role: access.Operator, Active: true}} {
		if err := p.Consents.Entrust(t.Context(), by, p.patient.Patient, p.entrusting(to, 0)); problem.Reason(err) == "" {
			t.Errorf("%s: %v", by.Role, err)
		}
	}
	if n := p.count(`SELECT count(*) FROM consents`); n != 0 || p.toldOfEntrusting() != 0 {
		t.Errorf("%d kept", n)
	}
}

// What is not filled in, a stranger to the directory, oneself, a profession that nothing opens to (#86, scenario 24).
func TestAColleagueIsSomebodyWhomItCouldOpenTo(t *testing.T) {
	p := open(t)
	p.must(p.Consents.DeclareConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral))
	to := p.Professional(t, "60", "", sample.FINESS(2))
	work := p.Professional(t, "10", "SM25", sample.FINESS(2)) // médecine du travail
	for name, c := range map[string]struct {
		change func(*consent.Entrusting)
		field  string
		code   string
	}{
		"yesterday":         {func(e *consent.Entrusting) { e.On = e.On.AddDate(0, 0, -1) }, "jour", "day-past"},
		"in 31 days":        {func(e *consent.Entrusting) { e.On = e.On.AddDate(0, 0, 31) }, "jour", "entrust-far"},
		"not informed":      {func(e *consent.Entrusting) { e.Informed = false }, "informe", "agree"},
		"no way":            {func(e *consent.Entrusting) { e.How = consent.Coded }, "accord", "choose"},
		"nobody":            {func(e *consent.Entrusting) { e.To = "81000000000" }, "rpps", "colleague-unknown"},
		"oneself":           {func(e *consent.Entrusting) { e.To = identity.RPPS(p.pro.RPPS) }, "rpps", "colleague-self"},
		"work medicine":     {func(e *consent.Entrusting) { e.To = identity.RPPS(work.RPPS) }, "rpps", "colleague-never"},
		"everything in one": {func(e *consent.Entrusting) { *e = consent.Entrusting{} }, "informe", "agree"},
	} {
		e := p.entrusting(to, 0)
		c.change(&e)
		err := p.Consents.Entrust(t.Context(), p.pro.Actor, p.patient.Patient, e)
		var wrong *problem.Problem
		if !errors.As(err, &wrong) || wrong.Fields[c.field] != c.code {
			t.Errorf("%s: %v, want %q on %s", name, err, c.code, c.field)
		}
	}
	if p.toldOfEntrusting() != 0 {
		t.Error("told of nothing")
	}
}

// The person ends it as any other, at any time; a block of either of the two ends it too (#29, G5).
func TestTheePersonEndsWhatWasCollected(t *testing.T) {
	p := open(t)
	to := p.Professional(t, "60", "", sample.FINESS(2))
	p.must(p.Consents.DeclareConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral))
	entrust := func() { p.must(p.Consents.Entrust(t.Context(), p.pro.Actor, p.patient.Patient, p.entrusting(to, 0))) }
	entrust()
	p.want(to, "")
	c, err := p.Consents.Circle(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	found := false
	for _, pro := range c.Allowed {
		found = found || pro.Account == to.Account && pro.Standing == consent.ByColleague
	}
	if !found {
		t.Errorf("the person does not see him: %+v", c.Allowed)
	}
	p.must(p.Consents.WithdrawConsent(t.Context(), p.patient.Actor, p.patient.Patient, to.Account))
	p.want(to, access.NoConsent)
	entrust()
	p.want(to, "")
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account))
	p.want(to, access.NoConsent) // who collected it is blocked: his word is worth nothing
	p.must(p.Consents.Unblock(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account))
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, to.Account))
	p.want(to, access.Blocked)
	p.must(p.Consents.Unblock(t.Context(), p.patient.Actor, p.patient.Patient, to.Account))
	p.must(p.Consents.SetSharing(t.Context(), p.patient.Actor, p.patient.Patient, false))
	p.want(to, access.SharingOff)
}

// To a colleague whom the person blocked it is recorded like to any other: a refusal would tell of the block.
func TestCollectingForABlockedColleagueTellsNothing(t *testing.T) {
	p := open(t)
	to := p.Professional(t, "60", "", sample.FINESS(2))
	p.must(p.Consents.DeclareConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral))
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, to.Account))
	p.must(p.Consents.Entrust(t.Context(), p.pro.Actor, p.patient.Patient, p.entrusting(to, 0)))
	p.want(to, access.Blocked)
}

// R.1111-46, decision of 15 October 2025: how, when, by whom, the person informed; recorded once, read by the team.
func TestTheInitialAgreementSaysHowWhenAndByWhom(t *testing.T) {
	p := open(t)
	colleague := p.Professional(t, "60", "", sample.FINESS(1))
	if i, err := p.Consents.Initial(t.Context(), p.pro.Actor, p.patient.Patient); i != nil || err != nil {
		t.Fatalf("%+v, %v", i, err)
	}
	at := p.Pool.Now()
	p.must(p.Consents.RecordTeamConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Written, true))
	p.Wait(48 * time.Hour)
	for _, by := range []*sample.Professional{p.pro, colleague} {
		i, err := p.Consents.Initial(t.Context(), by.Actor, p.patient.Patient)
		p.must(err)
		if i == nil || i.How != consent.Written || !i.GivenAt.Equal(at) || !i.Informed || i.Name == "" || i.Structure == "" || i.Team != nil {
			t.Errorf("%+v", i)
		}
	}
	elsewhere := p.Professional(t, "60", "", sample.FINESS(2))
	if i, err := p.Consents.Initial(t.Context(), elsewhere.Actor, p.patient.Patient); i != nil || err != nil {
		t.Errorf("a stranger reads %+v, %v", i, err)
	}
}
