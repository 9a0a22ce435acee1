package record

import (
	"context"
	"encoding/hex"
	"fmt"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
)

// Previous is a document of a previous DMP, examined, on its way into the space
// of whom it is about (#20, #98).
type Previous struct{ in *incoming }

// ReadPrevious examines a file: a clinical document, since nothing else says
// whom it is about, who wrote it and when.
func (s *Service) ReadPrevious(ctx context.Context, file []byte, name string) (*Previous, error) {
	in, err := s.examine(gate.System(), Upload{File: file, Name: name})
	if err == nil {
		err = s.scanned(ctx, in)
	}
	if err != nil {
		return nil, err
	}
	key := hex.EncodeToString(in.SHA256) // the same bytes are one document
	in.Key = &key
	return &Previous{in}, nil
}

// INS is the number that the document gives; the zero INS when it is none. A
// wrong key is judged with whose space it is.
func (p *Previous) INS() identity.INS {
	n, _ := identity.ParseNIR(p.in.clinical.Patient.INS.Extension)
	return n
}

// In reports whether the space has the very same file already, in a transaction
// that may read it: whoever imports asks first, and no line tells of nothing.
func (p *Previous) In(ctx context.Context, tx db.Runner, patient id.Patient) (bool, error) {
	doc, err := imported(ctx, tx, patient, *p.in.Key)
	return !doc.IsZero(), err
}

// ImportPrevious puts a document of a previous DMP into a space, with its own
// author and dates. In a space that is not open yet it waits until it opens
// (#20); where the person refused the space it stays readable by professionals
// for a while (#99, #100). The same file again changes nothing: fresh is false.
// Nobody is told of each document: the opening is told.
func (s *Service) ImportPrevious(ctx context.Context, patient id.Patient, p *Previous) (fresh bool, err error) {
	failed := false
	req := gate.Request{By: gate.System(), Act: access.ImportDocument, Patient: patient}
	err = s.gate.Pass(ctx, req, func(tx *gate.Tx) (err error) {
		fresh, err = s.takePrevious(ctx, tx, patient, p.in)
		failed = err != nil
		return err
	})
	if failed && p.in.written {
		if gone := s.blobs.Delete(context.WithoutCancel(ctx), p.in.Blob); gone != nil {
			err = fmt.Errorf("%w (and its file stays: %w)", err, gone)
		}
	}
	return fresh && err == nil, err
}

// takePrevious is take for what nobody deposits: the space has the lock, so
// that two imports of one file meet here.
func (s *Service) takePrevious(ctx context.Context, tx *gate.Tx, patient id.Patient, in *incoming) (fresh bool, err error) {
	same, err := imported(ctx, tx, patient, *in.Key)
	if err != nil || !same.IsZero() {
		tx.Name(same.String())
		return false, err
	}
	tx.Name(in.ID.String())
	for _, step := range []func(context.Context, *gate.Tx, id.Patient, *incoming) error{s.settle, s.credit, s.place, s.keep} {
		if err := step(ctx, tx, patient, in); err != nil {
			return false, err
		}
	}
	return true, identity.SetHasDMP(ctx, tx, patient)
}

// credit names the author that the document names. One whom the directory
// knows is its author here too: he reads what he wrote (D2), and may withdraw it.
func (s *Service) credit(ctx context.Context, tx *gate.Tx, _ id.Patient, in *incoming) error {
	in.words.Author = in.clinical.byline()
	if len(in.clinical.Authors) == 0 {
		return nil
	}
	account, err := accountOf(ctx, tx, in.clinical.Authors[0].RPPS())
	in.AuthorID = account
	return err
}

// depositor is under whom versions of one document are matched: all that comes
// from previous DMPs together, whether the directory knows its author or not.
func (in *incoming) depositor() id.Account {
	if in.AuthorKind == FromDMP {
		return id.Account{}
	}
	return in.AuthorID
}
