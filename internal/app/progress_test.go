package app

import (
	"bytes"
	"strings"
	"testing"
	"time"
)

// paced is a progress whose clock a test moves.
func paced(total int, terminal bool) (*progress, *bytes.Buffer, func(time.Duration)) {
	var out bytes.Buffer
	p := newProgress(&out, "persons", total)
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	p.now, p.began, p.said, p.terminal = func() time.Time { return now }, now, now, terminal
	return p, &out, func(d time.Duration) { now = now.Add(d) }
}

func TestOnAPipeALineComesEveryTenSeconds(t *testing.T) {
	t.Parallel()
	p, out, wait := paced(1000, false)
	for done := 20; done <= 500; done += 20 { // a second each
		wait(time.Second)
		p.At(done)
	}
	want := "200 of 1000 persons, 20 a second, 40s left\n400 of 1000 persons, 20 a second, 30s left\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out, want)
	}
	p.End()
	if !strings.HasSuffix(out.String(), "500 persons in 25s, 20 a second\n") {
		t.Errorf("got %q", out)
	}
}

func TestOnATerminalABarMoves(t *testing.T) {
	t.Parallel()
	p, out, wait := paced(100, true)
	wait(time.Second)
	p.At(50)
	if !strings.Contains(out.String(), "[============            ] 50 of 100 persons, 50 a second, 1s left") {
		t.Errorf("got %q", out)
	}
}

func TestWithoutATotalNothingIsPromised(t *testing.T) {
	t.Parallel()
	p, out, wait := paced(0, false)
	wait(10 * time.Second)
	p.At(70)
	if out.String() != "70 persons, 7 a second\n" {
		t.Errorf("got %q", out)
	}
}
