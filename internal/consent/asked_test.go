package consent_test

import (
	"errors"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/dbtest"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/sample"
)

// treated is a person with her médecin traitant, and a colleague of hers.
func treated(t *testing.T) (p *place, doctor *sample.Professional) {
	p = open(t)
	doctor = p.Professional(t, "10", "SM54", sample.FINESS(2))
	p.patient = p.Someone(t, sample.Someone{TreatingDoctor: doctor})
	return p, doctor
}

func (p *place) blocksFor(doctor, who *sample.Professional) error {
	return p.Consents.BlockFor(p.t.Context(), doctor.Actor, p.patient.Patient, identity.RPPS(who.RPPS), true)
}

// ux.md GP-08, G5: at once, in every mode; the person is told once on every channel, with who did it, and lifts it as any
// block; the colleague is told nothing.
func TestTheTreatingDoctorBlocksAColleagueForThePerson(t *testing.T) {
	p, doctor := treated(t)
	p.must(p.Consents.DeclareConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral))
	p.want(p.pro, "")
	for range 2 { // sent twice
		p.must(p.blocksFor(doctor, p.pro))
	}
	p.want(p.pro, access.Blocked)
	if n := p.count(`SELECT count(*) FROM notices WHERE kind = 'M7d'`); n != 1 {
		t.Errorf("told %d times", n)
	}
	if n := p.count(`SELECT count(*) FROM river_job WHERE kind = 'notification.due_at'`); n != 4 {
		t.Errorf("on %d ways, want all four", n)
	}
	if n := p.count(`SELECT count(*) FROM professional_lines WHERE account_id = $1 AND act LIKE 'professional.%'`, p.pro.Account); n != 0 {
		t.Error("the colleague reads of it")
	}
	who, err := p.Consents.One(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account)
	p.must(err)
	if !who.Blocked || who.AskedBy == "" {
		t.Errorf("the person reads %+v", who)
	}
	p.must(p.Consents.Unblock(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account))
	p.want(p.pro, "")
	if who, err = p.Consents.One(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account); err != nil || who.Blocked || who.AskedBy != "" {
		t.Errorf("lifted: %+v, %v", who, err)
	}
	p.must(p.blocksFor(doctor, p.pro)) // asked again, told again
	p.want(p.pro, access.Blocked)
	if n := p.count(`SELECT count(*) FROM notices WHERE kind = 'M7d'`); n != 2 {
		t.Errorf("told %d times in all", n)
	}
}

// GP-08: the doctor never learns whom the person shut out herself, nor what became of what he asked: the answer, the list
// and the error are the same.
func TestTheDoctorNeverLearnsWhomThePersonBlocked(t *testing.T) {
	p, doctor := treated(t)
	other := p.Professional(t, "60", "", sample.FINESS(3))
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account))
	list := func() []consent.Asked {
		all, err := p.Consents.Asked(t.Context(), doctor.Actor, p.patient.Patient)
		p.must(err)
		return all
	}
	if len(list()) != 0 {
		t.Fatal("he reads the person's own blocks")
	}
	if one, two := p.blocksFor(doctor, p.pro), p.blocksFor(doctor, other); one != nil || two != nil {
		t.Errorf("blocked before %v, not blocked %v", one, two)
	}
	if before := list(); len(before) != 2 {
		t.Errorf("%+v", before)
	}
	p.must(p.Consents.Unblock(t.Context(), p.patient.Actor, p.patient.Patient, other.Account))
	if after := list(); len(after) != 2 {
		t.Errorf("what the person lifted left his list: %+v", after)
	}
	who, err := p.Consents.One(t.Context(), p.patient.Actor, p.patient.Patient, p.pro.Account)
	if err != nil || !who.Blocked {
		t.Errorf("%+v, %v", who, err)
	}
}

