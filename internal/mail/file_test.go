package mail

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"espacesante/internal/clock"
)

func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestTheOutboxKeepsEachMessageOnceHoweverOftenItIsTried(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "outbox", "mail") // not there yet
	out := open(t, "file://"+dir)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := out.Send(t.Context(), example(fmt.Sprintf("p%d@example.org", i%2))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := names(t, dir); len(got) != 2 {
		t.Fatalf("files %v, want two and no temporary one", got)
	}
	info, err := os.Stat(filepath.Join(dir, names(t, dir)[0]))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v: messages hold codes, want 0600", info.Mode(), err)
	}
	no := example("x@example.org")
	no.Key = ""
	for range 2 {
		if err := out.Send(t.Context(), no); err != nil {
			t.Fatal(err)
		}
	}
	if got := names(t, dir); len(got) != 4 {
		t.Errorf("%d files, want 4: without a key each message is new", len(got))
	}
}

func TestAnOutboxThatCannotBeWrittenIsATemporaryFault(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	out := open(t, "file://"+filepath.Join(blocked, "mail"))
	err := out.Send(t.Context(), example("a@example.org"))
	if err == nil || Permanent(err) {
		t.Errorf("%v, want a temporary error", err)
	}
	if out.Check(t.Context()) == nil {
		t.Error("Check finds nothing wrong with it")
	}
}

func TestCheckLeavesNothingInTheOutbox(t *testing.T) {
	dir := t.TempDir()
	if err := open(t, "file://"+dir).Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); len(got) != 0 {
		t.Errorf("left %v", got)
	}
}

func TestTheOutboxIsReadBackNewestFirst(t *testing.T) {
	mails, texts, letters := t.TempDir(), t.TempDir(), t.TempDir()
	m := example("helene@example.org")
	if err := open(t, "file://"+mails).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	sms, err := OpenSMS("file://"+texts, clock.Fixed(noon))
	if err != nil {
		t.Fatal(err)
	}
	code := SMS{To: "+33600000001", Text: "482913 est votre code.\n@espace-sante.example #482913", Key: "1"}
	for range 2 {
		if err := sms.SendSMS(t.Context(), code); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"lettres-1.pdf", ".message-123", "notes.md"} {
		if err := os.WriteFile(filepath.Join(letters, name), []byte("%PDF-"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	age(t, mails, 3*time.Hour)
	age(t, texts, 2*time.Hour)
	got, err := ReadOutbox(mails, texts, letters, filepath.Join(mails, "missing"))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got[0].Kind != Paper || got[1].Kind != Text || got[2].Kind != Email {
		t.Fatalf("got %+v", got)
	}
	if got[1].Text != code.Text || got[1].To != code.To || !got[1].At.Equal(noon) {
		t.Errorf("text message %+v", got[1])
	}
	if e := got[2]; e.Text != m.Text || e.Subject != m.Subject || e.To != m.To || e.Reference != m.Reference || !e.At.Equal(noon) {
		t.Errorf("e-mail %+v", e)
	}
	if pdf, err := OpenStored(got[0].Dir, got[0].File); err != nil || string(pdf) != "%PDF-" {
		t.Errorf("letter %q, %v", pdf, err)
	}
}

func age(t *testing.T, dir string, by time.Duration) {
	t.Helper()
	for _, name := range names(t, dir) {
		then := time.Now().Add(-by)
		if err := os.Chtimes(filepath.Join(dir, name), then, then); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAStoredMessageIsReadFromItsFolderOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "outbox")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "..", "key"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("../key", filepath.Join(dir, "link.pdf")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../key", "/etc/passwd", "link.pdf", ".message-1", "missing.pdf"} {
		if b, err := OpenStored(dir, name); err == nil {
			t.Errorf("%s gave %q", name, b)
		}
	}
	if _, err := OpenStored(dir, "missing.pdf"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

func TestTheOperatorGetsTheTextMessageAndAKey(t *testing.T) {
	var keys []string
	status := http.StatusAccepted
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keys = append(keys, r.Header.Get("Idempotency-Key"))
		var got map[string]string
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil || got["to"] != "+33600000001" || got["text"] != "Été" || len(got) != 2 {
			t.Errorf("got %v, %v", got, err)
		}
		if user, password, _ := r.BasicAuth(); user != "u" || password != "p" {
			t.Errorf("signed in as %q", user)
		}
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
	}))
	defer srv.Close()
	sms, err := OpenSMS(strings.Replace(srv.URL, "http://", "http://u:p@", 1), clock.Fixed(noon))
	if err != nil {
		t.Fatal(err)
	}
	m := SMS{To: "+33600000001", Text: "Été", Key: "7"}
	for _, c := range []struct {
		status        int
		ok, permanent bool
	}{{202, true, false}, {200, true, false}, {307, false, false}, {400, false, true}, {401, false, false},
		{422, false, true}, {429, false, false}, {503, false, false}} {
		status = c.status
		err := sms.SendSMS(t.Context(), m)
		if (err == nil) != c.ok || Permanent(err) != c.permanent {
			t.Errorf("%d: %v, permanent %v", c.status, err, Permanent(err))
		}
	}
	if len(keys) != 8 || keys[0] == "" || keys[0] != keys[7] {
		t.Errorf("keys %v, want one and the same each time, no redirect followed", keys)
	}
	if err := sms.Check(t.Context()); err != nil {
		t.Error(err)
	}
	srv.Close()
	if err := sms.SendSMS(t.Context(), m); err == nil || Permanent(err) || strings.Contains(err.Error(), "p@") {
		t.Errorf("an operator that is down: %v", err)
	}
	for _, to := range []string{"0600000001", "+33 6", "+336\n", ""} {
		if err := sms.SendSMS(t.Context(), SMS{To: to, Text: "x"}); !Permanent(err) {
			t.Errorf("%q was tried: %v", to, err)
		}
	}
}
