package patient

import (
	"net/url"
	"testing"
	"time"

	"espacesante/internal/accesslog"
)

// A title that others typed is no formula in a spreadsheet.
func TestNoCellIsAFormula(t *testing.T) {
	for typed, want := range map[string]string{"=HYPERLINK(\"x\")": "'=HYPERLINK(\"x\")", "+33": "'+33", "-1": "'-1", "@a": "'@a", "\tx": "'\tx",
		"Bilan": "Bilan", "": "", "Éà": "Éà"} {
		if got := harmless(typed); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

// What an address says is known, or narrows nothing.
func TestAHistoryIsNarrowedByWhatIsKnownOnly(t *testing.T) {
	now := time.Date(2027, 3, 12, 13, 0, 0, 0, time.UTC)
	v := narrowedOf(url.Values{"qui": {"professionals"}, "quoi": {"say"}, "periode": {"7"}})
	q := v.query(now)
	if q.Who != accesslog.ByProfessionals || q.What != accesslog.TheSay || !q.Since.Equal(now.AddDate(0, 0, -7)) || !v.narrowed() {
		t.Errorf("got %+v", q)
	}
	if got := v.href("/historique", ""); got != "/historique?periode=7&qui=professionals&quoi=say" {
		t.Error(got)
	}
	strange := narrowedOf(url.Values{"qui": {"' OR 1=1"}, "quoi": {"x"}, "periode": {"99999999999"}})
	if strange.narrowed() || strange.href("/historique", "") != "/historique" {
		t.Errorf("got %+v", strange)
	}
}
