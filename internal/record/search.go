package record

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Hit is a document that a search found, the words looked for marked in its
// title and in an extract of its text.
type Hit struct {
	Document
	Title   []Piece
	Extract []Piece // none when only title, type or author hold the words
}

// Found is one page of what a search found, the newest care first. Like a
// Listing it knows nothing of what the reader may not see.
type Found struct {
	Listing
	Hits []Hit
}

// found is a page of results on its way out of the transaction.
type found struct {
	Listing
	closed
	terms []string
	texts map[id.Document][]byte
}

// Search finds the documents of a space whose title, type, author or text hold
// every word of query, as the beginning of a word, whatever its case and
// accents (#18, #56). The policy chooses first: what the reader may not see is
// neither fetched nor opened, so that it changes no result, no count, no order
// and no time. The index is opened inside the transaction, to know which page
// to fetch; what it found leaves after the commit, like everything that is
// read. The words asked for are kept nowhere, the line says that it was
// searched.
func (s *Service) Search(ctx context.Context, by access.Actor, mode access.Mode, patient id.Patient, query string, f Filter) (Found, error) {
	asked := terms(query)
	switch {
	case utf8.RuneCountInString(query) > queryMax:
		return Found{}, problem.Field("mots", "too-long")
	case len(asked) == 0:
		return Found{}, problem.Field("mots", "required")
	case len(asked) == 1 && utf8.RuneCountInString(asked[0]) < 2:
		return Found{}, problem.Field("mots", "search-short")
	}
	req := gate.Request{By: by, Act: access.SearchDocuments, Mode: mode, Patient: patient, Reads: true}
	got, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (g found, err error) {
		rows, seen, err := shelf(ctx, tx, patient, Current)
		if err != nil {
			return g, err
		}
		g.Listing, g.terms = narrowings(rows), asked
		if rows, err = f.narrow(ctx, tx, patient, rows, seen); err != nil {
			return g, err
		}
		if rows, err = s.matching(ctx, tx, patient, rows, asked); err != nil {
			return g, err
		}
		docs := g.page(rows, f.Page, tx)
		if g.closed, err = closeUp(ctx, tx, patient, docs); err == nil {
			g.texts, err = texts(ctx, tx, patient, docs)
		}
		return g, err
	})
	if err != nil {
		return Found{}, err
	}
	return got.reveal(s.vault)
}

// matching are the rows whose words hold every term.
func (s *Service) matching(ctx context.Context, tx *gate.Tx, patient id.Patient, rows []row, asked []string) ([]row, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	key, all, err := words(ctx, tx, patient, rows)
	if err != nil {
		return nil, err
	}
	space, err := s.vault.Space(patient, key)
	if err != nil {
		return nil, fmt.Errorf("record: key: %w", err)
	}
	return slices.DeleteFunc(rows, func(r row) bool {
		if err != nil {
			return true
		}
		w := all[r.ID]
		var says string
		if says, err = known(space, Document{ID: r.ID, Type: r.Type, Class: r.Class}, w.words, w.sealed); err != nil {
			err = fmt.Errorf("record: words of %s: %w", r.ID, err)
		}
		return !holds(says, asked)
	}), err
}

// reveal opens a page of results, after the commit.
func (g found) reveal(v *vault.Vault) (Found, error) {
	docs, err := g.open(v)
	if err != nil || len(docs) == 0 {
		return Found{Listing: g.Listing}, err
	}
	space, err := v.Space(g.patient, g.key)
	if err != nil {
		return Found{}, err
	}
	f := Found{Listing: g.Listing, Hits: make([]Hit, len(docs))}
	f.Documents = docs
	for i, d := range docs {
		f.Hits[i] = Hit{Document: d, Title: marked(d.Title, g.terms)}
		sealed := g.texts[d.ID]
		if len(sealed) == 0 {
			continue
		}
		text, err := space.Open(sealed, aboutText(d.ID))
		if err != nil {
			return Found{}, fmt.Errorf("record: text of %s: %w", d.ID, err)
		}
		f.Hits[i].Extract = extract(string(text), g.terms)
	}
	return f, nil
}
