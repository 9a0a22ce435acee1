package support

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"espacesante/internal/access"
	"espacesante/internal/accesslog"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Team is whose turn it is.
type Team string

// The teams. A request goes from one to another without being told again
// (SUP-07).
const (
	ToSupport Team = "support"
	ToCaisse  Team = "caisse"
	ToDPO     Team = "dpo" // the data protection officer
)

// Subject is what a request is about. It is all that is written of it: no words
// of the person are kept.
type Subject string

// The subjects.
const (
	Appointment   Subject = "appointment" // at the counter of the caisse
	Suspicion     Subject = "suspicion"   // somebody else may have come in
	Protection    Subject = "protection"  // danger at home (SUP-06, CPAM-05)
	WrongIdentity Subject = "identity"
	ForChild      Subject = "child"
	PersonalData  Subject = "data"
	FalseMessage  Subject = "message"
	Otherwise     Subject = "other"
)

// subjects says who takes each first, and in how many days an answer is due.
var subjects = map[Subject]struct {
	team Team
	days int
}{
	Appointment: {ToCaisse, 7}, Suspicion: {ToCaisse, 3}, Protection: {ToCaisse, 1}, WrongIdentity: {ToCaisse, 14},
	ForChild: {ToCaisse, 7}, PersonalData: {ToDPO, 30}, FalseMessage: {ToSupport, 3}, Otherwise: {ToSupport, 7},
}

// Subjects lists those that an agent may choose, in the order of his page.
// Protection has a path of its own.
func Subjects() []Subject {
	return []Subject{Appointment, Suspicion, WrongIdentity, ForChild, PersonalData, FalseMessage, Otherwise}
}

// Step is where a request is.
type Step string

// The steps. Awaited: the team waits for the person.
const (
	Received Step = "received"
	InHand   Step = "in-hand"
	Awaited  Step = "awaited"
	Done     Step = "done"
)

// Steps lists them in their order.
func Steps() []Step { return []Step{Received, InHand, Awaited, Done} }

// Ticket is a request that outlasts a call: a number, whose turn it is, the next
// step and its day.
type Ticket struct {
	Number   string
	Team     Team
	Subject  Subject
	Step     Step
	OpenedAt time.Time
	DueOn    time.Time
	ClosedAt *time.Time
}

// CallBack is where and when it is safe to call somebody in danger, and whom it
// is about. It never prints.
type CallBack struct {
	Phone  string `json:"phone"`
	Moment string `json:"moment"` // morning, noon, evening
	INS    string `json:"ins,omitempty"`
}

// String never shows where.
func (CallBack) String() string { return "[…]" }

// OpenTicket opens a request for whom the agent has on the line or before him;
// for nobody in particular when the caller is not known.
func (s *Service) OpenTicket(ctx context.Context, by access.Actor, a id.Attendance, about Subject) (Ticket, error) {
	if !slices.Contains(Subjects(), about) {
		return Ticket{}, problem.Field("sujet", "choose")
	}
	found, err := s.Live(ctx, by, a)
	if err != nil {
		return Ticket{}, err
	}
	if found.Patient.IsZero() || found.Kind == File {
		return s.openFor(ctx, by, about, nil)
	}
	req := gate.Request{By: by, Act: access.OpenTicket, Patient: found.Patient}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Ticket, error) {
		t := newTicket(about, tx.Now())
		tx.Name(t.Number)
		if err := insertTicket(ctx, tx, t, nil); err != nil {
			return t, err
		}
		return t, insertTicketSpace(ctx, tx, found.Patient, t.Number)
	})
}

// Protect opens a request for somebody in danger at home (SUP-06). It is linked
// to no space: nothing of it is in a history, a list or a message.
func (s *Service) Protect(ctx context.Context, by access.Actor, a id.Attendance, safe CallBack) (Ticket, error) {
	if _, err := s.Live(ctx, by, a); err != nil {
		return Ticket{}, err
	}
	return s.openFor(ctx, by, Protection, &safe)
}

func (s *Service) openFor(ctx context.Context, by access.Actor, about Subject, safe *CallBack) (t Ticket, err error) {
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		t = newTicket(about, tx.Now())
		var sealed []byte
		if safe != nil {
			plain, err := json.Marshal(safe)
			if err != nil {
				return err
			}
			sealed = s.vault.Seal(plain, "ticket "+t.Number)
		}
		if err := insertTicket(ctx, tx, t, sealed); err != nil {
			return err
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.OpenTicket})
	})
	return t, err
}

