package identity

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"espacesante/internal/access"
	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
)

// Passkey is a device or a security key that answers for somebody (WebAuthn).
type Passkey struct {
	ID     id.Device
	Name   string // what its holder calls it
	MadeAt time.Time
	UsedAt *time.Time

	credential webauthn.Credential
}

// Ceremony is a question put to a passkey. Options go to the browser; Session
// stays on the server until the answer.
type Ceremony struct {
	Options string
	Session []byte
}

// At says at which address the site is reached: passkeys answer there and
// nowhere else, so that an imitation gets nothing from them. At an address where
// none can answer, none is offered.
func (s *Service) At(base, name string) {
	s.keys = nil
	u, err := url.Parse(base)
	if err != nil {
		return
	}
	keys, err := webauthn.New(&webauthn.Config{RPID: u.Hostname(), RPDisplayName: name, RPOrigins: []string{u.Scheme + "://" + u.Host}})
	if err == nil {
		s.keys = keys
	}
}

// holder is an account as the library wants it.
type holder struct {
	account id.Account
	name    string // of the service: a device shows no name of a person
	keys    []Passkey
}

func (h holder) WebAuthnID() []byte          { return h.account[:] }
func (h holder) WebAuthnName() string        { return h.name }
func (h holder) WebAuthnDisplayName() string { return h.name }

func (h holder) WebAuthnCredentials() (all []webauthn.Credential) {
	for _, k := range h.keys {
		all = append(all, k.credential)
	}
	return all
}

func (s *Service) holder(ctx context.Context, a id.Account) (holder, error) {
	if s.keys == nil {
		return holder{}, problem.Missing("passkeys")
	}
	own, err := s.factors(ctx, a)
	return holder{a, s.keys.Config.RPDisplayName, own.passkeys}, err
}

func ceremony(options any, session *webauthn.SessionData) (c Ceremony, err error) {
	shown, err := json.Marshal(options)
	if err != nil {
		return c, err
	}
	c.Options = string(shown)
	c.Session, err = json.Marshal(session)
	return c, err
}

// BeginPasskey asks the browser of somebody signed in to make a passkey.
func (s *Service) BeginPasskey(ctx context.Context, by access.Actor) (Ceremony, error) {
	who, err := s.holder(ctx, by.Account)
	if err != nil {
		return Ceremony{}, err
	}
	if len(who.keys) >= limit.Passkeys {
		return Ceremony{}, problem.Clash("passkeys-many")
	}
	var known []protocol.CredentialDescriptor
	for _, k := range who.keys {
		known = append(known, k.credential.Descriptor())
	}
	creation, session, err := s.keys.BeginRegistration(who, webauthn.WithExclusions(known),
		webauthn.WithResidentKeyRequirement(protocol.ResidentKeyRequirementDiscouraged))
	if err != nil {
		return Ceremony{}, err
	}
	return ceremony(creation.Response, session)
}

// AddPasskey keeps the passkey that a ceremony made, under a name.
func (s *Service) AddPasskey(ctx context.Context, by access.Actor, c Ceremony, name, answer string) error {
	who, err := s.holder(ctx, by.Account)
	if err != nil {
		return err
	}
	wrong := problem.Field("", "passkey-wrong")
	var session webauthn.SessionData
	if json.Unmarshal(c.Session, &session) != nil {
		return wrong
	}
	said, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return wrong
	}
	credential, err := s.keys.CreateCredential(who, session, said)
	if err != nil {
		return wrong
	}
	k := Passkey{ID: id.New[id.Device](), Name: name, credential: *credential}
	return s.setFactor(ctx, by, k.ID.String(), func(tx db.Runner) error { return insertPasskey(ctx, tx, by.Account, k.ID, s.sealPasskey(k)) })
}

// RemovePasskey makes a passkey worth nothing here.
func (s *Service) RemovePasskey(ctx context.Context, by access.Actor, k id.Device) error {
	return s.setFactor(ctx, by, k.String(), func(tx db.Runner) error {
		found, err := endPasskey(ctx, tx, by.Account, k)
		if err == nil && !found {
			return problem.Missing("passkey")
		}
		return err
	})
}

// AskPasskey puts the question of a sign-in half done to the passkeys of its
// account.
func (s *Service) AskPasskey(ctx context.Context, c Challenge) (Ceremony, error) {
	if _, err := s.half(ctx, c); err != nil {
		return Ceremony{}, err
	}
	who, err := s.holder(ctx, c.Account)
	if err != nil {
		return Ceremony{}, err
	}
	if len(who.keys) == 0 {
		return Ceremony{}, problem.Missing("passkey")
	}
	assertion, session, err := s.keys.BeginLogin(who)
	if err != nil {
		return Ceremony{}, err
	}
	return ceremony(assertion.Response, session)
}

// ConfirmPasskey ends a sign-in with what a passkey answered. One whose counter
// goes back was copied: it is refused.
func (s *Service) ConfirmPasskey(ctx context.Context, c Challenge, asked Ceremony, answer string) (access.Actor, error) {
	return s.confirm(ctx, c, ByPasskey, func() error {
		who, err := s.holder(ctx, c.Account)
		if err != nil {
			return err
		}
		wrong := problem.Field("", "passkey-wrong")
		var session webauthn.SessionData
		if json.Unmarshal(asked.Session, &session) != nil {
			return wrong
		}
		said, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
		if err != nil {
			return wrong
		}
		credential, err := s.keys.ValidateLogin(who, session, said)
		if err != nil || credential.Authenticator.CloneWarning {
			return wrong
		}
		for _, k := range who.keys {
			if bytes.Equal(k.credential.ID, credential.ID) {
				k.credential = *credential
				return s.gate.Across(ctx, c.Account, func(tx *db.Tx) error { return passkeyUsed(ctx, tx, c.Account, k.ID, s.sealPasskey(k)) })
			}
		}
		return wrong
	})
}

// keptPasskey is what is sealed of one.
type keptPasskey struct {
	Name       string              `json:"name"`
	Credential webauthn.Credential `json:"credential"`
}

func (s *Service) sealPasskey(k Passkey) []byte {
	b, err := json.Marshal(keptPasskey{k.Name, k.credential})
	if err != nil {
		panic(err) // a type of the library that it writes itself
	}
	return s.vault.Seal(b, "passkey "+k.ID.String())
}

func (s *Service) openPasskey(row passkeyRow) (Passkey, error) {
	var kept keptPasskey
	err := unsealJSON(s.vault, row.Sealed, "passkey "+row.ID.String(), &kept)
	return Passkey{row.ID, kept.Name, row.MadeAt, row.UsedAt, kept.Credential}, err
}
