package consent_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/care"
	"espacesante/internal/consent"
	"espacesante/internal/dbtest"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

type place struct {
	*sample.World
	t       *testing.T
	patient *sample.Patient
	pro     *sample.Professional
}

func open(t *testing.T) *place {
	t.Helper()
	t.Parallel()
	w := sample.New(t)
	return &place{World: w, t: t, patient: w.Patient(t, access.Activated), pro: w.Professional(t, "10", "SM05", sample.FINESS(1))}
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// reads is why a professional may not list the documents; empty when he may.
func (p *place) reads(by *sample.Professional) access.Reason {
	p.t.Helper()
	_, err := p.Records.List(p.t.Context(), by.Actor, access.Normal, p.patient.Patient, record.Filter{})
	if err != nil && problem.Reason(err) == "" {
		p.t.Fatal(err)
	}
	return problem.Reason(err)
}

func (p *place) want(by *sample.Professional, why access.Reason) {
	p.t.Helper()
	if got := p.reads(by); got != why {
		p.t.Errorf("got %q, want %q", got, why)
	}
}

func (p *place) count(sql string, args ...any) (n int) {
	p.t.Helper()
	p.must(dbtest.AsSuperuser(p.t, p.Pool).QueryRow(p.t.Context(), sql, args...).Scan(&n))
	return n
}

func (p *place) told() int { return p.count(`SELECT count(*) FROM notices WHERE kind = 'M7b'`) }

// #29, R.1111-46, scenario 6: for today's consultation, told at once.
func TestADeclaredConsentHoldsForTheDayAndIsTold(t *testing.T) {
	p := open(t)
	p.want(p.pro, access.NoConsent)
	for range 2 { // declared twice, told once
		p.must(p.Consents.DeclareConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral))
	}
	if n := p.told(); n != 1 {
		t.Errorf("told %d times", n)
	}
	p.want(p.pro, "")
	p.Set(time.Date(2027, 3, 12, 22, 59, 59, 0, time.UTC)) // 23:59:59 in Paris
	p.want(p.pro, "")
	p.Wait(time.Second)
	p.want(p.pro, access.NoConsent)
	colleague := p.Professional(t, "10", "SM05", sample.FINESS(1))
	p.must(p.Consents.DeclareConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Written))
	p.want(p.pro, "")                   // another day, declared again
	p.want(colleague, access.NoConsent) // the day's consent is one professional's
}

func TestAConsentIsDeclaredOralOrWritten(t *testing.T) {
	p := open(t)
	for _, how := range []consent.How{"", consent.Coded, consent.InSpace, "said so"} {
		if err := p.Consents.DeclareConsent(t.Context(), p.pro.Actor, p.patient.Patient, how); problem.KindOf(err) != problem.Invalid {
			t.Errorf("%q: %v", how, err)
		}
		if err := p.Consents.RecordTeamConsent(t.Context(), p.pro.Actor, p.patient.Patient, how, true); problem.KindOf(err) != problem.Invalid {
			t.Errorf("team, %q: %v", how, err)
		}
	}
	if err := p.Consents.RecordTeamConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral, false); problem.KindOf(err) != problem.Invalid {
		t.Errorf("not informed: %v", err)
	}
	if n := p.count(`SELECT count(*) FROM consents`); n != 0 || p.told() != 0 {
		t.Errorf("%d kept, %d told", n, p.told())
	}
}

// R.1111-46, decisions §3: the team is who works in the same structure; until
// withdrawn, at any time.
func TestTeamConsentHoldsForTheStructureUntilWithdrawn(t *testing.T) {
	p := open(t)
	colleague, elsewhere := p.Professional(t, "60", "", sample.FINESS(1)), p.Professional(t, "60", "", sample.FINESS(2))
	for range 2 {
		p.must(p.Consents.RecordTeamConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Written, true))
	}
	if n := p.told(); n != 1 {
		t.Errorf("told %d times", n)
	}
	p.Wait(400 * 24 * time.Hour)
	p.want(p.pro, "")
	p.want(colleague, "")
	p.want(elsewhere, access.NoConsent)
	p.must(p.Consents.WithdrawConsent(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account))
	p.want(p.pro, access.NoConsent)
	p.want(colleague, access.NoConsent)
}

