package serve

import (
	"bytes"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/alexedwards/scs/v2"
)

// codec writes what a session keeps, names and bytes, one after the other. Each
// request reads it: encoding/gob, which scs would use, describes its types each
// time, and costs twenty times as much. What gob wrote is still read.
type codec struct{ scs.GobCodec }

// mark begins what codec writes: no stream of gob does.
var mark = []byte("es1\n")

var errCut = errors.New("serve: a session is cut")

// Encode writes names in order, so that the same session is the same bytes.
func (c codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	b := binary.AppendVarint(slices.Clone(mark), deadline.UnixNano())
	for _, name := range slices.Sorted(maps.Keys(values)) {
		kept, ok := values[name].([]byte)
		if !ok {
			return c.GobCodec.Encode(deadline, values)
		}
		b = append(binary.AppendUvarint(b, uint64(len(name))), name...)
		b = append(binary.AppendUvarint(b, uint64(len(kept))), kept...)
	}
	return b, nil
}

// Decode reads what Encode wrote.
func (c codec) Decode(b []byte) (time.Time, map[string]any, error) {
	left, ours := bytes.CutPrefix(b, mark)
	if !ours {
		return c.GobCodec.Decode(b)
	}
	nanos, n := binary.Varint(left)
	if n <= 0 {
		return time.Time{}, nil, errCut
	}
	left = left[n:]
	values := map[string]any{}
	for len(left) > 0 {
		var name, kept []byte
		var ok bool
		if name, left, ok = piece(left); !ok {
			return time.Time{}, nil, errCut
		}
		if kept, left, ok = piece(left); !ok {
			return time.Time{}, nil, errCut
		}
		values[string(name)] = kept
	}
	return time.Unix(0, nanos).UTC(), values, nil
}

// piece takes one length and as many bytes.
func piece(b []byte) (piece, left []byte, ok bool) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, false
	}
	return b[n : n+int(size) : n+int(size)], b[n+int(size):], true
}
