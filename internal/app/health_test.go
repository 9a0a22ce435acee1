package app

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"
)

func readiness(h *health) (int, string) {
	w := httptest.NewRecorder()
	h.ready(w, httptest.NewRequest("GET", "/readyz", nil))
	return w.Code, w.Body.String()
}

func TestReadyNamesWhatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	good := probe{"database", func(context.Context) error { return nil }}
	bad := probe{"files", func(context.Context) error { return errors.New("disk full at /secret/path") }}
	if code, said := readiness(&health{probes: []probe{good}}); code != 200 || said != "ready\n" {
		t.Errorf("got %d %q", code, said)
	}
	if code, said := readiness(&health{probes: []probe{good, bad}}); code != 503 || said != "files\n" {
		t.Errorf("got %d %q, and the cause is for the log only", code, said)
	}
}

func TestReadyDoesNotWaitForWhatHangs(t *testing.T) {
	hangs := probe{"database", func(context.Context) error { select {} }}
	began := time.Now()
	code, said := readiness(&health{probes: []probe{hangs}, patience: 50 * time.Millisecond})
	if code != 503 || said != "database\n" || time.Since(began) > 15*time.Second {
		t.Errorf("got %d %q after %s", code, said, time.Since(began))
	}
}

func TestADrainingProcessIsAliveAndNotReady(t *testing.T) {
	t.Parallel()
	h := &health{}
	h.draining.Store(true)
	if code, said := readiness(h); code != 503 || said != "draining\n" {
		t.Errorf("got %d %q", code, said)
	}
	w := httptest.NewRecorder()
	h.live(w, httptest.NewRequest("GET", "/healthz", nil))
	if w.Code != 200 {
		t.Errorf("/healthz answers %d", w.Code)
	}
}
