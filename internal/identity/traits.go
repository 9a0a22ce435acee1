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

// Traits are the civil identity of a person. The first four, exactly and
// together, find somebody without a number (decisions.md §7); the others are
// shown. Traits never print; their JSON is what is sealed in persons.traits.
type Traits struct {
	BirthName      string    `json:"birth_name"`
	FirstGivenName string    `json:"first_given_name"`
	BirthDate      time.Time `json:"birth_date"` // 00:00 UTC, as a `date` column
	Sex            Sex       `json:"sex"`

	GivenNames    string `json:"given_names,omitempty"` // all of them, as on the birth record
	UsedName      string `json:"used_name,omitempty"`
	UsedGivenName string `json:"used_given_name,omitempty"`
	BirthPlace    string `json:"birth_place,omitempty"` // COG code
}

// Normal is the one spelling of the four traits that the look-up MAC is taken
// of: case, accents, hyphens, apostrophes and spaces do not count.
func (t Traits) Normal() string {
	return name.Normal(t.BirthName) + "|" + name.Normal(t.FirstGivenName) + "|" + t.BirthDate.Format(time.DateOnly) + "|" + string(t.Sex)
}

// Whole reports whether none of the four is missing: fewer find nobody.
func (t Traits) Whole() bool {
	return name.Normal(t.BirthName) != "" && name.Normal(t.FirstGivenName) != "" && !t.BirthDate.IsZero() && t.Sex != ""
}

// String never shows the traits.
func (t Traits) String() string { return hidden }

// Format never shows the traits, whatever the verb.
func (t Traits) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// LogValue never shows the traits.
func (t Traits) LogValue() slog.Value { return slog.StringValue(hidden) }

// Contact is how the caisse reaches a person. It never prints; its JSON is what
// is sealed in persons.contact.
type Contact struct {
	Email    string   `json:"email,omitempty"`
	Phone    string   `json:"phone,omitempty"` // E.164
	Address  []string `json:"address,omitempty"`
	Postcode string   `json:"postcode,omitempty"`
	City     string   `json:"city,omitempty"`
}

// String never shows the contact.
func (c Contact) String() string { return hidden }

// Format never shows the contact, whatever the verb.
func (c Contact) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// LogValue never shows the contact.
func (c Contact) LogValue() slog.Value { return slog.StringValue(hidden) }
