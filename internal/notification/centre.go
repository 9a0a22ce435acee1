package notification

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Service is the centre of notices of each space (PAT-13).
type Service struct {
	gate *gate.Gate
	// Unheard says, to a representative, what a minor keeps secret: identifiers
	// that no notice may be about, and whose acts (#71, R.1111-50, TEEN-05).
	Unheard func(ctx context.Context, tx *gate.Tx, patient id.Patient) (targets []string, minor id.Account, err error)
}

// New returns the service behind g.
func New(g *gate.Gate) *Service { return &Service{gate: g} }

// Told is a notice as its reader finds it.
type Told struct {
	ID        id.Notice
	Kind      Kind
	Reference string
	QueuedAt  time.Time
	Target    string // of the act that it tells of
	Read      bool
}

// Filter narrows a list of notices.
type Filter struct {
	Event  Event // empty: all
	Unread bool
	Page   int // from 1
}

// Listing is one page of notices, the newest first.
type Listing struct {
	Notices []Told
	Total   int // that the filter lets through, over all pages
	Page    int
	Pages   int // at least 1
	Unread  int // of all
}

// Waiting is how many notices of a kind are not read, and the newest of them.
type Waiting struct {
	Kind   Kind
	Count  int
	Newest id.Notice
}

// ear is what a reader may hear of.
type ear struct {
	reader  id.Account
	whole   bool // nothing is kept from them
	kinds   []Kind
	targets []string
	minor   id.Account
}

// notForParents are the messages about a minor's own sign-in (TEEN-05).
var notForParents = []Kind{PasswordChanged, NewDevice, FactorChanged, ContactChanging}

func (s *Service) ear(ctx context.Context, tx *gate.Tx, patient id.Patient) (e ear, err error) {
	e = ear{reader: tx.By().Account, whole: true, kinds: []Kind{Digest}, targets: []string{}}
	secret := access.Document{Type: "DOCPAT08", Author: access.Other, Status: access.Approved, HiddenFromRepresentatives: true}
	if tx.May(access.ReadDocument, secret) == "" { // their own space: nothing is kept from them
		return e, nil
	}
	e.whole, e.kinds = false, append(e.kinds, notForParents...)
	if s.Unheard == nil {
		return e, nil
	}
	kept, minor, err := s.Unheard(ctx, tx, patient)
	e.targets, e.minor = append(e.targets, kept...), minor
	return e, err
}

// List gives one page of the notices of a space, as its reader may hear of them.
func (s *Service) List(ctx context.Context, by access.Actor, patient id.Patient, f Filter) (Listing, error) {
	req := gate.Request{By: by, Act: access.ListNotices, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (l Listing, err error) {
		e, err := s.ear(ctx, tx, patient)
		if err != nil {
			return l, err
		}
		l.Page = max(1, f.Page)
		if l, err = notices(ctx, tx, patient, e, f.kinds(), f.Unread, l.Page); err == nil && len(l.Notices) == 0 && l.Page > 1 {
			l, err = notices(ctx, tx, patient, e, f.kinds(), f.Unread, 1) // a page beyond the last
		}
		if err != nil {
			return l, err
		}
		waiting, err := unread(ctx, tx, patient, e)
		l.Unread = Sum(waiting)
		return l, err
	})
}

func (f Filter) kinds() []Kind { return append([]Kind{}, events[f.Event]...) }

// Waiting says what the reader has not read yet, by kind.
func (s *Service) Waiting(ctx context.Context, by access.Actor, patient id.Patient) ([]Waiting, error) {
	req := gate.Request{By: by, Act: access.ListNotices, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) ([]Waiting, error) { return s.WaitingIn(ctx, tx, patient) })
}

// WaitingIn is Waiting within another act of the same reader: one statement for
// a holder.
func (s *Service) WaitingIn(ctx context.Context, tx *gate.Tx, patient id.Patient) ([]Waiting, error) {
	e, err := s.ear(ctx, tx, patient)
	if err != nil {
		return nil, err
	}
	return unread(ctx, tx, patient, e)
}

// Sum is how many notices wait.
func Sum(all []Waiting) (n int) {
	for _, w := range all {
		n += w.Count
	}
	return n
}

// Seen is a notice that its reader opens.
type Seen struct {
	Told
	There bool // the document that it tells of can be read now
}

// Open marks one notice as read and gives it back, to lead where it matters.
func (s *Service) Open(ctx context.Context, by access.Actor, patient id.Patient, notice id.Notice) (Seen, error) {
	req := gate.Request{By: by, Act: access.ReadNotice, Patient: patient}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (seen Seen, err error) {
		e, err := s.ear(ctx, tx, patient)
		if err != nil {
			return seen, err
		}
		found, err := oneNotice(ctx, tx, patient, e, notice)
		if err != nil {
			return seen, err
		}
		if len(found) == 0 {
			return seen, problem.Missing("notice")
		}
		seen.Told = found[0]
		if doc, err := id.Parse[id.Document](seen.Target); err == nil && seen.Kind == NewDocument {
			if seen.There, err = documentThere(ctx, tx, patient, doc); err != nil {
				return seen, err
			}
		}
		return seen, markRead(ctx, tx, patient, e.reader, notice)
	})
}

// ReadAll marks as read all that stands up to a notice; zero: all of it.
func (s *Service) ReadAll(ctx context.Context, by access.Actor, patient id.Patient, upTo id.Notice) error {
	req := gate.Request{By: by, Act: access.ReadNotice, Patient: patient, Target: "all"}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		return markAll(ctx, tx, patient, tx.By().Account, upTo)
	})
}

// Wishes is how the person wants to be told.
func (s *Service) Wishes(ctx context.Context, by access.Actor) (Wishes, error) {
	req := gate.Request{By: by, Act: access.ListNotices, Patient: by.Patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Wishes, error) { return WishesOf(ctx, tx, by.Patient) })
}

// pageOf is where a page of a list begins.
func pageOf(page int) int { return (page - 1) * limit.ListRows }
