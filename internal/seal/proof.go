package seal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"espacesante/internal/db"
	"espacesante/internal/id"
)

// Proof shows that one line is in the log that a checkpoint signs: whoever has
// the public key checks it without us (docs/keeping.md).
type Proof struct {
	Log        Log         `json:"log"`
	Line       Line        `json:"line"`       // every column of the line
	Leaf       int64       `json:"leaf"`       // its number in the sealed log
	Hash       tlog.Hash   `json:"leaf_hash"`  // SHA-256 of a zero byte and the line's canonical bytes
	Path       []tlog.Hash `json:"path"`       // inclusion proof, from the leaf up (RFC 6962 §2.1.1)
	Checkpoint string      `json:"checkpoint"` // the signed note
	Key        string      `json:"public_key"` // for convenience: compare it with the one you know
}

// ErrUnsealed says that a line is there and not sealed yet: ten seconds at most.
var ErrUnsealed = errors.New("seal: not sealed yet")

const provenLine = `
	SELECT l.n, a.patient_id, a.id, a.at, a.actor, a.role, a.act, a.mode, a.motive, a.structure, a.target, a.reason, a.detail
	FROM access_log a
	LEFT JOIN log_leaves l ON l.log = 'access' AND l.patient_id = a.patient_id AND l.id = a.id
	WHERE a.patient_id = @patient AND a.id = @line`

// Prove makes the proof of one line of the space that tx is in.
func Prove(ctx context.Context, tx db.Runner, patient id.Patient, line id.Line) (Proof, error) {
	p := Proof{Log: Access, Leaf: -1}
	if err := p.read(ctx, tx, patient, line); err != nil {
		return p, err
	}
	type last struct {
		Size int64
		Note string
	}
	c, err := db.Row[last](ctx, tx, `SELECT size, note FROM log_checkpoints ORDER BY size DESC LIMIT 1`, pgx.NamedArgs{})
	if errors.Is(err, pgx.ErrNoRows) || err == nil && p.Leaf >= c.Size {
		return p, ErrUnsealed
	}
	if err != nil {
		return p, err
	}
	p.Checkpoint = c.Note
	path, err := tlog.ProveRecord(c.Size, p.Leaf, newHashes(ctx, tx))
	p.Path = append([]tlog.Hash{}, path...) // of a log of one line it is empty, never null
	return p, err
}

func (p *Proof) read(ctx context.Context, tx db.Runner, patient id.Patient, line id.Line) error {
	rows, err := tx.Query(ctx, provenLine, pgx.NamedArgs{"patient": patient, "line": line})
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		return errors.Join(rows.Err(), pgx.ErrNoRows)
	}
	if err := isBinary(rows, 1, columns[Access]); err != nil {
		return err
	}
	var n *int64
	raw := rows.RawValues()[1:]
	canonical, err := encode(nil, Access, raw)
	if err != nil {
		return err
	}
	p.Line, p.Hash = show(Access, raw), leaf(canonical)
	if err := rows.Scan(append([]any{&n}, make([]any, len(columns[Access]))...)...); err != nil {
		return err
	}
	if n == nil {
		return ErrUnsealed
	}
	p.Leaf = *n
	return rows.Err()
}

// CheckProof checks a proof as JSON with the public key alone: the line has
// that hash, the path leads from it to the root, the root is signed.
func CheckProof(content []byte, key note.Verifiers) (Proof, Checkpoint, error) {
	var p Proof
	if err := json.Unmarshal(content, &p); err != nil {
		return p, Checkpoint{}, fmt.Errorf("proof: %w", err)
	}
	c, err := ReadCheckpoint([]byte(p.Checkpoint), key)
	if err != nil {
		return p, c, err
	}
	raw, err := p.Line.raw(p.Log)
	if err != nil {
		return p, c, fmt.Errorf("proof: %w", err)
	}
	canonical, err := encode(nil, p.Log, raw)
	if err != nil {
		return p, c, err
	}
	if leaf(canonical) != p.Hash {
		return p, c, errors.New("proof: the line does not have the hash of the leaf")
	}
	if err := tlog.CheckRecord(p.Path, c.Size, c.Root, p.Leaf, p.Hash); err != nil {
		return p, c, errors.New("proof: the path does not lead from the leaf to the root that is signed")
	}
	return p, c, nil
}
