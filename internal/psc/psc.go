// Package psc signs professionals in with Pro Santé Connect, the sign-in of the
// State for them: OpenID Connect, code flow with PKCE. It says who somebody is
// and decides nothing.
package psc

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Config is how the service is known there.
type Config struct {
	Issuer   string
	ClientID string
	Secret   string
	Base     string // public address of this service
}

// CallbackPath is where Pro Santé Connect sends people back.
const CallbackPath = "/pro/connexion/psc/retour"

// The levels of proof that are enough: card or e-CPS (eIDAS substantial at
// least, named eidas1 there; the higher ones too).
var levels = []string{"eidas1", "eidas2", "eidas3"}

// skew is by how much the clock there may be behind.
const skew = time.Minute

// lives is how long somebody may take there.
const lives = 10 * time.Minute

// Why a sign-in failed, for the page to say.
var (
	ErrRefused = errors.New("psc: refused or given up there")    // the person said no
	ErrStale   = errors.New("psc: not the sign-in under way")    // state unknown, replayed, or too old
	ErrToken   = errors.New("psc: the token is not for us")      // signature, issuer, audience, time, nonce
	ErrLevel   = errors.New("psc: not proven strongly enough")   // acr
	ErrOld     = errors.New("psc: the card was not shown again") // auth_time, where that was asked
	ErrNobody  = errors.New("psc: no national identification")   // no RPPS in what it says
	ErrDown    = errors.New("psc: does not answer as expected")  // not reached
)

// Service speaks to Pro Santé Connect. It reads its addresses at the first
// sign-in, so that the program starts without it.
type Service struct {
	cfg    Config
	client *http.Client

	mu     sync.Mutex
	ready  *oidc.Provider
	logout string
}

// New returns the service; none of its methods may be called on nil.
func New(cfg Config) *Service {
	own := http.DefaultTransport.(*http.Transport).Clone() // nobody else ends its connections: a code is exchanged once
	return &Service{cfg: cfg, client: &http.Client{Timeout: 10 * time.Second, Transport: own}}
}

// Asked is a sign-in under way, kept in the session of the browser that asked:
// it serves once.
type Asked struct {
	State, Nonce, Verifier string
	At                     time.Time
	Again                  bool // the card is to be shown again, whatever session is open there
}

// String never shows it.
func (Asked) String() string { return "[…]" }

// Professional is who Pro Santé Connect says somebody is.
type Professional struct {
	NationalID  string      // PS_IdNat: 8 and the RPPS number
	Professions []string    // codes of TRE_G15, one for each way of practising
	Structure   Structure   // the place that the card is for; zero where it does not say
	Structures  []Structure // every place of practice, as far as it names them
}

// Structure is a place of practice as the card or the directory names it.
type Structure struct {
	FINESS string
	SIRET  string
}

// Ask begins a sign-in: where to send the browser, and what to keep of it. With
// again the card is to be shown now, though somebody is signed in there already.
func (s *Service) Ask(ctx context.Context, again bool) (address string, a Asked, err error) {
	o, err := s.oauth(ctx)
	if err != nil {
		return "", a, err
	}
	a = Asked{State: oauth2.GenerateVerifier(), Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(), At: time.Now(), Again: again}
	options := []oauth2.AuthCodeOption{oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier), oauth2.SetAuthURLParam("acr_values", "eidas1")}
	if again {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return o.AuthCodeURL(a.State, options...), a, nil
}

