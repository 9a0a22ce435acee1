package seal

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The bytes of a line never change: every checkpoint stands on them.
func TestTheBytesOfALineAreForEver(t *testing.T) {
	said := func(s string) *string { return &s }
	l := Line{"id": said("018f0000-0000-7000-8000-000000000001"), "at": said("2027-03-12T13:05:00.000001Z"), "actor": nil, "role": said("system"),
		"act": said("é"), "subject": said("00000000-0000-4000-8000-000000000002"), "reason": said("")}
	raw, err := l.raw(Operation)
	if err != nil {
		t.Fatal(err)
	}
	got, err := encode(nil, Operation, raw)
	if err != nil {
		t.Fatal(err)
	}
	want := "016f" + "00000010018f0000000070008000000000000001" + "00000008%016x" + "ffffffff" +
		"0000000673797374656d" + "00000002c3a9" + "0000001000000000000040008000000000000002" + "00000000"
	want = fmt.Sprintf(want, time.Date(2027, 3, 12, 13, 5, 0, 1000, time.UTC).UnixMicro())
	if hex.EncodeToString(got) != want {
		t.Errorf("%x\nwant %s", got, want)
	}
}

// Two lines that differ in any column, or are of two logs, never have the same
// bytes: what is empty is not what is absent, and nothing runs over.
func TestNoTwoLinesHaveTheSameBytes(t *testing.T) {
	value := rapid.Custom(func(t *rapid.T) [][]byte {
		text := func(name string) []byte {
			if rapid.Bool().Draw(t, name+" absent") {
				return nil
			}
			return []byte(strings.Repeat("a", rapid.IntRange(0, 3).Draw(t, name)))
		}
		raw := make([][]byte, len(columns[Access]))
		for i, f := range columns[Access] {
			switch f.kind {
			case uuid:
				raw[i] = make([]byte, 16)
			case instant:
				raw[i] = make([]byte, 8)
			default:
				raw[i] = text(f.name)
			}
		}
		return raw
	})
	rapid.Check(t, func(t *rapid.T) {
		one, other := value.Draw(t, "one"), value.Draw(t, "other")
		same := true
		for i := range one {
			same = same && (one[i] == nil) == (other[i] == nil) && string(one[i]) == string(other[i])
		}
		a, err := encode(nil, Access, one)
		b, e := encode(nil, Access, other)
		if err != nil || e != nil {
			t.Fatal(err, e)
		}
		if same != (string(a) == string(b)) {
			t.Errorf("%x and %x", a, b)
		}
		back, err := show(Access, one).raw(Access)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := encode(nil, Access, back); err != nil || string(c) != string(a) {
			t.Errorf("shown and read again: %x, %x, %v", a, c, err)
		}
	})
}

func TestAColumnOfAnotherKindIsRefused(t *testing.T) {
	raw := make([][]byte, len(columns[Operation]))
	raw[0] = []byte{1}
	if _, err := encode(nil, Operation, raw); err == nil {
		t.Error("an identifier of one byte")
	}
	if _, err := encode(nil, Operation, raw[1:]); err == nil {
		t.Error("a column less")
	}
	if _, err := encode(nil, "other", nil); err == nil {
		t.Error("a log that is none")
	}
}
