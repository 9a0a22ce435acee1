package identity

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/problem"
)

// Found is the answer to a professional who looks a person up.
type Found struct {
	Patient  id.Patient // zero when the space is closed
	ClosedAt time.Time  // set when it is: professionals are told since when and why, and nothing else (DMPi TD0.2)
	Motive   string     // why it was closed
}

// NobodyFound is the code of the one answer to a search that leads nowhere:
// nobody of that number, no space, opposed, blocked (decisions.md §3).
const NobodyFound = "nobody-found"

// What one professional may look up before being made to wait.
const (
	findWindow = time.Hour
	findMost   = 100
)

// FindByINS is the person of a number, for a professional who may know of the
// space. Every search is a line, whether it found or not.
func (s *Service) FindByINS(ctx context.Context, by access.Actor, n INS) (Found, error) {
	return s.lookUp(ctx, by, func(tx *db.Tx) (id.Patient, error) { return s.PatientByINS(ctx, tx, n) })
}

// FindByTraits is the same for somebody without a number: all four traits,
// exactly. Shared by two people, they find neither.
func (s *Service) FindByTraits(ctx context.Context, by access.Actor, t Traits) (Found, error) {
	return s.lookUp(ctx, by, func(tx *db.Tx) (id.Patient, error) {
		if !t.Whole() {
			return id.Patient{}, nil
		}
		all, err := patientsByTraits(ctx, tx, TraitsMAC(s.vault, t))
		if err != nil || len(all) != 1 {
			return id.Patient{}, err
		}
		return all[0], nil
	})
}

// FindByReference is the person whose square was scanned: it says which space.
func (s *Service) FindByReference(ctx context.Context, by access.Actor, patient id.Patient) (Found, error) {
	return s.lookUp(ctx, by, func(*db.Tx) (id.Patient, error) { return patient, nil })
}

func (s *Service) lookUp(ctx context.Context, by access.Actor, look func(*db.Tx) (id.Patient, error)) (Found, error) {
	if err := s.Throttle(ctx, Brake{"find " + by.Account.String(), findWindow, findMost}); err != nil {
		return Found{}, err
	}
	floor := time.NewTimer(equalize)
	defer floor.Stop()
	found, err := s.looked(ctx, by, look)
	if problem.CodeOf(err) == NobodyFound { // unknown, opposed, blocked: one answer, at one pace
		select {
		case <-floor.C:
		case <-ctx.Done():
		}
	}
	return found, err
}

func (s *Service) looked(ctx context.Context, by access.Actor, look func(*db.Tx) (id.Patient, error)) (Found, error) {
	var patient id.Patient
	err := s.pool.InTx(ctx, func(tx *db.Tx) (err error) {
		if patient, err = look(tx); err != nil {
			return err
		}
		op := accesslog.Operation{By: by, Act: access.FindPerson, Subject: patient}
		if patient.IsZero() {
			op.Reason = access.NoSpace
		}
		return accesslog.Record(ctx, tx, op)
	})
	if err != nil {
		return Found{}, err
	}
	return s.Known(ctx, by, patient)
}

// Known asks the gate whether by may know of a space. Nobody's passes it too,
// under a number that is nobody's, so that the answer takes as long.
func (s *Service) Known(ctx context.Context, by access.Actor, patient id.Patient) (Found, error) {
	asked := patient
	if asked.IsZero() {
		asked = id.New[id.Patient]()
	}
	req := gate.Request{By: by, Act: access.FindPerson, Patient: asked, Reads: true}
	err := s.gate.Pass(ctx, req, func(*gate.Tx) error { return nil })
	switch {
	case err == nil:
		return Found{Patient: patient}, nil
	case problem.Reason(err) == access.SpaceClosed:
		return s.closing(ctx, patient)
	case problem.Reason(err) != "", problem.KindOf(err) == problem.NotFound:
		return Found{}, problem.Field("", NobodyFound)
	}
	return Found{}, err
}

func (s *Service) closing(ctx context.Context, patient id.Patient) (f Found, err error) {
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		f, err = db.Row[Found](ctx, tx, `
			SELECT @none::uuid AS patient, closed_at, closing_motive AS motive FROM spaces
			WHERE patient_id = @patient AND closed_at IS NOT NULL`,
			pgx.NamedArgs{"patient": patient, "none": id.Patient{}})
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) { // reopened, or erased, between the two
		return Found{}, problem.Field("", NobodyFound)
	}
	return f, err
}

// Meeting is a person as a professional sees them before opening anything: who
// they are, and whether their space opens to him as things stand.
type Meeting struct {
	Person
	Adult   bool
	Sharing bool          // false: « personne pour le moment », the person's code excepted
	Motive  access.Motive // why the space would open now; empty when it would not
	Closed  access.Reason // why it would not
	Told    time.Time     // the instant this was so

	MayFollow bool // a PMI doctor, where it works, may say that he follows this child (L.1111-18)
}

// Meet reads the traits of a person for a professional, to be compared with
// the person in front of him (R.1111-46).
func (s *Service) Meet(ctx context.Context, by access.Actor, patient id.Patient) (Meeting, error) {
	req := gate.Request{By: by, Act: access.ReadIdentity, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (m Meeting, err error) {
		m.Person, err = PersonIn(ctx, tx, s.vault, patient)
		opening := access.Question{By: by, Act: access.OpenRecord, Mode: access.Normal, On: tx.On(), At: tx.Now()}
		m.Adult, m.Sharing, m.Told = tx.On().Adult, tx.On().Sharing, tx.Now()
		m.Motive, m.Closed = access.MotiveOf(opening), access.Decide(opening)
		m.MayFollow = tx.May(access.FollowChild, access.Document{}) == ""
		return m, err
	})
}

// Place is a structure where a professional works.
type Place struct {
	FINESS string
	SIRET  string // empty when not known
	Name   string
	City   string
}

// Places lists where a professional works.
func (s *Service) Places(ctx context.Context, a id.Account) (all []Place, err error) {
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		all, err = db.Rows[Place](ctx, tx, `
			SELECT s.finess, s.siret, s.name, s.city FROM professional_structures p JOIN structures s ON s.finess = p.finess
			WHERE p.account_id = @account ORDER BY s.name, s.finess`, pgx.NamedArgs{"account": a})
		return err
	})
	return all, err
}

// Professionals reads the directory's entries of several accounts; those that
// are no professional's are not in it.
func (s *Service) Professionals(ctx context.Context, accounts []id.Account) (all []Known, err error) {
	err = s.pool.Look(ctx, func(tx db.Runner) error {
		all, err = db.Rows[Known](ctx, tx, knownSQL, pgx.NamedArgs{"accounts": accounts})
		return err
	})
	return all, err
}

// AskKnown is Professionals among the other questions of a batch: they are in
// all once it was sent.
func AskKnown(accounts []id.Account, all *[]Known) func(*pgx.Batch) {
	return func(b *pgx.Batch) {
		b.Queue(knownSQL, pgx.NamedArgs{"accounts": accounts}).Query(func(rows pgx.Rows) (err error) {
			*all, err = pgx.CollectRows(rows, pgx.RowToStructByName[Known])
			return err
		})
	}
}

const knownSQL = `
	SELECT account_id AS account, rpps, name, given_name, title, profession, specialty, '' AS structure, '' AS structure_city
	FROM professionals WHERE account_id = ANY(@accounts) ORDER BY name, given_name, account_id`
