package record

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/notification"
)

// announce tells the person, unless they added it themselves, unless they may not know yet
// or the representatives never may.
func (s *Service) announce(ctx context.Context, tx *gate.Tx, patient id.Patient, in *incoming) error {
	if in.words.Helped != nil { // what somebody else does for a person is told everywhere, at once
		return notification.TellEverywhere(ctx, tx, patient, notification.CopyBrought)
	}
	if in.AuthorKind == ByPatient || in.Status != access.Approved || in.HiddenFromPatientUntil != nil || in.HiddenFromRepresentatives {
		return nil
	}
	return notification.Tell(ctx, tx, patient, notification.NewDocument)
}

// tellRefusal tells the person that a professional they blocked tried to
// deposit (decisions.md §3), once a day for each.
func tellRefusal(ctx context.Context, tx *gate.Tx, patient id.Patient, why access.Reason) error {
	if why != access.Blocked {
		return nil
	}
	told, err := toldOfRefusal(ctx, tx, patient, tx.By().Account, tx.Now().Add(-24*time.Hour))
	if err != nil || told {
		return err
	}
	return notification.Tell(ctx, tx, patient, notification.Refused)
}
