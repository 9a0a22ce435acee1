package seal

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"espacesante/internal/blob"
	"espacesante/internal/db"
	"espacesante/internal/jobs"
)

// Difference is one thing that is not as it was sealed.
type Difference struct {
	Leaf int64 // -1 when it is about no leaf
	What string
}

// String is the line that `audit verify` prints.
func (d Difference) String() string { return d.What }

// Report is what a verification found.
type Report struct {
	Lines       int64
	Checkpoints int
	Last        Checkpoint
	Unsealed    int64
	Admitted    int // checkpoints that admit lines of before an earlier promise: demonstrations only
	Differences []Difference
	more        int
}

// most is how many differences are told: the first says where to look.
const most = 20

func (r *Report) differ(leaf int64, format string, args ...any) {
	if len(r.Differences) == most {
		r.more++
		return
	}
	r.Differences = append(r.Differences, Difference{leaf, fmt.Sprintf(format, args...)})
}

// More is how many differences there are besides those told.
func (r *Report) More() int { return r.more }

// Verify recomputes the sealed log from the lines of pool's database, and
// compares it with the published checkpoints and with kept, checkpoints that
// somebody else has kept. It needs no key but the one that verifies.
func Verify(ctx context.Context, pool *db.Pool, shelf blob.Shelf, key note.Verifiers, kept ...[]byte) (Report, error) {
	v := &verifier{key: key}
	// Published first: what is published is in the database already.
	if err := v.published(ctx, shelf, kept); err != nil {
		return v.Report, err
	}
	err := jobs.Batch(ctx, pool, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
			SET LOCAL statement_timeout = 0; SET LOCAL work_mem = '256MB'`); err != nil {
			return err
		}
		return v.recompute(ctx, tx)
	})
	return v.Report, err
}

// recompute compares all that the database says, as tx sees it.
func (v *verifier) recompute(ctx context.Context, tx *db.Tx) error {
	for _, part := range []func(context.Context, *db.Tx) error{v.own, v.leaves, v.inner, v.unsealed, v.walls} {
		if err := part(ctx, tx); err != nil {
			return err
		}
	}
	slices.SortStableFunc(v.Differences, func(a, b Difference) int { return rank(a) - rank(b) })
	return nil
}

// rank puts what names a line before what does not; the lines were found in order.
func rank(d Difference) int {
	if d.Leaf < 0 {
		return 1
	}
	return 0
}

type verifier struct {
	Report
	key   note.Verifiers
	all   []Checkpoint // by size, each size once
	lost  bool         // the tree is another from some leaf on: said once
	tree  fold
	shelf int64 // size of the last published
	buf   []byte
}

const sealedLines = `
	SELECT l.n, l.log, h.hash, a.patient_id, a.id, a.at, a.actor, a.role, a.act, a.mode, a.motive, a.structure, a.target, a.reason, a.detail,
	       o.id, o.at, o.actor, o.role, o.act, o.subject, o.reason, l.id
	FROM log_leaves l
	LEFT JOIN log_hashes h ON h.level = 0 AND h.n = l.n
	LEFT JOIN access_log a ON l.log = 'access' AND a.patient_id = l.patient_id AND a.id = l.id
	LEFT JOIN operation_log o ON l.log = 'operation' AND o.id = l.id
	ORDER BY l.n`

// leaves computes every leaf from its line again, and the root at the size of
// each checkpoint.
func (v *verifier) leaves(ctx context.Context, tx *db.Tx) error {
	rows, err := tx.Query(ctx, sealedLines)
	if err != nil {
		return err
	}
	defer rows.Close()
	widths := map[Log]int{Access: 3, Operation: 3 + len(columns[Access])}
	for log, from := range widths {
		if err := isBinary(rows, from, columns[log]); err != nil {
			return err
		}
	}
	coming := v.all
	for rows.Next() {
		raw := rows.RawValues()
		n, log := int64(binary.BigEndian.Uint64(raw[0])), Log(raw[1])
		for ; v.tree.size < n; v.tree.add(tlog.Hash{}) {
			v.differ(v.tree.size, "line %d: its leaf was removed", v.tree.size)
			v.lost = true
		}
		from, known := widths[log]
		if n < v.tree.size || !known {
			v.differ(n, "line %d: it is there twice, or of no log", n)
			continue
		}
		sealed := sealedLine{n: n, log: log, id: raw[len(raw)-1], hash: raw[2], raw: raw[from : from+len(columns[log])]}
		hash, err := v.one(sealed, coming)
		if err != nil {
			return err
		}
		v.tree.add(hash)
		for len(coming) > 0 && coming[0].Size == v.tree.size {
			v.root(coming[0])
			coming = coming[1:]
		}
	}
	v.Lines = v.tree.size
	return v.end(rows.Err(), coming)
}

// sealedLine is a leaf with the line that it tells of.
type sealedLine struct {
	n    int64
	log  Log
	id   []byte
	hash []byte
	raw  [][]byte // all nil when the line is gone
}

func (l sealedLine) String() string {
	return fmt.Sprintf("line %d (%s %s)", l.n, l.log.Table(), dashed(l.id))
}

// one compares a line with the hash it was sealed under, and answers that hash:
// the tree above stays comparable, so that each changed line is named.
func (v *verifier) one(l sealedLine, coming []Checkpoint) (hash tlog.Hash, err error) {
	known := len(l.hash) == tlog.HashSize
	if known {
		hash = tlog.Hash(l.hash)
	}
	if l.raw[where(l.log, "id")] == nil {
		v.differ(l.n, "%s: removed", l)
		return hash, nil
	}
	if v.buf, err = encode(v.buf[:0], l.log, l.raw); err != nil {
		return hash, err
	}
	switch is := leaf(v.buf); {
	case !known:
		hash = is
		v.differ(l.n, "%s: its hash was removed", l)
	case is != hash:
		v.differ(l.n, "%s: changed since it was sealed", l)
	}
	v.dates(l, coming)
	return hash, nil
}

// where is which column of a log has that name.
func where(log Log, name string) int {
	return slices.IndexFunc(columns[log], func(f field) bool { return f.name == name })
}

// tolerance is how far the instant in a line's number may be from its own:
// SQL rounds milliseconds, Go cuts them.
const tolerance = 2 * time.Second

// dates refuses a line that an earlier checkpoint should have covered, and one
// whose number tells another instant than it does.
func (v *verifier) dates(l sealedLine, coming []Checkpoint) {
	when, number := time.UnixMicro(unixMicro(l.raw[where(l.log, "at")])), l.raw[where(l.log, "id")]
	if !agrees(when, number) {
		v.differ(l.n, "%s: its number is of another instant than %s", l, stamp(when))
	}
	if len(coming) > 0 && when.Before(coming[0].From) {
		v.differ(l.n, "%s: dated %s, and sealed after every line of before %s was", l, stamp(when), stamp(coming[0].From))
	}
}

// agrees compares an instant with that of a UUIDv7.
func agrees(when time.Time, number []byte) bool {
	ms := int64(binary.BigEndian.Uint32(number))<<16 | int64(binary.BigEndian.Uint16(number[4:]))
	return time.UnixMilli(ms).Sub(when).Abs() < tolerance && number[6]>>4 == 7
}

// root compares the tree so far with a checkpoint of its size.
func (v *verifier) root(c Checkpoint) {
	if v.lost || v.tree.root() == c.Root {
		return
	}
	v.lost = true
	since := int64(0)
	for _, one := range v.all {
		if one.Size >= c.Size {
			break
		}
		since = one.Size
	}
	v.differ(since, "line %d or one up to %d: not the lines that the checkpoint of %d covers, which was made %s", since, c.Size-1, c.Size, stamp(c.At))
}

// end says what checkpoints cover and the database no longer has, or the reverse.
func (v *verifier) end(err error, coming []Checkpoint) error {
	if err != nil {
		return err
	}
	if len(coming) > 0 {
		last := coming[len(coming)-1]
		v.differ(v.Lines, "line %d and all up to %d: cut off, a checkpoint of %s covers them", v.Lines, last.Size-1, stamp(last.At))
	}
	if v.Lines > v.Last.Size {
		v.differ(v.Last.Size, "line %d: a leaf that no checkpoint covers", v.Last.Size)
	}
	return nil
}
