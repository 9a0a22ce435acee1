package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"espacesante/internal/dbtest"
	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
)

// nation is how many spaces there are to open.
const nation = 68_000_000

// BenchmarkNation is the part of `make bench` that works by sets over everybody:
// importing, inviting with code and job, printing, opening at day 42. It says how
// long each would take for the nation at the rate of this machine.
func BenchmarkNation(b *testing.B) {
	persons := 10_000
	if n, err := strconv.Atoi(os.Getenv("BENCH_PERSONS")); err == nil && n > 0 {
		persons = n
	}
	slog.SetDefault(slog.New(slog.DiscardHandler))
	for b.Loop() {
		t := newTally(b)
		fmt.Printf("\n%d persons\n%-44s %12s %12s %14s %10s\n", persons, "what", "rate", "target", "68 millions in", "CPU of one")
		t.nation("persons imported", persons, "", func() int {
			in, out := io.Pipe()
			go func() { out.CloseWithError(identity.Generate(out, persons, 1)) }()
			n, err := identity.ImportPersons(t.Context(), t.p.pool, t.p.vault, in, identity.Watch{})
			t.must(err)
			return n.Lines()
		})
		var opened enrolment.Opened
		t.nation("persons invited, with code and job", persons, "1667/s", func() int {
			var err error
			opened, err = t.p.enrolment.OpenCampaign(t.Context(), "bench", 0, nil)
			t.must(err)
			return opened.Persons
		})
		t.nation("letters on disk and marked, both sides", opened.Letters, "250/s", func() int { return t.posted(5_000) })
		t.overdue()
		t.nation("spaces opened at day 42, lines and notices", persons, "1667/s", func() int {
			n, err := t.p.enrolment.Sweep(t.Context(), nil)
			t.must(err)
			return n.Opened
		})
	}
}

// posted prints letters until there are enough for a measure, and gives how many.
func (t *tally) posted(enough int) (done int) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	_, err := t.p.enrolment.Letters(ctx, filepath.Join(t.TempDir(), "letters"), 500, t.p.writeInvitations(t.Context()), func(n int) {
		if done = n; n >= enough {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.must(err)
	}
	return done
}

func (t *tally) nation(what string, all int, target string, do func() int) {
	if all == 0 {
		return
	}
	n := 0
	p := t.measure(1, func() { n = do() })
	rate := p.perSecond * float64(n)
	whole := time.Duration(nation / rate * float64(time.Second)).Round(time.Minute)
	fmt.Printf("%-44s %10.0f/s %12s %14s %10s\n", what, rate, target, whole, (p.cpu / time.Duration(max(n, 1))).Round(time.Microsecond))
}

// overdue makes the last day of every space invited yesterday's.
func (t *tally) overdue() {
	super := dbtest.AsSuperuser(t, t.p.pool)
	tx, err := super.Begin(t.Context())
	t.must(err)
	for _, sql := range []string{`SET LOCAL session_replication_role = replica`,
		`UPDATE spaces SET state = 'INVITED', invited_at = now() - interval '43 days', deadline = now() - interval '1 day' WHERE state IN ('ELIGIBLE', 'INVITED')`} {
		_, err = tx.Exec(t.Context(), sql)
		t.must(err)
	}
	t.must(tx.Commit(t.Context()))
	_, err = super.Exec(t.Context(), "ANALYZE spaces")
	t.must(err)
}
