package identity

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/jobs"
	"espacesante/internal/vault"
)

// importBatch is how many lines go in at once: in one transaction, whole or not
// at all.
const importBatch = 1000

// Imported counts the lines of a file. A line is one of the first four.
type Imported struct {
	Added     int // persons not known before
	Updated   int // known, and something changed
	Unchanged int // known as they are: nothing is written, no line either
	Refused   int
	Warned    int // taken, with a wrong key under a test OID
}

// Lines is how many lines were dealt with.
func (n Imported) Lines() int { return n.Added + n.Updated + n.Unchanged + n.Refused }

// Watch is told how an import goes; each function may be nil.
type Watch struct {
	Refused func(Rejected) error // ends the import when it fails
	Warned  func(Reject)
	Step    func(Imported)
}

// ImportPersons adds or updates by INS the persons of a CSV file (R.1111-27 1°),
// each under a line of its space's log. Lines refused are told and the others go
// in; what a column missing from the file holds stays as it is known. What went
// in before an error stays in: the same file may be given again.
func ImportPersons(ctx context.Context, pool *db.Pool, v *vault.Vault, r io.Reader, w Watch) (Imported, error) {
	imp := &importer{pool: pool, vault: v, watch: w}
	for row, err := range ReadPersons(r) {
		var bad Rejected
		if err == nil {
			bad = row.After(clock.Day(pool.Now()))
		}
		switch {
		case errors.As(err, &bad), len(bad) > 0:
			imp.count.Refused++
			if w.Refused != nil {
				if err := w.Refused(bad); err != nil {
					return imp.count, err
				}
			}
			continue
		case err != nil:
			return imp.count, errors.Join(err, imp.flush(ctx))
		}
		imp.warn(row)
		if imp.rows = append(imp.rows, row); len(imp.rows) == importBatch {
			if err := imp.flush(ctx); err != nil {
				return imp.count, err
			}
		}
	}
	return imp.count, imp.flush(ctx)
}

type importer struct {
	pool  *db.Pool
	vault *vault.Vault
	watch Watch
	rows  []PersonRow
	count Imported
}

func (imp *importer) warn(row PersonRow) {
	if len(row.Warnings) == 0 {
		return
	}
	imp.count.Warned++
	if imp.watch.Warned != nil {
		for _, w := range row.Warnings {
			imp.watch.Warned(w)
		}
	}
}

// flush writes the rows that wait, whole or not at all.
func (imp *importer) flush(ctx context.Context) error {
	if len(imp.rows) == 0 {
		return nil
	}
	count := imp.count
	err := jobs.Batch(ctx, imp.pool, func(tx *db.Tx) error {
		count = imp.count
		if count.Added+count.Updated+count.Unchanged == 0 {
			op := accesslog.Operation{By: access.Actor{Role: access.System}, Act: access.ImportIdentity}
			if err := accesslog.Record(ctx, tx, op); err != nil {
				return err
			}
		}
		return imp.write(ctx, tx, &count)
	})
	if err != nil {
		return fmt.Errorf("lines %d to %d are not in: %w", imp.rows[0].Line, imp.rows[len(imp.rows)-1].Line, err)
	}
	imp.count, imp.rows = count, imp.rows[:0]
	if imp.watch.Step != nil {
		imp.watch.Step(imp.count)
	}
	return nil
}

func (imp *importer) write(ctx context.Context, tx *db.Tx, count *Imported) error {
	if err := lockImport(ctx, tx); err != nil { // two imports of one person: one after the other
		return err
	}
	macs := make([][]byte, len(imp.rows))
	for i, row := range imp.rows {
		macs[i] = INSMAC(imp.vault, row.INS)
	}
	known, err := insuredByINS(ctx, tx, macs)
	if err != nil {
		return err
	}
	gone, err := erasedNumbers(ctx, tx, macs)
	if err != nil {
		return err
	}
	asked, err := askedFor(ctx, tx, macs)
	if err != nil {
		return err
	}
	var set importSet
	for i, row := range imp.rows {
		again := gone[string(macs[i])]
		if again && !imp.wished(row, asked[string(macs[i])]) { // erased: a new space is asked for, a file opens none by itself
			count.Unchanged++
			continue
		}
		was, isKnown := known[string(macs[i])]
		next, err := imp.next(row, was, isKnown)
		if err != nil {
			return fmt.Errorf("line %d: %w", row.Line, err)
		}
		switch {
		case !isKnown:
			count.Added++
		case next == nil:
			count.Unchanged++
			continue
		default:
			count.Updated++
		}
		next.line = id.NewAt[id.Line](tx.Now())
		next.insMAC, next.isNew, next.again = macs[i], !isKnown, again
		set.add(*next)
	}
	return set.write(ctx, tx)
}

