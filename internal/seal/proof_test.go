package seal_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"espacesante/internal/db"
	"espacesante/internal/id"
	"espacesante/internal/seal"
)

// prove gives the proof of the nth line of a space, as a file.
func (l *ledger) prove(patient id.Patient, line id.Line) ([]byte, error) {
	l.t.Helper()
	var p seal.Proof
	err := l.pool.InSpace(l.t.Context(), patient, id.Account{}, func(tx *db.Tx) (err error) {
		p, err = seal.Prove(l.t.Context(), tx, patient, line)
		return err
	})
	p.Key = l.sealer.Keys.Public
	content, _ := json.Marshal(p)
	return content, err
}

// Every line of a log has a proof, whatever the size of the log: checked by our
// code, and by the words of docs/keeping.md, which share nothing with it.
func TestEveryLineHasAProofThatReadmeSaysHowToCheck(t *testing.T) {
	l := open(t)
	for size := 1; size <= 23; size++ {
		l.writes(1)
		l.seals()
		if size%4 != 1 && size != 23 {
			continue
		}
		rows, err := l.super.Query(t.Context(), `SELECT patient_id, id FROM access_log`)
		l.must(err)
		var patient id.Patient
		var line id.Line
		type named struct {
			id.Patient
			id.Line
		}
		var all []named
		for rows.Next() {
			l.must(rows.Scan(&patient, &line))
			all = append(all, named{patient, line})
		}
		for _, one := range all {
			content, err := l.prove(one.Patient, one.Line)
			l.must(err)
			if _, _, err := seal.CheckProof(content, l.key); err != nil {
				t.Errorf("of %d: %v", size, err)
			}
			if err := asTheBookSays(content, l.sealer.Keys.Public); err != nil {
				t.Errorf("of %d, as docs/keeping.md says: %v", size, err)
			}
		}
	}
}

func TestALineThatIsNotSealedHasNoProofYet(t *testing.T) {
	l := open(t)
	l.writes(1)
	var patient id.Patient
	var line id.Line
	l.must(l.super.QueryRow(t.Context(), `SELECT patient_id, id FROM access_log`).Scan(&patient, &line))
	if _, err := l.prove(patient, line); !errors.Is(err, seal.ErrUnsealed) {
		t.Errorf("got %v", err)
	}
	l.seals()
	if _, err := l.prove(patient, line); err != nil {
		t.Error(err)
	}
	if _, err := l.prove(l.spaces[4], line); err == nil || errors.Is(err, seal.ErrUnsealed) {
		t.Errorf("from another space: %v", err)
	}
}

// asTheBookSays checks a proof by the three steps of docs/keeping.md.
func asTheBookSays(content []byte, public string) error {
	var p struct {
		Line       map[string]*string
		Leaf       int64
		Hash       string `json:"leaf_hash"`
		Path       []string
		Checkpoint string
	}
	if err := json.Unmarshal(content, &p); err != nil {
		return err
	}
	h, err := lineAsReadmeSays(p.Line)
	if err != nil || base64.StdEncoding.EncodeToString(h[:]) != p.Hash {
		return errors.Join(err, errors.New("1. the line"))
	}
	text, signature, _ := strings.Cut(p.Checkpoint, "\n\n")
	said := strings.Split(text, "\n")
	size, err := strconv.ParseInt(said[1], 10, 64)
	if err != nil {
		return err
	}
	i, n := p.Leaf, size-1
	for _, one := range p.Path {
		b, _ := base64.StdEncoding.DecodeString(one)
		if i%2 == 1 || i == n {
			h = sha256.Sum256(append(append([]byte{1}, b...), h[:]...))
			for i%2 == 0 && i != 0 {
				i, n = i/2, n/2
			}
		} else {
			h = sha256.Sum256(append(append([]byte{1}, h[:]...), b...))
		}
		i, n = i/2, n/2
	}
	if n != 0 || base64.StdEncoding.EncodeToString(h[:]) != said[2] {
		return errors.New("2. the path")
	}
	signed, ok := strings.CutPrefix(strings.TrimSpace(signature), "— espacesante ")
	bytes, _ := base64.StdEncoding.DecodeString(signed)
	key, _ := base64.StdEncoding.DecodeString(public[strings.LastIndex(public[:strings.Index(public, "+")+10], "+")+1:])
	if !ok || len(bytes) != 68 || len(key) != 33 || !ed25519.Verify(key[1:], []byte(text+"\n"), bytes[4:]) {
		return errors.New("3. the checkpoint")
	}
	return nil
}

func lineAsReadmeSays(line map[string]*string) (h [32]byte, err error) {
	b := []byte{0, 1, 'a'}
	for _, name := range strings.Fields("patient_id id at actor role act mode motive structure target reason detail") {
		value := line[name]
		if value == nil {
			b = append(b, 0xff, 0xff, 0xff, 0xff)
			continue
		}
		var raw []byte
		switch name {
		case "patient_id", "id", "actor":
			raw, err = hex.DecodeString(strings.ReplaceAll(*value, "-", ""))
		case "at":
			var at time.Time
			at, err = time.Parse(time.RFC3339, *value)
			raw = binary.BigEndian.AppendUint64(nil, uint64(at.UnixMicro()))
		case "detail":
			raw, err = base64.StdEncoding.DecodeString(*value)
		default:
			raw = []byte(*value)
		}
		if err != nil {
			return h, err
		}
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(raw))), raw...)
	}
	return sha256.Sum256(b), nil
}
