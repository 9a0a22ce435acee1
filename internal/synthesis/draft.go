package synthesis

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/name"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

func ask(by access.Actor, mode access.Mode, patient id.Patient, draft id.Synthesis) gate.Request {
	req := gate.Request{By: by, Act: access.WriteSynthesis, Mode: mode, Patient: patient}
	if !draft.IsZero() {
		req.Target = draft.String()
	}
	return req
}

// sealed is a draft on its way out of a transaction.
type sealed struct {
	row
	key     vault.Wrapped
	there   bool
	version int
	last    deposited
}

// Draft gives what the doctor is writing for the person; nothing when he is
// not. Nobody else ever reads it: not the person, not another doctor.
func (s *Service) Draft(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient) (Draft, error) {
	req := ask(by, mode, patient, id.Synthesis{})
	req.Reads = true
	got, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (sealed, error) {
		r, there, err := live(ctx, tx, patient, by.Account)
		if err != nil {
			return sealed{}, err
		}
		return close(ctx, tx, patient, r, there)
	})
	if err != nil {
		return Draft{}, err
	}
	return s.open(patient, got)
}

// close reads, in tx, what opening a draft will need.
func close(ctx context.Context, tx *gate.Tx, patient id.Patient, r row, there bool) (c sealed, err error) {
	c.row, c.there = r, there
	if c.version, c.last, err = past(ctx, tx, patient, tx.By().Account); err != nil || !there {
		return c, err
	}
	c.key, err = vault.Load(ctx, tx, patient)
	return c, err
}

func (s *Service) open(patient id.Patient, c sealed) (Draft, error) {
	d := Draft{Version: c.version + 1}
	if c.last.AddedAt != nil {
		d.Last = *c.last.AddedAt
	}
	if !c.there {
		return d, nil
	}
	d.ID, d.Begun, d.Saved, d.line = c.ID, c.BegunAt, c.SavedAt, c.LineID
	if c.DocumentID != nil {
		d.Document = *c.DocumentID
	}
	if len(c.Sealed) == 0 {
		return d, nil
	}
	space, err := s.vault.Space(patient, c.key)
	if err != nil {
		return d, fmt.Errorf("synthesis: key: %w", err)
	}
	p, err := opened(space, c.row)
	d.texts = p.Texts
	return d, err
}

func opened(space *vault.Space, r row) (p page, err error) {
	plain, err := space.Open(r.Sealed, about(r.ID))
	if err == nil {
		err = json.Unmarshal(plain, &p)
	}
	if err != nil {
		return p, fmt.Errorf("synthesis: draft %s: %w", r.ID, err)
	}
	return p, nil
}

func about(d id.Synthesis) string { return "synthesis " + d.String() }

// Save keeps one part as it was typed. Sent twice it is saved once; what another
// tab saved since is not undone: the doctor is told, and chooses.
func (s *Service) Save(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, draft id.Synthesis, p Part, typed string, edition int) error {
	if !slices.Contains(Parts(), p) {
		return problem.Missing("part")
	}
	words, err := tidied(typed)
	if err != nil {
		return err
	}
	return s.gate.Pass(ctx, ask(by, mode, patient, draft), func(tx *gate.Tx) error {
		r, there, err := written(ctx, tx, patient, by.Account, draft)
		switch {
		case err != nil:
			return err
		case !there || r.EndedAt != nil:
			return problem.Field("texte", "synthesis-over")
		}
		space, err := s.vault.Make(ctx, tx, patient, tx.Line())
		if err != nil {
			return err
		}
		all, err := opened(space, r)
		if err != nil {
			return err
		}
		t := all.Texts[p]
		if t == nil {
			t = &Text{}
			all.Texts[p] = t
		}
		switch {
		case t.Read && t.Words == words:
			return nil
		case t.Edition != edition:
			return problem.Field("texte", "synthesis-changed")
		}
		t.Words, t.Edition, t.Read = words, t.Edition+1, true
		plain, err := json.Marshal(all)
		if err != nil {
			return err
		}
		return save(ctx, tx, patient, draft, space.Seal(plain, about(draft)))
	})
}

// tidied is a part as it is kept: a line for each thing said, no empty one.
func tidied(typed string) (string, error) {
	var kept []string
	for line := range strings.Lines(strings.ReplaceAll(strings.ToValidUTF8(typed, ""), "\r", "\n")) {
		if line = squeezed(line); line != "" {
			kept = append(kept, line)
		}
	}
	words := strings.Join(kept, "\n")
	if utf8.RuneCountInString(words) > limit.SynthesisCharacters {
		return "", problem.Field("texte", "synthesis-long")
	}
	return words, nil
}

// squeezed is one line without marks that deceive and with single spaces; those
// that keep words together stay.
func squeezed(line string) string {
	return strings.Trim(strings.Join(strings.FieldsFunc(name.Shown(line), func(r rune) bool { return r == ' ' || r == '\t' || r == '\n' }), " "), "\u00a0")
}

// Drop gives the draft up: its words are gone. One that is over already stays
// as it is.
func (s *Service) Drop(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, draft id.Synthesis) error {
	return s.gate.Pass(ctx, ask(by, mode, patient, draft), func(tx *gate.Tx) error {
		return drop(ctx, tx, patient, by.Account, draft)
	})
}
