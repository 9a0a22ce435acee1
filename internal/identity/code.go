package identity

import (
	"context"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/problem"
)

// CodeAsked is the job that sends a one-time code.
type CodeAsked struct {
	Code id.Code `json:"code"`
}

// Kind names the job.
func (CodeAsked) Kind() string { return "identity.code" }

// CodeToSend is a one-time code on its way. It never prints.
type CodeToSend struct {
	Reach   Reach
	Digits  string
	Expires time.Time
	Purpose string // what it serves for: the words differ
}

// String never shows the code.
func (CodeToSend) String() string { return hidden }

// codesAnHour is how many codes go to one address: whoever asks for more is
// writing to somebody else.
const codesAnHour = 10

// AskCode makes a one-time code for a purpose and sends it to reach. Asked
// again, the old code stays good until its own end.
func (s *Service) AskCode(ctx context.Context, purpose string, account id.Account, reach Reach) (id.Code, error) {
	code := id.New[id.Code]()
	from, own, err := s.whence(ctx, account)
	if err != nil {
		return code, err
	}
	brakes := []Brake{{"one-time code " + reach.Address + " " + from, time.Hour, codesAnHour}}
	if !own {
		brakes = append(brakes, FromNetwork(ctx, "one-time code")...)
	}
	if err := s.Throttle(ctx, brakes...); err != nil {
		return code, err
	}
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		sealed := s.vault.Seal([]byte(reach.Address), "code "+code.String())
		if err := insertCode(ctx, tx, code, purpose, account, reach.Channel, sealed); err != nil {
			return err
		}
		return jobs.Enqueue(ctx, tx, CodeAsked{code})
	})
	return code, err
}

// CodeToSend opens a code that waits to be sent.
func (s *Service) CodeToSend(ctx context.Context, code id.Code) (CodeToSend, error) {
	var row codeRow
	err := s.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		row, err = oneTimeCode(ctx, tx, code)
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !s.pool.Now().Before(row.ExpiresAt) {
		return CodeToSend{}, problem.Missing("code")
	}
	if err != nil {
		return CodeToSend{}, err
	}
	address, err := s.vault.Unseal(row.SentTo, "code "+code.String())
	return CodeToSend{Reach{row.Channel, string(address)}, s.digits(code), row.ExpiresAt, row.Purpose}, err
}

// UseCode takes a one-time code once, for its purpose. Wrong, dead, used or
// never made is one answer: a problem with the code "one-time-wrong"; a code that
// has run out says so to who holds it.
func (s *Service) UseCode(ctx context.Context, purpose string, code id.Code, typed string) error {
	var good bool
	err := s.pool.InTx(ctx, func(tx *db.Tx) error {
		live, err := tryCode(ctx, tx, code, purpose)
		if err != nil || !live {
			return err
		}
		good = subtle.ConstantTimeCompare([]byte(Digits(typed)), []byte(s.digits(code))) == 1
		if good {
			return markCodeUsed(ctx, tx, code)
		}
		return nil
	})
	if err == nil && !good {
		return problem.Field("code", "one-time-wrong")
	}
	return err
}

// digits are the six digits of a code, derived from its identifier: no table
// holds them.
func (s *Service) digits(code id.Code) string {
	b := s.vault.Derive("one-time code", code.String(), 8)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(b)%1_000_000)
}
