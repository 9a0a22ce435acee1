package profile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/name"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// Secrecy is what a professional answered about a minor's representatives
// (R.1111-50). A minor who wants nothing recorded writes nothing at all.
type Secrecy string

// The answers.
const (
	Unanswered Secrecy = ""
	NotSecret  Secrecy = "no"
	Secret     Secrecy = "hide" // kept, and never shown to the representatives
)

// Draft is a line on its way in, as a form gives it.
type Draft struct {
	Key     string            // drawn by the page: the same form sent twice is one line
	Answers map[string]string // what was typed, by field
	Secret  Secrecy           // asked of professionals for every minor
}

// Add writes a line of a section (#22, #45, #113). What is wrong with it comes
// back as problem.Invalid under the names of its fields.
func (s *Service) Add(ctx context.Context, by access.Actor, patient id.Patient, section Section, d Draft) (id.Entry, error) {
	answers, err := s.section(section, d)
	if err != nil {
		return id.Entry{}, err
	}
	return s.add(ctx, by, patient, Facts, d, words{Topic: string(section), Answers: answers}, nil)
}

// Change writes a line anew; what it said before stays in its history.
func (s *Service) Change(ctx context.Context, by access.Actor, patient id.Patient, section Section, entry id.Entry, d Draft) error {
	answers, err := s.section(section, d)
	if err != nil {
		return err
	}
	return s.change(ctx, by, patient, Facts, entry, words{Topic: string(section), Answers: answers})
}

func (s *Service) section(section Section, d Draft) (map[string]string, error) {
	if fields[section] == nil {
		return nil, problem.Missing("section")
	}
	return answered(fields[section], d.Answers, s.gate.Now())
}

// NotConcerned answers a whole section with « Je ne suis pas concerné », so that
// an empty list is never taken for a forgotten one (ux.md PAT-06).
func (s *Service) NotConcerned(ctx context.Context, by access.Actor, patient id.Patient, section Section) error {
	if fields[section] == nil {
		return problem.Missing("section")
	}
	_, err := s.add(ctx, by, patient, Facts, Draft{Secret: NotSecret}, words{Topic: string(section), None: true}, nil)
	return err
}

// add passes the act and writes a first version.
func (s *Service) add(ctx context.Context, by access.Actor, patient id.Patient, kind Kind, d Draft, w words, source *id.Document) (id.Entry, error) {
	if len(d.Key) > keyMax {
		return id.Entry{}, &problem.Problem{Kind: problem.Invalid, Code: "form-unreadable"}
	}
	req := gate.Request{By: by, Act: books[kind].write, Patient: patient}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (id.Entry, error) {
		if d.Key != "" {
			same, err := written(ctx, tx, patient, by.Account, d.Key)
			if err != nil || !same.IsZero() {
				tx.Name(same.String())
				return same, err
			}
		}
		r := row{ID: id.New[id.Entry](), Version: 1, Kind: kind, SourceID: source}
		if err := s.secret(tx, d, &r); err != nil {
			return r.ID, err
		}
		if err := s.room(ctx, tx, patient, kind, w); err != nil {
			return r.ID, err
		}
		return r.ID, s.write(ctx, tx, patient, r, w, d.Key)
	})
}

// secret keeps from the representatives what a minor asked a professional to.
func (s *Service) secret(tx *gate.Tx, d Draft, r *row) error {
	if authors[tx.By().Role] != ByProfessional || tx.On().Adult {
		return nil
	}
	if d.Secret != NotSecret && d.Secret != Secret {
		return problem.Field("secret", "choose")
	}
	r.HiddenFromRepresentatives = d.Secret == Secret
	return nil
}

// linesMax bounds a book: thirty years of a measure a day.
const linesMax = 12000

// room looks at what stands: « pas concerné » leaves when something is said, is
// refused where something is, and some sections hold one line.
func (s *Service) room(ctx context.Context, tx *gate.Tx, patient id.Patient, kind Kind, w words) error {
	rows, err := standing(ctx, tx, patient, kind)
	if err != nil {
		return err
	}
	if len(rows) >= linesMax {
		return problem.Field("nom", "entries-full")
	}
	if kind != Facts {
		return nil
	}
	lines, err := s.visible(ctx, tx, patient, rows)
	if err != nil {
		return err
	}
	for _, r := range rows {
		l, there := lines[r.ID]
		switch {
		case !there || l.Topic != w.Topic:
		case l.None && !w.None:
			if err := end(ctx, tx, patient, r); err != nil {
				return err
			}
		case l.None, w.None:
			return problem.Field("aucun", "section-filled")
		case alone[Section(w.Topic)]:
			return problem.Field("groupe", "section-filled")
		}
	}
	return nil
}

// visible opens, inside the transaction that will write beside them, the lines
// that who asks sees.
func (s *Service) visible(ctx context.Context, tx *gate.Tx, patient id.Patient, rows []row) (map[id.Entry]Line, error) {
	c, err := closeUp(ctx, tx, patient, rows)
	if err != nil {
		return nil, err
	}
	lines, err := c.open(s.vault)
	by := make(map[id.Entry]Line, len(lines))
	for _, l := range lines {
		by[l.ID] = l
	}
	return by, err
}

