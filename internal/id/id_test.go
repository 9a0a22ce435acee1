package id

import (
	"strings"
	"testing"
	"time"
)

func TestParseReadsWhatStringWrites(t *testing.T) {
	for range 100 {
		v := New[Patient]()
		got, err := Parse[Patient](v.String())
		if err != nil || got != v {
			t.Fatalf("%s: got %v, %v", v, got, err)
		}
	}
}

func TestParseRefusesEveryOtherSpelling(t *testing.T) {
	v := New[Patient]().String()
	for _, s := range []string{"", v[:25], v + "a", strings.ToUpper(v), v[:25] + "1", v[:25] + "b", v[:25] + "\n"} {
		if got, err := Parse[Patient](s); err == nil && got.String() != s {
			t.Errorf("%q was read as %s", s, got)
		}
	}
	if _, err := Parse[Patient](strings.ToUpper(v)); err == nil {
		t.Error("capitals were accepted: one thing would have two addresses")
	}
}

func TestLinesSortByTime(t *testing.T) {
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	a, b := NewAt[Line](at), NewAt[Line](at.Add(time.Millisecond))
	if a.UUID() >= b.UUID() {
		t.Errorf("%s does not come before %s", a.UUID(), b.UUID())
	}
}
