package profile

import (
	"context"
	"fmt"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// State is what is known of a section. Nothing said, nobody concerned and
// something said are three things: an empty list is never ambiguous in an
// emergency (ux.md PAT-06).
type State string

// The states.
const (
	Unsaid State = ""
	None   State = "none" // « Je ne suis pas concerné »
	Filled State = "filled"
)

// Part is one section as its reader sees it.
type Part struct {
	Section Section
	State   State
	Lines   []Line // of None, the line that says it
}

// Profile is the ten sections of lines, in their order.
type Profile struct{ Parts []Part }

// Part is the part of a section.
func (p Profile) Part(s Section) Part {
	for _, one := range p.Parts {
		if one.Section == s {
			return one
		}
	}
	return Part{Section: s}
}

// Read gives the whole profile (#45, #62).
func (s *Service) Read(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient) (Profile, error) {
	lines, err := s.list(ctx, by, mode, patient, Facts)
	if err != nil {
		return Profile{}, err
	}
	var p Profile
	for _, section := range Sections() {
		p.Parts = append(p.Parts, partOf(section, lines))
	}
	return p, nil
}

// partOf is a section among lines. « Pas concerné » beside a line that who said
// so does not see is not shown to who sees both.
func partOf(section Section, lines []Line) Part {
	part := Part{Section: section}
	var none []Line
	for _, l := range lines {
		switch {
		case l.Topic != string(section):
		case l.None:
			none = append(none, l)
		default:
			part.Lines, part.State = append(part.Lines, l), Filled
		}
	}
	if part.State == Unsaid && len(none) > 0 {
		part.Lines, part.State = none, None
	}
	return part
}

// list gives the lines of a book that stand and that by sees, the newest first.
func (s *Service) list(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, kind Kind) ([]Line, error) {
	return s.read(ctx, by, mode, patient, kind, func(tx *gate.Tx) ([]row, error) { return standing(ctx, tx, patient, kind) })
}

// History gives every version of one line, the newest first: who wrote it, when.
func (s *Service) History(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, kind Kind, entry id.Entry) ([]Line, error) {
	lines, err := s.read(ctx, by, mode, patient, kind, func(tx *gate.Tx) ([]row, error) {
		return versions(ctx, tx, patient, kind, entry)
	})
	if err == nil && len(lines) == 0 {
		err = problem.Missing("entry")
	}
	return lines, err
}

// read passes the act of reading a book, and opens what it may after the commit.
func (s *Service) read(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, kind Kind, find func(*gate.Tx) ([]row, error)) ([]Line, error) {
	req := gate.Request{By: by, Act: books[kind].read, Mode: mode, Patient: patient, Reads: true}
	c, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (closed, error) { return kind.find(ctx, tx, patient, find) })
	if err != nil {
		return nil, err
	}
	return c.open(s.vault)
}

// find reads lines of a book, once its reader may read it.
func (k Kind) find(ctx context.Context, tx *gate.Tx, patient id.Patient, find func(*gate.Tx) ([]row, error)) (closed, error) {
	// A profession that may not read the book gets a refusal, never an empty page: no line would be read as no allergy.
	some := access.Document{Type: books[k].like, Author: access.Other, Status: access.Approved}
	if why := tx.May(access.ReadDocument, some); why != "" {
		return closed{}, problem.Refuse(why)
	}
	rows, err := find(tx)
	if err != nil {
		return closed{}, err
	}
	return closeUp(ctx, tx, patient, rows)
}

// closeUp reads, in tx, what opening those of rows that who asks sees will need.
func closeUp(ctx context.Context, tx *gate.Tx, patient id.Patient, rows []row) (closed, error) {
	c := closed{patient: patient}
	for _, r := range rows {
		if r.seen(tx) {
			c.rows, c.lines = append(c.rows, r), append(c.lines, r.line(tx))
		}
	}
	if len(c.rows) == 0 {
		return c, nil
	}
	var err error
	if c.key, err = vault.Load(ctx, tx, patient); err != nil {
		return c, fmt.Errorf("profile: key: %w", err)
	}
	return c, nil
}
