package record

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
)

// Mark narrows a list by what its reader did with a document. Each who comes
// into a space has marks of his own: two parents do not read for one another.
type Mark string

// The marks that a list can be narrowed to.
const (
	AnyMark    Mark = ""
	OnlyNew    Mark = "new"    // since the last visit, and not read yet
	OnlyUnread Mark = "unread" // never opened
	OnlyPinned Mark = "pinned"
)

// done is what one reader did with one document.
type done struct {
	ReadAt, PinnedAt *time.Time
}

// visit is who looks at a list, and since when what he sees is new to him.
type visit struct {
	home bool
	visited
	changed bool // and is to be kept
}

// pinsMost is how many pinned documents a list shows first.
const pinsMost = 10

// visited are the instants of a reader's visits: of this one, and of the one
// before. A visit ends when nothing was looked at for half an hour.
type visited struct {
	At, Before *time.Time
}

// A visit is over after visitGap, and its instant is written again every
// visitStep, not at every look.
const (
	visitGap  = 30 * time.Minute
	visitStep = 5 * time.Minute
)

// at is the visit as it stands at an instant; changed when that is to be kept.
func (v visited) at(now time.Time) (next visited, changed bool) {
	switch {
	case v.At == nil:
		return visited{At: &now}, true
	case now.Sub(*v.At) >= visitGap:
		return visited{At: &now, Before: v.At}, true
	case now.Sub(*v.At) >= visitStep:
		return visited{At: &now, Before: v.Before}, true
	}
	return v, false
}

// fresh reports whether a row came since the last visit, from somebody else.
func (v visited) fresh(r row) bool {
	return v.Before != nil && r.AddedAt.After(*v.Before) && r.AuthorKind != ByPatient
}

// atHomeWith keeps that who opens a document at home has read it, the first
// time, and says whether he pinned it.
func atHomeWith(ctx context.Context, tx *gate.Tx, patient id.Patient, d *Document) error {
	if !atHome(tx) {
		return nil
	}
	known, err := marksOf(ctx, tx, patient, tx.By().Account, d.ID)
	if err != nil {
		return err
	}
	d.Pinned = known.PinnedAt != nil
	if known.ReadAt != nil {
		return nil
	}
	return markRead(ctx, tx, patient, d.ID)
}

// Pin keeps a document at hand, for who does it alone; Unpin lets it go.
func (s *Service) Pin(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document) error {
	return s.change(ctx, by, access.PinDocument, patient, doc, func(tx *gate.Tx, r row) error {
		now := tx.Now()
		return pin(ctx, tx, patient, doc, &now)
	})
}

// Unpin is the way back from Pin.
func (s *Service) Unpin(ctx context.Context, by access.Actor, patient id.Patient, doc id.Document) error {
	return s.change(ctx, by, access.PinDocument, patient, doc, func(tx *gate.Tx, r row) error {
		return pin(ctx, tx, patient, doc, nil)
	})
}
