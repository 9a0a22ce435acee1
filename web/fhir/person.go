package fhir

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	r4 "espacesante/internal/fhir"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/name"
	"espacesante/internal/problem"
)

const subject = "DocumentReference.subject"

// whose finds the person that the document is about: by the INS alone, then by the traits that are given beside it. One
// that does not agree refuses, named, as for a clinical document (decisions.md §7).
func (s *Site) whose(ctx context.Context, by asking, d received) (id.Patient, error) {
	p, err := d.patient()
	if err != nil {
		return id.Patient{}, err
	}
	var ins identity.INS
	for _, i := range p.Identifier {
		oid := strings.TrimPrefix(i.System, "urn:oid:")
		if !identity.KnownOID(oid) {
			continue
		}
		if ins, _, err = identity.ParseINS(i.Value, oid); err != nil {
			return id.Patient{}, wrong(r4.IssueValue, "ins-shape", "Le numéro INS n’a pas la bonne forme.", subject)
		}
	}
	if ins.IsZero() {
		return id.Patient{}, wrong(r4.IssueRequired, "required", "Il manque le numéro INS de la personne.", subject)
	}
	found, err := s.People.FindByINS(ctx, by.Actor, ins)
	if err != nil {
		return id.Patient{}, err
	}
	if found.Patient.IsZero() {
		return id.Patient{}, &refused{409, r4.Refused(r4.IssueRule, "space-closed", "Cet espace santé est fermé. Rien n’a été gardé.", subject)}
	}
	m, err := s.People.Meet(ctx, by.Actor, found.Patient)
	if err != nil {
		return id.Patient{}, err
	}
	if trait := differs(p, m.Person); trait != "" {
		return id.Patient{}, wrong(r4.IssueValue, "trait-"+trait, "Un trait d’identité n’est pas celui de la personne.", subject+"."+trait)
	}
	return found.Patient, nil
}

// patient is the subject: said by its identifier, contained, or beside in the bundle.
func (d received) patient() (p r4.Patient, err error) {
	if d.Subject == nil {
		return p, wrong(r4.IssueRequired, "required", "Il manque la personne concernée.", subject)
	}
	if d.Subject.Identifier != nil {
		p.Identifier = []r4.Identifier{*d.Subject.Identifier}
		return p, nil
	}
	raw := d.resource(d.Subject.Reference)
	if raw == nil || json.Unmarshal(raw, &p) != nil || p.ResourceType != "Patient" {
		return p, wrong(r4.IssueValue, "subject", "La personne concernée n’est pas dans l’envoi. Donnez son identifiant.", subject)
	}
	return p, nil
}

// resource finds what a reference leads to, contained (#id) or in the bundle.
func (d received) resource(reference string) json.RawMessage {
	if own, ok := strings.CutPrefix(reference, "#"); ok {
		for _, raw := range d.Contained {
			if h, err := r4.ReadHead(raw); err == nil && h.ID == own {
				return raw
			}
		}
		return nil
	}
	return d.bundle.Find(reference)
}

// differs names the first trait given that is not the person's.
func differs(p r4.Patient, known identity.Person) string {
	gender := map[string]identity.Sex{"male": "M", "female": "F"}
	if sex, said := gender[p.Gender]; said && sex != known.Sex {
		return "gender"
	}
	if p.BirthDate != "" && p.BirthDate != known.BirthDate.Format(time.DateOnly) {
		return "birthDate"
	}
	for _, n := range p.Name {
		if n.Use != "official" || n.Family == "" {
			continue
		}
		if !name.Same(n.Family, known.BirthName) {
			return "name"
		}
	}
	return ""
}

// author refuses a document that names somebody else than who sends it: his name would stand under another's words.
func (d received) author(rpps string) error {
	for _, said := range d.authors() {
		if said != rpps {
			return wrong(r4.IssueForbidden, "author", "L’auteur n’est pas le professionnel que désigne le jeton.", author)
		}
	}
	return nil
}

const author = "DocumentReference.author"

// authors are the numbers (RPPS) of the professionals that the document names as its authors, each once.
func (d received) authors() (all []string) {
	for _, a := range d.Author {
		ids := []r4.Identifier{}
		if a.Identifier != nil {
			ids = append(ids, *a.Identifier)
		}
		var p r4.Practitioner
		if raw := d.resource(a.Reference); raw != nil && json.Unmarshal(raw, &p) == nil && p.ResourceType == "Practitioner" {
			ids = append(ids, p.Identifier...)
		}
		for _, i := range ids {
			said := ""
			switch i.System {
			case r4.SystemRPPS:
				said = i.Value
			case r4.SystemIDNPS:
				said = strings.TrimPrefix(i.Value, "8")
			}
			if said != "" && !slices.Contains(all, said) {
				all = append(all, said)
			}
		}
	}
	return all
}

// named is the professional whom a document sent under a certificate names: one, who works in a place of care that the
// certificate stands for. He deposits, as if by his own token.
func (s *Site) named(ctx context.Context, places []string, d received) (asking, error) {
	all := d.authors()
	if len(all) != 1 {
		return asking{}, wrong(r4.IssueRequired, "author", "Le document nomme un auteur, et un seul, par son numéro RPPS.", author)
	}
	for _, finess := range places {
		by, err := s.People.ProfessionalOf(ctx, all[0], finess)
		if err == nil {
			return asking{Actor: by, rpps: all[0]}, nil
		}
		if problem.KindOf(err) != problem.SignInFirst {
			return asking{}, err
		}
	}
	return asking{}, &refused{http.StatusForbidden, r4.Refused(r4.IssueForbidden, "author",
		"L’auteur n’exerce pas dans une structure de ce certificat.", author)}
}
