package antivirus_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"espacesante/internal/antivirus"
	"espacesante/internal/antivirus/clamtest"
)

func opened(t *testing.T, address string) *antivirus.Scanner {
	t.Helper()
	s, err := antivirus.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func stand(t *testing.T) *clamtest.Server {
	t.Helper()
	s, err := clamtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// issue 7 point 2: what is known as harmful is named so, wherever it stands in the file.
func TestAHarmfulFileIsFound(t *testing.T) {
	verdicts(t, opened(t, stand(t).Address))
}

// The same of a real clamd, where the machine has one: Debian's, with one signature of our own, since it ships none.
func TestARealClamdFindsTheSame(t *testing.T) {
	clamd, err := exec.LookPath("clamd")
	if err != nil {
		t.Skip("clamd is not installed (Debian: clamav-daemon): a server of ours that speaks its protocol is tried instead")
	}
	dir := t.TempDir()
	signature := fmt.Sprintf("Eicar-Own:0:*:%x\n", clamtest.EICAR)
	port := free(t)
	conf := fmt.Sprintf("DatabaseDirectory %s\nTCPSocket %d\nTCPAddr 127.0.0.1\nForeground yes\nStreamMaxLength 30M\nUser root\n", dir, port)
	for name, text := range map[string]string{"own.ndb": signature, "clamd.conf": conf} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	cmd := exec.CommandContext(ctx, clamd, "-c", filepath.Join(dir, "clamd.conf"))
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	s := opened(t, fmt.Sprintf("127.0.0.1:%d", port))
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for v := ""; v == ""; <-again.C {
		if v, err = s.Version(ctx); ctx.Err() != nil {
			t.Fatal(err)
		}
	}
	verdicts(t, s)
	if err := s.Scan(ctx, make([]byte, 31<<20)); !errors.Is(err, antivirus.ErrUnavailable) {
		t.Errorf("over its limit: %v", err)
	}
}

// free is a port that systems give to nobody by themselves: no test beside this one gets it before clamd does.
func free(t *testing.T) int {
	t.Helper()
	for range 100 {
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 20_000+rand.IntN(12_000))); err == nil {
			defer l.Close()
			return l.Addr().(*net.TCPAddr).Port
		}
	}
	t.Fatal("no port is free")
	return 0
}

func verdicts(t *testing.T, s *antivirus.Scanner) {
	t.Helper()
	within := append(append(bytes.Repeat([]byte("a"), 200_000), clamtest.EICAR...), "z"...)
	for name, c := range map[string]struct {
		file []byte
		want error
	}{"clean": {bytes.Repeat([]byte("bonjour "), 100_000), nil}, "nothing": {[]byte{}, nil}, "harmful": {clamtest.EICAR, antivirus.ErrInfected},
		"harmful within": {within, antivirus.ErrInfected}} {
		if err := s.Scan(t.Context(), c.file); !errors.Is(err, c.want) || err != nil && c.want == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if v, err := s.Version(t.Context()); err != nil || !strings.HasPrefix(v, "ClamAV ") {
		t.Errorf("%q, %v", v, err)
	}
}

// Fail closed: whatever is not a clear answer is a file that was not scanned.
func TestWhatIsNotClearlyCleanIsNotScanned(t *testing.T) {
	gone := stand(t)
	gone.Close()
	limited := stand(t)
	limited.Most = 100_000
	for name, c := range map[string]struct {
		address string
		says    string
		file    []byte
	}{"nobody there": {gone.Address, "", []byte("a")}, "too long for it": {limited.Address, "", make([]byte, 5<<20)},
		"an error": {"", "INSTREAM size limit exceeded. ERROR", []byte("a")}, "something else": {"", "HTTP/1.1 200 OK", []byte("a")},
		"a name that says OK": {"", "stream: Virus.OK", []byte("a")}, "too much": {"", strings.Repeat("a", 9000), []byte("a")}} {
		address := c.address
		if address == "" {
			s := stand(t)
			s.Says, address = c.says, s.Address
		}
		if err := opened(t, address).Scan(t.Context(), c.file); !errors.Is(err, antivirus.ErrUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := stand(t)
	other.Says = "220 mail"
	if _, err := opened(t, other.Address).Version(t.Context()); !errors.Is(err, antivirus.ErrUnavailable) {
		t.Errorf("another service passes for clamd: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := opened(t, stand(t).Address).Scan(ended, []byte("a")); !errors.Is(err, antivirus.ErrUnavailable) {
		t.Errorf("after its request: %v", err)
	}
	for _, address := range []string{"", "3310", ":3310", "host:", "a b"} {
		if _, err := antivirus.Open(address); err == nil {
			t.Errorf("%q is an address", address)
		}
	}
	if _, err := antivirus.Open("/run/clamav/clamd.ctl"); err != nil {
		t.Error(err)
	}
}
