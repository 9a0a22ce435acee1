// Package identity keeps people and their accounts: civil identity, INS, RPPS,
// sign-in, second factor. It knows whose a number is, and nothing of what
// stands in a space.
package identity

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"strings"
)

// OIDs of the assigning authorities of an INS (ANS, « Liste des OID des
// autorités d'affectation des INS »).
const (
	OIDNIR  = "1.2.250.1.213.1.4.8"  // INS-NIR, production
	OIDNIA  = "1.2.250.1.213.1.4.9"  // INS-NIA, a number in waiting, with the shape of a NIR
	OIDTest = "1.2.250.1.213.1.4.10" // INS-NIR of tests
	OIDDemo = "1.2.250.1.213.1.4.11" // INS-NIR of demonstrations
)

// Strict reports whether a wrong key refuses a number under oid. Official test
// identities have wrong keys, so under the test OIDs it is only a warning.
func Strict(oid string) bool { return oid != OIDTest && oid != OIDDemo }

// KnownOID reports whether oid names one of the four authorities.
func KnownOID(oid string) bool {
	return oid == OIDNIR || oid == OIDNIA || oid == OIDTest || oid == OIDDemo
}

// INS is the number that identifies an insured person: a NIR or a NIA of 15
// characters, its key included. It never prints: only Reveal shows it. Two INS
// are equal when their numbers are; the zero INS is nobody's.
type INS struct {
	// masked holds the number hidden under a value drawn at each start, so that
	// even a structure printed by reflection shows no number.
	masked uint64
}

// veil has its highest bit set, no packed number has: masked is never 0.
var veil = rand.Uint64() | 1<<63

// Corsican letters are kept in two bits above the largest number of 15 digits.
const (
	corsicaA = 1 << 60
	corsicaB = 1 << 61
)

// hidden is what an INS shows when printed.
const hidden = "[…]"

// Reveal gives the 15 characters. Call it only to seal, compare or show the
// number to its holder.
func (n INS) Reveal() string {
	if n.IsZero() {
		return ""
	}
	packed := n.masked ^ veil
	s := []byte(fmt.Sprintf("%015d", packed&^(corsicaA|corsicaB)))
	switch {
	case packed&corsicaA != 0:
		s[6] = 'A'
	case packed&corsicaB != 0:
		s[6] = 'B'
	}
	return string(s)
}

// IsZero reports whether n is nobody's number.
func (n INS) IsZero() bool { return n.masked == 0 }

// String never shows the number.
func (n INS) String() string { return hidden }

// Format never shows the number, whatever the verb.
func (n INS) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue never shows the number.
func (n INS) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText refuses: a number leaves the program by Reveal alone.
func (n INS) MarshalText() ([]byte, error) {
	return nil, errors.New("identity: an INS is not to be written")
}

// NIRError says what is wrong with a number typed. It never holds the number.
type NIRError struct {
	Code    string // format, length, sex, month, department, key
	Missing int    // when Code is length: characters missing, negative when too many
}

func (e *NIRError) Error() string {
	switch {
	case e.Code == "length" && e.Missing == 2:
		return "length: 2 characters missing, the key"
	case e.Code == "length" && e.Missing > 0:
		return fmt.Sprintf("length: %d characters missing of 15", e.Missing)
	case e.Code == "length":
		return fmt.Sprintf("length: %d characters too many, 15 wanted", -e.Missing)
	}
	return e.Code + ": " + nirReasons[e.Code]
}

var nirReasons = map[string]string{
	"format":     "only digits, and 2A or 2B for Corsica",
	"sex":        "the first digit must be 1 or 2",
	"month":      "digits 4 and 5 must be 01 to 12, or 20 to 99",
	"department": "characters 6 and 7 name no department or country",
	"key":        "the last two digits do not match the others",
}

