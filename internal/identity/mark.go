package identity

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/name"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// A « mot repère » is a word of the person's own that stands in every genuine
// message (#74-#78, PAT-18). It is no password: it opens nothing, and whoever
// reads a message of ours reads it.
const (
	markShortest = 3
	markLongest  = 20
)

// stems of words about health, and words that everybody would choose: the mark
// is read by whoever sees a message over a shoulder.
var (
	healthStems = []string{"malad", "medic", "medec", "docteur", "hopital", "clinique", "cancer", "diabet", "grossess", "enceinte",
		"vaccin", "allerg", "depress", "sida", "vih", "psych", "pharmac", "chirurg", "infirm", "traitement", "ordonnance", "sante",
		"tumeur", "hepatit", "addict", "alcool", "ivg", "avortement", "handicap"}
	tooKnown = []string{"bonjour", "password", "motdepasse", "azerty", "soleil", "doudou", "loulou", "chouchou", "secret", "coquelicot",
		"repere", "motrepere", "code", "test", "france", "ameli", "vitale"}
)

// checkMark says what is wrong with a word: a code of web/fr, empty when it may
// be a mark of the person.
func checkMark(word string, p Person) string {
	if strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '’' }) ||
		strings.Trim(word, "-’") != word {
		return "mark-letters"
	}
	if n := utf8.RuneCountInString(word); n < markShortest || n > markLongest {
		return "mark-length"
	}
	plain := strings.ToLower(strings.ReplaceAll(name.Normal(word), " ", ""))
	for _, stem := range healthStems {
		if strings.HasPrefix(plain, stem) {
			return "mark-health"
		}
	}
	for _, w := range tooKnown {
		if plain == w {
			return "mark-known"
		}
	}
	if named(plain, p) {
		return "mark-name"
	}
	return ""
}

// named reports whether a word is part of what anybody may know of the person.
func named(plain string, p Person) bool {
	known := []string{p.BirthName, p.BirthGivenNames, p.UsedName, p.UsedGivenName, p.Contact.City}
	address, _, _ := strings.Cut(p.Contact.Email, "@")
	known = append(known, strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return ' '
	}, address))
	for _, k := range known {
		for _, part := range strings.Fields(strings.ToLower(name.Normal(k))) {
			if part == plain {
				return true
			}
		}
		if strings.ReplaceAll(strings.ToLower(name.Normal(k)), " ", "") == plain {
			return true
		}
	}
	return false
}

// SetMark keeps the person's own word, sealed under the space's key; an empty
// one gives it up.
func (s *Service) SetMark(ctx context.Context, by access.Actor, word string) error {
	word = strings.ToLower(strings.TrimSpace(strings.ReplaceAll(word, "'", "’")))
	req := gate.Request{By: by, Act: access.SetMark, Patient: by.Patient}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if word == "" {
			return upsertMark(ctx, tx, by.Patient, nil)
		}
		p, err := PersonIn(ctx, tx, s.vault, by.Patient)
		if err != nil {
			return err
		}
		if wrong := checkMark(word, p); wrong != "" {
			return problem.Field("mot", wrong)
		}
		space, err := s.vault.Make(ctx, tx, by.Patient, tx.Line())
		if err != nil {
			return err
		}
		return upsertMark(ctx, tx, by.Patient, space.Seal([]byte(word), "mark"))
	})
}

// Mark is the person's own word, to show it to them; empty when there is none.
func (s *Service) Mark(ctx context.Context, by access.Actor) (string, error) {
	var marks map[id.Patient]string
	req := gate.Request{By: by, Act: access.ReadMark, Patient: by.Patient, Reads: true}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) (err error) {
		marks, err = Marks(ctx, tx, s.vault, by.Patient)
		return err
	})
	return marks[by.Patient], err
}

// MarkOfCode is the word of whom a one-time code was made for; empty when it is
// nobody's or there is none.
func (s *Service) MarkOfCode(ctx context.Context, code id.Code) (word string, err error) {
	var owner id.Patient
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		owner, err = ownerOfCode(ctx, tx, code)
		return err
	})
	if err != nil || owner.IsZero() {
		return "", err
	}
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		marks, err := Marks(ctx, tx, s.vault, owner)
		word = marks[owner]
		return err
	})
	return word, err
}

// Marks reads the words of several persons, in a transaction that may: most have
// none.
func Marks(ctx context.Context, tx db.Runner, v *vault.Vault, patients ...id.Patient) (map[id.Patient]string, error) {
	rows, err := marks(ctx, tx, patients)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	all := map[id.Patient]string{}
	for _, r := range rows {
		space, err := v.Space(r.PatientID, r.Wrapped)
		if err != nil {
			return nil, err
		}
		word, err := space.Open(r.Sealed, "mark")
		if err != nil {
			return nil, err
		}
		all[r.PatientID] = string(word)
	}
	return all, nil
}
