package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/mail"
	"strings"

	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/vault"
)

// Channel is how somebody is reached.
type Channel string

// The channels of one-time codes and notices.
const (
	ByEmail Channel = "email"
	BySMS   Channel = "sms"
)

// Reach is how a person with an account wants to be told. It never prints.
type Reach struct {
	Channel Channel `json:"channel"`
	Address string  `json:"address"` // e-mail address or E.164 number
}

// Format never shows the address, whatever the verb.
func (r Reach) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// Masked shows the address to whoever typed it: « m•••@exemple.fr ».
func (r Reach) Masked() string {
	if r.Channel == BySMS {
		if len(r.Address) < 4 {
			return "•••"
		}
		return "•• •• •• •• " + r.Address[len(r.Address)-2:]
	}
	name, domain, _ := strings.Cut(r.Address, "@")
	if name == "" {
		return "•••@" + domain
	}
	return string([]rune(name)[:1]) + "•••@" + domain
}

// ParseEmail reads an address as people type it: a code of web/fr when wrong.
func ParseEmail(s string) (address, code string) {
	s = strings.ToLower(strings.TrimSpace(s))
	switch {
	case s == "":
		return "", "email-empty"
	case !strings.Contains(s, "@"):
		return "", "email-at"
	}
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || !strings.Contains(s[strings.LastIndex(s, "@"):], ".") {
		return "", "email-form"
	}
	return s, ""
}

// ParseMobile reads a French mobile number as people type it, into E.164.
func ParseMobile(s string) (number, code string) {
	d := Digits(s)
	switch {
	case strings.TrimSpace(s) == "":
		return "", "mobile-empty"
	case strings.HasPrefix(d, "0033"):
		d = d[4:]
	case strings.HasPrefix(strings.TrimSpace(s), "+33"):
		d = strings.TrimPrefix(d[2:], "0")
	case strings.HasPrefix(d, "0"):
		d = d[1:]
	default:
		return "", "mobile-form"
	}
	if len(d) != 9 || (d[0] != '6' && d[0] != '7') {
		return "", "mobile-form"
	}
	return "+33" + d, ""
}

// SetReach keeps how the person of the space is reached, under the act of tx.
func SetReach(ctx context.Context, tx *gate.Tx, v *vault.Vault, patient id.Patient, r Reach) error {
	space, err := v.Make(ctx, tx, patient, tx.Line())
	if err != nil {
		return err
	}
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return upsertContact(ctx, tx, patient, space.Seal(b, "reach"), tx.Line())
}

// ReachOf reads how the person of the space that tx is in is reached; the zero
// Reach when no account was ever opened.
func ReachOf(ctx context.Context, tx db.Runner, v *vault.Vault, patient id.Patient) (r Reach, err error) {
	sealed, err := contact(ctx, tx, patient)
	if err != nil || sealed == nil {
		return r, err
	}
	w, err := vault.Load(ctx, tx, patient)
	if err != nil {
		return r, err
	}
	space, err := v.Space(patient, w)
	if err != nil {
		return r, err
	}
	b, err := space.Open(sealed, "reach")
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(b, &r)
}

// RecordNumber is the number printed on letters with which a person signs in:
// 10 characters of an alphabet without look-alikes, derived, held by no table.
func RecordNumber(v *vault.Vault, patient id.Patient) string {
	return id.Unambiguous(v.Derive("record number", patient.String(), 32), 10)
}

// identifierMAC is what an identifier is looked up by.
func identifierMAC(v *vault.Vault, value string) []byte { return v.MAC("identifier", value) }

// identifiers are the ways to read what was typed as an identifier: an e-mail,
// a mobile number, a record number, an RPPS number.
func identifiers(typed string) []string {
	typed = strings.TrimSpace(typed)
	if strings.Contains(typed, "@") {
		if address, code := ParseEmail(typed); code == "" {
			return []string{address}
		}
		return nil
	}
	var all []string
	if number, code := ParseMobile(typed); code == "" {
		all = append(all, number)
	}
	if rpps := Digits(typed); len(rpps) == 11 {
		all = append(all, rpps)
	}
	if n := TidyCode(typed); len(n) == 10 {
		all = append(all, n)
	}
	return all
}

// TidyCode reads a code or a record number as people type it: small letters,
// spaces, hyphens and dots do not count, O is read 0… which no code holds.
func TidyCode(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		case strings.ContainsRune(" -._\u00a0\u202f\u2009\t–—", r):
			return -1
		}
		return r
	}, strings.TrimSpace(s))
}
