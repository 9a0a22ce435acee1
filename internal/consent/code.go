package consent

import (
	"context"
	"crypto/subtle"
	"strings"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// CodeLength is how many characters a code has.
const CodeLength = 6

// Code is what a person shows to a professional (R.1111-32). It never prints:
// only Show shows it.
type Code struct {
	ID      id.Code
	Expires time.Time
	text    string
}

// Show is the code to read out: « K7Q F2M ».
func (c Code) Show() string {
	if len(c.text) != CodeLength {
		return ""
	}
	return c.text[:3] + " " + c.text[3:]
}

// referenceLength is how long the reference of a space is, written.
const referenceLength = 26

// Drawing is what the square beside the code says: which space, then the code. A
// reader finds the person and opens with it, nothing being typed.
func (c Code) Drawing(of id.Patient) string {
	if len(c.text) != CodeLength {
		return ""
	}
	return strings.ToUpper(of.String()) + c.text
}

// ReadDrawing is which space a square that was scanned is of, and the code in it.
func ReadDrawing(scanned string) (of id.Patient, code string, ok bool) {
	s := strings.Join(strings.Fields(scanned), "")
	if len(s) != referenceLength+CodeLength {
		return of, "", false
	}
	of, err := id.Parse[id.Patient](strings.ToLower(s[:referenceLength]))
	return of, strings.ToUpper(s[referenceLength:]), err == nil
}

// String never shows the code.
func (Code) String() string { return "[…]" }

// GoString never shows the code.
func (Code) GoString() string { return "[…]" }

// codeOf derives the code from its identifier: no table holds it.
func (s *Service) codeOf(c id.Code) string {
	return id.Unambiguous(s.vault.Derive("consent code", c.String(), 32), CodeLength)
}

// IssueCode makes a code for the person to show, good for 15 minutes. The one
// before it is dead.
func (s *Service) IssueCode(ctx context.Context, by access.Actor, patient id.Patient) (Code, error) {
	req := gate.Request{By: by, Act: access.IssueConsentCode, Patient: patient}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Code, error) {
		if err := endCodes(ctx, tx, patient); err != nil {
			return Code{}, err
		}
		c := Code{ID: id.NewAt[id.Code](tx.Now()), Expires: tx.Now().Add(limit.ConsentCodeLife)}
		c.text = s.codeOf(c.ID)
		return c, insertCode(ctx, tx, patient, c)
	})
}

// LiveCode is the code of the moment, for the page that shows it; the zero
// Code when there is none.
func (s *Service) LiveCode(ctx context.Context, by access.Actor, patient id.Patient) (Code, error) {
	req := gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true}
	c, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Code, error) { return liveCode(ctx, tx, patient) })
	if err == nil && !c.ID.IsZero() {
		c.text = s.codeOf(c.ID)
	}
	return c, err
}

// EndCode stops the code of the moment, and what was opened with one.
func (s *Service) EndCode(ctx context.Context, by access.Actor, patient id.Patient) error {
	req := gate.Request{By: by, Act: access.WithdrawConsent, Patient: patient, Target: "code"}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if err := endCodes(ctx, tx, patient); err != nil {
			return err
		}
		return withdrawCoded(ctx, tx, patient)
	})
}

// Redeem takes the code that the person shows, once: it opens the space to
// this professional until the code would have run out. Wrong, dead, used or
// never issued is one answer; five wrong ones kill the code.
func (s *Service) Redeem(ctx context.Context, by access.Actor, patient id.Patient, typed string) error {
	req := gate.Request{By: by, Act: access.RedeemConsentCode, Patient: patient,
		Refused: func(tx *gate.Tx, why access.Reason) error {
			if why != access.WrongCode {
				return nil
			}
			return countTry(ctx, tx, patient)
		}}
	err := s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		c, err := liveCode(ctx, tx, patient)
		if err != nil {
			return err
		}
		good := !c.ID.IsZero() && subtle.ConstantTimeCompare([]byte(identity.TidyCode(typed)), []byte(s.codeOf(c.ID))) == 1
		if !good {
			return problem.Refuse(access.WrongCode)
		}
		tx.Name(c.ID.String())
		if err := endCodes(ctx, tx, patient); err != nil {
			return err
		}
		_, err = give(ctx, tx, patient, agreement{scope: forCode, how: Coded, account: by.Account, structure: by.Structure, ends: &c.Expires})
		return err
	})
	if problem.Reason(err) == access.WrongCode {
		return problem.Field("code", "code-wrong")
	}
	return err
}
