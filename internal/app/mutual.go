package app

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/csv"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"

	"espacesante/internal/problem"
	"espacesante/web/fhir"
	"espacesante/web/serve"
)

// checkMutual wants all of it or nothing: a listener without its table would
// let every certificate of the authority in.
func (c Config) checkMutual() (wrong []error) {
	files := []struct{ name, path string }{{"FHIR_MTLS_CERT_FILE", c.MutualCert}, {"FHIR_MTLS_KEY_FILE", c.MutualKey},
		{"FHIR_MTLS_CA_FILE", c.MutualCA}, {"FHIR_MTLS_CLIENTS", c.MutualClients}}
	for _, f := range files {
		if (f.path == "") != (c.MutualAddr == "") {
			wrong = append(wrong, fmt.Errorf("%s: it goes with FHIR_MTLS_ADDR, and with the other three files", f.name))
		}
	}
	if c.MutualRevoked != "" && c.MutualAddr == "" {
		wrong = append(wrong, errors.New("FHIR_MTLS_CRL_FILE: it goes with FHIR_MTLS_ADDR"))
	}
	return wrong
}

// clients is the table of which certificate stands for which places of care.
// What an authority signed is a name; whose it is, the operator writes down.
type clients struct {
	path string

	mu   sync.Mutex
	read time.Time // modification of what was read
	by   map[string][]string
}

// places gives the places of care (FINESS) of a subject, as Go and openssl
// -nameopt RFC2253 write it. The file is read again when it changed: a line
// taken out closes the way in at once.
func (c *clients) places(subject string) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	info, err := os.Stat(c.path)
	if err != nil {
		return nil, err
	}
	if c.by == nil || !info.ModTime().Equal(c.read) {
		if c.by, err = readClients(c.path); err != nil {
			return nil, err
		}
		c.read = info.ModTime()
	}
	return c.by[subject], nil
}

func readClients(path string) (map[string][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := csv.NewReader(f)
	rows, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 || !slices.Equal(rows[0], []string{"subject", "finess"}) {
		return nil, errors.New("the first line is not subject,finess")
	}
	by := map[string][]string{}
	for i, r := range rows[1:] {
		subject, finess := strings.TrimSpace(r[0]), strings.TrimSpace(r[1])
		if subject == "" || len(finess) != 9 {
			return nil, fmt.Errorf("line %d: a subject and a FINESS of nine characters are wanted", i+2)
		}
		by[subject] = append(by[subject], finess)
	}
	return by, nil
}

// mutualTLS is what the listener asks of clients: a certificate that one of the
// authorities signed for a client, in time. Nothing older than TLS 1.2.
func (c Config) mutualTLS() (*tls.Config, error) {
	own, err := tls.LoadX509KeyPair(c.MutualCert, c.MutualKey)
	if err != nil {
		return nil, fmt.Errorf("FHIR_MTLS_CERT_FILE: %w", err)
	}
	believed, err := os.ReadFile(c.MutualCA)
	if err != nil {
		return nil, fmt.Errorf("FHIR_MTLS_CA_FILE: %w", err)
	}
	authorities := x509.NewCertPool()
	if !authorities.AppendCertsFromPEM(believed) {
		return nil, errors.New("FHIR_MTLS_CA_FILE: no certificate in it")
	}
	asks := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{own}, ClientAuth: tls.RequireAndVerifyClientCert,
		ClientCAs: authorities, NextProtos: []string{"h2", "http/1.1"}}
	if gone := c.revoked(); gone != nil {
		if _, err := gone.current(); err != nil {
			return nil, err
		}
		asks.VerifyConnection = func(s tls.ConnectionState) error { return gone.admits(s.VerifiedChains) } // of a resumed session too
	}
	return asks, nil
}

// revoked is who looks up what the authorities took back; nil where no list is
// configured.
func (c Config) revoked() *revoked {
	if c.MutualRevoked == "" {
		return nil
	}
	return &revoked{path: c.MutualRevoked, now: time.Now}
}

