package enrolment

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// RenewFor gives a new code to the contact known by the caisse, or by post: the
// old one dies then. Three a day at most, whoever asks (decisions.md §2).
func (s *Service) RenewFor(ctx context.Context, by access.Actor, p id.Patient) error {
	_, err := s.doFor(ctx, by, p, forAct{kind: ForCode, act: access.RenewCode, tell: notification.CodeAsked,
		do: func(tx *gate.Tx, _ *forDetail) error {
			person, err := s.mayHaveCode(ctx, tx, p)
			if err == nil {
				err = s.notTooOften(ctx, tx, p)
			}
			if err == nil {
				_, err = s.issue(ctx, tx, p, channelTo(person))
			}
			return err
		}})
	return err
}

// SlipFor prints an activation slip at once, before the person: a code of 24
// hours, the old one dies.
func (s *Service) SlipFor(ctx context.Context, by access.Actor, p id.Patient) (printed Slip, err error) {
	_, err = s.doFor(ctx, by, p, forAct{kind: ForSlip, act: access.PrintCode, tell: notification.CodeAsked,
		do: func(tx *gate.Tx, _ *forDetail) error {
			person, err := s.mayHaveCode(ctx, tx, p)
			if err != nil {
				return err
			}
			j, err := s.issue(ctx, tx, p, slip)
			if err != nil {
				return err
			}
			sit, err := s.move(ctx, tx, Sent, "")
			if err != nil {
				return err
			}
			printed = Slip{Until: tx.Now().Add(limit.SlipLife), Message: Message{Invite: j, Code: codeOf(s.vault, j.Invitation, j.Issue),
				Person: person, Recipient: person, Deadline: sit.Deadline, State: sit.State, Issue: j.Issue, Channel: slip}}
			printed.Ends = printed.Until
			return nil
		}})
	if err != nil {
		return Slip{}, err
	}
	return printed, nil
}

// OpposeFor opposes for a person whom an agent of the caisse has before him, or
// a helper under a mandate (#13). By telephone code and serial number are asked
// for: OpposeByPhone.
func (s *Service) OpposeFor(ctx context.Context, by access.Actor, p id.Patient) (Receipt, error) {
	return s.doFor(ctx, by, p, forAct{kind: ForOpposition, act: access.OpposeSpace, receipt: "opposition", tell: notification.Opposed,
		do: func(tx *gate.Tx, _ *forDetail) error {
			if by.HeardOnly() {
				return problem.Refuse(access.NotForRole)
			}
			if _, err := s.move(ctx, tx, Opposed, ""); err != nil {
				return err
			}
			return killCodes(ctx, tx, p) // what was sent opens nothing any longer: a change of mind asks for another
		}})
}

// CloseFor closes a space for its holder, and asks for all to be erased with
// erase (R.1111-36).
func (s *Service) CloseFor(ctx context.Context, by access.Actor, p id.Patient, erase bool) (Receipt, error) {
	f := forAct{kind: ForClosing, act: access.CloseSpace, receipt: "closure", tell: notification.Closed, target: string(ByHolder)}
	event := Closed
	if erase {
		f.kind, f.act, f.tell, event = ForErasure, access.EraseSpace, notification.Erasing, EraseAsked
	}
	f.do = func(tx *gate.Tx, _ *forDetail) error { return s.shut(ctx, tx, event, ByHolder) }
	return s.doFor(ctx, by, p, f)
}

// shut closes the space of tx and ends its sign-in and its codes.
func (s *Service) shut(ctx context.Context, tx *gate.Tx, e Event, motive ClosingMotive) error {
	if _, err := s.move(ctx, tx, e, motive); err != nil {
		return err
	}
	if err := killCodes(ctx, tx, tx.On().Patient); err != nil {
		return err
	}
	return s.people.CloseAccount(ctx, tx, tx.On().Patient)
}

// EraseFor asks for the content of a space to be erased, closed already or not.
func (s *Service) EraseFor(ctx context.Context, by access.Actor, p id.Patient) (Receipt, error) {
	return s.CloseFor(ctx, by, p, true)
}

// KeepFor cancels an erasing that is not due yet: the space goes back to its
// archive.
func (s *Service) KeepFor(ctx context.Context, by access.Actor, p id.Patient) (Receipt, error) {
	return s.doFor(ctx, by, p, forAct{kind: ForKeeping, act: access.KeepSpace, receipt: "keeping", tell: notification.Kept,
		do: func(tx *gate.Tx, _ *forDetail) error { _, err := s.move(ctx, tx, Kept, ""); return err }})
}

// ReopenFor brings a closed space back with its content (R.1111-36). Who had
// activated it signs in as before; a code activates it otherwise.
func (s *Service) ReopenFor(ctx context.Context, by access.Actor, p id.Patient) (Receipt, error) {
	return s.doFor(ctx, by, p, forAct{kind: ForReopening, act: access.ReopenSpace, receipt: "reopening", tell: notification.Reopened,
		do: func(tx *gate.Tx, _ *forDetail) error {
			if _, err := s.move(ctx, tx, Reopened, ""); err != nil {
				return err
			}
			return s.people.RestoreAccount(ctx, tx, p)
		}})
}

// DeathFor records a death, which closes the space into its archive of ten years.
// The person is told like of any other act: whoever lives says so at once.
func (s *Service) DeathFor(ctx context.Context, by access.Actor, p id.Patient, on time.Time) error {
	if on.IsZero() || on.After(clock.Day(s.pool.Now())) {
		return problem.Field("deces", "date-future")
	}
	_, err := s.doFor(ctx, by, p, forAct{kind: ForDeath, act: access.RecordDeath, tell: notification.Died,
		do: func(tx *gate.Tx, _ *forDetail) error {
			if err := s.shut(ctx, tx, Died, ByDeath); err != nil {
				return err
			}
			return s.people.RecordDeath(ctx, tx, p, on)
		}})
	return err
}

// Suspend stops every access to a space for fraud or serious malfunction: the
// holder is told, and has six weeks to object (R.1111-36). reason is a word for
// the log, never about health.
func (s *Service) Suspend(ctx context.Context, by access.Actor, p id.Patient, reason string) error {
	_, err := s.doFor(ctx, by, p, forAct{kind: ForSuspension, act: access.SuspendSpace, target: reason, tell: notification.Suspended,
		do: func(tx *gate.Tx, _ *forDetail) error { return s.shut(ctx, tx, Suspended, "") }})
	return err
}

// Resume ends a suspension: the objection is founded, or the check is over.
func (s *Service) Resume(ctx context.Context, by access.Actor, p id.Patient) error {
	_, err := s.doFor(ctx, by, p, forAct{kind: ForResuming, act: access.ResumeSpace, tell: notification.Resumed,
		do: func(tx *gate.Tx, _ *forDetail) error {
			if _, err := s.move(ctx, tx, Resumed, ""); err != nil {
				return err
			}
			return s.people.RestoreAccount(ctx, tx, p)
		}})
	return err
}

// DeferFor says that a space cannot be created for a technical reason: the
// person is told at once and may be invited again later (R.1111-28).
func (s *Service) DeferFor(ctx context.Context, by access.Actor, p id.Patient) error {
	_, err := s.doFor(ctx, by, p, forAct{kind: ForDeferral, act: access.DeferSpace, tell: notification.Deferred,
		do: func(tx *gate.Tx, _ *forDetail) error {
			if _, err := s.move(ctx, tx, Deferred, ""); err != nil {
				return err
			}
			return killCodes(ctx, tx, p)
		}})
	return err
}
