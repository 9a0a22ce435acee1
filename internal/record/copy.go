package record

import (
	"context"
	"fmt"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/vault"
)

// HistoryMost is how many lines of the history a copy holds: the newest.
const HistoryMost = 20_000

// Copying is what a copy of a space takes from its documents and its history: of what who asked for it sees, old
// versions too, nothing of what is hidden from them (D6). Read in the transaction of that act, opened after its commit.
type Copying struct {
	Documents []Document // once Opened
	Events    []Event
	Folders   map[id.Document][]string // names of the folders that hold each, once Opened
	Requests  []Request                // what was asked of professionals, once Opened

	closed  closed
	rows    map[id.Document]row
	key     vault.Wrapped
	folders []folder
	inside  []filed
	asked   []requestRow
}

// Gather reads it, of care of a day or later; of all when since is zero. Without the history when history is false.
func (s *Service) Gather(ctx context.Context, tx *gate.Tx, since time.Time, history bool) (*Copying, error) {
	patient := tx.On().Patient
	rows, err := whole(ctx, tx, patient)
	if err != nil {
		return nil, err
	}
	c := &Copying{rows: map[id.Document]row{}}
	var docs []Document
	hidden, err := untold(ctx, tx, patient)
	if err != nil {
		return nil, err
	}
	var secret []id.Document
	known := map[string]int{}
	for _, r := range rows {
		if r.secret(tx) {
			secret = append(secret, r.ID)
			continue
		}
		if r.Status == access.Erased || r.CaredOn.Before(since) {
			continue
		}
		known[r.ID.String()] = len(docs)
		c.rows[r.ID], docs = r, append(docs, r.document(tx))
	}
	more, err := about(ctx, tx, patient, secret)
	if err != nil {
		return nil, err
	}
	hidden = append(hidden, more...)
	if c.closed, err = closeUp(ctx, tx, patient, docs); err != nil {
		return c, err
	}
	if c.key, c.folders, err = folders(ctx, tx, patient, askFiled(tx, patient, id.Document{}, &c.inside)); err != nil || !history {
		return c, err
	}
	if c.asked, err = requests(ctx, tx, patient); err != nil {
		return nil, err
	}
	q := accesslog.Query{Since: since, Without: hidden, Quiet: true, Reader: tx.By().Account, Most: HistoryMost}
	if q.Unseen, err = unseen(ctx, tx, patient); err != nil {
		return nil, err
	}
	lines, err := accesslog.History(ctx, tx, patient, q)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		e := Event{Entry: l, Mine: l.Actor != nil && *l.Actor == tx.By().Account}
		if i, there := known[l.Target]; there {
			e.Document = &c.closed.docs[i] // opened with the others
		}
		c.Events = append(c.Events, e)
	}
	if err := nameProfessionals(ctx, tx, c.Events); err != nil {
		return nil, err
	}
	return c, s.nameRepresentatives(ctx, tx, c.Events)
}

// secret reports whether the row is kept from who asks for the copy, whatever its status: as it was before it was
// withdrawn or replaced.
func (r row) secret(tx *gate.Tx) bool {
	d := r.policy(tx)
	d.Status = access.Approved
	if d.Type == "" { // gone for good: what it was is not known any longer, it keeps its secrets
		d.Type = "EXPPAT_1"
	}
	return tx.May(access.ExportRecord, d) != ""
}

// OpenCopy opens the titles, after the commit.
func (s *Service) OpenCopy(c *Copying) (err error) {
	if c.Documents, err = c.closed.open(s.vault); err != nil || len(c.folders)+len(c.asked) == 0 {
		return err
	}
	space, err := s.vault.Space(c.closed.patient, c.key)
	if err != nil {
		return fmt.Errorf("record: key: %w", err)
	}
	c.Folders = map[id.Document][]string{}
	for _, f := range c.folders {
		name, err := space.Open(f.Sealed, aboutFolder(f.ID))
		if err != nil {
			return fmt.Errorf("record: folder: %w", err)
		}
		for _, in := range c.inside {
			if in.FolderID == f.ID {
				c.Folders[in.DocumentID] = append(c.Folders[in.DocumentID], string(name))
			}
		}
	}
	for _, r := range c.asked {
		opened, err := r.opened(space)
		if err != nil {
			return err
		}
		c.Requests = append(c.Requests, opened)
	}
	return nil
}

// Original gives the very bytes of one document of the copy, and how its name ends.
func (s *Service) Original(ctx context.Context, c *Copying, doc id.Document) (content []byte, extension string, err error) {
	r := c.rows[doc]
	content, err = s.unseal(ctx, opening{closed: c.closed, row: r})
	return content, kinds[r.Format].Extension(), err
}

// Bytes is how much the originals of the copy are together.
func (c *Copying) Bytes() (n int64) {
	for _, r := range c.rows {
		n += r.Size
	}
	return n
}
