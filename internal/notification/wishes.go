package notification

import (
	"context"
	"strings"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/problem"
)

// Set keeps how the person wants to be told from now on. What is said of a
// channel that cannot be switched off changes nothing of it. The line names the
// events of which something changed.
func (s *Service) Set(ctx context.Context, by access.Actor, to Wishes) error {
	switch to.Rhythm {
	case AtOnce, Daily, Weekly:
	default:
		return problem.Field("rythme", "choose")
	}
	for e := range to.Channels {
		if _, known := rules[e]; !known {
			return problem.Field("evenement", "choose")
		}
	}
	req := gate.Request{By: by, Act: access.SetNotices, Patient: by.Patient}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		before, err := WishesOf(ctx, tx, by.Patient)
		if err != nil {
			return err
		}
		var changed []string
		for _, e := range Events() {
			now, said := to.Channels[e]
			if was, told := before.Channels[e]; !said || told && was == now {
				continue
			}
			if err := keepChoice(ctx, tx, by.Patient, e, now); err != nil {
				return err
			}
			changed = append(changed, string(e))
		}
		if before.Rhythm != to.Rhythm {
			if err := keepRhythm(ctx, tx, by.Patient, to.Rhythm); err != nil {
				return err
			}
			changed = append(changed, string(to.Rhythm))
		}
		tx.Name(strings.Join(changed, ","))
		return nil
	})
}
