package identity

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/pquerna/otp/totp"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// Factor is how somebody proves once more who they are, after the password.
type Factor string

// The second factors.
const (
	ByCode    Factor = "code"    // six digits to the known address
	ByTOTP    Factor = "totp"    // six digits of an authenticator
	ByPasskey Factor = "passkey" // a device or a key answers for them
	ByPaper   Factor = "paper"   // one of ten printed codes
)

// Challenge is a sign-in half done: the password was right.
type Challenge struct {
	Account id.Account
	Kind    string
	Factor  Factor
	Others  []Factor // the ones that would do as well
	Code    id.Code  // when Factor is ByCode, and one was sent
	SentTo  string   // masked
	At      time.Time
}

// signInWindow is how long a pause lasts, and half a sign-in.
const signInWindow = 30 * time.Minute

// SignIn takes an identifier and a password. Unknown identifier, wrong
// password, closed account: one answer, "sign-in-wrong", at the same cost. A few
// wrong tries make an identifier wait half an hour, wherever they come from: a
// pause, never a lock, and not for a device that has signed in to the account
// before (#74, ASVS 6.3.1).
func (s *Service) SignIn(ctx context.Context, kind, identifier, password string) (Challenge, error) {
	typed := identifiers(identifier)
	brakes, err := s.brakesOfSignIn(ctx, kind, identifier, typed)
	if err != nil {
		return Challenge{}, err
	}
	if err := s.Throttle(ctx, brakes...); err != nil {
		return Challenge{}, err
	}
	a, err := s.find(ctx, kind, typed)
	if err != nil {
		return Challenge{}, err
	}
	good, err := s.passwords.match(ctx, password, a.Password)
	if err != nil {
		return Challenge{}, err
	}
	if !good {
		return Challenge{}, errors.Join(s.refuse(ctx, kind, a.ID, "wrong-password"), problem.Field("", "sign-in-wrong"))
	}
	c, err := s.challenge(ctx, a)
	return c, errors.Join(err, s.GiveBack(ctx, brakes...))
}

// brakesOfSignIn are those of the identifier and of the network; of the device,
// when the account has been used from it.
func (s *Service) brakesOfSignIn(ctx context.Context, kind, identifier string, typed []string) ([]Brake, error) {
	value := strings.ToLower(strings.TrimSpace(identifier))
	if len(typed) > 0 {
		value = typed[0]
	}
	if OriginOf(ctx).Device != "" {
		a, err := s.find(ctx, kind, typed)
		if err != nil {
			return nil, err
		}
		if from, own, err := s.whence(ctx, a.ID); err != nil || own {
			return guesses("sign-in " + from), err
		}
	}
	return append(guesses("sign-in "+kind+" "+value), FromNetwork(ctx, "sign-in")...), nil
}

// refuse keeps that a sign-in failed, and at which step (invariant 38).
func (s *Service) refuse(ctx context.Context, kind string, a id.Account, why access.Reason) error {
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		return accesslog.Record(ctx, tx, accesslog.Operation{By: access.Actor{Role: access.Role(kind)}, Act: access.SignIn, Subject: a, Reason: why})
	})
}

// find is the one account of that kind that one of the identifiers names. Held
// by two, an identifier opens neither (decisions.md §7).
func (s *Service) find(ctx context.Context, kind string, typed []string) (accountRow, error) {
	var macs [][]byte
	for _, value := range typed {
		macs = append(macs, identifierMAC(s.vault, value))
	}
	var all []accountRow
	err := s.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		all, err = accountsByIdentifier(ctx, tx, macs)
		return err
	})
	if err != nil || len(all) != 1 || !sameDoor(all[0].Kind, kind) {
		return accountRow{}, err
	}
	return all[0], nil
}

// sameDoor reports whether accounts of a kind sign in at a door: patients at
// theirs, professionals at theirs, everybody who works at a desk at one.
func sameDoor(kind, door string) bool {
	switch door {
	case "patient", "professional":
		return kind == door
	case "staff":
		return kind != "patient" && kind != "professional"
	}
	return false
}

// Challenge asks somebody signed in to prove once more who they are, before a
// grave act.
func (s *Service) Challenge(ctx context.Context, by access.Actor, purpose string) (Challenge, error) {
	c := Challenge{Account: by.Account, Kind: string(by.Role), Factor: ByCode, At: s.pool.Now()}
	reach, err := s.reachOf(ctx, by)
	if err != nil {
		return c, err
	}
	c.SentTo = reach.Masked()
	c.Code, err = s.AskCode(ctx, purpose, by.Account, reach)
	return c, err
}

// Answer takes the code of a challenge, once.
func (s *Service) Answer(ctx context.Context, c Challenge, purpose, typed string) error {
	return s.UseCode(ctx, purpose, c.Code, typed)
}

func (s *Service) reachOf(ctx context.Context, by access.Actor) (reach Reach, err error) {
	req := gate.Request{By: by, Act: access.ReadIdentity, Patient: by.Patient, Reads: true}
	err = s.gate.Pass(ctx, req, func(tx *gate.Tx) (err error) {
		reach, err = ReachOf(ctx, tx, s.vault, by.Patient)
		return err
	})
	return reach, err
}

// Self is the identity of somebody signed in, for their own pages.
func (s *Service) Self(ctx context.Context, by access.Actor) (Person, error) {
	return gate.Get(ctx, s.gate, gate.Request{By: by, Act: access.ReadIdentity, Patient: by.Patient, Reads: true},
		func(tx *gate.Tx) (Person, error) { return PersonIn(ctx, tx, s.vault, by.Patient) })
}

func (s *Service) recordSignIn(ctx context.Context, by access.Actor) error {
	if by.Role == access.Patient {
		return s.gate.Pass(ctx, gate.Request{By: by, Act: access.SignIn, Patient: by.Patient, Reads: true}, func(*gate.Tx) error { return nil })
	}
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.SignIn, Subject: by.Account})
	})
}

// useTOTP takes six digits of the authenticator, a time step to each side, each
// step once. It reads the real clock: the authenticator does (decisions.md §7).
func (s *Service) useTOTP(ctx context.Context, a id.Account, typed string) error {
	wrong := problem.Field("code", "one-time-wrong")
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		row, err := account(ctx, tx, a)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && row.TOTP == nil {
			return wrong
		}
		if err != nil {
			return err
		}
		secret, err := s.vault.Unseal(row.TOTP, "totp "+a.String())
		if err != nil {
			return err
		}
		step := time.Now().Unix() / 30
		for _, try := range []int64{step, step - 1, step + 1} {
			code, err := totp.GenerateCode(string(secret), time.Unix(try*30, 0))
			if err != nil {
				return err
			}
			if code == Digits(typed) {
				fresh, err := useStep(ctx, tx, a, try)
				if err != nil || fresh {
					return err
				}
			}
		}
		return wrong
	})
}

func patientActor(a accountRow) access.Actor {
	return access.Actor{Account: a.ID, Role: access.Patient, Patient: *a.PatientID, Active: true}
}
