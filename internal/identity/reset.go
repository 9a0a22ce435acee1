package identity

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// Reset is a new password on its way: who asks has said a number and a birth
// date, and must now read what was sent to the contact known before. For
// somebody unknown it looks the same and leads nowhere.
type Reset struct {
	Account id.Account
	Patient id.Patient
	Code    id.Code
	At      time.Time
}

// equalize is the least time that asking takes, so that an answer's time tells
// nothing.
const equalize = 120 * time.Millisecond

// AskReset sends a code to the contact of the account of a person, if the
// number and the birth date are theirs. The answer never tells.
func (s *Service) AskReset(ctx context.Context, n INS, birth time.Time) (Reset, error) {
	floor := time.NewTimer(equalize)
	defer floor.Stop()
	r, err := s.askReset(ctx, n, birth)
	select {
	case <-floor.C:
	case <-ctx.Done():
		return Reset{}, ctx.Err()
	}
	return r, err
}

// resetAsks is how often a number may be asked about from one network in an
// hour. Another network has its own: nobody stops a person's reset from afar.
const resetAsks = 5

func (s *Service) askReset(ctx context.Context, n INS, birth time.Time) (Reset, error) {
	nowhere := Reset{Account: id.New[id.Account](), Patient: id.New[id.Patient](), Code: id.New[id.Code](), At: s.pool.Now()}
	from := OriginOf(ctx).Network
	brakes := append(FromNetwork(ctx, "reset"), Brake{"reset " + n.Reveal() + " from " + from, time.Hour, resetAsks})
	if err := s.Throttle(ctx, brakes...); err != nil {
		return nowhere, err
	}
	var a accountRow
	err := s.pool.InTx(ctx, func(tx *db.Tx) error {
		patient, err := patientByINS(ctx, tx, INSMAC(s.vault, n))
		if err == nil {
			a, err = accountOf(ctx, tx, patient)
		}
		return errors.Join(ignoreNoRows(err), accesslog.Record(ctx, tx, accesslog.Operation{
			By: access.Actor{Role: access.Patient}, Act: access.SignIn, Subject: patient, Reason: "password-forgotten"}))
	})
	if err != nil || a.PatientID == nil {
		return nowhere, err
	}
	var reach Reach
	var right bool
	req := gate.Request{By: patientActor(a), Act: access.ReadIdentity, Patient: *a.PatientID, Reads: true}
	err = s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		person, err := PersonIn(ctx, tx, s.vault, *a.PatientID)
		if err != nil {
			return err
		}
		right = person.BirthDate.Equal(birth)
		reach, err = ReachOf(ctx, tx, s.vault, *a.PatientID)
		return err
	})
	if err != nil || !right || reach.Address == "" {
		return nowhere, err
	}
	code, err := s.AskCode(ctx, "reset", a.ID, reach)
	if problem.KindOf(err) == problem.TooMany { // of that address: saying so would tell that it is known
		return nowhere, nil
	}
	return Reset{a.ID, *a.PatientID, code, s.pool.Now()}, err
}

// resetTries is how many codes of resets of one account may be tried in a day:
// a number and a birth date are no secret, six digits are few.
const resetTries = 15

// ProveReset takes the code of a reset, once. A wrong one takes the same time
// whether a code was sent or not; past the tries of the day every one is wrong.
func (s *Service) ProveReset(ctx context.Context, r Reset, typed string) error {
	floor := time.NewTimer(equalize)
	defer floor.Stop()
	err := s.proveReset(ctx, r, typed)
	if err == nil {
		return nil
	}
	select {
	case <-floor.C:
	case <-ctx.Done():
	}
	return err
}

func (s *Service) proveReset(ctx context.Context, r Reset, typed string) error {
	from, _, err := s.whence(ctx, r.Account)
	if err == nil {
		err = s.Throttle(ctx, Brake{"reset try " + r.Account.String() + " " + from, 24 * time.Hour, resetTries})
	}
	if problem.KindOf(err) == problem.TooMany { // said so, it would tell that the account exists
		return problem.Field("code", "one-time-wrong")
	}
	if err != nil {
		return err
	}
	return s.UseCode(ctx, "reset", r.Code, typed)
}

// SetPassword gives an account a new password and tells the contact known
// before. It is a change of the account, under an act of its holder.
func (s *Service) SetPassword(ctx context.Context, r Reset, hash string) error {
	if s.pool.Now().Sub(r.At) > signInWindow {
		return problem.Clash("reset-late")
	}
	by := access.Actor{Account: r.Account, Role: access.Patient, Patient: r.Patient, Active: true}
	return s.gate.Pass(ctx, gate.Request{By: by, Act: access.SetContact, Patient: r.Patient, Target: "password"}, func(tx *gate.Tx) error {
		if err := setPassword(ctx, tx, r.Account, hash); err != nil {
			return err
		}
		return notification.Tell(ctx, tx, r.Patient, notification.PasswordChanged)
	})
}

func ignoreNoRows(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	return err
}
