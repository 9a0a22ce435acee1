package seal

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/note"

	"espacesante/internal/blob"
	"espacesante/internal/db"
)

// published reads every checkpoint on the shelf, and those kept elsewhere.
func (v *verifier) published(ctx context.Context, shelf blob.Shelf, kept [][]byte) error {
	names, err := shelf.Names(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if name != latest && !strings.HasPrefix(name, prefix) {
			continue
		}
		signed, err := shelf.Read(ctx, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		c, ok := v.hold(signed, "published as "+name)
		if ok && name != latest && name != c.name() {
			v.differ(-1, "the checkpoint of %d lines is published as %s", c.Size, name)
		}
		v.shelf = max(v.shelf, c.Size)
	}
	for i, signed := range kept {
		v.hold(signed, fmt.Sprintf("given, the %d.", i+1))
	}
	return nil
}

// own reads the checkpoints of the database, and wants them published.
func (v *verifier) own(ctx context.Context, tx *db.Tx) error {
	type held struct {
		Size int64
		Note string
	}
	rows, err := db.Rows[held](ctx, tx, `SELECT size, note FROM log_checkpoints ORDER BY size`, pgx.NamedArgs{})
	if err != nil {
		return err
	}
	sizes := map[int64]bool{}
	for _, c := range v.all {
		sizes[c.Size] = true
	}
	for _, r := range rows {
		if !sizes[r.Size] && r.Size < v.shelf {
			v.differ(-1, "the checkpoint of %d lines is not published any longer", r.Size)
		}
		if c, ok := v.hold([]byte(r.Note), "of the database"); ok && c.Size != r.Size {
			v.differ(-1, "the database says %d lines of a checkpoint of %d", r.Size, c.Size)
		}
		delete(sizes, r.Size)
	}
	for _, c := range v.all {
		if sizes[c.Size] {
			v.differ(-1, "the checkpoint of %d lines, made %s, is not in the database any longer", c.Size, stamp(c.At))
		}
	}
	v.Checkpoints = len(v.all)
	if v.Checkpoints > 0 {
		v.Last = v.all[v.Checkpoints-1]
	}
	for i := 1; i < len(v.all); i++ {
		if v.all[i].From.Before(v.all[i-1].Until) {
			v.Admitted++
		}
	}
	return nil
}

// hold keeps a checkpoint that the key has signed. Two of one size must be one.
func (v *verifier) hold(signed []byte, what string) (Checkpoint, bool) {
	c, err := ReadCheckpoint(signed, v.key)
	if err != nil {
		var unverified *note.UnverifiedNoteError
		if errors.As(err, &unverified) {
			err = errors.New("not signed by the key")
		}
		v.differ(-1, "a checkpoint %s: %v", what, err)
		return c, false
	}
	i, there := slices.BinarySearchFunc(v.all, c.Size, func(one Checkpoint, size int64) int { return int(one.Size - size) })
	if !there {
		v.all = slices.Insert(v.all, i, c)
	} else if v.all[i].body() != c.body() {
		v.differ(-1, "two checkpoints of %d lines say different things: the log was rewritten", c.Size)
	}
	return c, true
}

// inner compares every hash above the leaves with the two below it: proofs are
// made of them.
func (v *verifier) inner(ctx context.Context, tx *db.Tx) error {
	type wrong struct {
		Level int
		N     int64
	}
	bad, err := db.Rows[wrong](ctx, tx, `
		SELECT p.level, p.n FROM log_hashes p
		LEFT JOIN log_hashes l ON l.level = p.level - 1 AND l.n = 2 * p.n
		LEFT JOIN log_hashes r ON r.level = p.level - 1 AND r.n = 2 * p.n + 1
		WHERE p.level > 0 AND p.hash IS DISTINCT FROM sha256('\x01'::bytea || l.hash || r.hash)
		ORDER BY p.level, p.n LIMIT 20`, pgx.NamedArgs{})
	if err != nil {
		return err
	}
	for _, w := range bad {
		v.differ(-1, "the hash %d of level %d is not that of the two below it", w.N, w.Level)
	}
	there, err := db.One[int64](ctx, tx, `SELECT count(*) FROM log_hashes`, pgx.NamedArgs{})
	want := int64(0)
	for n := v.Lines; n > 0; n >>= 1 {
		want += n
	}
	if there != want && len(v.Differences) == 0 {
		v.differ(-1, "%d hashes for %d lines, not %d", there, v.Lines, want)
	}
	return err
}

// unsealed counts the lines that no leaf tells of. One that the last checkpoint
// should cover was put there since.
func (v *verifier) unsealed(ctx context.Context, tx *db.Tx) error {
	rows, err := tx.Query(ctx, `
		SELECT 'access_log', a.id, a.at FROM access_log a
		WHERE NOT EXISTS (SELECT FROM log_leaves l WHERE l.id = a.id AND l.log = 'access' AND l.patient_id = a.patient_id)
		UNION ALL
		SELECT 'operation_log', o.id, o.at FROM operation_log o
		WHERE NOT EXISTS (SELECT FROM log_leaves l WHERE l.id = o.id AND l.log = 'operation')`)
	if err != nil {
		return err
	}
	var table string
	var number [16]byte
	var when time.Time
	_, err = pgx.ForEachRow(rows, []any{&table, &number, &when}, func() error {
		v.Unsealed++
		switch {
		case when.Before(v.Last.Until):
			v.differ(v.Lines, "%s %s: inserted with a date, %s, of before the last checkpoint", table, dashed(number[:]), stamp(when))
		case !agrees(when, number[:]):
			v.differ(v.Lines, "%s %s: its number is of another instant than %s", table, dashed(number[:]), stamp(when))
		}
		return nil
	})
	return err
}

// sealedTables are those that nobody may change a row of.
var sealedTables = []string{"access_log", "operation_log", "log_leaves", "log_hashes", "log_checkpoints"}

// walls says whether what keeps the logs append-only still stands.
func (v *verifier) walls(ctx context.Context, tx *db.Tx) error {
	type wall struct {
		Name    string
		Final   bool
		Whole   bool
		Granted bool
	}
	rows, err := db.Rows[wall](ctx, tx, `
		SELECT c.relname AS name,
		       EXISTS (SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
		               WHERE g.tgrelid = c.oid AND g.tgname = 'log_is_final' AND g.tgenabled IN ('O', 'A') AND g.tgtype & 27 = 27
		                     AND g.tgqual IS NULL AND p.prosrc LIKE E'\nBEGIN\n    RAISE EXCEPTION %') AS final,
		       c.relispartition OR EXISTS (SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
		               WHERE g.tgrelid = c.oid AND g.tgname = 'log_is_never_cut' AND g.tgenabled IN ('O', 'A') AND g.tgtype & 34 = 34
		                     AND p.prosrc LIKE E'\nBEGIN\n    RAISE EXCEPTION %') AS whole,
		       has_table_privilege('espacesante_app', c.oid, 'UPDATE, DELETE, TRUNCATE')
		       OR has_table_privilege('espacesante_batch', c.oid, 'UPDATE, DELETE, TRUNCATE') AS granted
		FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
		WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
		      AND (c.relname = ANY(@tables) OR i.inhparent = 'public.access_log'::regclass)
		ORDER BY c.relname`, pgx.NamedArgs{"tables": sealedTables})
	for _, w := range rows {
		if !w.Final || !w.Whole {
			v.differ(-1, "%s: the trigger that refuses changes was dropped, disabled or emptied", w.Name)
		}
		if w.Granted {
			v.differ(-1, "%s: the program's role was given the right to change it", w.Name)
		}
	}
	return err
}