// ParseNIR reads a NIR or a NIA as people type it, and checks its key. With the
// code key, and only then, the INS is given beside the error.
func ParseNIR(s string) (INS, error) {
	s = tidyNumber(s)
	if err := checkNIR(s); err != nil {
		return INS{}, err
	}
	n := pack(s)
	if s[13:] != NIRKey(s[:13]) {
		return n, &NIRError{Code: "key"}
	}
	return n, nil
}

// ParseINS reads a number given with the OID of its authority. A wrong key
// refuses it under a production OID and is told by warn under a test one.
func ParseINS(s, oid string) (n INS, warn error, err error) {
	n, err = ParseNIR(s)
	if err == nil {
		return n, nil, nil
	}
	var wrong *NIRError
	if errors.As(err, &wrong) && wrong.Code == "key" && !Strict(oid) {
		return n, err, nil
	}
	return INS{}, nil, err
}

// NIRKey computes the key of the first 13 characters of a NIR: 97 − (n mod 97),
// where 2A counts as 19 and 2B as 18 at positions 6 and 7 only.
func NIRKey(n13 string) string {
	rest := 0
	for i := range len(n13) {
		d := int(n13[i] - '0')
		switch n13[i] {
		case 'A':
			rest, d = rest+96, 9 // the 2 before it becomes 1
		case 'B':
			rest, d = rest+96, 8
		}
		rest = (rest*10 + d) % 97
	}
	return fmt.Sprintf("%02d", 97-rest)
}

// tidyNumber removes what people put between the groups of digits: spaces, no-break
// or not, dots, hyphens, and the invisible marks that come with a paste.
func tidyNumber(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\n', '\r', '.', '-',
			'\u00a0', '\u202f', '\u2007', '\u2009', '\u200a', '\u2002', '\u2003', // spaces
			'\u2010', '\u2011', '\u2012', '\u2013', '\u00ad', // hyphens
			'\u200b', '\u200e', '\u2060', '\ufeff': // nothing to see
			return -1
		case 'a':
			return 'A'
		case 'b':
			return 'B'
		}
		return r
	}, s)
}

// checkNIR checks everything but the key. The order matters to who types: what
// is no number at all, then its length, then what stands in it, the missing key
// last.
func checkNIR(s string) error {
	for i, r := range s {
		corsican := i == 6 && (r == 'A' || r == 'B') && s[5] == '2'
		if (r < '0' || r > '9') && !corsican {
			return &NIRError{Code: "format"}
		}
	}
	if len(s) != 13 && len(s) != 15 {
		return &NIRError{Code: "length", Missing: 15 - len(s)}
	}
	if s[0] != '1' && s[0] != '2' { // 5, 6: passing through; 7, 8: provisional; neither is an INS
		return &NIRError{Code: "sex"}
	}
	if m := s[3:5]; m == "00" || m > "12" && m < "20" {
		return &NIRError{Code: "month"}
	}
	if !department(s[5:8]) {
		return &NIRError{Code: "department"}
	}
	if len(s) == 13 {
		return &NIRError{Code: "length", Missing: 2}
	}
	return nil
}

// department reports whether the place of birth begins as one may: 01 to 95 with
// Corsica as 20 (before 1976), 2A or 2B, 91 to 96 also for Algeria, Morocco and
// Tunisia (before 1962), 971 to 978 and 984 to 989 overseas, 99 abroad.
func department(s string) bool {
	switch {
	case s[1] == 'A' || s[1] == 'B': // checkNIR let it follow a 2 alone
		return true
	case s[:2] == "97":
		return s[2] >= '1' && s[2] <= '8'
	case s[:2] == "98":
		return s[2] >= '4' && s[2] <= '9'
	}
	return s[:2] != "00"
}

// pack hides the 15 characters of a checked number.
func pack(s string) INS {
	var packed uint64
	for i := range len(s) {
		d := uint64(s[i] - '0')
		if s[i] == 'A' || s[i] == 'B' {
			d = 0
		}
		packed = packed*10 + d
	}
	switch s[6] {
	case 'A':
		packed |= corsicaA
	case 'B':
		packed |= corsicaB
	}
	return INS{masked: packed ^ veil}
}
