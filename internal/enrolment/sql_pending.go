package enrolment

import (
	"context"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/jobs"
)

// Pending is how much work by sets waits: what a progress bar is long.
type Pending struct {
	Persons int // to invite; those who died are among them
	Letters int // to print
	Spaces  int // whose last day is over
}

// Pending counts the work that waits.
func (s *Service) Pending(ctx context.Context) (p Pending, err error) {
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		p, err = db.Row[Pending](ctx, tx, `
			SELECT (SELECT count(*) FROM spaces s WHERE s.state = 'ELIGIBLE'
			        AND NOT EXISTS (SELECT FROM invitations i WHERE i.patient_id = s.patient_id)) AS persons,
			       (SELECT count(i.patient_id) FROM invitations i WHERE i.channel = 'letter' AND i.sent_at IS NULL AND i.used_at IS NULL)
			       + (SELECT count(q.patient_id) FROM reminder_letters q WHERE q.printed_at IS NULL)
			       + (SELECT count(n.patient_id) FROM notice_letters n WHERE n.printed_at IS NULL)
			       + (SELECT count(e.patient_id) FROM erasures e WHERE e.on_paper AND e.farewell IS NOT NULL) AS letters,
			       (SELECT count(*) FROM spaces s WHERE s.state IN ('INVITED', 'OPPOSITION_PENDING') AND s.deadline < @now) AS spaces`,
			pgx.NamedArgs{"now": tx.Now()})
		return err
	})
	return p, err
}
