package enrolment

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
)

// Standing is what an agent may know of a space: where it is in its life, never
// what it holds (SUP-04). Instants that are not there are zero.
type Standing struct {
	State  access.State
	Names  identity.Names // of the person; they never print
	Adult  bool
	Died   bool // as the caisse knows
	HasDMP bool

	Since    time.Time // in this state
	Invited  time.Time // the message left
	LastDay  time.Time // when the time to oppose ends
	Opened   time.Time
	Closed   time.Time
	Ends     time.Time // when the content is to be erased: after the request, or at the end of the archive
	ObjectBy time.Time // suspended: when the time to object ends

	Account bool     // somebody activated it and can sign in, or could before closing
	Reach   string   // how the person is told, masked; empty without an account
	Known   []string // what the caisse knows, masked: e-mail, telephone, « courrier »

	Code LastCode

	May map[access.Act]bool // what whoever asks may do now, by the same policy
}

// agentActs are the acts that pages of agents offer.
var agentActs = []access.Act{access.ActivateSpace, access.PrintCode, access.RenewCode, access.EndSessions, access.SuspendSignIn, access.RestoreSignIn,
	access.OpposeSpace, access.UndoDeath, access.GiveView, access.ReadActions, access.CloseSpace, access.EraseSpace, access.KeepSpace, access.ReopenSpace, access.ResumeSpace, access.SuspendSpace,
	access.SetContact, access.SetTreating, access.RecallAct, access.OpenTicket, access.SuspendRepresentation, access.RestoreRepresentation}

// LastCode is what may be known of the newest code, never the code.
type LastCode struct {
	Channel string    // email, letter; empty: none was ever made
	Asked   time.Time // when it was asked for
	Sent    time.Time // when it left; zero while it waits
	Ends    time.Time
	Live    bool
}

// Standing reads where a person's space is, for whoever acts for them.
func (s *Service) Standing(ctx context.Context, by access.Actor, p id.Patient) (Standing, error) {
	req := gate.Request{By: by, Act: access.ReadIdentity, Patient: p, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (st Standing, err error) {
		r, err := standingOf(ctx, tx, p)
		if err != nil {
			return st, err
		}
		person, err := identity.PersonIn(ctx, tx, s.vault, p)
		if err != nil {
			return st, err
		}
		reach, err := identity.ReachOf(ctx, tx, s.vault, p)
		if err != nil {
			return st, err
		}
		code, err := newestCode(ctx, tx, p)
		if err != nil {
			return st, err
		}
		st = Standing{State: r.State, Names: person.Names, Adult: tx.On().Adult, Died: person.DiedOn != nil, HasDMP: r.HasDMP, Since: r.Since,
			Invited: instant(r.InvitedAt), LastDay: instant(r.Deadline), Opened: instant(r.OpenedAt), Closed: instant(r.ClosedAt),
			Ends: r.end(), ObjectBy: instant(r.ObjectBy), Account: r.Account, Known: maskedContact(person.Contact), Code: code.known(tx.Now())}
		if reach.Address != "" {
			st.Reach = reach.Masked()
		}
		st.May = map[access.Act]bool{}
		for _, act := range agentActs {
			st.May[act] = tx.May(act, access.Document{}) == ""
		}
		return st, nil
	})
}

func (c lastCode) known(now time.Time) LastCode {
	k := LastCode{Channel: c.Channel, Asked: c.QueuedAt, Sent: instant(c.SentAt), Ends: instant(c.ExpiresAt)}
	k.Live = c.UsedAt == nil && c.Tries < limit.CodeTries && !k.Sent.IsZero() && within(now, k.Ends)
	return k
}

// maskedContact shows an agent which contacts the caisse has, not what they are.
func maskedContact(c identity.Contact) (all []string) {
	if c.Email != "" {
		all = append(all, identity.Reach{Channel: identity.ByEmail, Address: c.Email}.Masked())
	}
	if number, wrong := identity.ParseMobile(c.Phone); wrong == "" {
		all = append(all, identity.Reach{Channel: identity.BySMS, Address: number}.Masked())
	}
	return all
}

func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// Slip is an activation slip printed at a counter, before the person: a code of
// 24 hours (PAT-01d). It never prints by itself: web/letter writes it.
type Slip struct {
	Message
	Until time.Time // when the code dies
}

// SlipCode is the code of a slip, derived again to be printed: nothing keeps it.
func (s *Service) SlipCode(j Invite) Code { return codeOf(s.vault, j.Invitation, j.Issue) }
