package app

import (
	"context"

	"espacesante/internal/db"
	"espacesante/internal/enrolment"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
)

// withMarks puts into messages the word that each of their readers chose, if
// any: whoever gets one knows it from a fake (#74-#78).
func (p *program) withMarks(ctx context.Context, all ...*enrolment.Message) error {
	readers := make([]id.Patient, len(all))
	for i, m := range all {
		readers[i] = m.Recipient.Patient
	}
	return jobs.Batch(ctx, p.pool, func(tx *db.Tx) error {
		marks, err := identity.Marks(ctx, tx, p.vault, readers...)
		for _, m := range all {
			m.Mark = marks[m.Recipient.Patient]
		}
		return err
	})
}

// allOf are the addresses of messages.
func allOf(all []enrolment.Message) []*enrolment.Message {
	out := make([]*enrolment.Message, len(all))
	for i := range all {
		out[i] = &all[i]
	}
	return out
}
