package record

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/name"
	"espacesante/internal/problem"
)

// Why is the reason for which an author withdraws a document. Its value is
// written: never rename.
type Why string

// The reasons.
const (
	WrongPerson Why = "wrong-person" // it is about somebody else
	WrongFile   Why = "wrong-file"
	Mistaken    Why = "mistaken" // what it says is not right
	OtherWhy    Why = "other"    // said in words
)

// Whys lists them, in the order in which they are asked.
func Whys() []Why { return []Why{WrongPerson, WrongFile, Mistaken, OtherWhy} }

// Withdrawal is why a document was withdrawn, as its author tells it and the
// person reads it.
type Withdrawal struct {
	Why   Why    `json:"why"`
	Words string `json:"words,omitempty"`
}

const wordsMax = 300

// check names what is wrong, under the names of the form: raison, precision.
func (w *Withdrawal) check() error {
	w.Words = strings.TrimSpace(name.Shown(strings.ToValidUTF8(w.Words, "")))
	switch {
	case !slices.Contains(Whys(), w.Why):
		return problem.Field("raison", "choose")
	case w.Why == OtherWhy && w.Words == "":
		return problem.Field("precision", "required")
	case utf8.RuneCountInString(w.Words) > wordsMax:
		return problem.Field("precision", "too-long")
	}
	return nil
}

// Withdraw takes back what its author deposited, with its other versions, for a
// reason that the person reads. They see that it was withdrawn; nobody opens it
// any more.
func (s *Service) Withdraw(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document, w Withdrawal) error {
	if err := w.check(); err != nil {
		return err
	}
	return s.change(ctx, by, access.WithdrawDocument, patient, doc, func(tx *gate.Tx, r row) error {
		sealed, err := s.explained(ctx, tx, patient, doc, w)
		if err != nil {
			return err
		}
		if err := remove(ctx, tx, patient, r, sealed); err != nil || s.Withdrawn == nil {
			return err
		}
		return s.Withdrawn(ctx, tx, doc)
	})
}

// explained is the sealed part of a document with the reason of its withdrawal.
func (s *Service) explained(ctx context.Context, tx *gate.Tx, patient id.Patient, doc id.Document, w Withdrawal) ([]byte, error) {
	key, all, err := sealedParts(ctx, tx, patient, []id.Document{doc})
	if err != nil {
		return nil, err
	}
	space, err := s.vault.Space(patient, key)
	if err != nil {
		return nil, err
	}
	plain, err := space.Open(all[doc].Sealed, aboutRow(doc))
	if err != nil {
		return nil, err
	}
	var words Sealed
	if err := json.Unmarshal(plain, &words); err != nil {
		return nil, err
	}
	words.Withdrawal = &w
	if plain, err = json.Marshal(words); err != nil {
		return nil, err
	}
	return space.Seal(plain, aboutRow(doc)), nil
}
