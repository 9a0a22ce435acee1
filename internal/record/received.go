package record

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/name"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Received is a request as the professional who is asked reads it: the person
// wrote it to him, so that no opening of the space is needed.
type Received struct {
	ID       id.Request  `json:"-"`
	Patient  id.Patient  `json:"-"`
	Kind     RequestKind `json:"-"`
	AskedAt  time.Time   `json:"-"`
	DueAt    time.Time   `json:"-"`
	Settled  *time.Time  `json:"-"`
	Called   string      `json:"called"`
	Title    string      `json:"title,omitempty"`
	Words    string      `json:"words"`
	Document id.Document `json:"document,omitzero"`

	By       string `json:"by,omitempty"`       // the colleague who reports an error
	Answered bool   `json:"answered,omitempty"` // to who reported it
	Granted  bool   `json:"granted,omitempty"`
	Answer   string `json:"answer,omitempty"`
}

// String hides the person.
func (Received) String() string { return "[request]" }

// Inbox lists what persons ask of a professional, what waits first.
func (s *Service) Inbox(ctx context.Context, by access.Actor) (all []Received, err error) {
	var rows []receivedRow
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		rows, err = received(ctx, tx, by.Account, limit.ListRows)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		v := Received{ID: r.ID, Patient: r.PatientID, Kind: r.Kind, AskedAt: r.AskedAt, DueAt: r.DueAt, Settled: r.SettledAt}
		plain, err := s.vault.Unseal(r.Sealed, aboutReceived(r.ID))
		if err == nil {
			err = json.Unmarshal(plain, &v)
		}
		if err != nil {
			return nil, fmt.Errorf("record: received request: %w", err)
		}
		all = append(all, v)
	}
	return all, nil
}

// Contested is a contest that waits, as operators list them: no word of it.
type Contested struct {
	ID      id.Request
	Patient id.Patient
	AskedAt time.Time
	DueAt   time.Time
}

// Contests lists the contests that wait, over all spaces, the first due first
// (R.1111-47). Operators alone see them.
func (s *Service) Contests(ctx context.Context, by access.Actor) (all []Contested, err error) {
	err = s.gate.Across(ctx, by.Account, func(tx *db.Tx) (err error) {
		all, err = contests(ctx, tx, limit.ListRows)
		return err
	})
	return all, err
}

// ReadContest gives an operator what the person wrote, which is meant for him
// too, and nothing of the document but its day and who deposited it.
func (s *Service) ReadContest(ctx context.Context, by access.Actor, patient id.Patient, which id.Request) (Request, error) {
	var key vault.Wrapped
	req := gate.Request{By: by, Act: access.SettleContest, Patient: patient, Target: which.String(), Reads: true}
	r, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (r requestRow, err error) {
		var there bool
		if r, there, err = request(ctx, tx, patient, which); err != nil || !there || r.Kind != Contest {
			return r, missingRequest(err)
		}
		key, err = vault.Load(ctx, tx, patient)
		return r, err
	})
	if err != nil {
		return Request{}, err
	}
	space, err := s.vault.Space(patient, key)
	if err != nil {
		return Request{}, fmt.Errorf("record: key: %w", err)
	}
	return r.opened(space)
}

// wished is what somebody wrote, as it may be shown again.
func wished(s, field string) (string, error) {
	s = strings.TrimSpace(name.Shown(strings.ToValidUTF8(s, "")))
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		return "", problem.Field(field, "required")
	case n > wishMax:
		return "", problem.Field(field, "words-long")
	}
	return s, nil
}
