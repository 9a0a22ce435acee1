package identity

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
)

// Factors are the second factors of an account, as its holder sees them
// (ux.md PAT-18).
type Factors struct {
	Password  bool // one was chosen: who comes by card may have none
	TOTP      bool
	Passkeys  []Passkey
	PaperLeft int // printed codes that have not served
	PaperAt   time.Time
}

// Factors reads those of somebody signed in.
func (s *Service) Factors(ctx context.Context, by access.Actor) (f Factors, err error) {
	own, err := s.factors(ctx, by.Account)
	if err != nil {
		return f, err
	}
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		a, err := account(ctx, tx, by.Account)
		f.TOTP, f.Password = a.TOTP != nil, a.Password != ""
		return err
	})
	f.Passkeys, f.PaperLeft, f.PaperAt = own.passkeys, own.paperLeft(), own.paper.MadeAt
	return f, err
}

// factors are the second factors that tables of an account hold.
type factors struct {
	passkeys []Passkey
	paper    paperRow
}

func (f factors) paperLeft() int {
	if f.paper.Series.IsZero() {
		return 0
	}
	return limit.PaperCodes - len(f.paper.Used)
}

func (s *Service) factors(ctx context.Context, a id.Account) (f factors, err error) {
	var rows []passkeyRow
	err = s.gate.Across(ctx, a, func(tx *db.Tx) error {
		if rows, err = passkeys(ctx, tx, a); err != nil {
			return err
		}
		f.paper, err = paperOf(ctx, tx, a)
		return ignoreNoRows(err)
	})
	for _, row := range rows {
		k, wrong := s.openPasskey(row)
		err = errors.Join(err, wrong)
		f.passkeys = append(f.passkeys, k)
	}
	return f, err
}

// ConfirmPassword asks somebody signed in for the password again, before a
// change of how they sign in (ASVS 7.5.1).
func (s *Service) ConfirmPassword(ctx context.Context, by access.Actor, password string) error {
	from, _, err := s.whence(ctx, by.Account)
	if err != nil {
		return err
	}
	brakes := guesses("password " + by.Account.String() + " " + from)
	if err := s.Throttle(ctx, brakes...); err != nil {
		return err
	}
	var a accountRow
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		a, err = account(ctx, tx, by.Account)
		return ignoreNoRows(err)
	})
	if err != nil {
		return err
	}
	good, err := s.passwords.match(ctx, password, a.Password)
	if err != nil {
		return err
	}
	if !good {
		return errors.Join(s.refuse(ctx, string(by.Role), by.Account, "wrong-password"), problem.Field("mot-de-passe", "password-wrong"))
	}
	return s.GiveBack(ctx, brakes...)
}

// setFactor changes the factors of the account under an act of its holder, and
// tells them at once.
func (s *Service) setFactor(ctx context.Context, by access.Actor, which string, set func(db.Runner) error) error {
	if by.Patient.IsZero() {
		return s.gate.Across(ctx, by.Account, func(tx *db.Tx) error {
			if err := set(tx); err != nil {
				return err
			}
			return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.SetFactor, Subject: by.Account})
		})
	}
	req := gate.Request{By: by, Act: access.SetFactor, Patient: by.Patient, Target: which}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if err := set(tx); err != nil {
			return err
		}
		return notification.Tell(ctx, tx, by.Patient, notification.FactorChanged)
	})
}

// AddAuthenticator keeps the secret of an application once its first code is
// right. It then takes the place of the code sent to the address.
func (s *Service) AddAuthenticator(ctx context.Context, by access.Actor, a Authenticator, typed string) error {
	if !a.Makes(typed) {
		return problem.Field("code", "one-time-wrong")
	}
	return s.setFactor(ctx, by, string(ByTOTP), func(tx db.Runner) error {
		if err := setTOTP(ctx, tx, by.Account, s.vault.Seal([]byte(a.Secret), "totp "+by.Account.String())); err != nil {
			return err
		}
		_, err := useStep(ctx, tx, by.Account, time.Now().Unix()/30) // the code just shown has served
		return err
	})
}

// RemoveAuthenticator goes back to codes sent to the address. People who work
// here have no address to fall back on: theirs stays.
func (s *Service) RemoveAuthenticator(ctx context.Context, by access.Actor) error {
	if by.Patient.IsZero() {
		return problem.Missing("factor")
	}
	return s.setFactor(ctx, by, string(ByTOTP), func(tx db.Runner) error { return setTOTP(ctx, tx, by.Account, nil) })
}

// MakePaperCodes draws ten codes to print, for who has neither telephone nor
// application at hand. Those drawn before are dead. No table holds them: they
// are derived, and shown this once.
func (s *Service) MakePaperCodes(ctx context.Context, by access.Actor) ([]string, error) {
	series := id.New[id.Code]()
	err := s.setFactor(ctx, by, string(ByPaper), func(tx db.Runner) error { return upsertPaper(ctx, tx, by.Account, series) })
	if err != nil {
		return nil, err
	}
	all := make([]string, limit.PaperCodes)
	for i := range all {
		c := s.paperCode(series, i+1)
		all[i] = c[:4] + "-" + c[4:]
	}
	return all, nil
}

// RemovePaperCodes makes the printed codes worth nothing.
func (s *Service) RemovePaperCodes(ctx context.Context, by access.Actor) error {
	return s.setFactor(ctx, by, string(ByPaper), func(tx db.Runner) error { return endPaper(ctx, tx, by.Account) })
}

// ConfirmPaper ends a sign-in with a printed code, which serves once.
func (s *Service) ConfirmPaper(ctx context.Context, c Challenge, typed string) (access.Actor, error) {
	return s.confirm(ctx, c, ByPaper, func() error { return s.usePaper(ctx, c.Account, typed) })
}

func (s *Service) usePaper(ctx context.Context, a id.Account, typed string) error {
	wrong := problem.Field("code", "paper-wrong")
	return s.gate.Across(ctx, a, func(tx *db.Tx) error {
		row, err := paperOf(ctx, tx, a)
		if errors.Is(err, pgx.ErrNoRows) {
			return wrong
		}
		if err != nil {
			return err
		}
		which := 0
		for n := 1; n <= limit.PaperCodes; n++ {
			same := subtle.ConstantTimeCompare([]byte(s.paperCode(row.Series, n)), []byte(TidyCode(typed))) == 1
			if same && !slices.Contains(row.Used, int32(n)) {
				which = n
			}
		}
		if which == 0 {
			return wrong
		}
		served, err := usePaperCode(ctx, tx, a, row.Series, which)
		if err == nil && !served { // by another request, at the same instant
			return wrong
		}
		return err
	})
}

// paperCode is the nth code of a series, derived under the service key.
func (s *Service) paperCode(series id.Code, n int) string {
	return id.Unambiguous(s.vault.Derive("paper code", series.String()+"/"+strconv.Itoa(n), 32), 8)
}

// String never shows what the factors are made of.
func (f Factors) String() string { return fmt.Sprintf("totp %t, %d passkeys", f.TOTP, len(f.Passkeys)) }
