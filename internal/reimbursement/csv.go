package reimbursement

import (
	"errors"
	"io"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"espacesante/internal/identity"
)

// Row is one line of the feed on its way in: whose it is, how the caisse names it, and by whom the act was done.
type Row struct {
	line int // of the file
	Line
	INS          identity.INS
	Reference    string
	RPPS         string // of who did it
	Prescriber   string // RPPS of who prescribed it
	PrescribedOn time.Time
}

// String never shows the row.
func (Row) String() string { return "[reimbursement]" }

// labelMax is the longest label kept.
const labelMax = 200

var columns = []identity.Column[Row]{
	{Name: "ins", Needed: true, Set: func(r *Row, s string) (err error) { r.INS, err = insOf(s); return err }},
	{Name: "reference", Needed: true, Set: func(r *Row, s string) error { r.Reference = s; return short(s) }},
	{Name: "cared_on", Needed: true, Set: func(r *Row, s string) (err error) { r.On, err = dayOf(s); return err }},
	{Name: "kind", Needed: true, Set: func(r *Row, s string) error {
		if r.Kind = Kind(s); !slices.Contains(Kinds(), r.Kind) {
			return errors.New("kind: not one of the kinds known")
		}
		return nil
	}},
	{Name: "label", Needed: true, Set: func(r *Row, s string) error { r.Label = s; return short(s) }},
	{Name: "code", Set: func(r *Row, s string) error { r.Code = s; return short(s) }},
	{Name: "performer", Set: func(r *Row, s string) error { r.By = s; return short(s) }},
	{Name: "place", Set: func(r *Row, s string) error { r.Place = s; return short(s) }},
	{Name: "performer_rpps", Set: func(r *Row, s string) (err error) { r.RPPS, err = rppsOf(s); return err }},
	{Name: "prescriber_rpps", Set: func(r *Row, s string) (err error) { r.Prescriber, err = rppsOf(s); return err }},
	{Name: "prescribed_on", Set: func(r *Row, s string) (err error) { r.PrescribedOn, err = dayOf(s); return err }},
	{Name: "quantity", Set: func(r *Row, s string) (err error) {
		if r.Quantity, err = strconv.Atoi(s); err != nil || r.Quantity < 0 || r.Quantity > 10_000 {
			return errors.New("quantity: a whole number is wanted")
		}
		return nil
	}},
	{Name: "paid", Set: func(r *Row, s string) (err error) { r.Paid, err = centsOf(s); return err }},
	{Name: "refunded", Set: func(r *Row, s string) (err error) { r.Refunded, err = centsOf(s); return err }},
}

// ReadCSV gives the rows of a file of the feed (UTF-8, comma, header), one at a time: ins, reference, cared_on, kind,
// label, and where known code, performer, place, performer_rpps, prescriber_rpps, prescribed_on, quantity, paid, refunded.
func ReadCSV(r io.Reader) iter.Seq2[Row, error] {
	return identity.ReadTable(r, columns, func(line int) Row { return Row{line: line} })
}

func insOf(s string) (identity.INS, error) {
	n, err := identity.ParseNIR(s)
	if n.IsZero() {
		return n, errors.New("ins: not a number")
	}
	_ = err // a wrong key under the test OID is somebody's all the same; nobody has it otherwise
	return n, nil
}

func dayOf(s string) (time.Time, error) {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return d, errors.New("date: YYYY-MM-DD is wanted")
	}
	return d, nil
}

func rppsOf(s string) (string, error) {
	n, err := identity.ParseRPPS(s)
	if err != nil {
		return "", errors.New("rpps: not a number")
	}
	return string(n), nil
}

func short(s string) error {
	if utf8.RuneCountInString(s) > labelMax {
		return errors.New("length: too long")
	}
	return nil
}

// centsOf reads euros, « 12.5 » or « 12,50 ».
func centsOf(s string) (*Cents, error) {
	f, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || math.IsNaN(f) || f < 0 || f > 1_000_000 {
		return nil, errors.New("amount: euros are wanted, 12.50")
	}
	c := Cents(math.Round(f * 100))
	return &c, nil
}
