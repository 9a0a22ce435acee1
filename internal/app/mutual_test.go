package app

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"espacesante/internal/cda/cdatest"
	r4 "espacesante/internal/fhir"
)

// authority signs certificates, as IGC-Santé does.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	der  []byte
}

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	a := &authority{t: t}
	a.cert, a.key, a.der = a.make(pkix.Name{CommonName: name}, nil, x509.ExtKeyUsageAny, time.Now().Add(time.Hour))
	return a
}

// make signs a certificate; by nobody, it is an authority of its own.
func (a *authority) make(who pkix.Name, by *authority, use x509.ExtKeyUsage, until time.Time) (*x509.Certificate, *ecdsa.PrivateKey, []byte) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100))
	if err != nil {
		a.t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: serial, Subject: who, NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: until, KeyUsage: x509.KeyUsageDigitalSignature,
		BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	signer, with := c, key
	if by == nil {
		c.IsCA, c.KeyUsage = true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
	} else {
		c.ExtKeyUsage, signer, with = []x509.ExtKeyUsage{use}, by.cert, by.key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, signer, key.Public(), with)
	if err != nil {
		a.t.Fatal(err)
	}
	made, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return made, key, der
}

// issues is a certificate for somebody, as a client or a server holds it.
func (a *authority) issues(name string, use x509.ExtKeyUsage, until time.Time) tls.Certificate {
	a.t.Helper()
	who := pkix.Name{Country: []string{"FR"}, Organization: []string{"CABINET DES LILAS"}, OrganizationalUnit: []string{"1090000175"}, CommonName: name}
	made, key, der := a.make(who, a, use, until)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: made}
}

// software is the listener over a house, with two structures that have a certificate each.
type software struct {
	*house
	url       string
	ca, other *authority
	table     string
}

