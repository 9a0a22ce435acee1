// Package record keeps the documents of a space: what came, from whom, who may
// see it, its very bytes. It decides nothing: access does, for each row.
package record

import (
	"context"
	"slices"
	"sync"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/blob"
	"espacesante/internal/codes"
	"espacesante/internal/file"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/vault"
)

// Service does what may be done with documents.
type Service struct {
	gate  *gate.Gate
	vault *vault.Vault
	blobs blob.Store
	scan  Scanner // nil: files are only looked at by internal/file

	// Withdrawn is told, in the same act, that the author took a document back: what counted on it counts again.
	Withdrawn func(ctx context.Context, tx *gate.Tx, doc id.Document) error

	reading sync.Mutex // one run at a time reads texts: previews of people who wait come first
}

// Scanner knows harmful files. Whatever it does not clearly let in is not kept.
type Scanner interface {
	Scan(ctx context.Context, file []byte) error
}

// Scanned has every file that comes in scanned.
func (s *Service) Scanned(by Scanner) *Service {
	s.scan = by
	return s
}

// New returns the service behind g; files are kept in blobs, sealed.
func New(g *gate.Gate, v *vault.Vault, blobs blob.Store) *Service {
	return &Service{gate: g, vault: v, blobs: blobs}
}

// Format is what a document's file is. Its value is written: never rename.
type Format string

// The formats kept. A clinical document (CDA R2) carries a file of another
// format (level 1) or sections of text (levels 2 and 3).
const (
	PDF  Format = "pdf"
	JPEG Format = "jpeg"
	PNG  Format = "png"
	TIFF Format = "tiff"
	HEIC Format = "heic"
	TXT  Format = "txt"
	RTF  Format = "rtf"
	CDA1 Format = "cda1"
	CDA3 Format = "cda3"
)

// AuthorKind is who added a document. Its value is written: never rename.
type AuthorKind string

// The kinds of author.
const (
	ByPatient      AuthorKind = "patient" // or who acts for the patient
	ByProfessional AuthorKind = "professional"
	FromDMP        AuthorKind = "dmp" // came with a previous DMP, by the author it names (#20, #98)
)

// Author is who a document says it is by. Only Account and Kind are set for
// what the patient added.
type Author struct {
	Account    id.Account // who deposited it
	Kind       AuthorKind
	Name       string
	GivenName  string
	Title      string
	Profession string // code of internal/codes
	Specialty  string
	Structure  string // name of the place of work
}

// Document is one document as its reader sees it.
type Document struct {
	ID         id.Document
	Type       string // code of internal/codes
	Class      string
	Title      string
	CaredOn    time.Time // day of the care
	AddedAt    time.Time
	StayFrom   time.Time // of the event that a clinical document tells of; zero when it says none
	StayTo     time.Time
	Author     Author
	Mine       bool // deposited by who reads
	Format     Format
	Size       int64
	FileName   string
	Masked     bool // from professionals, by the patient
	MaskedAt   *time.Time
	Status     access.Status
	Version    int
	Removed    *time.Time  // withdrawn by its author, or put into the bin by the patient
	Withdrawal *Withdrawal // why its author withdrew it
	Helped     *Helped     // who helped to bring this copy; nil for what was added without help
	Unread     bool        // never opened by who reads the list: of lists at home only, like the two after it
	New        bool        // came since the last visit, and unread
	Pinned     bool
	// HiddenFromPatientUntil is for professionals: « Après l'annonce ».
	HiddenFromPatientUntil *time.Time
	// HiddenFromRepresentatives is for professionals and the minor.
	HiddenFromRepresentatives bool
	// May lists the acts that the reader may do next to this document.
	May []access.Act
}

// Can reports whether the reader may do act to this document.
func (d Document) Can(act access.Act) bool { return slices.Contains(d.May, act) }

// InBin reports whether the patient put the document into the bin.
func (d Document) InBin() bool { return d.Status == access.Erased && d.Author.Kind == ByPatient }

// Withdrawn reports whether its author withdrew the document: the patient sees
// that it was there, nobody opens it.
func (d Document) Withdrawn() bool {
	return d.Status == access.Erased && d.Author.Kind != ByPatient
}

