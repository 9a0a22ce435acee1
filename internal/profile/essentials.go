package profile

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// Essentials is what is read first, in an emergency above all (#3).
type Essentials struct {
	Allergies, Treatments, Conditions, Operations, Needs, Contacts, Blood Part

	Directives    bool // advance directives are written: internal/directive fills it in
	TrustedPerson bool // a personne de confiance is named: the same
}

// Essentials reads what comes first.
func (s *Service) Essentials(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient) (Essentials, error) {
	b := s.Beside(patient)
	req := gate.Request{By: by, Act: books[Facts].read, Mode: mode, Patient: patient, Reads: true}
	if err := s.gate.Pass(ctx, req, func(tx *gate.Tx) error { return b.read(ctx, tx) }); err != nil {
		return Essentials{}, err
	}
	return b.Essentials()
}

// Beside is Essentials on a page that shows more than them: In reads them in the
// transaction of another act that reads, Essentials opens them after its commit.
type Beside struct {
	service    *Service
	patient    id.Patient
	found      closed
	directives bool
	trusted    bool
	refused    error
}

// Beside is about one person, for one page.
func (s *Service) Beside(patient id.Patient) *Beside { return &Beside{service: s, patient: patient} }

// In reads under a line of its own. That they are refused is for Essentials to
// say, and refuses nothing else.
func (b *Beside) In(ctx context.Context, tx *gate.Tx) error {
	err := tx.Also(ctx, books[Facts].read, func(tx *gate.Tx) error { return b.read(ctx, tx) })
	if problem.Reason(err) != "" {
		b.refused = err
		return nil
	}
	return err
}

func (b *Beside) read(ctx context.Context, tx *gate.Tx) (err error) {
	b.found, err = Facts.find(ctx, tx, b.patient, func(tx *gate.Tx) (rows []row, err error) {
		if b.service.Wishes != nil {
			if b.directives, b.trusted, err = b.service.Wishes(ctx, tx); err != nil {
				return nil, err
			}
		}
		return standing(ctx, tx, b.patient, Facts)
	})
	return err
}

// Essentials gives what In read, or why it was refused.
func (b *Beside) Essentials() (Essentials, error) {
	if b.refused != nil {
		return Essentials{}, b.refused
	}
	lines, err := b.found.open(b.service.vault)
	if err != nil {
		return Essentials{}, err
	}
	var p Profile
	for _, section := range Sections() {
		p.Parts = append(p.Parts, partOf(section, lines))
	}
	return Essentials{Directives: b.directives, TrustedPerson: b.trusted,
		Allergies: p.Part(Allergies), Treatments: p.Part(Treatments), Conditions: p.Part(Conditions),
		Operations: p.Part(Operations), Needs: p.Part(Needs), Contacts: p.Part(Contacts), Blood: p.Part(Blood)}, nil
}