// write keeps a version under the line of tx, signed, and tells the person of
// what a professional wrote.
func (s *Service) write(ctx context.Context, tx *gate.Tx, patient id.Patient, r row, w words, key string) error {
	tx.Name(r.ID.String())
	if err := s.seal(ctx, tx, patient, r, w, key); err != nil {
		return err
	}
	if err := s.certify(ctx, tx, patient, r, w); err != nil {
		return err
	}
	if authors[tx.By().Role] != ByProfessional || r.HiddenFromRepresentatives {
		return nil
	}
	return notification.Tell(ctx, tx, patient, notification.ProfileCompleted)
}

// seal signs and seals a version, and inserts it.
func (s *Service) seal(ctx context.Context, tx *gate.Tx, patient id.Patient, r row, w words, key string) error {
	by := tx.By()
	r.AuthorID, r.AuthorKind, r.Structure = by.Account, authors[by.Role], by.Structure
	if r.AuthorKind == ByProfessional {
		a, err := signature(ctx, tx, by)
		if err != nil {
			return fmt.Errorf("profile: author: %w", err)
		}
		w.Author = &a
	}
	space, err := s.vault.Make(ctx, tx, patient, tx.Line())
	if err != nil {
		return fmt.Errorf("profile: key: %w", err)
	}
	plain, err := json.Marshal(w)
	if err != nil {
		return err
	}
	r.Sealed = space.Seal(plain, about(r))
	var once *string
	if key != "" {
		once = &key
	}
	return insert(ctx, tx, patient, r, once)
}

// change passes the act and writes the next version of a line.
func (s *Service) change(ctx context.Context, by access.Actor, patient id.Patient, kind Kind, entry id.Entry, w words) error {
	return s.on(ctx, by, patient, kind, entry, row.changed, func(tx *gate.Tx, r row) error {
		if err := s.same(ctx, tx, patient, r, w.Topic); err != nil {
			return err
		}
		if err := replace(ctx, tx, patient, r); err != nil {
			return err
		}
		if err := uncontested(ctx, tx, patient, entry); err != nil {
			return err
		}
		next := row{ID: r.ID, Version: r.Version + 1, Kind: kind, SourceID: r.SourceID, HiddenFromRepresentatives: r.HiddenFromRepresentatives}
		return s.write(ctx, tx, patient, next, w, "")
	})
}

// same refuses to turn a line of one section into one of another.
func (s *Service) same(ctx context.Context, tx *gate.Tx, patient id.Patient, r row, topic string) error {
	lines, err := s.visible(ctx, tx, patient, []row{r})
	if err == nil && lines[r.ID].Topic != topic {
		err = problem.Missing("entry")
	}
	return err
}

// Remove ends a line. What the person wrote is emptied for good; what a
// professional wrote stays in the history, withdrawn by its author.
func (s *Service) Remove(ctx context.Context, by access.Actor, patient id.Patient, kind Kind, entry id.Entry) error {
	return s.on(ctx, by, patient, kind, entry, row.changed, func(tx *gate.Tx, r row) error {
		if err := end(ctx, tx, patient, r); err != nil {
			return err
		}
		return uncontested(ctx, tx, patient, entry)
	})
}

// Contest says that what a professional wrote is not exact. The line stays,
// shown as contested to all who read it, its author first.
func (s *Service) Contest(ctx context.Context, by access.Actor, patient id.Patient, kind Kind, entry id.Entry, why string) error {
	why = strings.TrimSpace(name.Shown(strings.ToValidUTF8(why, "")))
	switch {
	case why == "":
		return problem.Field("raison", "required")
	case utf8.RuneCountInString(why) > longMax:
		return problem.Field("raison", "too-long")
	}
	return s.on(ctx, by, patient, kind, entry, row.contested, func(tx *gate.Tx, r row) error {
		space, err := s.vault.Make(ctx, tx, patient, tx.Line())
		if err != nil {
			return err
		}
		if err := contest(ctx, tx, patient, r, space.Seal([]byte(why), aboutContest(r))); err != nil {
			return err
		}
		return s.tellAuthor(ctx, tx, patient, r)
	})
}

// Uncontest takes it back.
func (s *Service) Uncontest(ctx context.Context, by access.Actor, patient id.Patient, kind Kind, entry id.Entry) error {
	return s.on(ctx, by, patient, kind, entry, row.contested, func(tx *gate.Tx, r row) error {
		if err := contest(ctx, tx, patient, r, nil); err != nil {
			return err
		}
		return uncontested(ctx, tx, patient, entry)
	})
}

// on passes the act of writing on one line that stands, if may lets. A line that
// who asks does not see is not there.
func (s *Service) on(ctx context.Context, by access.Actor, patient id.Patient, kind Kind, entry id.Entry, may func(row, *gate.Tx) bool, fn func(*gate.Tx, row) error) error {
	req := gate.Request{By: by, Act: books[kind].write, Patient: patient, Target: entry.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		r, err := current(ctx, tx, patient, kind, entry)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return problem.Missing("entry")
		case err != nil:
			return err
		case !r.seen(tx):
			return problem.Missing("entry")
		case !may(r, tx):
			return problem.Refuse(access.NotAuthor)
		}
		return fn(tx, r)
	})
}
