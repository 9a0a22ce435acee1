package identity

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Person is somebody's civil identity, as the caisses send it (R.1111-27 1°).
// It never prints.
type Person struct {
	Patient id.Patient
	INS     INS
	OID     string
	Names
	Contact Contact
	HasDMP  bool
	DiedOn  *time.Time
}

// Names are the sealed traits of a person: names, sex, birth.
type Names struct {
	BirthName       string    `json:"birth_name"`
	BirthGivenNames string    `json:"birth_given_names"`
	UsedName        string    `json:"used_name,omitempty"`
	UsedGivenName   string    `json:"used_given_name,omitempty"`
	Sex             Sex       `json:"sex"`
	BirthDate       time.Time `json:"birth_date"`
	BirthPlace      string    `json:"birth_place,omitempty"`
}

// Contact is how the caisse knows to reach a person.
type Contact struct {
	Email    string   `json:"email,omitempty"`
	Phone    string   `json:"phone,omitempty"`
	Address  []string `json:"address,omitempty"`
	Postcode string   `json:"postcode,omitempty"`
	City     string   `json:"city,omitempty"`
}

// Given is the first given name of the birth record.
func (n Names) Given() string {
	first, _, _ := strings.Cut(n.BirthGivenNames, " ")
	return first
}

// Called is the name the person goes by: « Ruth Decourcy ».
func (n Names) Called() string {
	given, family := n.UsedGivenName, n.UsedName
	if given == "" {
		given = n.Given()
	}
	if family == "" {
		family = n.BirthName
	}
	return given + " " + family
}

// Traits are what the person is found by without a number.
func (n Names) Traits() Traits {
	return Traits{BirthName: n.BirthName, FirstGivenName: n.Given(), BirthDate: n.BirthDate, Sex: n.Sex}
}

// Format never shows the person, whatever the verb: JSON is for the vault alone.
func (p Person) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// Format never shows the names, whatever the verb.
func (n Names) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// Format never shows the contact, whatever the verb.
func (c Contact) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// SealedPerson is a person as the database keeps one.
type SealedPerson struct {
	INSOID    string
	INS       []byte
	Traits    []byte
	Born      []byte
	Contact   []byte
	HasDMP    bool
	DiedOn    *time.Time
	VitaleMAC []byte
}

// SealPerson seals each part for the row of patient.
func SealPerson(v *vault.Vault, p Person, vitaleSerial string) (SealedPerson, error) {
	names, err := json.Marshal(p.Names)
	if err != nil {
		return SealedPerson{}, err
	}
	contact, err := json.Marshal(p.Contact)
	if err != nil {
		return SealedPerson{}, err
	}
	row := p.Patient.String()
	s := SealedPerson{INSOID: p.OID, INS: v.Seal([]byte(p.INS.Reveal()), "ins "+row), Traits: v.Seal(names, "traits "+row),
		Born: v.Seal([]byte(p.BirthDate.Format(time.DateOnly)), "born "+row), Contact: v.Seal(contact, "contact "+row),
		HasDMP: p.HasDMP, DiedOn: p.DiedOn}
	if vitaleSerial != "" {
		s.VitaleMAC = VitaleMAC(v, vitaleSerial)
	}
	return s, nil
}

// Open opens what SealPerson sealed for the same patient.
func (s SealedPerson) Open(v *vault.Vault, patient id.Patient) (Person, error) {
	p := Person{Patient: patient, OID: s.INSOID, HasDMP: s.HasDMP, DiedOn: s.DiedOn}
	row := patient.String()
	number, err := v.Unseal(s.INS, "ins "+row)
	if err == nil {
		p.INS, err = ParseNIR(string(number))
		var wrong *NIRError
		if errors.As(err, &wrong) && wrong.Code == "key" { // judged once, at import, by its OID
			err = nil
		}
	}
	if err == nil {
		err = unsealJSON(v, s.Traits, "traits "+row, &p.Names)
	}
	if err == nil {
		err = unsealJSON(v, s.Contact, "contact "+row, &p.Contact)
	}
	if err != nil {
		return Person{}, fmt.Errorf("identity: person: %w", err)
	}
	return p, nil
}

func unsealJSON(v *vault.Vault, sealed []byte, about string, into any) error {
	b, err := v.Unseal(sealed, about)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// INSMAC is what a person's number is looked up by.
func INSMAC(v *vault.Vault, n INS) []byte { return v.MAC("ins", n.Reveal()) }

// TraitsMAC is what a person is looked up by without a number.
func TraitsMAC(v *vault.Vault, t Traits) []byte { return v.MAC("traits", t.Normal()) }

// MajorityMAC is what those who turn 18 on a day are found by, at that midnight
// in Paris: the day itself stands in no table.
func MajorityMAC(v *vault.Vault, at time.Time) []byte {
	return v.MAC("majority", at.In(clock.Paris).Format(time.DateOnly))
}

// VitaleMAC is what the serial number of a carte Vitale is compared by.
func VitaleMAC(v *vault.Vault, serial string) []byte { return v.MAC("vitale", Digits(serial)) }

// Digits keeps the digits of what was typed.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// PersonIn reads the person of the space that tx is in.
func PersonIn(ctx context.Context, tx db.Runner, v *vault.Vault, patient id.Patient) (Person, error) {
	s, err := person(ctx, tx, patient)
	if errors.Is(err, pgx.ErrNoRows) {
		return Person{}, problem.Missing("person")
	}
	if err != nil {
		return Person{}, err
	}
	return s.Open(v, patient)
}
