package record

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
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
		var key vault.Wrapped
		l, err := lookAt(ctx, tx, patient, func(q *pgx.Batch) { vault.Ask(q, patient, &key) })
		if err != nil {
			return g, err
		}
		g.Listing, g.terms = l.narrowings(), asked
		all, err := s.matching(ctx, tx, patient, key, l.narrowed(f), asked)
		if err != nil {
			return g, err
		}
		from := g.place(len(all), f.Page)
		all = all[from:min(len(all), from+limit.ListRows)]
		g.closed, g.texts = closed{patient: patient, key: key, parts: map[id.Document]part{}}, map[id.Document][]byte{}
		var rows []listed
		if err := ask(ctx, tx, l.askThese(patient, tx.By().Account, all, &rows), askTexts(patient, all, g.texts)); err != nil {
			return g, err
		}
		g.docs, err = l.judged(tx, rows, g.parts)
		return g, err
	})
	if err != nil {
		return Found{}, err
	}
	return got.reveal(s.vault)
}

// matching are the documents of a choice whose words hold every term, in the
// order of every list: of those whose sieve lets the terms through, words are
// opened one document at a time, as they come, and kept no longer than it takes
// to look.
func (s *Service) matching(ctx context.Context, tx *gate.Tx, patient id.Patient, key vault.Wrapped, c choice, asked []string) ([]id.Document, error) {
	if len(c.shapes) == 0 {
		return nil, nil
	}
	space, err := s.vault.Space(patient, key)
	if err != nil {
		return nil, fmt.Errorf("record: key: %w", err)
	}
	maybe, err := c.sifted(ctx, tx, patient, space, asked)
	if err != nil || len(maybe) == 0 {
		return nil, err
	}
	starts := make([][]byte, len(asked))
	for i, t := range asked {
		starts[i] = []byte(" " + t)
	}
	var all []row
	err = eachEntry(ctx, tx, patient, slices.Collect(maps.Keys(maybe)), func(doc id.Document, e entry) error {
		r := maybe[doc]
		says, err := known(space, Document{ID: r.ID, Type: r.Type, Class: r.Class}, e.words, e.sealed)
		if err != nil {
			return fmt.Errorf("record: words of %s: %w", r.ID, err)
		}
		if holds(says, starts) {
			all = append(all, r)
		}
		return nil
	})
	slices.SortFunc(all, func(a, b row) int {
		return cmp.Or(b.CaredOn.Compare(a.CaredOn), b.AddedAt.Compare(a.AddedAt), bytes.Compare(a.ID[:], b.ID[:]))
	})
	ids := make([]id.Document, len(all))
	for i, r := range all {
		ids[i] = r.ID
	}
	return ids, err
}

// sifted are the documents of a choice that may hold every term.
func (c choice) sifted(ctx context.Context, tx *gate.Tx, patient id.Patient, space *vault.Space, asked []string) (map[id.Document]row, error) {
	maybe := map[id.Document]row{}
	err := c.eachSieve(ctx, tx, patient, func(r row, sealed []byte) error {
		if len(sealed) > 0 {
			plain, err := space.Open(sealed, aboutSieve(r.ID))
			if err != nil {
				return fmt.Errorf("record: sieve of %s: %w", r.ID, err)
			}
			if !sieve(plain).passes(asked) {
				return nil
			}
		}
		maybe[r.ID] = r
		return nil
	})
	return maybe, err
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
