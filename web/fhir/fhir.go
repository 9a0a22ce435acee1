// Package fhir is the way in for software: a professional's own program deposits a document as a FHIR R4 resource, by the
// same service, gate and line as the page. It keeps no session and no cookie: each request proves whose it is.
package fhir

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/access"
	r4 "espacesante/internal/fhir"
	"espacesante/internal/identity"
	"espacesante/internal/limit"
	"espacesante/internal/problem"
	"espacesante/internal/record"
	"espacesante/web/serve"
)

// Base is where the resources stand under the address of the service.
const Base = "/api/fhir"

// bodyBytes is the most that a request may hold: a file in base64, and what is said of it.
const bodyBytes = limit.UploadBytes/3*4 + 1<<20

// atOnce is how many requests are read at a time: each holds a file several times over.
const atOnce = 4

// Bearer is whom a token names: a professional, and where he works if it says so.
type Bearer struct {
	RPPS   string
	FINESS string
}

// Site is what the resources need.
type Site struct {
	People  *identity.Service
	Records *record.Service
	Verify  func(ctx context.Context, token string) (Bearer, error) // *problem.Problem SignInFirst when it is not good
	// Certified gives, where clients come under mutual TLS, the places of care (FINESS) that the certificate of a request
	// stands for; the document then names its author. Nil where tokens do.
	Certified func(r *http.Request) ([]string, error)
	BaseURL   string
	reading   chan struct{}
}

// Handler serves them, outside of what guards pages: no cookie is read, so that no other site can use one.
func (s *Site) Handler(log *slog.Logger) http.Handler {
	s.reading = make(chan struct{}, atOnce)
	r := chi.NewRouter()
	r.Use(serve.Numbered, serve.AccessLog(log), s.recover)
	r.NotFound(func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusNotFound, r4.Refused(r4.IssueNotFound, "address", "Cette adresse n’existe pas."))
	})
	r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusMethodNotAllowed, r4.Refused(r4.IssueNotSupported, "method", "Seul le dépôt (POST) est possible ici."))
	})
	r.Get(Base+"/metadata", s.metadata)
	r.Post(Base+"/DocumentReference", s.guarded(s.deposit))
	r.Post(Base, s.guarded(s.transaction))
	r.Post(Base+"/", s.guarded(s.transaction))
	return r
}

// taker answers one request of a professional, its body read.
type taker func(w http.ResponseWriter, r *http.Request, by asking, body []byte) error

// asking is who asks: a professional, or the software of places of care, whose professional the document names.
type asking struct {
	access.Actor
	rpps   string
	places []string
}

// guarded knows the professional before it reads anything else.
func (s *Site) guarded(do taker) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		by, err := s.who(r)
		if err == nil {
			err = negotiated(r)
		}
		if err == nil {
			select {
			case s.reading <- struct{}{}:
				defer func() { <-s.reading }()
			case <-r.Context().Done():
				return
			}
			var body []byte
			if body, err = io.ReadAll(http.MaxBytesReader(w, r.Body, bodyBytes)); err == nil {
				err = do(w, r, by, body)
			}
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}
}

// who reads the bearer token (RFC 6750): in its header, nowhere else. Under mutual TLS it is the certificate.
func (s *Site) who(r *http.Request) (asking, error) {
	if s.Certified != nil {
		places, err := s.Certified(r)
		return asking{places: places}, err
	}
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok || token == "" {
		return asking{}, problem.SignIn()
	}
	b, err := s.Verify(r.Context(), token)
	if err != nil {
		return asking{}, err
	}
	by, err := s.People.ProfessionalOf(r.Context(), b.RPPS, b.FINESS)
	return asking{Actor: by, rpps: b.RPPS}, err
}

var (
	errMedia  = errors.New("fhir: not JSON")
	errAccept = errors.New("fhir: JSON is not accepted back")
)

// negotiated lets JSON in and out, and nothing else (http.html#mime-type).
func negotiated(r *http.Request) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != r4.MediaType && kind != "application/json" {
		return errMedia
	}
	accepts := r.Header.Get("Accept")
	for _, one := range strings.Split(accepts, ",") {
		if kind, _, err := mime.ParseMediaType(one); err == nil && (kind == r4.MediaType || kind == "application/json" || kind == "application/*" || kind == "*/*") {
			return nil
		}
	}
	if accepts == "" {
		return nil
	}
	return errAccept
}

func (s *Site) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if cause := recover(); cause != nil {
				s.fail(w, r, fmt.Errorf("fhir: panic: %v", cause))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// answer writes a resource.
func answer(w http.ResponseWriter, status int, resource any) {
	b, err := json.Marshal(resource)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", r4.MediaType+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(b)
}

// metadata says what can be done here (CapabilityStatement), to anybody.
func (s *Site) metadata(w http.ResponseWriter, _ *http.Request) {
	type interaction struct {
		Code string `json:"code"`
	}
	type resource struct {
		Type        string        `json:"type"`
		Profile     []string      `json:"supportedProfile"`
		Interaction []interaction `json:"interaction"`
	}
	type rest struct {
		Mode        string        `json:"mode"`
		Resource    []resource    `json:"resource"`
		Interaction []interaction `json:"interaction"`
	}
	answer(w, http.StatusOK, struct {
		ResourceType string   `json:"resourceType"`
		Status       string   `json:"status"`
		Date         string   `json:"date"`
		Kind         string   `json:"kind"`
		FHIRVersion  string   `json:"fhirVersion"`
		Format       []string `json:"format"`
		Rest         []rest   `json:"rest"`
	}{"CapabilityStatement", "active", "2026-11-22", "capability", "4.0.1", []string{"json"}, []rest{{"server", []resource{{"DocumentReference",
		[]string{profile}, []interaction{{"create"}}}}, []interaction{{"transaction"}}}}})
}

// profile is the one of the ANS that deposits follow.
const profile = "https://interop.esante.gouv.fr/ig/fhir/pdsm/StructureDefinition/pdsm-simplified-publish"
