package identity

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"espacesante/internal/name"
)

// Sex is the administrative sex of the identity traits of the INS.
type Sex string

// The three values of the INS.
const (
	Female  Sex = "F"
	Male    Sex = "M"
	Unknown Sex = "U"
)

// ParseSex reads one of the three letters.
func ParseSex(s string) (Sex, error) {
	switch sex := Sex(s); sex {
	case Female, Male, Unknown:
		return sex, nil
	}
	return "", errors.New("sex: M, F or U")
}

// Traits are what finds a person without a number: all four, exactly
// (decisions.md §7). They never print.
type Traits struct {
	BirthName      string
	FirstGivenName string
	BirthDate      time.Time // 00:00 UTC, as a `date` column
	Sex            Sex
}

// Normal is the one spelling of the traits that the look-up MAC is taken
// of: case, accents, hyphens, apostrophes and spaces do not count.
func (t Traits) Normal() string {
	return name.Normal(t.BirthName) + "|" + name.Normal(t.FirstGivenName) + "|" + t.BirthDate.Format(time.DateOnly) + "|" + string(t.Sex)
}

// Whole reports whether none is missing: fewer find nobody.
func (t Traits) Whole() bool {
	return name.Normal(t.BirthName) != "" && name.Normal(t.FirstGivenName) != "" && !t.BirthDate.IsZero() && t.Sex != ""
}

// String never shows the traits.
func (t Traits) String() string { return hidden }

// Format never shows the traits, whatever the verb.
func (t Traits) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue never shows the traits.
func (t Traits) LogValue() slog.Value { return slog.StringValue(hidden) }
