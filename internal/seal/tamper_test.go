package seal_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/seal"
)

// tampering is one way of changing the past as superuser, triggers off. n is a
// sealed line, m a later one. Each is tried alone: what it does is undone.
type tampering struct {
	name string
	do   func(l *ledger, n, m int64) []string
}

// Where line n stands: which table, and how it is found.
const (
	ofAccess    = "(patient_id, id) IN (SELECT patient_id, id FROM log_leaves WHERE log = 'access' AND n %s)"
	ofOperation = "id IN (SELECT id FROM log_leaves WHERE log = 'operation' AND n %s)"
)

// both runs a statement on whichever log has the lines.
func both(begin, end, which string) []string {
	return []string{begin + " access_log " + end + " WHERE " + fmt.Sprintf(ofAccess, which), begin + " operation_log " + end + " WHERE " + fmt.Sprintf(ofOperation, which)}
}

func set(what string) func(*ledger, int64, int64) []string {
	return func(_ *ledger, n, _ int64) []string { return both("UPDATE", "SET "+what, fmt.Sprintf("= %d", n)) }
}

// naming is how many of the tamperings below change line n and nothing else.
const naming = 9

var tamperings = []tampering{
	{"who", set("actor = gen_random_uuid()")},
	{"nobody", set("actor = NULL")},
	{"role", set("role = 'patient'")},
	{"act", set("act = 'document.list'")},
	{"reason", set("reason = reason || ' '")},
	{"back-date", set("at = at - interval '1 microsecond'")},
	{"back-date by a year", set("at = at - interval '1 year'")},
	{"another number", set("id = gen_random_uuid()")},
	{"delete", func(_ *ledger, n, _ int64) []string { return both("DELETE FROM", "", fmt.Sprintf("= %d", n)) }},
	{"target", func(l *ledger, n, _ int64) []string {
		return []string{"UPDATE access_log SET target = target || 'x' WHERE " + fmt.Sprintf(ofAccess, fmt.Sprintf("= %d", l.access(n)))}
	}},
	{"free text made empty", func(l *ledger, n, _ int64) []string {
		return []string{"UPDATE access_log SET detail = CASE WHEN detail IS NULL THEN ''::bytea END WHERE " + fmt.Sprintf(ofAccess, fmt.Sprintf("= %d", l.access(n)))}
	}},
	{"another space", func(l *ledger, n, _ int64) []string {
		return []string{"UPDATE access_log SET patient_id = gen_random_uuid() WHERE " + fmt.Sprintf(ofAccess, fmt.Sprintf("= %d", l.access(n)))}
	}},
	{"delete with its leaf", func(_ *ledger, n, _ int64) []string {
		return append(both("DELETE FROM", "", fmt.Sprintf("= %d", n)), fmt.Sprintf("DELETE FROM log_leaves WHERE n = %d", n))
	}},
	{"swap two leaves", func(_ *ledger, n, m int64) []string {
		return []string{fmt.Sprintf("UPDATE log_leaves SET n = n + 1000 WHERE n IN (%d, %d)", n, m), fmt.Sprintf("UPDATE log_leaves SET n = %d + %d - (n - 1000) WHERE n >= 1000", n, m)}
	}},
	{"swap two lines", func(l *ledger, n, m int64) []string {
		n, m = l.access(n), l.access(m)
		if n == m {
			m = l.access(n + 1)
		}
		one, other := fmt.Sprintf(ofAccess, fmt.Sprintf("= %d", n)), fmt.Sprintf(ofAccess, fmt.Sprintf("= %d", m))
		return []string{"CREATE TEMP TABLE pair AS SELECT a.actor, a.target, (" + one + ") AS first FROM access_log a WHERE " + one + " OR " + other,
			"UPDATE access_log SET actor = p.actor, target = p.target FROM pair p WHERE " + one + " AND NOT p.first",
			"UPDATE access_log SET actor = p.actor, target = p.target FROM pair p WHERE " + other + " AND p.first", "DROP TABLE pair"}
	}},
	{"insert, back-dated", func(l *ledger, n, _ int64) []string {
		return []string{fmt.Sprintf(`INSERT INTO access_log (patient_id, id, at, role, act) SELECT patient_id, uuid7(at), at, role, act FROM access_log WHERE `+ofAccess, fmt.Sprintf("= %d", l.access(n)))}
	}},
	{"insert an operation", func(_ *ledger, _, _ int64) []string {
		return []string{`INSERT INTO operation_log (id, at, role, act) SELECT gen_random_uuid(), at, role, act FROM operation_log LIMIT 1`}
	}},
	{"insert with a leaf", func(l *ledger, n, _ int64) []string {
		return []string{fmt.Sprintf(`INSERT INTO access_log (patient_id, id, at, role, act) SELECT patient_id, uuid7(at), at, role, act FROM access_log WHERE `+ofAccess, fmt.Sprintf("= %d", l.access(n))),
			"INSERT INTO log_leaves (n, log, patient_id, id) SELECT (SELECT max(n) + 1 FROM log_leaves), 'access', patient_id, id FROM access_log a WHERE NOT EXISTS (SELECT FROM log_leaves l WHERE l.id = a.id)"}
	}},
	{"change a line and its hash", func(l *ledger, n, _ int64) []string {
		return append(set("role = 'system'")(l, n, 0), fmt.Sprintf(`UPDATE log_hashes SET hash = sha256('\x00'::bytea || hash) WHERE level = 0 AND n = %d`, n))
	}},
	{"change a hash", func(_ *ledger, n, _ int64) []string {
		return []string{fmt.Sprintf("UPDATE log_hashes SET hash = sha256(hash) WHERE level = %d AND n = %d", n%3, (n%3)*0)}
	}},
	{"cut the tail", func(_ *ledger, _, m int64) []string { return cut(m) }},
	{"drop a trigger", func(_ *ledger, n, _ int64) []string {
		return []string{"DROP TRIGGER log_is_" + []string{"final", "never_cut"}[n%2] + " ON " + []string{"access_log", "operation_log", "log_leaves", "log_hashes", "log_checkpoints"}[n%5]}
	}},
	{"disable the triggers", func(*ledger, int64, int64) []string {
		return []string{"ALTER TABLE access_log DISABLE TRIGGER ALL"}
	}},
	{"empty the trigger", func(*ledger, int64, int64) []string {
		return []string{"CREATE OR REPLACE FUNCTION log_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"}
	}},
	{"let the program change it", func(*ledger, int64, int64) []string { return []string{"GRANT UPDATE ON access_log TO espacesante_app"} }},
	{"forge a checkpoint", func(l *ledger, n, _ int64) []string {
		return []string{"UPDATE log_checkpoints SET note = replace(note, 'from ', 'from  ') WHERE size = (SELECT min(size) FROM log_checkpoints)"}
	}},
	{"forget a checkpoint", func(*ledger, int64, int64) []string {
		return []string{"DELETE FROM log_checkpoints WHERE size = (SELECT min(size) FROM log_checkpoints)"}
	}},
	{"rewrite the whole chain", func(l *ledger, n, _ int64) []string { return l.rewritten(n) }},
}

