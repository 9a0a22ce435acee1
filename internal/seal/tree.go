package seal

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"espacesante/internal/db"
)

// at is where a hash stands in the tree.
type at struct {
	Level int
	N     int64
}

// hashes reads the tree as it is in the database, and over it what has just
// been added and is not there yet.
type hashes struct {
	ctx  context.Context
	tx   db.Runner
	held map[at]tlog.Hash
}

func newHashes(ctx context.Context, tx db.Runner) *hashes {
	return &hashes{ctx, tx, map[at]tlog.Hash{}}
}

// ReadHashes gives the hashes at these indexes of tlog.
func (h *hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	places := make([]at, len(indexes))
	var levels []int16
	var ns []int64
	for i, index := range indexes {
		level, n := tlog.SplitStoredHashIndex(index)
		places[i] = at{level, n}
		if _, there := h.held[places[i]]; !there {
			levels, ns = append(levels, int16(level)), append(ns, n)
		}
	}
	if err := h.load(levels, ns); err != nil {
		return nil, err
	}
	out := make([]tlog.Hash, len(places))
	for i, p := range places {
		hash, there := h.held[p]
		if !there {
			return nil, fmt.Errorf("seal: no hash %d of level %d", p.N, p.Level)
		}
		out[i] = hash
	}
	return out, nil
}

func (h *hashes) load(levels []int16, ns []int64) error {
	if len(ns) == 0 {
		return nil
	}
	type stored struct {
		Level int
		N     int64
		Hash  []byte
	}
	rows, err := db.Rows[stored](h.ctx, h.tx, `
		SELECT h.level, h.n, h.hash FROM log_hashes h
		JOIN unnest(@levels::smallint[], @ns::bigint[]) AS w (level, n) ON w.level = h.level AND w.n = h.n`,
		pgx.NamedArgs{"levels": levels, "ns": ns})
	for _, r := range rows {
		h.held[at{r.Level, r.N}] = tlog.Hash(r.Hash)
	}
	return err
}

// grown is what a tree gains: in columns, as one statement takes them.
type grown struct {
	levels []int16
	ns     []int64
	hashes [][]byte
}

// add appends leaf n to the tree.
func (h *hashes) add(n int64, leaf tlog.Hash, to *grown) error {
	added, err := tlog.StoredHashesForRecordHash(n, leaf, h)
	if err != nil {
		return err
	}
	for level, hash := range added {
		p := at{level, n >> level}
		h.held[p] = hash
		to.levels, to.ns, to.hashes = append(to.levels, int16(p.Level)), append(to.ns, p.N), append(to.hashes, hash[:])
	}
	return nil
}

// fold computes the root of a tree whose leaves are given one by one, keeping
// one hash for each bit of its size.
type fold struct {
	size  int64
	roots []tlog.Hash // of its whole subtrees, the largest first
}

func (f *fold) add(leaf tlog.Hash) {
	f.roots = append(f.roots, leaf)
	for n := f.size; n&1 == 1; n >>= 1 {
		last := len(f.roots) - 1
		f.roots[last-1] = tlog.NodeHash(f.roots[last-1], f.roots[last])
		f.roots = f.roots[:last]
	}
	f.size++
}

func (f *fold) root() tlog.Hash {
	h := f.roots[len(f.roots)-1]
	for i := len(f.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.roots[i], h)
	}
	return h
}
