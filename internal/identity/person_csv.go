package identity

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// PersonRow is one line of the insured persons' CSV (interface.md). It prints as
// its line's number only.
type PersonRow struct {
	Line            int
	INS             INS
	OID             string
	BirthName       string
	BirthGivenNames string // all of them, as on the birth record
	UsedName        string
	UsedGivenName   string
	Sex             Sex
	BirthDate       time.Time // 00:00 UTC, as a `date` column
	BirthPlace      string    // COG code: commune, or 99 and country
	VitaleSerial    string
	Email           string
	Phone           string // E.164
	Address         []string
	Postcode        string
	City            string
	Caisse          string
	Scheme          string
	HasDMP          bool
	Representatives []INS
	TreatingDoctor  RPPS
	DiedOn          time.Time // zero: living
	Warnings        []Reject  // a wrong key under a test OID

	given map[string]bool // columns of the file; nil when the row is of no file
}

func startPerson(line int, given map[string]bool) PersonRow {
	return PersonRow{Line: line, given: given}
}

// Gives reports whether the file has the column: what it does not give stays as
// it is known.
func (p PersonRow) Gives(column string) bool { return p.given == nil || p.given[column] }

// String never shows the person.
func (p PersonRow) String() string { return fmt.Sprintf("person of line %d %s", p.Line, hidden) }

// Format never shows the person, whatever the verb.
func (p PersonRow) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.String()) }

// LogValue never shows the person.
func (p PersonRow) LogValue() slog.Value { return slog.StringValue(p.String()) }

// Traits are what the person is found by without a number. The first given name
// is the first word of those on the birth record, as INSi gives them: a compound
// one has a hyphen.
func (p PersonRow) Traits() Traits {
	first, _, _ := strings.Cut(p.BirthGivenNames, " ")
	return Traits{BirthName: p.BirthName, FirstGivenName: first, BirthDate: p.BirthDate, Sex: p.Sex}
}

// After says what of the row is later than today, which no import may hold.
func (p PersonRow) After(today time.Time) (bad Rejected) {
	if p.BirthDate.After(today) {
		bad = append(bad, Reject{p.Line, "birth_date", "date: it has not come yet"})
	}
	if p.DiedOn.After(today) {
		bad = append(bad, Reject{p.Line, "died_on", "date: it has not come yet"})
	}
	return bad
}