// cut removes all from line m on, as if it had never been.
func cut(m int64) []string {
	all := both("DELETE FROM", "", fmt.Sprintf(">= %d", m))
	return append(all, fmt.Sprintf("DELETE FROM log_leaves WHERE n >= %d", m), fmt.Sprintf("DELETE FROM log_hashes WHERE (n + 1) << level > %d", m),
		fmt.Sprintf("DELETE FROM log_checkpoints WHERE size > %d", m))
}

// access is a line of access_log at n or after it.
func (l *ledger) access(n int64) (at int64) {
	l.t.Helper()
	l.must(l.super.QueryRow(l.t.Context(), `SELECT n FROM log_leaves WHERE log = 'access' ORDER BY n < $1, n LIMIT 1`, n).Scan(&at))
	return at
}

// rewritten changes a line and makes all hashes anew, leaves to root: what is
// left is what was signed.
func (l *ledger) rewritten(n int64) []string {
	l.t.Helper()
	var size int64
	l.must(l.super.QueryRow(l.t.Context(), `SELECT count(*) FROM log_leaves`).Scan(&size))
	all := []string{fmt.Sprintf("DELETE FROM access_log WHERE "+ofAccess, fmt.Sprintf("= %d", l.access(n))), "TRUNCATE log_leaves, log_hashes",
		`INSERT INTO log_leaves (n, log, patient_id, id) SELECT row_number() OVER (ORDER BY id) - 1, log, patient_id, id FROM
			(SELECT 'access' AS log, patient_id, id FROM access_log UNION ALL SELECT 'operation', NULL, id FROM operation_log) x`}
	for i := range size {
		h := tlog.RecordHash([]byte{byte(i)})
		all = append(all, fmt.Sprintf(`INSERT INTO log_hashes VALUES (0, %d, '\x%x')`, i, h[:]))
	}
	return all
}

