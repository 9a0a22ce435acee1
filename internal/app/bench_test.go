package app

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"espacesante/internal/access"
	"espacesante/internal/clock"
	"espacesante/internal/db"
	"espacesante/internal/dbtest"
	"espacesante/internal/identity"
	"espacesante/internal/jobs"
	"espacesante/internal/record"
)

// BenchmarkRatios is `make bench`: what the program does beside the bare parts
// doing the same, in one run on one machine. It prints ratios and CPU and fails
// nothing. Run it once: -benchtime 1x.
func BenchmarkRatios(b *testing.B) {
	persons := 10_000
	if n, err := strconv.Atoi(os.Getenv("BENCH_PERSONS")); err == nil && n > 0 {
		persons = n
	}
	slog.SetDefault(slog.New(slog.DiscardHandler)) // a line a request would drown the table
	for b.Loop() {
		t := newTally(b)
		t.header(persons)
		t.codes()
		t.importing(persons)
		t.letters()
		t.sweeping()
		t.pages()
	}
}

// tally runs things and prints how they compare.
type tally struct {
	*testing.B
	p      *program
	server int // process of the database's server, 0 when it cannot be seen
}

func newTally(b *testing.B) *tally {
	p, _ := quiet(b)
	pool, err := db.Open(b.Context(), dbtest.AppURL(p.pool)+"&pool_max_conns=16&pool_min_conns=16", time.Now)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	p.pool = pool
	p.wire()
	kept := room() // as when it serves
	b.Cleanup(func() { runtime.KeepAlive(kept) })
	return &tally{b, p, postmaster(b.Context(), pool)}
}

func (t *tally) header(persons int) {
	fmt.Printf("\n%d persons. CPU is of the program and of PostgreSQL together; on a machine that does other things, believe its ratio.\n%-50s %12s %12s %8s %8s %8s %10s %10s %10s\n",
		persons, "what", "ours", "bare", "ratio", "of CPU", "target", "CPU ours", "in SQL", "CPU bare")
}

// pace is how fast something went, and what one of it cost.
type pace struct {
	perSecond float64
	cpu       time.Duration // of one
	database  time.Duration // of it
}

// measure times n of something.
func (t *tally) measure(n int, do func()) pace {
	cpu, database, began := t.cpu(), databaseCPU(t.server), time.Now()
	do()
	return t.since(began, cpu, database, n)
}

// clients runs do from several clients at once for a while.
func (t *tally) clients(many int, do func(ctx context.Context) error) pace {
	ctx := t.Context()
	var done atomic.Int64
	together := func(going func() bool) {
		var all sync.WaitGroup
		for range many {
			all.Go(func() {
				for going() {
					if err := do(ctx); err != nil {
						t.Error(err)
						return
					}
					done.Add(1)
				}
			})
		}
		all.Wait()
	}
	var before atomic.Int64
	together(func() bool { return before.Add(1) <= 160 }) // statements prepared and planned on every connection, caches warm
	done.Store(0)
	cpu, database, began := t.cpu(), databaseCPU(t.server), time.Now()
	together(func() bool { return time.Since(began) < 3*time.Second })
	return t.since(began, cpu, database, int(done.Load()))
}

// since is the pace of n of something.
func (t *tally) since(began time.Time, cpu, database time.Duration, n int) pace {
	took, each := time.Since(began), time.Duration(max(n, 1))
	return pace{float64(n) / took.Seconds(), (t.cpu() - cpu) / each, (databaseCPU(t.server) - database) / each}
}

func (t *tally) say(what string, ours, bare pace, target string) {
	fmt.Printf("%-50s %10.0f/s %10.0f/s %8.2f %8.2f %8s %10s %10s %10s\n", what, ours.perSecond, bare.perSecond, ours.perSecond/bare.perSecond,
		bare.cpu.Seconds()/max(ours.cpu.Seconds(), 1e-9), target, ours.cpu.Round(time.Microsecond), ours.database.Round(time.Microsecond), bare.cpu.Round(time.Microsecond))
}

func (t *tally) alone(what string, ours pace, target string) {
	fmt.Printf("%-50s %10.0f/s %12s %8s %8s %8s %10s %10s\n", what, ours.perSecond, "", "", "", target, ours.cpu.Round(time.Microsecond), ours.database.Round(time.Microsecond))
}

