package synthesis

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/cda"
	"espacesante/internal/codes"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/problem"
	"espacesante/internal/record"
)

// ready is a draft with what its document says besides.
type ready struct {
	sealed
	person identity.Person
	signer signer
	by     access.Actor
	now    time.Time
}

// prepare reads a draft, and who it is about and by.
func (s *Service) prepare(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, draft id.Synthesis) (Draft, ready, error) {
	req := ask(by, mode, patient, draft)
	req.Reads = true
	r, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (r ready, err error) {
		found, there, err := written(ctx, tx, patient, by.Account, draft)
		if err != nil {
			return r, err
		}
		if !there || found.EndedAt != nil && found.DocumentID == nil {
			return r, problem.Clash("synthesis-over")
		}
		r.by, r.now = by, tx.Now()
		if r.sealed, err = close(ctx, tx, patient, found, true); err != nil {
			return r, err
		}
		if r.person, err = identity.PersonIn(ctx, tx, s.vault, patient); err != nil {
			return r, err
		}
		r.signer, err = signerOf(ctx, tx)
		return r, err
	})
	if err != nil {
		return Draft{}, r, err
	}
	d, err := s.open(patient, r.sealed)
	return d, r, err
}

// Preview is the draft as its readers will read the document: written, and read
// back by our own reader.
func (s *Service) Preview(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, draft id.Synthesis, w Wording) (Draft, []cda.Section, error) {
	d, r, err := s.prepare(ctx, by, mode, patient, draft)
	if err != nil || d.Empty() { // a document without a word is none
		return d, nil, err
	}
	read, err := cda.Parse(cda.Write(s.document(d, r, w)))
	return d, read.Sections, err
}

// Signing is what the doctor says when he deposits: that he previewed this
// edition, and what is asked of every deposit.
type Signing struct {
	Draft    id.Synthesis
	Edition  int
	Informed bool
	Secret   record.Secrecy
}

// Deposit makes the draft the next version of the doctor's synthesis, by the
// same way as any document. Sent twice it is one; a draft that changed since it
// was previewed is previewed again.
func (s *Service) Deposit(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, w Wording, sign Signing) (id.Document, error) {
	d, r, err := s.prepare(ctx, by, mode, patient, sign.Draft)
	switch {
	case err != nil:
		return id.Document{}, err
	case !d.Document.IsZero():
		return d.Document, nil
	case d.Edition() != sign.Edition:
		return id.Document{}, problem.Field("apercu", "synthesis-unseen")
	case d.Empty():
		return id.Document{}, problem.Field("apercu", "synthesis-empty")
	}
	u := record.Upload{Key: about(sign.Draft), File: cda.Write(s.document(d, r, w)), Name: "synthese.xml", Informed: sign.Informed, Secret: sign.Secret}
	doc, err := s.records.DepositAlong(ctx, by, patient, u, func(tx *gate.Tx, doc id.Document) error {
		if why := tx.May(access.WriteSynthesis, access.Document{}); why != "" {
			return problem.Refuse(why)
		}
		done, err := became(ctx, tx, patient, sign.Draft, d.line, doc)
		if err != nil {
			return err
		}
		if !done {
			return problem.Clash("synthesis-over")
		}
		return s.care.Synthesised(ctx, tx, doc)
	})
	if crossed(err) { // the same page sent at the same time: it is done, or was changed
		if again, _, err := s.prepare(ctx, by, mode, patient, sign.Draft); err == nil && !again.Document.IsZero() {
			return again.Document, nil
		}
		return doc, problem.Field("apercu", "synthesis-unseen")
	}
	return doc, err
}

func crossed(err error) bool {
	var p *problem.Problem
	return errors.As(err, &p) && (p.Kind == problem.Conflict || p.Fields["fichier"] == "cda-duplicate")
}

// document is a draft as a clinical document of the CI-SIS.
func (s *Service) document(d Draft, r ready, w Wording) cda.Document {
	p, label := r.person, ""
	specialty := strings.TrimSuffix("G15_10/"+r.signer.Specialty, "/")
	if a, known := codes.Author("1.2.250.1.213.1.1.4.5", specialty); known {
		label = a.Label
	}
	author := cda.Author{ID: cda.ID{Root: "1.2.250.1.71.4.2.1", Extension: "8" + r.signer.RPPS}, Family: r.signer.Name, Given: r.signer.GivenName,
		Suffix: r.signer.Title, At: r.now, Organisation: r.signer.Structure, OrganisationID: cda.ID{Root: "1.2.250.1.71.4.2.2", Extension: "1" + r.by.Structure},
		Specialty: cda.Code{Code: specialty, System: "1.2.250.1.213.1.1.4.5", Label: label}}
	if f, known := codes.AuthorFunction("2.16.840.1.113883.5.88", "PCP"); known {
		author.Function = cda.Code{Code: "PCP", System: "2.16.840.1.113883.5.88", Label: f.Label}
	}
	kind, _ := codes.DocumentType(Type)
	out := cda.Document{ID: oid(d.ID), SetID: cda.ID{Root: "2.25." + new(big.Int).SetBytes(s.vault.MAC("synthesis set", p.Patient.String()+"|"+r.by.Account.String())[:16]).String()},
		Version: d.Version, Type: cda.Code{Code: Type, System: loinc, Label: kind.Label}, Title: w.Document, At: r.now, From: r.now, Confidentiality: "N",
		Language: "fr-FR", Authors: []cda.Author{author}, Custodian: author.OrganisationID, CustodianName: author.Organisation, PracticeSetting: "AMBULATOIRE",
		Patient: cda.Patient{INS: cda.ID{Root: p.OID, Extension: p.INS.Reveal()}, BirthFamily: p.BirthName, UsualFamily: p.UsedName, FirstGiven: p.Given(),
			GivenNames: p.BirthGivenNames, UsualGiven: p.UsedGivenName, Sex: string(p.Sex), BirthDate: p.BirthDate.Format("20060102"), BirthCOG: p.BirthPlace}}
	if r.last.ID != nil {
		out.Replaces = []cda.ID{oid(*r.last.ID)}
	}
	out.Sections = gathered(outline, d, w)
	return out
}

// oid names a document by its draft (UUID as an OID, ITU-T X.667).
func oid(d id.Synthesis) cda.ID { return cda.ID{Root: "2.25." + new(big.Int).SetBytes(d[:]).String()} }