// String hides the document: a title in the operator's log is a leak.
func (Document) String() string { return "[document]" }

// Bin is how long what a patient deleted can be restored.
const Bin = limit.BinDays * 24 * time.Hour

// next are the acts that pages offer on a document.
var next = []access.Act{access.MaskDocument, access.UnmaskDocument, access.ReplaceDocument, access.WithdrawDocument, access.DeleteDocument,
	access.RestoreDocument, access.ReleaseDocument}

// useful reports whether act would change anything of the row as it stands.
func (r row) useful(act access.Act, now time.Time) bool {
	switch act {
	case access.MaskDocument:
		return r.MaskedAt == nil
	case access.UnmaskDocument:
		return r.MaskedAt != nil
	case access.ReleaseDocument:
		return r.hiddenFromPatient(now)
	case access.ReplaceDocument: // a clinical document says by itself which one it replaces
		return kinds[r.Format] != file.CDA
	case access.RestoreDocument:
		return r.RemovedAt != nil && now.Before(r.RemovedAt.Add(Bin))
	}
	return true
}

func (r row) hiddenFromPatient(now time.Time) bool {
	return r.HiddenFromPatientUntil != nil && now.Before(*r.HiddenFromPatientUntil)
}

// reader is whoever a row is judged for: who asks in a transaction, or somebody
// whose eyes the holder borrows.
type reader interface {
	By() access.Actor
	Now() time.Time
	May(access.Act, access.Document) access.Reason
}

// policy is the row as the policy sees it, for who asks in tx.
func (r row) policy(tx reader) access.Document {
	d := access.Document{Type: r.Type, Author: access.Other, Status: r.Status, Masked: r.MaskedAt != nil,
		HiddenFromPatient: r.hiddenFromPatient(tx.Now()), HiddenFromRepresentatives: r.HiddenFromRepresentatives}
	by := tx.By()
	switch {
	case r.AuthorKind == ByPatient:
		d.Author = access.Holder
	case by.Role != access.Professional:
	case r.AuthorID == by.Account:
		d.Author = access.Self
	case r.Structure != "" && r.Structure == by.Structure:
		d.Author = access.Structure
	}
	return d
}

// seen is why the row is not there for who asks in tx; empty when it is. An old
// version is read as one.
func (r row) seen(tx reader) access.Reason {
	if r.Status == access.Deprecated {
		return tx.May(access.ReadVersion, r.policy(tx))
	}
	return tx.May(access.ReadDocument, r.policy(tx))
}

// was is seen for a row as it was before it was withdrawn, put into the bin or
// replaced: what lines of the history about it may be told.
func (r row) was(tx reader) access.Reason {
	d := r.policy(tx)
	d.Status = access.Approved
	if r.gone() { // of which type it was is forgotten too: of one that patients add
		d.Type = codes.PatientTypes()[0].Code
	}
	return tx.May(access.ReadDocument, d)
}

// document is the row as its reader sees it, its sealed part still closed.
func (r row) document(tx *gate.Tx) Document {
	facts := r.policy(tx)
	return r.shown(tx, slices.DeleteFunc(slices.Clone(next), func(act access.Act) bool { return tx.May(act, facts) != "" }))
}

// shown is document, where what may be done to it is known already.
func (r row) shown(tx *gate.Tx, may []access.Act) Document {
	d := Document{ID: r.ID, Type: r.Type, Class: r.Class, CaredOn: r.CaredOn, AddedAt: r.AddedAt,
		Author: Author{Account: r.AuthorID, Kind: r.AuthorKind}, Mine: r.AuthorID == tx.By().Account, Format: r.Format,
		Size: r.Size, Masked: r.MaskedAt != nil, MaskedAt: r.MaskedAt, Status: r.Status, Version: r.Version,
		Removed: r.RemovedAt}
	if r.hiddenFromPatient(tx.Now()) {
		d.HiddenFromPatientUntil = r.HiddenFromPatientUntil
	}
	if tx.By().Role != access.Representative {
		d.HiddenFromRepresentatives = r.HiddenFromRepresentatives
	}
	for _, act := range may {
		if r.useful(act, tx.Now()) {
			d.May = append(d.May, act)
		}
	}
	return d
}
