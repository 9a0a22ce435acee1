package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"espacesante/internal/blob"
	"espacesante/internal/dbtest"
	"espacesante/internal/enrolment"
	"espacesante/internal/identity"
	"espacesante/internal/record"
)

// settled waits until what the killed programs had begun in the database has
// ended.
func (k *killing) settled() {
	k.t.Helper()
	super := dbtest.AsSuperuser(k.t, k.pool)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for n := -1; n != 0; <-tick.C {
		n = k.counts(super, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'killed'`)
	}
}

func (k *killing) counts(pool *pgxpool.Pool, sql string, args ...any) (n int) {
	k.t.Helper()
	if err := pool.QueryRow(k.t.Context(), sql, args...).Scan(&n); err != nil {
		k.t.Fatal(err)
	}
	return n
}

// keptUploads opens every document there is: each acknowledged one is there,
// once, whole.
func (k *killing) keptUploads() {
	k.t.Helper()
	acked := 0
	for _, u := range k.uploaders {
		there := map[string]int{}
		for page, pages := 1, 1; page <= pages; page++ {
			list, err := k.records.List(k.t.Context(), u.who, "", u.who.Patient, record.Filter{Page: page})
			if err != nil {
				k.t.Fatal(err)
			}
			pages = list.Pages
			for _, d := range list.Documents {
				var n int
				c, err := k.records.Open(k.t.Context(), u.who, "", u.who.Patient, d.ID)
				if _, e := fmt.Sscanf(d.Title, "Document %d", &n); err != nil || e != nil {
					k.t.Errorf("a document is there and does not open: %v", errors.Join(err, e))
					continue
				}
				if b, _ := u.file(n); !bytes.Equal(b, c.Original) {
					k.t.Errorf("document %d is half there: %d bytes of %d", n, len(c.Original), len(b))
				}
				there[d.Title]++
				if was, ok := u.acked["/documents/"+d.ID.String()]; ok && was != n {
					k.t.Errorf("document %d was acknowledged as %d", n, was)
				}
			}
		}
		for to, n := range u.acked {
			if _, title := u.file(n); there[title] != 1 {
				k.t.Errorf("document %d, acknowledged as %s, is there %d times", n, to, there[title])
			}
		}
		if len(there) > u.sent+1 {
			k.t.Errorf("%d documents are there, %d were sent", len(there), u.sent+1)
		}
		acked += len(u.acked)
	}
	k.t.Logf("%d uploads acknowledged", acked)
	if acked == 0 {
		k.t.Error("nothing was ever acknowledged")
	}
}

// activatedOnce checks that each activation happened wholly or not at all, and
// that a code that served serves no more.
func (k *killing) activatedOnce() {
	k.t.Helper()
	super := dbtest.AsSuperuser(k.t, k.pool)
	done := 0
	for _, a := range k.arrivals {
		lines := k.counts(super, `SELECT count(*) FROM access_log WHERE patient_id = $1 AND act = 'space.activate' AND reason = ''`, a.patient)
		open := k.counts(super, `SELECT count(*) FROM spaces WHERE patient_id = $1 AND state = 'ACTIVATED'`, a.patient)
		accounts := k.counts(super, `SELECT count(*) FROM accounts WHERE patient_id = $1`, a.patient)
		if lines != open || lines != accounts || a.acked && open != 1 {
			k.t.Errorf("acknowledged %t: %d lines, %d open, %d accounts", a.acked, lines, open, accounts)
		}
		if open == 0 {
			continue
		}
		done++
		code, _, _ := enrolment.ParseCode(a.code)
		n, _ := identity.ParseNIR(a.ins)
		birth, _ := time.Parse(time.DateOnly, a.birth)
		if _, err := k.enrolment.Prove(k.t.Context(), enrolment.Proof{Code: code, INS: n, Birth: birth}); err == nil {
			k.t.Error("a code that served serves again")
		}
	}
	k.t.Logf("%d activations done of %d", done, len(k.arrivals))
	if done == 0 {
		k.t.Error("nobody ever arrived")
	}
}

// swept sweeps, as a quarter of an hour later, and compares files and rows.
func (k *killing) swept() {
	k.t.Helper()
	dir := strings.TrimPrefix(k.cfg.BlobURL, "file://")
	long := time.Now().Add(-record.Orphaned - time.Second)
	if err := filepath.WalkDir(dir, func(at string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			err = os.Chtimes(at, long, long)
		}
		return err
	}); err != nil {
		k.t.Fatal(err)
	}
	lost, err := record.SweepFiles(context.WithoutCancel(k.t.Context()), k.pool, k.blobs)
	if err != nil {
		k.t.Fatal(err)
	}
	var rows []string
	if err := dbtest.AsSuperuser(k.t, k.pool).QueryRow(k.t.Context(), `SELECT coalesce(array_agg(blob ORDER BY blob), '{}') FROM documents`).Scan(&rows); err != nil {
		k.t.Fatal(err)
	}
	var files []string
	for at := range filesBelow(k.t, dir) {
		files = append(files, strings.ReplaceAll(at, "/", ""))
	}
	slices.Sort(files)
	if !slices.Equal(files, rows) {
		k.t.Errorf("%d files for %d rows", len(files), len(rows))
	}
	k.t.Logf("%d files had no row", lost)
	if _, err := k.blobs.Get(k.t.Context(), blob.Name()); !errors.Is(err, blob.ErrMissing) {
		k.t.Error(err)
	}
}