// Answer takes what the browser brings back for the sign-in that it began.
// Tokens are judged on the real clock (decisions.md §7).
func (s *Service) Answer(ctx context.Context, a Asked, q url.Values) (Professional, error) {
	switch {
	case a.State == "" || subtle.ConstantTimeCompare([]byte(a.State), []byte(q.Get("state"))) != 1 || time.Since(a.At) > lives:
		return Professional{}, ErrStale
	case q.Get("error") != "" || q.Get("code") == "":
		return Professional{}, ErrRefused
	}
	o, err := s.oauth(ctx)
	if err != nil {
		return Professional{}, err
	}
	ctx = oidc.ClientContext(ctx, s.client)
	tokens, err := o.Exchange(ctx, q.Get("code"), oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return Professional{}, fmt.Errorf("%w: code: %w", ErrToken, err)
	}
	raw, _ := tokens.Extra("id_token").(string)
	id, err := s.ready.VerifierContext(ctx, &oidc.Config{ClientID: s.cfg.ClientID}).Verify(ctx, raw)
	if err != nil {
		return Professional{}, fmt.Errorf("%w: %w", ErrToken, err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.Nonce)) != 1 {
		return Professional{}, fmt.Errorf("%w: nonce", ErrToken)
	}
	var proof struct {
		ACR  string `json:"acr"`
		Seen int64  `json:"auth_time"`
	}
	if err := id.Claims(&proof); err != nil || !slices.Contains(levels, proof.ACR) {
		return Professional{}, ErrLevel
	}
	if a.Again && time.Unix(proof.Seen, 0).Before(a.At.Add(-skew)) {
		return Professional{}, ErrOld
	}
	return s.whois(ctx, tokens, id.Subject)
}

// claims are what is read of the user's information.
type claims struct {
	NationalID string `json:"SubjectNameID"`
	// The place that the card itself is for, as Struct_IdNat: 1 and a FINESS, 3 and a SIRET.
	Organisation string `json:"SubjectOrganizationID"`
	Ref          struct {
		Practices []struct {
			Profession string `json:"codeProfession"`
			Activities []struct {
				FINESS string `json:"numeroFinessSite"`
				SIRET  string `json:"numeroSiretSite"`
			} `json:"activities"`
		} `json:"exercices"`
	} `json:"SubjectRefPro"`
}

// whois reads who it is; it must be whom the token names.
func (s *Service) whois(ctx context.Context, tokens *oauth2.Token, subject string) (p Professional, err error) {
	info, err := s.ready.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil {
		return p, fmt.Errorf("%w: %w", ErrDown, err)
	}
	var c claims
	if err := info.Claims(&c); err != nil {
		return p, fmt.Errorf("%w: %w", ErrToken, err)
	}
	if info.Subject != subject {
		return p, fmt.Errorf("%w: somebody else's information", ErrToken)
	}
	if c.NationalID == "" {
		return p, ErrNobody
	}
	p.NationalID = c.NationalID
	p.Structure = structureOf(c.Organisation)
	for _, x := range c.Ref.Practices {
		p.Professions = append(p.Professions, x.Profession)
		for _, a := range x.Activities {
			one := Structure{FINESS: strings.TrimSpace(a.FINESS), SIRET: strings.TrimSpace(a.SIRET)}
			if one != (Structure{}) && !slices.Contains(p.Structures, one) {
				p.Structures = append(p.Structures, one)
			}
		}
	}
	return p, nil
}

// structureOf reads a place as Struct_IdNat writes it; the zero one where it is of
// another kind, or none.
func structureOf(id string) Structure {
	id = strings.TrimSpace(id)
	switch {
	case len(id) == 10 && id[0] == '1':
		return Structure{FINESS: id[1:]}
	case len(id) == 15 && id[0] == '3':
		return Structure{SIRET: id[1:]}
	}
	return Structure{}
}

// Leave is where a browser ends its session there too; empty when it offers no
// such way. The address holds no token.
func (s *Service) Leave(ctx context.Context) string {
	if _, err := s.oauth(ctx); err != nil || s.logout == "" {
		return ""
	}
	return s.logout + "?" + url.Values{"client_id": {s.cfg.ClientID}, "post_logout_redirect_uri": {s.cfg.Base + "/pro/connexion"}}.Encode()
}

// oauth reads the addresses of the provider, once it answers.
func (s *Service) oauth(ctx context.Context) (*oauth2.Config, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ready == nil {
		// The keys are fetched for as long as the program runs: not under the request's context.
		p, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), s.client), s.cfg.Issuer)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDown, err)
		}
		var more struct {
			Logout string `json:"end_session_endpoint"`
		}
		if err := p.Claims(&more); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDown, err)
		}
		s.ready, s.logout = p, more.Logout
	}
	return &oauth2.Config{ClientID: s.cfg.ClientID, ClientSecret: s.cfg.Secret, Endpoint: s.ready.Endpoint(),
		RedirectURL: s.cfg.Base + CallbackPath, Scopes: []string{oidc.ScopeOpenID, "scope_all"}}, nil
}