func openToSoftware(t *testing.T) *software {
	t.Helper()
	s := &software{house: openHouse(t), ca: newAuthority(t, "IGC fictive"), other: newAuthority(t, "Une autre")}
	dir := t.TempDir()
	own := s.ca.issues("espace-sante.example", x509.ExtKeyUsageServerAuth, time.Now().Add(time.Hour))
	key, err := x509.MarshalPKCS8PrivateKey(own.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	s.table = filepath.Join(dir, "clients.csv")
	s.cfg.MutualAddr, s.cfg.MutualCert, s.cfg.MutualKey, s.cfg.MutualCA, s.cfg.MutualClients = "127.0.0.1:0", filepath.Join(dir, "own.pem"), filepath.Join(dir, "own.key"),
		filepath.Join(dir, "ca.pem"), s.table
	for path, block := range map[string]*pem.Block{s.cfg.MutualCert: {Type: "CERTIFICATE", Bytes: own.Certificate[0]}, s.cfg.MutualKey: {Type: "PRIVATE KEY", Bytes: key},
		s.cfg.MutualCA: {Type: "CERTIFICATE", Bytes: s.ca.der}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.declares("lilas,090000175", "lilas,090000209", "lac,090000183", "late,090000175", "server,090000175")
	failed := make(chan error, 1)
	server, err := s.serveMutual(failed, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	s.url = "https://" + server.Addr
	return s
}

// declares writes the table of the operator.
func (s *software) declares(rows ...string) {
	s.t.Helper()
	lines := "subject,finess\n"
	for _, r := range rows {
		name, finess, _ := strings.Cut(r, ",")
		lines += `"CN=` + name + `,OU=1090000175,O=CABINET DES LILAS,C=FR",` + finess + "\n"
	}
	if err := os.WriteFile(s.table, []byte(lines), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

func (s *software) holding(certs ...tls.Certificate) *http.Client {
	roots := x509.NewCertPool()
	roots.AddCert(s.ca.cert)
	return &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: certs}}}
}

// sends deposits a document about somebody, by an author of a number.
func (s *software) sends(c *http.Client, me somebody, key string, authors ...string) (int, r4.OperationOutcome, error) {
	s.t.Helper()
	var by []map[string]any
	for _, a := range authors {
		by = append(by, map[string]any{"identifier": map[string]any{"system": r4.SystemRPPS, "value": a}})
	}
	body, err := json.Marshal(map[string]any{"resourceType": "DocumentReference", "status": "current", "masterIdentifier": map[string]any{"value": key}, "author": by,
		"type":      map[string]any{"coding": []any{map[string]any{"system": r4.SystemLOINC, "code": "11488-4"}}},
		"subject":   map[string]any{"identifier": map[string]any{"system": "urn:oid:" + me.oid, "value": me.ins}},
		"context":   map[string]any{"period": map[string]any{"start": "2026-03-10"}},
		"extension": []any{map[string]any{"url": "urn:espacesante:patient-informe", "valueBoolean": true}},
		"content":   []any{map[string]any{"attachment": map[string]any{"contentType": "application/pdf", "title": "Lettre", "data": cdatest.PDF("Lettre")}}}})
	if err != nil {
		s.t.Fatal(err)
	}
	a, err := c.Post(s.url+"/api/fhir/DocumentReference", r4.MediaType, bytes.NewReader(body))
	if err != nil {
		return 0, r4.OperationOutcome{}, err
	}
	defer a.Body.Close()
	said, err := io.ReadAll(a.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	var o r4.OperationOutcome
	_ = json.Unmarshal(said, &o)
	return a.StatusCode, o, nil
}

// issue 6 point 8: software deposits under mutual TLS. The certificate says for which places of care, the document who there
// is its author; a certificate that is over, of another authority, of a server, or none comes no further than the handshake.
func TestSoftwareDepositsUnderMutualTLS(t *testing.T) {
	t.Parallel()
	s := openToSoftware(t)
	pros := s.hires("10100000016,ROUX,Jeanne,Dr,10,SM26,090000175,Cabinet des Lilas,Foix,roux@exemple.test",
		"10100000024,DIALLO,Marc,Dr,10,SM04,090000183,Clinique du Lac,Foix,diallo@exemple.test")
	me := s.invited(patTrois())
	s.activated(me)
	soon := time.Now().Add(time.Hour)
	good := s.ca.issues("lilas", x509.ExtKeyUsageClientAuth, soon)

	for name, cert := range map[string][]tls.Certificate{"none": nil, "of another authority": {s.other.issues("lilas", x509.ExtKeyUsageClientAuth, soon)},
		"over": {s.ca.issues("late", x509.ExtKeyUsageClientAuth, time.Now().Add(-time.Minute))}, "of a server": {s.ca.issues("server", x509.ExtKeyUsageServerAuth, soon)}} {
		if status, _, err := s.sends(s.holding(cert...), me, "k", pros[0].rpps); err == nil {
			t.Errorf("a certificate %s: %d", name, status)
		}
	}
	for name, c := range map[string]struct {
		as      string
		authors []string
		status  int
		kind    r4.IssueType
	}{"in no table": {"unknown", []string{pros[0].rpps}, 401, r4.IssueLogin}, "another structure's doctor": {"lilas", []string{pros[1].rpps}, 403, r4.IssueForbidden},
		"another structure's certificate": {"lac", []string{pros[0].rpps}, 403, r4.IssueForbidden}, "nobody's number": {"lilas", []string{"10101201234"}, 403, r4.IssueForbidden},
		"no author": {"lilas", nil, 422, r4.IssueRequired}, "two authors": {"lilas", []string{pros[0].rpps, pros[1].rpps}, 422, r4.IssueRequired}} {
		status, o, err := s.sends(s.holding(s.ca.issues(c.as, x509.ExtKeyUsageClientAuth, soon)), me, "k", c.authors...)
		if err != nil || status != c.status || len(o.Issue) == 0 || o.Issue[0].Code != c.kind {
			t.Errorf("%s: %d %+v %v", name, status, o, err)
		}
	}
	if status, o, err := s.sends(s.holding(good), me, "k", pros[0].rpps); err != nil || status != http.StatusCreated {
		t.Fatalf("%d %+v %v", status, o, err)
	}
	if page := string(s.house.client().signsIn(me).get("/documents").body); strings.Count(page, "Lettre</a>") != 1 {
		t.Error("the person does not read the document once")
	}
	s.declares("lac,090000183") // taken out of the table: at once
	if err := os.Chtimes(s.table, soon, soon); err != nil {
		t.Fatal(err)
	}
	if status, _, err := s.sends(s.holding(good), me, "k2", pros[0].rpps); err != nil || status != 401 {
		t.Errorf("taken out: %d %v", status, err)
	}
	if found, err := checkMutualFiles(s.cfg); err != nil || !strings.Contains(found, "1 clients") {
		t.Errorf("doctor: %q %v", found, err)
	}
	if err := os.WriteFile(s.table, []byte("a,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, err := s.sends(s.holding(good), me, "k3", pros[0].rpps); err != nil || status != 503 {
		t.Errorf("an unreadable table: %d %v", status, err)
	}
	if _, err := checkMutualFiles(s.cfg); err == nil {
		t.Error("doctor says nothing of an unreadable table")
	}
}
