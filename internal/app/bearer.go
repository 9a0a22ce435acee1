package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"espacesante/internal/problem"
	"espacesante/web/fhir"
)

// bearers verifies the tokens of software: signed by the configured issuer (OIDC discovery, JWKS), for us, in time. TLS
// and tokens go by the real time (decisions.md §7).
type bearers struct {
	issuer, audience string

	mu       sync.Mutex
	verifier *oidc.IDTokenVerifier
}

// claims are where issuers put the number of a professional: rpps, or as Pro Santé Connect does, with 8 before it.
type claims struct {
	RPPS      string `json:"rpps"`
	SubjectID string `json:"SubjectNameID"`
	Preferred string `json:"preferred_username"`
	FINESS    string `json:"finess"`
}

// verify reads whom a token names. What is wrong with it is not said to who sends it.
func (b *bearers) verify(ctx context.Context, token string) (fhir.Bearer, error) {
	v, err := b.ready(ctx)
	if err != nil {
		slog.WarnContext(ctx, "the issuer of tokens does not answer", "err", err)
		return fhir.Bearer{}, fmt.Errorf("bearer: %w: %w", problem.Busy("issuer", 30*time.Second), err)
	}
	t, err := v.Verify(ctx, token)
	if err != nil {
		return fhir.Bearer{}, errors.Join(problem.SignIn(), err)
	}
	var c claims
	if err := t.Claims(&c); err != nil {
		return fhir.Bearer{}, errors.Join(problem.SignIn(), err)
	}
	for _, number := range []string{c.RPPS, c.SubjectID, c.Preferred} {
		if len(number) == 12 {
			number = strings.TrimPrefix(number, "8")
		}
		if len(number) == 11 && strings.Trim(number, "0123456789") == "" {
			return fhir.Bearer{RPPS: number, FINESS: c.FINESS}, nil
		}
	}
	return fhir.Bearer{}, problem.SignIn()
}

// ready asks the issuer for its keys once; one that did not answer is asked again with the next token.
func (b *bearers) ready(ctx context.Context) (*oidc.IDTokenVerifier, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.verifier != nil {
		return b.verifier, nil
	}
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	p, err := oidc.NewProvider(bounded, b.issuer)
	if err != nil {
		return nil, err
	}
	b.verifier = p.VerifierContext(context.WithoutCancel(ctx), &oidc.Config{ClientID: b.audience})
	return b.verifier, nil
}

// software is the way in of software; nil without an issuer.
func (p *program) software() *fhir.Site {
	if p.cfg.FHIRIssuer == "" {
		return nil
	}
	audience := p.cfg.FHIRAudience
	if audience == "" {
		audience = p.cfg.BaseURL + fhir.Base
	}
	tokens := &bearers{issuer: p.cfg.FHIRIssuer, audience: audience}
	return &fhir.Site{People: p.people, Records: p.records, Verify: tokens.verify, BaseURL: p.cfg.BaseURL}
}