// Who is no longer médecin traitant, a colleague of the care team, himself, nobody, without the person's word: no.
func TestOnlyTheTreatingDoctorBlocksAndAColleagueOnly(t *testing.T) {
	p, doctor := treated(t)
	for name, c := range map[string]struct {
		err  error
		code string
	}{"himself": {p.blocksFor(doctor, doctor), "rpps"}, "nobody": {p.Consents.BlockFor(t.Context(), doctor.Actor, p.patient.Patient, "10000000000", true), "rpps"},
		"without her word": {p.Consents.BlockFor(t.Context(), doctor.Actor, p.patient.Patient, identity.RPPS(p.pro.RPPS), false), "demande"}} {
		var wrong *problem.Problem
		if !errors.As(c.err, &wrong) || wrong.Fields[c.code] == "" {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	p.must(p.Consents.RecordTeamConsent(t.Context(), p.pro.Actor, p.patient.Patient, consent.Oral, true))
	if err := p.blocksFor(p.pro, doctor); problem.Reason(err) != access.NotForRole {
		t.Errorf("one of the care team: %v", err)
	}
	if _, err := p.Consents.Asked(t.Context(), p.pro.Actor, p.patient.Patient); problem.Reason(err) != access.NotForRole {
		t.Errorf("one of the care team reads: %v", err)
	}
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, doctor.Account))
	if err := p.blocksFor(doctor, p.pro); problem.Reason(err) != access.Blocked {
		t.Errorf("blocked himself: %v", err)
	}
	p.want(p.pro, "")
}

// G13, L.1111-18, L.2111-1: a doctor where the PMI works follows a child of under six, until then; the parents are told and
// one of them ends it; not elsewhere, not a nurse, not an older child.
func TestThePMIDoctorFollowsASmallChild(t *testing.T) {
	p := open(t)
	ctx := t.Context()
	at := func(profession string, n int) *sample.Professional {
		pro := p.Professional(t, profession, "", sample.FINESS(n))
		if n != 7 {
			return pro
		}
		_, err := dbtest.AsSuperuser(t, p.Pool).Exec(ctx, `UPDATE structures SET category = '223' WHERE finess = $1`, sample.FINESS(n))
		p.must(err)
		return pro
	}
	doctor, nurse, elsewhere := at("10", 7), at("60", 7), at("10", 8)
	parent := p.Patient(t, access.Activated)
	born := time.Date(2022, 3, 20, 0, 0, 0, 0, time.UTC) // six on 20 March 2028
	p.patient = p.Someone(t, sample.Someone{Birth: born, Representatives: []*sample.Patient{parent}})
	old := p.Someone(t, sample.Someone{Birth: sample.Child, Representatives: []*sample.Patient{parent}})
	follow := func(by *sample.Professional, child *sample.Patient, how consent.How, informed bool) error {
		return p.Consents.FollowChild(ctx, by.Actor, child.Patient, how, informed)
	}
	for name, c := range map[string]struct {
		err  error
		want access.Reason
	}{"a nurse": {follow(nurse, p.patient, consent.Oral, true), access.NotPMI}, "elsewhere": {follow(elsewhere, p.patient, consent.Oral, true), access.NotPMI},
		"a child of ten": {follow(doctor, old, consent.Oral, true), access.NotUnderSix}} {
		if problem.Reason(c.err) != c.want {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	if err := follow(doctor, p.patient, consent.Oral, false); problem.KindOf(err) != problem.Invalid {
		t.Errorf("nobody informed: %v", err)
	}
	p.want(doctor, access.NoConsent)
	for range 2 {
		p.must(follow(doctor, p.patient, consent.Oral, true))
	}
	if p.told() != 1 {
		t.Errorf("the parents were told %d times", p.told())
	}
	p.want(doctor, "")
	p.want(nurse, access.NoConsent)
	moved := *doctor
	moved.Structure = sample.FINESS(8)
	p.want(&moved, access.NoConsent)
	o, err := p.Care.Open(ctx, doctor.Actor, p.patient.Patient)
	if err != nil || o.Motive != access.ByLaw {
		t.Errorf("%+v, %v", o, err)
	}
	c, err := p.Consents.Circle(ctx, parent.Representing(), p.patient.Patient)
	if err != nil || len(c.Allowed) != 1 || c.Allowed[0].Standing != consent.FollowsChild {
		t.Errorf("a parent reads %+v, %v", c, err)
	}
	p.must(p.Consents.WithdrawConsent(ctx, parent.Representing(), p.patient.Patient, doctor.Account))
	p.want(doctor, access.NoConsent)
	p.must(follow(doctor, p.patient, consent.Written, true))
	p.Set(time.Date(2028, 3, 19, 22, 59, 59, 0, time.UTC)) // a second before midnight in Paris
	p.want(doctor, "")
	p.Wait(time.Second)
	p.want(doctor, access.NoConsent)
}
