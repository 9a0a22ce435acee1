// Package consent keeps who may open a space by the person's say: agreements
// given and withdrawn, professionals blocked, settings, codes shown at a desk.
// It knows documents only
// to mask all of them at once.
package consent

import (
	"context"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/gate"
	"espacesante/internal/id"
	"espacesante/internal/notification"
	"espacesante/internal/problem"
	"espacesante/internal/vault"
)

// Service does what may be done about who sees what.
type Service struct {
	gate  *gate.Gate
	vault *vault.Vault
	// Unread counts, in the act of reading the settings, the notices that their
	// reader has not read: every page shows both.
	Unread func(context.Context, *gate.Tx, id.Patient) (int, error)
}

// New returns the service behind g.
func New(g *gate.Gate, v *vault.Vault) *Service { return &Service{gate: g, vault: v} }

// How is the way an agreement was given. Its value is written: never rename.
type How string

// The ways.
const (
	Oral    How = "oral"    // declared by the professional
	Written How = "written" // declared by the professional, who keeps the paper
	Coded   How = "code"    // the person's one-time code was entered
	InSpace How = "patient" // by the person, in the space
)

// scope is what an agreement is for. Its value is written: never rename.
type scope string

const (
	forTeam scope = "team" // the care team, until withdrawn (R.1111-46)
	forDay  scope = "day"  // today's consultation, outside the team
	forCode scope = "code" // until the code runs out (R.1111-32)

	forColleague scope = "entrusted" // collected for another, for the day of his consultation (L.1111-17 II)
)

// DeclareConsent records the agreement that the person gave a professional
// outside the care team, for today's consultation (R.1111-46, #29). It ends
// with the day in Paris; the person is told at once.
func (s *Service) DeclareConsent(ctx context.Context, by access.Actor, patient id.Patient, how How) error {
	if how != Oral && how != Written {
		return problem.Field("accord", "choose")
	}
	return s.declare(ctx, by, access.ConsentDeclare, patient, func(tx *gate.Tx) (agreement, error) {
		end := clock.EndOfDay(tx.Now(), 0)
		return agreement{scope: forDay, how: how, structure: by.Structure, ends: &end}, nil
	})
}

// RecordTeamConsent records the initial agreement given to a care team: it
// holds for all who work in the same structure, until withdrawn (R.1111-46).
// The professional declares that the person was informed.
func (s *Service) RecordTeamConsent(ctx context.Context, by access.Actor, patient id.Patient, how How, informed bool) error {
	if err := toldOf(how, informed); err != nil {
		return err
	}
	return s.declare(ctx, by, access.ConsentTeam, patient, func(*gate.Tx) (agreement, error) {
		return agreement{scope: forTeam, how: how, informed: true, structure: by.Structure}, nil
	})
}

// declare keeps what a professional declares of the person's say, and tells
// the person. Declared twice it is kept and told once.
func (s *Service) declare(ctx context.Context, by access.Actor, act access.Act, patient id.Patient, make func(*gate.Tx) (agreement, error)) error {
	req := gate.Request{By: by, Act: act, Patient: patient}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		a, err := make(tx)
		if err != nil {
			return err
		}
		a.account = by.Account
		fresh, err := give(ctx, tx, patient, a)
		if err != nil || !fresh {
			return err
		}
		return notification.Tell(ctx, tx, patient, notification.Declared)
	})
}

// AddToTeam makes one professional a member of the care team, at the person's
// own word, in the space. His colleagues do not come in with him.
func (s *Service) AddToTeam(ctx context.Context, by access.Actor, patient id.Patient, professional id.Account) error {
	return s.about(ctx, by, access.ConsentTeam, patient, professional, func(tx *gate.Tx) error {
		fresh, err := give(ctx, tx, patient, agreement{scope: forTeam, how: InSpace, account: professional})
		if err != nil || !fresh {
			return err
		}
		return keepChange(ctx, tx, patient, OfTeam, &professional, "")
	})
}

// WithdrawConsent ends every agreement given to a professional, at any time
// and without a reason (R.1111-46).
func (s *Service) WithdrawConsent(ctx context.Context, by access.Actor, patient id.Patient, professional id.Account) error {
	return s.about(ctx, by, access.WithdrawConsent, patient, professional, func(tx *gate.Tx) error {
		some, err := withdraw(ctx, tx, patient, professional)
		if err != nil || !some {
			return err
		}
		return keepChange(ctx, tx, patient, OfWithdraw, &professional, "")
	})
}

// Block shuts a professional out in every mode, deposit included; he is not
// told (decisions.md §3). Blocked again, nothing changes.
func (s *Service) Block(ctx context.Context, by access.Actor, patient id.Patient, professional id.Account) error {
	return s.about(ctx, by, access.BlockProfessional, patient, professional, func(tx *gate.Tx) error {
		fresh, err := block(ctx, tx, patient, professional)
		if err != nil || !fresh {
			return err
		}
		return keepChange(ctx, tx, patient, OfBlock, &professional, "")
	})
}

// Bar blocks a professional within another act of the person, under its line:
// a report of an access blocks in the same step.
func Bar(ctx context.Context, tx *gate.Tx, professional id.Account) error {
	_, err := block(ctx, tx, tx.On().Patient, professional)
	return err
}