// insured is a person as an import writes one.
type insured struct {
	patient   id.Patient
	line      id.Line
	isNew     bool
	again     bool // their old space was erased: this one is another
	insMAC    []byte
	traitsMAC []byte
	majority  []byte // MAC of the day of 18 years; nil when it is past
	sealed    SealedPerson
	administrative
}

// administrative is what the caisses tell of a person besides who it is.
type administrative struct {
	caisse, scheme string
	doctor         RPPS
	vitale         []byte
	by             [][]byte // MACs of the numbers of the representatives, sorted
}

// next is what row makes of a person known as was: nothing when all stays.
func (imp *importer) next(row PersonRow, was insuredRow, known bool) (*insured, error) {
	var before Person
	if known {
		var err error
		if before, err = was.Open(imp.vault, was.PatientID); err != nil {
			return nil, err
		}
	} else {
		before.Patient = id.New[id.Patient]()
	}
	after := before
	after.INS, after.OID = row.INS, row.OID
	row.names(&after.Names)
	row.contact(&after.Contact)
	after.HasDMP = pick(row, "has_dmp", row.HasDMP, before.HasDMP)
	if row.Gives("died_on") {
		if after.DiedOn = nil; !row.DiedOn.IsZero() && (was.DeathDeniedOn == nil || !was.DeathDeniedOn.Equal(row.DiedOn)) {
			after.DiedOn = &row.DiedOn
		}
	}
	adm := imp.administrative(row, was.administrative())
	if known && samePerson(before, after) && adm.same(was.administrative()) {
		return nil, nil
	}
	sealed, err := SealPerson(imp.vault, after, "")
	if err != nil {
		return nil, err
	}
	next := &insured{patient: after.Patient, traitsMAC: TraitsMAC(imp.vault, after.Names.Traits()), sealed: sealed, administrative: adm}
	if of := clock.Majority(after.BirthDate); imp.pool.Now().Before(of) {
		next.majority = MajorityMAC(imp.vault, of)
	}
	return next, nil
}

func (imp *importer) administrative(row PersonRow, was administrative) administrative {
	adm := administrative{
		caisse: pick(row, "caisse", row.Caisse, was.caisse),
		scheme: pick(row, "scheme", row.Scheme, was.scheme),
		doctor: pick(row, "treating_doctor", row.TreatingDoctor, was.doctor),
		vitale: was.vitale, by: was.by,
	}
	if row.Gives("vitale_serial") {
		if adm.vitale = nil; row.VitaleSerial != "" {
			adm.vitale = VitaleMAC(imp.vault, row.VitaleSerial)
		}
	}
	if row.Gives("representatives") {
		adm.by = nil
		for _, n := range row.Representatives {
			adm.by = append(adm.by, INSMAC(imp.vault, n))
		}
		slices.SortFunc(adm.by, bytes.Compare)
		adm.by = slices.CompactFunc(adm.by, bytes.Equal)
	}
	return adm
}

func (a administrative) same(b administrative) bool {
	return a.caisse == b.caisse && a.scheme == b.scheme && a.doctor == b.doctor && bytes.Equal(a.vitale, b.vitale) &&
		slices.EqualFunc(a.by, b.by, bytes.Equal)
}

func (p PersonRow) names(n *Names) {
	n.BirthName, n.BirthGivenNames, n.Sex, n.BirthDate = p.BirthName, p.BirthGivenNames, p.Sex, p.BirthDate
	n.UsedName = pick(p, "used_name", p.UsedName, n.UsedName)
	n.UsedGivenName = pick(p, "used_given_name", p.UsedGivenName, n.UsedGivenName)
	n.BirthPlace = pick(p, "birth_place", p.BirthPlace, n.BirthPlace)
}

func (p PersonRow) contact(c *Contact) {
	c.Email = pick(p, "email", p.Email, c.Email)
	c.Phone = pick(p, "phone", p.Phone, c.Phone)
	c.Address = pick(p, "address", p.Address, c.Address)
	c.Postcode = pick(p, "postcode", p.Postcode, c.Postcode)
	c.City = pick(p, "city", p.City, c.City)
}
