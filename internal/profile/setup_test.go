package profile_test

import (
	"errors"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/consent"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/sample"
)

// place is a world with a patient and a doctor of the care team.
type place struct {
	*sample.World
	t       *testing.T
	patient *sample.Patient
	doctor  *sample.Professional
}

func open(t *testing.T, who sample.Someone) *place {
	t.Helper()
	t.Parallel()
	w := sample.New(t)
	p := &place{World: w, t: t, doctor: w.Professional(t, "10", "SM54", sample.FINESS(1))}
	p.patient = w.Someone(t, who)
	p.joins(p.doctor)
	return p
}

// family is a child, and the parent in the child's space.
func family(t *testing.T, birth time.Time) (p *place, parent access.Actor) {
	t.Helper()
	t.Parallel()
	w := sample.New(t)
	mother := w.Patient(t, access.Activated)
	p = &place{World: w, t: t, doctor: w.Professional(t, "10", "SM54", sample.FINESS(1))}
	p.patient = w.Someone(t, sample.Someone{Birth: birth, Representatives: []*sample.Patient{mother}})
	p.joins(p.doctor)
	return p, mother.Representing()
}

func (p *place) joins(by *sample.Professional) {
	p.t.Helper()
	p.must(p.Consents.RecordTeamConsent(p.t.Context(), by.Actor, p.patient.Patient, consent.Oral, true))
}

func (p *place) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// says is an answer typed, by field.
type says = map[string]string

func (p *place) adds(by access.Actor, s profile.Section, answers says) id.Entry {
	p.t.Helper()
	e, err := p.Profiles.Add(p.t.Context(), by, p.patient.Patient, s, profile.Draft{Answers: answers, Secret: profile.NotSecret})
	p.must(err)
	return e
}

func (p *place) part(by access.Actor, s profile.Section) profile.Part {
	p.t.Helper()
	all, err := p.Profiles.Read(p.t.Context(), by, access.Normal, p.patient.Patient)
	p.must(err)
	return all.Part(s)
}

// names are what a reader finds in a section.
func (p *place) names(by access.Actor, s profile.Section) (all []string) {
	p.t.Helper()
	for _, l := range p.part(by, s).Lines {
		all = append(all, l.Get("nom"))
	}
	return all
}

func (p *place) count(sql string, args ...any) (n int) {
	p.t.Helper()
	p.must(dbtest.AsSuperuser(p.t, p.Pool).QueryRow(p.t.Context(), sql, args...).Scan(&n))
	return n
}

func wantField(t *testing.T, err error, field, code string) {
	t.Helper()
	var p *problem.Problem
	if !errors.As(err, &p) || p.Kind != problem.Invalid || p.Fields[field] != code {
		t.Errorf("got %v, want %s: %s", err, field, code)
	}
}

func wantReason(t *testing.T, what string, err error, why access.Reason) {
	t.Helper()
	if problem.Reason(err) != why {
		t.Errorf("%s: got %v, want %s", what, err, why)
	}
}
