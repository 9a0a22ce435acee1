package profile

import (
	"encoding/json"
	"fmt"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/vault"
)

// AuthorKind is who wrote a line. Its value is written: never rename.
type AuthorKind string

// The authors.
const (
	ByPatient        AuthorKind = "patient"
	ByRepresentative AuthorKind = "representative"
	ByProfessional   AuthorKind = "professional"
)

// authors is as what each role writes; no other role does.
var authors = map[access.Role]AuthorKind{access.Patient: ByPatient, access.Representative: ByRepresentative,
	access.Professional: ByProfessional}

// Author is who wrote a line, a professional as he was that day.
type Author struct {
	Account    id.Account `json:"-"`
	Kind       AuthorKind `json:"-"`
	Name       string     `json:"name,omitempty"`
	GivenName  string     `json:"given_name,omitempty"`
	Title      string     `json:"title,omitempty"`
	Profession string     `json:"profession,omitempty"`
	Structure  string     `json:"structure,omitempty"`
}

// Line is one thing said, as its reader sees it.
type Line struct {
	ID      id.Entry
	Topic   string            // section of the profile, type of measure
	None    bool              // « Je ne suis pas concerné », of the whole section
	Answers map[string]string // by field; choices as codes, dates as ISO 8601, whole or not
	Author  Author
	From    *Author     // who wrote the document that the line was taken from
	Source  id.Document // that document
	At      time.Time   // of this version
	Version int
	Secret  bool // from the representatives, at the minor's demand; they never see the line

	ContestedAt *time.Time // the person says that it is not exact…
	Contest     string     // …and why
	EndedAt     *time.Time // removed, or withdrawn by its author
	ReplacedAt  *time.Time // by a later version

	MayChange, MayContest bool
}

// Get is the answer to a field, empty when there is none.
func (l Line) Get(field string) string { return l.Answers[field] }

// words is what the row of a line holds under the space's key.
type words struct {
	Topic   string            `json:"topic,omitempty"`
	None    bool              `json:"none,omitempty"`
	Answers map[string]string `json:"answers,omitempty"`
	Author  *Author           `json:"author,omitempty"` // of a professional
	From    *Author           `json:"from,omitempty"`
}

// row is a line as the database keeps it.
type row struct {
	ID                        id.Entry
	Version                   int
	Kind                      Kind
	AuthorID                  id.Account
	AuthorKind                AuthorKind
	Structure                 string
	SourceID                  *id.Document
	Sealed                    []byte
	HiddenFromRepresentatives bool
	WrittenAt                 time.Time
	ReplacedAt                *time.Time
	EndedAt                   *time.Time
	ContestedAt               *time.Time
	Contest                   []byte
}

// policy is the row as the policy judges it: a document of the type that its
// book is like, by the same author.
func (r row) policy(tx *gate.Tx) access.Document {
	d := access.Document{Type: books[r.Kind].like, Author: access.Other, Status: access.Approved,
		HiddenFromRepresentatives: r.HiddenFromRepresentatives}
	switch {
	case r.AuthorKind != ByProfessional:
		d.Author = access.Holder
	case r.AuthorID == tx.By().Account:
		d.Author = access.Self
	case r.Structure != "" && r.Structure == tx.By().Structure:
		d.Author = access.Structure
	}
	return d
}

// seen reports whether the line is there for who asks in tx.
func (r row) seen(tx *gate.Tx) bool { return tx.May(access.ReadDocument, r.policy(tx)) == "" }

// changed reports whether who asks may write it anew or end it: the patient and
// who stands in for her what they wrote, a professional what he wrote in person.
func (r row) changed(tx *gate.Tx) bool {
	d := r.policy(tx)
	return tx.May(access.DeleteDocument, d) == "" || tx.May(access.WithdrawDocument, d) == ""
}

// contested reports whether who asks may say that it is not exact: the patient
// and who stands in for her, of what a professional wrote.
func (r row) contested(tx *gate.Tx) bool {
	return r.AuthorKind == ByProfessional && tx.May(access.ContestDocument, r.policy(tx)) == ""
}

// line is the row as its reader sees it, its sealed part still closed.
func (r row) line(tx *gate.Tx) Line {
	l := Line{ID: r.ID, Version: r.Version, At: r.WrittenAt, Author: Author{Account: r.AuthorID, Kind: r.AuthorKind},
		Secret: r.HiddenFromRepresentatives, ContestedAt: r.ContestedAt, EndedAt: r.EndedAt, ReplacedAt: r.ReplacedAt}
	if r.SourceID != nil {
		l.Source = *r.SourceID
	}
	if r.EndedAt == nil && r.ReplacedAt == nil {
		l.MayChange, l.MayContest = r.changed(tx), r.contested(tx)
	}
	return l
}

// closed are lines on their way out of a transaction: sealed until it has
// committed.
type closed struct {
	patient id.Patient
	key     vault.Wrapped
	rows    []row
	lines   []Line
}

func about(r row) string        { return fmt.Sprintf("entry %s %d", r.ID, r.Version) }
func aboutContest(r row) string { return "contest " + about(r) }

// open opens the sealed part of each line, after the commit.
func (c closed) open(v *vault.Vault) ([]Line, error) {
	if len(c.rows) == 0 {
		return nil, nil
	}
	space, err := v.Space(c.patient, c.key)
	if err != nil {
		return nil, fmt.Errorf("profile: key: %w", err)
	}
	for i, r := range c.rows {
		if err := c.lines[i].unseal(space, r); err != nil {
			return nil, fmt.Errorf("profile: entry %s: %w", r.ID, err)
		}
	}
	return c.lines, nil
}

func (l *Line) unseal(space *vault.Space, r row) error {
	if r.Sealed != nil {
		plain, err := space.Open(r.Sealed, about(r))
		if err != nil {
			return err
		}
		var w words
		if err := json.Unmarshal(plain, &w); err != nil {
			return err
		}
		l.Topic, l.None, l.Answers, l.From = w.Topic, w.None, w.Answers, w.From
		if a := w.Author; a != nil {
			a.Account, a.Kind = l.Author.Account, l.Author.Kind
			l.Author = *a
		}
	}
	if r.Contest != nil {
		plain, err := space.Open(r.Contest, aboutContest(r))
		l.Contest = string(plain)
		return err
	}
	return nil
}