func TestWhomThePatientAddsComesInAlone(t *testing.T) {
	p := open(t)
	colleague := p.Professional(t, "10", "", sample.FINESS(1))
	p.must(p.Consents.AddToTeam(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account))
	p.want(p.pro, "")
	p.want(colleague, access.NoConsent)
	if p.told() != 0 {
		t.Error("told of one's own act")
	}
	if err := p.Consents.AddToTeam(t.Context(), p.patient.Actor, p.patient.Patient, id.New[id.Account]()); problem.KindOf(err) != problem.NotFound {
		t.Errorf("nobody was added: %v", err)
	}
}

// G5: a blocked professional opens nothing in any mode; unblocked, what stood
// stands again.
func TestABlockHoldsInEveryMode(t *testing.T) {
	p := open(t)
	p.must(p.Consents.RecordTeamConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral, true))
	for range 2 {
		p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account))
		p.Wait(time.Hour)
	}
	circle, err := p.Consents.Circle(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	if !circle.Blocked[0].Since.Equal(sample.Start) {
		t.Errorf("blocked since %s", circle.Blocked[0].Since)
	}
	for _, mode := range []access.Mode{access.Normal, access.BrisDeGlace, access.Centre15} {
		_, err := p.Records.List(t.Context(), p.pro.Actor, mode, p.patient.Patient, record.Filter{})
		if problem.Reason(err) != access.Blocked {
			t.Errorf("%s: %v", mode, err)
		}
	}
	if err := p.Consents.DeclareConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral); problem.Reason(err) != access.Blocked {
		t.Errorf("declared: %v", err)
	}
	p.must(p.Consents.Unblock(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account))
	p.want(p.pro, "")
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account)) // again
	p.want(p.pro, access.Blocked)
	if err := p.Consents.Block(t.Context(), p.pro.Actor, p.patient.Patient, p.pro.Account); problem.Reason(err) == "" {
		t.Error("a professional blocked somebody")
	}
}

// « Personne pour le moment »: only the person's code opens.
func TestUnderNobodyForNowOnlyTheCodeOpens(t *testing.T) {
	p := open(t)
	p.must(p.Consents.RecordTeamConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral, true))
	p.must(p.Consents.SetSharing(t.Context(), p.patient.Actor, p.patient.Patient, false))
	p.want(p.pro, access.SharingOff)
	if err := p.Consents.DeclareConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral); problem.Reason(err) != access.SharingOff {
		t.Errorf("declared: %v", err)
	}
	c, err := p.Consents.IssueCode(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	p.must(p.Consents.Redeem(t.Context(), p.pro.Actor, p.patient.Patient, c.Show()))
	p.want(p.pro, "")
	p.must(p.Consents.SetSharing(t.Context(), p.patient.Actor, p.patient.Patient, true))
	got, err := p.Consents.Settings(t.Context(), p.patient.Actor, p.patient.Patient)
	if err != nil || got != (consent.Settings{Sharing: true, Emergency: access.EmergencyYes, SAMU: true}) {
		t.Errorf("settings %+v, %v", got, err)
	}
}

