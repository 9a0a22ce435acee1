package identity

import "strings"

// RPPS is the number of a health professional in the national directory: 11
// digits, the last one Luhn's. It is public.
type RPPS string

// FINESS is the number of a structure: 9 characters, the last one Luhn's. It is
// public.
type FINESS string

// NumberError says what is wrong with a public number.
type NumberError struct {
	Code    string // format, length, luhn
	Missing int    // when Code is length: digits missing, negative when too many
}

func (e *NumberError) Error() string {
	switch e.Code {
	case "format":
		return "format: only digits"
	case "luhn":
		return "luhn: the last digit does not match the others"
	}
	if e.Missing > 0 {
		return "length: digits missing"
	}
	return "length: too many digits"
}

// ParseRPPS reads an RPPS number as people type it and checks it.
func ParseRPPS(s string) (RPPS, error) {
	s = tidyNumber(s)
	if err := checkNumber(s, 11); err != nil {
		return "", err
	}
	return RPPS(s), nil
}

// ParseFINESS reads a FINESS number as people type it and checks it. The key of
// a Corsican one is not checked: no source at hand says how its letter counts.
func ParseFINESS(s string) (FINESS, error) {
	s = tidyNumber(s)
	if len(s) == 9 && (s[:2] == "2A" || s[:2] == "2B") && onlyDigits(s[2:]) {
		return FINESS(s), nil
	}
	if err := checkNumber(s, 9); err != nil {
		return "", err
	}
	return FINESS(s), nil
}

// ParseNationalID reads the national identification of a professional (PS_IdNat,
// root 1.2.250.1.71.4.2.1): 8 followed by an RPPS. Any other kind is nobody in
// the directory we keep.
func ParseNationalID(s string) (RPPS, bool) {
	rest, is := strings.CutPrefix(s, "8")
	if !is {
		return "", false
	}
	n, err := ParseRPPS(rest)
	return n, err == nil
}

// String shows the number.
func (n RPPS) String() string { return string(n) }

// String shows the number.
func (n FINESS) String() string { return string(n) }

func checkNumber(s string, length int) error {
	switch {
	case s != "" && !onlyDigits(s):
		return &NumberError{Code: "format"}
	case len(s) != length:
		return &NumberError{Code: "length", Missing: length - len(s)}
	case luhn(s) != 0:
		return &NumberError{Code: "luhn"}
	}
	return nil
}

// luhn is the remainder of Luhn's sum of s, digits only: 0 when the last digit
// matches the others.
func luhn(s string) int {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum % 10
}

// withLuhn adds to s the digit that makes it pass.
func withLuhn(s string) string {
	return s + string(rune('0'+(10-luhn(s+"0"))%10))
}

// onlyDigits reports whether s is made of the digits 0 to 9, and of one at least.
func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
