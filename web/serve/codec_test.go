package serve

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
)

// What a session keeps is read as it was written, by this program and by the one before it.
func TestASessionIsReadAsItWasWritten(t *testing.T) {
	until := time.Date(2026, 3, 29, 1, 30, 0, 500, time.UTC)
	for _, values := range []map[string]any{{}, {"name": []byte("Anne"), "empty": []byte{}}, {"met é": bytes.Repeat([]byte("es1\n"), 5000)}} {
		for _, before := range []scs.Codec{codec{}, scs.GobCodec{}} {
			b, err := before.Encode(until, values)
			if err != nil {
				t.Fatal(err)
			}
			at, got, err := codec{}.Decode(b)
			if err != nil || !at.Equal(until) || len(got) != len(values) {
				t.Fatalf("%v %v %v", at, got, err)
			}
			for name, kept := range values {
				if !bytes.Equal(got[name].([]byte), kept.([]byte)) {
					t.Errorf("%s is %v", name, got[name])
				}
			}
		}
	}
}

// Half of a session is no session, and no panic.
func TestACutSessionIsRefused(t *testing.T) {
	b, err := codec{}.Encode(time.Unix(1, 0), map[string]any{"name": []byte("Anne"), "other": []byte("x")})
	if err != nil {
		t.Fatal(err)
	}
	whole := map[int]bool{len(b): true}
	for i := range b {
		_, values, err := codec{}.Decode(b[:i])
		if err == nil && len(values) > 1 || err == nil && whole[i] {
			t.Errorf("cut at %d: %v", i, values)
		}
	}
	if _, _, err := (codec{}).Decode(append(bytes.Clone(mark), 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1)); err == nil {
		t.Error("a length beyond all is believed")
	}
}

// What is not bytes is left to gob, which knows its type.
func TestOtherValuesAreLeftToGob(t *testing.T) {
	b, err := codec{}.Encode(time.Unix(1, 0), map[string]any{"n": 3})
	if err != nil || bytes.HasPrefix(b, mark) {
		t.Fatalf("%q %v", b, err)
	}
	if _, got, err := (codec{}).Decode(b); err != nil || !reflect.DeepEqual(got, map[string]any{"n": 3}) {
		t.Errorf("%v %v", got, err)
	}
}
