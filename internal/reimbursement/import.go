package reimbursement

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/cda"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/problem"
)

// Imported counts the lines of a feed. A line is one of them.
type Imported struct {
	Added     int
	Unchanged int // there already
	Waiting   int // of a space that is not open: the next feed has them again
	Old       int // of more than 12 months ago
	Refused   int
}

// Lines is how many lines were dealt with.
func (n Imported) Lines() int { return n.Added + n.Unchanged + n.Waiting + n.Old + n.Refused }

// Watch is told how an import goes; each function may be nil.
type Watch struct {
	Refused func(identity.Rejected) error // ends the import when it fails
	Step    func(Imported)
}

// batch is how many lines go in at once: in one transaction, whole or not at all.
const batch = 500

// Import takes in a file of the feed, by sets, a line of the log for each space. Lines refused are told and the others
// go in; what went in before an error stays in: the same file may be given again, and adds nothing twice.
func (s *Service) Import(ctx context.Context, pool *db.Pool, r io.Reader, w Watch) (n Imported, err error) {
	var rows []Row
	flush := func() error {
		err := s.takeIn(ctx, pool, rows, &n, w)
		rows = rows[:0]
		return err
	}
	for row, err := range ReadCSV(r) {
		var bad identity.Rejected
		switch {
		case errors.As(err, &bad):
			if err := n.refuse(w, bad); err != nil {
				return n, err
			}
			continue
		case err != nil:
			return n, errors.Join(err, flush())
		}
		if rows = append(rows, row); len(rows) == batch {
			if err := flush(); err != nil {
				return n, err
			}
		}
	}
	return n, flush()
}

// ImportReport takes in a document: of somebody whose number and traits it has, and of nobody else (decisions.md §7).
func (s *Service) ImportReport(ctx context.Context, pool *db.Pool, r Report) (n Imported, err error) {
	err = jobs.Batch(ctx, pool, func(tx *db.Tx) error {
		patient, err := s.patientOf(ctx, tx, r.document.Patient)
		if err != nil {
			return err
		}
		if patient.IsZero() {
			return problem.Missing("nobody-found")
		}
		p, err := identity.PersonIn(ctx, tx, s.vault, patient)
		if err != nil {
			return err
		}
		differ := cda.MatchTraits(r.document, cda.Traits{INS: p.INS.Reveal(), INSRoot: p.OID, BirthName: p.BirthName,
			FirstGivenName: p.Given(), BirthDate: p.BirthDate.Format(time.DateOnly), Sex: string(p.Sex)})
		if len(differ) > 0 {
			return problem.Field("fichier", "cda-trait-"+differ[0])
		}
		_, err = s.write(ctx, tx, r.Rows, &n)
		return err
	})
	return n, err
}

func (s *Service) patientOf(ctx context.Context, tx *db.Tx, who cda.Patient) (id.Patient, error) {
	number, err := identity.ParseNIR(who.INS.Extension)
	if number.IsZero() || err != nil && identity.Strict(who.INS.Root) {
		return id.Patient{}, nil
	}
	all, err := owners(ctx, tx, [][]byte{identity.INSMAC(s.vault, number)})
	if err != nil || len(all) == 0 {
		return id.Patient{}, err
	}
	return all[0].PatientID, nil
}

func (n *Imported) refuse(w Watch, bad identity.Rejected) error {
	n.Refused++
	if w.Refused == nil {
		return nil
	}
	return w.Refused(bad)
}

// takeIn writes rows, whole or not at all.
func (s *Service) takeIn(ctx context.Context, pool *db.Pool, rows []Row, n *Imported, w Watch) error {
	if len(rows) == 0 {
		return nil
	}
	next := *n
	var unknown []int
	err := jobs.Batch(ctx, pool, func(tx *db.Tx) (err error) {
		next = *n
		unknown, err = s.write(ctx, tx, rows, &next)
		return err
	})
	if err != nil {
		return fmt.Errorf("lines %d to %d are not in: %w", rows[0].line, rows[len(rows)-1].line, err)
	}
	*n = next
	for _, line := range unknown {
		if err := n.refuse(w, identity.Rejected{{Line: line, Column: "ins", Reason: "nobody: no insured person has this number"}}); err != nil {
			return err
		}
	}
	if w.Step != nil {
		w.Step(*n)
	}
	return nil
}

// write puts in what is new of rows, and answers which lines are about nobody known.
func (s *Service) write(ctx context.Context, tx *db.Tx, rows []Row, n *Imported) (unknown []int, err error) {
	if err := lock(ctx, tx); err != nil { // two imports of one line: one after the other
		return nil, err
	}
	macs := make([][]byte, len(rows))
	for i, r := range rows {
		macs[i] = identity.INSMAC(s.vault, r.INS)
	}
	found, err := owners(ctx, tx, macs)
	if err != nil {
		return nil, err
	}
	whose := map[string]owner{}
	for _, o := range found {
		whose[string(o.INSMAC)] = o
	}
	var in set
	for i, r := range rows {
		o, known := whose[string(macs[i])]
		switch {
		case !known:
			unknown = append(unknown, r.line)
		case r.On.Before(Since(tx.Now())) || r.On.After(clock.Day(tx.Now()).AddDate(0, 0, 1)):
			n.Old++
		case access.Decide(access.Question{By: gate.System(), Act: access.ImportReimbursement, At: tx.Now(),
			On: access.Facts{Patient: o.PatientID, State: o.State}}) != "":
			n.Waiting++
		default:
			in.add(entry{Row: r, patient: o.PatientID, reference: s.vault.MAC("reimbursement", o.PatientID.String()+"|"+r.Reference),
				acts: s.acts(o.PatientID, r)})
		}
	}
	fresh, err := in.fresh(ctx, tx)
	if err != nil {
		return nil, err
	}
	n.Unchanged += len(in) - len(fresh)
	n.Added += len(fresh)
	return unknown, s.keep(ctx, tx, fresh)
}

// entry is a row that may go in.
type entry struct {
	Row
	patient   id.Patient
	reference []byte
	acts      [][]byte
}

// keep seals entries and writes them, each space's under a line of its own.
func (s *Service) keep(ctx context.Context, tx *db.Tx, fresh []entry) error {
	of := map[id.Patient]id.Line{}
	var rows sealedRows
	for _, e := range fresh {
		line, told := of[e.patient]
		if !told {
			line = id.NewAt[id.Line](tx.Now())
			of[e.patient] = line
			if err := accesslog.Append(ctx, tx, accesslog.Line{ID: line, At: tx.Now(), By: gate.System(), Act: access.ImportReimbursement,
				Patient: e.patient}); err != nil {
				return err
			}
		}
		space, err := s.vault.Make(ctx, tx, e.patient, line)
		if err != nil {
			return err
		}
		plain, err := json.Marshal(e.Line)
		if err != nil {
			return err
		}
		number := id.NewAt[id.Reimbursement](tx.Now())
		rows.add(e, number, space.Seal(plain, about(number)), line)
	}
	return rows.insert(ctx, tx)
}
