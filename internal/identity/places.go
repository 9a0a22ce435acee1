package identity

import (
	"context"

	"espacesante/internal/access"
	"espacesante/internal/gate"
	"espacesante/internal/notification"
)

// Places are where a person can be told something: what they chose, and what the
// caisse knows.
type Places struct {
	Email Reach // zero when none is known
	SMS   Reach
	Post  bool
	Usual notification.Channel // the one that serves when nothing was chosen
}

// PlacesOf puts together what was chosen and what the caisse knows: the first
// goes before the second.
func PlacesOf(chosen Reach, c Contact) (p Places) {
	p.Post = len(c.Address) > 0
	if c.Email != "" {
		p.Email, p.Usual = Reach{ByEmail, c.Email}, notification.Email
	}
	if number, wrong := ParseMobile(c.Phone); wrong == "" {
		p.SMS = Reach{BySMS, number}
	}
	switch chosen.Channel {
	case ByEmail:
		p.Email, p.Usual = chosen, notification.Email
	case BySMS:
		p.SMS, p.Usual = chosen, notification.SMS
	}
	return p
}

// Only is p without what the caisse knows: of a minor's own sign-in, whose
// contact at the caisse is a parent's (TEEN-05).
func Only(chosen Reach) Places { return PlacesOf(chosen, Contact{}) }

// Known is on which channels a person can be told.
func (p Places) Known() notification.Known {
	return notification.Known{Usual: p.Usual, Choice: notification.Choice{Email: p.Email.Address != "", SMS: p.SMS.Address != "", Letter: p.Post}}
}

// On is the address on a channel; zero on paper.
func (p Places) On(by notification.Channel) Reach {
	switch by {
	case notification.Email:
		return p.Email
	case notification.SMS:
		return p.SMS
	}
	return Reach{}
}

// Reaches are where the person can be told.
func (s *Service) Reaches(ctx context.Context, by access.Actor) (Places, error) {
	req := gate.Request{By: by, Act: access.ReadIdentity, Patient: by.Patient, Reads: true}
	return gate.Get(ctx, s.gate, req, func(tx *gate.Tx) (Places, error) {
		chosen, err := ReachOf(ctx, tx, s.vault, by.Patient)
		if err != nil {
			return Places{}, err
		}
		who, err := PersonIn(ctx, tx, s.vault, by.Patient)
		return PlacesOf(chosen, who.Contact), err
	})
}
