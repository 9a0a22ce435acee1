// Package seal makes the two logs ones that cannot lie: their lines go into a
// Merkle tree whose signed checkpoints are published outside the database. It
// seals, publishes, verifies, and proves one line to whom it concerns.
package seal

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Log names one of the two logs.
type Log string

// The logs that are sealed (decisions.md §7).
const (
	Access    Log = "access"
	Operation Log = "operation"
)

// Table is where the lines of the log stand.
func (l Log) Table() string { return string(l) + "_log" }

// version begins the bytes of every line, so that another way of writing them
// can never give the same ones.
const version = 1

type kind int

const (
	uuid kind = iota
	instant
	text
	octets
)

type field struct {
	name string
	kind kind
}

// columns are all columns of each log, in the order in which they are sealed
// and read. A column that is added to a table wants another version.
var columns = map[Log][]field{
	Access: {{"patient_id", uuid}, {"id", uuid}, {"at", instant}, {"actor", uuid}, {"role", text}, {"act", text}, {"mode", text},
		{"motive", text}, {"structure", text}, {"target", text}, {"reason", text}, {"detail", octets}},
	Operation: {{"id", uuid}, {"at", instant}, {"actor", uuid}, {"role", text}, {"act", text}, {"subject", uuid}, {"reason", text}},
}

// initial is the byte that says which log a line is of.
var initial = map[Log]byte{Access: 'a', Operation: 'o'}

// absent is the length of what is NULL, which is not what is empty.
const absent = 0xFFFFFFFF

// epoch is what PostgreSQL counts microseconds from, in those of Unix.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

// encode appends the canonical bytes of a line to b: the version, the log, then
// for each column its length on four bytes (all ones for NULL) and its bytes.
// Instants are microseconds since 1970 on eight bytes; free text is as it is
// stored, sealed. raw are the values of PostgreSQL in binary.
func encode(b []byte, log Log, raw [][]byte) ([]byte, error) {
	fields := columns[log]
	if len(fields) == 0 || len(raw) != len(fields) {
		return nil, fmt.Errorf("seal: %d columns of %s", len(raw), log)
	}
	b = append(b, version, initial[log])
	for i, f := range fields {
		v := raw[i]
		switch {
		case v == nil:
			b = binary.BigEndian.AppendUint32(b, absent)
			continue
		case f.kind == uuid && len(v) != 16, f.kind == instant && len(v) != 8:
			return nil, fmt.Errorf("seal: %s of %s is not what it should be", f.name, log)
		}
		b = binary.BigEndian.AppendUint32(b, uint32(len(v)))
		if f.kind == instant {
			b = binary.BigEndian.AppendUint64(b, uint64(unixMicro(v)))
			continue
		}
		b = append(b, v...)
	}
	return b, nil
}

func unixMicro(raw []byte) int64 { return int64(binary.BigEndian.Uint64(raw)) + epoch }

// Leaf is the hash of a line in the tree: SHA-256 of a zero byte and its
// canonical bytes (RFC 6962 §2.1).
func leaf(canonical []byte) tlog.Hash { return tlog.RecordHash(canonical) }

// Line is one line of a log as a proof shows it: its columns by name, NULL as
// nil, instants in RFC 3339, identifiers as SQL writes them, bytes in base64.
type Line map[string]*string

// show writes the values of PostgreSQL as a Line.
func show(log Log, raw [][]byte) Line {
	l := Line{}
	for i, f := range columns[log] {
		if raw[i] == nil {
			l[f.name] = nil
			continue
		}
		var s string
		switch f.kind {
		case uuid:
			s = dashed(raw[i])
		case instant:
			s = time.UnixMicro(unixMicro(raw[i])).UTC().Format(time.RFC3339Nano)
		case octets:
			s = base64.StdEncoding.EncodeToString(raw[i])
		case text:
			s = string(raw[i])
		}
		l[f.name] = &s
	}
	return l
}

// raw is the way back from show. A column that is missing or too many is
// refused: a proof says the whole line and nothing else.
func (l Line) raw(log Log) ([][]byte, error) {
	fields := columns[log]
	if len(fields) == 0 || len(l) != len(fields) {
		return nil, errors.New("the line does not have the columns of its log")
	}
	all := make([][]byte, len(fields))
	for i, f := range fields {
		s, there := l[f.name]
		if !there {
			return nil, fmt.Errorf("the line has no %s", f.name)
		}
		if s == nil {
			continue
		}
		v, err := f.read(*s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.name, err)
		}
		all[i] = v
	}
	return all, nil
}

func (f field) read(s string) ([]byte, error) {
	switch f.kind {
	case uuid:
		v, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
		if err == nil && (len(v) != 16 || dashed(v) != s) {
			err = errors.New("not an identifier")
		}
		return v, err
	case instant:
		at, err := time.Parse(time.RFC3339Nano, s)
		return binary.BigEndian.AppendUint64(nil, uint64(at.UnixMicro()-epoch)), err
	case octets:
		v, err := base64.StdEncoding.Strict().DecodeString(s)
		return append([]byte{}, v...), err
	}
	return []byte(s), nil
}

func dashed(v []byte) string {
	h := hex.EncodeToString(v)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
