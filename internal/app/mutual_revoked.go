package app

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// revoked is what the authorities took back (RFC 5280 §5): the lists of one
// file, one for each authority that signs below a root. Whoever is not
// answered for by a list in time is refused.
type revoked struct {
	path string
	now  func() time.Time // the real time: TLS goes by it (decisions.md §7)

	mu    sync.Mutex
	read  time.Time // modification of what was read
	lists []*x509.RevocationList
}

var (
	errRevoked = errors.New("certificate revoked")
	errUnsaid  = errors.New("no list of revoked certificates, in time, of this authority")
)

// current gives the lists, read again when the file changed. A file that is
// being written, or spoilt, leaves those of before in force: until they are over.
func (v *revoked) current() ([]*x509.RevocationList, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	info, err := os.Stat(v.path)
	if err == nil && v.lists != nil && info.ModTime().Equal(v.read) {
		return v.lists, nil
	}
	var fresh []*x509.RevocationList
	if err == nil {
		fresh, err = readRevoked(v.path)
	}
	if err != nil {
		return v.lists, fmt.Errorf("FHIR_MTLS_CRL_FILE: %w", err)
	}
	v.lists, v.read = fresh, info.ModTime()
	return fresh, nil
}

// readRevoked reads lists written in PEM one after another, or one in DER.
func readRevoked(path string) (all []*x509.RevocationList, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if !bytes.Contains(raw, []byte("-----BEGIN")) {
		list, err := readList(raw)
		return []*x509.RevocationList{list}, err
	}
	for block, rest := pem.Decode(raw); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "X509 CRL" {
			return nil, fmt.Errorf("%s: lists of revoked certificates alone are wanted", block.Type)
		}
		list, err := readList(block.Bytes)
		if err != nil {
			return nil, err
		}
		all = append(all, list)
	}
	if len(all) == 0 {
		return nil, errors.New("no list in it")
	}
	return all, nil
}

// readList refuses what it would read wrongly: a list of changes, or of a part of
// the certificates, says so in a critical extension (RFC 5280 §5.2).
func readList(der []byte) (*x509.RevocationList, error) {
	list, err := x509.ParseRevocationList(der)
	if err != nil {
		return nil, err
	}
	for _, e := range list.Extensions {
		if e.Critical {
			return nil, fmt.Errorf("a list with the extension %s is not read: whole lists alone are", e.Id)
		}
	}
	if list.NextUpdate.IsZero() {
		return nil, errors.New("a list says until when it is good")
	}
	return list, nil
}

// check refuses a chain in which one certificate below the root was taken back,
// or is answered for by no list.
func (v *revoked) check(chain []*x509.Certificate) error {
	lists, err := v.current()
	if len(lists) == 0 {
		return errors.Join(errUnsaid, err)
	}
	for i := range len(chain) - 1 {
		if err := v.checkOne(lists, chain[i], chain[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (v *revoked) checkOne(lists []*x509.RevocationList, cert, issuer *x509.Certificate) error {
	answered := false
	for _, l := range lists {
		now := v.now()
		if !bytes.Equal(l.RawIssuer, cert.RawIssuer) || now.Before(l.ThisUpdate) || now.After(l.NextUpdate) || l.CheckSignatureFrom(issuer) != nil {
			continue
		}
		answered = true
		for _, e := range l.RevokedCertificateEntries {
			if e.SerialNumber.Cmp(cert.SerialNumber) == 0 {
				return errRevoked
			}
		}
	}
	if !answered {
		return errUnsaid
	}
	return nil
}

// admits asks it of every chain that was verified: one that stands is enough.
func (v *revoked) admits(chains [][]*x509.Certificate) error {
	err := errUnsaid
	for _, chain := range chains {
		if err = v.check(chain); err == nil {
			return nil
		}
	}
	return err
}
