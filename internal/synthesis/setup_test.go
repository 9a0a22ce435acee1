package synthesis_test

import (
	"errors"
	"strings"
	"testing"

	"espacesante/internal/access"
	"espacesante/internal/cda"
	"espacesante/internal/dbtest"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/profile"
	"espacesante/internal/record"
	"espacesante/internal/sample"
	"espacesante/internal/synthesis"
)

// wording is plain words, as a page would give them.
var wording = synthesis.Wording{Document: "Synthèse", Directives: "Directives écrites", Title: func(p synthesis.Part) string { return string(p) },
	Line:    func(_ profile.Section, l profile.Line) string { return l.Get("nom") + l.Get("groupe") },
	Nothing: func(s profile.Section) string { return "Aucun : " + string(s) }, Injection: func(i profile.Injection) string { return i.Get("nom") },
	Point: func(p profile.Point) string { return string(p.Measure) + " " + p.Get("valeur") }}

// cabinet is a world with a patient and her médecin traitant, who opened her space.
type cabinet struct {
	*sample.World
	t       *testing.T
	doctor  *sample.Professional
	patient *sample.Patient
}

func open(t *testing.T) *cabinet { return opened(t, sample.Someone{}) }

func opened(t *testing.T, who sample.Someone) *cabinet {
	t.Helper()
	t.Parallel()
	w := sample.New(t)
	c := &cabinet{World: w, t: t, doctor: w.Professional(t, "10", "SM54", sample.FINESS(1))}
	who.TreatingDoctor = c.doctor
	c.patient = w.Someone(t, who)
	c.visit()
	return c
}

func (c *cabinet) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *cabinet) visit() {
	c.t.Helper()
	_, err := c.Care.Open(c.t.Context(), c.doctor.Actor, c.patient.Patient)
	c.must(err)
}

func (c *cabinet) says(by access.Actor, s profile.Section, secret profile.Secrecy, answers ...string) {
	c.t.Helper()
	d := profile.Draft{Answers: map[string]string{}, Secret: secret}
	for i := 0; i < len(answers); i += 2 {
		d.Answers[answers[i]] = answers[i+1]
	}
	_, err := c.Profiles.Add(c.t.Context(), by, c.patient.Patient, s, d)
	c.must(err)
}

func (c *cabinet) begins() synthesis.Draft {
	c.t.Helper()
	c.must(c.Writing.Begin(c.t.Context(), c.doctor.Actor, "", c.patient.Patient, wording))
	return c.draft()
}

func (c *cabinet) draft() synthesis.Draft {
	c.t.Helper()
	d, err := c.Writing.Draft(c.t.Context(), c.doctor.Actor, "", c.patient.Patient)
	c.must(err)
	return d
}

func (c *cabinet) save(d synthesis.Draft, p synthesis.Part, words string, edition int) error {
	return c.Writing.Save(c.t.Context(), c.doctor.Actor, "", c.patient.Patient, d.ID, p, words, edition)
}

func (c *cabinet) signs(d synthesis.Draft) (id.Document, error) {
	return c.Writing.Deposit(c.t.Context(), c.doctor.Actor, "", c.patient.Patient, wording,
		synthesis.Signing{Draft: d.ID, Edition: d.Edition(), Informed: true, Secret: record.NotSecret})
}

// deposits writes, signs and reads back a whole synthesis.
func (c *cabinet) deposits() id.Document {
	c.t.Helper()
	d := c.begins()
	if d.Empty() {
		c.must(c.save(d, synthesis.Comment, "Va bien", 0))
		d = c.draft()
	}
	doc, err := c.signs(d)
	c.must(err)
	return doc
}

// reads is the content of a document as somebody reads it, a line for each title and line.
func (c *cabinet) reads(by access.Actor, doc id.Document) (record.Content, string) {
	c.t.Helper()
	got, err := c.Records.Open(c.t.Context(), by, access.Normal, c.patient.Patient, doc)
	c.must(err)
	return got, cda.Document{Sections: got.Sections}.Text()
}

func (c *cabinet) count(sql string, args ...any) (n int) {
	c.t.Helper()
	c.must(dbtest.AsSuperuser(c.t, c.Pool).QueryRow(c.t.Context(), sql, args...).Scan(&n))
	return n
}

func (c *cabinet) owed() (names []string) {
	c.t.Helper()
	all, err := c.Care.SynthesesDue(c.t.Context(), c.doctor.Actor)
	c.must(err)
	for _, o := range all {
		names = append(names, o.BirthName)
	}
	return names
}

func wantReason(t *testing.T, what string, err error, why access.Reason) {
	t.Helper()
	if problem.Reason(err) != why {
		t.Errorf("%s: got %v, want %s", what, err, why)
	}
}

func wantField(t *testing.T, what string, err error, field, code string) {
	t.Helper()
	var p *problem.Problem
	if !errors.As(err, &p) || p.Fields[field] != code {
		t.Errorf("%s: got %v, want %s: %s", what, err, field, code)
	}
}

func lines(s string) []string { return strings.Split(strings.TrimSpace(s), "\n") }
