package profile

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/vaccine"
)

// covidProof is the topic of the certificate's line.
const covidProof = "covid"

// Certificate is the attestation of vaccination against Covid-19: there by
// itself from the first dose (#101), as it was when last brought up to date.
type Certificate struct {
	ID    id.Entry
	At    time.Time // of the last « Mettre à jour »
	Doses []Proven
	Stale bool // the booklet says something else: « Mettre à jour » (#102)
}

// Proven is one dose that the certificate tells of.
type Proven struct {
	On   string // ISO 8601, whole or not
	Name string
	Lot  string
}

// UpdateCertificate brings the attestation up to date with the booklet (#102).
func (s *Service) UpdateCertificate(ctx context.Context, by access.Actor, patient id.Patient) error {
	b, err := s.Booklet(ctx, by, "", patient)
	if err != nil {
		return err
	}
	answers := proven(b.Given)
	if len(answers) == 0 && b.Covid.ID.IsZero() {
		return problem.Missing("certificate")
	}
	w := words{Topic: covidProof, Answers: answers}
	if b.Covid.ID.IsZero() {
		_, err := s.add(ctx, by, patient, certificates, Draft{Secret: NotSecret}, w, nil)
		return err
	}
	req := gate.Request{By: by, Act: books[certificates].write, Patient: patient, Target: b.Covid.ID.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		r, err := current(ctx, tx, patient, certificates, b.Covid.ID)
		if err != nil {
			return fmt.Errorf("profile: certificate: %w", err)
		}
		if err := replace(ctx, tx, patient, r); err != nil {
			return err
		}
		return s.write(ctx, tx, patient, row{ID: r.ID, Version: r.Version + 1, Kind: certificates}, w, "")
	})
}

// certify makes the certificate with the first dose against Covid-19.
func (s *Service) certify(ctx context.Context, tx *gate.Tx, patient id.Patient, r row, w words) error {
	if r.Kind != Vaccinations || r.HiddenFromRepresentatives {
		return nil
	}
	first := InjectionOf(Line{Answers: w.Answers})
	if !slices.Contains(vaccine.Protects(first.ATC), vaccine.Covid) {
		return nil
	}
	there, err := standing(ctx, tx, patient, certificates)
	if err != nil || len(there) > 0 {
		return err
	}
	return s.seal(ctx, tx, patient, row{ID: id.New[id.Entry](), Version: 1, Kind: certificates}, words{Topic: covidProof, Answers: proven([]Injection{first})}, "")
}

// proven writes the doses against Covid-19 as the answers of the certificate, the
// oldest first.
func proven(given []Injection) map[string]string {
	answers := map[string]string{}
	for _, i := range slices.Backward(given) {
		if !i.Secret && slices.Contains(vaccine.Protects(i.ATC), vaccine.Covid) {
			answers["dose "+strconv.Itoa(len(answers)+1)] = strings.Join([]string{i.Get("quand"), i.Get("nom"), i.Get("lot")}, "|")
		}
	}
	return answers
}

func certificateOf(l Line) Certificate {
	c := Certificate{ID: l.ID, At: l.At}
	for n := 1; l.Answers["dose "+strconv.Itoa(n)] != ""; n++ {
		p := strings.SplitN(l.Answers["dose "+strconv.Itoa(n)], "|", 3)
		c.Doses = append(c.Doses, Proven{On: p[0], Name: p[1], Lot: p[2]})
	}
	return c
}

// compare says whether the booklet tells of other doses than the certificate.
func (c *Certificate) compare(given []Injection) {
	now := certificateOf(Line{Answers: proven(given)})
	c.Stale = !slices.Equal(now.Doses, c.Doses)
}