// Unblock ends a block. Agreements given before it, and not withdrawn, hold again.
func (s *Service) Unblock(ctx context.Context, by access.Actor, patient id.Patient, professional id.Account) error {
	return s.about(ctx, by, access.UnblockProfessional, patient, professional, func(tx *gate.Tx) error {
		some, err := unblocked(ctx, tx, patient, professional)
		if err != nil || !some {
			return err
		}
		return keepChange(ctx, tx, patient, OfUnblock, &professional, "")
	})
}

// about passes an act about one professional of the directory.
func (s *Service) about(ctx context.Context, by access.Actor, act access.Act, patient id.Patient, professional id.Account, fn func(*gate.Tx) error) error {
	req := gate.Request{By: by, Act: act, Patient: patient, Target: professional.String()}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		there, err := inDirectory(ctx, tx, professional)
		if err == nil && !there {
			err = problem.Missing("professional")
		}
		if err != nil {
			return err
		}
		return fn(tx)
	})
}

// Settings is who may open the space, as the person set it.
type Settings struct {
	Sharing   bool             // false: « personne pour le moment », the person's code excepted
	Emergency access.Emergency // bris de glace
	SAMU      bool
	MaskAll   bool // new documents start masked
	Unread    int  // notices that the reader has not read
}

// Settings reads the settings; what was never set is the default of the law.
func (s *Service) Settings(ctx context.Context, by access.Actor, patient id.Patient) (Settings, error) {
	req := gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (set Settings, err error) {
		on := tx.On()
		set = Settings{Sharing: on.Sharing, Emergency: on.Emergency, SAMU: on.SAMU, MaskAll: on.MaskAll}
		if s.Unread != nil {
			set.Unread, err = s.Unread(ctx, tx, patient)
		}
		return set, err
	})
}

// SetSharing lets the care team in, or « personne pour le moment ».
func (s *Service) SetSharing(ctx context.Context, by access.Actor, patient id.Patient, sharing bool) error {
	req := gate.Request{By: by, Act: access.SetSharing, Patient: patient, Target: word(sharing)}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		if tx.On().Sharing == sharing {
			return nil
		}
		if err := setSharing(ctx, tx, patient, sharing); err != nil {
			return err
		}
		return keepChange(ctx, tx, patient, OfSharing, nil, word(!sharing))
	})
}

// SetEmergency says whether the space opens in an emergency (R.1111-48, #30):
// to who breaks the glass, and to the SAMU, each of its own.
func (s *Service) SetEmergency(ctx context.Context, by access.Actor, patient id.Patient, emergency access.Emergency, samu bool) error {
	switch emergency {
	case access.EmergencyYesWithMasked, access.EmergencyYes, access.EmergencyNo:
	default:
		return problem.Field("urgence", "choose")
	}
	req := gate.Request{By: by, Act: access.SetEmergency, Patient: patient, Target: string(emergency) + "," + word(samu)}
	return s.gate.Pass(ctx, req, func(tx *gate.Tx) error {
		on := tx.On()
		if on.Emergency == emergency && on.SAMU == samu {
			return nil
		}
		if err := setEmergency(ctx, tx, patient, emergency, samu); err != nil {
			return err
		}
		return keepChange(ctx, tx, patient, OfEmergency, nil, string(on.Emergency)+","+word(on.SAMU))
	})
}

// word is an answer as the line's target says it.
func word(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// Professional is one professional as the person sees them.
type Professional struct {
	Account      id.Account
	Name         string
	GivenName    string
	Title        string
	Profession   string // code of internal/codes
	Specialty    string
	Structure    string
	City         string
	Standing     Standing
	Since        *time.Time // of the agreement, or of the block
	FirstOpening *time.Time
	LastOpening  *time.Time
	Blocked      bool
	AskedBy      string // the doctor who blocked at the person's word; empty when the person did
}

// Standing is why a professional may open the space.
type Standing string

// The standings, the strongest first; the empty one opens nothing today.
const (
	TreatingDoctor Standing = "treating_doctor"
	CareTeam       Standing = "care_team"
	Colleague      Standing = "colleague" // works where somebody of the care team works
	Today          Standing = "consent"
	WithCode       Standing = "code"
	ByColleague    Standing = "entrusted" // a colleague collected the agreement, for one day
	FollowsChild   Standing = "pmi"       // of the protection maternelle et infantile, until the child is six
	Past           Standing = ""          // opened once, or was allowed to
)

// Circle is everybody who may open the space, did, or is kept out.
type Circle struct {
	Allowed []Professional
	Past    []Professional
	Blocked []Professional
}

// Circle lists the professionals that the person may want to know of.
func (s *Service) Circle(ctx context.Context, by access.Actor, patient id.Patient) (Circle, error) {
	req := gate.Request{By: by, Act: access.ReadAccess, Patient: patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (c Circle, err error) {
		all, err := circle(ctx, tx, patient)
		for _, p := range all {
			switch {
			case p.Blocked:
				c.Blocked = append(c.Blocked, p)
			case p.Standing == Past:
				c.Past = append(c.Past, p)
			default:
				c.Allowed = append(c.Allowed, p)
			}
		}
		return c, err
	})
}