// #30, R.1111-48, invariant 8: two answers, each of its own.
func TestTheTwoEmergencyAnswersAreIndependent(t *testing.T) {
	p := open(t)
	mode := func(m access.Mode) access.Reason {
		_, err := p.Care.OpenInEmergency(t.Context(), p.pro.Actor, p.patient.Patient, care.Emergency{Mode: m, Speechless: true, Danger: true,
			OnCall: true, Reason: "Malaise sur la voie publique, sans connaissance."})
		if err == nil { // and what is opened is read, as long as the answer stands
			_, err = p.Records.List(t.Context(), p.pro.Actor, m, p.patient.Patient, record.Filter{})
		}
		return problem.Reason(err)
	}
	for _, c := range []struct {
		emergency   access.Emergency
		samu        bool
		glass, call access.Reason
	}{{access.EmergencyNo, true, access.EmergencyNone, ""}, {access.EmergencyYes, false, "", access.SAMURefused}, {access.EmergencyYesWithMasked, true, "", ""}} {
		p.must(p.Consents.SetEmergency(t.Context(), p.patient.Actor, p.patient.Patient, c.emergency, c.samu))
		if g, s := mode(access.BrisDeGlace), mode(access.Centre15); g != c.glass || s != c.call {
			t.Errorf("%s, %t: %q and %q", c.emergency, c.samu, g, s)
		}
	}
	if err := p.Consents.SetEmergency(t.Context(), p.patient.Actor, p.patient.Patient, "perhaps", true); problem.KindOf(err) != problem.Invalid {
		t.Errorf("got %v", err)
	}
	// The other setting was not touched.
	if s, err := p.Consents.Settings(t.Context(), p.patient.Actor, p.patient.Patient); err != nil || !s.Sharing {
		t.Errorf("%+v, %v", s, err)
	}
}

func wrong(t *testing.T, what string, err error) {
	t.Helper()
	if problem.KindOf(err) != problem.Invalid || problem.CodeOf(err) != "code-wrong" {
		t.Errorf("%s: got %v", what, err)
	}
}