// ReadPersons gives the persons of a file one at a time. A bad line comes as
// Rejected, with all that is wrong with it, and reading goes on; any other error
// ends it. A number met twice is refused the second time.
func ReadPersons(r io.Reader) iter.Seq2[PersonRow, error] {
	return func(yield func(PersonRow, error) bool) {
		seen := map[INS]int{}
		for row, err := range readRows(r, personColumns, startPerson) {
			if err == nil {
				if first, twice := seen[row.INS]; twice {
					row, err = PersonRow{}, Rejected{{row.Line, "ins", fmt.Sprintf("twice: the same number as line %d", first)}}
				} else {
					seen[row.INS] = row.Line
				}
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

type cellOf = func(name string) string

var personColumns = []column[PersonRow]{
	{"ins", true, setINS},
	{"ins_oid", true, func(p *PersonRow, s string, _ cellOf) error {
		p.OID = s
		if !KnownOID(s) {
			return errors.New("oid: 1.2.250.1.213.1.4.8 to .11 are known")
		}
		return nil
	}},
	{"birth_name", true, nameInto(func(p *PersonRow) *string { return &p.BirthName })},
	{"birth_given_names", true, nameInto(func(p *PersonRow) *string { return &p.BirthGivenNames })},
	{"used_name", false, nameInto(func(p *PersonRow) *string { return &p.UsedName })},
	{"used_given_name", false, nameInto(func(p *PersonRow) *string { return &p.UsedGivenName })},
	{"sex", true, func(p *PersonRow, s string, _ cellOf) (err error) { p.Sex, err = ParseSex(s); return err }},
	{"birth_date", true, func(p *PersonRow, s string, _ cellOf) (err error) { p.BirthDate, err = civilDate(s); return err }},
	{"birth_place", false, textInto(func(p *PersonRow) *string { return &p.BirthPlace }, shape(cog, "place: a COG code has 5 characters"))},
	{"vitale_serial", false, textInto(func(p *PersonRow) *string { return &p.VitaleSerial }, shape(serial, "serial: 8 to 24 digits"))},
	{"email", false, textInto(func(p *PersonRow) *string { return &p.Email }, emailAddress)},
	{"phone", false, textInto(func(p *PersonRow) *string { return &p.Phone }, shape(e164, "phone: + and 7 to 15 digits"))},
	{"address", false, setAddress},
	{"postcode", false, textInto(func(p *PersonRow) *string { return &p.Postcode }, shape(postcode, "postcode: 3 to 10 letters and digits"))},
	{"city", false, textInto(func(p *PersonRow) *string { return &p.City }, short(80))},
	{"caisse", false, textInto(func(p *PersonRow) *string { return &p.Caisse }, short(80))},
	{"scheme", false, textInto(func(p *PersonRow) *string { return &p.Scheme }, short(80))},
	{"has_dmp", false, func(p *PersonRow, s string, _ cellOf) (err error) { p.HasDMP, err = yesNo(s); return err }},
	{"representatives", false, setRepresentatives},
	{"treating_doctor", false, func(p *PersonRow, s string, _ cellOf) (err error) { p.TreatingDoctor, err = ParseRPPS(s); return err }},
	{"died_on", false, func(p *PersonRow, s string, at cellOf) (err error) {
		p.DiedOn, err = civilDate(s)
		if err == nil && s < at("birth_date") { // both YYYY-MM-DD
			return errors.New("date: before the birth")
		}
		return err
	}},
}

// setINS reads a number by the rules of its authority, named in another column.
func setINS(p *PersonRow, s string, at cellOf) (err error) {
	n, warn, err := ParseINS(s, at("ins_oid"))
	if err != nil {
		return err
	}
	p.INS = n
	if warn != nil {
		p.Warnings = append(p.Warnings, Reject{p.Line, "ins", warn.Error()})
	}
	return nil
}

// setRepresentatives reads numbers of the same authority as the person's own.
func setRepresentatives(p *PersonRow, s string, at cellOf) error {
	own, _ := ParseNIR(at("ins"))
	for _, number := range strings.Fields(s) {
		n, warn, err := ParseINS(number, at("ins_oid"))
		switch {
		case err != nil:
			return err
		case n == own:
			return errors.New("representative: nobody represents himself")
		case len(p.Representatives) == 8:
			return errors.New("representative: more than 8 of them")
		}
		if warn != nil {
			p.Warnings = append(p.Warnings, Reject{p.Line, "representatives", warn.Error()})
		}
		p.Representatives = append(p.Representatives, n)
	}
	return nil
}

func setAddress(p *PersonRow, s string, _ cellOf) error {
	for line := range strings.SplitSeq(s, "|") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		if len(p.Address) == 6 || len([]rune(line)) > 80 {
			return errors.New("address: 6 lines of 80 characters at most")
		}
		p.Address = append(p.Address, line)
	}
	return nil
}

var (
	cog      = regexp.MustCompile(`^(\d{2}|2A|2B)\d{3}$`)
	serial   = regexp.MustCompile(`^\d{8,24}$`)
	e164     = regexp.MustCompile(`^\+[1-9]\d{6,14}$`)
	postcode = regexp.MustCompile(`^[0-9A-Z][0-9A-Z -]{1,8}[0-9A-Z]$`)
)

// textInto sets the field that where points at to a cell that ok accepts.
func textInto[T any](where func(*T) *string, ok func(string) error) func(*T, string, cellOf) error {
	return func(row *T, s string, _ cellOf) error {
		*where(row) = s
		return ok(s)
	}
}

// nameInto is textInto for the name of a person, its words one space apart.
func nameInto[T any](where func(*T) *string) func(*T, string, cellOf) error {
	return func(row *T, s string, _ cellOf) error {
		*where(row) = strings.Join(strings.Fields(s), " ")
		return personName(s)
	}
}

func shape(re *regexp.Regexp, reason string) func(string) error {
	return func(s string) error {
		if !re.MatchString(s) {
			return errors.New(reason)
		}
		return nil
	}
}

func short(most int) func(string) error {
	return func(s string) error {
		if len([]rune(s)) > most {
			return fmt.Errorf("length: %d characters at most", most)
		}
		return nil
	}
}

// personName accepts the names of people: letters of any script, spaces,
// hyphens, apostrophes, a dot.
func personName(s string) error {
	letter := false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letter = true
		case unicode.IsMark(r), strings.ContainsRune(" -'’.\u00a0", r):
		default:
			return errors.New("characters: a name has letters, spaces, hyphens and apostrophes")
		}
	}
	if !letter {
		return errors.New("characters: a name has letters")
	}
	return short(100)(s)
}

// directoryName is personName with digits: test directories number their people.
func directoryName(s string) error {
	return personName(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return ' '
		}
		return r
	}, s))
}

func emailAddress(s string) error {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return errors.New("email: not an address")
	}
	return nil
}

func yesNo(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, errors.New("boolean: true or false")
}

// civilDate reads YYYY-MM-DD, a day that existed.
func civilDate(s string) (time.Time, error) {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil || len(s) != 10 {
		return time.Time{}, errors.New("date: YYYY-MM-DD")
	}
	if d.Year() < 1850 || d.Year() > 2200 {
		return time.Time{}, errors.New("date: not a year of our time")
	}
	return d, nil
}
