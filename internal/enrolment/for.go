package enrolment

import (
	"context"
	"encoding/json"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/notification"
	"espacesante/internal/vault"
)

// ForKind is what somebody did for a person: a helper under a mandate, an agent
// of 3422 or of the caisse, an operator. Its value is written: never rename.
type ForKind string

// The kinds.
const (
	ForCode       ForKind = "code"
	ForSlip       ForKind = "slip"
	ForActivation ForKind = "activation"
	ForOpposition ForKind = "opposition"
	ForClosing    ForKind = "closing"
	ForErasure    ForKind = "erasure"
	ForKeeping    ForKind = "keeping"
	ForReopening  ForKind = "reopening"
	ForSuspension ForKind = "suspension"
	ForResuming   ForKind = "resuming"
	ForDeath      ForKind = "death"
	ForContact    ForKind = "contact"
	ForDeferral   ForKind = "deferral"
	ForRecall     ForKind = "recall"
	ForView       ForKind = "view"     // 3422 may see the list of actions for a day
	ForAlive      ForKind = "alive"    // a death taken back
	ForTreating   ForKind = "treating" // the médecin traitant set or ended
	channelOnline         = "online"
)

// recallable are the kinds that can be undone within seven days.
var recallable = map[ForKind]bool{ForActivation: true, ForOpposition: true, ForClosing: true, ForErasure: true, ForKeeping: true,
	ForReopening: true, ForContact: true, ForTreating: true}

// ActFor is one thing that somebody did for the person. The agent never prints.
type ActFor struct {
	ID              id.ActFor
	At              time.Time
	Kind            ForKind
	Role            access.Role
	Channel         string // online, phone, france_services, caisse: the values of letter.Way
	Agent           identity.Agent
	Number          string    // of the receipt; may be empty
	RecallableUntil time.Time // zero: never
	RecalledAt      time.Time // zero: it stands
}

// Recallable reports whether the act can be undone at now.
func (a ActFor) Recallable(now time.Time) bool {
	return !a.RecallableUntil.IsZero() && a.RecalledAt.IsZero() && !now.After(a.RecallableUntil)
}

// forDetail is what is sealed of an act.
type forDetail struct {
	Agent  identity.Agent  `json:"agent"`
	Number string          `json:"number,omitempty"`
	Reach  *identity.Reach `json:"reach,omitempty"`  // how the person was told before
	Doctor *identity.RPPS  `json:"doctor,omitempty"` // who was the médecin traitant before; may be empty
}

// forAct is one act that somebody may do for a person.
type forAct struct {
	kind    ForKind
	act     access.Act
	target  string
	receipt string // its kind; none when empty
	tell    notification.Kind
	do      func(*gate.Tx, *forDetail) error
}

// doFor does an act for a person: the act, its receipt, the row that tells who
// did it, and the messages to every known channel, under one line.
func (s *Service) doFor(ctx context.Context, by access.Actor, p id.Patient, f forAct) (Receipt, error) {
	req := gate.Request{By: by, Act: f.act, Patient: p, Target: f.target}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Receipt, error) {
		var detail forDetail
		var r Receipt
		if err := f.do(tx, &detail); err != nil {
			return r, err
		}
		if f.receipt != "" {
			r = newReceipt(f.receipt, tx.Now())
			if err := insertReceipt(ctx, tx, r); err != nil {
				return r, err
			}
			tx.Name(r.Number)
			detail.Number = r.Number
		}
		return r, s.doneFor(ctx, tx, f.kind, f.tell, detail)
	})
}

// doneFor keeps who did an act for the person of tx's space, and tells them on
// every known channel. What the person does alone is told once.
func (s *Service) doneFor(ctx context.Context, tx *gate.Tx, kind ForKind, say notification.Kind, detail forDetail) error {
	by := tx.By()
	if !by.ForOthers() {
		return tell(ctx, tx, say)
	}
	var err error
	if detail.Agent, err = identity.AgentIn(ctx, tx, by.Account); err != nil {
		return err
	}
	plain, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	patient := tx.On().Patient
	space, err := s.vault.Make(ctx, tx, patient, tx.Line())
	if err != nil {
		return err
	}
	row := actForRow{ID: id.NewAt[id.ActFor](tx.Now()), At: tx.Now(), Kind: kind, Role: by.Role, AccountID: by.Account,
		Channel: channelOf(by.Role), Was: tx.On().State}
	row.Sealed = space.Seal(plain, "act for "+row.ID.String())
	if recallable[kind] {
		until := clock.EndOfDay(tx.Now(), limit.RecallDays)
		row.RecallableUntil = &until
	}
	if err := insertActFor(ctx, tx, patient, row); err != nil {
		return err
	}
	return notification.TellEverywhere(ctx, tx, patient, say)
}

// channelOf is how whoever acts for others reaches us.
func channelOf(r access.Role) string {
	switch r {
	case access.Support:
		return "phone"
	case access.Helper:
		return "france_services"
	case access.Caisse:
		return "caisse"
	}
	return channelOnline
}

// ActsFor gives what others did for the person, the newest first: to the
// person, and to agents who may know of it.
func (s *Service) ActsFor(ctx context.Context, by access.Actor, p id.Patient) ([]ActFor, error) {
	type kept struct {
		rows []actForRow
		key  vault.Wrapped
	}
	req := gate.Request{By: by, Act: access.ReadIdentity, Patient: p, Reads: true}
	got, err := gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (k kept, err error) {
		if k.rows, err = actsFor(ctx, tx, p, limit.ListRows); err != nil {
			return k, err
		}
		k.key, err = vault.Load(ctx, tx, p)
		return k, err
	})
	if err != nil || len(got.rows) == 0 {
		return nil, err
	}
	space, err := s.vault.Space(p, got.key)
	if err != nil {
		return nil, err
	}
	all := make([]ActFor, len(got.rows))
	for i, row := range got.rows {
		detail, err := row.detail(space)
		if err != nil {
			return nil, err
		}
		all[i] = row.open(detail)
	}
	return all, nil
}

func (r actForRow) detail(space *vault.Space) (d forDetail, err error) {
	plain, err := space.Open(r.Sealed, "act for "+r.ID.String())
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal(plain, &d)
}

func (r actForRow) open(d forDetail) ActFor {
	a := ActFor{ID: r.ID, At: r.At, Kind: r.Kind, Role: r.Role, Channel: r.Channel, Agent: d.Agent, Number: d.Number}
	if r.RecallableUntil != nil {
		a.RecallableUntil = *r.RecallableUntil
	}
	if r.RecalledAt != nil {
		a.RecalledAt = *r.RecalledAt
	}
	return a
}