// T51, issue 3 point 5: tamperings as superuser, 500 at random, all
// found, and the line named where there is one.
func TestEveryTamperingIsFound(t *testing.T) {
	l := open(t)
	for range 3 {
		l.writes(12)
		l.wait(2 * time.Second) // the last promise covers them all
		l.seals()
	}
	l.whole(36, 0)
	random := rand.New(rand.NewPCG(3, 51))
	for i := range 500 {
		how := tamperings[i%len(tamperings)]
		n := random.Int64N(34)
		m := n + 1 + random.Int64N(35-n)
		statements := how.do(l, n, m)
		found, first := l.tried(statements)
		if !found {
			t.Errorf("%s of %d, %d: not found\n%s", how.name, n, m, strings.Join(statements, "\n"))
		}
		if i%len(tamperings) < naming && !strings.HasPrefix(first, fmt.Sprintf("line %d ", n)) {
			t.Errorf("%s of %d: named %q", how.name, n, first)
		}
	}
	l.whole(36, 0)
}

// tried does something, verifies, and undoes it.
func (l *ledger) tried(statements []string) (found bool, first string) {
	l.t.Helper()
	undo := errors.New("undo")
	super := &db.Pool{Pool: l.super, Now: l.pool.Now}
	err := super.InTx(l.t.Context(), func(tx *db.Tx) error {
		for _, s := range append([]string{"SET LOCAL session_replication_role = replica"}, statements...) {
			if _, err := tx.Exec(l.t.Context(), s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		if _, err := tx.Exec(l.t.Context(), "SET LOCAL ROLE espacesante_batch"); err != nil {
			return err
		}
		r, err := seal.VerifyIn(l.t.Context(), tx, l.shelf, l.key)
		if found = len(r.Differences) > 0; found {
			first = r.Differences[0].String()
		}
		return errors.Join(err, undo)
	})
	if !errors.Is(err, undo) || strings.Contains(err.Error(), "ERROR") {
		l.t.Fatal(err)
	}
	return found, first
}

// T51: a tail that is cut from the database and from the shelf together is not
// found; with a checkpoint that somebody kept, it is.
func TestACutTailIsFoundWithTheCheckpointOnly(t *testing.T) {
	l := open(t)
	l.writes(10)
	l.seals()
	l.writes(10)
	l.seals()
	kept, err := os.ReadFile(filepath.Join(l.dir, "latest"))
	l.must(err)
	before, err := os.ReadFile(filepath.Join(l.dir, "checkpoint-000000000000010"))
	l.must(err)
	l.sql(cut(10)...)
	if r := l.verifies(); len(r.Differences) == 0 || !strings.Contains(r.Differences[0].String(), "line 10 and all up to 19: cut off") {
		t.Errorf("with what is published: %v", r.Differences)
	}
	l.must(os.Remove(filepath.Join(l.dir, "checkpoint-000000000000020")))
	l.must(os.WriteFile(filepath.Join(l.dir, "latest"), before, 0o644))
	l.whole(10, 0)
	if r := l.verifies(kept); len(r.Differences) == 0 || !strings.Contains(r.Differences[0].String(), "line 10 and all up to 19: cut off") {
		t.Errorf("with one that was kept: %v", r.Differences)
	}
}

// Two logs under one key, one shown to some and another to others.
func TestTwoStoriesAreFoundWithTheCheckpointOnly(t *testing.T) {
	l := open(t)
	l.writes(8)
	l.seals()
	kept, err := os.ReadFile(filepath.Join(l.dir, "latest"))
	l.must(err)
	l.must(os.RemoveAll(l.dir))
	l.sql(append(cut(0), fmt.Sprintf("INSERT INTO operation_log (id, at, role, act) VALUES ('%s', '%s', 'system', 'x')",
		id.NewAt[id.Line](start).UUID(), start.Format(time.RFC3339)))...)
	l.writes(7)
	l.seals()
	l.whole(8, 0)
	if r := l.verifies(kept); len(r.Differences) == 0 {
		t.Error("not found")
	}
}
