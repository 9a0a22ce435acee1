package enrolment

import (
	"context"
	"encoding/json"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/problem"
)

// Farewell is what is left of a person until they are told that their space is
// erased.
type Farewell struct {
	Patient id.Patient       `json:"patient"`
	Names   identity.Names   `json:"names"`
	Contact identity.Contact `json:"contact"`
	Reach   identity.Reach   `json:"reach"`
	Receipt Receipt          `json:"-"`
}

func (s *Service) farewell(ctx context.Context, tx *db.Tx, patient id.Patient) ([]byte, error) {
	p, err := identity.PersonIn(ctx, tx, s.vault, patient)
	if err != nil {
		return nil, err
	}
	reach, err := identity.ReachOf(ctx, tx, s.vault, patient)
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(Farewell{Patient: patient, Names: p.Names, Contact: p.Contact, Reach: reach})
	if err != nil {
		return nil, err
	}
	return s.vault.Seal(plain, "farewell "+patient.String()), nil
}

// FarewellDue is the job that tells a person that their space is erased (M15).
type FarewellDue struct {
	Patient id.Patient `json:"patient"`
}

// Kind names the job.
func (FarewellDue) Kind() string { return "enrolment.farewell" }

// Farewell opens what is to be told; Missing once it was.
func (s *Service) Farewell(ctx context.Context, patient id.Patient) (f Farewell, err error) {
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		row, err := erasure(ctx, tx, patient)
		if err == nil {
			f, err = s.openFarewell(row)
		}
		return err
	})
	return f, err
}

func (s *Service) openFarewell(row erasureRow) (f Farewell, err error) {
	if row.Farewell == nil {
		return f, problem.Missing("farewell")
	}
	plain, err := s.vault.Unseal(row.Farewell, "farewell "+row.PatientID.String())
	if err != nil {
		return f, err
	}
	err = json.Unmarshal(plain, &f)
	f.Patient, f.Receipt = row.PatientID, Receipt{Number: row.Number, Kind: "erasure", At: row.ErasedAt}
	return f, err
}

// FarewellsToPrint are those that wait for paper.
func (s *Service) FarewellsToPrint(ctx context.Context, most int) (all []Farewell, err error) {
	err = jobs.Batch(ctx, s.pool, func(tx *db.Tx) error {
		rows, err := erasuresToPrint(ctx, tx, most)
		if err != nil {
			return err
		}
		for _, row := range rows {
			f, err := s.openFarewell(row)
			if err != nil {
				return err
			}
			all = append(all, f)
		}
		return nil
	})
	return all, err
}

// FarewellOnPaper says that a farewell leaves by post.
func (s *Service) FarewellOnPaper(ctx context.Context, patient id.Patient) error {
	return jobs.Batch(ctx, s.pool, func(tx *db.Tx) error { return farewellOnPaper(ctx, tx, patient) })
}

// ToldFarewell forgets whom there was to tell.
func (s *Service) ToldFarewell(ctx context.Context, patients ...id.Patient) error {
	return jobs.Batch(ctx, s.pool, func(tx *db.Tx) error { return forgetFarewells(ctx, tx, patients) })
}
