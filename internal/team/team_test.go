package team_test

import (
	"strings"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/internal/sample"
)

type place struct {
	*sample.World
	t                     *testing.T
	patient               *sample.Patient
	doctor, nurse, pharma *sample.Professional
}

func open(t *testing.T) *place {
	t.Helper()
	t.Parallel()
	w := sample.New(t)
	return &place{w, t, w.Patient(t, access.Activated), w.Professional(t, "10", "", sample.FINESS(1)),
		w.Professional(t, "60", "", sample.FINESS(2)), w.Professional(t, "21", "", sample.FINESS(3))}
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) want(by *sample.Professional, why access.Reason) {
	p.t.Helper()
	_, err := p.Records.List(p.t.Context(), by.Actor, access.Normal, p.patient.Patient, record.Filter{})
	if got := problem.Reason(err); got != why || err != nil && got == "" {
		p.t.Errorf("got %q (%v), want %q", got, err, why)
	}
}

// made is a team of the doctor that the nurse has joined.
func (p *place) made() id.Team {
	p.t.Helper()
	team, err := p.Teams.Make(p.t.Context(), p.doctor.Actor, "Équipe des Tilleuls")
	p.must(err)
	p.must(p.Teams.Invite(p.t.Context(), p.doctor.Actor, team, identity.RPPS(p.nurse.RPPS)))
	p.must(p.Teams.Join(p.t.Context(), p.nurse.Actor, team))
	return team
}