func (t *tally) must(err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// importing brings persons in, then invites them all.
func (t *tally) importing(persons int) {
	var file bytes.Buffer
	t.must(identity.Generate(&file, persons, 1))
	lines := bytes.Clone(file.Bytes())
	ours := t.measure(persons, func() {
		_, err := identity.ImportPersons(t.Context(), t.p.pool, t.p.vault, &file, identity.Watch{})
		t.must(err)
	})
	super := dbtest.AsSuperuser(t, t.p.pool)
	_, err := super.Exec(t.Context(), `CREATE TABLE bare (ins text, ins_oid text, birth_name text, given text, used text, used_given text, sex text,
		born date, place text, vitale text, email text, phone text, address text, postcode text, city text, caisse text, scheme text, dmp bool,
		representatives text, doctor text, died date)`)
	t.must(err)
	bare := t.measure(persons, func() {
		conn, err := super.Acquire(t.Context())
		t.must(err)
		defer conn.Release()
		_, err = conn.Conn().PgConn().CopyFrom(t.Context(), bytes.NewReader(lines), "COPY bare FROM STDIN WITH (FORMAT csv, HEADER)")
		t.must(err)
	})
	t.say("persons imported, beside COPY in clear", ours, bare, "")
	t.alone("persons invited", t.measure(persons, func() {
		_, err := t.p.enrolment.OpenCampaign(t.Context(), "bench", 0, nil)
		t.must(err)
	}), "")
}

// sweeping opens every space whose 42 days are over, beside the two statements
// that it could not do without.
func (t *tally) sweeping() {
	super := dbtest.AsSuperuser(t, t.p.pool)
	overdue := func() int {
		n := 0
		t.must(jobs.Batch(t.Context(), t.p.pool, func(tx *db.Tx) error {
			tag, err := tx.Exec(t.Context(), `
				WITH l AS (INSERT INTO access_log (patient_id, id, at, role, act)
				           SELECT patient_id, uuid7($1), $1, 'system', 'space.invite' FROM spaces RETURNING patient_id, id)
				UPDATE spaces s SET state = 'INVITED', opened_at = NULL, invited_at = $1, deadline = $1::timestamptz - interval '1 day', line_id = l.id
				FROM l WHERE l.patient_id = s.patient_id`, tx.Now())
			n = int(tag.RowsAffected())
			return err
		}))
		_, err := super.Exec(t.Context(), "ANALYZE spaces")
		t.must(err)
		return n
	}
	n := overdue()
	bare := t.measure(n, func() {
		_, err := super.Exec(t.Context(), `
			WITH l AS (INSERT INTO access_log (patient_id, id, at, role, act)
			           SELECT patient_id, uuid7(now()), now(), 'system', 'space.open' FROM spaces WHERE state = 'INVITED' RETURNING patient_id, id)
			UPDATE spaces s SET state = 'AUTO_CREATED', opened_at = now(), since = now(), line_id = l.id FROM l WHERE l.patient_id = s.patient_id`)
		t.must(err)
	})
	overdue()
	ours := t.measure(n, func() {
		_, err := t.p.enrolment.Sweep(t.Context(), nil)
		t.must(err)
	})
	t.say("spaces opened at day 42, notices included", ours, bare, "1667/s")
}

// pages compares what a person's requests cost.
func (t *tally) pages() {
	who, b := t.resident()
	t.say("documents page, 50 of 100, 16 clients", t.clients(16, b.get("/documents")), t.clients(16, func(ctx context.Context) error {
		return t.bareList(ctx, who, b.cookie.Value)
	}), "0.50")
	t.walls(who)
	t.alone("documents page, 256 clients", t.clients(256, b.get("/documents")), "")
	list, err := t.p.records.List(t.Context(), who, "", who.Patient, record.Filter{})
	t.must(err)
	t.alone("download of 200 KB, 16 clients", t.clients(16, b.get("/documents/"+list.Documents[0].ID.String()+"/telecharger")), "")
	hash := t.clients(2, func(ctx context.Context) error {
		_, err := t.p.people.HashPassword(ctx, "une phrase bien à moi")
		return err
	})
	var n atomic.Int64
	t.say("sign-in up to the second factor", t.clients(2, func(ctx context.Context) error {
		_, err := t.p.people.SignIn(ctx, "professional", fmt.Sprintf("nobody-%d", n.Add(1)), "une phrase bien à moi")
		if err != nil && !strings.Contains(err.Error(), "sign-in-wrong") {
			return err
		}
		return nil
	}), hash, "0.87")
}

// resident activates somebody who has 100 documents, signed in.
func (t *tally) resident() (access.Actor, *browser) {
	t.must(t.p.loadDemo(t.Context()))
	guests, err := t.p.loadPatients(t.Context())
	t.must(err)
	who := guests[0].account
	file := sheet(clock.Day(time.Now()), "Document", strings.Repeat("ligne ", 30))
	file = append(file, bytes.Repeat([]byte("% remplissage\n"), (200<<10-len(file))/14)...)
	began := time.Now()
	for i := range 100 {
		_, err := t.p.records.Deposit(t.Context(), who, who.Patient, record.Upload{Name: "a.pdf", Type: "EXPPAT_2", Title: fmt.Sprint("Document ", i),
			CaredOn: clock.Day(time.Now()), File: file})
		t.must(err)
	}
	t.alone("uploads of 200 KB, one client", pace{perSecond: 100 / time.Since(began).Seconds()}, "")
	return who, t.signedIn(who)
}

// cpu is what this process and the database have used until now.
func (t *tally) cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano()+u.Stime.Nano()) + databaseCPU(t.server)
}
