package consent

import (
	"context"
	"strings"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/name"
	"espacesante/internal/problem"
)

// Sought is what a person knows of a professional to be found in the public
// directory: a name, a town beside it, or the RPPS.
type Sought struct{ Name, City, RPPS string }

// MostFound is how many professionals one search gives.
const MostFound = 20

// Seek finds professionals in the public directory, so that one can be blocked
// before he ever came (issue 7.4), or let in. Nobody is told of it. more says
// that there are others.
func (s *Service) Seek(ctx context.Context, by access.Actor, patient id.Patient, q Sought) (all []Professional, more bool, err error) {
	q = Sought{Name: shown(q.Name), City: shown(q.City), RPPS: strings.Join(strings.Fields(q.RPPS), "")}
	switch {
	case q.RPPS != "" && (len(q.RPPS) != 11 || strings.Trim(q.RPPS, "0123456789") != ""):
		return nil, false, problem.Field("rpps", "rpps-form")
	case q.RPPS == "" && utf8.RuneCountInString(q.Name) < 2:
		return nil, false, problem.Field("nom", "name-or-rpps")
	}
	all, err = gate.Get(ctx, s.gate, gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true},
		func(tx *gate.Tx) ([]Professional, error) { return seek(ctx, tx, patient, q) })
	if len(all) > MostFound {
		return all[:MostFound], true, err
	}
	return all, false, err
}

// One is one professional as the person sees them, known here or not.
func (s *Service) One(ctx context.Context, by access.Actor, patient id.Patient, professional id.Account) (Professional, error) {
	return gate.Get(ctx, s.gate, gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true},
		func(tx *gate.Tx) (Professional, error) {
			all, err := circle(ctx, tx, patient)
			for _, p := range all {
				if p.Account == professional {
					return p, err
				}
			}
			if err != nil {
				return Professional{}, err
			}
			return unknown(ctx, tx, professional)
		})
}

// shown is a word as it was typed, without what no name has.
func shown(s string) string { return strings.TrimSpace(name.Shown(strings.ToValidUTF8(s, ""))) }
