package app

import (
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// lists is a list of what the authority took back, until an hour from now.
func (a *authority) lists(until time.Time, more []pkix.Extension, gone ...tls.Certificate) []byte {
	a.t.Helper()
	var entries []x509.RevocationListEntry
	for _, c := range gone {
		entries = append(entries, x509.RevocationListEntry{SerialNumber: c.Leaf.SerialNumber, RevocationTime: time.Now().Add(-time.Minute)})
	}
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: time.Now().Add(-time.Hour), NextUpdate: until,
		RevokedCertificateEntries: entries, ExtraExtensions: more}, a.cert, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return der
}

func inPEM(lists ...[]byte) (out []byte) {
	for _, l := range lists {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: l})...)
	}
	return out
}

// door is a listener with the configuration of the program's own, that answers whoever comes through the handshake.
type door struct {
	t    *testing.T
	ca   *authority
	cfg  Config
	url  string
	turn int // each writing of the list has a time of its own
}

func openDoor(t *testing.T) *door {
	t.Helper()
	d := &door{t: t, ca: newAuthority(t, "IGC fictive")}
	dir := t.TempDir()
	own := d.ca.issues("espace-sante.example", x509.ExtKeyUsageServerAuth, time.Now().Add(time.Hour))
	key, err := x509.MarshalPKCS8PrivateKey(own.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	d.cfg = Config{MutualAddr: "127.0.0.1:0", MutualCert: filepath.Join(dir, "own.pem"), MutualKey: filepath.Join(dir, "own.key"), MutualCA: filepath.Join(dir, "ca.pem"),
		MutualClients: filepath.Join(dir, "clients.csv"), MutualRevoked: filepath.Join(dir, "revoked")}
	for path, raw := range map[string][]byte{d.cfg.MutualCert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own.Certificate[0]}),
		d.cfg.MutualKey: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), d.cfg.MutualCA: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: d.ca.der}),
		d.cfg.MutualClients: []byte("subject,finess\nCN=lilas,090000175\n")} {
		if err := os.WriteFile(path, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d.takesBack(inPEM(d.ca.lists(time.Now().Add(time.Hour), nil)))
	asks, err := d.cfg.mutualTLS()
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "in") }))
	s.Config.ErrorLog, s.TLS = nil, asks
	s.StartTLS()
	t.Cleanup(s.Close)
	d.url = s.URL
	return d
}

// takesBack writes the file of lists, as a job of the operator does.
func (d *door) takesBack(raw []byte) {
	d.t.Helper()
	d.turn++
	at := time.Now().Add(time.Duration(d.turn) * time.Minute)
	if err := os.WriteFile(d.cfg.MutualRevoked, raw, 0o600); err != nil {
		d.t.Fatal(err)
	}
	if err := os.Chtimes(d.cfg.MutualRevoked, at, at); err != nil {
		d.t.Fatal(err)
	}
}

// lets reports whether a certificate comes through a handshake of its own.
func (d *door) lets(c tls.Certificate) bool {
	d.t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(d.ca.cert)
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true,
		TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{c}}}}
	a, err := client.Get(d.url)
	if err != nil {
		return false
	}
	_ = a.Body.Close()
	return a.StatusCode == http.StatusOK
}

// issue 6 point 8: a certificate that its authority took back comes no further than the handshake, from the moment the
// list says so; a list that is over, of another authority, or spoilt lets nobody in that it does not answer for.
func TestARevokedCertificateIsRefusedAtTheHandshake(t *testing.T) {
	t.Parallel()
	d := openDoor(t)
	soon := time.Now().Add(time.Hour)
	mine, theirs := d.ca.issues("lilas", x509.ExtKeyUsageClientAuth, soon), d.ca.issues("lac", x509.ExtKeyUsageClientAuth, soon)
	other := newAuthority(t, "IGC fictive") // the same name: its signature is not the same
	want := func(when string, first, second bool) {
		t.Helper()
		if d.lets(mine) != first || d.lets(theirs) != second {
			t.Errorf("%s: wanted %v and %v", when, first, second)
		}
	}
	want("an empty list", true, true)
	d.takesBack(inPEM(d.ca.lists(soon, nil, mine)))
	want("one taken back, in PEM", false, true)
	d.takesBack(d.ca.lists(soon, nil, theirs))
	want("the other, in DER", true, false)
	d.takesBack([]byte("-----BEGIN X509 CRL-----\nhalf"))
	want("a file half written: the list of before", true, false)
	d.takesBack(inPEM(d.ca.lists(soon, []pkix.Extension{{Id: []int{2, 5, 29, 27}, Critical: true, Value: []byte{2, 1, 1}}})))
	want("a list of changes only: the list of before", true, false)
	d.takesBack(inPEM(other.lists(soon, nil)))
	want("the list of another authority of that name", false, false)
	d.takesBack(inPEM(other.lists(soon, nil), d.ca.lists(soon, nil, mine)))
	want("two lists in one file", false, true)
	d.takesBack(inPEM(d.ca.lists(time.Now().Add(-time.Minute), nil)))
	want("a list that is over", false, false)
	if err := os.Remove(d.cfg.MutualRevoked); err != nil {
		t.Fatal(err)
	}
	want("no file any more", false, false)
}

func TestDoctorSaysUntilWhenTheListsAreGood(t *testing.T) {
	t.Parallel()
	d := openDoor(t)
	if found, err := checkMutualFiles(d.cfg); err != nil || !strings.Contains(found, "1 lists of revoked certificates good until") {
		t.Errorf("%q %v", found, err)
	}
	for name, raw := range map[string][]byte{"over": inPEM(d.ca.lists(time.Now().Add(-time.Minute), nil)), "empty": nil,
		"of something else": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: d.ca.der})} {
		d.takesBack(raw)
		if found, err := checkMutualFiles(d.cfg); err == nil {
			t.Errorf("%s: %q", name, found)
		}
	}
	d.cfg.MutualRevoked = ""
	if found, err := checkMutualFiles(d.cfg); err != nil || !strings.Contains(found, "no list of revoked") {
		t.Errorf("%q %v", found, err)
	}
}

// A connection that was open before the list said it is closed to its holder too.
func TestARevokedCertificateServesNoLongerOnAnOpenConnection(t *testing.T) {
	t.Parallel()
	d := openDoor(t)
	mine := d.ca.issues("lilas", x509.ExtKeyUsageClientAuth, time.Now().Add(time.Hour))
	chains := [][]*x509.Certificate{{mine.Leaf, d.ca.cert}}
	gone := d.cfg.revoked()
	if err := gone.admits(chains); err != nil {
		t.Fatal(err)
	}
	d.takesBack(inPEM(d.ca.lists(time.Now().Add(time.Hour), nil, mine)))
	if err := gone.admits(chains); err == nil {
		t.Error("it is still let in")
	}
	if err := gone.admits(nil); err == nil {
		t.Error("who proved nothing is let in")
	}
}