func newTicket(about Subject, at time.Time) Ticket {
	b := make([]byte, 32)
	rand.Read(b)
	n := id.Unambiguous(b, 8)
	y, m, d := at.In(clock.Paris).AddDate(0, 0, subjects[about].days).Date()
	return Ticket{Number: "D-" + n[:4] + "-" + n[4:], Team: subjects[about].team, Subject: about, Step: Received, OpenedAt: at,
		DueOn: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
}

// teams are whose requests a role reads.
var teams = map[access.Role]Team{access.Support: ToSupport, access.Caisse: ToCaisse, access.Operator: ToDPO}

func teamOf(by access.Actor) (Team, error) {
	team, works := teams[by.Role]
	if !works {
		return "", problem.Refuse(access.NotForRole)
	}
	return team, nil
}

// Waiting lists the requests that wait for the agent's team, the first due first.
func (s *Service) Waiting(ctx context.Context, by access.Actor) (all []Ticket, err error) {
	team, err := teamOf(by)
	if err != nil {
		return nil, err
	}
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		all, err = waiting(ctx, tx, team, limit.ListRows)
		return err
	})
	return all, err
}

// Move brings a request of the agent's team to its next step, or hands it to
// another team (SUP-07).
func (s *Service) Move(ctx context.Context, by access.Actor, number string, step Step, team Team) error {
	mine, err := teamOf(by)
	if err != nil {
		return err
	}
	if !slices.Contains(Steps(), step) || !slices.Contains([]Team{ToSupport, ToCaisse, ToDPO}, team) {
		return problem.Field("etape", "choose")
	}
	return s.pool.InTx(ctx, func(tx *db.Tx) error {
		moved, err := moveTicket(ctx, tx, tidyTicket(number), mine, step, team)
		if err != nil {
			return err
		}
		if !moved {
			return problem.Clash("ticket-moved")
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.MoveTicket})
	})
}

// Find is where a request is, by its number: never of whom.
func (s *Service) Find(ctx context.Context, number string) (t Ticket, err error) {
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		t, err = ticket(ctx, tx, tidyTicket(number))
		return err
	})
	if errors.Is(err, pgx.ErrNoRows) || err == nil && t.Subject == Protection { // its number is told to nobody
		return Ticket{}, problem.Field("numero", "ticket-unknown")
	}
	return t, err
}

// Taken is one request of the agent's team, with where to call back when that is
// sealed in it.
func (s *Service) Taken(ctx context.Context, by access.Actor, number string) (t Ticket, safe *CallBack, err error) {
	team, err := teamOf(by)
	if err != nil {
		return t, nil, err
	}
	var sealed []byte
	err = s.pool.InTx(ctx, func(tx *db.Tx) error {
		if t, err = ticket(ctx, tx, tidyTicket(number)); err != nil {
			return err
		}
		if t.Team != team {
			return problem.Missing("ticket")
		}
		if sealed, err = sealedOf(ctx, tx, t.Number); err != nil || sealed == nil {
			return err
		}
		return accesslog.Record(ctx, tx, accesslog.Operation{By: by, Act: access.ReadTickets})
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return t, nil, problem.Missing("ticket")
	}
	if err != nil || sealed == nil {
		return t, nil, err
	}
	plain, err := s.vault.Unseal(sealed, "ticket "+t.Number)
	if err != nil {
		return t, nil, err
	}
	return t, safe, json.Unmarshal(plain, &safe)
}

// Of whom: the requests of the person of a space, for the person.
func (s *Service) Requests(ctx context.Context, by access.Actor, patient id.Patient) ([]Ticket, error) {
	req := gate.Request{By: by, Act: access.ReadTickets, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) ([]Ticket, error) { return ticketsOf(ctx, tx, patient, limit.ListRows) })
}

func tidyTicket(typed string) string {
	n := identity.TidyCode(typed)
	if len(n) == 9 && n[0] == 'D' {
		n = n[1:]
	}
	if len(n) != 8 {
		return n
	}
	return "D-" + n[:4] + "-" + n[4:]
}

// Guessing slows whoever tries numbers of requests one after the other.
func (s *Service) Guessing(ctx context.Context) error {
	return s.people.Throttle(ctx, identity.Brake{What: "ticket from " + identity.OriginOf(ctx).Network, Window: time.Hour, Most: 60})
}
