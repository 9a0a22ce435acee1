package seal_test

import (
	"testing"
	"time"
)

// T52: a million lines verify in a minute. The sealer keeps up with far more
// than the thousand lines a second that the log takes.
func TestAMillionLinesVerifyInAMinute(t *testing.T) {
	const lines = 1_000_000
	if testing.Short() {
		t.Skip("a million lines: make test-all")
	}
	l := open(t)
	made := time.Now()
	l.sql(`INSERT INTO access_log (patient_id, id, at, actor, role, act, mode, motive, structure, target)
		SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(i % 50000), 12, '0'))::uuid, uuid7(at), at, gen_random_uuid(), 'professional',
		       'document.read', 'normal', 'treating-doctor', '750000018', 'abcdefghijklmnopqrstuvwxyz'
		FROM generate_series(1, 1000000) i, LATERAL (SELECT timestamptz '2027-03-12T13:05:00Z' + i * interval '100 ms' AS at) t`)
	l.now.Store(start.Add(lines * 100 * time.Millisecond).UnixMicro())
	sealed := time.Now()
	if n := l.seals(); n != lines {
		t.Fatalf("%d lines sealed", n)
	}
	verified := time.Now()
	l.whole(lines, 0)
	took := time.Since(verified)
	t.Logf("made in %s, sealed in %s, verified in %s", sealed.Sub(made), verified.Sub(sealed), took)
	if took > time.Minute {
		t.Errorf("verified in %s", took)
	}
	if per := lines / verified.Sub(sealed).Seconds(); per < 1000 {
		t.Errorf("%.0f lines sealed a second", per)
	}
}