// L.1110-12, 3°, R.1111-46, #27: the agreement of the person opens to the members of a formalised team, across places,
// each while he is one.
func TestAnAgreementToATeamHoldsForItsMembersOfTheMoment(t *testing.T) {
	p := open(t)
	team := p.made()
	p.want(p.doctor, access.NoConsent)
	p.want(p.nurse, access.NoConsent) // being of a team opens nothing
	for range 2 {                     // recorded once
		p.must(p.Consents.RecordFor(t.Context(), p.doctor.Actor, p.patient.Patient, team, consent.Oral, true))
	}
	p.want(p.doctor, "")
	p.want(p.nurse, "")
	p.want(p.pharma, access.NoConsent)
	beside := p.Professional(t, "60", "", sample.FINESS(1))
	p.want(beside, access.NoConsent) // a formalised team is its members, not their places

	p.must(p.Teams.Invite(t.Context(), p.nurse.Actor, team, identity.RPPS(p.pharma.RPPS)))
	p.want(p.pharma, access.NoConsent) // asked, has not said yes
	p.must(p.Teams.Join(t.Context(), p.pharma.Actor, team))
	p.want(p.pharma, "")
	p.must(p.Teams.Leave(t.Context(), p.doctor.Actor, team))
	p.want(p.doctor, access.NoConsent) // even who recorded it
	p.want(p.nurse, "")

	agreed, err := p.Consents.Teams(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	if len(agreed) != 1 || agreed[0].ID != team || agreed[0].How != consent.Oral {
		t.Fatalf("the person reads %+v", agreed)
	}
	named, err := p.Teams.Named(t.Context(), []id.Team{team})
	p.must(err)
	if len(named) != 1 || named[0].Name != "Équipe des Tilleuls" || len(named[0].Members) != 2 {
		t.Errorf("the team is shown as %+v", named)
	}
	p.must(p.Consents.WithdrawTeam(t.Context(), p.patient.Actor, p.patient.Patient, team))
	p.want(p.nurse, access.NoConsent)
	p.want(p.pharma, access.NoConsent)
	if err := p.Consents.WithdrawTeam(t.Context(), p.patient.Actor, p.patient.Patient, team); problem.KindOf(err) != problem.NotFound {
		t.Errorf("withdrawn twice: %v", err)
	}
	// #84, ux.md §0.1: undone within ten minutes, as any change of who sees what.
	changes, err := p.Consents.Lately(t.Context(), p.patient.Actor, p.patient.Patient)
	p.must(err)
	if len(changes) != 1 || changes[0].Kind != consent.OfWithdraw || changes[0].Before != team.String() {
		t.Fatalf("can be undone: %+v", changes)
	}
	p.must(p.Consents.Undo(t.Context(), p.patient.Actor, p.patient.Patient, changes[0].ID))
	p.want(p.nurse, "")
	p.want(p.doctor, access.NoConsent) // left meanwhile
}

// The end of a team shuts what its agreements opened, at once; only who recorded it ends it.
func TestATeamThatEndsOpensNothing(t *testing.T) {
	p := open(t)
	team := p.made()
	p.must(p.Consents.RecordFor(t.Context(), p.nurse.Actor, p.patient.Patient, team, consent.Written, true))
	if err := p.Teams.End(t.Context(), p.nurse.Actor, team); problem.KindOf(err) != problem.NotFound {
		t.Errorf("ended by another member: %v", err)
	}
	p.must(p.Teams.End(t.Context(), p.doctor.Actor, team))
	p.want(p.nurse, access.NoConsent)
	p.want(p.doctor, access.NoConsent)
	if mine, err := p.Teams.Mine(t.Context(), p.nurse.Actor); err != nil || len(mine) != 0 {
		t.Errorf("%v, %v", mine, err)
	}
}

// A block weighs more than any team (#29, G5), and « personne pour le moment » too.
func TestABlockWeighsMoreThanATeam(t *testing.T) {
	p := open(t)
	team := p.made()
	p.must(p.Consents.RecordFor(t.Context(), p.doctor.Actor, p.patient.Patient, team, consent.Oral, true))
	p.must(p.Consents.Block(t.Context(), p.patient.Actor, p.patient.Patient, p.nurse.Account))
	p.want(p.nurse, access.Blocked)
	p.want(p.doctor, "")
	p.must(p.Consents.SetSharing(t.Context(), p.patient.Actor, p.patient.Patient, false))
	p.want(p.doctor, access.SharingOff)
}

// The wrong actor and the wrong words: nobody invites to a team of others, records for one, joins without being asked.
func TestATeamIsItsMembersAlone(t *testing.T) {
	p := open(t)
	team := p.made()
	missing := func(what string, err error) {
		t.Helper()
		if problem.KindOf(err) != problem.NotFound {
			t.Errorf("%s: %v", what, err)
		}
	}
	missing("invites", p.Teams.Invite(t.Context(), p.pharma.Actor, team, identity.RPPS(p.pharma.RPPS)))
	missing("joins", p.Teams.Join(t.Context(), p.pharma.Actor, team))
	missing("joins twice", p.Teams.Join(t.Context(), p.nurse.Actor, team))
	missing("leaves", p.Teams.Leave(t.Context(), p.pharma.Actor, team))
	missing("ends", p.Teams.End(t.Context(), p.pharma.Actor, team))
	missing("records", p.Consents.RecordFor(t.Context(), p.pharma.Actor, p.patient.Patient, team, consent.Oral, true))
	for name, code := range map[string]string{"": "required", "   ": "required", strings.Repeat("é", 81): "too-long"} {
		if _, err := p.Teams.Make(t.Context(), p.doctor.Actor, name); problem.KindOf(err) != problem.Invalid {
			t.Errorf("%q is not %s: %v", name, code, err)
		}
	}
	for number, code := range map[string]string{p.doctor.RPPS: "colleague-self", "81000000000": "colleague-unknown"} {
		if err := p.Teams.Invite(t.Context(), p.doctor.Actor, team, identity.RPPS(number)); problem.KindOf(err) != problem.Invalid {
			t.Errorf("%s: %v, want %s", number, err, code)
		}
	}
	social := p.doctor.Actor
	social.Profession = "R95_93"
	if _, err := p.Teams.Make(t.Context(), social, "Sans soignant"); problem.Reason(err) != access.CarersOnly {
		t.Errorf("a team without a health profession: %v", err)
	}
	for _, role := range []access.Role{access.Patient, access.Insurer, access.Caisse, access.Operator} {
		if _, err := p.Teams.Make(t.Context(), access.Actor{Role: role, Active: true, Profession: "10"}, "x"); problem.Reason(err) != access.NotForRole {
			t.Errorf("%s: %v", role, err)
		}
	}
}

// decisions §6: a stolen table names no team.
func TestTheNameOfATeamIsSealed(t *testing.T) {
	p := open(t)
	p.made()
	var clear int
	p.must(dbtest.AsSuperuser(t, p.Pool).QueryRow(t.Context(), `SELECT count(*) FROM teams WHERE position('Tilleuls'::bytea IN sealed) > 0`).Scan(&clear))
	if clear != 0 {
		t.Error("a name in clear")
	}
}

// L.1110-12, 1°: who works in the same place is of the same team.
func TestColleaguesAreThoseOfThePlace(t *testing.T) {
	p := open(t)
	beside := p.Professional(t, "60", "", sample.FINESS(1))
	around, err := p.Teams.Around(t.Context(), p.doctor.Actor)
	p.must(err)
	if len(around) != 1 || around[0].Account != beside.Account {
		t.Errorf("%+v", around)
	}
	alone := p.doctor.Actor
	alone.Structure = ""
	if around, err := p.Teams.Around(t.Context(), alone); err != nil || len(around) != 0 {
		t.Errorf("%+v, %v", around, err)
	}
}
