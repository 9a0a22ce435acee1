package record

import (
	"context"
	"errors"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda"
	"espacesante/internal/clock"
	"espacesante/internal/codes"
	"espacesante/internal/file"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
)

// clinical is a CDA R2 document being deposited.
type clinical struct{ cda.Document }

// readClinical takes from a clinical document what a form would ask.
func (in *incoming) readClinical() error {
	d, err := cda.Parse(in.u.File)
	if err != nil {
		return refusedFile(err)
	}
	t, listed := codes.DocumentTypeIn(d.Type.System, d.Type.Code)
	if !listed {
		return problem.Field("fichier", "cda-type-unknown")
	}
	in.clinical = &clinical{d}
	in.Format, in.Type, in.Class, in.Confidentiality = CDA3, t.Code, t.Class, d.Confidentiality
	if d.Level == 1 {
		in.Format = CDA1
	}
	in.Version = max(1, d.Version)
	in.CaredOn = clock.Day(d.At)
	if d.From.Year() >= 1900 && d.From.Year() < 2200 {
		in.CaredOn = clock.Day(d.From)
	}
	in.words.Title = shortened(d.Title)
	if in.words.Title == "" {
		in.words.Title = t.Label
	}
	in.words.Header = &Header{ID: d.ID.String(), SetID: d.SetID.String(), Format: d.Format, At: d.At, From: d.From, To: d.To,
		Language: d.Language, FacilityType: d.FacilityType, PracticeSetting: d.PracticeSetting, Custodian: d.CustodianName}
	return nil
}

// shortened is a title as lists can show it: a clinical document may carry one
// of any length, whole in its own bytes.
func shortened(title string) string {
	runes := []rune(title)
	if len(runes) <= titleMax {
		return title
	}
	return string(runes[:titleMax-1]) + "…"
}

// place compares a clinical document with whose space it is, and puts it among
// its versions.
func (s *Service) place(ctx context.Context, tx *gate.Tx, patient id.Patient, in *incoming) error {
	if !in.u.Replaces.IsZero() {
		return s.follow(ctx, tx, patient, in)
	}
	if in.clinical == nil {
		return nil
	}
	person, err := identity.PersonIn(ctx, tx, s.vault, patient)
	if err != nil {
		return err
	}
	if trait := in.clinical.differs(person); trait != "" {
		return problem.Field("fichier", "cda-trait-"+trait)
	}
	set := in.clinical.SetID.String()
	if set == "" {
		set = in.clinical.ID.String()
	}
	in.SetMAC = s.setOf(patient, in.depositor(), set)
	others, err := versions(ctx, tx, patient, in.SetMAC)
	if err != nil {
		return err
	}
	for _, o := range others {
		switch {
		case o.Version == in.Version:
			return problem.Field("fichier", "cda-duplicate")
		case o.Version > in.Version: // ours came late
			in.Status = access.Deprecated
		}
		in.inherit(o, tx.Now())
	}
	return deprecate(ctx, tx, patient, in.SetMAC, in.Version)
}

// differs names the first trait of the document that is not the person's: its
// number under the same authority first, then the traits (decisions.md §7).
func (c *clinical) differs(p identity.Person) string {
	if identity.Strict(c.Patient.INS.Root) { // a wrong key is nobody's number
		if _, err := identity.ParseNIR(c.Patient.INS.Extension); err != nil {
			return cda.TraitINS
		}
	}
	differ := cda.MatchTraits(c.Document, cda.Traits{INS: p.INS.Reveal(), INSRoot: p.OID, BirthName: p.BirthName,
		FirstGivenName: p.Given(), BirthDate: p.BirthDate.Format(time.DateOnly), Sex: string(p.Sex)})
	if len(differ) == 0 {
		return ""
	}
	return differ[0]
}

// by reports whether the professional of that number is its first author.
func (c *clinical) by(rpps string) bool {
	return rpps != "" && len(c.Authors) > 0 && c.Authors[0].RPPS() == rpps
}

// byline is the author that the document names: somebody, or a device.
func (c *clinical) byline() *Byline {
	if len(c.Authors) == 0 {
		return nil
	}
	a := c.Authors[0]
	b := &Byline{Name: a.Family, GivenName: a.Given, Title: a.Suffix, Structure: a.Organisation}
	if b.Name == "" {
		b.Name = a.Device
	}
	if b.Name == "" {
		b.Name, b.Structure = a.Organisation, ""
	}
	// "G15_10/SM26": a profession, and a specialty of it (JDV_J01).
	profession, specialty, _ := strings.Cut(strings.TrimPrefix(a.Specialty.Code, "G15_"), "/")
	if _, known := codes.Profession(profession); known {
		b.Profession, b.Specialty = profession, specialty
	}
	return b
}

// refusedFile is a refusal of internal/file or internal/cda as what is wrong
// with the field.
func refusedFile(err error) error {
	var f *file.Error
	var c *cda.Error
	switch {
	case errors.As(err, &f):
		return &unfit{problem.Field("fichier", "file-"+f.Code), f}
	case errors.As(err, &c):
		return &unfit{problem.Field("fichier", "cda-"+c.Code), c}
	}
	return err
}

// unfit is a file that was refused: a problem of the field, and its cause for
// the sentence (*file.Error, *cda.Error).
type unfit struct{ problem, cause error }

func (u *unfit) Error() string   { return u.cause.Error() }
func (u *unfit) Unwrap() []error { return []error{u.problem, u.cause} }
