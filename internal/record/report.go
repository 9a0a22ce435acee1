package record

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// Report tells the author of a document that a colleague finds an error in it
// (ux.md GP-05): a request of the same kind as a person's, answered in the same
// list. The person did not ask it, and it is not among hers.
func (s *Service) Report(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, w Appeal) error {
	words, err := wished(w.Words, wishField)
	if err != nil {
		return err
	}
	if w.Words, w.Kind = words, Report; w.ID.IsZero() {
		return &problem.Problem{Kind: problem.Invalid, Code: "form-unreadable"}
	}
	req := gate.Request{By: by, Act: access.ReportError, Mode: mode, Patient: patient}
	return s.one(ctx, req, w.Document, func(tx *gate.Tx, r row) error {
		if w.To = r.AuthorID; r.AuthorKind == ByPatient || r.AuthorID == by.Account {
			return problem.Refuse(access.NotAuthor)
		}
		c, err := closeUp(ctx, tx, patient, []Document{r.document(tx)})
		if err != nil {
			return err
		}
		docs, err := c.open(s.vault)
		if err != nil {
			return err
		}
		return s.send(ctx, tx, patient, w, docs[0].Title)
	})
}

// reporter is a professional as a colleague reads his name.
func reporter(ctx context.Context, tx *gate.Tx) (string, error) {
	b, _, err := byline(ctx, tx, tx.By())
	return strings.Join(strings.Fields(b.Title+" "+b.GivenName+" "+b.Name), " "), err
}

// follows keeps what was reported in the list of who reports it, where the
// answer comes.
func (s *Service) follows(ctx context.Context, tx *gate.Tx, patient id.Patient, w Appeal, due time.Time, said Received) error {
	plain, err := json.Marshal(said)
	if err != nil {
		return err
	}
	w.To, w.Kind = tx.By().Account, Reported
	return tellAsked(ctx, tx, patient, w, due, s.vault.Seal(plain, aboutReceived(w.ID)))
}

// answered gives the answer to who reported.
func (s *Service) answered(ctx context.Context, tx *gate.Tx, patient id.Patient, r requestRow, grant bool, words string) error {
	sealed, there, err := reportedBy(ctx, tx, patient, r.ID)
	if err != nil || !there {
		return err
	}
	var said Received
	plain, err := s.vault.Unseal(sealed, aboutReceived(r.ID))
	if err == nil {
		err = json.Unmarshal(plain, &said)
	}
	if err != nil {
		return err
	}
	said.Answered, said.Answer = true, words
	said.Granted = grant
	if plain, err = json.Marshal(said); err != nil {
		return err
	}
	return keepAnswer(ctx, tx, patient, r.ID, s.vault.Seal(plain, aboutReceived(r.ID)))
}
