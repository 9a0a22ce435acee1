package identity

import (
	"bytes"
	"testing"
	"time"

	"espacesante/internal/vault"
)

// Sessions are sealed, each to its token, and end by the injected clock.
func TestSessionsAreSealedAndEndByOneClock(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	s := NewSessions(d.pool, d.vault)
	contents := []byte("account=canary")
	fatal(t, s.CommitCtx(t.Context(), "hash-of-a-token", contents, time.Now().Add(20*time.Minute)))
	got, found, err := s.FindCtx(t.Context(), "hash-of-a-token")
	if err != nil || !found || !bytes.Equal(got, contents) {
		t.Fatalf("%s, %t, %v", got, found, err)
	}
	var kept []byte
	fatal(t, d.super.QueryRow(t.Context(), `SELECT data FROM sessions`).Scan(&kept))
	if bytes.Contains(kept, []byte("canary")) {
		t.Error("its contents are in clear")
	}
	d.wait(19 * time.Minute)
	if _, found, _ = s.FindCtx(t.Context(), "hash-of-a-token"); !found {
		t.Error("ended before its time")
	}
	d.wait(2 * time.Minute)
	if _, found, err = s.FindCtx(t.Context(), "hash-of-a-token"); found || err != nil {
		t.Errorf("outlives its time: %v", err)
	}
	fatal(t, d.Sweep(t.Context()))
	if n := count(t, d.pool, `SELECT count(*) FROM sessions`); n != 0 {
		t.Error("an ended session is kept")
	}
}

// A row moved to another token, or sealed under another key, is no session.
func TestASessionMovedIsNoSession(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	s := NewSessions(d.pool, d.vault)
	later := time.Now().Add(time.Hour)
	fatal(t, s.CommitCtx(t.Context(), "hers", []byte("hers"), later))
	fatal(t, s.CommitCtx(t.Context(), "his", []byte("his"), later))
	_, err := d.super.Exec(t.Context(), `UPDATE sessions SET data = (SELECT data FROM sessions WHERE token = 'hers') WHERE token = 'his'`)
	fatal(t, err)
	if got, found, err := s.FindCtx(t.Context(), "his"); found || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	var other *vault.Vault = keys(t)
	if _, found, err := NewSessions(d.pool, other).FindCtx(t.Context(), "hers"); found || err != nil {
		t.Errorf("opens with another key: %v", err)
	}
	fatal(t, s.DeleteCtx(t.Context(), "hers"))
	if _, found, _ := s.FindCtx(t.Context(), "hers"); found {
		t.Error("ended and still there")
	}
	if _, _, err := s.Find("hers"); err == nil {
		t.Error("a session without the context of a request")
	}
}

// A page still on its way when the person signed out keeps its session after
// the answer: that must not sign them in again.
func TestASessionThatEndedDoesNotComeBack(t *testing.T) {
	t.Parallel()
	d := newDoor(t)
	s := NewSessions(d.pool, d.vault)
	later := time.Now().Add(12 * time.Hour)
	fatal(t, s.CommitCtx(t.Context(), "hers", []byte("hers"), later))
	fatal(t, s.DeleteCtx(t.Context(), "hers"))
	fatal(t, s.CommitCtx(t.Context(), "hers", []byte("hers, seen just now"), later))
	if got, found, err := s.FindCtx(t.Context(), "hers"); found || err != nil {
		t.Errorf("signed in again: %s, %v", got, err)
	}
	d.wait(time.Hour + time.Second)
	fatal(t, d.Sweep(t.Context()))
	if n := count(t, d.pool, `SELECT count(*) FROM sessions`); n != 0 {
		t.Error("what is left of an ended session is kept")
	}
}