// certified is the way in of software under mutual TLS.
func (p *program) certified() *fhir.Site {
	table, gone := &clients{path: p.cfg.MutualClients}, p.cfg.revoked()
	return &fhir.Site{People: p.people, Records: p.records, BaseURL: p.cfg.BaseURL, Certified: func(r *http.Request) ([]string, error) {
		if r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			return nil, problem.SignIn()
		}
		if gone != nil { // a connection that was open before the list said it
			if err := gone.admits(r.TLS.VerifiedChains); err != nil {
				slog.WarnContext(r.Context(), "a client certificate is refused", "err", err)
				return nil, problem.SignIn()
			}
		}
		places, err := table.places(r.TLS.VerifiedChains[0][0].Subject.String())
		if err != nil {
			slog.ErrorContext(r.Context(), "FHIR_MTLS_CLIENTS cannot be read", "err", err)
			return nil, fmt.Errorf("clients: %w: %w", problem.Busy("clients", 30*time.Second), err)
		}
		if len(places) == 0 {
			return nil, problem.SignIn()
		}
		return places, nil
	}}
}

// serveMutual listens for software; without an address it serves nothing.
func (p *program) serveMutual(failed chan<- error, pages bool) (*http.Server, error) {
	r := chi.NewRouter()
	r.Use(serve.Headers(true))
	if p.cfg.MutualAddr == "" || !pages {
		return server(r), nil
	}
	api := p.certified().Handler(slog.Default())
	r.Handle(fhir.Base, api)
	r.Handle(fhir.Base+"/*", api)
	asks, err := p.cfg.mutualTLS()
	if err != nil {
		return nil, err
	}
	if _, err := readClients(p.cfg.MutualClients); err != nil {
		return nil, fmt.Errorf("FHIR_MTLS_CLIENTS: %w", err)
	}
	listener, err := net.Listen("tcp", p.cfg.MutualAddr)
	if err != nil {
		return nil, err
	}
	s := server(r)
	s.TLSConfig, s.Addr = asks, listener.Addr().String()
	go func() { failed <- s.ServeTLS(listener, "", "") }()
	slog.Info("software deposits under mutual TLS", "addr", listener.Addr().String())
	return s, nil
}

// checkMutualFiles says whether the listener would start, and until when its own
// certificate is good.
func checkMutualFiles(cfg Config) (string, error) {
	if cfg.MutualAddr == "" {
		return "not configured: no deposit under mutual TLS", nil
	}
	asks, err := cfg.mutualTLS()
	if err != nil {
		return "", err
	}
	own, err := x509.ParseCertificate(asks.Certificates[0].Certificate[0])
	if err != nil {
		return "", err
	}
	if time.Now().After(own.NotAfter) { // TLS goes by the real time (decisions.md §7)
		return "", fmt.Errorf("FHIR_MTLS_CERT_FILE: over since %s", own.NotAfter.UTC().Format(time.DateOnly))
	}
	by, err := readClients(cfg.MutualClients)
	if err != nil {
		return "", fmt.Errorf("FHIR_MTLS_CLIENTS: %w", err)
	}
	lists, err := cfg.checkRevoked()
	return fmt.Sprintf("%s, certificate good until %s, %d clients%s", cfg.MutualAddr, own.NotAfter.UTC().Format(time.DateOnly), len(by), lists), err
}

// checkRevoked says until when the lists of revoked certificates are good: past
// that, nobody comes in.
func (c Config) checkRevoked() (string, error) {
	gone := c.revoked()
	if gone == nil {
		return ", no list of revoked certificates is read", nil
	}
	lists, err := gone.current()
	if err != nil {
		return "", err
	}
	first := lists[0].NextUpdate
	for _, l := range lists {
		if l.NextUpdate.Before(first) {
			first = l.NextUpdate
		}
	}
	if gone.now().After(first) {
		return "", fmt.Errorf("FHIR_MTLS_CRL_FILE: a list is over since %s: its authority's clients are refused", first.UTC().Format(time.DateOnly))
	}
	return fmt.Sprintf(", %d lists of revoked certificates good until %s", len(lists), first.UTC().Format(time.DateOnly)), nil
}
