package record

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/vault"
)

// page is a page of a list on its way out of the transaction.
type page struct {
	Listing
	closed
	cut int // where the page ends and the pins, or the news, begin
}

// leaf fetches one page of what can be read now.
func (b *page) leaf(ctx context.Context, tx *gate.Tx, patient id.Patient, f Filter) error {
	b.closed = closed{patient: patient, parts: map[id.Document]part{}}
	l, err := lookAt(ctx, tx, patient, func(q *pgx.Batch) { vault.Ask(q, patient, &b.key) })
	if err != nil {
		return err
	}
	b.Listing = l.narrowings()
	reader := tx.By().Account
	var pins []listed
	besides := []func(*pgx.Batch){identity.AskKnown(b.Authors, &b.Known)}
	if l.home && f.whole() && f.Page <= 1 {
		besides = append(besides, l.askPins(patient, reader, pinsMost, &pins))
	}
	if l.home && l.Before != nil {
		besides = append(besides, l.askFresh(patient, reader, *l.Before, &b.New))
	}
	c := l.narrowed(f)
	c.among = l.amongThose(tx, f)
	rows, err := b.cut50(ctx, tx, patient, c, f, besides...)
	if err != nil {
		return err
	}
	b.cut = len(rows)
	if b.docs, err = l.judged(tx, append(rows, pins...), b.parts); err != nil || !l.home || !l.changed {
		return err
	}
	return keepVisit(ctx, tx, patient, l.visited)
}

// cut50 reads one page of a choice, and what is asked besides. A page after the
// last is the last.
func (l *Listing) cut50(ctx context.Context, tx *gate.Tx, patient id.Patient, c choice, f Filter, besides ...func(*pgx.Batch)) (rows []listed, err error) {
	total, wanted := c.documents(), f.Page
	for {
		from := l.place(total, wanted)
		if c.bounded(f) { // how many is told with the page
			from = (max(1, wanted) - 1) * limit.ListRows
			besides = append(besides, c.askCount(patient, &total))
		}
		if err := ask(ctx, tx, append(besides, c.askPage(patient, tx.By().Account, from, limit.ListRows, &rows))...); err != nil {
			return nil, err
		}
		if l.place(total, wanted) == from {
			return rows, nil
		}
		wanted, besides = l.Page, nil
	}
}

// ask sends questions together.
func ask(ctx context.Context, tx *gate.Tx, questions ...func(*pgx.Batch)) error {
	var b pgx.Batch
	for _, q := range questions {
		q(&b)
	}
	return tx.SendBatch(ctx, &b).Close()
}

// page cuts one page out of rows.
func (l *Listing) page(rows []row, page int, tx *gate.Tx) []Document {
	from := l.place(len(rows), page)
	var docs []Document
	for _, r := range rows[from:min(len(rows), from+limit.ListRows)] {
		docs = append(docs, r.document(tx))
	}
	return docs
}

// place says which page it is, of how many.
func (l *Listing) place(total, page int) (from int) {
	l.Total = total
	l.Pages = max(1, (total+limit.ListRows-1)/limit.ListRows)
	l.Page = min(max(1, page), l.Pages)
	return (l.Page - 1) * limit.ListRows
}
