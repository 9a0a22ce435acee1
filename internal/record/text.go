package record

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"espacesante/internal/codes"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/preview"
	"espacesante/internal/vault"
)

// textState says how far the reading of a document's text has come. Its value
// is written: never rename.
type textState string

const (
	textWaits  textState = "waiting"
	textRead   textState = "read"
	textUnread textState = "unread" // no poppler here, or a file that could not be fetched: tried again
)

// TextsEvery is how often new documents are looked for: what was deposited is
// found by its title at once, by its text within that.
const TextsEvery = 10 * time.Second

// textsAtOnce is how many documents are looked for at a time.
const textsAtOnce = 200

// ReadTexts reads the words of documents that came in, once each, into the
// sealed index of their spaces (decisions.md §7); with again, those that could
// not be read before too. A run that was cut short is gone on with by the next.
func (s *Service) ReadTexts(ctx context.Context, pool *db.Pool, again bool) (done int, err error) {
	if !s.reading.TryLock() {
		return 0, nil
	}
	defer s.reading.Unlock()
	for _, state := range []textState{textWaits, textUnread} {
		if state == textUnread && !again {
			break
		}
		n, err := s.readTexts(ctx, pool, state)
		if done += n; err != nil {
			return done, err
		}
	}
	return done, nil
}

func (s *Service) readTexts(ctx context.Context, pool *db.Pool, state textState) (done int, err error) {
	var last unread
	for {
		var due []unread
		err := jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
			due, err = textsDue(ctx, tx, state, last, textsAtOnce)
			return err
		})
		if err != nil || len(due) == 0 {
			return done, err
		}
		for _, d := range due {
			if err := s.readText(ctx, pool, d); err != nil {
				return done, err
			}
			done++
		}
		last = due[len(due)-1]
	}
}

// readText reads one document. What nobody may read any more (its space was
// erased, it was purged) is left as it is, unread for good.
func (s *Service) readText(ctx context.Context, pool *db.Pool, d unread) error {
	var o opening
	there := false
	err := jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
		o, there, err = toRead(ctx, tx, d)
		return err
	})
	if err != nil {
		return err
	}
	t := indexed{State: textRead}
	if space, err := s.vault.Space(d.PatientID, o.key); there && err == nil {
		if t, err = s.index(ctx, space, o); err != nil {
			return err
		}
	} else if err != nil && !errors.Is(err, vault.ErrSealed) {
		return err
	}
	return jobs.Batch(ctx, pool, func(tx *db.Tx) error { return keepText(ctx, tx, d, t) })
}

// index makes the sealed entry of a document. No text at all is one too: a
// picture, a damaged file.
func (s *Service) index(ctx context.Context, space *vault.Space, o opening) (t indexed, err error) {
	t.State = textRead
	c, err := s.reveal(ctx, o)
	if err != nil && ctx.Err() == nil { // its file is not to be had: its words are
		slog.WarnContext(ctx, "text not read", "document", o.row.ID, "err", err)
		t.State = textUnread
		docs, err := o.open(s.vault)
		if err != nil {
			return t, fmt.Errorf("record: index: %w", err)
		}
		c.Document = docs[0]
	}
	text := ""
	if t.State == textRead {
		if text, err = said(ctx, c); err != nil {
			t.State = textUnread
			if errors.Is(err, preview.ErrBusy) { // people who look at pages come first
				t.State = textWaits
			}
		}
	}
	if ctx.Err() != nil {
		return t, ctx.Err()
	}
	words := []byte(folded(append(label(c.Document), text)...))
	t.Words = space.Seal(words, aboutWords(o.row.ID))
	if s := sift(words); s != nil {
		t.Sieve = space.Seal(s, aboutSieve(o.row.ID))
	}
	if text != "" {
		t.Text = space.Seal([]byte(cut(text, extractMax)), aboutText(o.row.ID))
	}
	return t, nil
}

// said is the text inside a document.
func said(ctx context.Context, c Content) (string, error) {
	switch c.Kind {
	case ShownPDF:
		text, err := preview.Text(ctx, c.PDF)
		if errors.Is(err, preview.ErrUnreadable) { // damaged, or made to exhaust: for good
			return "", nil
		}
		return text, err
	case ShownText:
		return c.Text, nil
	case ShownCDA:
		return prose(c.Sections), nil
	}
	return "", nil
}

// label is what a document is found by besides its text.
func label(d Document) []string {
	t, _ := codes.DocumentType(d.Type)
	class, _ := codes.Class(d.Class)
	return []string{d.Title, t.Label, class.Label, d.Author.GivenName + " " + d.Author.Name, d.Author.Structure, d.FileName}
}

// indexed is the entry of a document in the index.
type indexed struct {
	State              textState
	Words, Text, Sieve []byte
}

// unread is a document whose text waits.
type unread struct {
	PatientID  id.Patient
	DocumentID id.Document
}

func aboutWords(doc id.Document) string { return "words " + doc.String() }
func aboutSieve(doc id.Document) string { return "sieve " + doc.String() }
func aboutText(doc id.Document) string  { return "text " + doc.String() }

// known opens what the index or, before it was read, the row itself says of a
// document.
func known(space *vault.Space, d Document, words, sealed []byte) ([]byte, error) {
	if len(words) > 0 {
		return space.Open(words, aboutWords(d.ID))
	}
	c := closed{docs: []Document{d}, parts: map[id.Document]part{d.ID: {Sealed: sealed}}}
	if err := c.openWith(space); err != nil {
		return nil, err
	}
	return []byte(folded(label(c.docs[0])...)), nil
}