// #59 « aucun système ne pourra vérifier »: a code does. R.1111-32, G15: 15 minutes, once, the newest only, never printed.
func TestACodeOpensOnceForItsTime(t *testing.T) {
	p := open(t)
	other := p.Professional(t, "10", "SM54", sample.FINESS(2))
	redeem := func(by *sample.Professional, text string) error {
		return p.Consents.Redeem(t.Context(), by.Actor, p.patient.Patient, text)
	}
	wrong(t, "none was issued", redeem(p.pro, "AAAAAA"))
	old, err := p.Consents.IssueCode(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	p.Wait(time.Minute)
	c, err := p.Consents.IssueCode(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	if len(c.Show()) != 7 || strings.Trim(c.Show(), id.Alphabet+" ") != "" || strings.Contains(fmt.Sprintf("%v %+v %#v %s", c, c, c, c), strings.ReplaceAll(c.Show(), " ", "")) {
		t.Errorf("shows %q, prints %v", c.Show(), c)
	}
	wrong(t, "the one before", redeem(p.pro, old.Show()))
	if n := p.count(`SELECT count(*) FROM consent_codes WHERE ended_at IS NULL`); n != 1 {
		t.Errorf("%d codes live", n)
	}
	live, err := p.Consents.LiveCode(t.Context(), p.patient.Actor, p.patient.Patient)
	if err != nil || live.Show() != c.Show() {
		t.Errorf("the page shows %q, %v", live.Show(), err)
	}
	p.must(redeem(p.pro, " "+strings.ToLower(c.Show())+" "))
	p.want(p.pro, "")
	wrong(t, "used", redeem(other, c.Show()))
	p.want(other, access.NoConsent)
	p.Wait(14*time.Minute + 59*time.Second)
	p.want(p.pro, "")
	p.Wait(time.Second)
	p.want(p.pro, access.NoConsent)
	if n := p.count(`SELECT count(*) FROM access_log WHERE act = 'consent.code.redeem' AND reason = 'wrong-code'`); n != 3 {
		t.Errorf("%d wrong tries in the log, want 3", n)
	}
}

func TestACodeRunsOutAndFiveWrongTriesKillIt(t *testing.T) {
	p := open(t)
	c, err := p.Consents.IssueCode(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	p.Wait(15 * time.Minute)
	wrong(t, "run out", p.Consents.Redeem(t.Context(), p.pro.Actor, p.patient.Patient, c.Show()))
	c, err = p.Consents.IssueCode(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	for range 5 {
		wrong(t, "not it", p.Consents.Redeem(t.Context(), p.pro.Actor, p.patient.Patient, "222222"))
	}
	wrong(t, "dead", p.Consents.Redeem(t.Context(), p.pro.Actor, p.patient.Patient, c.Show()))
	c, err = p.Consents.IssueCode(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	p.must(p.Consents.Redeem(t.Context(), p.pro.Actor, p.patient.Patient, c.Show()))
}

func TestACodeIsStoppedWithWhatItOpened(t *testing.T) {
	p := open(t)
	c, err := p.Consents.IssueCode(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	p.must(p.Consents.Redeem(t.Context(), p.pro.Actor, p.patient.Patient, c.Show()))
	p.must(p.Consents.EndCode(t.Context(), p.patient.Actor, p.patient.Patient))
	p.want(p.pro, access.NoConsent)
	if live, err := p.Consents.LiveCode(t.Context(), p.patient.Actor, p.patient.Patient); err != nil || live.Show() != "" {
		t.Errorf("still shows %q, %v", live.Show(), err)
	}
}

// « Qui voit quoi »: everybody with a right, a past or a block, and why.
func TestTheCircleNamesEverybodyAndWhy(t *testing.T) {
	p := open(t)
	doctor := p.Professional(t, "10", "SM54", sample.FINESS(2))
	p.patient = p.Someone(t, sample.Someone{TreatingDoctor: doctor})
	colleague, today, coded, past, shut := p.Professional(t, "60", "", sample.FINESS(1)), p.Professional(t, "21", "", sample.FINESS(3)),
		p.Professional(t, "40", "", sample.FINESS(4)), p.Professional(t, "10", "", sample.FINESS(5)), p.Professional(t, "10", "", sample.FINESS(6))
	p.Professional(t, "10", "", sample.FINESS(7)) // a stranger
	me, ctx := p.patient.Actor, t.Context()
	p.must(p.Consents.DeclareConsent(ctx, past.Actor, me.Patient, consent.Oral))
	_, err := p.Care.Open(ctx, past.Actor, me.Patient)
	p.must(err)
	p.Wait(24 * time.Hour)
	p.must(p.Consents.RecordTeamConsent(ctx, p.pro.Actor, me.Patient, consent.Oral, true))
	p.must(p.Consents.DeclareConsent(ctx, today.Actor, me.Patient, consent.Oral))
	c, err := p.Consents.IssueCode(ctx, me, me.Patient)
	p.must(err)
	p.must(p.Consents.Redeem(ctx, coded.Actor, me.Patient, c.Show()))
	p.must(p.Consents.Block(ctx, me, me.Patient, shut.Account))
	_, err = p.Care.Open(ctx, colleague.Actor, me.Patient)
	p.must(err)
	circle, err := p.Consents.Circle(ctx, me, me.Patient)
	p.must(err)
	got := map[id.Account]consent.Standing{}
	for _, a := range circle.Allowed {
		got[a.Account] = a.Standing
	}
	for name, w := range map[string]struct {
		who  *sample.Professional
		want consent.Standing
	}{"doctor": {doctor, consent.TreatingDoctor}, "team": {p.pro, consent.CareTeam}, "colleague": {colleague, consent.Colleague},
		"today": {today, consent.Today}, "code": {coded, consent.WithCode}} {
		if got[w.who.Account] != w.want {
			t.Errorf("%s: %q", name, got[w.who.Account])
		}
	}
	if len(circle.Allowed) != 5 || len(circle.Past) != 1 || len(circle.Blocked) != 1 {
		t.Fatalf("%d allowed, %d past, %d blocked", len(circle.Allowed), len(circle.Past), len(circle.Blocked))
	}
	if one := circle.Past[0]; one.Account != past.Account || one.LastOpening == nil || one.Structure == "" || one.Profession != "10" {
		t.Errorf("past: %+v", one)
	}
	if circle.Blocked[0].Account != shut.Account || circle.Blocked[0].Since == nil {
		t.Errorf("blocked: %+v", circle.Blocked[0])
	}
}

// Invariant 9: what is withdrawn opens nothing from that instant.
func TestAnotherSpacesAgreementOpensNothingHere(t *testing.T) {
	p := open(t)
	p.must(p.Consents.RecordTeamConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral, true))
	p.patient = p.Patient(t, access.Activated)
	p.want(p.pro, access.NoConsent)
	if _, err := p.Consents.Circle(t.Context(), gate.System(), p.patient.Patient); err == nil {
		t.Error("a job reads who may see")
	}
}
